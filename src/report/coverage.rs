//! The coverage of pages: what became of each block. As text, totals, and for a single page a line a
//! block; as JSON (version 1), one object a block.
//!
//! A JSON object has `version`, `page`, `block`, `line` and `column` (from 1), `used` (`fact`,
//! `finding` or `none`) and `as`: the fact's topic, the finding's code, or the reason.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::derive::Derived;
use crate::read::coverage::{Counted, Counting, Entry, Use};
use crate::read::openapi::METHODS;
use crate::text;
use crate::text::document::Kind;
use crate::text::markdown::{Block, blocks};
use crate::text::page::Page;
use crate::text::tree::{Tree, View};

/// How many blocks of each kind became what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    counts: BTreeMap<(Counted, Use), usize>,
    missing: usize,
}

impl Totals {
    /// Adds the coverage of a page, held against the blocks that the page has.
    pub(crate) fn add(&mut self, page: &Page, derived: &Derived) {
        let coverage = &derived.coverage;
        self.missing += match derived.counting {
            Counting::Description => described(page).abs_diff(coverage.len()),
            Counting::Document => of_document(page).abs_diff(coverage.len()),
            Counting::Markdown => {
                let expected: usize = blocks(page).iter().map(counted).sum();
                let paragraphs = coverage.iter().filter(|e| e.block == Counted::Include);
                expected.abs_diff(coverage.len() - paragraphs.count())
            }
        };
        for entry in coverage {
            *self.counts.entry((entry.block, entry.used)).or_insert(0) += 1;
        }
    }

    /// How many blocks of the pages have no line in their coverage: zero, unless a dialect is wrong.
    #[cfg(fuzzing)]
    #[must_use]
    pub(crate) fn missing(&self) -> usize {
        self.missing
    }

    /// The totals as text, with a last line that sums them up.
    #[must_use]
    pub(crate) fn render(&self, pages: usize) -> String {
        let mut text = String::new();
        if !self.counts.is_empty() {
            text.push_str("\n  blocks  of kind     became   what, or why nothing\n");
        }
        for ((block, used), count) in &self.counts {
            let (kind, what) = words(*used);
            text.push_str(&format!(
                "{count:>8}  {:<10}  {kind:<7}  {what}\n",
                block.as_str()
            ));
        }
        let of = |kind: &str| -> usize {
            let those = self
                .counts
                .iter()
                .filter(|((_, used), _)| words(*used).0 == kind);
            those.map(|(_, count)| count).sum()
        };
        let all: usize = self.counts.values().sum();
        text.push_str(&format!(
            "{pages} pages, {all} blocks: {} facts, {} findings, {} of no use here, {} without account\n",
            of("fact"),
            of("finding"),
            of("none"),
            self.missing
        ));
        text
    }
}

/// How many lines of a coverage a description asks for: one for the document, each path and webhook, each
/// operation and its callbacks, each response.
fn described(page: &Page) -> usize {
    let Ok(tree) = Tree::of(page.text()) else {
        return 1;
    };
    let mut places = BTreeSet::new();
    let is_own = |key: View<'_>| key.text().is_some_and(|text| text.starts_with("x-"));
    for (name, _) in entries(tree.root().get("webhooks")) {
        places.insert((Counted::PathItem, name.span()));
    }
    for (path, item) in entries(tree.root().get("paths")) {
        if is_own(path) {
            continue;
        }
        places.insert((Counted::PathItem, path.span()));
        let is_path = path.text().is_some_and(|text| text.starts_with('/'));
        let Some(item) = item.referred().filter(|_| is_path) else {
            continue;
        };
        for (method, operation) in item.entries() {
            let is_method = method.text().is_some_and(|key| METHODS.contains(&key));
            if !is_method || !operation.is_mapping() {
                continue;
            }
            places.insert((Counted::Operation, method.span()));
            let callbacks = operation.entry("callbacks").map(|(key, _)| key.span());
            places.extend(callbacks.map(|span| (Counted::Operation, span)));
            for (status, _) in entries(operation.get("responses")) {
                if !is_own(status) {
                    places.insert((Counted::Response, status.span()));
                }
            }
        }
    }
    1 + places.len()
}

fn entries(of: Option<View<'_>>) -> Vec<(View<'_>, View<'_>)> {
    of.map(View::entries).unwrap_or_default()
}

/// How many lines of an account the blocks of a document ask for.
fn of_document(page: &Page) -> usize {
    let blocks = text::blocks(page);
    let counts = blocks.iter().map(|block| match &block.kind {
        Kind::Table(table) => usize::from(!table.head.is_empty()) + table.rows.len(),
        Kind::Paragraph(_) | Kind::Item(_) | Kind::Term(_) => 0,
        Kind::Heading { .. }
        | Kind::Code(_)
        | Kind::Component(_)
        | Kind::Directive(_)
        | Kind::Field(_)
        | Kind::Call(_)
        | Kind::Comment
        | Kind::Other(_) => 1,
    });
    counts.sum()
}

/// How many lines of a coverage a block asks for.
fn counted(block: &Block) -> usize {
    match block {
        Block::Heading { .. } | Block::Fence { .. } | Block::Comment { .. } => 1,
        Block::Table { rows, .. } => rows.len(),
        // Of paragraphs, only those that stand for another file's text.
        Block::Paragraph { .. } => 0,
    }
}

fn words(used: Use) -> (&'static str, &'static str) {
    match used {
        Use::Fact(topic) => ("fact", topic.as_str()),
        Use::Finding(code) => ("finding", code.as_str()),
        Use::None(reason) => ("none", reason.as_str()),
    }
}

/// One line a block.
#[must_use]
pub(crate) fn lines(page: &Page, coverage: &[Entry]) -> String {
    let line = |entry: &Entry| {
        let (kind, what) = words(entry.used);
        let line = page.position(entry.span.start).line;
        format!(
            "{line:>5}  {:<10}  {kind:<7}  {what}\n",
            entry.block.as_str()
        )
    };
    coverage.iter().map(line).collect()
}

/// One JSON object a line and block; `path` is the page's.
#[must_use]
pub(crate) fn json_lines(page: &Page, path: &str, coverage: &[Entry]) -> String {
    let line = |entry: &Entry| {
        let (kind, what) = words(entry.used);
        let position = page.position(entry.span.start);
        let value = json!({
            "version": 1,
            "page": path,
            "block": entry.block.as_str(),
            "line": position.line,
            "column": position.column,
            "used": kind,
            "as": what,
        });
        format!("{value}\n")
    };
    coverage.iter().map(line).collect()
}
