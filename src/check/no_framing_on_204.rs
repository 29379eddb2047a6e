//! A 204 ends with its header section: a Content-Length or Transfer-Encoding in it leads clients
//! to wait for, or to skip, bytes that are not there (RFC 9110 §8.6, RFC 9112 §6.1).

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Rfc, Step};
use crate::protocol::Status;
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::NoFramingOn204,
    rule: "a 204 carries neither Content-Length nor Transfer-Encoding",
    source: Rfc::NO_FRAMING.0,
    authorities: &[(Authority::Http, "")],
    example: concat!("answer  204 No Content\n", "        Content-Length: 0",),
    advice: "Leave both headers out of a 204. Where a framework or a proxy adds them, that is the \
             place to switch it off.",
    yields_to: &[],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    if *demand != Demand::NoFraming || response.status != Status::NO_CONTENT {
        return Judgement::NotApplicable;
    }
    let framing: Vec<String> = ["Content-Length", "Transfer-Encoding"]
        .iter()
        .filter_map(|name| Some(format!("{name}: {}", response.header(name)?)))
        .collect();
    Judgement::from_rule(framing.is_empty(), || Breach {
        message: format!("the 204 carries {}", framing.join(" and ")),
        expected: "204 No Content without Content-Length and Transfer-Encoding".to_owned(),
        actual: framing.join(", "),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::NoFraming,
                exchange(204, &[("Content-Type", "a/b")], ""),
                Is::Held,
            ),
            (
                Demand::NoFraming,
                exchange(204, &[("content-length", "0")], ""),
                Is::Broken,
            ),
            (
                Demand::NoFraming,
                exchange(204, &[("Transfer-Encoding", "chunked")], ""),
                Is::Broken,
            ),
            (
                Demand::NoFraming,
                exchange(200, &[("content-length", "0")], ""),
                Is::Silent,
            ),
        ]
    }
}
