//! What changed between two sets of tables, and for whom: breaking for clients that keep to the old
//! one, compatible, or editorial. Rows that are contradicted are compared by their first reading;
//! decisions change nothing here.

mod responses;
mod rows;

pub(super) use rows::{Changes, Compared};

use super::words::Words as _;
use super::{HeaderRule, Operation, Presence, RequestBody, Row, SpecTable};

/// What a change means to a client that keeps to the old table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Impact {
    /// What it sends may be refused, or what it relies on may not come.
    Breaking,
    /// It goes on working.
    Compatible,
    /// Nothing of it can be held against the service.
    Editorial,
}

impl Impact {
    /// The word reports use.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Compatible => "compatible",
            Self::Editorial => "editorial",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// What it means.
    pub impact: Impact,
    /// The operation's id.
    pub operation: String,
    /// What it is about, such as `header loan-ticket`.
    pub what: String,
    /// What was said; empty where nothing was.
    pub old: String,
    /// What is said now; empty where nothing is.
    pub new: String,
}

/// Every change from the old tables to the new ones, the breaking ones first, then by operation.
#[must_use]
pub(crate) fn diff(old: &[SpecTable], new: &[SpecTable]) -> Vec<Change> {
    let operations = |tables| -> Vec<&Operation> { operations_of(tables) };
    let (before, after) = (operations(old), operations(new));
    let mut changes = Vec::new();
    for operation in &before {
        match after.iter().find(|other| other.id == operation.id) {
            Some(other) => compare(operation, other, &mut changes),
            None => changes.push(change(
                Impact::Breaking,
                operation,
                "operation",
                summary(operation),
                String::new(),
            )),
        }
    }
    for operation in &after {
        if !before.iter().any(|other| other.id == operation.id) {
            let new = summary(operation);
            changes.push(change(
                Impact::Compatible,
                operation,
                "operation",
                String::new(),
                new,
            ));
        }
    }
    changes.sort_by(|a, b| (a.impact, &a.operation).cmp(&(b.impact, &b.operation)));
    changes
}

/// What the first place says: the pages are compared, not what was decided on them.
fn first<T>(row: &Row<T>) -> &T {
    &row.first().value
}

fn operations_of(tables: &[SpecTable]) -> Vec<&Operation> {
    tables.iter().flat_map(|table| &table.operations).collect()
}

fn summary(operation: &Operation) -> String {
    let method = first(&operation.method);
    let paths = operation.paths.iter().map(first);
    match paths.flatten().next() {
        Some(path) => format!("{method} {path}"),
        None => method.to_string(),
    }
}

fn change(
    impact: Impact,
    operation: &Operation,
    what: impl Into<String>,
    old: String,
    new: String,
) -> Change {
    Change {
        impact,
        operation: operation.id.0.clone(),
        what: what.into(),
        old,
        new,
    }
}

fn compare(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    let before = changes.len();
    let (was, is) = (first(&old.method), first(&new.method));
    if was != is {
        changes.push(change(
            Impact::Breaking,
            old,
            "method",
            was.words(),
            is.words(),
        ));
    }
    paths(old, new, changes);
    headers(old, new, changes);
    request_body(old, new, changes);
    responses::compare(old, new, changes);
    let mut described = Changes {
        operation: old,
        list: changes,
    };
    old.described.compare(&new.described, &mut described);
    if changes.len() == before && old != new {
        let what = "wording, examples or citations";
        changes.push(change(
            Impact::Editorial,
            old,
            what,
            String::new(),
            String::new(),
        ));
    }
}

fn paths(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    let all = |operation: &Operation| -> Vec<(String, String)> {
        let paths = operation.paths.iter().flat_map(first);
        paths
            .map(|path| (path.path().shape(), path.to_string()))
            .collect()
    };
    let (before, after) = (all(old), all(new));
    for (shape, path) in &before {
        if !after.iter().any(|(other, _)| other == shape) {
            let gone = change(Impact::Breaking, old, "path", path.clone(), String::new());
            changes.push(gone);
        }
    }
    for (shape, path) in &after {
        if !before.iter().any(|(other, _)| other == shape) {
            let added = change(Impact::Compatible, old, "path", String::new(), path.clone());
            changes.push(added);
        }
    }
}

fn headers(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    let all = |operation: &Operation| -> Vec<HeaderRule> {
        let rules = operation.headers.iter().map(first);
        rules.cloned().collect()
    };
    let (before, after) = (all(old), all(new));
    for rule in &after {
        let what = format!("header {}", rule.name);
        let was = before.iter().find(|other| other.name == rule.name);
        let impact = match was.map(|other| other.presence) {
            Some(presence) if presence == rule.presence => continue,
            Some(_) | None if rule.presence == Presence::Required => Impact::Breaking,
            Some(_) | None => Impact::Compatible,
        };
        let said = was.map_or_else(String::new, |other| other.presence.words());
        changes.push(change(impact, old, what, said, rule.presence.words()));
    }
    for rule in &before {
        if !after.iter().any(|other| other.name == rule.name) {
            let what = format!("header {}", rule.name);
            let said = rule.presence.words();
            changes.push(change(Impact::Compatible, old, what, said, String::new()));
        }
    }
}

fn request_body(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    let body = |operation: &Operation| -> Option<RequestBody> {
        operation.request_body.as_ref().map(first).copied()
    };
    let (was, is) = (body(old), body(new));
    if was == is {
        return;
    }
    // Where one of the two says nothing, nothing is taken back.
    let impact = if was.is_some() && is.is_some() {
        Impact::Breaking
    } else {
        Impact::Compatible
    };
    let said = |body: Option<RequestBody>| body.map_or_else(String::new, |body| body.words());
    changes.push(change(impact, old, "request body", said(was), said(is)));
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Impact, diff};
    use crate::store::table::read_table;

    const OLD: &str = include_str!("../../../specs/loan-begin.toml");

    /// The changes from the shipped table to one with a text replaced.
    fn check(from: &str, to: &str, expect: &[(Impact, &str, &str, &str)]) {
        assert!(OLD.contains(from), "{from}");
        let read = |text: &str| read_table(Path::new("t.toml"), text).unwrap();
        let changes = diff(&[read(OLD)], &[read(&OLD.replacen(from, to, 1))]);
        let found: Vec<(Impact, &str, &str, &str)> = changes
            .iter()
            .map(|c| (c.impact, c.what.as_str(), c.old.as_str(), c.new.as_str()))
            .collect();
        assert_eq!(found, expect, "{from} -> {to}");
    }

    #[test]
    fn a_change_is_judged_by_what_it_takes_from_a_client() {
        use Impact::{Breaking, Compatible, Editorial};
        check("format = 1", "format = 1", &[]);
        check(
            "method = \"POST\"",
            "method = \"PUT\"",
            &[(Breaking, "method", "POST", "PUT")],
        );
        check(
            "paths = [\"/me/shelves/{id}/loans\"]",
            "paths = [\"/me/shelves/{shelf}/loans\", \"/loans\"]",
            &[(Compatible, "path", "", "/loans")],
        );
        check(
            "paths = [\"/me/shelves/{id}/loans\"]",
            "paths = [\"/loans\"]",
            &[
                (Breaking, "path", "/me/shelves/{id}/loans", ""),
                (Compatible, "path", "", "/loans"),
            ],
        );
        check(
            "name = \"Content-Type\"\npresence = \"required\"",
            "name = \"Content-Type\"\npresence = \"optional\"",
            &[(Compatible, "header Content-Type", "required", "optional")],
        );
        check(
            "name = \"Content-Type\"",
            "name = \"X-Reader\"",
            &[
                (Breaking, "header X-Reader", "", "required"),
                (Compatible, "header Content-Type", "required", ""),
            ],
        );
        check(
            "body = \"json\"",
            "body = \"none\"",
            &[(Breaking, "request body", "json", "none")],
        );
        check(
            "status = 201\nbody = \"content\"\ncontent-type = \"application/json\"\nresource = \"lending.loan\"\nshape = \"object\"\ndata = \"loan-begin\"\nheaders = [\"Location\"]",
            "status = 200\nbody = \"content\"",
            &[
                (Breaking, "response 201", "201 content", ""),
                (Breaking, "response 200", "", "200 content"),
            ],
        );
        check(
            "types = [\"integer\"]\npresence = \"always\"",
            "types = [\"string\"]\npresence = \"always\"",
            &[(
                Breaking,
                "response 201 member /days",
                "an integer, always",
                "a string, always",
            )],
        );
        check(
            "types = [\"integer\"]\npresence = \"always\"",
            "types = [\"integer\"]",
            &[(
                Breaking,
                "response 201 member /days",
                "an integer, always",
                "an integer, unstated",
            )],
        );
        check(
            "headers = [\"Location\"]\n",
            "",
            &[(Breaking, "response 201 header Location", "promised", "")],
        );
        check(
            "resource = \"lending.loan\"",
            "resource = \"lending.borrowing\"",
            &[(
                Breaking,
                "response 201 resource",
                "lending.loan",
                "lending.borrowing",
            )],
        );
        check(
            "name = \"book\"",
            "name = \"volume\"",
            &[
                (Breaking, "property book", "required String", ""),
                (Breaking, "property volume", "", "required String"),
            ],
        );
        check(
            "\"821.111-3\"",
            "\"821.111-4\"",
            &[(Editorial, "wording, examples or citations", "", "")],
        );
    }

    #[test]
    fn what_is_described_besides_is_compared_kind_by_kind() {
        use Impact::{Breaking, Compatible};
        let row = |id: &str, keys: &str| {
            format!("\n[[operation.row]]\nid = \"{id}\"\ncites = [\"1:1\"]\n{keys}\n")
        };
        let error = |code: u16| {
            row(
                &format!("e/{code}"),
                &format!("kind = \"error\"\nstatus = {code}"),
            )
        };
        let permission = |names: &str| {
            let keys = format!("kind = \"permission\"\naccount = \"delegated\"\nnames = [{names}]");
            row("p", &keys)
        };
        let check = |old: &str, new: &str, expect: &[(Impact, &str, &str, &str)]| {
            let read =
                |more: &str| read_table(Path::new("t.toml"), &format!("{OLD}{more}")).unwrap();
            let changes = diff(&[read(old)], &[read(new)]);
            let found = changes.iter();
            let found: Vec<_> = found
                .map(|c| (c.impact, c.what.as_str(), c.old.as_str(), c.new.as_str()))
                .collect();
            assert_eq!(found, expect, "{old} -> {new}");
        };
        check(&error(410), &error(410), &[]);
        check(
            &error(410),
            &error(409),
            &[
                (Compatible, "error", "410", ""),
                (Compatible, "error", "", "409"),
            ],
        );
        check(
            &permission("\"A\", \"B\""),
            &permission("\"A\""),
            &[(Breaking, "permission delegated", "A or B", "A")],
        );
        check(
            &permission("\"A\""),
            &permission("\"A\", \"B\""),
            &[(Compatible, "permission delegated", "A", "A or B")],
        );
        check(
            "",
            &permission("\"A\""),
            &[(Compatible, "permission delegated", "", "A")],
        );
        check(
            "",
            &row("e", "kind = \"effect\"\neffect = \"ends\""),
            &[(Compatible, "effect on the service", "", "ends")],
        );
    }

    #[test]
    fn an_operation_that_comes_or_goes_is_one_change() {
        let table = read_table(Path::new("t.toml"), OLD).unwrap();
        let gone = diff(std::slice::from_ref(&table), &[]);
        assert_eq!((gone.len(), gone[0].impact), (1, Impact::Breaking));
        assert_eq!(gone[0].old, "POST /me/shelves/{id}/loans");
        let come = diff(&[], &[table]);
        assert_eq!((come.len(), come[0].impact), (1, Impact::Compatible));
    }
}
