//! Which languages a page is written in, by the words of its headings.

use super::languages::LANGUAGES;
use super::{Language, language_of};

/// A set of languages, by their places in [`LANGUAGES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Languages(u32);

impl Languages {
    /// Every language.
    pub(crate) const ALL: Self = Self(u32::MAX);

    /// English alone, where nothing says that a page is in another language.
    pub(crate) const ENGLISH: Self = Self(ENGLISH);

    /// The languages that headings have words of, and English, which every page has words of; all of
    /// them where no heading is known.
    pub(crate) fn of<'h>(headings: impl Iterator<Item = &'h str>) -> Self {
        let mut own = 0;
        for heading in headings {
            let language = language_of(heading).map(|language| language.tag);
            let place = LANGUAGES
                .iter()
                .position(|known| Some(known.tag) == language);
            own |= place.map_or(0, |place| 1 << place);
        }
        if own == 0 {
            return Self::ALL;
        }
        Self(own | ENGLISH)
    }

    /// Whether the language at a place of [`LANGUAGES`] is one of them.
    pub(super) fn has(self, place: usize) -> bool {
        self.0 & (1 << place) != 0
    }

    /// Each of them.
    pub(super) fn each(self) -> impl Iterator<Item = &'static Language> {
        let languages = LANGUAGES.iter().enumerate();
        languages.filter_map(move |(place, language)| self.has(place).then_some(language))
    }
}

/// The first of [`LANGUAGES`].
const ENGLISH: u32 = 1;

#[cfg(test)]
mod tests {
    use super::Languages;

    #[test]
    fn a_page_is_read_by_the_words_of_its_own_headings_and_of_english() {
        let tags = |headings: &[&str]| {
            let languages = Languages::of(headings.iter().copied());
            languages.each().map(|l| l.tag).collect::<Vec<_>>()
        };
        assert_eq!(tags(&["Lend a desk", "Response"]), ["en"]);
        assert_eq!(tags(&["Réponse", "HTTP request"]), ["en", "fr"]);
        assert_eq!(tags(&["Отклик"]), ["en", "ru"]);
        assert!(tags(&["Lend a desk"]).len() > 5);
    }
}
