//! A case: what is sent, and which rows each step puts to the test.

use std::fmt;
use std::sync::Arc;

use vec1::Vec1;

use super::demand::{Demand, Expectation};
use super::promise::Promise;
use super::skip::SkipReason;
use super::step::Step;
use crate::protocol::HeaderName;
use crate::protocol::Status;
use crate::protocol::request::RequestPlan;
use crate::table::fixture::{Capture, Each};
use crate::table::{Effect, OperationId};

/// A case's id: `operation/name`, the name with `@path-slug` where the operation has several
/// paths.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CaseId(pub String);

/// The name of the case that sends the ordinary request.
pub(super) const ORDINARY: &str = "as-documented";

impl CaseId {
    /// Whether it is that of the case which sends the ordinary request: what other cases vary.
    #[must_use]
    pub(crate) fn is_ordinary(&self) -> bool {
        let name = self.0.rsplit('/').next().unwrap_or_default();
        name.split('@').next() == Some(ORDINARY)
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One request, or a sequence of them, and what must hold of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// Content, not position.
    pub id: CaseId,
    /// The operation it belongs to.
    pub operation: OperationId,
    /// The page of the operation.
    pub page: String,
    /// What the page says, in one line; the id says what we send.
    pub requirement: String,
    /// Its requests, in the order they are sent.
    pub steps: Vec1<Step>,
    /// The client that sends the steps.
    pub via: Via,
    /// Whether a correct service changes its state: such a case takes a fresh value.
    pub changes_state: bool,
    /// Whether it is sent to a real target only when asked for.
    pub intrusive: bool,
    /// What it does to the service as a whole, once served: such a case is sent to a real target only
    /// when asked for, alone and after the others.
    pub effect: Option<Effect>,
    /// The case that makes the same request before it, in a run: it is sent after that one.
    pub follows: Option<CaseId>,
    /// The case whose request it alters, and without whose success a refusal says nothing.
    pub alters: Option<CaseId>,
    /// Why it cannot be sent anywhere, if so.
    pub skip: Option<SkipReason>,
}

impl Case {
    /// Says that the run has made the same request before: what a second one comes to hangs on what the first
    /// has left, which no page promises; a server that errs says so all the same.
    pub(crate) fn repeat(&mut self, first: CaseId) {
        self.follows = Some(first);
        for step in &mut self.steps {
            let mut made_by = None;
            for expectation in &mut step.expectations {
                if expectation.demand.is_of_success() {
                    expectation.promise = Promise::Assumed;
                    made_by = Some(Arc::clone(&expectation.made_by));
                }
            }
            let is_known = |own: &Expectation| own.demand == Demand::NoServerError;
            if let Some(made_by) = made_by.filter(|_| !step.expectations.iter().any(is_known)) {
                step.expectations.push(Expectation {
                    promise: Promise::ServerError,
                    made_by,
                    demand: Demand::NoServerError,
                });
            }
        }
    }
}

/// The client that sends a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// An ordinary HTTP client, to which connections mean nothing.
    Client,
    /// The probe, which sees the wire, all requests on one connection.
    Probe,
}

/// The requests by which a placeholder gets its value before a case, and gives it back after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FixturePlan {
    /// The placeholder.
    pub variable: String,
    /// The operations whose requests on its own path it serves; those of all on any path where there are none.
    pub of: Vec<OperationId>,
    /// The operation that gives the value.
    pub produced_by: OperationId,
    /// Its request.
    pub produce: RequestPlan,
    /// The statuses with which it succeeds.
    pub produced: Vec<Status>,
    /// Where in the response the value stands.
    pub from: Capture,
    /// How long a value serves.
    pub each: Each,
    /// The operation that takes the value back.
    pub released_by: Option<OperationId>,
    /// Its request.
    pub release: Option<RequestPlan>,
}

impl FixturePlan {
    /// Whether it fills a placeholder of these names in a request of an operation.
    #[must_use]
    pub(crate) fn fills(
        &self,
        operation: &OperationId,
        plan: &RequestPlan,
        names: &[String],
    ) -> bool {
        let (own, path) = (self.produce.path.path(), plan.path.path());
        // A value that nothing has may stand in the place of a placeholder.
        let is_on_path = || own.shape() == path.shape() || own.matches(path.as_str());
        let is_of = || self.of.contains(operation) && is_on_path();
        names.contains(&self.variable) && (self.of.is_empty() || is_of())
    }

    /// Whether its value says in which state a thing is (RFC 9110 §8.8), and so is another once the thing was changed.
    #[must_use]
    pub(crate) fn is_of_state(&self) -> bool {
        let is_validator = |name: &HeaderName| name.is("etag") || name.is("last-modified");
        matches!(&self.from, Capture::Header(name) if is_validator(name))
    }

    /// Whether a case is given a value of its own: each is, or it takes back what it was given.
    #[must_use]
    pub(crate) fn is_obtained_for(&self, case: &Case) -> bool {
        self.each == Each::Case || self.released_by.as_ref() == Some(&case.operation)
    }
}
