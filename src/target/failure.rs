//! Why there was no exchange. Never a violation: the page is not to blame.

use std::error::Error;
use std::time::Duration;

use reqwest::Url;

/// An exchange that was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The target's URL cannot be used.
    #[error("could not use the URL {url}: {reason}")]
    Url {
        /// The URL.
        url: String,
        /// Why not.
        reason: String,
    },
    /// The client could not be made, such as for a bad certificate file.
    #[error("could not set up the HTTP client: {0}")]
    SetUp(String),
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

pub(super) fn setup(error: &reqwest::Error) -> TargetError {
    TargetError::SetUp(root_cause(error))
}

/// The last of an error's causes: what the system, TLS or the parser said.
fn root_cause(error: &dyn Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// Every cause in one text, for telling kinds apart.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text.push_str(": ");
        text.push_str(&source.to_string());
        cause = source.source();
    }
    text.to_lowercase()
}

pub(super) fn classify(error: &reqwest::Error, url: &Url) -> TargetError {
    let host = match (url.host_str(), url.port_or_known_default()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        _ => url.to_string(),
    };
    let cause = root_cause(error);
    let text = chain(error);
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if error.is_timeout() {
        return TargetError::Connect(host, "no connection in time (--timeout)".to_owned());
    }
    if says(&["dns error", "failed to lookup"]) {
        return TargetError::Dns(host, cause);
    }
    if says(&[
        "certificate",
        "handshake",
        "tls",
        "invalidcontenttype",
        "corrupt message",
    ]) {
        return TargetError::Tls(host, cause);
    }
    if error.is_connect() {
        return TargetError::Connect(host, cause);
    }
    if says(&[
        "invalid http",
        "parse",
        "invalid header",
        "invalid content-length",
        "version",
    ]) {
        return TargetError::NotHttp(host, cause);
    }
    if says(&[
        "incomplete",
        "closed before",
        "reset",
        "broken pipe",
        "end of file",
        "eof",
    ]) {
        return TargetError::Cut(host, cause);
    }
    TargetError::Other(host, cause)
}
