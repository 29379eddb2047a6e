//! Nothing follows a response: on a connection that is kept, the next one would begin with it, and a
//! client's next call would fail (RFC 9112 §6.3; for a 204, RFC 9110 §6.4.1).

use super::{Breach, Check, Judge, Judgement};
use crate::plan::{Authority, Demand};
use crate::protocol::exchange::Observation;

pub(super) const CHECK: Check = Check {
    code: "no-bytes-after-response",
    rule: "no bytes follow a response before the next one",
    source: "RFC 9112 §6.3, RFC 9110 §6.4.1",
    authorities: &[(Authority::Http, "")],
    example: concat!(
        r"answer  HTTP/1.1 204 No Content\r\n\r\n{}",
        "\n",
        "        the next response on the connection then begins {}HTTP/1.1 200 OK",
    ),
    advice: "Write nothing after a 204, and no more content than Content-Length announces. A \
             handler that writes an empty object for \"no result\" is a common cause.",
    yields_to: &["response-complete", "head-well-formed", "no-framing-on-204"],
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
