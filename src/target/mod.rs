//! Where requests go: a base URL behind an HTTP client. The only room that names reqwest.
//!
//! A request goes to the target's own origin or nowhere: redirects are never followed and no
//! proxy is used for a loopback address. Secrets are redacted before an exchange leaves this room.

mod failure;
mod redact;

pub use failure::TargetError;

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_LENGTH, HeaderName as FieldName, HeaderValue};
use reqwest::{Certificate, Client, ClientBuilder, Url};

use crate::exchange::{Exchange, MAX_BODY_BYTES, Received, Sent, Wire};
use crate::http::Status;
use crate::request::{FieldValue, Request, Spelling};
use crate::secret::Secret;

/// How the target is reached.
#[derive(Debug, Clone)]
pub struct TargetOptions {
    /// The longest one exchange may take before it is an error.
    pub timeout: Duration,
    /// A PEM file of certificate authorities to trust beside the system's.
    pub ca_pem: Option<Vec<u8>>,
    /// The run's credential: redacted in every response, also to requests that did not carry it.
    pub credential: Option<Secret>,
}

impl Default for TargetOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            ca_pem: None,
            credential: None,
        }
    }
}

/// A base URL and the clients that send to it.
#[derive(Debug, Clone)]
pub struct Target {
    base: Url,
    lower: Client,
    title: Client,
    timeout: Duration,
    credential: Option<Secret>,
}

impl Target {
    /// Makes a target of a base URL such as `https://graph.example.net/v1.0`.
    ///
    /// # Errors
    /// When the URL is not an absolute `http` or `https` one without user, query and fragment, or
    /// a certificate authority cannot be read.
    pub fn new(base: &str, options: &TargetOptions) -> Result<Self, TargetError> {
        let base = parse_base(base)?;
        // More than one provider may be compiled in by a dependent crate; the first one stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let build = |builder: ClientBuilder| builder.build().map_err(|e| failure::setup(&e));
        Ok(Self {
            lower: build(builder(&base, options)?)?,
            title: build(builder(&base, options)?.http1_title_case_headers())?,
            timeout: options.timeout,
            credential: options.credential.clone(),
            base,
        })
    }

    /// The base URL as it was read.
    #[must_use]
    pub fn base(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Sends one request and reads its response to the end, or to [`MAX_BODY_BYTES`].
    ///
    /// # Errors
    /// When there was no complete response within the time-out: not reached, not HTTP, cut, late.
    pub async fn exchange(&self, request: &Request) -> Result<Exchange, TargetError> {
        let url = self.url(request)?;
        let started = Instant::now();
        let received = tokio::time::timeout(self.timeout, self.receive(request, url.clone()))
            .await
            .map_err(|_| TargetError::TimedOut(self.timeout))?
            .map_err(|error| failure::classify(&error, &url))?;
        let elapsed = started.elapsed();
        let sent = Sent {
            method: request.method.clone(),
            url: url.to_string(),
            headers: request
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), value.shown()))
                .collect(),
            body: request.body.clone(),
        };
        let (response, echoes) =
            redact::redact(received, self.credential.as_ref(), &request.headers);
        Ok(Exchange {
            sent,
            response,
            elapsed,
            echoes,
        })
    }

    fn url(&self, request: &Request) -> Result<Url, TargetError> {
        let text = format!("{}{}", self.base(), request.path);
        let url = Url::parse(&text).map_err(|error| TargetError::Url {
            url: text.clone(),
            reason: error.to_string(),
        })?;
        if url.origin() == self.base.origin() {
            Ok(url)
        } else {
            Err(TargetError::Url {
                url: text,
                reason: "it leaves the target's origin".to_owned(),
            })
        }
    }

    async fn receive(&self, request: &Request, url: Url) -> Result<Received, reqwest::Error> {
        let client = match request.spelling {
            Spelling::Lower => &self.lower,
            Spelling::Title => &self.title,
        };
        let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes());
        let mut builder = client.request(method.unwrap_or_default(), url);
        for (name, value) in &request.headers {
            let Ok(name) = FieldName::from_bytes(name.as_str().as_bytes()) else {
                continue;
            };
            builder = builder.header(name, header_value(value));
        }
        builder = match &request.body {
            Some(body) => builder.body(body.clone()),
            None if request.method.anticipates_content() => builder.header(CONTENT_LENGTH, 0),
            None => builder,
        };
        read(builder.send().await?).await
    }
}

fn header_value(value: &FieldValue) -> HeaderValue {
    let (text, secret) = match value {
        FieldValue::Plain(text) => (text.clone(), false),
        FieldValue::Credential(before, secret) => (format!("{before}{}", secret.expose()), true),
    };
    let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(secret);
    value
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
        wire: Wire::NotObserved,
    })
}

fn parse_base(text: &str) -> Result<Url, TargetError> {
    let refuse = |reason: &str| TargetError::Url {
        url: text.to_owned(),
        reason: reason.to_owned(),
    };
    let url = Url::parse(text).map_err(|error| refuse(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(refuse("expected http://HOST or https://HOST"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(TargetError::Url {
            url: "(redacted)".to_owned(),
            reason: "a URL does not carry a credential; use --token-env, --token-file or \
                     --token-command"
                .to_owned(),
        });
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("a base has no query and no fragment"));
    }
    Ok(url)
}

fn builder(base: &Url, options: &TargetOptions) -> Result<ClientBuilder, TargetError> {
    let mut builder = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(options.timeout)
        .http1_only();
    let loopback = match base.host_str() {
        Some(host) => {
            let host = host.trim_matches(['[', ']']);
            host == "localhost"
                || host
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
        None => false,
    };
    if loopback {
        builder = builder.no_proxy();
    }
    let certificates = match &options.ca_pem {
        Some(pem) => Certificate::from_pem_bundle(pem).map_err(|e| failure::setup(&e))?,
        None => Vec::new(),
    };
    if options.ca_pem.is_some() && certificates.is_empty() {
        let reason = "the file of --ca holds no PEM certificate";
        return Err(TargetError::SetUp(reason.to_owned()));
    }
    // Roots are loaded for https alone: a slim container without CA files still speaks http.
    Ok(if base.scheme() == "http" {
        builder.tls_certs_only([])
    } else {
        builder.tls_certs_merge(certificates)
    })
}
