//! The annotated dialect of Microsoft Graph's reference: sections by anchor or heading, header
//! tables, request and response examples in fences, HTML comments with JSON before them.

mod annotation;
mod examples;
mod fences;
mod members;
mod parts;
mod prose;
mod statuses;
mod tables;

use std::collections::BTreeMap;

use vec1::{Vec1, vec1};

use super::lexicon::{Language, Languages, Section, language_of, section};
use super::{Alias, Conventions, Dialect, Part, Reading, delimiter, lexicon, message};
use crate::read::coverage::{Counted, Counting, Entry, Topic, Unused, Use};
use crate::read::{Facts, Finding, FindingCode, MOST_FINDINGS, Place};
use crate::table::Presence;
use crate::text::markdown::{Block, blocks};
use crate::text::page::{Page, Span};

use annotation::Annotation;
use prose::Wording;

/// The dialect.
#[derive(Debug)]
pub(crate) struct Graph;

impl Dialect for Graph {
    fn name(&self) -> &'static str {
        "graph"
    }

    fn counting(&self) -> Counting {
        Counting::Markdown
    }

    fn recognises(&self, page: &Page) -> bool {
        let marks = [PAGE_TYPE, "\"blockType\""];
        marks.iter().any(|mark| page.text().contains(mark)) || has_sections(&blocks(page))
    }

    fn read(&self, page: &Page) -> Reading {
        let blocks = blocks(page);
        let mut reader = GraphReader {
            page,
            languages: Languages::of(blocks.iter().filter_map(heading_words)),
            facts: Facts::default(),
            findings: Vec::new(),
            coverage: Vec::new(),
            section: Section::Other,
            level: 0,
            of_all: None,
            example_level: None,
            annotation: None,
            by_heading: Vec::new(),
            examples: examples::Pairing::default(),
            headings: BTreeMap::new(),
            name: None,
            parts: Vec::new(),
            elsewhere: Vec::new(),
        };
        let starts = parts::starts(&blocks);
        let mut from = 0;
        for (at, name) in starts {
            let own = blocks.get(from..at).unwrap_or_default();
            reader.part(own);
            reader.begin_part(name);
            from = at;
        }
        reader.part(blocks.get(from..).unwrap_or_default());
        reader.report_language();
        Reading {
            parts: reader.parts,
            findings: reader.findings,
            coverage: reader.coverage,
            elsewhere: reader.elsewhere,
            for_all: Vec::new(),
            conventions: &CONVENTIONS,
        }
    }
}

/// What the front matter of a page on an operation says.
const PAGE_TYPE: &str = "doc_type: apiPageType";

/// Keys, casts and views are those of OData URL Conventions 4.01 (§4.3, §4.5.3 and §4.11), the member of
/// collections that of OData JSON Format 4.01 (§12).
static CONVENTIONS: Conventions = Conventions {
    marks_of_operation: &[PAGE_TYPE],
    casts: &["microsoft.graph.", "graph."],
    keys_in_parentheses: true,
    aliases: &[Alias {
        short: "/me",
        long: "/users/{x}",
    }],
    views: &["$count", "$value", "$ref"],
    list_member: Some("value"),
    shows_operation: "list it among the request lines, in a code block under \"HTTP request\"",
};

/// The words of a heading.
fn heading_words(block: &Block) -> Option<&str> {
    match block {
        Block::Heading { text, .. } => Some(text),
        Block::Paragraph { .. }
        | Block::Fence { .. }
        | Block::Table { .. }
        | Block::Comment { .. } => None,
    }
}

/// Whether a page has the sections of this dialect: that of the request by its anchor, or by its words with
/// a request line below it and another section. Other makes have a heading of these words, too.
fn has_sections(blocks: &[Block]) -> bool {
    let of = |block: &Block| match block {
        Block::Heading { text, anchor, .. } => {
            Some((section(anchor.as_deref(), text), anchor.is_some()))
        }
        Block::Paragraph { .. }
        | Block::Fence { .. }
        | Block::Table { .. }
        | Block::Comment { .. } => None,
    };
    let is_of_request = |block: &Block| matches!(of(block), Some((Section::Request, _)));
    let has_anchor = blocks
        .iter()
        .any(|block| matches!(of(block), Some((Section::Request, true))));
    let shows_lines = blocks
        .windows(2)
        .any(|pair| is_of_request(&pair[0]) && matches!(pair[1], Block::Fence { .. }));
    let others = [
        Section::Headers,
        Section::RequestBody,
        Section::Response,
        Section::Permissions,
        Section::Example,
    ];
    let has_other = blocks
        .iter()
        .any(|block| of(block).is_some_and(|(section, _)| others.contains(&section)));
    has_anchor || shows_lines && has_other
}

struct GraphReader<'a> {
    page: &'a Page,
    /// The languages that its words are read in.
    languages: Languages,
    facts: Facts,
    findings: Vec<Finding>,
    coverage: Vec<Entry>,
    section: Section,
    /// The level of the heading that opened the section.
    level: u8,
    /// What the heading of the headers' section says of all of them, as in "Optional request headers".
    of_all: Option<Presence>,
    /// The level of the heading that opened the examples, while they last.
    example_level: Option<u8>,
    /// The annotation that waits for its fence, and where its line in the coverage is.
    annotation: Option<(Annotation, usize)>,
    /// Which of the headers have their level from the heading above them alone.
    by_heading: Vec<usize>,
    examples: examples::Pairing,
    /// Headings by the tag of the language whose words they are: how many, and the first.
    headings: BTreeMap<&'static str, (&'static Language, usize, Span)>,
    /// What the part in hand is called, where the page has several.
    name: Option<String>,
    /// What is read so far.
    parts: Vec<Part>,
    /// The first lines of messages between others than the caller and the service.
    elsewhere: Vec<Span>,
}

impl<'a> GraphReader<'a> {
    fn wording(&self) -> Wording<'a> {
        Wording {
            page: self.page,
            languages: self.languages,
        }
    }

    fn part(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
        self.end_part(blocks);
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading {
                level,
                text,
                anchor,
                is_tab,
                span,
            } => {
                let used = if *is_tab {
                    Use::None(Unused::Tab)
                } else {
                    self.count_language(text, *span);
                    self.heading(*level, section(anchor.as_deref(), text), text)
                };
                self.enter(Counted::Heading, *span, used);
            }
            Block::Paragraph { span } => self.paragraph(*span),
            Block::Table { columns, rows } => self.table(*columns, rows),
            Block::Comment {
                body,
                span,
                is_closed,
            } => {
                // The annotation that waits is one more line of the coverage by then.
                let place = self.coverage.len();
                self.enter(Counted::Comment, *span, Use::None(Unused::Remark));
                self.coverage[place].used = self.comment(*body, *span, *is_closed, place);
            }
            Block::Fence {
                info,
                body,
                indentation,
                span,
                is_closed,
            } => {
                if !is_closed {
                    self.finding(
                        FindingCode::FenceUnterminated,
                        "the code block is never closed; it was read to the end of the page",
                        vec1![(self.first_line(*span), "opened here")],
                        "close it with ```",
                    );
                }
                let lines = message::lines(self.page, *body, *indentation);
                let used = self.fence(info, &lines);
                self.enter(Counted::Fence, *span, used);
            }
        }
    }

    fn enter(&mut self, block: Counted, span: Span, used: Use) {
        self.coverage.push(Entry { block, span, used });
    }

    fn heading(&mut self, level: u8, section: Section, text: &str) -> Use {
        self.annotation_without_block();
        if level == 1 && section == Section::Other {
            self.section = Section::Other;
            self.level = level;
            return Use::None(Unused::Title);
        }
        self.examples.heading(lexicon::opens_response(text));
        if self.example_level.is_some_and(|example| level > example) {
            return Use::None(Unused::Division);
        }
        // A heading below a section's own divides it: "Get the photo" under "HTTP request".
        if section == Section::Other && level > self.level && self.section != Section::Other {
            // "Prefer header values" below the headers lists no headers.
            if self.section == Section::Headers && self.languages.sentence(text).says_header() {
                self.section = Section::Prose;
            }
            return Use::None(Unused::Division);
        }
        self.of_all = None;
        if section == Section::Headers
            && let Some((level, _)) = lexicon::presence(text, self.languages)
                .or_else(|| lexicon::closing_presence(text, self.languages))
        {
            self.of_all = Some(level);
        }
        self.example_level = (section == Section::Example).then_some(level);
        self.section = section;
        self.level = level;
        match section {
            Section::Other => Use::None(Unused::UnknownSection),
            Section::Prose => Use::None(Unused::Prose),
            Section::Request
            | Section::Headers
            | Section::RequestBody
            | Section::Response
            | Section::Example
            | Section::Permissions
            | Section::PathParameters
            | Section::QueryParameters
            | Section::Errors => Use::Fact(Topic::Section),
        }
    }

    fn count_language(&mut self, text: &str, span: Span) {
        if let Some(language) = language_of(text) {
            let (_, count, _) = self
                .headings
                .entry(language.tag)
                .or_insert((language, 0, span));
            *count += 1;
        }
    }

    /// Says so where most headings are words of a language that was never measured.
    fn report_language(&mut self) {
        let most = self.headings.values().max_by_key(|(_, count, _)| *count);
        let Some((language, _, span)) = most.copied() else {
            return;
        };
        if !language.is_measured {
            self.finding(
                FindingCode::LanguageUnmeasured,
                &format!(
                    "the page is read by words of `{}`, which were never held against pages in \
                     that language",
                    language.tag
                ),
                vec1![(self.first_line(span), "a heading in it")],
                "look through what `derive --json` reads in the page; anchors and annotations are \
                 read alike in every language",
            );
        }
    }

    fn finding(
        &mut self,
        code: FindingCode,
        message: &str,
        places: Vec1<(Span, &str)>,
        help: &str,
    ) {
        if self.findings.len() >= MOST_FINDINGS {
            return;
        }
        self.findings.push(finding(code, message, places, help));
    }

    fn first_line(&self, span: Span) -> Span {
        let text = self.page.slice(span);
        let length = text.find('\n').unwrap_or(text.len());
        Span::new(span.start, span.start + text[..length].trim_end().len())
    }

    fn paragraph(&mut self, span: Span) {
        if let Some(include) = prose::include(self.page.slice(span)) {
            let used = self.include(include, span);
            self.enter(Counted::Include, span, used);
            return;
        }
        self.findings.extend(delimiter::malformed(self.page, span));
        match self.section {
            Section::RequestBody => {
                prose::request_body(self.wording(), span, &mut self.facts);
                // What follows are parameters of the URL, wherever their table stands.
                if self.languages.sentence(self.page.slice(span)).says_in_url() {
                    self.section = Section::PathParameters;
                }
            }
            Section::Response => {
                prose::orders(self.page, span, &mut self.facts);
                statuses::statuses(self.wording(), span, &mut self.facts);
                statuses::errors(self.page, span, &mut self.facts);
            }
            Section::Errors => statuses::errors(self.page, span, &mut self.facts),
            Section::QueryParameters => prose::query_options(self.wording(), span, &mut self.facts),
            Section::Headers | Section::PathParameters => {
                prose::no_request_body(self.wording(), span, &mut self.facts);
            }
            Section::Example | Section::Other => {
                if statuses::states_success(self.page.slice(span)) {
                    self.examples.answered_in_prose();
                }
            }
            Section::Prose => prose::orders(self.page, span, &mut self.facts),
            Section::Request | Section::Permissions => {}
        }
    }

    /// The text of another file is not at hand: where it could have held a fact, that is said.
    fn include(&mut self, path: &str, span: Span) -> Use {
        if path.contains("/snippets/") || path.contains("sample-code") || path.contains("/sdk/") {
            return Use::None(Unused::IncludedCode);
        }
        match self.section {
            Section::Request
            | Section::Headers
            | Section::RequestBody
            | Section::Response
            | Section::PathParameters
            | Section::QueryParameters => {
                self.finding(
                    FindingCode::IncludeNotRead,
                    &format!("the text of {path} is shown here, and was not read"),
                    vec1![(self.first_line(span), "text of another file")],
                    "derive from pages whose includes are put in their places, where they state \
                     facts",
                );
                Use::Finding(FindingCode::IncludeNotRead)
            }
            Section::Example
            | Section::Permissions
            | Section::Errors
            | Section::Prose
            | Section::Other => Use::None(Unused::IncludedProse),
        }
    }
}

/// A finding from parts.
pub(super) fn finding(
    code: FindingCode,
    message: &str,
    places: Vec1<(Span, &str)>,
    help: &str,
) -> Finding {
    Finding {
        code,
        message: message.to_owned(),
        places: places.mapped(|(span, label)| Place {
            span,
            label: label.to_owned(),
        }),
        help: help.to_owned(),
    }
}
