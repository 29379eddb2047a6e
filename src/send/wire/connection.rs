//! One connection of the probe: the bytes of a response and those around it, as they come. Reading
//! is bounded in time and memory.

use std::future::poll_fn;
use std::io::{Error, ErrorKind};
use std::task::Poll;

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::time::{Duration, Instant, timeout_at};

use super::message::{Framing, Head, HeadError, MAX_HEADERS, defects, head_end, read_head};
use super::tls;
use crate::protocol::Method;
use crate::protocol::exchange::{
    Failure, MAX_BODY_BYTES, MAX_SURPLUS_BYTES, Observation, Received,
};

/// The longest head, trailer section or chunk line that the probe reads.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// The longest head that the ordinary client reads, as common ones do: what is too long is the probe's to tell.
pub(super) const LENIENT_HEAD_BYTES: usize = 400 * 1024;

/// How much is read at a time.
const READ_AT_ONCE: usize = 16 * 1024;

/// The most interim responses that are read.
const MAX_INTERIM: usize = 16;

/// How long a connection that should end is watched for what else comes.
const LINGER: Duration = Duration::from_secs(1);

pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// What came of one request, and the bytes that stood before its response.
pub(in crate::send) struct Seen {
    pub(super) before: Vec<u8>,
    /// Whether an answer began.
    pub(in crate::send) begun: bool,
    pub(in crate::send) response: Result<Received, Failure>,
    pub(super) observation: Observation,
    pub(super) elapsed: Duration,
}

/// Why a response could not be read to its end.
pub(super) enum Trouble {
    TimedOut,
    /// The connection ended.
    Cut(String),
    /// The head was read, and the content is not as it announces.
    Broken(String),
    /// It is longer than is read.
    TooLong(String),
    NotHttp(String),
    /// TLS found it wrong, such as that there is no certificate of the client.
    BadTls(String),
    /// It is the beginning of a TLS record.
    Tls,
    /// It is the beginning of an HTTP/2 frame.
    Http2,
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::InvalidData => Self::BadTls(tls::in_words(&error)),
            _ => Self::Cut(format!("{}{error}", Failure::BROKEN)),
        }
    }
}

/// A connection to the target.
pub(super) struct Connection {
    pub(super) stream: Box<dyn Stream>,
    /// What was read and not used.
    buffer: BytesMut,
    pub(super) deadline: Instant,
    /// The longest head that is read.
    pub(super) longest_head: usize,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Connection {
    /// A connection on which an exchange may last until the deadline.
    pub(super) fn new(stream: Box<dyn Stream>, deadline: Instant) -> Self {
        Self {
            stream,
            buffer: BytesMut::new(),
            deadline,
            longest_head: MAX_HEAD_BYTES,
        }
    }

    /// Reads some more; whether anything came before the connection's end.
    async fn fill(&mut self) -> Result<bool, Error> {
        self.buffer.reserve(READ_AT_ONCE);
        match timeout_at(self.deadline, self.stream.read_buf(&mut self.buffer)).await {
            Ok(Ok(read)) => Ok(read > 0),
            // A reset, or TLS that ends without saying so, is an end.
            Ok(Err(error)) if is_end(&error) => Ok(false),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Error::from(ErrorKind::TimedOut)),
        }
    }

    /// The response to a request of this method, and whether the connection goes on.
    pub(super) async fn response(
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
            has_unread_coding: false,
            reason: head.reason,
            echoes: Vec::new(),
        };
        Ok((received, persistent))
    }

    async fn head(&mut self, asked: &Method, seen: &mut Seen) -> Result<Head, Trouble> {
        let mut end = self.start(seen).await?;
        loop {
            if end.unwrap_or(self.buffer.len()) > self.longest_head {
                let limit = self.longest_head / 1024;
                return Err(Trouble::TooLong(format!(
                    "its head is longer than the {limit} KiB that are read"
                )));
            }
            if end.is_some() {
                break;
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
        let head = read_head(&bytes, asked).map_err(|error| match error {
            HeadError::TooMany => {
                let reason = format!("it has more than the {MAX_HEADERS} headers that are read");
                Trouble::TooLong(reason)
            }
            HeadError::NotHttp(reason) => Trouble::NotHttp(reason),
        })?;
        for defect in defects(&bytes, &head.headers) {
            if !seen.observation.defects.contains(&defect) {
                seen.observation.defects.push(defect);
            }
        }
        Ok(head)
    }

    /// What has come by now, and whether the connection has ended.
    pub(super) async fn at_hand(&mut self) -> (Vec<u8>, bool) {
        // The runtime asks the system what has come before it goes on here. A timer would do that as well, and wait for
        // its next tick.
        tokio::task::yield_now().await;
        let has_ended = loop {
            self.buffer.reserve(READ_AT_ONCE);
            let mut read = std::pin::pin!(self.stream.read_buf(&mut self.buffer));
            match poll_fn(|context| Poll::Ready(read.as_mut().poll(context))).await {
                Poll::Pending => break false,
                Poll::Ready(Ok(0) | Err(_)) => break true,
                Poll::Ready(Ok(_)) if self.buffer.len() > MAX_HEAD_BYTES => break false,
                Poll::Ready(Ok(_)) => {}
            }
        };
        let came = match self.buffer.is_empty() {
            true => Vec::new(),
            false => self.buffer.split().to_vec(),
        };
        (came, has_ended)
    }

    /// What comes within a time, at least what has come already, and whether the connection has ended by then.
    pub(super) async fn pending(&mut self, within: Duration) -> (Vec<u8>, bool) {
        if within.is_zero() {
            return self.at_hand().await;
        }
        let until = Instant::now() + within;
        let has_ended = loop {
            self.buffer.reserve(READ_AT_ONCE);
            let read = self.stream.read_buf(&mut self.buffer);
            match timeout_at(until, read).await {
                Err(_) => break false,
                Ok(Ok(0) | Err(_)) => break true,
                Ok(Ok(_)) if self.buffer.len() > MAX_HEAD_BYTES => break false,
                Ok(Ok(_)) => {}
            }
        };
        (self.buffer.split().to_vec(), has_ended)
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
            let trouble = if self.buffer.len() > MAX_HEAD_BYTES {
                no_status_line(&self.buffer)
            } else {
                match self.fill().await {
                    Ok(true) => continue,
                    Ok(false) => self.ended(seen),
                    Err(error) => error.into(),
                }
            };
            if !seen.begun {
                seen.before.extend(self.buffer.split());
            }
            return Err(trouble);
        }
    }

    /// What it means that the connection ended before a whole status line.
    fn ended(&self, seen: &mut Seen) -> Trouble {
        seen.begun = !self.buffer.is_empty() && b"HTTP/1.".starts_with(&self.buffer);
        if seen.begun {
            Trouble::Cut("it was cut in the status line".to_owned())
        } else if self.buffer.is_empty() {
            Trouble::Cut(Failure::CLOSED.to_owned())
        } else {
            no_status_line(&self.buffer)
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
                return Err(Trouble::Broken(
                    "a chunk is longer than its size".to_owned(),
                ));
            }
        }
    }

    async fn chunk_size(&mut self, so_far: usize) -> Result<usize, Trouble> {
        loop {
            let parsed = httparse::parse_chunk_size(&self.buffer)
                .map_err(|_| Trouble::Broken("a chunk has no size".to_owned()))?;
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
            return Err(Trouble::TooLong(
                "a chunk's line is longer than is read".to_owned(),
            ));
        }
        if self.fill().await? {
            Ok(())
        } else {
            let how = format!("it was cut within a chunk, after {so_far} bytes of content");
            Err(Trouble::Cut(how))
        }
    }

    /// What else comes before the connection ends, or for as long as it is watched.
    pub(super) async fn rest(mut self) -> Vec<u8> {
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

/// What bytes are that hold no status line.
fn no_status_line(bytes: &[u8]) -> Trouble {
    match bytes {
        // An alert or a handshake record of SSL 3.0 to TLS 1.3 (RFC 8446 §5.1).
        [0x15 | 0x16, 3, 0..=4, ..] => Trouble::Tls,
        // SETTINGS, which a server begins with, or GOAWAY, of the connection as a whole (RFC 9113 §3.4, §4.1).
        [0, _, _, 4 | 7, _, 0, 0, 0, 0, ..] => Trouble::Http2,
        _ => Trouble::NotHttp("no status line".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;
    use tokio::time::{Duration, Instant};

    use super::Connection;

    #[tokio::test]
    async fn what_is_at_hand_is_taken_and_nothing_is_waited_for() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = tokio::net::TcpStream::connect(listener.local_addr().unwrap());
        let (stream, accepted) = tokio::join!(stream, listener.accept());
        let mut service = accepted.unwrap().0;
        let mut connection = Connection::new(Box::new(stream.unwrap()), Instant::now());
        let nothing = (Vec::new(), false);
        assert_eq!(connection.pending(Duration::ZERO).await, nothing);
        // What was sent is there in a moment, of which the runtime has yet to hear.
        service.write_all(b"left").await.unwrap();
        let mut left = nothing.clone();
        while left == nothing {
            left = connection.pending(Duration::ZERO).await;
        }
        assert_eq!(left, (b"left".to_vec(), false));
        assert_eq!(connection.pending(Duration::ZERO).await, nothing);
        drop(service);
        while !connection.pending(Duration::ZERO).await.1 {}
    }
}
