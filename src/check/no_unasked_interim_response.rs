//! An interim response comes where it was asked for. HTTP allows others (RFC 9110 §15.2); clients that
//! take the first status line for the answer are many.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand};
use crate::protocol::exchange::Observation;

pub(super) const CHECK: Check = Check {
    code: CheckCode::NoUnaskedInterimResponse,
    rule: "no interim response (1xx) comes that the request did not ask for",
    source: "RFC 9110 §15.2",
    authorities: &[(Authority::Assumed, "")],
    example: r"answer  HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    advice: "Switch interim responses off for requests that did not ask with `Expect: \
             100-continue`. HTTP allows them: keep them where every client reads on to the final \
             status.",
    yields_to: &[],
    judge: Judge::Wire(judge),
};

fn judge(demand: &Demand, observation: &Observation) -> Judgement {
    if *demand != Demand::NoInterim || observation.version.is_none() {
        return Judgement::NotApplicable;
    }
    let interim: Vec<String> = observation
        .interim
        .iter()
        .map(ToString::to_string)
        .collect();
    Judgement::from_rule(interim.is_empty(), || Breach {
        message: format!("{} came before the answer", interim.join(", ")),
        expected: "the answer alone".to_owned(),
        actual: interim.join(", "),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, observed, status, version};
    use crate::plan::Demand;
    use crate::protocol::exchange::Observation;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (Demand::NoInterim, observed(version("HTTP/1.1")), Is::Held),
            (
                Demand::NoInterim,
                observed(Observation {
                    interim: vec![status(103)],
                    ..version("HTTP/1.1")
                }),
                Is::Broken,
            ),
        ]
    }
}
