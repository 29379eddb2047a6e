//! A request without a required header is refused. Which 4xx is the service's choice where no
//! page states one.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::RequiredHeaderRefused,
    rule: "a request without a required header, or with an unusable one, is refused with a 4xx",
    source: "",
    authorities: &[
        (Authority::Documented, "for a header that is left out"),
        (Authority::Assumed, "for one that is empty"),
    ],
    example: concat!(
        "page    | loan-ticket | The ticket that was printed when the loan began. Required. |\n",
        "sent    POST /me/shelves/7/loans/end, without loan-ticket\n",
        "answer  204 No Content",
    ),
    advice: "Refuse the request with a 4xx, such as 400, before anything is done. Where the \
             service can do without the header, call it optional on the page.",
    yields_to: &[CheckCode::NoUndocumentedRedirect],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, step: &Step, response: &Received) -> Judgement {
    let Demand::HeaderRefused(name) = demand else {
        return Judgement::NotApplicable;
    };
    let status = response.status;
    let how = match step.plan.headers.iter().find(|(n, _)| n == name) {
        None => format!("without {name}"),
        Some((_, value)) if value.is_empty() => format!("with an empty {name}"),
        Some(_) => format!("with an unusable {name}"),
    };
    Judgement::of_refusal(status.is_refusal(), status, || Breach {
        message: format!(
            "a request {how} was answered {}, the page requires the header",
            status.code()
        ),
        expected: "refused: any 4xx".to_owned(),
        actual: response.in_words(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;
    use crate::protocol::HeaderName;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let name = |text| HeaderName::new(text).unwrap();
        vec![
            (
                Demand::HeaderRefused(name("a")),
                exchange(400, &[], ""),
                Is::Held,
            ),
            (
                Demand::HeaderRefused(name("a")),
                exchange(204, &[], ""),
                Is::Broken,
            ),
            (
                Demand::HeaderRefused(name("a")),
                exchange(500, &[], ""),
                Is::Silent,
            ),
        ]
    }
}
