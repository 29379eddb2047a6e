//! A redirect comes only where one is documented. A `Location` elsewhere is followed by clients
//! that were never told to expect it, credentials and all.

use super::{Breach, Check, Judgement, in_words};
use crate::case::{Demand, Step};
use crate::exchange::Exchange;

pub(super) const CHECK: Check = Check {
    code: "no-undocumented-redirect",
    rule: "the service redirects only where the page documents a redirect",
    source: "",
    yields_to: &[],
    judge,
};

fn judge(demand: &Demand, _step: &Step, exchange: &Exchange) -> Judgement {
    let Demand::NoRedirect(documented) = demand else {
        return Judgement::NotApplicable;
    };
    let status = exchange.response.status;
    let holds = !status.is_redirection() || documented.contains(&status);
    Judgement::from_rule(holds, || Breach {
        message: format!("the service redirected with {status}, the page documents no redirect"),
        expected: "no redirect".to_owned(),
        actual: match exchange.response.header("location") {
            Some(location) => format!("{}, Location: {location}", in_words(exchange)),
            None => in_words(exchange),
        },
    })
}
