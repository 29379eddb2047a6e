//! What was done already is not done again, where the page says so.

use super::before::Before;
use super::parsed::Parsed;
use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::SecondActionRefused,
    rule: "what was done to a thing already is refused a second time, where the page lists an error for that",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for an error whose words say that what the request does was done before",
        ),
        (
            Authority::Family,
            "for such an error of a page that speaks for the whole API",
        ),
    ],
    example: concat!(
        "page    409: the desk is closed already\n",
        "sent    POST /desks/7/close, which is answered with 204 No Content\n",
        "sent    POST /desks/7/close once more\n",
        "answer  204 No Content",
    ),
    advice: "Look at the state of the thing before it is changed, and refuse with the documented status. Where a second \
             request is to be served like the first, take the error off the page.",
    yields_to: &[
        CheckCode::NoUndocumentedRedirect,
        CheckCode::StatusAsDocumented,
    ],
    judge: Judge::Compared(judge),
};

fn judge(demand: &Demand, response: &Received, _parsed: &Parsed, before: &Before<'_>) -> Judgement {
    let Demand::DoneAlready(status, maker) = demand else {
        return Judgement::NotApplicable;
    };
    let first = before
        .steps
        .last()
        .and_then(|own| own.response.as_ref().ok());
    // What is accepted may not be done yet; what was not made for this case may be in any state.
    let is_done = first.is_some_and(|own| own.status.is_done());
    let came = response.status;
    let is_judged = came == *status || came.is_success();
    if before.making(maker).is_none() || !is_done || !is_judged {
        return Judgement::NotApplicable;
    }
    Judgement::from_rule(came == *status, || Breach {
        message: format!(
            "the same was done before, and the second request was answered {}",
            came.code()
        ),
        expected: status.to_string(),
        actual: response.in_words(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, MAKER, Trial, exchange, status};
    use crate::plan::Demand;
    use crate::table::OperationId;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let done = |maker: &str| Demand::DoneAlready(status(409), OperationId(maker.to_owned()));
        vec![
            (done(MAKER), exchange(409, &[], ""), Is::Held),
            (done(MAKER), exchange(204, &[], ""), Is::Broken),
            (done(MAKER), exchange(404, &[], ""), Is::Silent),
            (done("another"), exchange(204, &[], ""), Is::Silent),
            (Demand::NoServerError, exchange(204, &[], ""), Is::Silent),
        ]
    }
}
