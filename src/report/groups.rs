//! Violations that say the same, and those that follow from another: each told once.

use std::collections::{BTreeSet, HashMap};

use super::RunReport;
use crate::check::CheckCode;
use crate::check::causes::Unmentioned;
use crate::check::verdict::{Verdict, Violation};
use crate::plan::Promise;
use crate::protocol::Status;
use crate::protocol::exchange::Exchange;
use crate::protocol::likeness::likeness;
use crate::table::OperationId;

/// So many operations that are answered the same by a server that errs, or refuses whoever asks, are no chance.
const FEWEST: usize = 3;

/// The same violation in one or more cases.
pub(super) struct Group<'a> {
    pub(super) violation: &'a Violation,
    pub(super) verdicts: Vec<&'a Verdict>,
    /// Groups that the same answer breaks, in other cases.
    pub(super) follow: Vec<Self>,
}

/// The status of an answer with what else is the same of all that one thing gives.
type Make = (Status, (Option<String>, Vec<String>));

impl Group<'_> {
    fn exchange(&self) -> Option<&Exchange> {
        self.verdicts[0].exchanges.get(self.violation.step)
    }

    fn status(&self) -> Option<Status> {
        let response = self.exchange()?.response.as_ref();
        response.ok().map(|response| response.status)
    }

    /// What the answer is like, where it is one that says nothing of what was asked: that the server erred, or that it
    /// does not serve who asks.
    fn make(&self) -> Option<Make> {
        let status = self.status()?;
        let says_nothing = status.is_server_error() || matches!(status.code(), 401 | 403);
        let exchange = self.exchange().filter(|_| says_nothing)?;
        Some((status, likeness(exchange)?))
    }

    /// Every case that met it, with its operation.
    pub(super) fn cases(&self) -> impl Iterator<Item = &Verdict> {
        let follow = self.follow.iter().flat_map(|group| &group.verdicts);
        self.verdicts.iter().chain(follow).copied()
    }
}

/// Violations of one check and row with the same expectation, in the order they came; of one check
/// and operation where the row is only the one that made the case, and of one check in the same words where no
/// page promises what is demanded of every exchange.
fn groups<'a>(report: &'a RunReport<'_>, list: fn(&Verdict) -> &Vec<Violation>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for verdict in report.verdicts {
        for violation in list(verdict) {
            let same = |group: &&mut Group<'_>| {
                let other = group.violation;
                let operation = &group.verdicts[0].case.operation;
                is_of_one_row(other, violation)
                    || other.code == violation.code
                        && other.expected == violation.expected
                        && (violation.general && *operation == verdict.case.operation
                            || is_of_every_exchange(other, violation))
            };
            match groups.iter_mut().find(same) {
                Some(group) if is_less_ours(violation, group.violation) => {
                    group.violation = violation;
                    group.verdicts.insert(0, verdict);
                }
                Some(group) => group.verdicts.push(verdict),
                None => groups.push(Group {
                    violation,
                    verdicts: vec![verdict],
                    follow: Vec::new(),
                }),
            }
        }
    }
    groups
}

/// Whether a violation is of what is promised, and another of our own reading, which never stands for it.
fn is_less_ours(one: &Violation, other: &Violation) -> bool {
    one.promise != Promise::Assumed && other.promise == Promise::Assumed
}

/// Whether two violations say the same of a row: the page promises it where one of them is of a promise.
fn is_of_one_row(one: &Violation, other: &Violation) -> bool {
    one.code == other.code && one.expected == other.expected && one.row().id == other.row().id
}

/// Whether two violations say the same of what no page promises: one manner of the server, wherever it shows.
fn is_of_every_exchange(one: &Violation, other: &Violation) -> bool {
    let is_general = one.general || one.promise == Promise::ServerError;
    is_general
        && one.promise.row().is_none()
        && one.promise == other.promise
        && one.message == other.message
}

/// What was broken and what is noted, with consequences folded in: where an operation answers what
/// it documents with another status, cases that come to the same status by the same rule, or to the
/// same error by any, have met the same cause; and so have several operations of which a server that errs, or refuses
/// whoever asks, says the same.
pub(super) fn folded<'a>(report: &'a RunReport<'_>) -> (Vec<Group<'a>>, Vec<Group<'a>>) {
    let unmentioned = Unmentioned::of(report.verdicts, &report.briefs.answered, report.tables);
    let follows = |group: &Group<'_>, cause: &Group<'_>| {
        follows(group, cause)
            || unmentioned
                .as_ref()
                .is_some_and(|all| is_refused(all, group, cause))
    };
    let mut all = groups(report, |verdict| &verdict.violations);
    // What our own reading says, with `--strict`, never stands for what a page does.
    all.sort_by_key(|group| group.violation.promise == Promise::Assumed);
    let shared = shared(&all);
    let mut first: HashMap<Make, usize> = HashMap::new();
    let mut broken: Vec<Group<'_>> = Vec::new();
    for group in all {
        let make = group.make().filter(|make| shared.contains(make));
        let at = make.as_ref().and_then(|make| first.get(make).copied());
        let at = at.or_else(|| broken.iter().position(|cause| follows(&group, cause)));
        if let Some(at) = at {
            broken[at].follow.push(group);
            continue;
        }
        if let Some(make) = make.filter(|_| group.violation.code == CheckCode::StatusAsDocumented) {
            first.insert(make, broken.len());
        }
        broken.push(group);
    }
    let mut noted: Vec<Group<'_>> = Vec::new();
    for group in groups(report, |verdict| &verdict.noted) {
        let mut causes = broken.iter_mut().chain(&mut noted);
        let is_told = |cause: &&mut Group<'_>| {
            follows(&group, cause) || is_of_one_row(group.violation, cause.violation)
        };
        match causes.find(is_told) {
            Some(cause) => cause.follow.push(group),
            None => noted.push(group),
        }
    }
    (broken, noted)
}

/// The answers that documented requests of several operations came to.
fn shared(groups: &[Group<'_>]) -> BTreeSet<Make> {
    let mut operations: HashMap<Make, BTreeSet<&OperationId>> = HashMap::new();
    let of_status = groups
        .iter()
        .filter(|group| group.violation.code == CheckCode::StatusAsDocumented);
    for group in of_status {
        if let Some(make) = group.make() {
            let own = group.verdicts.iter().map(|verdict| &verdict.case.operation);
            operations.entry(make).or_default().extend(own);
        }
    }
    let shared = operations
        .into_iter()
        .filter(|(_, operations)| operations.len() >= FEWEST);
    shared.map(|(make, _)| make).collect()
}

/// Whether two groups are refused for the credential that no page mentions.
fn is_refused(all: &Unmentioned<'_>, group: &Group<'_>, cause: &Group<'_>) -> bool {
    [group, cause].iter().all(|group| {
        group.status().is_some_and(|status| status.code() == 401)
            && group.verdicts.iter().all(|verdict| all.has(verdict))
    }) && cause.violation.code == CheckCode::StatusAsDocumented
}

fn follows(group: &Group<'_>, cause: &Group<'_>) -> bool {
    let Some(status) = cause.status().filter(|s| Some(*s) == group.status()) else {
        return false;
    };
    cause.violation.code == CheckCode::StatusAsDocumented
        && (status.is_error() || group.violation.code == cause.violation.code)
        && cause.verdicts[0].case.operation == group.verdicts[0].case.operation
}
