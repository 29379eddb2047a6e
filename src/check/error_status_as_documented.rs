//! A refusal has the status that the page for the whole API documents for its cause.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::Status;
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ErrorStatusAsDocumented,
    rule: "a refusal has the status that the family's errors page documents for its cause, or one that its own \
           page documents where that lists the cause's",
    source: "",
    authorities: &[
        (Authority::Family, "for a missing or bad credential"),
        (
            Authority::Documented,
            "where it lists the status that HTTP has for the cause: 401 for a credential, 400 for a header that is \
             left out, 404 for an unknown value, 415 for a content type, and so on",
        ),
        (
            Authority::Assumed,
            "for a 400 or 422 to an unknown value, where it lists 404",
        ),
    ],
    example: concat!(
        "page    the errors page: 401 where the credential is missing or not valid\n",
        "sent    POST /me/shelves/7/loans/end, without Authorization\n",
        "answer  403 Forbidden",
    ),
    advice: "Refuse with the status of the errors page: clients decide by it what to try next. \
             Where the service is right, mend the errors page and the table of the family.",
    yields_to: &[
        CheckCode::NoUndocumentedRedirect,
        CheckCode::CredentialRefused,
        CheckCode::RequiredHeaderRefused,
    ],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let status = response.status;
    let breach = |who: &str, documented: &[Status]| {
        let codes: Vec<String> = documented.iter().map(|s| s.code().to_string()).collect();
        let words: Vec<String> = documented.iter().map(ToString::to_string).collect();
        Breach {
            message: format!(
                "the service refused with {}, {who} documents {}",
                status.code(),
                codes.join(" or ")
            ),
            expected: words.join(" or "),
            actual: response.in_words(),
        }
    };
    match demand {
        Demand::FamilyStatus(documented) => {
            Judgement::of_refusal(status == *documented, status, || {
                breach("the errors page", &[*documented])
            })
        }
        Demand::ErrorStatus { documented, let_by } if status.is_refusal() => {
            match documented.first() == Some(&status) {
                true => Judgement::Held,
                // Another documented one may be that of a cause before this one.
                false if documented.contains(&status) || let_by.contains(&status) => {
                    Judgement::NotApplicable
                }
                false => Judgement::Broken(breach("the page", documented)),
            }
        }
        Demand::NotOtherError(documented, others) if others.contains(&status) => {
            Judgement::Broken(breach("the page, of what is not there,", &[*documented]))
        }
        _ => Judgement::NotApplicable,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::Demand;
    use crate::protocol::Status;

    fn listed(documented: &[Status]) -> Demand {
        Demand::ErrorStatus {
            documented: documented.to_vec(),
            let_by: vec![status(422)],
        }
    }

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::FamilyStatus(status(401)),
                exchange(401, &[], ""),
                Is::Held,
            ),
            (
                Demand::FamilyStatus(status(401)),
                exchange(403, &[], ""),
                Is::Broken,
            ),
            (
                listed(&[status(404), status(400)]),
                exchange(404, &[], ""),
                Is::Held,
            ),
            (
                listed(&[status(404), status(400)]),
                exchange(400, &[], ""),
                Is::Silent,
            ),
            (
                listed(&[status(404), status(400)]),
                exchange(410, &[], ""),
                Is::Broken,
            ),
            (
                Demand::NotOtherError(status(404), vec![status(400)]),
                exchange(400, &[], ""),
                Is::Broken,
            ),
            (listed(&[status(404)]), exchange(422, &[], ""), Is::Silent),
            (
                Demand::NotOtherError(status(404), vec![status(400)]),
                exchange(403, &[], ""),
                Is::Silent,
            ),
            (listed(&[status(404)]), exchange(204, &[], ""), Is::Silent),
        ]
    }
}
