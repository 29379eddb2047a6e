//! Phrases of all languages that are looked for at once.

use aho_corasick::AhoCorasick;

use super::Language;
use super::languages::LANGUAGES;

/// Phrases, each of a language.
pub(super) struct Phrases {
    automaton: AhoCorasick,
    /// The language of each phrase, by its place in [`LANGUAGES`].
    languages: Vec<usize>,
}

impl Phrases {
    /// The lists of phrases that `of` takes from each language.
    pub(super) fn new<const N: usize>(of: fn(&Language) -> [&'static [&'static str]; N]) -> Self {
        let mut phrases = Vec::new();
        let mut languages = Vec::new();
        for (at, language) in LANGUAGES.iter().enumerate() {
            for phrase in of(language).into_iter().flatten() {
                phrases.push(*phrase);
                languages.push(at);
            }
        }
        #[expect(
            clippy::expect_used,
            reason = "it fails on more phrases than memory holds, and these are data of this program"
        )]
        let automaton = AhoCorasick::new(phrases).expect("a few hundred phrases");
        Self {
            automaton,
            languages,
        }
    }

    /// Whether any of them is in a text of lower case.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.automaton.is_match(text)
    }

    /// The languages of those in a text of lower case, in their order.
    pub(super) fn languages_in(&self, text: &str) -> impl Iterator<Item = &'static Language> {
        let mut is_there = vec![false; LANGUAGES.len()];
        for found in self.automaton.find_overlapping_iter(text) {
            is_there[self.languages[found.pattern().as_usize()]] = true;
        }
        let languages = LANGUAGES.iter().zip(is_there);
        languages.filter_map(|(language, is_there)| is_there.then_some(language))
    }
}
