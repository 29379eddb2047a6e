//! Example rows, and what is wrong with the messages in them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use vec1::{Vec1, vec1};

use super::paths::without_samples;
use super::{Deriver, Scope};
use crate::protocol::content::ContentTemplate;
use crate::protocol::template::{Piece, pieces, slug};
use crate::protocol::{HeaderName, Status};
use crate::read::{BlankLine, ExampleClaim, FindingCode, Message, Text};
use crate::table::{Example, ExampleResponse, HeaderRule, Presence, RequestBody, Row};
use crate::text::page::{Span, json_error_offset};

/// What a body is, by its text alone.
pub(super) fn body_kind(text: &str) -> RequestBody {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if compact == "{}" {
        RequestBody::EmptyObject
    } else if is_json || is_meant_as_json(&compact) {
        RequestBody::Json
    } else {
        RequestBody::Other
    }
}

/// Whether a text without spaces begins as a JSON object or array does: `[Zip file]` does not.
fn is_meant_as_json(compact: &str) -> bool {
    let mut chars = compact.chars();
    match chars.next() {
        Some('{') => true,
        Some('[') => chars
            .next()
            .is_none_or(|c| matches!(c, '{' | '[' | ']' | '"' | '-') || c.is_ascii_digit()),
        Some(_) | None => false,
    }
}

/// Whether a header belongs to the content or the connection, not to the operation.
pub(super) fn is_of_content(name: &HeaderName) -> bool {
    let names = [
        "content-type",
        "content-length",
        "content-range",
        "host",
        "accept",
        "authorization",
    ];
    names.iter().any(|other| name.is(other))
}

impl<'a> Deriver<'a> {
    pub(super) fn examples(
        &mut self,
        scope: &Scope<'a>,
        headers: &[Row<HeaderRule>],
    ) -> Vec<Row<Example>> {
        let mut taken = BTreeSet::new();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut rows = Vec::new();
        self.report_names(scope);
        for example in &scope.examples {
            self.report_request(example, headers);
            for response in &example.responses {
                self.report_message(&response.message);
                // The body of a status that has none is what is wrong there.
                if !response.status.forbids_content() {
                    self.report_content_type(&response.message);
                }
            }
            let line = &example.line;
            let path = without_samples(scope, line);
            let made_up = || format!("{} {}", line.method, line.path);
            let name = example.name.clone().filter(|name| !slug(name).is_empty());
            let name = name.unwrap_or_else(made_up);
            let count = counts.entry(slug(&name)).or_insert(0_usize);
            let name = loop {
                *count += 1;
                let unique = match *count {
                    1 => name.clone(),
                    n => format!("{name}-{n}"),
                };
                if taken.insert(slug(&unique)) {
                    break unique;
                }
            };
            let id = scope.row_id(&format!("example/{}", slug(&name)));
            let shown = example.responses.first().map(|response| response.status);
            let mut sent = headers_of(&example.request);
            for (name, value) in &mut sent {
                *value = without_validator(name, value, shown);
            }
            let value = Example {
                name,
                method: line.method.clone(),
                path,
                headers: sent,
                content: content_of(&example.request),
                response: example.responses.first().map(|response| ExampleResponse {
                    status: response.status,
                    headers: headers_of(&response.message),
                    content: content_of(&response.message),
                }),
            };
            rows.push(Row::settled(id, value, vec1![self.cite(example.span)]));
        }
        rows
    }

    /// Names that several requests have.
    fn report_names(&mut self, scope: &Scope<'a>) {
        let mut by_name: BTreeMap<&str, Vec1<Span>> = BTreeMap::new();
        for example in &scope.examples {
            // An ignored block is no test: nothing goes by its name.
            if let Some(name) = example.name.as_ref().filter(|_| example.is_tested) {
                by_name
                    .entry(name)
                    .and_modify(|spans| spans.push(example.span))
                    .or_insert_with(|| vec1![example.span]);
            }
        }
        for (name, spans) in by_name.into_iter().filter(|(_, spans)| spans.len() > 1) {
            let places = spans.mapped_ref(|span| (*span, "a request of that name".to_owned()));
            self.finding(
                FindingCode::ExampleNameRepeated,
                format!("{} example requests are called `{name}`", spans.len()),
                places,
                "give each request a name of its own",
            );
        }
    }

    fn report_request(&mut self, example: &ExampleClaim, headers: &[Row<HeaderRule>]) {
        let request = &example.request;
        self.report_message(request);
        // Content that stands in a block of its own has no place for header lines.
        if is_content_alone(example) {
            return;
        }
        self.report_content_type(request);
        if let (Some((value, span)), Some(body)) = (request.header("content-length"), &request.body)
            && value.trim() == "0"
        {
            self.finding(
                FindingCode::ContentLengthContradicted,
                "the example sends a body under Content-Length: 0",
                vec1![
                    (span, "no body".to_owned()),
                    (body.span, "a body".to_owned()),
                ],
                "leave out the body or the Content-Length line",
            );
        }
        self.report_missing(example, headers);
    }

    /// Required headers that an example does not send.
    fn report_missing(&mut self, example: &ExampleClaim, headers: &[Row<HeaderRule>]) {
        let sent = sent(&example.request);
        // What is left out may be why the request is refused.
        for row in headers.iter().filter(|_| !example.is_refused()) {
            if self.is_full() {
                return;
            }
            let Some(rule) = row.value() else {
                continue;
            };
            // Without content, a Content-Type says nothing: the table is what is to be mended.
            let says_nothing = rule.name.is("content-type") && is_without_content(example);
            let required =
                rule.presence == Presence::Required && !rule.is_credential() && !says_nothing;
            if required && !sent.contains(&rule.name) {
                let claims = self
                    .facts
                    .headers
                    .iter()
                    .filter(|claim| claim.name == rule.name);
                let stated = claims
                    .filter_map(|claim| claim.presence)
                    .map(|(_, span)| span)
                    .next();
                let mut places = vec1![(example.span, format!("without {}", rule.name))];
                places.extend(stated.map(|span| (span, "required here".to_owned())));
                self.finding(
                    FindingCode::ExampleMissesHeader,
                    format!(
                        "the example does not send {}, which the page requires",
                        rule.name
                    ),
                    places,
                    "add the header to the example, or call it optional where it is listed",
                );
            }
        }
    }

    fn report_content_type(&mut self, message: &Message) {
        let Some(body) = &message.body else {
            return;
        };
        if message.header("content-type").is_none() && !stands_in(body, "content-type") {
            self.finding(
                FindingCode::ExampleContentTypeMissing,
                "the example has a body without a Content-Type",
                vec1![(self.first_line(body.span), "what kind of body?".to_owned())],
                "add its Content-Type to the header lines",
            );
        }
    }

    fn report_message(&mut self, message: &Message) {
        if let BlankLine::BeforeHeaders(span) = message.blank_line {
            self.finding(
                FindingCode::ExampleHeadersAfterBlankLine,
                "header lines follow a blank line, which would end the header section",
                vec1![(span, "the headers start here".to_owned())],
                "leave the blank line out",
            );
        }
        if let BlankLine::Missing(span) = message.blank_line {
            self.finding(
                FindingCode::ExampleBlankLineMissing,
                "the body follows the header lines without a blank line",
                vec1![(span, "the body starts here".to_owned())],
                "put a blank line before the body",
            );
        }
        if let Some(body) = &message.body {
            let declared = message.header("content-type");
            self.report_json(body, declared.map(|(value, _)| value));
        }
    }

    /// A body that is meant as JSON, and is none.
    fn report_json(&mut self, body: &Text, content_type: Option<&str>) {
        let text = body.text.as_str();
        let compact = || {
            let words = text.chars().filter(|c| !c.is_whitespace());
            words.take(2).collect::<String>()
        };
        // What a template fills in is no body yet: `{"port": <%= port %>}`.
        if text.contains("<%") {
            return;
        }
        let declared = content_type.map(|value| value.contains("json"));
        let is_meant = declared.unwrap_or_else(|| is_meant_as_json(&compact()));
        if let (true, Err(error)) = (
            is_meant,
            serde_json::from_str::<serde::de::IgnoredAny>(text),
        ) {
            let at = json_error_offset(text, &error);
            let reason = error.to_string();
            let reason = reason.split(" at line").next().unwrap_or_default();
            // The parser stops at the brace; what is to be mended is the comma before it.
            let before = text.get(..at).unwrap_or_default().trim_end();
            let closing = text.get(at..).and_then(|rest| rest.chars().next());
            let (at, reason) = match (before.strip_suffix(','), closing) {
                (Some(kept), Some('}')) => (kept.len(), "a comma before a closing brace"),
                (Some(kept), Some(']')) => (kept.len(), "a comma before a closing bracket"),
                (Some(_) | None, _) => (at, reason),
            };
            let Span { end, .. } = body.span;
            let start = body.place(self.page, at).min(end.saturating_sub(1));
            self.finding(
                FindingCode::ExampleBodyNotJson,
                "the example's body is not JSON",
                vec1![(Span::new(start, end), reason.to_owned())],
                "write JSON that parses, so that readers can copy it",
            );
        }
    }
}

/// Whether an example shows its content alone, in a block that holds no request line.
fn is_content_alone(example: &ExampleClaim) -> bool {
    let line = example.line.path_span;
    let body = example.request.body.as_ref().map(|body| body.span);
    body.is_some_and(|body| {
        let holds_line = body.start <= line.start && line.start < body.end;
        body.start == example.span.start && !holds_line
    })
}

/// Whether an example is of a method that takes no content, and sends none.
fn is_without_content(example: &ExampleClaim) -> bool {
    let method = example.line.method.as_str();
    matches!(method, "GET" | "DELETE" | "HEAD") && example.request.body.is_none()
}

/// A body's lines, without carriage returns that stand alone.
fn content_of(message: &Message) -> Option<ContentTemplate> {
    let text = message.body.as_ref()?.text.replace('\r', "");
    Some(ContentTemplate::shown(text, &headers_of(message)))
}

/// The headers that a message sends, and those whose lines stand in its body.
fn sent(message: &Message) -> HashSet<HeaderName> {
    let lines = message.body.iter().flat_map(|body| body.text.lines());
    let written = lines.filter_map(|line| line.split_once(':'));
    let written = written.filter_map(|(name, _)| HeaderName::new(name.trim()).ok());
    let own = message.headers.iter().map(|(name, _, _)| name.clone());
    own.chain(written).collect()
}

/// Whether a header's line stands in the body, where it was written after it.
fn stands_in(body: &Text, name: &str) -> bool {
    let mut lines = body.text.lines();
    lines.any(|line| {
        let (written, _) = line.split_once(':').unwrap_or_default();
        written.trim().eq_ignore_ascii_case(name)
    })
}

/// A header's value with a placeholder for a tag or a time that the service gave out: what the page shows is of another
/// thing. For an error, and where another state is asked for, it is of another state on purpose.
pub(super) fn without_validator(name: &HeaderName, value: &str, shown: Option<Status>) -> String {
    let mut pieces = pieces(value).into_iter();
    let is_template = pieces.any(|piece| matches!(piece, Piece::Placeholder(_)));
    if name.is_current(shown) && !is_template && !matches!(value.trim(), "" | "*") {
        return format!("{{{}}}", name.lower());
    }
    value.to_owned()
}

fn headers_of(message: &Message) -> Vec<(HeaderName, String)> {
    let lines = message
        .headers
        .iter()
        .filter(|(name, _, _)| !name.is("host"));
    lines
        .map(|(name, value, _)| (name.clone(), value.clone()))
        .collect()
}
