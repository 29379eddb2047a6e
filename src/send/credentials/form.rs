//! One way to sign in, as a user says it.

use super::place::Place;
use super::source::Source;
use super::{OTHER, SignInError};
use crate::plan::Caller;
use crate::table::{Operation, OperationId};
use std::fmt;

/// One credential: where it comes from, where it stands and which operations it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignIn {
    /// The name that the configuration gives it; none for the one that flags and the environment tell of.
    pub name: Option<String>,
    /// Where it stands; where nothing is said, in the places that the documentation has for the caller's credential.
    pub place: Option<Place>,
    /// The operations that it is for; all of them where none is said.
    pub operations: Vec<Pattern>,
    /// Where it comes from.
    pub source: Source,
}

/// An operation's id, in which `*` is any text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(pub String);

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Pattern {
    /// How particularly it names an operation, where it does: 2 by its id, 1 by a part of it.
    fn rank(&self, id: &str) -> Option<u8> {
        if !self.0.contains('*') {
            return (self.0 == id).then_some(2);
        }
        let mut parts = self.0.split('*');
        let mut rest = id.strip_prefix(parts.next()?)?;
        let last = parts.next_back()?;
        for part in parts {
            let at = rest.find(part)?;
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last).then_some(1)
    }
}

impl SignIn {
    /// The one that flags and the environment tell of.
    #[must_use]
    pub(crate) fn everywhere(source: Source) -> Self {
        Self {
            name: None,
            place: None,
            operations: Vec::new(),
            source,
        }
    }

    /// Whether it is the caller's for all operations, wherever their pages have it.
    #[must_use]
    pub(crate) fn is_for_all(&self) -> bool {
        self.place.is_none() && self.operations.is_empty() && self.caller() == Caller::Own
    }

    /// Whether it is the one that flags and the environment tell of.
    pub(super) fn is_default(&self) -> bool {
        self.name.is_none()
    }

    /// Whether it is that of the second identity.
    #[must_use]
    pub(crate) fn is_of_other(&self) -> bool {
        self.caller() == Caller::Other
    }

    /// Whose it is.
    pub(super) fn caller(&self) -> Caller {
        match self.name.as_deref() {
            Some(OTHER) => Caller::Other,
            Some(_) | None => Caller::Own,
        }
    }

    /// How particularly it is for an operation, if it is at all.
    pub(super) fn rank(&self, operation: Option<&OperationId>) -> Option<u8> {
        if self.operations.is_empty() {
            return Some(0);
        }
        let id = &operation?.0;
        self.operations.iter().filter_map(|own| own.rank(id)).max()
    }

    /// Its name as messages have it.
    pub(super) fn shown_name(&self) -> String {
        match &self.name {
            Some(name) => format!("[auth.{name}]"),
            None => "the token".to_owned(),
        }
    }

    pub(super) fn error(&self, message: String) -> SignInError {
        SignInError(match &self.name {
            Some(_) => format!("{}: {message}", self.shown_name()),
            None => message,
        })
    }

    /// What is said where no request carries it.
    pub(super) fn is_for_nothing(&self, operations: &[&Operation]) -> Option<String> {
        if operations.is_empty() || self.caller() == Caller::Other {
            return None;
        }
        let name = self.shown_name();
        let mut own = operations.iter();
        if !own.any(|operation| self.rank(Some(&operation.id)).is_some()) {
            let patterns: Vec<_> = self
                .operations
                .iter()
                .map(|own| format!("`{own}`"))
                .collect();
            let patterns = patterns.join(", ");
            return Some(format!(
                "{name} is used by nothing: no operation is called {patterns}"
            ));
        }
        Some(format!(
            "{name} is used by nothing: no page of its operations says where a credential stands, or another one is for \
             them; say it with `header = \"Authorization\"` and `scheme = \"Bearer\"`, `query = \"…\"` or \
             `cookie = \"…\"`"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_pattern_names_operations_by_their_ids_or_a_part() {
        for (pattern, id, rank) in [
            ("loan-end", "loan-end", Some(2)),
            ("loan-end", "loan-ends", None),
            ("loan-*", "loan-end", Some(1)),
            ("*", "loan-end", Some(1)),
            ("*-end", "loan-end", Some(1)),
            ("l*n-*d", "loan-end", Some(1)),
            ("loan-*-end", "loan-end", None),
            ("shelf-*", "loan-end", None),
            ("loan-end*end", "loan-end", None),
        ] {
            assert_eq!(Pattern(pattern.to_owned()).rank(id), rank, "{pattern} {id}");
        }
    }
}
