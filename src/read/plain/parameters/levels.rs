//! What words, cells and marks say of whether a header or a parameter must be sent.

use std::ops::Range;

use super::super::layout::Layout;
use super::super::statuses::sentences;
use crate::read::lexicon::{self, Languages};
use crate::table::Presence;
use crate::text::document::{Prose, Style};
use crate::text::page::Span;
use crate::text::profile::Profile;

/// The star in a mark of its own behind a name that is required: `deviceId<mark style="color:red;">\*</mark>`. A
/// star among the words may be a remark's.
pub(super) fn starred(layout: &Layout<'_>, name: &Prose) -> Option<(Presence, Span)> {
    let text = name.text.trim_end();
    let end = text.len();
    let source = layout.page.slice(name.whole());
    let is_mark = text.ends_with('*') && source.contains("<mark");
    is_mark.then(|| (Presence::Required, name.span(end - 1..end)))
}

/// What a cell of the column of levels says.
pub(super) fn answer(cell: &Prose) -> Option<(Presence, Span)> {
    let text = cell.text.trim();
    let marks = [
        ("✅", Presence::Required),
        ("✓", Presence::Required),
        ("✔", Presence::Required),
        ("☑", Presence::Required),
        ("true", Presence::Required),
        ("❌", Presence::Optional),
        ("✗", Presence::Optional),
        ("✘", Presence::Optional),
        ("false", Presence::Optional),
    ];
    let marked = marks
        .iter()
        .find(|(mark, _)| text.to_lowercase().starts_with(mark));
    let presence = marked.map(|(_, presence)| *presence);
    let presence = presence
        .or_else(|| lexicon::answer(text))
        .or_else(|| word(text, WORDS).or_else(|| word(text, ANSWERS)))
        .or_else(|| {
            let (presence, _) = lexicon::presence(text, Languages::ENGLISH)?;
            Some(presence)
        })?;
    Some((presence, cell.whole()))
}

/// Words for levels besides those that descriptions have.
const WORDS: &[(&str, Presence)] = &[
    ("compulsory", Presence::Required),
    ("must", Presence::Required),
    ("necessary", Presence::Required),
    ("needed", Presence::Required),
    ("obligatory", Presence::Required),
    ("no need", Presence::Optional),
    ("not mandatory", Presence::Optional),
    ("not necessary", Presence::Optional),
    ("not needed", Presence::Optional),
    ("not required", Presence::Optional),
];

/// Words that answer whether something must be sent, and say it of other things where nobody asks.
const ANSWERS: &[(&str, Presence)] = &[
    ("always", Presence::Required),
    ("sometimes", Presence::Conditional),
];

/// The level that one of some words is.
fn word(text: &str, all: &[(&str, Presence)]) -> Option<Presence> {
    let lower = text.trim().trim_end_matches(['.', '!']).to_lowercase();
    let own = all.iter().find(|(word, _)| *word == lower);
    own.map(|(_, presence)| *presence)
}

/// Whether a cell is a level and nothing else, whatever its column is called.
pub(super) fn is_level(cell: &str) -> bool {
    whole_level(cell).or_else(|| word(cell, WORDS)).is_some()
}

/// The run of an item's words that is nothing but a level: `name` string **required** of the reader.
pub(super) fn set_apart(text: &Prose) -> Option<Prose> {
    let mut runs = text.runs.iter().skip(1);
    runs.find_map(|run| {
        let word = text.text.get(run.range.clone())?;
        let is_level = run.style != Style::Plain && whole_level(word).is_some();
        is_level.then(|| Prose::new(word, run.span, Style::Plain))
    })
}

/// The level that words are, and nothing else.
fn whole_level(words: &str) -> Option<Presence> {
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    let (presence, range) = lexicon::presence(words, Languages::ENGLISH)?;
    (range == (0..words.len())).then_some(presence)
}

/// A level that stands beside others of what a first sentence lists, and that nothing behind it limits: "int,
/// required. The time."
fn listed_level(text: &str) -> Option<(Presence, Range<usize>)> {
    let (_, first) = sentences(text).into_iter().next()?;
    let mut start = 0;
    let clauses = first.split_inclusive([',', '(', ')', '[', ']', ':', ';', '.', '–', '—']);
    let (presence, range) = clauses.into_iter().find_map(|clause| {
        let range = start..start + clause.len();
        start = range.end;
        Some((whole_level(clause)?, range))
    })?;
    let behind = first.get(range.end..)?.trim_start().to_lowercase();
    let mut words = behind.split(|c: char| !c.is_alphanumeric());
    let is_limited = words.next().is_some_and(|word| LIMITS.contains(&word));
    (!is_limited).then_some((presence, range))
}

/// Words that limit what stands before them.
const LIMITS: &[&str] = &[
    "but", "except", "for", "if", "only", "unless", "when", "with",
];

/// The level that words state: by a mark, a sentence, or their last word.
pub(super) fn level(words: &Prose, profile: &Profile) -> Option<(Presence, Span)> {
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
    let stated = listed_level(text)
        .or_else(|| lexicon::presence(text, Languages::ENGLISH))
        .or_else(|| lexicon::closing_presence(text, Languages::ENGLISH));
    let must = || Some((Presence::Required, must_be_given(text)?));
    let (presence, range) = stated.or_else(must)?;
    (range.end <= text.len()).then(|| (presence, words.span(range)))
}

/// Where words say without a condition that a header must be one literal: "must be `text/plain`". A request without it
/// has none.
pub(super) fn must_be_literal(words: &Prose) -> Option<(Presence, Span)> {
    let lower = words.text.to_ascii_lowercase();
    let (at, phrase) = [
        "must be ",
        "has to be ",
        "needs to be ",
        "shall be ",
        "must equal ",
    ]
    .iter()
    .find_map(|phrase| Some((lower.find(phrase)?, *phrase)))?;
    let end = at + phrase.len();
    let rest = words.text.get(end..)?;
    let is_literal = words.style_at(end) == Style::Code || rest.starts_with("application/");
    let mut all = lower.split(|c: char| !c.is_alphanumeric());
    let is_limited = all.any(|word| {
        [
            "if", "unless", "when", "or", "optional", "either", "one", "where", "only",
        ]
        .contains(&word)
    });
    (is_literal && !is_limited).then(|| (Presence::Required, words.span(at..end)))
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
