//! A value that the service never gave, or that cannot be one of its own, is refused.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::UnknownValueRefused,
    rule: "a request with an unknown or malformed value is refused with a 4xx",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "where it lists 404 and the path names by the value what is not found",
        ),
        (Authority::Assumed, "otherwise"),
    ],
    example: concat!(
        "sent    loan-ticket: a ticket that the desk never printed\n",
        "answer  204 No Content",
    ),
    advice: "Look the value up before answering, and refuse one that is not there with a 4xx such \
             as 404. A success that did nothing hides the mistakes of callers.",
    yields_to: &[CheckCode::NoUndocumentedRedirect],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::ValueRefused(name) = demand else {
        return Judgement::NotApplicable;
    };
    let status = response.status;
    Judgement::of_refusal(status.is_refusal(), status, || Breach {
        message: format!(
            "a request with a {{{name}}} that the service never gave was answered {}",
            status.code()
        ),
        expected: "refused: any 4xx".to_owned(),
        actual: response.in_words(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::ValueRefused("id".to_owned()),
                exchange(404, &[], ""),
                Is::Held,
            ),
            (
                Demand::ValueRefused("id".to_owned()),
                exchange(204, &[], ""),
                Is::Broken,
            ),
            (
                Demand::ValueRefused("id".to_owned()),
                exchange(500, &[], ""),
                Is::Silent,
            ),
        ]
    }
}
