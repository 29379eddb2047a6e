//! What the fake remembers of the things that it made: the members that were sent, which its answers have from then on.

use serde_json::{Map, Value};

use super::answer::{Answer, Asked, Cause, refuse};
use super::content::is_right;
use super::fault::{Effect, Placed};
use super::model::Model;
use super::state::State;
use crate::plan::{acts_on, is_volatile, member_of, names_one};
use crate::table::data::DataType;
use crate::table::described::ErrorCause;
use crate::table::family::Family;
use crate::table::fixture::Fixture;
use crate::table::{Operation, Row};

impl Model {
    /// Keeps what a request changed of a thing, and puts what is known of the thing into an answer that is about it.
    pub(super) fn remember(
        &self,
        operation: &Operation,
        state: &mut State,
        asked: &Asked<'_>,
        answer: &mut Answer,
        placed: Option<&Placed>,
    ) {
        let Some((fixture, value)) = self.thing(operation, asked) else {
            return;
        };
        let method = operation.method.effective().as_str();
        let forgets = placed.filter(|p| matches!(p.fault.effect, Effect::ForgetsChange));
        if matches!(method, "PATCH" | "PUT") {
            match (forgets, sent(fixture, asked)) {
                (Some(placed), _) => placed.show(),
                (None, Some(members)) => {
                    state.change(&fixture.variable, &value, members, method == "PUT");
                }
                (None, None) => {}
            }
        }
        if let Some(known) = state.known_of(&fixture.variable, &value) {
            show(operation, known, answer);
        }
    }

    /// The refusal of what an operation did to the same thing before, where its page lists an error for that.
    pub(super) fn done_before(
        &self,
        operation: &Operation,
        family: Option<&Family>,
        state: &State,
        asked: &Asked<'_>,
    ) -> Option<Answer> {
        let error = operation.error_of(ErrorCause::Done)?.effective();
        let value = self.acted_on(operation, asked)?;
        let is_done = state.has_done(&operation.id, &value);
        is_done.then(|| refuse(error.status.code(), "invalidRequest", family, Cause::Done))
    }

    /// Keeps that an operation did what it does.
    pub(super) fn note_done(&self, operation: &Operation, state: &mut State, asked: &Asked<'_>) {
        if operation.error_of(ErrorCause::Done).is_some()
            && let Some(value) = self.acted_on(operation, asked)
        {
            state.do_to(&operation.id, &value);
        }
    }

    /// The value that names what an operation does something to.
    fn acted_on(&self, operation: &Operation, asked: &Asked<'_>) -> Option<String> {
        let mut values = self.values(operation, asked).into_iter();
        let acted = values.find(|(fixture, _)| {
            let mut paths = operation.paths.iter().flat_map(Row::effective);
            paths.any(|path| acts_on(path.path(), &fixture.variable))
        });
        acted.map(|(_, value)| value)
    }

    /// Keeps what a thing was made with, and puts it into the answer.
    pub(super) fn remember_made(
        operation: &Operation,
        state: &mut State,
        (fixture, value): (&Fixture, &str),
        asked: &Asked<'_>,
        answer: &mut Answer,
    ) {
        if fixture.released_by.is_none() {
            return;
        }
        if let Some(members) = sent(fixture, asked) {
            show(operation, &members, answer);
            state.change(&fixture.variable, value, members, true);
        }
    }

    /// The thing that a request names with the end of its path.
    fn thing(&self, operation: &Operation, asked: &Asked<'_>) -> Option<(&Fixture, String)> {
        let mut values = self.values(operation, asked).into_iter();
        values.find(|(fixture, _)| {
            let mut paths = operation.paths.iter().flat_map(Row::effective);
            paths.any(|path| names_one(path.path().as_str(), &fixture.variable))
        })
    }
}

/// The members that a request sets; what the fake gave a thing is not for callers to set.
fn sent(fixture: &Fixture, asked: &Asked<'_>) -> Option<Map<String, Value>> {
    let mut members = object(asked.body)?;
    members.retain(|name, _| !is_volatile(name, &fixture.variable));
    Some(members)
}

fn object(content: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(content).ok()
}

/// Puts members into an answer, where its page has them so.
fn show(operation: &Operation, members: &Map<String, Value>, answer: &mut Answer) {
    let Some(mut shown) = answer.body.as_ref().and_then(|own| object(own.as_bytes())) else {
        return;
    };
    let data = data(operation, &answer.cause);
    for (name, value) in members {
        let is_shown = match data.and_then(|data| member_of(data, name)) {
            Some(member) => is_right(member, value),
            None => {
                let own = shown.get(name);
                own.is_some_and(|own| std::mem::discriminant(own) == std::mem::discriminant(value))
            }
        };
        if is_shown {
            shown.insert(name.clone(), value.clone());
        }
    }
    answer.body = Some(Value::Object(shown).to_string());
}

/// The type of what an answer has.
fn data<'o>(operation: &'o Operation, cause: &Cause) -> Option<&'o DataType> {
    let Cause::Served(at) = cause else {
        return None;
    };
    let response = operation.responses.get(*at).map(Row::effective);
    let content = operation.content.as_ref().map(Row::effective);
    match response {
        Some(response) => response.data.as_deref(),
        None => content.map(|content| &*content.data),
    }
}
