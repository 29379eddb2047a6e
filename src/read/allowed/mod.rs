//! The values that words allow a parameter: bounds of a number ("1 to 100", "at most 50"), how long a text may be ("at
//! most 80 characters"), or the only ones that there are ("one of `new` or `old`").

mod both;
mod bounds;
mod defaults;
mod few;
mod lengths;
mod selects;

use bounds::bounds_in;
pub(crate) use bounds::{bounds_of_error, is_of_text};
pub(crate) use defaults::{default_in, default_in_column};
pub(crate) use lengths::{is_lenient, lengths_in, lengths_in_column, lengths_of_error};
pub(crate) use selects::{is_exact, selects};

use crate::table::allowed::Allowed;
use crate::text::document::Prose;

/// The longest words on one name that are looked at, in bytes.
const LONGEST: usize = 600;

/// Whether a documented type is a whole number.
fn is_number(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    matches!(
        kind.as_str(),
        "int" | "int16" | "int32" | "int64" | "integer" | "long" | "number" | "uint"
    )
}

/// Whether a documented type is a text.
fn is_text(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    let word = kind.split(|c: char| !c.is_ascii_alphanumeric()).next();
    let is_one = !kind.contains("array") && !kind.contains("list") && !kind.contains("[]");
    is_one
        && matches!(
            word,
            Some("char" | "nvarchar" | "str" | "string" | "text" | "varchar")
        )
}

/// What the cells beside a parameter's type say, each with its head: the bounds of a whole number, and how long a text
/// may be.
#[must_use]
pub(crate) fn bounds_in_cells<'c>(
    kind: Option<&str>,
    cells: impl Iterator<Item = (&'c str, String)>,
) -> Allowed {
    let mut allowed = Allowed::default();
    let is_number = kind.is_some_and(is_number);
    let is_text = kind.is_some_and(is_text);
    for (head, cell) in cells.filter(|_| is_number || is_text) {
        if is_number {
            allowed.complete(bounds_in(&cell, true));
        } else {
            allowed.complete(lengths_in_column(head, &cell));
            allowed.complete(lengths_in(&cell, true));
        }
    }
    allowed
}

/// What words behind a parameter's name allow, which is of a type where the page gives it one.
#[must_use]
pub(crate) fn allowed_in(words: &Prose, kind: Option<&str>) -> Allowed {
    let text = shortened(&words.text);
    let is_number = kind.is_some_and(is_number);
    let mut allowed = bounds_in(text, is_number);
    if !allowed.is_bounded() && !is_number {
        allowed.values = few::values_in(words, text);
    }
    if !is_number {
        allowed.complete(lengths_in(text, kind.is_some_and(is_text)));
    }
    allowed
}

/// The sentences of a text: an end is followed by a capital letter.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut ends = Vec::new();
    for (at, c) in text.char_indices() {
        let behind = text.get(at + c.len_utf8()..).unwrap_or_default();
        let is_end = c == '.'
            && behind.starts_with(char::is_whitespace)
            && behind
                .trim_start()
                .starts_with(|c: char| c.is_uppercase() || c == '`');
        if is_end
            && !ABBREVIATED
                .iter()
                .any(|word| text[..at].to_lowercase().ends_with(word))
            || matches!(c, ';' | '\n')
        {
            ends.push(at + c.len_utf8());
        }
    }
    ends.push(text.len());
    let mut start = 0;
    let sentences = ends.into_iter().map(|end| {
        let sentence = text.get(start..end).unwrap_or_default();
        start = end;
        sentence
    });
    sentences.collect()
}

/// What ends in a full stop that ends no sentence.
const ABBREVIATED: &[&str] = &["e.g", "i.e", "max", "min", "etc", "incl", "approx"];

fn shortened(text: &str) -> &str {
    let mut ends = text.char_indices().map(|(at, _)| at);
    let end = ends.find(|at| *at >= LONGEST).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}
