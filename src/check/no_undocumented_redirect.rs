//! A redirect comes only where one is documented. A `Location` elsewhere is followed by clients
//! that were never told to expect it, credentials and all.

use super::{Breach, Check, Judge, Judgement};
use crate::case::{Demand, Step};
use crate::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: "no-undocumented-redirect",
    rule: "the service redirects only where the page documents a redirect",
    source: "",
    yields_to: &[],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::NoRedirect(documented) = demand else {
        return Judgement::NotApplicable;
    };
    let status = response.status;
    let holds = !status.is_redirection() || documented.contains(&status);
    Judgement::from_rule(holds, || Breach {
        message: format!("the service redirected with {status}, the page documents no redirect"),
        expected: "no redirect".to_owned(),
        actual: match response.header("location") {
            Some(location) => format!("{}, Location: {location}", response.in_words()),
            None => response.in_words(),
        },
    })
}
