//! A 405 lists the methods that are allowed (RFC 9110 §15.5.6); the list may be empty.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Rfc, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::AllowOn405,
    rule: "a 405 carries Allow",
    source: Rfc::ALLOW.0,
    authorities: &[(Authority::Http, "")],
    example: concat!(
        "sent    GET /me/shelves/7/loans/renew\n",
        "answer  405 Method Not Allowed, without Allow",
    ),
    advice: "Add Allow with the methods that the path takes, such as `Allow: POST`. It may be \
             empty where the path takes none.",
    yields_to: &[],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    if *demand != Demand::Allow || response.status.code() != 405 {
        return Judgement::NotApplicable;
    }
    Judgement::from_rule(response.header("allow").is_some(), || Breach {
        message: "the 405 carries no Allow".to_owned(),
        expected: "405 Method Not Allowed with an Allow header".to_owned(),
        actual: "405 Method Not Allowed without it".to_owned(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (Demand::Allow, exchange(405, &[("allow", "")], ""), Is::Held),
            (Demand::Allow, exchange(405, &[], ""), Is::Broken),
            (Demand::Allow, exchange(404, &[], ""), Is::Silent),
        ]
    }
}
