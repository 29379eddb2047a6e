//! The status is one that the page documents.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step, Success};
use crate::protocol::Status;
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::StatusAsDocumented,
    rule: "the status of a documented request is one that the page documents",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for a request that it documents; where it states no status, for a 405, a 501, and a 404 on a path \
             without placeholders",
        ),
        (
            Authority::Configured,
            "for a request that a fixture makes of an operation which is not itself tested",
        ),
        (
            Authority::Assumed,
            "for another status than a 2xx where the page states none, for a 400, 409, 411, 415 or 422 where it says \
             nothing of the request's content or shows a sample of it by itself, for a 400, 404, 409, 410 or 422 where it \
             names other things by ids that the page shows, for a 409 that the page lists, for a preference that is ignored (RFC 7240 \
             §2), for a request body that only one of two contradicting places documents, and for an example that \
             announces fewer bytes than it sends",
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
    let code = status.code();
    let breach = |message: String, expected: String| {
        Judgement::Broken(Breach {
            message,
            expected,
            actual: response.in_words(),
        })
    };
    match demand {
        Demand::Status(success) | Demand::Served(success) if success.has(status) => Judgement::Held,
        Demand::MethodServed | Demand::PathServed if status.is_success() => Judgement::Held,
        Demand::StatusUnless(documented, _) if documented.contains(&status) => Judgement::Held,
        Demand::StatusUnless(_, excuse) if excuse.lets_by(status) => Judgement::NotApplicable,
        Demand::Status(Success::Listed(documented)) if is_told(status, documented, step) => {
            Judgement::NotApplicable
        }
        Demand::Status(Success::Listed(documented)) | Demand::StatusUnless(documented, _) => {
            let codes: Vec<String> = documented.iter().map(|s| s.code().to_string()).collect();
            let codes = codes.join(" or ");
            let message = format!("the service answered {code}, the page documents {codes}");
            breach(message, expected(documented, step))
        }
        // What the page does say is broken is told by itself.
        Demand::Status(Success::Any) if denies(status, step) => Judgement::NotApplicable,
        Demand::Status(Success::Any) => breach(
            format!("the service answered {code}, the page states no status"),
            "a 2xx".to_owned(),
        ),
        Demand::MethodServed if matches!(code, 405 | 501) => breach(
            format!("the service answered {code}, the page documents the method"),
            "the method to be served".to_owned(),
        ),
        Demand::PathServed if code == 404 => breach(
            format!("the service answered {code}, the page documents the path"),
            "the path to be served".to_owned(),
        ),
        _ => Judgement::NotApplicable,
    }
}

/// Whether the step takes more statuses than these, and not this one either, which is told by itself.
fn is_told(status: Status, documented: &[Status], step: &Step) -> bool {
    step.expectations.iter().any(|e| match &e.demand {
        Demand::Status(Success::Listed(others)) => {
            others.len() > documented.len() && !others.contains(&status)
        }
        Demand::StatusUnless(others, excuse) => {
            !others.contains(&status) && !excuse.lets_by(status)
        }
        _ => false,
    })
}

/// Whether a status denies what the step says is documented, the method or the path.
fn denies(status: Status, step: &Step) -> bool {
    let code = status.code();
    step.expectations.iter().any(|e| match e.demand {
        Demand::MethodServed => matches!(code, 405 | 501),
        Demand::PathServed => code == 404,
        Demand::NoServerError => status.is_failure_over_request(),
        _ => false,
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
    use crate::plan::{Demand, Excuse, Success};
    use crate::protocol::exchange::{Exchange, Failure};

    const CONFLICT: Excuse = Excuse {
        made: false,
        conflict: true,
        content: false,
        reference: false,
        state: None,
    };

    fn listed(code: u16) -> Success {
        Success::Listed(vec![status(code)])
    }

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::StatusUnless(vec![status(201)], CONFLICT),
                exchange(409, &[], ""),
                Is::Silent,
            ),
            (
                Demand::StatusUnless(vec![status(201)], CONFLICT),
                exchange(404, &[], ""),
                Is::Broken,
            ),
            (
                Demand::Status(listed(204)),
                exchange(204, &[], ""),
                Is::Held,
            ),
            (
                Demand::Status(listed(204)),
                exchange(200, &[], ""),
                Is::Broken,
            ),
            (
                Demand::Served(listed(204)),
                exchange(200, &[], ""),
                Is::Silent,
            ),
            (
                Demand::Status(Success::Any),
                exchange(202, &[], ""),
                Is::Held,
            ),
            (
                Demand::Status(Success::Any),
                exchange(302, &[], ""),
                Is::Broken,
            ),
            (
                Demand::StatusUnless(vec![status(204)], Excuse::CONTENT),
                exchange(422, &[], ""),
                Is::Silent,
            ),
            (
                Demand::StatusUnless(vec![status(204)], Excuse::CONTENT),
                exchange(404, &[], ""),
                Is::Broken,
            ),
            (Demand::MethodServed, exchange(200, &[], ""), Is::Held),
            (Demand::MethodServed, exchange(405, &[], ""), Is::Broken),
            (Demand::MethodServed, exchange(404, &[], ""), Is::Silent),
            (Demand::PathServed, exchange(204, &[], ""), Is::Held),
            (Demand::PathServed, exchange(404, &[], ""), Is::Broken),
            (Demand::PathServed, exchange(401, &[], ""), Is::Silent),
            (Demand::Challenge, exchange(200, &[], ""), Is::Silent),
            (
                Demand::Status(listed(204)),
                Exchange {
                    response: Err(Failure::Cut(String::new(), String::new())),
                    ..exchange(204, &[], "")
                },
                Is::Silent,
            ),
        ]
    }
}
