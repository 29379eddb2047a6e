//! In which states of a thing an operation on it is refused: words beside its errors, and the values of the members that
//! whoever reads the thing sees.

use std::collections::HashMap;
use std::sync::Arc;

use crate::protocol::Status;
use crate::protocol::words::words_of;
use crate::read::Facts;
use crate::read::states::{Refused, StateMember, outcome, refused};
use crate::table::data::{DataType, JsonKind, Member, Token};
use crate::table::described::{ParameterPlace, RefusedIn};
use crate::table::{Citation, Operation, Response, Row};
use crate::text::page::Span;

/// The most members of one thing that are held against words.
const MOST_MEMBERS: usize = 16;

/// The most operations of one path that are asked for members.
const MOST_OPERATIONS: usize = 100;

/// Gives the errors of operations the states in which they are answered, and what they answer the state that their thing is
/// in then; each has the facts of its own part of the page, of which places are cited.
pub(super) fn add(operations: &mut [Operation], parts: &[&Facts], cite: &dyn Fn(Span) -> Citation) {
    add_refusals(operations, parts);
    add_outcomes(operations, parts, cite);
}

fn add_refusals(operations: &mut [Operation], parts: &[&Facts]) {
    let mut found: Vec<(usize, Status, Refused)> = Vec::new();
    let paths = Paths::of(operations);
    for (at, (operation, facts)) in operations.iter().zip(parts).enumerate() {
        let Some(thing) = Thing::of(operation).filter(|_| !facts.said_of_states.is_empty()) else {
            continue;
        };
        let members = thing.members(&paths, operation);
        for (status, words) in &facts.said_of_states {
            let own = refused(*status, words, &thing.nouns, &members);
            found.extend(own.map(|own| (at, *status, own)));
        }
    }
    for (at, status, refused) in found {
        let errors = operations[at].described.errors.iter_mut();
        let mut readings = errors.flat_map(|row| row.readings_mut());
        if let Some(reading) = readings.find(|reading| reading.value.status == status) {
            put(&mut reading.value.refused_in, refused);
        }
    }
}

fn add_outcomes(operations: &mut [Operation], parts: &[&Facts], cite: &dyn Fn(Span) -> Citation) {
    let mut found: Vec<(usize, (String, String), Citation)> = Vec::new();
    let paths = Paths::of(operations);
    for (at, (operation, facts)) in operations.iter().zip(parts).enumerate() {
        if facts.said_of_outcomes.is_empty() {
            continue;
        }
        let is_made = |row: &Row<Response>| row.effective().status.code() == 201;
        let thing = Thing::of(operation).filter(|_| !operation.responses.iter().any(is_made));
        let makes = thing.is_none();
        let members = match &thing {
            Some(thing) => thing.members(&paths, operation),
            None => own_members(operation),
        };
        let said = facts.said_of_outcomes.iter();
        let said: Vec<_> = said
            .filter_map(|(words, span)| Some((outcome(words, &members, makes)?, cite(*span))))
            .collect();
        let Some((first, place)) = said.first() else {
            continue;
        };
        // Where sentences say two things, or another is shown, it is not known which is meant.
        let is_sure = said.iter().all(|(own, _)| own == first) && !shows_another(operation, first);
        found.extend(is_sure.then(|| (at, first.clone(), place.clone())));
    }
    for (at, (name, state), place) in found {
        let responses = operations[at].responses.iter_mut();
        let answers = responses.flat_map(|row| row.readings_mut());
        // What is only taken on (202) may be further by the time that it is told (RFC 9110 §15.3.3).
        let is_done = |status: Status| status.is_success() && status.code() != 202;
        let served = answers.filter(|own| is_done(own.value.status));
        for data in served.filter_map(|own| own.value.data.as_mut()) {
            narrow(Arc::make_mut(data), &name, &state, &place);
        }
        let contents = operations[at].content.iter_mut();
        for own in contents.flat_map(|row| row.readings_mut()) {
            narrow(Arc::make_mut(&mut own.value.data), &name, &state, &place);
        }
    }
}

/// The members of what an operation answers that have one of a few values.
fn own_members(operation: &Operation) -> Vec<StateMember> {
    let members = operation.types().flat_map(|data| &data.members);
    let members = members.map(Row::effective).filter_map(|member| {
        let [Token::Name(name)] = member.path.tokens() else {
            return None;
        };
        (member.values.len() > 1).then(|| StateMember {
            name: name.clone(),
            values: member.values.clone(),
        })
    });
    members.take(MOST_MEMBERS).collect()
}

/// Whether an answer of the operation is shown that has another text there.
fn shows_another(operation: &Operation, (name, state): &(String, String)) -> bool {
    let examples = operation.examples.iter().map(Row::effective);
    let answers = examples.filter_map(|example| example.response.as_ref());
    let answers = answers.filter(|shown| shown.status.is_success());
    let mut contents = answers.filter_map(|shown| shown.content.as_ref());
    contents.any(|content| {
        let json = serde_json::from_str::<serde_json::Value>(&content.text).unwrap_or_default();
        let shown = json.get(name).and_then(serde_json::Value::as_str);
        shown.is_some_and(|shown| shown != state)
    })
}

/// Leaves a member of a type the one value.
fn narrow(data: &mut DataType, name: &str, state: &str, place: &Citation) {
    let rows = data.members.iter_mut();
    for reading in rows.flat_map(|row| row.readings_mut()) {
        let is_it = matches!(reading.value.path.tokens(), [Token::Name(own)] if own == name);
        if is_it && reading.value.values.iter().any(|own| own == state) {
            reading.value.values = vec![state.to_owned()];
            reading.cites.insert(0, place.clone());
        }
    }
}

/// Adds states to those of the same member; another member is a second rule, of which one row has room for none.
fn put(known: &mut Option<RefusedIn>, own: Refused) {
    let Refused { member, states } = own;
    let Some(known) = known else {
        *known = Some(RefusedIn { member, states });
        return;
    };
    if known.member == member {
        let new = states.into_iter();
        let new = new.filter(|state| !known.states.contains(state));
        let new: Vec<String> = new.collect();
        known.states.extend(new);
    }
}

/// Operations by the shapes of their paths.
struct Paths<'o>(HashMap<String, Vec<&'o Operation>>);

impl<'o> Paths<'o> {
    fn of(operations: &'o [Operation]) -> Self {
        let mut all: HashMap<String, Vec<&Operation>> = HashMap::new();
        for operation in operations {
            for path in operation.every_path() {
                let shape = path.path().shape();
                let own = all.entry(shape.trim_end_matches('/').to_owned());
                let own = own.or_default();
                let is_there = own
                    .last()
                    .is_some_and(|last| std::ptr::eq(*last, operation));
                own.extend((!is_there).then_some(operation));
            }
        }
        Self(all)
    }

    /// The operations of a path, in the order of the page; not more of them than are looked at.
    fn at(&self, shape: &str) -> impl Iterator<Item = &'o Operation> + Clone {
        let own = self.0.get(shape).map_or(&[][..], Vec::as_slice);
        own.iter().copied().take(MOST_OPERATIONS)
    }
}

/// What the end of an operation's path names.
struct Thing {
    /// The shape of its own path.
    shape: String,
    /// What it is called.
    nouns: Vec<String>,
}

impl Thing {
    fn of(operation: &Operation) -> Option<Self> {
        let path = operation.paths.first()?.readings().first().value.first()?;
        let path = path.path();
        let written = path.as_str().trim_end_matches('/');
        let shape = path.shape();
        let shape = shape.trim_end_matches('/');
        let is_named = |written: &str| written.ends_with('}');
        let (written, shape) = match is_named(written) {
            true => (written, shape),
            false => {
                let (before, _) = written.rsplit_once('/')?;
                let (shape, _) = shape.rsplit_once('/')?;
                is_named(before).then_some((before, shape))?
            }
        };
        let (before, placeholder) = written.rsplit_once('/')?;
        let name = placeholder.trim_start_matches('{').trim_end_matches('}');
        let folder = before.rsplit('/').next().unwrap_or_default();
        let nouns = [folder, name].into_iter().filter_map(noun).collect();
        Some(Self {
            shape: shape.to_owned(),
            nouns,
        })
    }

    /// The members by which it may say in which state it is: as it is read, or else as other answers have it.
    fn members(&self, paths: &Paths<'_>, own: &Operation) -> Vec<StateMember> {
        let is_get = |operation: &&Operation| operation.method.effective().as_str() == "GET";
        let others = paths.at(&self.shape);
        let readers = others.clone().filter(is_get);
        let mut all = readers.chain(others).chain(std::iter::once(own));
        let found = all.find_map(|operation| {
            let members = operation.types().flat_map(|data| &data.members);
            let members = members.map(Row::effective);
            let members = members.filter_map(|member| self.state_member(paths, member));
            let members: Vec<StateMember> = members.take(MOST_MEMBERS).collect();
            (!members.is_empty()).then_some(members)
        });
        found.unwrap_or_default()
    }

    /// A member of the whole that has one of a few values, or is true or false. The values may stand where things are
    /// asked for by them.
    fn state_member(&self, paths: &Paths<'_>, member: &Member) -> Option<StateMember> {
        let [Token::Name(name)] = member.path.tokens() else {
            return None;
        };
        let is_get = |operation: &&Operation| operation.method.effective().as_str() == "GET";
        let collection = self.shape.strip_suffix("/{}").unwrap_or_default();
        let lists = paths.at(collection).filter(is_get);
        let mut asked = lists.flat_map(|list| list.described.parameters.iter().map(Row::effective));
        let values = match (member.values.as_slice(), member.kinds.as_slice()) {
            ([], [JsonKind::Text]) => asked
                .find(|own| own.place == ParameterPlace::Query && own.name == *name)
                .map(|own| own.allowed.values.clone())?,
            (values, _) => values.to_vec(),
        };
        let is_boolean = member.kinds.as_slice() == [JsonKind::Boolean];
        (values.len() > 1 || is_boolean && values.is_empty()).then(|| StateMember {
            name: name.clone(),
            values,
        })
    }
}

/// The last word of a name, without what says that it is an id.
fn noun(name: &str) -> Option<String> {
    let mut words = words_of(name);
    words.retain(|word| word.len() > 2 && word != "uuid");
    words.pop()
}
