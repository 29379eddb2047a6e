use std::collections::BTreeSet;
use std::path::Path;

use super::{read_table, write_table};

const TABLE: &str = "format = 1\norigin = \"written\"\npage = \"p.md\"\n\n[[operation]]\nid = \"p\"\n
[[operation.row]]\nid = \"method\"\nkind = \"method\"\ncites = [\"1:1\"]\nmethod = \"GET\"\n
[[operation.row]]\nid = \"path\"\nkind = \"path\"\ncites = [\"1:1\"]\npaths = [\"/a\"]\n
[[operation.row]]\nid = \"response\"\nkind = \"response\"\ncites = [\"1:1\"]\nstatus = 200\nbody = \"content\"\n";

const OURS: &str = "id = \"path\"\n";

/// Reads the table with one text in place of another, and expects a message with its line.
fn check(from: &str, to: &str, expect: &str) {
    assert!(TABLE.contains(from), "{from}");
    let text = TABLE.replacen(from, to, 1);
    let error = read_table(Path::new("t.toml"), &text).unwrap_err();
    assert_eq!(error.to_string(), expect, "{from} -> {to}");
}

#[test]
fn a_key_that_is_wrong_is_cited_by_its_own_line() {
    check(
        "status = 200",
        "status = 99",
        "t.toml:24: expected a status of 100 to 999, but found 99",
    );
    check(
        "status = 200",
        "status = \"200\"",
        "t.toml:24: expected a number, but found `\"200\"`",
    );
    check(
        "body = \"content\"",
        "body = \"some\"",
        "t.toml:25: expected `empty`, `content`, `unstated`, but found `some`",
    );
    check(
        "status = 200",
        "status = 204",
        "t.toml:25: HTTP forbids content in a 204 No Content",
    );
    check(
        "method = \"GET\"",
        "method = \"GET\"\nvalue = \"x\"\nbase = \"y\"",
        "t.toml:13: a row of kind `method` has no key `value`",
    );
    check(
        "cites = [\"1:1\"]\nmethod",
        "cites = [\"1\"]\nmethod",
        "t.toml:11: expected a citation `LINE:COLUMN`, `LINE:COLUMN-END` or a section, but found `1`",
    );
}

#[test]
fn what_a_row_lacks_is_cited_by_the_rows_line() {
    check(
        "paths = [\"/a\"]",
        "",
        "t.toml:14: a row of kind `path` needs the key `paths`",
    );
    check("id = \"path\"\n", "", "t.toml:14: a row needs the key `id`");
    check(
        "cites = [\"1:1\"]\npaths",
        "paths",
        "t.toml:14: the row `path` cites nothing; add `cites = [\"LINE:COLUMN\"]` or the section \
         that promises it",
    );
    check(
        "kind = \"path\"",
        "kind = \"road\"",
        "t.toml:14: expected a kind of row (method, base, path, header, request-body, response, \
         content, example, parameter, error, permission, effect, order), but found `road`",
    );
    check(
        "\n[[operation.row]]\nid = \"path\"\nkind = \"path\"\ncites = [\"1:1\"]\npaths = [\"/a\"]\n",
        "",
        "t.toml:6: the operation `p` has no row of kind `path`",
    );
}

#[test]
fn states_and_the_member_that_has_them_are_said_together() {
    let error = |keys: &str| {
        let row = "\n[[operation.row]]\nid = \"error/409\"\nkind = \"error\"\ncites = [\"1:1\"]\nstatus = 409\n";
        read_table(Path::new("t.toml"), &format!("{TABLE}{row}{keys}"))
    };
    let both = error("refused-in = [\"closed\"]\nstate-member = \"state\"\n").unwrap();
    let (_, rule) = both.operations[0].error_in_state().unwrap();
    assert_eq!(
        (rule.member.as_str(), rule.states.as_slice()),
        ("state", &["closed".to_owned()][..])
    );
    for (keys, expect) in [
        (
            "refused-in = [\"closed\"]\n",
            "t.toml:32: expected the member that has them in `state-member` beside it, but found none",
        ),
        (
            "state-member = \"state\"\n",
            "t.toml:32: expected the states of it in `refused-in` beside it, but found none",
        ),
    ] {
        assert_eq!(error(keys).unwrap_err().to_string(), expect);
    }
}

#[test]
fn the_readings_of_a_row_are_of_one_kind_and_say_different_things() {
    // A reading of its own before the row of the path.
    let before_path = |id: &str, kind: &str, key: &str| {
        format!(
            "id = \"{id}\"\nkind = \"{kind}\"\ncites = [\"2:1\"]\n{key}\n\n[[operation.row]]\n{OURS}"
        )
    };
    check(
        OURS,
        &before_path("method", "base", "base = \"https://a\""),
        "t.toml:14: the row `method` has readings of two kinds",
    );
    check(
        OURS,
        &before_path("method", "method", "method = \"GET\""),
        "t.toml:14: the row `method` says `GET` twice; give one row both citations",
    );
    check(
        OURS,
        &before_path("other", "method", "method = \"PUT\""),
        "t.toml:14: `other` is a second row of a kind that an operation has once; readings of one \
         contradicted row share its id",
    );
}

/// Two lists of all rows are kept in step: what [`Operation::rows`](crate::table::Operation::rows)
/// gives, and what is stored.
#[test]
fn shipped_tables_are_written_as_they_are_read_and_in_the_order_of_their_rows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let mut kinds = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        if !text.starts_with("# Derived from the page") {
            continue;
        }
        let table = read_table(&path, &text).unwrap();
        assert_eq!(write_table(&table).unwrap(), text, "{}", path.display());
        let stored = text.lines().filter_map(|line| line.strip_prefix("kind = "));
        kinds.extend(stored.map(str::to_owned));
        let given = table.operations.iter().flat_map(|operation| {
            let rows = operation.rows().into_iter();
            rows.flat_map(|row| vec![row.id().0.clone(); row.readings_in_words().len()])
        });
        let mut operation = String::new();
        let mut stored = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let mut id = || {
                lines
                    .next()
                    .and_then(|line| line.strip_prefix("id = "))
                    .unwrap_or_default()
                    .trim_matches('"')
                    .to_owned()
            };
            match line {
                "[[operation]]" => operation = id(),
                "[[operation.row]]" => stored.push(format!("{operation}/{}", id())),
                _ => {}
            }
        }
        assert_eq!(given.collect::<Vec<_>>(), stored, "{}", path.display());
    }
    assert_eq!(kinds.len(), 12, "{kinds:?}");
}
