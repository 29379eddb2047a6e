//! What was sent and what came back, as data; secrets are already redacted in it.

use std::time::Duration;

use crate::http::{Method, Status};

/// The most bytes of a response's content that are kept; the rest is counted, not kept.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// One request and its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What was sent, redacted.
    pub sent: Sent,
    /// What came back, redacted.
    pub response: Received,
    /// From the first byte sent to the last byte received.
    pub elapsed: Duration,
    /// Where the response repeated the caller's credential, such as `the body`.
    pub echoes: Vec<String>,
}

/// A request as it was sent, redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// Fields in order, credentials redacted.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: Option<String>,
}

/// A response as it was received, redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The status.
    pub status: Status,
    /// Fields in the order they came; bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The content, at most [`MAX_BODY_BYTES`].
    pub body: Vec<u8>,
    /// How many bytes of content there were, when it was read to its end.
    pub body_length: usize,
    /// Whether more content came than was read.
    pub body_truncated: bool,
    /// The bytes on the wire, where the client could see them.
    pub wire: Wire,
}

/// Whether the bytes on the wire were seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wire {
    /// The client hides them: no check of the wire applies.
    NotObserved,
    /// Every byte of the response, and those that followed it.
    Observed(Vec<u8>),
}

impl Received {
    /// The value of the first field of that name, compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The media type of Content-Type in lower case, without parameters.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        self.header("content-type").map(media_type)
    }

    /// The content in a few words: `no body`, `17 bytes of application/json`.
    #[must_use]
    pub fn body_in_words(&self) -> String {
        if self.body_length == 0 {
            return "no body".to_owned();
        }
        let more = if self.body_truncated {
            "more than "
        } else {
            ""
        };
        let plural = if self.body_length == 1 { "" } else { "s" };
        let of = self.media_type().map_or_else(
            || "without a Content-Type".to_owned(),
            |media_type| format!("of {media_type}"),
        );
        format!("{more}{} byte{plural} {of}", self.body_length)
    }
}

/// The media type of a Content-Type value in lower case, without parameters (RFC 9110 §8.3.1).
#[must_use]
pub fn media_type(value: &str) -> String {
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}
