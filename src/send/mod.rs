//! Where requests go: a base URL behind two clients, the ordinary one and the probe; where a proxy stands before it, the
//! ordinary one is the `library`'s, as it is where HTTP/2 is spoken.
//!
//! A request goes to the target's own origin or nowhere: redirects are never followed and no
//! proxy is used for a loopback address. Secrets are redacted before an exchange leaves this room.

mod address;
mod again;
mod captured;
mod carried;
pub(crate) mod caught;
mod coding;
pub(crate) mod command;
pub(crate) mod credentials;
pub(crate) mod engine;
mod failure;
pub(crate) mod failures;
pub(crate) mod fixtures;
mod flight;
mod given;
pub(crate) mod headers;
pub(crate) mod hidden;
mod later;
mod library;
mod next_page;
pub(crate) mod order;
pub(crate) mod ordinary;
mod others;
pub(crate) mod pace;
pub(crate) mod preflight;
pub(crate) mod prepare;
mod redact;
mod release;
mod retry;
pub(crate) mod sender;
pub(crate) mod series;
mod set_up;
pub(crate) mod values;
mod wire;

pub(crate) use failure::TargetError;
pub(crate) use release::TO_REMOVE;
pub(crate) use wire::tls::Identity;
pub(crate) use wire::{Lease, Leases, Left, Sendable};

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Url;

use crate::check::verdict::Worth;
use crate::plan::{Caller, SkipReason};
use crate::protocol::exchange::{Exchange, Failure, Received, Sent, Wire};
use crate::protocol::masked::Masked;
use crate::protocol::request::Request;
use crate::protocol::{HeaderName, Method};
use crate::table::OperationId;
use address::{is_loopback, is_proxied, is_sendable, parse_base};
use credentials::Credentials;
use headers::Headers;
use library::{Library, Unseen};
use pace::{Manners, Pace};
use retry::{Attempt, Attempts, pause_after};
use wire::{Again, Dial, Held, Kept};

/// How the target is reached.
#[derive(Debug, Clone)]
pub(crate) struct TargetOptions {
    /// The longest one exchange may take before it is an error.
    pub timeout: Duration,
    /// The Unix socket that it listens on.
    pub unix_socket: Option<PathBuf>,
    /// A PEM file of certificate authorities to trust beside the system's.
    pub ca_pem: Option<Vec<u8>>,
    /// Whether any certificate is taken for the target's.
    pub trusts_anybody: bool,
    /// The client's own certificate with those that vouch for it, and its key, both as PEM.
    pub identity_pem: Option<Identity>,
    /// Whether HTTP/2 is spoken, and nothing else.
    pub speaks_http2: bool,
    /// The run's credentials: redacted in every response, also to requests that did not carry them.
    pub credentials: Credentials,
    /// How the target is treated.
    pub manners: Manners,
    /// The fields that go with every request.
    pub headers: Headers,
}

impl Default for TargetOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            unix_socket: None,
            ca_pem: None,
            trusts_anybody: false,
            identity_pem: None,
            speaks_http2: false,
            credentials: Credentials::default(),
            manners: Manners::default(),
            headers: Headers::default(),
        }
    }
}

/// The longest time-out that is taken: the clock of a machine can add no more than it can count.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A base URL and what sends to it.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    base: Url,
    dial: Arc<Dial>,
    /// The client of a library, where something hides the wire.
    library: Option<Library>,
    tls: Option<Arc<rustls::ClientConfig>>,
    timeout: Duration,
    credentials: Credentials,
    /// The operation whose requests are sent, where they carry other credentials than those of another.
    operation: Option<OperationId>,
    caller: Caller,
    pace: Pace,
    headers: Arc<Headers>,
    kept: Arc<Kept>,
    /// What a case takes of connections that were used before, where it may.
    leases: Option<Leases>,
}

impl Target {
    /// Makes a target of a base URL such as `https://graph.example.net/v1.0`.
    ///
    /// # Errors
    /// When the URL is not an absolute `http` or `https` one without user, query and fragment, the
    /// time-out is over a year, or a certificate authority cannot be read.
    pub(crate) fn new(base: &str, options: &TargetOptions) -> Result<Self, TargetError> {
        let base = parse_base(base)?;
        if options.timeout > LONGEST_TIMEOUT {
            return Err(TargetError::Timeout);
        }
        let tls = wire::tls::config(&base, options)?;
        let unseen = match is_proxied(&base) && options.unix_socket.is_none() {
            true => Some(Unseen::Proxy),
            false => options.speaks_http2.then_some(Unseen::Http2),
        };
        if options.speaks_http2 && options.unix_socket.is_some() {
            return Err(TargetError::SetUp(
                "HTTP/2 (--http2) is not spoken on a Unix socket; leave one of the two out"
                    .to_owned(),
            ));
        }
        let library = unseen.map(|unseen| Library::new(&tls, options, unseen));
        Ok(Self {
            dial: Arc::new(Dial::of(&base, options.unix_socket.clone())),
            library: library.transpose()?,
            tls: (base.scheme() == "https").then_some(tls),
            timeout: options.timeout,
            credentials: options.credentials.clone(),
            operation: None,
            caller: Caller::Own,
            pace: Pace::new(options.manners),
            headers: Arc::new(options.headers.clone()),
            kept: Arc::default(),
            leases: None,
            base,
        })
    }

    /// The base URL as it was read.
    #[must_use]
    pub(crate) fn base(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Whether a user gave fields that go with every request.
    #[must_use]
    pub(crate) fn adds_headers(&self) -> bool {
        self.headers.has_given()
    }

    /// What its requests carry.
    #[must_use]
    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The same target with less patience, for what is sent after the verdict is known.
    #[must_use]
    pub(crate) fn hurried(&self, timeout: Duration) -> Self {
        Self {
            timeout: self.timeout.min(timeout),
            ..self.clone()
        }
    }

    /// The same target for the cases of an operation, which send, alter and leave out themselves what it documents.
    #[must_use]
    pub(crate) fn of(&self, operation: &OperationId) -> Cow<'_, Self> {
        let headers = self.headers.of(operation).map(Arc::new);
        if headers.is_none() && self.credentials.are_the_same_for_all() {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Self {
            headers: headers.unwrap_or_else(|| Arc::clone(&self.headers)),
            operation: Some(operation.clone()),
            ..self.clone()
        })
    }

    /// Why cases that look at the wire cannot be sent; none where they can.
    #[must_use]
    pub(crate) fn hides_wire(&self) -> Option<SkipReason> {
        self.library.as_ref().map(|library| match library.unseen {
            Unseen::Proxy => SkipReason::Proxied,
            Unseen::Http2 => SkipReason::Http2,
        })
    }

    /// Whether the target takes HTTP/2 and nothing else, as it says when TLS is agreed on (RFC 7301 §3.2).
    pub(crate) async fn takes_http2_alone(&self) -> bool {
        if self.tls.is_none() || self.library.is_some() {
            return false;
        }
        self.is_without_protocol().await
    }

    /// What came in the end, and what it is worth.
    async fn exchange_as_it_is(
        &self,
        request: &Request,
        worth: impl Fn(&Exchange) -> Worth,
    ) -> Result<(Exchange, Worth), TargetError> {
        let mut attempts = Attempts::default();
        let mut place = self.pace.place(0);
        loop {
            let turn = place.turn().await;
            if let Some((mut attempt, held)) = self.attempt_again(request, &attempts).await? {
                let worth = worth(&attempt.exchange);
                let pause = pause_after(&mut attempt, &mut attempts, &turn, worth);
                let is_told = worth == Worth::Right || pause.is_none() && self.is_told(&attempt);
                self.held(held, is_told);
                if is_told {
                    return Ok((attempt.exchange, worth));
                }
                if let Some(pause) = pause {
                    place = turn.again(attempts.told_to_wait, pause).await;
                    continue;
                }
                attempts.take_back();
            }
            let mut attempt = self.attempt(request).await?;
            let worth = worth(&attempt.exchange);
            let pause = pause_after(&mut attempt, &mut attempts, &turn, worth);
            let Some(pause) = pause else {
                return Ok((attempt.exchange, worth));
            };
            place = turn.again(attempts.told_to_wait, pause).await;
        }
    }

    /// Whether what came on a connection that was used before, and is not right, is told all the same: of a request that
    /// is sent once, unless it says that it was not processed.
    fn is_told(&self, attempt: &Attempt) -> bool {
        let is_sent_once = |leases: &Leases| leases.sendable == Sendable::Once;
        let response = attempt.exchange.response.as_ref();
        let is_processed = response.is_ok_and(|response| {
            let status = response.status;
            status.is_success() || status.is_server_error()
        });
        self.leases.as_ref().is_some_and(is_sent_once) && (is_processed || response.is_err())
    }

    /// Finds out whether the service answers on a connection that was used before, by asking twice what can be done with
    /// the path of a request.
    pub(crate) async fn try_keeping(&self, request: &Request) {
        let Ok(method) = Method::new("OPTIONS") else {
            return;
        };
        let request = Request {
            method,
            headers: Vec::new(),
            content: None,
            ..request.clone()
        };
        let target = self.keeping(&Leases::default());
        let worth = |exchange: &Exchange| match exchange.response.is_ok() {
            true => Worth::Right,
            false => Worth::Nothing,
        };
        for _ in 0..2 {
            // What came of it, the connections know.
            let _ = target.exchange(&request, worth).await;
        }
        self.settle().await;
    }

    /// Whether the service answers on a connection that was used before; none where nobody knows.
    pub(crate) fn is_kept_trusted(&self) -> Option<bool> {
        match &self.library {
            Some(_) => Some(false),
            None => self.kept.is_trusted(),
        }
    }

    /// The same target for a case whose requests go on connections that were used before, by safe methods alone where
    /// they may be sent anew, and each of which takes a lease there.
    #[must_use]
    pub(crate) fn keeping(&self, leases: &Leases) -> Self {
        Self {
            leases: Some(leases.clone()),
            ..self.clone()
        }
    }

    /// Ends the connections that were kept, and settles their leases.
    pub(crate) async fn settle(&self) {
        self.kept.settle().await;
    }

    /// Sends one request on a connection that was used before, where it may go on one. What is wrong with what comes may
    /// be so by what was left there, and is asked for anew where it can be; what tells of the moment is kept to.
    async fn attempt_again(
        &self,
        request: &Request,
        attempts: &Attempts,
    ) -> Result<Option<(Attempt, Option<Held>)>, TargetError> {
        let may_go = match self.leases.as_ref().map(|leases| leases.sendable) {
            None => false,
            Some(Sendable::Anew) => request.method.is_safe(),
            Some(Sendable::Once) => attempts.sent == 0,
        };
        if !may_go || self.library.is_some() {
            return Ok(None);
        }
        let request = &*self.headers.added_to(request);
        let url = self.url(request)?;
        let started = Instant::now();
        let (seen, held) = match self.again(request, &url).await {
            None => return Ok(None),
            Some(Again::Held(seen, held)) => (seen, Some(held)),
            Some(Again::Ended(seen)) => (seen, None),
        };
        let (begun, elapsed) = (seen.begun, started.elapsed());
        let exchange = self.exchanged(request, seen.response, Wire::NotObserved, elapsed);
        Ok(Some((Attempt { exchange, begun }, held)))
    }

    /// Relies on what came on a connection that was used before, or leaves it.
    fn held(&self, held: Option<Held>, is_relied_on: bool) {
        match held {
            Some(held) if is_relied_on => self.rely_on(held),
            Some(held) => self.leave(held),
            None => {}
        }
    }

    /// Sends one request on a connection of its own and reads its response to the end, or to
    /// [`MAX_BODY_BYTES`](crate::protocol::exchange::MAX_BODY_BYTES).
    async fn attempt(&self, request: &Request) -> Result<Attempt, TargetError> {
        let request = &*self.headers.added_to(request);
        let url = self.url(request)?;
        let started = Instant::now();
        let (response, begun) = match &self.library {
            None => {
                let seen = self.plainly(request, &url).await;
                (seen.response, seen.begun)
            }
            Some(library) => library.exchange(request, &url, self.timeout).await?,
        };
        let exchange = self.exchanged(request, response, Wire::NotObserved, started.elapsed());
        Ok(Attempt { exchange, begun })
    }

    /// An exchange without secrets.
    fn exchanged(
        &self,
        request: &Request,
        response: Result<Received, Failure>,
        wire: Wire,
        elapsed: Duration,
    ) -> Exchange {
        let shown = |(name, value): &(HeaderName, Masked)| (name.to_string(), value.shown());
        let mut exchange = Exchange {
            sent: Sent {
                method: request.method.clone(),
                base: self.base().to_owned(),
                path: request.path.shown(),
                headers: request.headers.iter().map(shown).collect(),
                content: request.content.clone(),
            },
            response,
            wire,
            elapsed,
            attempts: 1,
        };
        if let Ok(received) = &mut exchange.response {
            coding::decode(received);
        }
        redact::redact(&mut exchange, &self.credentials.known(), request);
        exchange
    }

    /// The URL of a request that can be sent.
    fn url(&self, request: &Request) -> Result<Url, TargetError> {
        if let Some((name, _)) = request
            .headers
            .iter()
            .find(|(_, value)| !is_sendable(value))
        {
            return Err(TargetError::Unsendable(name.to_string()));
        }
        let shown = || format!("{}{}", self.base(), request.path.shown());
        let text = [self.base(), &request.path.exposed()].concat();
        let url = Url::parse(&text).map_err(|error| TargetError::Url {
            url: shown(),
            reason: error.to_string(),
        })?;
        if is_of_one_origin(&url, &self.base) {
            Ok(url)
        } else {
            Err(TargetError::Url {
                url: shown(),
                reason: "it leaves the target's origin".to_owned(),
            })
        }
    }
}

/// Whether two URLs of HTTP have the same origin (RFC 6454 §4).
fn is_of_one_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
}

#[cfg(test)]
mod tests;
