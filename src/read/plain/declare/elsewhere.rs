//! Requests that a page names and does not document: of what has changed, which other pages document or none
//! does any more, and those that the service sends to its readers' own servers.

use super::super::layout::Layout;
use super::super::mentions::{Carrier, Mention};
use super::Declaring;
use super::words::ACTIONS;
use crate::text::document::{Block, Kind};

/// What headings of what has changed begin with.
const CHANGES: &[&str] = &[
    "changes in ",
    "changes from ",
    "changes since ",
    "changelog",
    "change log",
    "migrating from ",
    "migrating to ",
    "migration from ",
    "migration guide",
    "upgrading from ",
    "upgrading to ",
    "upgrade notes",
    "notes on upgrading",
    "what's new",
    "release notes",
    "version history",
    "breaking changes",
];

/// Whole headings of what has changed.
const WHOLE_CHANGES: &[&str] = &["changes", "history", "change history", "api changes"];

/// What titles of lists of changes say.
const TITLES: &[&str] = &["changelog", "change log", "release notes"];

/// What the first words of a list of changes say.
const LISTS_CHANGES: &[&str] = &[
    "changes below were ",
    "following changes were ",
    "following changes have been ",
    "changes were introduced",
];

/// What sentences of changes begin with.
const CHANGED: &[&str] = &[
    "add support",
    "adds support",
    "added ",
    "this adds ",
    "this introduces ",
    "introduced ",
    "fixed ",
    "removed ",
    "deprecated ",
    "renamed ",
];

/// So many characters at most are looked at for them.
const LONGEST_START: usize = 24;

/// So many headings of versions make a list of changes.
const VERSIONS: usize = 2;

/// So many blocks of a page are looked through for the words that open it.
const OPENING: usize = 6;

/// So many requests on either side are looked through for another that goes to the same host.
const NEAR: usize = 64;

/// What of a page speaks of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changes {
    /// What stands below headings that say so.
    Sections,
    /// What stands below headings that say so or that are versions.
    Versions,
    /// All but what is a heading or a directive.
    Page,
}

impl Changes {
    /// What of a page speaks of changes, by its name, its opening words and its headings.
    pub(super) fn of(layout: &Layout<'_>) -> Self {
        let opening = layout.blocks.iter().take(OPENING);
        let is_said = opening.filter(|block| block.is_prose()).any(|block| {
            let lower = block.words().map(|words| words.text.to_lowercase());
            lower.is_some_and(|lower| LISTS_CHANGES.iter().any(|words| lower.contains(words)))
        });
        let title = layout.sections.iter().find_map(|section| section.heading);
        let title = title.and_then(|title| layout.blocks.get(title)?.words());
        let is_title = title.is_some_and(|title| {
            let lower = title.text.to_lowercase();
            let first = lower.split_whitespace().next().unwrap_or_default();
            TITLES.iter().any(|words| lower.contains(words)) && !ACTIONS.contains(&first)
        });
        if is_said || is_title || is_name_of_changes(layout.page.path()) {
            return Self::Page;
        }
        let headings = layout.blocks.iter();
        let headings = headings.filter(|block| matches!(block.kind, Kind::Heading { .. }));
        let words = headings.filter_map(Block::words);
        let versions = words.filter(|words| is_version(&words.text)).take(VERSIONS);
        if versions.count() < VERSIONS {
            return Self::Sections;
        }
        Self::Versions
    }
}

/// Whether a page's file has a name that lists of changes have: `CHANGELOG.md`, `HISTORY.md`.
fn is_name_of_changes(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_root = ["HISTORY", "History", "CHANGES", "Changes", "NEWS"].contains(&stem);
    let plain: String = stem.chars().filter(|c| c.is_alphanumeric()).collect();
    let plain = plain.to_lowercase();
    is_root
        || ["changelog", "releasenotes", "relnotes"]
            .iter()
            .any(|name| plain.ends_with(name))
}

/// Whether a heading is a version or a date with no more than a word or two for it: `v1.2.0 (2024-05-01)`.
fn is_version(heading: &str) -> bool {
    let marks = |c: char| !c.is_alphanumeric();
    let words = heading
        .split_whitespace()
        .map(|word| word.trim_matches(marks));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let number = |word: &&str| {
        let word = word.trim_start_matches('v');
        let word = word.split(['-', '+']).next().unwrap_or_default();
        let parts = word.split('.');
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        word.matches('.').count() == 2 && parts.clone().all(is_number)
    };
    words.len() <= 4 && words.iter().any(number)
}

/// Whether a page as a whole is a list of changes.
pub(in crate::read::plain) fn lists_changes(layout: &Layout<'_>) -> bool {
    Changes::of(layout) == Changes::Page
}

impl Declaring<'_> {
    /// Whether a mention is one of what has changed, or of a request that the service sends to its reader.
    pub(super) fn is_elsewhere(&self, mention: &Mention) -> bool {
        self.is_of_changes(mention) || self.is_sent_to_reader(mention)
    }

    fn is_of_changes(&self, mention: &Mention) -> bool {
        let is_firm = matches!(mention.carrier, Carrier::Directive | Carrier::Heading);
        if self.changes == Changes::Page && !is_firm {
            return true;
        }
        if mention.carrier == Carrier::Sentence && self.begins_as_changes(mention) {
            return true;
        }
        // A section of that name with requests in the manner of a reference is about the resource.
        let is_named = mention.carrier > Carrier::Heading;
        let mut headings = self.layout.headings(mention.block);
        headings.any(|heading| {
            let words = heading.text.trim().to_lowercase();
            is_named && WHOLE_CHANGES.contains(&words.as_str())
                || CHANGES.iter().any(|start| words.starts_with(start))
                || self.changes == Changes::Versions && is_version(&words)
        })
    }

    /// Whether the words around a mention begin as those of changes do.
    fn begins_as_changes(&self, mention: &Mention) -> bool {
        let words = self.layout.blocks.get(mention.block).and_then(Block::words);
        words.is_some_and(|words| {
            let start = words.text.trim_start().chars().take(LONGEST_START);
            let start = start.collect::<String>().to_lowercase();
            CHANGED.iter().any(|words| start.starts_with(words))
        })
    }

    /// Whether a mention stands below a heading of webhooks and goes to what is called the reader's own.
    fn is_sent_to_reader(&self, mention: &Mention) -> bool {
        let mut headings = self.layout.headings(mention.block);
        let is_hook = headings.any(|heading| {
            let lower = heading.text.to_lowercase();
            lower.contains("webhook") || lower.contains("callback")
        });
        let path = mention.line.path.path().as_str().to_lowercase();
        let is_yours = |text: &str| {
            let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
            words.any(|word| word.starts_with("your"))
        };
        let base = mention
            .line
            .base
            .as_ref()
            .map(|(base, _)| base.to_lowercase());
        let is_other = |base: &String| {
            let at = self.mentions.partition_point(|m| m.block < mention.block);
            let near = self
                .mentions
                .iter()
                .skip(at.saturating_sub(NEAR))
                .take(2 * NEAR);
            let others = near.filter_map(|other| other.line.base.as_ref());
            let same = others.filter(|(other, _)| other.eq_ignore_ascii_case(base));
            is_yours(base) && !path.contains("hook") && same.count() == 1
        };
        let is_callback = path.ends_with("callback") && path.matches('/').count() == 1;
        is_hook && (is_callback || is_yours(&path) || base.as_ref().is_some_and(is_other))
    }

    /// Requests that are documented elsewhere are only shown.
    pub(super) fn elsewhere(&mut self) {
        for (index, mention) in self.mentions.iter().enumerate() {
            if self.is_elsewhere(mention) {
                self.found.elsewhere.push(index);
            }
        }
    }
}
