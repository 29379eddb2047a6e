//! Violations that say the same, and those that follow from another: each told once.

use super::RunReport;
use crate::check::CheckCode;
use crate::check::causes::Unmentioned;
use crate::check::verdict::{Verdict, Violation};
use crate::protocol::Status;

/// The same violation in one or more cases.
pub(super) struct Group<'a> {
    pub(super) violation: &'a Violation,
    pub(super) verdicts: Vec<&'a Verdict>,
    /// Groups that the same answer breaks, in other cases of the operation.
    pub(super) follow: Vec<Self>,
}

impl Group<'_> {
    fn status(&self) -> Option<Status> {
        let exchange = self.verdicts[0].exchanges.get(self.violation.step)?;
        exchange
            .response
            .as_ref()
            .ok()
            .map(|response| response.status)
    }
}

/// Violations of one check and row with the same expectation, in the order they came; of one check
/// and operation where the row is only the one that made the case.
fn groups<'a>(report: &'a RunReport<'_>, list: fn(&Verdict) -> &Vec<Violation>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for verdict in report.verdicts {
        for violation in list(verdict) {
            let same = |group: &&mut Group<'_>| {
                let other = group.violation;
                let operation = &group.verdicts[0].case.operation;
                let one_row = other.row().id == violation.row().id;
                other.code == violation.code
                    && other.expected == violation.expected
                    && (one_row || violation.general && *operation == verdict.case.operation)
            };
            match groups.iter_mut().find(same) {
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

/// What was broken and what is noted, with consequences folded in: where an operation answers what
/// it documents with another status, cases that come to the same status by the same rule, or to the
/// same error by any, have met the same cause.
pub(super) fn folded<'a>(report: &'a RunReport<'_>) -> (Vec<Group<'a>>, Vec<Group<'a>>) {
    let unmentioned = Unmentioned::of(report.verdicts, report.tables);
    let follows = |group: &Group<'_>, cause: &Group<'_>| {
        follows(group, cause)
            || unmentioned
                .as_ref()
                .is_some_and(|all| is_refused(all, group, cause))
    };
    let mut broken: Vec<Group<'_>> = Vec::new();
    for group in groups(report, |verdict| &verdict.violations) {
        match broken.iter_mut().find(|cause| follows(&group, cause)) {
            Some(cause) => cause.follow.push(group),
            None => broken.push(group),
        }
    }
    let mut noted: Vec<Group<'_>> = Vec::new();
    for group in groups(report, |verdict| &verdict.noted) {
        let cause = broken.iter_mut().chain(&mut noted);
        match cause.into_iter().find(|cause| follows(&group, cause)) {
            Some(cause) => cause.follow.push(group),
            None => noted.push(group),
        }
    }
    (broken, noted)
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
