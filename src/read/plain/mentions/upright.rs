//! Tables of two columns that describe one request: a row for its path, and one for its method or words that name it.

use super::super::labels::{Label, label};
use super::super::lines::request_lines;
use super::super::spellings::said_methods;
use super::super::statuses::sentences;
use super::super::target::{self, Methods, Spelled};
use super::{Carrier, Mention, Mentions};
use crate::protocol::Method;
use crate::text::document::{Prose, Style, Table};

/// The most rows of such a table; what is longer is a list.
const MOST_ROWS: usize = 32;

impl Mentions {
    /// A table of two columns with a row for the path, and one for the method; or else with one method that the words
    /// of its other rows name: "This `GET` method lists them".
    pub(super) fn upright(&mut self, index: usize, table: &Table) -> bool {
        let head = (table.head.len() == 2).then_some(table.head.as_slice());
        let rows = table.rows.iter().map(|row| row.cells.as_slice());
        let mut verb = None;
        let mut path = None;
        let mut paths = 0;
        let mut others = Vec::new();
        for cells in head.into_iter().chain(rows) {
            let [name, value] = cells else {
                return false;
            };
            match label(&name.text) {
                Some(Label::Method) => {
                    // `| method | get |`.
                    let word = || {
                        let method = target::method(value.text.trim(), true)?;
                        Some((vec![(method, 0..0)], 0))
                    };
                    let methods = target::methods(&value.text).or_else(word);
                    verb = methods.map(|(m, _)| (m, value));
                }
                Some(Label::Path) => {
                    path = target::target_at(unmarked(value), 0).map(|t| (t, value));
                    paths += 1;
                }
                None => others.push(value),
            }
        }
        let Some((mut spelled, path)) = path else {
            return false;
        };
        let said = || {
            let is_one = paths == 1 && others.len() <= MOST_ROWS && is_whole(path, &spelled);
            is_one.then(|| said_among(&others)).flatten()
        };
        let Some((methods, verb)) = verb.or_else(said) else {
            return false;
        };
        spelled.methods = methods;
        let span = path.whole();
        for mut line in request_lines(&spelled, |_| span) {
            line.method_span = verb.whole();
            let named = Mention::named(Carrier::Alone, index, line);
            self.requests.push(named);
        }
        true
    }
}

/// The words of a cell without marks of code that stand in it as they are written, as they do in HTML.
fn unmarked(cell: &Prose) -> &str {
    cell.text.trim().trim_matches('`').trim()
}

/// Whether a cell is a path from its first to its last character.
fn is_whole(cell: &Prose, spelled: &Spelled) -> bool {
    let words = unmarked(cell);
    let begins = words.starts_with('/') || spelled.base.is_some();
    begins
        && words
            .get(spelled.end..)
            .is_some_and(|rest| rest.trim().is_empty())
}

/// The one method that the words of cells name as such.
fn said_among<'c>(cells: &[&'c Prose]) -> Option<(Methods, &'c Prose)> {
    let mut found: Option<(Method, &'c Prose)> = None;
    for cell in cells {
        // What is sent and what comes back may hold any word.
        if unmarked(cell).starts_with(['{', '[', '<']) || cell.text.trim().starts_with("```") {
            continue;
        }
        for (start, sentence) in sentences(&cell.text) {
            let verbs = said_methods(sentence, start);
            let words = sentence.to_lowercase();
            let denies = [" not ", " no longer ", " instead "];
            if !verbs.is_empty() && denies.iter().any(|word| words.contains(word)) {
                return None;
            }
            for (method, range) in verbs {
                let is_code = cell.style_at(range.start) == Style::Code;
                if !is_code && !is_called(&cell.text, range.start, range.end) {
                    continue;
                }
                match &found {
                    Some((known, _)) if *known != method => return None,
                    Some(_) => {}
                    None => found = Some((method, *cell)),
                }
            }
        }
    }
    found.map(|(method, cell)| (vec![(method, 0..0)], cell))
}

/// Whether the words beside a method call it one: "this `GET` method", "an HTTP `POST`", or it is all there is.
fn is_called(text: &str, start: usize, end: usize) -> bool {
    let marks = ['`', '*', '"', '\'', ' ', '\u{a0}'];
    let before = text.get(..start).unwrap_or_default();
    let behind = text.get(end..).unwrap_or_default();
    let (before, behind) = (
        before.trim_end_matches(marks),
        behind.trim_start_matches(marks),
    );
    let is_marked = text
        .get(..start)
        .is_some_and(|before| before.ends_with('`'));
    let names = ["method", "request", "call", "verb", "operation"];
    is_marked
        || before.ends_with("HTTP")
        || names.iter().any(|name| behind.starts_with(name))
        || before.is_empty() && behind.is_empty()
}
