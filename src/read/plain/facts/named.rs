//! What sentences, definitions and cells around an operation say the content of its responses is, by the name of an
//! object that the page describes.

use std::ops::Range;

use super::super::codes::codes;
use super::super::contents::Around;
use super::super::declare::Declared;
use super::super::statuses::sentences;
use super::Source;
use crate::protocol::Status;
use crate::read::{Facts, NamedContent};
use crate::text::document::{Block, Kind, Prose, Table};

/// Words of headings below which nothing is said of a response that is served.
const OTHERS: &[&str] = &[
    "request",
    "error",
    "parameter",
    "header",
    "permission",
    "fail",
    "input",
];

/// The most that is said of one operation.
const MOST: usize = 16;

/// The longest sentence that is read, in bytes.
const LONGEST: usize = 600;

/// Words with what they stand beside.
struct Said<'p> {
    words: &'p Prose,
    /// The status of a success that they stand beside, or none that is one.
    beside: Option<Status>,
    /// Whether they stand below the heading of a response.
    is_below_answer: bool,
}

impl<'p> Said<'p> {
    fn beside(words: &'p Prose, beside: Option<Status>) -> Self {
        Self {
            words,
            beside,
            is_below_answer: false,
        }
    }
}

/// What a heading says of the words below it.
#[derive(Default)]
struct Below {
    /// The status of a success that it is.
    status: Option<Status>,
    /// Whether it is of the response.
    is_answer: bool,
    /// Whether it is of no response that is served.
    is_other: bool,
}

impl Below {
    fn of(heading: &Prose) -> Self {
        let lower = heading.text.trim().trim_end_matches(':').to_lowercase();
        let codes = codes(&heading.text, true);
        Self {
            status: success(heading),
            is_answer: ANSWERS.contains(&lower.as_str()),
            is_other: OTHERS.iter().any(|word| lower.contains(word))
                || codes.iter().any(|code| code.status.is_error()),
        }
    }
}

/// Headings of what is said of a response.
const ANSWERS: &[&str] = &[
    "response",
    "responses",
    "returns",
    "result",
    "reply",
    "answer",
    "response body",
    "output",
];

/// What stands around the words on the way through the blocks of an operation.
#[derive(Default)]
struct Walk {
    below: Below,
    is_other: bool,
    /// The depth of the term whose definition is read, with its status.
    term: Option<(usize, Option<Status>)>,
}

impl Walk {
    /// The words of a block that may say what the content of a response is.
    fn said<'p>(&mut self, block: &'p Block, row: Option<usize>, is_first: bool) -> Vec<Said<'p>> {
        self.term = self.term.filter(|(outer, _)| block.depth > *outer);
        let said = match &block.kind {
            Kind::Heading { text, .. } => {
                self.below = Below::of(text);
                self.is_other = !is_first && self.below.is_other;
                Vec::new()
            }
            Kind::Term(words) => {
                self.term = Some((block.depth, success(words)));
                Vec::new()
            }
            Kind::Paragraph(words) | Kind::Item(words) => match self.term {
                // Of a refusal, or of what is no status.
                Some((_, None)) => Vec::new(),
                Some((_, beside)) => vec![Said::beside(words, beside)],
                None => vec![Said {
                    words,
                    beside: self.below.status,
                    is_below_answer: self.below.is_answer,
                }],
            },
            Kind::Table(table) => in_rows(table, row),
            Kind::Field(field) => {
                let status = success(&field.name);
                let said = status.map(|_| Said::beside(&field.text, status));
                said.into_iter().collect()
            }
            _ => Vec::new(),
        };
        match self.is_other {
            true => Vec::new(),
            false => said,
        }
    }
}

/// What the rows of a table say, or one of them: that of an operation, and else those of a success.
fn in_rows(table: &Table, own: Option<usize>) -> Vec<Said<'_>> {
    let rows = table.rows.iter().enumerate();
    let rows = rows.filter(|(at, _)| own.is_none_or(|own| own == *at));
    let cells = rows.flat_map(|(_, row)| {
        let status = row.cells.first().and_then(success);
        let is_read = status.is_some() || own.is_some();
        let cells = row.cells.iter().skip(1).filter(move |_| is_read);
        cells.map(move |words| Said::beside(words, status))
    });
    cells.collect()
}

impl Source<'_> {
    /// Takes what words around an operation call its content by the name of an object.
    pub(super) fn named_content(
        &self,
        own: &Declared,
        scope: &Range<usize>,
        is_anothers: impl Fn(&str) -> bool,
        facts: &mut Facts,
    ) {
        if self.contents.has_no_names() || self.method(own) == "HEAD" {
            return;
        }
        let mut found: Vec<NamedContent> = Vec::new();
        let mut walk = Walk::default();
        let blocks = self.layout.blocks.get(scope.clone()).unwrap_or_default();
        for (at, block) in blocks.iter().enumerate() {
            for said in walk.said(block, own.row, at == 0) {
                self.named_in(own, &said, &is_anothers, &mut found);
            }
        }
        found.truncate(MOST);
        facts.named = found;
    }

    /// Adds what the sentences of some words say.
    fn named_in(
        &self,
        own: &Declared,
        said: &Said<'_>,
        is_anothers: &impl Fn(&str) -> bool,
        found: &mut Vec<NamedContent>,
    ) {
        let method = self.method(own);
        let mut last = said.beside;
        for (at, (start, sentence)) in sentences(&said.words.text).into_iter().enumerate() {
            if sentence.len() > LONGEST || is_anothers(sentence) {
                continue;
            }
            let codes = codes(sentence, at == 0);
            let mut successes = codes.iter().filter(|code| code.status.is_success());
            let success = successes.next();
            // Of which of two it is said, nobody says.
            if successes.next().is_some() {
                last = None;
                continue;
            }
            // Behind the status of a refusal nothing is said of what is served.
            let mut refusals = codes.iter().filter(|code| code.status.is_error());
            let end = refusals
                .next()
                .map_or(sentence.len(), |code| code.range.start);
            if success.is_some_and(|code| code.range.start > end) || end == 0 {
                last = None;
                continue;
            }
            let status = success.map(|code| code.status).or(said.beside).or(last);
            let place = Around {
                is_beside_status: at == 0 && (said.beside.is_some() || said.is_below_answer),
                is_of_answer: status.is_some() || said.is_below_answer || method == "GET",
                may_be_returned: method == "DELETE" || self.may_be_returned(own),
                is_read: method == "GET",
                code_end: success.map(|code| code.range.end),
            };
            let place = (status.filter(|status| !status.forbids_content()), place);
            let own = self
                .contents
                .named(self.layout, (said.words, start..start + end), place);
            found.extend(own);
            last = status;
        }
    }

    /// Whether what an operation is called says that something is returned to the service.
    fn may_be_returned(&self, own: &Declared) -> bool {
        let path = own
            .first(&self.mentions.requests)
            .line
            .path
            .path()
            .as_str()
            .to_lowercase();
        path.split(['/', '-', '_', ':'])
            .any(|part| matches!(part, "return" | "returns" | "restore"))
    }
}

/// The one status of a success that words before others state.
fn success(words: &Prose) -> Option<Status> {
    match codes(&words.text, true).as_slice() {
        [one] if one.status.is_success() => Some(one.status),
        _ => None,
    }
}
