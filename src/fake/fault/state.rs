//! Faults of what requests do to each other: the answers are right, and the service does not do what they say.

use serde_json::Value;

use super::{Effect, Fault, Ground, Part, Site, site, whole};
use crate::check::CheckCode;
use crate::fake::answer::Cause;
use crate::fake::content::is_right;
use crate::fake::things::{elements, is_left_out, put};
use crate::plan::Asked as Sorting;
use crate::plan::{
    LeftOut, acts_on, defaults, is_filter, is_limit, is_own, member_of, names_one, sorted,
};
use crate::table::described::ErrorCause;
use crate::table::{Direction, Operation, Order, Row};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        code: "change-forgotten",
        meaning: "a change is answered as one, and the thing is as it was",
        caught_by: CheckCode::ChangeIsKept,
        sites: |ground| match ground.operation.method.effective().as_str() {
            "PATCH" | "PUT" => of_things(ground),
            _ => Vec::new(),
        },
        effect: Effect::ForgetsChange,
    },
    Fault {
        code: "default-not-applied",
        meaning: "what is left out has another value than the documented one",
        caught_by: CheckCode::DefaultAsDocumented,
        sites: |ground| {
            let all = defaults(ground.operation).into_iter();
            let all = all.filter(|(_, own)| another(ground.operation, own).is_some());
            all.map(|(row, own)| site(row.id.clone(), Part::Variable(own.member)))
                .collect()
        },
        effect: Effect::Alter(|answer, operation, asked, site| {
            let all = defaults(operation).into_iter();
            let mut own = all.filter(|(row, _)| row.id == site.row);
            if let Some((_, own)) = own.next()
                && is_left_out(asked, &own)
                && let Some(other) = another(operation, &own)
            {
                put(answer, &own.member, other);
            }
        }),
    },
    Fault {
        code: "made-not-listed",
        meaning: "what was made is not in the list",
        caught_by: CheckCode::ListAsDocumented,
        sites: of_lists,
        effect: Effect::HidesMade,
    },
    Fault {
        code: "removed-still-listed",
        meaning: "what was removed is in the list as before",
        caught_by: CheckCode::ListAsDocumented,
        sites: of_lists,
        effect: Effect::ListsReleased,
    },
    Fault {
        code: "list-the-other-way-round",
        meaning: "a list begins with what the page has last",
        caught_by: CheckCode::ListInOrder,
        sites: |ground| {
            let order = ground.operation.described.order.as_ref();
            let is_seen = |own: &Order| {
                let mut by = own.by.iter();
                by.all(|by| shows_difference(ground.operation, by))
            };
            let order = order.filter(|row| row.value().is_some_and(is_seen));
            let order = order.filter(|_| !of_lists(ground).is_empty());
            order
                .map(|row| site(row.id.clone(), Part::Whole))
                .into_iter()
                .collect()
        },
        effect: Effect::TurnsList,
    },
    Fault {
        code: "sort-ignored",
        meaning: "a list is in the same order whatever is asked for",
        caught_by: CheckCode::ListInOrder,
        sites: |ground| match of_lists(ground).is_empty() {
            true => Vec::new(),
            false => {
                // One of both ways is another than that of the list itself.
                let has_both = |asked: &[Sorting]| {
                    let has = |way| asked.iter().any(|own| own.direction == Some(way));
                    has(Direction::Ascending) && has(Direction::Descending)
                };
                let found = sorted(ground.operation).filter(|(_, asked)| has_both(asked));
                let found = found.map(|(row, _)| {
                    site(row.id.clone(), Part::Variable(row.effective().name.clone()))
                });
                found.into_iter().collect()
            }
        },
        effect: Effect::IgnoresParameter,
    },
    Fault {
        code: "parameter-of-list-ignored",
        meaning: "a list is the same whatever a limit or a filter asks for",
        caught_by: CheckCode::ListAsDocumented,
        sites: |ground| match of_lists(ground).is_empty() {
            true => Vec::new(),
            false => {
                let rows = ground.operation.described.parameters.iter();
                let own = rows.filter_map(|row| Some((row, row.value()?)));
                let own = own.filter(|(_, own)| is_limit(own) || is_filter(own));
                own.map(|(row, own)| site(row.id.clone(), Part::Variable(own.name.clone())))
                    .collect()
            }
        },
        effect: Effect::IgnoresParameter,
    },
    Fault {
        code: "done-twice",
        meaning: "what was done already is done again, where an error is listed for that",
        caught_by: CheckCode::SecondActionRefused,
        sites: |ground| {
            let error = ground.operation.error_of(ErrorCause::Done);
            error
                .filter(|_| acts_on_own(ground))
                .and_then(whole)
                .into_iter()
                .collect()
        },
        effect: Effect::Accept(|cause, _| *cause == Cause::Done),
    },
    Fault {
        code: "state-ignored",
        meaning: "what is refused while a thing is in some states is done in whichever state it is",
        caught_by: CheckCode::RefusedInState,
        sites: |ground| {
            let error = ground.operation.error_in_state().map(|(row, _)| row);
            error
                .filter(|_| acts_on_own(ground))
                .and_then(whole)
                .into_iter()
                .collect()
        },
        effect: Effect::Accept(|cause, _| *cause == Cause::State),
    },
];

/// Another value of the same kind than the one that a member has where it is left out.
fn another(operation: &Operation, own: &LeftOut) -> Option<Value> {
    let mut types = operation.types();
    let member = types.find_map(|data| member_of(data, &own.member))?;
    let others = match &own.value {
        Value::Bool(value) => vec![Value::from(!value)],
        Value::Number(number) => vec![Value::from(number.as_i64()?.checked_add(1)?)],
        Value::String(text) => {
            let listed = member.values.iter().filter(|other| *other != text);
            let listed = listed.map(|other| Value::from(other.as_str()));
            listed.chain([Value::from("as-documented")]).collect()
        }
        Value::Null => vec![Value::from("as-documented"), Value::from(17)],
        Value::Array(_) | Value::Object(_) => Vec::new(),
    };
    others.into_iter().find(|other| is_right(member, other))
}

/// Whether an example of a list has things that differ in a member.
fn shows_difference(operation: &Operation, member: &str) -> bool {
    let examples = operation.examples.iter().filter_map(Row::value);
    let mut shown = examples.filter_map(|own| own.response.as_ref()?.content.as_ref());
    shown.any(|content| {
        let json = serde_json::from_str::<Value>(&content.text).ok();
        let list = json.and_then(|mut json| elements(&mut json).cloned());
        let list = list.unwrap_or_default();
        let values: Vec<&Value> = list.iter().filter_map(|own| own.get(member)).collect();
        values.windows(2).any(|two| two[0] != two[1])
    })
}

/// Whether the operation does something to a thing that a fixture makes and takes back.
fn acts_on_own(ground: &Ground<'_>) -> bool {
    let mut paths = ground.operation.paths.iter().flat_map(Row::effective);
    paths.any(|path| {
        let mut own = ground.fixtures.iter();
        own.any(|own| is_own(own) && acts_on(path.path(), &own.variable))
    })
}

/// The operation itself, where it lists what a fixture makes and takes back.
fn of_lists(ground: &Ground<'_>) -> Vec<Site> {
    match ground.lists {
        true => vec![site(ground.lead(), Part::Whole)],
        false => Vec::new(),
    }
}

/// The operation itself, where it is one on a thing that a fixture makes and takes back.
fn of_things(ground: &Ground<'_>) -> Vec<Site> {
    let mut paths = ground.operation.paths.iter().flat_map(Row::effective);
    let is_of_one = paths.any(|path| {
        let mut own = ground.fixtures.iter();
        own.any(|fixture| is_own(fixture) && names_one(path.path().as_str(), &fixture.variable))
    });
    match is_of_one {
        true => vec![site(ground.lead(), Part::Whole)],
        false => Vec::new(),
    }
}
