//! The annotated dialect of Microsoft Graph's reference: sections by anchor or heading, header
//! tables, request and response examples in fences, HTML comments with JSON before them.

mod annotation;
mod examples;
mod prose;

use super::lexicon::{Section, section};
use super::{Dialect, Part, lexicon, message};
use crate::fact::{Facts, Finding, FindingCode, HeaderClaim, HeaderPlace, Place};
use crate::http::HeaderName;
use crate::markdown::{Block, RawRow, blocks};
use crate::page::{Page, Span};

use annotation::Annotation;

/// The dialect.
#[derive(Debug)]
pub struct Graph;

impl Dialect for Graph {
    fn name(&self) -> &'static str {
        "graph"
    }

    fn read(&self, page: &Page) -> (Vec<Part>, Vec<Finding>) {
        let mut reader = Reader {
            page,
            facts: Facts::default(),
            findings: Vec::new(),
            section: Section::Other,
            level: 0,
            example_level: None,
            annotation: None,
            examples: examples::Pairing::default(),
        };
        let blocks = blocks(page);
        for block in &blocks {
            reader.block(block);
        }
        reader
            .examples
            .finish(&mut reader.facts, &mut reader.findings);
        prose::header_sentences(page, &blocks, &mut reader.facts);
        let part = Part {
            name: None,
            facts: reader.facts,
        };
        (vec![part], reader.findings)
    }
}

struct Reader<'a> {
    page: &'a Page,
    facts: Facts,
    findings: Vec<Finding>,
    section: Section,
    /// The level of the heading that opened the section.
    level: u8,
    /// The level of the heading that opened the examples, while they last.
    example_level: Option<u8>,
    /// The annotation that waits for its fence.
    annotation: Option<Annotation>,
    examples: examples::Pairing,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading {
                level,
                text,
                anchor,
                is_tab,
                ..
            } => {
                if !is_tab {
                    self.heading(*level, section(anchor.as_deref(), text));
                }
            }
            Block::Paragraph { span } => self.paragraph(*span),
            Block::Table { columns, rows } => self.table(*columns, rows),
            Block::Comment {
                body,
                span,
                is_closed,
            } => self.comment(*body, *span, *is_closed),
            Block::Fence {
                info,
                body,
                span,
                is_closed,
            } => {
                if !is_closed {
                    self.finding(
                        FindingCode::FenceUnterminated,
                        "the code block is never closed; it was read to the end of the page",
                        &[(self.first_line(*span), "opened here")],
                        "close it with ```",
                    );
                }
                self.fence(info, *body);
            }
        }
    }

    fn heading(&mut self, level: u8, section: Section) {
        self.annotation = None;
        if self.example_level.is_some_and(|example| level > example) {
            return;
        }
        // A heading below a section's own divides it: "Get the photo" under "HTTP request".
        if section == Section::Other && level > self.level && self.section != Section::Other {
            return;
        }
        self.example_level = (section == Section::Example).then_some(level);
        self.section = section;
        self.level = level;
    }

    fn finding(&mut self, code: FindingCode, message: &str, places: &[(Span, &str)], help: &str) {
        self.findings.push(finding(code, message, places, help));
    }

    fn first_line(&self, span: Span) -> Span {
        let text = self.page.slice(span);
        let length = text.find('\n').unwrap_or(text.len());
        Span::new(span.start, span.start + text[..length].trim_end().len())
    }

    fn paragraph(&mut self, span: Span) {
        match self.section {
            Section::RequestBody => prose::request_body(self.page, span, &mut self.facts),
            Section::Response => prose::statuses(self.page, span, &mut self.facts),
            Section::Request | Section::Headers | Section::Example | Section::Other => {}
        }
    }

    fn comment(&mut self, body: Span, span: Span, is_closed: bool) {
        if !is_closed {
            self.finding(
                FindingCode::CommentUnterminated,
                "the comment is never closed; everything after it is lost",
                &[(self.first_line(span), "opened here")],
                "close it with -->",
            );
            return;
        }
        let text = self.page.slice(body);
        if !text.trim_start().starts_with('{') {
            return;
        }
        let read = annotation::read(text);
        if let Some(reason) = &read.not_json {
            let label = format!("not JSON: {reason}");
            self.finding(
                FindingCode::AnnotationNotJson,
                "the annotation is not JSON; it was read as far as it could be",
                &[(self.first_line(span), &label)],
                "escape line breaks in strings, and leave out commas before a closing brace",
            );
        }
        if read.annotation.is_some() {
            self.annotation = read.annotation;
        }
    }

    fn fence(&mut self, info: &str, body: Span) {
        let annotation = self.annotation.take().unwrap_or_default();
        let kind = annotation.block_type.as_deref().unwrap_or_default();
        let language = info.split([' ', ',']).next().unwrap_or_default();
        let is_http = language.is_empty() || language.eq_ignore_ascii_case("http");
        let is_http = is_http || language.eq_ignore_ascii_case("msgraph-interactive");
        let lines = message::lines(self.page, body);
        let first = lines.iter().position(|(_, line)| !line.trim().is_empty());
        let Some(first) = first else {
            return;
        };
        let lines = &lines[first..];
        let first_line = lines[0].1;
        let looks_like_request = is_http && message::is_request_line(first_line);
        let looks_like_response = is_http && message::status_line(first_line).is_some();
        let in_example = self.section == Section::Example;
        let is_request = message::is_request_line(first_line);
        let is_response = message::status_line(first_line).is_some();
        match kind {
            "request" if is_response => {
                self.mislabelled(lines[0].0, "a response, and annotated as a request");
                self.example_response(lines);
            }
            "response" if is_request => {
                self.mislabelled(lines[0].0, "a request, and annotated as a response");
                self.example_request(annotation.name, lines);
            }
            // Listed among the request lines, an annotated request is one of them.
            "request" if self.section == Section::Request && !message::is_absolute(first_line) => {
                self.request_block(lines);
            }
            "request" => self.example_request(annotation.name, lines),
            "response" => self.example_response(lines),
            "" | "ignored" if self.section == Section::Request && is_http => {
                self.request_block(lines);
            }
            // Whatever the annotation calls it, a list of request lines in its section is one.
            _ if self.section == Section::Request && looks_like_request => {
                self.request_block(lines);
            }
            // An ignored block is no test of its tool; it is an example to the reader all the same.
            "" | "example" | "ignored" if in_example && looks_like_request => {
                self.example_request(annotation.name, lines);
            }
            "" | "example" | "ignored" if in_example && looks_like_response => {
                self.example_response(lines);
            }
            _ => {}
        }
    }

    fn mislabelled(&mut self, line: Span, label: &str) {
        self.finding(
            FindingCode::AnnotationMislabels,
            "the annotation calls the block what it is not; it was read for what it is",
            &[(line, label)],
            "mend the annotation's blockType",
        );
    }

    /// The block that lists request lines, each an alternative of one operation.
    fn request_block(&mut self, lines: &[(Span, &str)]) {
        for (span, line) in lines {
            if line.trim().is_empty() {
                continue;
            }
            if message::is_request_line(line) {
                match message::request_line(*span, line) {
                    Some(request) => self.facts.requests.push(request),
                    None => self.unreadable(*span),
                }
            } else if let Some((name, value)) = message::header_line(line) {
                let length = name.as_str().len();
                let name_span = Span::new(span.start, span.start + length);
                self.finding(
                    FindingCode::RequestBlockHasHeaders,
                    "a header line stands in the block of request lines",
                    &[(*span, "a header")],
                    "list it under the request headers",
                );
                self.facts.headers.push(HeaderClaim {
                    name,
                    name_span,
                    presence: None,
                    value: Some(value).filter(|value| !value.is_empty()),
                    place: HeaderPlace::Block,
                });
            }
        }
    }

    fn unreadable(&mut self, span: Span) {
        self.finding(
            FindingCode::ExampleUnreadable,
            "the code block does not start with an HTTP request or status line",
            &[(span, "unreadable")],
            "start it with a line such as `GET /path` or `HTTP/1.1 200 OK`",
        );
    }

    fn table(&mut self, columns: usize, rows: &[RawRow]) {
        match self.section {
            Section::Headers => {
                for row in rows.iter().skip(1) {
                    self.header_row(columns, row);
                }
            }
            Section::RequestBody => {
                if let Some(head) = rows.first() {
                    let claim = (crate::spec::table::RequestBody::Json, head.span);
                    self.facts.request_body.push(claim);
                }
            }
            Section::Request | Section::Response | Section::Example | Section::Other => {}
        }
    }

    /// One line of the header table: one row, or several that were glued together.
    fn header_row(&mut self, columns: usize, row: &RawRow) {
        if row.cells.len() > columns {
            let first = row.cells.get(columns.saturating_sub(1));
            let after = row.cells[columns..]
                .iter()
                .find(|cell| cell.start < cell.end);
            let glue = match (first, after) {
                (Some(first), Some(after)) => Span::new(first.end, after.start),
                _ => row.span,
            };
            self.finding(
                FindingCode::TableRowMalformed,
                &format!(
                    "the row has {} cells under {columns} columns; Markdown drops the cells beyond \
                     the last column",
                    row.cells.len()
                ),
                &[(glue, "two rows on one line")],
                "start a new line for each row",
            );
        }
        let mut cells = row.cells.as_slice();
        while !cells.is_empty() {
            let (head, rest) = cells.split_at(columns.clamp(1, cells.len()));
            self.header_cells(head);
            let glue = rest
                .iter()
                .take_while(|cell| cell.start == cell.end)
                .count();
            cells = &rest[glue..];
        }
    }

    fn header_cells(&mut self, cells: &[Span]) {
        let Some((name_cell, others)) = cells.split_first() else {
            return;
        };
        let Some((written, span)) = clean(self.page, *name_cell) else {
            return;
        };
        // A cell such as `Prefer: outlook.timezone` gives the value, or its beginning, with the name.
        let (written, span, own_value) = match written.split_once(':') {
            Some((name, value)) if HeaderName::new(name.trim_end()).is_ok() => {
                let end = span.start + name.trim_end().len();
                let value = value.trim().to_owned();
                (
                    name.trim_end().to_owned(),
                    Span::new(span.start, end),
                    Some(value),
                )
            }
            Some(_) | None => (written, span, None),
        };
        let name = match HeaderName::new(&written) {
            Ok(name) => name,
            Err(_) => match lexicon::translated_header(&written).map(HeaderName::new) {
                Some(Ok(name)) => {
                    self.finding(
                        FindingCode::HeaderNameTranslated,
                        &format!("the header's name is translated; it stands for {name}"),
                        &[(span, "translated")],
                        &format!("write `{name}`: names of headers are not words of a language"),
                    );
                    name
                }
                _ => {
                    self.finding(
                        FindingCode::HeaderNameUnreadable,
                        "the name is not that of an HTTP header; the row was left out",
                        &[(span, "not a header's name")],
                        "write the header's name as it is sent",
                    );
                    return;
                }
            },
        };
        let mut presence = None;
        let mut value = own_value.filter(|value| value.contains(['=', '{']));
        for cell in others {
            value = value.or_else(|| prose::value(self.page.slice(*cell)));
            presence = presence.or_else(|| prose::presence(self.page, *cell));
        }
        self.facts.headers.push(HeaderClaim {
            name,
            name_span: span,
            presence,
            value,
            place: HeaderPlace::Table,
        });
    }

    fn example_request(&mut self, name: Option<String>, lines: &[(Span, &str)]) {
        let (span, line) = lines[0];
        let Some(request) = message::request_line(span, line) else {
            self.unreadable(span);
            return;
        };
        let message = message::message(self.page, &lines[1..]);
        self.examples.request(name, request, span, message);
    }

    fn example_response(&mut self, lines: &[(Span, &str)]) {
        let (span, line) = lines[0];
        let Some(status) = message::status_line(line) else {
            self.unreadable(span);
            return;
        };
        if !line.trim_start().starts_with("HTTP/") {
            self.finding(
                FindingCode::StatusLineMalformed,
                "the status line lacks its HTTP version",
                &[(span, "as in `HTTP/1.1 …`")],
                "write the line as it is sent",
            );
        }
        let message = message::message(self.page, &lines[1..]);
        let response = crate::fact::ResponseClaim {
            status,
            span,
            message,
        };
        if let Err(finding) = self.examples.response(response) {
            self.findings.push(finding);
        }
    }
}

/// A cell's words without emphasis and back-ticks, and where they stand.
fn clean(page: &Page, cell: Span) -> Option<(String, Span)> {
    let raw = page.slice(cell);
    let markup = ['*', '_', '`', ' '];
    let lead = raw.len() - raw.trim_start_matches(markup).len();
    let words = raw.trim_matches(markup).trim_end_matches(':');
    let span = Span::new(cell.start + lead, cell.start + lead + words.len());
    (!words.is_empty()).then(|| (words.replace('\\', ""), span))
}

/// A finding from parts.
pub(super) fn finding(
    code: FindingCode,
    message: &str,
    places: &[(Span, &str)],
    help: &str,
) -> Finding {
    Finding {
        code,
        message: message.to_owned(),
        places: places
            .iter()
            .map(|(span, label)| Place {
                span: *span,
                label: (*label).to_owned(),
            })
            .collect(),
        help: help.to_owned(),
    }
}
