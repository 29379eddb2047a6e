//! A plain server for measurements: it answers each POST with an empty 204 and anything else with a 405, on as many
//! connections as there are and for as long as each is kept. It prints its base URL, and ends with its standard input.
//!
//! `cargo bench --bench server`

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a server for measurements prints where it is, and cannot go on without a port"
)]

use std::io::Read as _;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const SERVED: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

const REFUSED: &[u8] =
    b"HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\nContent-Length: 0\r\n\r\n";

/// Where the head that starts the bytes ends, and how much content follows it.
fn head(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..end]).ok()?;
    let fields = text.lines().filter_map(|line| line.split_once(':'));
    let mut lengths = fields.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = lengths
        .next()
        .and_then(|(_, value)| value.trim().parse().ok());
    Some((end, length.unwrap_or(0)))
}

/// Answers each request of a connection.
async fn converse(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut bytes = Vec::with_capacity(4096);
    loop {
        while let Some((end, length)) =
            head(&bytes).filter(|(end, length)| bytes.len() >= end + length)
        {
            let asked = bytes[..end].to_ascii_lowercase();
            let closes = asked.windows(17).any(|words| words == b"connection: close");
            let answer = if asked.starts_with(b"post ") {
                SERVED
            } else {
                REFUSED
            };
            stream.write_all(answer).await?;
            bytes.drain(..end + length);
            if closes {
                return Ok(());
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    }
}

async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("http://{}", listener.local_addr().expect("an address"));
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream));
    }
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    runtime.spawn(serve());
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}
