//! The dialect of the container registry's API document: one long page whose detail section has an
//! entity a heading, a method on it below, and named requests below that; each request is a code
//! block with `<placeholders>`, a table of parameters by kind, and `On Success:` and `On Failure:`
//! blocks that begin with a status. What follows the document in its file, its own template, has
//! `{{` in its request lines and is left out.

mod tables;

use super::{Conventions, Dialect, Part, Reading, message};
use crate::protocol::target::RequestTarget;
use crate::protocol::{HeaderName, Method, Status};
use crate::read::coverage::{Counted, Counting, Entry, Topic, Unused, Use};
use crate::read::message::Line;
use crate::read::{
    Claim, ExampleClaim, Facts, HeaderClaim, HeaderPlace, ResponseClaim, StatusClaim,
};
use crate::table::described::ErrorResponse;
use crate::table::{RequestBody, ResponseBody};
use crate::text::markdown::{Block, blocks};
use crate::text::page::{Page, Span};

/// The dialect.
#[derive(Debug)]
pub(crate) struct Registry;

impl Dialect for Registry {
    fn name(&self) -> &'static str {
        "registry"
    }

    fn counting(&self) -> Counting {
        Counting::Markdown
    }

    fn recognises(&self, page: &Page) -> bool {
        let lines = || page.text().lines();
        let is_request = |line: &str| line.strip_prefix("#### ").is_some_and(is_of_request);
        let is_outcome = |line: &str| line.strip_prefix("###### ").is_some_and(is_of_outcome);
        // One search tells most pages apart.
        page.text().contains("\n###### ") && lines().any(is_outcome) && lines().any(is_request)
    }

    fn read(&self, page: &Page) -> Reading {
        let mut reader = RegistryReader {
            page,
            parts: Vec::new(),
            coverage: Vec::new(),
            title: None,
            outcome: Outcome::None,
            has_request: false,
        };
        for block in blocks(page) {
            reader.block(&block);
        }
        Reading {
            parts: reader.parts,
            findings: Vec::new(),
            coverage: reader.coverage,
            elsewhere: Vec::new(),
            for_all: Vec::new(),
            conventions: &CONVENTIONS,
        }
    }
}

/// The document writes each path in one way.
static CONVENTIONS: Conventions = Conventions {
    marks_of_operation: &[],
    casts: &[],
    keys_in_parentheses: false,
    aliases: &[],
    views: &[],
    list_member: None,
    shows_operation: "show it in a code block under a heading of its method, such as `#### GET Loan`",
};

/// Whether a heading begins with a method, as `GET Tags` does.
fn is_of_request(heading: &str) -> bool {
    let word = heading.split_whitespace().next();
    word.is_some_and(|word| Method::new(word).is_ok())
}

/// Whether a heading announces a response.
fn is_of_outcome(heading: &str) -> bool {
    Outcome::of(heading) != Outcome::None
}

/// What the next code block without a request line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    None,
    Success,
    Failure,
}

impl Outcome {
    fn of(heading: &str) -> Self {
        match heading.split(':').next() {
            Some("On Success") => Self::Success,
            Some("On Failure") => Self::Failure,
            Some(_) | None => Self::None,
        }
    }
}

struct RegistryReader<'a> {
    page: &'a Page,
    parts: Vec<Part>,
    coverage: Vec<Entry>,
    /// The heading `GET Tags`, while its requests last.
    title: Option<String>,
    outcome: Outcome,
    /// Whether the heading has shown its request: what follows is of that one, and of none before.
    has_request: bool,
}

impl RegistryReader<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading {
                level, text, span, ..
            } => {
                let used = self.heading(*level, text);
                self.enter(Counted::Heading, *span, used);
            }
            Block::Fence {
                body,
                indentation,
                span,
                ..
            } => {
                let used = self.fence(&message::lines(self.page, *body, *indentation));
                self.enter(Counted::Fence, *span, used);
            }
            Block::Table { rows, .. } => self.parameters(rows),
            Block::Comment { span, .. } => {
                self.enter(Counted::Comment, *span, Use::None(Unused::Remark));
            }
            Block::Paragraph { .. } => {}
        }
    }

    fn enter(&mut self, block: Counted, span: Span, used: Use) {
        self.coverage.push(Entry { block, span, used });
    }

    fn heading(&mut self, level: u8, text: &str) -> Use {
        let text = text.trim();
        self.outcome = Outcome::of(text);
        if self.outcome != Outcome::None {
            return match self.title {
                Some(_) => Use::Fact(Topic::Section),
                None => Use::None(Unused::OtherPart),
            };
        }
        self.has_request = false;
        match (&self.title, level) {
            (None | Some(_), 4) if is_of_request(text) => self.title = Some(text.to_owned()),
            // A request of its own below the method.
            (Some(title), 5) => {
                let method_and_entity = title.split(" / ").next().unwrap_or_default();
                self.title = Some(format!("{method_and_entity} / {text}"));
            }
            (None | Some(_), _) => {
                self.title = None;
                return Use::None(Unused::OtherPart);
            }
        }
        Use::Fact(Topic::Section)
    }

    fn fence(&mut self, lines: &[Line<'_>]) -> Use {
        let Some(first) = lines.iter().position(|(_, line)| !line.trim().is_empty()) else {
            return Use::None(Unused::Empty);
        };
        let lines = &lines[first..];
        let (span, line) = lines[0];
        if self.outcome == Outcome::None && message::is_request_line(line) {
            return self.request(lines);
        }
        let stated = status(line).filter(|_| self.has_request);
        match (self.outcome, stated) {
            (Outcome::Success, Some((status, length))) => {
                let span = Span::new(span.start, span.start + length);
                self.success(status, span, &lines[1..])
            }
            (Outcome::Failure, Some((status, length))) => {
                let span = Span::new(span.start, span.start + length);
                self.failure(status, span)
            }
            (Outcome::None | Outcome::Success | Outcome::Failure, _) => {
                Use::None(Unused::OtherPart)
            }
        }
    }

    fn request(&mut self, lines: &[Line<'_>]) -> Use {
        let (span, line) = lines[0];
        let Some(title) = self.title.clone().filter(|_| !line.contains("{{")) else {
            return Use::None(Unused::OtherPart);
        };
        let Ok(mut request) = message::request_line(span, line) else {
            return Use::None(Unused::OtherPart);
        };
        if self.page.text().contains(NAMES_SPAN) {
            request.path = with_spanning_name(&request.path);
        }
        let message = message::message(&lines[1..]);
        let mut facts = Facts::default();
        for (name, value, span) in &message.headers {
            if !name.is("host") && !name.is("content-length") {
                let name_span = Span::new(span.start, span.start + name.as_str().len());
                facts.headers.push(HeaderClaim {
                    value: Some(header_value(name, value)),
                    ..HeaderClaim::named(name.clone(), name_span, HeaderPlace::Block)
                });
            }
        }
        if let Some(body) = &message.body {
            let declared = message.header("content-type").map(|(value, _)| value);
            let is_json = declared.is_some_and(|value| value.contains("json"))
                || body.text.trim_start().starts_with('{');
            let kind = if is_json {
                RequestBody::Json
            } else {
                RequestBody::Other
            };
            facts.request_body.push((kind, body.span));
        }
        facts.requests.push(request.clone());
        facts.examples.push(ExampleClaim {
            name: None,
            is_tested: false,
            line: request,
            span,
            request: message,
            responses: Vec::new(),
        });
        let name = title.replace(" / ", " ");
        self.has_request = true;
        self.parts.push(Part {
            name: Some(name),
            facts,
        });
        Use::Fact(Topic::RequestLines)
    }

    fn failure(&mut self, status: Status, span: Span) -> Use {
        let Some(facts) = self.parts.last_mut().map(|part| &mut part.facts) else {
            return Use::None(Unused::OtherPart);
        };
        facts.errors.push(Claim {
            value: ErrorResponse::of(status),
            span,
        });
        Use::Fact(Topic::Error)
    }

    fn success(&mut self, status: Status, span: Span, rest: &[Line<'_>]) -> Use {
        let Some(facts) = self.parts.last_mut().map(|part| &mut part.facts) else {
            return Use::None(Unused::OtherPart);
        };
        let message = message::message(rest);
        let is_empty = message
            .header("content-length")
            .is_some_and(|(value, _)| value.trim() == "0");
        let body = match &message.body {
            Some(_) => ResponseBody::Content,
            None if is_empty => ResponseBody::Empty,
            None => ResponseBody::Unstated,
        };
        let promised = message.headers.iter().map(|(name, _, _)| name.clone());
        let headers = promised.filter(|name| !is_of_framing(name)).collect();
        if !facts.statuses.iter().any(|claim| claim.status == status) {
            facts.statuses.push(StatusClaim {
                status,
                span,
                body,
                body_span: None,
                headers,
                when: None,
                is_for_now: false,
                is_of_case: false,
                methods: Vec::new(),
            });
        }
        if let Some(example) = facts.examples.last_mut() {
            example.responses.push(ResponseClaim {
                status,
                span,
                message,
                resource: None,
                shape: None,
            });
        }
        Use::Fact(Topic::Response)
    }
}

/// Whether a header frames or names the content: no promise of its own.
fn is_of_framing(name: &HeaderName) -> bool {
    name.is("content-length") || name.is("content-type")
}

/// What a page says whose names, such as `library/ubuntu`, have several segments.
const NAMES_SPAN: &str = "separated by a forward slash";

/// A path whose `{name}` after the version may hold segments of its own.
fn with_spanning_name(path: &RequestTarget) -> RequestTarget {
    let text = path.to_string().replacen("/v2/{name}", "/v2/{+name}", 1);
    RequestTarget::new(&text).unwrap_or_else(|_| path.clone())
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
    use crate::derive::derive;
    use crate::protocol::HeaderName;
    use crate::table::{RequestBody, ResponseBody};
    use crate::text::page::Page;

    const DESK: &str = "# Desk API\n\n## Detail\n\n### Loan\n\n#### GET Loan\n\n##### Loan\n\n```\n\
        GET /v2/<shelf>/loans/<ticket>\nHost: <desk>\nAuthorization: <scheme> <token>\n```\n\n\
        |Name|Kind|Description|\n|----|----|---|\n|`Host`|header|The desk.|\n|`X-Reader`|header|Who asks.|\n\
        |`shelf`|path|Where.|\n\n###### On Success: OK\n\n```\n200 OK\nContent-Type: application/json\n\n\
        {\"ticket\": <ticket>}\n```\n\n###### On Failure: Gone\n\n```\n404 Not Found\n```\n\n\
        ##### Loan Paginated\n\n```\nGET /v2/<shelf>/loans/<ticket>?n=<integer>\n```\n\n\
        ###### On Success: OK\n\n```\n200 OK\nLink: <url>\nX-Desk: <desk>\n```\n\n\
        |Name|Description|\n|----|----|\n|`Link`|The next ones.|\n|`X-Desk`|Whose, if available.|\n\n#### DELETE Loan\n\n```\n\
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
        assert_eq!(path[0].to_string(), "/v2/{shelf}/loans/{ticket}");
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
        let promised: Vec<&str> = paginated.headers.iter().map(HeaderName::as_str).collect();
        assert_eq!(promised, ["Link"]);
        assert!(table.operations.iter().all(|o| {
            o.request_body.as_ref().and_then(|row| row.value()) != Some(&RequestBody::Json)
        }));
        let codes: Vec<&str> = derived.findings.iter().map(|f| f.code.as_str()).collect();
        assert!(codes.contains(&"http-forbids"), "{codes:?}");
    }
}
