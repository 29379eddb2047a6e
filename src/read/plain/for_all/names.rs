//! The headers that a sentence names.

use std::cell::OnceCell;
use std::ops::Range;

use super::Sentence;
use crate::protocol::HeaderName;
use crate::read::message::header_line;
use crate::read::plain::parameters::answered::is_of_responses;
use crate::read::plain::stand_ins::carries_key;
use crate::text::document::Style;
use crate::text::page::Span;

/// The headers that a sentence names: a whole line in code, or a name.
pub(super) fn named(sentence: &Sentence<'_>) -> Vec<(HeaderName, Option<String>, Span)> {
    let end = sentence.start + sentence.text.len();
    let own = sentence.prose.runs_within(sentence.start..end);
    let own = own.filter(|run| run.style != Style::Plain).take(MOST_NAMED);
    let around = OnceCell::new();
    let says_header = sentence.lower.contains("header");
    let in_marks = own.filter_map(|run| {
        let text = sentence
            .prose
            .text
            .get(run.range.clone())?
            .trim()
            .trim_matches(['"', '\'']);
        let place = sentence.prose.span(run.range.clone());
        let line = header_line(text).filter(|(name, value)| !value.is_empty() && is_name(name));
        if let Some((name, value)) = line.filter(|(_, value)| !value.starts_with('/')) {
            return Some((name, Some(value), place));
        }
        let name = HeaderName::new(text.trim_end_matches(':')).ok()?;
        if !is_name(&name) {
            let own = run.range.start - sentence.start..run.range.end - sentence.start;
            let words = around.get_or_init(|| without_code(sentence));
            let is_header = is_written_so(&name) && is_beside_word(words, own);
            return is_header.then_some((name, None, place));
        }
        let is_extension = name.lower().starts_with("x-");
        (says_header || is_extension).then_some((name, None, place))
    });
    let found: Vec<(HeaderName, Option<String>, Span)> = in_marks.collect();
    if !found.is_empty() || !says_header {
        return found;
    }
    let mut next = sentence.start;
    let words = sentence.text.split_inclusive(char::is_whitespace);
    let names = words.filter_map(|written| {
        let is_around = |c: char| !c.is_ascii_alphanumeric();
        let word = written.trim_start_matches(is_around);
        let at = next + written.len() - word.len();
        next += written.len();
        let word = word.trim_end_matches(is_around);
        let name = HeaderName::new(word).ok().filter(is_name)?;
        let is_written_so = word.starts_with(|c: char| c.is_ascii_uppercase());
        is_written_so.then(|| (name, None, sentence.prose.span(at..at + word.len())))
    });
    names.collect()
}

/// The most runs of one sentence that are looked at.
const MOST_NAMED: usize = 64;

/// A sentence in lower case, with blanks in the place of what stands in code.
fn without_code(sentence: &Sentence<'_>) -> String {
    let end = sentence.start + sentence.text.len();
    let mut runs = sentence.prose.runs_within(sentence.start..end);
    let mut code = runs.by_ref().filter(|run| run.style == Style::Code);
    let mut own = code.next();
    let mut words = String::with_capacity(sentence.lower.len());
    for (at, c) in sentence.lower.char_indices() {
        let at = sentence.start + at;
        while own.is_some_and(|run| run.range.end <= at) {
            own = code.next();
        }
        match own.is_some_and(|run| run.range.contains(&at)) {
            true => words.extend(std::iter::repeat_n(' ', c.len_utf8())),
            false => words.push(c),
        }
    }
    words
}

/// Whether a name is one that headers have, and no other word is.
pub(super) fn is_name(name: &HeaderName) -> bool {
    let lower = name.lower();
    let is_extension = lower.starts_with("x-") && lower.len() > 2;
    is_extension
        || matches!(
            lower.as_ref(),
            "authorization" | "accept" | "accept-language"
        )
        || lower.contains('-') && carries_key(name)
}

/// Whether a name is written as those of headers are, and is one of requests: each of its parts with a capital.
pub(super) fn is_written_so(name: &HeaderName) -> bool {
    let mut parts = name.as_str().split('-');
    let are_capitals = parts.all(|part| part.starts_with(|c: char| c.is_ascii_uppercase()));
    are_capitals && name.has_lower_case() && !is_of_responses(name)
}

/// Whether the word "header" stands beside a name in a sentence without its code, with no more than others between: "the
/// `X-A` and `X-B` headers".
fn is_beside_word(sentence: &str, run: Range<usize>) -> bool {
    let is_header = |word: &str| word.starts_with("header");
    let passes = |word: &&str| {
        [
            "", "a", "an", "and", "both", "called", "field", "http", "named", "request", "the",
        ]
        .contains(word)
    };
    let behind = sentence.get(run.end..).unwrap_or_default();
    let mut behind = behind
        .split(|c: char| !c.is_alphanumeric())
        .skip_while(passes);
    let before = sentence.get(..run.start).unwrap_or_default();
    let mut before = before
        .rsplit(|c: char| !c.is_alphanumeric())
        .skip_while(passes);
    behind.next().is_some_and(is_header) || before.next().is_some_and(is_header)
}

/// Headers that content, the client or the browser brings.
pub(super) fn is_brought(name: &HeaderName) -> bool {
    let lower = name.lower();
    lower.starts_with("content-")
        || [
            "host",
            "connection",
            "transfer-encoding",
            "cookie",
            "user-agent",
            "origin",
            "referer",
            "date",
        ]
        .contains(&lower.as_ref())
}
