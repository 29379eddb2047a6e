//! What a message carries: bytes, or what a page shows as such, with its media type
//! (RFC 9110 §8.3).

use super::HeaderName;
use super::fresh;
use super::template::{Piece, pieces};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// U+FEFF in UTF-8, which no JSON that is sent over a network begins with, and which a reader may pass over (RFC 8259
/// §8.1).
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The media type of a Content-Type value in lower case, without parameters (RFC 9110 §8.3.1).
#[must_use]
pub(crate) fn media_type(value: &str) -> String {
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}

/// What a planned request carries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Content {
    /// Sent as it stands; what it is, only the fields beside it say.
    Bytes(Vec<u8>),
    /// Text whose placeholders take the values that are meant for them.
    Template(ContentTemplate),
}

/// Content as a page writes it: text in which `{placeholders}` may stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ContentTemplate {
    /// The Content-Type that is stated for it, with its parameters.
    pub media_type: Option<String>,
    /// The text.
    pub text: String,
    /// The names in it that a user's file put there: each is to be filled.
    pub own: Vec<String>,
}

impl ContentTemplate {
    /// JSON of our own.
    #[must_use]
    pub(crate) fn json(text: &str) -> Self {
        Self {
            media_type: Some("application/json".to_owned()),
            text: text.to_owned(),
            own: Vec::new(),
        }
    }

    /// What a page shows below these header lines, of which one may state the media type.
    #[must_use]
    pub(crate) fn shown(text: String, headers: &[(HeaderName, String)]) -> Self {
        let mut stated = headers
            .iter()
            .filter(|(name, _)| *name == HeaderName::CONTENT_TYPE);
        Self {
            media_type: stated.next().map(|(_, value)| value.clone()),
            text,
            own: Vec::new(),
        }
    }

    /// The same with a media type: the one stated, or JSON where none is and the text is that;
    /// nothing where neither tells.
    #[must_use]
    pub(crate) fn of_known_type(&self) -> Option<Self> {
        match &self.media_type {
            Some(_) => Some(self.clone()),
            None => self.is_json().then(|| Self {
                own: self.own.clone(),
                ..Self::json(&self.text)
            }),
        }
    }

    /// The same with the text of a member of a JSON object made fresh, of no more than so many characters where there is
    /// a longest; as it is where there is none that can be.
    #[must_use]
    pub(crate) fn with_fresh(self, member: &str, longest: Option<usize>) -> Self {
        let place = self.text_of(member);
        let fresh =
            place.and_then(|(at, text)| Some((at, text.len(), fresh::template(text, longest)?)));
        let Some((at, length, fresh)) = fresh else {
            return self;
        };
        let mut text = self.text.clone();
        text.replace_range(at..at + length, &fresh);
        Self { text, ..self }
    }

    /// Whether something in it is to be fresh.
    #[must_use]
    pub(crate) fn has_fresh(&self) -> bool {
        self.placeholders().any(fresh::is_one)
    }

    /// The member of its JSON that is to be fresh.
    #[must_use]
    pub(crate) fn fresh_member(&self) -> Option<String> {
        let mut names = self.placeholders();
        let written = format!("{{{}}}", names.find(|name| fresh::is_one(name))?);
        let mut members = self.members()?.into_iter();
        let member = members.find(|(_, at)| self.written(at).contains(&written));
        member.map(|(name, _)| name)
    }

    /// The text with something in the place of what is to be fresh.
    #[must_use]
    pub(crate) fn with_fresh_as(&self, other: &str) -> String {
        let mut names = self.placeholders();
        let name = names.find(|name| fresh::is_one(name));
        name.map_or_else(
            || self.text.clone(),
            |name| self.text.replace(&format!("{{{name}}}"), other),
        )
    }

    /// Whether the content may be these bytes once what is to be fresh in it was made.
    #[must_use]
    pub(crate) fn may_come_to(&self, bytes: &[u8]) -> bool {
        let mut names = self.placeholders();
        let name = names.find(|name| fresh::is_one(name));
        let around = name.and_then(|name| self.text.split_once(&format!("{{{name}}}")));
        around.is_some_and(|(before, after)| {
            let rest = bytes.strip_prefix(before.as_bytes());
            rest.is_some_and(|rest| rest.ends_with(after.as_bytes()))
        })
    }

    /// The same with JSON in the place of a member's value; `None` where it is no object that has the member.
    #[must_use]
    pub(crate) fn with_member(&self, member: &str, json: &str) -> Option<Self> {
        let place = self.members()?.remove(member)?;
        let mut text = self.text.clone();
        text.replace_range(place, json);
        Some(Self {
            text,
            ..self.clone()
        })
    }

    /// Puts a value of a user's own in the place of a member's of a JSON object, or adds it to the others; leaves other
    /// content as it is. A text of nothing but a placeholder stands as a number where there was one.
    pub(crate) fn put_member(&mut self, member: &str, value: &Self) {
        let Some(mut members) = self.members() else {
            return;
        };
        let is_empty = members.is_empty();
        let place = members.remove(member);
        let before = place.as_ref().map(|at| self.written(at));
        let is_number = before.is_some_and(|own| own.starts_with(|c: char| c.is_ascii_digit()));
        let alone = value
            .text
            .strip_prefix("\"{")
            .and_then(|own| own.strip_suffix("}\""));
        let json = match alone.filter(|name| is_number && !name.contains(['{', '}'])) {
            Some(name) => format!("{{{name}}}"),
            None => value.text.clone(),
        };
        if let Some(at) = place {
            self.text.replace_range(at, &json);
        } else if let Some(end) = self.text.rfind('}') {
            let comma = if is_empty { "" } else { ", " };
            let name = serde_json::Value::from(member);
            self.text.insert_str(end, &format!("{comma}{name}: {json}"));
        }
        self.own.extend(value.own.iter().cloned());
    }

    /// The same without a member; `None` where it is no object that has it.
    #[must_use]
    pub(crate) fn without_member(&self, member: &str) -> Option<Self> {
        let members = self.members()?;
        members.get(member)?;
        let mut others: Vec<(usize, String)> = Vec::new();
        for (name, at) in members.iter().filter(|(name, _)| *name != member) {
            let name = serde_json::to_string(name).ok()?;
            others.push((at.start, format!("{name}: {}", self.written(at))));
        }
        others.sort_unstable();
        let others: Vec<String> = others.into_iter().map(|(_, pair)| pair).collect();
        Some(Self {
            text: format!("{{{}}}", others.join(", ")),
            ..self.clone()
        })
    }

    /// The members of a JSON object, each with the place of its value in the text.
    fn members(&self) -> Option<BTreeMap<String, Range<usize>>> {
        let masked = self.with_numbers();
        let members = serde_json::from_str::<BTreeMap<String, &RawValue>>(&masked).ok()?;
        let start = masked.as_ptr().addr();
        let members = members.into_iter().map(|(name, value)| {
            let at = value.get().as_ptr().addr().checked_sub(start)?;
            Some((name, at..at + value.get().len()))
        });
        members.collect()
    }

    /// The text with numbers of the same length in the place of what a user's file put there for numbers.
    #[must_use]
    pub(crate) fn with_numbers(&self) -> Cow<'_, str> {
        let mut text = Cow::Borrowed(self.text.as_str());
        for name in &self.own {
            let written = format!("{{{name}}}");
            let number = "1".repeat(written.len());
            for (at, _) in self.text.match_indices(&written) {
                let before = self.text.get(..at).unwrap_or_default().trim_end();
                if before.ends_with([':', '[', ',']) {
                    text.to_mut().replace_range(at..at + written.len(), &number);
                }
            }
        }
        text
    }

    /// A part of the text.
    fn written(&self, at: &Range<usize>) -> &str {
        self.text.get(at.clone()).unwrap_or_default()
    }

    /// Where the text of a member of a JSON object begins, and the text, where it is written without escapes.
    fn text_of(&self, member: &str) -> Option<(usize, &str)> {
        let place = self.members()?.remove(member)?;
        let text = self.written(&place).strip_prefix('"')?.strip_suffix('"')?;
        (!text.contains('\\')).then_some((place.start + 1, text))
    }

    /// The names that stand in braces; in JSON most of them name nothing.
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &str> {
        let pieces = pieces(&self.text).into_iter();
        pieces.filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name),
            Piece::Literal(_) => None,
        })
    }

    /// The text with the values that there are; what has none stays as it is written. In JSON a
    /// value is written as within a string (RFC 8259 §7).
    #[must_use]
    pub(crate) fn fill<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Vec<u8> {
        let is_json = self.is_json();
        let mut filled = String::with_capacity(self.text.len());
        for piece in pieces(&self.text) {
            match piece {
                Piece::Literal(text) => filled.push_str(text),
                Piece::Placeholder(name) => match value(name) {
                    Some(value) if is_json => filled.push_str(&within_json(value)),
                    Some(value) => filled.push_str(value),
                    None => filled.extend(["{", name, "}"]),
                },
            }
        }
        filled.into_bytes()
    }

    /// Whether the text is JSON: by its media type (RFC 6839 §3.1), or by itself where none is
    /// stated.
    pub(super) fn is_json(&self) -> bool {
        match &self.media_type {
            Some(stated) => {
                let media_type = media_type(stated);
                media_type.ends_with("/json") || media_type.ends_with("+json")
            }
            None => serde_json::from_str::<serde::de::IgnoredAny>(&self.text).is_ok(),
        }
    }
}

/// A text as it stands between the quotes of a JSON string.
fn within_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let inner = quoted.strip_prefix('"').and_then(|q| q.strip_suffix('"'));
    inner.map_or_else(|| text.to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::ContentTemplate;

    #[test]
    fn a_value_is_written_by_the_rules_of_its_media_type_and_the_rest_stays() {
        let value = r#"T "1" \ 2"#;
        let escaped = r#"T \"1\" \\ 2"#;
        let json = "{\"ticket\": \"{ticket}\",\n \"of\": {\"card\": \"{card}\", \"n\": {}}}";
        for (media_type, expect) in [
            (Some("application/json; charset=utf-8"), escaped),
            (Some("application/problem+JSON"), escaped),
            (None, escaped),
            (Some("text/plain"), value),
        ] {
            let template = ContentTemplate {
                media_type: media_type.map(str::to_owned),
                text: json.to_owned(),
                own: Vec::new(),
            };
            let filled = template.fill(|name| (name == "ticket").then_some(value));
            let expect = json.replace("{ticket}", expect);
            assert_eq!(String::from_utf8(filled).unwrap(), expect, "{media_type:?}");
            assert_eq!(template.fill(|_| None), json.as_bytes());
        }
    }

    #[test]
    fn a_member_is_made_fresh_where_it_stands_and_what_came_of_it_is_known() {
        let text = "{\"of\": {\"name\": \"north\"},\n \"note\": \"north\", \"name\" : \"north\"}";
        let fresh = ContentTemplate::json(text).with_fresh("name", None);
        let (before, after) = text.split_at(text.len() - 2);
        let before = before.strip_suffix("north").unwrap();
        assert_eq!(fresh.text, format!("{before}{{fresh-form-aaaaa}}{after}"));
        let came = |bytes: &str| fresh.may_come_to(bytes.as_bytes());
        assert!(came(&format!("{before}k3v9{after}")) && !came(&format!("{before}k3v9}}")));
        for (text, member) in [
            ("{\"name\": 7}", "name"),
            ("{\"name\": \"a\\\"b\"}", "name"),
            ("{\"name\": \"north\"}", "title"),
            ("[\"name\"]", "name"),
            ("name=north", "name"),
        ] {
            assert_eq!(
                ContentTemplate::json(text).with_fresh(member, None).text,
                text
            );
        }
    }

    #[test]
    fn a_member_is_left_out_or_replaced_where_it_stands() {
        let json = ContentTemplate::json("{\"z\": {\"a\": 1},\n \"a\": \"{fresh}\"}");
        let text = |own: Option<ContentTemplate>| own.map(|own| own.text);
        assert_eq!(
            text(json.without_member("z")).as_deref(),
            Some("{\"a\": \"{fresh}\"}")
        );
        assert_eq!(
            text(json.without_member("a")).as_deref(),
            Some("{\"z\": {\"a\": 1}}")
        );
        let replaced = "{\"z\": 7,\n \"a\": \"{fresh}\"}";
        assert_eq!(text(json.with_member("z", "7")).as_deref(), Some(replaced));
        assert_eq!(json.without_member("b"), None);
        assert_eq!(ContentTemplate::json("[1]").with_member("a", "7"), None);
    }

    #[test]
    fn a_member_of_a_users_own_stands_in_the_place_of_the_pages() {
        let own = |text: &str, name: &str| ContentTemplate {
            own: vec![name.to_owned()],
            ..ContentTemplate::json(text)
        };
        for (text, member, expect) in [
            (
                "{\"kiln\": \"north\", \"of\": 1}",
                "kiln",
                "{\"kiln\": \"{k}\", \"of\": 1}",
            ),
            ("{\"kiln\": 7}", "kiln", "{\"kiln\": {k}}"),
            (
                "{\"of\": 1, \"kiln\": 7}",
                "kiln",
                "{\"of\": 1, \"kiln\": {k}}",
            ),
            ("{\"of\": {}}", "kiln", "{\"of\": {}, \"kiln\": \"{k}\"}"),
            ("{ }", "kiln", "{ \"kiln\": \"{k}\"}"),
            ("[1]", "kiln", "[1]"),
        ] {
            let mut content = ContentTemplate::json(text);
            content.put_member(member, &own("\"{k}\"", "k"));
            assert_eq!(content.text, expect);
        }
        let mut content = ContentTemplate::json("{\"kiln\": 7, \"of\": [1]}");
        content.put_member("kiln", &own("\"{k}\"", "k"));
        let without = content.without_member("of").map(|own| own.text);
        assert_eq!(without.as_deref(), Some("{\"kiln\": {k}}"));
        let other = content.with_member("of", "2").map(|own| own.text);
        assert_eq!(other.as_deref(), Some("{\"kiln\": {k}, \"of\": 2}"));
        let mut content = ContentTemplate::json("{\"kiln\": 7}");
        content.put_member("kiln", &own("\"K-{k}\"", "k"));
        assert_eq!(
            (content.text.as_str(), content.own),
            ("{\"kiln\": \"K-{k}\"}", vec!["k".to_owned()])
        );
    }

    #[test]
    fn text_that_nothing_tells_the_type_of_is_of_no_known_type() {
        let shown = |text: &str| ContentTemplate::shown(text.to_owned(), &[]);
        assert_eq!(shown("one\ntwo").of_known_type(), None);
        let json = shown("{\"a\": [1]}").of_known_type().unwrap();
        assert_eq!(json.media_type.as_deref(), Some("application/json"));
    }
}
