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

    /// A text that is too long or too short by one, and else as one that is shown; `None` where the page does not say how
    /// long one may be, or lists all that there are.
    pub(super) fn mismeasured(&self, wrong: Wrong, shown: &Shown) -> Option<String> {
        let allowed = self.allowed().filter(|own| own.values.is_empty())?;
        let length = match wrong {
            Wrong::Long => allowed.too_long()?,
            Wrong::Short => allowed.too_short()?,
            Wrong::Missing | Wrong::Malformed | Wrong::Above | Wrong::Below => return None,
        };
        // A parameter of the query without a value is to many services one that is not there.
        let is_sent = self.is_member || (1..=LONGEST_IN_QUERY).contains(&length);
        let mut texts = shown
            .iter()
            .filter_map(|object| object.get(self.name)?.as_str());
        is_sent.then(|| text_of(length, texts.next().unwrap_or_default()))
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

/// A text of so many characters, each of one byte, that is like another but for how long it is: it ends as that does, and
/// has no character of another kind, so that there is nothing else for which it could be refused.
fn text_of(length: Length, like: &str) -> String {
    let length = usize::try_from(length).unwrap_or(0);
    // What is filled in is no text that is shown.
    let like = if like.contains(['{', '}']) { "" } else { like };
    let plain = like.chars().filter(|c| c.is_ascii_graphic() || *c == ' ');
    let mut text: String = plain.take(length).collect();
    let last = text.chars().rev().find(char::is_ascii_alphanumeric);
    let last = last.unwrap_or('a');
    // A service may take away blanks at the ends of a text.
    if text.len() == length && text.pop().is_some() {
        text.push(last);
    }
    text.extend(std::iter::repeat_n(last, length - text.len()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_like_the_one_that_is_shown() {
        assert_eq!(text_of(12, "NGT-27-B14"), "NGT-27-B1444");
        assert_eq!(text_of(2, "NGT-27-B14"), "NG");
        assert_eq!(text_of(4, "Two pieces"), "Twoo");
        assert_eq!(text_of(5, "Kühl"), "Khlll");
        assert_eq!(text_of(3, ""), "aaa");
        assert_eq!(text_of(3, "{{ uuid }}"), "aaa");
        assert_eq!(text_of(0, "ab"), "");
        assert_eq!(text_of(14, "a@b.example"), "a@b.exampleeee");
    }
}
