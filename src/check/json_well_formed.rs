//! Content that says that it is JSON is JSON (RFC 8259 §2), without a byte order mark (§8.1), and no object in it has a
//! name twice (§4).

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::parsed::short;
use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Rfc, Step};
use crate::protocol::content::BYTE_ORDER_MARK;
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::JsonWellFormed,
    rule: "content whose Content-Type says that it is JSON is JSON, or several texts of it one after the other, begins \
           with no byte order mark, and names no member twice",
    source: Rfc::JSON.0,
    authorities: &[
        (Authority::Http, "that it is JSON"),
        (
            Authority::Assumed,
            "that no object has a name twice, which RFC 8259 §4 advises",
        ),
    ],
    example: concat!(
        "answer  200 OK\n",
        "        Content-Type: application/json\n",
        "\n",
        "        {\"id\": 17",
    ),
    advice: "Write content by a library, and look at what adds to it: a template, a log line, a gateway's page \
             below the type of the service.",
    yields_to: &[
        CheckCode::BodyAsDocumented,
        CheckCode::NoBytesAfterResponse,
        CheckCode::ErrorBodyAsDocumented,
        CheckCode::ContentCodingAsStated,
    ],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let is_json = response.media_type().is_some_and(|own| {
        own == "application/json" || own.starts_with("application/") && own.ends_with("+json")
    });
    let is_whole = !response.body_truncated && !response.has_unread_coding;
    let is_own = matches!(demand, Demand::WellFormedJson | Demand::UniqueNames);
    if !is_own || !is_json || !is_whole || response.body.is_empty() {
        return Judgement::NotApplicable;
    }
    let body = response.body.strip_prefix(BYTE_ORDER_MARK);
    let has_mark = body.is_some();
    let body = body.unwrap_or(&response.body);
    if *demand == Demand::UniqueNames {
        return unique(body, response);
    }
    let mut texts = serde_json::Deserializer::from_slice(body).into_iter::<IgnoredAny>();
    let wrong = match texts.find_map(Result::err) {
        Some(error) => Some(error.to_string()),
        None if body.trim_ascii().is_empty() => Some("there are blanks only".to_owned()),
        None => None,
    };
    let message = match wrong {
        Some(wrong) => Some(format!(
            "the content says that it is JSON and is none: {wrong}"
        )),
        None => has_mark.then(|| "a byte order mark (U+FEFF) stands before the JSON".to_owned()),
    };
    Judgement::from_rule(message.is_none(), || Breach {
        message: message.unwrap_or_default(),
        expected: "JSON (RFC 8259 §2), without a byte order mark (§8.1)".to_owned(),
        actual: response.in_words(),
    })
}

/// Whether no object has a name twice; of what is no JSON nothing is said.
fn unique(body: &[u8], response: &Received) -> Judgement {
    let texts = serde_json::Deserializer::from_slice(body).into_iter::<Unique>();
    for text in texts {
        match text {
            Ok(_) => {}
            Err(error) => {
                let said = error.to_string();
                let twice = said.split_once(TWICE).filter(|_| error.is_data());
                let mut all = serde_json::Deserializer::from_slice(body).into_iter::<IgnoredAny>();
                let Some((_, rest)) = twice.filter(|_| all.all(|text| text.is_ok())) else {
                    return Judgement::NotApplicable;
                };
                let name = rest.split('`').next().unwrap_or_default();
                return Judgement::Broken(Breach {
                    message: format!("an object in the content has `{}` twice", short(name)),
                    expected: "each name once (RFC 8259 §4)".to_owned(),
                    actual: response.in_words(),
                });
            }
        }
    }
    Judgement::Held
}

/// How the error for a name that is there twice begins.
const TWICE: &str = "there twice: `";

/// A JSON value of which nothing is kept, and no object of which has a name twice.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut names: HashSet<std::borrow::Cow<'de, str>> = HashSet::new();
        while let Some(name) = members.next_key::<std::borrow::Cow<'de, str>>()? {
            members.next_value::<Self>()?;
            if let Some(name) = names.replace(name) {
                return Err(A::Error::custom(format!("{TWICE}{name}`")));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let json = ("Content-Type", "application/json; charset=utf-8");
        let problem = ("Content-Type", "application/problem+json");
        let trial = |headers: &[(&str, &str)], body: &str, is: Is| {
            (Demand::WellFormedJson, exchange(200, headers, body), is)
        };
        let names = |body: &str, is: Is| (Demand::UniqueNames, exchange(200, &[json], body), is);
        vec![
            trial(&[json], "{\"id\": 17}", Is::Held),
            trial(&[json], "\"seventeen\"\n", Is::Held),
            trial(&[json], "{\"id\": 17}\n{\"id\": 18}\n", Is::Held),
            trial(&[json], "\u{feff}[]", Is::Broken),
            trial(&[json], "{\"id\": 17", Is::Broken),
            trial(&[problem], "<p>Not found</p>", Is::Broken),
            trial(&[json], "not found", Is::Broken),
            trial(&[json], " \n", Is::Broken),
            trial(&[json], "", Is::Silent),
            names(
                "{\"a\": {\"a\": 1}, \"b\": [{\"a\": null}, {\"a\": 2.5}]}",
                Is::Held,
            ),
            names("{\"a\": 1}\n{\"a\": 2}\n", Is::Held),
            names("{\"a\": [{\"b\": 1, \"b\": \"`\"}]}", Is::Broken),
            names("{\"a\": 1, \"a\": 1", Is::Silent),
            names("{\"a\": 1", Is::Silent),
            trial(&[("Content-Type", "text/plain")], "{", Is::Silent),
            trial(
                &[("Content-Type", "application/jsonl")],
                "{}\n{}",
                Is::Silent,
            ),
        ]
    }
}
