//! The arguments of calls of template languages: `{{< endpoint "GET" "/desks" >}}`, `<%= endpoint :get, '/desks' %>`.

use std::ops::Range;

use super::target;
use crate::protocol::Method;

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallArgument<'a> {
    /// Its name, where it has one.
    pub name: Option<&'a str>,
    /// Its value without quotes.
    pub value: &'a str,
    /// Where the value stands in the call's whole text.
    pub range: Range<usize>,
}

/// The arguments of the call that a text is, in order; none where it is not called `name`.
pub(crate) fn arguments_of<'a>(whole: &'a str, name: &str) -> Option<Vec<CallArgument<'a>>> {
    let (start, text) = inside(whole)?;
    let behind = text.strip_prefix(name)?;
    let is_whole = behind.is_empty() || behind.starts_with([' ', '\t', '\n', '(', ',']);
    is_whole.then(|| arguments(behind, start + name.len()))
}

/// What stands within the marks of a call, and where it begins.
fn inside(whole: &str) -> Option<(usize, &str)> {
    let is_mark = |c: char| {
        matches!(
            c,
            '<' | '>' | '{' | '}' | '%' | '=' | '/' | ' ' | '-' | '\n'
        )
    };
    let start = whole.len() - whole.trim_start_matches(is_mark).len();
    Some((start, whole.get(start..)?.trim_end_matches(is_mark)))
}

/// The first word of a call, and a second that names a file that it includes.
pub(crate) fn name_of(whole: &str) -> Option<&str> {
    let (_, named) = inside(whole)?;
    let end = named
        .find([' ', '(', ',', '\n', '\t'])
        .unwrap_or(named.len());
    let first = named.get(..end)?;
    let is_include = ["include", "render", "partial"].contains(&first);
    let rest = named.get(end..)?.trim_start();
    let file = rest.split_whitespace().next().unwrap_or_default();
    if !is_include || file.is_empty() || file.contains('=') {
        return Some(first).filter(|first| !first.is_empty());
    }
    let to = named.len() - rest.len() + file.trim_end_matches(',').len();
    named.get(..to)
}

/// The arguments of a text, at a byte of the whole.
fn arguments(text: &str, offset: usize) -> Vec<CallArgument<'_>> {
    let mut found = Vec::new();
    let mut name = None;
    let mut at = 0;
    while found.len() < MOST_ARGUMENTS {
        let rest = text.get(at..).unwrap_or_default();
        let skipped = rest.len()
            - rest
                .trim_start_matches([' ', ',', '(', ')', '\n', '\t'])
                .len();
        at += skipped;
        let rest = text.get(at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            break;
        };
        if matches!(first, '"' | '\'') {
            let inside = rest.get(1..).unwrap_or_default();
            let end = inside.find(first).unwrap_or(inside.len());
            let from = offset + at + 1;
            found.push(CallArgument {
                name: name.take(),
                value: inside.get(..end).unwrap_or_default(),
                range: from..from + end,
            });
            at += (end + 2).min(rest.len());
            continue;
        }
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let word = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
        let behind = rest.get(word..).unwrap_or_default();
        // `to: "/desks"`, `to="/desks"`, and not `http://…`.
        let is_name = word > 0
            && (behind.starts_with('=')
                || behind.starts_with(": ")
                || behind.starts_with(":\"")
                || behind.starts_with(":'"));
        if is_name {
            name = rest.get(..word);
            at += word + 1;
            continue;
        }
        let end = rest
            .find([' ', ',', '\n', '\t'])
            .unwrap_or(rest.len())
            .max(first.len_utf8());
        let value = rest.get(..end).unwrap_or_default().trim_end_matches(')');
        found.push(CallArgument {
            name: name.take(),
            value,
            range: offset + at..offset + at + value.len(),
        });
        at += end;
    }
    found
}

/// A request that arguments hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    /// Which of them it is, in the words of a profile.
    pub setting: String,
    /// The method and the shape of the path.
    pub request: (Method, String),
}

/// The request that arguments, each with its name, hold: method and path, both in one, or the path in a call that is
/// named after its method.
pub(crate) fn request_in(name: &str, arguments: &[(Option<&str>, &str)]) -> Option<Held> {
    let mut place = 0;
    let (mut verb, mut path) = (None, None);
    for (own, value) in arguments {
        let key = match own {
            Some(own) => format!("\"{own}\""),
            None => {
                place += 1;
                (place - 1).to_string()
            }
        };
        if let Some(whole) = target::request(value) {
            let (method, _) = whole.methods.first()?.clone();
            return Some(Held {
                setting: format!("{{ request = {key} }}"),
                request: (method, whole.target.path().shape()),
            });
        }
        let is_path = value.starts_with('/') || value.contains("://");
        if let Some(method) = target::method(value.trim_start_matches(':'), true) {
            verb = verb.or(Some((key, method)));
        } else if let Some(target) = target::target_at(value, 0).filter(|_| is_path) {
            path = path.or(Some((key, target.target.path().shape())));
        }
    }
    let (path, shape) = path?;
    let (said, method) = match verb {
        Some((verb, method)) => (format!("method = {verb}"), method),
        None => {
            let method = named_after(name)?;
            (format!("always = \"{}\"", method.as_str()), method)
        }
    };
    Some(Held {
        setting: format!("{{ {said}, path = {path} }}"),
        request: (method, shape),
    })
}

/// The method that a call is named after, as `api-get` is.
fn named_after(name: &str) -> Option<Method> {
    let last = name.rsplit(|c: char| !c.is_ascii_alphabetic()).next()?;
    let method = target::method(last, true)?;
    let usual = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
    usual.contains(&method.as_str()).then_some(method)
}

/// The most arguments of a call.
const MOST_ARGUMENTS: usize = 32;

#[cfg(test)]
mod tests {
    use super::{arguments_of, name_of};

    fn check(text: &str, name: &str, expect: &[(&str, &str)]) {
        assert_eq!(name_of(text), Some(name), "{text}");
        let arguments = arguments_of(text, name).unwrap();
        let shown: Vec<(&str, &str)> = arguments
            .iter()
            .map(|argument| (argument.name.unwrap_or_default(), argument.value))
            .collect();
        assert_eq!(shown, expect, "{text}");
        for argument in &arguments {
            assert_eq!(text.get(argument.range.clone()), Some(argument.value));
        }
    }

    #[test]
    fn arguments_are_read_in_the_marks_of_every_template_language() {
        let both = [("", "GET"), ("", "/desks/:id")];
        check("{{< endpoint \"GET\" \"/desks/:id\" >}}", "endpoint", &both);
        check("{{% endpoint GET /desks/:id %}}", "endpoint", &both);
        check("{{ endpoint(\"GET\", \"/desks/:id\") }}", "endpoint", &both);
        check("{% endpoint 'GET', '/desks/:id' %}", "endpoint", &both);
        check(
            "<%= endpoint :get, '/desks' %>",
            "endpoint",
            &[("", ":get"), ("", "/desks")],
        );
        check(
            "<%= endpoint verb: \"GET\", to: '/desks' %>",
            "endpoint",
            &[("verb", "GET"), ("to", "/desks")],
        );
        check(
            "{% include ep.html verb=\"GET\" to=/desks %}",
            "include ep.html",
            &[("verb", "GET"), ("to", "/desks")],
        );
        check(
            "{{< endpoint \"ж\" 'unended >}}",
            "endpoint",
            &[("", "ж"), ("", "unended")],
        );
        assert_eq!(name_of("{{< >}}"), None);
    }
}
