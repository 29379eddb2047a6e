//! Field names are compared without case (RFC 9110 §5.1): clients and proxies spell them as they like,
//! and HTTP/2 in lower case only.

use super::{Breach, Check, Judge, Judgement};
use crate::case::{Authority, Demand, Step};
use crate::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: "field-names-without-case",
    rule: "a documented request is served with its field names in any case",
    source: "RFC 9110 §5.1",
    authorities: &[(Authority::Http, "")],
    example: concat!(
        "sent    LOAN-TICKET: T-1\n",
        "answer  400 Bad Request, where `loan-ticket: T-1` is answered with 204 No Content",
    ),
    advice: "Compare field names without case: ask the HTTP library for a field by its name \
             rather than searching the names as they came. A proxy that filters by name is to be \
             asked the same.",
    yields_to: &["no-undocumented-redirect"],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::AnyFieldCase(documented) = demand else {
        return Judgement::NotApplicable;
    };
    let status = response.status;
    let holds = !status.is_error() || documented.contains(&status);
    Judgement::from_rule(holds, || Breach {
        message: format!(
            "with its field names in upper case the request was answered {}",
            status.code()
        ),
        expected: "the same as with any other spelling".to_owned(),
        actual: response.in_words(),
    })
}
