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

/// Where words of a sentence that begins at a place stand, with the clause before it where they say what comes otherwise:
/// "only open desks are lent; 409 otherwise".
pub(super) fn whole(text: &str, start: usize, own: &Range<usize>) -> Range<usize> {
    let own = start + own.start..start + own.end;
    let words = text.get(own.clone()).unwrap_or_default().to_lowercase();
    let is_other = words.contains("otherwise") || words.contains(" else ");
    let before = text.get(..start).unwrap_or_default();
    let clause = before
        .strip_suffix(';')
        .filter(|_| is_other && own.start == start);
    let clause = clause.map(|before| before.rfind(['.', ';', '。']).map_or(0, |at| at + 1));
    let states = |at: &usize| {
        let words = before.get(*at..).unwrap_or_default();
        words.contains(|c: char| c.is_ascii_digit())
    };
    let clause = clause.filter(|at| !states(at));
    clause.unwrap_or(own.start)..own.end
}
