//! Phrases of all languages that are looked for at once, at the beginnings of words.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::languages::LANGUAGES;
use super::{Language, Languages};

/// Phrases, each of a language.
pub(super) struct Phrases {
    automaton: AhoCorasick,
    /// The language of each phrase, by its place in [`LANGUAGES`], and which of its lists it is in.
    origins: Vec<(usize, usize)>,
}

/// A phrase where it stands in a text.
pub(super) struct Found {
    /// Which phrase, by its place among all.
    phrase: usize,
    /// The language that it is of.
    pub language: &'static Language,
    /// Which of the language's lists it is in.
    pub list: usize,
    /// The bytes that it takes.
    pub range: Range<usize>,
}

impl Phrases {
    /// The lists of phrases that `of` takes from each language.
    pub(super) fn new<const N: usize>(of: fn(&Language) -> [&'static [&'static str]; N]) -> Self {
        let mut phrases: Vec<&str> = Vec::new();
        let mut origins = Vec::new();
        for (at, language) in LANGUAGES.iter().enumerate() {
            for (list, listed) in of(language).into_iter().enumerate() {
                phrases.extend(listed);
                origins.extend(listed.iter().map(|_| (at, list)));
            }
        }
        #[expect(
            clippy::expect_used,
            reason = "it fails on more phrases than memory holds, and these are data of this program"
        )]
        let automaton = AhoCorasick::new(phrases).expect("a few hundred phrases");
        Self { automaton, origins }
    }

    /// Whether a phrase of one of the languages is in a text of lower case.
    pub(super) fn is_in(&self, text: &str, spoken: Languages) -> bool {
        self.found_in(text, spoken).next().is_some()
    }

    /// Those in a text of lower case, in the order of the languages and lists, each by its places.
    pub(super) fn all_in(&self, text: &str, spoken: Languages) -> Vec<Found> {
        let mut found: Vec<Found> = self.found_in(text, spoken).collect();
        found.sort_by_key(|found| (found.phrase, found.range.start));
        found
    }

    /// Each phrase that stands in a text of lower case.
    fn found_in(&self, text: &str, spoken: Languages) -> impl Iterator<Item = Found> {
        let found = self.automaton.find_overlapping_iter(text);
        found.filter_map(move |found| {
            let phrase = found.pattern().as_usize();
            let (language, list) = *self.origins.get(phrase)?;
            let stands = spoken.has(language) && is_of_words(text, found.start(), found.end());
            stands.then(|| Found {
                phrase,
                language: &LANGUAGES[language],
                list,
                range: found.range(),
            })
        })
    }
}

/// The most letters by which a word goes on that is written as a stem, or inflected.
const LONGEST_ENDING: usize = 4;

/// Whether a stretch of a text begins where a word does, and ends in the word's ending at most. Words
/// that are not set off by spaces begin anywhere.
pub(super) fn is_of_words(text: &str, start: usize, end: usize) -> bool {
    let own = text.get(start..end).unwrap_or_default();
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    // "n't" is the end of "don't", "doesn't" and others.
    let begins =
        own.starts_with("n't") || !own.starts_with(is_of_word) || !before.ends_with(is_of_word);
    let ending = after.chars().take_while(|c| is_of_word(*c));
    let ends =
        !own.ends_with(is_of_word) || ending.take(LONGEST_ENDING + 1).count() <= LONGEST_ENDING;
    begins && ends
}

/// Whether a character is of a word that is set off by spaces: not so in Chinese and Japanese.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !('\u{3040}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::is_of_words;

    #[test]
    fn a_phrase_is_no_part_of_another_word() {
        let cases = [
            ("the friend", "rien", false),
            ("canada", "nada", false),
            ("ne renvoie rien.", "rien", true),
            ("doesn't return it", "n't return", true),
            ("it is not supported", "not support", true),
            ("заголовками", "заголов", true),
            ("请勿为此方法提供", "此方法", true),
            ("nothingness", "nothing", true),
            ("nadadores", "nada", false),
        ];
        for (text, phrase, expect) in cases {
            let at = text.find(phrase).unwrap();
            assert_eq!(is_of_words(text, at, at + phrase.len()), expect, "{text}");
        }
    }
}
