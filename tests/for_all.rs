//! What pages say of all requests, from the page to the family and to the cases.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod program;

use std::path::Path;

/// The exit code and what was printed of a command in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let (code, out, error) = program::run(folder, Some("a-token"), arguments);
    (code, out + &error)
}

/// A folder of pages: one on the service, two of operations, and one of a folder beside.
fn pages() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        (
            "docs/authentication.md",
            "# Authentication\n\nAll requests must carry the header `X-Desk-Token: <token>`.\n\n\
             Requests without a valid token are answered with `401 Unauthorized`.\n",
        ),
        (
            "docs/status-codes.md",
            "# Status codes\n\n| Method | Status |\n|---|---|\n| GET | 200 |\n| DELETE | 204 |\n",
        ),
        (
            "docs/desks.md",
            "# Desks\n\n## All desks\n\n`GET /desks`\n\n## Remove a desk\n\n`DELETE /desks/{id}`\n\n\
             ## Versions\n\n`GET /versions`\n\nServed without authentication.\n",
        ),
        (
            "docs/sessions.md",
            "# Sessions\n\n## Begin\n\n`POST /login`\n\nReturns `201 Created`.\n\n## End\n\n`DELETE /session`\n\n\
             Returns `202 Accepted`.\n",
        ),
        (
            "docs/guides/errors.md",
            "# Errors\n\nAll requests return `299`.\n",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn what_a_page_says_of_all_becomes_a_family_of_its_folder() {
    let folder = pages();
    let root = folder.path();
    let (code, text) = run_in(root, &["derive", "docs", "--out", "specs"]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains(
            "wrote specs/families/all-requests.toml; 4 rows of what pages say of all requests"
        ),
        "{text}"
    );
    let family = std::fs::read_to_string(root.join("specs/families/all-requests.toml")).unwrap();
    for row in [
        "page = \"authentication.md\"\n",
        "kind = \"credential-status\"\nstatus = 401\ncites = [\"5:",
        "kind = \"header\"\nname = \"X-Desk-Token\"\npresence = \"required\"\nvalue = \"{token}\"\n",
        "kind = \"success\"\nmethods = [\"GET\"]\nstatus = 200\npage = \"status-codes.md\"\n",
    ] {
        assert!(family.contains(row), "{row}\n{family}");
    }
    // What gives the credential, and what says that it needs none, are served without it.
    assert!(family.contains("\"desks-get-versions\""), "{family}");
    assert!(family.contains("\"sessions-post-login\""), "{family}");
    let table = std::fs::read_to_string(root.join("specs/desks.toml")).unwrap();
    assert!(table.contains("family = \"all-requests\"\n"), "{table}");

    let (code, text) = run_in(root, &["derive", "docs", "--out", "specs", "--check"]);
    assert_eq!(code, 0, "{text}");
    let (code, text) = run_in(root, &["cases", "--spec", "specs"]);
    assert_eq!(code, 0, "{text}");
    for case in [
        "desks-get-desks/without-x-desk-token",
        "sessions-delete-session/without-x-desk-token",
    ] {
        assert!(text.contains(case), "{case}\n{text}");
    }
    assert!(
        !text.contains("desks-get-versions/without-x-desk-token"),
        "{text}"
    );
    // The same of the pages, in memory.
    let (code, of_pages) = run_in(root, &["cases", "--spec", "docs"]);
    assert_eq!((code, of_pages), (0, text));
    let (code, text) = run_in(root, &["run", "--spec", "docs", "--var", "id=7"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn an_operation_s_own_statement_and_a_named_family_go_before_it() {
    let folder = pages();
    let root = folder.path();
    let (_, _) = run_in(root, &["derive", "docs", "--out", "specs"]);
    let (_, text) = run_in(root, &["cases", "--spec", "specs", "/as-documented"]);
    let mut lines = text.lines();
    let ends = lines.find(|line| line.starts_with("sessions-delete-session/"));
    assert!(
        ends.is_some_and(|line| line.contains("202 Accepted")),
        "{text}"
    );
    let (_, text) = run_in(
        root,
        &["derive", "docs", "--out", "own", "--family", "desks"],
    );
    assert!(!text.contains("families"), "{text}");
    let table = std::fs::read_to_string(root.join("own/desks.toml")).unwrap();
    assert!(table.contains("family = \"desks\""), "{table}");
    // A page that says none of it any more leaves a family behind, which a check tells.
    for page in ["authentication", "status-codes"] {
        std::fs::remove_file(root.join(format!("docs/{page}.md"))).unwrap();
    }
    let (code, text) = run_in(root, &["derive", "docs", "--out", "specs", "--check"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("all-requests.toml: orphaned"), "{text}");
}

#[test]
fn a_page_with_operations_speaks_for_its_own_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir(root.join("docs")).unwrap();
    let desks = "# Desks\n\nAll successful requests return `200 OK`.\n\n## All\n\n`GET /desks`\n\n## One\n\n`GET /desks/{id}`\n";
    std::fs::write(root.join("docs/desks.md"), desks).unwrap();
    let books = "# Books\n\n## All\n\n`GET /books`\n\n## One\n\n`GET /books/{id}`\n";
    std::fs::write(root.join("docs/books.md"), books).unwrap();
    let (code, text) = run_in(root, &["derive", "docs", "--out", "specs"]);
    assert_eq!(code, 0, "{text}");
    let table = |name: &str| std::fs::read_to_string(root.join("specs").join(name)).unwrap();
    assert!(table("desks.toml").contains("family = \"all-requests-of-desks\""));
    assert!(!table("books.toml").contains("family ="));
    let (_, text) = run_in(root, &["lint", "docs"]);
    let told = text.matches("status-unstated").count();
    assert_eq!(told, 2, "only the books' are open: {text}");
    let (_, json) = run_in(root, &["derive", "docs/desks.md", "--json"]);
    assert!(
        json.contains(r#""for_all":[{"line":3,"methods":[],"says":"success","status":200}]"#),
        "{json}"
    );
}

#[test]
fn a_credential_that_an_operation_requires_without_its_value_has_that_of_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = "# Desks\n\nEvery request must carry the header `Authorization: Bearer <token>`.\n\n## Remove a desk\n\n\
                `DELETE /desks/{id}`\n\n| Header | Required |\n|---|---|\n| `Authorization` | yes |\n\nReturns `204`.\n";
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    let (code, text) = run_in(folder.path(), &["derive", "desks.md", "--out", "specs"]);
    assert_eq!(code, 0, "{text}");
    let (_, text) = run_in(
        folder.path(),
        &["accept", "--spec", "specs", "--snapshots", "shapes"],
    );
    let shapes = std::fs::read_dir(folder.path().join("shapes")).expect(&text);
    let shapes = shapes.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let all: String = shapes.collect();
    assert!(all.contains("Bearer {token}"), "{all}");
}
