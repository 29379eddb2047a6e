//! The program as its users meet it: commands, exit codes, messages.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod loans;
mod program;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

const TOKEN: &str = "a-token-that-nobody-may-see";

/// The exit code, standard output and standard error of a command in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    program::run(folder, Some(TOKEN), arguments)
}

/// A folder with some of the shipped tables, their pages and snapshots, to be spoiled.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    loans::copy_loans_and_sessions(folder.path(), &[]);
    folder
}

fn change(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no {from}", path.display());
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// A server that answers every connection's one request with the same bytes, for as long as the
/// test runs.
fn server(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().take(200) {
            let Ok(mut stream) = stream else { continue };
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    base
}

#[test]
fn spoiled_input_stops_the_run_before_any_traffic() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "specs/loan-end.toml",
            "kind = \"path\"",
            "kind = \"road\"",
            "expected a kind of row",
        ),
        (
            "specs/loan-end.toml",
            "presence = ",
            "presense = ",
            "a row of kind `header` needs the key `presence`",
        ),
        (
            "specs/loan-end.toml",
            "value = \"{ticket}\"",
            "value = \"a\\r\\nX-Evil: yes\"",
            "the value of `loan-ticket` holds a control character",
        ),
        (
            "specs/loan-end.toml",
            "id = \"example/end-loan\"",
            "id = \"example/\\u001b[31mend-loan\"",
            "expected a row id of visible characters",
        ),
        (
            "specs/loan-end.toml",
            "format = 1",
            "format = 9",
            "expected `format = 1`",
        ),
        (
            "specs/loan-end.toml",
            "status = 204",
            "status = 99",
            "expected a status of 100 to 999",
        ),
        (
            "specs/loan-end.toml",
            "/me/shelves",
            "me/shelves",
            "starts with `/`",
        ),
        (
            "specs/loan-end.toml",
            "\n\n[[operation]]",
            "\n[[operation",
            "toml:",
        ),
        (
            "specs/decisions.toml",
            "choose = ",
            "chose = ",
            "unknown field `chose`",
        ),
        (
            "specs/decisions.toml",
            "workbook-closesession/path",
            "nothing/path",
            "matches no row",
        ),
        (
            "specs/decisions.toml",
            "\"required\"]",
            "\"refused\"]",
            "not one of its readings",
        ),
        (
            "specs/families/graph.toml",
            "family = \"graph\"",
            "family = \"other\"",
            "no family `graph`",
        ),
        (
            "specs/families/graph.toml",
            "kind = \"credential-status\"",
            "kind = \"x\"",
            "but found `x`",
        ),
        (
            "snapshots/loan-end.snap",
            "loan-ticket",
            "loan-card",
            "the planned requests have changed",
        ),
    ];
    for (file, from, to, message) in cases {
        let folder = copy();
        change(&folder.path().join(file), from, to);
        let (code, out, err) = run_in(folder.path(), &["run"]);
        assert_eq!(code, 2, "{file}: {from} -> {to}\n{out}{err}");
        assert!(err.contains(message), "{file}: {from} -> {to}\n{err}");
        assert!(out.is_empty(), "{out}");
    }
}

#[test]
fn a_snapshot_that_is_missing_or_orphaned_stops_the_run() {
    let folder = copy();
    let snapshot = folder.path().join("snapshots/loan-end.snap");
    let orphan = folder.path().join("snapshots/gone.snap");
    std::fs::rename(&snapshot, &orphan).unwrap();
    let (code, _, err) = run_in(folder.path(), &["run"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("loan-end.snap: there is no such snapshot"),
        "{err}"
    );
    assert!(err.contains("gone.snap: no operation"), "{err}");
    let (code, out, err) = run_in(folder.path(), &["run", "workbook-"]);
    assert_eq!(code, 0, "{out}{err}");
    let (code, _, _) = run_in(folder.path(), &["accept"]);
    assert_eq!(code, 0);
    assert!(snapshot.is_file() && !orphan.exists());
    assert_eq!(run_in(folder.path(), &["run"]).0, 0);
}

#[test]
fn derive_check_says_stale_missing_and_orphaned() {
    let folder = copy();
    let page = folder.path().join("specs/loan-end.md");
    let check = ["derive", "specs/loan-end.md", "--check"];
    assert_eq!(run_in(folder.path(), &check).0, 0);
    change(&page, "`204 No Content`", "`200 OK`");
    let (code, out, _) = run_in(folder.path(), &check);
    assert_eq!(code, 1);
    assert!(
        out.contains("specs/loan-end.toml: stale") && out.contains("+status = 200"),
        "{out}"
    );
    std::fs::remove_file(folder.path().join("specs/loan-end.toml")).unwrap();
    let (code, out, _) = run_in(folder.path(), &check);
    assert!(code == 1 && out.contains("missing"), "{out}");

    let pages = folder.path().join("pages");
    std::fs::create_dir_all(pages.join("deep")).unwrap();
    std::fs::rename(&page, pages.join("deep/loan-end.md")).unwrap();
    let derive = ["derive", "pages", "--out", "tables"];
    assert_eq!(run_in(folder.path(), &derive).0, 0);
    assert!(folder.path().join("tables/deep/loan-end.toml").is_file());
    let check = ["derive", "pages", "--out", "tables", "--check"];
    assert_eq!(run_in(folder.path(), &check).0, 0);
    std::fs::remove_file(pages.join("deep/loan-end.md")).unwrap();
    let (code, out, _) = run_in(folder.path(), &check);
    assert!(code == 1 && out.contains("orphaned"), "{out}");
}

#[test]
fn a_written_table_is_not_overwritten() {
    let folder = copy();
    let table = folder.path().join("specs/loan-end.toml");
    change(&table, "origin = \"derived\"", "origin = \"written\"");
    let before = std::fs::read_to_string(&table).unwrap();
    let (code, _, err) = run_in(folder.path(), &["derive", "specs/loan-end.md"]);
    assert!(code == 2 && err.contains("a person wrote"), "{err}");
    assert_eq!(std::fs::read_to_string(&table).unwrap(), before);
}

#[test]
fn exit_codes_are_as_documented() {
    let folder = copy();
    let wrong = server("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    let not_http = server("220 ready\r\n");
    let vars = ["--var", "id=7", "--var", "ticket=T"];
    let run = |arguments: &[&str]| {
        let mut all = vec!["run", "--spec", "specs/loan-end.toml"];
        all.extend(arguments);
        all.extend(vars);
        run_in(folder.path(), &all)
    };
    let cases: &[(i32, &[&str], &str)] = &[
        (0, &[], "21 passed"),
        (1, &["--target", &wrong], "error[status-as-documented]"),
        (2, &["--target", "localhost"], "could not use the URL"),
        (
            2,
            &["--report", "junit=/nowhere/at/all.xml"],
            "could not write the report",
        ),
        (2, &["--report", "pdf=x.pdf"], "junit, json"),
        (2, &["--var", "id=8"], "given twice"),
        (2, &["--var", "token=x"], "never a variable"),
        (2, &["--var", "x=../y"], "leave its place"),
        (
            2,
            &["--token-file", "nosuch", "--target", &wrong],
            "could not read nosuch",
        ),
        (
            2,
            &["--token-env", "NO_SUCH_VARIABLE", "--target", &wrong],
            "NO_SUCH_VARIABLE is not set",
        ),
        (
            2,
            &["--token-command", "false", "--target", &wrong],
            "failed",
        ),
        (2, &["--no-such-flag"], "--no-such-flag"),
        (3, &["no-such-case"], "no case matches"),
        (3, &["--exact", "loan-end"], "no case matches"),
        (4, &["--target", "http://127.0.0.1:1"], "could not connect"),
        (4, &["--target", &not_http], "is not HTTP"),
    ];
    for (expect, arguments, message) in cases {
        let (code, out, err) = run(arguments);
        assert_eq!(code, *expect, "{arguments:?}\n{out}{err}");
        assert!(
            format!("{out}{err}").contains(message),
            "{arguments:?}\n{out}{err}"
        );
        if *expect == 4 {
            assert!(!out.contains("loan-end.md"), "a page was blamed\n{out}");
        }
    }
    // Without values every case is a skip that says how to fill it.
    let arguments = ["run", "--spec", "specs/loan-end.toml", "--target", &wrong];
    let (code, out, _) = run_in(folder.path(), &arguments);
    assert!(code == 3 && out.contains("--var id=…"), "{out}");
}

#[test]
fn list_touches_nothing_and_names_what_a_filter_selects() {
    let folder = copy();
    let arguments = [
        "run",
        "--list",
        "loan-end/without",
        "--skip",
        "workbook",
        "--target",
        "http://127.0.0.1:1",
        "--token-file",
        "nosuch",
    ];
    let (code, out, err) = run_in(folder.path(), &arguments);
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        out,
        "loan-end/without-loan-ticket: test\nloan-end/without-authorization: test\n"
    );
}

#[test]
fn the_token_is_in_no_output() {
    let folder = copy();
    let echo = server(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nX-Echo: a-token-that-nobody-may-see\r\n\
         Content-Length: 27\r\n\r\na-token-that-nobody-may-see",
    );
    let arguments = [
        "run",
        "--spec",
        "specs/loan-end.toml",
        "--target",
        &echo,
        "--var",
        "id=7",
        "--var",
        "ticket=T",
        "--strict",
        "--report",
        "junit=report.xml",
        "--report",
        "json=report.json",
    ];
    let (code, out, err) = run_in(folder.path(), &arguments);
    assert_eq!(code, 1);
    assert!(out.contains("secret-not-echoed"), "{out}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    for text in [out, err, read("report.xml"), read("report.json")] {
        assert!(!text.contains(TOKEN), "{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&read("report.json")).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["cases"].as_array().unwrap().len(), 21);
    assert_eq!(
        json["summary"]["failed"],
        json["cases"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|case| case["outcome"] == "failed")
            .count()
    );
}

#[test]
fn escape_codes_of_a_server_do_not_reach_the_terminal() {
    let folder = copy();
    let hostile = server(
        "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /\x1b[2J\r\nContent-Length: 0\r\n\r\n",
    );
    let hostile_type = server(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: a/\u{9b}31m\r\nContent-Length: 1\r\n\r\nx",
    );
    for target in [hostile, hostile_type] {
        let arguments = [
            "run",
            "--spec",
            "specs/loan-end.toml",
            "--target",
            &target,
            "--var",
            "id=7",
            "--var",
            "ticket=T",
        ];
        let (code, out, err) = run_in(folder.path(), &arguments);
        assert!(code == 1 || code == 4, "{code} {out}{err}");
        let harmful = |c: char| c.is_control() && c != '\n' && c != '\t';
        assert!(
            !out.contains(harmful) && !err.contains(harmful),
            "{out}{err}"
        );
    }
}

#[test]
fn values_that_are_used_up_are_named_skips() {
    let folder = copy();
    std::fs::write(
        folder.path().join("as-documented.toml"),
        "[vars]\nid = \"7\"\nticket = [\"T1\", \"T2\"]\n",
    )
    .unwrap();
    let right = server("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    let arguments = [
        "run",
        "--spec",
        "specs/loan-end.toml",
        "--target",
        &right,
        "--test-threads",
        "1",
    ];
    let (_, out, err) = run_in(folder.path(), &arguments);
    assert!(
        out.contains("skipped: the values of {ticket} are used up"),
        "{out}{err}"
    );
    assert!(
        out.contains("loan-end/body-empty-object, loan-end/on-the-wire"),
        "{out}"
    );
}

#[test]
fn a_placeholder_in_content_takes_the_value_that_is_meant_for_it() {
    let folder = copy();
    let table = folder.path().join("specs/loan-begin.toml");
    change(&table, "\"book\": \"821.111-3\"", "\"book\": \"{book}\"");
    assert_eq!(run_in(folder.path(), &["accept"]).0, 0);
    let wrong = server("HTTP/1.1 500 Wrong\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    for (variable, expect) in [
        ("book=other", "other"),
        ("body.book=the \"blue\" one", "the \\\"blue\\\" one"),
    ] {
        let arguments = [
            "run",
            "--exact",
            "loan-begin/as-documented",
            "--var",
            "id=7",
        ];
        let more = ["--var", variable, "--target", &wrong];
        let report = ["--report", "json=report.json"];
        let arguments = [&arguments[..], &more, &report].concat();
        let (code, out, err) = run_in(folder.path(), &arguments);
        assert_eq!(code, 1, "{out}{err}");
        let report = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let exchanges = report["cases"][0]["exchanges"].as_array().unwrap();
        let sent = &exchanges[0]["request"]["body"];
        assert_eq!(*sent, format!("{{\n  \"book\": \"{expect}\"\n}}"));
    }
}

#[test]
fn cases_and_explain_print_without_traffic() {
    let folder = copy();
    let (code, out, _) = run_in(
        folder.path(),
        &["cases", "--exact", "loan-end/as-documented", "--json"],
    );
    assert_eq!(code, 0);
    let case: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(case["id"], "loan-end/as-documented");
    assert_eq!(run_in(folder.path(), &["cases", "no-such-case"]).0, 3);
    assert_eq!(run_in(folder.path(), &["explain", "allow-on-405"]).0, 0);
    assert_eq!(
        run_in(folder.path(), &["explain", "path-contradicted"]).0,
        0
    );
    assert_eq!(run_in(folder.path(), &["explain", "no-such-code"]).0, 2);
    let (code, out, _) = run_in(folder.path(), &["lint", "specs/loan-end.md"]);
    assert!(
        code == 1 && out.contains("4 errors, 3 warnings, 1 note"),
        "{out}"
    );
}

/// The operation whose content is what others made.
const LISTED: &str = "loan-notes-get-me-shelves-id-notes";

/// A JSON report without what differs from run to run: times, and the date of an answer.
fn timeless(mut json: serde_json::Value) -> serde_json::Value {
    match &mut json {
        serde_json::Value::Object(members) => {
            members.remove("elapsed_ms");
            // What a list of the fake holds hangs on what was made by then.
            if members.get("operation").and_then(|id| id.as_str()) == Some(LISTED) {
                members.remove("exchanges");
            }
            for value in members.values_mut() {
                *value = timeless(value.take());
            }
            if let Some(serde_json::Value::String(surplus)) = members.get_mut("surplus") {
                let date = surplus.find("date: ");
                surplus.truncate(date.unwrap_or(surplus.len()));
            }
        }
        serde_json::Value::Array(items) => {
            items.retain(|item| item[0] != "date");
            for item in items {
                *item = timeless(item.take());
            }
        }
        _ => {}
    }
    json
}

#[test]
fn verdicts_depend_on_neither_order_nor_threads() {
    let folder = copy();
    let green: &[&str] = &["--strict"];
    let red: &[&str] = &["--strict", "--fault", "stale-bytes@workbook-closesession"];
    for (code, more) in [(0, green), (1, red)] {
        let mut first: Option<String> = None;
        for seed in 0..20 {
            let threads = ["1", "8", "32"][seed % 3];
            let seed = seed.to_string();
            let mut arguments = vec!["run", "--report", "json=report.json"];
            arguments.extend(["--shuffle", &seed, "--test-threads", threads]);
            arguments.extend(more);
            let (exit, out, err) = run_in(folder.path(), &arguments);
            assert_eq!(exit, code, "{out}{err}");
            let text = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
            let json = timeless(serde_json::from_str(&text).unwrap()).to_string();
            match &first {
                None => first = Some(json),
                Some(first) => {
                    let differs = first.bytes().zip(json.bytes()).position(|(a, b)| a != b);
                    let around = differs.map(|at| &json[at.saturating_sub(200)..at + 1]);
                    assert!(
                        *first == json,
                        "seed {seed}, {threads} threads: …{around:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_fault_is_placed_where_it_was_asked_for_and_found() {
    let folder = copy();
    let cases: &[(i32, &[&str], &str)] = &[
        (
            1,
            &["--fault", "other-success-status"],
            "fault other-success-status at loan-begin/response",
        ),
        (
            1,
            &["--fault", "other-success-status", "loan-end/"],
            "at loan-end/response",
        ),
        (
            1,
            &[
                "--fault",
                "required-header-not-required@loan-end/header/loan-ticket",
            ],
            "error[required-header-refused]",
        ),
        (
            1,
            &["--fault", "bytes-after-204@loan-end"],
            "error[no-bytes-after-response]",
        ),
        (
            0,
            &["--fault", "interim-response"],
            "note[no-unasked-interim-response]",
        ),
        (
            1,
            &["--fault", "interim-response", "--strict"],
            "error[no-unasked-interim-response]",
        ),
        (
            4,
            &[
                "--fault",
                "never-answers@loan-end",
                "loan-end/as-documented",
                "--timeout",
                "400ms",
            ],
            "no complete response within 400 ms",
        ),
        (2, &["--fault", "nonsense"], "no fault is called `nonsense`"),
        (2, &["--target", "127.0.0.1:1"], "write http://127.0.0.1:1"),
        (
            2,
            &["--fault", "chunked-204@loan-begin"],
            "it has at loan-end/response",
        ),
        (
            2,
            &["--fault", "chunked-204", "loan-begin"],
            "no place in the selected operations",
        ),
        (
            2,
            &["--fault", "chunked-204", "--target", "http://127.0.0.1:1"],
            "cannot be used with",
        ),
    ];
    for (expect, arguments, message) in cases {
        let mut all = vec!["run"];
        all.extend(*arguments);
        let (code, out, err) = run_in(folder.path(), &all);
        assert_eq!(code, *expect, "{arguments:?}\n{out}{err}");
        assert!(
            format!("{out}{err}").contains(message),
            "{arguments:?}\n{out}{err}"
        );
        if *expect == 1 {
            let diagnostics = out.lines().filter(|line| line.starts_with("error["));
            assert_eq!(diagnostics.count(), 1, "one cause, one diagnostic\n{out}");
        }
    }
}

#[test]
fn an_answer_that_never_comes_is_over_the_limit_and_not_an_error() {
    let folder = copy();
    // A machine that takes longer than that for the set-up is given more time.
    for timeout in ["400ms", "4s", "40s"] {
        let fault = ["run", "--fault", "never-answers@loan-end"];
        let case = ["loan-end/as-documented", "--max-response-time", "100ms"];
        let arguments = [&fault[..], &case, &["--timeout", timeout]].concat();
        let (code, out, err) = run_in(folder.path(), &arguments);
        if code == 4 && out.contains("the set-up of") {
            continue;
        }
        assert_eq!(code, 1, "{out}{err}");
        let diagnostics = out.lines().filter(|line| line.starts_with("error["));
        let diagnostics: Vec<&str> = diagnostics.collect();
        assert_eq!(diagnostics.len(), 1, "one cause, one diagnostic\n{out}");
        assert!(diagnostics[0].contains("response-within-limit"), "{out}");
        return;
    }
    panic!("the case is never set up in time");
}

#[test]
fn cases_of_the_wire_are_skipped_behind_a_proxy_and_by_name() {
    let folder = copy();
    let run = |exceptions: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_as-documented"))
            .args(["run", "--exact", "loan-end/on-the-wire"])
            .args([
                "--target",
                "http://desk.invalid",
                "--var",
                "id=7",
                "--var",
                "ticket=T",
            ])
            .current_dir(folder.path())
            .env("AS_DOCUMENTED_TOKEN", TOKEN)
            .env("HTTP_PROXY", "http://127.0.0.1:1")
            .env("NO_PROXY", exceptions)
            .output()
            .expect("the program");
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), out)
    };
    let (code, out) = run("");
    assert_eq!(code, Some(3), "{out}");
    assert!(out.contains("a proxy stands between"), "{out}");
    let (code, out) = run("desk.invalid");
    assert_eq!(code, Some(4), "{out}");
    assert!(
        out.contains("could not find the host desk.invalid"),
        "{out}"
    );
}

#[test]
fn diff_says_what_breaks_a_client_and_json_what_a_page_documents() {
    let folder = copy();
    let changed = folder.path().join("changed.md");
    std::fs::copy(folder.path().join("specs/loan-end.md"), &changed).unwrap();
    change(&changed, "`204 No Content`", "`200 OK`");
    change(&changed, "HTTP/1.1 204 No Content", "HTTP/1.1 200 OK");
    std::fs::create_dir(folder.path().join("new")).unwrap();
    std::fs::rename(&changed, folder.path().join("new/loan-end.md")).unwrap();
    let diff = |new: &str, format: &str| {
        run_in(
            folder.path(),
            &["diff", "specs/loan-end.md", new, "--format", format],
        )
    };
    let (code, out, _) = diff("new/loan-end.md", "text");
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("breaking    loan-end: response 204: removed"),
        "{out}"
    );
    let (code, out, _) = diff("new/loan-end.md", "json");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, json["breaking"].as_u64()), (1, Some(2)), "{out}");
    let (_, out, _) = diff("new/loan-end.md", "markdown");
    assert!(
        out.contains("| breaking | `loan-end` | `response 204` |"),
        "{out}"
    );
    let (code, out, _) = diff("specs/loan-end.toml", "text");
    assert_eq!(code, 0, "{out}");
    assert_eq!(diff("nosuch", "text").0, 2);

    let derive = ["derive", "--json", "specs", "--out", "nowhere"];
    let (code, out, err) = run_in(folder.path(), &derive);
    assert_eq!(code, 0, "{err}");
    let pages: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let names: Vec<&str> = pages
        .iter()
        .filter_map(|page| page["page"].as_str())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let all = [
        "loan-begin.md",
        "loan-end.md",
        "loan-list.md",
        "loan-notes.md",
        "loan-renew.md",
    ];
    assert_eq!(names, all);
    assert_eq!(pages[1]["responses"][0]["status"], 204);
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn lint_speaks_to_other_programs_and_leaves_out_what_is_allowed() {
    let folder = copy();
    let lint = |more: &[&str]| {
        let mut arguments = vec!["lint", "specs/loan-end.md"];
        arguments.extend(more);
        run_in(folder.path(), &arguments)
    };
    let (code, out, _) = lint(&["--format", "json"]);
    assert_eq!(code, 1);
    assert_eq!(out.lines().count(), 8);
    let (code, out, _) = lint(&["--format", "github"]);
    assert_eq!(code, 1);
    assert_eq!(
        out.lines()
            .filter(|line| line.starts_with("::error "))
            .count(),
        4
    );
    let (_, out, _) = lint(&["--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 8);
    let errors = [
        "path-contradicted",
        "header-presence-contradicted",
        "request-body-contradicted",
        "content-length-contradicted",
    ];
    let mut allow = Vec::new();
    for code in errors {
        allow.extend(["--allow", code]);
    }
    let (code, out, _) = lint(&allow);
    assert_eq!(code, 0, "{out}");
    assert!(
        out.contains("0 errors, 3 warnings, 1 note, 4 allowed"),
        "{out}"
    );
    assert_eq!(lint(&["--allow", "nonsense"]).0, 2);
}

/// A description of one of the desk's operations, with another status than its page.
const DESK: &str = "openapi: 3.0.3\nservers: [{url: https://lending.example.com/v2}]\npaths:\n  \
    /me/shelves/{id}/loans/{ticket}/renew:\n    post:\n      operationId: renew\n      \
    parameters:\n      - {name: id, in: path, required: true}\n      - {name: ticket, in: path, required: true}\n      \
    responses: {200: {description: x}}\n";

#[test]
fn pages_are_held_against_a_description_and_both_places_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Renew\n\n## HTTP request\n```http\nPOST /me/shelves/{id}/loans/{ticket}/renew\n```\n\
        ## Response\nIf successful, this method returns a `204 No Content` response code.\n";
    std::fs::write(folder.path().join("renew.md"), page).unwrap();
    std::fs::write(folder.path().join("desk.yaml"), DESK).unwrap();
    let lint = |more: &[&str]| {
        let mut arguments = vec!["lint", "renew.md", "--against", "desk.yaml"];
        arguments.extend(more);
        run_in(folder.path(), &arguments)
    };
    let (code, out, _) = lint(&[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("error[response-not-as-described]"), "{out}");
    assert!(out.contains("--> renew.md:8:"), "{out}");
    assert!(out.contains("desk.yaml:10:19: 200 here"), "{out}");
    let (_, out, _) = lint(&["--format", "json"]);
    let line = out
        .lines()
        .find(|line| line.contains("response-not-as-described"));
    let object: serde_json::Value = serde_json::from_str(line.unwrap()).unwrap();
    assert_eq!(object["places"][1]["page"], "desk.yaml");
    let (_, out, _) = lint(&["--format", "github"]);
    assert!(out.contains("file=renew.md,line=8"), "{out}");
    assert!(out.contains("(desk.yaml:10:19: 200 here)"), "{out}");
    let (_, out, _) = lint(&["--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let result = results
        .iter()
        .find(|result| result["ruleId"] == "response-not-as-described");
    let there =
        &result.unwrap()["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(there, "desk.yaml");
    assert_eq!(lint(&["--allow", "response-not-as-described"]).0, 0);
    assert_eq!(
        run_in(
            folder.path(),
            &["lint", "renew.md", "--against", "renew.md"]
        )
        .0,
        0
    );
    assert_eq!(
        run_in(
            folder.path(),
            &["lint", "renew.md", "--against", "none.yaml"]
        )
        .0,
        2
    );
}

#[test]
fn a_description_is_run_and_proved_as_a_page_is() {
    let folder = tempfile::tempdir().unwrap();
    let lending = include_str!("../src/read/openapi/tests/lending.yaml");
    std::fs::write(folder.path().join("desk.yaml"), lending).unwrap();
    let (code, out, _) = run_in(folder.path(), &["run", "--spec", "desk.yaml"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("0 failed"), "{out}");
    let (code, out, _) = run_in(folder.path(), &["prove", "--spec", "desk.yaml"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("0 missed"), "{out}");
}

#[test]
fn a_baseline_lets_known_findings_by_and_no_others() {
    let folder = copy();
    let lint = |more: &[&str]| {
        let mut arguments = vec!["lint", "specs"];
        arguments.extend(more);
        run_in(folder.path(), &arguments)
    };
    let (code, out, _) = lint(&["--write-baseline", "known.toml"]);
    assert_eq!(code, 0, "{out}");
    let (code, out, _) = lint(&["--baseline", "known.toml"]);
    assert_eq!(code, 0, "{out}");
    assert!(
        out.contains("0 errors, 0 warnings, 0 notes, 8 known"),
        "{out}"
    );
    let page = folder.path().join("specs/loan-renew.md");
    change(&page, "`200 OK`", "`202 Accepted`");
    let (code, out, _) = lint(&["--baseline", "known.toml"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("status-contradicted"), "{out}");
    change(&page, "`202 Accepted`", "`200 OK`");
    let end = folder.path().join("specs/loan-end.md");
    change(&end, "Content-length: 0\n", "");
    let (code, out, _) = lint(&["--baseline", "known.toml"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("1 findings of the baseline are gone"), "{out}");
    std::fs::write(folder.path().join("bad.toml"), "format = 1\nx = ").unwrap();
    for (file, message) in [
        ("none.toml", "could not read none.toml"),
        ("bad.toml", "bad.toml:2: "),
    ] {
        let (code, _, err) = lint(&["--baseline", file]);
        assert_eq!(code, 2);
        assert!(err.contains(message), "{err}");
    }
}

#[test]
fn coverage_tells_what_became_of_each_block() {
    let folder = copy();
    let (code, out, _) = run_in(
        folder.path(),
        &["lint", "--coverage", "specs/loan-begin.md"],
    );
    assert_eq!(code, 0);
    let line = out.lines().find(|line| line.contains("request lines"));
    assert_eq!(line, Some("   20  code block  fact     request lines"));
    assert!(
        out.ends_with("of no use here, 0 without account\n"),
        "{out}"
    );
    let json = ["lint", "--coverage", "--format", "json", "specs"];
    let (code, out, _) = run_in(folder.path(), &json);
    assert_eq!(code, 0);
    assert!(out.lines().count() > 50, "{out}");
    for line in out.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(["fact", "finding", "none"].contains(&entry["used"].as_str().unwrap()));
    }
    let sarif = ["lint", "--coverage", "--format", "sarif", "specs"];
    assert_eq!(run_in(folder.path(), &sarif).0, 2);
}

#[test]
fn a_corpus_in_folders_is_derived_and_run_in_folders() {
    let folder = copy();
    let pages = folder.path().join("pages");
    for part in ["a", "b"] {
        std::fs::create_dir_all(pages.join(part)).unwrap();
    }
    let page = |name: &str| folder.path().join("specs").join(name);
    std::fs::copy(page("loan-begin.md"), pages.join("a/loan-begin.md")).unwrap();
    std::fs::copy(page("loan-renew.md"), pages.join("b/loan-renew.md")).unwrap();
    let derive = ["derive", "pages", "--out", "tables/specs"];
    let (code, out, _) = run_in(folder.path(), &derive);
    assert_eq!(code, 0, "{out}");
    assert!(
        folder
            .path()
            .join("tables/specs/b/loan-renew.toml")
            .is_file()
    );
    let spec = ["--spec", "tables/specs"];
    assert_eq!(
        run_in(folder.path(), &[&["accept"][..], &spec].concat()).0,
        0
    );
    let (code, out, _) = run_in(folder.path(), &[&["run"][..], &spec].concat());
    assert_eq!(code, 0, "{out}");
    std::fs::copy(page("loan-renew.md"), pages.join("b/loan-renew.ru-ru.md")).unwrap();
    let (code, out, _) = run_in(folder.path(), &derive);
    assert_eq!(code, 1);
    assert!(
        out.contains("the operation `loan-renew` is also in"),
        "{out}"
    );
    let (code, _, err) = run_in(folder.path(), &[&["run"][..], &spec].concat());
    assert_eq!(code, 2);
    assert!(err.contains("ids are unique in a run"), "{err}");
}

#[test]
fn pages_of_one_name_in_two_folders_are_two_pages_with_excerpts_of_their_own() {
    let folder = copy();
    let pages = folder.path().join("pages");
    for (part, from, to) in [("a", "", ""), ("b/deep", "/loans/renew", "/desk/renew")] {
        std::fs::create_dir_all(pages.join(part)).unwrap();
        let page = folder.path().join("specs/loan-renew.md");
        let text = std::fs::read_to_string(page).unwrap();
        let path = pages.join(part).join("get.md");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }
    std::fs::write(pages.join("get.md"), "# A page of prose\n").unwrap();
    let derive = ["derive", "pages", "--out", "tables/specs"];
    let (code, out, _) = run_in(folder.path(), &derive);
    assert_eq!(code, 0, "{out}");
    let check = [&derive[..], &["--check"]].concat();
    assert_eq!(run_in(folder.path(), &check).0, 0);
    let table = folder.path().join("tables/specs/b/deep/get.toml");
    let text = std::fs::read_to_string(&table).unwrap();
    assert!(text.contains("page = \"b/deep/get.md\""), "{text}");
    assert!(text.contains("id = \"deep-get\""), "{text}");

    let (code, out, err) = run_in(folder.path(), &["derive", "--json", "pages"]);
    assert_eq!(code, 0, "{err}");
    let told: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|page| (page["page"].as_str().unwrap(), page["operation"].as_str()))
        .collect();
    let expect = [
        ("a/get.md", Some("a-get")),
        ("b/deep/get.md", Some("deep-get")),
        ("get.md", None),
    ];
    assert_eq!(told, expect);

    let alone = ["derive", "pages/a", "--json"];
    let (_, out, _) = run_in(folder.path(), &alone);
    assert!(out.contains("\"operation\":\"get\""), "{out}");

    let snapshots = ["--snapshots", "tables/snapshots"];
    for spec in [
        "tables/specs",
        "tables/specs/b",
        "tables/specs/b/deep/get.toml",
    ] {
        let spec = ["--spec", spec];
        let accept = [&["accept"][..], &spec, &snapshots].concat();
        assert_eq!(run_in(folder.path(), &accept).0, 0);
        let place = "other-success-status@deep-get/response";
        let fault = ["--fault", place, "--pages", "pages"];
        let run = [&["run"][..], &spec, &snapshots, &fault].concat();
        let (code, out, err) = run_in(folder.path(), &run);
        assert_eq!(code, 1, "{out}{err}");
        assert!(out.contains("b/deep/get.md:37:39\n"), "{out}");
        assert!(out.contains("37 | If successful"), "{out}");
    }
}

#[test]
fn a_named_dialect_goes_before_the_one_that_recognises_a_page() {
    let folder = copy();
    let lint = |more: &[&str]| {
        let arguments = [&["lint", "specs/loan-end.md"][..], more].concat();
        run_in(folder.path(), &arguments)
    };
    assert!(lint(&[]).1.contains("path-contradicted"));
    let (code, out, _) = lint(&["--dialect", "registry"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("request-line-not-read"), "{out}");
    let (code, _, err) = lint(&["--dialect", "wiki"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("there are openapi, registry, graph, plain"),
        "{err}"
    );

    let config = folder.path().join("as-documented.toml");
    std::fs::write(&config, "dialect = \"registry\"\n").unwrap();
    let derive = ["derive", "specs/loan-end.md"];
    let (code, out, _) = run_in(folder.path(), &derive);
    assert_eq!(code, 1);
    assert!(out.contains("documents no endpoint"), "{out}");
    let page = ["cases", "--spec", "specs/loan-end.md"];
    let (code, _, err) = run_in(folder.path(), &page);
    assert_eq!(code, 2);
    assert!(err.contains("documents no endpoint"), "{err}");
    let (code, _, err) = run_in(
        folder.path(),
        &[&page[..], &["--dialect", "graph"]].concat(),
    );
    assert_eq!(code, 0, "{err}");
    std::fs::write(&config, "dialect = \"wiki\"\n").unwrap();
    let (code, _, err) = run_in(folder.path(), &derive);
    assert_eq!(code, 2);
    assert!(
        err.contains("there are openapi, registry, graph, plain"),
        "{err}"
    );
}

#[test]
fn the_command_that_replays_a_case_is_whole_and_holds_no_credential() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Desks\n\n## List\n\n`GET /desks`\n\nReturns `200`.\n\n\
        ## Read\n\n`GET /desks/{id}`\n\nReturns `200`.\n";
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    std::fs::write(folder.path().join("desk token.txt"), TOKEN).unwrap();
    let base = server("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
    let variable = format!("id={}", "x".repeat(600));
    let arguments = [
        "run",
        "--spec",
        "desks.md",
        "--target",
        &base,
        "--var",
        &variable,
        "--token-file",
        "desk token.txt",
        "--exact",
        "desks-get-desks/as-documented",
    ];
    let (code, out, err) = run_in(folder.path(), &arguments);
    assert_eq!(code, 1, "{out}{err}");
    let help = out
        .lines()
        .find(|line| line.contains("help: "))
        .expect(&out);
    assert!(help.contains("--token-file 'desk token.txt'"), "{help}");
    assert!(help.contains(&variable), "{help}");
    assert!(
        help.ends_with(" --exact desks-get-desks/as-documented"),
        "{help}"
    );
    assert!(!out.contains(TOKEN), "{out}");
}

#[test]
fn a_credential_that_no_page_mentions_is_one_cause_of_many_violations() {
    let folder = tempfile::tempdir().unwrap();
    let things = ["desks", "loans", "shelves", "readers"];
    let sections =
        things.map(|thing| format!("## All {thing}\n\n`GET /{thing}`\n\nReturns `200`.\n\n"));
    let page = format!("# Desks\n\n{}", sections.concat());
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    let refused =
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n";
    let base = server(refused);
    let arguments = [
        "run",
        "--spec",
        "desks.md",
        "--target",
        &base,
        "as-documented",
    ];
    let (code, out, err) = run_in(folder.path(), &arguments);
    assert_eq!(code, 1, "{out}{err}");
    let hint = "cause[credential-not-documented]: 4 of 4 operations whose pages mention no credential answer 401";
    assert!(out.starts_with(hint), "{out}");
    let told = out.matches("error[status-as-documented]").count();
    assert_eq!(told, 1, "{out}");
    assert!(out.contains("4 failed"), "{out}");
}

#[test]
fn the_place_of_what_was_made_is_demanded_as_the_page_gives_it() {
    let shown = "## Example\n\n```http\nPOST /desks HTTP/1.1\nContent-Type: application/json\n\n{}\n```\n\n\
                 ```http\nHTTP/1.1 201 Created\nLocation: /desks/7\n```\n";
    let said = "The response carries a `Location` header.\n";
    let open = "If it is new, the response carries a `Location` header.\n";
    let cases = [
        (shown, 0, "note[response-header-as-documented]"),
        (said, 1, "error[response-header-as-documented]"),
        (open, 0, "1 passed"),
    ];
    let base = server("HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    for (words, expected, told) in cases {
        let folder = tempfile::tempdir().unwrap();
        let page = format!("# Desks\n\n`POST /desks`\n\nReturns `201`.\n\n{words}");
        std::fs::write(folder.path().join("desks.md"), page).unwrap();
        let exact = ["--exact", "desks-post-desks/as-documented"];
        let arguments = ["run", "--spec", "desks.md", "--target", &base];
        let (code, out, err) = run_in(folder.path(), &[&arguments[..], &exact].concat());
        assert_eq!(code, expected, "{words}{out}{err}");
        assert!(out.contains(told), "{words}{out}");
    }
}

#[test]
fn a_value_of_the_environment_is_in_no_output() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Close a desk\n\n`POST /desks/{id}/close`\n\nReturns `204 No Content`.\n";
    std::fs::write(folder.path().join("desk.md"), page).unwrap();
    let target = server(
        "HTTP/1.1 202 Accepted\r\nContent-Length: 34\r\nConnection: close\r\n\r\n{\"is\": \"xk-SECRET-8842197-closed\"}",
    );
    let (code, out, error) = program::run_with(
        folder.path(),
        [("AS_DOCUMENTED_VAR_ID", "k-SECRET-8842197")],
        &[
            "run",
            "--spec",
            "desk.md",
            "--target",
            &target,
            "--report",
            "json=r.json",
            "--report",
            "junit=r.xml",
        ],
    );
    assert_eq!(code, 1, "{out}{error}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    for text in [out, error, read("r.json"), read("r.xml")] {
        assert!(!text.contains("k-SECRET"), "{text}");
    }
    assert!(read("r.json").contains("(redacted)"), "{}", read("r.json"));
}

#[test]
fn a_value_for_nothing_is_refused_where_a_flag_gives_it_and_told_where_another_does() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Desks\n\n`GET /desks/{desk_id}`\n\nReturns `200`.\n";
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    let base = server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let run = ["run", "--spec", "desks.md", "--target", &base];
    let flagged = [&run[..], &["--var", "desk-id=7"]].concat();
    let (code, out, err) = run_in(folder.path(), &flagged);
    assert_eq!(code, 2, "{out}{err}");
    let said = "--var: no loaded table has {desk-id}; did you mean {desk_id}?";
    assert!(err.contains(said), "{err}");
    let config = folder.path().join("as-documented.toml");
    std::fs::write(
        config,
        "[vars]\ndesk = \"1\"\n\"desks-get-desks-desk-id.desk_id\" = \"b-{{ random(3) }}\"\n",
    )
    .unwrap();
    let (code, out, err) = run_in(folder.path(), &[&run[..], &["--seed", "4"]].concat());
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("no loaded table has {desk}"), "{out}");
}
