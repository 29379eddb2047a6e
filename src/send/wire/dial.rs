//! How a target's host is reached: its addresses, looked up now and then, and a connection to whichever answers.

use std::io::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use reqwest::Url;
use tokio::net::TcpStream;
use tokio::time::{Duration, Instant, sleep};

use super::connection::Stream;

/// How long the addresses of a name are taken for its addresses.
const KNOWN_FOR: Duration = Duration::from_secs(30);

/// How long addresses of one family are tried alone, where there are those of another (RFC 8305 §5).
const HEAD_START: Duration = Duration::from_millis(250);

/// The host and port of a target, or the Unix socket that it listens on.
#[derive(Debug)]
pub(in crate::send) struct Dial {
    socket: Option<PathBuf>,
    host: String,
    port: u16,
    known: Mutex<Option<(Instant, Vec<SocketAddr>)>>,
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum NoConnection {
    /// The host has no address.
    Unknown(Error),
    /// None of its addresses answers.
    Refused(Error),
}

impl Dial {
    /// That of a base URL, or the socket in its place.
    pub(in crate::send) fn of(base: &Url, socket: Option<PathBuf>) -> Self {
        let host = base.host_str().unwrap_or_default();
        Self {
            socket,
            host: host.trim_matches(['[', ']']).to_owned(),
            port: base.port_or_known_default().unwrap_or_default(),
            known: Mutex::new(None),
        }
    }

    /// The host's name or address.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The socket's name, where there is one.
    pub(super) fn name(&self) -> Option<String> {
        let socket = self.socket.as_ref();
        socket.map(|socket| socket.display().to_string())
    }

    /// A new connection.
    pub(super) async fn connect(&self) -> Result<Box<dyn Stream>, NoConnection> {
        match &self.socket {
            Some(socket) => local(socket).await.map_err(NoConnection::Refused),
            None => {
                let stream = self.remote().await?;
                let _ = stream.set_nodelay(true);
                Ok(Box::new(stream))
            }
        }
    }

    async fn remote(&self) -> Result<TcpStream, NoConnection> {
        let addresses = self.addresses().await.map_err(NoConnection::Unknown)?;
        match race(&addresses).await {
            Ok(stream) => {
                self.prefer(&addresses, &stream);
                Ok(stream)
            }
            Err(error) => {
                // Another time it may be elsewhere.
                self.keep(None);
                Err(NoConnection::Refused(error))
            }
        }
    }

    fn known(&self) -> Option<Vec<SocketAddr>> {
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, addresses) = kept.as_ref()?;
        (since.elapsed() < KNOWN_FOR).then(|| addresses.clone())
    }

    async fn addresses(&self) -> Result<Vec<SocketAddr>, Error> {
        if let Some(addresses) = self.known() {
            return Ok(addresses);
        }
        let found = tokio::net::lookup_host((self.host.as_str(), self.port)).await?;
        let addresses: Vec<SocketAddr> = found.collect();
        self.keep(Some((Instant::now(), addresses.clone())));
        Ok(addresses)
    }

    /// Puts the address that answered before the others.
    fn prefer(&self, addresses: &[SocketAddr], stream: &TcpStream) {
        let Ok(peer) = stream.peer_addr() else { return };
        if addresses.first().is_none_or(|first| *first == peer) {
            return;
        }
        let others = addresses.iter().filter(|other| **other != peer).copied();
        let addresses = std::iter::once(peer).chain(others).collect();
        self.keep(Some((Instant::now(), addresses)));
    }

    fn keep(&self, addresses: Option<(Instant, Vec<SocketAddr>)>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = addresses;
    }
}

/// A connection to a Unix socket.
#[cfg(unix)]
async fn local(socket: &Path) -> Result<Box<dyn Stream>, Error> {
    Ok(Box::new(tokio::net::UnixStream::connect(socket).await?))
}

/// Nothing: there are no Unix sockets here.
#[cfg(not(unix))]
async fn local(_: &Path) -> Result<Box<dyn Stream>, Error> {
    Err(Error::other("this system has no Unix sockets"))
}

/// A connection to the first address that answers; those of the other family are tried as well once the first ones
/// have not answered for a while.
async fn race(addresses: &[SocketAddr]) -> Result<TcpStream, Error> {
    let of_first = |address: &&SocketAddr| {
        let first = addresses.first();
        first.is_some_and(|first| first.is_ipv4() == address.is_ipv4())
    };
    let (first, other): (Vec<SocketAddr>, Vec<SocketAddr>) =
        addresses.iter().partition(|address| of_first(address));
    let mut early = std::pin::pin!(TcpStream::connect(&*first));
    if other.is_empty() {
        return early.await;
    }
    tokio::select! {
        connected = &mut early => match connected {
            Ok(stream) => return Ok(stream),
            Err(_) => return TcpStream::connect(&*other).await,
        },
        () = sleep(HEAD_START) => {}
    }
    let mut late = std::pin::pin!(TcpStream::connect(&*other));
    tokio::select! {
        connected = &mut early => match connected {
            Ok(stream) => Ok(stream),
            Err(_) => late.await,
        },
        connected = &mut late => match connected {
            Ok(stream) => Ok(stream),
            Err(_) => early.await,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Dial, NoConnection};

    #[tokio::test]
    async fn the_address_that_answers_is_tried_first_from_then_on() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let base = format!("http://localhost:{port}").parse().unwrap();
        let dial = Dial::of(&base, None);
        dial.connect().await.unwrap();
        let known = dial.known.lock().unwrap().clone().unwrap().1;
        assert_eq!(known[0], listener.local_addr().unwrap());
        drop(listener);
        assert!(matches!(
            dial.connect().await,
            Err(NoConnection::Refused(_))
        ));
        assert!(dial.known.lock().unwrap().is_none());
        let nowhere = Dial::of(&"http://nowhere.invalid".parse().unwrap(), None);
        assert!(matches!(
            nowhere.connect().await,
            Err(NoConnection::Unknown(_))
        ));
    }
}
