//! Lines of a source as one text to read inline markup in, with where each part of it stands; a line's
//! end is a space.

use std::ops::Range;

use super::document::{Prose, Style};
use super::page::Span;
use super::source::{Source, add};

/// A stretch of the text.
#[derive(Debug, Clone)]
struct Piece {
    /// Where it begins in the text.
    start: usize,
    /// Where it stands in the source.
    place: Range<usize>,
    /// Whether it is what stands there.
    is_literal: bool,
}

/// Lines as one text.
#[derive(Debug, Clone, Default)]
pub(super) struct Joined {
    /// The text, its lines with `\n` between.
    pub text: String,
    pieces: Vec<Piece>,
}

impl Joined {
    /// Joins lines, each a range of the source.
    pub(super) fn new(source: &Source<'_>, lines: &[Range<usize>]) -> Self {
        let mut joined = Self::default();
        for line in lines {
            joined.begin_line(line.clone());
            joined.push(source, line.clone());
        }
        joined
    }

    /// Ends the line before, where there is one with words and the next has some.
    pub(super) fn begin_line(&mut self, line: Range<usize>) {
        let Some(last) = self.pieces.last().filter(|_| !line.is_empty()) else {
            return;
        };
        let place = last.place.end.min(line.start)..line.start;
        self.put("\n", place);
    }

    /// Adds what stands at a range of the source.
    pub(super) fn push(&mut self, source: &Source<'_>, range: Range<usize>) {
        let text = source.slice(range.clone());
        if !text.is_empty() {
            self.pieces.push(Piece {
                start: self.text.len(),
                place: range,
                is_literal: true,
            });
            self.text.push_str(text);
        }
    }

    /// Adds a text in the place of what stands at a range of the source.
    pub(super) fn put(&mut self, text: &str, range: Range<usize>) {
        if !text.is_empty() {
            self.pieces.push(Piece {
                start: self.text.len(),
                place: range,
                is_literal: false,
            });
            self.text.push_str(text);
        }
    }

    fn piece(&self, at: usize) -> usize {
        self.pieces
            .partition_point(|piece| piece.start <= at)
            .max(1)
            - 1
    }

    /// The place on the page of a range of the text.
    pub(super) fn place(&self, source: &Source<'_>, range: Range<usize>) -> Span {
        let start = self.pieces.get(self.piece(range.start)).map_or(0, |piece| {
            let within = if piece.is_literal {
                range.start - piece.start
            } else {
                0
            };
            piece.place.start + within
        });
        let end = match range.end.checked_sub(1).filter(|last| *last >= range.start) {
            Some(last) => self.pieces.get(self.piece(last)).map_or(0, |piece| {
                if piece.is_literal {
                    piece.place.start + (range.end - piece.start)
                } else {
                    piece.place.end
                }
            }),
            None => start,
        };
        source.span(start..end.max(start))
    }

    /// Writes a range of the text as it stands, with where it stands.
    pub(super) fn write(
        &self,
        source: &Source<'_>,
        range: Range<usize>,
        style: Style,
        to: &mut Prose,
    ) {
        let mut at = range.start;
        let mut number = self.piece(at);
        while at < range.end {
            let next = self.pieces.get(number + 1).map(|piece| piece.start);
            let end = next.unwrap_or(range.end).min(range.end);
            let text = &self.text[at..end];
            let text = if text == "\n" { " " } else { text };
            add(to, text, self.place(source, at..end), style);
            (at, number) = (end, number + 1);
        }
    }
}

/// The first end of each kind of mark behind a place, so that none is looked for twice.
#[derive(Debug, Clone)]
pub(super) struct Ends<const N: usize>([Option<(usize, Option<usize>)>; N]);

impl<const N: usize> Default for Ends<N> {
    fn default() -> Self {
        Self([None; N])
    }
}

impl<const N: usize> Ends<N> {
    /// The first end of a mark behind a place, which `find` looks for where it is not known.
    pub(super) fn behind(
        &mut self,
        mark: usize,
        from: usize,
        find: impl FnOnce() -> Option<usize>,
    ) -> Option<usize> {
        if let Some(Some((since, found))) = self.0.get(mark)
            && *since <= from
            && found.is_none_or(|found| found > from)
        {
            return *found;
        }
        let found = find();
        if let Some(known) = self.0.get_mut(mark) {
            *known = Some((from, found));
        }
        found
    }
}
