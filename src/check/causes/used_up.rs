//! A value that was given once, and that an earlier case used up: what mends it is a fixture.

use std::collections::BTreeMap;

use super::answers::Answer;
use super::{Cause, CauseCode, Explains, FEWEST, Known};
use crate::table::learn::{self, Proposal};
use crate::table::{OperationId, SpecTable};

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
    let explains = Explains::Gone(gone.iter().map(|own| own.verdict.case.id.clone()).collect());
    if (known.has_fixture)(name) {
        let message = format!("{message}leave the value out, and fixtures.toml gives one a case");
        return Some(Cause {
            explains,
            ..Cause::hint(CauseCode::ValueUsedUp, message).shown_by(first)
        });
    }
    let message = format!(
        "{message}list several in as-documented.toml, or leave it out and let the service give one to each case, by this \
         in fixtures.toml (`format = 1` above it) beside the tables"
    );
    Some(Cause {
        lines: fixture(name, operation, known.tables),
        explains,
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
    match learn::of(name, tables) {
        Some(proposal) => {
            let proposal = Proposal {
                released_by: Some(released_by.clone()),
                ..proposal
            };
            proposal.lines()
        }
        None => vec![
            "[[fixture]]".to_owned(),
            format!("variable = {}", toml::Value::from(name)),
            "produced-by = \"…\"    # the operation that makes one".to_owned(),
            "json-pointer = \"/…\"    # where it stands in the answer".to_owned(),
            format!(
                "released-by = {}",
                toml::Value::from(released_by.0.as_str())
            ),
        ],
    }
}
