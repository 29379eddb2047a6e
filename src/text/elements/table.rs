//! Tables of HTML while they are read: their rows, and the words of tables inside their cells.

use super::super::document::{Kind, Prose, Row, Table};
use super::super::page::Span;
use super::HtmlReader;
use super::names::is_inline;

/// A table that is being read.
pub(super) struct OpenTable {
    table: Table,
    /// The row that is being read.
    pub(super) row: Row,
    /// Whether a cell of the row is open.
    pub(super) in_cell: bool,
    /// Whether every cell of the row is a head's.
    is_head: bool,
    start: usize,
    /// Tables inside its cells, whose words are the cell's.
    nested: usize,
}

impl OpenTable {
    pub(super) fn new(start: usize) -> Self {
        let row = Row {
            cells: Vec::new(),
            span: Span::new(start, start),
        };
        Self {
            table: Table {
                head: Vec::new(),
                rows: Vec::new(),
            },
            row,
            in_cell: false,
            is_head: true,
            start,
            nested: 0,
        }
    }

    /// Ends the row that is open; the next begins where it ended.
    fn end_row(&mut self, end: usize) {
        let next = Row {
            cells: Vec::new(),
            span: Span::new(end, end),
        };
        let mut row = std::mem::replace(&mut self.row, next);
        row.span.end = end.max(row.span.start);
        let is_head = std::mem::replace(&mut self.is_head, true);
        self.in_cell = false;
        if row.cells.is_empty() {
            return;
        }
        let is_first = self.table.head.is_empty() && self.table.rows.is_empty();
        if is_head && is_first {
            self.table.head = row.cells;
        } else {
            self.table.rows.push(row);
        }
    }
}

impl HtmlReader<'_> {
    /// Reads a tag inside a table; false where it is one of the words of a cell.
    pub(super) fn table_tag(&mut self, name: &str, span: Span) -> bool {
        let Some(table) = &mut self.table else {
            return false;
        };
        match name {
            "table" => table.nested += 1,
            _ if table.nested > 0 => return !is_inline(name),
            "tr" => table.end_row(span.start),
            "td" | "th" => {
                table.row.cells.push(Prose::default());
                table.is_head &= name == "th";
                table.in_cell = true;
            }
            _ => return !is_inline(name),
        }
        true
    }

    /// Reads an end tag inside a table; false where no table is open.
    pub(super) fn table_end_tag(&mut self, name: &str, span: Span) -> bool {
        let Some(table) = &mut self.table else {
            return false;
        };
        match name {
            "table" if table.nested > 0 => table.nested -= 1,
            "table" => self.end_table(span.end),
            "td" | "th" if table.nested == 0 => table.in_cell = false,
            "tr" if table.nested == 0 => table.end_row(span.end),
            "p" | "li" | "div" => self.words(" ", Span::new(span.start, span.start + 1)),
            _ => {}
        }
        true
    }

    pub(super) fn end_table(&mut self, end: usize) {
        let Some(mut open) = self.table.take() else {
            return;
        };
        open.end_row(end);
        let span = Span::new(open.start, end);
        if !open.table.head.is_empty() || !open.table.rows.is_empty() {
            self.push(Kind::Table(open.table), span);
        }
    }
}
