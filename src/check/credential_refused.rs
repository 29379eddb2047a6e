//! A credential that is none is refused.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::CredentialRefused,
    rule: "a request with an empty, malformed or unknown credential is refused with a 4xx, and so is one with \
           another caller's credential for what the first was given",
    source: "",
    authorities: &[
        (
            Authority::Family,
            "where it documents a status for a bad credential",
        ),
        (
            Authority::Documented,
            "where it lists 401, and 403 for another caller's",
        ),
        (Authority::Assumed, "where none does"),
    ],
    example: concat!(
        "sent    Authorization: Bearer as-documented-unknown-credential\n",
        "answer  204 No Content",
    ),
    advice: "Verify the credential before the request is served, and refuse one that is empty, \
             lacks its token or was never issued. A target that takes any credential on purpose \
             cannot show this: test one that does not. For what is another's, look up whose it is before it is \
             served; what all may see is no fixture's.",
    yields_to: &[CheckCode::NoUndocumentedRedirect],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let status = response.status;
    let said = match demand {
        Demand::CredentialRefused => "a request with a credential that is none".to_owned(),
        Demand::OthersRefused(variable) => {
            format!("a request of another caller for the {{{variable}}} that the first was given")
        }
        _ => return Judgement::NotApplicable,
    };
    Judgement::of_refusal(status.is_refusal(), status, || Breach {
        message: format!("{said} was answered {}", status.code()),
        expected: "refused: any 4xx".to_owned(),
        actual: response.in_words(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;

    fn others() -> Demand {
        Demand::OthersRefused("ticket".to_owned())
    }

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (Demand::CredentialRefused, exchange(403, &[], ""), Is::Held),
            (others(), exchange(404, &[], ""), Is::Held),
            (others(), exchange(200, &[], "{}"), Is::Broken),
            (
                Demand::CredentialRefused,
                exchange(204, &[], ""),
                Is::Broken,
            ),
        ]
    }
}
