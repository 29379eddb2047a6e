//! Field names are compared without case (RFC 9110 §5.1): clients and proxies spell them as they like,
//! and HTTP/2 in lower case only.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Alteration, Authority, Demand, Rfc, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::FieldNamesWithoutCase,
    rule: "a documented request is served with its field names in any case",
    source: Rfc::FIELD_NAMES.0,
    authorities: &[(Authority::Http, "")],
    example: concat!(
        "sent    LOAN-TICKET: T-1\n",
        "answer  400 Bad Request, where `loan-ticket: T-1` is answered with 204 No Content",
    ),
    advice: "Compare field names without case: ask the HTTP library for a field by its name \
             rather than searching the names as they came. A proxy that filters by name is to be \
             asked the same.",
    yields_to: &[CheckCode::NoUndocumentedRedirect],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let status = response.status;
    match demand {
        Demand::Unharmed(Alteration::UpperCase) if !status.is_error() => Judgement::Held,
        Demand::HarmedAsWell(Alteration::UpperCase) if !status.is_error() => {
            Judgement::Broken(Breach {
                message: "a request was refused for having its field names in upper case"
                    .to_owned(),
                expected: "the same answer to any spelling of the names".to_owned(),
                actual: format!("refused in upper case; as the page writes them {status}"),
            })
        }
        _ => Judgement::NotApplicable,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::{Alteration, Demand};

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::Unharmed(Alteration::UpperCase),
                exchange(200, &[], ""),
                Is::Held,
            ),
            (
                Demand::HarmedAsWell(Alteration::UpperCase),
                exchange(204, &[], ""),
                Is::Broken,
            ),
        ]
    }
}
