//! How many cases and rows came out how.

use std::collections::BTreeSet;

use super::RunReport;
use crate::check::verdict::Outcome;
use crate::table::{AnyRow, Citation, Operation, RowId};

/// Counts of cases and rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Cases that were selected.
    pub cases: usize,
    /// Cases that passed.
    pub passed: usize,
    /// Cases with a violation.
    pub failed: usize,
    /// Cases whose exchange could not be made.
    pub errors: usize,
    /// Cases that were not sent.
    pub skipped: usize,
    /// Assumed expectations that did not hold and did not fail.
    pub noted: usize,
    /// Rows of all tables that cases put to the test.
    pub rows: usize,
    /// Rows that some case held and none broke.
    pub held: usize,
    /// Rows that a violation names.
    pub broken: usize,
    /// Contradicted rows that nobody has decided on, with their places.
    pub undecided: Vec<(RowId, Vec<Citation>)>,
    /// Rows that no case put to the test.
    pub untested: usize,
    /// Cases of which a request was sent more than once, as the service asked or since a connection was lost.
    pub sent_again: usize,
    /// Rows that promise what HTTP forbids, with the promises: not judged.
    pub forbidden: Vec<(RowId, Vec<String>)>,
}

impl Summary {
    /// Counts a run.
    #[must_use]
    pub(crate) fn of(report: &RunReport<'_>) -> Self {
        let mut summary = Self {
            cases: report.verdicts.len() + report.briefs.list.len(),
            passed: report.briefs.passed,
            skipped: report.briefs.list.len() - report.briefs.passed,
            ..Self::default()
        };
        let mut held: BTreeSet<&RowId> = BTreeSet::new();
        let mut broken: BTreeSet<&RowId> = BTreeSet::new();
        for verdict in report.verdicts {
            match verdict.outcome {
                Outcome::Passed => summary.passed += 1,
                Outcome::Failed => summary.failed += 1,
                Outcome::Errored(_) => summary.errors += 1,
                Outcome::Skipped(_) => summary.skipped += 1,
            }
            summary.noted += verdict.noted.len();
            summary.sent_again += usize::from(verdict.attempts() > 1);
            held.extend(&verdict.held);
            broken.extend(
                verdict
                    .violations
                    .iter()
                    .map(|violation| &violation.row().id),
            );
        }
        let operations = report.tables.iter().flat_map(|table| &table.operations);
        for row in operations.flat_map(|operation| &operation.responses) {
            let promises = row
                .readings()
                .iter()
                .flat_map(|r| r.value.forbidden.clone());
            let promises: Vec<String> = promises.collect();
            if !promises.is_empty() {
                summary.forbidden.push((row.id.clone(), promises));
            }
        }
        summary.count_rows(report, &held, &broken);
        summary
    }

    /// Counts the rows that cases put to the test.
    fn count_rows(
        &mut self,
        report: &RunReport<'_>,
        held: &BTreeSet<&RowId>,
        broken: &BTreeSet<&RowId>,
    ) {
        let operations = report.tables.iter().flat_map(|table| &table.operations);
        let mut counted: BTreeSet<&RowId> = BTreeSet::new();
        // Of the errors, those for which a request is made.
        let steps = report
            .verdicts
            .iter()
            .flat_map(|verdict| &verdict.case.steps);
        let promises = steps.flat_map(|step| &step.expectations);
        let promised = promises.filter_map(|e| Some(&e.promise.row()?.id));
        let promised: BTreeSet<&RowId> = promised.collect();
        let errors = operations.clone().flat_map(|own| &own.described.errors);
        let errors = errors
            .filter(|row| promised.contains(&row.id) || report.briefs.has_promised(&row.id))
            .map(|row| -> &dyn AnyRow { row });
        for row in operations.flat_map(Operation::tested_rows).chain(errors) {
            let id = row.id();
            // A family's row is one, however many operations carry it.
            if !counted.insert(id) {
                continue;
            }
            self.rows += 1;
            if row.is_undecided() {
                let cites = row
                    .readings_in_words()
                    .mapped(|(_, cites)| cites.first().clone());
                self.undecided.push((id.clone(), cites.into_vec()));
            } else if broken.contains(id) {
                self.broken += 1;
            } else if held.contains(id) || report.briefs.has_held(id) {
                self.held += 1;
            } else {
                self.untested += 1;
            }
        }
    }
}

/// A number of things in words.
#[must_use]
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{end}")
}
