//! The seed of a run whose values are drawn.

use super::{Plan, Request};
use crate::send::values::Source;

/// The same run with a seed of its own, where its values are drawn and none was given: a replay says it.
pub(super) fn seeded(plan: &Plan, request: &Request) -> Option<Request> {
    let vars = request.settings.vars.values();
    let vars = vars.filter_map(|source| match source {
        Source::Formula(formula) => Some(formula),
        _ => None,
    });
    let mut formulas = plan.spec.set_ups.formulas().chain(vars);
    let is_drawn = request.settings.target.is_some() && formulas.any(|own| own.draws());
    (is_drawn && request.settings.seed.is_none()).then(|| {
        let mut request = request.clone();
        request.settings.seed = Some(u64::from(fastrand::u32(..)));
        request
    })
}
