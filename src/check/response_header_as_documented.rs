//! A response header that the page promises is there.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ResponseHeaderAsDocumented,
    rule: "a response carries the headers that the page promises",
    source: "",
    authorities: &[
        (Authority::Documented, "for a request that it documents"),
        (
            Authority::Configured,
            "for a request that a fixture makes of an operation which is not itself tested",
        ),
        (
            Authority::Assumed,
            "for a request that is itself our reading, and where only an example shows the Location of what was made",
        ),
    ],
    example: concat!(
        "page    The `Location` header names the loan.\n",
        "answer  201 Created, without Location",
    ),
    advice: "Send the header with that status. Where it was given up, take the promise off the \
             page.",
    yields_to: &[
        CheckCode::NoUndocumentedRedirect,
        CheckCode::StatusAsDocumented,
    ],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::ResponseHeader(status, name) = demand else {
        return Judgement::NotApplicable;
    };
    if *status != response.status {
        return Judgement::NotApplicable;
    }
    Judgement::from_rule(response.header(name.as_str()).is_some(), || Breach {
        message: format!("the response has no {name}, which the page promises or shows"),
        expected: format!("{status} with a {name} header"),
        actual: format!("{} without it", response.status),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::Demand;
    use crate::protocol::HeaderName;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let name = |text| HeaderName::new(text).unwrap();
        vec![
            (
                Demand::ResponseHeader(status(202), name("Location")),
                exchange(202, &[("location", "/x")], ""),
                Is::Held,
            ),
            (
                Demand::ResponseHeader(status(202), name("Location")),
                exchange(202, &[], ""),
                Is::Broken,
            ),
        ]
    }
}
