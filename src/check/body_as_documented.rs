//! The content is there exactly where the page says so.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::Status;
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::BodyAsDocumented,
    rule: "a response has content where the page documents some, and none where it documents none",
    source: "",
    authorities: &[
        (Authority::Documented, "for a request that it documents"),
        (
            Authority::Http,
            "for a 205, which has no content (RFC 9110 §15.3.6), where the page does not say that it is empty",
        ),
        (
            Authority::Configured,
            "for a request that a fixture makes of an operation which is not itself tested",
        ),
        (
            Authority::Assumed,
            "for a request that is itself our reading",
        ),
    ],
    example: concat!(
        "page    returns a `200 OK` response code and a loan object in the response body\n",
        "answer  200 OK\n",
        "        Content-Length: 0",
    ),
    advice: "Send content where the page documents some, and none where it documents none. Where \
             the service is right, mend the page and derive its table again.",
    yields_to: &[
        CheckCode::NoUndocumentedRedirect,
        CheckCode::StatusAsDocumented,
    ],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let (status, wanted) = match demand {
        Demand::EmptyBody(status) => (*status, false),
        Demand::SomeBody(status) => (*status, true),
        _ => return Judgement::NotApplicable,
    };
    if status != response.status {
        return Judgement::NotApplicable;
    }
    let came = response.body_length > 0;
    Judgement::from_rule(came == wanted, || Breach {
        message: if wanted {
            "the page documents a response body, the service sent none".to_owned()
        } else if status == Status::RESET_CONTENT {
            "a 205 has no content, the service sent some".to_owned()
        } else {
            "the page documents an empty response body, the service sent one".to_owned()
        },
        expected: format!("{status}, {}", if wanted { "a body" } else { "no body" }),
        actual: response.in_words(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let no_content = Demand::EmptyBody(status(204));
        vec![
            (no_content.clone(), exchange(204, &[], ""), Is::Held),
            (
                Demand::EmptyBody(status(200)),
                exchange(200, &[], "x"),
                Is::Broken,
            ),
            (
                Demand::SomeBody(status(200)),
                exchange(200, &[], ""),
                Is::Broken,
            ),
            (
                Demand::EmptyBody(status(205)),
                exchange(205, &[], "x"),
                Is::Broken,
            ),
            (no_content, exchange(200, &[], "x"), Is::Silent),
        ]
    }
}
