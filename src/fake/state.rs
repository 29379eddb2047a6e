//! What the fake remembers: the values it gave, and those that were released.

use std::collections::{BTreeSet, VecDeque};

use super::answer::ValueTrouble;
use crate::table::fixture::Fixture;

/// The most values that are remembered: a fake may serve for days.
const MOST: usize = 100_000;

/// Values by variable.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    given: u64,
    good: BTreeSet<(String, String)>,
    released: BTreeSet<(String, String)>,
    /// Every value that is remembered, the oldest first.
    order: VecDeque<(String, String)>,
}

impl State {
    /// Gives a value that was never given before.
    pub(super) fn give(&mut self, variable: &str) -> String {
        self.given += 1;
        let slug = crate::protocol::template::slug(variable);
        let value = format!("fake-{slug}-{:010}", self.given);
        let entry = (variable.to_owned(), value.clone());
        if self.order.len() >= MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.good.remove(&oldest);
            self.released.remove(&oldest);
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
