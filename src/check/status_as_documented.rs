//! The status is one that the page documents.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::Status;
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::StatusAsDocumented,
    rule: "the status of a documented request is one that the page documents",
    source: "",
    authorities: &[
        (Authority::Documented, "for a request that it documents"),
        (
            Authority::Assumed,
            "for a request body that only one of two contradicting places documents, and for an \
             example that announces fewer bytes than it sends",
        ),
    ],
    example: concat!(
        "page    If the loan was running, this method returns a `204 No Content` response code.\n",
        "answer  200 OK",
    ),
    advice: "Answer with the status that the page names. Where the service is right, mend the \
             page and derive its table again.",
    yields_to: &[CheckCode::NoUndocumentedRedirect],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, step: &Step, response: &Received) -> Judgement {
    let status = response.status;
    let documented = match demand {
        Demand::Status(documented) => documented,
        Demand::Served(statuses) if statuses.contains(&status) => return Judgement::Held,
        _ => return Judgement::NotApplicable,
    };
    Judgement::from_rule(documented.contains(&status), || {
        let codes: Vec<String> = documented.iter().map(|s| s.code().to_string()).collect();
        Breach {
            message: format!(
                "the service answered {}, the page documents {}",
                status.code(),
                codes.join(" or ")
            ),
            expected: expected(documented, step),
            actual: response.in_words(),
        }
    })
}

/// The documented statuses, with `no body` where the same step demands it.
fn expected(documented: &[Status], step: &Step) -> String {
    let shown: Vec<String> = documented
        .iter()
        .map(|status| {
            let empty = step
                .expectations
                .iter()
                .any(|e| e.demand == Demand::EmptyBody(*status));
            let body = if empty { ", no body" } else { "" };
            format!("{status}{body}")
        })
        .collect();
    shown.join(" or ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::Demand;
    use crate::protocol::exchange::{Exchange, Failure};

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::Status(vec![status(204)]),
                exchange(204, &[], ""),
                Is::Held,
            ),
            (
                Demand::Status(vec![status(204)]),
                exchange(200, &[], ""),
                Is::Broken,
            ),
            (
                Demand::Served(vec![status(204)]),
                exchange(200, &[], ""),
                Is::Silent,
            ),
            (Demand::Challenge, exchange(200, &[], ""), Is::Silent),
            (
                Demand::Status(vec![status(204)]),
                Exchange {
                    response: Err(Failure::Cut(String::new(), String::new())),
                    ..exchange(204, &[], "")
                },
                Is::Silent,
            ),
        ]
    }
}
