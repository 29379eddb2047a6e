//! A request with a flaw for which the page lists an error is refused.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::FlawRefused,
    rule: "a request with a flaw is refused with a 4xx: content of a type that nobody knows (415) or that is no JSON \
           (400 or 422), an Accept that nothing can meet (406), a range behind the end (416), an If-Match that \
           nothing can meet (412), a query or content without what it must have, or with what is of no type, beyond \
           a bound, too long or too short (400 or 422), the content of what is there already (409, 422 or 400)",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "where it lists the error, and for a value where it says what of it is refused or that it must be there",
        ),
        (
            Authority::Assumed,
            "for content that is no JSON, and a value of which no error says anything",
        ),
    ],
    example: concat!(
        "page    415: the content is no slip\n",
        "sent    Content-Type: application/vnd.as-documented.unknown\n",
        "answer  201 Created",
    ),
    advice: "Check Content-Type, content, Accept, Range, If-Match and the query before doing what is asked for. Where the service \
             is right, take the error off the page.",
    yields_to: &[CheckCode::NoUndocumentedRedirect],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::FlawRefused(flaw, documented) = demand else {
        return Judgement::NotApplicable;
    };
    let status = response.status;
    Judgement::of_refusal(status.is_refusal(), status, || Breach {
        message: format!("a request with {} was answered {}", flaw, status.code()),
        expected: match documented {
            Some(documented) => format!("{documented}, as the page lists, or any other 4xx"),
            None => "refused: any 4xx".to_owned(),
        },
        actual: response.in_words(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let demand = || Demand::FlawRefused("other content".to_owned(), Some(status(415)));
        vec![
            (demand(), exchange(415, &[], ""), Is::Held),
            (demand(), exchange(400, &[], ""), Is::Held),
            (demand(), exchange(201, &[], ""), Is::Broken),
            (demand(), exchange(500, &[], ""), Is::Silent),
        ]
    }
}
