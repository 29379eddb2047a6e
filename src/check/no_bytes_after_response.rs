//! Nothing follows a response: on a connection that is kept, the next one would begin with it, and a
//! client's next call would fail (RFC 9112 §6.3; for a 204, RFC 9110 §6.4.1).

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Rfc};
use crate::protocol::exchange::Observation;

pub(super) const CHECK: Check = Check {
    code: CheckCode::NoBytesAfterResponse,
    rule: "no bytes follow a response before the next one",
    source: Rfc::NOTHING_AFTER.0,
    authorities: &[(Authority::Http, "")],
    example: concat!(
        r"answer  HTTP/1.1 204 No Content\r\n\r\n{}",
        "\n",
        "        the next response on the connection then begins {}HTTP/1.1 200 OK",
    ),
    advice: "Write nothing after a 204, and no more content than Content-Length announces. A \
             handler that writes an empty object for \"no result\" is a common cause.",
    yields_to: &[
        CheckCode::ResponseComplete,
        CheckCode::HeadWellFormed,
        CheckCode::NoFramingOn204,
    ],
    judge: Judge::Wire(judge),
};

/// How many of the bytes are shown.
const SHOWN: usize = 40;

fn judge(demand: &Demand, observation: &Observation) -> Judgement {
    if *demand != Demand::NothingAfter {
        return Judgement::NotApplicable;
    }
    let surplus = &observation.surplus;
    Judgement::from_rule(surplus.is_empty(), || {
        let plural = if surplus.len() == 1 { "" } else { "s" };
        let least = if observation.surplus_truncated {
            "at least "
        } else {
            ""
        };
        let shown = surplus[..surplus.len().min(SHOWN)].escape_ascii();
        Breach {
            message: format!(
                "{least}{} byte{plural} followed the end of the response",
                surplus.len()
            ),
            expected: "nothing after the response".to_owned(),
            actual: format!("{least}{} byte{plural}, beginning `{shown}`", surplus.len()),
        }
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
                Demand::NothingAfter,
                observed(Observation::default()),
                Is::Held,
            ),
            (
                Demand::NothingAfter,
                observed(Observation {
                    surplus: b"{}".to_vec(),
                    ..Observation::default()
                }),
                Is::Broken,
            ),
        ]
    }
}
