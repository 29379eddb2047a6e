//! A client that hides nothing: HTTP/1.1 over TCP or TLS, its requests written byte by byte.
//!
//! The requests of a series share a connection for as long as the server keeps it, so that bytes
//! left behind by one response are found before the next.

use std::io::{Error, ErrorKind};
use std::sync::Arc;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::{Duration, Instant, timeout_at};

use super::connection::{Connection, Seen, Stream, Trouble};
use super::failure::authority;
use super::{Target, TargetError};
use crate::exchange::{Exchange, Failure, Observation, Wire};
use crate::http::Status;
use crate::request::{self, Request, Spelling};

impl Target {
    /// Sends requests one after the other, on one connection for as long as the server keeps it.
    /// Whether the request at an index is sent after a response of a status, `goes_on` says. Fewer
    /// exchanges than requests come back where one was not sent, or one failed: that one is last.
    ///
    /// # Errors
    /// When a request would leave the target's origin.
    pub async fn probe(
        &self,
        requests: &[Request],
        goes_on: impl Fn(usize, Status) -> bool,
    ) -> Result<Vec<Exchange>, TargetError> {
        let mut seen: Vec<Seen> = Vec::new();
        let mut connection: Option<Connection> = None;
        for (index, request) in requests.iter().enumerate() {
            self.url(request)?;
            let last = index + 1 == requests.len();
            let mut next = self.probe_one(&mut connection, request, last).await;
            match seen.last_mut() {
                Some(before) if !next.before.is_empty() => {
                    before.observation.surplus.append(&mut next.before);
                }
                _ => {}
            }
            let status = next.response.as_ref().ok().map(|response| response.status);
            seen.push(next);
            if !last && !status.is_some_and(|status| goes_on(index + 1, status)) {
                break;
            }
        }
        let exchanges = seen.into_iter().zip(requests).map(|(seen, request)| {
            let wire = Wire::Observed(seen.observation);
            self.exchanged(request, seen.response, wire, seen.elapsed)
        });
        Ok(exchanges.collect())
    }

    /// One exchange on the connection at hand, or on a new one: a server may end an idle
    /// connection at any time (RFC 9112 §9.5).
    async fn probe_one(
        &self,
        connection: &mut Option<Connection>,
        request: &Request,
        last: bool,
    ) -> Seen {
        let mut before = Vec::new();
        if let Some(kept) = connection.take() {
            let (seen, kept) = self.on(kept, request, last).await;
            let ended = matches!(&seen.response, Err(Failure::Cut(..))) && !seen.begun;
            if !ended {
                *connection = kept;
                return seen;
            }
            before = seen.before;
        }
        let started = Instant::now();
        match self.connect(started + self.timeout).await {
            Ok(fresh) => {
                let (mut seen, kept) = self.on(fresh, request, last).await;
                seen.before.splice(0..0, before);
                *connection = kept;
                seen
            }
            Err(failure) => Seen {
                before,
                begun: false,
                response: Err(failure),
                observation: Observation::default(),
                elapsed: started.elapsed(),
            },
        }
    }

    async fn on(
        &self,
        mut connection: Connection,
        request: &Request,
        last: bool,
    ) -> (Seen, Option<Connection>) {
        let started = Instant::now();
        connection.deadline = started + self.timeout;
        let host = authority(&self.base);
        let mut seen = Seen {
            before: Vec::new(),
            begun: false,
            response: Err(Failure::Cut(host.clone(), "no answer".to_owned())),
            observation: Observation::default(),
            elapsed: Duration::ZERO,
        };
        let bytes = written(request, self.base.path(), &host_field(&self.base), last);
        // A server may answer, and close, before it has read everything: what it said counts.
        let sent = connection.stream.write_all(&bytes);
        if let Err(Failure::TimedOut(limit)) = self.in_time(connection.deadline, sent).await {
            seen.response = Err(Failure::TimedOut(limit));
            seen.elapsed = started.elapsed();
            return (seen, None);
        }
        let read = connection.response(&request.method, &mut seen).await;
        seen.elapsed = started.elapsed();
        let persistent = match read {
            Ok((received, persistent)) => {
                seen.response = Ok(received);
                persistent
            }
            Err(error) => {
                seen.response = Err(self.failure(error, &mut seen.observation, &host));
                return (seen, None);
            }
        };
        if persistent && !last {
            return (seen, Some(connection));
        }
        if seen.response.as_ref().is_ok_and(|r| !r.body_truncated) {
            seen.observation.surplus = connection.rest().await;
        }
        (seen, None)
    }

    fn failure(&self, error: Trouble, observation: &mut Observation, host: &str) -> Failure {
        match error {
            Trouble::TimedOut => Failure::TimedOut(self.timeout),
            Trouble::Cut(how) => {
                observation.cut = Some(how.clone());
                Failure::Cut(host.to_owned(), how)
            }
            Trouble::NotHttp(why) => Failure::NotHttp(host.to_owned(), why),
        }
    }

    async fn in_time<T>(
        &self,
        deadline: Instant,
        io: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        let host = authority(&self.base);
        match timeout_at(deadline, io).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) if error.kind() == ErrorKind::InvalidData => {
                Err(Failure::Tls(host, error.to_string()))
            }
            Ok(Err(error)) => Err(Failure::Connect(host, error.to_string())),
            Err(_) => Err(Failure::TimedOut(self.timeout)),
        }
    }

    async fn connect(&self, deadline: Instant) -> Result<Connection, Failure> {
        let host = self.base.host_str().unwrap_or_default();
        let name = host.trim_matches(['[', ']']).to_owned();
        let port = self.base.port_or_known_default().unwrap_or_default();
        let addresses = self.in_time(deadline, tokio::net::lookup_host((name.as_str(), port)));
        let addresses: Vec<_> = match addresses.await {
            Ok(addresses) => addresses.collect(),
            Err(Failure::Connect(host, reason)) => return Err(Failure::Dns(host, reason)),
            Err(other) => return Err(other),
        };
        let tcp = self
            .in_time(deadline, TcpStream::connect(addresses.as_slice()))
            .await?;
        let _ = tcp.set_nodelay(true);
        let stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(tcp),
            Some(config) => {
                let connector = tokio_rustls::TlsConnector::from(Arc::clone(config));
                let authority = authority(&self.base);
                let tls = |reason: String| Failure::Tls(authority.clone(), reason);
                let name = rustls::pki_types::ServerName::try_from(name)
                    .map_err(|error| tls(error.to_string()))?;
                let handshake = self.in_time(deadline, connector.connect(name, tcp)).await;
                Box::new(handshake.map_err(|failure| match failure {
                    Failure::Connect(_, reason) => tls(reason),
                    other => other,
                })?)
            }
        };
        Ok(Connection::new(stream, deadline))
    }
}

/// The bytes of a request. `Connection: close` in the last of a series makes the server end what
/// it sends; a request as the page writes it has no field of ours.
fn written(request: &Request, base_path: &str, host: &str, last: bool) -> Vec<u8> {
    let path = format!("{}{}", base_path.trim_end_matches('/'), request.path);
    let mut head = format!("{} {path} HTTP/1.1\r\n", request.method);
    let mut line = |name: &str, value: &str| {
        let name = match request.spelling {
            Spelling::Lower => name.to_ascii_lowercase(),
            Spelling::Upper => name.to_ascii_uppercase(),
            Spelling::AsDocumented => name.to_owned(),
        };
        head.push_str(&format!("{name}: {value}\r\n"));
    };
    line("Host", host);
    for (name, value) in &request.headers {
        line(name.as_str(), &value.exposed());
    }
    let length = request.body.as_ref().map(String::len);
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
    head.push_str(request.body.as_deref().unwrap_or_default());
    head.into_bytes()
}

fn host_field(base: &reqwest::Url) -> String {
    let host = base.host_str().unwrap_or_default();
    match base.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
