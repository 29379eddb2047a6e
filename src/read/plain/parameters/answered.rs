//! Headers of responses: which words promise one with each success, and which headers may be promised so.

use crate::protocol::HeaderName;

/// Words that promise nothing for every response.
const SOMETIMES: &[&str] = &[
    "can",
    "could",
    "if",
    "may",
    "might",
    "only",
    "optional",
    "optionally",
    "should",
    "sometimes",
    "unless",
    "when",
    "whenever",
];

/// Whether words on a header say nothing of responses that lack it.
pub(in crate::read::plain) fn is_always(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    !words.any(|word| SOMETIMES.contains(&word))
}

/// Whether a header may be promised with each success: not one that belongs to the connection or the content, or
/// that HTTP sends in some cases only.
pub(in crate::read::plain) fn may_be(name: &HeaderName) -> bool {
    let others = [
        "allow",
        "content-encoding",
        "content-range",
        "content-type",
        "date",
        "link",
        "retry-after",
        "set-cookie",
        "vary",
        "www-authenticate",
    ];
    !name.is_framing() && !name.is_of_requests() && !others.iter().any(|other| name.is(other))
}
