//! A request that is altered, repeated, or documented without a status is served or refused: a 5xx says that the
//! service broke.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Alteration, Authority, Demand, Rfc, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::NoServerError,
    rule: "a request that is altered, repeated, or documented without a status is served or refused; the server \
           never says that it erred over it (a 5xx other than 501, 502, 503 and 504)",
    source: Rfc::SERVER_ERROR.0,
    authorities: &[(
        Authority::ServerError,
        "the server says so itself; with --allow-server-errors it is a note",
    )],
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

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let status = response.status;
    match demand {
        Demand::NoServerError => {
            Judgement::from_rule(!status.is_failure_over_request(), || Breach {
                message: format!(
                    "the service answered {}, by which it says that it erred",
                    status.code()
                ),
                expected: "served, or refused with a 4xx".to_owned(),
                actual: response.in_words(),
            })
        }
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
            (Demand::NoServerError, exchange(501, &[], ""), Is::Held),
            (Demand::NoServerError, exchange(500, &[], ""), Is::Broken),
            (Demand::NoServerError, exchange(507, &[], ""), Is::Broken),
        ]
    }
}
