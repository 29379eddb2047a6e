//! The API is not below the base that was given.

use std::collections::BTreeSet;

use super::answers::{Answer, are_alike};
use super::{Cause, CauseCode, Explains, FEWEST, carries_credential};
use crate::check::verdict::{Outcome, Verdict};
use crate::plan::Demand;
use crate::protocol::Status;
use crate::table::SpecTable;

/// The most stated bases that are named.
const MOST_NAMED: usize = 4;

/// Every request was answered 404, or by the same page for people or redirect.
pub(super) fn cause(
    verdicts: &[Verdict],
    answers: &[Answer<'_>],
    tables: &[SpecTable],
) -> Option<Cause> {
    let met = answers.len();
    let own = with_credential(answers);
    let answers = own.as_slice();
    let first = answers.iter().find(|answer| answer.counts())?;
    let status = first.status();
    let is_same = |answer: &Answer<'_>| answer.status() == status;
    if answers.len() < FEWEST || !answers.iter().all(is_same) {
        return None;
    }
    let is_no_api = match status.code() {
        404 => true,
        // What is said of a credential, of content, of the moment or by the service itself is no sign of a wrong base.
        401 | 403 | 407 | 415 => false,
        _ => {
            let is_page = !status.is_server_error() && answers.iter().all(Answer::is_html);
            (is_page || answers.iter().all(leads_elsewhere)) && are_alike(answers)
        }
    };
    let bases = Bases::of(&first.exchange.sent.base, tables);
    if !is_no_api || answers.iter().any(Answer::is_documented_as_served) && status.is_error() {
        return None;
    }
    if !is_certain(verdicts, answers, status, &bases) {
        return None;
    }
    let said = match status.is_redirection() {
        true => first
            .response
            .header("location")
            .map(|to| format!(" (Location: {to})")),
        false => None,
    };
    let message = format!(
        "all {} requests{} were answered {status}{}: this API is not below {}, the base that --target gave; {}",
        answers.len(),
        if answers.len() < met {
            " with the credential"
        } else {
            ""
        },
        said.unwrap_or_default(),
        bases.given,
        bases.advice()
    );
    let explains = match status.is_success() {
        // A success is one, whoever gave it.
        true => Explains::Nothing,
        false => Explains::Status(status),
    };
    let cause = Cause {
        explains,
        ..Cause::hint(CauseCode::BasePath, message)
    };
    Some(cause.shown_by(first))
}

/// The answers without those that a service may give before it looks at the path: of a credential that it was not given.
fn with_credential<'a>(answers: &[Answer<'a>]) -> Vec<Answer<'a>> {
    let is_of_credential = |answer: &&Answer<'_>| {
        matches!(answer.status().code(), 401 | 403) && !carries_credential(answer.step)
    };
    let others = answers.iter().filter(|answer| !is_of_credential(answer));
    others.copied().collect()
}

impl Answer<'_> {
    /// Whether the answer is what the page documents of a request that is to be served.
    fn is_documented_as_served(&self) -> bool {
        self.is_to_be_served() && self.is_documented()
    }
}

/// Whether an answer is a redirect to anything else than what was asked for in another spelling.
fn leads_elsewhere(answer: &Answer<'_>) -> bool {
    let Some(to) = answer
        .response
        .header("location")
        .filter(|_| answer.status().is_redirection())
    else {
        return false;
    };
    let sent = &answer.exchange.sent;
    let asked = format!("{}{}", path(&sent.base), answer.path());
    let is_here = !to.contains("://") || origin(to) == origin(&sent.base);
    !(is_here && path(to).starts_with(asked.trim_end_matches('/')))
}

/// Whether the answers cannot be those of an API whose things are only not there: several paths met them, or those of
/// other paths could not be sent for what they rest on, or the base is none that pages state; and a path that names no
/// single thing did, or an undocumented method met the same as the documented ones. Of one path alone, a bad credential
/// must have met a 404 as well.
fn is_certain(verdicts: &[Verdict], answers: &[Answer<'_>], status: Status, bases: &Bases) -> bool {
    let served = answers.iter().filter(|answer| answer.is_to_be_served());
    let paths: BTreeSet<&str> = served.clone().map(Answer::path).collect();
    let names_none = |answer: &Answer<'_>| answer.step.plan.path.placeholders().is_empty();
    let is_asked = |wanted: &Demand| {
        let mut demands = answers.iter().flat_map(|answer| &answer.step.expectations);
        demands.any(|e| e.demand == *wanted)
    };
    let is_of_all = is_asked(&Demand::MethodRefused) && are_alike(answers);
    // Of the only path there is, neither a method nor a credential made any difference.
    let is_of_only = status.code() == 404 && is_of_all && is_asked(&Demand::CredentialRefused);
    let says_more = status.code() != 404 || served.clone().any(names_none) || is_of_all;
    let is_unsent = |verdict: &&Verdict| {
        verdict.exchanges.is_empty() && matches!(verdict.outcome, Outcome::Errored(_))
    };
    let unsent = verdicts.iter().filter(is_unsent);
    let unsent: BTreeSet<&str> = unsent
        .map(|verdict| verdict.case.steps.first().plan.path.path().as_str())
        .collect();
    let is_known = paths.len() + unsent.len() >= FEWEST || bases.differ() || is_of_only;
    is_known && says_more
}

/// The base that was given and those that pages state.
struct Bases {
    given: String,
    stated: BTreeSet<String>,
}

impl Bases {
    fn of(given: &str, tables: &[SpecTable]) -> Self {
        let operations = tables.iter().flat_map(|table| &table.operations);
        let rows = operations.filter_map(|operation| operation.base.as_ref());
        let stated =
            rows.flat_map(|row| row.readings().iter().map(|reading| reading.value.clone()));
        Self {
            given: given.to_owned(),
            stated: stated.collect(),
        }
    }

    /// Whether pages state a base, and none with the path of the one that was given.
    fn differ(&self) -> bool {
        let is_given = |stated: &String| path(stated) == path(&self.given);
        !self.stated.is_empty() && !self.stated.iter().any(is_given)
    }

    fn advice(&self) -> String {
        let named: Vec<&str> = self
            .stated
            .iter()
            .take(MOST_NAMED)
            .map(String::as_str)
            .collect();
        let more = match self.stated.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let paths: BTreeSet<&str> = self.stated.iter().map(|stated| path(stated)).collect();
        let origin = origin(&self.given);
        match paths.iter().next() {
            None => "no page states a base; see whether a prefix such as /api or /v1 is missing"
                .to_owned(),
            Some(path) if paths.len() == 1 && self.differ() => {
                format!(
                    "the pages state {}{more}: try --target {origin}{path}",
                    named.join(", ")
                )
            }
            Some(_) => format!("the pages state {}{more}", named.join(", ")),
        }
    }
}

/// The path of a base, without its host and without a slash at its end.
fn path(base: &str) -> &str {
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    let is_whole = rest.len() != base.len();
    let path = match rest.find('/') {
        Some(at) if is_whole => &rest[at..],
        None if is_whole => "",
        Some(_) | None => rest,
    };
    path.trim_end_matches('/')
}

/// Scheme, host and port of a base.
fn origin(base: &str) -> &str {
    let base = base.trim_end_matches('/');
    &base[..base.len() - path(base).len()]
}
