//! A server of a few lines: what it writes is written byte by byte, so that it can be wrong in any way.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A request, its field names in lower case and beside as they came.
#[derive(Clone)]
pub(crate) struct Asked {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub spelt: Vec<String>,
    pub body: Vec<u8>,
}

impl Asked {
    /// The value of a field, unless it is empty.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.headers.iter();
        let value = fields.find(|(n, _)| n == name).map(|(_, value)| &**value);
        value.filter(|value| !value.is_empty())
    }

    /// How often a field stands in it.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.headers.iter().filter(|(n, _)| n == name).count()
    }

    /// The same request with another value of a field.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut asked = self.without(name);
        asked.headers.push((name.to_owned(), value.to_owned()));
        asked
    }

    /// The same request without a field.
    pub(crate) fn without(&self, name: &str) -> Self {
        let mut asked = self.clone();
        asked.headers.retain(|(n, _)| n != name);
        asked
    }

    /// The same request by another method.
    pub(crate) fn by(&self, method: &str) -> Self {
        let mut asked = self.clone();
        method.clone_into(&mut asked.method);
        asked
    }
}

/// A response.
#[derive(Clone)]
pub(crate) struct Reply {
    pub version: &'static str,
    pub status: u16,
    pub reason: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// What becomes of the bytes before they are sent; none left, and the connection ends without an answer.
    pub spoil: Option<fn(Vec<u8>) -> Vec<u8>>,
    /// Whether the connection ends behind it.
    pub closes: bool,
    /// Whether the content is sent where HTTP has none, too.
    pub insists: bool,
}

impl Reply {
    /// A status alone.
    pub(crate) fn new(status: u16) -> Self {
        Self {
            version: "HTTP/1.1",
            status,
            reason: "Thus".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            spoil: None,
            closes: false,
            insists: false,
        }
    }

    /// A status with content.
    pub(crate) fn of(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let reply = Self {
            body: body.into(),
            ..Self::new(status)
        };
        reply.with("Content-Type", media_type)
    }

    /// The same response with another field.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same response without a field.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        self
    }

    /// The same response under another status.
    pub(crate) fn under(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same response with other bytes on the wire.
    pub(crate) fn spoilt(mut self, spoil: fn(Vec<u8>) -> Vec<u8>) -> Self {
        self.spoil = Some(spoil);
        self
    }

    /// The same response, and the connection ends.
    pub(crate) fn last(mut self) -> Self {
        self.closes = true;
        self
    }

    /// The same response with this content, whatever HTTP says of it.
    pub(crate) fn insisting(mut self, body: &str) -> Self {
        self.body = body.as_bytes().to_vec();
        self.insists = true;
        self
    }

    /// Whether it is a success.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn bytes(self, is_head: bool) -> Vec<u8> {
        let has_own = |name: &str| self.headers.iter().any(|(n, _)| n == name);
        let mut head = format!("{} {} {}\r\n", self.version, self.status, self.reason);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.closes {
            head.push_str("Connection: close\r\n");
        }
        let is_empty = matches!(self.status, 100..200 | 204 | 304);
        let is_framed = has_own("Content-Length") || has_own("Transfer-Encoding");
        if !is_framed && !is_empty {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        let mut bytes = (head + "\r\n").into_bytes();
        if self.insists || !(is_head || is_empty) {
            bytes.extend(&self.body);
        }
        match self.spoil {
            Some(spoil) => spoil(bytes),
            None => bytes,
        }
    }
}

/// What answers requests.
pub(crate) type Service = Box<dyn FnMut(&Asked) -> Reply + Send>;

/// Serves on a free port for as long as the tests run, and gives the base URL.
pub(crate) fn serve(service: Service) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let service = Arc::new(Mutex::new(service));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let service = Arc::clone(&service);
            std::thread::spawn(move || converse(stream, &service));
        }
    });
    base
}

fn converse(mut stream: TcpStream, service: &Mutex<Service>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(120)));
    let _ = stream.set_nodelay(true);
    let mut before = Vec::new();
    while let Some(asked) = read(&mut stream, &mut before) {
        let is_head = asked.method == "HEAD";
        let reply = {
            let mut service = service.lock().unwrap_or_else(PoisonError::into_inner);
            (*service)(&asked)
        };
        let ends = reply.closes || asked.header("connection") == Some("close");
        let bytes = reply.bytes(is_head);
        if bytes.is_empty() || stream.write_all(&bytes).is_err() || ends {
            return;
        }
    }
}

/// The next request on a connection; `before` is what came of it already.
fn read(stream: &mut TcpStream, before: &mut Vec<u8>) -> Option<Asked> {
    let mut buffer = [0; 4096];
    let mut more = |bytes: &mut Vec<u8>| match stream.read(&mut buffer) {
        Ok(0) | Err(_) => None,
        Ok(count) => {
            bytes.extend(&buffer[..count]);
            Some(())
        }
    };
    let end = loop {
        match before.windows(4).position(|four| four == b"\r\n\r\n") {
            Some(end) => break end,
            None => more(before)?,
        }
    };
    let head = String::from_utf8_lossy(&before[..end]).into_owned();
    before.drain(..end + 4);
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let mut asked = Asked {
        method: first.next()?.to_owned(),
        path: first.next()?.to_owned(),
        headers: Vec::new(),
        spelt: Vec::new(),
        body: Vec::new(),
    };
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let value = value.trim().to_owned();
        asked.spelt.push(name.to_owned());
        asked.headers.push((name.to_ascii_lowercase(), value));
    }
    let length = asked.header("content-length").unwrap_or("0");
    let length: usize = length.parse().ok()?;
    while before.len() < length {
        more(before)?;
    }
    asked.body = before.drain(..length).collect();
    Some(asked)
}
