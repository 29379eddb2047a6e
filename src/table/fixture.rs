//! Fixtures: which operation gives a placeholder its value, and which one takes it back.
//!
//! A fixture is a person's statement, as a decision is. Nothing in it is about sessions, tickets
//! or any other thing: it names operations, a variable, and where the variable stands.

use super::operation::OperationId;
use crate::protocol::HeaderName;

/// The name of the file with fixtures, beside the tables.
pub(crate) const FIXTURES: &str = "fixtures.toml";

/// One `[[fixture]]`.
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
}

/// How long a value serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Each {
    /// For one case.
    Case,
    /// For every case of a run that does not release it.
    Run,
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
