//! Request methods (RFC 9110 §9).

use std::fmt;

/// A request method (RFC 9110 §9), a case-sensitive token kept as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Method(String);

/// The text is not an upper-case method token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an upper-case HTTP method such as `POST`, but found `{0}`")]
pub(crate) struct MethodError(String);

impl Method {
    /// Reads a method, which must be 1 to 20 upper-case ASCII letters.
    ///
    /// # Errors
    /// When the text is anything else.
    pub(crate) fn new(text: &str) -> Result<Self, MethodError> {
        let plain = !text.is_empty() && text.len() <= 20;
        if plain && text.bytes().all(|b| b.is_ascii_uppercase()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MethodError(text.chars().take(40).collect()))
        }
    }

    /// The method's token.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether RFC 9110 §9.2.1 calls the method safe: it asks for no change of state.
    #[must_use]
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self.0.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }

    /// Whether sending a request twice comes to what sending it once does (RFC 9110 §9.2.2).
    #[must_use]
    pub(crate) fn is_idempotent(&self) -> bool {
        self.is_safe() || matches!(self.0.as_str(), "PUT" | "DELETE")
    }

    /// Whether its responses never have content (RFC 9110 §9.3.2).
    #[must_use]
    pub(crate) fn is_head(&self) -> bool {
        self.0 == "HEAD"
    }

    /// Whether a request without content still announces `Content-Length: 0`
    /// (RFC 9110 §8.6: methods that anticipate content).
    #[must_use]
    pub(crate) fn anticipates_content(&self) -> bool {
        matches!(self.0.as_str(), "POST" | "PUT" | "PATCH")
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
