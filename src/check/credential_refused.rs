//! A credential that is none is refused.

use super::{Breach, Check, Judgement, in_words};
use crate::case::{Demand, Step};
use crate::exchange::Exchange;

pub(super) const CHECK: Check = Check {
    code: "credential-refused",
    rule: "a request with an empty, malformed or unknown credential is refused with a 4xx",
    source: "",
    yields_to: &["no-undocumented-redirect"],
    judge,
};

fn judge(demand: &Demand, _step: &Step, exchange: &Exchange) -> Judgement {
    if *demand != Demand::CredentialRefused {
        return Judgement::NotApplicable;
    }
    let status = exchange.response.status;
    Judgement::from_rule(status.is_client_error(), || Breach {
        message: format!(
            "a request with a credential that is none was answered {}",
            status.code()
        ),
        expected: "refused: any 4xx".to_owned(),
        actual: in_words(exchange),
    })
}
