//! The head of a response is one that every client reads alike. Readers differ in what they forgive,
//! and that is how one response becomes two.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Rfc};
use crate::protocol::exchange::Observation;

pub(super) const CHECK: Check = Check {
    code: CheckCode::HeadWellFormed,
    rule: "a response's head keeps HTTP's grammar: CRLF line ends, no NUL, one Content-Length",
    source: Rfc::WELL_FORMED_HEAD.0,
    authorities: &[(Authority::Http, "")],
    example: concat!(
        r"answer  HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 20\r\n\r\n{}",
        "\n",
        "        one client reads two bytes, another waits for eighteen more",
    ),
    advice: "Let the HTTP library write the head, and look for a proxy that adds a line of its \
             own. The violation names each defect with its section.",
    yields_to: &[],
    judge: Judge::Wire(judge),
};

fn judge(demand: &Demand, observation: &Observation) -> Judgement {
    if *demand != Demand::WellFormedHead {
        return Judgement::NotApplicable;
    }
    let defects = observation.defects.join("; ");
    Judgement::from_rule(defects.is_empty(), || Breach {
        message: format!("the head of the response is not well-formed: {defects}"),
        expected: "a head that keeps HTTP's grammar".to_owned(),
        actual: defects.clone(),
    })
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
                Demand::WellFormedHead,
                observed(Observation::default()),
                Is::Held,
            ),
            (
                Demand::WellFormedHead,
                observed(Observation {
                    defects: vec!["NUL".to_owned()],
                    ..Observation::default()
                }),
                Is::Broken,
            ),
        ]
    }
}
