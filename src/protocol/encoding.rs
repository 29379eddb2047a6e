//! How a value is written into a part of a URL (RFC 3986): by the rules of that part.

use std::fmt::Write as _;

/// The part of a URL that a value goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// One segment of the path (§3.3): `/` in a value is data.
    Segment,
    /// Any number of segments, where the template says that the placeholder spans them.
    Segments,
    /// A value in the query (§3.4): what would end it or begin another is data.
    Query,
}

/// A value with what is known of how it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Value {
    /// Its text.
    pub text: String,
    /// Whether the text is what is meant, or how a URL writes it.
    pub form: Form,
}

/// How a value's text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// The text is what is meant: all that a URL would read otherwise is encoded.
    Raw,
    /// The text stands in a URL already, as in a `Location`: its escapes stay.
    Encoded,
    /// The text is where a service keeps the thing: the path and query of a URL below the base, as they were given. A
    /// request goes there, whatever stood before the value.
    Link,
}

impl Value {
    /// A value whose text is what is meant.
    #[must_use]
    pub(crate) fn raw(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            form: Form::Raw,
        }
    }

    /// A value that is written as in a URL.
    #[must_use]
    pub(crate) fn encoded(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            form: Form::Encoded,
        }
    }

    /// Where a service keeps a thing: a path below the base, with a query where it has one.
    #[must_use]
    pub(crate) fn link(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            form: Form::Link,
        }
    }

    /// The path and the query that a request goes to, where the value is such a place.
    #[must_use]
    pub(crate) fn as_link(&self) -> Option<(&str, Option<&str>)> {
        let parts = || match self.text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (self.text.as_str(), None),
        };
        (self.form == Form::Link).then(parts)
    }

    /// The value as it stands in a part of a URL. Dot segments are encoded, so that a value cannot
    /// climb out of its place (§5.2.4).
    #[must_use]
    pub(crate) fn within(&self, part: Part) -> String {
        let encoded = escaped(&self.text, |byte| {
            part.takes(byte) || byte == b'%' && self.form == Form::Encoded
        });
        if part == Part::Query {
            return encoded;
        }
        let segments = encoded.split('/').map(|segment| match segment {
            "." => "%2E",
            ".." => "%2E%2E",
            other => other,
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// Every way in which the value may be written, the plainest first: to conceal it.
    #[must_use]
    pub(crate) fn spellings(&self) -> Vec<String> {
        let mut spellings = vec![self.text.clone()];
        for part in [Part::Segment, Part::Segments, Part::Query] {
            let spelling = self.within(part);
            if !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
        spellings
    }
}

impl Part {
    /// Whether a byte stands for itself here: an unreserved character or a delimiter that means
    /// nothing in this part.
    fn takes(self, byte: u8) -> bool {
        let plain = byte.is_ascii_alphanumeric() || b"-._~!$'()*,;:@".contains(&byte);
        plain
            || match self {
                Self::Segment => b"&+=".contains(&byte),
                Self::Segments => b"&+=/".contains(&byte),
                Self::Query => b"/?".contains(&byte),
            }
    }
}

/// A template's own text, which is a URL's already but for what no URL can hold.
#[must_use]
pub(crate) fn literal(text: &str) -> String {
    escaped(text, |byte| {
        byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)
    })
}

/// The text with every byte escaped but those that are kept (RFC 3986 §2.1).
pub(crate) fn escaped(text: &str, keeps: impl Fn(u8) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if keeps(byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{Part, Value};

    #[test]
    fn a_value_stays_in_its_place() {
        for (value, segment, segments, query) in [
            (
                Value::raw("team/desk"),
                "team%2Fdesk",
                "team/desk",
                "team/desk",
            ),
            (Value::raw("a%2Fb"), "a%252Fb", "a%252Fb", "a%252Fb"),
            (Value::encoded("a%2Fb"), "a%2Fb", "a%2Fb", "a%2Fb"),
            (
                Value::raw("a&admin=true"),
                "a&admin=true",
                "a&admin=true",
                "a%26admin%3Dtrue",
            ),
            (Value::encoded("a&b=c"), "a&b=c", "a&b=c", "a%26b%3Dc"),
            (
                Value::raw("1+1 #?"),
                "1+1%20%23%3F",
                "1+1%20%23%3F",
                "1%2B1%20%23?",
            ),
            (Value::raw("../x"), "..%2Fx", "%2E%2E/x", "../x"),
            (Value::raw(".."), "%2E%2E", "%2E%2E", ".."),
            (
                Value::raw("день"),
                "%D0%B4%D0%B5%D0%BD%D1%8C",
                "%D0%B4%D0%B5%D0%BD%D1%8C",
                "%D0%B4%D0%B5%D0%BD%D1%8C",
            ),
        ] {
            assert_eq!(value.within(Part::Segment), segment, "{value:?}");
            assert_eq!(value.within(Part::Segments), segments, "{value:?}");
            assert_eq!(value.within(Part::Query), query, "{value:?}");
        }
    }
}
