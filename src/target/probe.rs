//! A client that hides nothing: HTTP/1.1 over TCP or TLS, its requests written byte by byte, the
//! bytes of each response and those around it seen as they come.
//!
//! The requests of a series share a connection for as long as the server keeps it, so that bytes
//! left behind by one response are found before the next. Reading is bounded in time and memory.

use std::io::{Error, ErrorKind};
use std::sync::Arc;

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Duration, Instant, timeout_at};

use super::failure::authority;
use super::message::{Framing, Head, defects, head_end, read_head};
use super::{Target, TargetError};
use crate::exchange::{
    Exchange, Failure, MAX_BODY_BYTES, MAX_SURPLUS_BYTES, Observation, Received, Wire,
};
use crate::http::{Method, Status};
use crate::request::{self, Request, Spelling};

/// The longest head, trailer section or chunk line that is read.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// The most interim responses that are read.
const MAX_INTERIM: usize = 16;

/// How long a connection that should end is watched for what else comes.
const LINGER: Duration = Duration::from_secs(1);

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// What came of one request, and the bytes that stood before its response.
struct Seen {
    before: Vec<u8>,
    /// Whether an answer began.
    begun: bool,
    response: Result<Received, Failure>,
    observation: Observation,
    elapsed: Duration,
}

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
        Ok(Connection {
            stream,
            buffer: BytesMut::new(),
            deadline,
        })
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

/// Why a response could not be read to its end.
enum Trouble {
    TimedOut,
    Cut(String),
    NotHttp(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        if error.kind() == ErrorKind::TimedOut {
            Self::TimedOut
        } else {
            Self::Cut(format!("it was cut: {error}"))
        }
    }
}

struct Connection {
    stream: Box<dyn Stream>,
    /// What was read and not used.
    buffer: BytesMut,
    deadline: Instant,
}

impl Connection {
    /// Reads some more; whether anything came before the connection's end.
    async fn fill(&mut self) -> Result<bool, Error> {
        self.buffer.reserve(16 * 1024);
        match timeout_at(self.deadline, self.stream.read_buf(&mut self.buffer)).await {
            Ok(Ok(read)) => Ok(read > 0),
            // A reset, or TLS that ends without saying so, is an end.
            Ok(Err(error)) if is_end(&error) => Ok(false),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Error::from(ErrorKind::TimedOut)),
        }
    }

    /// The response to a request of this method, and whether the connection goes on.
    async fn response(
        &mut self,
        asked: &Method,
        seen: &mut Seen,
    ) -> Result<(Received, bool), Trouble> {
        let head = loop {
            let head = self.head(asked, seen).await?;
            let interim = head.status.code() < 200 && head.status.code() != 101;
            if !interim {
                break head;
            }
            seen.observation.interim.push(head.status);
            if seen.observation.interim.len() > MAX_INTERIM {
                return Err(Trouble::NotHttp("interim responses without end".to_owned()));
            }
        };
        seen.observation.version = Some(head.version.clone());
        let (body, truncated) = self.body(head.framing).await?;
        let persistent = head.persistent && head.framing != Framing::UntilClose && !truncated;
        let received = Received {
            status: head.status,
            headers: head.headers,
            body_length: body.len(),
            body,
            body_truncated: truncated,
            echoes: Vec::new(),
        };
        Ok((received, persistent))
    }

    async fn head(&mut self, asked: &Method, seen: &mut Seen) -> Result<Head, Trouble> {
        let mut end = self.start(seen).await?;
        while end.is_none() {
            if self.buffer.len() > MAX_HEAD_BYTES {
                let reason = format!("its head is longer than {} KiB", MAX_HEAD_BYTES / 1024);
                return Err(Trouble::Cut(reason));
            }
            if !self.fill().await? {
                let line = self.buffer.contains(&b'\n');
                let place = if line {
                    "header section"
                } else {
                    "status line"
                };
                return Err(Trouble::Cut(format!("it was cut in the {place}")));
            }
            end = head_end(&self.buffer);
        }
        let bytes = self.buffer.split_to(end.unwrap_or_default());
        let head = read_head(&bytes, asked).map_err(Trouble::NotHttp)?;
        for defect in defects(&bytes, &head.headers) {
            if !seen.observation.defects.contains(&defect) {
                seen.observation.defects.push(defect);
            }
        }
        Ok(head)
    }

    /// Comes to a status line, and sets aside what stands before it; the head's end, if it is
    /// there too.
    async fn start(&mut self, seen: &mut Seen) -> Result<Option<usize>, Trouble> {
        const MARK: &[u8] = b"HTTP/1.";
        loop {
            let found = self.buffer.windows(MARK.len()).position(|w| w == MARK);
            if let Some(at) = found {
                seen.before.extend(self.buffer.split_to(at));
                seen.begun = true;
                return Ok(head_end(&self.buffer));
            }
            if self.buffer.len() > MAX_HEAD_BYTES {
                return Err(Trouble::NotHttp("no status line".to_owned()));
            }
            if !self.fill().await? {
                let rest = self.buffer.split().to_vec();
                seen.begun = !rest.is_empty() && MARK.starts_with(&rest);
                if seen.begun {
                    return Err(Trouble::Cut("it was cut in the status line".to_owned()));
                }
                let how = if rest.is_empty() {
                    Trouble::Cut("the connection was closed without an answer".to_owned())
                } else {
                    Trouble::NotHttp("no status line".to_owned())
                };
                seen.before = rest;
                return Err(how);
            }
        }
    }

    /// The content, at most [`MAX_BODY_BYTES`] of it, and whether there was more.
    async fn body(&mut self, framing: Framing) -> Result<(Vec<u8>, bool), Trouble> {
        match framing {
            Framing::None => Ok((Vec::new(), false)),
            Framing::Length(length) => {
                let kept = length.min(MAX_BODY_BYTES);
                while self.buffer.len() < kept {
                    let so_far = self.buffer.len();
                    if !self.fill().await? {
                        let how = format!("it was cut after {so_far} of {length} bytes of content");
                        return Err(Trouble::Cut(how));
                    }
                }
                Ok((self.buffer.split_to(kept).to_vec(), length > kept))
            }
            Framing::UntilClose => {
                while self.buffer.len() <= MAX_BODY_BYTES {
                    if !self.fill().await? {
                        return Ok((self.buffer.split().to_vec(), false));
                    }
                }
                Ok((self.buffer.split_to(MAX_BODY_BYTES).to_vec(), true))
            }
            Framing::Chunked => self.chunks().await,
        }
    }

    async fn chunks(&mut self) -> Result<(Vec<u8>, bool), Trouble> {
        let mut body = Vec::new();
        loop {
            let size = self.chunk_size(body.len()).await?;
            if size == 0 {
                self.trailer(body.len()).await?;
                return Ok((body, false));
            }
            let room = MAX_BODY_BYTES - body.len();
            let wanted = size.min(room);
            while self.buffer.len() < wanted {
                self.more(body.len() + self.buffer.len()).await?;
            }
            body.extend(self.buffer.split_to(wanted));
            if size > room {
                return Ok((body, true));
            }
            while self.buffer.len() < 2 {
                self.more(body.len()).await?;
            }
            if self.buffer.split_to(2)[..] != *b"\r\n" {
                return Err(Trouble::NotHttp(
                    "a chunk is longer than its size".to_owned(),
                ));
            }
        }
    }

    async fn chunk_size(&mut self, so_far: usize) -> Result<usize, Trouble> {
        loop {
            let parsed = httparse::parse_chunk_size(&self.buffer)
                .map_err(|_| Trouble::NotHttp("a chunk without a size".to_owned()))?;
            if let httparse::Status::Complete((used, size)) = parsed {
                self.buffer.advance(used);
                return Ok(usize::try_from(size).unwrap_or(usize::MAX));
            }
            self.more(so_far).await?;
        }
    }

    /// Reads the trailer section to its blank line.
    async fn trailer(&mut self, so_far: usize) -> Result<(), Trouble> {
        loop {
            if self.buffer.starts_with(b"\r\n") {
                self.buffer.advance(2);
                return Ok(());
            }
            if let Some(end) = head_end(&self.buffer) {
                self.buffer.advance(end);
                return Ok(());
            }
            self.more(so_far).await?;
        }
    }

    async fn more(&mut self, so_far: usize) -> Result<(), Trouble> {
        if self.buffer.len() > MAX_HEAD_BYTES + MAX_BODY_BYTES {
            return Err(Trouble::NotHttp("a chunk's line without end".to_owned()));
        }
        if self.fill().await? {
            Ok(())
        } else {
            let how = format!("it was cut within a chunk, after {so_far} bytes of content");
            Err(Trouble::Cut(how))
        }
    }

    /// What else comes before the connection ends, or for as long as it is watched.
    async fn rest(mut self) -> Vec<u8> {
        self.deadline = self.deadline.min(Instant::now() + LINGER);
        while self.buffer.len() < MAX_SURPLUS_BYTES && matches!(self.fill().await, Ok(true)) {}
        self.buffer.truncate(MAX_SURPLUS_BYTES);
        self.buffer.to_vec()
    }
}

fn is_end(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof
    )
}
