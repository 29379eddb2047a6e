//! What the fake remembers: the values it gave, and those that were released.

use std::collections::BTreeSet;

use super::answer::ValueTrouble;
use crate::spec::fixture::Fixture;

/// The most values that are remembered: a fake may serve for days.
const MOST: usize = 100_000;

/// Values by variable.
#[derive(Debug, Clone, Default)]
pub struct State {
    given: u64,
    good: BTreeSet<(String, String)>,
    released: BTreeSet<(String, String)>,
}

impl State {
    /// Gives a value that was never given before.
    pub(super) fn give(&mut self, variable: &str) -> String {
        self.given += 1;
        let slug = crate::spec::path::slug(variable);
        let value = format!("fake-{slug}-{:010}", self.given);
        if self.good.len() >= MOST {
            self.good.pop_first();
        }
        self.good.insert((variable.to_owned(), value.clone()));
        value
    }

    /// Takes a value back.
    pub(super) fn release(&mut self, variable: &str, value: &str) {
        let entry = (variable.to_owned(), value.to_owned());
        if self.good.remove(&entry) {
            if self.released.len() >= MOST {
                self.released.pop_first();
            }
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
