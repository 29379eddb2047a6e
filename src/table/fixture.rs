//! Fixtures: which operation gives a placeholder its value, and which one takes it back; the sequences of steps by which
//! that is done; and what a user's file says of the requests of an operation.
//!
//! All of it is a person's statement, as a decision is. Nothing in it is about sessions, tickets or any other thing: it
//! names operations, variables, and where a variable stands.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::operation::OperationId;
use crate::protocol::HeaderName;
use crate::protocol::content::{Content, ContentTemplate};
use crate::protocol::formula::Formula;
use crate::protocol::request::RequestPlan;

/// The name of the file with fixtures, beside the tables.
pub(crate) const FIXTURES: &str = "fixtures.toml";

/// One value that an operation gives: a `[[fixture]]` of the short form, or what a step of a sequence captures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fixture {
    /// The placeholder that it fills, such as `session-id` or `items.id`.
    pub variable: String,
    /// The operation whose success gives the value.
    pub produced_by: OperationId,
    /// Where in the response the value stands.
    pub from: Capture,
    /// How long a value serves.
    pub each: Each,
    /// The operation after whose success the value is good for nothing.
    pub released_by: Option<OperationId>,
    /// An operation that succeeds exactly while the value is good.
    pub used_by: Option<OperationId>,
    /// A value of the right form that the service never gave, where the user says one.
    pub unknown: Option<String>,
    /// A value that cannot be one of the service's.
    pub malformed: String,
    /// Whether it was there before, such as what a list has: what it serves changes nothing of it.
    pub is_read_only: bool,
    /// Whether it is of a sequence, which obtains it.
    pub is_of_sequence: bool,
}

/// Where in a response a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Capture {
    /// At this JSON pointer (RFC 6901) of the body: a string or a number.
    Pointer(String),
    /// The whole value of this header.
    Header(HeaderName),
    /// The last path segment of this header's value, as of a `Location`.
    LastSegment(HeaderName),
    /// A segment of the path of a header's URL, counted from 0, or from the end where it is below that.
    Segment(HeaderName, i32),
    /// A parameter of the query of a header's URL.
    Parameter(HeaderName, String),
    /// The URL of a header: requests go there.
    Url(HeaderName),
    /// A cookie that is set.
    Cookie(String),
    /// What the first group of a regular expression matches, or else all that it does: in a header, or in the content.
    Pattern(Option<HeaderName>, String),
}

/// How long a value serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Each {
    /// For one case.
    Case,
    /// For every case of a run that does not release it.
    Run,
}

impl Capture {
    /// Whether a fake gives such a value as a service does.
    fn is_of_fake(&self) -> bool {
        match self {
            Self::Pointer(_) | Self::Header(_) | Self::LastSegment(_) | Self::Url(_) => true,
            Self::Segment(..) | Self::Parameter(..) | Self::Cookie(_) | Self::Pattern(..) => false,
        }
    }
}

/// Whether a fake gives all that a step captures.
#[must_use]
pub(crate) fn is_of_fake(captures: &[(String, Capture)], poll: Option<&Poll>) -> bool {
    let mut captures = captures.iter();
    poll.is_none() && captures.all(|(_, from)| from.is_of_fake())
}

impl Fixture {
    /// The operations that it names.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &OperationId> {
        let named = [
            Some(&self.produced_by),
            self.released_by.as_ref(),
            self.used_by.as_ref(),
        ];
        named.into_iter().flatten()
    }
}

/// What a user's files say beside the tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SetUps {
    /// Values for placeholders of any operation.
    pub values: BTreeMap<String, Arc<Formula>>,
    /// What is said of the requests of operations.
    pub requests: BTreeMap<OperationId, OwnRequest>,
    /// Sequences that obtain what cases need.
    pub sequences: Vec<Sequence>,
}

/// What is said of the requests of an operation, or of one step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OwnRequest {
    /// The content, in the place of what the page shows.
    pub content: Option<Content>,
    /// Members of JSON content, each as JSON, in the place of those of their names.
    pub members: Vec<(String, ContentTemplate)>,
    /// Fields, in the place of those of their names.
    pub headers: Vec<(HeaderName, String)>,
    /// Parameters of the query, in the place of those of their names.
    pub query: Vec<(String, String)>,
    /// Values for its placeholders, which go before those for all.
    pub values: BTreeMap<String, Arc<Formula>>,
    /// The sequences that it needs, by their names, though no placeholder says so.
    pub needs: Vec<String>,
}

/// A fixture as a named sequence of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sequence {
    /// Its name.
    pub name: String,
    /// The sequences that go before it, by their names.
    pub needs: Vec<String>,
    /// How long it serves.
    pub each: Each,
    /// Values that are made before its steps, and which it gives as well.
    pub values: BTreeMap<String, Arc<Formula>>,
    /// Its steps, in order.
    pub steps: Vec<SequenceStep>,
    /// The steps that take it back, in order.
    pub releases: Vec<SequenceStep>,
    /// The operations whose success gives its variables another value.
    pub renewals: Vec<SequenceStep>,
}

/// One step of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SequenceStep {
    /// The operation.
    pub operation: OperationId,
    /// What is said of this request.
    pub own: OwnRequest,
    /// What its answer gives, each with the variable.
    pub captures: Vec<(String, Capture)>,
    /// How the end of what it began is waited for.
    pub poll: Option<Poll>,
}

/// How the end of what a request began is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Poll {
    /// The header that says where to ask.
    pub at: HeaderName,
    /// Where in the answer it says how far it is; by its status, which stays 202 (RFC 9110 §15.3.3), where none is said.
    pub pointer: Option<String>,
    /// What it says once it is done.
    pub done: Vec<String>,
    /// What it says once it has failed.
    pub failed: Vec<String>,
    /// How often it is asked at most.
    pub times: u32,
    /// How long it is waited for at most.
    pub within: Duration,
    /// How long is waited between, where the service does not say.
    pub every: Duration,
}

impl Poll {
    /// The wait where only a header says where to ask: until the answer is 202 no more.
    #[must_use]
    pub(crate) fn until_done(at: HeaderName) -> Self {
        Self {
            at,
            pointer: None,
            done: Vec::new(),
            failed: Vec::new(),
            times: 30,
            within: Duration::from_secs(60),
            every: Duration::from_secs(1),
        }
    }
}

impl Sequence {
    /// The variables that it gives.
    pub(crate) fn gives(&self) -> impl Iterator<Item = &String> {
        let captured = self.steps.iter().flat_map(|step| &step.captures);
        self.values
            .keys()
            .chain(captured.map(|(variable, _)| variable))
    }

    /// Whether a fake gives all that it captures.
    #[must_use]
    pub(crate) fn is_of_fake(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.all(|step| is_of_fake(&step.captures, step.poll.as_ref()))
    }

    /// The operations that it names.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &OperationId> {
        let steps = self
            .steps
            .iter()
            .chain(&self.releases)
            .chain(&self.renewals);
        steps.map(|step| &step.operation)
    }

    /// The scope of the values of a step.
    #[must_use]
    pub(crate) fn scope(&self, kind: &str, at: usize) -> String {
        format!("{}#{kind}{at}", self.name)
    }
}

impl SetUps {
    /// All that makes values.
    pub(crate) fn formulas(&self) -> impl Iterator<Item = &Arc<Formula>> {
        let own = self
            .requests
            .values()
            .flat_map(|request| request.values.values());
        let sequences = self.sequences.iter().flat_map(|sequence| {
            let steps = sequence.steps.iter().chain(&sequence.releases);
            let steps = steps.flat_map(|step| step.own.values.values());
            sequence.values.values().chain(steps)
        });
        self.values.values().chain(own).chain(sequences)
    }

    /// Adds what another file says.
    pub(crate) fn extend(&mut self, other: Self) {
        self.values.extend(other.values);
        self.requests.extend(other.requests);
        self.sequences.extend(other.sequences);
    }
}

impl OwnRequest {
    /// Puts what is said into a request, the credential with it.
    pub(crate) fn put_into(&self, plan: &mut RequestPlan) {
        self.put_uncredited_into(plan);
        self.put_credentials_into(plan);
    }

    /// Whether it says something of the content.
    #[must_use]
    pub(crate) fn is_of_content(&self) -> bool {
        self.content.is_some() || !self.members.is_empty()
    }

    /// Puts the credential into a request, where one is said.
    pub(crate) fn put_credentials_into(&self, plan: &mut RequestPlan) {
        self.put_headers_into(plan, HeaderName::is_credential);
    }

    /// Puts what is said into a request whose credential is another's choice.
    pub(crate) fn put_uncredited_into(&self, plan: &mut RequestPlan) {
        if let Some(content) = &self.content {
            plan.content = Some(content.clone());
        }
        if let Some(Content::Template(content)) = &mut plan.content {
            for (name, value) in &self.members {
                content.put_member(name, value);
            }
        }
        self.put_headers_into(plan, |name| !name.is_credential());
        for (name, value) in &self.query {
            plan.path = plan.path.with_parameter(name, value);
        }
    }

    /// Puts those of the fields in the place of others of their names.
    fn put_headers_into(&self, plan: &mut RequestPlan, is_put: impl Fn(&HeaderName) -> bool) {
        for (name, value) in self.headers.iter().filter(|(name, _)| is_put(name)) {
            plan.headers.retain(|(other, _)| other != name);
            plan.headers.push((name.clone(), value.clone()));
        }
    }
}
