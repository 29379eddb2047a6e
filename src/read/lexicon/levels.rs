//! Levels of a header's presence: the words that say them, and where they stand.

use std::ops::Range;
use std::sync::LazyLock;

use super::Languages;
use super::phrases::{Phrases, is_of_word};
use crate::table::Presence;

/// A level of a header's presence, with the words that say it as a byte range.
pub(crate) type Level = (Presence, Range<usize>);

/// What a sentence says of a header's presence, with the words that say it as a byte range: it
/// starts with the level ("Required.", "Optional parameter"), says that something is of it, or
/// states a condition.
#[must_use]
pub(crate) fn presence(sentence: &str, spoken: Languages) -> Option<Level> {
    let lower = super::without_targets(lower(sentence));
    let lead = lower.len()
        - lower
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .len();
    for found in LEVELS.all_in(&lower, spoken) {
        let (at, presence) = (found.range.start, LISTS[found.list]);
        let stands = at == lead
            || presence == Presence::Conditional
            || found.language.is.iter().any(|is| lower[..at].ends_with(is));
        if stands {
            return Some((presence, at..at + word_end(&lower[at..])));
        }
    }
    None
}

/// The words of every level: most sentences have none of them.
static LEVELS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(|l| [l.conditional, l.optional, l.required]));

/// What each list of [`LEVELS`] says.
const LISTS: [Presence; 3] = [
    Presence::Conditional,
    Presence::Optional,
    Presence::Required,
];

/// What the last word of a table's cell says of a header's presence, as in `Bearer {token}
/// Required.` and `Bearer {token} (required)`; as a byte range.
#[must_use]
pub(crate) fn closing_presence(cell: &str, spoken: Languages) -> Option<Level> {
    let lower = super::without_targets(lower(cell));
    let text = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    // The phrase that closes the text; what is left of its last word may follow.
    let closes = |range: &Range<usize>| {
        let before = text[..range.start].chars().next_back();
        before.is_none_or(|c| !is_of_word(c))
            && text[range.end..].chars().all(char::is_alphanumeric)
    };
    let mut found = LEVELS.all_in(text, spoken).into_iter();
    let closing =
        found.find(|found| LISTS[found.list] != Presence::Conditional && closes(&found.range))?;
    Some((LISTS[closing.list], closing.range.start..text.len()))
}

/// The answers to "is it required?", each with what it says.
const YES_OR_NO: &[(&str, Presence)] = &[
    ("y", Presence::Required),
    ("yes", Presence::Required),
    ("да", Presence::Required),
    ("是", Presence::Required),
    ("ja", Presence::Required),
    ("はい", Presence::Required),
    ("oui", Presence::Required),
    ("sí", Presence::Required),
    ("sim", Presence::Required),
    ("n", Presence::Optional),
    ("no", Presence::Optional),
    ("нет", Presence::Optional),
    ("否", Presence::Optional),
    ("nein", Presence::Optional),
    ("いいえ", Presence::Optional),
    ("non", Presence::Optional),
    ("não", Presence::Optional),
];

/// What a cell of a column of levels says.
#[must_use]
pub(crate) fn answer(cell: &str) -> Option<Presence> {
    let cell = cell.trim().trim_end_matches('.').to_lowercase();
    let mut answers = YES_OR_NO.iter();
    answers
        .find(|(word, _)| *word == cell)
        .map(|(_, presence)| *presence)
}

/// Lower case without a change of byte offsets: characters that change length stay.
fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let keep = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(keep).collect()
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::{Languages, closing_presence, presence};
    use crate::table::Presence;

    #[test]
    fn levels_are_read_where_they_stand_for_a_level() {
        let cases = [
            ("Required.", Some(Presence::Required)),
            (" Optional parameter", Some(Presence::Optional)),
            ("the ticket header is required", Some(Presence::Required)),
            ("The header is not required", Some(Presence::Optional)),
            (
                "Required when the shelf is locked",
                Some(Presence::Conditional),
            ),
            ("holds what is left of the required fee", None),
            (" Обязательный", Some(Presence::Required)),
            ("Необязательный параметр", Some(Presence::Optional)),
            (
                "заголовок x является обязательным",
                Some(Presence::Required),
            ),
        ];
        for (text, expect) in cases {
            assert_eq!(
                presence(text, Languages::ALL).map(|(p, _)| p),
                expect,
                "{text}"
            );
        }
    }

    #[test]
    fn the_last_word_of_a_cell_can_be_a_level() {
        let cases = [
            ("Bearer &lt;token&gt; Required.", Some(Presence::Required)),
            ("Bearer {token} (required)", Some(Presence::Required)),
            ("Bearer {code} *Required*", Some(Presence::Required)),
            ("Tells who asks. Optional", Some(Presence::Optional)),
            ("Bearer {токен} Обязательный", Some(Presence::Required)),
            ("Задавать не обязательно.", Some(Presence::Optional)),
            ("Bearer {token}。必需。", Some(Presence::Required)),
            ("持有者 {token}。 可选。", Some(Presence::Optional)),
            ("Bearer {token}. Erforderlich.", Some(Presence::Required)),
            (
                "Bearer {token}. Nicht erforderlich.",
                Some(Presence::Optional),
            ),
            ("Bearer {token}", None),
            ("", None),
            ("Required", Some(Presence::Required)),
            ("é", None),
        ];
        for (text, expect) in cases {
            let found = closing_presence(text, Languages::ALL);
            assert_eq!(found.as_ref().map(|(p, _)| *p), expect, "{text}");
            if let Some((_, range)) = found {
                assert!(text.get(range).is_some_and(|word| !word.is_empty()));
            }
        }
    }
}
