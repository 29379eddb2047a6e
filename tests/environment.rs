//! What the program makes of variables of its environment.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod program;

use std::net::TcpListener;

/// A page with a placeholder, in a folder of its own.
fn desks() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Close a desk\n\n`DELETE /desks/{id}`\n\nReturns `204 No Content`.\n";
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    folder
}

#[test]
fn a_value_that_would_leave_its_place_in_a_path_is_refused_before_any_traffic() {
    let folder = desks();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    for (variable, value, reason) in [
        ("AS_DOCUMENTED_VAR_ID", "", "is empty"),
        ("AS_DOCUMENTED_VAR_ID", ".", "has a `.` or `..` segment"),
        ("AS_DOCUMENTED_VAR_ID", "a/..", "has a `.` or `..` segment"),
        (
            "AS_DOCUMENTED_VAR_DESKS_ID",
            "..",
            "has a `.` or `..` segment",
        ),
        ("AS_DOCUMENTED_VAR_ENCODED_ID", "", "is empty"),
        (
            "AS_DOCUMENTED_VAR_ENCODED_ID",
            "%2e%2E",
            "has a `.` or `..` segment",
        ),
        (
            "AS_DOCUMENTED_VAR_ENCODED_ID",
            ".%2e",
            "has a `.` or `..` segment",
        ),
        (
            "AS_DOCUMENTED_VAR_ENCODED_ID",
            "a%2F..",
            "has a `.` or `..` segment",
        ),
    ] {
        let run = ["run", "--spec", "desks.md", "--target", &base];
        let (code, out, err) = program::run_with(folder.path(), [(variable, value)], &run);
        assert_eq!(code, 2, "{variable}={value}: {out}{err}");
        let said = format!("the environment variable {variable} {reason}");
        assert!(err.contains(&said), "{variable}={value}: {err}");
        assert!(listener.accept().is_err(), "{variable}={value}");
    }
    let run = ["run", "--spec", "desks.md", "--var-encoded", "id=%2e%2e"];
    let (code, out, err) = program::run(folder.path(), None, &run);
    assert_eq!(code, 2, "{out}{err}");
}
