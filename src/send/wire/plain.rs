//! The ordinary client where no proxy stands before the target: each request on a connection of its own, or, by a safe
//! method and where its case can be sent anew, on one that was used before. Nothing is said of the wire, which is the
//! probe's to judge.

use reqwest::Url;
use tokio::time::{Duration, Instant};

use super::connection::{Connection, LENIENT_HEAD_BYTES, Seen};
use super::kept::{Claim, Left, Sendable};
use super::{Observation, Target, authority, written};
use crate::protocol::exchange::Failure;
use crate::protocol::request::Request;

/// How long the first answer on a connection that was used before is waited for: a service that loses what comes second
/// there is asked on another.
const PATIENCE: Duration = Duration::from_secs(2);

/// What came of a request on a connection that was used before.
pub(in crate::send) enum Again {
    /// An answer, with the connection.
    Held(Seen, Held),
    /// What there is of an answer, to a request that is not sent anew; the connection is not used again.
    Ended(Seen),
}

/// A connection that was used before, after an answer.
pub(in crate::send) struct Held {
    connection: Connection,
    goes_on: bool,
    claim: Claim,
}

impl Target {
    /// Sends one request on a new connection and reads its response to the end.
    pub(in crate::send) async fn plainly(&self, request: &Request, url: &Url) -> Seen {
        let started = Instant::now();
        let bytes = self.plain(request, url);
        let (mut seen, left) = match self.connect(started + self.timeout).await {
            Ok(mut fresh) => {
                fresh.longest_head = LENIENT_HEAD_BYTES;
                self.ask(fresh, request, &bytes).await
            }
            Err(failure) => (unconnected(failure), None),
        };
        seen.elapsed = started.elapsed();
        let is_plain = seen.before.is_empty() && seen.observation.interim.is_empty();
        if let Some((connection, true)) = left.filter(|_| is_plain && self.leases.is_some()) {
            self.kept.put(connection, Claim::default());
        }
        lower(&mut seen);
        seen
    }

    /// Sends one request on a connection that was used before, where there is one; none where what came of it is
    /// nothing to go by.
    pub(in crate::send) async fn again(&self, request: &Request, url: &Url) -> Option<Again> {
        let sendable = self.leases.as_ref()?.sendable;
        let (connection, claim) = self.kept.take(sendable).await?;
        let bytes = self.plain(request, url);
        let asked = match claim.is_first {
            true => {
                self.hurried(PATIENCE)
                    .ask(connection, request, &bytes)
                    .await
            }
            false => self.ask(connection, request, &bytes).await,
        };
        let (mut seen, left) = asked;
        // What a service sends before it is asked may be what it left from before.
        let is_strange = !seen.before.is_empty() || !seen.observation.interim.is_empty();
        if let Some((connection, goes_on)) = left.filter(|_| !is_strange) {
            lower(&mut seen);
            let held = Held {
                connection,
                goes_on,
                claim,
            };
            return Some(Again::Held(seen, held));
        }
        // A service may end what is kept at any time (RFC 9112 §9.5).
        let is_stale = matches!(&seen.response, Err(Failure::Cut(..))) && !seen.begun;
        match is_stale && !is_strange {
            true => self.kept.was_stale(&claim, sendable),
            false => self.kept.distrust(&claim, left_behind(&seen)),
        }
        if sendable == Sendable::Anew {
            return None;
        }
        lower(&mut seen);
        if let Some(leases) = &self.leases {
            leases.add(claim.lease());
        }
        Some(Again::Ended(seen))
    }

    /// The bytes of a request as an ordinary client writes it.
    fn plain(&self, request: &Request, url: &Url) -> Vec<u8> {
        let bytes = written(request, url, false);
        if request.method.as_str() != "CONNECT" {
            return bytes;
        }
        // It names a host, and no path (RFC 9112 §3.2.3).
        let fields = bytes.iter().position(|byte| *byte == b'\r');
        let line = format!("CONNECT {} HTTP/1.1", authority(&self.base));
        let fields = fields.and_then(|at| bytes.get(at..));
        [line.as_bytes(), fields.unwrap_or_default()].concat()
    }

    /// Takes what came for the answer, for as much as its connection turns out to be worth.
    pub(in crate::send) fn rely_on(&self, held: Held) {
        if let Some(leases) = &self.leases {
            leases.add(held.claim.lease());
        }
        match held.goes_on {
            true => self.kept.put(held.connection, held.claim),
            false => self.kept.end(held.connection, held.claim),
        }
    }

    /// Leaves what came: it is asked for anew.
    pub(in crate::send) fn leave(&self, held: Held) {
        self.kept.end(held.connection, held.claim);
    }
}

/// What is seen where there is no connection.
pub(super) fn unconnected(failure: Failure) -> Seen {
    Seen {
        before: Vec::new(),
        begun: false,
        response: Err(failure),
        observation: Observation::default(),
        elapsed: Duration::ZERO,
    }
}

/// What else came than an answer that is to be told apart.
fn left_behind(seen: &Seen) -> Left {
    match seen.observation.interim.is_empty() {
        true if seen.before.is_empty() => Left::Litter,
        true => Left::of(&seen.before),
        false => Left::Answer,
    }
}

/// Writes the names of fields in lower case, as they are shown.
fn lower(seen: &mut Seen) {
    if let Ok(received) = &mut seen.response {
        for (name, _) in &mut received.headers {
            name.make_ascii_lowercase();
        }
    }
}
