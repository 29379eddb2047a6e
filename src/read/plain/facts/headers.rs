//! Headers of which sentences around an operation speak: those that its requests must carry, and those that every
//! response of a success carries, where what was made is among them (RFC 9110 §10.2.2).

use std::ops::Range;

use super::super::codes::codes;
use super::super::for_all::{LONGEST, demanded};
use super::super::parameters::answered::{is_always, may_be};
use super::super::statuses::sentences;
use super::Source;
use crate::protocol::{HeaderName, Status};
use crate::read::message::field_name;
use crate::read::{Claim, Facts};
use crate::text::document::{Block, Prose, Style};
use crate::text::page::Span;

/// Words of a sentence that speaks of what is answered.
const ANSWERED: &[&str] = &["answer", "repl", "respon", "return"];

/// Words of one that says what the header Location is.
const NAMES: &[&str] = &[
    "carr", "contain", "give", "hold", "identif", "include", "name", "point", "tell",
];

/// Words of one that says that a response has it.
const CARRIES: &[&str] = &[
    "add", "answer", "bear", "carr", "come", "contain", "give", "has", "have", "hold", "includ",
    "provid", "repl", "return", "sent", "set", "with",
];

/// Words of sentences that speak of what is sent, of a choice, or of what to do with what came.
const OTHERS: &[&str] = &[
    "check", "either", "look", "or", "read", "request", "requests", "see", "use", "used", "using",
];

impl Source<'_> {
    /// The headers that sentences demand of an operation's requests.
    pub(super) fn demanded_headers(&self, scope: &Range<usize>, facts: &mut Facts) {
        let blocks = self.layout.blocks.get(scope.clone()).unwrap_or_default();
        let words = blocks.iter().filter(|block| block.is_prose());
        let words = words.filter_map(Block::words);
        facts.headers.extend(words.flat_map(demanded));
    }

    /// The headers that sentences promise: of the status that they name, else of every success.
    pub(super) fn answered_headers(&self, scope: &Range<usize>, facts: &mut Facts) {
        let blocks = self.layout.blocks.get(scope.clone()).unwrap_or_default();
        let words = blocks.iter().filter(|block| block.is_prose());
        for words in words.filter_map(Block::words) {
            // Nearly all words name no header.
            if !words.text.contains("eader") {
                continue;
            }
            let all = sentences(&words.text).into_iter();
            for (start, sentence) in all.filter(|(_, sentence)| sentence.len() <= LONGEST) {
                let promised = promised(words, start, sentence);
                if promised.is_empty() {
                    continue;
                }
                let named = codes(sentence, false);
                let named: Vec<Status> = named.iter().map(|code| code.status).collect();
                for (name, span) in promised {
                    answer(name, span, &named, facts);
                }
            }
        }
        let stated = facts.statuses.iter().map(|claim| claim.status);
        let shown = facts.examples.iter().flat_map(|example| &example.responses);
        let shown = shown.map(|response| response.status);
        let mut served = stated.chain(shown).filter(|status| !status.is_error());
        let all_take_location = served.all(takes_location);
        facts
            .answered
            .retain(|claim| all_take_location || claim.value != HeaderName::LOCATION);
    }
}

/// Takes a header that a sentence promises with the statuses that it names.
fn answer(name: HeaderName, span: Span, named: &[Status], facts: &mut Facts) {
    let is_location = name == HeaderName::LOCATION;
    if named.is_empty() && !is_location {
        facts.answered.push(Claim { value: name, span });
        return;
    }
    let claims = facts.statuses.iter_mut();
    let mut own = claims.filter(|claim| named.is_empty() || named.contains(&claim.status));
    if let (Some(claim), None) = (own.next(), own.next())
        && (!is_location || takes_location(claim.status))
        && !claim.headers.contains(&name)
    {
        claim.headers.push(name);
    }
}

/// Whether a response of a status can say where something is.
fn takes_location(status: Status) -> bool {
    matches!(status.code(), 201 | 202) || status.is_redirection()
}

/// The headers that a sentence promises with every answer, each with its place.
fn promised(words: &Prose, start: usize, sentence: &str) -> Vec<(HeaderName, Span)> {
    let lower = sentence.to_lowercase();
    let all: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let begins = |own: &[&str]| {
        let mut all = all.iter();
        all.any(|word| own.iter().any(|begin| word.starts_with(begin)))
    };
    let is_other = all.iter().any(|word| OTHERS.contains(word));
    if !lower.contains("header") || is_other || !is_always(sentence) {
        return Vec::new();
    }
    let is_answered = begins(ANSWERED) && begins(CARRIES);
    let says_what = begins(NAMES);
    let names = named(words, start, sentence).into_iter();
    let own = names.filter(|(name, _)| {
        let is_location = *name == HeaderName::LOCATION;
        may_be(name) && (is_answered || is_location && says_what)
    });
    own.collect()
}

/// The headers that a sentence names: in code, or with a capital in each part.
fn named(words: &Prose, start: usize, sentence: &str) -> Vec<(HeaderName, Span)> {
    let code = words.runs_within(start..start + sentence.len());
    let code = code.filter(|run| run.style == Style::Code);
    let in_code = code.filter_map(|run| {
        let text = words.text.get(run.range.clone())?;
        let name = text.split(':').next().unwrap_or_default().trim();
        let name = field_name(name).filter(is_written_so)?;
        Some((name, words.span(run.range.clone())))
    });
    let found: Vec<(HeaderName, Span)> = in_code.collect();
    if !found.is_empty() {
        return found;
    }
    let mut at = start;
    let mut plain = Vec::new();
    for word in sentence.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
        let name = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if let Some(header) = field_name(name).filter(is_written_so) {
            plain.push((header, words.span(at..at + name.len())));
        }
        at += word.len();
    }
    plain
}

/// Whether a name is written as headers are: each of its parts with a capital, and more than one, or one that HTTP has.
fn is_written_so(name: &HeaderName) -> bool {
    let mut parts = name.as_str().split('-');
    let is_known = *name == HeaderName::LOCATION || name.is("etag");
    let are_capitals = parts.all(|part| part.starts_with(|c: char| c.is_ascii_uppercase()));
    is_known || are_capitals && name.as_str().contains('-')
}
