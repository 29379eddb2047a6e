//! What the environment says of placeholders and the token.

use std::ffi::OsString;

use crate::app::settings::{Settings, SettingsError, TOKEN_VARIABLE};
use crate::protocol::secret::Secret;
use crate::protocol::template::{unusable, unusable_encoded};
use crate::send::credentials::SecretSource;
use crate::send::values::Source;

/// The prefix of environment variables for placeholders.
pub(crate) const VAR_PREFIX: &str = "AS_DOCUMENTED_VAR_";

/// The prefix of those whose values are written as in a URL already.
const ENCODED_VAR_PREFIX: &str = "AS_DOCUMENTED_VAR_ENCODED_";

/// What the environment says of placeholders and the token, its variables given by `variables`.
///
/// # Errors
/// When a variable's value is not UTF-8, or one that no request may be sent with.
pub(crate) fn from_environment(
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<Settings, SettingsError> {
    let mut settings = Settings::default();
    for (variable, value) in variables {
        let Ok(variable) = variable.into_string() else {
            continue;
        };
        if variable == TOKEN_VARIABLE {
            settings.token = Some(SecretSource::Env(variable));
            continue;
        }
        let (name, is_encoded) = match variable.strip_prefix(ENCODED_VAR_PREFIX) {
            Some(name) => (name, true),
            None => match variable.strip_prefix(VAR_PREFIX) {
                Some(name) => (name, false),
                None => continue,
            },
        };
        let wrong = |reason| SettingsError::Variable(variable.clone(), reason);
        let value = value.into_string().map_err(|_| wrong(NOT_UTF_8))?;
        let reason = match is_encoded {
            true => unusable_encoded(&value),
            false => unusable(&value),
        };
        if let Some(reason) = reason {
            return Err(wrong(reason));
        }
        // The environment is where secrets are kept: nothing shows it.
        let value = Secret::new(value);
        let source = Source::Hidden { value, is_encoded };
        settings.vars.insert(name.to_owned(), source);
    }
    Ok(settings)
}

/// What is wrong with a value that is no text.
pub(crate) const NOT_UTF_8: &str = "is not UTF-8";
