//! The rules that must hold of an exchange: the table of checks, one file a check.
//!
//! A check sees the demand, the step and the exchange; never the page, never which target it was.
//! The table's order is the order of causes.

mod allow_on_405;
mod body_as_documented;
mod challenge_on_401;
mod content_type_as_documented;
mod credential_refused;
mod error_body_as_documented;
mod error_status_as_documented;
mod no_framing_on_204;
mod no_undocumented_redirect;
mod required_header_refused;
mod response_header_as_documented;
mod response_within_limit;
mod secret_not_echoed;
mod status_as_documented;
mod undocumented_method_refused;

use crate::case::{Demand, Step};
use crate::exchange::Exchange;

/// One rule.
#[derive(Debug)]
pub struct Check {
    /// The stable kebab-case code: the rule that holds.
    pub code: &'static str,
    /// The rule in one sentence.
    pub rule: &'static str,
    /// The RFC section behind the rule, where it is HTTP's; empty otherwise.
    pub source: &'static str,
    /// Checks that, once broken, have named the cause already.
    pub yields_to: &'static [&'static str],
    /// Judges one demand; a demand of another check's kind is not applicable.
    pub judge: fn(&Demand, &Step, &Exchange) -> Judgement,
}

/// What a check says of a demand.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// The rule was put to the test and held.
    Held,
    /// The rule was put to the test and did not hold.
    Broken(Breach),
    /// The rule says nothing of this exchange.
    NotApplicable,
}

/// How a rule was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// What was promised.
    pub expected: String,
    /// What came.
    pub actual: String,
}

/// Every check, in the order of causes.
pub const CHECKS: &[Check] = &[
    no_undocumented_redirect::CHECK,
    status_as_documented::CHECK,
    credential_refused::CHECK,
    required_header_refused::CHECK,
    undocumented_method_refused::CHECK,
    error_status_as_documented::CHECK,
    body_as_documented::CHECK,
    no_framing_on_204::CHECK,
    content_type_as_documented::CHECK,
    response_header_as_documented::CHECK,
    challenge_on_401::CHECK,
    allow_on_405::CHECK,
    error_body_as_documented::CHECK,
    secret_not_echoed::CHECK,
    response_within_limit::CHECK,
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

/// Status and content of a response, in words.
fn in_words(exchange: &Exchange) -> String {
    let response = &exchange.response;
    format!("{}, {}", response.status, response.body_in_words())
}

#[cfg(test)]
mod tests;
