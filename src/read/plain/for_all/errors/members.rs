//! The members of each error that are texts: by the words that name them, a list of them, or the JSON that is shown.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::read::plain::contents;
use crate::read::plain::layout::Layout;
use crate::read::plain::statuses::sentences;
use crate::text::document::{Kind, Prose, Row, Style, Table};

/// Members that say what went wrong, which an error has whatever it is of.
const OF_EACH: &[&str] = &[
    "code", "detail", "error", "message", "msg", "reason", "title", "type",
];

/// The most blocks between the sentence and what it speaks of.
const MOST_BETWEEN: usize = 24;

/// Whether a member says what went wrong, by its name: `code`, `error_code`, `errorMessage`.
fn says_wrong(name: &str) -> bool {
    let lower = name.to_lowercase();
    let own = lower.strip_prefix("error").unwrap_or(&lower);
    let own = own.trim_start_matches(['_', '-']);
    OF_EACH.contains(&lower.as_str()) || OF_EACH.contains(&own)
}

/// Words of a sentence that says that what it names are texts.
const TEXTS: &[&str] = &["string", "strings", "text", "texts"];

/// Words of a sentence by which something of what it names is of another type, or not in each error.
const OTHERS: &[&str] = &[
    "array",
    "boolean",
    "can",
    "if",
    "integer",
    "integers",
    "list",
    "may",
    "might",
    "null",
    "number",
    "object's",
    "optional",
    "optionally",
    "or",
    "some",
    "sometimes",
    "unless",
    "usually",
    "when",
    "without",
];

/// Words by which a sentence speaks of what the one before it names.
const MEANT: &[&str] = &["all", "both", "each", "these", "they"];

/// The most names of one sentence.
const MOST_NAMES: usize = 12;

/// The texts that each error has, as dotted paths, by a sentence that speaks of each, and what stands behind it.
pub(super) fn of_each(
    layout: &Layout<'_>,
    (block, prose): (usize, &Prose),
    said: Range<usize>,
) -> Vec<String> {
    let (mut members, object) = shown(layout, block).unwrap_or_default();
    let mut others = in_words(prose, said.start);
    others.extend(listed(layout, block, &prose.text));
    others.extend(coded(layout, block, &object));
    others.extend(described(layout, block, &object));
    for name in others {
        let Some(path) = place(&object, &name) else {
            continue;
        };
        if !members.contains(&path) {
            members.push(path);
        }
    }
    members
}

/// The texts of an example by which errors are told apart: those of which a table of statuses has a column with the words
/// that each may be, or of which a sentence says that it is one of some words.
fn coded(layout: &Layout<'_>, block: usize, object: &Map<String, Value>) -> Vec<String> {
    let section = layout.section(block);
    let blocks = layout.blocks.iter().enumerate().skip(block);
    let own = blocks.take_while(|(at, _)| layout.section(*at) == section);
    let is_text = |name: &String| place(object, name).is_some();
    let mut found: Vec<String> = Vec::new();
    for (_, own) in own.take(MOST_BETWEEN) {
        match &own.kind {
            Kind::Table(table) if lists_errors(table) => {
                let heads = table.head.iter().enumerate();
                let filled = heads.filter(|(at, _)| {
                    let cell = |row: &Row| row.cells.get(*at).is_some_and(|own| !own.is_empty());
                    table.rows.iter().all(cell)
                });
                found.extend(filled.map(|(_, head)| head.text.trim().to_owned()));
            }
            Kind::Paragraph(words) | Kind::Item(words) => found.extend(one_of_words(words)),
            _ => {}
        }
    }
    found.retain(is_text);
    found
}

/// The texts of an example that a table or a list behind it describes as texts, and says of none that it may be absent.
fn described(layout: &Layout<'_>, block: usize, object: &Map<String, Value>) -> Vec<String> {
    if object.is_empty() {
        return Vec::new();
    }
    let section = layout.section(block);
    let blocks = layout.blocks.iter().enumerate().skip(block);
    let own = blocks.take_while(|(at, _)| layout.section(*at) == section);
    let mut found: Vec<String> = Vec::new();
    for (_, own) in own.take(MOST_BETWEEN) {
        match &own.kind {
            Kind::Table(table) if !lists_errors(table) => {
                let rows = table.rows.iter().filter_map(|row| {
                    let (name, said) = row.cells.split_first()?;
                    let said: Vec<&str> = said.iter().map(|own| own.text.as_str()).collect();
                    is_always_a_text(&said.join(" ")).then(|| name.text.trim().to_owned())
                });
                found.extend(rows);
            }
            Kind::Item(words) => {
                let first = words.runs.first().filter(|run| run.style == Style::Code);
                let named = first.and_then(|run| {
                    let said = words.text.get(run.range.end..)?;
                    let name = words.text.get(run.range.clone())?.trim();
                    is_always_a_text(said).then(|| name.to_owned())
                });
                found.extend(named);
            }
            _ => {}
        }
    }
    found.retain(|name| place(object, name).is_some());
    found
}

/// Whether words call what they describe a text, and let it be nothing else.
fn is_always_a_text(said: &str) -> bool {
    let all = words(&said.to_lowercase());
    let has = |list: &[&str]| all.iter().any(|word| list.contains(&word.as_str()));
    has(&["string", "text"]) && !has(RESERVES)
}

/// Whether a column of a table has nothing but statuses of errors.
fn lists_errors(table: &Table) -> bool {
    let is_error = |row: &Row, column: usize| {
        let cell = row.cells.get(column).map_or("", |cell| cell.text.trim());
        let code = cell.split(|c: char| !c.is_ascii_digit()).next();
        code.is_some_and(|code| code.len() == 3 && code.starts_with(['4', '5']))
    };
    let columns = 0..table.head.len();
    let mut columns = columns.filter(|_| !table.rows.is_empty());
    columns.any(|column| table.rows.iter().all(|row| is_error(row, column)))
}

/// Words by which what a sentence begins with is one of some words, or says something in words.
const ONE_OF: &[&str] = &[
    "explains",
    "is a code",
    "is a description",
    "is a human",
    "is a message",
    "is a sentence",
    "is a short",
    "is a string",
    "is a text",
    "is a word",
    "is always a string",
    "is an explanation",
    "is an identifier",
    "has one of",
    "holds one of",
    "is always one of",
    "is in all errors",
    "is in each error",
    "is in every error",
    "is part of each error",
    "is part of every error",
    "is any of",
    "is one of",
    "will be one of",
];

/// Words by which it is so in some errors only.
const RESERVES: &[&str] = &[
    "can",
    "if",
    "may",
    "might",
    "most",
    "null",
    "only",
    "optional",
    "optionally",
    "some",
    "sometimes",
    "unless",
    "usually",
    "when",
    "where",
    "without",
];

/// The name that a sentence begins with, and says is one of some words.
fn one_of_words(words: &Prose) -> Vec<String> {
    let all = sentences(&words.text).into_iter();
    let named = all.filter_map(|(start, sentence)| {
        let lead = sentence.len() - sentence.trim_start().len();
        let mut runs = words.runs_within(start..start + sentence.len());
        let run = runs.find(|run| run.style == Style::Code)?;
        let begins = run.range.start <= start + lead + "The ".len();
        let behind = words.text.get(run.range.end..start + sentence.len())?;
        let lower = behind.trim_start().to_lowercase();
        let says = ONE_OF.iter().any(|own| lower.starts_with(own));
        let all = self::words(&lower);
        let is_some = all.iter().any(|word| RESERVES.contains(&word.as_str()));
        // "for validation errors", but "for people".
        let is_of_one = lower.contains(" for ") && all.iter().any(|word| word.contains("error"));
        let name = words.text.get(run.range.clone())?.trim();
        (begins && says && !is_some && !is_of_one).then(|| name.to_owned())
    });
    named.collect()
}

/// Whether a member of an example holds what an error is: by its name, or since there is nothing else.
fn holds_error(object: &Map<String, Value>, name: &str) -> bool {
    name.starts_with("error") || object.len() == 1
}

/// Where an example has a text of this name: at its top, or within its error; as it is written where nothing is shown.
fn place(object: &Map<String, Value>, name: &str) -> Option<String> {
    if object.is_empty() {
        return Some(name.to_owned());
    }
    let is_text = |path: &str| {
        let mut parts = path.split('.');
        let first = parts.next().and_then(|first| object.get(first));
        parts
            .try_fold(first?, |value, part| value.get(part))
            .map(Value::is_string)
    };
    let last = name.rsplit('.').next().unwrap_or(name);
    let within = object.keys().filter(|key| holds_error(object, key));
    let within = within.map(|key| format!("{key}.{last}"));
    std::iter::once(name.to_owned())
        .chain(within)
        .find(|path| is_text(path) == Some(true))
}

/// The names in code of the sentence at a place, and of those behind it that go on with it, of which it is said that they
/// are texts.
fn in_words(prose: &Prose, from: usize) -> Vec<String> {
    let all = sentences(&prose.text);
    let at = all
        .iter()
        .position(|(start, text)| (*start..start + text.len()).contains(&from));
    let mut all = all.into_iter().skip(at.unwrap_or_default());
    let Some((start, text)) = all.next() else {
        return Vec::new();
    };
    let own = |(start, text): (usize, &str)| {
        let words = words(&without_code(prose, start, text));
        let says = words.iter().any(|word| TEXTS.contains(&word.as_str()));
        let is_other = words.iter().any(|word| OTHERS.contains(&word.as_str()));
        let is_meant = words
            .first()
            .is_some_and(|word| MEANT.contains(&word.as_str()));
        (says, is_other, is_meant)
    };
    let (says, is_other, _) = own((start, text));
    let (next_says, next_is_other, next_is_meant) = all.next().map_or((false, false, false), own);
    let is_said_behind = next_is_meant && next_says && !next_is_other;
    match !is_other && (says || is_said_behind) {
        true => names(prose, start..start + text.len()),
        false => Vec::new(),
    }
}

/// A sentence with blanks in the place of its code.
fn without_code(prose: &Prose, start: usize, text: &str) -> String {
    let runs = prose.runs_within(start..start + text.len());
    let code = runs.filter(|run| run.style == Style::Code);
    let mut words = String::with_capacity(text.len());
    let mut at = start;
    for run in code {
        words.push_str(
            prose
                .text
                .get(at..run.range.start.max(at))
                .unwrap_or_default(),
        );
        words.push(' ');
        at = run.range.end.max(at);
    }
    words.push_str(prose.text.get(at..start + text.len()).unwrap_or_default());
    words
}

/// The names of members in a stretch of words, each behind that of the object which the words put it into.
fn names(prose: &Prose, range: Range<usize>) -> Vec<String> {
    let runs = prose.runs_within(range);
    let code = runs.filter(|run| run.style == Style::Code).take(MOST_NAMES);
    let mut object: Option<String> = None;
    let mut names = Vec::new();
    for run in code {
        let Some(name) = prose
            .text
            .get(run.range.clone())
            .map(str::trim)
            .filter(|name| is_name(name))
        else {
            continue;
        };
        let behind = prose
            .text
            .get(run.range.end..)
            .unwrap_or_default()
            .trim_start();
        let before = prose
            .text
            .get(..run.range.start)
            .unwrap_or_default()
            .trim_end();
        let is_object = behind.starts_with("object") || before.ends_with("object");
        match (&object, is_object) {
            (_, true) => object = Some(name.to_owned()),
            (Some(object), false) => names.push(format!("{object}.{name}")),
            (None, false) => names.push(name.to_owned()),
        }
    }
    names
}

/// Whether code is the name of a member.
fn is_name(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_word)
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The texts of the list of members behind a block, in its section: those that say what went wrong, or all where the words
/// before it say that each error has them.
fn listed(layout: &Layout<'_>, block: usize, lead: &str) -> Vec<String> {
    let section = layout.section(block);
    let mut behind = block + 1..(block + 1 + MOST_BETWEEN).min(layout.blocks.len());
    let Some((names, at)) = behind.find_map(|at| {
        let own = Some(at).filter(|at| layout.section(*at) == section)?;
        let names = contents::texts_listed(layout, own);
        (!names.is_empty()).then_some((names, own))
    }) else {
        return Vec::new();
    };
    // The first block of a list has what stands right before it.
    let near = at
        .checked_sub(1)
        .and_then(|before| layout.blocks.get(before)?.words());
    let near = near.map_or("", |words| words.text.as_str());
    let lead = words(&format!("{lead} {near}"));
    let is_of_each = lead
        .iter()
        .any(|word| ["all", "always", "each", "every"].contains(&word.as_str()));
    let own = names.into_iter();
    let own = own.filter(|(name, is_always)| *is_always || is_of_each || says_wrong(name));
    own.map(|(name, _)| name).collect()
}

/// The most blocks before one, and behind it, that are asked for media types.
const NEAR: usize = 50;

/// The media types of which the sentences of a block's section say that answers are of them, each once.
pub(super) fn media_types(layout: &Layout<'_>, block: usize) -> Vec<String> {
    let section = layout.section(block);
    let near = block.saturating_sub(NEAR)..block + NEAR;
    let own = near.filter(|at| layout.section(*at) == section);
    let own = own.filter_map(|at| Some((at, layout.blocks.get(at)?)));
    let prose = own.filter_map(|(_, block)| block.words().filter(|_| block.is_prose()));
    let mut found: Vec<String> = Vec::new();
    for (_, sentence) in prose.flat_map(|prose| sentences(&prose.text)) {
        let lower = sentence.to_lowercase();
        let is_of_answers = ["answer", "bod", "error", "media type", "reply", "respon"]
            .iter()
            .any(|word| lower.contains(word));
        if !is_of_answers || lower.contains("request") || lower.contains("send ") {
            continue;
        }
        let words = lower.split(|c: char| !c.is_alphanumeric() && !"/+-.".contains(c));
        let words = words.map(|word| word.trim_end_matches('.'));
        for word in words.filter(|word| word.starts_with("application/")) {
            if !found.iter().any(|own| own == word) {
                found.push(word.to_owned());
            }
        }
    }
    found
}

/// The members that the first JSON behind a block shows, of those that each error has, with that JSON.
fn shown(layout: &Layout<'_>, block: usize) -> Option<(Vec<String>, Map<String, Value>)> {
    let section = layout.section(block);
    let behind = layout
        .blocks
        .iter()
        .enumerate()
        .skip(block + 1)
        .take(MOST_BETWEEN);
    let mut behind = behind.take_while(|(at, _)| layout.section(*at) == section);
    let code = behind.find_map(|(_, own)| match &own.kind {
        Kind::Code(code) => Some(code),
        _ => None,
    })?;
    let text = code
        .text
        .as_deref()
        .unwrap_or_else(|| layout.page.slice(code.body));
    // A status line and fields may stand before it.
    let json = text.get(text.find('{')?..)?;
    let Ok(Value::Object(object)) = serde_json::from_str(json.trim_end()) else {
        return None;
    };
    let mut members = Vec::new();
    for (name, value) in &object {
        match value {
            Value::String(_) if says_wrong(name) => members.push(name.clone()),
            Value::Object(inner) if holds_error(&object, name) => {
                let own = inner
                    .iter()
                    .filter(|(own, value)| value.is_string() && OF_EACH.contains(&own.as_str()));
                members.extend(own.map(|(own, _)| format!("{name}.{own}")));
            }
            _ => {}
        }
    }
    Some((members, object))
}
