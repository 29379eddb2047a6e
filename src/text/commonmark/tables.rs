//! The tables of Markdown, row by row.

use super::super::document::{Kind, Row, Table};
use super::super::page::Span;
use super::Reader;

impl Reader<'_> {
    pub(super) fn start_table(&mut self, span: Span) {
        self.close();
        let table = Table {
            head: Vec::new(),
            rows: Vec::new(),
        };
        let row = Row {
            cells: Vec::new(),
            span,
        };
        self.table = Some((table, span, row));
    }

    pub(super) fn start_row(&mut self, span: Span) {
        if let Some((_, _, row)) = &mut self.table {
            row.span = span;
        }
    }

    /// Ends a cell, whose words are the row's.
    pub(super) fn end_cell(&mut self) {
        if let (Some(words), Some((_, _, row))) = (self.words.take(), &mut self.table) {
            row.cells.push(words.prose);
        }
    }

    pub(super) fn end_head(&mut self) {
        if let Some((table, _, row)) = &mut self.table {
            table.head = std::mem::take(&mut row.cells);
        }
    }

    pub(super) fn end_row(&mut self) {
        if let Some((table, _, row)) = &mut self.table {
            let cells = std::mem::take(&mut row.cells);
            table.rows.push(Row {
                cells,
                span: row.span,
            });
        }
    }

    pub(super) fn end_table(&mut self) {
        if let Some((table, span, _)) = self.table.take() {
            self.push(Kind::Table(table), span);
        }
    }
}
