//! A target that cannot be used, and what the client's errors mean.

use std::error::Error;

use reqwest::Url;

use super::credentials::SignInError;
use super::wire::tls;
use crate::protocol::exchange::Failure;

/// A target that cannot be used; known before any traffic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TargetError {
    /// The target's URL cannot be used.
    #[error("could not use the URL {url}: {reason}")]
    Url {
        /// The URL.
        url: String,
        /// Why not.
        reason: String,
    },
    /// A field cannot be sent as planned.
    #[error("the value of the header {0} holds a control character, which cannot be sent")]
    Unsendable(String),
    /// The time-out is longer than a clock can count.
    #[error("expected a time-out (--timeout) of at most a year, such as `10s` or `5m`")]
    Timeout,
    /// A credential could not be had.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The client could not be made, such as for a bad certificate file.
    #[error("could not set up the HTTP client: {0}")]
    SetUp(String),
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

pub(super) fn classify(error: &reqwest::Error, url: &Url) -> Failure {
    let host = authority(url);
    let cause = root_cause(error);
    let text = chain(error);
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if error.is_timeout() {
        return Failure::Connect(host, "no connection in time (--timeout)".to_owned());
    }
    if says(&["dns error", "failed to lookup"]) {
        return Failure::Dns(host, cause);
    }
    if let Some(words) = tls::found(error) {
        return Failure::Tls(host, words);
    }
    // What a proxy of the environment says to CONNECT (RFC 9110 §9.3.6).
    if says(&["tunnel error"]) {
        return Failure::Proxy(host, cause);
    }
    if says(&[
        "certificate",
        "handshake",
        "tls",
        "invalidcontenttype",
        "corrupt message",
    ]) {
        return Failure::Tls(host, cause);
    }
    if error.is_connect() {
        return Failure::Connect(host, cause);
    }
    // What answers HTTP/1.1 is read as a frame of whatever length (RFC 9113 §3.4, §4.2).
    if says(&["frame with invalid size", "unspecific protocol error"]) {
        return Failure::NoHttp2(host);
    }
    if says(&[
        "invalid http",
        "parse",
        "invalid header",
        "invalid content-length",
        "version",
    ]) {
        return Failure::NotHttp(host, cause);
    }
    if says(&[
        "incomplete",
        "closed before",
        "reset",
        "broken pipe",
        "end of file",
        "eof",
    ]) {
        return Failure::Cut(host, cause);
    }
    Failure::Other(host, cause)
}

/// Host and port, as messages name a server.
pub(super) fn authority(url: &Url) -> String {
    match (url.host_str(), url.port_or_known_default()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        _ => url.to_string(),
    }
}
