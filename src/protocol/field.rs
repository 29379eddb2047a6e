//! Field names (RFC 9110 §5.1): kept as written, compared without case.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::Status;

/// A field name (RFC 9110 §5.1): kept as written, compared without case.
#[derive(Debug, Clone)]
pub(crate) struct HeaderName(Cow<'static, str>);

/// The text is not a field name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an HTTP field name such as `Content-Type`, but found `{0}`")]
pub(crate) struct HeaderNameError(String);

impl HeaderName {
    /// What content is taken (RFC 9110 §12.5.1).
    pub(crate) const ACCEPT: Self = Self(Cow::Borrowed("accept"));

    /// What the thing must be by its entity tag (RFC 9110 §13.1.1).
    pub(crate) const IF_MATCH: Self = Self(Cow::Borrowed("if-match"));

    /// What the thing must not be by its entity tag (RFC 9110 §13.1.2).
    pub(crate) const IF_NONE_MATCH: Self = Self(Cow::Borrowed("if-none-match"));

    /// Since when the thing must be another (RFC 9110 §13.1.3).
    pub(crate) const IF_MODIFIED_SINCE: Self = Self(Cow::Borrowed("if-modified-since"));

    /// Which part is asked for (RFC 9110 §14.2).
    pub(crate) const RANGE: Self = Self(Cow::Borrowed("range"));

    /// What the content is (RFC 9110 §8.3).
    pub(crate) const CONTENT_TYPE: Self = Self(Cow::Borrowed("content-type"));

    /// Who asks (RFC 9110 §10.1.5).
    pub(crate) const USER_AGENT: Self = Self(Cow::Borrowed("user-agent"));

    /// Says to the embedded fake which of equal requests it is.
    pub(crate) const REPETITION: Self = Self(Cow::Borrowed("as-documented-request"));

    /// The caller's credential (RFC 9110 §11.6.2).
    pub(crate) const AUTHORIZATION: Self = Self(Cow::Borrowed("Authorization"));

    /// `Location`.
    pub(crate) const LOCATION: Self = Self(Cow::Borrowed("Location"));

    /// Reads a field name: a token (RFC 9110 §5.6.2) of at most 100 bytes.
    ///
    /// # Errors
    /// When the text is not a token.
    pub(crate) fn new(text: &str) -> Result<Self, HeaderNameError> {
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if !text.is_empty() && text.len() <= 100 && text.bytes().all(token) {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(HeaderNameError(text.chars().take(100).collect()))
        }
    }

    /// The name as it was written.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in lower case, as ids use it.
    #[must_use]
    pub(crate) fn lower(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Whether the text names the same field, compared without case.
    #[must_use]
    pub(crate) fn is(&self, text: &str) -> bool {
        self.0.eq_ignore_ascii_case(text)
    }

    /// Whether the name, as it was written, can be written in upper case as well.
    #[must_use]
    pub(crate) fn has_lower_case(&self) -> bool {
        self.0.bytes().any(|byte| byte.is_ascii_lowercase())
    }

    /// Whether HTTP says that the field carries the caller's credential (RFC 9110 §11.6.2).
    #[must_use]
    pub(crate) fn is_credential(&self) -> bool {
        self.is("authorization")
    }

    /// Whether the field says where a message goes, ends, or how its connection is kept: what the
    /// client that sends it writes itself (RFC 9112 §3.2, §6; RFC 9110 §7.6.1).
    #[must_use]
    pub(crate) fn is_framing(&self) -> bool {
        let names = ["content-length", "transfer-encoding", "host", "connection"];
        names.iter().any(|name| self.is(name))
    }

    /// The field of a response in which the service gives out what this one repeats (RFC 9110 §13.1).
    #[must_use]
    pub(crate) fn validator(&self) -> Option<Self> {
        let names = match self.lower().as_str() {
            "if-match" | "if-none-match" | "if-range" => "ETag",
            "if-modified-since" | "if-unmodified-since" => "Last-Modified",
            _ => return None,
        };
        Some(Self(Cow::Borrowed(names)))
    }

    /// Whether a field that repeats what the service gave out repeats it as it is by now, where the answer has a status,
    /// or none is said (RFC 9110 §13.1): another state is asked for news, and gets a range whole.
    #[must_use]
    pub(crate) fn is_current(&self, shown: Option<Status>) -> bool {
        match self.lower().as_str() {
            "if-match" | "if-unmodified-since" => !shown.is_some_and(Status::is_error),
            "if-none-match" | "if-modified-since" => shown == Some(Status::NOT_MODIFIED),
            "if-range" => shown == Some(Status::PARTIAL_CONTENT),
            _ => false,
        }
    }

    /// Whether the field says how a message is to be taken on its way, so that sending it twice tries the
    /// connection rather than the service (RFC 9110 §6.6.1, §10.1.1, §12.5.3).
    #[must_use]
    pub(crate) fn is_of_transfer(&self) -> bool {
        let names = ["expect", "accept-encoding", "date", "te"];
        self.is_framing() || names.iter().any(|name| self.is(name))
    }

    /// Whether HTTP has the field in requests alone (RFC 9110 §10.1, §11.6.2, §12.5, §13.1, §14.2; RFC 6265 §5.4;
    /// RFC 7240 §2).
    #[must_use]
    pub(crate) fn is_of_requests(&self) -> bool {
        let names = [
            "authorization",
            "cookie",
            "expect",
            "from",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "max-forwards",
            "prefer",
            "proxy-authorization",
            "range",
            "referer",
            "te",
            "user-agent",
        ];
        self.is_of_negotiation() || names.iter().any(|name| self.is(name))
    }

    /// Whether the field says that a request is the same as one before it, which is to be served once.
    #[must_use]
    pub(crate) fn is_of_repetition(&self) -> bool {
        let name = self.lower();
        ["idempot", "request-id", "requestid", "repeatability"]
            .iter()
            .any(|part| name.contains(part))
    }

    /// Whether the field only says what a client prefers, and a request without it asks for anything
    /// (RFC 9110 §12.5).
    #[must_use]
    pub(crate) fn is_of_negotiation(&self) -> bool {
        let names = [
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
        ];
        names.iter().any(|name| self.is(name))
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
