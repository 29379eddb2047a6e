//! What an ordinary request carries, written once: cases are planned from it, the fake asks for it,
//! and faults are placed by it.

use std::borrow::Cow;

use super::operation::Operation;
use super::row::Row;
use super::value::{HeaderRule, Presence};
use crate::protocol::template::TOKEN_PLACEHOLDER;

/// A header that an ordinary request carries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Carried<'a> {
    /// Its row.
    pub row: &'a Row<HeaderRule>,
    /// What the row's first reading says of it; its value is the same in all of them.
    pub rule: &'a HeaderRule,
}

impl HeaderRule {
    /// The value that is sent: the documented one, else a placeholder of the field's name, and the
    /// caller's credential where the field carries that.
    #[must_use]
    pub(crate) fn template(&self) -> Cow<'_, str> {
        match &self.value {
            Some(value) => Cow::Borrowed(value),
            None if self.is_credential() => Cow::Borrowed(TOKEN_PLACEHOLDER),
            None => Cow::Owned(format!("{{{}}}", self.name.lower())),
        }
    }

    /// Whether the field carries the caller's credential: its value says so, or HTTP says it of the
    /// field (RFC 9110 §11.6.2).
    #[must_use]
    pub(crate) fn is_credential(&self) -> bool {
        let says_so = |value: &String| value.contains(TOKEN_PLACEHOLDER);
        self.value.as_ref().is_some_and(says_so) || self.name.is_credential()
    }

    /// Whether the value of a variable stands in it, by its template.
    #[must_use]
    pub(crate) fn carries(&self, variable: &str) -> bool {
        self.template().contains(&format!("{{{variable}}}"))
    }
}

impl Operation {
    /// The headers of an ordinary request: each that is required, or may be, and each that is listed
    /// with a value and without a level.
    pub(crate) fn carried_headers(&self) -> impl Iterator<Item = Carried<'_>> {
        self.headers.iter().filter_map(|row| {
            let rule = &row.readings().first().value;
            if rule.name.is_framing() {
                return None;
            }
            let levels: Vec<Presence> = match row.reading() {
                Some(reading) => vec![reading.value.presence],
                None => row.readings().iter().map(|r| r.value.presence).collect(),
            };
            let required = levels.contains(&Presence::Required);
            let listed = levels.contains(&Presence::Unstated) && rule.value.is_some();
            (required || listed).then_some(Carried { row, rule })
        })
    }
}
