//! Where a page may speak for all: outside of what it says of an operation, and of other subjects than the service.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::words::{GENERAL, NOT_THE_SERVICE, OPENING_BLOCKS, OPENING_PAGES, SMALL};
use super::{Sentence, exceptions};
use crate::read::plain::declare::Declarations;
use crate::read::plain::layout::Layout;
use crate::read::plain::mentions::Mentions;
use crate::read::plain::statuses::sentences;
use crate::text::document::{Block, Kind};

/// Whether a block speaks for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// It speaks of something else.
    None,
    /// Only where it says that it speaks of its page.
    OfPage,
    /// Wherever its words leave none out.
    All,
}

/// Where a page may speak for all.
pub(super) struct Speaker<'a> {
    layout: &'a Layout<'a>,
    /// The table that names every operation of the page, where one does.
    index: Option<usize>,
    /// The blocks that operations are declared at, in order.
    pub declared: Vec<usize>,
}

impl<'a> Speaker<'a> {
    /// Where a page may speak, by where its operations are declared.
    pub(super) fn new(
        layout: &'a Layout<'a>,
        mentions: &Mentions,
        declarations: &Declarations,
    ) -> Self {
        let own = declarations.operations.iter().map(|own| own.block);
        let mut declared: Vec<usize> = own.collect();
        declared.sort_unstable();
        declared.dedup();
        declared
            .retain(|at| !declarations.overviews.contains(at) && !names_exceptions(layout, *at));
        Self {
            layout,
            index: index(layout, mentions, declarations),
            declared,
        }
    }

    /// How far what a block says is said of all.
    pub(super) fn voice(&self, block: usize) -> Voice {
        match self.may_speak(block) {
            true => Voice::All,
            false if self.declared.is_empty() => Voice::None,
            false => Voice::OfPage,
        }
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
                let is_behind_index = self
                    .index
                    .is_some_and(|index| index < block && section == self.layout.section(index));
                let is_here = section == self.layout.section(block);
                let is_before = !is_here || block < inner || is_behind_index;
                let names = |heading: usize| self.heading_is(heading, names_another);
                return (holds_all || is_behind_index)
                    && is_before
                    && !own.heading.is_some_and(names);
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
    fn declared_in(&self, blocks: Range<usize>) -> Option<usize> {
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

/// The table that names each of several operations.
fn index(layout: &Layout<'_>, mentions: &Mentions, declarations: &Declarations) -> Option<usize> {
    let mut rows: HashMap<usize, HashSet<usize>> = HashMap::new();
    for (at, own) in declarations.operations.iter().enumerate() {
        for mention in own
            .mentions
            .iter()
            .filter_map(|m| mentions.requests.get(*m))
        {
            if mention.row.is_some() {
                rows.entry(mention.block).or_default().insert(at);
            }
        }
    }
    let count = declarations.operations.len();
    let all = rows
        .into_iter()
        .filter(|(_, named)| count > 1 && named.len() == count);
    let tables = all.map(|(block, _)| block);
    tables
        .filter(|block| {
            layout
                .blocks
                .get(*block)
                .is_some_and(|own| matches!(own.kind, Kind::Table(_)))
        })
        .min()
}

/// Whether a block names requests as those that what it says of all leaves out.
fn names_exceptions(layout: &Layout<'_>, block: usize) -> bool {
    let own = layout.blocks.get(block).filter(|own| own.is_prose());
    let Some(prose) = own.and_then(Block::words) else {
        return false;
    };
    let all = sentences(&prose.text).into_iter();
    let mut all = all.filter_map(|(start, text)| Sentence::new(prose, start, text));
    all.any(|sentence| {
        let excepted = exceptions::of(&sentence);
        let leaves_out = excepted.is_some_and(|excepted| !excepted.requests.is_empty());
        leaves_out || !exceptions::without_credential(&sentence).is_empty()
    })
}

/// Whether every word of a heading is one of what a service has as a whole: its errors, its headers, its API.
pub(super) fn is_general(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !word.bytes().all(|b| b.is_ascii_digit()))
        .filter(|word| !SMALL.contains(word))
        .peekable();
    words.peek().is_some() && words.all(|word| GENERAL.contains(&word))
}

/// Whether a heading names what is sent by another, has changed, or is done once.
pub(super) fn names_another(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    NOT_THE_SERVICE.iter().any(|word| lower.contains(word))
}
