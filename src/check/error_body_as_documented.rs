//! An error's content has the shape that the page for the whole API documents.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::content::BYTE_ORDER_MARK;
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ErrorBodyAsDocumented,
    rule: "an error's body is JSON with the members that the family's errors page documents",
    source: "",
    authorities: &[(Authority::Family, "")],
    example: concat!(
        r#"page    the errors page: every error is {"error": {"code": "…", "message": "…"}}"#,
        "\n",
        "answer  400 Bad Request\n",
        "        Content-Type: text/html\n",
        "        <h1>Bad Request</h1>",
    ),
    advice: "Give errors the documented shape wherever they arise: in the gateway and in the \
             handlers that the framework brings along, too. The violation says what is wrong \
             with it.",
    yields_to: &[
        CheckCode::NoUndocumentedRedirect,
        CheckCode::StatusAsDocumented,
        CheckCode::UndocumentedMethodRefused,
        CheckCode::CredentialRefused,
        CheckCode::RequiredHeaderRefused,
    ],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let Demand::ErrorBody {
        members,
        content_type,
    } = demand
    else {
        return Judgement::NotApplicable;
    };
    if !response.status.is_error() || response.body_truncated || response.has_unread_coding {
        return Judgement::NotApplicable;
    }
    let wrong = wrong_shape(&response.body, members).or_else(|| {
        let actual = response.media_type().unwrap_or_else(|| "none".to_owned());
        let is_it = match content_type.as_str() {
            "" => actual.ends_with("json"),
            documented => actual == documented,
        };
        (!is_it).then(|| format!("its Content-Type is {actual}"))
    });
    match wrong {
        None => Judgement::Held,
        Some(wrong) => Judgement::Broken(Breach {
            message: format!("the error body is not of the documented shape: {wrong}"),
            expected: format!("{} with {}", named(content_type), members.join(", ")),
            actual: format!("{}, {}", response.status, response.body_in_words()),
        }),
    }
}

fn named(content_type: &str) -> &str {
    match content_type {
        "" => "JSON",
        named => named,
    }
}

/// What is wrong with a body that should be JSON with these members, each a string.
fn wrong_shape(body: &[u8], members: &[String]) -> Option<String> {
    if body.is_empty() {
        return Some("it is empty".to_owned());
    }
    if body.starts_with(BYTE_ORDER_MARK) {
        return Some("a byte order mark stands before the JSON (RFC 8259 §8.1)".to_owned());
    }
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(body) else {
        return Some("it is not JSON".to_owned());
    };
    members.iter().find_map(|member| {
        let pointer = format!("/{}", member.replace('.', "/"));
        match json.pointer(&pointer) {
            Some(serde_json::Value::String(_)) => None,
            Some(_) => Some(format!("{member} is not a string")),
            None => Some(format!("{member} is missing")),
        }
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let json = ("Content-Type", "application/json; charset=utf-8");
        let error = r#"{"error":{"code":"a","message":"b"}}"#;
        let shape = Demand::ErrorBody {
            members: vec!["error.code".to_owned(), "error.message".to_owned()],
            content_type: "application/json".to_owned(),
        };
        vec![
            (shape.clone(), exchange(400, &[json], error), Is::Held),
            (shape.clone(), exchange(400, &[], error), Is::Broken),
            (shape.clone(), exchange(400, &[json], ""), Is::Broken),
            (shape.clone(), exchange(400, &[json], "<p>"), Is::Broken),
            (
                shape.clone(),
                exchange(400, &[json], r#"{"error":{}}"#),
                Is::Broken,
            ),
            (shape, exchange(200, &[], "x"), Is::Silent),
        ]
    }
}
