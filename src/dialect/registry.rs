//! The dialect of the container registry's API document: one long page whose detail section has an
//! entity a heading, a method on it below, and named requests below that; each request is a code
//! block with `<placeholders>`, a table of parameters by kind, and `On Success:` and `On Failure:`
//! blocks that begin with a status. What follows the document in its file, its own template, has
//! `{{` in its request lines and is left out.

use super::{Dialect, Part, message};
use crate::fact::{
    ExampleClaim, Facts, Finding, HeaderClaim, HeaderPlace, RequestLine, ResponseClaim, StatusClaim,
};
use crate::http::{HeaderName, Method, Status};
use crate::markdown::{Block, RawRow, blocks};
use crate::page::{Page, Span};
use crate::spec::path::PathTemplate;
use crate::spec::table::{RequestBody, ResponseBody};

/// The dialect.
#[derive(Debug)]
pub struct Registry;

impl Dialect for Registry {
    fn name(&self) -> &'static str {
        "registry"
    }

    fn read(&self, page: &Page) -> (Vec<Part>, Vec<Finding>) {
        let mut reader = Reader {
            page,
            parts: Vec::new(),
            title: None,
            outcome: Outcome::None,
        };
        for block in blocks(page) {
            reader.block(&block);
        }
        (reader.parts, Vec::new())
    }
}

/// What the next code block without a request line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    None,
    Success,
    Failure,
}

struct Reader<'a> {
    page: &'a Page,
    parts: Vec<Part>,
    /// The heading `GET Tags`, while its requests last.
    title: Option<String>,
    outcome: Outcome,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text, .. } => self.heading(*level, text),
            Block::Fence { body, .. } => self.fence(*body),
            Block::Table { rows, .. } => self.parameters(rows),
            Block::Paragraph { .. } | Block::Comment { .. } => {}
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        let text = text.trim();
        self.outcome = match text.split(':').next() {
            Some("On Success") => Outcome::Success,
            Some("On Failure") => Outcome::Failure,
            Some(_) | None => Outcome::None,
        };
        if self.outcome != Outcome::None {
            return;
        }
        let method = text.split_whitespace().next();
        let is_request = method.is_some_and(|word| Method::new(word).is_ok());
        match (&self.title, level) {
            _ if level == 4 && is_request => self.title = Some(text.to_owned()),
            // A request of its own below the method.
            (Some(title), 5) => {
                let method_and_entity = title.split(" / ").next().unwrap_or_default();
                self.title = Some(format!("{method_and_entity} / {text}"));
            }
            _ => self.title = None,
        }
    }

    fn fence(&mut self, body: Span) {
        let lines = message::lines(self.page, body);
        let Some(first) = lines.iter().position(|(_, line)| !line.trim().is_empty()) else {
            return;
        };
        let lines = &lines[first..];
        let (span, line) = lines[0];
        if self.outcome == Outcome::None && message::is_request_line(line) {
            self.request(lines);
        } else if self.outcome == Outcome::Success
            && let Some((status, length)) = status(line)
        {
            let span = Span::new(span.start, span.start + length);
            self.success(status, span, &lines[1..]);
        }
    }

    fn request(&mut self, lines: &[(Span, &str)]) {
        let (span, line) = lines[0];
        let Some(title) = self.title.clone().filter(|_| !line.contains("{{")) else {
            return;
        };
        let Some(request) = request_line(span, line) else {
            return;
        };
        let message = message::message(self.page, &lines[1..]);
        let mut facts = Facts::default();
        for (name, value, span) in &message.headers {
            if !name.is("host") && !name.is("content-length") {
                facts.headers.push(HeaderClaim {
                    name: name.clone(),
                    name_span: Span::new(span.start, span.start + name.as_str().len()),
                    presence: None,
                    value: Some(header_value(name, value)),
                    place: HeaderPlace::Block,
                });
            }
        }
        if let Some(body) = message.body {
            let declared = message.header("content-type").map(|(value, _)| value);
            let is_json = declared.is_some_and(|value| value.contains("json"))
                || self.page.slice(body).trim_start().starts_with('{');
            let kind = if is_json {
                RequestBody::Json
            } else {
                RequestBody::Other
            };
            facts.request_body.push((kind, body));
        }
        facts.requests.push(request.clone());
        facts.examples.push(ExampleClaim {
            name: None,
            line: request,
            span,
            request: message,
            responses: Vec::new(),
        });
        let name = title.replace(" / ", " ");
        self.parts.push(Part {
            name: Some(name),
            facts,
        });
    }

    fn success(&mut self, status: Status, span: Span, rest: &[(Span, &str)]) {
        let Some(facts) = self.parts.last_mut().map(|part| &mut part.facts) else {
            return;
        };
        let message = message::message(self.page, rest);
        let is_empty = message
            .header("content-length")
            .is_some_and(|(value, _)| value.trim() == "0");
        let body = match message.body {
            Some(_) => ResponseBody::Content,
            None if is_empty => ResponseBody::Empty,
            None => ResponseBody::Unstated,
        };
        let promised = message.headers.iter().map(|(name, _, _)| name.clone());
        let framing = |name: &HeaderName| name.is("content-length") || name.is("content-type");
        let headers = promised.filter(|name| !framing(name)).collect();
        if !facts.statuses.iter().any(|claim| claim.status == status) {
            facts.statuses.push(StatusClaim {
                status,
                span,
                body,
                headers,
            });
        }
        if let Some(example) = facts.examples.last_mut() {
            example.responses.push(ResponseClaim {
                status,
                span,
                message,
            });
        }
    }

    /// A table of parameters by kind: the headers among them.
    fn parameters(&mut self, rows: &[RawRow]) {
        let Some(facts) = self.parts.last_mut().map(|part| &mut part.facts) else {
            return;
        };
        for row in rows {
            let [name, kind, ..] = row.cells.as_slice() else {
                continue;
            };
            if self.page.slice(*kind).trim() != "header" || self.outcome != Outcome::None {
                continue;
            }
            let raw = self.page.slice(*name);
            let lead = raw.len() - raw.trim_start_matches(['`', ' ']).len();
            let written = raw.trim_matches(['`', ' ']);
            let Ok(header) = HeaderName::new(written) else {
                continue;
            };
            if header.is("host") || header.is("content-length") {
                continue;
            }
            let start = name.start + lead;
            facts.headers.push(HeaderClaim {
                name: header,
                name_span: Span::new(start, start + written.len()),
                presence: None,
                value: None,
                place: HeaderPlace::Table,
            });
        }
    }
}

/// A request line whose placeholders stand in angle brackets.
fn request_line(span: Span, line: &str) -> Option<RequestLine> {
    let mut request = message::request_line(span, line)?;
    let path = request.path.as_str().replace('<', "{").replace('>', "}");
    request.path = PathTemplate::new(&path).ok()?;
    Some(request)
}

/// `<scheme> <token>` is the caller's credential; other values keep their placeholders.
fn header_value(name: &HeaderName, value: &str) -> String {
    if name.is_credential() {
        return "Bearer {token}".to_owned();
    }
    value.replace('<', "{").replace('>', "}")
}

/// A line such as `200 OK`, and its length.
fn status(line: &str) -> Option<(Status, usize)> {
    let line = line.trim_end();
    let code = line.split_whitespace().next()?;
    let status = Status::new(code.parse().ok()?)?;
    Some((status, line.len()))
}

#[cfg(test)]
mod tests {
    use crate::page::Page;
    use crate::spec::derive::derive;
    use crate::spec::table::{RequestBody, ResponseBody};

    const DESK: &str = "# Desk API\n\n## Detail\n\n### Loan\n\n#### GET Loan\n\n##### Loan\n\n```\n\
        GET /v2/<shelf>/loans/<ticket>\nHost: <desk>\nAuthorization: <scheme> <token>\n```\n\n\
        |Name|Kind|Description|\n|----|----|---|\n|`Host`|header|The desk.|\n|`X-Reader`|header|Who asks.|\n\
        |`shelf`|path|Where.|\n\n###### On Success: OK\n\n```\n200 OK\nContent-Type: application/json\n\n\
        {\"ticket\": <ticket>}\n```\n\n###### On Failure: Gone\n\n```\n404 Not Found\n```\n\n\
        ##### Loan Paginated\n\n```\nGET /v2/<shelf>/loans/<ticket>?n=<integer>\n```\n\n\
        ###### On Success: OK\n\n```\n200 OK\nLink: <url>\n```\n\n#### DELETE Loan\n\n```\n\
        DELETE /v2/<shelf>/loans/<ticket>\n```\n\n###### On Success: Ended\n\n```\n204 No Content\n\
        Content-Length: 0\n```\n\n### {{.Name}}\n\n#### GET {{.Entity}}\n\n```\nGET {{.Path}}\n```\n";

    #[test]
    fn each_named_request_is_an_operation_of_its_own() {
        let page = Page::new("desk.md", DESK);
        let derived = derive(&page);
        let table = derived.table.unwrap();
        assert_eq!(table.source.dialect.as_deref(), Some("registry"));
        let ids: Vec<&str> = table.operations.iter().map(|o| o.id.0.as_str()).collect();
        assert_eq!(
            ids,
            [
                "desk-get-loan-loan",
                "desk-get-loan-loan-paginated",
                "desk-delete-loan"
            ]
        );
        let first = &table.operations[0];
        let path = first.paths[0].value().unwrap();
        assert_eq!(path[0].as_str(), "/v2/{shelf}/loans/{ticket}");
        let names: Vec<&str> = first
            .headers
            .iter()
            .map(|row| row.value().unwrap().name.as_str())
            .collect();
        assert_eq!(names, ["Authorization", "X-Reader"]);
        let response = first.responses[0].value().unwrap();
        assert_eq!(
            (response.status.code(), response.body),
            (200, ResponseBody::Content)
        );
        let paginated = table.operations[1].responses[0].value().unwrap();
        assert_eq!(paginated.headers[0].as_str(), "Link");
        assert!(table.operations.iter().all(|o| {
            o.request_body.as_ref().and_then(|row| row.value()) != Some(&RequestBody::Json)
        }));
        let codes: Vec<&str> = derived.findings.iter().map(|f| f.code.as_str()).collect();
        assert!(codes.contains(&"http-forbids"), "{codes:?}");
    }
}
