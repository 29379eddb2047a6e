//! A method that no page documents is refused: with 405, or any other 4xx (a service may hide a
//! route or ask for sign-in first), or 501.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::UndocumentedMethodRefused,
    rule: "a method that no page documents on a path is refused with a 4xx or 501",
    source: "",
    authorities: &[(Authority::Assumed, "")],
    example: concat!(
        "page    POST /me/shelves/{id}/loans/renew, and no other method\n",
        "sent    GET /me/shelves/7/loans/renew\n",
        "answer  200 OK",
    ),
    advice: "Refuse the method, best with 405 and an Allow that lists the others. Where it is \
             meant to be served, document it.",
    yields_to: &[CheckCode::NoUndocumentedRedirect],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, step: &Step, response: &Received) -> Judgement {
    if *demand != Demand::MethodRefused {
        return Judgement::NotApplicable;
    }
    let status = response.status;
    let holds = status.is_refusal() || status.code() == 501;
    Judgement::of_refusal(holds, status, || Breach {
        message: format!(
            "the service answered {} to {}, which no page documents here",
            status.code(),
            step.plan.method
        ),
        expected: "refused: any 4xx, or 501".to_owned(),
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
            (Demand::MethodRefused, exchange(405, &[], ""), Is::Held),
            (Demand::MethodRefused, exchange(501, &[], ""), Is::Held),
            (Demand::MethodRefused, exchange(200, &[], ""), Is::Broken),
            (Demand::MethodRefused, exchange(500, &[], ""), Is::Silent),
        ]
    }
}
