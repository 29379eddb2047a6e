//! The notes under a violation.

use std::collections::BTreeSet;

use super::groups::Group;
use super::safe::sanitize;
use super::said::said;
use crate::plan::{CaseId, Promise, Rfc};
use crate::protocol::exchange::Exchange;
use crate::table::OperationId;

/// The most cases that are named on one line.
const NAMED: usize = 8;

/// What was expected and what came, what the service said, who promises it, and where else it was met.
pub(super) fn notes(group: &Group<'_>) -> Vec<String> {
    let violation = group.violation;
    let verdict = group.verdicts[0];
    let mut notes = vec![format!(
        "expected  {}\nactual    {}",
        sanitize(&violation.expected),
        sanitize(&violation.actual)
    )];
    let exchange = verdict.exchanges.get(violation.step);
    notes.extend(exchange.and_then(said));
    notes.extend(authority(&violation.promise));
    let mut case = format!("case {}", verdict.case.id);
    if let Some(Exchange { sent, .. }) = exchange {
        if verdict.case.steps.len() > 1 {
            let steps = verdict.case.steps.len();
            case.push_str(&format!(", step {} of {steps}", violation.step + 1));
        }
        case.push_str(&format!(": {} {}", sent.method, sanitize(&sent.url())));
    }
    notes.push(case);
    notes.extend(extent(group));
    if group.verdicts.len() > 1 {
        let names: Vec<String> = group.verdicts[1..]
            .iter()
            .map(|v| v.case.id.0.clone())
            .collect();
        notes.push(format!("the same in {}", listed(&names)));
    }
    for group in group.follow.iter().take(NAMED) {
        let names: Vec<String> = group.verdicts.iter().map(|v| v.case.id.0.clone()).collect();
        notes.push(format!(
            "the same answer breaks {} of row {} in {}",
            group.violation.code,
            sanitize(&group.violation.row().id.0),
            listed(&names)
        ));
    }
    if group.follow.len() > NAMED {
        notes.push(format!(
            "the same answer breaks {} more",
            group.follow.len() - NAMED
        ));
    }
    notes
}

/// How many cases of how many operations met it, where those are many.
fn extent(group: &Group<'_>) -> Option<String> {
    let cases: BTreeSet<&CaseId> = group.cases().map(|verdict| &verdict.case.id).collect();
    let operations = group.cases().map(|verdict| &verdict.case.operation);
    let operations: BTreeSet<&OperationId> = operations.collect();
    let (cases, operations) = (cases.len(), operations.len());
    match operations {
        1 if cases > NAMED => Some(format!("in {cases} cases")),
        0 | 1 => None,
        _ => Some(format!("in {cases} cases of {operations} operations")),
    }
}

/// Who says that it should hold, where the page does not.
fn authority(promise: &Promise) -> Option<String> {
    match promise {
        Promise::Documented(_) => None,
        Promise::Family(_) => Some("the page speaks for the whole API".to_owned()),
        Promise::Http(Rfc(section)) => Some((*section).to_owned()),
        Promise::Configured(given) if given.starts_with('-') => Some(format!("{given} was given")),
        Promise::Configured(file) => Some(format!("{file} says so")),
        Promise::Disclosure => Some(format!(
            "no promise: errors are kept, shown and sent on, and whoever reads this one has the credential ({})",
            promise.source()
        )),
        Promise::ServerError => Some(format!(
            "no promise: the server says itself that it erred ({}); --allow-server-errors makes it a note",
            promise.source()
        )),
        Promise::Assumed => {
            Some("our reading, which no page states; it fails a run only with --strict".to_owned())
        }
    }
}

/// Some names, and how many more there are.
pub(super) fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(NAMED)
        .map(|name| sanitize(name))
        .collect();
    let mut text = shown.join(", ");
    if names.len() > NAMED {
        text.push_str(&format!(" and {} more", names.len() - NAMED));
    }
    text
}
