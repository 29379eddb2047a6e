//! What stands for a fault that breaks a promise of the page and our own reading: the promise.

use std::collections::BTreeSet;

use super::manner::{not_allowed, not_found};
use super::wire::{Asked, Reply, serve};
use super::{program, run_in};

const PAGE: &str = "# Bins\n\n## Make a bin\n\n`POST /bins`\n\n| Field | Type | Required |\n|---|---|---|\n\
| name | string | yes |\n\n```json\n{\"name\": \"red\"}\n```\n\nReturns `201 Created`:\n\n```json\n{\"id\": \"b1\", \
\"name\": \"red\"}\n```\n\n## Read a bin\n\n`GET /bins/{id}`\n\nReturns `200 OK`. `404 Not Found` if there is none.\n\n\
```json\n{\"id\": \"b1\", \"name\": \"red\"}\n```\n\n## List bins\n\n`GET /bins`\n\nReturns `200 OK` and a list of \
bins.\n\n## Remove a bin\n\n`DELETE /bins/{id}`\n\nReturns `204 No Content`. `404 Not Found` if there is none.\n";

/// The bins, which are removed with 200 instead of 204.
fn answer(asked: &Asked, bins: &mut (usize, BTreeSet<String>)) -> Reply {
    let bin = |id: &str| format!("{{\"id\": \"{id}\", \"name\": \"red\"}}");
    let json = |status: u16, text: String| Reply::of(status, "application/json", text);
    let path = asked.path.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match (&*asked.method, &*segments) {
        ("GET" | "HEAD", ["bins"]) => {
            let all: Vec<String> = bins.1.iter().map(|id| bin(id)).collect();
            json(200, format!("[{}]", all.join(", ")))
        }
        ("POST", ["bins"]) => {
            bins.0 += 1;
            let id = format!("b{}", bins.0);
            bins.1.insert(id.clone());
            json(201, bin(&id)).with("Location", &format!("/bins/{id}"))
        }
        (_, ["bins"]) => not_allowed("GET, HEAD, POST"),
        ("GET" | "HEAD", ["bins", id]) if bins.1.contains(*id) => json(200, bin(id)),
        ("DELETE", ["bins", id]) if bins.1.remove(*id) => Reply::new(200),
        ("GET" | "HEAD" | "DELETE", ["bins", _]) => not_found(),
        (_, ["bins", _]) => not_allowed("GET, HEAD, DELETE"),
        _ => not_found(),
    }
}

#[test]
fn the_promise_of_the_page_stands_for_a_fault_that_breaks_our_reading_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bins.md"), PAGE).unwrap();
    run_in(folder.path(), &["derive", "bins.md"]);
    let (code, said) = run_in(folder.path(), &["learn"]);
    assert_eq!(code, 0, "{said}");
    let mut bins = (0, BTreeSet::new());
    let base = serve(Box::new(move |asked| answer(asked, &mut bins)));
    for mode in [&[][..], &["--strict"]] {
        let run = [&["run", "--pages", ".", "--target", &base], mode].concat();
        let (code, out, err) = program::run(folder.path(), None, &run);
        assert_eq!(code, 1, "{out}{err}");
        let told = out
            .split("error[")
            .find(|own| own.starts_with("status-as-documented]") && own.contains("bins-delete"));
        let told = told.unwrap_or_else(|| panic!("{out}"));
        assert!(told.contains("| Returns `204 No Content`"), "{out}");
        assert!(told.contains("bins-get-bins/list-after-changes"), "{out}");
        let alike = out.matches("[status-as-documented]").count();
        assert_eq!(alike, 1, "{out}");
        let own = told.split("\n\n").next().unwrap_or_default();
        assert!(!own.contains("our reading"), "{out}");
    }
}
