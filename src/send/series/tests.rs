use std::cell::Cell;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{MANY_LEASED, WORTH_TRYING, execute_all, execute_each};
use crate::check::verdict::Outcome;
use crate::plan::{Limits, generate};
use crate::send::ordinary::Ordinaries;
use crate::send::prepare::{Licence, Prepared, prepare};
use crate::send::sender::Sender;
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

/// What came of each case, those of this method alone, in an order that the turn says; none where it is an error.
fn outcomes(
    server: &Server,
    method: &str,
    turn: usize,
    at_a_time: usize,
) -> Vec<(String, Option<bool>)> {
    let (sender, mut places) = prepared(server, method, SHELVES);
    places.rotate_left(turn * 7 % SHELVES);
    if turn % 2 == 1 {
        places.reverse();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let verdicts = runtime.block_on(execute_all(&Arc::new(sender), places, at_a_time));
    let verdicts = verdicts.into_iter();
    let outcome = |outcome: Outcome| match outcome {
        Outcome::Passed => Some(true),
        Outcome::Failed => Some(false),
        Outcome::Errored(_) => None,
        other => panic!("{other:?}"),
    };
    verdicts
        .map(|verdict| (verdict.case.id.0.clone(), outcome(verdict.outcome)))
        .collect()
}

/// The ordinary cases of so many shelves, by this method, each with its place.
fn prepared(server: &Server, method: &str, shelves: usize) -> (Sender, Vec<(usize, Prepared)>) {
    let folder = tempfile::tempdir().unwrap();
    let section =
        |n: usize| format!("## Shelf {n}\n\n`{method} /shelves/{n}`\n\nReturns `200`.\n\n");
    let page: String = (0..shelves).map(section).collect();
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
    // No case that alters one is among these.
    if method == "POST" {
        sender.ordinaries = Ordinaries::default();
    }
    let places = prepared.into_iter().enumerate().collect();
    (sender, places)
}

/// Whether every case passed but those of shelf 7, and how many connections and requests there were.
fn all_but(answer: Answer, failing: &[usize], turn: usize, jobs: usize) -> (usize, usize) {
    let server = serve(answer);
    let came = outcomes(&server, "GET", turn, jobs);
    assert_eq!(came.len(), SHELVES);
    for (n, (id, passed)) in came.iter().enumerate() {
        assert_eq!(*passed, Some(!failing.contains(&n)), "{id} {turn} {jobs}");
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
fn a_verdict_that_stands_is_not_held_until_all_is_read() {
    let server = serve(|_, _| Some(OK.to_vec()));
    let (sender, places) = prepared(&server, "GET", 4 * MANY_LEASED);
    let stood = Cell::new(0);
    let mut stood_before_the_last = 0;
    let places = places
        .into_iter()
        .inspect(|_| stood_before_the_last = stood.get());
    let keep = |_, _| stood.set(stood.get() + 1);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(execute_each(&Arc::new(sender), places, 1, keep));
    assert_eq!(stood.get(), 4 * MANY_LEASED);
    assert!(
        stood_before_the_last > 2 * MANY_LEASED,
        "{stood_before_the_last}"
    );
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

/// What came of requests that are sent once, and how many connections and requests there were; none is sent twice but
/// one that was refused.
fn sent_once(answer: Answer, turn: usize, jobs: usize) -> (Vec<Option<bool>>, usize, usize) {
    const { assert!(SHELVES > WORTH_TRYING) };
    let server = serve(answer);
    let came = outcomes(&server, "POST", turn, jobs);
    let came = came.into_iter().map(|(_, passed)| passed).collect();
    let count = |of: &AtomicUsize| of.load(Ordering::SeqCst);
    (came, count(&server.connections), count(&server.requests))
}

#[test]
fn what_is_sent_once_goes_on_connections_that_are_kept_where_a_service_answers_there() {
    for (turn, jobs) in [(0, 1), (1, 4), (2, 64)] {
        let (came, _, requests) = sent_once(|_, _| Some(OK.to_vec()), turn, jobs);
        assert_eq!(came, [Some(true); SHELVES]);
        // Two more ask whether it does.
        assert_eq!(requests, SHELVES + 2);
        let wrong: Answer = |path, _| Some(if path == "/shelves/7" { GONE } else { OK }.to_vec());
        let (came, _, requests) = sent_once(wrong, turn, jobs);
        let expect: Vec<_> = (0..SHELVES).map(|n| Some(n != 7)).collect();
        assert_eq!(came, expect);
        assert!(requests <= SHELVES + 3, "{requests}");
    }
}

#[test]
fn what_is_sent_once_is_not_lost_on_a_connection_that_ends_or_is_not_heard() {
    let ends: Answer = |_, nth| (nth == 0).then(|| OK.to_vec());
    let deaf: Answer = |_, nth| Some(if nth == 0 { OK.to_vec() } else { Vec::new() });
    for answer in [ends, deaf] {
        let (came, connections, requests) = sent_once(answer, 0, 4);
        assert_eq!(came, [Some(true); SHELVES]);
        assert!(
            requests <= SHELVES + 3 && connections >= SHELVES,
            "{requests} {connections}"
        );
    }
}

#[test]
fn nobody_is_accused_by_what_others_left_on_a_connection() {
    // Answers come twice, or late, or with bytes behind them that are no answer.
    let twice: Answer = |path, _| Some(if path == "/shelves/7" { GONE } else { OK }.repeat(2));
    let late: Answer = |path, nth| {
        let own = if path == "/shelves/7" { GONE } else { OK };
        Some(if nth < 2 {
            own.to_vec()
        } else {
            [OK, own].concat()
        })
    };
    let litter: Answer = |path, nth| {
        let own = if path == "/shelves/7" { GONE } else { OK };
        Some(if nth < 2 {
            own.to_vec()
        } else {
            [b"shelf".as_slice(), own].concat()
        })
    };
    for (turn, jobs) in [(0, 1), (1, 1), (2, 4), (3, 16)] {
        for (answer, is_told_apart) in [(twice, true), (late, false), (litter, true)] {
            let (came, _, requests) = sent_once(answer, turn, jobs);
            // Some of what came late may be nobody's.
            let is_right = |(n, passed): (usize, &Option<bool>)| match passed {
                None => !is_told_apart,
                Some(passed) => *passed == (n != 7),
            };
            assert!(came.iter().enumerate().all(is_right), "{came:?}");
            assert!(came.iter().any(Option::is_some), "{came:?}");
            assert!(requests <= SHELVES + 4, "{requests}");
        }
    }
}
