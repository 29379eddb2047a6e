//! Pages of which nothing is read, as users of the program meet them: exit codes and what is listed.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod program;

use std::path::Path;

/// A page that documents an operation, by the marks of a dialect.
const READ: &str = "# Desk\n\n#### GET Loan\n\n```\nGET /loans/{id}\n```\n\n\
    ###### On Success: OK\n\n```\n200 OK\nContent-Type: application/json\n\n{}\n```\n";

/// What the configuration says, so that pages without that dialect's marks are not read.
const CONFIG: &str = "dialect = \"registry\"\n";

/// A page whose only request line has a slip in its path.
const SLIP: &str = "# Get a loan\n\n## HTTP request\n\n```http\nGET /loans/{id\n```\n";

/// A page of examples, without a dialect's marks, and what is listed of it.
const TUTORIAL: &str = "# How to borrow\n\n```http\nGET /books/{id}\n```\n\n\
    - `POST /loans` begins a loan\n\n| Method | Path |\n|---|---|\n| DELETE | `/loans/{id}` |\n\n\
    ### PUT /loans/{id}/renewal\n\n## Example\n\n```http\nGET /shelves\n```\n\n\
    ```http\nHTTP/1.1 200 OK\n```\n";
const LISTED: [&str; 5] = [
    "tutorial.md:4: GET /books/{id}",
    "tutorial.md:7: - `POST /loans` begins a loan",
    "tutorial.md:11: | DELETE | `/loans/{id}` |",
    "tutorial.md:13: ### PUT /loans/{id}/renewal",
    "tutorial.md:18: GET /shelves",
];

/// A page without any line that looks like an operation.
const PROSE: &str = "# About loans\n\nSend a GET request, and a loan lasts four weeks.\n";

fn folder(pages: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("pages")).unwrap();
    std::fs::write(folder.path().join("as-documented.toml"), CONFIG).unwrap();
    for (name, text) in pages {
        std::fs::write(folder.path().join("pages").join(name), text).unwrap();
    }
    folder
}

/// The exit code of a command, and all that it prints.
fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let (code, out, error) = program::run(folder, None, arguments);
    (code, out + &error)
}

/// Holds each command to its exit code on these pages; gives all that they print together.
fn check(pages: &[(&str, &str)], expect: [i32; 5], flag: &[&str]) -> String {
    let folder = folder(pages);
    let commands: [&[&str]; 5] = [
        &["derive", "pages"],
        &["derive", "pages", "--check"],
        &["derive", "pages", "--json"],
        &["lint", "pages"],
        &["run", "--spec", "pages"],
    ];
    let mut printed = String::new();
    for (command, expect) in commands.into_iter().zip(expect) {
        let (code, text) = run_in(folder.path(), &[command, flag].concat());
        assert_eq!(code, expect, "{command:?} {flag:?}\n{text}");
        printed.push_str(&text);
    }
    printed
}

const ALLOWED: &[&str] = &["--allow-empty"];

#[test]
fn pages_whose_operations_are_not_read_are_never_green() {
    let pages = [("tutorial.md", TUTORIAL), ("about.md", PROSE)];
    let printed = check(&pages, [1, 1, 1, 1, 3], &[]);
    for line in LISTED {
        assert_eq!(printed.matches(line).count(), 5, "{line}\n{printed}");
    }
    let printed = check(&pages, [0, 0, 0, 0, 0], ALLOWED);
    for line in LISTED {
        assert_eq!(printed.matches(line).count(), 5, "{line}\n{printed}");
    }
    let printed = check(&[("tutorial.md", TUTORIAL)], [1, 1, 1, 1, 3], &[]);
    assert!(!printed.contains("page-of-prose"), "{printed}");
}

#[test]
fn a_slip_in_the_only_path_is_never_green() {
    let flag = ["--dialect", "graph"];
    let printed = check(&[("loan.md", SLIP)], [1, 1, 1, 1, 3], &flag);
    assert_eq!(
        printed.matches("loan.md:6: GET /loans/{id").count(),
        5,
        "{printed}"
    );
    assert!(printed.contains("warning[example-unreadable]"), "{printed}");
    let flags = [&flag, ALLOWED].concat();
    check(&[("loan.md", SLIP)], [0, 0, 0, 0, 0], &flags);
}

#[test]
fn prose_is_nothing_to_run_and_no_fault_of_the_page() {
    let pages = [("about.md", PROSE), ("desk.md", "# The desk\n")];
    let printed = check(&pages, [1, 1, 1, 0, 3], &[]);
    assert!(!printed.contains("request-line-not-read"), "{printed}");
    check(&pages, [0, 0, 0, 0, 0], ALLOWED);
}

#[test]
fn an_empty_folder_is_a_mistake_of_usage() {
    let printed = check(&[], [2, 1, 2, 2, 2], &[]);
    assert!(printed.contains("there is no page"), "{printed}");
    check(&[], [2, 0, 2, 2, 2], ALLOWED);
}

#[test]
fn among_pages_that_are_read_one_that_is_not_is_listed() {
    let pages = [
        ("loan.md", READ),
        ("tutorial.md", TUTORIAL),
        ("about.md", PROSE),
    ];
    // The table is there once `derive` has written it.
    let printed = check(&pages, [0, 0, 0, 0, 0], &[]);
    for line in LISTED {
        assert_eq!(printed.matches(line).count(), 5, "{line}\n{printed}");
    }
}

#[test]
fn a_page_that_is_named_is_meant_to_be_read() {
    let folder = folder(&[
        ("loan.md", READ),
        ("tutorial.md", TUTORIAL),
        ("about.md", PROSE),
    ]);
    for page in ["pages/tutorial.md", "pages/about.md"] {
        let commands: [(&[&str], i32); 5] = [
            (&["derive", "pages/loan.md", page], 1),
            (&["derive", "pages/loan.md", page, "--json"], 1),
            (&["run", "--spec", "pages/loan.md", "--spec", page], 3),
            (&["run", "--spec", page, "--list"], 3),
            (&["cases", "--spec", page], 2),
        ];
        for (command, expect) in commands {
            let (code, text) = run_in(folder.path(), command);
            assert_eq!(code, expect, "{command:?}\n{text}");
            assert!(
                text.contains("documents no endpoint"),
                "{command:?}\n{text}"
            );
            let allowed = [command, ALLOWED].concat();
            if command[0] != "cases" {
                let (code, text) = run_in(folder.path(), &allowed);
                assert_eq!(code, 0, "{allowed:?}\n{text}");
            }
        }
    }
}

#[test]
fn the_allowance_may_stand_in_the_configuration_or_the_environment() {
    let folder = folder(&[("about.md", PROSE)]);
    let config = format!("{CONFIG}allow-empty = true\n");
    std::fs::write(folder.path().join("as-documented.toml"), config).unwrap();
    for command in [&["derive", "pages"][..], &["run", "--spec", "pages"]] {
        let (code, text) = run_in(folder.path(), command);
        assert_eq!(code, 0, "{text}");
        assert!(text.contains("--allow-empty lets by"), "{text}");
    }
}

#[test]
fn of_many_lines_some_are_shown_and_none_steers_the_terminal() {
    let lines: String = (0..40)
        .map(|n| format!("- `GET /books/{n}` \u{1b}[31m\n"))
        .collect();
    let folder = folder(&[("books.md", &lines)]);
    for command in [&["derive", "pages"][..], &["run", "--spec", "pages"]] {
        let (_, text) = run_in(folder.path(), command);
        assert!(text.contains("books.md:10: "), "{text}");
        assert!(
            !text.contains("books.md:11: ") && text.contains("and 30 more"),
            "{text}"
        );
        assert!(
            !text.contains('\u{1b}') && text.contains("\\u{1b}[31m"),
            "{text}"
        );
    }
}

#[test]
fn what_a_page_shows_and_is_not_read_leaves_its_path_without_undocumented_methods() {
    let more = "\n## See also\n\n- `DELETE /loans/{ticket}` ends it\n- `DELETE /books/{id}`\n";
    let methods = |pages: &[(&str, &str)], spec: &str| {
        let folder = folder(pages);
        let derive = ["derive", "pages/loan.md", "--out", "specs"];
        assert_eq!(run_in(folder.path(), &derive).0, 0);
        let (code, text) = run_in(folder.path(), &["cases", "--spec", spec]);
        assert_eq!(code, 0, "{text}");
        text.matches("-loan/method-").count()
    };
    let partly = format!("{READ}{more}");
    for spec in ["pages/loan.md", "specs"] {
        assert_eq!(methods(&[("loan.md", READ)], spec), 4);
        assert_eq!(methods(&[("loan.md", &partly)], spec), 0);
        let other = partly.replace("DELETE /loans/{ticket}", "DELETE /loans/{ticket}/books");
        assert_eq!(methods(&[("loan.md", &other)], spec), 4);
        // Of a path that has a slip in it nobody knows which one is meant.
        let slip = partly.replace("{ticket}", "{ticket");
        assert_eq!(methods(&[("loan.md", &slip)], spec), 0);
    }
    let ending = READ
        .replace("GET", "DELETE")
        .replace("#### DELETE Loan", "#### DELETE Ending");
    let pages = [("loan.md", partly.as_str()), ("end.md", &ending)];
    assert_eq!(methods(&pages, "pages"), 4, "another page documents it");
    let pages = [("loan.md", READ), ("tutorial.md", TUTORIAL)];
    assert_eq!(methods(&pages, "pages"), 0, "another page shows it");
}
