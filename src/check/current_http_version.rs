//! An HTTP/1.1 request is answered in HTTP/1.1: an older answer takes the kept connection and chunks
//! away. RFC 9110 §6.2 asks a server for it where it conforms to 1.1; whether it does, no page says.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand};
use crate::protocol::exchange::Observation;

pub(super) const CHECK: Check = Check {
    code: CheckCode::CurrentHttpVersion,
    rule: "an HTTP/1.1 request is answered with HTTP/1.1",
    source: "RFC 9110 §6.2",
    authorities: &[(Authority::Assumed, "")],
    example: concat!(
        "sent    POST /me/shelves/7/loans/end HTTP/1.1\n",
        "answer  HTTP/1.0 204 No Content",
    ),
    advice: "Look for an old server, or for a proxy that is set to HTTP/1.0, and let it speak \
             HTTP/1.1. What is HTTP/1.0 on purpose may stay: this fails only with --strict.",
    yields_to: &[],
    judge: Judge::Wire(judge),
};

fn judge(demand: &Demand, observation: &Observation) -> Judgement {
    let (Demand::CurrentVersion, Some(version)) = (demand, &observation.version) else {
        return Judgement::NotApplicable;
    };
    Judgement::from_rule(version == "HTTP/1.1", || Breach {
        message: format!("an HTTP/1.1 request was answered with {version}"),
        expected: "HTTP/1.1".to_owned(),
        actual: version.clone(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, observed, version};
    use crate::plan::Demand;
    use crate::protocol::exchange::Observation;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::CurrentVersion,
                observed(Observation::default()),
                Is::Silent,
            ),
            (
                Demand::CurrentVersion,
                observed(version("HTTP/1.1")),
                Is::Held,
            ),
            (
                Demand::CurrentVersion,
                observed(version("HTTP/1.0")),
                Is::Broken,
            ),
        ]
    }
}
