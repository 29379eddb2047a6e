//! What was sent and what came back, as data; secrets are already redacted in it.

use std::ops::Range;
use std::time::Duration;

use super::content::{BYTE_ORDER_MARK, media_type};
use super::escapes;
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
    /// From the first byte sent to the last byte received, of the last attempt.
    pub elapsed: Duration,
    /// How many times it was sent until this came, from 1.
    pub attempts: u32,
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
    /// The reason phrase, where it is another than the registered one and the client could see it.
    pub reason: Option<String>,
    /// The content, at most [`MAX_BODY_BYTES`].
    pub body: Vec<u8>,
    /// How many bytes of content there were, when it was read to its end.
    pub body_length: usize,
    /// Whether more content came than was read.
    pub body_truncated: bool,
    /// Whether a content coding could not be taken off, so that nobody knows what the content says.
    pub has_unread_coding: bool,
    /// Where the response repeated the caller's credential, such as `the body`.
    pub echoes: Vec<String>,
}

/// Content codings that are taken off (RFC 9110 §8.4.1).
pub(crate) const CODINGS: &[&str] = &["br", "deflate", "gzip", "x-gzip"];

impl Received {
    /// The one JSON text that the content is; none where it is none, is more than one, or did not come whole.
    pub(crate) fn json(&self) -> Option<serde_json::Value> {
        if self.body_truncated || self.has_unread_coding {
            return None;
        }
        // Who reads JSON may overlook a byte order mark (RFC 8259 §8.1).
        let body = self.body.strip_prefix(BYTE_ORDER_MARK);
        serde_json::from_slice(body.unwrap_or(&self.body)).ok()
    }

    /// The content codings that the response states, in the order they were put on (RFC 9110 §8.4).
    pub(crate) fn codings(&self) -> Vec<String> {
        let fields = self.headers.iter();
        let fields = fields.filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding"));
        fields
            .flat_map(|(_, value)| value.split(','))
            .map(|coding| coding.trim().to_ascii_lowercase())
            .filter(|coding| !coding.is_empty() && coding != "identity")
            .collect()
    }
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
    fn conceal(&mut self, hidden: &Hidden<'_>) -> bool {
        let words = self
            .defects
            .iter_mut()
            .chain(&mut self.cut)
            .chain(&mut self.overlong);
        let mut found = false;
        for word in words {
            found |= hidden.take_from(word);
        }
        if self.surplus_truncated {
            hidden.take_beginning_from(&mut self.surplus);
        }
        if let Some(surplus) = hidden.taken_from(&self.surplus) {
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
    /// A proxy that the environment names stands before it.
    #[error(
        "could not connect to {0}: the proxy that HTTPS_PROXY or ALL_PROXY names lets nothing through ({1}); NO_PROXY lists the hosts that are reached without it"
    )]
    Proxy(String, String),
    /// The host has no address.
    #[error("could not find the host {0}: {1}")]
    Dns(String, String),
    /// The TLS handshake failed.
    #[error("could not agree on TLS with {0}: {1}")]
    Tls(String, String),
    /// It was spoken to in plain text, and answered with TLS.
    #[error("{0} speaks TLS and was spoken to in plain text; give its URL with https://")]
    OnlyTls(String),
    /// It was spoken to in HTTP/1.1, and answered with HTTP/2.
    #[error(
        "{0} answered HTTP/1.1 with HTTP/2; --http2 speaks that to it, where no check looks at the wire"
    )]
    OnlyHttp2(String),
    /// It was spoken to in HTTP/2, and answered otherwise.
    #[error("{0} does not answer in HTTP/2, which --http2 asks for")]
    NoHttp2(String),
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

impl Failure {
    /// How a connection ended on which not a byte of an answer came.
    pub(crate) const CLOSED: &str = "the connection was closed without an answer";

    /// What is said, before the system's own words, where it found a connection broken: most often the request could not
    /// be written.
    pub(crate) const BROKEN: &str = "it was cut: ";

    /// Whether the answer had begun, as HTTP or as anything else.
    #[must_use]
    pub(crate) fn is_begun(&self) -> bool {
        match self {
            Self::Cut(_, how) => how != Self::CLOSED && !how.starts_with(Self::BROKEN),
            Self::NotHttp(..)
            | Self::OnlyTls(_)
            | Self::OnlyHttp2(_)
            | Self::NoHttp2(_)
            | Self::Other(..) => true,
            Self::Connect(..)
            | Self::Proxy(..)
            | Self::Dns(..)
            | Self::Tls(..)
            | Self::TimedOut(_) => false,
        }
    }
}

impl Sent {
    /// The whole URL.
    #[must_use]
    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.base, self.path)
    }
}

impl Exchange {
    /// Whether the answer is a success (2xx).
    #[must_use]
    pub(crate) fn is_served(&self) -> bool {
        let response = self.response.as_ref();
        response.is_ok_and(|response| response.status.is_success())
    }

    /// Replaces a text that must not be shown wherever it stands in what was sent and received,
    /// and says where in the response that was, such as `the body`.
    pub(crate) fn conceal(&mut self, hidden: &Hidden<'_>) -> Vec<String> {
        let mut places = Vec::new();
        hidden.take_from(&mut self.sent.path);
        for (_, value) in &mut self.sent.headers {
            hidden.take_from(value);
        }
        let sent = self.sent.content.as_deref();
        if let Some(content) = sent.and_then(|content| hidden.taken_from(content)) {
            self.sent.content = Some(content);
        }
        if let Ok(received) = &mut self.response {
            places = received.conceal(hidden);
        }
        if let Wire::Observed(observation) = &mut self.wire
            && observation.conceal(hidden)
        {
            places.push("the bytes around the response".to_owned());
        }
        places
    }
}

impl Exchange {
    /// Where a text stands in what was received, such as `the body`.
    pub(crate) fn places_of(&self, text: &str) -> Vec<String> {
        let response = self.response.as_ref();
        response.map_or_else(|_| Vec::new(), |received| received.places_of(text))
    }
}

impl Received {
    fn conceal(&mut self, hidden: &Hidden<'_>) -> Vec<String> {
        let Hidden { text, by, .. } = *hidden;
        let mut places = Vec::new();
        for (name, value) in &mut self.headers {
            if hidden.take_from(value) {
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
        if self
            .reason
            .as_mut()
            .is_some_and(|reason| hidden.take_from(reason))
        {
            places.push("the reason phrase".to_owned());
        }
        if self.body_truncated {
            hidden.take_beginning_from(&mut self.body);
        }
        if let Some(body) = hidden.taken_from(&self.body) {
            self.body = body;
            places.push("the body".to_owned());
        }
        places
    }

    /// Where a text stands, such as `the body`.
    fn places_of(&self, text: &str) -> Vec<String> {
        let named = |part: &str| part.contains(text);
        let fields = self.headers.iter().filter(|(_, value)| named(value));
        let mut places: Vec<String> = fields
            .map(|(name, _)| format!("the {name} header"))
            .collect();
        if self.reason.as_deref().is_some_and(named) {
            places.push("the reason phrase".to_owned());
        }
        if memchr::memmem::find(&self.body, text.as_bytes()).is_some() {
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

/// A text that is not to be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hidden<'a> {
    /// The text.
    pub text: &'a str,
    /// What is shown instead.
    pub by: &'a str,
    /// Whether it is hidden as a word only: a value such as `desk` is none of `desks`.
    pub is_word: bool,
    /// Whether it is hidden where any part of it is escaped, and only there.
    pub is_escaped: bool,
}

impl<'a> Hidden<'a> {
    /// A value: where it is one word, it is hidden as a word only.
    pub(crate) fn of_value(text: &'a str, by: &'a str) -> Self {
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphabetic());
        Self {
            text,
            by,
            is_word,
            is_escaped: false,
        }
    }

    /// A secret, as it stands or where any part of it is escaped.
    pub(crate) fn of_secret(text: &'a str, by: &'a str, is_escaped: bool) -> Self {
        Self {
            text,
            by,
            is_word: false,
            is_escaped,
        }
    }
}

impl Hidden<'_> {
    /// The bytes with the text replaced, where they hold it.
    fn taken_from(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut clean = Vec::new();
        let mut from = 0;
        let found = match self.is_escaped {
            true => escapes::places(bytes, self.text.as_bytes()),
            false => {
                let found = memchr::memmem::find_iter(bytes, self.text.as_bytes());
                found.map(|at| at..at + self.text.len()).collect()
            }
        };
        for Range { start: at, end } in found {
            let is_inner = |at: Option<usize>| {
                let byte = at.and_then(|at| bytes.get(at));
                byte.is_some_and(u8::is_ascii_alphanumeric)
            };
            if self.is_word && (is_inner(at.checked_sub(1)) || is_inner(Some(end))) {
                continue;
            }
            clean.extend_from_slice(bytes.get(from..at)?);
            clean.extend_from_slice(self.by.as_bytes());
            from = end;
        }
        let is_found = from > 0;
        clean.extend_from_slice(bytes.get(from..)?);
        is_found.then_some(clean)
    }

    /// Takes the beginning of the text off the end of bytes that were cut off there.
    fn take_beginning_from(&self, bytes: &mut Vec<u8>) {
        let text = self.text.as_bytes();
        let longest = (1..text.len())
            .rev()
            .find(|length| bytes.ends_with(&text[..*length]));
        bytes.truncate(bytes.len() - longest.unwrap_or(0));
    }

    /// Takes the text out of another; whether it was there.
    pub(crate) fn take_from(&self, text: &mut String) -> bool {
        let clean = self.taken_from(text.as_bytes());
        let clean = clean.and_then(|clean| String::from_utf8(clean).ok());
        let is_found = clean.is_some();
        if let Some(clean) = clean {
            *text = clean;
        }
        is_found
    }
}

#[cfg(test)]
mod tests {
    use super::Hidden;

    #[test]
    fn the_beginning_of_a_hidden_text_is_left_out_where_bytes_were_cut() {
        let hidden = Hidden {
            text: "a-token-of-ours",
            by: "",
            is_word: false,
            is_escaped: false,
        };
        for (bytes, kept) in [
            ("the desk: a-token-of", "the desk: "),
            ("the desk: a", "the desk: "),
            ("the desk", "the desk"),
            ("", ""),
        ] {
            let mut bytes = bytes.as_bytes().to_vec();
            hidden.take_beginning_from(&mut bytes);
            assert_eq!(bytes, kept.as_bytes());
        }
    }

    #[test]
    fn a_word_is_hidden_as_a_word_only() {
        let mut text = "checkpoints/checkpoint?checkpoint_2=checkpoint".to_owned();
        let hidden = Hidden {
            text: "checkpoint",
            by: "{id}",
            is_word: true,
            is_escaped: false,
        };
        assert!(hidden.take_from(&mut text));
        assert_eq!(text, "checkpoints/{id}?{id}_2={id}");
        let any = Hidden {
            is_word: false,
            ..hidden
        };
        assert!(any.take_from(&mut text));
        assert_eq!(text, "{id}s/{id}?{id}_2={id}");
    }
}
