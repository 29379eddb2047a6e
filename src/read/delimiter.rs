//! Tables of Markdown that are none, since the line below their head has another number of cells.

use vec1::vec1;

use super::{Finding, FindingCode, Place};
use crate::text::page::{Page, Span};

/// What is wrong with a paragraph that is meant as a table: nothing of it is read.
pub(super) fn malformed(page: &Page, paragraph: Span) -> Option<Finding> {
    let line = delimiter(page, paragraph)?;
    Some(Finding {
        code: FindingCode::TableDelimiterMalformed,
        message:
            "the line below the head has another number of cells: nothing of the table is read"
                .to_owned(),
        places: vec1![Place {
            span: line,
            label: "not as the head".to_owned(),
        }],
        help: "give it as many cells as the head has".to_owned(),
    })
}

/// The second line of a paragraph that is meant as a table, where it is drawn with another number of cells
/// than the first has.
fn delimiter(page: &Page, span: Span) -> Option<Span> {
    let text = page.slice(span);
    let mut lines = text.split('\n');
    let (head, line) = (lines.next()?, lines.next()?);
    let is_drawn = line.contains('-')
        && line
            .trim()
            .chars()
            .all(|c| matches!(c, '-' | ':' | '|' | ' '));
    let cells = |line: &str| line.trim().trim_matches('|').split('|').count();
    let is_table = head.contains('|') && line.contains('|') && is_drawn;
    (is_table && cells(head) != cells(line)).then(|| {
        let start = span.start + head.len() + 1;
        Span::new(start, start + line.trim_end().len())
    })
}
