//! What the fake remembers of the things that it made: the members that were sent, which its answers have from then on.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::answer::{Answer, Asked, Cause, refuse};
use super::content::is_right;
use super::fault::{Effect, Part, Placed};
use super::model::Model;
use super::refusals::in_query;
use super::state::State;
use crate::plan::Asked as Sorting;
use crate::plan::{
    LeftOut, acts_on, defaults, is_filter, is_limit, is_own, member_of, names_one, sorted,
    written_in_query,
};
use crate::table::data::DataType;
use crate::table::described::ErrorCause;
use crate::table::family::Family;
use crate::table::fixture::{Capture, Fixture};
use crate::table::made::is_volatile;
use crate::table::{Direction, Operation, Row};

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

    /// Puts the things that there are into a list of them, as far as its query asks for them.
    pub(super) fn list(
        &self,
        operation: &Operation,
        state: &State,
        asked: &Asked<'_>,
        answer: &mut Answer,
        placed: Option<&Placed>,
    ) {
        let json = answer.body.as_ref();
        let json = json.and_then(|own| serde_json::from_str::<Value>(own).ok());
        let (Some(fixture), Some(mut json)) = (self.listed_by(operation), json) else {
            return;
        };
        let Some(elements) = elements(&mut json) else {
            return;
        };
        let effect = placed.map(|placed| placed.fault.effect);
        if matches!(effect, Some(Effect::HidesMade)) {
            placed.into_iter().for_each(Placed::show);
        } else {
            let shown = elements.first().cloned();
            let shown = shown.unwrap_or_else(|| Value::Object(Map::new()));
            let also_released = matches!(effect, Some(Effect::ListsReleased));
            let values = state.things(&fixture.variable, also_released);
            let made = values
                .into_iter()
                .map(|value| element(&shown, fixture, value, state));
            let made: Vec<Value> = made.collect();
            elements.splice(0..0, made);
            if also_released {
                placed.into_iter().for_each(Placed::show);
            }
        }
        if !self.sorts_otherwise(operation, asked, elements, placed) {
            sort(operation, elements);
        }
        take_asked_for(operation, asked, elements, placed);
        if let Some(placed) = placed.filter(|_| matches!(effect, Some(Effect::TurnsList)))
            && elements.len() > 1
        {
            elements.reverse();
            placed.show();
        }
        answer.body = Some(json.to_string());
    }

    /// Whether a list is put into an order that is asked for.
    fn sorts_otherwise(
        &self,
        operation: &Operation,
        asked: &Asked<'_>,
        elements: &mut [Value],
        placed: Option<&Placed>,
    ) -> bool {
        let query = in_query(asked).map(|(name, value)| (name, value.to_owned()));
        let query: Vec<(String, String)> = query.collect();
        let (row, all) = match sorted(operation) {
            Some(found) => found,
            None => return false,
        };
        let is_asked = |own: &Sorting| own.query.iter().all(|pair| query.contains(pair));
        let Some(own) = all.into_iter().find(is_asked) else {
            return false;
        };
        let name = Part::Variable(row.effective().name.clone());
        let is_ignored = |placed: &&Placed| {
            placed.site.part == name && matches!(placed.fault.effect, Effect::IgnoresParameter)
        };
        if let Some(placed) = placed.filter(is_ignored) {
            placed.show();
            return false;
        }
        let direction = own.direction.unwrap_or(Direction::Ascending);
        sort_by(elements, &own.member, direction);
        true
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
        if !is_own(fixture) {
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

/// Gives what a request left out the values that the page says it then has.
pub(super) fn fill_defaults(operation: &Operation, asked: &Asked<'_>, answer: &mut Answer) {
    for (_, own) in defaults(operation) {
        if is_left_out(asked, &own) {
            put(answer, &own.member, own.value);
        }
    }
}

/// Whether a request left a member out of what it sent.
pub(super) fn is_left_out(asked: &Asked<'_>, own: &LeftOut) -> bool {
    object(asked.body).is_some_and(|sent| !sent.contains_key(&own.member))
}

/// Gives a member of the object that a success has a value.
pub(super) fn put(answer: &mut Answer, member: &str, value: Value) {
    let shown = answer.body.as_ref().and_then(|own| object(own.as_bytes()));
    if let (Cause::Served(_), Some(mut shown)) = (&answer.cause, shown) {
        shown.insert(member.to_owned(), value);
        answer.body = Some(Value::Object(shown).to_string());
    }
}

/// Leaves in a list what its query asks for.
fn take_asked_for(
    operation: &Operation,
    asked: &Asked<'_>,
    elements: &mut Vec<Value>,
    placed: Option<&Placed>,
) {
    for (name, value) in in_query(asked) {
        let parameters = operation.described.parameters.iter().map(Row::effective);
        let mut own = parameters.filter(|own| own.name == name);
        let ignored = placed.filter(|placed| {
            let is_it = placed.site.part == Part::Variable(name.clone());
            is_it && matches!(placed.fault.effect, Effect::IgnoresParameter)
        });
        match (own.next(), ignored) {
            (Some(_), Some(placed)) => placed.show(),
            (Some(own), None) if is_limit(own) => {
                elements.truncate(value.parse().unwrap_or(usize::MAX));
            }
            (Some(own), None) if is_filter(own) => elements.retain(|element| {
                let own = element.get(&name).and_then(written_in_query);
                own.is_none_or(|own| own == value)
            }),
            (Some(_) | None, _) => {}
        }
    }
}

/// Puts what is listed, of which what was made last is first, into the order that the page says.
fn sort(operation: &Operation, elements: &mut [Value]) {
    let Some(order) = operation.described.order.as_ref().map(Row::effective) else {
        return;
    };
    match &order.by {
        None if order.direction == Direction::Ascending => elements.reverse(),
        None => {}
        Some(by) => sort_by(elements, by, order.direction),
    }
}

fn sort_by(elements: &mut [Value], member: &str, direction: Direction) {
    elements.sort_by(|one, other| {
        let ordering = by_value(one.get(member), other.get(member));
        match direction {
            Direction::Ascending => ordering,
            Direction::Descending => ordering.reverse(),
        }
    });
}

/// How two values stand to each other: numbers by what they are, anything else by how it is written.
fn by_value(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    let numbers = one
        .and_then(Value::as_f64)
        .zip(other.and_then(Value::as_f64));
    let texts = one
        .and_then(Value::as_str)
        .zip(other.and_then(Value::as_str));
    match (numbers, texts) {
        (Some((one, other)), _) => one.total_cmp(&other),
        (None, Some((one, other))) => one.cmp(other),
        (None, None) => Ordering::Equal,
    }
}

/// The list of an answer: it, or the only one in it.
pub(super) fn elements(json: &mut Value) -> Option<&mut Vec<Value>> {
    match json {
        Value::Array(items) => Some(items),
        Value::Object(members) => {
            let lists = members.values_mut().filter_map(Value::as_array_mut);
            let mut lists: Vec<&mut Vec<Value>> = lists.collect();
            lists.pop().filter(|_| lists.is_empty())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// A thing as an element of a list, like one that is shown; with all that is known of it where none is.
fn element(shown: &Value, fixture: &Fixture, value: &str, state: &State) -> Value {
    let mut element = shown.clone();
    let Value::Object(members) = &mut element else {
        return Value::from(value);
    };
    let known = state.known_of(&fixture.variable, value);
    let shows_none = members.is_empty();
    for (name, own) in known.into_iter().flatten() {
        if shows_none {
            members.insert(name.clone(), own.clone());
        } else if let Some(shown) = members.get_mut(name)
            && std::mem::discriminant(shown) == std::mem::discriminant(own)
        {
            shown.clone_from(own);
        }
    }
    let name = match &fixture.from {
        Capture::Pointer(pointer) => pointer.rsplit('/').next().unwrap_or_default(),
        _ => "id",
    };
    let is_number = members.get(name).is_some_and(Value::is_number);
    let number = value.parse::<u64>().ok().filter(|_| is_number);
    let value = number.map_or_else(|| Value::from(value), Value::from);
    members.insert(name.to_owned(), value);
    element
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
pub(super) fn show(operation: &Operation, members: &Map<String, Value>, answer: &mut Answer) {
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
