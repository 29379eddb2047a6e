//! A list comes in the order that its page says, or that was asked for.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::before::{Before, instant, is_same};
use super::list_as_documented::elements;
use super::parsed::{Parsed, in_words};
use super::{Breach, Check, CheckCode, Judge, Judgement, OF_CONTENT};
use crate::plan::{Authority, Demand, Ordered};
use crate::protocol::exchange::Received;
use crate::table::Direction;
use crate::table::words::Word as _;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ListInOrder,
    rule: "a list comes in the documented order, and in the one that a query asks for",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for what the page says of its lists and of the parameter by which they are sorted",
        ),
        (
            Authority::Family,
            "for what a page that speaks for the whole API says of a list",
        ),
    ],
    example: concat!(
        "page    Lists the loans of a shelf, sorted by `days`.\n",
        "sent    GET /me/shelves/7/loans\n",
        "answer  200 OK\n",
        "        Content-Type: application/json\n",
        "\n",
        "        {\"loans\": [{\"days\": 28}, {\"days\": 14}]}",
    ),
    advice: "Sort what is listed as the page says, before it is cut into pages.",
    yields_to: OF_CONTENT,
    judge: Judge::Compared(judge),
};

fn judge(demand: &Demand, response: &Received, parsed: &Parsed, before: &Before<'_>) -> Judgement {
    let Demand::Ordered(success, order) = demand else {
        return Judgement::NotApplicable;
    };
    let json = parsed.json(response);
    let json = json.filter(|_| success.has(response.status));
    let judged = json.and_then(elements).and_then(|list| {
        let of_made = made(list, order, before);
        of_made.or_else(|| by_values(list, order))
    });
    judged.unwrap_or(Judgement::NotApplicable)
}

/// Whether two things that were made one after the other are listed so.
fn made(list: &[Value], order: &Ordered, before: &Before<'_>) -> Option<Judgement> {
    let (first, second) = order.made.filter(|_| order.by.is_none())?;
    let (first, second) = (before.read(first)?, before.read(second)?);
    let (first, second) = (place(list, &first)?, place(list, &second)?);
    let is_right = match order.direction? {
        Direction::Ascending => first < second,
        Direction::Descending => second < first,
    };
    (first != second).then(|| {
        Judgement::from_rule(is_right, || Breach {
            message: format!(
                "what was made first is listed at {}, what was made after it at {}",
                first + 1,
                second + 1
            ),
            expected: match order.direction {
                Some(Direction::Descending) => "what was made last first".to_owned(),
                _ => "what was made first first".to_owned(),
            },
            actual: list.iter().map(in_words).collect::<Vec<_>>().join(", "),
        })
    })
}

/// The place of the only element that is like what an answer had.
fn place(list: &[Value], made: &Map<String, Value>) -> Option<usize> {
    let is_it = |element: &Value| {
        let Some(members) = element.as_object() else {
            return false;
        };
        let mut shared = made.iter().filter_map(|(name, own)| {
            let other = members.get(name)?;
            Some((own, other))
        });
        members.keys().any(|name| made.contains_key(name))
            && shared.all(|(own, other)| is_same(own, other))
    };
    let mut found = list.iter().enumerate().filter(|(_, own)| is_it(own));
    let (first, _) = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether the values of a member go one way.
fn by_values(list: &[Value], order: &Ordered) -> Option<Judgement> {
    let member = match &order.by {
        Some(by) => by.clone(),
        None => time_of_making(list)?,
    };
    let values = list.iter().filter_map(|own| value_of(own, &member));
    let values: Vec<&Value> = values.filter(|own| !own.is_null()).collect();
    let pairs = || values.windows(2).map(|two| (two[0], two[1]));
    let fit = |way: Direction| pairs().all(|(one, other)| fits(one, other, way));
    let is_shown = pairs().any(|(one, other)| !is_same(one, other));
    if !is_shown {
        return None;
    }
    let (is_right, way) = match order.direction {
        Some(way) => (fit(way), way),
        None => (
            fit(Direction::Ascending) || fit(Direction::Descending),
            Direction::Ascending,
        ),
    };
    Some(Judgement::from_rule(is_right, || {
        let wrong = pairs().find(|(one, other)| !fits(one, other, way));
        let (one, other) = wrong.unwrap_or((&Value::Null, &Value::Null));
        Breach {
            message: format!(
                "the list is not in the order of `{member}`: {} stands before {}",
                in_words(one),
                in_words(other)
            ),
            expected: match order.direction {
                Some(way) => format!("{} by `{member}`", way.word()),
                None => format!("sorted by `{member}`, either way"),
            },
            actual: values
                .iter()
                .map(|own| in_words(own))
                .collect::<Vec<_>>()
                .join(", "),
        }
    }))
}

/// The value of a member, whose name may be said in words.
fn value_of<'v>(element: &'v Value, name: &str) -> Option<&'v Value> {
    let members = element.as_object()?;
    let bare = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    members.get(name).or_else(|| {
        let wanted = bare(name);
        let mut alike = members.iter().filter(|(own, _)| bare(own) == wanted);
        alike.next().map(|(_, value)| value)
    })
}

/// Beginnings of names of members that say when a thing was made.
const MADE: &[&str] = &["added", "creat", "made", "record", "register"];

/// The member that says when a thing was made, where all that are listed have it as a time.
fn time_of_making(list: &[Value]) -> Option<String> {
    let first = list.first()?.as_object()?;
    let is_time = |name: &str| {
        let mut all = list.iter();
        all.all(|own| {
            let text = own.get(name).and_then(Value::as_str);
            text.is_some_and(|text| moment(text).is_some())
        })
    };
    let mut named = first.keys().filter(|name| {
        let lower = name.to_lowercase();
        MADE.iter().any(|word| lower.starts_with(word)) && is_time(name)
    });
    let found = named.next()?;
    named.next().is_none().then(|| found.clone())
}

/// Whether two values may stand one after the other: only what is out of order by every way to compare them may not.
fn fits(one: &Value, other: &Value, way: Direction) -> bool {
    let wrong = match way {
        Direction::Ascending => Ordering::Greater,
        Direction::Descending => Ordering::Less,
    };
    let compared = compared(one, other);
    compared.is_empty() || compared.iter().any(|own| *own != wrong)
}

/// How two values compare, by each way in which services do that; nothing where they are of no kind that has an order.
fn compared(one: &Value, other: &Value) -> Vec<Ordering> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            let both = one.as_f64().zip(other.as_f64());
            let ordering = both.and_then(|(one, other)| one.partial_cmp(&other));
            ordering.into_iter().collect()
        }
        (Value::Bool(one), Value::Bool(other)) => vec![one.cmp(other)],
        (Value::String(one), Value::String(other)) => match (moment(one), moment(other)) {
            (Some(first), Some(second)) => vec![first.cmp(&second)],
            _ => vec![
                one.cmp(other),
                one.to_lowercase().cmp(&other.to_lowercase()),
                letters(one).cmp(&letters(other)),
                natural(one).cmp(&natural(other)),
            ],
        },
        _ => Vec::new(),
    }
}

/// The second that a text is.
fn moment(text: &str) -> Option<i64> {
    instant(&text.to_lowercase())
}

/// The letters and digits of a text: what most languages sort by first.
fn letters(text: &str) -> String {
    let own = text.chars().filter(|c| c.is_alphanumeric());
    own.flat_map(char::to_lowercase).collect()
}

/// The parts of a text, numbers by what they are.
fn natural(text: &str) -> Vec<(String, u64)> {
    let lower = text.to_lowercase();
    let mut parts: Vec<(String, u64)> = vec![(String::new(), 0)];
    let mut was_digit = false;
    for c in lower.chars() {
        if was_digit && !c.is_ascii_digit() {
            parts.push((String::new(), 0));
        }
        if let Some((words, number)) = parts.last_mut() {
            match c.to_digit(10) {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(u64::from(digit)),
                None => words.push(c),
            }
        }
        was_digit = c.is_ascii_digit();
    }
    parts
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::{Demand, Ordered, Success};
    use crate::table::Direction;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let of = |by: Option<&str>, direction, body: &str, is| {
            let own = Ordered {
                by: by.map(str::to_owned),
                direction,
                made: None,
            };
            let demand = Demand::Ordered(Success::Any, Arc::new(own));
            (demand, exchange(200, &[], body), is)
        };
        let (up, down) = (Some(Direction::Ascending), Some(Direction::Descending));
        let days = "[{\"n\": 1}, {\"n\": 9}, {\"n\": 10}]";
        let mixed = "[{\"n\": 1}, {\"n\": 10}, {\"n\": 9}]";
        vec![
            of(Some("n"), up, days, Is::Held),
            of(Some("n"), down, days, Is::Broken),
            of(Some("n"), None, days, Is::Held),
            of(Some("n"), None, mixed, Is::Broken),
            of(Some("N"), up, mixed, Is::Broken),
            of(Some("n"), up, "[{\"n\": 1}, {\"n\": 1}]", Is::Silent),
            of(Some("m"), up, days, Is::Silent),
            of(
                Some("n"),
                up,
                "{\"of\": [{\"n\": \"b\"}, {\"n\": \"a\"}]}",
                Is::Broken,
            ),
            // Services compare texts in several ways.
            of(
                Some("n"),
                up,
                "[{\"n\": \"a2\"}, {\"n\": \"A10\"}]",
                Is::Held,
            ),
            of(
                Some("n"),
                up,
                "[{\"n\": \"A10\"}, {\"n\": \"a2\"}]",
                Is::Held,
            ),
            of(
                None,
                down,
                "[{\"created_at\": \"2031-01-01T00:00:00Z\"}, {\"created_at\": \"2031-01-02T00:00:00Z\"}]",
                Is::Broken,
            ),
            of(None, down, "[{\"at\": 1}, {\"at\": 2}]", Is::Silent),
            of(Some("n"), up, "[1, 2]", Is::Silent),
            of(Some("n"), up, "3", Is::Silent),
        ]
    }
}
