//! Headers and parameters that tables, lists, definitions and fields describe below a heading or a label
//! that says what they are.

pub(super) mod answered;
mod columns;
mod levels;
mod said_above;
mod shared;
pub(super) mod sides;
mod topics;
pub(super) mod types;
pub(super) mod unmarked;

use std::collections::HashSet;

use super::layout::Layout;
use super::stand_ins::credential;
use crate::protocol::HeaderName;
use crate::protocol::template::Slot;
use crate::read::allowed::{default_in, is_exact, selects};
use crate::read::message::field_name;
use crate::read::{Claim, Facts, HeaderClaim, HeaderPlace};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::{Presence, RequestBody};
use crate::text::document::{Field, Kind, Prose, Row, Style, Table};
use crate::text::page::Span;
use crate::text::profile::Profile;
pub(super) use columns::{
    is_of_headers, level_in_row, lists_statuses, media_type_in, value_in_row,
};
use levels::{level, must_be_literal, set_apart, starred};
pub(super) use shared::{name_in_prose, read_shared};
use sides::{Sent, Sides};
use topics::{Topic, is_of_response, topic};

/// A list of names, as far as what stands around it says.
struct List<'a> {
    /// What it is of.
    topic: Topic,
    /// What the page's profile says.
    profile: &'a Profile,
    /// The level that the words above say of all its names.
    level: Option<(Presence, Span)>,
    /// Whether these words call its names filters.
    are_filters: bool,
}

impl<'a> List<'a> {
    fn new(layout: &'a Layout<'_>, block: usize, topic: Topic) -> Self {
        let headings = layout.headings(block).next();
        let above = label(layout, block);
        Self {
            topic,
            profile: layout.page.profile(),
            are_filters: above.is_some_and(|words| topics::says_filters(&words.text)),
            level: said_above::level(above.into_iter().chain(headings)),
        }
    }
}

/// The short words before a list, as a label has them.
pub(super) fn label<'a>(layout: &Layout<'a>, block: usize) -> Option<&'a Prose> {
    topics::label(layout, block).and_then(|(_, words)| words)
}

/// The level that words on a header state.
pub(super) fn level_of(words: &Prose, profile: &Profile) -> Option<Presence> {
    level(words, profile).map(|(presence, _)| presence)
}

/// Reads what a block describes.
pub(super) fn read(layout: &Layout<'_>, block: usize, facts: &mut Facts) {
    let Some(own) = layout.blocks.get(block) else {
        return;
    };
    match &own.kind {
        Kind::Table(table) => {
            if let Some(topic) = columns::topic(layout, block, table, facts) {
                read_table(layout, &List::new(layout, block, topic), table, facts);
            }
        }
        Kind::Item(text) => {
            if let Some(topic) = topic(layout, block, facts) {
                read_item(&List::new(layout, block, topic), text, facts);
            }
        }
        Kind::Term(_) => {
            if let (Some(topic), Some((name, definition))) =
                (topic(layout, block, facts), layout.definition(block))
            {
                let list = List::new(layout, block, topic);
                let written = name.text.trim();
                add(&list, name, written, (None, &[definition]), facts);
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

/// Reads a block of a list as one of members of what is sent.
pub(super) fn read_sent(layout: &Layout<'_>, block: usize, facts: &mut Facts) {
    let list = || List::new(layout, block, Topic::Place(ParameterPlace::Body));
    let Some(own) = layout.blocks.get(block) else {
        return;
    };
    match &own.kind {
        Kind::Table(table) if !is_of_headers(table) && !lists_statuses(table) => {
            read_table(layout, &list(), table, facts);
        }
        Kind::Item(text) => read_item(&list(), text, facts),
        Kind::Term(_) => {
            if let Some((name, definition)) = layout.definition(block) {
                let written = name.text.trim();
                add(&list(), name, written, (None, &[definition]), facts);
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

fn read_table(layout: &Layout<'_>, list: &List<'_>, table: &Table, facts: &mut Facts) {
    let heads = columns::heads(table);
    let level = columns::of_levels(&heads, table);
    let asks_optional = level.is_some_and(|column| columns::asks_optional(&heads[column]));
    let values = heads.iter().position(|head| head == "value");
    let sides = match list.topic {
        Topic::Place(ParameterPlace::Body) => Sides::of(table),
        Topic::Place(_) | Topic::Headers | Topic::Answered => Sides::default(),
    };
    let methods: Vec<String> = methods_of(facts);
    let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
    for row in &table.rows {
        let Some(name) = row.cells.first() else {
            continue;
        };
        if sides.says_sent() {
            read_sides(list, &sides, (row, name), &methods, facts);
            continue;
        }
        let stated = level
            .and_then(|column| row.cells.get(column))
            .and_then(|cell| columns::answer_in(cell, asks_optional))
            .or_else(|| starred(layout, name));
        let others: Vec<&Prose> = row.cells.iter().skip(1).collect();
        let before = facts.headers.len();
        let known = facts.parameters.len();
        add(list, name, name.text.trim(), (stated, &others), facts);
        if let Some(claim) = facts.parameters.get_mut(known) {
            let cells = heads.iter().zip(&row.cells).skip(1);
            types::say_lengths(&mut claim.value, cells.clone());
            types::say_default(&mut claim.value, cells);
        }
        if let Some(claim) = facts.headers.get_mut(before) {
            let shown = values.and_then(|column| row.cells.get(column));
            let value = || columns::value(&claim.name, shown?);
            claim.value = claim.value.take().or_else(value);
        }
    }
}

/// The methods of an operation's requests.
fn methods_of(facts: &Facts) -> Vec<String> {
    let methods = facts.requests.iter();
    methods
        .map(|line| line.method.as_str().to_owned())
        .collect()
}

/// Takes a row of a table that says of requests by themselves what is in them.
fn read_sides(
    list: &List<'_>,
    sides: &Sides,
    (row, name): (&Row, &Prose),
    methods: &[&str],
    facts: &mut Facts,
) {
    let level = match sides.sent(row, methods) {
        Sent::Never => return,
        Sent::Level(presence) => presence,
        Sent::Open => Presence::Unstated,
    };
    let others = row.cells.iter().enumerate().skip(1);
    let others = others.filter(|(at, _)| !sides.has(*at));
    let others: Vec<&Prose> = others.map(|(_, cell)| cell).collect();
    let stated = Some((level, name.whole()));
    add(list, name, name.text.trim(), (stated, &others), facts);
}

/// An item such as `- **name** – what it is` or ``- `name` (string): what it is``.
fn read_item(list: &List<'_>, text: &Prose, facts: &mut Facts) {
    let Some(first) = text.runs.first().filter(|run| run.style != Style::Plain) else {
        return;
    };
    let name = text.text.get(first.range.clone()).unwrap_or_default();
    let name_words = Prose::new(name, first.span, first.style);
    let words = text.behind(first.range.end);
    let set_apart = set_apart(text);
    let said: Vec<&Prose> = std::iter::once(&words).chain(&set_apart).collect();
    add(list, &name_words, name.trim(), (None, &said), facts);
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
    let list = List {
        topic,
        profile,
        are_filters: false,
        level: None,
    };
    let name = Prose::new(last, place, Style::Code);
    add(&list, &name, last, (None, &[&field.text]), facts);
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
    list: &List<'_>,
    name: &Prose,
    written: &str,
    (stated, said): (Option<(Presence, Span)>, &[&Prose]),
    facts: &mut Facts,
) {
    let is_optional = written.ends_with('?');
    let written = written.trim_end_matches(['?', '*', ':']).trim();
    let level = stated.or_else(|| said.iter().find_map(|words| level(words, list.profile)));
    let level = level.or(is_optional.then(|| (Presence::Optional, name.whole())));
    let level = level.or(list
        .level
        .filter(|_| !said.iter().any(|words| said_above::takes_back(words))));
    match list.topic {
        Topic::Headers => add_header(name, written, (level, said), facts),
        Topic::Answered => {
            let is_promised = level.is_none_or(|(presence, _)| presence == Presence::Required);
            let is_always = |name: &HeaderName| {
                let mut said = said.iter();
                is_promised && said.all(|words| answered::is_always_of(name, &words.text))
            };
            let header =
                field_name(written).filter(|name| is_always(name) && answered::may_be(name));
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
            // A number is a status, or another thing that is listed below the parameters.
            let is_word = plain.contains(|c: char| !c.is_ascii_digit());
            if !is_word || !plain.chars().all(is_name) {
                return;
            }
            if place == ParameterPlace::Query && is_elsewhere(plain, said, facts) {
                return;
            }
            let mut parameter = Parameter::named(plain.to_owned(), place);
            parameter.presence = level.map_or(Presence::Unstated, |(presence, _)| presence);
            parameter.kind = types::type_in(said);
            parameter.allowed = types::allowed(parameter.kind.as_deref(), said);
            let is_asked = place == ParameterPlace::Query;
            if place == ParameterPlace::Body {
                parameter.allowed.default = said.iter().find_map(|words| default_in(words));
            }
            parameter.allowed.selects = is_asked && is_filter(list, said);
            facts.parameters.push(Claim {
                value: parameter,
                span: name.whole(),
            });
        }
    }
}

/// Whether what is said of a parameter of a list makes it a filter of what is listed.
fn is_filter(list: &List<'_>, said: &[&Prose]) -> bool {
    let are_exact = || said.iter().all(|words| is_exact(&words.text));
    said.iter().any(|words| selects(&words.text)) || list.are_filters && are_exact()
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
    let literal = || said.iter().find_map(|words| must_be_literal(words));
    let level = level.or_else(literal);
    let mut said = said.iter();
    let value = if header.is("content-type") {
        // A type that is not named is that of whatever is sent.
        let named = said.find_map(|words| media_type_in(&words.text));
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
pub(super) fn takes_content(facts: &Facts) -> bool {
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
