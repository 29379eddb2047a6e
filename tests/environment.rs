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

#[cfg(unix)]
#[test]
fn a_value_that_is_no_text_is_refused_with_its_variable() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = desks();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let config = folder.path().join("marked.toml");
    std::fs::write(config, "[vars]\nid = { env = \"DESK\" }\n").unwrap();
    let marked = ["--config", "marked.toml"];
    for (variable, more) in [
        ("AS_DOCUMENTED_VAR_ID", &[][..]),
        ("AS_DOCUMENTED_TOKEN", &[]),
        ("AS_DOCUMENTED_HEADER", &[]),
        ("AS_DOCUMENTED_TOKEN_COMMAND", &[]),
        ("DESK", &["--token-env", "DESK"]),
        ("DESK", &marked),
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_as-documented"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AS_DOCUMENTED_") {
                command.env_remove(name);
            }
        }
        let run = ["run", "--spec", "desks.md", "--target", &base];
        command.current_dir(folder.path()).args(run).args(more);
        command.env(variable, std::ffi::OsStr::from_bytes(b"ab\xff\xfecd"));
        let output = command.output().expect("the program");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{variable}: {err}");
        let said = format!("the environment variable {variable} is not UTF-8");
        assert!(err.contains(&said), "{variable}: {err}");
        assert!(listener.accept().is_err(), "{variable}");
    }
}

#[test]
fn a_variable_that_nobody_reads_is_told_with_the_nearest_name() {
    let folder = desks();
    let run = ["run", "--spec", "desks.md"];
    let given = [("AS_DOCUMENTED_TARGT", "http://127.0.0.1:1")];
    let (code, out, err) = program::run_with(folder.path(), given, &run);
    assert_eq!(code, 0, "{out}{err}");
    let said = "nothing reads the environment variable AS_DOCUMENTED_TARGT; did you mean AS_DOCUMENTED_TARGET?";
    assert!(err.contains(said), "{err}");
    let given = [
        ("AS_DOCUMENTED_STRICT", "true"),
        ("AS_DOCUMENTED_VAR_ID", "7"),
    ];
    let (_, out, err) = program::run_with(folder.path(), given, &run);
    assert!(
        !out.contains("nothing reads") && !err.contains("nothing reads"),
        "{out}{err}"
    );
}
