//! The requests that cases alter: a refusal of the altered request says something only where the ordinary one
//! is served.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use super::Lease;
use super::prepare::Prepared;
use super::values::Assignment;
use crate::check::verdict::{Outcome, Verdict};
use crate::plan::{Case, CaseId, Demand, SkipReason};
use crate::protocol::exchange::Exchange;
use crate::table::OperationId;

/// The cases that send what others alter, each sent once at most in a run, whoever asks first, and
/// once more where what came on a connection that was used before does not count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ordinaries(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    by_id: HashMap<CaseId, Arc<Ordinary>>,
    /// Those of operations whose cases are made when their turn comes, with how many of these nothing was told of yet.
    of: HashMap<OperationId, (usize, Vec<CaseId>)>,
}

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
        let all = Self::default();
        all.add(prepared, &altered(prepared));
        all
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a case, unless it is there or is not sent.
    pub(crate) fn add_one(&self, (case, assignment): &Prepared) {
        let Ok(assignment) = assignment else { return };
        let ordinary = || {
            Arc::new(Ordinary {
                case: Arc::clone(case),
                assignment: assignment.clone(),
                verdict: OnceCell::new(),
                kept: OnceCell::new(),
            })
        };
        let mut known = self.known();
        known.by_id.entry(case.id.clone()).or_insert_with(ordinary);
    }

    /// Adds those of these cases that others alter, and gives their ids.
    fn add(&self, prepared: &[Prepared], altered: &HashSet<&CaseId>) -> Vec<CaseId> {
        let own = prepared.iter().filter(|own| is_ordinary(own, altered));
        let ids = own.map(|own| {
            self.add_one(own);
            own.0.id.clone()
        });
        ids.collect()
    }

    /// Adds those of an operation whose cases were made now and of which so many are selected, unless they are there.
    pub(crate) fn add_of(&self, prepared: &[Prepared], is_selected: impl Fn(&Case) -> bool) {
        let Some((first, _)) = prepared.first() else {
            return;
        };
        if self.known().of.contains_key(&first.operation) {
            return;
        }
        let selected = || prepared.iter().filter(|(case, _)| is_selected(case));
        let ids = self.add(prepared, &altered(selected()));
        if !ids.is_empty() {
            let own = (selected().count(), ids);
            self.known().of.insert(first.operation.clone(), own);
        }
    }

    /// Takes note of a verdict: those of an operation are let go once there is one on each of its cases.
    pub(super) fn was_told(&self, operation: &OperationId) {
        let mut known = self.known();
        let Some((left, _)) = known.of.get_mut(operation) else {
            return;
        };
        *left = left.saturating_sub(1);
        if *left == 0
            && let Some((_, ids)) = known.of.remove(operation)
        {
            for id in ids {
                known.by_id.remove(&id);
            }
        }
    }

    /// Leaves out those that are none of these.
    pub(crate) fn leave_out_all_but(&self, ids: &HashSet<&CaseId>) {
        let mut known = self.known();
        known.by_id.retain(|id, _| ids.contains(id));
        known.of.clear();
    }

    pub(super) fn get(&self, id: &CaseId) -> Option<Arc<Ordinary>> {
        self.known().by_id.get(id).map(Arc::clone)
    }
}

/// Whether a case is sent and one of those that others alter. What ends or empties the service is sent for its own sake
/// alone.
fn is_ordinary((case, assignment): &Prepared, altered: &HashSet<&CaseId>) -> bool {
    case.effect.is_none() && assignment.is_ok() && altered.contains(&case.id)
}

/// The ids of the cases that these alter.
pub(crate) fn altered<'a>(prepared: impl IntoIterator<Item = &'a Prepared>) -> HashSet<&'a CaseId> {
    let altered = prepared.into_iter();
    altered
        .filter_map(|(case, _)| case.alters.as_ref())
        .collect()
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
