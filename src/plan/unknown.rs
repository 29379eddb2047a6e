//! A value that nothing has, of the form of a service's own as far as its page shows one.

use serde_json::Value;

use crate::protocol::HeaderName;
use crate::table::fixture::{Capture, Fixture};
use crate::table::{Example, Operation, Row};

/// What is sent where no page shows what a value looks like.
const OF_NO_FORM: &str = "as-documented-unknown-value";

/// Digits that no thing has yet: they fit a signed number of 32 bits.
const DIGITS: &str = "999999999";

/// A UUID of the version that most are of (RFC 9562 §5.4), and of no thing.
const UUID: &str = "00000000-0000-4000-8000-000000000000";

/// The longest sample whose form is kept.
const LONGEST: usize = 64;

/// A value that nothing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// The value.
    pub value: String,
    /// Whether a service that takes values of a certain form only takes this one for one of them.
    pub is_of_form: bool,
}

/// A value of a fixture's variable: the one that the user gave, or one like those that the producing operation shows.
#[must_use]
pub(crate) fn of_fixture(fixture: &Fixture, producer: Option<&Operation>) -> Unknown {
    match &fixture.unknown {
        Some(value) => Unknown {
            value: value.clone(),
            is_of_form: true,
        },
        None => like(producer.and_then(|operation| sample_of_fixture(operation, fixture))),
    }
}

/// A value of a placeholder in an operation's path: one like those that the operation shows.
#[must_use]
pub(crate) fn in_path(operation: &Operation, name: &str) -> Unknown {
    like(of_kind(operation, name).or_else(|| sample_in_path(operation, name)))
}

fn like(sample: Option<String>) -> Unknown {
    let value = sample.and_then(|sample| of_form(&sample));
    let is_of_form = value.is_some();
    Unknown {
        value: value.unwrap_or_else(|| OF_NO_FORM.to_owned()),
        is_of_form,
    }
}

/// Another value of the form of a sample: a UUID, a number, words before a number, or hexadecimal digits; `None` where
/// it has no form that is known.
fn of_form(sample: &str) -> Option<String> {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let groups: Vec<usize> = sample.split('-').map(str::len).collect();
    if groups == [8, 4, 4, 4, 12] && sample.split('-').all(is_hex) {
        return Some(UUID.to_owned());
    }
    if sample.is_empty() || sample.len() > LONGEST {
        return None;
    }
    let before = sample.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = sample.len() - before.len();
    let is_word = |c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.');
    if (1..=DIGITS.len()).contains(&digits) && before.chars().all(is_word) {
        return Some(format!("{before}{DIGITS}"));
    }
    let is_digest = sample.len() >= 16 && is_hex(sample);
    is_digest.then(|| "f".repeat(sample.len()))
}

/// A sample of the type that a page gives a parameter of the path.
fn of_kind(operation: &Operation, name: &str) -> Option<String> {
    let mut parameters = operation.described.parameters.iter().map(Row::effective);
    let kind = parameters
        .find(|parameter| parameter.name == name)?
        .kind
        .as_deref()?;
    let kind = kind.to_ascii_lowercase();
    let mut words = kind.split(|c: char| !c.is_ascii_alphanumeric());
    let is_number = |word: &str| {
        matches!(
            word,
            "int" | "integer" | "int32" | "int64" | "number" | "long"
        )
    };
    words.find_map(|word| match word {
        "uuid" | "guid" => Some(UUID.to_owned()),
        word if is_number(word) => Some("1".to_owned()),
        _ => None,
    })
}

/// What the shown responses have under a placeholder's name, or as the id of what is named by its id.
fn sample_in_path(operation: &Operation, name: &str) -> Option<String> {
    let is_id = name.to_ascii_lowercase().ends_with("id");
    let named = |thing: &Value| {
        let own = thing
            .get(name)
            .or_else(|| thing.get("id").filter(|_| is_id))?;
        text(own)
    };
    contents(operation).find_map(|content| {
        let first = content.as_array().and_then(|list| list.first());
        named(first.unwrap_or(&content))
    })
}

fn sample_of_fixture(operation: &Operation, fixture: &Fixture) -> Option<String> {
    match &fixture.from {
        Capture::Pointer(pointer) => {
            contents(operation).find_map(|content| text(content.pointer(pointer)?))
        }
        Capture::Header(name) => field(operation, name),
        Capture::LastSegment(name) => {
            let value = field(operation, name)?;
            value.rsplit('/').next().map(str::to_owned)
        }
    }
}

fn examples(operation: &Operation) -> impl Iterator<Item = &Example> {
    operation.examples.iter().map(Row::effective)
}

/// The JSON of the responses that an operation shows.
fn contents(operation: &Operation) -> impl Iterator<Item = Value> {
    let shown = examples(operation).filter_map(|example| example.response.as_ref());
    let contents = shown.filter_map(|response| response.content.as_ref());
    contents.filter_map(|content| serde_json::from_str(&content.text).ok())
}

fn field(operation: &Operation, name: &HeaderName) -> Option<String> {
    let shown = examples(operation).filter_map(|example| example.response.as_ref());
    let mut fields = shown.flat_map(|response| &response.headers);
    let (_, value) = fields.find(|(other, _)| other == name)?;
    Some(value.clone())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Unknown, like};

    #[test]
    fn a_value_that_nothing_has_is_of_the_form_of_a_sample() {
        for (sample, expect) in [
            ("17", Some("999999999")),
            ("d-1", Some("d-999999999")),
            ("desk_0042", Some("desk_999999999")),
            (
                "6FA459EA-EE8A-3CA4-894E-DB77E160355E",
                Some("00000000-0000-4000-8000-000000000000"),
            ),
            ("9f86d081884c7d65", Some("ffffffffffffffff")),
            ("12345678901234567890", Some("ffffffffffffffffffff")),
            ("north", None),
            ("01BKQAEVF6XTLNZZDPGYVRVDKEMQ", None),
            ("{id}", None),
            ("", None),
        ] {
            let Unknown { value, is_of_form } = like(Some(sample.to_owned()));
            assert_eq!(is_of_form.then_some(value.as_str()), expect, "{sample}");
        }
        assert_eq!(like(None).value, "as-documented-unknown-value");
    }
}
