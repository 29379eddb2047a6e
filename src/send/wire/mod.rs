//! A client that hides nothing: HTTP/1.1 over TCP or TLS, its requests written byte by byte.
//!
//! The requests of a series share a connection for as long as the server keeps it, so that bytes
//! left behind by one response are found before the next.

mod connection;
mod dial;
mod kept;
mod message;
mod plain;
pub(super) mod tls;
mod trust;

use std::io::{Error, ErrorKind};
use std::sync::Arc;

use reqwest::Url;
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Duration, Instant, timeout_at};

use super::failure::authority;
use super::redact::redact;
use super::retry::{Attempt, Attempts, pause_after};
use super::{Target, TargetError};
use crate::check::verdict::Worth;
use crate::protocol::Status;
use crate::protocol::exchange::{Exchange, Failure, Observation, Wire};
use crate::protocol::request::{self, Request};
use connection::{Connection, Seen, Stream, Trouble};
pub(super) use dial::Dial;
use dial::NoConnection;
pub(super) use kept::Kept;
pub(crate) use kept::{Lease, Leases, Left, Sendable};
pub(super) use plain::{Again, Held};

/// How long the end of a kept connection is waited for before a request that must not be sent twice: a server may end
/// one right after an answer without saying so (RFC 9112 §9.5).
const END_AWAITED: Duration = Duration::from_millis(100);

impl Target {
    /// Sends requests one after the other, on one connection for as long as the server keeps it,
    /// and adds what came of each to `exchanges`, which is empty before. Whether the request at an
    /// index is sent after a response of a status, `goes_on` says, and `worth` what an exchange is worth. Fewer exchanges than requests come back where one was not sent, or one failed: that one is
    /// last.
    ///
    /// # Errors
    /// When a request cannot be sent as planned, or would leave the target's origin.
    pub(crate) async fn probe(
        &self,
        requests: &[Request],
        goes_on: impl Fn(usize, Status) -> bool,
        worth: impl Fn(usize, &Exchange) -> Worth,
        exchanges: &mut Vec<Exchange>,
    ) -> Result<(), TargetError> {
        let mut connection: Option<Connection> = None;
        let mut sent: Option<Request> = None;
        for (index, request) in requests.iter().enumerate() {
            let mut carried = self.carried(request).await?;
            let mut was_renewed = false;
            let mut own = self.headers.added_to(&carried.request).into_owned();
            let url = self.url(&own)?;
            let last = index + 1 == requests.len();
            let before = sent.as_ref();
            let mut attempts = Attempts::default();
            let mut place = self.pace.place(0);
            let exchange = loop {
                let turn = place.turn().await;
                if let (Some(kept), Some(before)) = (connection.take(), before) {
                    connection = self.settled(kept, &own, (exchanges, before)).await;
                }
                let mut seen = self.probe_one(&mut connection, &own, &url, last).await;
                if let Some(before) = before {
                    self.follow(exchanges, before, &std::mem::take(&mut seen.before));
                }
                let begun = seen.begun;
                let wire = Wire::Observed(seen.observation);
                let exchange = self.exchanged(&own, seen.response, wire, seen.elapsed);
                let mut attempt = Attempt { exchange, begun };
                let worth = worth(index, &attempt.exchange);
                let pause = pause_after(&mut attempt, &mut attempts, &turn, worth);
                let Some(pause) = pause else {
                    let anew = self.carried_anew(request, &carried, (&attempt.exchange, worth));
                    let Some(anew) = anew.await?.filter(|_| !was_renewed) else {
                        break attempt.exchange;
                    };
                    (carried, was_renewed, connection) = (anew, true, None);
                    own = self.headers.added_to(&carried.request).into_owned();
                    place = turn.again(attempts.told_to_wait, Duration::ZERO).await;
                    continue;
                };
                // What such an answer left behind is none of the next one's.
                connection = None;
                place = turn.again(attempts.told_to_wait, pause).await;
            };
            let status = exchange
                .response
                .as_ref()
                .ok()
                .map(|response| response.status);
            exchanges.push(exchange);
            sent = Some(own);
            if !last && !status.is_some_and(|status| goes_on(index + 1, status)) {
                break;
            }
        }
        Ok(())
    }

    /// A kept connection before a request is sent on it, where it has not ended. What is there by then answers nothing
    /// (RFC 9112 §9.3.2): it followed the last exchange.
    async fn settled(
        &self,
        mut kept: Connection,
        request: &Request,
        (exchanges, before): (&mut [Exchange], &Request),
    ) -> Option<Connection> {
        let within = match request.method.is_idempotent() {
            true => Duration::ZERO,
            false => END_AWAITED,
        };
        let (bytes, has_ended) = kept.pending(within).await;
        self.follow(exchanges, before, &bytes);
        (!has_ended).then_some(kept)
    }

    /// Adds bytes to what followed the last exchange.
    fn follow(&self, exchanges: &mut [Exchange], request: &Request, bytes: &[u8]) {
        let Some(exchange) = exchanges.last_mut().filter(|_| !bytes.is_empty()) else {
            return;
        };
        if let Wire::Observed(observation) = &mut exchange.wire {
            observation.add_surplus(bytes);
        }
        redact(exchange, &self.credentials.known(), request);
    }

    /// One exchange on the connection at hand, or on a new one: a server may end an idle
    /// connection at any time (RFC 9112 §9.5). What stood before the response on the one at hand
    /// is left in `before`.
    async fn probe_one(
        &self,
        connection: &mut Option<Connection>,
        request: &Request,
        url: &Url,
        last: bool,
    ) -> Seen {
        let mut before = Vec::new();
        if let Some(kept) = connection.take() {
            let (seen, kept) = self.on(kept, request, url, last).await;
            // Only what does no harm twice is sent again unasked (RFC 9112 §9.3.1).
            let ended = matches!(&seen.response, Err(Failure::Cut(..))) && !seen.begun;
            if !ended || !request.method.is_idempotent() {
                *connection = kept;
                return seen;
            }
            before = seen.before;
        }
        let started = Instant::now();
        match self.connect(started + self.timeout).await {
            Ok(fresh) => {
                let (mut seen, kept) = self.on(fresh, request, url, last).await;
                // On a new connection there is no response that they could have followed.
                if !seen.before.is_empty() && seen.begun {
                    let defect = "bytes stand before the status line (RFC 9112 §2.1)";
                    seen.observation.defects.push(defect.to_owned());
                }
                seen.before = before;
                *connection = kept;
                seen
            }
            Err(failure) => Seen {
                before,
                elapsed: started.elapsed(),
                ..plain::unconnected(failure)
            },
        }
    }

    /// One exchange on a connection, and what else came on it where it is the last there.
    async fn on(
        &self,
        connection: Connection,
        request: &Request,
        url: &Url,
        last: bool,
    ) -> (Seen, Option<Connection>) {
        let bytes = written(request, url, last);
        let (mut seen, left) = self.ask(connection, request, &bytes).await;
        let Some((connection, persistent)) = left else {
            return (seen, None);
        };
        if persistent && !last {
            return (seen, Some(connection));
        }
        if seen.response.as_ref().is_ok_and(|r| !r.body_truncated) {
            seen.observation.add_surplus(&connection.rest().await);
        }
        (seen, None)
    }

    /// Writes a request and reads its response; the connection where that came whole, and whether it goes on.
    async fn ask(
        &self,
        mut connection: Connection,
        request: &Request,
        bytes: &[u8],
    ) -> (Seen, Option<(Connection, bool)>) {
        let started = Instant::now();
        connection.deadline = started + self.timeout;
        let mut seen = Seen {
            before: Vec::new(),
            begun: false,
            response: Err(Failure::TimedOut(self.timeout)),
            observation: Observation::default(),
            elapsed: Duration::ZERO,
        };
        // A server may answer, and close, before it has read everything: what it said counts.
        let sent = connection.stream.write_all(bytes);
        if let Err(Failure::TimedOut(limit)) = self.in_time(connection.deadline, sent).await {
            seen.response = Err(Failure::TimedOut(limit));
            seen.elapsed = started.elapsed();
            return (seen, None);
        }
        let read = connection.response(&request.method, &mut seen).await;
        seen.elapsed = started.elapsed();
        match read {
            Ok((received, persistent)) => {
                seen.response = Ok(received);
                (seen, Some((connection, persistent)))
            }
            Err(error) => {
                seen.response = Err(self.failure(error, &mut seen.observation));
                (seen, None)
            }
        }
    }

    fn failure(&self, error: Trouble, observation: &mut Observation) -> Failure {
        let host = authority(&self.base);
        match error {
            Trouble::TimedOut => Failure::TimedOut(self.timeout),
            Trouble::Cut(how) => {
                observation.cut = Some(how.clone());
                Failure::Cut(host, how)
            }
            Trouble::Broken(how) => {
                observation.cut = Some(how.clone());
                Failure::NotHttp(host, how)
            }
            Trouble::TooLong(what) => {
                observation.overlong = Some(what.clone());
                Failure::Other(host, what)
            }
            Trouble::NotHttp(why) => Failure::NotHttp(host, why),
            Trouble::BadTls(why) => Failure::Tls(host, why),
            Trouble::Tls => Failure::OnlyTls(host),
            Trouble::Http2 => Failure::OnlyHttp2(host),
        }
    }

    async fn in_time<T>(
        &self,
        deadline: Instant,
        io: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        let host = || authority(&self.base);
        match timeout_at(deadline, io).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) if error.kind() == ErrorKind::InvalidData => {
                Err(Failure::Tls(host(), tls::in_words(&error)))
            }
            Ok(Err(error)) => Err(Failure::Connect(host(), error.to_string())),
            Err(_) => Err(Failure::TimedOut(self.timeout)),
        }
    }

    /// Whether TLS is refused for the protocol that is to be spoken within.
    pub(super) async fn is_without_protocol(&self) -> bool {
        let connected = self.connect(Instant::now() + self.timeout).await;
        matches!(connected, Err(Failure::Tls(_, words)) if words == tls::NO_PROTOCOL)
    }

    async fn connect(&self, deadline: Instant) -> Result<Connection, Failure> {
        let host = self.dial.name().unwrap_or_else(|| authority(&self.base));
        let stream = match timeout_at(deadline, self.dial.connect()).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(NoConnection::Unknown(error))) => {
                return Err(Failure::Dns(host, error.to_string()));
            }
            Ok(Err(NoConnection::Refused(error))) => {
                return Err(Failure::Connect(host, error.to_string()));
            }
            Err(_) => {
                let reason = "no connection in time (--timeout)".to_owned();
                return Err(Failure::Connect(host, reason));
            }
        };
        let stream: Box<dyn Stream> = match &self.tls {
            None => stream,
            Some(config) => {
                let connector = tokio_rustls::TlsConnector::from(Arc::clone(config));
                let tls = |reason: String| Failure::Tls(host.clone(), reason);
                let name = self.dial.host().to_owned();
                let name = rustls::pki_types::ServerName::try_from(name)
                    .map_err(|error| tls(error.to_string()))?;
                let handshake = self
                    .in_time(deadline, connector.connect(name, stream))
                    .await;
                Box::new(handshake.map_err(|failure| match failure {
                    Failure::Connect(..) => tls(tls::NO_HANDSHAKE.to_owned()),
                    other => other,
                })?)
            }
        };
        Ok(Connection::new(stream, deadline))
    }
}

/// The bytes of a request. `Connection: close` in the last of a series makes the server end what
/// it sends; a request as the page writes it has no field of ours.
fn written(request: &Request, url: &Url, last: bool) -> Vec<u8> {
    let mut head = String::with_capacity(512);
    let query = url.query().map(|query| ["?", query]);
    let target = [request.method.as_str(), " ", url.path()].into_iter();
    let target = target.chain(query.into_iter().flatten());
    head.extend(target.chain([" HTTP/1.1\r\n"]));
    let mut line = |name: &str, value: &str| {
        let start = head.len();
        head.push_str(name);
        request.spelling.apply(&mut head[start..]);
        head.extend([": ", value, "\r\n"]);
    };
    line("Host", &host_field(url));
    let says_accept = request.headers.iter().any(|(name, _)| name.is("accept"));
    let is_written = request.framing == request::Framing::AsWritten;
    if !says_accept && !request.omits_accept && !is_written {
        // As the other client does: some services refuse who says nothing of it.
        line("Accept", "*/*");
    }
    for (name, value) in &request.headers {
        line(name.as_str(), &value.exposed());
    }
    let length = request.content.as_ref().map(Vec::len);
    match (request.framing, length) {
        (request::Framing::AsWritten, _) => {}
        (request::Framing::Computed, Some(length)) => line("Content-Length", &length.to_string()),
        (request::Framing::Computed, None) if request.method.anticipates_content() => {
            line("Content-Length", "0");
        }
        (request::Framing::Computed, None) => {}
    }
    if last && request.framing == request::Framing::Computed {
        line("Connection", "close");
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend(request.content.iter().flatten());
    bytes
}

fn host_field(base: &Url) -> String {
    let host = base.host_str().unwrap_or_default();
    match base.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
