//! Code blocks: request lines, example requests and responses, each for what it is whatever its
//! annotation calls it.

use vec1::vec1;

use super::annotation::Annotation;
use super::{GraphReader, message};
use crate::protocol::target::PathError;
use crate::read::coverage::{Topic, Unused, Use};
use crate::read::lexicon::Section;
use crate::read::message::{Line, NoRequest};
use crate::read::{ExampleClaim, FindingCode, HeaderClaim, HeaderPlace};
use crate::text::page::Span;

impl GraphReader<'_> {
    pub(super) fn fence(&mut self, info: &str, lines: &[Line<'_>]) -> Use {
        let (annotation, _) = self.annotation.take().unwrap_or_default();
        let language = info.split([' ', ',']).next().unwrap_or_default();
        let is_http = language.is_empty() || language.eq_ignore_ascii_case("http");
        let is_http = is_http || language.eq_ignore_ascii_case("msgraph-interactive");
        let first = lines.iter().position(|(_, line)| !line.trim().is_empty());
        let Some(first) = first else {
            return Use::None(Unused::Empty);
        };
        let lines = &lines[first..];
        let first_line = lines[0].1;
        let is_request = message::is_request_line(first_line);
        let is_response = message::status_line(first_line).is_some();
        let in_example = self.section == Section::Example;
        match annotation.block_type.as_deref().unwrap_or_default() {
            "request" if is_response => {
                self.mislabelled(lines[0].0, "a response, and annotated as a request");
                self.example_response(&annotation, lines)
            }
            "response" if is_request => {
                self.mislabelled(lines[0].0, "a request, and annotated as a response");
                self.example_request(&annotation, lines)
            }
            // Listed among the request lines, an annotated request is one of them.
            "request" if self.section == Section::Request && !message::is_absolute(first_line) => {
                self.listed_request(&annotation, lines)
            }
            "request" => self.example_request(&annotation, lines),
            "response" => self.example_response(&annotation, lines),
            "" | "ignored" if self.section == Section::Request && is_http => {
                self.listed_request(&annotation, lines)
            }
            // Whatever the annotation calls it, a list of request lines in its section is one.
            _ if self.section == Section::Request && is_http && is_request => {
                self.request_block(lines)
            }
            // An ignored block is no test of its tool; it is an example to the reader all the same.
            "" | "example" | "ignored" if in_example && is_http && is_request => {
                self.example_request(&annotation, lines)
            }
            "" | "example" | "ignored" if in_example && is_http && is_response => {
                self.example_response(&annotation, lines)
            }
            _ => {
                if is_http
                    && is_request
                    && let Ok(example) = example(&annotation, lines)
                {
                    self.examples.shown(example);
                }
                Use::None(self.unused_fence(language, first_line))
            }
        }
    }

    /// Why a code block that shows no message in its place is of no use.
    fn unused_fence(&self, language: &str, first_line: &str) -> Unused {
        let data = first_line.trim_start().starts_with(['{', '[', '<', '"']);
        match (language.to_ascii_lowercase().as_str(), self.section) {
            ("json" | "xml", _) => Unused::Resource,
            ("" | "http" | "msgraph-interactive", _) if data => Unused::Resource,
            ("" | "http" | "msgraph-interactive", Section::Other) => Unused::UnknownSection,
            ("" | "http" | "msgraph-interactive", Section::Prose) => Unused::Prose,
            ("" | "http" | "msgraph-interactive", _) => Unused::OutOfPlace,
            (_, _) => Unused::ClientCode,
        }
    }

    fn mislabelled(&mut self, line: Span, label: &str) {
        self.finding(
            FindingCode::AnnotationMislabels,
            "the annotation calls the block what it is not; it was read for what it is",
            vec1![(line, label)],
            "mend the annotation's blockType",
        );
    }

    /// A block of the request section: one message that is shown whole, or a list of request lines.
    fn listed_request(&mut self, annotation: &Annotation, lines: &[Line<'_>]) -> Use {
        let is_annotated = annotation.block_type.as_deref() == Some("request");
        let Ok(example) = example(annotation, lines) else {
            return self.request_block(lines);
        };
        let lists = lines
            .iter()
            .skip(1)
            .any(|(_, line)| message::is_request_line(line));
        if example.request.is_whole() && !lists {
            self.facts.requests.push(example.line.clone());
            self.examples.listed(example);
            return Use::Fact(Topic::RequestLines);
        }
        if is_annotated {
            self.examples.listed(example);
        }
        self.request_block(lines)
    }

    /// The block that lists request lines, each an alternative of one operation.
    fn request_block(&mut self, lines: &[Line<'_>]) -> Use {
        let mut used = Use::Fact(Topic::RequestLines);
        let mut at = 0;
        while let Some((span, line)) = lines.get(at) {
            at += 1;
            if line.trim().is_empty() {
                continue;
            }
            if message::is_request_line(line) {
                let (whole, taken) = message::unfolded(&lines[at - 1..]);
                at += taken - 1;
                match message::request_line(*span, &whole) {
                    Ok(request) => self.facts.requests.push(request),
                    Err(why) => used = self.unreadable_request(*span, &why),
                }
            } else if let Some((name, value)) = message::header_line(line) {
                let length = name.as_str().len();
                let name_span = Span::new(span.start, span.start + length);
                self.finding(
                    FindingCode::RequestBlockHasHeaders,
                    "a header line stands in the block of request lines",
                    vec1![(*span, "a header")],
                    "list it under the request headers, and take it out of the block",
                );
                self.facts.headers.push(HeaderClaim {
                    value: Some(value).filter(|value| !value.is_empty()),
                    ..HeaderClaim::named(name, name_span, HeaderPlace::Block)
                });
            } else {
                self.finding(
                    FindingCode::ExampleUnreadable,
                    "a line of the block of request lines is neither a request line nor a header",
                    vec1![(*span, "unreadable")],
                    "give each request line a line of its own, and nothing else",
                );
                used = Use::Finding(FindingCode::ExampleUnreadable);
            }
        }
        used
    }

    fn unreadable(&mut self, span: Span) -> Use {
        self.finding(
            FindingCode::ExampleUnreadable,
            "the code block does not start with an HTTP request or status line",
            vec1![(span, "unreadable")],
            "start it with a line such as `GET /path` or `HTTP/1.1 200 OK`",
        );
        Use::Finding(FindingCode::ExampleUnreadable)
    }

    /// What is wrong with a line that begins as a request line does.
    fn unreadable_request(&mut self, span: Span, why: &NoRequest) -> Use {
        let (message, help) = match why {
            NoRequest::Method => return self.unreadable(span),
            NoRequest::Target(PathError::Unbalanced(_)) => (
                "the path of the request line cannot be read; its braces do not match",
                "write each placeholder as `{name}`",
            ),
            NoRequest::Target(PathError::NotAPath(_) | PathError::NoSlash(_)) => (
                "the path of the request line cannot be read; it holds a space, a `#` or a control \
                 character",
                "write the path as it is sent, and nothing behind it but `HTTP/1.1`",
            ),
        };
        self.finding(
            FindingCode::ExampleUnreadable,
            message,
            vec1![(span, "unreadable")],
            help,
        );
        Use::Finding(FindingCode::ExampleUnreadable)
    }

    /// The requests that an example's block shows, which are alternatives where there are several.
    fn example_request(&mut self, annotation: &Annotation, lines: &[Line<'_>]) -> Use {
        let requests = message::requests(lines);
        // The annotation's name is that of the first.
        let unnamed = Annotation {
            name: None,
            ..annotation.clone()
        };
        let own = [annotation].into_iter().chain(std::iter::repeat(&unnamed));
        let used = requests.iter().zip(own);
        let used = used.map(|(lines, annotation)| self.one_request(annotation, lines));
        let used: Vec<Use> = used.collect();
        let read = used.iter().find(|used| matches!(used, Use::Fact(_)));
        *read.or(used.first()).unwrap_or(&Use::None(Unused::Empty))
    }

    fn one_request(&mut self, annotation: &Annotation, lines: &[Line<'_>]) -> Use {
        match example(annotation, lines) {
            Ok(example) => {
                // Below a heading of its own kind, it is what that part of the page documents.
                let is_of_own_section = self.section == Section::Other;
                self.examples.request(example, is_of_own_section);
                if annotation.block_type.as_deref() == Some("ignored") {
                    self.examples.only_shown();
                }
                Use::Fact(Topic::ExampleRequest)
            }
            Err(why) => {
                self.examples.unreadable();
                self.unreadable_request(lines[0].0, &why)
            }
        }
    }

    fn example_response(&mut self, annotation: &Annotation, lines: &[Line<'_>]) -> Use {
        let (span, line) = lines[0];
        let Some(status) = message::status_line(line) else {
            return self.unreadable(lines[0].0);
        };
        if !line.trim_start().starts_with("HTTP/") {
            self.finding(
                FindingCode::StatusLineMalformed,
                "the status line lacks its HTTP version",
                vec1![(span, "as in `HTTP/1.1 …`")],
                "write the line as it is sent",
            );
        }
        if let Some(other) = message::other_reason(line, status) {
            self.finding(
                FindingCode::ReasonOfAnotherStatus,
                &format!(
                    "the status line says {}, with the words of {}",
                    status.code(),
                    other.code()
                ),
                vec1![(span, "which of the two?")],
                "write the status and its own reason phrase",
            );
        }
        let message = message::message(&lines[1..]);
        let response = crate::read::ResponseClaim {
            status,
            span,
            message,
            resource: annotation.resource.clone(),
            shape: annotation.shape,
        };
        match self.examples.response(response, &annotation.names) {
            Ok(()) => Use::Fact(Topic::ExampleResponse),
            Err(finding) => {
                let used = Use::Finding(finding.code);
                self.findings.push(finding);
                used
            }
        }
    }
}

fn example(annotation: &Annotation, lines: &[Line<'_>]) -> Result<ExampleClaim, NoRequest> {
    let (span, _) = lines[0];
    let (line, taken) = message::unfolded(lines);
    Ok(ExampleClaim {
        name: annotation.name.clone(),
        is_tested: annotation.block_type.as_deref() == Some("request"),
        line: message::request_line(span, &line)?,
        span,
        request: message::message(&lines[taken..]),
        responses: Vec::new(),
    })
}
