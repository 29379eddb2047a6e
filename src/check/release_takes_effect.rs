//! What was released cannot be used any more: a success that changed nothing is the error that a
//! status cannot show.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;
use crate::table::fixture::FIXTURES;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ReleaseTakesEffect,
    rule: "what an operation released is refused with a 4xx afterwards",
    source: FIXTURES,
    authorities: &[
        (Authority::Configured, "which says what takes a value back"),
        (
            Authority::Assumed,
            "for a second release, where the page lists 404; and where something else came",
        ),
    ],
    example: concat!(
        "sent    POST /me/shelves/7/loans/end, which is answered with 204 No Content\n",
        "sent    POST /me/shelves/7/loans/renew with the same ticket\n",
        "answer  200 OK",
    ),
    advice: "Answer the release once it has taken effect, in caches and replicas too. Where the \
             same value may be used again, say so on the page.",
    yields_to: &[CheckCode::NoUndocumentedRedirect],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::Released(name) = demand else {
        return Judgement::NotApplicable;
    };
    let status = response.status;
    Judgement::of_refusal(status.is_refusal(), status, || Breach {
        message: format!(
            "{{{name}}} was released, and a request with it was answered {}",
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
                Demand::Released("id".to_owned()),
                exchange(404, &[], ""),
                Is::Held,
            ),
            (
                Demand::Released("id".to_owned()),
                exchange(204, &[], ""),
                Is::Broken,
            ),
        ]
    }
}
