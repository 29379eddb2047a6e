//! The values that words allow a parameter: bounds of a number ("1 to 100", "at most 50"), or the only ones that there
//! are ("one of `new` or `old`").

mod bounds;
mod few;

use bounds::bounds_in;
pub(crate) use bounds::{OF_TEXTS, bounds_of_error};

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

/// The bounds that the cells beside a parameter's type say, where that is a whole number.
#[must_use]
pub(crate) fn bounds_in_cells(kind: Option<&str>, cells: impl Iterator<Item = String>) -> Allowed {
    let mut allowed = Allowed::default();
    for cell in cells.filter(|_| kind.is_some_and(is_number)) {
        allowed.complete(bounds_in(&cell, true));
    }
    allowed
}

/// What words behind a parameter's name allow; `is_number` says that the page gives it that type.
#[must_use]
pub(crate) fn allowed_in(words: &Prose, is_number: bool) -> Allowed {
    let text = shortened(&words.text);
    let mut allowed = bounds_in(text, is_number);
    if !allowed.is_bounded() && !is_number {
        allowed.values = few::values_in(words, text);
    }
    allowed
}

/// The sentences of a text: an end is followed by a capital letter.
fn sentences(text: &str) -> Vec<&str> {
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
