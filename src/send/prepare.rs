//! What a run makes of its cases before the first is sent: their values, what is kept back, and their order.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use crate::plan::{Caller, Case, CaseId, FixturePlan, SkipReason, Via};
use crate::protocol::Method;
use crate::send::ordinary::Ordinaries;
use crate::send::sender::Sender;
use crate::send::values::Assignment;

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
    sender.leave_headers_to(&cases);
    let prepared = Preparation::new(licence).of(sender, cases);
    sender.ordinaries = Ordinaries::among(&prepared);
    sender.is_own = licence == Licence::Everything;
    prepared
}

/// What is made of the cases of a run before they are sent: of all at once, or of those of one operation after the other.
/// Of the same cases it makes the same each time.
#[derive(Debug)]
pub(crate) struct Preparation {
    licence: Licence,
    /// The first cases that make requests which change the service's state, by what these have in common.
    first: HashMap<u64, CaseId>,
}

impl Preparation {
    /// That of a run which may send so much.
    pub(crate) fn new(licence: Licence) -> Self {
        Self {
            licence,
            first: HashMap::new(),
        }
    }

    /// Assigns values to cases, and keeps back what a target is not to be asked unasked.
    pub(crate) fn of(&mut self, sender: &Sender, cases: Vec<Arc<Case>>) -> Vec<Prepared> {
        let licence = self.licence;
        let assignments = sender.values.assign(&cases);
        let unseen = sender.target.hides_wire();
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
                    let is_not_made = |own: &Assignment| {
                        case.caller == Caller::Other && !makes_something(own, fixture_plans)
                    };
                    let assignment = match assignment {
                        Ok(own) if is_not_made(&own) => Err(SkipReason::NotMade),
                        Ok(own) if is_kept(&own) => Err(SkipReason::ReadOnly),
                        Ok(_) | Err(_) => assignment,
                    };
                    (case, assignment)
                }
            })
            .collect();
        if licence != Licence::Everything {
            self.mark_repeated(&mut prepared);
        }
        prepared
    }

    /// Marks the cases that make a request which changes the service's state, and which a case before them makes
    /// as well: the same method and target with the same values, and where the method is not idempotent (RFC 9110
    /// §9.2.2) the same content.
    fn mark_repeated(&mut self, prepared: &mut [Prepared]) {
        for (case, assignment) in prepared {
            let (Ok(assignment), true) = (assignment, case.changes_state) else {
                continue;
            };
            let plan = &case.steps.first().plan;
            let Some(values) = assignment.fixed() else {
                continue;
            };
            let is_idempotent = plan.method.is_idempotent();
            let content = plan.content.as_ref().filter(|_| !is_idempotent);
            // Few of many would be alike in this by chance: one in 2^64.
            let mut hasher = DefaultHasher::new();
            let target = format!("{} {values}", plan.path);
            (plan.method.as_str(), target, content).hash(&mut hasher);
            match self.first.entry(hasher.finish()) {
                Entry::Vacant(entry) => {
                    entry.insert(case.id.clone());
                }
                Entry::Occupied(entry) if *entry.get() == case.id => {}
                Entry::Occupied(entry) => Arc::make_mut(case).repeat(entry.get().clone()),
            }
        }
    }
}

/// Whether something is made for a case, not read alone.
fn makes_something(assignment: &Assignment, fixture_plans: &[FixturePlan]) -> bool {
    let mut own = assignment.fixture_plans.iter();
    own.any(|at| {
        fixture_plans
            .get(*at)
            .is_some_and(|plan| !plan.is_of_state() && plan.of.is_empty())
    })
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

/// Whether a case is sent while no other is.
pub(crate) fn goes_alone((case, assignment): &Prepared) -> bool {
    case.effect.is_some() && assignment.is_ok()
}

/// Whether a case waits for another to be through.
pub(crate) fn follows((case, _): &Prepared) -> bool {
    case.follows.is_some()
}
