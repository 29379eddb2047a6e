//! Content that says that it is JSON is JSON (RFC 8259 §2), without a byte order mark (§8.1).

use serde::de::IgnoredAny;

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Rfc, Step};
use crate::protocol::content::BYTE_ORDER_MARK;
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::JsonWellFormed,
    rule: "content whose Content-Type says that it is JSON is JSON, or several texts of it one after the other, \
           and begins with no byte order mark",
    source: Rfc::JSON.0,
    authorities: &[(Authority::Http, "")],
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
    if *demand != Demand::WellFormedJson || !is_json || !is_whole || response.body.is_empty() {
        return Judgement::NotApplicable;
    }
    let body = response.body.strip_prefix(BYTE_ORDER_MARK);
    let has_mark = body.is_some();
    let body = body.unwrap_or(&response.body);
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
            trial(&[("Content-Type", "text/plain")], "{", Is::Silent),
            trial(
                &[("Content-Type", "application/jsonl")],
                "{}\n{}",
                Is::Silent,
            ),
        ]
    }
}
