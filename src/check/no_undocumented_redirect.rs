//! A redirect comes only where one is documented. A `Location` elsewhere is followed by clients
//! that were never told to expect it, credentials and all.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::NoUndocumentedRedirect,
    rule: "the service redirects only where the page documents a redirect",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for a request that it documents, or that lacks a required header",
        ),
        (
            Authority::Family,
            "for a bad credential, where it documents a status for one",
        ),
        (
            Authority::Http,
            "for field names in another case (RFC 9110 §5.1)",
        ),
        (
            Authority::Configured,
            "for a request that a fixture makes of an operation which is not itself tested",
        ),
        (Authority::Assumed, "for any other request"),
    ],
    example: concat!(
        "page    `204 No Content`, and no redirect\n",
        "answer  302 Found\n",
        "        Location: https://sign-in.example.com/",
    ),
    advice: "Answer on the documented path itself, and give the final address as --target: http \
             for https, or a missing part of the base, is often all there is to it. Where the \
             redirect is meant, document its status on the page.",
    yields_to: &[],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::NoRedirect(documented) = demand else {
        return Judgement::NotApplicable;
    };
    let status = response.status;
    let holds = !status.is_redirection() || documented.contains(&status);
    Judgement::from_rule(holds, || Breach {
        message: format!("the service redirected with {status}, the page documents no redirect"),
        expected: "no redirect".to_owned(),
        actual: match response.header("location") {
            Some(location) => format!("{}, Location: {location}", response.in_words()),
            None => response.in_words(),
        },
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (Demand::NoRedirect(vec![]), exchange(204, &[], ""), Is::Held),
            (
                Demand::NoRedirect(vec![]),
                exchange(302, &[], ""),
                Is::Broken,
            ),
            (
                Demand::NoRedirect(vec![status(302)]),
                exchange(302, &[], ""),
                Is::Held,
            ),
        ]
    }
}
