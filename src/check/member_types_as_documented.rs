//! The members are of the types that the page documents, and of the texts and formats that it lists.

use serde_json::Value;

use super::parsed::{Parsed, in_words, places, short};
use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;
use crate::table::data::{JsonKind, Member};
use crate::table::words::Word as _;

pub(super) const CHECK: Check = Check {
    code: CheckCode::MemberTypesAsDocumented,
    rule: "a member of JSON content is of the type, the values and the format that the page documents",
    source: "",
    authorities: &[
        (Authority::Documented, "for what the page says of a member"),
        (
            Authority::Configured,
            "for a request that a fixture makes of an operation which is not itself tested",
        ),
        (
            Authority::Assumed,
            "for a type that only an example shows, for a `null` of which the page says nothing, and for a request \
             that is itself our reading",
        ),
    ],
    example: concat!(
        "page    | `days` | integer | How long the loan lasts. |\n",
        "answer  200 OK\n",
        "        Content-Type: application/json\n",
        "\n",
        "        {\"ticket\": \"T-1\", \"days\": \"28\"}",
    ),
    advice: "Send the member as the page describes it: another type, `null` or a new value breaks clients that were \
             written by the page. Where it may be one, say so on the page.",
    yields_to: &[
        CheckCode::BodyAsDocumented,
        CheckCode::ContentTypeAsDocumented,
        CheckCode::JsonWellFormed,
        CheckCode::ContentKindAsDocumented,
    ],
    judge: Judge::Content(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received, parsed: &Parsed) -> Judgement {
    let (success, member, wrong): (_, _, fn(&Member, &Value) -> Option<String>) = match demand {
        Demand::MemberType(success, member) => (success, member, other_type),
        Demand::MemberNotNull(success, member) => (success, member, |member, value| {
            value.is_null().then(|| match member.kinds.is_empty() {
                true => "a value".to_owned(),
                false => member.kinds_in_words(),
            })
        }),
        _ => return Judgement::NotApplicable,
    };
    let Some(json) = parsed
        .json(response)
        .filter(|_| success.has(response.status))
    else {
        return Judgement::NotApplicable;
    };
    let places = places(json, &member.path);
    if places.is_empty() {
        return Judgement::NotApplicable;
    }
    let found = places
        .iter()
        .find_map(|(pointer, value)| Some((pointer, value, wrong(member, value)?)));
    match found {
        None => Judgement::Held,
        Some((pointer, value, expected)) => Judgement::Broken(Breach {
            message: format!(
                "{} is {}, where the page has {expected}",
                pointer.in_words(),
                in_words(value)
            ),
            expected,
            actual: in_words(value),
        }),
    }
}

/// What a value should be, where it is something else; of `null` nothing is said here.
fn other_type(member: &Member, value: &Value) -> Option<String> {
    if !member.takes(JsonKind::of(value)?) {
        return Some(member.kinds_in_words());
    }
    if !member.values.is_empty() {
        let text = match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        if text.is_some_and(|text| !member.values.contains(&text)) {
            return Some(format!("one of {}", short(&member.values.join(", "))));
        }
    }
    let format = member.format?;
    let text = value.as_str()?;
    (!format.fits(text)).then(|| format!("a string of the format {}", format.word()))
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::{Demand, Success};
    use crate::table::data::{Basis, Format, JsonKind, Member, MemberPath};

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let ok = || Success::Listed(vec![status(200)]);
        let at = |path: &str| Member::at(MemberPath::read(path).unwrap(), Basis::Said);
        let kinds = |path: &str, kinds: &[JsonKind]| Member {
            kinds: kinds.to_vec(),
            ..at(path)
        };
        let states = || Member {
            values: vec!["open".to_owned(), "shut".to_owned()],
            ..at("/state")
        };
        let begun = || Member {
            format: Some(Format::Date),
            ..kinds("/begun", &[JsonKind::Text])
        };
        let is = |member: Member, body: &str, is| {
            let demand = Demand::MemberType(ok(), Arc::new(member));
            (demand, exchange(200, &[], body), is)
        };
        let integer = || kinds("/days", &[JsonKind::Integer]);
        let not_null = |body: &str, is| {
            let demand = Demand::MemberNotNull(ok(), Arc::new(kinds("/tags", &[JsonKind::List])));
            (demand, exchange(200, &[], body), is)
        };
        vec![
            is(integer(), "{\"days\": 28}", Is::Held),
            is(integer(), "{\"days\": 28.0}", Is::Held),
            is(integer(), "{\"days\": null}", Is::Held),
            is(integer(), "{\"days\": 28.5}", Is::Broken),
            is(integer(), "{\"days\": \"28\"}", Is::Broken),
            is(integer(), "{}", Is::Silent),
            is(integer(), "[]", Is::Silent),
            is(kinds("/n", &[JsonKind::Number]), "{\"n\": 1}", Is::Held),
            is(
                kinds("/*/n", &[JsonKind::Text]),
                "[{\"n\": \"\"}, {\"n\": {}}]",
                Is::Broken,
            ),
            is(states(), "{\"state\": \"open\"}", Is::Held),
            is(states(), "{\"state\": \"lost\"}", Is::Broken),
            is(begun(), "{\"begun\": \"2031-04-05\"}", Is::Held),
            is(begun(), "{\"begun\": \"5 April\"}", Is::Broken),
            not_null("{\"tags\": []}", Is::Held),
            not_null("{\"tags\": null}", Is::Broken),
            not_null("{}", Is::Silent),
            (Demand::NoServerError, exchange(200, &[], "{}"), Is::Silent),
        ]
    }
}
