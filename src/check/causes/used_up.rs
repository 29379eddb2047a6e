//! A value that was given once, and that an earlier case used up: what mends it is a fixture.

use std::collections::BTreeMap;

use super::answers::Answer;
use super::{Cause, CauseCode, FEWEST, Known};
use crate::table::{Operation, OperationId, SpecTable};

/// The method of a request that takes away what is on a path (RFC 9110 §9.3.5).
const DELETE: &str = "DELETE";

/// One cause for each value of which the first case that uses it is served, and all others are told that it is gone.
pub(super) fn causes(answers: &[Answer<'_>], known: &Known<'_>) -> Vec<Cause> {
    let mut uses: BTreeMap<String, Vec<&Answer<'_>>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.counts()) {
        for names in answer.step.plan.placeholders() {
            let is_given = names.iter().any(|name| (known.is_given_once)(name));
            if let Some(name) = names.into_iter().next().filter(|_| is_given) {
                uses.entry(name).or_default().push(answer);
            }
        }
    }
    let causes = uses
        .iter()
        .filter_map(|(name, uses)| cause(name, uses, known));
    causes.collect()
}

fn cause(name: &str, uses: &[&Answer<'_>], known: &Known<'_>) -> Option<Cause> {
    let ended = uses
        .iter()
        .filter(|answer| answer.verdict.case.changes_state);
    let mut by_operation: BTreeMap<&OperationId, Vec<&Answer<'_>>> = BTreeMap::new();
    for answer in ended {
        by_operation
            .entry(&answer.verdict.case.operation)
            .or_default()
            .push(answer);
    }
    let (operation, own) = by_operation.into_iter().find(|(operation, own)| {
        let others = uses
            .iter()
            .filter(|other| other.verdict.case.operation != **operation);
        uses_up(own, &others.copied().collect::<Vec<_>>())
    })?;
    let served = own.iter().find(|answer| answer.status().is_success())?;
    let gone: Vec<&&Answer<'_>> = uses.iter().filter(|answer| is_gone(answer)).collect();
    let first = gone.first()?;
    let mut statuses: Vec<u16> = gone.iter().map(|answer| answer.status().code()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    let statuses: Vec<String> = statuses.iter().map(ToString::to_string).collect();
    let message = format!(
        "{{{name}}} was given one value, and {operation} used it up: {} was served, and {} more {} answered {}; ",
        served.verdict.case.id,
        gone.len(),
        if gone.len() == 1 {
            "request was"
        } else {
            "requests were"
        },
        statuses.join(" or "),
    );
    if (known.has_fixture)(name) {
        let message = format!("{message}leave the value out, and fixtures.toml gives one a case");
        return Some(Cause::hint(CauseCode::ValueUsedUp, message).shown_by(first));
    }
    let message = format!(
        "{message}list several in as-documented.toml, or leave it out and let the service give one to each case, by this \
         in fixtures.toml (`format = 1` above it) beside the tables"
    );
    Some(Cause {
        lines: fixture(name, operation, known.tables),
        ..Cause::hint(CauseCode::ValueUsedUp, message).shown_by(first)
    })
}

/// Whether one request of an operation is served and every other one finds the value gone; where it is a DELETE that
/// was sent once, those of other operations.
fn uses_up(own: &[&Answer<'_>], others: &[&Answer<'_>]) -> bool {
    let served = own.iter().filter(|answer| answer.status().is_success());
    let gone = own.iter().filter(|answer| is_gone(answer)).count();
    let is_delete = |answer: &&Answer<'_>| answer.exchange.sent.method.as_str() == DELETE;
    let are_gone = !others.is_empty() && others.iter().all(|answer| is_gone(answer));
    served.count() == 1
        && gone + 1 == own.len()
        && (own.len() >= FEWEST || own.iter().all(is_delete) && are_gone)
}

/// Whether an answer says that there is no such thing, or no longer (RFC 9110 §15.5.5, §15.5.10, §15.5.11), and a
/// promise is broken by that.
fn is_gone(answer: &Answer<'_>) -> bool {
    let verdict = answer.verdict;
    let is_broken = !verdict.violations.is_empty() || !verdict.noted.is_empty();
    is_broken && matches!(answer.status().code(), 404 | 409 | 410)
}

/// The fixture that gives a value to each case, as far as the tables say what it is made by.
fn fixture(name: &str, released_by: &OperationId, tables: &[SpecTable]) -> Vec<String> {
    let operations = || tables.iter().flat_map(|table| &table.operations);
    let released = operations().find(|operation| operation.id == *released_by);
    let simple = name.rsplit('.').next().unwrap_or(name);
    let others = operations().filter(|operation| operation.id != *released_by);
    let posts = others.filter(|operation| operation.method.effective().as_str() == "POST");
    let maker = posts
        .clone()
        .find(|maker| released.is_some_and(|of| adds_to(maker, of, simple)));
    let maker = maker.or_else(|| posts.clone().find(|maker| shows(maker, simple)));
    let produced_by = match maker {
        Some(maker) => format!("produced-by = {}", quoted(&maker.id.0)),
        None => "produced-by = \"…\"    # the operation that makes one".to_owned(),
    };
    let place = match maker {
        Some(maker) if shows(maker, simple) => {
            format!("json-pointer = {}", quoted(&format!("/{simple}")))
        }
        Some(maker) if has_location(maker) => "last-segment-of-header = \"Location\"".to_owned(),
        Some(_) | None => format!(
            "json-pointer = {}    # where it stands in the answer",
            quoted(&format!("/{simple}"))
        ),
    };
    vec![
        "[[fixture]]".to_owned(),
        format!("variable = {}", quoted(name)),
        produced_by,
        place,
        format!("released-by = {}", quoted(&released_by.0)),
    ]
}

/// Whether an operation is on the collection that a placeholder of another one's path names a member of.
fn adds_to(maker: &Operation, of: &Operation, name: &str) -> bool {
    let paths = |operation: &Operation| {
        let rows = operation.paths.iter().flat_map(|row| row.readings());
        let paths = rows.flat_map(|reading| {
            reading
                .value
                .iter()
                .map(|path| path.path().as_str().to_owned())
        });
        paths.collect::<Vec<String>>()
    };
    let before = |path: String| {
        let at = path.find(&format!("{{{name}}}"))?;
        Some(path[..at].trim_end_matches('/').to_owned())
    };
    let collections: Vec<String> = paths(of).into_iter().filter_map(before).collect();
    paths(maker).iter().any(|path| {
        collections
            .iter()
            .any(|own| own == path.trim_end_matches('/'))
    })
}

/// Whether an example of an operation's success has a member of this name at its top.
fn shows(maker: &Operation, name: &str) -> bool {
    let examples = maker.examples.iter().map(|row| row.effective());
    let answers = examples.filter_map(|example| example.response.as_ref());
    let mut contents = answers
        .filter(|a| a.status.is_success())
        .filter_map(|a| a.content.as_ref());
    contents.any(|content| {
        let value: Result<serde_json::Value, _> = serde_json::from_str(&content.text);
        value.is_ok_and(|value| value.get(name).is_some())
    })
}

/// Whether a page promises or shows where what was made is.
fn has_location(maker: &Operation) -> bool {
    let promised = maker
        .responses
        .iter()
        .flat_map(|row| &row.effective().headers);
    let answers = maker
        .examples
        .iter()
        .filter_map(|row| row.effective().response.as_ref());
    let shown = answers.flat_map(|answer| answer.headers.iter().map(|(name, _)| name));
    promised.chain(shown).any(|name| name.is("location"))
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
