//! Faults of what requests do to each other: the answers are right, and the service does not do what they say.

use super::{Effect, Fault, Ground, Part, Site, site, whole};
use crate::check::CheckCode;
use crate::fake::answer::Cause;
use crate::plan::{acts_on, is_filter, is_limit, is_own, names_one};
use crate::table::Row;
use crate::table::described::ErrorCause;

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
