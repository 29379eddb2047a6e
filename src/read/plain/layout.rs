//! How the blocks of a page hold each other: sections under headings, and what is deeper inside what it
//! belongs to.

mod parts;

use self::parts::{BEHIND, is_part};
use super::target;
use crate::text::document::{Block, Kind, Prose, Style};
use crate::text::page::{Page, Span};

/// A stretch of blocks under a heading; the first one is the page.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// The heading's block; none for the page as a whole.
    pub heading: Option<usize>,
    /// How deep it is: 0 is the page, twice its level a heading's, and one more than what it stands in a
    /// summary's.
    pub level: u8,
    /// Its blocks, the heading and the sections below it included.
    pub blocks: std::ops::Range<usize>,
    /// The section that it stands in; the page stands in itself.
    pub parent: usize,
}

/// A page's blocks with what holds what.
pub(super) struct Layout<'a> {
    /// The page.
    pub page: &'a Page,
    /// Its blocks.
    pub blocks: &'a [Block],
    /// Its sections, in the order they begin.
    pub sections: Vec<Section>,
    /// Each block's innermost section.
    section_of: Vec<usize>,
}

/// The level of a line of strong words that stands for a heading.
const STRONG_LINE: u8 = 7;

impl<'a> Layout<'a> {
    /// Finds the sections of a page.
    pub(super) fn new(page: &'a Page, blocks: &'a [Block]) -> Self {
        let mut sections = vec![Section {
            heading: None,
            level: 0,
            blocks: 0..blocks.len(),
            parent: 0,
        }];
        let mut section_of = Vec::with_capacity(blocks.len());
        let mut open = vec![0_usize];
        for (index, block) in blocks.iter().enumerate() {
            if let Some(level) = level(block) {
                let level = if level == 0 {
                    // A summary ends the one before it, with what stands below that.
                    let is_summary = |section: &usize| sections[*section].level % 2 == 1;
                    let before = open.iter().position(is_summary);
                    let kept = before.unwrap_or(open.len());
                    let outer = kept.checked_sub(1).and_then(|last| open.get(last));
                    outer.map_or(1, |section| sections[*section].level | 1)
                } else {
                    2 * level
                };
                while let Some(section) = open.last().copied() {
                    if section == 0 || sections[section].level < level {
                        break;
                    }
                    sections[section].blocks.end = index;
                    open.pop();
                }
                let parent = open.last().copied().unwrap_or(0);
                sections.push(Section {
                    heading: Some(index),
                    level,
                    blocks: index..blocks.len(),
                    parent,
                });
                open.push(sections.len() - 1);
            }
            section_of.push(open.last().copied().unwrap_or(0));
        }
        Self {
            page,
            blocks,
            sections,
            section_of,
        }
    }

    /// The innermost section of a block with a subject: neither below a line of strong words, nor a part of a
    /// description.
    pub(super) fn subject(&self, block: usize) -> usize {
        let mut section = self.section(block);
        while section != 0 {
            let own = &self.sections[section];
            let heading = own.heading.and_then(|heading| self.blocks.get(heading));
            let is_subject = heading.is_some_and(|heading| {
                let is_heading = matches!(heading.kind, Kind::Heading { .. });
                is_heading && heading.words().is_some_and(|words| !is_part(&words.text))
            });
            if is_subject {
                break;
            }
            section = own.parent;
        }
        section
    }

    /// Whether a block is the front matter's, which speaks of the page as a whole.
    pub(super) fn is_of_page(&self, block: usize) -> bool {
        let kind = self.blocks.get(block).map(|block| &block.kind);
        matches!(kind, Some(Kind::Component(component)) if component.name == "page")
    }

    /// How many sections begin in a stretch of blocks.
    pub(super) fn sections_in(&self, blocks: &std::ops::Range<usize>) -> usize {
        let start = |section: &Section| section.blocks.start;
        let from = self
            .sections
            .partition_point(|section| start(section) < blocks.start);
        let to = self
            .sections
            .partition_point(|section| start(section) < blocks.end);
        to - from
    }

    /// Whether a block heads what is deeper in a list.
    pub(super) fn is_item(&self, block: usize) -> bool {
        self.blocks.get(block).is_some_and(Block::is_item)
    }

    /// Whether a block is a heading.
    pub(super) fn is_heading(&self, block: usize) -> bool {
        let kind = self.blocks.get(block).map(|block| &block.kind);
        matches!(kind, Some(Kind::Heading { .. }))
    }

    /// The innermost section of a block.
    pub(super) fn section(&self, block: usize) -> usize {
        self.section_of.get(block).copied().unwrap_or(0)
    }

    /// Whether two blocks stand in one section that is divided further behind them.
    pub(super) fn has_parts_behind(&self, first: usize, second: usize) -> bool {
        let section = self.section(first);
        if section != self.section(second) {
            return false;
        }
        let own = &self.sections[section];
        let mut behind = self.sections.iter().skip(section + 1);
        behind.any(|part| {
            part.parent == section
                && part.blocks.start > second
                && part.blocks.end <= own.blocks.end
        })
    }

    /// Whether every section in another one but for this is a part of what an operation's description is made
    /// of, such as its request or its responses.
    pub(super) fn are_parts(&self, parent: usize, but: usize) -> bool {
        let own = &self.sections[parent];
        let within = self.sections.iter().enumerate().skip(parent + 1);
        let mut within = within.take_while(|(_, section)| section.blocks.start < own.blocks.end);
        within.all(|(index, section)| {
            section.parent != parent
                || index == but
                || section
                    .heading
                    .and_then(|heading| self.blocks.get(heading)?.words())
                    .is_none_or(|words| is_part(&words.text))
        })
    }

    /// The blocks of a section that speak of what it declares at a block. Below a page's title, what is no
    /// part of a description is a subject of its own.
    pub(super) fn own_blocks(&self, section: usize, block: usize) -> std::ops::Range<usize> {
        let own = &self.sections[section];
        if own.level > 2 {
            return own.blocks.clone();
        }
        let within = self.sections.iter().skip(section + 1);
        let mut within = within.take_while(|other| other.blocks.start < own.blocks.end);
        let other = within.find(|other| {
            let words = other
                .heading
                .and_then(|heading| self.blocks.get(heading)?.words());
            self.sections[other.parent].level <= 2
                && other.blocks.start > block
                && words.is_some_and(|words| !is_part(&words.text))
        });
        own.blocks.start..other.map_or(own.blocks.end, |other| other.blocks.start)
    }

    /// The sections right behind one that are parts of what it describes, at its own level.
    pub(super) fn parts_behind(&self, section: usize) -> Vec<std::ops::Range<usize>> {
        let own = &self.sections[section];
        let mut end = own.blocks.end;
        let mut found = Vec::new();
        let heading = own
            .heading
            .and_then(|heading| self.blocks.get(heading)?.words());
        let is_itself = heading.is_none_or(|words| is_part(&words.text));
        for other in self
            .sections
            .iter()
            .skip(section + 1)
            .filter(|_| !is_itself)
        {
            if other.blocks.start < end {
                continue;
            }
            let words = other
                .heading
                .and_then(|heading| self.blocks.get(heading)?.words());
            let is_behind = words.is_some_and(|words| {
                let lower = words.text.trim().trim_end_matches(':').to_lowercase();
                BEHIND.contains(&lower.as_str())
            });
            let is_sibling = other.parent == own.parent && other.level == own.level;
            if other.blocks.start != end || !is_sibling || !is_behind || found.len() == MOST_PARTS {
                break;
            }
            end = other.blocks.end;
            found.push(other.blocks.clone());
        }
        found
    }

    /// The words of the headings above a block, the innermost first.
    pub(super) fn headings(&self, block: usize) -> impl Iterator<Item = &'a Prose> {
        let mut section = self.section(block);
        std::iter::from_fn(move || {
            let own = self.sections.get(section)?;
            let heading = own.heading?;
            section = own.parent;
            self.blocks.get(heading)?.words()
        })
    }

    /// The blocks inside a block: those that follow it and are deeper.
    pub(super) fn inside(&self, block: usize) -> std::ops::Range<usize> {
        let Some(own) = self.blocks.get(block) else {
            return block..block;
        };
        let rest = &self.blocks[block + 1..];
        let length = rest.iter().position(|other| other.depth <= own.depth);
        block + 1..block + 1 + length.unwrap_or(rest.len())
    }

    /// The blocks that a block is inside of, the innermost first.
    pub(super) fn around(&self, block: usize) -> Vec<usize> {
        let mut around = Vec::new();
        let Some(own) = self.blocks.get(block) else {
            return around;
        };
        let mut depth = own.depth;
        for (index, other) in self.blocks[..block].iter().enumerate().rev() {
            if depth == 0 {
                break;
            }
            if other.depth < depth {
                depth = other.depth;
                around.push(index);
            }
        }
        around
    }

    /// A term with its definition: the words of the next block, unless that is another term or a heading.
    pub(super) fn definition(&self, block: usize) -> Option<(&'a Prose, &'a Prose)> {
        let Kind::Term(term) = &self.blocks.get(block)?.kind else {
            return None;
        };
        let next = self.blocks.get(block + 1)?;
        let definition = next.words().filter(|_| next.is_prose())?;
        Some((term, definition))
    }

    /// The words right before a block, as a label has them: of a paragraph or an item that ends with a
    /// colon or is strong, or of the heading.
    pub(super) fn label(&self, block: usize) -> Option<&'a Prose> {
        let before = block.checked_sub(1)?;
        let before = self.blocks.get(before)?;
        let words = before.words()?;
        let is_heading = level(before).is_some();
        let text = words.text.trim_end();
        (is_heading || text.ends_with(':') || is_strong(words)).then_some(words)
    }
}

impl<'a> Layout<'a> {
    /// What a block of literal lines, a paragraph or an item shows, without the white space around it, and where it
    /// stands.
    pub(super) fn shown_alone(&self, block: &'a Block) -> Option<(&'a str, Span)> {
        if let Kind::Code(code) = &block.kind {
            // What another file holds does not stand here.
            let text = self.page.slice(code.body).trim();
            return code.text.is_none().then_some((text, code.body));
        }
        let words = block.words().filter(|_| block.is_prose())?;
        Some((words.text.trim(), words.whole()))
    }
}

/// Whether words are strong from the first to the last, a colon aside.
pub(super) fn is_strong(prose: &Prose) -> bool {
    let is_plain = |text: &str| text.chars().all(|c| c.is_whitespace() || c == ':');
    !prose.is_empty()
        && prose.runs.iter().all(|run| {
            let text = prose.text.get(run.range.clone()).unwrap_or_default();
            run.style == Style::Strong || is_plain(text)
        })
}

/// The most items of a list that are looked through for the words before it.
pub(super) const MOST_ITEMS: usize = 200;

/// The most sections behind one that are looked at.
const MOST_PARTS: usize = 8;

/// The longest line of strong words that stands for a heading, in bytes.
const LONGEST_STRONG_LINE: usize = 80;

/// The level of a block that opens a section.
fn level(block: &Block) -> Option<u8> {
    if let Kind::Heading { level, .. } = block.kind {
        return Some(level);
    }
    let Kind::Paragraph(words) = &block.kind else {
        return None;
    };
    let text = words.text.trim();
    let is_short = text.len() <= LONGEST_STRONG_LINE && !text.ends_with([':', '.', '!']);
    let is_heading = block.depth == 0 && is_short && is_strong(words);
    (is_heading && target::request(text).is_none()).then_some(STRONG_LINE)
}
