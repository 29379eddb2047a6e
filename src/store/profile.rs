//! Profiles in their stored form, TOML: what is said of pages for their reading.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::form::{FormError, FormText};
use super::table::{FORMAT, NO_OTHER};
use crate::protocol::Method;
use crate::protocol::target::RequestTarget;
use crate::text::profile::{Argument, Declaring, Profile, Request};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ProfileForm {
    #[serde(rename = "format")]
    _format: u32,
    base: Option<Spanned<String>>,
    #[serde(default)]
    commands_declare: bool,
    #[serde(default)]
    placeholders: Vec<Spanned<String>>,
    #[serde(default)]
    words: WordsForm,
    #[serde(default)]
    template_calls: BTreeMap<Spanned<String>, DeclaringForm>,
    #[serde(default)]
    components: BTreeMap<Spanned<String>, DeclaringForm>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsForm {
    #[serde(default)]
    required: Vec<Spanned<String>>,
    #[serde(default)]
    optional: Vec<Spanned<String>>,
    #[serde(default)]
    success: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclaringForm {
    method: Option<Spanned<toml::Value>>,
    path: Option<Spanned<toml::Value>>,
    request: Option<Spanned<toml::Value>>,
    always: Option<Spanned<String>>,
}

/// Reads a profile; `file` is for messages only.
///
/// # Errors
/// When the text is not TOML, has an unknown key, or a value that cannot be meant.
pub(crate) fn read_profile(file: &Path, text: &str) -> Result<Profile, FormError> {
    let text = FormText::new(file, text);
    let form: ProfileForm = text.read_version(FORMAT, NO_OTHER)?;
    let base = form.base.map(|base| read_base(&text, base)).transpose()?;
    let words = |words: Vec<Spanned<String>>| {
        let lower = words.into_iter().map(|word| {
            let at = word.span().start;
            let lower = word.into_inner().trim().to_lowercase();
            match lower.is_empty() {
                true => Err(text.error(at, "expected words, but found none".to_owned())),
                false => Ok(lower),
            }
        });
        lower.collect::<Result<Vec<_>, _>>()
    };
    let placeholders = form.placeholders.into_iter().map(|form| {
        let at = form.span().start;
        placeholder(form.get_ref()).map_err(|message| text.error(at, message))
    });
    Ok(Profile {
        base: base.unwrap_or_default(),
        commands_declare: form.commands_declare,
        required: words(form.words.required)?,
        optional: words(form.words.optional)?,
        success: words(form.words.success)?,
        calls: all_declaring(&text, form.template_calls, What::Call)?,
        components: all_declaring(&text, form.components, What::Component)?,
        placeholders: placeholders.collect::<Result<Vec<_>, _>>()?,
    })
}

fn read_base(text: &FormText<'_>, base: Spanned<String>) -> Result<String, FormError> {
    let at = base.span().start;
    let base = base.into_inner();
    let path = base.trim_end_matches('/');
    let target = RequestTarget::new(path).map_err(|error| error.to_string());
    let target = target.map_err(|message| text.error(at, message))?;
    if target.query().is_some() {
        let message = format!("expected a path without a query, but found `{base}`");
        return Err(text.error(at, message));
    }
    Ok(path.to_owned())
}

/// Reads the form of a placeholder: what stands before and behind `NAME`.
fn placeholder(form: &str) -> Result<(String, String), String> {
    let name = ["NAME", "name"]
        .into_iter()
        .find(|name| form.contains(name));
    let parts = name.and_then(|name| form.split_once(name));
    let Some((before, behind)) = parts.filter(|(before, _)| !before.is_empty()) else {
        return Err(format!(
            "expected a placeholder's marks around `NAME`, such as `%NAME%`, but found `{form}`"
        ));
    };
    let is_mark = |c: char| {
        let ends_path = "/?#&=\"'`|;\\".contains(c);
        !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !ends_path
    };
    if let Some(wrong) = before.chars().chain(behind.chars()).find(|c| !is_mark(*c)) {
        return Err(format!(
            "expected marks around `NAME` that can stand within a segment of a path, such as `%NAME%`, but \
             found {wrong:?} in `{form}`"
        ));
    }
    Ok((before.to_owned(), behind.to_owned()))
}

/// What declares an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Call,
    Component,
}

fn all_declaring(
    text: &FormText<'_>,
    forms: BTreeMap<Spanned<String>, DeclaringForm>,
    what: What,
) -> Result<Vec<Declaring>, FormError> {
    let read = forms.into_iter().map(|(name, form)| {
        let at = name.span().start;
        let own = name.get_ref().trim().to_owned();
        if own.is_empty() {
            let message = "expected the name of a call or an element, but found none".to_owned();
            return Err(text.error(at, message));
        }
        let request = request(text, (at, &own), form, what)?;
        Ok(Declaring { name: own, request })
    });
    read.collect()
}

/// What of a call or an element is its request.
fn request(
    text: &FormText<'_>,
    (at, name): (usize, &str),
    form: DeclaringForm,
    what: What,
) -> Result<Request, FormError> {
    let argument = |value: Option<Spanned<toml::Value>>| {
        let read = |value: Spanned<toml::Value>| {
            let at = value.span().start;
            argument(value.get_ref(), what).map_err(|message| text.error(at, message))
        };
        value.map(read).transpose()
    };
    let (method, path, whole) = (
        argument(form.method)?,
        argument(form.path)?,
        argument(form.request)?,
    );
    let example = match what {
        What::Call => "{ method = 0, path = 1 }",
        What::Component => "{ method = \"verb\", path = \"to\" }",
    };
    let wrong = |said: &str| {
        let message = format!(
            "expected what of `{name}` is the method and what the path, such as `{example}`, or one `request` \
             with both, but {said}"
        );
        text.error(at, message)
    };
    let needs_path = what == What::Call && path.is_none();
    match (whole, method, form.always) {
        (Some(whole), None, None) if path.is_none() => Ok(Request::Whole(whole)),
        (Some(_), _, _) => Err(wrong("found `request` beside another key")),
        (None, Some(_), Some(_)) => Err(wrong("found both `method` and `always`")),
        (None, None, None) => Err(wrong("found no method")),
        (None, _, _) if needs_path => Err(wrong("found no path")),
        (None, Some(method), None) => Ok(Request::Apart(method, path)),
        (None, None, Some(always)) => {
            let at = always.span().start;
            let method = Method::new(always.get_ref());
            let method = method.map_err(|error| text.error(at, error.to_string()))?;
            Ok(Request::Always(method.as_str().to_owned(), path))
        }
    }
}

fn argument(value: &toml::Value, what: What) -> Result<Argument, String> {
    let expected = match what {
        What::Call => "the place of an argument, from 0, or its name",
        What::Component => "the name of an attribute",
    };
    let place = value.as_integer().filter(|_| what == What::Call);
    let place = place.and_then(|place| usize::try_from(place).ok());
    let name = value
        .as_str()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    match (place, name) {
        (Some(place), _) => Ok(Argument::Place(place)),
        (None, Some(name)) => Ok(Argument::Name(name.to_owned())),
        (None, None) => Err(format!("expected {expected}, but found `{value}`")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::read_profile;
    use crate::text::profile::{Argument, Request};

    #[test]
    fn what_a_profile_says_is_read_and_what_it_cannot_say_has_its_line() {
        let text = "format = 1\nbase = \"/api/v1/\"\ncommands-declare = true\n\n[words]\nrequired = [\"Pflicht\"]\n";
        let profile = read_profile(Path::new("desks.toml"), text).unwrap();
        assert_eq!(
            (profile.base.as_str(), profile.commands_declare),
            ("/api/v1", true)
        );
        assert_eq!(profile.required, ["pflicht"]);
        for (wrong, line) in [
            ("format = 1\nbase = \"api\"\n", 2),
            ("format = 1\nbase = \"/a?b=c\"\n", 2),
            ("format = 1\n\n[words]\noptional = [\" \"]\n", 4),
            ("format = 1\nbases = \"/api\"\n", 2),
            (
                "format = 1\nplaceholders = [\n  \"%NAME%\",\n  \"%ID%\",\n]\n",
                4,
            ),
            ("format = 1\nplaceholders = [\"NAME\"]\n", 2),
            ("format = 1\nplaceholders = [\"a NAME\"]\n", 2),
            ("format = 1\n\n[words]\nsuccess = [\"\"]\n", 4),
            ("format = 1\n\n[words]\nsucces = [\"a\"]\n", 4),
            ("format = 1\n[template-calls]\nep = { method = 0 }\n", 3),
            ("format = 1\n[template-calls]\nep = { path = 0 }\n", 3),
            (
                "format = 1\n[template-calls]\nep = { method = -1, path = 0 }\n",
                3,
            ),
            (
                "format = 1\n[template-calls]\nep = { method = true, path = 0 }\n",
                3,
            ),
            (
                "format = 1\n[template-calls]\nep = { method = 0, route = 1 }\n",
                3,
            ),
            (
                "format = 1\n[template-calls]\nep = { request = 0, path = 1 }\n",
                3,
            ),
            (
                "format = 1\n[template-calls]\nep = { always = \"G T\", path = 1 }\n",
                3,
            ),
            ("format = 1\n[components]\nEp = { method = 0 }\n", 3),
            ("format = 1\n[component]\nEp = { method = \"a\" }\n", 2),
        ] {
            let error = read_profile(Path::new("desks.toml"), wrong).unwrap_err();
            assert_eq!(error.line, line, "{wrong}\n{error}");
        }
    }

    #[test]
    fn calls_and_elements_are_read_with_what_of_them_is_the_request() {
        let text = "format = 1\nplaceholders = [\"%NAME%\"]\n\n[template-calls]\nep = { method = 0, path = \"to\" }\n\
            get = { always = \"GET\", path = 0 }\n\n[components]\nCall = { method = \"verb\" }\nOne = { request = \"of\" }\n";
        let profile = read_profile(Path::new("desks.toml"), text).unwrap();
        let to = Argument::Name("to".to_owned());
        let calls: Vec<&Request> = profile.calls.iter().map(|call| &call.request).collect();
        assert_eq!(
            calls,
            [
                &Request::Apart(Argument::Place(0), Some(to)),
                &Request::Always("GET".to_owned(), Some(Argument::Place(0))),
            ]
        );
        let components: Vec<&str> = profile.components.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(components, ["Call", "One"]);
        assert_eq!(profile.placeholders, [("%".to_owned(), "%".to_owned())]);
    }
}
