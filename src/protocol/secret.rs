//! A value that no output can hold.
//!
//! `Secret` has no `Display` of its content and no serialised form; only [`Secret::expose`]
//! gives the text, and only what is sent to the target calls it (`request.rs`, `send/`).

use std::fmt;

use super::encoding::{Part, Value};

/// What stands in every output where a secret would.
pub(crate) const REDACTED: &str = "(redacted)";

/// A credential that no service has issued: to be refused, and never to be repeated.
pub(crate) const UNKNOWN_CREDENTIAL: &str = "as-documented-unknown-credential";

/// A credential, redacted wherever it is shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// Wraps a credential.
    #[must_use]
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The same credential as it stands in a part of a URL.
    #[must_use]
    pub(crate) fn within(&self, part: Part) -> Self {
        Self(Value::raw(self.0.clone()).within(part))
    }

    /// The credential itself, to be sent to the target and nowhere else.
    #[must_use]
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn never_shows_itself() {
        let secret = Secret::new("eyJ0-top-secret");
        assert_eq!(format!("{secret} {secret:?}"), "(redacted) (redacted)");
    }
}
