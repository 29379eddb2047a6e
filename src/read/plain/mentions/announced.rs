//! Blocks that are nothing but a path or a URL, right behind a sentence that says with which method it is requested.

use super::super::halves::whole_path;
use super::super::layout::Layout;
use super::super::lines::request_lines;
use super::super::spellings::{apart, in_code, said_methods};
use super::super::statuses::sentences;
use super::super::target;
use super::{Carrier, Mention, Mentions};
use crate::protocol::Method;
use crate::text::document::{Block, Kind, Prose, Style};
use crate::text::page::Span;

/// Words of a sentence that speaks of what comes back, of what another sends, or of one call among others.
const OTHERS: &[&str] = &[
    "redirect",
    "return",
    "respon",
    "your",
    "callback",
    "webhook",
    "sends",
    "will send",
    "example",
    "e.g",
    "instead",
    " not ",
    "n't ",
    "links ",
    " like",
];

/// Words by which a sentence calls a method one.
const CALLS: &[&str] = &[
    "request", "method", "call ", "call:", "endpoint", " to:", "http",
];

impl Mentions {
    /// "To lend a desk, send a `POST` request to the following endpoint:", and a block with the endpoint alone.
    pub(super) fn announced(&mut self, layout: &Layout<'_>, index: usize, block: &Block) -> bool {
        let Some(words) = own_words(layout, block) else {
            return false;
        };
        let Some(mut spelled) = whole_path(&words.text).filter(|_| words.text.len() > 1) else {
            return false;
        };
        let before = index.checked_sub(1).and_then(|at| layout.blocks.get(at));
        let said = before
            .filter(|before| before.is_prose())
            .and_then(|before| said(before.words()?));
        let Some((method, place)) = said else {
            return false;
        };
        // What a heading names is what its section documents.
        let names = |heading: &Prose| {
            let text = heading.text.trim();
            text.starts_with('/') || target::methods(text).is_some()
        };
        if layout.headings(index).any(names) {
            return false;
        }
        let path = spelled.target.path().as_str();
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if path.split('/').any(is_number) {
            return false;
        }
        spelled.methods = vec![(method, 0..0)];
        let lead = words.text.len() - words.text.trim_start().len();
        for mut line in request_lines(&spelled.moved(lead), |range| words.span(range)) {
            line.method_span = place;
            self.requests
                .push(Mention::named(Carrier::Block, index, line));
        }
        true
    }
}

/// The one line that a block is.
fn own_words(layout: &Layout<'_>, block: &Block) -> Option<Prose> {
    if let Kind::Code(code) = &block.kind {
        let text = layout.page.slice(code.body);
        let is_line = code.text.is_none() && !text.trim().contains('\n');
        let start = code.body.start + text.len() - text.trim_start().len();
        let place = Span::new(start, start + text.trim().len());
        return is_line.then(|| Prose::new(text.trim(), place, Style::Code));
    }
    let is_line =
        |words: &&Prose| block.is_prose() && !block.is_item() && !words.text.contains('\n');
    block.words().filter(is_line).cloned()
}

/// The one method that the last sentence of words says that what follows is requested with.
fn said(words: &Prose) -> Option<(Method, Span)> {
    if !words.text.trim_end().ends_with([':', '：']) {
        return None;
    }
    let (start, sentence) = sentences(&words.text).into_iter().next_back()?;
    let lower = sentence.to_lowercase();
    let is_of_other = OTHERS.iter().any(|word| lower.contains(word));
    let is_call = CALLS.iter().any(|word| lower.contains(word));
    if is_of_other || !is_call || !apart(words).is_empty() || !in_code(words).is_empty() {
        return None;
    }
    let verbs = said_methods(sentence, start);
    let (method, range) = verbs.first()?;
    let is_one = verbs.iter().all(|(other, _)| other == method);
    is_one.then(|| (method.clone(), words.span(range.clone())))
}
