//! A case: what is sent, and which rows each step puts to the test.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use vec1::Vec1;

use super::demand::{Demand, Expectation};
use super::promise::Promise;
use super::skip::SkipReason;
use super::step::Step;
use crate::protocol::HeaderName;
use crate::protocol::Status;
use crate::protocol::formula::Formula;
use crate::protocol::request::RequestPlan;
use crate::table::fixture::{Capture, Each, Poll, is_of_fake};
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
    /// Whose credentials they carry; what is obtained for them is so by the first caller.
    pub caller: Caller,
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

/// Whose credentials a request carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The caller's.
    #[default]
    Own,
    /// Those of the second identity.
    Other,
}

/// The client that sends a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// An ordinary HTTP client, to which connections mean nothing.
    Client,
    /// The probe, which sees the wire, all requests on one connection.
    Probe,
}

/// The requests by which placeholders get their values before a case, and give them back after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FixturePlan {
    /// What it is called: the placeholder, or the name that the user gave it.
    pub name: String,
    /// The placeholders that it fills, those with values of its own among them.
    pub gives: Vec<String>,
    /// The operations whose requests on its own path it serves; those of all on any path where there are none.
    pub of: Vec<OperationId>,
    /// The others that go before it, by their names.
    pub needs: Vec<String>,
    /// Values that are made before its requests.
    pub values: BTreeMap<String, Arc<Formula>>,
    /// Its requests, in order.
    pub steps: Vec<SetUpStep>,
    /// Whether what it gives was there before, so that it serves no request by which that is changed.
    pub is_read_only: bool,
    /// How long it serves.
    pub each: Each,
    /// The requests that take it back, in order.
    pub releases: Vec<SetUpStep>,
    /// Those whose success gives its placeholders other values.
    pub renewals: Vec<SetUpStep>,
}

/// One request of a set-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetUpStep {
    /// The operation.
    pub operation: OperationId,
    /// Its request.
    pub plan: RequestPlan,
    /// The statuses with which it succeeds.
    pub statuses: Vec<Status>,
    /// What its answer gives.
    pub captures: Vec<(String, Capture)>,
    /// How the end of what it began is waited for.
    pub poll: Option<Poll>,
    /// Whether it goes without content, and its page says nothing of that.
    pub lacks_content: bool,
    /// The members of its content that name other things, by ids which its page shows.
    pub references: Vec<String>,
    /// Values for its placeholders alone, by their names with its scope before them.
    pub values: BTreeMap<String, Arc<Formula>>,
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
        let is_given = names.iter().any(|name| self.gives.contains(name));
        is_given && (self.of.is_empty() || self.of.contains(operation) && self.is_on_path_of(plan))
    }

    /// Whether its requests go where another goes.
    fn is_on_path_of(&self, plan: &RequestPlan) -> bool {
        let path = plan.path.path();
        self.steps.iter().any(|step| {
            let own = step.plan.path.path();
            // A value that nothing has may stand in the place of a placeholder.
            own.shape() == path.shape() || own.matches(path.as_str())
        })
    }

    /// Whether its value says in which state a thing is (RFC 9110 §8.8), and so is another once the thing was changed.
    #[must_use]
    pub(crate) fn is_of_state(&self) -> bool {
        let is_validator = |name: &HeaderName| name.is("etag") || name.is("last-modified");
        let mut captures = self.steps.iter().flat_map(|step| &step.captures);
        captures.any(|(_, from)| matches!(from, Capture::Header(name) if is_validator(name)))
    }

    /// Whether a case is given a value of its own: each is, or it takes back what it was given.
    #[must_use]
    pub(crate) fn is_obtained_for(&self, case: &Case) -> bool {
        self.each == Each::Case || self.is_released_by(&case.operation)
    }

    /// Whether an operation takes it back.
    #[must_use]
    pub(crate) fn is_released_by(&self, operation: &OperationId) -> bool {
        self.releases
            .iter()
            .any(|step| step.operation == *operation)
    }

    /// Its requests that a case makes as well, or one like it: by the same method, which is documented for none, where
    /// another such thing may be made or at one of those that are.
    pub(crate) fn made_alike(&self, case: &Case) -> impl Iterator<Item = &SetUpStep> {
        let Step {
            plan, expectations, ..
        } = case.steps.first();
        let is_tried = expectations
            .iter()
            .any(|own| own.demand == Demand::MethodRefused);
        let is_alike = move |step: &&SetUpStep| {
            let own = step.plan.path.path().as_str().trim_end_matches('/');
            let rest = plan.path.path().as_str().strip_prefix(own);
            let rest = rest.map(|rest| rest.trim_matches('/'));
            let is_one = |rest: &str| rest.starts_with('{') && !rest.contains('/');
            let is_at = rest.is_some_and(|rest| rest.is_empty() || is_one(rest));
            let is_same = !step.plan.method.is_safe() && plan.method == step.plan.method;
            let is_its = step.operation == case.operation || makes(case, step);
            is_its && !is_tried || is_tried && is_same && is_at
        };
        self.steps.iter().filter(is_alike)
    }

    /// The same, where what they make is given back.
    pub(crate) fn given_back_alike(&self, case: &Case) -> impl Iterator<Item = &SetUpStep> {
        let is_given_back = self.of.is_empty() && !self.releases.is_empty();
        self.made_alike(case).filter(move |_| is_given_back)
    }

    /// Whether a fake gives all that it captures.
    #[must_use]
    pub(crate) fn is_of_fake(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.all(|step| is_of_fake(&step.captures, step.poll.as_ref()))
    }

    /// Every request that it makes, also to give back.
    pub(crate) fn requests(&self) -> impl Iterator<Item = &SetUpStep> {
        self.steps.iter().chain(&self.releases)
    }
}

/// Whether a step behind the first of a case makes another of what a set-up makes.
fn makes(case: &Case, own: &SetUpStep) -> bool {
    let mut later = case.steps.iter().skip(1);
    let is_unsafe = !own.plan.method.is_safe();
    is_unsafe && later.any(|step| step.plan.scopes.contains(&own.operation.0))
}
