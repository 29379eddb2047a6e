//! Texts that are too long or too short, and those that are shown.

use serde_json::Value;

use super::value::{Shown, Subject, Wrong};
use crate::table::allowed::Length;

/// The longest text that is put into a query, in characters: a longer one may be refused for the length of its target
/// (RFC 9110 §15.5.15).
const LONGEST_IN_QUERY: Length = 1024;

impl Subject<'_> {
    /// Whether what is shown of a member are texts as long as the page says, and no numbers in texts.
    pub(crate) fn is_measured_in(&self, shown: &Shown) -> bool {
        let fits = |value: Option<&Value>| {
            let text = value.and_then(Value::as_str);
            let is_text = |text: &&str| text.contains(char::is_alphabetic);
            text.filter(is_text)
                .is_some_and(|text| self.allowed().is_some_and(|own| own.has_length_of(text)))
        };
        !shown.is_empty() && shown.iter().all(|object| fits(object.get(self.name)))
    }

    /// A text that is too long or too short by one; `None` where the page does not say how long one may be, or lists
    /// all that there are.
    pub(super) fn mismeasured(&self, wrong: Wrong) -> Option<String> {
        let allowed = self.allowed().filter(|own| own.values.is_empty())?;
        let length = match wrong {
            Wrong::Long => allowed.too_long()?,
            Wrong::Short => allowed.too_short()?,
            Wrong::Missing | Wrong::Malformed | Wrong::Above | Wrong::Below => return None,
        };
        // A parameter of the query without a value is to many services one that is not there.
        let is_sent = self.is_member || (1..=LONGEST_IN_QUERY).contains(&length);
        is_sent.then(|| text_of(length))
    }
}

/// How long a text is, in words.
pub(super) fn in_words(length: Option<Length>) -> String {
    match length {
        None => String::new(),
        Some(0) => "no character".to_owned(),
        Some(1) => "1 character".to_owned(),
        Some(many) => format!("{many} characters"),
    }
}

/// A text of so many characters, each of one byte.
fn text_of(length: Length) -> String {
    "a".repeat(usize::try_from(length).unwrap_or(0))
}
