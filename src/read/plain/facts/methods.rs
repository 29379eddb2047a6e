//! Of which method a sentence is.

use super::super::target;

/// Whether a sentence is about a method: "`DELETE` answers `204`", "A `PUT` gives `200`".
pub(super) fn begins_with_method(sentence: &str) -> bool {
    let words = sentence.split(|c: char| !c.is_ascii_alphabetic());
    let mut words = words.filter(|word| !word.is_empty());
    let first = words.find(|word| !matches!(*word, "A" | "An" | "The" | "And" | "But"));
    let is_alone = |word: &str| {
        let (_, rest) = sentence.split_once(word).unwrap_or_default();
        rest.starts_with(char::is_whitespace) && !rest.trim_start().starts_with('/')
    };
    first.is_some_and(|word| target::method(word, false).is_some() && is_alone(word))
}

/// Whether a sentence names methods, and none of these.
pub(super) fn speaks_of_another(sentence: &str, methods: &[&str]) -> bool {
    let words = sentence.split(|c: char| !c.is_ascii_alphabetic());
    let mut named = words
        .filter(|word| target::method(word, false).is_some())
        .peekable();
    named.peek().is_some() && !named.any(|word| methods.contains(&word))
}
