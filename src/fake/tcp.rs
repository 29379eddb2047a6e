//! The fake's TCP writer: HTTP/1.1 byte by byte, right or wrong in one way. It reads what ordinary
//! clients and the probe send, and no more of HTTP than that.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{Duration, sleep, timeout};

use super::answer::{Answer, Asked, decoded};
use super::fault::{DELAY, Wire};
use super::model::Model;
use super::state::State;

/// The largest request that is read.
const MAX_REQUEST_BYTES: usize = 4 * 1024 * 1024;

/// The longest a connection is held, whatever the fault.
const LONGEST: Duration = Duration::from_secs(120);

/// A running TCP writer; it stops when it is dropped, its connections with it.
pub(super) struct WireServer {
    address: SocketAddr,
    task: JoinHandle<()>,
}

struct Shared {
    model: Model,
    state: Mutex<State>,
}

impl WireServer {
    pub(super) async fn start(model: Model) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            model,
            state: Mutex::default(),
        });
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                while connections.try_join_next().is_some() {}
                let shared = Arc::clone(&shared);
                connections.spawn(async move {
                    // A client that leaves is no trouble of the fake's.
                    let _ = timeout(LONGEST, serve(stream, &shared)).await;
                });
            }
        });
        Ok(Self { address, task })
    }

    pub(super) fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for WireServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A request as it was read.
struct Read {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Read {
    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let header = headers.find(|(n, _)| n.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.as_str())
    }
}

async fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut buffer = Vec::new();
    let mut stale: &[u8] = b"";
    while let Some(request) = read(&mut stream, &mut buffer).await? {
        let Ok(request) = request else {
            let refusal =
                b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            return stream.write_all(refusal).await;
        };
        let (path, query) = match request.path.split_once('?') {
            Some((path, query)) => (path, query),
            None => (request.path.as_str(), ""),
        };
        let asked = Asked {
            method: &request.method,
            path: &decoded(path),
            query,
            headers: request
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            body: &request.body,
        };
        let answer = {
            let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
            shared.model.answer(&mut state, &asked)
        };
        let answer = match request.method.as_str() {
            "HEAD" => without_content(answer),
            _ => answer,
        };
        let wire = shared
            .model
            .fault_on(&asked)
            .and_then(|p| p.wire(&answer.cause));
        let close = request
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"));
        stream.write_all(stale).await?;
        stale = b"";
        if wire == Some(Wire::StaleBytes) {
            stale = b"{}";
        }
        let kept = match wire {
            None | Some(Wire::StaleBytes) => {
                stream.write_all(&written(&answer, close)).await?;
                true
            }
            Some(wire) => wrong(&mut stream, &answer, close, wire).await?,
        };
        if close || !kept {
            return stream.shutdown().await;
        }
    }
    Ok(())
}

/// The head of an answer alone, which says how long the content would be (RFC 9110 §9.3.2).
fn without_content(mut answer: Answer) -> Answer {
    if !answer.status.forbids_content() {
        let length = content(&answer).len().to_string();
        answer.headers.push(("Content-Length".to_owned(), length));
    }
    answer.body = None;
    answer
}

/// The next request; `None` at the connection's end, `Err` within for what is no request.
async fn read(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
) -> io::Result<Option<Result<Read, ()>>> {
    loop {
        match parse(buffer) {
            Err(()) => return Ok(Some(Err(()))),
            Ok(Some((request, used))) => {
                buffer.drain(..used);
                return Ok(Some(Ok(request)));
            }
            Ok(None) if buffer.len() > MAX_REQUEST_BYTES => return Ok(Some(Err(()))),
            Ok(None) => {}
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
}

/// A whole request at the beginning of the bytes, and its length.
fn parse(bytes: &[u8]) -> Result<Option<(Read, usize)>, ()> {
    let mut fields = [httparse::EMPTY_HEADER; 128];
    let mut request = httparse::Request::new(&mut fields);
    let head = match request.parse(bytes) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err(()),
    };
    let headers = request.headers.iter().map(|field| {
        let value = String::from_utf8_lossy(field.value).into_owned();
        (field.name.to_owned(), value)
    });
    let mut read = Read {
        method: request.method.unwrap_or_default().to_owned(),
        path: request.path.unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    let length = read
        .header("content-length")
        .map_or(Ok(0), str::parse::<usize>);
    let length = length.map_err(|_| ())?;
    let end = head.saturating_add(length);
    let Some(body) = bytes.get(head..end) else {
        return Ok(None);
    };
    read.body = body.to_vec();
    Ok(Some((read, end)))
}

/// The answer as HTTP/1.1 wants it.
fn written(answer: &Answer, close: bool) -> Vec<u8> {
    let mut bytes = head(answer, close, true).into_bytes();
    bytes.extend_from_slice(content(answer).as_bytes());
    bytes
}

fn content(answer: &Answer) -> &str {
    answer.body.as_deref().unwrap_or_default()
}

/// Status line and header section, with the blank line.
fn head(answer: &Answer, close: bool, with_length: bool) -> String {
    let reason = answer.status.reason().unwrap_or_default();
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", answer.status.code());
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut names = answer.headers.iter().map(|(name, _)| name);
    let has_length = names.any(|name| name.eq_ignore_ascii_case("content-length"));
    if with_length && !has_length && !answer.status.forbids_content() {
        head.push_str(&format!("Content-Length: {}\r\n", content(answer).len()));
    }
    if close {
        head.push_str("Connection: close\r\n");
    }
    head.push_str("\r\n");
    head
}

/// Head and content with one more header line.
fn with_line(answer: &Answer, close: bool, line: &str, content: &str) -> String {
    let head = head(answer, close, false);
    let head = head.strip_suffix("\r\n").unwrap_or(&head);
    format!("{head}{line}\r\n\r\n{content}")
}

/// Writes an answer wrongly; whether the connection is kept.
async fn wrong(
    stream: &mut TcpStream,
    answer: &Answer,
    close: bool,
    wire: Wire,
) -> io::Result<bool> {
    let right = String::from_utf8_lossy(&written(answer, close)).into_owned();
    let body = content(answer);
    let (text, kept) = match wire {
        Wire::EndlessHead => {
            let line = right.find("\r\n").unwrap_or(0);
            stream.write_all(&right.as_bytes()[..line + 2]).await?;
            return endless(stream, "X-More: more\r\n".repeat(200).as_bytes(), None).await;
        }
        Wire::LateHead => {
            sleep(DELAY).await;
            (right, true)
        }
        Wire::SlowBody => {
            let end = right.len() - body.len();
            stream.write_all(&right.as_bytes()[..end]).await?;
            sleep(DELAY).await;
            (body.to_owned(), true)
        }
        Wire::EndlessBody => {
            let line = "Transfer-Encoding: chunked";
            stream
                .write_all(with_line(answer, close, line, "").as_bytes())
                .await?;
            let pause = Some(Duration::from_millis(50));
            return endless(stream, b"1\r\n \r\n", pause).await;
        }
        Wire::Never => {
            // Ends when the client gives up.
            let _ = stream.read(&mut [0; 1]).await?;
            return Ok(false);
        }
        of_text => rewritten(answer, close, of_text),
    };
    stream.write_all(text.as_bytes()).await?;
    Ok(kept)
}

/// The text that is written wrongly at once, and whether the connection is kept; of a fault of time the
/// text as it is.
fn rewritten(answer: &Answer, close: bool, wire: Wire) -> (String, bool) {
    let right = String::from_utf8_lossy(&written(answer, close)).into_owned();
    let body = content(answer);
    match wire {
        Wire::BytesAfter | Wire::Long => (format!("{right}{{}}"), true),
        Wire::LengthWithout => (with_line(answer, close, "Content-Length: 0", ""), true),
        Wire::LengthWith => (with_line(answer, close, "Content-Length: 2", "{}"), true),
        Wire::Chunked => {
            let line = "Transfer-Encoding: chunked";
            (with_line(answer, close, line, "0\r\n\r\n"), true)
        }
        Wire::Short => {
            let line = format!("Content-Length: {}", body.len() + 10);
            (with_line(answer, close, &line, body), false)
        }
        Wire::CutInStatusLine => (right.chars().take(11).collect(), false),
        Wire::CutInHeaders => {
            let line = right.find("\r\n").unwrap_or(0);
            (format!("{}X-Cut: he", &right[..line + 2]), false)
        }
        Wire::CutInBody => {
            let content = format!("{:x}\r\n{}", body.len() + 10, body);
            let line = "Transfer-Encoding: chunked";
            (with_line(answer, close, line, &content), false)
        }
        Wire::BytesBefore => (format!("{{}}{right}"), true),
        Wire::SecondResponse => {
            let second = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            (format!("{right}{second}"), false)
        }
        Wire::BadChunk => {
            let line = "Transfer-Encoding: chunked";
            (with_line(answer, close, line, "zz\r\n"), false)
        }
        Wire::NoAnswer => (String::new(), false),
        Wire::BareLf => {
            let head = head(answer, close, true).replace("\r\n", "\n");
            (format!("{head}{body}"), true)
        }
        Wire::TwoLengths => {
            let (one, other) = (body.len(), body.len() + 1);
            let lines = format!("Content-Length: {one}\r\nContent-Length: {other}");
            (with_line(answer, close, &lines, body), true)
        }
        Wire::Nul => {
            let line = right.find("\r\n").unwrap_or(0);
            let (status, rest) = right.split_at(line + 2);
            (format!("{status}X-Nul: a\0b\r\n{rest}"), true)
        }
        Wire::Interim => (format!("HTTP/1.1 103 Early Hints\r\n\r\n{right}"), true),
        Wire::OldVersion => (right.replacen("HTTP/1.1", "HTTP/1.0", 1), false),
        Wire::StaleBytes
        | Wire::EndlessHead
        | Wire::LateHead
        | Wire::SlowBody
        | Wire::EndlessBody
        | Wire::Never => (right, true),
    }
}

/// Writes the same bytes until the client leaves.
async fn endless(
    stream: &mut TcpStream,
    bytes: &[u8],
    pause: Option<Duration>,
) -> io::Result<bool> {
    loop {
        stream.write_all(bytes).await?;
        if let Some(pause) = pause {
            sleep(pause).await;
        }
    }
}
