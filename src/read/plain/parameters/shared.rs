//! Parameters of the query that a section on lists, or prose, says that several operations have.

use super::super::layout::Layout;
use super::topics::Topic;
use super::{List, add, label, read_item, read_table};
use crate::read::Facts;
use crate::table::described::ParameterPlace;
use crate::text::document::{Kind, Prose};

/// Reads a block of a section on lists as parameters of the query, where it says that it has such.
pub(in crate::read::plain) fn read_shared(layout: &Layout<'_>, block: usize, facts: &mut Facts) {
    let list = || List::new(layout, block, Topic::Place(ParameterPlace::Query));
    let Some(own) = layout.blocks.get(block) else {
        return;
    };
    if let Kind::Table(table) = &own.kind {
        let head = table
            .head
            .first()
            .map(|head| head.text.trim().to_lowercase());
        if head.is_some_and(|head| SHARED.contains(&head.as_str())) {
            read_table(layout, &list(), table, facts);
        }
        return;
    }
    let says_so = |words: &Prose| {
        let lower = words.text.to_lowercase();
        let lower = lower
            .trim_end()
            .trim_end_matches([':', '–', '—'])
            .trim_end();
        lower.contains("parameter") || TAKE.iter().any(|verb| lower.ends_with(verb))
    };
    if !label(layout, block).is_some_and(says_so) {
        return;
    }
    match &own.kind {
        Kind::Item(text) => read_item(&list(), text, facts),
        Kind::Term(_) => {
            if let Some((name, definition)) = layout.definition(block) {
                add(
                    &list(),
                    name,
                    name.text.trim(),
                    (None, &[definition]),
                    facts,
                );
            }
        }
        Kind::Table(_)
        | Kind::Field(_)
        | Kind::Heading { .. }
        | Kind::Paragraph(_)
        | Kind::Code(_)
        | Kind::Component(_)
        | Kind::Directive(_)
        | Kind::Call(_)
        | Kind::Comment
        | Kind::Other(_) => {}
    }
}

/// Words before a list by which it is of what a request may ask for.
const TAKE: &[&str] = &[
    " accept",
    " accepts",
    " know",
    " support",
    " supports",
    " take",
    " takes",
    " understand",
    " understands",
    "can be given",
    "may be given",
    "may be passed",
    "the query",
];

/// The heads of columns of parameters.
const SHARED: &[&str] = &[
    "argument",
    "option",
    "parameter",
    "query",
    "query parameter",
];

/// Takes a name that stands in prose as one of a parameter in some place, with the words behind it.
pub(in crate::read::plain) fn name_in_prose(
    layout: &Layout<'_>,
    block: usize,
    (name, words): (&Prose, &Prose),
    place: ParameterPlace,
    facts: &mut Facts,
) {
    let list = List {
        level: None,
        ..List::new(layout, block, Topic::Place(place))
    };
    add(&list, name, name.text.trim(), (None, &[words]), facts);
}
