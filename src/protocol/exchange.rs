//! What was sent and what came back, as data; secrets are already redacted in it.

use std::time::Duration;

use super::content::media_type;
use crate::protocol::{Method, Status};

/// The most bytes of a response's content that are kept; the rest is counted, not kept.
pub(crate) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The most bytes after a response that are kept.
pub(crate) const MAX_SURPLUS_BYTES: usize = 4 * 1024;

/// One request and its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// What was sent, redacted.
    pub sent: Sent,
    /// What came back, redacted, or why that was no whole response.
    pub response: Result<Received, Failure>,
    /// The bytes on the wire, where the client could see them.
    pub wire: Wire,
    /// From the first byte sent to the last byte received.
    pub elapsed: Duration,
}

/// A request as it was sent, redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The method.
    pub method: Method,
    /// The target's base URL.
    pub base: String,
    /// The path and query below the base.
    pub path: String,
    /// Fields in order, credentials redacted.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub content: Option<Vec<u8>>,
}

/// A response as it was received, redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
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
    /// The content coding that could not be taken off, so that nobody knows what the content says.
    pub unread_coding: Option<String>,
    /// Where the response repeated the caller's credential, such as `the body`.
    pub echoes: Vec<String>,
}

/// Whether the bytes on the wire were seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wire {
    /// The client hides them: no check of the wire applies.
    NotObserved,
    /// What the bytes of the response were, and those around it.
    Observed(Observation),
}

/// What a client that hides nothing saw of one response (RFC 9112).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Observation {
    /// The interim responses (1xx) that came first.
    pub interim: Vec<Status>,
    /// The version of the status line, such as `HTTP/1.1`; `None` where there was none.
    pub version: Option<String>,
    /// What of the head is not as HTTP wants it, each in a few words.
    pub defects: Vec<String>,
    /// How far the response came, where the connection ended too soon.
    pub cut: Option<String>,
    /// What of the response is longer than is read.
    pub overlong: Option<String>,
    /// Bytes that followed the end of the response, redacted: the first
    /// [`MAX_SURPLUS_BYTES`] of them.
    pub surplus: Vec<u8>,
    /// Whether more followed than was kept.
    pub surplus_truncated: bool,
}

impl Observation {
    /// Adds bytes to those that followed the response, as far as they are kept.
    pub(crate) fn add_surplus(&mut self, bytes: &[u8]) {
        let room = MAX_SURPLUS_BYTES.saturating_sub(self.surplus.len());
        self.surplus_truncated |= bytes.len() > room;
        self.surplus
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// Replaces a text wherever it stands; whether it stood anywhere.
    fn conceal(&mut self, text: &str, by: &str) -> bool {
        let words = self
            .defects
            .iter_mut()
            .chain(&mut self.cut)
            .chain(&mut self.overlong);
        let mut found = false;
        for word in words {
            found |= word.contains(text);
            *word = word.replace(text, by);
        }
        if self.surplus_truncated {
            // The cut may have left the beginning of the text at the end.
            let kept = self.surplus.len().saturating_sub(text.len());
            self.surplus.truncate(kept);
        }
        if let Some(surplus) = without(&self.surplus, text, by) {
            self.surplus = surplus;
            found = true;
        }
        found
    }
}

/// Why there was no whole response. Never a violation by itself: no page is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// Nothing listens there.
    #[error("could not connect to {0}: {1}; is the service running?")]
    Connect(String, String),
    /// The host has no address.
    #[error("could not find the host {0}: {1}")]
    Dns(String, String),
    /// The TLS handshake failed.
    #[error("could not agree on TLS with {0}: {1}; a private authority goes in --ca FILE")]
    Tls(String, String),
    /// No complete response in time.
    #[error("no complete response within {} ms (--timeout)", .0.as_millis())]
    TimedOut(Duration),
    /// The connection ended before the response did.
    #[error("the connection to {0} was cut before the response was complete: {1}")]
    Cut(String, String),
    /// What came back is not HTTP.
    #[error("what {0} answered is not HTTP: {1}")]
    NotHttp(String, String),
    /// Anything else.
    #[error("could not exchange with {0}: {1}")]
    Other(String, String),
}

impl Sent {
    /// The whole URL.
    #[must_use]
    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.base, self.path)
    }
}

impl Exchange {
    /// Replaces a text that must not be shown wherever it stands in what was sent and received,
    /// and says where in the response that was, such as `the body`.
    pub(crate) fn conceal(&mut self, text: &str, by: &str) -> Vec<String> {
        let mut places = Vec::new();
        self.sent.path = self.sent.path.replace(text, by);
        for (_, value) in &mut self.sent.headers {
            *value = value.replace(text, by);
        }
        let sent = self.sent.content.as_deref();
        if let Some(content) = sent.and_then(|content| without(content, text, by)) {
            self.sent.content = Some(content);
        }
        if let Ok(received) = &mut self.response {
            places = received.conceal(text, by);
        }
        if let Wire::Observed(observation) = &mut self.wire
            && observation.conceal(text, by)
        {
            places.push("the bytes around the response".to_owned());
        }
        places
    }
}

impl Received {
    fn conceal(&mut self, text: &str, by: &str) -> Vec<String> {
        let mut places = Vec::new();
        for (name, value) in &mut self.headers {
            if value.contains(text) {
                *value = value.replace(text, by);
                places.push(format!("the {name} header"));
            }
            if name
                .to_ascii_lowercase()
                .contains(&text.to_ascii_lowercase())
            {
                by.clone_into(name);
                places.push("a header's name".to_owned());
            }
        }
        if self.body_truncated {
            // The cut may have left the beginning of the text at the end.
            let kept = self.body.len().saturating_sub(text.len());
            self.body.truncate(kept);
        }
        if let Some(body) = without(&self.body, text, by) {
            self.body = body;
            places.push("the body".to_owned());
        }
        places
    }

    /// The value of the first field of that name, compared without case.
    #[must_use]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The media type of Content-Type in lower case, without parameters.
    #[must_use]
    pub(crate) fn media_type(&self) -> Option<String> {
        self.header("content-type").map(media_type)
    }

    /// Status and content in words.
    #[must_use]
    pub(crate) fn in_words(&self) -> String {
        format!("{}, {}", self.status, self.body_in_words())
    }

    /// The content in a few words: `no body`, `17 bytes of application/json`.
    #[must_use]
    pub(crate) fn body_in_words(&self) -> String {
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

/// The bytes with the text replaced, where they hold it.
fn without(bytes: &[u8], text: &str, by: &str) -> Option<Vec<u8>> {
    let needle = text.as_bytes();
    let mut clean = Vec::new();
    let mut rest = bytes;
    let mut found = false;
    while let Some(at) = rest
        .windows(needle.len().max(1))
        .position(|window| window == needle)
    {
        found = true;
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(by.as_bytes());
        rest = &rest[at + needle.len()..];
    }
    clean.extend_from_slice(rest);
    found.then_some(clean)
}
