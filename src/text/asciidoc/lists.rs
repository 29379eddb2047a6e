//! Lists of AsciiDoc: items by their markers, terms with what is said of them.

use std::ops::Range;

use super::super::document::Kind;
use super::markers::{Marker, Start, start};
use super::{Reader, State};

impl<'p> Reader<'_, 'p, '_> {
    /// An item: the words behind its marker.
    pub(super) fn item(
        &mut self,
        at: usize,
        end: usize,
        state: &mut State<'p>,
        own: (Marker<'p>, usize),
    ) -> usize {
        let (marker, bytes) = own;
        let depth = open(state, marker);
        let next = self.own_words(at, end);
        let mut ranges: Vec<Range<usize>> = (at..next).map(|line| self.range(line)).collect();
        ranges[0].start += bytes;
        // A box to tick is no word.
        let text = self.source.slice(ranges[0].clone());
        if text.starts_with("[ ] ") || text.starts_with("[x] ") || text.starts_with("[*] ") {
            ranges[0].start += 4;
        }
        let words = self.prose(&ranges);
        self.push(Kind::Item(words), at..next, depth);
        self.finish(state, next)
    }

    /// A term, and the words that are said of it, one deeper.
    pub(super) fn term(
        &mut self,
        at: usize,
        end: usize,
        state: &mut State<'p>,
        own: (Range<usize>, Marker<'p>, usize),
    ) -> usize {
        let (name, marker, said) = own;
        let depth = open(state, marker);
        let line = self.range(at);
        let name = self.prose_at(line.start + name.start..line.start + name.end);
        self.push(Kind::Term(name), at..at + 1, depth);
        let rest = line.start + said..line.end;
        let (first, next) = if rest.is_empty() {
            let blank = self.lines[at + 1..end].iter();
            let first = at + 1 + blank.take_while(|line| line.is_blank()).count();
            let is_words = first < end && matches!(start(self.text(first)), Start::Words);
            if !is_words {
                return self.finish(state, at + 1);
            }
            (first, self.own_words(first, end))
        } else {
            (at, self.own_words(at, end))
        };
        let mut ranges: Vec<Range<usize>> = (first..next).map(|line| self.range(line)).collect();
        if first == at {
            ranges[0] = rest;
        }
        let start = ranges[0].start;
        let words = self.prose(&ranges);
        let last = self.lines[next - 1].end();
        let span = self.source.span(start..last);
        self.document.blocks.push(super::Block {
            kind: Kind::Paragraph(words),
            span,
            depth: depth + 1,
        });
        self.finish(state, next)
    }

    /// The line behind the words of an item, from its first line on.
    fn own_words(&self, at: usize, end: usize) -> usize {
        let mut next = at + 1;
        while next < end && !self.lines[next].is_blank() {
            let goes_on = matches!(
                start(self.text(next)),
                Start::Words | Start::Label | Start::Title(..) | Start::Rule
            );
            if !goes_on {
                break;
            }
            next += 1;
        }
        next
    }
}

/// Goes to the list of a marker: one that is open, or a new one inside the last item.
fn open<'p>(state: &mut State<'p>, marker: Marker<'p>) -> usize {
    match state.lists.iter().position(|open| *open == marker) {
        Some(list) => state.lists.truncate(list + 1),
        None => state.lists.push(marker),
    }
    state.depth + state.lists.len() - 1
}
