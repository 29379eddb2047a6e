//! A service that asks for a credential which no page mentions: one cause of many violations.

use std::collections::{BTreeSet, HashSet};

use super::{Cause, CauseCode};
use crate::check::verdict::Verdict;
use crate::plan::Demand;
use crate::protocol::Status;
use crate::table::{OperationId, SpecTable};

/// So many operations that are answered so are no chance.
const FEWEST: usize = 3;

/// The operations without a credential of which nearly all are answered that one is needed.
#[derive(Debug)]
pub(crate) struct Unmentioned<'a> {
    /// Those that are answered so.
    refused: BTreeSet<&'a OperationId>,
    /// How many were asked.
    asked: usize,
}

impl<'a> Unmentioned<'a> {
    /// What of a run says that a credential is needed; none where other answers say otherwise.
    pub(crate) fn of(
        verdicts: &'a [Verdict],
        answered_too: &'a HashSet<OperationId>,
        tables: &'a [SpecTable],
    ) -> Option<Self> {
        let is_refused = |verdict: &&Verdict| answered(verdict).is_some_and(is_unauthorized);
        if verdicts.iter().filter(is_refused).take(FEWEST).count() < FEWEST {
            return None;
        }
        // A page that has a credential for any of its operations mentions one.
        let mentions = |table: &&SpecTable| {
            let mut operations = table.operations.iter();
            operations.any(|operation| operation.credentials().next().is_some())
        };
        let without = tables.iter().filter(|table| !mentions(table));
        let without = without.flat_map(|table| &table.operations);
        let without: HashSet<&OperationId> = without.map(|operation| &operation.id).collect();
        let (mut refused, mut asked) = (BTreeSet::new(), BTreeSet::new());
        for verdict in verdicts {
            let operation = &verdict.case.operation;
            let Some(status) = answered(verdict).filter(|_| without.contains(operation)) else {
                continue;
            };
            asked.insert(operation);
            if is_unauthorized(status) {
                refused.insert(operation);
            }
        }
        // They were answered with success.
        asked.extend(answered_too.iter().filter(|own| without.contains(own)));
        let is_nearly_all = refused.len() * 10 >= asked.len() * 9;
        (is_nearly_all && refused.len() >= FEWEST).then_some(Self {
            refused,
            asked: asked.len(),
        })
    }

    /// Whether a verdict is one of an operation that is answered so.
    pub(crate) fn has(&self, verdict: &Verdict) -> bool {
        self.refused.contains(&verdict.case.operation)
    }

    /// What it is and what to do. Its violations stay: that a credential is asked for, the pages do not say.
    pub(super) fn cause(&self) -> Cause {
        let message = format!(
            "{} of {} operations whose pages mention no credential answer 401: the service asks for one; say \
             where it goes, in `[auth.NAME]` of as-documented.toml (docs/credentials.md) or in a family beside the tables \
             (docs/table.md)",
            self.refused.len(),
            self.asked
        );
        Cause::hint(CauseCode::CredentialNotDocumented, message)
    }
}

/// Whether a status says that a credential is needed (RFC 9110 §15.5.2).
fn is_unauthorized(status: Status) -> bool {
    status.code() == 401
}

/// The status of a documented request, as the page says that it is served.
fn answered(verdict: &Verdict) -> Option<Status> {
    let step = verdict.case.steps.first();
    let is_served = step.expectations.iter().any(|expectation| {
        matches!(
            expectation.demand,
            Demand::Status(_) | Demand::StatusUnless(..)
        )
    });
    let exchange = verdict.exchanges.first().filter(|_| is_served)?;
    let response = exchange.response.as_ref().ok()?;
    Some(response.status)
}
