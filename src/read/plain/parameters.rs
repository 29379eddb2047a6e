//! Headers and parameters that tables, lists, definitions and fields describe below a heading or a label
//! that says what they are.

pub(super) mod answered;
mod columns;
mod levels;
pub(super) mod unmarked;

use std::collections::HashSet;

use super::layout::{Layout, MOST_ITEMS};
use super::stand_ins::credential;
use crate::protocol::template::Slot;
use crate::read::message::field_name;
use crate::read::{Claim, Facts, HeaderClaim, HeaderPlace, lexicon};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::{Presence, RequestBody};
use crate::text::document::{Block, Field, Kind, Prose, Style, Table};
use crate::text::page::Span;
use crate::text::profile::Profile;
pub(super) use columns::{is_of_headers, lists_statuses};
use levels::{level, set_apart, starred};

/// What a list of names is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topic {
    /// Headers of the request.
    Headers,
    /// Headers of the response.
    Answered,
    /// Parameters.
    Place(ParameterPlace),
}

/// Reads what a block describes.
pub(super) fn read(layout: &Layout<'_>, block: usize, facts: &mut Facts) {
    let Some(own) = layout.blocks.get(block) else {
        return;
    };
    match &own.kind {
        Kind::Table(table) => {
            if let Some(topic) = columns::topic(layout, block, table, facts) {
                read_table(layout, topic, table, facts);
            }
        }
        Kind::Item(text) => {
            if let Some(topic) = topic(layout, block, facts) {
                read_item((topic, layout.page.profile()), text, facts);
            }
        }
        Kind::Term(_) => {
            if let (Some(topic), Some((name, definition))) =
                (topic(layout, block, facts), layout.definition(block))
            {
                add(
                    (topic, layout.page.profile()),
                    name,
                    name.text.trim(),
                    (None, &[definition]),
                    facts,
                );
            }
        }
        // What a response carries is no parameter of the request.
        Kind::Field(field) if !is_of_response(layout, block) => {
            read_field(field, layout.page.profile(), facts)
        }
        Kind::Field(_) => {}
        Kind::Heading { .. }
        | Kind::Paragraph(_)
        | Kind::Code(_)
        | Kind::Component(_)
        | Kind::Directive(_)
        | Kind::Call(_)
        | Kind::Comment
        | Kind::Other(_) => {}
    }
}

/// Whether a label or a heading that says no more than that it is of headers stands below the heading of a response.
fn is_below_response(layout: &Layout<'_>, label: Option<&Prose>, block: usize) -> bool {
    let mut headings = layout.headings(block).peekable();
    let is = |words: Option<&Prose>, all: &[&str]| {
        let text = words.map(|words| words.text.trim().trim_end_matches(':').to_lowercase());
        text.is_some_and(|text| all.contains(&text.as_str()))
    };
    // A label that is the heading is one.
    let is_heading = headings.peek().copied() == label;
    let own = if is_heading || label.is_none() {
        headings.next()
    } else {
        label
    };
    is(own, &["header", "headers"]) && is(headings.next(), &["response", "responses"])
}

/// Whether the heading above a block is that of a response.
fn is_of_response(layout: &Layout<'_>, block: usize) -> bool {
    let heading = layout.headings(block).next();
    heading.is_some_and(|heading| {
        let words = heading.text.to_lowercase();
        words.contains("response") || words.contains("return")
    })
}

/// What the label or the heading above a block says that it lists.
fn topic(layout: &Layout<'_>, block: usize, facts: &Facts) -> Option<Topic> {
    let own = layout.blocks.get(block)?;
    let before = layout.blocks.get(..block)?.iter().enumerate().rev();
    let is_around = |other: &Block| matches!(other.kind, Kind::Term(_)) && other.depth < own.depth;
    let label = before
        .take(MOST_ITEMS)
        .filter(|(_, other)| other.depth <= own.depth)
        .find(|(_, other)| !other.is_item() || is_around(other));
    let start = label.map_or(block, |(at, _)| at);
    let label = label
        .and_then(|(_, label)| label.words())
        .filter(|words| words.text.len() < LONGEST_LABEL)
        // A table that is none is words, too, and says nothing of what follows.
        .filter(|words| !words.text.trim_start().starts_with('|'));
    let heading = layout.headings(block).next();
    let mut labels = label.into_iter().chain(heading);
    let named = labels.clone().find_map(|words| named(&words.text));
    let is_bare = |words: &Prose| {
        let words = words.text.trim().trim_end_matches(':').to_lowercase();
        BARE.contains(&words.as_str())
    };
    let named = match named {
        Some(Topic::Headers) if is_below_response(layout, label, block) => Some(Topic::Answered),
        other => other,
    };
    named.or_else(|| {
        let is_query = labels.next().is_some_and(is_bare)
            && !is_of_response(layout, block)
            && is_of_query(layout, start, facts);
        is_query.then_some(Topic::Place(ParameterPlace::Query))
    })
}

/// Whether what a list names beside the placeholders of a path stands in the query: a GET has no content, and each
/// placeholder is in the list, so that no other name means one.
fn is_of_query(layout: &Layout<'_>, label: usize, facts: &Facts) -> bool {
    let list = layout.blocks.iter().skip(label + 1).take(MOST_ITEMS);
    let list = list.take_while(|other| !matches!(other.kind, Kind::Heading { .. }));
    let names: HashSet<&str> = list.flat_map(listed).collect();
    let is_named = |slot: &Slot<'_>| match slot {
        Slot::Value(place) => names.contains(place.name),
        Slot::Literal(_) => true,
    };
    let mut lines = facts.requests.iter();
    let is_of_get = lines.clone().all(|line| line.method.as_str() == "GET");
    is_of_get && lines.all(|line| line.path.path().slots().iter().all(is_named))
}

/// The names at the beginning of an item, a term, or the rows of a table.
fn listed(block: &Block) -> Vec<&str> {
    let cells: Vec<&Prose> = match &block.kind {
        Kind::Table(table) => {
            let rows = table.rows.iter();
            rows.filter_map(|row| row.cells.first()).collect()
        }
        Kind::Item(words) | Kind::Term(words) => vec![words],
        Kind::Heading { .. }
        | Kind::Paragraph(_)
        | Kind::Code(_)
        | Kind::Component(_)
        | Kind::Directive(_)
        | Kind::Field(_)
        | Kind::Call(_)
        | Kind::Comment
        | Kind::Other(_) => Vec::new(),
    };
    let ends = |c: char| c.is_whitespace() || matches!(c, ':' | '(' | ',');
    let first = cells.into_iter().map(|cell| cell.text.trim_start());
    first.filter_map(|text| text.split(ends).next()).collect()
}

/// Labels that say of parameters no more than that they are some.
const BARE: &[&str] = &[
    "arguments",
    "parameters",
    "params",
    "request parameters",
    "required parameters",
];

/// The longest words that say what a list is of, in bytes.
const LONGEST_LABEL: usize = 120;

fn named(label: &str) -> Option<Topic> {
    let label = label.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
    let is_answered = says(&["response", "returned"]) && says(&["header"]);
    if is_answered && !says(&["request", "error", "example", "status"]) {
        return Some(Topic::Answered);
    }
    if says(&["response", "return", "status", "error", "example"]) {
        return None;
    }
    if says(&["header"]) {
        return Some(Topic::Headers);
    }
    if says(&["query"]) {
        return Some(Topic::Place(ParameterPlace::Query));
    }
    if says(&["path param", "url param", "uri param", "path variable"]) {
        return Some(Topic::Place(ParameterPlace::Path));
    }
    says(&[
        "json param",
        "body param",
        "form data",
        "request body",
        "json body",
    ])
    .then_some(Topic::Place(ParameterPlace::Body))
}

fn read_table(layout: &Layout<'_>, topic: Topic, table: &Table, facts: &mut Facts) {
    let heads: Vec<String> = table
        .head
        .iter()
        .map(|head| head.text.trim().to_lowercase())
        .collect();
    let level = heads
        .iter()
        .position(|head| lexicon::is_level_column(head) || head.contains("optional"));
    let asks_optional = level.is_some_and(|column| columns::asks_optional(&heads[column]));
    let values = heads.iter().position(|head| head == "value");
    for row in &table.rows {
        let Some(name) = row.cells.first() else {
            continue;
        };
        let stated = level
            .and_then(|column| row.cells.get(column))
            .and_then(|cell| columns::answer_in(cell, asks_optional))
            .or_else(|| starred(layout, name));
        let others: Vec<&Prose> = row.cells.iter().skip(1).collect();
        let before = facts.headers.len();
        add(
            (topic, layout.page.profile()),
            name,
            name.text.trim(),
            (stated, &others),
            facts,
        );
        if let Some(claim) = facts.headers.get_mut(before) {
            let shown = values.and_then(|column| row.cells.get(column));
            let value = || columns::value(&claim.name, shown?);
            claim.value = claim.value.take().or_else(value);
        }
    }
}

/// An item such as `- **name** – what it is` or ``- `name` (string): what it is``.
fn read_item(topic: (Topic, &Profile), text: &Prose, facts: &mut Facts) {
    let Some(first) = text.runs.first().filter(|run| run.style != Style::Plain) else {
        return;
    };
    let name = text.text.get(first.range.clone()).unwrap_or_default();
    let name_words = Prose::new(name, first.span, first.style);
    let rest = text.text.get(first.range.end..).unwrap_or_default();
    let words = Prose::new(rest, text.whole(), Style::Plain);
    let set_apart = set_apart(text);
    let said: Vec<&Prose> = std::iter::once(&words).chain(&set_apart).collect();
    add(topic, &name_words, name.trim(), (None, &said), facts);
}

/// Fields of sphinxcontrib-httpdomain, and of readers that resolve what other files say.
fn read_field(field: &Field, profile: &Profile, facts: &mut Facts) {
    let mut name = field.name.text.split_whitespace();
    let kind = name.next().unwrap_or_default().to_lowercase();
    let Some(last) = name.last() else {
        return;
    };
    let topic = match kind.as_str() {
        "<header" | "reqheader" | "requestheader" | "header" => Topic::Headers,
        ">header" | "resheader" | "responseheader" => Topic::Answered,
        "query" | "queryparam" | "queryparameter" | "qparam" => Topic::Place(ParameterPlace::Query),
        "param" | "parameter" | "path" | "arg" | "argument" => Topic::Place(ParameterPlace::Path),
        "<json" | "reqjson" | "<jsonarr" | "reqjsonarr" | "body" => {
            Topic::Place(ParameterPlace::Body)
        }
        _ => return,
    };
    let at = field.name.text.rfind(last).unwrap_or(0);
    let place = field.name.span(at..at + last.len());
    let before = facts.parameters.len();
    add(
        (topic, profile),
        &Prose::new(last, place, Style::Code),
        last,
        (None, &[&field.text]),
        facts,
    );
    let added = facts
        .parameters
        .get(before)
        .map(|claim| (&claim.value, claim.span));
    if let Some((parameter, span)) = added {
        // What must be sent in JSON makes the body JSON: without an example none is made up.
        let is_of_body = parameter.place == ParameterPlace::Body;
        if is_of_body && parameter.presence == Presence::Required {
            facts.request_body.push((RequestBody::Json, span));
        }
    }
}

/// Takes one name with the level that is stated of it, and what is said of it.
fn add(
    (topic, profile): (Topic, &Profile),
    name: &Prose,
    written: &str,
    (stated, said): (Option<(Presence, Span)>, &[&Prose]),
    facts: &mut Facts,
) {
    let is_optional = written.ends_with('?');
    let written = written.trim_end_matches(['?', '*', ':']).trim();
    let level = stated.or_else(|| said.iter().find_map(|words| level(words, profile)));
    let level = level.or(is_optional.then(|| (Presence::Optional, name.whole())));
    match topic {
        Topic::Headers => add_header(name, written, (level, said), facts),
        Topic::Answered => {
            let is_promised = level.is_none_or(|(presence, _)| presence == Presence::Required);
            let is_always =
                is_promised && said.iter().all(|words| answered::is_always(&words.text));
            let header = field_name(written).filter(|name| is_always && answered::may_be(name));
            facts.answered.extend(header.map(|header| Claim {
                value: header,
                span: name.whole(),
            }));
        }
        Topic::Place(place) => {
            let words: Vec<&str> = written.split(['=', ' ']).collect();
            let plain = words.first().copied().unwrap_or_default();
            let is_name = |c: char| {
                c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']' | '$')
            };
            if plain.is_empty() || !plain.chars().all(is_name) {
                return;
            }
            if place == ParameterPlace::Query && is_elsewhere(plain, said, facts) {
                return;
            }
            let mut parameter = Parameter::named(plain.to_owned(), place);
            parameter.presence = level.map_or(Presence::Unstated, |(presence, _)| presence);
            facts.parameters.push(Claim {
                value: parameter,
                span: name.whole(),
            });
        }
    }
}

/// Takes the name of a request's header with its level and what is said of it.
fn add_header(
    name: &Prose,
    written: &str,
    (level, said): (Option<(Presence, Span)>, &[&Prose]),
    facts: &mut Facts,
) {
    let Some(header) = field_name(written).filter(|header| !header.is_framing()) else {
        return;
    };
    let mut said = said.iter();
    let value = if header.is("content-type") {
        // A type that is not named is that of whatever is sent.
        let named = said.find_map(|words| columns::media_type_in(&words.text));
        let Some(named) = named.filter(|_| takes_content(facts)) else {
            return;
        };
        Some(named)
    } else {
        said.find_map(|words| credential(&header, &words.text))
    };
    facts.headers.push(HeaderClaim {
        presence: level,
        value,
        ..HeaderClaim::named(header, name.whole(), HeaderPlace::Table)
    });
}

/// Whether the requests of an operation have content that HTTP gives a meaning (RFC 9110 §9.3, RFC 5789).
fn takes_content(facts: &Facts) -> bool {
    let mut methods = facts.requests.iter().map(|line| line.method.as_str());
    methods.all(|method| ["PATCH", "POST", "PUT"].contains(&method))
}

/// Whether a parameter stands in another place than the query: in the path, or where a cell says.
fn is_elsewhere(name: &str, said: &[&Prose], facts: &Facts) -> bool {
    let is_placed = |slot: &Slot<'_>| match slot {
        Slot::Value(place) => place.name == name,
        Slot::Literal(_) => false,
    };
    let mut lines = facts.requests.iter();
    let mut cells = said.iter().map(|cell| cell.text.trim().to_lowercase());
    lines.any(|line| line.path.path().slots().iter().any(is_placed))
        || cells.any(|cell| matches!(cell.as_str(), "path" | "url" | "header" | "body" | "cookie"))
}

/// Writes query parameters that are required into the request: an ordinary one carries them.
pub(super) fn require_query(facts: &mut Facts) {
    let required: HashSet<String> = facts
        .parameters
        .iter()
        .filter(|claim| claim.value.place == ParameterPlace::Query)
        .filter(|claim| claim.value.presence == Presence::Required)
        .map(|claim| claim.value.name.clone())
        .filter(|name| !unlisted(name).contains(['[', ']']))
        .collect();
    let mut required: Vec<String> = required.into_iter().collect();
    required.sort();
    for line in &mut facts.requests {
        for name in &required {
            if !line.path.has_parameter(name) {
                let value = format!("{{{}}}", unlisted(name));
                line.path = line.path.with_parameter(name, &value);
            }
        }
    }
}

/// A parameter's name without the brackets that say that it may be repeated, as in `match[]`.
fn unlisted(name: &str) -> &str {
    name.strip_suffix("[]").unwrap_or(name)
}
