//! What a page says of all requests: sentences, lists and tables that speak for every operation, and stand where
//! nothing of one of them, and nothing of another subject, is meant.

mod bases;
mod exceptions;
mod headers;
mod successes;
#[cfg(test)]
mod tests;
mod words;

use std::cell::OnceCell;
use std::collections::HashSet;

use super::declare::{Declarations, lists_changes};
use super::layout::Layout;
use super::statuses::sentences;
use super::target::Spelled;
use crate::protocol::Method;
use crate::read::{Claim, ForAll, HeaderClaim};
use crate::text::document::{Block, Kind, Prose};
use crate::text::page::Span;
use words::{GENERAL, NOT_THE_SERVICE, OPENING_BLOCKS, OPENING_PAGES, SMALL};

/// A sentence that is looked at.
struct Sentence<'a> {
    /// The words of its block.
    prose: &'a Prose,
    /// Where it begins in these words.
    start: usize,
    /// The sentence.
    text: &'a str,
    /// The same in lower case, of the same length.
    lower: String,
}

/// A sentence that may speak for all, with where it stands.
struct Said<'a> {
    /// The sentence.
    sentence: Sentence<'a>,
    /// The block.
    block: usize,
    /// The words of the page's title, where it documents operations: "all desk requests" are all of a page on desks.
    title: &'a [String],
    /// The header lines behind its block, once they were asked for.
    behind: &'a OnceCell<Vec<headers::Shown>>,
}

impl<'a> Sentence<'a> {
    /// A sentence, unless it is too long, or its places are others in lower case.
    fn new(prose: &'a Prose, start: usize, text: &'a str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let lower = text.to_lowercase();
        (lower.len() == text.len()).then_some(Self {
            prose,
            start,
            text,
            lower,
        })
    }

    /// Where the whole sentence stands on the page.
    fn place(&self) -> Span {
        let lead = self.text.len() - self.text.trim_start().len();
        let end = self.start + self.text.trim_end().len();
        self.prose.span(self.start + lead..end.max(self.start))
    }
}

/// What a page says where it speaks for all.
#[derive(Debug, Default)]
pub(super) struct OfAll {
    /// What it says of all requests, in order; of what it says differently in two places nothing.
    pub claims: Vec<Claim<ForAll>>,
    /// The requests that it names as those that anybody may make, by method and shape of the path.
    pub to_anybody: HashSet<(Method, String)>,
}

/// What a page says where it speaks for all.
pub(super) fn for_all(layout: &Layout<'_>, declarations: &Declarations) -> OfAll {
    if lists_changes(layout) {
        return OfAll::default();
    }
    let speaker = Speaker::new(layout, declarations);
    let title = title(layout, !speaker.declared.is_empty());
    let mut found = Vec::new();
    let mut open = Vec::new();
    for (index, block) in layout.blocks.iter().enumerate() {
        if !speaker.may_speak(index) {
            continue;
        }
        if let Kind::Table(table) = &block.kind {
            found.extend(successes::of_methods(table));
            found.extend(successes::refused_in(table));
        }
        found.extend(successes::refused_term(layout, index));
        if !block.is_prose() {
            continue;
        }
        let Some(prose) = block.words() else {
            continue;
        };
        found.extend(successes::of_item(layout, index, prose));
        let behind = OnceCell::new();
        for (start, text) in sentences(&prose.text) {
            let Some(whole) = Sentence::new(prose, start, text) else {
                continue;
            };
            let excepted = exceptions::of(&whole);
            let rest = excepted.as_ref().map_or(text, |excepted| &excepted.rest);
            let Some(sentence) = Sentence::new(prose, start, rest) else {
                continue;
            };
            let said = Said {
                sentence,
                block: index,
                title: &title,
                behind: &behind,
            };
            found.extend(headers::required(layout, &said));
            found.extend(successes::promised(&said));
            found.extend(successes::refused(&said));
            found.extend(bases::said(&said).or_else(|| bases::behind(layout, &said)));
            let demands = headers::demands_credential(&said);
            let named = exceptions::without_credential(&whole);
            let excepted = excepted.map_or_else(Vec::new, |excepted| excepted.requests);
            open.extend(named.into_iter().filter(|named| !excepted.contains(named)));
            open.extend(excepted.into_iter().filter(|_| demands));
        }
    }
    OfAll {
        claims: agreed(found),
        to_anybody: open.iter().flat_map(keys).collect(),
    }
}

/// The methods that words name, each with the shape of their path.
fn keys(named: &Spelled) -> impl Iterator<Item = (Method, String)> {
    let shape = named.target.path().shape();
    let methods = named.methods.iter();
    methods.map(move |(method, _)| (method.clone(), shape.clone()))
}

/// The headers that the words of a block in an operation's section demand of its requests.
pub(super) fn demanded(prose: &Prose) -> Vec<HeaderClaim> {
    if !prose.text.contains(['-', ':']) && !prose.text.contains("uthorization") {
        return Vec::new();
    }
    let all = sentences(&prose.text).into_iter();
    let all = all.filter_map(|(start, text)| Sentence::new(prose, start, text));
    all.flat_map(|sentence| headers::of_operation(&sentence))
        .collect()
}

/// The words of the page's title, in lower case, where it has operations.
fn title(layout: &Layout<'_>, has_operations: bool) -> Vec<String> {
    let heading = layout.sections.iter().find_map(|section| section.heading);
    let words = heading.and_then(|heading| layout.blocks.get(heading)?.words());
    let text = words.map(|words| words.text.to_lowercase());
    let text = text.filter(|_| has_operations).unwrap_or_default();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| word.len() > 2).map(singular);
    words.map(str::to_owned).collect()
}

/// A word without the mark of its plural.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

/// The longest sentence that is looked at, in bytes.
pub(super) const LONGEST: usize = 600;

/// Where a page may speak for all.
struct Speaker<'a> {
    layout: &'a Layout<'a>,
    /// The blocks that operations are declared at, in order.
    declared: Vec<usize>,
}

impl<'a> Speaker<'a> {
    fn new(layout: &'a Layout<'a>, declarations: &Declarations) -> Self {
        let own = declarations.operations.iter().map(|own| own.block);
        let mut declared: Vec<usize> = own.collect();
        declared.sort_unstable();
        declared.dedup();
        declared.retain(|at| !names_exceptions(layout, *at));
        Self { layout, declared }
    }

    /// Whether what a block says may be said of all: every operation of the page stands below the same heading
    /// behind it, and the headings between are general ones.
    fn may_speak(&self, block: usize) -> bool {
        let (Some(first), Some(last)) = (self.declared.first(), self.declared.last()) else {
            return self.is_of_general_page(block);
        };
        let mut section = self.layout.section(block);
        loop {
            let own = &self.layout.sections[section];
            let within = self.declared_in(own.blocks.clone());
            if let Some(inner) = within {
                let holds_all = own.blocks.start <= *first && *last < own.blocks.end;
                let is_before = section != self.layout.section(block) || block < inner;
                let names = |heading: usize| self.heading_is(heading, names_another);
                return holds_all && is_before && !own.heading.is_some_and(names);
            }
            if !own
                .heading
                .is_some_and(|heading| self.heading_is(heading, is_general))
            {
                return false;
            }
            section = own.parent;
        }
    }

    /// The first operation that is declared in a stretch of blocks.
    fn declared_in(&self, blocks: std::ops::Range<usize>) -> Option<usize> {
        let at = self.declared.partition_point(|block| *block < blocks.start);
        self.declared
            .get(at)
            .copied()
            .filter(|block| *block < blocks.end)
    }

    /// Whether a page without operations is one on the service as a whole, and so is what a block stands in.
    fn is_of_general_page(&self, block: usize) -> bool {
        let path = self.layout.page.path();
        let file = path.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default();
        let mut headings = self.layout.headings(block).peekable();
        if headings.peek().is_none() {
            return is_general(stem) && block < OPENING_BLOCKS;
        }
        let headings: Vec<&str> = headings.map(|heading| heading.text.as_str()).collect();
        let is_named = headings.iter().any(|heading| names_another(heading)) || names_another(stem);
        // The outermost is the page's title, which may be the product's name.
        let inner = headings.iter().rev().skip(1);
        let title_only = headings.len() == 1;
        let title = headings.last().copied().unwrap_or_default();
        let are_general = inner.copied().all(is_general);
        let opens = OPENING_PAGES.contains(&stem.to_lowercase().as_str());
        !is_named && are_general && (!title_only || opens || is_general(title))
    }

    fn heading_is(&self, heading: usize, says: impl Fn(&str) -> bool) -> bool {
        let words = self.layout.blocks.get(heading).and_then(Block::words);
        words.is_some_and(|words| says(&words.text))
    }
}

/// Whether a block names requests as those that what it says of all leaves out.
fn names_exceptions(layout: &Layout<'_>, block: usize) -> bool {
    let own = layout.blocks.get(block).filter(|own| own.is_prose());
    let Some(prose) = own.and_then(Block::words) else {
        return false;
    };
    let all = sentences(&prose.text).into_iter();
    let mut all = all.filter_map(|(start, text)| Sentence::new(prose, start, text));
    all.any(|sentence| exceptions::of(&sentence).is_some())
}

/// Whether every word of a heading is one of what a service has as a whole: its errors, its headers, its API.
fn is_general(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !word.bytes().all(|b| b.is_ascii_digit()))
        .filter(|word| !SMALL.contains(word))
        .peekable();
    words.peek().is_some() && words.all(|word| GENERAL.contains(&word))
}

/// Whether a heading names what is sent by another, has changed, or is done once.
fn names_another(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    NOT_THE_SERVICE.iter().any(|word| lower.contains(word))
}

/// The claims that no other contradicts, each once.
fn agreed(mut found: Vec<Claim<ForAll>>) -> Vec<Claim<ForAll>> {
    found.truncate(MOST_CLAIMS);
    let mut kept: Vec<Claim<ForAll>> = Vec::new();
    for claim in &found {
        let is_open = found
            .iter()
            .any(|other| claim.value.contradicts(&other.value));
        if !is_open && !kept.iter().any(|other| other.value == claim.value) {
            kept.push(claim.clone());
        }
    }
    kept
}

/// The most claims of one page.
const MOST_CLAIMS: usize = 64;
