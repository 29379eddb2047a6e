//! Content that stands in a block of its own: that of a response, and that of a request whose request line stands
//! in another place.

use std::ops::Range;

use super::super::codes::codes;
use super::super::contents::success_before_refusals;
use super::super::declare::Declared;
use super::super::layout::Layout;
use super::super::lines;
use super::super::parameters::answered::is_always;
use super::super::statuses::sentences;
use super::Source;
use super::members::Members;
use crate::protocol::Status;
use crate::read::lexicon::Languages;
use crate::read::message;
use crate::read::{ExampleClaim, Facts, Message};
use crate::table::{RequestBody, ResponseBody};
use crate::text::document::{Block, Code, Kind, Prose};
use crate::text::page::Span;

/// What words say that the block behind them is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What is sent.
    Request,
    /// What is answered.
    Response,
}

/// Words for what is sent.
const REQUEST: &[&str] = &[
    "body", "input", "payload", "post", "put", "request", "send", "sent", "submit",
];

/// Words for what is answered, or their beginnings.
const RESPONSE: &[&str] = &[
    "answer", "error", "fail", "output", "receiv", "replie", "reply", "respon", "result", "return",
    "yield",
];

/// Words for an example, which say nothing of its side.
const EXAMPLE: &[&str] = &["example", "sample"];

/// Methods of which content that is sent has a meaning (RFC 9110 §9.3, RFC 5789), and the one of which services
/// give it one.
const WITH_CONTENT: &[&str] = &["POST", "PUT", "PATCH", "DELETE"];

impl Source<'_> {
    /// What sentences say of a request without content: "Do not supply a request body".
    pub(super) fn no_content(&self, scope: &Range<usize>, facts: &mut Facts) {
        let blocks = self.layout.blocks.get(scope.clone()).unwrap_or_default();
        let words = blocks.iter().filter(|block| block.is_prose());
        for words in words.filter_map(Block::words) {
            // Nearly all words speak of no content.
            if !words.text.contains("body") {
                continue;
            }
            let all = sentences(&words.text).into_iter();
            let none = all.filter(|(_, sentence)| {
                Languages::ENGLISH.sentence(sentence).says_no_request_body() && is_always(sentence)
            });
            let claims = none.map(|(start, sentence)| {
                let lead = sentence.len() - sentence.trim_start().len();
                let place = words.span(start + lead..start + sentence.len());
                (RequestBody::None, place)
            });
            facts.request_body.extend(claims);
        }
    }

    /// The content of a request that a block of its own shows: behind words for what is sent, or right behind the
    /// request where what is answered is introduced further on. Where it stands, if any does.
    pub(super) fn request_content(
        &self,
        own: &Declared,
        scope: &Range<usize>,
        facts: &mut Facts,
    ) -> Option<Span> {
        let has_content = facts.examples.iter().any(|e| e.request.body.is_some());
        let is_taken = WITH_CONTENT.contains(&self.method(own)) && own.row.is_none();
        if has_content || !is_taken || self.is_shared(own) {
            return None;
        }
        let mut said = facts.request_body.iter();
        let is_none = said.any(|(body, _)| *body == RequestBody::None);
        if is_none {
            return None;
        }
        let code = self
            .sent(own, scope)
            .or_else(|| self.sent_first(own, scope))?;
        let (line, request) = (facts.requests.first().cloned()?, self.message(code)?);
        let body = request.body.as_ref()?;
        let whole = body.span;
        let first = self.layout.page.slice(body.span).lines().next();
        let start = body.span.start;
        let span = Span::new(start, start + first.map_or(0, str::len));
        let value = serde_json::from_str::<serde_json::Value>(&body.text);
        // A request that names the type of content and shows none goes on in the block.
        let examples = facts.examples.iter_mut();
        let mut halves = examples.filter(|own| own.request.header("content-type").is_some());
        let half = halves.next().filter(|_| halves.next().is_none());
        match (value, half) {
            (Ok(value), Some(half)) if !names_types(&value) => {
                half.request.body = Some(body.clone());
            }
            (Ok(value), None) if !names_types(&value) => facts.examples.push(ExampleClaim {
                name: None,
                is_tested: false,
                line,
                span,
                request,
                responses: Vec::new(),
            }),
            // What it has to be is described, and nothing shown that could be sent.
            (Ok(_) | Err(_), _) => facts.request_body.push((RequestBody::Json, span)),
        }
        Some(whole)
    }

    /// The block behind an operation that shows what is sent.
    fn sent(&self, own: &Declared, scope: &Range<usize>) -> Option<&Code> {
        let mut said = None;
        let mut silent = None;
        let mut is_behind_request = true;
        let mut members = Members::default();
        let creates = self.method(own) != "DELETE";
        for block in own.block + 1..scope.end {
            let shown = self.layout.blocks.get(block)?;
            members.read(self.layout, block);
            if let Some(words) = shown.words() {
                let is_of_list = shown.is_item() && !words.text.trim_end().ends_with(':');
                let own = side(words).filter(|_| !is_of_list);
                let is_other = self.layout.is_heading(block) && !is_example(words);
                said = own.or(said.filter(|_| !is_other));
                is_behind_request = false;
            }
            let Kind::Code(code) = &shown.kind else {
                continue;
            };
            if self.shows_answer(block) {
                return silent;
            }
            let is_request = self.shows_request(block);
            if !is_request && self.is_data(code) {
                match said {
                    Some(Side::Request) => return Some(code),
                    None | Some(Side::Response) if creates && members.are_of(self.text(code)) => {
                        return Some(code);
                    }
                    Some(Side::Response) => return silent,
                    None if is_behind_request => silent = Some(code),
                    None => {}
                }
            }
            said = None;
            is_behind_request = is_request;
        }
        None
    }

    pub(super) fn shows_answer(&self, block: usize) -> bool {
        let all = &self.mentions.answers;
        let at = all.partition_point(|answer| answer.block < block);
        all.get(at).is_some_and(|answer| answer.block == block)
    }

    pub(super) fn shows_request(&self, block: usize) -> bool {
        let all = &self.mentions.requests;
        let at = all.partition_point(|mention| mention.block < block);
        all.get(at).is_some_and(|mention| mention.block == block)
    }

    /// The lines of a block, as the content of a message without header lines.
    fn message(&self, code: &Code) -> Option<Message> {
        let lines = lines::lines(self.layout.page, code);
        let (first, _) = lines.first()?;
        let blank = (Span::new(first.start, first.start), "");
        let all: Vec<_> = std::iter::once(blank).chain(lines).collect();
        Some(message::message(&all))
    }

    /// Whether a block shows an object or an array.
    pub(super) fn is_data(&self, code: &Code) -> bool {
        self.text(code).trim_start().starts_with(['{', '['])
    }

    /// What a block shows.
    pub(super) fn text<'c>(&'c self, code: &'c Code) -> &'c str {
        let text = code.text.as_deref();
        text.unwrap_or_else(|| self.layout.page.slice(code.body))
    }

    /// Whether the short words right before a block state its status and no other, as a label does.
    fn announces(&self, block: usize, status: Status) -> bool {
        let before = block
            .checked_sub(1)
            .and_then(|before| self.layout.blocks.get(before));
        let words = before
            .filter(|before| before.is_prose())
            .and_then(Block::words);
        if words.is_some_and(|words| success_before_refusals(&words.text) == Some(status)) {
            return true;
        }
        let words = words.filter(|words| words.text.len() <= LONGEST_LABEL);
        words.is_some_and(|words| {
            let found = codes(&words.text, true);
            !found.is_empty() && found.iter().all(|code| code.status == status)
        })
    }

    /// Data that a block shows below words for a response: the one success that is stated has content.
    pub(super) fn bodies(&self, scope: &Range<usize>, facts: &mut Facts) {
        let mut open = facts
            .statuses
            .iter_mut()
            .filter(|claim| claim.status.is_success());
        let (Some(claim), None) = (open.next(), open.next()) else {
            return;
        };
        let status = claim.status;
        if claim.body != ResponseBody::Unstated || status.forbids_content() {
            return;
        }
        let shown = scope.clone().find_map(|block| {
            let Kind::Code(code) = &self.layout.blocks.get(block)?.kind else {
                return None;
            };
            let label = self
                .layout
                .label(block)
                .map(|label| label.text.to_lowercase());
            let says = |text: &str| {
                text.contains("response") || text.contains("return") || text.starts_with("20")
            };
            let is_announced = self.announces(block, status);
            let heading = self
                .layout
                .headings(block)
                .next()
                .map(|h| h.text.to_lowercase());
            let is_response =
                label.as_deref().is_some_and(says) || heading.as_deref().is_some_and(says);
            (self.is_data(code) && (is_response || is_announced)).then_some(code.body)
        });
        if let Some(span) = shown {
            claim.body = ResponseBody::Content;
            claim.body_span = Some(span);
        }
    }
}

/// The longest words that state the status of the block behind them, in bytes.
const LONGEST_LABEL: usize = 120;

/// What the words before a block say that it is, nearest first: whether it is what is answered, if they say it.
pub(in crate::read::plain) fn side_of(layout: &Layout<'_>, block: usize) -> Option<bool> {
    let before = block
        .checked_sub(1)
        .and_then(|before| layout.blocks.get(before));
    let is_label =
        |words: &&Prose| words.text.len() <= LONGEST_LABEL || words.text.trim_end().ends_with(':');
    let words = before.and_then(Block::words).filter(is_label);
    let said = words.and_then(side);
    let said = said.or_else(|| side(layout.headings(block).next()?));
    said.map(|said| said == Side::Response)
}

/// What the last of some sentences that says it says of the block behind them.
pub(super) fn side(words: &Prose) -> Option<Side> {
    let all = sentences(&words.text);
    // "If you send a weight, …" tells of a case, and shows nothing.
    let is_remark = |sentence: &str| {
        let lower = sentence.trim_start().to_lowercase();
        let begins = ["if ", "unless ", "when ", "whenever "];
        begins.iter().any(|own| lower.starts_with(own)) && !lower.trim_end().ends_with(':')
    };
    let said = |sentence: &str| {
        side_in(sentence).filter(|own| *own == Side::Response || !is_remark(sentence))
    };
    all.into_iter()
        .rev()
        .find_map(|(_, sentence)| said(sentence))
}

pub(super) fn side_in(sentence: &str) -> Option<Side> {
    let lower = sentence.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let is_response = words
        .clone()
        .any(|word| RESPONSE.iter().any(|own| word.starts_with(own)));
    if is_response || !codes(sentence, true).is_empty() {
        return Some(Side::Response);
    }
    // "No request body": what stands behind it is something else.
    let is_none = words.clone().any(|word| matches!(word, "no" | "without"));
    let is_request = words.any(|word| REQUEST.contains(&word)) && !is_none;
    is_request.then_some(Side::Request)
}

/// Whether a sentence speaks of what is answered, and not of a refusal alone.
pub(super) fn speaks_of_answer(sentence: &str) -> bool {
    let codes = codes(sentence, true);
    match codes.is_empty() {
        true => side_in(sentence) == Some(Side::Response),
        false => codes.iter().any(|code| !code.status.is_error()),
    }
}

fn is_example(words: &Prose) -> bool {
    let lower = words.text.to_lowercase();
    EXAMPLE.iter().any(|word| lower.contains(word))
}

/// Names of types, as they stand in the place of values.
const TYPES: &[&str] = &[
    "array", "bool", "boolean", "date", "float", "int", "integer", "number", "object", "str",
    "string",
];

/// Whether a document names types in the place of each of its values.
fn names_types(value: &serde_json::Value) -> bool {
    let mut open = vec![value];
    let mut has_value = false;
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::Array(items) => open.extend(items),
            serde_json::Value::Object(members) => open.extend(members.values()),
            serde_json::Value::String(text) => {
                let name = text.trim_matches(['<', '>']).to_lowercase();
                if !TYPES.contains(&name.as_str()) {
                    return false;
                }
                has_value = true;
            }
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {
                return false;
            }
        }
    }
    has_value
}
