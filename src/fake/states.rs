//! In which states the things of the fake are, as its own answers have it, and what it refuses for that.

use serde_json::{Map, Value};

use super::answer::{Answer, Asked, Cause, refuse};
use super::documented::{documented, unstated};
use super::model::Model;
use super::state::State;
use super::things::show;
use crate::plan::{acts_on, member_of, names_one};
use crate::read::done::is_form_of;
use crate::table::family::Family;
use crate::table::fixture::Fixture;
use crate::table::{Operation, Row};

impl Model {
    /// The refusal of what an operation does to a thing in a state in which its page says that it is refused.
    pub(super) fn in_state(
        &self,
        operation: &Operation,
        family: Option<&Family>,
        state: &State,
        asked: &Asked<'_>,
    ) -> Option<Answer> {
        let (row, rule) = operation.error_in_state()?;
        let (fixture, value) = self.thing_of(operation, asked)?;
        let known = state.known_of(&fixture.variable, &value);
        let known = known.and_then(|own| own.get(&rule.member).cloned());
        let is = known.or_else(|| self.shown_state(fixture, &rule.member))?;
        let is = text(&is).filter(|own| rule.states.contains(own));
        let status = row.effective().status;
        is.map(|_| refuse(status.code(), "invalidState", family, Cause::State))
    }

    /// Keeps the state that a thing is in by what was done to it: the one that is called by that, or the one of the answer.
    pub(super) fn note_state(
        &self,
        operation: &Operation,
        state: &mut State,
        asked: &Asked<'_>,
        answer: &mut Answer,
    ) {
        let is_safe = operation.method.effective().is_safe();
        let thing = self.thing_of(operation, asked);
        if let Some((fixture, value)) = thing.filter(|_| !is_safe) {
            let (folder, verb) = asked.path.rsplit_once('/').unwrap_or_default();
            let is_action = folder.ends_with(&value);
            if let Some(led) = self.led_to(fixture, verb).filter(|_| is_action) {
                show(operation, &led, answer);
                state.change(&fixture.variable, &value, led, false);
            } else {
                self.keep_state(state, (fixture, &value), answer);
            }
        }
    }

    /// The state that is called by what leads to it, as `closed` is by `close`, where some page says that something is
    /// refused in one.
    fn led_to(&self, fixture: &Fixture, verb: &str) -> Option<Map<String, Value>> {
        let mut rules = self.operations().filter_map(|(own, _)| {
            let (_, rule) = own.error_in_state()?;
            is_of(own, fixture).then_some(rule)
        });
        let rule = rules.next()?;
        let mut types = self.operations().flat_map(|(own, _)| own.types());
        let member = types.find_map(|data| {
            let member = member_of(data, &rule.member)?;
            let is_it = |state| member.values.contains(state);
            rule.states.iter().all(is_it).then_some(member)
        })?;
        let mut values = member.values.iter();
        let led = values.find(|value| is_form_of(&value.to_lowercase(), verb))?;
        let led = Value::String(led.clone());
        Some(Map::from_iter([(rule.member.clone(), led)]))
    }

    /// Keeps the state of an answer, where some page says that something is refused in one.
    pub(super) fn keep_state(
        &self,
        state: &mut State,
        (fixture, value): (&Fixture, &str),
        answer: &Answer,
    ) {
        let rules = self.operations().filter_map(|(own, _)| {
            let (_, rule) = own.error_in_state()?;
            is_of(own, fixture).then_some(&rule.member)
        });
        let shown = members(answer);
        for member in rules {
            if let Some(own) = shown.get(member).filter(|own| text(own).is_some()) {
                let members = Map::from_iter([(member.clone(), own.clone())]);
                state.change(&fixture.variable, value, members, false);
            }
        }
    }

    /// The thing that an operation does something to.
    fn thing_of(&self, operation: &Operation, asked: &Asked<'_>) -> Option<(&Fixture, String)> {
        let mut values = self.values(operation, asked).into_iter();
        values.find(|(fixture, _)| is_of(operation, fixture))
    }

    /// The state that whoever reads such a thing is shown, of which nothing is known.
    fn shown_state(&self, fixture: &Fixture, member: &str) -> Option<Value> {
        let reads = |operation: &Operation| {
            let mut paths = operation.paths.iter().flat_map(Row::effective);
            let is_get = operation.method.effective().as_str() == "GET";
            is_get && paths.any(|path| names_one(path.path().as_str(), &fixture.variable))
        };
        let (reader, family) = self.operations().find(|(own, _)| reads(own))?;
        let answer = match reader.responses.first() {
            Some(row) => documented(reader, 0, row.effective()),
            None => unstated(reader, family),
        };
        members(&answer).remove(member)
    }
}

/// Whether an operation does something to the thing of a fixture.
fn is_of(operation: &Operation, fixture: &Fixture) -> bool {
    let mut paths = operation.paths.iter().flat_map(Row::effective);
    paths.any(|path| acts_on(path.path(), &fixture.variable))
}

fn members(answer: &Answer) -> Map<String, Value> {
    let json = answer.body.as_deref().map(serde_json::from_str);
    json.and_then(Result::ok).unwrap_or_default()
}

/// A state as tables have it.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(own) => Some(own.to_string()),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
