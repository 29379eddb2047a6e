//! The content of one response as JSON, parsed once for all that is demanded of it, and the places in it.

use std::cell::OnceCell;

use serde_json::Value;

use crate::protocol::exchange::Received;
use crate::table::data::{MemberPath, Token};

/// The content of a response, once it was asked for.
#[derive(Debug, Default)]
pub(crate) struct Parsed(OnceCell<Option<Value>>);

/// How many elements of a list are looked at.
const MOST_ELEMENTS: usize = 1_000;

/// How many places one path is looked up at.
const MOST_PLACES: usize = 10_000;

/// The longest value that is shown, in characters.
const LONGEST: usize = 60;

impl Parsed {
    /// The one JSON text that a response is, where it is one.
    pub(crate) fn json(&self, response: &Received) -> Option<&Value> {
        self.0.get_or_init(|| response.json()).as_ref()
    }
}

/// The values at a path, each with its JSON Pointer (RFC 6901).
pub(super) fn places<'v>(json: &'v Value, path: &MemberPath) -> Vec<(Pointer, &'v Value)> {
    let mut open = vec![(Pointer::default(), json)];
    for token in path.tokens() {
        let mut next = Vec::new();
        for (pointer, value) in open {
            match (token, value) {
                (Token::Name(name), Value::Object(members)) => {
                    next.extend(members.get(name).map(|own| (pointer.with(name), own)));
                }
                (Token::Each, Value::Array(items)) => {
                    let items = items.iter().take(MOST_ELEMENTS).enumerate();
                    next.extend(items.map(|(at, own)| (pointer.with(&at.to_string()), own)));
                }
                (Token::Name(_) | Token::Each, _) => {}
            }
            if next.len() > MOST_PLACES {
                next.truncate(MOST_PLACES);
                break;
            }
        }
        open = next;
    }
    open
}

/// A JSON Pointer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pointer(String);

impl Pointer {
    /// The pointer to a member of what is there.
    pub(super) fn with(&self, name: &str) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{name}", self.0))
    }

    /// The pointer in words: it, or that it is the whole.
    pub(super) fn in_words(&self) -> String {
        match self.0.as_str() {
            "" => "the content".to_owned(),
            pointer => format!("`{pointer}`"),
        }
    }
}

/// A value in a few words.
pub(super) fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(own) => format!("the boolean {own}"),
        Value::Number(own) => format!("the number {own}"),
        Value::String(own) => format!("the string `{}`", short(own)),
        Value::Array(items) if items.is_empty() => "an empty array".to_owned(),
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(members) if members.is_empty() => "an empty object".to_owned(),
        Value::Object(members) => {
            let names: Vec<&str> = members.keys().take(8).map(String::as_str).collect();
            format!("an object with {}", short(&names.join(", ")))
        }
    }
}

/// No more of a text than a line has room for.
pub(super) fn short(text: &str) -> String {
    let mut chars = text.chars();
    let mut short: String = chars
        .by_ref()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
