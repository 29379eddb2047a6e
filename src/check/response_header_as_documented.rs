//! A response header that the page promises is there.

use super::{Breach, Check, Judgement};
use crate::case::{Demand, Step};
use crate::exchange::Exchange;

pub(super) const CHECK: Check = Check {
    code: "response-header-as-documented",
    rule: "a response carries the headers that the page promises",
    source: "",
    yields_to: &["no-undocumented-redirect", "status-as-documented"],
    judge,
};

fn judge(demand: &Demand, _step: &Step, exchange: &Exchange) -> Judgement {
    let Demand::ResponseHeader(status, name) = demand else {
        return Judgement::NotApplicable;
    };
    let response = &exchange.response;
    if *status != response.status {
        return Judgement::NotApplicable;
    }
    Judgement::from_rule(response.header(name.as_str()).is_some(), || Breach {
        message: format!("the response has no {name}, the page promises one"),
        expected: format!("{status} with a {name} header"),
        actual: format!("{} without it", response.status),
    })
}
