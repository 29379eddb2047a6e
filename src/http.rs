//! Words of HTTP as types: method, status and field name.
//!
//! Nothing here sends or receives; these are the values that pages, tables, requests and
//! exchanges all speak in.

use std::fmt;
use std::hash::{Hash, Hasher};

/// A request method (RFC 9110 §9), a case-sensitive token kept as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Method(String);

/// The text is not an upper-case method token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an upper-case HTTP method such as `POST`, but found `{0}`")]
pub struct MethodError(String);

impl Method {
    /// Reads a method, which must be 1 to 20 upper-case ASCII letters.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn new(text: &str) -> Result<Self, MethodError> {
        let plain = !text.is_empty() && text.len() <= 20;
        if plain && text.bytes().all(|b| b.is_ascii_uppercase()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MethodError(text.chars().take(40).collect()))
        }
    }

    /// The method's token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether RFC 9110 §9.2.1 calls the method safe: it asks for no change of state.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        matches!(self.0.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }

    /// Whether a request without content still announces `Content-Length: 0`
    /// (RFC 9110 §8.6: methods that anticipate content).
    #[must_use]
    pub fn anticipates_content(&self) -> bool {
        matches!(self.0.as_str(), "POST" | "PUT" | "PATCH")
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A response status code, 100 to 999 (RFC 9110 §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Status(u16);

impl Status {
    /// 204 No Content.
    pub const NO_CONTENT: Self = Self(204);

    /// Reads a status code; `None` outside 100 to 999.
    #[must_use]
    pub fn new(code: u16) -> Option<Self> {
        (100..=999).contains(&code).then_some(Self(code))
    }

    /// The number.
    #[must_use]
    pub fn code(self) -> u16 {
        self.0
    }

    /// Whether the code says success (2xx).
    #[must_use]
    pub fn is_success(self) -> bool {
        (200..300).contains(&self.0)
    }

    /// Whether the code says redirection (3xx).
    #[must_use]
    pub fn is_redirection(self) -> bool {
        (300..400).contains(&self.0)
    }

    /// Whether the code blames the client (4xx).
    #[must_use]
    pub fn is_client_error(self) -> bool {
        (400..500).contains(&self.0)
    }

    /// Whether the code blames the server (5xx).
    #[must_use]
    pub fn is_server_error(self) -> bool {
        (500..600).contains(&self.0)
    }

    /// Whether the code says failure (4xx or 5xx).
    #[must_use]
    pub fn is_error(self) -> bool {
        (400..600).contains(&self.0)
    }

    /// Whether a response with this code never has content (RFC 9110 §6.4.1).
    #[must_use]
    pub fn forbids_content(self) -> bool {
        self.0 < 200 || self.0 == 204 || self.0 == 304
    }

    /// The reason phrase registered for the code, if one is.
    #[must_use]
    pub fn reason(self) -> Option<&'static str> {
        ::http::StatusCode::from_u16(self.0)
            .ok()?
            .canonical_reason()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason() {
            Some(reason) => write!(f, "{} {reason}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

/// A field name (RFC 9110 §5.1): kept as written, compared without case.
#[derive(Debug, Clone)]
pub struct HeaderName(String);

/// The text is not a field name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an HTTP field name such as `Content-Type`, but found `{0}`")]
pub struct HeaderNameError(String);

impl HeaderName {
    /// Reads a field name: a token (RFC 9110 §5.6.2) of at most 100 bytes.
    ///
    /// # Errors
    /// When the text is not a token.
    pub fn new(text: &str) -> Result<Self, HeaderNameError> {
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if !text.is_empty() && text.len() <= 100 && text.bytes().all(token) {
            Ok(Self(text.to_owned()))
        } else {
            Err(HeaderNameError(text.chars().take(100).collect()))
        }
    }

    /// The name as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in lower case, as ids use it.
    #[must_use]
    pub fn lower(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Whether the text names the same field, compared without case.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.0.eq_ignore_ascii_case(text)
    }

    /// Whether the field carries the caller's credential.
    #[must_use]
    pub fn is_credential(&self) -> bool {
        self.is("authorization")
    }
}

impl PartialEq for HeaderName {
    fn eq(&self, other: &Self) -> bool {
        self.is(&other.0)
    }
}

impl Eq for HeaderName {}

impl Hash for HeaderName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.lower().hash(state);
    }
}

impl fmt::Display for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
