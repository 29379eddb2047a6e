//! The content is an object or a list, as the page documents it.

use serde_json::Value;

use super::parsed::{Parsed, in_words, places};
use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;
use crate::table::data::{JsonKind, Member};

pub(super) const CHECK: Check = Check {
    code: CheckCode::ContentKindAsDocumented,
    rule: "JSON content is an object or a list where the page documents or shows one",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for content that the page describes or shows",
        ),
        (
            Authority::Configured,
            "for a request that a fixture makes of an operation which is not itself tested",
        ),
        (
            Authority::Assumed,
            "for the elements of a list, for content that is no JSON where the page shows some, and for a request that \
             is itself our reading",
        ),
    ],
    example: concat!(
        "page    HTTP/1.1 200 OK\n",
        "\n",
        "        {\"ticket\": \"T-1\", \"days\": 28}\n",
        "answer  200 OK\n",
        "        Content-Type: application/json\n",
        "\n",
        "        []",
    ),
    advice: "Send an object where the page shows one, and a list where it shows a list. A list that has nothing in \
             it is `[]`, and no object.",
    yields_to: &[
        CheckCode::ResponseComplete,
        CheckCode::BodyAsDocumented,
        CheckCode::ContentTypeAsDocumented,
        CheckCode::JsonWellFormed,
    ],
    judge: Judge::Content(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received, parsed: &Parsed) -> Judgement {
    match demand {
        Demand::ContentKind(success, member) if success.has(response.status) => {
            kind(member, response, parsed)
        }
        Demand::SomeJson(success) if success.has(response.status) => {
            if response.body.is_empty() || response.body_truncated || response.has_unread_coding {
                return Judgement::NotApplicable;
            }
            let is_json = parsed.json(response).is_some() || is_several(&response.body);
            Judgement::from_rule(is_json, || Breach {
                message: "the page shows JSON, and the content is none".to_owned(),
                expected: "JSON".to_owned(),
                actual: response.in_words(),
            })
        }
        _ => Judgement::NotApplicable,
    }
}

fn kind(member: &Member, response: &Received, parsed: &Parsed) -> Judgement {
    let Some(json) = parsed.json(response) else {
        return Judgement::NotApplicable;
    };
    let places = places(json, &member.path);
    if places.is_empty() {
        return Judgement::NotApplicable;
    }
    let is_one = |value: &Value| match value {
        Value::Object(_) => member.kinds.contains(&JsonKind::Object),
        Value::Array(_) => member.kinds.contains(&JsonKind::List),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    let other = places.iter().find(|(_, value)| !is_one(value));
    match other {
        None => Judgement::Held,
        Some((pointer, value)) => Judgement::Broken(Breach {
            message: format!(
                "{} is {}, where the page has {}",
                pointer.in_words(),
                in_words(value),
                member.kinds_in_words()
            ),
            expected: member.kinds_in_words(),
            actual: in_words(value),
        }),
    }
}

/// Whether content is several JSON texts, one after the other.
fn is_several(body: &[u8]) -> bool {
    let mut texts = serde_json::Deserializer::from_slice(body).into_iter::<serde::de::IgnoredAny>();
    !body.trim_ascii().is_empty() && texts.all(|text| text.is_ok())
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::{Demand, Success};
    use crate::table::data::{Basis, JsonKind, Member, MemberPath};

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let ok = || Success::Listed(vec![status(200)]);
        let of = |path: &str, kinds: &[JsonKind]| {
            let path = MemberPath::read(path).unwrap();
            let member = Member {
                kinds: kinds.to_vec(),
                ..Member::at(path, Basis::Said)
            };
            Demand::ContentKind(ok(), Arc::new(member))
        };
        let object = of("", &[JsonKind::Object]);
        let list = of("", &[JsonKind::List]);
        let either = of("", &[JsonKind::Object, JsonKind::List]);
        let each = of("/*", &[JsonKind::Object]);
        let trial =
            |demand: &Demand, code, body: &str, is| (demand.clone(), exchange(code, &[], body), is);
        vec![
            trial(&object, 200, "{}", Is::Held),
            trial(&object, 200, "[]", Is::Broken),
            trial(&object, 200, "null", Is::Broken),
            trial(&object, 201, "[]", Is::Silent),
            trial(&object, 200, "no json", Is::Silent),
            trial(&list, 200, "[1]", Is::Held),
            trial(&list, 200, "{\"items\": []}", Is::Broken),
            trial(&either, 200, "[]", Is::Held),
            trial(&each, 200, "[{}, {}]", Is::Held),
            trial(&each, 200, "[{}, \"T-1\"]", Is::Broken),
            trial(&each, 200, "[]", Is::Silent),
            trial(
                &Demand::SomeJson(ok()),
                200,
                "{\"a\": 1}\n{\"a\": 2}\n",
                Is::Held,
            ),
            trial(&Demand::SomeJson(ok()), 200, "done", Is::Broken),
            trial(&Demand::SomeJson(ok()), 200, "", Is::Silent),
            trial(&Demand::NoServerError, 200, "[]", Is::Silent),
        ]
    }
}
