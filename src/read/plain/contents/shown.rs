//! Blocks that show the content of a response by itself: below words for it, or right behind its request.

use std::ops::Range;

use serde_json::Value;

use super::super::codes::codes;
use super::super::declare::Declared;
use super::super::facts::side_of;
use super::super::layout::Layout;
use super::super::lines;
use super::super::mentions::{Carrier, Mention, Mentions};
use super::Contents;
use crate::protocol::Status;
use crate::read::{Text, message};
use crate::text::document::{Code, Kind};
use crate::text::page::Span;

/// Words for what is no success.
const ERRORS: &[&str] = &[
    "error",
    "fail",
    "invalid",
    "unauthori",
    "forbidden",
    "not found",
    "problem",
    "wrong",
];

/// Words by which what is answered is many.
const MANY: &[&str] = &[
    "array of",
    "collection of",
    "list of",
    "lists all",
    "lists the",
];

/// The most blocks of one operation.
const MOST: usize = 16;

/// What the blocks of a scope show of an operation's successes, with the status where words before it state one.
pub(in crate::read::plain) fn shown(
    (layout, contents): (&Layout<'_>, &Contents),
    mentions: &Mentions,
    own: &Declared,
    (scope, is_shared): (&Range<usize>, bool),
) -> Vec<(Option<Status>, Text)> {
    let mut found = Vec::new();
    for block in scope.clone() {
        let Some(Kind::Code(code)) = layout.blocks.get(block).map(|own| &own.kind) else {
            continue;
        };
        if found.len() >= MOST {
            break;
        }
        let status = status_of((layout, contents), mentions, own, (block, code), is_shared);
        let is_only = || !is_shared && is_only_data(layout, mentions, own, (scope, block));
        if let Some(status) = status.or_else(|| is_only().then_some(None)) {
            found.extend(text(layout, code).map(|text| (status, text)));
        }
    }
    found
}

/// The text of a block of code that may be data.
fn data_of<'t>(layout: &'t Layout<'_>, block: usize) -> Option<&'t str> {
    let Some(Kind::Code(code)) = layout.blocks.get(block).map(|own| &own.kind) else {
        return None;
    };
    let text = code.text.as_deref();
    let text = text.unwrap_or_else(|| layout.page.slice(code.body));
    let text = text.trim();
    text.starts_with(['{', '[']).then_some(text)
}

/// Whether a block is the only data that stands below a GET, which sends none: no words before it introduce another thing.
fn is_only_data(
    layout: &Layout<'_>,
    mentions: &Mentions,
    own: &Declared,
    (scope, block): (&Range<usize>, usize),
) -> bool {
    let requests = &mentions.requests;
    let is_read = own.first(requests).line.method.as_str() == "GET";
    let is_data = |at: &usize| data_of(layout, *at).is_some();
    let mut all = scope.clone().filter(is_data);
    let is_only = all.next() == Some(block) && all.next().is_none();
    let mut answers = mentions.answers.iter();
    let has_message = answers.any(|answer| scope.contains(&answer.block));
    let words = words_before(layout, block);
    let lower = words.to_lowercase();
    let is_introduced = words.trim_end().ends_with(':');
    let is_error = ERRORS.iter().any(|word| lower.contains(word));
    // What has a heading of its own may be a part of it, and one thing is no list of them.
    let is_below = layout.section(block) == layout.section(own.block);
    let speaks_of_many = scope.clone().any(|at| {
        let words = layout.blocks.get(at).filter(|own| own.is_prose());
        let text = words
            .and_then(|own| own.words())
            .map(|own| own.text.to_lowercase());
        text.is_some_and(|text| MANY.iter().any(|own| text.contains(own)))
    });
    let is_one = || match data_of(layout, block).map(serde_json::from_str) {
        Some(Ok(Value::Array(_))) => false,
        Some(Ok(Value::Object(members))) => {
            let has_some = |own: &Value| {
                own.as_array()
                    .is_some_and(|own| own.iter().any(Value::is_object))
            };
            !members.values().any(has_some)
        }
        _ => true,
    };
    is_read
        && is_only
        && is_below
        && !has_message
        && !(speaks_of_many && is_one())
        && !is_introduced
        && !is_error
        && codes(&words, true)
            .iter()
            .all(|code| code.status.is_success())
        && side_of(layout, block) != Some(false)
}

/// The status that a block of content is shown for, none where no words state one; nothing where it is no success of
/// the operation.
fn status_of(
    (layout, contents): (&Layout<'_>, &Contents),
    mentions: &Mentions,
    own: &Declared,
    (block, code): (usize, &Code),
    is_shared: bool,
) -> Option<Option<Status>> {
    let text = code.text.as_deref();
    let text = text
        .unwrap_or_else(|| layout.page.slice(code.body))
        .trim_start();
    let is_message = |list: usize, at: Option<usize>| list > 0 && at == Some(block);
    let requests = &mentions.requests;
    let next = requests.partition_point(|mention| mention.block < block);
    let is_request = is_message(
        requests.len(),
        requests.get(next).map(|mention| mention.block),
    );
    let answers = &mentions.answers;
    let at = answers.partition_point(|answer| answer.block < block);
    let is_answer = is_message(answers.len(), answers.get(at).map(|answer| answer.block));
    if !text.starts_with(['{', '[']) || is_request || is_answer {
        return None;
    }
    let nearest = next.checked_sub(1);
    let is_own = nearest.is_some_and(|nearest| {
        own.mentions.contains(&nearest) || own.examples.iter().any(|(m, _)| *m == nearest)
    });
    if is_shared && !is_own {
        return None;
    }
    let words = words_before(layout, block);
    if let Some(success) = success_before_refusals(&words) {
        return Some(Some(success));
    }
    let lower = words.to_lowercase();
    if ERRORS.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let stated = codes(&words, true);
    let mut statuses: Vec<Status> = stated.iter().map(|code| code.status).collect();
    statuses.dedup();
    let is_read = own.first(requests).line.method.as_str() == "GET";
    match (statuses.as_slice(), side_of(layout, block)) {
        ([one], _) if one.is_success() => Some(Some(*one)),
        ([_, ..], _) | (_, Some(false)) => None,
        ([], Some(true)) => Some(None),
        ([], None) if contents.ends_before(block, is_read) => Some(None),
        // Right behind its request.
        ([], None) => {
            let is_behind = nearest
                .and_then(|at| requests.get(at))
                .is_some_and(|own| is_right_behind(own, block));
            (is_own && is_behind).then_some(None)
        }
    }
}

/// Whether a block stands right behind a request that a block shows.
fn is_right_behind(mention: &Mention, block: usize) -> bool {
    let is_block = matches!(
        mention.carrier,
        Carrier::Block | Carrier::Wire | Carrier::Client
    );
    is_block && mention.block + 1 == block
}

/// The one success that words state, refusals being named behind it alone and nothing of them being introduced: "Returns
/// `200 OK` and the batch, or `404 Not Found` if there is none."
pub(in crate::read::plain) fn success_before_refusals(words: &str) -> Option<Status> {
    let found = codes(words, true);
    let (first, others) = found.split_first()?;
    let are_refusals = !others.is_empty() && others.iter().all(|code| code.status.is_error());
    let introduces = words.trim_end().ends_with(':');
    // Of some calls: "or `404` if there is none".
    let behind = words.get(others.first()?.range.end..)?.to_lowercase();
    let are_refusals = are_refusals
        && [" if ", " when ", " for "]
            .iter()
            .any(|own| behind.contains(own));
    (first.status.is_success() && are_refusals && !introduces).then_some(first.status)
}

/// The words right before a block, and the heading that it stands below.
fn words_before(layout: &Layout<'_>, block: usize) -> String {
    let before = block
        .checked_sub(1)
        .and_then(|before| layout.blocks.get(before));
    let words = before.and_then(|before| before.words());
    let words = words.map_or("", |words| words.text.as_str());
    let heading = layout
        .headings(block)
        .next()
        .map_or("", |words| words.text.as_str());
    match heading == words {
        true => words.to_owned(),
        false => format!("{heading}: {words}"),
    }
}

/// The text of a block.
pub(super) fn text(layout: &Layout<'_>, code: &Code) -> Option<Text> {
    let lines = lines::lines(layout.page, code);
    let (first, _) = lines.first()?;
    let blank = (Span::new(first.start, first.start), "");
    let all: Vec<_> = std::iter::once(blank).chain(lines).collect();
    message::message(&all).body
}
