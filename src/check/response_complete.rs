//! A response comes whole: a status line, a header section, and content to the end that its head
//! announces (RFC 9112 §8).

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Rfc};
use crate::protocol::exchange::Observation;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ResponseComplete,
    rule: "a response is complete: status line, header section and content to its announced end",
    source: Rfc::COMPLETE.0,
    authorities: &[
        (Authority::Http, ""),
        (
            Authority::Assumed,
            "for an example that announces fewer bytes than it sends",
        ),
    ],
    example: concat!(
        r#"answer  HTTP/1.1 200 OK\r\nContent-Length: 68\r\n\r\n{"ticket":"T-1""#,
        "\n",
        "        and the connection is closed, 15 of 68 bytes having come",
    ),
    advice: "Find what ends the response early: a crash, the time limit of a proxy, a length that \
             was counted in characters. Announce the length that is sent, and send it all.",
    yields_to: &[],
    judge: Judge::Wire(judge),
};

fn judge(demand: &Demand, observation: &Observation) -> Judgement {
    if *demand != Demand::Complete {
        return Judgement::NotApplicable;
    }
    match &observation.cut {
        None => Judgement::Held,
        Some(how) => Judgement::Broken(Breach {
            message: format!("the response is not complete: {how}"),
            expected: "a complete response".to_owned(),
            actual: how.clone(),
        }),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange, observed};
    use crate::plan::Demand;
    use crate::protocol::exchange::Observation;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (Demand::Complete, exchange(204, &[], ""), Is::Silent),
            (Demand::Complete, observed(Observation::default()), Is::Held),
            (
                Demand::Complete,
                observed(Observation {
                    cut: Some("cut".to_owned()),
                    ..Observation::default()
                }),
                Is::Broken,
            ),
        ]
    }
}
