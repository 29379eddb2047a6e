//! A response comes whole: a status line, a header section, and content to the end that its head
//! announces (RFC 9112 §8).

use super::{Breach, Check, Judge, Judgement};
use crate::case::Demand;
use crate::exchange::Observation;

pub(super) const CHECK: Check = Check {
    code: "response-complete",
    rule: "a response is complete: status line, header section and content to its announced end",
    source: "RFC 9112 §8",
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
