//! What a sentence on each error says of answers to HEAD, which it leaves out.

/// Words without what excepts answers to HEAD: none of them has content (RFC 9110 §9.3.2).
pub(super) fn without_head(mut words: Vec<&str>) -> Vec<&str> {
    words.retain(|word| !word.is_empty());
    let head = words.iter().position(|word| *word == "head");
    let begins = head.and_then(|head| {
        let before = words[..head].iter().rev().take(MOST_TO_HEAD);
        let back = before
            .clone()
            .position(|word| matches!(*word, "except" | "unless"))?;
        let is_of_head = before.take(back).all(|word| TO_HEAD.contains(word));
        is_of_head.then_some((head - back - 1, head))
    });
    if let Some((first, head)) = begins {
        words.drain(first..=head);
    }
    words
}

/// The words between "except" and "HEAD", and the most of them.
const TO_HEAD: &[&str] = &[
    "a",
    "answers",
    "case",
    "for",
    "in",
    "of",
    "on",
    "request",
    "requests",
    "responses",
    "the",
    "those",
    "to",
    "with",
];
const MOST_TO_HEAD: usize = 8;
