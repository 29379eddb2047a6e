//! Profiles in their stored form, TOML: what is said of pages for their reading.

use std::path::Path;

use serde::Deserialize;

use super::form::{FormError, FormText};
use super::table::{FORMAT, NO_OTHER};
use crate::protocol::target::RequestTarget;
use crate::text::profile::Profile;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ProfileForm {
    #[serde(rename = "format")]
    _format: u32,
    base: Option<toml::Spanned<String>>,
    #[serde(default)]
    commands_declare: bool,
    #[serde(default)]
    words: WordsForm,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsForm {
    #[serde(default)]
    required: Vec<toml::Spanned<String>>,
    #[serde(default)]
    optional: Vec<toml::Spanned<String>>,
}

/// Reads a profile; `file` is for messages only.
///
/// # Errors
/// When the text is not TOML, has an unknown key, a base that is no path, or a word that is empty.
pub(crate) fn read_profile(file: &Path, text: &str) -> Result<Profile, FormError> {
    let text = FormText::new(file, text);
    let form: ProfileForm = text.read_version(FORMAT, NO_OTHER)?;
    let base = match form.base {
        None => String::new(),
        Some(base) => {
            let at = base.span().start;
            let base = base.into_inner();
            let path = base.trim_end_matches('/');
            let target = RequestTarget::new(path).map_err(|error| error.to_string());
            let target = target.map_err(|message| text.error(at, message))?;
            if target.query().is_some() {
                let message = format!("expected a path without a query, but found `{base}`");
                return Err(text.error(at, message));
            }
            path.to_owned()
        }
    };
    let words = |words: Vec<toml::Spanned<String>>| {
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
    Ok(Profile {
        base,
        commands_declare: form.commands_declare,
        required: words(form.words.required)?,
        optional: words(form.words.optional)?,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::read_profile;

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
        ] {
            let error = read_profile(Path::new("desks.toml"), wrong).unwrap_err();
            assert_eq!(error.line, line, "{wrong}\n{error}");
        }
    }
}
