//! Words of an error with what they set apart as code marked as such: what they name so is told from any of its kind.

use std::ops::Range;

use super::shortened;
use crate::protocol::Status;
use crate::text::document::{Prose, Style};

/// A stretch of words with their runs of code in backticks, but for codes of statuses.
pub(super) fn marked(words: &Prose, own: Range<usize>) -> String {
    let mut marked = String::new();
    let mut at = own.start;
    let runs = words.runs_within(own.clone());
    for run in runs.filter(|run| run.style == Style::Code) {
        let code = words.text.get(run.range.clone()).unwrap_or_default();
        if code.starts_with(|c: char| c.is_ascii_digit()) || code.contains('`') {
            continue;
        }
        marked.push_str(words.text.get(at..run.range.start).unwrap_or_default());
        marked.push('`');
        marked.push_str(code);
        marked.push('`');
        at = run.range.end;
    }
    marked.push_str(words.text.get(at..own.end).unwrap_or_default());
    shortened(&marked)
}

/// All that words say of a status.
pub(super) fn said(status: Status, words: &[&Prose]) -> String {
    let said = words.iter().map(|own| match status.is_error() {
        true => marked(own, 0..own.text.len()),
        false => own.text.clone(),
    });
    shortened(&said.collect::<Vec<_>>().join(" "))
}
