//! Headers that an operation's requests must carry because the errors that are listed of it name them as missing.

use std::collections::HashSet;
use std::ops::Range;

use super::super::codes::codes;
use super::super::declare::Declared;
use super::super::layout::Layout;
use super::super::mentions::Mentions;
use super::super::parameters::is_of_headers;
use super::super::statuses::sentences;
use super::Source;
use crate::protocol::HeaderName;
use crate::read::message::{field_name, header_line};
use crate::read::{Facts, HeaderClaim, HeaderPlace};
use crate::table::Presence;
use crate::text::document::{Block, Field, Kind, Prose, Style};
use crate::text::page::Span;

/// Words right behind a header's name that say that it was not sent, or must be.
const MISSING: &[&str] = &[
    "absent",
    "is absent",
    "is missing",
    "is not given",
    "is not present",
    "is not sent",
    "is not set",
    "is required",
    "isn't there",
    "isn't sent",
    "lacking",
    "left out",
    "missing",
    "must be sent",
    "not given",
    "not present",
    "not sent",
    "not set",
    "omitted",
    "required",
    "was missing",
    "was not given",
    "was not sent",
    "was omitted",
];

/// Words right before it, but for small ones, that say so.
const WITHOUT: &[&str] = &[
    "absent", "lack", "lacking", "lacks", "missing", "no", "omits", "omitted", "without",
];

/// Words that may stand between these and the name.
const SMALL: &[&str] = &[
    "a",
    "an",
    "field",
    "header",
    "http",
    "invalid",
    "malformed",
    "or",
    "request",
    "required",
    "the",
];

/// Words by which an error comes of some requests only.
const RESERVES: &[&str] = &[
    " although ",
    " but ",
    " for ",
    " on ",
    " though ",
    " unless ",
    " when ",
    " where ",
    " while ",
    " with ",
    " and ",
    " if ",
];

/// The longest sentence that is looked at, in bytes.
const LONGEST: usize = 240;

/// The most names that are taken of one operation.
const MOST_MISSED: usize = 256;

/// The headers that a page shows in requests, or lists of them.
pub(super) fn shown(layout: &Layout<'_>, mentions: &Mentions) -> HashSet<HeaderName> {
    let messages = mentions
        .requests
        .iter()
        .filter_map(|own| own.message.as_ref());
    let sent = messages.flat_map(|message| message.headers.iter().map(|(name, _, _)| name.clone()));
    let named = layout.blocks.iter().flat_map(|block| match &block.kind {
        Kind::Table(table) if is_of_headers(table) => {
            let firsts = table.rows.iter().filter_map(|row| row.cells.first());
            let names = firsts.filter_map(|cell| field_name(cell.text.trim()));
            names.collect::<Vec<HeaderName>>()
        }
        Kind::Paragraph(words) | Kind::Item(words) => {
            let code = words.runs.iter().filter(|run| run.style == Style::Code);
            let lines = code.filter_map(|run| header_line(words.text.get(run.range.clone())?));
            let lines = lines.filter(|(_, value)| !value.is_empty());
            lines.map(|(name, _)| name).collect()
        }
        Kind::Heading { .. }
        | Kind::Table(_)
        | Kind::Term(_)
        | Kind::Code(_)
        | Kind::Component(_)
        | Kind::Directive(_)
        | Kind::Field(_)
        | Kind::Call(_)
        | Kind::Comment
        | Kind::Other(_) => Vec::new(),
    });
    sent.chain(named).filter(is_own).collect()
}

/// Whether a header is one that a caller sets for itself, and that does not say who asks.
fn is_own(name: &HeaderName) -> bool {
    let is_of_content = name.lower().starts_with("content-");
    !name.is_framing() && !name.is_credential() && !is_of_content
}

impl Source<'_> {
    /// The headers that the errors of an operation name as missing.
    pub(super) fn missed_headers(&self, own: &Declared, scope: &Range<usize>, facts: &mut Facts) {
        if self.is_shared(own) || self.headers.is_empty() {
            return;
        }
        let blocks = scope
            .clone()
            .filter_map(|at| Some((at, self.layout.blocks.get(at)?)));
        let row = own.row;
        let errors = blocks.flat_map(|(at, block)| of_errors(self.layout, at, block, row));
        let missed = errors.flat_map(|words| missed(words, &self.headers));
        for (name, span) in missed.take(MOST_MISSED) {
            let is_known = |claim: &HeaderClaim| claim.name == name && claim.presence.is_some();
            if !facts.headers.iter().any(is_known) {
                facts.headers.push(HeaderClaim {
                    presence: Some((Presence::Required, span)),
                    ..HeaderClaim::named(name, span, HeaderPlace::Sentence)
                });
            }
        }
    }
}

/// The words beside the status of a refusal, or with one and no other status.
fn of_errors<'a>(
    layout: &Layout<'a>,
    at: usize,
    block: &'a Block,
    row: Option<usize>,
) -> Vec<&'a Prose> {
    match &block.kind {
        Kind::Table(table) => {
            let rows = row.map_or(0..table.rows.len(), |row| row..row + 1);
            let rows = table.rows.get(rows).unwrap_or_default().iter();
            let refused = rows.filter(|row| {
                let mut cells = row.cells.iter().map(|cell| cell.text.as_str());
                cells.any(|cell| cell.len() <= LONGEST && is_refusal(cell))
            });
            refused.flat_map(|row| &row.cells).collect()
        }
        Kind::Item(words) | Kind::Paragraph(words) if is_refusal(&words.text) => vec![words],
        Kind::Field(Field { name, text, .. }) => {
            let code = name.text.split_whitespace().last().unwrap_or_default();
            is_refusal(code).then_some(text).into_iter().collect()
        }
        Kind::Term(term) if is_refusal(&term.text) => {
            let definition = layout.definition(at);
            definition.map(|(_, words)| words).into_iter().collect()
        }
        Kind::Heading { .. }
        | Kind::Item(_)
        | Kind::Paragraph(_)
        | Kind::Term(_)
        | Kind::Code(_)
        | Kind::Component(_)
        | Kind::Directive(_)
        | Kind::Call(_)
        | Kind::Comment
        | Kind::Other(_) => Vec::new(),
    }
}

/// Whether words begin with the status of a refused request, or state no other.
fn is_refusal(text: &str) -> bool {
    let found = codes(text, true);
    let is_refused = |code: u16| (400..500).contains(&code);
    !found.is_empty() && found.iter().all(|code| is_refused(code.status.code()))
}

/// The headers that words name as missing, of those that the page shows.
fn missed(words: &Prose, shown: &HashSet<HeaderName>) -> Vec<(HeaderName, Span)> {
    let all = sentences(&words.text).into_iter();
    let all = all.filter(|(_, sentence)| sentence.len() <= LONGEST);
    let missed = all.flat_map(|(start, sentence)| {
        let places = names(sentence).filter_map(move |range| {
            let name = field_name(sentence.get(range.clone())?)?;
            let place = start + range.start..start + range.end;
            let is_code = words.set_apart_at(place.start).is_some();
            let is_written = is_code || name.lower().contains('-');
            let is_meant = is_written && shown.contains(&name) && is_missed(sentence, range);
            is_meant.then(|| (name, words.span(place)))
        });
        places.collect::<Vec<_>>()
    });
    missed.collect()
}

/// The words of a sentence that may be names.
fn names(sentence: &str) -> impl Iterator<Item = Range<usize>> {
    let is_other = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let mut at = 0;
    sentence.split(is_other).map(move |word| {
        let start = at;
        let end = start + word.len();
        let behind = sentence.get(end..).and_then(|rest| rest.chars().next());
        at = end + behind.map_or(0, char::len_utf8);
        start..end
    })
}

/// Whether a sentence says of what stands there that it was not sent, and of no request more.
fn is_missed(sentence: &str, range: Range<usize>) -> bool {
    let behind = sentence.get(range.end..).unwrap_or_default().to_lowercase();
    let mut behind = behind.trim_start_matches(MARKS);
    for noun in ["request header", "header field", "header", "field"] {
        if let Some(rest) = behind.strip_prefix(noun) {
            behind = rest.trim_start_matches(MARKS);
            break;
        }
    }
    let said = MISSING
        .iter()
        .filter_map(|words| behind.strip_prefix(words));
    let rest = said.min_by_key(|rest| rest.len());
    let before = sentence
        .get(..range.start)
        .unwrap_or_default()
        .to_lowercase();
    let words = before.rsplit(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty() && !SMALL.contains(word));
    let is_without = words.next().is_some_and(|word| WITHOUT.contains(&word));
    let goes_on = GOES_ON.iter().any(|word| behind.starts_with(word));
    let lacks = || (is_without && goes_on).then(|| format!(" {behind}"));
    let rest = rest.map(str::to_owned).or_else(lacks);
    let rest = rest.or_else(|| is_without.then(|| behind.to_owned()));
    rest.is_some_and(|rest| {
        let is_apart = !rest.starts_with(char::is_alphanumeric);
        is_apart && !RESERVES.iter().any(|words| rest.contains(words))
    })
}

/// Words that a sentence goes on with behind what it says is not there.
const GOES_ON: &[&str] = &[
    "given",
    "in the request",
    "is sent",
    "it ",
    "or ",
    "sent",
    "the ",
    "was sent",
    "you ",
];

/// Marks between words.
const MARKS: [char; 6] = [' ', '`', '*', '"', '_', '\u{a0}'];
