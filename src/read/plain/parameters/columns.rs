//! What the columns of a table say that it lists, and what their cells say of a header.

use super::super::layout::Layout;
use super::super::stand_ins::header_value;
use super::levels::{answer, is_level};
use super::topics::{self, Topic};
use crate::protocol::HeaderName;
use crate::read::{Facts, lexicon};
use crate::table::Presence;
use crate::table::described::ParameterPlace;
use crate::text::document::{Prose, Row, Table};
use crate::text::page::Span;

/// Heads of a column that holds the names of headers.
const HEADERS: &[&str] = &[
    "header",
    "header field",
    "header name",
    "headers",
    "http header",
    "http header name",
    "http headers",
    "request header",
    "request headers",
];

/// Heads of a column that holds the names of a query's parameters. One that says no more than "parameter" is as often of
/// headers, of content or of an answer.
const QUERY: &[&str] = &[
    "query",
    "query param",
    "query parameter",
    "query parameters",
    "query params",
];

/// Heads of a column that holds the names of a response's headers.
const ANSWERED: &[&str] = &["response header", "response headers"];

/// What a table lists: by its first column, else by what stands above it. One of statuses lists nothing here.
pub(super) fn topic(
    layout: &Layout<'_>,
    block: usize,
    table: &Table,
    facts: &Facts,
) -> Option<Topic> {
    if lists_statuses(table) {
        return None;
    }
    let head = head(table);
    if ANSWERED.contains(&head.as_str()) {
        return Some(Topic::Answered);
    }
    let above = topics::topic(layout, block, facts).or_else(|| {
        let is_query = QUERY.contains(&head.as_str()) && !topics::is_of_response(layout, block);
        is_query.then_some(Topic::Place(ParameterPlace::Query))
    });
    if !is_of_headers(table) || above == Some(Topic::Answered) {
        return above;
    }
    let is_answered = !head.starts_with("request") && topics::is_of_response(layout, block);
    Some(if is_answered {
        Topic::Answered
    } else {
        Topic::Headers
    })
}

/// The head of a table's first column, in lower case.
fn head(table: &Table) -> String {
    let head = table.head.first();
    head.map_or_else(String::new, |head| head.text.trim().to_lowercase())
}

/// Whether the first column of a table holds the names of headers that requests carry.
pub(in crate::read::plain) fn is_of_headers(table: &Table) -> bool {
    HEADERS.contains(&head(table).as_str())
}

/// Whether the first cell of each row is a status or a class of them.
pub(in crate::read::plain) fn lists_statuses(table: &Table) -> bool {
    let cells = table.rows.iter().filter_map(|row| row.cells.first());
    let mut filled = cells.filter(|cell| !cell.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|cell| is_status(cell.text.trim()))
}

fn is_status(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let first = words.find(|word| !word.is_empty()).unwrap_or_default();
    let lower = first.to_ascii_lowercase();
    let is_class = lower.ends_with("xx") || lower.bytes().all(|b| b.is_ascii_digit());
    lower.len() == 3 && is_class && lower.starts_with(|c: char| c.is_ascii_digit())
}

/// Heads of a column that says whether what a row names must be sent.
const LEVELS: &[&str] = &[
    "compulsory",
    "must",
    "must be sent",
    "must have",
    "must send",
    "necessary",
    "needed",
    "obligatory",
    "req",
    "req.",
];

/// The column of a table that says whether what a row names must be sent: by its head, else by its cells, each of
/// which is a level and nothing else.
pub(super) fn of_levels(heads: &[String], table: &Table) -> Option<usize> {
    let asks = |head: &String| {
        let bare = head.trim_end_matches(['?', ':', ' ']);
        lexicon::is_level_column(head) || head.contains("optional") || LEVELS.contains(&bare)
    };
    let is_filled = |column: &usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(*column));
        let mut filled = cells.filter(|cell| !cell.is_empty()).peekable();
        filled.peek().is_some() && filled.all(|cell| is_level(&cell.text))
    };
    let by_head = heads.iter().position(asks);
    by_head.or_else(|| (1..heads.len()).find(is_filled))
}

/// Whether the head of a column of levels asks whether what it names may be left out.
pub(super) fn asks_optional(head: &str) -> bool {
    head.contains("optional") && !head.contains("required") && !head.contains("mandatory")
}

/// What a cell of the column of levels answers to its head.
pub(super) fn answer_in(cell: &Prose, asks_optional: bool) -> Option<(Presence, Span)> {
    let (presence, span) = answer(cell)?;
    let says_level = cell.text.to_lowercase().contains("optional");
    let presence = match presence {
        Presence::Required if asks_optional => Presence::Optional,
        Presence::Optional if asks_optional && !says_level => Presence::Required,
        Presence::Required | Presence::Optional | Presence::Conditional | Presence::Unstated => {
            presence
        }
    };
    Some((presence, span))
}

/// The level that a row's cell of the column of levels says, unstated where it is empty; none where no column has levels.
pub(in crate::read::plain) fn level_in_row(table: &Table, row: &Row) -> Option<Presence> {
    let heads = heads(table);
    let column = of_levels(&heads, table)?;
    let cell = row.cells.get(column);
    let answer = cell.and_then(|cell| answer_in(cell, asks_optional(heads.get(column)?)));
    Some(answer.map_or(Presence::Unstated, |(presence, _)| presence))
}

/// The value of a row's header in the column of values.
pub(in crate::read::plain) fn value_in_row(
    name: &HeaderName,
    table: &Table,
    row: &Row,
) -> Option<String> {
    let column = heads(table).iter().position(|head| head == "value")?;
    value(name, row.cells.get(column)?)
}

/// The heads of a table's columns, in lower case.
pub(super) fn heads(table: &Table) -> Vec<String> {
    let heads = table.head.iter();
    heads.map(|head| head.text.trim().to_lowercase()).collect()
}

/// Words for kinds of values, which are none.
const KINDS: &[&str] = &[
    "any", "boolean", "date", "integer", "int", "number", "string", "text", "token", "uuid",
];

/// The value of a header that a cell of the column of values is: one word, a scheme with the caller's own, or a media
/// type.
pub(super) fn value(name: &HeaderName, cell: &Prose) -> Option<String> {
    let text = cell.text.trim().trim_matches(['"', '\'']);
    let is_one = !text.contains([',', '|', '\n', '[', '…']) && text.len() <= LONGEST_VALUE;
    let is_word = !text.contains(char::is_whitespace);
    let is_media = text.split(';').next().is_some_and(|kind| {
        kind.contains('/') && !kind.contains(char::is_whitespace) && text.contains(';')
    });
    let mut words = text.split_whitespace();
    let scheme = words.next().unwrap_or_default();
    let own = words.next().unwrap_or_default();
    let is_own = own.starts_with(['<', '{', '$']) && scheme.chars().all(char::is_alphanumeric);
    let is_kind = KINDS.contains(&text.to_lowercase().as_str());
    let is_value = !text.is_empty() && is_one && !is_kind && (is_word || is_media || is_own);
    is_value.then(|| header_value(name, text))
}

/// The longest value that is read from a cell, in bytes.
const LONGEST_VALUE: usize = 120;

/// The media type of content that words name, where they name one alone: none of several parts, each with its own.
pub(in crate::read::plain) fn media_type_in(text: &str) -> Option<String> {
    let is_around = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '/' | '+' | '-' | '.');
    let words = text.split(is_around).map(|word| word.trim_end_matches('.'));
    let mut types =
        words.filter(|word| word.starts_with("application/") || word.starts_with("text/"));
    let first = types.next().filter(|first| first.len() <= LONGEST_VALUE)?;
    types.next().is_none().then(|| first.to_owned())
}
