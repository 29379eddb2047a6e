//! Asks an issuer, which gets secrets: it follows no redirect, waits for no longer than a while and reads no more than
//! an answer of the kind needs.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, LOCATION};
use serde_json::{Map, Value};

use crate::protocol::{Status, encoding};
use crate::send::{TargetOptions, failure, is_loopback, wire};

/// The longest that one question may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most bytes of an answer that are read.
const MOST_BYTES: usize = 256 * 1024;

/// What asks issuers.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    ca_pem: Option<Arc<Vec<u8>>>,
    patience: Duration,
    /// What was waited for, where tests take the clock's place.
    #[cfg(test)]
    waited: Option<Arc<std::sync::Mutex<Vec<Duration>>>>,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            ca_pem: None,
            patience: PATIENCE,
            #[cfg(test)]
            waited: None,
        }
    }
}

/// What an issuer answered.
pub(super) struct Answer {
    pub(super) status: Status,
    /// The members of its content, where that is an object of JSON.
    pub(super) members: Option<Map<String, Value>>,
    kind: String,
    location: Option<String>,
}

impl Answer {
    /// What came, in a few words.
    pub(super) fn in_words(&self) -> String {
        match &self.location {
            Some(to) if self.status.is_redirection() => {
                format!("redirected to {to}, which is not followed with a secret; give that URL")
            }
            Some(_) | None => format!("answered {} with {}", self.status, self.kind),
        }
    }

    /// A text among its members.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.members.as_ref()?.get(name)?.as_str()
    }

    /// A number among its members, which some issuers write as a text.
    pub(super) fn seconds(&self, name: &str) -> Option<Duration> {
        let value = self.members.as_ref()?.get(name)?;
        let seconds = value
            .as_f64()
            .or_else(|| value.as_str()?.trim().parse().ok())?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

/// Fields of a form (RFC 6749 appendix B).
pub(super) fn form(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{}={}", escaped(name), escaped(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// A text as it stands in a form.
pub(super) fn escaped(text: &str) -> String {
    encoding::escaped(text, |byte| byte.is_ascii_alphanumeric())
}

impl Client {
    /// One that trusts the same authorities as a target's clients, and waits no longer. It takes no certificate for
    /// anybody's, whatever is said of the target.
    #[must_use]
    pub(crate) fn of(options: &TargetOptions) -> Self {
        Self {
            ca_pem: options.ca_pem.clone().map(Arc::new),
            patience: options.timeout.min(PATIENCE),
            #[cfg(test)]
            waited: None,
        }
    }

    /// One that waits for nothing, and takes note of it.
    #[cfg(test)]
    pub(super) fn noting(waited: &Arc<std::sync::Mutex<Vec<Duration>>>) -> Self {
        Self {
            waited: Some(Arc::clone(waited)),
            ..Self::default()
        }
    }

    /// Waits between two questions.
    pub(super) async fn wait(&self, pause: Duration) {
        #[cfg(test)]
        if let Some(waited) = &self.waited {
            waited.lock().unwrap().push(pause);
            return;
        }
        tokio::time::sleep(pause).await;
    }

    /// Asks for what is there.
    ///
    /// # Errors
    /// When there is no whole answer, in words.
    pub(super) async fn get(&self, url: &Url) -> Result<Answer, String> {
        self.ask(url, |client| client.get(url.clone())).await
    }

    /// Sends a form, with a user and a password where they are given as one text.
    ///
    /// # Errors
    /// When there is no whole answer, in words.
    pub(super) async fn post(
        &self,
        url: &Url,
        form: String,
        basic: Option<&str>,
    ) -> Result<Answer, String> {
        self.ask(url, |client| {
            let mut request = client.post(url.clone());
            if let Some(basic) = basic {
                request = request.header(AUTHORIZATION, format!("Basic {basic}"));
            }
            let form_type = "application/x-www-form-urlencoded";
            request.header(CONTENT_TYPE, form_type).body(form)
        })
        .await
    }

    async fn ask(
        &self,
        url: &Url,
        request: impl FnOnce(&reqwest::Client) -> reqwest::RequestBuilder,
    ) -> Result<Answer, String> {
        let client = self.client(url)?;
        let request = request(&client).header(ACCEPT, "application/json");
        let answer = async {
            let response = request.send().await;
            let mut response =
                response.map_err(|error| failure::classify(&error, url).to_string())?;
            let mut body = Vec::new();
            let chunk = |error| failure::classify(&error, url).to_string();
            while let Some(chunk) = response.chunk().await.map_err(chunk)? {
                body.extend_from_slice(&chunk);
                if body.len() > MOST_BYTES {
                    return Err("answered more than 256 KiB".to_owned());
                }
            }
            Ok(answer(
                response.status().as_u16(),
                response.headers(),
                &body,
            ))
        };
        let answer = tokio::time::timeout(self.patience, answer).await;
        answer.unwrap_or_else(|_| Err(format!("no answer within {} s", self.patience.as_secs())))
    }

    fn client(&self, url: &Url) -> Result<reqwest::Client, String> {
        let options = TargetOptions {
            ca_pem: self.ca_pem.as_deref().cloned(),
            ..TargetOptions::default()
        };
        let tls = wire::tls::config(url, &options).map_err(|error| error.to_string())?;
        let mut client = reqwest::Client::builder()
            .tls_backend_preconfigured((*tls).clone())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .user_agent(concat!("as-documented/", env!("CARGO_PKG_VERSION")))
            .http1_only();
        if is_loopback(url) {
            client = client.no_proxy();
        }
        client
            .build()
            .map_err(|error| failure::setup(&error).to_string())
    }
}

fn answer(status: u16, headers: &HeaderMap, body: &[u8]) -> Answer {
    let header = |name| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let kind = match header(CONTENT_TYPE) {
        _ if body.is_empty() => "no content".to_owned(),
        Some(kind) => format!("what is no object of JSON ({kind})"),
        None => "what is no object of JSON".to_owned(),
    };
    // Where a location leads is told without what it may carry.
    let location = header(LOCATION).map(|to| to.split(['?', '#']).next().unwrap_or("").to_owned());
    Answer {
        status: Status::new(status).unwrap_or(Status::NO_CONTENT),
        members: serde_json::from_slice(body).ok(),
        kind,
        location,
    }
}
