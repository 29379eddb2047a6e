//! `answer(model, asked)`: what a correct service would say, as a pure function of the tables.

use crate::http::{Method, Status};
use crate::spec::family::Family;
use crate::spec::path::Piece;
use crate::spec::table::{
    HeaderRule, Operation, Presence, RequestBody, Response, ResponseBody, Row, SpecTable,
};

/// The tables that a fake serves.
#[derive(Debug, Clone)]
pub struct Model {
    operations: Vec<(Operation, Option<Family>)>,
}

/// A request as the fake sees it.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The method.
    pub method: &'a str,
    /// The path below the base, without query.
    pub path: &'a str,
    /// Fields in order.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The content.
    pub body: &'a [u8],
}

impl Asked<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }
}

/// What the fake says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: Status,
    /// Fields in order.
    pub headers: Vec<(String, String)>,
    /// The content; `None` where the answer has none.
    pub body: Option<String>,
}

impl Model {
    /// The model of tables whose decisions were applied.
    #[must_use]
    pub fn new(tables: &[SpecTable], families: &[Family]) -> Self {
        let mut operations = Vec::new();
        for table in tables {
            let family = families
                .iter()
                .find(|f| table.family.as_ref() == Some(&f.id));
            for operation in &table.operations {
                operations.push((operation.clone(), family.cloned()));
            }
        }
        Self { operations }
    }

    /// Answers as a service that keeps every promise of the tables.
    #[must_use]
    pub fn answer(&self, asked: &Asked<'_>) -> Answer {
        let here: Vec<&(Operation, Option<Family>)> = self
            .operations
            .iter()
            .filter(|(operation, _)| serves_path(operation, asked.path))
            .collect();
        let family = here.iter().find_map(|(_, family)| family.as_ref());
        if here.is_empty() {
            return refuse(404, "notFound", family);
        }
        let serves = |operation: &Operation| {
            effective(&operation.method).is_some_and(|m| m.as_str() == asked.method)
        };
        let Some((operation, family)) = here.iter().find(|(operation, _)| serves(operation)) else {
            let methods = here.iter().filter_map(|(o, _)| effective(&o.method));
            let allow: Vec<&str> = methods.map(Method::as_str).collect();
            let mut answer = refuse(405, "methodNotAllowed", family);
            answer.headers.push(("Allow".to_owned(), allow.join(", ")));
            return answer;
        };
        refusal(operation, family.as_ref(), asked).unwrap_or_else(|| success(operation, asked))
    }
}

/// The value that holds; while undecided, the first reading.
fn effective<T>(row: &Row<T>) -> Option<&T> {
    row.value()
        .or_else(|| row.readings.first().map(|reading| &reading.value))
}

fn serves_path(operation: &Operation, path: &str) -> bool {
    let paths = operation.paths.iter().filter_map(effective).flatten();
    paths.into_iter().any(|template| template.matches(path))
}

/// Refuses what the page does not let pass: a missing or bad credential, a missing or empty
/// required header, a body that is not JSON where JSON is documented.
fn refusal(operation: &Operation, family: Option<&Family>, asked: &Asked<'_>) -> Option<Answer> {
    let required = operation
        .headers
        .iter()
        .filter_map(effective)
        .filter(|rule| rule.presence == Presence::Required);
    let (credentials, others): (Vec<_>, Vec<_>) =
        required.partition(|rule| rule.name.is_credential());
    if credentials.iter().any(|rule| !is_authorised(rule, asked)) {
        let code = family.and_then(|f| f.credential.as_ref());
        let mut answer = refuse(
            code.map_or(401, |(_, status)| status.code()),
            "unauthenticated",
            family,
        );
        if answer.status.code() == 401 {
            let challenge = ("WWW-Authenticate".to_owned(), "Bearer".to_owned());
            answer.headers.push(challenge);
        }
        return Some(answer);
    }
    let usable = |rule: &&HeaderRule| {
        asked
            .header(rule.name.as_str())
            .is_some_and(|value| !value.trim().is_empty())
    };
    if !others.iter().all(usable) {
        return Some(refuse(400, "invalidRequest", family));
    }
    let body = operation.request_body.as_ref().and_then(effective);
    let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(asked.body).is_ok();
    match body {
        Some(RequestBody::Json) if !is_json => Some(refuse(400, "invalidRequest", family)),
        _ => None,
    }
}

fn is_authorised(rule: &HeaderRule, asked: &Asked<'_>) -> bool {
    let template = rule.value.as_deref().unwrap_or("{token}");
    let accepted = template.replace("{token}", super::CREDENTIAL);
    asked.header(rule.name.as_str()) == Some(accepted.as_str())
}

/// The first response whose condition the request meets, or the unconditional one.
fn success(operation: &Operation, asked: &Asked<'_>) -> Answer {
    let responses: Vec<&Response> = operation.responses.iter().filter_map(effective).collect();
    let meets = |response: &&&Response| {
        response.when.as_ref().is_some_and(|(name, value)| {
            asked
                .header(name.as_str())
                .is_some_and(|v| v.eq_ignore_ascii_case(value))
        })
    };
    let chosen = responses
        .iter()
        .find(meets)
        .or_else(|| responses.iter().find(|r| r.when.is_none()));
    let Some(response) = chosen else {
        return Answer {
            status: Status::NO_CONTENT,
            headers: Vec::new(),
            body: None,
        };
    };
    let shown = operation
        .examples
        .iter()
        .filter_map(effective)
        .filter_map(|example| example.response.as_ref())
        .find(|shown| shown.status == response.status);
    let mut headers = Vec::new();
    for name in &response.headers {
        let value = shown.and_then(|s| s.headers.iter().find(|(n, _)| n == name));
        let value = value.map_or_else(|| "as-documented".to_owned(), |(_, v)| plain(v));
        headers.push((name.to_string(), value));
    }
    let body = match response.body {
        ResponseBody::Empty | ResponseBody::Unstated => None,
        ResponseBody::Content => {
            let content_type = response.content_type.clone();
            let content_type = content_type.unwrap_or_else(|| "application/json".to_owned());
            headers.push(("Content-Type".to_owned(), content_type));
            let body = shown.and_then(|s| s.body.clone());
            Some(body.unwrap_or_else(|| "{}".to_owned()))
        }
    };
    Answer {
        status: response.status,
        headers,
        body,
    }
}

/// A documented value with its placeholders replaced by their names.
fn plain(value: &str) -> String {
    crate::spec::path::pieces(value)
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) | Piece::Placeholder(text) => *text,
        })
        .collect()
}

/// A refusal, its body of the family's shape where there is a family.
fn refuse(code: u16, error: &str, family: Option<&Family>) -> Answer {
    let mut headers = Vec::new();
    let mut body = None;
    if let Some((_, shape)) = family.and_then(|f| f.error_body.as_ref()) {
        let mut json = serde_json::Value::Object(serde_json::Map::new());
        for member in &shape.members {
            insert(&mut json, member, error);
        }
        headers.push(("Content-Type".to_owned(), shape.content_type.clone()));
        body = Some(json.to_string());
    }
    Answer {
        status: Status::new(code).unwrap_or(Status::NO_CONTENT),
        headers,
        body,
    }
}

fn insert(json: &mut serde_json::Value, member: &str, text: &str) {
    let mut place = json;
    for name in member.split('.') {
        if !place.is_object() {
            *place = serde_json::Value::Object(serde_json::Map::new());
        }
        place = &mut place[name];
    }
    *place = serde_json::Value::String(text.to_owned());
}
