//! What an answer says comes next: a word for a parameter, or a link.

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use serde_json::{Map, Value};

use crate::plan::{Demand, Next, Rule, Step};
use crate::protocol::bindings::Bindings;
use crate::protocol::exchange::Exchange;
use crate::protocol::request::Request;
use crate::protocol::words::bare_name;

/// The request of a step, where that asks for what the answer before it says comes next; `None` where nothing does.
pub(super) fn going_on<'r>(
    step: &Step,
    request: &'r Request,
    before: Option<&Exchange>,
    bindings: &Bindings,
) -> Option<Cow<'r, Request>> {
    let Some(name) = parameter(step) else {
        return Some(Cow::Borrowed(request));
    };
    let value = said(before?)?;
    let mut plan = step.plan.clone();
    let encoded = utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string();
    plan.path = plan.path.with_parameter(name, &encoded);
    plan.fill(bindings).ok().map(Cow::Owned)
}

/// The parameter by which a step asks for what comes next.
fn parameter(step: &Step) -> Option<&str> {
    step.expectations.iter().find_map(|own| match &own.demand {
        Demand::Listing(_, listing) => match &listing.rule {
            Rule::Follows {
                next: Next::Parameter(name),
                ..
            } => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    })
}

/// The longest word that is sent back, in bytes.
const LONGEST: usize = 2_000;

/// Names of members in which the place of the next page may stand.
const AROUND: &[&str] = &[
    "cursors",
    "links",
    "meta",
    "metadata",
    "page",
    "pagination",
    "paging",
];

/// What an answer says for the next page, as it is to be sent.
fn said(exchange: &Exchange) -> Option<String> {
    let response = exchange.response.as_ref().ok()?;
    let json = response.json().filter(|_| response.status.is_success())?;
    let members = json.as_object()?;
    let around = AROUND
        .iter()
        .filter_map(|name| members.get(*name)?.as_object());
    let mut all = std::iter::once(members).chain(around);
    let value = all.find_map(next_in)?;
    (value.len() <= LONGEST).then_some(value)
}

fn next_in(members: &Map<String, Value>) -> Option<String> {
    let named = members.iter().filter(|(name, _)| {
        let lower = name.to_lowercase();
        lower.contains("next") || matches!(lower.as_str(), "cursor" | "continuation" | "after")
    });
    let mut values = named.filter_map(|(_, value)| match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let first = values.next()?;
    let is_link = first.starts_with("http://") || first.starts_with("https://");
    let is_link = is_link || first.starts_with('/') || first.starts_with('?');
    match is_link {
        false => Some(first),
        true => in_link(&first),
    }
}

/// The word for what comes next in the query of a link: the only one that no other page has.
fn in_link(link: &str) -> Option<String> {
    let base = Url::parse("http://localhost/").ok()?;
    let url = base.join(link).ok()?;
    let pairs: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    let mut words = pairs.into_iter().filter(|(name, _)| {
        let bare = bare_name(name);
        ["after", "continu", "cursor", "marker", "next", "token"]
            .iter()
            .any(|own| bare.contains(own))
    });
    words.next().map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::said;
    use crate::check::tests::exchange;

    #[test]
    fn what_comes_next_is_a_word_or_stands_in_a_link() {
        for (body, expect) in [
            ("{\"next_cursor\": \"b&c\", \"of\": []}", Some("b&c")),
            ("{\"next\": 7, \"of\": []}", Some("7")),
            ("{\"paging\": {\"next\": \"x\"}}", Some("x")),
            ("{\"next\": \"/desks?limit=1&after=Zm9v\"}", Some("Zm9v")),
            ("{\"next\": \"/desks?limit=1\"}", None),
            ("{\"next_cursor\": null}", None),
            ("{\"next_cursor\": \"\"}", None),
            ("[1]", None),
        ] {
            let found = said(&exchange(200, &[], body));
            assert_eq!(found.as_deref(), expect, "{body}");
        }
    }
}
