//! Requests that go without what is said of all: "except the health check".

use super::said_in;
use crate::read::plain::credentials::says_without;
use crate::read::plain::statuses::sentences;
use crate::read::plain::target::Spelled;
use crate::text::document::Block;

/// Whether blocks say that requests go without it, beside those that they name as open.
pub(super) fn leaves_others_out(blocks: &[Block], open: &[Spelled]) -> bool {
    let names = |text: &str| {
        let mut open = open.iter().map(|spelled| spelled.target.path().as_str());
        open.any(|path| path.len() > 1 && text.contains(path))
    };
    blocks.iter().filter_map(said_in).any(|prose| {
        let mut texts = sentences(&prose.text).into_iter().map(|(_, text)| text);
        texts.any(|text| leaves_some_out(text) && !names(text))
    })
}

/// Whether a sentence says of some requests that they need nothing of it.
fn leaves_some_out(text: &str) -> bool {
    let lower = format!(" {} ", text.to_lowercase());
    let excepts = [
        " apart from ",
        " except ",
        " with the exception ",
        " except:",
    ];
    let excepts = excepts.iter().any(|words| lower.contains(words));
    says_without(text)
        || excepts && !is_of_answers(&lower)
        || [
            " exempt",
            " public",
            " without one",
            " want a ",
            " need a ",
            " need one",
            " need this",
            " anonymous access",
        ]
        .iter()
        .any(|words| lower.contains(words))
}

/// Words for what is answered, and for who may ask, or their beginnings.
const OF_ANSWERS: &[&str] = &[
    " answers",
    " bodies",
    " body",
    " content",
    " error",
    " json",
    " lists",
    " members",
    " records",
    " response",
];
const OF_CALLERS: &[&str] = &[
    "access",
    "anonym",
    "auth",
    "credential",
    "header",
    "key",
    "log in",
    "login",
    "protected",
    "public",
    "request",
    "secret",
    "sign",
    "token",
];

/// Whether a sentence speaks of what is answered, and not of who may ask.
fn is_of_answers(lower: &str) -> bool {
    let has = |all: &[&str]| all.iter().any(|words| lower.contains(words));
    has(OF_ANSWERS) && !has(OF_CALLERS)
}

/// A sentence up to what it leaves out, of which `leaves_some_out` knows.
pub(super) fn without_exception(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let ends = [
        " except ",
        ", except ",
        " apart from ",
        " with the exception ",
    ];
    let end = ends.iter().filter_map(|words| lower.find(words)).min();
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}
