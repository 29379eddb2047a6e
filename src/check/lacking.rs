//! A request that goes without content since its page says nothing of that, or with content that was made from the page's
//! words, and is refused for it: nothing is said of the service.

use super::CheckCode;
use super::verdict::Violation;
use crate::plan::{Case, Demand, Promise, SkipReason, is_for_content};
use crate::protocol::Status;
use crate::protocol::exchange::Exchange;

/// Why a case says nothing, where its request was refused for want of content of which its page says nothing, and nothing
/// else is broken.
pub(super) fn lacks_content(
    case: &Case,
    exchanges: &[Exchange],
    violations: &[&[Violation]],
) -> Option<SkipReason> {
    let step = case.steps.first();
    let mut excuses = step.expectations.iter().filter_map(|own| match own.demand {
        Demand::StatusUnless(_, excuse) => Some(excuse),
        _ => None,
    });
    let is_made = excuses.clone().any(|excuse| excuse.made);
    let is_unsure = excuses.any(|excuse| excuse.content);
    let status = exchanges.first()?.response.as_ref().ok()?.status;
    let is_refused = (step.plan.content.is_none() || is_made) && is_for_content(status);
    let mut all = violations.iter().copied().flatten();
    let is_reading = |own: &Violation| {
        own.code == CheckCode::StatusAsDocumented && own.promise == Promise::Assumed
    };
    let says_nothing = is_unsure && is_refused && all.all(is_reading);
    let operation = case.operation.clone();
    let reason = match is_made {
        true => SkipReason::MadeContent(operation, status),
        false => SkipReason::NoContent(operation, status),
    };
    says_nothing.then_some(reason)
}

/// The status of a refusal that the page has for some states of the thing.
pub(super) fn refused_in_state(case: &Case, exchanges: &[Exchange]) -> Option<Status> {
    let mut sent = case.steps.iter().zip(exchanges);
    sent.find_map(|(step, exchange)| {
        let status = exchange.response.as_ref().ok()?.status;
        let is_it = |demand: &Demand| match demand {
            // What was made from words is of a thing in whatever state.
            Demand::StatusUnless(_, excuse) => {
                excuse.state == Some(status) || excuse.made && status.code() == 409
            }
            _ => false,
        };
        let mut expectations = step.expectations.iter();
        expectations.any(|own| is_it(&own.demand)).then_some(status)
    })
}

#[cfg(test)]
mod tests {
    use super::lacks_content;
    use crate::check::tests::exchange;
    use crate::plan::{Limits, generate};
    use crate::store::load::load;
    use crate::store::pages::Reading;

    #[test]
    fn what_may_be_refused_for_its_state_too_is_let_by_for_want_of_content() {
        let page = "# Desks\n\nAll is JSON.\n\n## Desks\n\n| Field | Type | |\n|-|-|-|\n| `id` | integer | Ours. |\n\
                    | `state` | string | `free`, `lent` or `lost` |\n\n### Read\n\n`GET /desks/{desk}`\n\nReturns `200` and the desk.\n\n\
                    ### Lend\n\n`POST /desks/{desk}/lend`\n\nReturns `200` and the desk. `409` if the desk is lent.\n";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desks.md");
        std::fs::write(&file, page).unwrap();
        let spec = load(&[file], Reading::default()).unwrap();
        let cases = generate(&spec, &Limits::default()).cases;
        let lend = cases.iter().find(|case| {
            let of_lend = case
                .steps
                .first()
                .plan
                .path
                .path()
                .as_str()
                .ends_with("lend");
            of_lend && case.id.is_ordinary()
        });
        let lend = lend.unwrap();
        for (status, lacks) in [(415, true), (422, true), (409, false), (500, false)] {
            let found = lacks_content(lend, &[exchange(status, &[], "")], &[]);
            assert_eq!(found.is_some(), lacks, "{status}");
        }
    }
}
