//! Literal blocks of reStructuredText, and the two colons that announce them.

use std::ops::Range;

use super::super::document::{Block, Kind, Prose};
use super::Reader;
use super::markers::{Start, adornment};

impl Reader<'_, '_> {
    /// The words of lines, and whether they announce a literal block; the colons that do are left out.
    pub(super) fn own_words(&mut self, lines: Range<usize>) -> (Prose, bool) {
        let last = lines.end - 1;
        let text = self.text(last);
        let is_before_literal = text.ends_with("::");
        if is_before_literal {
            let words = text[..text.len() - 2].trim_end();
            let cut = match words.len() {
                length if length == text.len() - 2 && length > 0 => length + 1,
                length => length,
            };
            let start = self.lines[last].start();
            self.lines[last].cut(start + cut);
        }
        (self.prose_of(lines), is_before_literal)
    }

    /// The literal block that words announced: indented, or with one character before each line.
    pub(super) fn literal_behind(&mut self, from: usize, end: usize, depth: usize) -> usize {
        let blank = self.lines[from..end].iter();
        let at = from + blank.take_while(|line| line.is_blank()).count();
        if at >= end {
            return from;
        }
        let language = self.document.language.clone();
        if self.lines[at].indent() > 0 {
            let next = self.indented(at, end);
            self.literal(at..next, depth, &language);
            return next;
        }
        let quote = self.text(at).chars().next();
        let is_quoted = quote.is_some_and(|c| c.is_ascii_punctuation())
            && adornment(self.text(at)).is_none()
            && !matches!(
                self.start_of(at, end),
                Start::Explicit | Start::Field(..) | Start::Item(_)
            );
        if !is_quoted {
            return from;
        }
        let next = self.while_filled(at, end, |_, text| text.chars().next() == quote);
        self.literal(at..next, depth, &language);
        next
    }

    /// A block of literal lines.
    pub(super) fn literal(&mut self, lines: Range<usize>, depth: usize, language: &str) {
        if let Some(code) = self.source.code(&self.lines[lines], language) {
            let span = code.body;
            let kind = Kind::Code(code);
            self.document.blocks.push(Block { kind, span, depth });
        }
    }
}
