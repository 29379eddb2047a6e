//! The level that a label or a heading says of all that is listed below it: "Required headers:", "You must send these
//! headers:".

use super::topics::{BARE, named};
use crate::table::Presence;
use crate::text::document::Prose;
use crate::text::page::Span;

/// Words by which all of a list must be sent.
const REQUIRED: &[&str] = &[
    "compulsory",
    "mandatory",
    "must",
    "necessary",
    "needed",
    "needs",
    "obligatory",
    "required",
    "requires",
];

/// Words by which a label says so of some of its list, or of none.
const RESERVES: &[&str] = &[
    "all",
    "and",
    "any",
    "but",
    "can",
    "conditional",
    "conditionally",
    "depending",
    "either",
    "except",
    "if",
    "least",
    "may",
    "not",
    "one",
    "only",
    "optional",
    "or",
    "recommended",
    "should",
    "some",
    "unless",
    "when",
    "where",
    "which",
];

/// The level that the nearest words that say what a list is of say of all in it.
pub(super) fn level<'a>(mut above: impl Iterator<Item = &'a Prose>) -> Option<(Presence, Span)> {
    let of_list = above.find(|words| {
        let lower = words.text.trim().trim_end_matches(':').to_lowercase();
        named(&lower).is_some() || BARE.contains(&lower.as_str())
    })?;
    let lower = of_list.text.to_lowercase();
    if lower.len() != of_list.text.len() {
        return None;
    }
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    if words.clone().all(|word| word != "optional") {
        let is_limited = words.clone().any(|word| RESERVES.contains(&word));
        let required = words
            .find(|word| REQUIRED.contains(word))
            .filter(|_| !is_limited)?;
        let at = lower.find(required)?;
        return Some((Presence::Required, of_list.span(at..at + required.len())));
    }
    // "Optional headers": of what may be left out only where nothing else is listed with it.
    let is_alone = !words.any(|word| REQUIRED.contains(&word) || matches!(word, "and" | "or"));
    let at = lower.find("optional").filter(|_| is_alone)?;
    Some((Presence::Optional, of_list.span(at..at + "optional".len())))
}

/// Whether words on a name take back what is said of the whole list.
pub(super) fn takes_back(words: &Prose) -> bool {
    let lower = words.text.to_lowercase();
    let all = [
        "default",
        "if",
        "may",
        "omit",
        "omitted",
        "only",
        "optional",
        "optionally",
        "unless",
        "when",
    ];
    lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| all.contains(&word))
}
