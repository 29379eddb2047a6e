//! What a run makes of its cases before the first is sent: their values, what is kept back, and their order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::plan::{Case, CaseId, FixturePlan, SkipReason, Via};
use crate::protocol::Method;
use crate::protocol::content::Content;
use crate::send::ordinary::Ordinaries;
use crate::send::sender::Sender;
use crate::send::values::Assignment;
use crate::table::Effect;

/// One case with the values it will be sent with, or why it will not be sent.
pub(crate) type Prepared = (Arc<Case>, Result<Assignment, SkipReason>);

/// What may be sent to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Licence {
    /// Everything, in any order: nothing is lost.
    Everything,
    /// Everything; what ends or empties the service goes alone, after the others.
    Intrusive,
    /// Nothing that is intrusive.
    Harmless,
}

/// Assigns values to every case, notes for the sender which others alter, and keeps back what a target is not to be
/// asked unasked.
#[must_use]
pub(crate) fn prepare(
    cases: Vec<Arc<Case>>,
    sender: &mut Sender,
    licence: Licence,
) -> Vec<Prepared> {
    let assignments = sender.values.assign(&cases);
    let unseen = sender.target.hides_wire();
    Arc::make_mut(&mut sender.target.headers).leave_to(&cases);
    let (is_read_only, fixture_plans) = (sender.is_read_only, &sender.values.fixture_plans);
    let mut prepared: Vec<Prepared> = cases
        .into_iter()
        .zip(assignments)
        .map(|(mut case, assignment)| {
            if licence == Licence::Everything && case.effect.is_some() {
                Arc::make_mut(&mut case).effect = None;
            }
            let is_held_back = case.skip.is_none() && licence == Licence::Harmless;
            let harm = case.effect.filter(|_| is_held_back);
            let looks_at_wire = case.via == Via::Probe && case.skip.is_none();
            if let Some(effect) = harm {
                (case, Err(SkipReason::Harms(effect)))
            } else if case.intrusive && is_held_back {
                (case, Err(SkipReason::Intrusive))
            } else if let Some(reason) = unseen.clone().filter(|_| looks_at_wire) {
                (case, Err(reason))
            } else {
                let is_kept =
                    |own: &Assignment| is_read_only && !is_safe(&case, own, fixture_plans);
                let assignment = match assignment {
                    Ok(own) if is_kept(&own) => Err(SkipReason::ReadOnly),
                    Ok(_) | Err(_) => assignment,
                };
                (case, assignment)
            }
        })
        .collect();
    if licence != Licence::Everything {
        mark_repeated(&mut prepared);
    }
    sender.ordinaries = Ordinaries::among(&prepared);
    sender.is_own = licence == Licence::Everything;
    prepared
}

/// Whether a case sends nothing but by safe methods (RFC 9110 §9.2.1), also for what it has to obtain and to give back.
pub(super) fn is_safe(case: &Case, assignment: &Assignment, fixture_plans: &[FixturePlan]) -> bool {
    let own = assignment.fixture_plans.iter();
    let own = own.filter_map(|at| fixture_plans.get(*at));
    let given = fixture_plans
        .iter()
        .filter(|plan| plan.made_alike(case).next().is_some());
    let obtained = own.clone().flat_map(|plan| &plan.steps);
    let released = own.chain(given).flat_map(|plan| &plan.releases);
    let set_ups = obtained.chain(released).map(|step| &step.plan.method);
    let sends = case.steps.iter().map(|step| &step.plan.method);
    sends.chain(set_ups).all(Method::is_safe)
}

/// Marks the cases that make a request which changes the service's state, and which a case before them makes
/// as well: the same method and target with the same values, and where the method is not idempotent (RFC 9110
/// §9.2.2) the same content.
fn mark_repeated(prepared: &mut [Prepared]) {
    let mut first: HashMap<(String, String, Option<Content>), CaseId> = HashMap::new();
    for (case, assignment) in prepared {
        let (Ok(assignment), true) = (assignment, case.changes_state) else {
            continue;
        };
        let plan = &case.steps.first().plan;
        let Some(values) = assignment.fixed() else {
            continue;
        };
        let target = format!("{} {values}", plan.path);
        let is_idempotent = plan.method.is_idempotent();
        let content = plan.content.clone().filter(|_| !is_idempotent);
        match first.entry((plan.method.to_string(), target, content)) {
            Entry::Vacant(entry) => {
                entry.insert(case.id.clone());
            }
            Entry::Occupied(entry) => Arc::make_mut(case).repeat(entry.get().clone()),
        }
    }
}

/// Puts each case that repeats another behind it.
pub(crate) fn put_behind(selected: &mut [(usize, Prepared)]) {
    let mut places: HashMap<CaseId, usize> = HashMap::new();
    for (at, (_, (case, _))) in selected.iter().enumerate() {
        places.insert(case.id.clone(), at);
    }
    for at in 0..selected.len() {
        let (_, (case, _)) = &selected[at];
        let first = case
            .follows
            .as_ref()
            .and_then(|first| places.get(first).copied());
        if let Some(first) = first.filter(|first| *first > at) {
            for (moved, to) in [(first, at), (at, first)] {
                let (_, (case, _)) = &selected[moved];
                places.insert(case.id.clone(), to);
            }
            selected.swap(at, first);
        }
    }
}

/// Puts those that end or empty the service behind the others, and of those that end it lets one be
/// sent: nothing can be judged after it.
pub(crate) fn put_last(selected: &mut [(usize, Prepared)]) {
    let ends = |case: &Case| case.effect == Some(Effect::Ends) && case.changes_state;
    selected.sort_by_key(|(_, (case, _))| (case.effect, ends(case)));
    let mut first: Option<CaseId> = None;
    for (_, (case, assignment)) in selected {
        if assignment.is_err() || !ends(case) {
            continue;
        }
        match &first {
            None => first = Some(case.id.clone()),
            Some(first) => *assignment = Err(SkipReason::Ended(first.clone())),
        }
    }
}

/// Whether a case is sent while no other is.
pub(crate) fn goes_alone((case, assignment): &Prepared) -> bool {
    case.effect.is_some() && assignment.is_ok()
}

/// Whether a case waits for another to be through.
pub(crate) fn follows((case, _): &Prepared) -> bool {
    case.follows.is_some()
}
