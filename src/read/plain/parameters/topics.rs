//! What the label or the heading above a list of names says that it is of.

use std::collections::HashSet;

use super::super::layout::{Layout, MOST_ITEMS};
use crate::protocol::template::Slot;
use crate::read::Facts;
use crate::read::allowed::selects;
use crate::table::described::ParameterPlace;
use crate::text::document::{Block, Kind, Prose};

/// What a list of names is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// Headers of the request.
    Headers,
    /// Headers of the response.
    Answered,
    /// Parameters.
    Place(ParameterPlace),
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
pub(super) fn is_of_response(layout: &Layout<'_>, block: usize) -> bool {
    let heading = layout.headings(block).next();
    heading.is_some_and(|heading| {
        let words = heading.text.to_lowercase();
        words.contains("response") || words.contains("return")
    })
}

/// The block before a list, with its words where they are short enough for a label.
pub(super) fn label<'a>(layout: &Layout<'a>, block: usize) -> Option<(usize, Option<&'a Prose>)> {
    let own = layout.blocks.get(block)?;
    let before = layout.blocks.get(..block)?.iter().enumerate().rev();
    let is_around = |other: &Block| matches!(other.kind, Kind::Term(_)) && other.depth < own.depth;
    let (at, label) = before
        .take(MOST_ITEMS)
        .filter(|(_, other)| other.depth <= own.depth)
        .find(|(_, other)| !other.is_item() || is_around(other))?;
    let words = label
        .words()
        .filter(|words| words.text.len() < LONGEST_LABEL)
        // A table that is none is words, too, and says nothing of what follows.
        .filter(|words| !words.text.trim_start().starts_with('|'));
    Some((at, words))
}

/// What the label or the heading above a block says that it lists.
pub(super) fn topic(layout: &Layout<'_>, block: usize, facts: &Facts) -> Option<Topic> {
    let own = label(layout, block);
    let start = own.map_or(block, |(at, _)| at);
    let label = own.and_then(|(_, words)| words);
    let heading = layout.headings(block).next();
    let mut labels = label.into_iter().chain(heading);
    let named = labels.clone().find_map(|words| named(&words.text));
    let is_bare = |words: &Prose| {
        let words = words.text.trim().trim_end_matches(':').to_lowercase();
        BARE.contains(&words.as_str())
    };
    let is_bare = |words: &Prose| is_bare(words) || is_of_filters(&words.text);
    let named = match named {
        Some(Topic::Headers) if is_below_response(layout, label, block) => Some(Topic::Answered),
        other => other,
    };
    named.or_else(|| {
        let is_query = labels.next().is_some_and(is_bare)
            && !is_of_response(layout, block)
            && is_of_query(layout, start, facts);
        let is_query = is_query || is_table_of_query(layout, (start, block), facts);
        is_query.then_some(Topic::Place(ParameterPlace::Query))
    })
}

/// Whether a table of parameters stands where nothing but the query has some: each name is one that no path has.
fn is_table_of_query(layout: &Layout<'_>, (start, block): (usize, usize), facts: &Facts) -> bool {
    let Some(Kind::Table(table)) = layout.blocks.get(block).map(|own| &own.kind) else {
        return false;
    };
    let first = table
        .head
        .first()
        .map(|head| head.text.trim().to_lowercase());
    let is_of_parameters = first.is_some_and(|first| HEADS.contains(&first.as_str()));
    let in_path = |name: &str| {
        let mut placed = facts
            .requests
            .iter()
            .flat_map(|line| line.path.placeholders());
        placed.any(|(own, _)| own == name)
    };
    // What stands in the path says so in its row, or the table is of something else.
    let mut placed = table.rows.iter().filter_map(|row| {
        let (name, said) = row.cells.split_first()?;
        in_path(name.text.trim()).then_some(said)
    });
    let are_told = placed.all(|said| said.iter().any(|cell| cell.text.contains("path")));
    let mut said = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
    // Headers, and members of content, are called so as well.
    let are_filters = said.any(|cell| selects(&cell.text));
    is_of_parameters
        && are_filters
        && are_told
        && !is_of_response(layout, block)
        && is_of_query(layout, start, facts)
}

/// Heads of a column of parameters.
const HEADS: &[&str] = &["filter", "name", "option", "parameter", "query parameter"];

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
pub(super) const BARE: &[&str] = &[
    "arguments",
    "parameters",
    "params",
    "request parameters",
    "required parameters",
];

/// What a label is about that a query has.
const OF_QUERIES: &[&str] = &[
    "argument",
    "arguments",
    "filter",
    "filtered",
    "filters",
    "narrow",
    "narrowed",
    "option",
    "options",
    "parameter",
    "parameters",
    "params",
];

/// What a label begins with that goes on with more than what is said elsewhere: "Apart from `limit` and `after`:".
const BESIDES: &[&str] = &[
    "accepts",
    "also takes",
    "and takes",
    "apart from",
    "as well as",
    "besides",
    "beyond",
    "in addition to",
    "next to",
    "on top of",
    "plus",
    "supports",
    "takes",
];

/// Words of a label by which it is about another side of the message, or not of all of them.
const OF_OTHERS: &[&str] = &[
    "answer",
    "answers",
    "attribute",
    "attributes",
    "bodies",
    "body",
    "column",
    "columns",
    "content",
    "cookie",
    "cookies",
    "environment",
    "errors",
    "field",
    "fields",
    "header",
    "headers",
    "member",
    "members",
    "object",
    "payload",
    "properties",
    "property",
    "reply",
    "segment",
    "segments",
];

/// Whether words right before a list call what it has filters, as the last that they say.
pub(super) fn says_filters(label: &str) -> bool {
    let lower = label.trim_end().to_lowercase();
    let last = lower.rsplit(['.', ';']).next().unwrap_or_default();
    last.ends_with(':')
        && last
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == "filters")
}

/// Whether a label of a list below a GET says that it has filters, or what the GET takes besides.
fn is_of_filters(label: &str) -> bool {
    let label = label.trim();
    let lower = label.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let has = |all: &[&str]| words.iter().any(|word| all.contains(word));
    let last = lower.rsplit(". ").next().unwrap_or_default();
    let goes_on = BESIDES.iter().any(|begin| {
        let rest = last.strip_prefix(begin);
        rest.is_some_and(|rest| rest.starts_with([' ', ':']))
    });
    label.ends_with(':') && !has(OF_OTHERS) && (has(OF_QUERIES) || goes_on)
}

/// The longest words that say what a list is of, in bytes.
const LONGEST_LABEL: usize = 120;

/// What words say that a list is of.
pub(super) fn named(label: &str) -> Option<Topic> {
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
