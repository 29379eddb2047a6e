//! The caller's credential does not come back: responses are logged and cached in places where
//! requests are not. A credential of fewer than 8 characters is not looked for.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, DISCLOSURE, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::SecretNotEchoed,
    rule: "a response does not repeat the caller's credential, in whatever form",
    source: DISCLOSURE,
    authorities: &[
        (Authority::Disclosure, "for an error"),
        (Authority::Assumed, "for a success"),
    ],
    example: concat!(
        "sent    Authorization: Bearer reader-7-secret\n",
        "answer  401 Unauthorized\n",
        r#"        {"error": {"code": "badToken", "message": "reader-7-secret has expired"}}"#,
    ),
    advice: "Leave the credential out of messages, headers and debug pages. One that came back \
             may lie in logs by now: replace it.",
    yields_to: &[],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let is_asked = match demand {
        Demand::NoEcho => !response.status.is_error(),
        Demand::NoEchoInError => response.status.is_error(),
        _ => false,
    };
    if !is_asked {
        return Judgement::NotApplicable;
    }
    Judgement::from_rule(response.echoes.is_empty(), || Breach {
        message: format!(
            "the response repeats the credential in {}",
            response.echoes.join(" and ")
        ),
        expected: "a response without the credential".to_owned(),
        actual: format!("the credential in {}", response.echoes.join(" and ")),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, received};
    use crate::plan::Demand;
    use crate::protocol::exchange::{Exchange, Received};

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::NoEcho,
                Exchange {
                    response: Ok(Received {
                        echoes: vec!["the body".to_owned()],
                        ..received(204)
                    }),
                    ..exchange(204, &[], "")
                },
                Is::Broken,
            ),
            (Demand::NoEcho, exchange(204, &[], ""), Is::Held),
            (Demand::NoEcho, exchange(401, &[], ""), Is::Silent),
            (
                Demand::NoEchoInError,
                Exchange {
                    response: Ok(Received {
                        echoes: vec!["the reason phrase".to_owned()],
                        ..received(401)
                    }),
                    ..exchange(401, &[], "")
                },
                Is::Broken,
            ),
        ]
    }
}
