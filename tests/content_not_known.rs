//! A page that shows no content for a POST: what `learn` and `run` say of it, with a service of a few lines that wants
//! some, on a free port of 127.0.0.1.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

const PAGE: &str = "# Desks\n\n## Add a desk\n\n`POST /desks`\n\nReturns `201 Created` with a `Location` header.\n\n\
    ## Show a desk\n\n`GET /desks/{id}`\n\nReturns `200 OK`.\n\n## Remove a desk\n\n`DELETE /desks/{id}`\n\nReturns `204 No \
    Content`.\n";

/// The desks that are there.
#[derive(Default)]
struct Desks {
    made: usize,
    known: BTreeSet<String>,
}

fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().unwrap());
    let desks = Arc::new(Mutex::new(Desks::default()));
    std::thread::spawn(move || {
        for stream in listener.incoming().take(500).flatten() {
            let desks = Arc::clone(&desks);
            std::thread::spawn(move || serve(stream, &desks));
        }
    });
    base
}

/// Answers one request, and ends its connection.
fn serve(mut stream: TcpStream, desks: &Mutex<Desks>) {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    let is_whole = |text: &str| {
        let Some((head, content)) = text.split_once("\r\n\r\n") else {
            return false;
        };
        let mut lengths = head.lines().filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then_some(value)
        });
        let length = lengths.next().and_then(|value| value.trim().parse().ok());
        content.len() >= length.unwrap_or(0)
    };
    while !is_whole(&text) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(read) => text.push_str(&String::from_utf8_lossy(&buffer[..read])),
        }
    }
    let (head, content) = text.split_once("\r\n\r\n").unwrap();
    let line = head.lines().next().unwrap_or_default();
    let line = line.rsplit_once(' ').unwrap().0;
    let mut desks = desks.lock().unwrap();
    let is_known = desks.known.contains(line.rsplit('/').next().unwrap());
    let status = match line.split_once(' ').unwrap() {
        ("POST", "/desks") if content.starts_with("{\"seats\"") => {
            desks.made += 1;
            let id = desks.made.to_string();
            desks.known.insert(id.clone());
            format!("201 Created\r\nLocation: /desks/{id}")
        }
        ("POST", "/desks") if content.is_empty() => "415 Unsupported Media Type".to_owned(),
        ("POST", "/desks") => "400 Bad Request".to_owned(),
        (_, "/desks") => "405 Method Not Allowed\r\nAllow: POST".to_owned(),
        (_, _) if !is_known => "404 Not Found".to_owned(),
        ("GET", _) => "200 OK".to_owned(),
        ("DELETE", path) => {
            desks.known.remove(path.trim_start_matches("/desks/"));
            "204 No Content".to_owned()
        }
        _ => "405 Method Not Allowed\r\nAllow: GET, DELETE".to_owned(),
    };
    drop(desks);
    let length = match status.as_str() {
        "204 No Content" => "",
        _ => "Content-Length: 0\r\n",
    };
    let answer = format!("HTTP/1.1 {status}\r\n{length}Connection: close\r\n\r\n");
    let _ = stream.write_all(answer.as_bytes());
}

/// What a command comes to in a folder: its exit code and all that it says.
fn told(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_as-documented"));
    let output = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    (output.status.code().unwrap(), text)
}

#[test]
fn what_no_page_shows_is_asked_for_and_accuses_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("desks.md"), PAGE).unwrap();
    assert_eq!(told(folder, &["derive", "desks.md", "--out", "spec"]).0, 0);
    let (code, said) = told(folder, &["learn", "--spec", "spec"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("open: desks-post-desks: no content"),
        "{said}"
    );
    let file = folder.join("spec/fixtures.toml");
    let proposed = std::fs::read_to_string(&file).unwrap();
    let comment = "# [[request]]\n# operation = \"desks-post-desks\"\n";
    assert!(proposed.contains(comment), "{proposed}");

    let base = start();
    let run = ["run", "--spec", "spec", "--target", &base];
    for flags in [&[][..], &["--strict"][..]] {
        let (code, said) = told(folder, &[&run[..], flags].concat());
        assert_eq!(code, 3, "{said}");
        let reason = "skipped: no content of desks-post-desks was read of its page, and without any the service answers 415";
        assert!(
            said.contains(reason) && said.contains("0 failed, 0 errors"),
            "{said}"
        );
        assert!(
            said.contains("operation = \"desks-post-desks\" and its content frees"),
            "{said}"
        );
    }
    let allowed = ["--allow-untested", "desks-post-desks"];
    let (_, said) = told(folder, &[&run[..], &allowed[..]].concat());
    assert!(!said.contains("frees"), "{said}");

    let given = "\n[[request]]\noperation = \"desks-post-desks\"\ncontent = '{\"seats\": 4}'\n";
    std::fs::write(&file, format!("{proposed}{given}")).unwrap();
    let (code, said) = told(folder, &run);
    assert!(code == 0 && !said.contains("no content of"), "{said}");
}

#[test]
fn a_value_that_was_made_fresh_is_named_where_a_set_up_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let page = "# Desks\n\n## Add a desk\n\n`POST /desks`\n\nReturns `201 Created` with a `Location` header.\n\nIf another desk \
        has the `name` already, the answer is `409 Conflict`.\n\n```\ncurl -X POST https://desks.example/desks \\\n  -H \
        \"Content-Type: application/json\" -d '{\"name\": \"NORTH-17\", \"seats\": 2}'\n```\n\n```http\nHTTP/1.1 201 \
        Created\nLocation: /desks/d7\n```\n\n## Show a desk\n\n`GET /desks/{id}`\n\nReturns `200 OK`.\n";
    std::fs::write(folder.join("desks.md"), page).unwrap();
    assert_eq!(told(folder, &["derive", "desks.md", "--out", "spec"]).0, 0);
    assert_eq!(told(folder, &["learn", "--spec", "spec"]).0, 0);
    let (code, said) = told(
        folder,
        &[
            "run",
            "--spec",
            "spec",
            "--target",
            &start(),
            "--allow-untested",
            "id",
        ],
    );
    assert_eq!(code, 1, "{said}");
    for part in [
        "`name` was made fresh",
        "[[request]]",
        "operation = \"desks-post-desks\"",
        "content = '{\"name\": \"NO{{ digits(6) }}\", \"seats\": 2}'",
    ] {
        assert!(said.contains(part), "{said}");
    }
}
