//! What a page documents, as JSON for other programs: version 1, one object a line and operation.
//!
//! | key | meaning |
//! |---|---|
//! | `version` | 1 |
//! | `page` | the page's path below the folder that was given, or its file name |
//! | `operation` | the operation's id; null where the page documents no endpoint |
//! | `methods` | the methods, the one of the request section first |
//! | `paths` | the path alternatives of the request section, in the page's spelling; those of the examples where it has none |
//! | `headers` | one object a request header and name: `name`, `presence` (`required`, `optional`, `conditional`, `unstated` or `contradicted`), `line` |
//! | `request_body` | `none`, `json`, `other` or `unstated` |
//! | `responses` | one object a documented success: `status`, `body` (`empty`, `content` or `unstated`), `line` |
//! | `examples` | one object an example request: `request_line`, `status` of the response shown (else null), `lines` |
//! | `for_all` | what the page says of all requests, on its first object only, and only where it says something: `says` (`success`, `header`, `credential-status` or `base`), with `methods` and `status`, `name` and `value`, `status`, or `base`, and `line` |
//! | `findings` | what is wrong with the page, on its first object only: `code`, `severity`, `lines` |
//!
//! Lines count from 1. Where places contradict each other, the value is what the section that is
//! meant for it says; the contradiction is a finding. Decisions do not change any of this.

use serde_json::{Value, json};

use crate::derive::Derived;
use crate::protocol::target::RequestTarget;
use crate::protocol::{Method, Status};
use crate::read::{Finding, ForAll};
use crate::table::words::{Word as _, Words as _};
use crate::table::{Citation, Example, HeaderRule, Operation, Reading, RequestBody, Response, Row};
use crate::text::page::{Page, Position, Span};

/// The version of this form.
pub(crate) const VERSION: u32 = 1;

/// Renders what came of a page, each object on a line of its own; `name` is how the page is called.
#[must_use]
pub(crate) fn render(page: &Page, name: &str, derived: &Derived) -> String {
    let mut findings: Vec<Value> = derived.findings.iter().map(|f| finding(page, f)).collect();
    let table = derived.table.as_ref();
    let operations = table.map(|table| table.operations.as_slice());
    let operations = operations.unwrap_or_default();
    let mut for_all: Vec<Value> = derived.for_all.iter().map(said).collect();
    if operations.is_empty() {
        let mut value = json!({
            "version": VERSION,
            "page": name,
            "operation": null,
            "methods": [],
            "paths": [],
            "headers": [],
            "request_body": "unstated",
            "responses": [],
            "examples": [],
            "findings": findings,
        });
        add_for_all(&mut value, for_all);
        return format!("{value}\n");
    }
    let lines = operations.iter().map(|operation| {
        let mut value = self::operation(page, name, operation, std::mem::take(&mut findings));
        add_for_all(&mut value, std::mem::take(&mut for_all));
        format!("{value}\n")
    });
    lines.collect()
}

/// Adds what a page says of all requests, where it says something.
fn add_for_all(value: &mut Value, for_all: Vec<Value>) {
    if let (Value::Object(keys), false) = (value, for_all.is_empty()) {
        keys.insert("for_all".to_owned(), Value::Array(for_all));
    }
}

fn said((says, cites): &(ForAll, Citation)) -> Value {
    let line = match cites {
        Citation::Line { line, .. } => Some(line),
        Citation::Section(_) => None,
    };
    match says {
        ForAll::Success { methods, status } => {
            let methods: Vec<&str> = methods.iter().map(Method::as_str).collect();
            let status = status.map(Status::code);
            json!({"says": "success", "methods": methods, "status": status, "line": line})
        }
        ForAll::Header { name, value, .. } => {
            json!({"says": "header", "name": name.as_str(), "value": value, "line": line})
        }
        ForAll::Parameter { name, place, .. } => {
            json!({"says": "credential", "in": place.word(), "name": name, "line": line})
        }
        ForAll::CredentialRefused(status) => {
            json!({"says": "credential-status", "status": status.code(), "line": line})
        }
        ForAll::ErrorBody {
            members,
            content_type,
        } => {
            json!({"says": "error-body", "members": members, "content_type": content_type, "line": line})
        }
        ForAll::Base(base) => json!({"says": "base", "base": base, "line": line}),
    }
}

fn operation(page: &Page, name: &str, operation: &Operation, findings: Vec<Value>) -> Value {
    let methods = operation.method.readings().iter().map(|r| r.value.as_str());
    let body = operation.request_body.as_ref();
    let body = body.map(|row| row.first().value);
    json!({
        "version": VERSION,
        "page": name,
        "operation": operation.id.0,
        "methods": methods.collect::<Vec<_>>(),
        "paths": paths(page, operation),
        "headers": operation.headers.iter().map(header).collect::<Vec<_>>(),
        "request_body": match body {
            None => "unstated",
            Some(RequestBody::None) => "none",
            Some(RequestBody::EmptyObject | RequestBody::Json) => "json",
            Some(RequestBody::Other) => "other",
        },
        "responses": operation.responses.iter().flat_map(responses).collect::<Vec<_>>(),
        "examples": operation.examples.iter().map(example).collect::<Vec<_>>(),
        "findings": findings,
    })
}

/// The alternatives of the request section, as the page writes them. A path that only an example
/// sends is a reading beside "no such path".
fn paths(page: &Page, operation: &Operation) -> Vec<String> {
    let rows = operation.paths.iter();
    let listed = rows.filter(|row| row.readings().iter().all(|r| !r.value.is_empty()));
    let first = listed.map(Row::first);
    first
        .flat_map(|reading| {
            reading
                .value
                .iter()
                .map(|path| written(page, reading, path))
        })
        .collect()
}

/// A path in the page's own spelling, which may have its placeholders in angle brackets.
fn written(page: &Page, reading: &Reading<Vec<RequestTarget>>, path: &RequestTarget) -> String {
    let places = reading.cites.iter().filter_map(|cite| match cite {
        Citation::Line { line, column, end } => {
            let at = |column: &usize| {
                page.offset(Position {
                    line: *line,
                    column: *column,
                })
            };
            Some(page.slice(Span::new(at(column)?, at(end)?)))
        }
        Citation::Section(_) => None,
    });
    let written = path.to_string();
    // That a placeholder spans segments is said elsewhere on the page.
    let plain = written.replace("{+", "{");
    let with_braces = |text: &&str| text.replace('<', "{").replace('>', "}") == plain;
    let mut same = places.filter(with_braces);
    same.next().map_or(written.clone(), str::to_owned)
}

fn header(row: &Row<HeaderRule>) -> Value {
    let first = row.first();
    let presence = match row.readings().as_slice() {
        [only] => only.value.presence.words(),
        _ => "contradicted".to_owned(),
    };
    json!({
        "name": first.value.name.as_str(),
        "presence": presence,
        "line": line(first),
    })
}

/// One object a status of the row; of a body that is contradicted, what the first place says.
fn responses(row: &Row<Response>) -> Vec<Value> {
    let mut statuses = Vec::new();
    let mut found = Vec::new();
    for reading in row.readings() {
        let response = &reading.value;
        if statuses.contains(&response.status) {
            continue;
        }
        statuses.push(response.status);
        found.push(json!({
            "status": response.status.code(),
            "body": response.body.words(),
            "line": line(reading),
        }));
    }
    found
}

fn example(row: &Row<Example>) -> Value {
    let reading = row.first();
    let example = &reading.value;
    json!({
        "request_line": format!("{} {}", example.method, example.path),
        "status": example.response.as_ref().map(|r| r.status.code()),
        "lines": reading.cites.iter().filter_map(line_of).collect::<Vec<_>>(),
    })
}

fn line<T>(reading: &Reading<T>) -> Option<usize> {
    line_of(reading.cites.first())
}

fn line_of(citation: &Citation) -> Option<usize> {
    match citation {
        Citation::Line { line, .. } => Some(*line),
        Citation::Section(_) => None,
    }
}

fn finding(page: &Page, finding: &Finding) -> Value {
    let lines = finding.places.iter();
    let lines = lines.map(|place| page.position(place.span.start).line);
    json!({
        "code": finding.code.as_str(),
        "severity": finding.code.severity().as_str(),
        "lines": lines.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::render;
    use crate::derive::derive;
    use crate::text::page::Page;

    fn lines(name: &str, text: &str) -> Vec<Value> {
        let page = Page::new(name, text);
        let text = render(&page, name, &derive(&page));
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn an_operation_is_told_with_its_lines() {
        let found = lines("loan-end.md", include_str!("../../specs/loan-end.md"));
        assert_eq!(found.len(), 1);
        let loan = &found[0];
        assert_eq!(loan["operation"], "loan-end");
        assert_eq!(loan["methods"], json!(["POST"]));
        assert_eq!(loan["paths"], json!(["/loans/end"]));
        assert_eq!(
            loan["headers"],
            json!([
                {"name": "loan-ticket", "presence": "contradicted", "line": 29},
                {"name": "Authorization", "presence": "required", "line": 29},
            ])
        );
        assert_eq!(loan["request_body"], "none");
        assert_eq!(
            loan["responses"],
            json!([{"status": 204, "body": "empty", "line": 38}])
        );
        assert_eq!(
            loan["examples"],
            json!([{
                "request_line": "POST /me/shelves/{id}/loans/end",
                "status": 204,
                "lines": [51],
            }])
        );
        assert_eq!(loan["findings"].as_array().unwrap().len(), 8);
    }

    #[test]
    fn a_page_without_an_endpoint_is_told_too() {
        let found = lines("empty.md", "# Nothing\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["operation"], Value::Null);
        assert_eq!(found[0]["findings"][0]["code"], "page-of-prose");
    }
}
