//! One request of a case, and when it is sent.

use super::demand::{Demand, Expectation};
use crate::protocol::request::RequestPlan;
use crate::protocol::{HeaderName, Status};

/// One request of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// What is sent.
    pub plan: RequestPlan,
    /// Whether it is sent at all.
    pub when: When,
    /// What must hold.
    pub expectations: Vec<Expectation>,
}

impl Step {
    /// Whether it is documented, by the page or by its family, that the request meets this status.
    #[must_use]
    pub(crate) fn documents(&self, status: Status) -> bool {
        let is_documented = |demand: &Demand| match demand {
            Demand::Status(success) | Demand::Served(success) => success.has(status),
            Demand::StatusUnless(statuses, _) => statuses.contains(&status),
            Demand::FamilyStatus(documented) => *documented == status,
            _ => false,
        };
        self.expectations.iter().any(|e| is_documented(&e.demand))
    }
}

/// Whether a step is sent, as the answer to the step before it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// Always.
    Always,
    /// Only after a 4xx that blames the request, and not what is there by now.
    AfterRefusal,
    /// Only after a 2xx.
    AfterSuccess,
    /// Only after a 5xx by which the server says that it erred.
    AfterServerError,
}

impl When {
    /// Whether the step is sent after this status.
    #[must_use]
    pub(crate) fn allows(self, before: Status) -> bool {
        match self {
            Self::Always => true,
            Self::AfterRefusal => before.is_refusal() && !before.is_of_the_state(),
            Self::AfterSuccess => before.is_success(),
            Self::AfterServerError => before.is_failure_over_request(),
        }
    }
}

/// How a request differs from the ordinary one without meaning anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Alteration {
    /// Its field names are in upper case.
    UpperCase,
    /// This field stands in it twice.
    Twice(HeaderName),
}

#[cfg(test)]
mod tests {
    use super::When;
    use crate::protocol::Status;

    #[test]
    fn a_request_to_come_again_is_no_refusal() {
        let sent = |when: When, code| when.allows(Status::new(code).unwrap());
        for (code, after_refusal, after_error) in [
            (204, false, false),
            (400, true, false),
            (408, false, false),
            (409, false, false),
            (423, false, false),
            (425, false, false),
            (429, false, false),
            (500, false, true),
            (421, false, false),
            (501, false, false),
            (502, false, false),
            (503, false, false),
        ] {
            assert!(sent(When::Always, code));
            assert_eq!(sent(When::AfterRefusal, code), after_refusal, "{code}");
            assert_eq!(sent(When::AfterServerError, code), after_error, "{code}");
        }
    }
}
