//! The rules that must hold of an exchange: the table of checks, one file a check.
//!
//! A check sees the demand, the step and the exchange; never the page, never which target it was.
//! The table's order is the order of causes.

mod allow_on_405;
mod body_as_documented;
mod challenge_on_401;
mod content_type_as_documented;
mod credential_refused;
mod current_http_version;
mod error_body_as_documented;
mod error_status_as_documented;
mod field_names_without_case;
mod head_well_formed;
mod head_within_bounds;
mod no_bytes_after_response;
mod no_framing_on_204;
mod no_server_error;
mod no_unasked_interim_response;
mod no_undocumented_redirect;
mod release_takes_effect;
mod required_header_refused;
mod response_complete;
mod response_header_as_documented;
mod response_within_limit;
mod secret_not_echoed;
mod status_as_documented;
mod undocumented_method_refused;
mod unknown_value_refused;
pub(crate) mod verdict;

use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::{Exchange, Observation, Received, Wire};

/// One rule.
#[derive(Debug)]
pub(crate) struct Check {
    /// The stable kebab-case code: the rule that holds.
    pub code: &'static str,
    /// The rule in one sentence.
    pub rule: &'static str,
    /// The RFC section or the flag behind the rule; empty where pages alone are.
    pub source: &'static str,
    /// Who makes its demands, and of which requests; no words where that is all of them.
    pub authorities: &'static [(Authority, &'static str)],
    /// What a page says or what was sent, and an answer that breaks the rule.
    pub example: &'static str,
    /// What the owner of the service, or of the page, does next.
    pub advice: &'static str,
    /// Checks that, once broken, have named the cause already.
    pub yields_to: &'static [&'static str],
    /// Judges one demand; a demand of another check's kind is not applicable.
    pub judge: Judge,
}

/// What a check looks at: where that is not there, the check is not applicable.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Judge {
    /// A whole response.
    Response(fn(&Demand, &Step, &Received) -> Judgement),
    /// The bytes on the wire.
    Wire(fn(&Demand, &Observation) -> Judgement),
    /// The exchange, also one without a response.
    Exchange(fn(&Demand, &Step, &Exchange) -> Judgement),
}

/// What a check says of a demand.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// The rule was put to the test and held.
    Held,
    /// The rule was put to the test and did not hold.
    Broken(Breach),
    /// The rule says nothing of this exchange.
    NotApplicable,
}

/// How a rule was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Breach {
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// What was promised.
    pub expected: String,
    /// What came.
    pub actual: String,
}

/// Every check, in the order of causes.
pub(crate) const CHECKS: &[Check] = &[
    response_complete::CHECK,
    head_well_formed::CHECK,
    head_within_bounds::CHECK,
    no_undocumented_redirect::CHECK,
    field_names_without_case::CHECK,
    status_as_documented::CHECK,
    credential_refused::CHECK,
    required_header_refused::CHECK,
    undocumented_method_refused::CHECK,
    unknown_value_refused::CHECK,
    release_takes_effect::CHECK,
    no_server_error::CHECK,
    error_status_as_documented::CHECK,
    body_as_documented::CHECK,
    no_framing_on_204::CHECK,
    no_bytes_after_response::CHECK,
    content_type_as_documented::CHECK,
    response_header_as_documented::CHECK,
    challenge_on_401::CHECK,
    allow_on_405::CHECK,
    error_body_as_documented::CHECK,
    current_http_version::CHECK,
    no_unasked_interim_response::CHECK,
    secret_not_echoed::CHECK,
    response_within_limit::CHECK,
];

/// Checks after whose breach the later steps of a case say nothing: what they build on is not
/// there.
pub(crate) const ENDS_CASE: &[&str] = &[
    response_complete::CHECK.code,
    head_within_bounds::CHECK.code,
    no_undocumented_redirect::CHECK.code,
    status_as_documented::CHECK.code,
];

impl Judgement {
    /// Held, or broken with what `breach` says.
    fn from_rule(holds: bool, breach: impl FnOnce() -> Breach) -> Self {
        if holds {
            Self::Held
        } else {
            Self::Broken(breach())
        }
    }
}

impl Check {
    /// Judges a demand by as much of the exchange as the check looks at.
    pub(crate) fn judge(&self, demand: &Demand, step: &Step, exchange: &Exchange) -> Judgement {
        match (self.judge, &exchange.response, &exchange.wire) {
            (Judge::Response(judge), Ok(response), _) => judge(demand, step, response),
            (Judge::Wire(judge), _, Wire::Observed(observation)) => judge(demand, observation),
            (Judge::Exchange(judge), _, _) => judge(demand, step, exchange),
            (Judge::Response(_), Err(_), _) | (Judge::Wire(_), _, Wire::NotObserved) => {
                Judgement::NotApplicable
            }
        }
    }
}

#[cfg(test)]
mod tests;
