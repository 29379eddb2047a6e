//! The rules that must hold of an exchange: the table of checks, one file a check.
//!
//! A check sees the demand, the step and the exchange; never the page, never which target it was.
//! The table's order is the order of causes.

mod allow_on_405;
mod before;
mod body_as_documented;
pub(crate) mod brief;
pub(crate) mod causes;
mod challenge_on_401;
mod change_is_kept;
mod content_coding_as_stated;
mod content_kind_as_documented;
mod content_type_as_documented;
mod credential_refused;
mod current_http_version;
mod default_as_documented;
mod error_body_as_documented;
mod error_status_as_documented;
mod field_names_without_case;
mod flaw_refused;
mod head_well_formed;
mod head_within_bounds;
mod json_well_formed;
mod lacking;
mod list_as_documented;
mod list_in_order;
mod member_types_as_documented;
mod members_as_documented;
pub(crate) mod missing;
mod moment;
mod no_bytes_after_response;
mod no_content_fields_on_204;
mod no_framing_on_204;
mod no_server_error;
mod no_unasked_interim_response;
mod no_undocumented_member;
mod no_undocumented_redirect;
mod pages;
mod parsed;
mod refused_in_state;
mod release_takes_effect;
mod required_header_refused;
mod response_complete;
mod response_header_as_documented;
mod response_within_limit;
mod second_action_refused;
mod secret_not_echoed;
mod status_as_documented;
mod undocumented_method_refused;
mod unknown_value_refused;
pub(crate) mod verdict;

use std::fmt;

pub(crate) use before::{Before, Made};
pub(crate) use parsed::Parsed;

use crate::plan::{Alteration, Authority, Demand, Step};
use crate::protocol::Status;
use crate::protocol::exchange::{Exchange, Observation, Received, Wire};

/// One rule.
#[derive(Debug)]
pub(crate) struct Check {
    /// The stable kebab-case code: the rule that holds.
    pub code: CheckCode,
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
    pub yields_to: &'static [CheckCode],
    /// Judges one demand; a demand of another check's kind is not applicable.
    pub judge: Judge,
}

/// What names the cause before a value of JSON content is compared with another.
const OF_CONTENT: &[CheckCode] = &[
    CheckCode::StatusAsDocumented,
    CheckCode::BodyAsDocumented,
    CheckCode::ContentTypeAsDocumented,
    CheckCode::JsonWellFormed,
    CheckCode::ContentKindAsDocumented,
    CheckCode::MembersAsDocumented,
    CheckCode::MemberTypesAsDocumented,
];

/// What a check looks at: where that is not there, the check is not applicable.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Judge {
    /// A whole response.
    Response(fn(&Demand, &Step, &Received) -> Judgement),
    /// A whole response, and its content as JSON.
    Content(fn(&Demand, &Step, &Received, &Parsed) -> Judgement),
    /// The bytes on the wire.
    Wire(fn(&Demand, &Observation) -> Judgement),
    /// A whole response with JSON, and what went before it in its case.
    Compared(fn(&Demand, &Received, &Parsed, &Before<'_>) -> Judgement),
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

macro_rules! checks {
    ($($module:ident: $name:ident = $code:literal,)*) => {
        /// The stable kebab-case code of a check, in the order of causes; never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum CheckCode {
            $(#[doc = concat!("`", $code, "`.")] $name,)*
        }

        impl CheckCode {
            /// The code as outputs write it.
            #[must_use]
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }

        /// Every check, in the order of causes.
        pub(crate) const CHECKS: &[Check] = &[$($module::CHECK,)*];

        /// What each check is tried on.
        #[cfg(test)]
        const TRIALS: &[(CheckCode, fn() -> Vec<tests::Trial>)] =
            &[$((CheckCode::$name, $module::tests::trials),)*];
    };
}

checks! {
    response_complete: ResponseComplete = "response-complete",
    head_well_formed: HeadWellFormed = "head-well-formed",
    head_within_bounds: HeadWithinBounds = "head-within-bounds",
    no_undocumented_redirect: NoUndocumentedRedirect = "no-undocumented-redirect",
    field_names_without_case: FieldNamesWithoutCase = "field-names-without-case",
    status_as_documented: StatusAsDocumented = "status-as-documented",
    credential_refused: CredentialRefused = "credential-refused",
    required_header_refused: RequiredHeaderRefused = "required-header-refused",
    undocumented_method_refused: UndocumentedMethodRefused = "undocumented-method-refused",
    unknown_value_refused: UnknownValueRefused = "unknown-value-refused",
    flaw_refused: FlawRefused = "flaw-refused",
    release_takes_effect: ReleaseTakesEffect = "release-takes-effect",
    second_action_refused: SecondActionRefused = "second-action-refused",
    refused_in_state: RefusedInState = "refused-in-state",
    no_server_error: NoServerError = "no-server-error",
    error_status_as_documented: ErrorStatusAsDocumented = "error-status-as-documented",
    body_as_documented: BodyAsDocumented = "body-as-documented",
    no_framing_on_204: NoFramingOn204 = "no-framing-on-204",
    no_bytes_after_response: NoBytesAfterResponse = "no-bytes-after-response",
    content_type_as_documented: ContentTypeAsDocumented = "content-type-as-documented",
    response_header_as_documented: ResponseHeaderAsDocumented = "response-header-as-documented",
    challenge_on_401: ChallengeOn401 = "challenge-on-401",
    allow_on_405: AllowOn405 = "allow-on-405",
    error_body_as_documented: ErrorBodyAsDocumented = "error-body-as-documented",
    content_coding_as_stated: ContentCodingAsStated = "content-coding-as-stated",
    json_well_formed: JsonWellFormed = "json-well-formed",
    content_kind_as_documented: ContentKindAsDocumented = "content-kind-as-documented",
    members_as_documented: MembersAsDocumented = "members-as-documented",
    member_types_as_documented: MemberTypesAsDocumented = "member-types-as-documented",
    default_as_documented: DefaultAsDocumented = "default-as-documented",
    change_is_kept: ChangeIsKept = "change-is-kept",
    list_as_documented: ListAsDocumented = "list-as-documented",
    list_in_order: ListInOrder = "list-in-order",
    no_content_fields_on_204: NoContentFieldsOn204 = "no-content-fields-on-204",
    current_http_version: CurrentHttpVersion = "current-http-version",
    no_unasked_interim_response: NoUnaskedInterimResponse = "no-unasked-interim-response",
    secret_not_echoed: SecretNotEchoed = "secret-not-echoed",
    no_undocumented_member: NoUndocumentedMember = "no-undocumented-member",
    response_within_limit: ResponseWithinLimit = "response-within-limit",
}

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Demand {
    /// The check that judges it.
    #[must_use]
    pub(crate) fn check(&self) -> CheckCode {
        match self {
            Self::NoRedirect(_) => CheckCode::NoUndocumentedRedirect,
            Self::Status(_)
            | Self::StatusUnless(..)
            | Self::Served(_)
            | Self::MethodServed
            | Self::PathServed => CheckCode::StatusAsDocumented,
            Self::EmptyBody(_) | Self::SomeBody(_) => CheckCode::BodyAsDocumented,
            Self::ContentType(..) => CheckCode::ContentTypeAsDocumented,
            Self::ResponseHeader(..) => CheckCode::ResponseHeaderAsDocumented,
            Self::HeaderRefused(_) => CheckCode::RequiredHeaderRefused,
            Self::CredentialRefused | Self::OthersRefused(_) => CheckCode::CredentialRefused,
            Self::FamilyStatus(_) | Self::ErrorStatus { .. } | Self::NotOtherError(..) => {
                CheckCode::ErrorStatusAsDocumented
            }
            Self::FlawRefused(..) => CheckCode::FlawRefused,
            Self::MethodRefused => CheckCode::UndocumentedMethodRefused,
            Self::Challenge => CheckCode::ChallengeOn401,
            Self::Allow => CheckCode::AllowOn405,
            Self::Unharmed(Alteration::UpperCase) | Self::HarmedAsWell(Alteration::UpperCase) => {
                CheckCode::FieldNamesWithoutCase
            }
            Self::Unharmed(Alteration::Twice(_))
            | Self::HarmedAsWell(Alteration::Twice(_))
            | Self::NoServerError => CheckCode::NoServerError,
            Self::ValueRefused(_) => CheckCode::UnknownValueRefused,
            Self::Released(_) => CheckCode::ReleaseTakesEffect,
            Self::Complete => CheckCode::ResponseComplete,
            Self::BoundedHead => CheckCode::HeadWithinBounds,
            Self::WellFormedHead => CheckCode::HeadWellFormed,
            Self::NothingAfter => CheckCode::NoBytesAfterResponse,
            Self::CurrentVersion => CheckCode::CurrentHttpVersion,
            Self::NoInterim => CheckCode::NoUnaskedInterimResponse,
            Self::NoFraming => CheckCode::NoFramingOn204,
            Self::Coded => CheckCode::ContentCodingAsStated,
            Self::WellFormedJson | Self::UniqueNames => CheckCode::JsonWellFormed,
            Self::ContentKind(..) | Self::SomeJson(_) => CheckCode::ContentKindAsDocumented,
            Self::MemberThere(..) => CheckCode::MembersAsDocumented,
            Self::MemberType(..) | Self::MemberNotNull(..) => CheckCode::MemberTypesAsDocumented,
            Self::NoOtherMember(..) => CheckCode::NoUndocumentedMember,
            Self::Listing(..) => CheckCode::ListAsDocumented,
            Self::Ordered(..) => CheckCode::ListInOrder,
            Self::DoneAlready(..) => CheckCode::SecondActionRefused,
            Self::InState(_) => CheckCode::RefusedInState,
            Self::Kept(..) | Self::RestKept(..) => CheckCode::ChangeIsKept,
            Self::Default(..) => CheckCode::DefaultAsDocumented,
            Self::NoContentFields => CheckCode::NoContentFieldsOn204,
            Self::ErrorBody { .. } => CheckCode::ErrorBodyAsDocumented,
            Self::NoEcho | Self::NoEchoInError => CheckCode::SecretNotEchoed,
            Self::Within(_) => CheckCode::ResponseWithinLimit,
        }
    }
}

/// Checks after whose breach the later steps of a case say nothing: what they build on is not
/// there.
pub(crate) const ENDS_CASE: &[CheckCode] = &[
    CheckCode::ResponseComplete,
    CheckCode::HeadWithinBounds,
    CheckCode::NoUndocumentedRedirect,
    CheckCode::StatusAsDocumented,
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

    /// Held or broken as [`Judgement::from_rule`] says; nothing where a request that is to be refused met a 5xx:
    /// that the server erred is told by itself, and that it has no such function refuses nothing.
    fn of_refusal(holds: bool, status: Status, breach: impl FnOnce() -> Breach) -> Self {
        match !holds && status.is_server_error() {
            true => Self::NotApplicable,
            false => Self::from_rule(holds, breach),
        }
    }
}

impl Check {
    /// Judges a demand by as much of the exchange as the check looks at; `parsed` is of its response, and `before` what
    /// went before it.
    pub(crate) fn judge(
        &self,
        demand: &Demand,
        step: &Step,
        exchange: &Exchange,
        parsed: &Parsed,
        before: &Before<'_>,
    ) -> Judgement {
        match (self.judge, &exchange.response, &exchange.wire) {
            (Judge::Response(judge), Ok(response), _) => judge(demand, step, response),
            (Judge::Content(judge), Ok(response), _) => judge(demand, step, response, parsed),
            (Judge::Compared(judge), Ok(response), _) => judge(demand, response, parsed, before),
            (Judge::Wire(judge), _, Wire::Observed(observation)) => judge(demand, observation),
            (Judge::Exchange(judge), _, _) => judge(demand, step, exchange),
            (Judge::Response(_) | Judge::Content(_) | Judge::Compared(_), Err(_), _)
            | (Judge::Wire(_), _, Wire::NotObserved) => Judgement::NotApplicable,
        }
    }
}

/// Whether a step is held to what went before it.
#[must_use]
pub(crate) fn is_compared(step: &Step) -> bool {
    step.expectations.iter().any(|own| {
        let code = own.demand.check();
        let mut checks = CHECKS.iter();
        checks.any(|check| check.code == code && matches!(check.judge, Judge::Compared(_)))
    })
}

#[cfg(test)]
pub(crate) mod tests;
