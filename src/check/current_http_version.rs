//! An HTTP/1.1 request is answered in HTTP/1.1: an older answer takes the kept connection and chunks
//! away. RFC 9110 §6.2 asks a server for it where it conforms to 1.1; whether it does, no page says.

use super::{Breach, Check, Judge, Judgement};
use crate::case::Demand;
use crate::exchange::Observation;

pub(super) const CHECK: Check = Check {
    code: "current-http-version",
    rule: "an HTTP/1.1 request is answered with HTTP/1.1",
    source: "RFC 9110 §6.2",
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
