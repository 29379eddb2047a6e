//! A 401 says how to authenticate (RFC 9110 §15.5.2).

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Rfc, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ChallengeOn401,
    rule: "a 401 carries WWW-Authenticate",
    source: Rfc::CHALLENGE.0,
    authorities: &[
        (Authority::Http, ""),
        (
            Authority::Assumed,
            "where the credential is in no field that challenges are for",
        ),
    ],
    example: "answer  401 Unauthorized, without WWW-Authenticate",
    advice: "Add WWW-Authenticate with the scheme that the service takes, such as `Bearer`, to \
             every 401, those of a gateway among them. Where signing in would not help, 403 is \
             the status.",
    yields_to: &[],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    if *demand != Demand::Challenge || response.status.code() != 401 {
        return Judgement::NotApplicable;
    }
    let challenge = response.header("www-authenticate");
    let holds = challenge.is_some_and(|value| !value.trim().is_empty());
    Judgement::from_rule(holds, || Breach {
        message: "the 401 carries no WWW-Authenticate".to_owned(),
        expected: "401 Unauthorized with a WWW-Authenticate header".to_owned(),
        actual: "401 Unauthorized without a challenge".to_owned(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::Challenge,
                exchange(401, &[("www-authenticate", "Bearer")], ""),
                Is::Held,
            ),
            (Demand::Challenge, exchange(401, &[], ""), Is::Broken),
            (Demand::Challenge, exchange(403, &[], ""), Is::Silent),
        ]
    }
}
