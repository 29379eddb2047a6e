//! Methods that words name for paths that stand elsewhere: for all requests of a page, for the path that heads a
//! section, or besides the method that a request was named with.

use std::ops::Range;

use super::halves::MOST_HALVES;
use super::layout::Layout;
use super::mentions::{Carrier, Mention};
use super::spellings::{REQUESTS, said_methods};
use super::statuses::sentences;
use crate::protocol::Method;
use crate::read::RequestLine;
use crate::text::document::{Block, Prose};
use crate::text::page::Span;

/// The methods that the words of a section whose heading is a path say it takes: "The `GET` method is supported".
pub(super) fn said_below(
    layout: &Layout<'_>,
    blocks: &Range<usize>,
    heading: usize,
) -> Vec<(Method, Span)> {
    let heads = heading == blocks.start || heading == blocks.start + 1;
    if !heads || !layout.is_heading(blocks.start) || layout.sections_in(blocks) > 1 {
        return Vec::new();
    }
    let own = layout
        .blocks
        .get(blocks.start + 1..blocks.end)
        .unwrap_or_default();
    let mut words = own
        .iter()
        .filter(|block| block.is_prose())
        .filter_map(Block::words)
        .take(MOST_HALVES);
    let said = words.find_map(|prose| {
        let mut all = sentences(&prose.text).into_iter();
        let (start, sentence) = all.find(|(_, sentence)| says_supported(sentence))?;
        Some(methods_in(prose, start, sentence))
    });
    said.unwrap_or_default()
}

/// Whether a sentence says which methods are taken.
fn says_supported(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let is_of_method = [" method", " verb", " request", "http "]
        .iter()
        .any(|word| lower.contains(word));
    let is_taken = [
        "support",
        "accept",
        "allow",
        "respond",
        "available",
        "takes",
    ]
    .iter()
    .any(|word| lower.contains(word));
    is_of_method && is_taken && !lower.contains(" not ")
}

/// Methods, each with its place.
type Verbs = Vec<(Method, Span)>;

/// Methods that a page names once for all requests of a section: "All endpoints can be called with `GET`".
pub(super) struct OfAll {
    /// The blocks that each such sentence speaks of, with the methods.
    said: Vec<(Range<usize>, Verbs)>,
}

/// Words for each of what is called.
const EACH: &[&str] = &["all", "each", "every"];

/// Words for what is called besides requests.
const CALLED: &[&str] = &["api", "command", "commands"];

/// The most sentences of a page that speak of all its requests.
const MOST_OF_ALL: usize = 16;

impl OfAll {
    pub(super) fn of(layout: &Layout<'_>) -> Self {
        let blocks = layout.blocks.iter().enumerate();
        let said = blocks
            .filter(|(_, block)| block.is_prose())
            .flat_map(|(index, block)| {
                let prose = block.words();
                prose.and_then(methods_of_all).map(|methods| {
                    let section = &layout.sections[layout.section(index)];
                    let all = if section.level <= 2 {
                        0..layout.blocks.len()
                    } else {
                        section.blocks.clone()
                    };
                    (all, methods)
                })
            });
        Self {
            said: said.take(MOST_OF_ALL).collect(),
        }
    }

    /// The methods of a request whose path stands in a block.
    pub(super) fn over(&self, block: usize) -> &[(Method, Span)] {
        let said = self
            .said
            .iter()
            .rev()
            .find(|(blocks, _)| blocks.contains(&block));
        said.map_or(&[], |(_, methods)| methods)
    }
}

/// The methods of a sentence that speaks of all requests, and of no exception.
fn methods_of_all(prose: &Prose) -> Option<Vec<(Method, Span)>> {
    for (start, sentence) in sentences(&prose.text) {
        let lower = sentence.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .collect();
        let first = words.iter().take(3).any(|word| EACH.contains(word));
        let is_called = words
            .iter()
            .take(8)
            .any(|word| CALLED.contains(word) || REQUESTS.contains(word));
        let has_exception = words
            .iter()
            .any(|word| matches!(*word, "except" | "unless" | "not" | "other" | "if" | "when"));
        if !first || !is_called || has_exception {
            continue;
        }
        let methods = methods_in(prose, start, sentence);
        if !methods.is_empty() {
            return Some(methods);
        }
    }
    None
}

/// The most words of a sentence that are looked at.
const MOST_WORDS: usize = 64;

/// The methods that a sentence names, each once.
fn methods_in(prose: &Prose, start: usize, sentence: &str) -> Vec<(Method, Span)> {
    let mut found: Vec<(Method, Span)> = Vec::new();
    for (method, range) in said_methods(sentence, start) {
        if !found.iter().any(|(known, _)| *known == method) {
            found.push((method, prose.span(range)));
        }
    }
    found
}

/// Requests on the path that a section has named, with the methods that its words name besides: "This endpoint
/// also supports `DELETE`".
pub(super) fn other_methods(layout: &Layout<'_>, known: &[Mention]) -> Vec<Mention> {
    let firm: Vec<&Mention> = known
        .iter()
        .filter(|mention| {
            matches!(
                mention.carrier,
                Carrier::Directive | Carrier::Alone | Carrier::Heading
            )
        })
        .collect();
    let mut found = Vec::new();
    for (index, block) in layout.blocks.iter().enumerate() {
        let Some(prose) = block.words().filter(|_| block.is_prose()) else {
            continue;
        };
        if !prose.text.contains(" also ") {
            continue;
        }
        let before = firm.partition_point(|mention| mention.block < index);
        let last = before.checked_sub(1).and_then(|at| firm.get(at));
        let Some(last) = last.filter(|last| layout.section(last.block) == layout.section(index))
        else {
            continue;
        };
        let said = sentences(&prose.text).into_iter().find(|(_, sentence)| {
            let lower = sentence.to_lowercase();
            lower.contains(" also support")
                || lower.contains(" also accept")
                || lower.contains(" also respond")
        });
        let Some((start, sentence)) = said else {
            continue;
        };
        let says_method = ["method", "verb", "request"]
            .iter()
            .any(|word| sentence.contains(word));
        for (method, method_span) in methods_in(prose, start, sentence)
            .into_iter()
            .filter(|_| says_method)
        {
            let first = known.partition_point(|other| other.block < last.block);
            let mut same = known[first..]
                .iter()
                .take_while(|other| other.block == last.block);
            let is_known = same.any(|other| other.line.method == method);
            if is_known {
                continue;
            }
            let line = RequestLine {
                method,
                method_span,
                ..last.line.clone()
            };
            found.push(Mention::named(last.carrier, last.block, line));
        }
    }
    found
}
