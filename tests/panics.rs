//! What cannot be run, printed or waited for ends as an error of its case, or before any traffic:
//! never as a green run that has left it out.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

use std::path::Path;
use std::process::{Command, Stdio};

/// A table of one operation that a person wrote.
fn table(folder: &Path, id: &str, method: &str) {
    let row = |kind: &str, rest: &str| {
        let cites = "cites = [\"https://example.com/desk\"]";
        format!("\n[[operation.row]]\nid = \"{kind}\"\nkind = \"{kind}\"\n{cites}\n{rest}\n")
    };
    let mut text = format!(
        "format = 1\norigin = \"written\"\npage = \"desk.md\"\n\n[[operation]]\nid = \"{id}\"\n"
    );
    text.push_str(&row("method", &format!("method = \"{method}\"")));
    text.push_str(&row("base", "base = \"https://desk.example.com/v2\""));
    text.push_str(&row("path", "paths = [\"/loans/end\"]"));
    text.push_str(&row("response", "status = 204\nbody = \"empty\""));
    std::fs::write(folder.join("desk.toml"), text).unwrap();
}

fn run(folder: &Path, arguments: &[&str], out: Stdio) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_as-documented"))
        .args(["run", "--spec", "desk.toml"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("AS_DOCUMENTED_TARGET")
        .env("NO_COLOR", "1")
        .stdout(out)
        .output()
        .expect("the program");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.code().expect("an exit code"), text)
}

/// The ids of the selected cases, and of those that a report has a verdict of.
fn listed_and_judged(folder: &Path) -> (Vec<String>, Vec<String>) {
    let (_, list) = run(folder, &["--list"], Stdio::piped());
    let listed = list.lines().map(|line| line.replace(": test", ""));
    let text = std::fs::read_to_string(folder.join("report.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let judged = json["cases"].as_array().unwrap().iter();
    let judged = judged.map(|case| case["id"].as_str().unwrap().to_owned());
    (listed.collect(), judged.collect())
}

#[test]
fn a_request_that_the_fake_panics_at_is_an_error_of_its_case() {
    let folder = tempfile::tempdir().unwrap();
    table(folder.path(), "desk", "CONNECT");
    let report = ["--report", "json=report.json"];
    let (code, out) = run(folder.path(), &report, Stdio::piped());
    assert_eq!(code, 4, "{out}");
    assert!(out.contains("1 error,"), "{out}");
    assert!(!out.contains("stack backtrace"), "{out}");
    let (listed, judged) = listed_and_judged(folder.path());
    assert_eq!(listed, judged);
}

#[test]
fn an_id_longer_than_libtest_can_print_is_run_and_printed_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    table(folder.path(), &"x".repeat(65_536), "GET");
    let formats: &[&[&str]] = &[
        &[],
        &["--format", "pretty"],
        &["--format", "pretty", "--test-threads", "1"],
        &["--format", "terse"],
        &["--format", "json"],
    ];
    for format in formats {
        let _ = std::fs::remove_file(folder.path().join("report.json"));
        let arguments = [*format, &["--report", "json=report.json"]].concat();
        let (code, out) = run(folder.path(), &arguments, Stdio::piped());
        assert_eq!(code, 0, "{format:?}");
        assert!(!out.contains("failed at"), "{format:?}");
        let (listed, judged) = listed_and_judged(folder.path());
        assert!(!judged.is_empty() && listed == judged, "{format:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_screen_that_cannot_be_written_is_not_green() {
    let folder = tempfile::tempdir().unwrap();
    table(folder.path(), "desk", "GET");
    let formats: &[&[&str]] = &[
        &[],
        &["--format", "pretty"],
        &["--format", "terse", "--test-threads", "1"],
        &["--format", "json", "--test-threads", "4"],
    ];
    for format in formats {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let arguments = [*format, &["--report", "json=report.json"]].concat();
        let (code, out) = run(folder.path(), &arguments, Stdio::from(full.unwrap()));
        assert_eq!(code, 4, "{format:?}\n{out}");
        assert!(
            out.contains("could not write what came of the run"),
            "{out}"
        );
        let (listed, judged) = listed_and_judged(folder.path());
        assert_eq!(listed, judged, "{format:?}");
    }
}

#[test]
fn a_time_out_that_no_clock_can_count_is_refused_before_any_traffic() {
    let folder = tempfile::tempdir().unwrap();
    table(folder.path(), "desk", "GET");
    for longest in ["18446744073709551615s", "367days"] {
        let (code, out) = run(folder.path(), &["--timeout", longest], Stdio::piped());
        assert_eq!(code, 2, "{out}");
        assert!(out.contains("a millisecond to a year"), "{out}");
        let limit = ["--max-response-time", longest];
        let (code, out) = run(folder.path(), &limit, Stdio::piped());
        assert_eq!(code, 2, "{out}");
        assert!(out.contains("a millisecond to a year"), "{out}");
    }
    let (code, out) = run(folder.path(), &["--timeout", "365days"], Stdio::piped());
    assert_eq!(code, 0, "{out}");
}
