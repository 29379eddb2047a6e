//! Files in every checkout, and other people's: line ends do not count, only regular files below
//! their root are read, and only files with our own mark are written over.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod loans;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const TOKEN: &str = "a-token-that-nobody-may-see";

/// Far longer than any command takes: one that waits for a FIFO's other end never ends.
const BOUND: Duration = Duration::from_secs(120);

/// The exit code and the output of a command in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let child = Command::new(env!("CARGO_BIN_EXE_as-documented"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("AS_DOCUMENTED_TARGET")
        .env("AS_DOCUMENTED_TOKEN", TOKEN)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let (sender, ended) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let output = ended.recv_timeout(BOUND).expect("the program ends");
    let output = output.expect("the program's output");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all = text(&output.stdout) + &text(&output.stderr);
    (output.status.code().expect("an exit code"), all)
}

/// A folder with some of the shipped tables, their pages and snapshots, to be spoiled.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    loans::copy_loans_and_sessions(folder.path(), &[]);
    folder
}

fn fails(folder: &Path, arguments: &[&str], expect: &str) {
    let (code, out) = run_in(folder, arguments);
    assert!(
        code == 2 && out.contains(expect),
        "{arguments:?}: {code}\n{out}"
    );
}

/// Every file of a folder and its subfolders in CRLF.
fn with_crlf(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            with_crlf(&path);
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains('\r'));
            std::fs::write(&path, text.replace('\n', "\r\n")).unwrap();
        }
    }
}

#[test]
fn a_checkout_with_other_line_ends_is_the_same_checkout() {
    let folder = copy();
    let root = folder.path();
    let pages = [
        "specs/loan-begin.md",
        "specs/loan-end.md",
        "specs/loan-renew.md",
    ];
    let check: Vec<&str> = [&["derive", "--check"], &pages[..]].concat();
    let shown = |arguments: &[&str]| {
        let (code, out) = run_in(root, arguments);
        let is_timeless = |line: &&str| !line.contains(" ms") && !line.contains("127.0.0.1");
        let lines: Vec<String> = out.lines().filter(is_timeless).map(str::to_owned).collect();
        (code, lines)
    };
    let baseline = ["lint", "specs", "--baseline", "known.toml"];
    let (code, _) = run_in(root, &["lint", "specs", "--write-baseline", "known.toml"]);
    assert_eq!(code, 0);
    let commands: [&[&str]; 6] = [
        &check,
        &["run"],
        &["cases", "--json"],
        &["lint", "specs"],
        &["derive", "specs", "--json"],
        &baseline,
    ];
    let before: Vec<_> = commands.iter().map(|command| shown(command)).collect();
    assert_eq!(before[0].0, 0, "{:?}", before[0]);
    assert_eq!(before[1].0, 0, "{:?}", before[1]);
    let table = std::fs::read(root.join("specs/loan-end.toml")).unwrap();
    with_crlf(root);
    for (command, before) in commands.iter().zip(&before) {
        assert_eq!(shown(command), *before, "{command:?}");
    }
    let (code, out) = run_in(root, &["derive", "specs/loan-end.md", "--out", "again"]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(
        std::fs::read(root.join("again/loan-end.toml")).unwrap(),
        table
    );
    let (code, out) = run_in(root, &["accept"]);
    assert!(
        code == 0 && out.contains("every snapshot is as planned"),
        "{out}"
    );
}

#[test]
fn derive_writes_over_derived_tables_only() {
    let folder = copy();
    let root = folder.path();
    for (page, theirs) in [
        ("Cargo.md", "[package]\nname = \"theirs\"\n"),
        ("settings.md", "format = 1\n"),
        ("bytes.md", "\u{0}\u{1}"),
        ("empty.md", ""),
    ] {
        let page = root.join("pages").join(page);
        std::fs::create_dir_all(root.join("pages")).unwrap();
        std::fs::copy(root.join("specs/loan-end.md"), &page).unwrap();
        let table = Path::new(page.file_name().unwrap()).with_extension("toml");
        std::fs::write(root.join(&table), theirs).unwrap();
        let argument = page.to_str().unwrap();
        fails(
            root,
            &["derive", argument, "--out", "."],
            "no derived table",
        );
        assert_eq!(std::fs::read_to_string(root.join(&table)).unwrap(), theirs);
    }
    let table = root.join("specs/loan-end.toml");
    let text = std::fs::read_to_string(&table).unwrap();
    for ours in [
        format!("{}\n<<<<<<< a conflict\n", text.lines().next().unwrap()),
        text.lines()
            .skip(1)
            .map(|line| format!("{line}\n"))
            .collect(),
    ] {
        std::fs::write(&table, ours).unwrap();
        let (code, out) = run_in(root, &["derive", "specs/loan-end.md"]);
        assert_eq!(code, 0, "{out}");
        assert_eq!(std::fs::read_to_string(&table).unwrap(), text);
    }
}

#[test]
fn a_page_whose_table_would_mean_something_else_is_refused() {
    let folder = copy();
    let root = folder.path();
    let decisions = std::fs::read(root.join("specs/decisions.toml")).unwrap();
    std::fs::create_dir_all(root.join("pages/families")).unwrap();
    for (name, expect) in [
        ("decisions.md", "read as a file of decisions; rename"),
        ("Fixtures.md", "read as a file of fixtures"),
        ("as-documented.md", "read as the configuration"),
        ("families/loan-end.md", "read as a family"),
    ] {
        let page = root.join("pages").join(name);
        std::fs::copy(root.join("specs/loan-end.md"), &page).unwrap();
        fails(root, &["derive", "pages"], expect);
        std::fs::remove_file(page).unwrap();
    }
    assert_eq!(
        std::fs::read(root.join("specs/decisions.toml")).unwrap(),
        decisions
    );
}

#[test]
fn a_baseline_is_written_over_no_other_file() {
    let folder = copy();
    let root = folder.path();
    let page = root.join("specs/loan-end.md");
    let theirs = std::fs::read(&page).unwrap();
    let write = ["lint", "specs", "--write-baseline", "specs/loan-end.md"];
    fails(root, &write, "no baseline");
    assert_eq!(std::fs::read(&page).unwrap(), theirs);
    for _ in 0..2 {
        let write = ["lint", "specs", "--write-baseline", "known/all.toml"];
        assert_eq!(run_in(root, &write).0, 0);
    }
}

#[test]
fn accept_names_snapshots_of_somebody_else_and_leaves_them_alone() {
    let folder = copy();
    let theirs = folder.path().join("snapshots/theirs.snap");
    let text = "---\nsource: tests/theirs.rs\nexpression: page\n---\ntheirs\n";
    std::fs::write(&theirs, text).unwrap();
    fails(
        folder.path(),
        &["accept"],
        "theirs.snap: this is no snapshot of requests; move it",
    );
    assert_eq!(std::fs::read_to_string(&theirs).unwrap(), text);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::{Command, Path, TOKEN, copy, fails, run_in};

    fn fifo(path: &Path) {
        let made = Command::new("mkfifo").arg(path).status().expect("mkfifo");
        assert!(made.success());
    }

    #[test]
    fn a_page_that_leads_out_of_its_folder_is_never_quoted() {
        let folder = copy();
        let root = folder.path();
        let run = [
            "run",
            "--spec",
            "specs/loan-end.toml",
            "--fault",
            "other-success-status",
            "--report",
            "json=report.json",
        ];
        let (code, out) = run_in(root, &run);
        assert!(
            code == 1 && out.contains("| ") && out.contains("204 No Content`"),
            "{out}"
        );
        let page = root.join("specs/loan-end.md");
        std::fs::remove_file(&page).unwrap();
        symlink("/proc/self/environ", &page).unwrap();
        std::fs::create_dir(root.join("pages")).unwrap();
        symlink("/proc/self/environ", root.join("pages/loan-end.md")).unwrap();
        let (code, out) = run_in(root, &[&run[..], &["--pages", "pages"]].concat());
        assert_eq!(code, 1, "{out}");
        let report = std::fs::read_to_string(root.join("report.json")).unwrap();
        assert!(!out.contains(TOKEN) && !report.contains(TOKEN), "{out}");
    }

    #[test]
    fn tables_are_read_below_their_folder_and_pages_named_through_a_link() {
        let folder = copy();
        let root = folder.path();
        std::fs::rename(root.join("specs/loan-end.md"), root.join("outside.md")).unwrap();
        symlink("../outside.md", root.join("specs/loan-end.md")).unwrap();
        let (code, out) = run_in(root, &["derive", "specs/loan-end.md", "--check"]);
        assert_eq!(code, 0, "{out}");
        let outside = root.join("outside.toml");
        std::fs::rename(root.join("specs/loan-end.toml"), &outside).unwrap();
        symlink(&outside, root.join("specs/loan-end.toml")).unwrap();
        fails(
            root,
            &["cases"],
            "loan-end.toml: it is a link that leads out of specs",
        );
        let (code, out) = run_in(root, &["cases", "--spec", "specs/loan-end.toml"]);
        assert_eq!(code, 0, "{out}");
        std::fs::remove_file(root.join("specs/decisions.toml")).unwrap();
        symlink("/proc/self/environ", root.join("specs/decisions.toml")).unwrap();
        let (code, out) = run_in(root, &["cases", "--spec", "specs/loan-renew.toml"]);
        assert!(code == 2 && !out.contains(TOKEN), "{out}");
        assert!(out.contains("leads out of"), "{out}");
    }

    #[test]
    fn what_is_no_regular_file_is_refused_without_waiting() {
        let folder = copy();
        let root = folder.path();
        fifo(&root.join("page.md"));
        fifo(&root.join("table.toml"));
        let expect = "it is no regular file";
        fails(root, &["derive", "page.md"], expect);
        fails(root, &["lint", "page.md"], expect);
        fails(root, &["run", "--spec", "page.md"], expect);
        fails(root, &["run", "--spec", "table.toml"], expect);
        fails(root, &["lint", "/dev/zero"], expect);
        fails(root, &["run", "--config", "table.toml"], expect);
        fails(root, &["lint", "specs", "--baseline", "table.toml"], expect);
        for name in [
            "other.toml",
            "decisions.toml",
            "fixtures.toml",
            "families/other.toml",
        ] {
            let path = root.join("specs").join(name);
            let old = std::fs::read(&path).ok();
            let _ = std::fs::remove_file(&path);
            fifo(&path);
            fails(root, &["cases"], expect);
            std::fs::remove_file(&path).unwrap();
            if let Some(old) = old {
                std::fs::write(&path, old).unwrap();
            }
        }
    }

    #[test]
    fn a_report_replaces_neither_device_nor_link() {
        let folder = copy();
        let root = folder.path();
        let run = |report: &str| {
            let spec = ["run", "--spec", "specs/loan-end.toml", "--report"];
            run_in(root, &[&spec[..], &[report]].concat())
        };
        symlink("/dev/null", root.join("device")).unwrap();
        assert_eq!(run("json=device").0, 0);
        assert!(root.join("device").is_symlink());
        let (code, out) = run("json=/dev/stdout");
        assert!(code == 0 && out.contains("\"version\""), "{out}");
        std::fs::write(root.join("theirs"), "theirs").unwrap();
        symlink("theirs", root.join("link")).unwrap();
        let (code, out) = run("junit=link");
        assert!(code == 2 && out.contains("name that file"), "{out}");
        assert_eq!(
            std::fs::read_to_string(root.join("theirs")).unwrap(),
            "theirs"
        );
        let (code, out) = run("junit=specs");
        assert!(code == 2 && out.contains("it is a folder"), "{out}");
    }
}
