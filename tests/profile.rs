//! Profiles: what is wrong in one is told with its line, and `init` proposes what pages need.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod program;

use std::path::Path;

/// The exit code and what was printed of a command in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let (code, out, error) = program::run(folder, None, arguments);
    (code, out + &error)
}

fn folder_with(pages: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in pages {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// Takes the marks of remarks from the settings of a profile.
fn uncomment(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting)
            if setting
                .split_once(" = ")
                .is_some_and(|(key, _)| key.starts_with('"') || !key.contains(' ')) =>
        {
            setting
        }
        Some(_) | None => line,
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    std::fs::write(path, text + "\n").unwrap();
}

#[test]
fn operations_of_an_unknown_call_are_read_with_the_profile_that_init_proposes() {
    let folder = folder_with(&[
        (
            "docs/desks.md",
            "# Desks\n\n## All desks\n\n{{< api-call \"GET\" \"/desks\" >}}\n\nReturns `200 OK`.\n\n## A desk\n\n\
             {{< api-call \"GET\" \"/desks/:id\" >}}\n\nReturns `200 OK`.\n",
        ),
        (
            "docs/books.md",
            "# Books\n\n## Lend\n\n{{< api-call \"POST\" \"/books/%BOOK%/loans\" >}}\n\nReturns `201 Created`.\n\n\
             ## Readers\n\n<Call does=\"DELETE\" at=\"/readers/{id}\" />\n\nReturns `204 No Content`.\n",
        ),
    ]);
    let root = folder.path();
    let (code, text) = run_in(root, &["derive", "docs", "--out", "specs"]);
    assert_eq!(code, 1, "nothing is read without it: {text}");
    let (code, text) = run_in(root, &["init", "docs"]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("wrote profile.toml: uncomment in it what is so"),
        "{text}"
    );
    let profile = std::fs::read_to_string(root.join("profile.toml")).unwrap();
    for line in [
        "[template-calls]\n# 3 times, the first in books.md:5.\n# \"api-call\" = { method = 0, path = 1 }\n",
        "[components]\n# 1 time, the first in books.md:11.\n# \"Call\" = { method = \"does\", path = \"at\" }\n",
    ] {
        assert!(profile.contains(line), "{line}\n{profile}");
    }
    let config = std::fs::read_to_string(root.join("as-documented.toml")).unwrap();
    assert!(
        config.contains("\nprofile = \"profile.toml\"\n"),
        "{config}"
    );
    // As it is written it changes nothing.
    let (code, text) = run_in(root, &["derive", "docs", "--out", "specs"]);
    assert_eq!(code, 1, "{text}");
    uncomment(&root.join("profile.toml"));
    let (code, text) = run_in(root, &["derive", "docs", "--json"]);
    assert_eq!(code, 0, "{text}");
    for operation in [
        r#""methods":["GET"],"operation":"desks-get-desks","page":"desks.md","paths":["/desks"]"#,
        r#""operation":"desks-get-desks-id""#,
        r#""paths":["/books/%BOOK%/loans"]"#,
        r#""operation":"books-delete-readers-id""#,
        r#""status":201"#,
    ] {
        assert!(text.contains(operation), "{operation}\n{text}");
    }
    // What is left is proposed once more: a placeholder's marks.
    let (_, text) = run_in(
        root,
        &[
            "init",
            "docs",
            "--out",
            "more.toml",
            "--profile",
            "profile.toml",
        ],
    );
    assert!(
        text.contains("not read: placeholders = [\"%NAME%\"]"),
        "{text}"
    );
    let own = std::fs::read_to_string(root.join("profile.toml")).unwrap();
    let own = own.replacen(
        "format = 1\n",
        "format = 1\nplaceholders = [\"%NAME%\"]\n",
        1,
    );
    std::fs::write(root.join("profile.toml"), own).unwrap();
    let (code, text) = run_in(root, &["derive", "docs", "--out", "specs"]);
    assert_eq!(code, 0, "{text}");
    let table = std::fs::read_to_string(root.join("specs/books.toml")).unwrap();
    assert!(table.contains("/books/{BOOK}/loans"), "{table}");
    let (code, text) = run_in(
        root,
        &["run", "--spec", "docs", "--var", "id=7", "--var", "BOOK=b"],
    );
    assert_eq!(code, 0, "{text}");
}

#[test]
fn init_proposes_nothing_where_all_is_read_and_writes_over_nothing() {
    let read = folder_with(&[(
        "docs/desks.md",
        "# Desks\n\n## All\n\n`GET /desks`\n\nReturns 200 OK.\n",
    )]);
    let (code, text) = run_in(read.path(), &["init", "docs"]);
    assert_eq!(code, 0, "{text}");
    assert!(!read.path().join("profile.toml").exists(), "{text}");
    let page = "# Desks\n\nAll paths are prefixed with `/api/v1`.\n\n## All\n\n`GET /desks`\n\n\
                ```\ncurl -X PUT https://desks.example.com/readers/7\n```\n";
    let folder = folder_with(&[("docs/desks.md", page), ("profile.toml", "mine")]);
    let (code, text) = run_in(folder.path(), &["init", "docs"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("profile.toml was not written"), "{text}");
    assert!(
        text.contains("not read: base = \"/api/v1\": desks.md:3:"),
        "{text}"
    );
    assert!(
        text.contains("not read: commands-declare = true: 1 command"),
        "{text}"
    );
    let own = std::fs::read_to_string(folder.path().join("profile.toml")).unwrap();
    assert_eq!(own, "mine");
}

#[test]
fn what_is_wrong_in_a_profile_is_told_with_its_line_and_what_to_write() {
    let folder = folder_with(&[("desks.md", "# Desks\n\n`GET /desks`\n")]);
    for (wrong, told) in [
        (
            "format = 1\nplaceholders = [\"%ID%\"]\n",
            "own.toml:2: expected a placeholder's marks around `NAME`, such as `%NAME%`, but found `%ID%`",
        ),
        (
            "format = 1\n[template-calls]\nep = { method = 0 }\n",
            "own.toml:3: expected what of `ep` is the method and what the path, such as `{ method = 0, path = 1 }`",
        ),
        (
            "format = 1\n[components]\nEp = { method = 0, path = \"to\" }\n",
            "own.toml:3: expected the name of an attribute, but found `0`",
        ),
        (
            "format = 1\n[words]\nsucces = [\"a\"]\n",
            "own.toml:3: unknown field `succes`",
        ),
    ] {
        std::fs::write(folder.path().join("own.toml"), wrong).unwrap();
        for command in ["derive", "lint", "init"] {
            let (code, text) = run_in(
                folder.path(),
                &[command, "desks.md", "--profile", "own.toml"],
            );
            assert_eq!(code, 2, "{command}: {text}");
            assert!(text.contains(told), "{told}\n{text}");
        }
    }
}
