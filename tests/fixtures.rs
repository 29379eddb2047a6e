//! Values that a run obtains from a service and gives back, whatever comes of its cases. The
//! service is a lending desk of a few lines over TCP, on a free port of 127.0.0.1.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// What the desk has seen.
#[derive(Default)]
struct Log {
    begun: usize,
    open: BTreeSet<String>,
}

/// What the desk takes and gives.
const JSON: &str = "application/json";

/// How the desk behaves.
#[derive(Clone, Copy, PartialEq)]
enum Desk {
    Right,
    /// `loan-begin` answers 500.
    BeginsNothing,
    /// `loan-begin` answers without a ticket.
    PrintsNothing,
    /// `loan-begin` answers with a ticket that cannot be one.
    PrintsNonsense,
    /// Whoever has no credential gets no answer.
    IgnoresStrangers,
    /// `loan-renew` never answers; the third value of [`start`] hears of each request.
    RenewsNever,
}

fn start(desk: Desk) -> (String, Arc<Mutex<Log>>, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().unwrap());
    let log = Arc::new(Mutex::new(Log::default()));
    let (heard, hears) = channel();
    let shared = Arc::clone(&log);
    std::thread::spawn(move || {
        for stream in listener.incoming().take(2000) {
            let Ok(stream) = stream else { continue };
            let (log, heard) = (Arc::clone(&shared), heard.clone());
            std::thread::spawn(move || serve(stream, desk, &log, &heard));
        }
    });
    (base, log, hears)
}

/// Answers one request on a connection, and ends it.
fn serve(mut stream: TcpStream, desk: Desk, log: &Mutex<Log>, heard: &Sender<()>) {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    let is_whole = |text: &str| {
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse::<usize>().ok())?
        });
        let content = text
            .split_once("\r\n\r\n")
            .map(|(_, content)| content.len());
        content.is_some_and(|content| content >= length.unwrap_or(0))
    };
    while !is_whole(&text) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(read) => text.push_str(&String::from_utf8_lossy(&buffer[..read])),
        }
    }
    let field = |name: &str| {
        text.lines().find_map(|line| {
            let (other, value) = line.split_once(':')?;
            other
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    let ticket = field("loan-ticket").unwrap_or_default();
    let known = field("authorization").is_some_and(|value| value == "Bearer open-sesame");
    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut log = log.lock().unwrap();
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let is_list = path.ends_with("/loans") && text.starts_with("GET ");
    let (status, body) = if is_list && known {
        match query.strip_prefix("limit=").map(str::parse::<u32>) {
            None | Some(Ok(1..=100)) => ("200 OK", "{\"value\": []}".to_owned()),
            Some(Ok(_) | Err(_)) => ("400 Bad Request", String::new()),
        }
    } else if !is_list && !text.starts_with("POST ") {
        let allowed = match path.ends_with("/loans") {
            true => "405 Method Not Allowed\r\nAllow: GET, POST",
            false => "405 Method Not Allowed\r\nAllow: POST",
        };
        (allowed, String::new())
    } else if !known && desk == Desk::IgnoresStrangers {
        drop(log);
        let _ = heard.send(());
        // Ends when the client gives up.
        let _ = stream.read(&mut buffer);
        return;
    } else if !known {
        (
            "401 Unauthorized\r\nWWW-Authenticate: Bearer",
            String::new(),
        )
    } else if path.ends_with("/loans") && field("content-type").is_none_or(|t| t != JSON) {
        ("415 Unsupported Media Type", String::new())
    } else if path.ends_with("/loans") && !text.trim_end().ends_with("\"\n}") {
        ("400 Bad Request", String::new())
    } else if path.ends_with("/loans") {
        match desk {
            Desk::BeginsNothing => ("500 Internal Server Error", String::new()),
            Desk::PrintsNothing => ("201 Created", "{}".to_owned()),
            Desk::PrintsNonsense => {
                log.begun += 1;
                (
                    "201 Created\r\nLocation: /x",
                    "{\"ticket\":\"\",\"book\":\"821.111-3\",\"days\":28}".to_owned(),
                )
            }
            Desk::Right | Desk::IgnoresStrangers | Desk::RenewsNever => {
                log.begun += 1;
                let ticket = format!("ticket-{:06}", log.begun);
                log.open.insert(ticket.clone());
                (
                    "201 Created\r\nLocation: /x",
                    format!("{{\"ticket\":\"{ticket}\",\"book\":\"821.111-3\",\"days\":28}}"),
                )
            }
        }
    } else if !log.open.contains(&ticket) {
        ("404 Not Found", String::new())
    } else if path.ends_with("/renew") {
        if desk == Desk::RenewsNever {
            drop(log);
            let _ = heard.send(());
            // Ends when the client gives up.
            let _ = stream.read(&mut buffer);
            return;
        }
        let loan = format!("{{\"ticket\":\"{ticket}\",\"book\":\"821.111-3\",\"days\":56}}");
        ("200 OK", loan)
    } else {
        log.open.remove(&ticket);
        ("204 No Content", String::new())
    };
    drop(log);
    let mut answer = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    if !status.starts_with("204") {
        let kind = "Content-Type: application/json\r\n";
        answer.push_str(&format!("{kind}Content-Length: {}\r\n", body.len()));
    }
    let _ = stream.write_all(format!("{answer}\r\n{body}").as_bytes());
}

fn command(base: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_as-documented"));
    command
        .args(["run", "--target", base, "--var", "id=7"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("AS_DOCUMENTED_TOKEN", "open-sesame")
        .env("NO_COLOR", "1");
    command
}

fn run(base: &str, arguments: &[&str]) -> (i32, String) {
    let output = command(base, arguments).output().expect("the program");
    read(&output)
}

fn read(output: &Output) -> (i32, String) {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.code().expect("an exit code"), text)
}

#[test]
fn what_a_run_begins_it_ends() {
    let (base, log, _) = start(Desk::Right);
    let (code, out) = run(
        &base,
        &["loan-", "--skip", "loan-notes", "--intrusive", "--strict"],
    );
    assert_eq!(code, 0, "{out}");
    assert!(!out.contains("not released"), "{out}");
    let log = log.lock().unwrap();
    assert!(log.begun > 20, "{}", log.begun);
    assert!(log.open.is_empty(), "{:?}", log.open);
}

#[test]
fn a_value_that_was_given_is_used_and_none_is_begun() {
    let (base, log, _) = start(Desk::Right);
    log.lock().unwrap().open.insert("mine".to_owned());
    let (code, out) = run(&base, &["--var", "ticket=mine", "loan-renew/as-documented"]);
    assert_eq!(code, 0, "{out}");
    let log = log.lock().unwrap();
    assert_eq!((log.begun, log.open.len()), (0, 1));
}

#[test]
fn a_single_value_that_several_cases_use_up_is_warned_of() {
    let (base, log, _) = start(Desk::Right);
    log.lock().unwrap().open.insert("mine".to_owned());
    let (code, out) = run(
        &base,
        &[
            "--var",
            "ticket=mine",
            "loan-",
            "--skip",
            "loan-notes",
            "--intrusive",
            "--strict",
        ],
    );
    assert_eq!(code, 1, "{out}");
    let warning = "warning: {ticket} was given one value, and 9 cases use it up";
    assert!(out.contains(warning), "{out}");
}

#[test]
fn a_set_up_that_fails_is_an_error_that_names_the_step() {
    let said = [
        (
            Desk::BeginsNothing,
            "answered 500 Internal Server Error, expected 201 Created",
        ),
        (
            Desk::PrintsNothing,
            "answered without a value at /ticket of a JSON body",
        ),
    ];
    for (desk, message) in said {
        let (base, _, _) = start(desk);
        let (code, out) = run(&base, &["loan-end/without"]);
        assert_eq!(code, 4, "{out}");
        let step = "the set-up of {ticket} failed: loan-begin (POST /me/shelves/{id}/loans)";
        assert!(out.contains(step) && out.contains(message), "{out}");
        assert!(!out.contains("loan-end.md"), "a page was blamed\n{out}");
    }
}

#[test]
fn what_was_obtained_is_given_back_after_a_time_out() {
    // A machine that takes longer than that for the set-up is given more time.
    for (timeout, said) in [("300ms", "300 ms"), ("3s", "3 s"), ("30s", "30 s")] {
        let (base, log, _) = start(Desk::RenewsNever);
        let (code, out) = run(&base, &["loan-renew/as-documented", "--timeout", timeout]);
        assert_eq!(code, 4, "{out}");
        if out.contains("the set-up of") || out.contains("not released") {
            continue;
        }
        let message = format!("no complete response within {said}");
        assert!(out.contains(&message), "{out}");
        let log = log.lock().unwrap();
        assert_eq!(log.begun, 1);
        assert!(log.open.is_empty(), "{:?}", log.open);
        return;
    }
    panic!("the desk is never set up in time");
}

#[test]
fn what_cannot_be_a_value_is_not_sent_to_be_released() {
    let (base, log, _) = start(Desk::PrintsNonsense);
    let (code, out) = run(&base, &["loan-begin/as-documented"]);
    assert_eq!(code, 0, "{out}");
    assert!(!out.contains("not released"), "{out}");
    assert_eq!(log.lock().unwrap().begun, 1);
}

#[cfg(unix)]
#[test]
fn what_was_obtained_is_given_back_after_whatever_signal_ends_a_run() {
    // A value that a set-up obtained, and one that the case's own first step was given.
    interrupted("INT", Desk::RenewsNever, "loan-renew/");
    interrupted("INT", Desk::IgnoresStrangers, "loan-begin/on-the-wire");
    interrupted("TERM", Desk::RenewsNever, "loan-renew/");
    interrupted("HUP", Desk::RenewsNever, "loan-renew/");
}

#[cfg(unix)]
fn interrupted(signal: &str, desk: Desk, filter: &str) {
    let (base, log, hears) = start(desk);
    let mut child = command(&base, &[filter, "--test-threads", "2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    hears.recv().expect("a request that waits");
    let interrupt = Command::new("kill")
        .args([&format!("-{signal}"), &child.id().to_string()])
        .status();
    assert!(interrupt.expect("kill").success());
    child.wait().expect("its end");
    let (code, out) = read(&child.wait_with_output().expect("its output"));
    assert_eq!(code, 4, "{out}");
    assert!(out.contains("error: interrupted"), "{out}");
    let log = log.lock().unwrap();
    assert!(log.begun >= 1);
    assert!(log.open.is_empty(), "{:?}", log.open);
}

/// A folder with the loan tables and another text of fixtures.
fn folder_with(fixtures: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    for name in ["loan-begin", "loan-end", "loan-renew"] {
        let name = format!("{name}.toml");
        std::fs::copy(specs.join(&name), folder.path().join(&name)).unwrap();
    }
    let decisions = std::fs::read_to_string(specs.join("decisions.toml")).unwrap();
    let own = decisions
        .split("[[decision]]")
        .filter(|part| part.contains("loan-end"));
    let own: String = own.map(|part| format!("[[decision]]{part}")).collect();
    std::fs::write(folder.path().join("decisions.toml"), own).unwrap();
    std::fs::write(folder.path().join("fixtures.toml"), fixtures).unwrap();
    folder
}

const FIXTURE: &str = "format = 1\n\n[[fixture]]\nvariable = \"ticket\"\n\
    produced-by = \"loan-begin\"\nreleased-by = \"loan-end\"\n";

#[test]
fn a_value_for_the_whole_run_is_begun_once_and_ended_last() {
    let text = format!("{FIXTURE}json-pointer = \"/ticket\"\neach = \"run\"\n");
    let folder = folder_with(&text);
    let (base, log, _) = start(Desk::Right);
    let spec = folder.path().display().to_string();
    let (code, out) = run(
        &base,
        &["--spec", &spec, "loan-renew/", "--test-threads", "4"],
    );
    assert_eq!(code, 0, "{out}");
    let log = log.lock().unwrap();
    assert_eq!((log.begun, log.open.len()), (1, 0));
}

#[test]
fn fixtures_that_cannot_be_used_stop_the_run_before_any_traffic() {
    let pointer = "json-pointer = \"/ticket\"\n";
    let spoiled = [
        (
            FIXTURE.to_owned(),
            "fixtures.toml:3: the fixture of `ticket` says",
        ),
        (
            format!("{}{pointer}", FIXTURE.replace("loan-end", "loan-stop")),
            "fixtures.toml:3: the fixture of `ticket` names `loan-stop`",
        ),
        (
            format!("{FIXTURE}{pointer}when = \"now\"\n"),
            "fixtures.toml:8: unknown field `when`",
        ),
        ("format = 2\n".to_owned(), "expected `format = 1`"),
        (
            format!("{}{pointer}", FIXTURE.replace("\"ticket\"", "\"tickt\"")),
            "fixtures.toml:3: the fixture of `tickt` names `loan-end`, which does not carry",
        ),
        (
            format!("{FIXTURE}{pointer}used-by = \"loan-begin\"\n"),
            "names `loan-begin`, which does not carry the variable",
        ),
        (
            FIXTURE.replace("\"ticket\"", "\"id\"") + pointer,
            "needs its own value: `loan-begin` carries it",
        ),
    ];
    let (base, log, _) = start(Desk::Right);
    for (text, message) in spoiled {
        let folder = folder_with(&text);
        let spec = folder.path().display().to_string();
        let (code, out) = run(&base, &["--spec", &spec]);
        assert_eq!(code, 2, "{out}");
        assert!(out.contains(message), "{out}");
    }
    assert_eq!(log.lock().unwrap().begun, 0);
}
