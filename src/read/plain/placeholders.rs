//! Placeholders in whatever marks their authors like, read as `{name}`; parts of a path that may be left out are
//! left out.

/// A target whose placeholders stand in any marks, with braces; parts that may be left out are left out.
pub(super) fn with_braces(written: &str) -> String {
    let (path, query) = match written.split_once('?') {
        Some((path, query)) if !path.contains(['(', '[', '{']) || is_balanced(path) => {
            (path, Some(query))
        }
        Some(_) | None => (written, None),
    };
    let mut text = String::with_capacity(written.len() + 1);
    if !path.starts_with('/') {
        text.push('/');
    }
    let mut rest = path;
    let mut before = '/';
    while let Some(c) = rest.chars().next() {
        if let Some((name, behind)) = placeholder(rest, before) {
            // A part that may be left out has none.
            if let Some(name) = name {
                text.push_str(&format!("{{{name}}}"));
            }
            before = '}';
            rest = behind;
            continue;
        }
        text.push(c);
        before = c;
        rest = &rest[c.len_utf8()..];
    }
    if let Some(query) = query
        .map(query_with_braces)
        .filter(|query| !query.is_empty())
    {
        text.push('?');
        text.push_str(&query);
    }
    text
}

/// What begins with `$` in the URLs of OData (URL Conventions 4.01 §4), and is no variable.
const SYSTEM: &[&str] = &[
    "all",
    "apply",
    "batch",
    "count",
    "crossjoin",
    "each",
    "entity",
    "expand",
    "filter",
    "format",
    "it",
    "levels",
    "metadata",
    "orderby",
    "query",
    "ref",
    "root",
    "search",
    "select",
    "skip",
    "skiptoken",
    "this",
    "top",
    "value",
];

/// A segment that is a variable of a shell, as in `/desks/$desk_id`.
fn variable(text: &str, before: char) -> Option<(Option<String>, &str)> {
    let name = text.strip_prefix('$').filter(|_| before == '/')?;
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = name.find(|c: char| !is_of_name(c)).unwrap_or(name.len());
    let (name, behind) = name.split_at(end);
    let is_whole = behind.is_empty() || behind.starts_with('/');
    let is_word = name.starts_with(|c: char| c.is_ascii_lowercase());
    let is_upper = name.starts_with(|c: char| c.is_ascii_uppercase());
    let is_own = is_upper || is_word && is_whole && !SYSTEM.contains(&name);
    is_own.then(|| (Some(name.to_owned()), behind))
}

fn is_balanced(text: &str) -> bool {
    let count = |wanted: &[char]| text.matches(wanted).count();
    count(&['(', '[', '{', '<']) == count(&[')', ']', '}', '>'])
}

/// The placeholder that a text begins with: its name, none for a part that may be left out, and what
/// stands behind it.
fn placeholder(text: &str, before: char) -> Option<(Option<String>, &str)> {
    let marks = [
        ("{{", "}}"),
        ("${", "}"),
        ("#{", "}"),
        ("{", "}"),
        ("<", ">"),
        ("(", ")"),
        ("[", "]"),
    ];
    for (open, close) in marks {
        let Some(inside) = text.strip_prefix(open) else {
            continue;
        };
        let end = if inside.contains(open) {
            balanced_end(inside, open, close)?
        } else {
            inside.find(close)?
        };
        let (name, behind) = (&inside[..end], &inside[end + close.len()..]);
        let is_ending = matches!(open, "[" | "(") && name.starts_with('.');
        if name.starts_with(['/', '?', '&']) || is_ending {
            return Some((None, behind));
        }
        // A call's arguments, `f(a='b')`, are a part of the path.
        let opens_segment = matches!(before, '/' | '.' | '-' | '_' | '@' | ':' | '=' | '}' | ',');
        if matches!(open, "(" | "[") && !opens_segment {
            return None;
        }
        return Some((Some(plain_name(name)?), behind));
    }
    if let Some(name) = text
        .strip_prefix(':')
        .filter(|_| matches!(before, '/' | '-' | '.' | '_'))
    {
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        let (name, behind) = name.split_at(end.unwrap_or(name.len()));
        if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return Some((
                Some(name.to_owned()),
                behind.strip_prefix('?').unwrap_or(behind),
            ));
        }
    }
    variable(text, before).or_else(|| upper_case(text, before))
}

/// A whole segment in upper case with an underscore, such as `DESK_ID`, or one that says it is an id.
fn upper_case(text: &str, before: char) -> Option<(Option<String>, &str)> {
    if before != '/' {
        return None;
    }
    let end = text.find('/').unwrap_or(text.len());
    let (name, behind) = text.split_at(end);
    let is_upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let says_so = name.contains('_') || name.ends_with("ID") || name.ends_with("NAME");
    let is_name = name.len() > 1
        && name.chars().all(is_upper)
        && name.starts_with(|c: char| c.is_ascii_uppercase());
    (is_name && says_so).then(|| (Some(name.to_owned()), behind))
}

fn balanced_end(inside: &str, open: &str, close: &str) -> Option<usize> {
    let mut depth = 1;
    let mut at = 0;
    while at < inside.len() {
        let rest = inside.get(at..)?;
        if rest.starts_with(close) {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
            at += close.len();
        } else if rest.starts_with(open) {
            depth += 1;
            at += open.len();
        } else {
            at += rest.chars().next()?.len_utf8();
        }
    }
    None
}

/// A placeholder's name without what else stands in its marks: its type, a mark of its value's form.
pub(super) fn plain_name(written: &str) -> Option<String> {
    let name = written.trim().trim_matches(['$', '*', '\\', '%', ' ']);
    // `string:slug` and `slug:string` both say which is the name by what is a known type.
    let name = match name.split_once(':') {
        Some((kind, name)) if is_type(kind) => name,
        Some((name, _)) => name,
        None => name,
    };
    let name: String = name
        .chars()
        .map(|c| match c {
            '{' | '}' | '/' | '\n' => '-',
            other => other,
        })
        .collect();
    let is_usable = !name.trim().is_empty() && !name.chars().any(char::is_control);
    is_usable.then(|| name.trim().to_owned())
}

fn is_type(word: &str) -> bool {
    let types = [
        "string", "str", "int", "integer", "number", "uuid", "path", "float", "slug", "bool",
        "any", "id",
    ];
    types.contains(&word.trim().to_lowercase().as_str())
}

/// A pair of a query without the marks that say it may be left out, which stand around several pairs at times.
fn without_option(pair: &str) -> &str {
    let pair = pair.trim_start_matches(['[', '(', '{']);
    let mut pair = pair.trim_end_matches(['[', '(', '{']);
    while pair.ends_with([']', ')', '}']) && !is_balanced(pair) {
        pair = &pair[..pair.len() - 1];
    }
    pair
}

/// A query whose values stand in any marks, with braces.
fn query_with_braces(query: &str) -> String {
    let pairs = query.split('&').filter_map(|pair| {
        let pair = without_option(pair);
        let (name, value) = pair.split_once('=')?;
        let marks = [
            ("{{", "}}"),
            ("${", "}"),
            ("{", "}"),
            ("<", ">"),
            ("[", "]"),
            ("(", ")"),
        ];
        let marked = marks
            .iter()
            .find_map(|(open, close)| plain_name(value.strip_prefix(open)?.strip_suffix(close)?));
        let colon = || {
            let name = value.strip_prefix(':')?;
            plain_name(name)
        };
        let value = match marked.or_else(colon) {
            Some(name) => format!("{{{name}}}"),
            None if value.starts_with('$') && value.len() > 1 => {
                format!("{{{}}}", &value[1..].replace(['{', '}', '$'], ""))
            }
            None => value.replace('{', "%7B").replace('}', "%7D"),
        };
        Some(format!("{name}={value}"))
    });
    pairs.collect::<Vec<_>>().join("&")
}
