//! A request that is repeated or malformed is served or refused: a 5xx says that the service broke.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Alteration, Authority, Demand, Step, Success};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::NoServerError,
    rule: "a repeated or malformed request, or one that is documented without a status, is served or refused, \
           never answered with a 5xx",
    source: "RFC 9110 §15.6",
    authorities: &[
        (
            Authority::Http,
            "for a request that the page documents without a status: the server says itself that it erred",
        ),
        (Authority::Assumed, "for a repeated or malformed one"),
    ],
    example: concat!(
        "sent    loan-ticket: T-1\n",
        "        loan-ticket: T-1\n",
        "answer  500 Internal Server Error",
    ),
    advice: "Look for the exception in the log of the service. Validate the request first, and \
             refuse what cannot be served with a 4xx.",
    yields_to: &[CheckCode::NoUndocumentedRedirect],
    judge: Judge::Response(judge),
};

/// Whether the request is one that the page documents.
fn is_ordinary(step: &Step) -> bool {
    let mut demands = step.expectations.iter().map(|e| &e.demand);
    demands.any(|demand| *demand == Demand::Status(Success::Any))
}

fn judge(demand: &Demand, step: &Step, response: &Received) -> Judgement {
    let status = response.status;
    match demand {
        // Not served, and for the time being: neither says that anything broke.
        Demand::NoServerError if matches!(status.code(), 501 | 503) && is_ordinary(step) => {
            Judgement::NotApplicable
        }
        Demand::NoServerError => Judgement::from_rule(!status.is_server_error(), || Breach {
            message: format!(
                "the service answered {}, as if it were broken",
                status.code()
            ),
            expected: "served, or refused with a 4xx".to_owned(),
            actual: response.in_words(),
        }),
        Demand::Unharmed(Alteration::Twice(_)) if !status.is_server_error() => Judgement::Held,
        Demand::HarmedAsWell(Alteration::Twice(name)) if !status.is_error() => {
            Judgement::Broken(Breach {
                message: format!("a request with {name} twice was answered with a 5xx"),
                expected: "served, or refused with a 4xx".to_owned(),
                actual: format!("a 5xx; with {name} once {status}"),
            })
        }
        _ => Judgement::NotApplicable,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (Demand::NoServerError, exchange(404, &[], ""), Is::Held),
            (Demand::NoServerError, exchange(503, &[], ""), Is::Broken),
        ]
    }
}
