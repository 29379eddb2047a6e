//! A refusal has the status that the page for the whole API documents for its cause.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ErrorStatusAsDocumented,
    rule: "a refusal has the status that the family's errors page documents for its cause",
    source: "",
    authorities: &[(Authority::Family, "")],
    example: concat!(
        "page    the errors page: 401 where the credential is missing or not valid\n",
        "sent    POST /me/shelves/7/loans/end, without Authorization\n",
        "answer  403 Forbidden",
    ),
    advice: "Refuse with the status of the errors page: clients decide by it what to try next. \
             Where the service is right, mend the errors page and the table of the family.",
    yields_to: &[
        CheckCode::NoUndocumentedRedirect,
        CheckCode::CredentialRefused,
        CheckCode::RequiredHeaderRefused,
    ],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::FamilyStatus(documented) = demand else {
        return Judgement::NotApplicable;
    };
    let status = response.status;
    Judgement::of_refusal(status == *documented, status, || Breach {
        message: format!(
            "the service refused with {}, the errors page documents {}",
            status.code(),
            documented.code()
        ),
        expected: documented.to_string(),
        actual: response.in_words(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::FamilyStatus(status(401)),
                exchange(401, &[], ""),
                Is::Held,
            ),
            (
                Demand::FamilyStatus(status(401)),
                exchange(403, &[], ""),
                Is::Broken,
            ),
        ]
    }
}
