//! What the fake remembers: the values it gave, and those that were released.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::answer::ValueTrouble;
use crate::table::OperationId;
use crate::table::fixture::Fixture;

/// The most values that are remembered: a fake may serve for days.
const MOST: usize = 100_000;

/// The most things in one list.
const MOST_LISTED: usize = 1_000;

/// Values by variable.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    given: u64,
    good: BTreeSet<(String, String)>,
    released: BTreeSet<(String, String)>,
    /// Every value that is remembered, the oldest first.
    order: VecDeque<(String, String)>,
    /// What is known of the things that they name.
    known: BTreeMap<(String, String), Map<String, Value>>,
    /// What was done to them, by the operation that did it.
    done: BTreeSet<(OperationId, String)>,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A UUID (RFC 9562).
    Uuid,
}

/// The number before the first that is given: none that a page shows.
const FIRST_NUMBER: u64 = 7_000_000_000;

impl State {
    /// Gives a value that was never given before, of that form.
    pub(super) fn give(&mut self, variable: &str, form: Form) -> String {
        self.given += 1;
        let slug = crate::protocol::template::slug(variable);
        let value = match form {
            Form::Text => format!("fake-{slug}-{:010}", self.given),
            Form::Number => (FIRST_NUMBER + self.given).to_string(),
            Form::Uuid => format!("00000000-0000-4000-8000-{:012x}", self.given),
        };
        let entry = (variable.to_owned(), value.clone());
        if self.order.len() >= MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.good.remove(&oldest);
            self.released.remove(&oldest);
            self.known.remove(&oldest);
        }
        self.order.push_back(entry.clone());
        self.good.insert(entry);
        value
    }

    /// Takes a value back.
    pub(super) fn release(&mut self, variable: &str, value: &str) {
        let entry = (variable.to_owned(), value.to_owned());
        if self.good.remove(&entry) {
            self.released.insert(entry);
        }
    }

    /// Keeps members of the thing that a value names, in the place of all before or beside them.
    pub(super) fn change(
        &mut self,
        variable: &str,
        value: &str,
        members: Map<String, Value>,
        replaces: bool,
    ) {
        let entry = (variable.to_owned(), value.to_owned());
        if !self.good.contains(&entry) {
            return;
        }
        let known = self.known.entry(entry).or_default();
        if replaces {
            known.clear();
        }
        known.extend(members);
    }

    /// The values of things that there are, the newest first, and those that were released where these are asked for.
    pub(super) fn things(&self, variable: &str, also_released: bool) -> Vec<&str> {
        let is_listed = |entry: &&(String, String)| {
            let is_there = self.good.contains(*entry);
            entry.0 == variable && (is_there || also_released && self.released.contains(*entry))
        };
        let listed = self.order.iter().rev().filter(is_listed);
        let values = listed.map(|(_, value)| value.as_str());
        values.take(MOST_LISTED).collect()
    }

    /// Keeps that an operation did what it does to the thing that a value names.
    pub(super) fn do_to(&mut self, operation: &OperationId, value: &str) {
        if self.done.len() < MOST {
            self.done.insert((operation.clone(), value.to_owned()));
        }
    }

    /// Whether an operation did that before.
    pub(super) fn has_done(&self, operation: &OperationId, value: &str) -> bool {
        self.done.contains(&(operation.clone(), value.to_owned()))
    }

    /// The members that are known of the thing that a value names.
    pub(super) fn known_of(&self, variable: &str, value: &str) -> Option<&Map<String, Value>> {
        self.known.get(&(variable.to_owned(), value.to_owned()))
    }

    /// What is wrong with a value, if anything.
    pub(super) fn trouble(&self, fixture: &Fixture, value: &str) -> Option<ValueTrouble> {
        let entry = (fixture.variable.clone(), value.to_owned());
        if self.good.contains(&entry) {
            None
        } else if self.released.contains(&entry) {
            Some(ValueTrouble::Released)
        } else if value == fixture.malformed {
            Some(ValueTrouble::Malformed)
        } else {
            Some(ValueTrouble::Unknown)
        }
    }
}
