//! What ends or empties a service is sent only when asked for, alone and after all else. The service is
//! a desk of a few lines over TCP, on a free port of 127.0.0.1, which notes what it is asked.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The operations of the desk, each with whether it is one that is held back.
const OPERATIONS: [(&str, &str, &str, bool); 11] = [
    ("desk-quit", "POST", "/-/quit", true),
    ("desk-restart", "POST", "/-/restart", true),
    // Its table says so.
    ("day-end", "POST", "/day/end", true),
    ("loans-all", "GET", "/loans", false),
    ("loans-end", "DELETE", "/loans", true),
    ("loan", "GET", "/loans/{id}", false),
    ("loan-end", "DELETE", "/loans/{id}", false),
    // It replaces what the others add to and list.
    ("shelves-replace", "PUT", "/shelves", true),
    ("shelves-add", "POST", "/shelves", false),
    ("shelves", "GET", "/shelves", false),
    ("tray-fill", "PUT", "/tray", false),
];

/// A request with when it came and when it was answered.
type Asked = (String, Instant, Instant);

/// Serves until the test ends; each answer takes a moment.
fn start() -> (String, Arc<Mutex<Vec<Asked>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().unwrap());
    let log = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&log);
    std::thread::spawn(move || {
        for stream in listener.incoming().take(2000) {
            let Ok(mut stream) = stream else { continue };
            let log = Arc::clone(&shared);
            std::thread::spawn(move || {
                let mut buffer = [0; 4096];
                let mut read = 0;
                while !buffer[..read].windows(4).any(|end| end == b"\r\n\r\n") {
                    match stream.read(&mut buffer[read..]) {
                        Ok(0) | Err(_) => return,
                        Ok(more) => read += more,
                    }
                }
                let came = Instant::now();
                let text = String::from_utf8_lossy(&buffer[..read]);
                let asked: Vec<&str> = text.split(' ').take(2).collect();
                let asked = asked.join(" ");
                // An answer that takes a moment is one that another can overlap.
                let end = came + Duration::from_millis(20);
                while Instant::now() < end {
                    std::thread::yield_now();
                }
                log.lock().unwrap().push((asked, came, Instant::now()));
                let _ = stream.write_all(
                    b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
                );
            });
        }
    });
    (base, log)
}

/// Tables of the desk's operations.
fn write_tables(folder: &Path) {
    for (id, method, path, _) in OPERATIONS {
        let effect = match id {
            "day-end" => {
                "\n[[operation.row]]\nid = \"effect\"\nkind = \"effect\"\neffect = \"empties\"\n\
                 cites = [\"1:1\"]\n"
            }
            _ => "",
        };
        let table = format!(
            "format = 1\norigin = \"written\"\npage = \"{id}.md\"\n\n[[operation]]\nid = \"{id}\"\n\n\
             [[operation.row]]\nid = \"method\"\nkind = \"method\"\nmethod = \"{method}\"\n\
             cites = [\"1:1\"]\n\n[[operation.row]]\nid = \"path\"\nkind = \"path\"\n\
             paths = [\"{path}\"]\ncites = [\"1:1\"]\n\n[[operation.row]]\nid = \"response\"\n\
             kind = \"response\"\nstatus = 200\nbody = \"content\"\ncites = [\"1:1\"]\n{effect}"
        );
        std::fs::write(folder.join(format!("{id}.toml")), table).unwrap();
    }
}

/// What a run told of each case, and what the desk was asked.
fn run(arguments: &[&str]) -> (serde_json::Value, Vec<Asked>) {
    let folder = tempfile::tempdir().unwrap();
    write_tables(folder.path());
    let (base, log) = start();
    let output = Command::new(env!("CARGO_BIN_EXE_as-documented"))
        .args([
            "run",
            "--target",
            &base,
            "--var",
            "id=7",
            "--test-threads",
            "4",
        ])
        .args(["--report", "json=/dev/stderr", "--spec"])
        .arg(folder.path())
        .args(arguments)
        .env_clear()
        .current_dir(folder.path())
        .output()
        .unwrap();
    let report = String::from_utf8(output.stderr).unwrap();
    let report = serde_json::from_str(&report).expect(&report);
    let asked = std::mem::take(&mut *log.lock().unwrap());
    (report, asked)
}

fn reason<'a>(report: &'a serde_json::Value, id: &str) -> Option<&'a str> {
    let cases = report["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["id"] == id).expect(id);
    case["reason"].as_str()
}

fn is_held_back(asked: &str) -> bool {
    let asked_for = |(_, method, path, held): &(&str, &str, &str, bool)| {
        *held && asked == format!("{method} {path}")
    };
    OPERATIONS.iter().any(asked_for)
}

#[test]
fn what_ends_or_empties_a_service_is_not_sent_unasked() {
    let (report, asked) = run(&[]);
    assert!(!asked.is_empty());
    assert!(
        !asked.iter().any(|(asked, ..)| is_held_back(asked)),
        "{asked:?}"
    );
    for (id, _, _, held) in OPERATIONS {
        let reason = reason(&report, &format!("{id}/as-documented"));
        let says = reason.is_some_and(|reason| reason.contains("--intrusive"));
        assert_eq!(says, held, "{id}: {reason:?}");
    }
    // Nor is it asked in another way.
    let asked_get = asked.iter().any(|(asked, ..)| asked == "GET /-/quit");
    assert!(!asked_get);
}

#[test]
fn asked_for_it_goes_alone_and_last_and_one_ends_the_run() {
    for format in [&[][..], &["--format", "terse"]] {
        let (report, asked) = run(&[&["--intrusive"][..], format].concat());
        let first = asked.iter().position(|(asked, ..)| is_held_back(asked));
        let (before, after) = asked.split_at(first.unwrap());
        assert!(before.len() > 10);
        let answered = before.iter().map(|(.., answered)| *answered).max().unwrap();
        for (asked, came, _) in after {
            assert!(
                *came >= answered,
                "{asked} came before all else was answered"
            );
        }
        for pair in after.windows(2) {
            assert!(pair[1].1 >= pair[0].2, "{} did not wait", pair[1].0);
        }
        assert!(after.iter().any(|(asked, ..)| asked == "DELETE /loans"));
        let (last, ..) = after.last().unwrap();
        assert_eq!(last, "POST /-/quit");
        let quits = after.iter().filter(|(asked, ..)| asked == last).count();
        assert_eq!(quits, 1);
        assert_eq!(reason(&report, "desk-quit/as-documented"), None);
        let other = reason(&report, "desk-restart/as-documented").unwrap();
        assert!(other.contains("desk-quit/as-documented"), "{other}");
        assert!(other.contains("--exact"), "{other}");
    }
}

#[test]
fn each_that_ends_the_service_is_sent_by_its_name() {
    let id = "desk-restart/as-documented";
    let (report, asked) = run(&["--intrusive", "--exact", id]);
    assert_eq!(reason(&report, id), None);
    let asked: Vec<&str> = asked.iter().map(|(asked, ..)| asked.as_str()).collect();
    assert_eq!(asked, ["POST /-/restart"]);
}
