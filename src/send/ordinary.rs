//! The requests that cases alter: a refusal of the altered request says something only where the ordinary one
//! is served.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio::sync::OnceCell;

use super::Lease;
use super::prepare::Prepared;
use super::values::Assignment;
use crate::check::verdict::{Outcome, Verdict};
use crate::plan::{Case, CaseId, Demand, SkipReason};
use crate::protocol::exchange::Exchange;

/// The cases that send what others alter, each sent once at most in a run, whoever asks first, and
/// once more where what came on a connection that was used before does not count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ordinaries(Arc<HashMap<CaseId, Ordinary>>);

/// A case that others alter.
#[derive(Debug)]
pub(super) struct Ordinary {
    /// The case.
    pub case: Arc<Case>,
    /// Its values.
    pub assignment: Assignment,
    /// What came of it on connections of its own, once it was sent so.
    pub verdict: OnceCell<Verdict>,
    /// What came of it on connections that were used before, once it was sent so, with its leases there.
    pub kept: OnceCell<(Verdict, Vec<Lease>)>,
}

impl Ordinaries {
    /// Those that cases of a run alter and that may be sent to its target.
    #[must_use]
    pub(crate) fn among(prepared: &[Prepared]) -> Self {
        let altered = prepared.iter().filter_map(|(case, _)| case.alters.as_ref());
        let altered: HashSet<&CaseId> = altered.collect();
        let ordinaries = prepared.iter().filter_map(|(case, assignment)| {
            let assignment = assignment.as_ref().ok()?;
            // What ends or empties the service is sent for its own sake alone.
            let is_altered = case.effect.is_none() && altered.contains(&case.id);
            is_altered.then(|| {
                let ordinary = Ordinary {
                    case: Arc::clone(case),
                    assignment: assignment.clone(),
                    verdict: OnceCell::new(),
                    kept: OnceCell::new(),
                };
                (case.id.clone(), ordinary)
            })
        });
        Self(Arc::new(ordinaries.collect()))
    }

    /// Leaves out those that none of the selected cases alters and that do not go first.
    pub(crate) fn leave_out_unaltered(&mut self, selected: &[(usize, Prepared)], first: &[CaseId]) {
        let altered = selected
            .iter()
            .filter_map(|(_, (case, _))| case.alters.as_ref());
        let altered: HashSet<&CaseId> = altered.chain(first).collect();
        if let Some(all) = Arc::get_mut(&mut self.0) {
            all.retain(|id, _| altered.contains(id));
        }
    }

    pub(super) fn get(&self, id: &CaseId) -> Option<&Ordinary> {
        self.0.get(id)
    }
}

/// Whether a verdict rests on refusals, which need something to be told apart from.
pub(super) fn rests_on_refusal(verdict: &Verdict) -> bool {
    let steps = verdict.case.steps.iter();
    let mut demands = steps.flat_map(|step| &step.expectations);
    let is_refused = verdict.exchanges.first().is_some_and(met_error);
    let may_rest =
        |demand: &Demand| demand.is_of_refusal() || matches!(demand, Demand::Unharmed(_));
    verdict.outcome == Outcome::Passed && is_refused && demands.any(|e| may_rest(&e.demand))
}

/// Whether the request was answered, and not with an error.
fn is_served(verdict: &Verdict) -> bool {
    let first = verdict.exchanges.first();
    let response = first.and_then(|exchange| exchange.response.as_ref().ok());
    response.is_some_and(|response| !response.status.is_error())
}

fn met_error(exchange: &Exchange) -> bool {
    let response = exchange.response.as_ref();
    response.is_ok_and(|response| response.status.is_error())
}

/// The verdict on an altered request by what came of the ordinary one: where that was not served either, the
/// refusal holds no row.
pub(super) fn contrasted(mut verdict: Verdict, ordinary: &Verdict) -> Verdict {
    if !is_served(ordinary) {
        verdict.held.clear();
        if verdict.noted.is_empty() {
            verdict.outcome = Outcome::Skipped(SkipReason::NotServed);
        }
    }
    verdict
}
