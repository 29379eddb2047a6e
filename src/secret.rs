//! A value that no output can hold.
//!
//! `Secret` has no `Display` of its content and no serialised form; only [`Secret::expose`]
//! gives the text, and only what is sent to the target calls it (`request.rs`, `target/`).

use std::fmt;

/// What stands in every output where a secret would.
pub const REDACTED: &str = "(redacted)";

/// A credential, redacted wherever it is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a credential.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The credential itself, to be sent to the target and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Replaces every occurrence of the credential in `text` by [`REDACTED`].
    ///
    /// A credential of fewer than 4 characters is left alone: it would blot out ordinary words.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        if self.0.len() < 4 {
            return text.to_owned();
        }
        text.replace(&self.0, REDACTED)
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
        assert_eq!(secret.redact("a eyJ0-top-secret b"), "a (redacted) b");
    }
}
