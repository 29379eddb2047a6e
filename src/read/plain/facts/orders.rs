//! The order in which a list comes, where the words around it say that, or those of a section on all lists.

use std::ops::Range;

use super::super::declare::Declared;
use super::super::statuses::sentences;
use super::Source;
use crate::read::ordered::{Token, ordered, tokens_of};
use crate::read::{Claim, Facts};
use crate::text::document::{Block, Kind, Prose, Row, Style};

/// Words that a row about a member has where that is the list.
const LISTS: &[&str] = &["array", "list", "objects"];

impl Source<'_> {
    /// The orders that are said of an operation's list.
    pub(super) fn orders(&self, own: &Declared, scope: &Range<usize>, facts: &mut Facts) {
        if self.method(own) != "GET" || self.is_shared(own) || own.row.is_some() {
            return;
        }
        for block in self.layout.blocks.get(scope.clone()).unwrap_or_default() {
            said(block, facts);
        }
        if !facts.orders.is_empty() {
            return;
        }
        for lists in self.lists_meant(scope, self.is_list(own)) {
            let blocks = self.layout.blocks.get(lists.blocks.clone());
            for block in blocks.unwrap_or_default() {
                said(block, facts);
            }
        }
    }
}

/// The orders that a block says.
fn said(block: &Block, facts: &mut Facts) {
    match &block.kind {
        Kind::Paragraph(words) => in_words(words, facts),
        // An item that begins with a name is about a parameter or a member.
        Kind::Item(words) if !begins_with_code(words) || is_of_list(&words.text) => {
            in_words(words, facts);
        }
        Kind::Table(table) => {
            for row in table.rows.iter().filter(|row| is_of_response(row)) {
                row.cells
                    .iter()
                    .skip(1)
                    .for_each(|own| in_words(own, facts));
            }
        }
        Kind::Field(field) if is_success(field.name.text.trim_start_matches("statuscode")) => {
            in_words(&field.text, facts);
        }
        _ => {}
    }
}

fn in_words(words: &Prose, facts: &mut Facts) {
    for (start, sentence) in sentences(&words.text) {
        let range = start..start + sentence.len();
        let tokens = tokens(words, &range);
        if let Some(value) = ordered(&tokens) {
            let span = words.span(range);
            facts.orders.push(Claim { value, span });
        }
    }
}

/// The words of a stretch, and the names that are set apart in it.
fn tokens<'a>(words: &'a Prose, range: &Range<usize>) -> Vec<Token<'a>> {
    let mut all = Vec::new();
    let first = words
        .runs
        .partition_point(|run| run.range.end <= range.start);
    let runs = words.runs.get(first..).unwrap_or_default().iter();
    for run in runs.take_while(|run| run.range.start < range.end) {
        let own = run.range.start.max(range.start)..run.range.end.min(range.end);
        let text = words.text.get(own).unwrap_or_default();
        match run.style {
            Style::Code => all.push(Token {
                text,
                is_code: true,
                is_apart: false,
            }),
            Style::Plain | Style::Strong => tokens_of(text, &mut all),
        }
    }
    all
}

fn begins_with_code(words: &Prose) -> bool {
    words
        .runs
        .first()
        .is_some_and(|run| run.style == Style::Code)
}

/// Whether a row is about the answer: a status, or a member that is the list.
fn is_of_response(row: &Row) -> bool {
    let mut cells = row.cells.iter();
    let first = cells.next().map(|own| own.text.trim()).unwrap_or_default();
    is_success(first) || cells.any(|own| is_of_list(&own.text))
}

fn is_success(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('2') && text.get(..3).is_some_and(|own| own.parse::<u16>().is_ok())
}

/// Whether words call what they are about a list.
fn is_of_list(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| LISTS.contains(&word))
}
