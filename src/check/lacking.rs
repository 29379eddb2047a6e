//! A request that goes without content since its page says nothing of that, and is refused for it: nothing is said of the
//! service.

use super::CheckCode;
use super::verdict::Violation;
use crate::plan::{Case, Demand, Excuse, Promise, SkipReason, is_for_content};
use crate::protocol::exchange::Exchange;

/// Why a case says nothing, where its request was refused for want of content of which its page says nothing, and nothing
/// else is broken.
pub(super) fn lacks_content(
    case: &Case,
    exchanges: &[Exchange],
    violations: &[&[Violation]],
) -> Option<SkipReason> {
    let step = case.steps.first();
    let is_excused = |demand: &Demand| matches!(demand, Demand::StatusUnless(_, Excuse::Content));
    let is_unsure = step.expectations.iter().any(|own| is_excused(&own.demand));
    let status = exchanges.first()?.response.as_ref().ok()?.status;
    let is_refused = step.plan.content.is_none() && is_for_content(status);
    let mut all = violations.iter().copied().flatten();
    let is_reading = |own: &Violation| {
        own.code == CheckCode::StatusAsDocumented && own.promise == Promise::Assumed
    };
    let says_nothing = is_unsure && is_refused && all.all(is_reading);
    says_nothing.then(|| SkipReason::NoContent(case.operation.clone(), status))
}
