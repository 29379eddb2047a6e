//! Many cases, some at a time: those that read before those that change something, and one verdict each, in their order.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use tokio::task::{JoinError, JoinSet};

use super::Lease;
use super::engine::{execute, execute_on_kept};
use super::prepare::{Prepared, goes_alone};
use super::sender::Sender;
use super::values::Assignment;
use crate::check::verdict::Verdict;
use crate::plan::{Case, CaseId};

/// Sends every case that can be sent, some at a time and in their order, and gives back what served them all; one
/// verdict a case, in their order, whatever the order in which they are sent. `told` hears of each verdict that stands, and
/// how many there were before it.
pub(crate) async fn execute_all(
    sender: &Arc<Sender>,
    prepared: Vec<(usize, Prepared)>,
    at_a_time: usize,
    told: impl FnMut(usize, &Verdict),
) -> Executed {
    let mut series = Series {
        sender,
        at_a_time,
        running: JoinSet::new(),
        changing: HashSet::new(),
        keeps: true,
        leased: Vec::new(),
        verdicts: BTreeMap::new(),
        told,
    };
    for (place, (case, assignment)) in prepared {
        match assignment {
            Err(reason) => series.keep(place, Verdict::skipped(case, reason)),
            Ok(assignment) => series.send(place, (case, assignment)).await,
        }
    }
    series.settle().await;
    Executed {
        verdicts: series.verdicts.into_values().collect(),
        unreleased: sender.release_shared().await,
    }
}

/// What came of many cases.
#[must_use]
#[derive(Debug)]
pub(crate) struct Executed {
    /// One verdict a case, in their order.
    pub verdicts: Vec<Verdict>,
    /// What served them all and could not be given back, in sentences.
    pub unreleased: Vec<String>,
}

/// What came of one case.
struct Came {
    place: usize,
    verdict: Verdict,
    leases: Vec<Lease>,
    assignment: Assignment,
}

/// Cases that are being sent, and those that were.
struct Series<'a, F> {
    sender: &'a Arc<Sender>,
    at_a_time: usize,
    running: JoinSet<Came>,
    /// Those of the running ones that change something, which others wait for.
    changing: HashSet<CaseId>,
    /// Whether connections are kept: until something is changed.
    keeps: bool,
    /// What counts for as much as its leases turn out to be worth.
    leased: Vec<Came>,
    /// The verdicts that stand, by the places of their cases.
    verdicts: BTreeMap<usize, Verdict>,
    told: F,
}

impl<F: FnMut(usize, &Verdict)> Series<'_, F> {
    /// Sends a case once there is room for it.
    async fn send(&mut self, place: usize, (case, assignment): (Arc<Case>, Assignment)) {
        // What is sent anew is so before anything is another by then.
        if self.keeps && (case.changes_state || case.effect.is_some()) {
            self.settle().await;
            self.keeps = false;
        }
        let prepared = (case, Ok(assignment));
        let room = if goes_alone(&prepared) {
            1
        } else {
            self.at_a_time
        };
        let (case, Ok(assignment)) = prepared else {
            return;
        };
        let follows = |changing: &HashSet<CaseId>| {
            let first = case.follows.as_ref();
            first.is_some_and(|first| changing.contains(first))
        };
        while self.running.len() >= room || follows(&self.changing) {
            self.hear_next().await;
        }
        if case.changes_state {
            self.changing.insert(case.id.clone());
        }
        let (sender, keeps) = (Arc::clone(self.sender), self.keeps);
        self.running.spawn(async move {
            let (verdict, leases) = match keeps {
                true => execute_on_kept(&sender, case, &assignment).await,
                false => (execute(&sender, case, &assignment).await, Vec::new()),
            };
            Came {
                place,
                verdict,
                leases,
                assignment,
            }
        });
    }

    /// Waits for the next verdict; whether there was one to wait for.
    async fn hear_next(&mut self) -> bool {
        let Some(came) = self.running.join_next().await else {
            return false;
        };
        // `execute` catches what a case panics with, and nothing cancels it: this is neither.
        let resumed = |error: JoinError| std::panic::resume_unwind(error.into_panic());
        let came = came.unwrap_or_else(resumed);
        self.changing.remove(&came.verdict.case.id);
        if came.leases.is_empty() {
            self.keep(came.place, came.verdict);
        } else {
            self.leased.push(came);
        }
        true
    }

    fn keep(&mut self, place: usize, verdict: Verdict) {
        (self.told)(self.verdicts.len(), &verdict);
        self.verdicts.insert(place, verdict);
    }

    /// Waits for all that is sent, ends the connections that are kept, and sends anew what came on one that turned out
    /// to be worth nothing.
    async fn settle(&mut self) {
        while self.hear_next().await {}
        self.sender.target.settle().await;
        self.keeps = false;
        for came in std::mem::take(&mut self.leased) {
            if came
                .leases
                .iter()
                .all(|lease| lease.is_good() == Some(true))
            {
                self.keep(came.place, came.verdict);
                continue;
            }
            let sender = Arc::clone(self.sender);
            while self.running.len() >= self.at_a_time {
                self.hear_next().await;
            }
            self.running.spawn(async move {
                Came {
                    verdict: execute(&sender, came.verdict.case, &came.assignment).await,
                    leases: Vec::new(),
                    ..came
                }
            });
        }
        while self.hear_next().await {}
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::execute_all;
    use crate::check::verdict::Outcome;
    use crate::plan::{Limits, generate};
    use crate::send::sender::Sender;

    use crate::send::prepare::{Licence, Prepared, prepare};
    use crate::send::values::Values;
    use crate::send::{Target, TargetOptions};
    use crate::store::load::load;
    use crate::store::pages::Reading;

    /// How many shelves the page has.
    const SHELVES: usize = 40;

    /// What a server writes for a path as the request of so many on a connection; none, and the connection ends.
    type Answer = fn(path: &str, nth: usize) -> Option<Vec<u8>>;

    /// A server, its connections and the requests it got.
    struct Server {
        base: String,
        connections: Arc<AtomicUsize>,
        requests: Arc<AtomicUsize>,
    }

    fn serve(answer: Answer) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server {
            base: format!("http://{}", listener.local_addr().unwrap()),
            connections: Arc::default(),
            requests: Arc::default(),
        };
        let connections = Arc::clone(&server.connections);
        let requests = Arc::clone(&server.requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                connections.fetch_add(1, Ordering::SeqCst);
                let requests = Arc::clone(&requests);
                std::thread::spawn(move || converse(stream, answer, &requests));
            }
        });
        server
    }

    fn converse(mut stream: TcpStream, answer: Answer, requests: &AtomicUsize) {
        let _ = stream.set_nodelay(true);
        let mut buffer = [0; 4096];
        for nth in 0.. {
            let read = stream.read(&mut buffer).unwrap_or(0);
            if read == 0 {
                return;
            }
            requests.fetch_add(1, Ordering::SeqCst);
            let head = String::from_utf8_lossy(&buffer[..read]).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default();
            match answer(path, nth) {
                Some(bytes) => drop(stream.write_all(&bytes)),
                None => return,
            }
        }
    }

    const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    const GONE: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

    /// What came of each case, those that read alone, in an order that the turn says.
    fn outcomes(server: &Server, turn: usize, at_a_time: usize) -> Vec<(String, bool)> {
        let folder = tempfile::tempdir().unwrap();
        let section =
            |n: usize| format!("## Shelf {n}\n\n`GET /shelves/{n}`\n\nReturns `200`.\n\n");
        let page: String = (0..SHELVES).map(section).collect();
        let file = folder.path().join("shelves.md");
        std::fs::write(file, format!("# Shelves\n\n{page}")).unwrap();
        let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
        let mut cases = generate(&spec, &Limits::default()).cases;
        cases.retain(|case| case.id.is_ordinary());
        let mut sender = Sender::new(
            Target::new(&server.base, &TargetOptions::default()).unwrap(),
            Values::default(),
        );
        let prepared = prepare(cases, &mut sender, Licence::Harmless);
        let mut places: Vec<(usize, Prepared)> = prepared.into_iter().enumerate().collect();
        places.rotate_left(turn * 7 % SHELVES);
        if turn % 2 == 1 {
            places.reverse();
        }
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let executed =
            runtime.block_on(execute_all(&Arc::new(sender), places, at_a_time, |_, _| {}));
        let verdicts = executed.verdicts.into_iter();
        let outcome = |outcome: Outcome| match outcome {
            Outcome::Passed => true,
            Outcome::Failed => false,
            other => panic!("{other:?}"),
        };
        verdicts
            .map(|verdict| (verdict.case.id.0.clone(), outcome(verdict.outcome)))
            .collect()
    }

    /// Whether every case passed but those of shelf 7, and how many connections and requests there were.
    fn all_but(answer: Answer, failing: &[usize], turn: usize, jobs: usize) -> (usize, usize) {
        let server = serve(answer);
        let came = outcomes(&server, turn, jobs);
        assert_eq!(came.len(), SHELVES);
        for (n, (id, passed)) in came.iter().enumerate() {
            assert_eq!(*passed, !failing.contains(&n), "{id} {turn} {jobs}");
        }
        let count = |of: &AtomicUsize| of.load(Ordering::SeqCst);
        (count(&server.connections), count(&server.requests))
    }

    #[test]
    fn what_reads_goes_on_connections_that_are_kept() {
        let (connections, requests) = all_but(|_, _| Some(OK.to_vec()), &[], 0, 2);
        assert_eq!(requests, SHELVES);
        // One is tried before the others are kept.
        assert!(connections <= 6, "{connections}");
    }

    #[test]
    fn a_violation_is_found_whatever_came_before_it_on_a_connection() {
        let wrong: Answer = |path, _| Some(if path == "/shelves/7" { GONE } else { OK }.to_vec());
        for (turn, jobs) in [(0, 1), (1, 1), (2, 4), (3, 16)] {
            let (_, requests) = all_but(wrong, &[7], turn, jobs);
            assert!(requests <= SHELVES + 1, "{requests}");
        }
    }

    #[test]
    fn answers_that_come_twice_hide_nothing_and_accuse_nobody() {
        // Each answer is that to the request before as well: the wrong one would be hidden by another's.
        let twice: Answer = |path, _| Some(if path == "/shelves/7" { GONE } else { OK }.repeat(2));
        for (turn, jobs) in [(0, 1), (1, 1), (2, 4), (3, 16)] {
            all_but(twice, &[7], turn, jobs);
        }
        // What was left of the first answer on a connection is sent with that to the second.
        let late: Answer = |path, nth| {
            let own = if path == "/shelves/7" { GONE } else { OK };
            match nth {
                0 => Some(own.to_vec()),
                _ => Some([OK, own].concat()),
            }
        };
        for (turn, jobs) in [(0, 1), (1, 1), (2, 4), (3, 16)] {
            all_but(late, &[7], turn, jobs);
        }
    }

    #[test]
    fn a_connection_that_ends_at_any_time_is_no_error_and_no_request_is_sent_twice() {
        // It ends when it is asked again.
        let (_, requests) = all_but(|_, nth| (nth == 0).then(|| OK.to_vec()), &[], 0, 1);
        assert!(requests <= SHELVES + 8, "{requests}");
        // It says that it ends, or is of a time when all did.
        const LAST: &[u8] = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
        const OLD: &[u8] = b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        for answer in [(|_, _| Some(LAST.to_vec())) as Answer, |_, _| {
            Some(OLD.to_vec())
        }] {
            assert_eq!(all_but(answer, &[], 0, 4), (SHELVES, SHELVES));
        }
    }

    #[test]
    fn a_server_that_loses_what_comes_second_is_asked_on_another_connection() {
        let deaf: Answer = |_, nth| Some(if nth == 0 { OK.to_vec() } else { Vec::new() });
        let (connections, requests) = all_but(deaf, &[], 0, 4);
        // One is tried, and none after it.
        assert_eq!((connections, requests), (SHELVES, SHELVES + 1));
    }
}
