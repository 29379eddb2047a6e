//! What was released cannot be used any more: a success that changed nothing is the error that a
//! status cannot show.

use super::{Breach, Check, Judge, Judgement};
use crate::case::{Demand, Step};
use crate::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: "release-takes-effect",
    rule: "what an operation released is refused with a 4xx afterwards",
    source: "",
    yields_to: &["no-undocumented-redirect"],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::Released(name) = demand else {
        return Judgement::NotApplicable;
    };
    let status = response.status;
    Judgement::from_rule(status.is_client_error(), || Breach {
        message: format!(
            "{{{name}}} was released, and a request with it was answered {}",
            status.code()
        ),
        expected: "refused: any 4xx".to_owned(),
        actual: response.in_words(),
    })
}
