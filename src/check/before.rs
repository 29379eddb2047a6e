//! What went before an exchange in its case: the requests that made what the case is about, and the steps before it. And
//! whether two values are the same, however a service writes them.

use serde_json::{Map, Value};

use crate::protocol::exchange::{Exchange, Received};
use crate::table::OperationId;
use crate::table::data::Format;

/// A request of a set-up that a case obtained something of its own by, with its operation.
pub(crate) type Made = (OperationId, Exchange);

/// What went before an exchange.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Before<'a> {
    /// The exchanges of the steps before it.
    pub steps: &'a [Exchange],
    /// Those by which the case obtained what is its own.
    pub made: &'a [Made],
}

impl<'a> Before<'a> {
    /// Nothing.
    pub(crate) const NOTHING: Self = Self {
        steps: &[],
        made: &[],
    };

    /// The request by which an operation made something for this case.
    pub(super) fn making(&self, maker: &OperationId) -> Option<&'a Exchange> {
        let mut made = self.made.iter();
        made.find(|(own, _)| own == maker).map(|(_, own)| own)
    }

    /// The members that a step sent and that were taken: an answer that it is done later (202) takes nothing yet.
    pub(super) fn sent(&self, step: usize) -> Option<Map<String, Value>> {
        sent(self.steps.get(step)?)
    }

    /// The members that a step read.
    pub(super) fn read(&self, step: usize) -> Option<Map<String, Value>> {
        let response = self.steps.get(step)?.response.as_ref().ok()?;
        match response.json().filter(|_| response.status.is_success())? {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }
}

/// The members that a request sent and that were taken.
pub(super) fn sent(exchange: &Exchange) -> Option<Map<String, Value>> {
    if !exchange.response.as_ref().ok()?.status.is_done() {
        return None;
    }
    serde_json::from_slice(exchange.sent.content.as_ref()?).ok()
}

/// Whether an answer is one that was kept somewhere, and may be of a time before (RFC 9111 §5.1).
pub(super) fn is_kept_copy(response: &Received) -> bool {
    let mut fields = response.headers.iter();
    fields.any(|(name, value)| name.eq_ignore_ascii_case("age") && value.trim() != "0")
}

/// Whether two values are the same, however they are written: numbers as texts, letters of either case, times with
/// another offset, lists in another order. An object may have more than what was sent.
pub(super) fn is_same(sent: &Value, read: &Value) -> bool {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            let mut sent = sent.iter();
            sent.all(|(name, own)| read.get(name).is_some_and(|other| is_same(own, other)))
        }
        (Value::Array(sent), Value::Array(read)) => {
            let is_there = |own: &Value| read.iter().any(|other| is_same(own, other));
            sent.len() == read.len() && sent.len() <= MOST_COMPARED && sent.iter().all(is_there)
                || sent == read
        }
        _ => sent == read || is_same_text(&text(sent), &text(read)),
    }
}

/// How many elements of lists are compared in any order.
const MOST_COMPARED: usize = 100;

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_lowercase(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn is_same_text(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|own| own.is_finite());
    if one == other {
        return true;
    }
    match (number(one), number(other), instant(one), instant(other)) {
        (Some(one), Some(other), _, _) => (one - other).abs() <= f64::EPSILON * one.abs().max(1.0),
        (_, _, Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// The second that a text is, where it is a date with a time of day (RFC 3339).
pub(super) fn instant(text: &str) -> Option<i64> {
    if !Format::DateTime.fits(text) || !text.is_ascii() {
        return None;
    }
    let part = |at: usize, length: usize| text.get(at..at + length)?.parse::<i64>().ok();
    let (year, month, day) = (part(0, 4)?, part(5, 2)?, part(8, 2)?);
    let (hour, minute, second) = (part(11, 2)?, part(14, 2)?, part(17, 2).unwrap_or(0));
    let rest = text.get(16..)?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.'));
    let offset = match rest.as_bytes() {
        [] | [b'z', ..] => 0,
        [sign @ (b'+' | b'-'), ..] => {
            let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
            let hours = digits.get(..2)?.parse::<i64>().ok()?;
            let minutes = digits.get(2..4).map_or(Some(0), |own| own.parse().ok())?;
            let ahead = hours * 60 + minutes;
            if *sign == b'-' { -ahead } else { ahead }
        }
        _ => return None,
    };
    // Days since a day in March, of the calendar that is counted on both ways.
    let (year, month) = if month <= 2 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    Some(((days * 24 + hour) * 60 + minute - offset) * 60 + second)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_same;

    #[test]
    fn a_value_is_the_same_however_it_is_written() {
        for (sent, read, expect) in [
            (json!(1), json!(1.0), true),
            (json!(1), json!("1"), true),
            (json!("1.50"), json!(1.5), true),
            (json!(1), json!(2), false),
            (json!(" Red "), json!("red"), true),
            (json!("red"), json!("reds"), false),
            (json!(true), json!(false), false),
            (
                json!("2031-04-05T06:07:08Z"),
                json!("2031-04-05T08:07:08.000+02:00"),
                true,
            ),
            (
                json!("2031-03-01T00:30:00+01:00"),
                json!("2031-02-28T23:30:00Z"),
                true,
            ),
            (
                json!("2031-04-05T06:07:08Z"),
                json!("2031-04-05T06:07:09Z"),
                false,
            ),
            (json!(["a", "b"]), json!(["b", "a"]), true),
            (json!(["a", "b"]), json!(["a"]), false),
            (json!({"a": 1}), json!({"a": 1, "b": 2}), true),
            (json!({"a": 1, "b": 2}), json!({"a": 1}), false),
        ] {
            assert_eq!(is_same(&sent, &read), expect, "{sent} {read}");
        }
    }
}
