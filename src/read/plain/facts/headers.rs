//! Where what was made is, or where to go on (RFC 9110 §10.2.2): the header Location, where words promise it.

use std::ops::Range;

use super::super::codes::codes;
use super::super::statuses::sentences;
use super::Source;
use crate::protocol::{HeaderName, Status};
use crate::read::Facts;
use crate::text::document::Block;

/// Words of a sentence that speaks of what is answered.
const ANSWERED: &[&str] = &[
    "answer", "contain", "include", "repl", "respon", "return", "carr",
];

/// Words that promise nothing for every call.
const OPEN: &[&str] = &[
    "can",
    "could",
    "if",
    "may",
    "might",
    "optional",
    "optionally",
    "or",
    "request",
    "should",
    "unless",
    "when",
];

impl Source<'_> {
    /// The header Location of the status that a sentence names, else of the only one that is stated.
    pub(super) fn locations(&self, scope: &Range<usize>, facts: &mut Facts) {
        let location = HeaderName::LOCATION;
        let blocks = self.layout.blocks.get(scope.clone()).unwrap_or_default();
        let words = blocks.iter().filter(|block| block.is_prose());
        for words in words.filter_map(Block::words) {
            // Nearly all words name it nowhere.
            if !words.text.contains(location.as_str()) {
                continue;
            }
            let all = sentences(&words.text).into_iter();
            for (_, sentence) in all.filter(|(_, sentence)| promises(sentence)) {
                let named: Vec<Status> = codes(sentence, false).iter().map(|c| c.status).collect();
                let claims = facts.statuses.iter_mut();
                let mut own =
                    claims.filter(|claim| named.is_empty() || named.contains(&claim.status));
                if let (Some(claim), None) = (own.next(), own.next())
                    && takes_location(claim.status)
                    && !claim.headers.contains(&location)
                {
                    claim.headers.push(location.clone());
                }
            }
        }
    }
}

/// Whether a response of a status can say where something is.
fn takes_location(status: Status) -> bool {
    matches!(status.code(), 201 | 202) || status.is_redirection()
}

/// Whether a sentence promises the header with every answer.
fn promises(sentence: &str) -> bool {
    let mut words = sentence.split(|c: char| !c.is_alphanumeric());
    let lower = sentence.to_lowercase();
    let mut lowered = lower.split(|c: char| !c.is_alphanumeric());
    let is_answered = lowered
        .clone()
        .any(|word| ANSWERED.iter().any(|own| word.starts_with(own)));
    words.any(|word| word == HeaderName::LOCATION.as_str())
        && is_answered
        && lower.contains("header")
        && !lowered.any(|word| OPEN.contains(&word))
}
