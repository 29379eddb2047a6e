//! Descriptions of services for machines: OpenAPI 3.0 and 3.1, and Swagger 2.0, in YAML or JSON. One
//! operation a method of a path. What such a document leaves to the service (a `default` response, a
//! range of statuses, optional parameters) promises nothing here.

mod bodies;
mod document;
mod operations;
mod parameters;
mod recognition;
mod responses;
mod samples;
mod schemas;
mod security;
mod servers;

use std::collections::HashSet;

use vec1::vec1;

use super::{Conventions, Dialect, Finding, FindingCode, MOST_FINDINGS, Part, Place, Reading};
use crate::read::coverage::{Counted, Counting, Entry, Topic, Use};
use crate::text::page::{Page, Span};
use crate::text::tree::{Tree, View};
use document::{Broken, Document, Why};
pub(crate) use operations::METHODS;

/// The dialect.
#[derive(Debug)]
pub(crate) struct OpenApi;

impl Dialect for OpenApi {
    fn name(&self) -> &'static str {
        "openapi"
    }

    fn counting(&self) -> Counting {
        Counting::Description
    }

    fn recognises(&self, page: &Page) -> bool {
        recognition::is_description(page.text())
    }

    fn read(&self, page: &Page) -> Reading {
        Reading {
            // What a description tells people of requests is none of its operations.
            elsewhere: vec![Span::new(0, page.text().len())],
            ..read_text(("", page.text()), None, |from, name| {
                page.companion_of(from, name)
            })
        }
    }
}

/// A description writes each path in one way.
static CONVENTIONS: Conventions = Conventions {
    marks_of_operation: &["openapi", "swagger"],
    casts: &[],
    keys_in_parentheses: false,
    aliases: &[],
    views: &[],
    list_member: None,
    shows_operation: "list it under `paths`",
};

/// Whether a text is a description for machines.
#[expect(dead_code, reason = "pages that name a description are on their way")]
pub(crate) fn is_document(text: &str) -> bool {
    recognition::is_description(text)
}

/// What a description says that a page names, every fact and finding of it at the place where the page
/// does: the file is a path and its text, as [`Page::companion_of`] gives them.
pub(crate) fn read_document(page: &Page, file: (&str, &str), at: Span) -> Reading {
    read_text(file, Some(at), |from, name| page.companion_of(from, name))
}

fn read_text<'f>(
    (path, text): (&'f str, &str),
    at: Option<Span>,
    file: impl Fn(&str, &str) -> Option<(&'f str, &'f str)>,
) -> Reading {
    let tree = match Tree::of(text) {
        Ok(tree) => tree,
        Err(wrong) => {
            let own = Span::new(wrong.at, line_end(text, wrong.at));
            return unread(at.unwrap_or(own), &wrong.why);
        }
    };
    let repeated: Vec<Span> = tree.repeated_keys().map(|key| key.span()).collect();
    let second = tree.second_document;
    let repaired = tree.repaired.clone();
    let document = Document::new(tree, path, at, file);
    let mut reader = Reader::new(&document);
    let root = document.root();
    let head = root.entry("openapi").or_else(|| root.entry("swagger"));
    let head = head.map_or(at.unwrap_or(Span::new(0, 0)), |(key, _)| key.span());
    reader.enter(Counted::Document, head, Use::Fact(Topic::Section));
    for span in repeated {
        reader.find(
            FindingCode::KeyRepeated,
            "the key stands in its mapping a second time".to_owned(),
            (at.unwrap_or(span), "readers take one of the two"),
            "keep one of them",
        );
    }
    for span in repaired {
        let first = Span::new(span.start, line_end(text, span.start));
        reader.find(
            FindingCode::DescriptionRepaired,
            "a quoted text goes on in a line that is indented no deeper than its key".to_owned(),
            (
                at.unwrap_or(first),
                "YAML forbids it; it was read as one line",
            ),
            "indent its further lines deeper",
        );
    }
    if let Some(span) = second {
        reader.find(
            FindingCode::DescriptionNotRead,
            "a second document begins in the file; only the first is read".to_owned(),
            (at.unwrap_or(span), "not read from here"),
            "put it into a file of its own",
        );
    }
    reader.paths();
    Reading {
        parts: reader.parts,
        findings: reader.findings,
        coverage: reader.coverage,
        elsewhere: Vec::new(),
        for_all: Vec::new(),
        conventions: &CONVENTIONS,
    }
}

/// The end of the line that a byte stands in, before its line break.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find('\n').unwrap_or(rest.len())
}

/// The reading of a text that is no document.
fn unread(span: Span, why: &str) -> Reading {
    let finding = Finding {
        code: FindingCode::DescriptionNotRead,
        message: "the description is neither YAML nor JSON".to_owned(),
        places: vec1![Place {
            span,
            label: why.to_owned(),
        }],
        help: "mend the line; nothing of the description is read until then".to_owned(),
    };
    Reading {
        parts: Vec::new(),
        findings: vec![finding],
        coverage: vec![Entry {
            block: Counted::Document,
            span,
            used: Use::Finding(FindingCode::DescriptionNotRead),
        }],
        elsewhere: Vec::new(),
        for_all: Vec::new(),
        conventions: &CONVENTIONS,
    }
}

/// How much of a description is read, in nodes that facts are made of: more is no description that
/// anybody wrote, but one whose aliases or references multiply it.
const MOST_READ: usize = 1_000_000;

/// A description on the way to facts.
struct Reader<'t> {
    document: &'t Document,
    root: View<'t>,
    /// Whether it is of version 2.0.
    is_swagger: bool,
    parts: Vec<Part>,
    findings: Vec<Finding>,
    coverage: Vec<Entry>,
    /// The places that were entered into the coverage, those of aliases once.
    entered: HashSet<(Counted, Span)>,
    /// The references that were told of.
    told: HashSet<Span>,
    /// How much may still be read.
    left: usize,
}

impl<'t> Reader<'t> {
    fn new(document: &'t Document) -> Self {
        let root = document.root();
        Self {
            document,
            root,
            is_swagger: root.get("openapi").is_none(),
            parts: Vec::new(),
            findings: Vec::new(),
            coverage: Vec::new(),
            entered: HashSet::new(),
            told: HashSet::new(),
            left: MOST_READ,
        }
    }

    fn enter(&mut self, block: Counted, span: Span, used: Use) {
        if self.entered.insert((block, span)) {
            self.coverage.push(Entry { block, span, used });
        }
    }

    /// Takes something from what may still be read; whether that much was left.
    fn spend(&mut self, count: usize) -> bool {
        let is_left = self.left >= count;
        self.left = self.left.saturating_sub(count);
        is_left
    }

    fn find(
        &mut self,
        code: FindingCode,
        message: String,
        (span, label): (Span, &str),
        help: &str,
    ) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(Finding {
                code,
                message,
                places: vec1![Place {
                    span,
                    label: label.to_owned(),
                }],
                help: help.to_owned(),
            });
        }
    }

    /// What stands at a place, references followed; one that leads to nothing is told once.
    fn resolved(&mut self, view: View<'t>) -> Option<View<'t>> {
        match self.document.resolve(view) {
            Ok(found) => Some(found),
            Err(broken) => {
                self.tell(&broken);
                None
            }
        }
    }

    fn tell(&mut self, broken: &Broken) {
        if !self.told.insert(broken.span) {
            return;
        }
        let reference = &broken.reference;
        let (message, label) = match broken.why {
            Why::Nothing => (
                format!("the reference `{reference}` leads to nothing"),
                "nothing stands there",
            ),
            Why::Circle => (
                "the reference leads round in a circle".to_owned(),
                "it leads back to itself",
            ),
            Why::File => (
                format!("the file of the reference `{reference}` is not read"),
                "what stands there is not held against the service",
            ),
        };
        let help = "name what is there, with `/` in a name as `~1`";
        let code = match broken.why {
            Why::Nothing | Why::Circle => FindingCode::ReferenceUnresolved,
            Why::File => FindingCode::ReferenceNotRead,
        };
        self.find(code, message, (broken.span, label), help);
    }
}

#[cfg(test)]
mod tests;
