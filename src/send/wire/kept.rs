//! Connections that are kept for requests by safe methods, and what each turns out to be worth.
//!
//! What a service leaves on a connection may be taken for the answer to the next request there. So nothing that came on
//! a kept connection counts before that has ended with nothing left on it: whoever was answered there holds a lease,
//! which says so once it is known.
//!
//! A request that cannot be sent anew goes on a connection only where the service has answered on one that was used
//! before, and only once that has rested: what a service sends behind an answer, or that it ends, is there by then.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::io::AsyncWriteExt as _;
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant};

use super::connection::Connection;

/// How many requests go on one connection: what came there waits for its end.
const MOST_USES: usize = 32;

/// How long a connection rests before a request goes on it that is sent once.
const REST: Duration = Duration::from_millis(1);

/// How long it may have rested by then: a service that ends what is idle waits longer.
const MOST_REST: Duration = Duration::from_millis(500);

/// How often a kept connection may turn out to have ended before one was used again at all: then none is kept any more.
const MOST_STALE: u32 = 8;

/// What else a connection held than the answers to what was sent on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// Nothing.
    Nothing,
    /// Bytes in which no answer begins: each answer is that to its own request.
    Litter,
    /// What may be an answer, so that nobody knows which answer is that to which request.
    Answer,
}

impl Left {
    /// What bytes are that came unasked.
    pub(super) fn of(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            Self::Nothing
        } else if memchr::memmem::find(bytes, b"HTTP/").is_some() {
            Self::Answer
        } else {
            Self::Litter
        }
    }
}

/// The share in a kept connection of what came on it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lease(Arc<OnceLock<Left>>);

impl Lease {
    /// What else came on the connection; none while it goes on.
    pub(crate) fn left(&self) -> Option<Left> {
        self.0.get().copied()
    }

    fn settle(&self, left: Left) {
        // What was found first stays.
        let _ = self.0.set(left);
    }
}

/// How often a request may be sent on account of its connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Sendable {
    /// As often as need be: by a safe method, with values that are given.
    #[default]
    Anew,
    /// Once.
    Once,
}

/// The leases that a case took.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leases {
    list: Arc<Mutex<Vec<Lease>>>,
    /// How often its requests may be sent.
    pub(crate) sendable: Sendable,
}

impl Leases {
    /// None so far, of a case whose requests may be sent so often.
    pub(crate) fn of(sendable: Sendable) -> Self {
        Self {
            sendable,
            ..Self::default()
        }
    }

    pub(super) fn add(&self, lease: Lease) {
        self.list().push(lease);
    }

    fn list(&self) -> MutexGuard<'_, Vec<Lease>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes those of another case as well, on which this one rests.
    pub(crate) fn share(&self, others: &[Lease]) {
        self.list().extend_from_slice(others);
    }

    /// All of them.
    pub(crate) fn taken(&self) -> Vec<Lease> {
        std::mem::take(&mut *self.list())
    }
}

/// What is known of a connection beside itself.
#[derive(Debug, Default)]
pub(super) struct Claim {
    lease: Lease,
    /// How many requests went on it, after its first.
    uses: usize,
    /// Whether none was used again before it, so that nobody knows whether the service goes along.
    pub(super) is_first: bool,
}

impl Claim {
    pub(super) fn lease(&self) -> Lease {
        self.lease.clone()
    }
}

/// Whether connections are used again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Trust {
    /// Nobody knows yet whether the service goes along.
    #[default]
    Unknown,
    /// One is used again, to see.
    Tried,
    /// It does.
    Given,
    /// It does not, or leaves what is no answer.
    Lost,
}

/// The connections to one target that were used before.
#[derive(Debug, Default)]
pub(in crate::send) struct Kept(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// With when they were last used, the latest last.
    idle: VecDeque<(Connection, Claim, Instant)>,
    trust: Trust,
    stale: u32,
    /// The ends that are waited for.
    ends: Vec<JoinHandle<()>>,
}

impl Kept {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection on which nothing has come since, where there is one and the service is trusted with it.
    pub(super) async fn take(self: &Arc<Self>, sendable: Sendable) -> Option<(Connection, Claim)> {
        loop {
            let (mut connection, claim) = match sendable {
                Sendable::Anew => self.next()?,
                Sendable::Once => self.next_rested()?,
            };
            let (bytes, has_ended) = connection.pending(Duration::ZERO).await;
            if !bytes.is_empty() {
                self.distrust(&claim, Left::of(&bytes));
            } else if has_ended {
                self.was_stale(&claim, sendable);
            } else {
                return Some((connection, claim));
            }
        }
    }

    fn next(&self) -> Option<(Connection, Claim)> {
        let mut state = self.state();
        let is_first = match state.trust {
            Trust::Unknown => true,
            Trust::Given => false,
            Trust::Tried | Trust::Lost => return None,
        };
        let (connection, claim, _) = state.idle.pop_back()?;
        if is_first {
            state.trust = Trust::Tried;
        }
        Some((connection, Claim { is_first, ..claim }))
    }

    /// The connection that has rested longest, where it has for a while and not for long.
    fn next_rested(self: &Arc<Self>) -> Option<(Connection, Claim)> {
        let mut state = self.state();
        let rested = |(_, _, since): &(Connection, Claim, Instant)| since.elapsed();
        while state.trust == Trust::Given && state.idle.front().map(rested)? >= REST {
            let long = state.idle.front().map(rested) > Some(MOST_REST);
            let (connection, claim, _) = state.idle.pop_front()?;
            if !long {
                return Some((connection, claim));
            }
            drop(state);
            self.end(connection, claim);
            state = self.state();
        }
        None
    }

    /// Whether the service answers on a connection that was used before; none where nobody knows.
    pub(in crate::send) fn is_trusted(&self) -> Option<bool> {
        match self.state().trust {
            Trust::Unknown | Trust::Tried => None,
            Trust::Given => Some(true),
            Trust::Lost => Some(false),
        }
    }

    /// Keeps a connection after an answer.
    pub(super) fn put(self: &Arc<Self>, connection: Connection, mut claim: Claim) {
        let mut state = self.state();
        if claim.is_first && state.trust == Trust::Tried {
            state.trust = Trust::Given;
        }
        claim.is_first = false;
        claim.uses += 1;
        let is_kept = state.trust != Trust::Lost && claim.uses <= MOST_USES;
        if is_kept {
            state.idle.push_back((connection, claim, Instant::now()));
        } else {
            drop(state);
            self.end(connection, claim);
        }
    }

    /// Takes note that a connection had ended before it was used again.
    pub(super) fn was_stale(&self, claim: &Claim, sendable: Sendable) {
        claim.lease.settle(Left::Nothing);
        self.was_not_used(claim);
        let mut state = self.state();
        state.stale += 1;
        let is_never_kept = state.trust == Trust::Unknown && state.stale >= MOST_STALE;
        // Where one ends unsaid, another may while a request goes there that cannot be sent anew.
        if is_never_kept || sendable == Sendable::Once {
            state.trust = Trust::Lost;
        }
    }

    /// Lets another connection be tried in the place of one that came to nothing.
    fn was_not_used(&self, claim: &Claim) {
        let mut state = self.state();
        if claim.is_first && state.trust == Trust::Tried {
            state.trust = Trust::Unknown;
        }
    }

    /// Takes note that what came on a connection cannot be told apart: none is used again from now on.
    pub(super) fn distrust(&self, claim: &Claim, left: Left) {
        claim.lease.settle(left);
        self.state().trust = Trust::Lost;
    }

    /// Ends a connection, and looks whether anything is left on it.
    pub(super) fn end(self: &Arc<Self>, mut connection: Connection, claim: Claim) {
        self.was_not_used(&claim);
        let kept = Arc::clone(self);
        let end = tokio::spawn(async move {
            let _ = connection.stream.shutdown().await;
            let rest = connection.rest().await;
            match rest.is_empty() {
                true => claim.lease.settle(Left::Nothing),
                false => kept.distrust(&claim, Left::of(&rest)),
            }
        });
        let mut state = self.state();
        state.ends.retain(|end| !end.is_finished());
        state.ends.push(end);
    }

    /// Ends all that are idle, and waits until it is known of each connection that was ended what it was worth.
    pub(in crate::send) async fn settle(self: &Arc<Self>) {
        let idle = std::mem::take(&mut self.state().idle);
        for (connection, claim, _) in idle {
            self.end(connection, claim);
        }
        while let Some(end) = self.next_end() {
            let _ = end.await;
        }
    }

    fn next_end(&self) -> Option<JoinHandle<()>> {
        self.state().ends.pop()
    }
}
