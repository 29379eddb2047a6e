//! What goes with every request, and what is kept back: by its method, or once cases have failed.

use std::sync::{Arc, Mutex};

use super::wire::{Asked, Service, serve};
use super::{Contract, Ran, desks, reminder};

/// What came of a run in a mode, everything that the service was asked, and its JSON report.
fn ran(contract: &Contract, bent: Option<u16>, mode: &[&str]) -> (Ran, Vec<Asked>, String) {
    let asked_for = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked_for);
    let mut right = (contract.service)();
    let service: Service = Box::new(move |asked| {
        kept.lock().unwrap().push(asked.clone());
        let reply = right(asked);
        match bent {
            Some(status) if reply.is_success() => reply.under(status),
            Some(_) | None => reply,
        }
    });
    let folder = contract.folder();
    let mode = [mode, &["--report", "json=ran.json"]].concat();
    let ran = contract.run(folder.path(), &serve(service), &mode);
    let json = std::fs::read_to_string(folder.path().join("ran.json")).expect(&ran.screen);
    let asked = asked_for.lock().unwrap().clone();
    (ran, asked, json)
}

#[test]
fn every_request_says_who_asks_and_what_a_user_adds() {
    let name = format!("as-documented/{}", env!("CARGO_PKG_VERSION"));
    let (first, asked, _) = ran(&desks::CONTRACT, None, &["--intrusive"]);
    assert_eq!(first.code, 0, "{}", first.screen);
    assert!(
        asked
            .iter()
            .all(|asked| asked.header("user-agent") == Some(&name))
    );
    let headers = [
        "--header",
        "User-Agent: reader/7",
        "--header",
        "X-Desk-Key: open-sesame",
    ];
    let mode = [&headers[..], &["--intrusive"]].concat();
    let (second, asked, json) = ran(&desks::CONTRACT, None, &mode);
    assert_eq!(second.code, 0, "{}", second.screen);
    // Those of fixtures and of the probe, too.
    for asked in &asked {
        assert_eq!(asked.header("user-agent"), Some("reader/7"));
        assert_eq!(asked.header("x-desk-key"), Some("open-sesame"));
        assert_eq!(
            (asked.count("user-agent"), asked.count("x-desk-key")),
            (1, 1)
        );
    }
    assert!(asked.iter().any(|asked| asked.method == "DELETE"));
    assert!(!json.contains("open-sesame") && json.contains("(redacted)"));
    assert!(!second.screen.contains("open-sesame"));
}

#[test]
fn a_header_that_an_operation_documents_is_left_to_its_cases() {
    let headers = [
        "--header",
        "Desk-Key: key-of-no-desk",
        "--header",
        "Authorization: Bearer x",
    ];
    let (own, asked, _) = ran(&reminder::CONTRACT, None, &headers);
    assert_eq!(own.code, 0, "{}", own.screen);
    assert!(asked.iter().any(|asked| asked.count("desk-key") == 0));
    assert!(
        asked
            .iter()
            .all(|asked| asked.header("desk-key") != Some("key-of-no-desk"))
    );
}

#[test]
fn nothing_unsafe_is_sent_to_who_is_only_read() {
    let (own, asked, json) = ran(&desks::CONTRACT, None, &["--read-only", "--intrusive"]);
    assert_eq!(own.code, 0, "{}", own.screen);
    let mut methods = asked.iter().map(|asked| &*asked.method);
    assert!(methods.all(|method| matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE")));
    assert!(
        !asked.is_empty() && json.contains("(--read-only)"),
        "{}",
        own.screen
    );
}

#[test]
fn a_run_is_given_up_after_so_many_failures() {
    let count = |mode: &[&str]| {
        let mode = [mode, &["--jobs", "1"]].concat();
        let (own, asked, json) = ran(&desks::CONTRACT, Some(202), &mode);
        assert_eq!(own.code, 1, "{}", own.screen);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let summary = &json["summary"];
        let cases = json["cases"].as_array().unwrap().len();
        assert_eq!(summary["cases"], cases);
        let said = own.screen.contains("the run was given up after");
        (summary["failed"].as_u64().unwrap(), asked.len(), said)
    };
    let all = count(&[]);
    assert!(all.0 > 2 && !all.2);
    let two = count(&["--max-failures", "2"]);
    assert_eq!((two.0, two.2), (2, true));
    let one = count(&["--fail-fast"]);
    assert_eq!((one.0, one.2), (1, true));
    assert!(one.1 < two.1 && two.1 < all.1, "{one:?} {two:?} {all:?}");
    // Under libtest's screen, too.
    let mode = ["--fail-fast", "--format", "pretty", "--test-threads", "1"];
    let (own, asked, _) = ran(&desks::CONTRACT, Some(202), &mode);
    assert_eq!((own.code, asked.len()), (1, one.1), "{}", own.screen);
}

#[test]
fn what_is_no_header_is_told_without_its_value() {
    for header in ["X-Desk-Key open-sesame", "X Desk: open-sesame"] {
        let mode = ["--header", header];
        let folder = desks::CONTRACT.folder();
        let ran = desks::CONTRACT.run(folder.path(), "http://127.0.0.1:9", &mode);
        assert_eq!(ran.code, 2, "{}", ran.screen);
        assert!(ran.screen.contains("--header"), "{}", ran.screen);
        assert!(!ran.screen.contains("open-sesame"), "{}", ran.screen);
    }
}

#[cfg(unix)]
#[test]
fn a_service_that_listens_on_a_unix_socket_is_asked_there() {
    use std::io::{Read as _, Write as _};
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let page = "# Shelves\n\n## One\n\n`GET /shelves`\n\nReturns `200`.\n\n## Dust\n\n`POST /shelves/dust`\n\nReturns `204`.\n";
    std::fs::write(at.join("shelves.md"), page).unwrap();
    let listener = std::os::unix::net::UnixListener::bind(at.join("shelves.sock")).unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(read) = stream.read(&mut buffer) {
                    let asked = String::from_utf8_lossy(&buffer[..read]).into_owned();
                    let answer = match asked.split(' ').take(2).collect::<Vec<_>>()[..] {
                        [""] | [] => return,
                        ["GET", "/v2/shelves"] => "200 OK\r\nContent-Length: 0\r\n\r\n",
                        ["POST", "/v2/shelves/dust"] => "204 No Content\r\n\r\n",
                        ["GET" | "HEAD", _] => "404 Not Found\r\nContent-Length: 0\r\n\r\n",
                        _ => "405 Method Not Allowed\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n",
                    };
                    let _ = stream.write_all(format!("HTTP/1.1 {answer}").as_bytes());
                    if asked.to_lowercase().contains("connection: close") {
                        return;
                    }
                }
            });
        }
    });
    let run = |socket: &str| {
        let target = ["--target", "http://localhost/v2", "--unix-socket", socket];
        let arguments = [&["run", "--spec", "shelves.md"], &target[..]].concat();
        super::program::run(at, None, &arguments)
    };
    let (code, out, err) = run("shelves.sock");
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, err) = run("none.sock");
    assert_eq!(code, 4, "{out}{err}");
    assert!(out.contains("could not connect to none.sock"), "{out}");
}
