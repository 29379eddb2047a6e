//! A response that broke off is the service's only where it breaks off again: a connection is lost for many
//! reasons.

use super::sender::Sender;
use super::values::Assignment;
use crate::check::CheckCode;
use crate::check::verdict::{Outcome, Verdict};
use crate::plan::{Case, FixturePlan, Step, Via};
use crate::protocol::Status;
use crate::protocol::exchange::Exchange;

/// Whether a verdict blames the service for a response that broke off.
pub(super) fn is_broken_off(verdict: &Verdict) -> bool {
    let mut violations = verdict.violations.iter();
    violations.any(|violation| violation.code == CheckCode::ResponseComplete)
}

/// Whether the requests of a case may be sent once more: they are idempotent (RFC 9110 §9.2.2), or have a value
/// of their own each time.
pub(super) fn may_be_sent_again(
    case: &Case,
    assignment: &Assignment,
    fixture_plans: &[FixturePlan],
) -> bool {
    let mut own = assignment
        .fixture_plans
        .iter()
        .filter_map(|at| fixture_plans.get(*at));
    let mut methods = case.steps.iter().map(|step| &step.plan.method);
    own.any(|plan| plan.is_obtained_for(case) && !plan.is_of_state())
        || methods.all(|method| method.is_idempotent())
}

/// Whether a request that is sent once may go on a connection that was used before: nothing hangs on another verdict, and
/// it has no content, which a service may leave unread on its connection.
pub(super) fn may_go_once(sender: &Sender, case: &Case, assignment: &Assignment) -> bool {
    let has_content = |step: &Step| {
        let fields = step.plan.headers.iter();
        let mut framing = fields.filter(|(name, _)| name.is_framing());
        step.plan.content.is_some() || framing.next().is_some()
    };
    !sender.is_own
        && case.via == Via::Client
        && case.effect.is_none()
        && case.alters.is_none()
        && case.steps.len() == 1
        && !case.steps.iter().any(has_content)
        && assignment.is_fixed()
        && sender.ordinaries.get(&case.id).is_none()
}

/// The verdict without the blame: an error, where nothing else was violated.
pub(super) fn lost(mut verdict: Verdict, why: &str) -> Verdict {
    let of_loss = |code: CheckCode| code == CheckCode::ResponseComplete;
    let mut how = String::new();
    verdict.violations.retain(|violation| {
        if of_loss(violation.code) {
            how.clone_from(&violation.message);
        }
        !of_loss(violation.code)
    });
    if verdict.violations.is_empty() {
        verdict.outcome = Outcome::Errored(format!("{how}; {why}"));
    }
    verdict
}

/// What two sendings say together, the first of which broke off.
pub(super) fn twice(first: Verdict, second: Verdict) -> Verdict {
    let (mut told, other) = if is_broken_off(&second) {
        (second, first)
    } else {
        let why = match &second.outcome {
            Outcome::Errored(error) => format!("and when it was sent again: {error}"),
            Outcome::Passed | Outcome::Failed | Outcome::Skipped(_) => NOT_AGAIN.to_owned(),
        };
        (lost(first, &why), second)
    };
    told.unreleased.extend(other.unreleased);
    told
}

/// What is said where the second response was whole.
const NOT_AGAIN: &str =
    "it was when the request was sent again, so that no page and no rule is broken by it";

/// What is said where there is no second one.
pub(super) const SENT_ONCE: &str =
    "the request is none to be sent again, so that nobody knows whether it would be complete then";

/// What a case says that could not meet its condition.
pub(super) const WEAK: &str = "the service gave out a weak tag (W/\"…\") and refused it with 412: tags are compared strongly there, so \
                    that a weak one is never met (RFC 9110 §13.1.1), and the page cannot be held to this";

/// Whether a condition failed that no weak tag meets.
pub(super) fn met_weakness(exchange: &Exchange) -> bool {
    let is_failed = exchange
        .response
        .as_ref()
        .is_ok_and(|response| response.status == Status::PRECONDITION_FAILED);
    let is_strong = |name: &str| {
        ["if-match", "if-range"]
            .iter()
            .any(|own| name.eq_ignore_ascii_case(own))
    };
    let mut sent = exchange.sent.headers.iter();
    is_failed && sent.any(|(name, value)| is_strong(name) && value.starts_with("W/"))
}
