//! Errors of an operation by the words that tell them apart ("Errors: `wrong_state` (the wheel is released)"), of which a
//! table of the page has the statuses.

use std::collections::HashMap;
use std::ops::Range;

use super::Source;
use crate::protocol::Status;
use crate::read::plain::codes::codes;
use crate::read::plain::for_all::is_of_errors;
use crate::read::plain::parameters::lists_statuses;
use crate::read::{Claim, Facts};
use crate::table::described::ErrorResponse;
use crate::text::document::{Kind, Prose, Row, Style, Table};

/// The words of a page for its errors, each with its one status.
pub(super) type Words = HashMap<String, Status>;

/// The most words of one page, and the most of one list.
const MOST: usize = 200;
const MOST_NAMED: usize = 24;

/// What a list of errors is called.
const ERRORS: &[&str] = &[
    "error",
    "errors",
    "fails with",
    "failure",
    "failures",
    "problem",
    "problems",
];

impl Source<'_> {
    /// The words by which tables of errors tell them apart.
    fn error_words(&self) -> &Words {
        self.error_words.get_or_init(|| {
            let mut words = Words::new();
            let mut twice = Vec::new();
            for (at, block) in self.layout.blocks.iter().enumerate() {
                let Kind::Table(table) = &block.kind else {
                    continue;
                };
                if !self.layout.headings(at).take(2).any(is_of_errors) {
                    continue;
                }
                for (word, status) in told_apart(table) {
                    match words.insert(word.clone(), status) {
                        Some(other) if other != status => twice.push(word),
                        Some(_) | None => {}
                    }
                }
                if words.len() > MOST {
                    break;
                }
            }
            words.retain(|word, _| !twice.contains(word));
            words
        })
    }

    /// Takes the errors that a list of an operation names by their words alone.
    pub(super) fn coded_errors(&self, scope: &Range<usize>, facts: &mut Facts) {
        if self.error_words().is_empty() {
            return;
        }
        for block in scope.clone() {
            let Some(own) = self.layout.blocks.get(block) else {
                break;
            };
            match &own.kind {
                Kind::Field(field) if is_called_errors(&field.name.text) => {
                    self.named_errors(&field.text, 0, facts);
                }
                Kind::Paragraph(words) | Kind::Item(words) => {
                    let lead = words.text.split(':').next().unwrap_or_default();
                    if lead.len() < words.text.len() && is_called_errors(lead) {
                        self.named_errors(words, lead.len(), facts);
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes the errors whose words stand in some text, each with what is said behind it.
    fn named_errors(&self, words: &Prose, from: usize, facts: &mut Facts) {
        let runs = words
            .runs
            .iter()
            .filter(|run| run.style == Style::Code && run.range.start >= from);
        let runs: Vec<_> = runs.take(MOST_NAMED).collect();
        for (at, run) in runs.iter().enumerate() {
            let word = words.text.get(run.range.clone()).unwrap_or_default().trim();
            let Some(status) = self.error_words().get(word).copied() else {
                continue;
            };
            let end = runs
                .get(at + 1)
                .map_or(words.text.len(), |next| next.range.start);
            let behind = words.text.get(run.range.end..end).unwrap_or_default();
            let behind = behind.trim_matches(is_mark);
            let joined = behind
                .strip_suffix(" and")
                .or_else(|| behind.strip_suffix(" or"));
            let behind = joined.unwrap_or(behind).trim_end_matches(is_mark);
            facts.say_of_error(status, &format!("{}: {behind}", status.code()));
            let is_it = |claim: &Claim<ErrorResponse>| {
                claim.value.status == status && claim.value.code.is_none()
            };
            if !facts.errors.iter().any(is_it) {
                let span = words.span(run.range.clone());
                facts.errors.push(Claim {
                    value: ErrorResponse::of(status),
                    span,
                });
            }
        }
    }
}

/// Whether a character stands around what is said of an error.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '.' | '(' | ')' | ':')
}

/// Whether words call a list one of errors.
fn is_called_errors(text: &str) -> bool {
    let lower = text.trim().trim_matches(['*', '_', ':']).to_lowercase();
    ERRORS.contains(&lower.as_str())
}

/// The words in code of a table that has a status in each row, where each row has one such word.
fn told_apart(table: &Table) -> Vec<(String, Status)> {
    if table.rows.is_empty() || !(lists_statuses(table) || table.head.len() > 1) {
        return Vec::new();
    }
    let status = |row: &Row| {
        let mut found = row.cells.iter().filter_map(|cell| {
            let own = codes(&cell.text, true);
            let [code] = own.as_slice() else { return None };
            let is_alone = cell.text.trim().len() <= code.range.len() + MOST_REASON;
            (code.range.start == 0 && is_alone && code.status.is_error()).then_some(code.status)
        });
        found.next()
    };
    let word = |row: &Row| {
        let mut cells = row.cells.iter().filter_map(|cell| {
            let run = cell.runs.iter().find(|run| run.style == Style::Code)?;
            let word = cell.text.get(run.range.clone())?.trim();
            let is_word = word.contains(char::is_alphabetic) && !word.contains(char::is_whitespace);
            (is_word && cell.text.trim() == word).then(|| word.to_owned())
        });
        cells.next()
    };
    let rows = table.rows.iter();
    let told: Vec<Option<(String, Status)>> =
        rows.map(|row| Some((word(row)?, status(row)?))).collect();
    let all = told.into_iter().collect::<Option<Vec<_>>>();
    all.unwrap_or_default()
}

/// The longest reason behind a status, in bytes.
const MOST_REASON: usize = 30;

#[cfg(test)]
mod tests {
    use crate::derive::derive;
    use crate::table::Row;
    use crate::text::page::Page;

    /// The errors of what sends a punt away, each with the states that it is answered in, by a page with these words.
    fn errors(errors: &str) -> Vec<String> {
        let text = format!(
            "# Boats\n\nAll is JSON.\n\n## Errors\n\n| Status | Code | Meaning |\n|-|-|-|\n| 409 | `wrong_state` | It is in no state for it |\n\
             | 422 | `bad_value` | A value is out of range |\n| 404 | `gone` | There is none |\n| 410 | `gone` | There was one |\n\n\
             ## Punts\n\n| Field | Type | |\n|-|-|-|\n| `id` | integer | Ours. |\n| `state` | string | `moored`, `lent` or `sunk` |\n\n\
             ### Read\n\n`GET /punts/{{punt}}`\n\nReturns `200` and the punt.\n\n### Lend\n\n`POST /punts/{{punt}}/lend`\n\nReturns `200` and the punt.\n\n{errors}\n"
        );
        let table = derive(&Page::new("boats.md", text)).table.expect("a table");
        assert_eq!(table.operations[1].method.effective().as_str(), "POST");
        let rows = table.operations[1]
            .described
            .errors
            .iter()
            .map(Row::effective);
        let own = rows.map(|error| {
            let states = error.refused_in.as_ref().map(|own| own.states.join(" "));
            format!("{} {}", error.status.code(), states.unwrap_or_default())
        });
        own.map(|own| own.trim().to_owned()).collect()
    }

    #[test]
    fn an_error_is_known_by_its_word() {
        let both = ["409 lent sunk", "422"];
        for list in [
            "Errors: `wrong_state` (the punt is lent or sunk), `bad_value`",
            "**Errors:** `bad_value`, `wrong_state` (the punt is not moored).",
        ] {
            let mut own = errors(list);
            own.sort();
            assert_eq!(own, both, "{list}");
        }
        for list in ["Errors: `gone`, `other`", "See `wrong_state`."] {
            assert_eq!(errors(list), [""; 0], "{list}");
        }
    }
}
