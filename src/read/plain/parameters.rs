//! Headers and parameters that tables, lists, definitions and fields describe below a heading or a label
//! that says what they are.

use std::collections::HashSet;
use std::ops::Range;

use super::layout::{Layout, MOST_ITEMS};
use crate::protocol::HeaderName;
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::read::lexicon::Languages;
use crate::read::{Claim, Facts, HeaderClaim, HeaderPlace, lexicon};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::{Presence, RequestBody};
use crate::text::document::{Block, Field, Kind, Prose, Style, Table};
use crate::text::page::Span;
use crate::text::profile::Profile;

/// What a list of names is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topic {
    Headers,
    Place(ParameterPlace),
}

/// Reads what a block describes.
pub(super) fn read(layout: &Layout<'_>, block: usize, facts: &mut Facts) {
    let Some(own) = layout.blocks.get(block) else {
        return;
    };
    match &own.kind {
        Kind::Table(table) => {
            if let Some(topic) = topic(layout, block) {
                read_table(layout, topic, table, facts);
            }
        }
        Kind::Item(text) => {
            if let Some(topic) = topic(layout, block) {
                read_item((topic, layout.page.profile()), text, facts);
            }
        }
        Kind::Term(name) => {
            let definition = layout.blocks.get(block + 1).and_then(Block::words);
            if let (Some(topic), Some(definition)) = (topic(layout, block), definition) {
                add(
                    (topic, layout.page.profile()),
                    name,
                    name.text.trim(),
                    &[definition],
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

/// Whether the heading above a block is that of a response.
fn is_of_response(layout: &Layout<'_>, block: usize) -> bool {
    let heading = layout.headings(block).next();
    heading.is_some_and(|heading| {
        let words = heading.text.to_lowercase();
        words.contains("response") || words.contains("return")
    })
}

/// What the label or the heading above a block says that it lists.
fn topic(layout: &Layout<'_>, block: usize) -> Option<Topic> {
    let own = layout.blocks.get(block)?;
    let before = layout.blocks.get(..block)?.iter().rev().take(MOST_ITEMS);
    let label = before
        .filter(|other| other.depth <= own.depth)
        .find(|other| !other.is_item());
    let label = label
        .and_then(Block::words)
        .filter(|words| words.text.len() < LONGEST_LABEL)
        // A table that is none is words, too, and says nothing of what follows.
        .filter(|words| !words.text.trim_start().starts_with('|'));
    let heading = layout.headings(block).next();
    let mut named = label
        .into_iter()
        .chain(heading)
        .filter_map(|words| named(&words.text));
    named.next()
}

/// The longest words that say what a list is of, in bytes.
const LONGEST_LABEL: usize = 120;

fn named(label: &str) -> Option<Topic> {
    let label = label.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
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
    for row in &table.rows {
        let Some(name) = row.cells.first() else {
            continue;
        };
        let presence = level
            .and_then(|column| row.cells.get(column))
            .and_then(answer)
            .or_else(|| starred(layout, name));
        let others: Vec<&Prose> = row.cells.iter().skip(1).collect();
        let before = facts.headers.len();
        add(
            (topic, layout.page.profile()),
            name,
            name.text.trim(),
            &others,
            facts,
        );
        if let (Some(presence), Some(claim)) = (presence, facts.headers.get_mut(before)) {
            claim.presence = Some(presence);
        }
        if let (Some((presence, _)), Some(claim)) = (presence, facts.parameters.last_mut())
            && topic != Topic::Headers
            && claim.span == name.whole()
        {
            claim.value.presence = presence;
        }
    }
}

/// The star in a mark of its own behind a name that is required: `deviceId<mark style="color:red;">\*</mark>`. A
/// star among the words may be a remark's.
fn starred(layout: &Layout<'_>, name: &Prose) -> Option<(Presence, Span)> {
    let text = name.text.trim_end();
    let end = text.len();
    let source = layout.page.slice(name.whole());
    let is_mark = text.ends_with('*') && source.contains("<mark");
    is_mark.then(|| (Presence::Required, name.span(end - 1..end)))
}

/// What a cell of the column of levels says.
fn answer(cell: &Prose) -> Option<(Presence, Span)> {
    let text = cell.text.trim();
    let marks = [
        ("✅", Presence::Required),
        ("✓", Presence::Required),
        ("true", Presence::Required),
        ("❌", Presence::Optional),
        ("✗", Presence::Optional),
        ("false", Presence::Optional),
    ];
    let marked = marks
        .iter()
        .find(|(mark, _)| text.to_lowercase().starts_with(mark));
    let presence = marked.map(|(_, presence)| *presence);
    let presence = presence.or_else(|| lexicon::answer(text)).or_else(|| {
        let (presence, _) = lexicon::presence(text, Languages::ENGLISH)?;
        Some(presence)
    })?;
    Some((presence, cell.whole()))
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
    add(topic, &name_words, name.trim(), &[&words], facts);
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
        &[&field.text],
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

/// Takes one name with what is said of it.
fn add(
    (topic, profile): (Topic, &Profile),
    name: &Prose,
    written: &str,
    said: &[&Prose],
    facts: &mut Facts,
) {
    let is_optional = written.ends_with('?');
    let written = written.trim_end_matches(['?', '*', ':']).trim();
    let level = said.iter().find_map(|words| level(words, profile));
    let level = level.or(is_optional.then(|| (Presence::Optional, name.whole())));
    match topic {
        Topic::Headers => {
            let Ok(header) = HeaderName::new(written) else {
                return;
            };
            if header.is("content-type") || header.is_framing() {
                return;
            }
            let value = said
                .iter()
                .find_map(|words| credential(&header, &words.text));
            facts.headers.push(HeaderClaim {
                presence: level,
                value,
                ..HeaderClaim::named(header, name.whole(), HeaderPlace::Table)
            });
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
            let mut parameter = Parameter::named(plain.to_owned(), place);
            parameter.presence = level.map_or(Presence::Unstated, |(presence, _)| presence);
            facts.parameters.push(Claim {
                value: parameter,
                span: name.whole(),
            });
        }
    }
}

/// The level that words state: by a mark, a sentence, or their last word.
fn level(words: &Prose, profile: &Profile) -> Option<(Presence, Span)> {
    let text = &words.text;
    let lower = text.to_lowercase();
    let own = [
        (Presence::Optional, &profile.optional),
        (Presence::Required, &profile.required),
    ];
    for (presence, all) in own {
        let found = all
            .iter()
            .find_map(|word| Some((lower.find(word.as_str())?, word.len())));
        if let Some((at, length)) = found.filter(|_| lower.len() == text.len()) {
            return Some((presence, words.span(at..at + length)));
        }
    }
    for (mark, presence) in [
        ("{{<required>}}", Presence::Required),
        ("{{% required %}}", Presence::Required),
        ("{{<optional>}}", Presence::Optional),
        ("(required)", Presence::Required),
        ("(optional)", Presence::Optional),
        ("<required>", Presence::Required),
        ("*required*", Presence::Required),
    ] {
        if let Some(at) = lower.find(mark).filter(|_| lower.len() == text.len()) {
            return Some((presence, words.span(at..at + mark.len())));
        }
    }
    let stated = lexicon::presence(text, Languages::ENGLISH)
        .or_else(|| lexicon::closing_presence(text, Languages::ENGLISH));
    let must = || Some((Presence::Required, must_be_given(text)?));
    let (presence, range) = stated.or_else(must)?;
    (range.end <= text.len()).then(|| (presence, words.span(range)))
}

/// Where a sentence says without a condition that something must be given: "At least one must be provided".
fn must_be_given(text: &str) -> Option<Range<usize>> {
    const GIVEN: [&str; 7] = [
        "must be given",
        "must be included",
        "must be present",
        "must be provided",
        "must be set",
        "must be specified",
        "must be supplied",
    ];
    const CONDITIONS: [&str; 8] = [
        "either ", " if ", "if ", " or ", " unless ", " when ", "when ", " with ",
    ];
    let lower = text.to_ascii_lowercase();
    let mut start = 0;
    for sentence in lower.split_inclusive(". ") {
        let found = GIVEN
            .iter()
            .find_map(|words| Some((sentence.find(words)?, words.len())));
        let is_plain = !CONDITIONS.iter().any(|word| match word.starts_with(' ') {
            true => sentence.contains(word),
            false => sentence.trim_start().starts_with(word),
        });
        if let Some((at, length)) = found.filter(|_| is_plain) {
            return Some(start + at..start + at + length);
        }
        start += sentence.len();
    }
    None
}

/// The credential that words on a header give: `Bearer <token>` and the like.
pub(super) fn credential(name: &HeaderName, text: &str) -> Option<String> {
    if !name.is_credential() {
        return carries_key(name).then(|| TOKEN_PLACEHOLDER.to_owned());
    }
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let scheme = words.find(|word| ["Bearer", "Basic", "Digest", "Token"].contains(word))?;
    Some(format!("{scheme} {TOKEN_PLACEHOLDER}"))
}

/// Whether a header's name is that of a key: many services do not use `Authorization`.
pub(super) fn carries_key(name: &HeaderName) -> bool {
    let name = name.lower();
    let is_token = [
        "token",
        "api-key",
        "apikey",
        "api_key",
        "secret",
        "access-key",
        "auth-key",
    ]
    .iter()
    .any(|word| name.ends_with(word));
    is_token && !name.contains("csrf") && !name.contains("xsrf") && !name.contains("page")
}

/// The value of a header that an example sends: the credential is the caller's own.
pub(super) fn header_value(name: &HeaderName, value: &str) -> String {
    if name.is_credential() {
        let scheme = value.split_whitespace().next().unwrap_or_default();
        let is_scheme = value.trim().contains(char::is_whitespace)
            && scheme.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
        return if is_scheme {
            format!("{scheme} {TOKEN_PLACEHOLDER}")
        } else {
            TOKEN_PLACEHOLDER.to_owned()
        };
    }
    if carries_key(name) {
        return TOKEN_PLACEHOLDER.to_owned();
    }
    value.replace('<', "{").replace('>', "}")
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
            let written = line.path.to_string();
            let (_, query) = written.split_once('?').unwrap_or_default();
            let is_there = query
                .split('&')
                .any(|pair| pair.split('=').next() == Some(name));
            if !is_there {
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
