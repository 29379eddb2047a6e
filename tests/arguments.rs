//! What the program says of arguments that name what is not there.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod program;

/// A page with a placeholder, in a folder of its own.
fn desks() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Read a desk\n\n`GET /desks/{ticket}`\n\nReturns `200 OK`.\n";
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    folder
}

#[test]
fn names_and_folders_that_are_not_there_are_told() {
    let folder = desks();
    let ran = |more: &[&str]| {
        let run = [&["run", "--spec", "desks.md"], more].concat();
        let (code, out, err) = program::run_with(folder.path(), [], &run);
        (code, out + &err)
    };
    let untested = |name: &str| format!("no loaded table has {{{name}}}; did you mean {{ticket}}?");
    let (code, said) = ran(&["--allow-untested", "tickt"]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains(&format!("--allow-untested: {}", untested("tickt"))),
        "{said}"
    );
    let (code, said) = ran(&["--pages", "nope"]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("--pages: nope: there is no such folder"),
        "{said}"
    );
    for more in [&[][..], &["--dry-run"], &["--format", "terse"]] {
        let (_, said) = ran(&[&["--skip", "nosuch", "--skip", "method-"], more].concat());
        assert!(!said.contains("--skip method-"), "{said}");
        // libtest writes the screen itself.
        let is_told = said.contains("--skip nosuch leaves no case out");
        assert_eq!(is_told, more != ["--format", "terse"], "{said}");
    }
    let (code, said) = ran(&[
        "--allow-untested",
        "ticket,token,desks-get-desks-ticket.ticket",
        "--pages",
        ".",
    ]);
    assert_eq!(code, 0, "{said}");
    let config = "pages = [\"nope\"]\nallow-untested = [\"tickt\"]\n";
    std::fs::write(folder.path().join("as-documented.toml"), config).unwrap();
    let (code, said) = ran(&[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(&untested("tickt")), "{said}");
    assert!(
        said.contains("pages: nope: there is no such folder"),
        "{said}"
    );
}

#[test]
fn the_root_of_junit_counts_the_cases_that_were_not_sent() {
    let folder = desks();
    // What another operation documents is not sent.
    let page = "# Desks\n\n`GET /desks`\n\nReturns `200 OK`.\n\n## Close all\n\n`DELETE /desks`\n\nReturns `204`.\n";
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    let run = ["run", "--spec", "desks.md", "--report", "junit=r.xml"];
    let (_, out, err) = program::run(folder.path(), None, &run);
    let text = std::fs::read_to_string(folder.path().join("r.xml")).unwrap();
    let count = |tag: &str| {
        let rest = text.split(tag).nth(1)?.split("skipped=\"").nth(1)?;
        rest.split('"').next()?.parse::<usize>().ok()
    };
    assert!(count("<testsuite ") > Some(0), "{text}{out}{err}");
    assert_eq!(count("<testsuites "), count("<testsuite "), "{text}");
}

#[test]
fn a_replay_has_what_nothing_shows_in_variables_that_it_names() {
    let folder = desks();
    let run = [
        "run",
        "--spec",
        "desks.md",
        "--fault",
        "other-success-status",
        "--token-command",
        "echo s3cret-desk-token",
        "--header",
        "X-Api-Key: abcdefgh12",
        "--header",
        "X-Desk: 1",
    ];
    let (code, out, err) = program::run(folder.path(), None, &run);
    assert_eq!(code, 1, "{out}{err}");
    for said in [
        "--header 'X-Desk: 1'",
        r#"--token-command "$AS_DOCUMENTED_TOKEN_COMMAND""#,
        r#"--header 'X-Api-Key: '"$X_API_KEY""#,
        "with AS_DOCUMENTED_TOKEN_COMMAND, X_API_KEY set to what this run was given",
    ] {
        assert!(out.contains(said), "{said}: {out}");
    }
    assert!(
        !out.contains("s3cret") && !out.contains("abcdefgh12"),
        "{out}"
    );
    // What a configuration gives is there the next time, too.
    let config =
        "token-command = \"echo s3cret-desk-token\"\nheader = [\"X-Api-Key: abcdefgh12\"]\n";
    std::fs::write(folder.path().join("as-documented.toml"), config).unwrap();
    let (code, out, err) = program::run(folder.path(), None, &run[..5]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        !out.contains("--token-command") && !out.contains("X_API_KEY"),
        "{out}"
    );
}

#[test]
fn what_is_said_of_a_value_that_is_none_says_what_is_meant() {
    let folder = desks();
    let ran = |variable: Option<(&'static str, &'static str)>, more: &[&str]| {
        let run = [&["run", "--spec", "desks.md"], more].concat();
        let (code, out, err) = program::run_with(folder.path(), variable, &run);
        assert_eq!(code, 2, "{more:?}: {out}{err}");
        err
    };
    let empty = "--target (AS_DOCUMENTED_TARGET) is empty";
    assert!(ran(None, &["--target", ""]).contains(empty));
    assert!(ran(Some(("AS_DOCUMENTED_TARGET", "")), &[]).contains(empty));
    for flag in ["--timeout", "--max-response-time"] {
        for time in [
            "2",
            "0s",
            "1ns",
            "18446744073709551616s",
            "18446744073709551615s",
            "2y",
        ] {
            let said = ran(None, &[flag, time]);
            assert!(
                said.contains("such as `10s` or `500ms`") && said.contains(flag),
                "{said}"
            );
        }
    }
    for flag in ["--jobs", "--max-failures", "--test-threads"] {
        let said = ran(None, &[flag, "0"]);
        assert!(
            said.contains("expected a whole number from 1") && said.contains(flag),
            "{said}"
        );
    }
    for flag in ["--shuffle", "--seed"] {
        let said = ran(None, &[flag, "abc"]);
        assert!(
            said.contains("expected a whole number from 0") && said.contains(flag),
            "{said}"
        );
    }
}
