//! Tables of Markdown that are none, since the line below their head is missing or has another number of cells.

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

/// What is wrong with a paragraph of Markdown whose lines are all rows: none of them draws the line below a head.
pub(super) fn missing(page: &Page, paragraph: Span) -> Option<Finding> {
    let is_markdown = [".md", ".mdx", ".markdown"]
        .iter()
        .any(|end| page.path().ends_with(end));
    let text = page.slice(paragraph).trim_end();
    let mut lines = text.split('\n');
    let head = lines.next().filter(|_| is_markdown)?.trim_end();
    let count = row(head).filter(|count| *count > 1)?;
    let mut others = lines.peekable();
    let is_drawn = others.peek().is_none_or(|line| is_drawn(line));
    let are_rows = others.all(|line| row(line) == Some(count));
    (!is_drawn && are_rows).then(|| Finding {
        code: FindingCode::TableDelimiterMalformed,
        message: "no line below the head draws its cells: nothing of the table is read".to_owned(),
        places: vec1![Place {
            span: Span::new(paragraph.start, paragraph.start + head.len()),
            label: "the head".to_owned(),
        }],
        help: format!(
            "put the line `|{}` below it",
            "---|".repeat(count.min(LONGEST_HEAD))
        ),
    })
}

/// The most cells of a head for which the line below it is told.
const LONGEST_HEAD: usize = 12;

/// How many cells a line has that is a row from its first bar on; its last may be left out.
fn row(line: &str) -> Option<usize> {
    let inside = line.trim().strip_prefix('|')?;
    let inside = inside.strip_suffix('|').unwrap_or(inside);
    Some(inside.split('|').count())
}

/// Whether a line draws cells.
fn is_drawn(line: &str) -> bool {
    let mut all = line.trim().chars();
    line.contains('-') && all.all(|c| matches!(c, '-' | ':' | '|' | ' '))
}

/// The second line of a paragraph that is meant as a table, where it is drawn with another number of cells
/// than the first has.
fn delimiter(page: &Page, span: Span) -> Option<Span> {
    let text = page.slice(span);
    let mut lines = text.split('\n');
    let (head, line) = (lines.next()?, lines.next()?);
    let cells = |line: &str| line.trim().trim_matches('|').split('|').count();
    let is_table = head.contains('|') && line.contains('|') && is_drawn(line);
    (is_table && cells(head) != cells(line)).then(|| {
        let start = span.start + head.len() + 1;
        Span::new(start, start + line.trim_end().len())
    })
}
