//! Sentences on an operation that may say in which state its thing is once it was done.

use std::ops::Range;

use super::super::statuses::sentences;
use super::Source;
use crate::read::Facts;
use crate::text::document::Kind;

/// Words of which such a sentence has one.
const SAY_IT: &[&str] = &[
    " as ",
    " become",
    "afterward",
    "at first",
    "hereafter",
    "initially",
    "into ",
    "new ",
    "starts ",
    "then ",
    " to ",
    "which is ",
];

/// The most sentences of one operation that are kept, and the longest one, in bytes.
const MOST: usize = 24;
const LONGEST: usize = 300;

impl Source<'_> {
    /// Keeps the sentences around an operation that may say what becomes of its thing.
    pub(super) fn outcomes(&self, scope: &Range<usize>, facts: &mut Facts) {
        let changes = |method: &str| matches!(method, "POST" | "PUT" | "PATCH");
        if facts.requests.is_empty()
            || !facts
                .requests
                .iter()
                .all(|own| changes(own.method.as_str()))
        {
            return;
        }
        for block in scope.clone() {
            let own = self.layout.blocks.get(block);
            let Some(Kind::Paragraph(words)) = own.map(|own| &own.kind) else {
                continue;
            };
            for (start, sentence) in sentences(&words.text) {
                let lower = sentence.to_lowercase();
                let may_say =
                    sentence.len() <= LONGEST && SAY_IT.iter().any(|own| lower.contains(own));
                if may_say && facts.said_of_outcomes.len() < MOST {
                    let span = words.span(start..start + sentence.len());
                    facts
                        .said_of_outcomes
                        .push((sentence.trim().to_owned(), span));
                }
            }
        }
    }
}
