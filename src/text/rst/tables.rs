//! Tables of reStructuredText: grids, simple ones, and those of values with commas between.

use std::ops::Range;

use super::super::document::{Block, Kind, Prose, Row, Table};
use super::super::page::Span;
use super::super::source::{NOT_THERE, Source};
use super::Reader;
use super::directives::Parts;
use super::inline::prose;
use super::markers::{is_grid_border, is_simple_border, width, width_of};

/// What a table is called that cannot be read.
const UNREADABLE: &str = "a table that cannot be read";

impl Reader<'_, '_> {
    /// A simple table: columns of `=`, rows that begin where the first column has words.
    pub(super) fn simple_table(&mut self, at: usize, end: usize, depth: usize) -> usize {
        let columns = columns_of(self.text(at));
        let mut borders = vec![at];
        let mut next = at + 1;
        while next < end && self.lines[next].indent() < columns.last().map_or(0, |c| c.end as u32) {
            let is_border = self.lines[next].indent() == 0 && is_simple_border(self.text(next));
            if is_border {
                borders.push(next);
                let is_last = next + 1 >= end || self.lines[next + 1].is_blank();
                if borders.len() == 3 || is_last {
                    break;
                }
            }
            next += 1;
        }
        let Some(last) = borders.last().copied().filter(|last| *last > at) else {
            self.push(Kind::Other(UNREADABLE), at..at + 1, depth);
            return at + 1;
        };
        let first = if borders.len() == 3 { borders[1] } else { at };
        let mut rows = self.simple_rows(at + 1..first.max(at + 1), &columns);
        let heads = rows.len().min(usize::from(borders.len() == 3));
        rows.extend(self.simple_rows(first + 1..last, &columns));
        let span = self.span(at..last + 1);
        self.push_table(rows, heads, span, depth);
        last + 1
    }

    fn simple_rows(&mut self, lines: Range<usize>, columns: &[Range<usize>]) -> Vec<Row> {
        let mut rows: Vec<(Vec<Vec<Range<usize>>>, Span)> = Vec::new();
        for at in lines {
            let text = self
                .source
                .slice(self.lines[at].start()..self.lines[at].end());
            let is_rule = text.bytes().all(|b| matches!(b, b'-' | b'=' | b' '));
            if self.lines[at].is_blank() || (is_rule && text.contains("--")) {
                continue;
            }
            let cells = self.cells_of(at, columns);
            let place = self.span(at..at + 1);
            match rows.last_mut() {
                Some((row, span)) if cells.first().is_none_or(Range::is_empty) => {
                    row.resize(row.len().max(cells.len()), Vec::new());
                    for (own, cell) in row.iter_mut().zip(cells) {
                        own.push(cell);
                    }
                    span.end = span.end.max(place.end);
                }
                Some(_) | None => {
                    rows.push((cells.into_iter().map(|cell| vec![cell]).collect(), place));
                }
            }
        }
        let rows = rows.into_iter().map(|(cells, span)| {
            let cells = cells.iter();
            let cells = cells.map(|cell| prose(&self.source, cell, &mut self.document.words));
            Row {
                cells: cells.collect(),
                span,
            }
        });
        rows.collect()
    }

    /// The places of a line's cells, as far as the line goes; the last one goes to its end.
    fn cells_of(&self, at: usize, columns: &[Range<usize>]) -> Vec<Range<usize>> {
        let line = &self.lines[at];
        let text = self.source.slice(line.start()..line.end());
        let mut cells = Vec::new();
        let (mut column, mut byte) = (0, 0);
        let mut chars = text.chars();
        let mut go_to = |to: usize| {
            while column < to {
                let Some(c) = chars.next() else { break };
                column += width_of(c);
                byte += c.len_utf8();
            }
            byte
        };
        for (number, own) in columns.iter().enumerate() {
            let start = go_to(own.start);
            if start >= text.len() {
                break;
            }
            // Words may stand between two columns where a cell spans both.
            let end = match columns.get(number + 1) {
                Some(next) => go_to(next.start),
                None => text.len(),
            };
            let cell = &text[start..end];
            let skipped = cell.len() - cell.trim_start().len();
            let first = line.start() + start + skipped;
            cells.push(first..first + cell.trim().len());
        }
        cells
    }

    /// A grid table.
    pub(super) fn grid_table(&mut self, at: usize, end: usize, depth: usize) -> usize {
        let is_of = |text: &str| text.starts_with(['+', '|']);
        let next = self.while_filled(at, end, |line, text| line.indent() == 0 && is_of(text));
        let wide = width(self.text(at));
        let is_even = (at..next).all(|line| {
            let text = self.text(line);
            width(text) == wide && text.ends_with(['+', '|'])
        });
        if !is_even || !is_grid_border(self.text(next - 1)) {
            self.push(Kind::Other(UNREADABLE), at..next, depth);
            return next;
        }
        let mut bounds: Vec<usize> = Vec::new();
        for line in at..next {
            if self.text(line).starts_with('+') && is_grid_border(self.text(line)) {
                let plus = self.text(line).match_indices('+').map(|(column, _)| column);
                bounds.extend(plus);
                bounds.sort_unstable();
                bounds.dedup();
            }
        }
        let mut rows = Vec::new();
        let mut heads = 0;
        let mut first = at + 1;
        for line in at + 1..next {
            if is_grid_border(self.text(line)) {
                rows.extend(self.grid_rows(first..line, &bounds));
                if self.text(line).contains('=') && heads == 0 {
                    heads = rows.len();
                }
                first = line + 1;
            }
        }
        let span = self.span(at..next);
        self.push_table(rows, heads, span, depth);
        next
    }

    /// The rows between two borders: one, or several where borders go only a part of the way. A cell
    /// that spans rows stands in each of them.
    fn grid_rows(&mut self, lines: Range<usize>, bounds: &[usize]) -> Vec<Row> {
        if lines.is_empty() {
            return Vec::new();
        }
        let pieces: Vec<Vec<Piece>> = lines.clone().map(|at| self.pieces(at, bounds)).collect();
        // A row ends at each line that a border goes through, be it a part of the way.
        let mut row_of = Vec::new();
        let mut row = 0;
        for line in &pieces {
            let is_border = line.iter().any(|piece| piece.is_border);
            row += usize::from(is_border);
            row_of.push((row, is_border));
        }
        let columns = bounds.len().saturating_sub(1);
        let mut rows: Vec<Row> = (0..=row)
            .map(|_| Row {
                cells: Vec::with_capacity(columns),
                span: self.span(lines.clone()),
            })
            .collect();
        for column in 0..columns {
            let (mut cell, mut from) = (Vec::new(), 0);
            for (line, (row, is_border)) in pieces.iter().zip(&row_of) {
                let piece = &line[column];
                if *is_border && piece.is_border {
                    self.put(&mut rows[from..*row], &cell);
                    (cell, from) = (Vec::new(), *row);
                } else if !piece.text.is_empty() {
                    cell.push(piece.text.clone());
                }
            }
            self.put(&mut rows[from..], &cell);
        }
        for (number, own) in rows.iter_mut().enumerate() {
            let mut own_lines = lines
                .clone()
                .zip(&row_of)
                .filter(|(_, r)| r.0 == number && !r.1);
            if let Some((first, _)) = own_lines.next() {
                let last = own_lines.next_back().map_or(first, |(last, _)| last);
                own.span = self.span(first..last + 1);
            }
        }
        rows
    }

    fn put(&mut self, rows: &mut [Row], cell: &[Range<usize>]) {
        // The lines of a line block have a mark each.
        let unmarked = |line: &Range<usize>| {
            let is_marked = self.source.slice(line.clone()).starts_with("| ");
            line.start + if is_marked { 2 } else { 0 }..line.end
        };
        let cell: Vec<Range<usize>> = cell.iter().map(unmarked).collect();
        for row in rows {
            let words = prose(&self.source, &cell, &mut self.document.words);
            row.cells.push(words);
        }
    }

    /// What of a line of a grid is in each column; words that go on over a bound belong to the first of
    /// the columns that they span.
    fn pieces(&self, at: usize, bounds: &[usize]) -> Vec<Piece> {
        let line = self.range(at);
        let text = self.text(at);
        let mut pieces: Vec<Piece> = Vec::with_capacity(bounds.len());
        let (mut column, mut byte, mut started, mut own) = (0, 0, 0, 0);
        let mut chars = text.chars().peekable();
        for (number, bound) in bounds.iter().enumerate() {
            while column < *bound {
                let Some(c) = chars.next() else { break };
                column += width_of(c);
                byte += c.len_utf8();
            }
            let is_bound = column == *bound && matches!(chars.peek(), Some('|' | '+'));
            if number == 0 {
                started = byte + 1;
                continue;
            }
            pieces.push(Piece::default());
            if is_bound || number + 1 == bounds.len() {
                let cell = text.get(started..byte).unwrap_or_default();
                let words = cell.trim();
                let skipped = cell.len() - cell.trim_start().len();
                let first = line.start + started + skipped;
                let is_border = !cell.is_empty() && cell.bytes().all(|b| matches!(b, b'-' | b'='));
                pieces[own].text = first..first + words.len();
                for piece in &mut pieces[own..] {
                    piece.is_border = is_border;
                }
                (started, own) = (byte + 1, pieces.len());
            }
        }
        pieces
    }

    /// A table of values with commas between, from the directive or a file.
    pub(super) fn csv_table(&mut self, parts: &Parts<'_>, depth: usize) {
        let place = self.whole(parts);
        let mark = match parts.option("delim").map(|mark| mark.text.trim()) {
            Some("tab") => '\t',
            Some("space") => ' ',
            Some(mark) => mark.chars().next().unwrap_or(','),
            None => ',',
        };
        let mut rows = Vec::new();
        if let Some(head) = parts.option("header") {
            let source = Source {
                text: &head.text,
                file: "",
                at: Some(head.whole()),
            };
            let whole = 0..head.text.len();
            rows.extend(self.values(&source, &[whole], mark));
        }
        let heads = rows.len().min(1) + self.head_rows(parts);
        if let Some(file) = parts.option("file") {
            let Some((file, text)) = self
                .document
                .page
                .companion_of(self.source.file, &file.text)
            else {
                return self.push_for(Kind::Other(NOT_THERE), parts, depth);
            };
            if self.afford(text.len()) {
                let source = Source {
                    text,
                    file,
                    at: Some(place),
                };
                let lines: Vec<_> = source.lines().iter().map(|l| l.start()..l.end()).collect();
                rows.extend(self.values(&source, &lines, mark));
            }
        } else {
            let lines = parts
                .content
                .clone()
                .filter(|at| !self.lines[*at].is_blank());
            let lines: Vec<_> = lines.map(|at| self.range(at)).collect();
            let source = self.source;
            rows.extend(self.values(&source, &lines, mark));
        }
        self.push_table(rows, heads, place, depth);
    }

    /// Rows of values: quoted ones may go on over lines.
    fn values(&mut self, source: &Source<'_>, lines: &[Range<usize>], mark: char) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut cells: Vec<Vec<Range<usize>>> = vec![Vec::new()];
        let mut is_open = false;
        let mut start = lines.first().map_or(0, |line| line.start);
        for line in lines {
            let mut from = line.start;
            if cells.len() == 1 && cells[0].is_empty() {
                start = from;
            }
            for (at, c) in source.slice(line.clone()).char_indices() {
                let at = line.start + at;
                if c == '"' {
                    is_open = !is_open;
                } else if c == mark && !is_open {
                    push_value(&mut cells, source, from..at);
                    cells.push(Vec::new());
                    from = at + c.len_utf8();
                }
            }
            push_value(&mut cells, source, from..line.end);
            if is_open {
                continue;
            }
            let words = &mut self.document.words;
            let own = cells.iter().map(|cell| prose(source, cell, words));
            rows.push(Row {
                cells: own.collect(),
                span: source.span(start..line.end),
            });
            cells = vec![Vec::new()];
        }
        rows
    }

    /// Gives a table; of its rows the first few are its head, of which the last names the columns.
    pub(super) fn push_table(
        &mut self,
        mut rows: Vec<Row>,
        heads: usize,
        span: Span,
        depth: usize,
    ) {
        let heads = heads.min(rows.len());
        let head = rows.drain(..heads).next_back();
        let head: Vec<Prose> = head.map(|row| row.cells).unwrap_or_default();
        let kind = Kind::Table(Table { head, rows });
        self.document.blocks.push(Block { kind, span, depth });
    }
}

/// What of a line of a grid is in one column.
#[derive(Debug, Clone, Default)]
struct Piece {
    text: Range<usize>,
    is_border: bool,
}

/// Adds what of a line belongs to the last value, without quotes and the white space around it.
fn push_value(cells: &mut [Vec<Range<usize>>], source: &Source<'_>, range: Range<usize>) {
    let text = source.slice(range.clone());
    let inner = text.trim_start_matches([' ', '\t', '"']);
    let start = range.start + text.len() - inner.len();
    let length = inner.trim_end_matches([' ', '\t', '"']).len();
    if let Some(cell) = cells.last_mut().filter(|_| length > 0) {
        cell.push(start..start + length);
    }
}

/// The columns of a simple table's border.
fn columns_of(border: &str) -> Vec<Range<usize>> {
    let mut columns: Vec<Range<usize>> = Vec::new();
    for (at, byte) in border.bytes().enumerate().filter(|(_, byte)| *byte == b'=') {
        match columns.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            Some(_) | None => columns.push(at..at + usize::from(byte == b'=')),
        }
    }
    columns
}
