//! The ordinary client where a proxy of the environment stands before the target, or HTTP/2 is spoken: the only place
//! that sends through reqwest, which knows how both are spoken to. It hides the wire.
//!
//! Every exchange has a connection of its own.

use std::time::Duration;

use hyper::ext::ReasonPhrase;
use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName as FieldName, HeaderValue};
use reqwest::{Client, Url};

use super::TargetOptions;
use super::failure::{self, TargetError};
use crate::protocol::Status;
use crate::protocol::exchange::{Failure, MAX_BODY_BYTES, Received};
use crate::protocol::request::Request;

/// Why a target is not spoken to by the clients that see the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unseen {
    /// A proxy of the environment stands before it, whose wire is not the target's.
    Proxy,
    /// HTTP/2 is spoken, which has another wire (RFC 9113).
    Http2,
}

/// A client through what hides the wire.
#[derive(Debug, Clone)]
pub(super) struct Library {
    client: Client,
    /// What hides it.
    pub(super) unseen: Unseen,
}

impl Library {
    /// One that trusts whom `tls` says.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn new(
        tls: &rustls::ClientConfig,
        options: &TargetOptions,
        unseen: Unseen,
    ) -> Result<Self, TargetError> {
        let builder = match options.speaks_http2 {
            true => Client::builder().http2_prior_knowledge(),
            false => Client::builder().http1_only(),
        };
        let client = builder
            .tls_backend_preconfigured(tls.clone())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .pool_max_idle_per_host(0)
            .connect_timeout(options.timeout)
            .build();
        let client = client.map_err(|error| failure::setup(&error))?;
        Ok(Self { client, unseen })
    }

    /// Sends one request and reads its response to the end, or to [`MAX_BODY_BYTES`]; also whether the head of the
    /// response had come by then.
    ///
    /// # Errors
    /// When a field cannot be sent.
    pub(super) async fn exchange(
        &self,
        request: &Request,
        url: &Url,
        timeout: Duration,
    ) -> Result<(Result<Received, Failure>, bool), TargetError> {
        let sent = self.send(request, fields(request)?, url.clone());
        Ok(match tokio::time::timeout(timeout, sent).await {
            Ok(Ok(received)) => (Ok(received), true),
            Ok(Err((error, begun))) => (Err(self.failure(&error, url)), begun),
            Err(_) => (Err(Failure::TimedOut(timeout)), false),
        })
    }

    /// What an error means; one that may be of the protocol says which was spoken.
    fn failure(&self, error: &reqwest::Error, url: &Url) -> Failure {
        match failure::classify(error, url) {
            Failure::Cut(host, how) if self.unseen == Unseen::Http2 => {
                Failure::Cut(host, format!("{how}; HTTP/2 was spoken to it (--http2)"))
            }
            other => other,
        }
    }

    async fn send(
        &self,
        request: &Request,
        fields: HeaderMap,
        url: Url,
    ) -> Result<Received, (reqwest::Error, bool)> {
        let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes());
        let mut builder = self.client.request(method.unwrap_or_default(), url);
        builder = builder.headers(fields);
        builder = match &request.content {
            Some(content) => builder.body(content.clone()),
            None if request.method.anticipates_content() => builder.header(CONTENT_LENGTH, 0),
            None => builder,
        };
        let response = builder.send().await.map_err(|error| (error, false))?;
        read(response).await.map_err(|error| (error, true))
    }
}

/// The fields of a request, as the client takes them.
fn fields(request: &Request) -> Result<HeaderMap, TargetError> {
    let mut fields = HeaderMap::new();
    for (name, value) in &request.headers {
        let unsendable = || TargetError::Unsendable(name.to_string());
        let field = FieldName::from_bytes(name.as_str().as_bytes()).map_err(|_| unsendable())?;
        let mut sent =
            HeaderValue::from_bytes(value.exposed().as_bytes()).map_err(|_| unsendable())?;
        sent.set_sensitive(value.is_secret());
        fields.append(field, sent);
    }
    Ok(fields)
}

async fn read(mut response: reqwest::Response) -> Result<Received, reqwest::Error> {
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect();
    let code = response.status().as_u16();
    let reason = response.extensions().get::<ReasonPhrase>();
    let reason = reason.map(|reason| String::from_utf8_lossy(reason.as_bytes()).into_owned());
    let mut body = Vec::new();
    let mut body_truncated = false;
    while let Some(chunk) = response.chunk().await? {
        let room = MAX_BODY_BYTES - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            body_truncated = true;
            break;
        }
    }
    Ok(Received {
        status: Status::new(code).unwrap_or(Status::NO_CONTENT),
        headers,
        body_length: body.len(),
        body,
        body_truncated,
        has_unread_coding: false,
        reason,
        echoes: Vec::new(),
    })
}
