//! A response is one that clients read to its end: most give up a head long before we do, and no RFC
//! says where.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand};
use crate::protocol::exchange::Observation;

pub(super) const CHECK: Check = Check {
    code: CheckCode::HeadWithinBounds,
    rule: "a response's head is no longer than clients read",
    source: "",
    authorities: &[(Authority::Assumed, "")],
    example: "answer  HTTP/1.1 200 OK, and header lines without end",
    advice: "Find what adds headers in a loop or puts a document into one. Common clients stop at 8 \
             to 256 KiB or at a hundred headers; this one reads 64 KiB and 1,024 headers.",
    yields_to: &[],
    judge: Judge::Wire(judge),
};

fn judge(demand: &Demand, observation: &Observation) -> Judgement {
    if *demand != Demand::BoundedHead {
        return Judgement::NotApplicable;
    }
    match &observation.overlong {
        None => Judgement::Held,
        Some(what) => Judgement::Broken(Breach {
            message: format!("the response is not read to its end: {what}"),
            expected: "a head of at most 64 KiB and 1,024 headers".to_owned(),
            actual: what.clone(),
        }),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, observed};
    use crate::plan::Demand;
    use crate::protocol::exchange::Observation;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::BoundedHead,
                observed(Observation::default()),
                Is::Held,
            ),
            (
                Demand::BoundedHead,
                observed(Observation {
                    overlong: Some("its head is longer".to_owned()),
                    ..Observation::default()
                }),
                Is::Broken,
            ),
        ]
    }
}
