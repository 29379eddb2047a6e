//! The response is complete within the limit that the user gave.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, MAX_RESPONSE_TIME, Step};
use crate::protocol::exchange::{Exchange, Failure};

pub(super) const CHECK: Check = Check {
    code: CheckCode::ResponseWithinLimit,
    rule: "a response is complete within --max-response-time",
    source: MAX_RESPONSE_TIME,
    authorities: &[(Authority::Configured, "")],
    example: concat!(
        "limit   --max-response-time 500ms\n",
        "answer  204 No Content, complete after 730 ms",
    ),
    advice: "Find what is slow, in the service or on the way to it. Where the limit is tighter \
             than anyone needs, give a longer one.",
    yields_to: &[],
    judge: Judge::Exchange(judge),
};

fn judge(demand: &Demand, _step: &Step, exchange: &Exchange) -> Judgement {
    let Demand::Within(limit) = demand else {
        return Judgement::NotApplicable;
    };
    // One that was given up has taken too long as well; one that failed otherwise says nothing.
    if !matches!(exchange.response, Ok(_) | Err(Failure::TimedOut(_))) {
        return Judgement::NotApplicable;
    }
    Judgement::from_rule(exchange.elapsed <= *limit, || Breach {
        message: format!(
            "the response took {} ms, the limit is {} ms",
            exchange.elapsed.as_millis(),
            limit.as_millis()
        ),
        expected: format!("at most {} ms", limit.as_millis()),
        actual: format!("{} ms", exchange.elapsed.as_millis()),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;
    use crate::protocol::exchange::{Exchange, Failure};
    use std::time::Duration;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        vec![
            (
                Demand::Within(Duration::from_secs(1)),
                exchange(204, &[], ""),
                Is::Held,
            ),
            (
                Demand::Within(Duration::from_millis(1)),
                exchange(204, &[], ""),
                Is::Broken,
            ),
            (
                Demand::Within(Duration::from_millis(10)),
                Exchange {
                    response: Err(Failure::TimedOut(Duration::from_millis(20))),
                    ..exchange(204, &[], "")
                },
                Is::Broken,
            ),
            (
                Demand::Within(Duration::from_millis(10)),
                Exchange {
                    response: Err(Failure::Cut(String::new(), String::new())),
                    ..exchange(204, &[], "")
                },
                Is::Silent,
            ),
        ]
    }
}
