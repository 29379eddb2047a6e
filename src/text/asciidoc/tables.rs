//! Tables of AsciiDoc, whose cells stand behind bars, and those of values with commas between.

use std::ops::Range;

use super::super::document::{Block, Kind, Prose, Row, Table};
use super::super::page::Span;
use super::{Reader, Style};

/// The most columns that a table is read with.
const MAX_COLUMNS: usize = 256;

/// A cell as it is written.
#[derive(Debug, Clone, Default)]
struct Cell {
    /// Where its words stand, line by line.
    lines: Vec<Range<usize>>,
    /// The line that it begins in.
    line: usize,
    /// How often it is repeated, over how many columns and rows it goes.
    copies: usize,
    columns: usize,
    rows: usize,
}

impl Reader<'_, '_, '_> {
    /// A table between its borders.
    pub(super) fn table(
        &mut self,
        lines: Range<usize>,
        content: Range<usize>,
        depth: usize,
        style: Style<'_>,
    ) {
        let open = self.text(lines.start);
        let named = style.named("separator").or(style.named("format"));
        let bar = match (open.chars().next(), named) {
            (Some(','), _) | (_, Some("csv")) => ',',
            (Some(':'), _) | (_, Some("dsv")) => ':',
            (Some('!'), _) => '!',
            (_, Some(own)) => own.chars().next().filter(|_| own.len() <= 4).unwrap_or('|'),
            (Some(_), None) | (None, None) => '|',
        };
        let is_data = matches!(bar, ',' | ':');
        let cells = self.cells(content.clone(), bar);
        let columns = match style.named("cols").map(column_count) {
            Some(columns) if columns > 0 => columns,
            Some(_) | None => {
                let first = cells.first().map(|cell| cell.line);
                let own = cells.iter().take_while(|cell| Some(cell.line) == first);
                own.map(|cell| cell.copies * cell.columns).sum()
            }
        };
        let columns = columns.clamp(1, MAX_COLUMNS);
        let first = cells.first().map(|cell| cell.line);
        // A first row with a blank line behind it, and none before, is a head.
        let is_implied = !is_data
            && first == Some(content.start)
            && content.start + 1 < content.end
            && self.lines[content.start + 1].is_blank()
            && !style.has_option("noheader");
        let mut rows = self.rows(cells, columns);
        let has_head = (style.has_option("header") || is_implied) && !rows.is_empty();
        let head = if has_head {
            rows.remove(0).cells
        } else {
            Vec::new()
        };
        let span = self.span(lines);
        self.document.blocks.push(Block {
            kind: Kind::Table(Table { head, rows }),
            span,
            depth,
        });
    }

    /// The cells between bars, each with what is written before its bar taken off the one before.
    fn cells(&self, lines: Range<usize>, bar: char) -> Vec<Cell> {
        let mut cells: Vec<Cell> = Vec::new();
        for line in lines {
            let range = self.range(line);
            let text = self.text(line);
            if text.is_empty() {
                continue;
            }
            let is_data = matches!(bar, ',' | ':');
            let mut from = 0;
            let mut next = is_data.then(|| (Cell::new(line), 0));
            let mut is_quoted = false;
            let mut before = None;
            for (at, c) in text.char_indices() {
                let is_escaped = before == Some('\\');
                before = Some(c);
                is_quoted ^= is_data && c == '"';
                if c != bar || is_escaped || is_quoted {
                    continue;
                }
                let words = &text[from..at];
                let spec = if is_data { 0 } else { spec_length(words) };
                let end = at - spec;
                self.fill(
                    &mut cells,
                    next.take(),
                    &text[from..end],
                    range.start + from,
                );
                next = Some((Cell::with_spec(line, &text[end..at]), 0));
                from = at + c.len_utf8();
            }
            self.fill(&mut cells, next.take(), &text[from..], range.start + from);
        }
        cells
    }

    /// Adds words at a place to a new cell, or to the last one.
    fn fill(&self, cells: &mut Vec<Cell>, new: Option<(Cell, usize)>, words: &str, at: usize) {
        let inner = words.trim_start_matches([' ', '\t', '"']);
        let start = at + words.len() - inner.len();
        let end = start + inner.trim_end_matches([' ', '\t', '"']).len();
        if let Some((cell, _)) = new {
            cells.push(cell);
        }
        if let Some(cell) = cells.last_mut().filter(|_| start < end) {
            cell.lines.push(start..end);
        }
    }

    /// Cells as rows of so many columns; one that goes over rows stands in each of them.
    fn rows(&mut self, cells: Vec<Cell>, columns: usize) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut above = Above::new(columns, self.document.attributes.budget);
        let mut row: Vec<Prose> = Vec::new();
        let mut span: Option<Span> = None;
        for cell in cells {
            let place = self.span(cell.line..cell.line + 1);
            let words = self.prose(&cell.lines);
            let last = cell
                .lines
                .last()
                .map(|last| self.source.span(last.clone()).end);
            for copy in 0..cell.copies {
                if copy > 0 && !above.afford(&words) {
                    break;
                }
                above.take(&mut row);
                let own = span.get_or_insert(place);
                own.end = own.end.max(place.end).max(last.unwrap_or(0));
                for column in 0..cell.columns.min(columns) {
                    if column > 0 && !above.afford(&Prose::default()) {
                        break;
                    }
                    above.hold(row.len(), cell.rows - 1, &words);
                    let is_first = column == 0;
                    row.push(if is_first {
                        words.clone()
                    } else {
                        Prose::default()
                    });
                }
                above.take(&mut row);
                if row.len() >= columns {
                    let cells = std::mem::take(&mut row);
                    let span = span.take().unwrap_or(place);
                    rows.push(Row { cells, span });
                }
            }
        }
        if let Some(span) = span.filter(|_| !row.is_empty()) {
            rows.push(Row { cells: row, span });
        }
        self.document.attributes.budget = above.budget;
        rows
    }
}

/// What goes on from rows above, by column: in how many rows more it stands. How often anything is
/// repeated is bounded.
struct Above {
    columns: Vec<(usize, Prose)>,
    budget: usize,
}

impl Above {
    fn new(columns: usize, budget: usize) -> Self {
        Self {
            columns: vec![(0, Prose::default()); columns],
            budget,
        }
    }

    fn afford(&mut self, words: &Prose) -> bool {
        let left = self.budget.checked_sub(words.text.len() + 256);
        self.budget = left.unwrap_or(0);
        left.is_some()
    }

    fn hold(&mut self, column: usize, rows: usize, words: &Prose) {
        if rows > 0
            && let Some(held) = self.columns.get_mut(column)
        {
            *held = (rows, words.clone());
        }
    }

    /// Adds what goes on from above to a row that has come to its column.
    fn take(&mut self, row: &mut Vec<Prose>) {
        while let Some((left, words)) = self
            .columns
            .get_mut(row.len())
            .filter(|(left, _)| *left > 0)
        {
            *left -= 1;
            let words = words.clone();
            if !self.afford(&words) {
                self.columns.clear();
                return;
            }
            row.push(words);
        }
    }
}

impl Cell {
    fn new(line: usize) -> Self {
        Self {
            line,
            copies: 1,
            columns: 1,
            rows: 1,
            ..Self::default()
        }
    }

    /// A cell by what stands before its bar, such as `2.3+` or `3*`.
    fn with_spec(line: usize, spec: &str) -> Self {
        let mut cell = Self::new(line);
        let number = |text: &str| text.parse::<usize>().unwrap_or(1).clamp(1, MAX_COLUMNS);
        if let Some((copies, _)) = spec.split_once('*') {
            cell.copies = number(copies);
        } else if let Some((over, _)) = spec.split_once('+') {
            let (columns, rows) = over.split_once('.').unwrap_or((over, ""));
            (cell.columns, cell.rows) = (number(columns), number(rows));
        }
        cell
    }
}

/// How many bytes at the end of a text say how the cell behind the next bar is set.
fn spec_length(words: &str) -> usize {
    let inner = |c: char| c.is_ascii_digit() || ".+*<^>aehlmsdv".contains(c);
    let start = words.trim_end_matches(inner).len();
    let spec = &words[start..];
    let is_apart = start == 0 || words[..start].ends_with([' ', '\t']);
    let style = spec.chars().filter(char::is_ascii_alphabetic).count();
    let is_spec = style <= 1 && (style == 0 || spec.ends_with(|c: char| c.is_ascii_alphabetic()));
    let has_sign = style == 1 || spec.contains(['+', '*', '<', '^', '>']);
    if is_apart && is_spec && has_sign {
        spec.len()
    } else {
        0
    }
}

/// How many columns a list of them, such as `1,3*,2`, has.
fn column_count(list: &str) -> usize {
    let parts = list.split([',', ';']).take(MAX_COLUMNS);
    let counts = parts.map(|part| {
        let copies = part
            .trim()
            .split_once('*')
            .and_then(|(copies, _)| copies.parse().ok());
        copies.unwrap_or(1_usize).min(MAX_COLUMNS)
    });
    counts.sum()
}
