//! `init` as its users meet it: what it says, what it writes, and that it writes over nothing.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod program;

use std::path::Path;

const PAGE: &str = "# Desk\n\n#### GET Loan\n\n```\nGET https://desk.example.com/v2/loans/{ticket}\n\
    Authorization: Bearer {token}\n```\n\n###### On Success: OK\n\n```\n200 OK\n```\n\n\
    - `DELETE /loans/{ticket}` ends it\n";

fn folder(pages: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("docs")).unwrap();
    for (name, text) in pages {
        std::fs::write(folder.path().join("docs").join(name), text).unwrap();
    }
    folder
}

/// The exit code, standard output and standard error of a command in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    program::run(folder, None, arguments)
}

#[test]
fn what_pages_are_is_said_and_becomes_a_configuration_that_goes_on() {
    let folder = folder(&[("desk.md", PAGE), ("plan.png", "")]);
    let (code, out, err) = run_in(folder.path(), &["init", "docs"]);
    assert_eq!(code, 0, "{out}{err}");
    for told in [
        "files: 1 *.md, 1 *.png",
        "dialect registry: 1 page and 1 operation; 1 line of operations not read",
        "base https://desk.example.com/v2 (1 operation)",
        "credential in the header Authorization: 1 operation",
        "wrote as-documented.toml",
    ] {
        assert!(out.contains(told), "{told}\n{out}");
    }
    // The commands that it names go on from it.
    let commands: Vec<&str> = out
        .lines()
        .filter_map(|line| line.trim().strip_prefix("as-documented "))
        .collect();
    assert_eq!(commands, ["lint docs", "derive docs --out specs", "run"]);
    for command in commands {
        let arguments: Vec<&str> = command.split(' ').collect();
        let (code, out, err) = run_in(folder.path(), &arguments);
        assert_eq!(code, 0, "{command}\n{out}{err}");
    }
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let folder = folder(&[("desk.md", PAGE)]);
    let file = folder.path().join("as-documented.toml");
    std::fs::write(&file, "strict = true\n").unwrap();
    let (code, out, err) = run_in(folder.path(), &["init", "docs"]);
    assert_eq!(code, 2, "{out}");
    assert!(
        err.contains("never written over") && err.contains("--out"),
        "{err}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "strict = true\n");
    let (code, printed, told) = run_in(folder.path(), &["init", "docs", "--out", "-"]);
    assert!(code == 0 && told.contains("dialect registry"), "{told}");
    let (code, _, err) = run_in(folder.path(), &["init", "docs", "--out", "other.toml"]);
    assert_eq!(code, 0, "{err}");
    let other = folder.path().join("other.toml");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), printed);
    for taken in ["other.toml", "docs"] {
        let (code, _, err) = run_in(folder.path(), &["init", "docs", "--out", taken]);
        assert!(code == 2 && err.contains("is there already"), "{err}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere.toml", folder.path().join("link.toml")).unwrap();
        let (code, _, _) = run_in(folder.path(), &["init", "docs", "--out", "link.toml"]);
        assert!(code == 2 && !folder.path().join("nowhere.toml").exists());
    }
}

#[test]
fn a_folder_without_pages_is_told_with_what_it_has() {
    let folder = folder(&[]);
    let (code, _, err) = run_in(folder.path(), &["init", "docs"]);
    assert!(
        code == 2 && err.contains("there is no file at all"),
        "{err}"
    );
    std::fs::write(folder.path().join("docs/desk.pdf"), "").unwrap();
    std::fs::create_dir(folder.path().join("docs/.git")).unwrap();
    std::fs::write(folder.path().join("docs/.git/a.md.orig"), "").unwrap();
    let (code, _, err) = run_in(folder.path(), &["init", "docs"]);
    assert!(
        code == 2 && err.contains("what is there: 1 *.pdf\n"),
        "{err}"
    );
    assert!(!folder.path().join("as-documented.toml").exists());
    let (code, _, err) = run_in(folder.path(), &["init", "nowhere"]);
    assert!(
        code == 2 && err.contains("no such page or folder\n"),
        "{err}"
    );
}

#[test]
fn of_prose_it_is_said_that_nothing_was_read() {
    let folder = folder(&[("about.md", "# About loans\n\nFour weeks.\n")]);
    let (code, out, err) = run_in(folder.path(), &["init", "docs"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("1 page and 0 operations, 1 page without one"),
        "{out}"
    );
    assert!(
        out.contains("no operation was read\n") && !out.contains("derive docs"),
        "{out}"
    );
}
