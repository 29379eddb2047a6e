//! The media type is the documented one; parameters such as a charset are not compared.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ContentTypeAsDocumented,
    rule: "content comes with the media type that the page documents",
    source: "",
    authorities: &[
        (Authority::Documented, "for a request that it documents"),
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
        "page    Content-type: application/json, in the example response\n",
        "answer  200 OK\n",
        "        Content-Type: text/plain",
    ),
    advice: "Set Content-Type to the media type of the page; parameters such as charset are free. \
             Where the service is right, mend the example of the page.",
    yields_to: &[
        CheckCode::NoUndocumentedRedirect,
        CheckCode::StatusAsDocumented,
        CheckCode::BodyAsDocumented,
    ],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::ContentType(success, documented) = demand else {
        return Judgement::NotApplicable;
    };
    if !success.has(response.status) || response.body_length == 0 {
        return Judgement::NotApplicable;
    }
    let actual = response.media_type();
    Judgement::from_rule(actual.as_ref() == Some(documented), || {
        let shown = actual.unwrap_or_else(|| "no Content-Type".to_owned());
        Breach {
            message: format!("the content comes with {shown}, the page documents {documented}"),
            expected: format!("Content-Type: {documented}"),
            actual: shown,
        }
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::{Demand, Success};

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let json = ("Content-Type", "application/json; charset=utf-8");
        vec![
            (
                Demand::ContentType(
                    Success::Listed(vec![status(200)]),
                    "application/json".to_owned(),
                ),
                exchange(200, &[json], "{}"),
                Is::Held,
            ),
            (
                Demand::ContentType(
                    Success::Listed(vec![status(200)]),
                    "application/json".to_owned(),
                ),
                exchange(200, &[("content-type", "text/html")], "{}"),
                Is::Broken,
            ),
            (
                Demand::ContentType(
                    Success::Listed(vec![status(200)]),
                    "application/json".to_owned(),
                ),
                exchange(200, &[], "{}"),
                Is::Broken,
            ),
            (
                Demand::ContentType(Success::Any, "application/json".to_owned()),
                exchange(203, &[("content-type", "text/plain")], "{}"),
                Is::Broken,
            ),
        ]
    }
}
