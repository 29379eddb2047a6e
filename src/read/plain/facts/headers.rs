//! Headers of which sentences around an operation speak: those that its requests must carry, and those that every
//! response of a success carries, where what was made is among them (RFC 9110 §10.2.2).

use std::ops::Range;

use super::super::codes::codes;
use super::super::for_all::{LONGEST, demanded, demanded_behind};
use super::super::layout::is_strong;
use super::super::parameters::answered::{
    denies, is_always, is_of_responses, may_be, may_be_in_each,
};
use super::super::parameters::takes_content;
use super::super::statuses::sentences;
use super::Source;
use crate::protocol::{HeaderName, Status};
use crate::read::message::field_name;
use crate::read::{Claim, Facts, HeaderPlace};
use crate::text::document::{Block, Kind, Prose, Style};
use crate::text::page::Span;

/// Words of a sentence that speaks of what is answered.
const ANSWERED: &[&str] = &["answer", "repl", "respon", "return"];

/// Words of one that says what a header of responses is.
const NAMES: &[&str] = &[
    "carr",
    "contain",
    "counts",
    "give",
    "hold",
    "identif",
    "include",
    "indicates",
    "is",
    "name",
    "point",
    "repeats",
    "reports",
    "say",
    "show",
    "specifies",
    "states",
    "tell",
];

/// Words of one that says that a response has it.
const CARRIES: &[&str] = &[
    "add", "answer", "bear", "carr", "come", "contain", "give", "has", "have", "hold", "includ",
    "present", "provid", "repl", "return", "sent", "set", "with",
];

/// Words of sentences that speak of what is sent, or of a choice.
const OTHERS: &[&str] = &["either", "or", "request", "requests", "used", "using"];

/// Words that tell the reader what to do with what came, but behind "to".
const TOLD: &[&str] = &["check", "look", "read", "see", "use"];

/// Where words stand that promise headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Among all that is said of an operation.
    Words,
    /// Below a label or a heading of the response, and of nothing else.
    Answer,
    /// Beside a status: what is described is its response.
    Beside(Status),
}

impl Source<'_> {
    /// The headers that sentences demand of an operation's requests.
    pub(super) fn demanded_headers(&self, scope: &Range<usize>, facts: &mut Facts) {
        let blocks = self.layout.blocks.get(scope.clone()).unwrap_or_default();
        let words = blocks.iter().filter(|block| block.is_prose());
        let words = words.filter_map(Block::words);
        facts.headers.extend(words.flat_map(demanded));
        let shown = scope
            .clone()
            .flat_map(|block| demanded_behind(self.layout, block));
        facts.headers.extend(shown);
        let takes_content = takes_content(facts);
        facts.headers.retain(|claim| {
            claim.place != HeaderPlace::Sentence
                || takes_content
                || claim.name != HeaderName::CONTENT_TYPE
        });
    }

    /// The headers that sentences promise: of the status that they name or stand beside, else of every success.
    pub(super) fn answered_headers(
        &self,
        scope: &Range<usize>,
        row: Option<usize>,
        is_anothers: impl Fn(&str) -> bool,
        facts: &mut Facts,
    ) {
        for at in scope.clone() {
            let Some(block) = self.layout.blocks.get(at) else {
                break;
            };
            for (place, words) in described(block, row) {
                let place = match place {
                    Standing::Words if self.is_below_answer(at) => Standing::Answer,
                    Standing::Words | Standing::Answer | Standing::Beside(_) => place,
                };
                let all = sentences(&words.text).into_iter();
                let all = all.filter(|(_, sentence)| sentence.len() <= LONGEST);
                for (start, sentence) in all.filter(|(_, sentence)| !is_anothers(sentence)) {
                    take(place, words, start, sentence, facts);
                }
            }
        }
        let stated = facts.statuses.iter().map(|claim| claim.status);
        let shown = facts.examples.iter().flat_map(|example| &example.responses);
        let shown = shown.map(|response| response.status);
        let mut served = stated.chain(shown).filter(|status| !status.is_error());
        let all_take_location = served.all(takes_location);
        facts
            .answered
            .retain(|claim| all_take_location || claim.value != HeaderName::LOCATION);
    }
}

impl Source<'_> {
    /// Whether the label or the heading right above some words says that they are of the response.
    fn is_below_answer(&self, block: usize) -> bool {
        let before = self.layout.blocks.get(..block).unwrap_or_default();
        let mut near = before.iter().rev().take(MOST_BETWEEN);
        let label = near.find_map(|own| {
            let words = own.words()?;
            let is_label = matches!(own.kind, Kind::Heading { .. }) || is_strong(words);
            is_label.then_some(words)
        });
        label.is_some_and(|label| {
            let lower = label.text.trim().trim_end_matches(':').to_lowercase();
            matches!(
                lower.as_str(),
                "response" | "responses" | "returns" | "result" | "reply" | "answer"
            )
        })
    }
}

/// The most blocks between a label and the words below it.
const MOST_BETWEEN: usize = 4;

/// The words of a block that may name a header, each with where it stands: those of an item that begins with a status,
/// of a row of statuses or of a field that is one stand beside it.
fn described(block: &Block, row: Option<usize>) -> Vec<(Standing, &Prose)> {
    let beside = |words: &Prose| match codes(&words.text, true).as_slice() {
        [code]
            if words
                .text
                .get(..code.range.start)
                .is_some_and(|before| before.trim().is_empty()) =>
        {
            Some(Standing::Beside(code.status))
        }
        [..] => None,
    };
    match &block.kind {
        // Nearly all words name no header.
        Kind::Paragraph(words) if may_name(words) => vec![(Standing::Words, words)],
        Kind::Item(words) if may_name(words) => {
            vec![(beside(words).unwrap_or(Standing::Words), words)]
        }
        Kind::Field(field) if may_name(&field.text) => {
            let code = field
                .name
                .text
                .split_whitespace()
                .last()
                .unwrap_or_default();
            let found = codes(code, true);
            let place = found.first().map(|code| Standing::Beside(code.status));
            place
                .map(|place| (place, &field.text))
                .into_iter()
                .collect()
        }
        Kind::Table(table) if row.is_none() => {
            let rows = table.rows.iter().filter_map(|row| {
                let (first, others) = row.cells.split_first()?;
                let mut others = others.iter().filter(|cell| may_name(cell)).peekable();
                others.peek()?;
                let place = beside(first)?;
                Some(others.map(move |cell| (place, cell)))
            });
            rows.flatten().collect()
        }
        Kind::Paragraph(_)
        | Kind::Item(_)
        | Kind::Field(_)
        | Kind::Table(_)
        | Kind::Heading { .. }
        | Kind::Term(_)
        | Kind::Code(_)
        | Kind::Component(_)
        | Kind::Directive(_)
        | Kind::Call(_)
        | Kind::Comment
        | Kind::Other(_) => Vec::new(),
    }
}

/// Whether words may name a header.
fn may_name(words: &Prose) -> bool {
    let text = &words.text;
    let mut code = words.runs.iter().filter(|run| run.style == Style::Code);
    text.contains("eader")
        || code.any(|run| {
            let own = text.get(run.range.clone()).unwrap_or_default();
            let name = field_name(own.split(':').next().unwrap_or_default().trim());
            name.is_some_and(|name| is_of_responses(&name) || is_written_so(&name))
        })
}

/// Takes what a sentence promises.
fn take(place: Standing, words: &Prose, start: usize, sentence: &str, facts: &mut Facts) {
    let sentence = without_refusal(sentence);
    let promised = promised(place, words, start, sentence);
    if promised.is_empty() {
        return;
    }
    let named: Vec<Status> = match place {
        Standing::Beside(status) => vec![status],
        Standing::Words | Standing::Answer => {
            let named = codes(sentence, false);
            named.iter().map(|code| code.status).collect()
        }
    };
    for (name, span) in promised {
        answer(name, span, &named, facts);
    }
}

/// A sentence up to where it turns to a refusal: "Returns 200 and the desk, or `404` if there is none".
pub(in crate::read::plain) fn without_refusal(sentence: &str) -> &str {
    let mut turns = sentence.match_indices(" or ");
    let turn = turns.find(|(at, or)| {
        let behind = sentence.get(at + or.len()..).unwrap_or_default();
        let found = codes(behind, true);
        found
            .first()
            .is_some_and(|code| code.status.is_error() && code.range.start <= NEAR)
    });
    turn.map_or(sentence, |(at, _)| sentence.get(..at).unwrap_or(sentence))
}

/// So far behind "or" stands the status of a refusal, in bytes.
const NEAR: usize = 12;

/// Takes a header that a sentence promises with the statuses that it names.
fn answer(name: HeaderName, span: Span, named: &[Status], facts: &mut Facts) {
    let is_location = name == HeaderName::LOCATION;
    if named.is_empty() && !is_location {
        facts.answered.push(Claim { value: name, span });
        return;
    }
    let claims = facts.statuses.iter_mut();
    let mut own = claims.filter(|claim| named.is_empty() || named.contains(&claim.status));
    if let (Some(claim), None) = (own.next(), own.next())
        && (!is_location || takes_location(claim.status))
        && !claim.headers.contains(&name)
    {
        claim.headers.push(name);
    }
}

/// Whether a response of a status can say where something is.
fn takes_location(status: Status) -> bool {
    matches!(status.code(), 201 | 202) || status.is_redirection()
}

/// Words without what stands between brackets and tells more of what is said before it: "its address (a path or a URL)".
fn without_remarks(lower: &str) -> String {
    let mut depth = 0_usize;
    let kept = lower.chars().filter(|c| {
        depth += usize::from(*c == '(');
        let is_kept = depth == 0;
        depth = depth.saturating_sub(usize::from(*c == ')'));
        is_kept
    });
    kept.collect()
}

/// The headers that a sentence promises with every answer, each with its place.
fn promised(
    place: Standing,
    words: &Prose,
    start: usize,
    sentence: &str,
) -> Vec<(HeaderName, Span)> {
    let lower = without_remarks(&sentence.to_lowercase());
    let lower = lower.replace("response to the request", "response");
    let all: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let begins = |own: &[&str]| {
        let mut all = all.iter();
        all.any(|word| own.iter().any(|begin| word.starts_with(begin)))
    };
    let says = |own: &[&str]| all.iter().any(|word| own.contains(word));
    let filled: Vec<&str> = all
        .iter()
        .copied()
        .filter(|word| !word.is_empty())
        .collect();
    let is_told = filled.first().is_some_and(|word| TOLD.contains(word))
        || filled
            .windows(2)
            .any(|pair| TOLD.contains(&pair[1]) && !matches!(pair[0], "to" | "for"));
    if says(OTHERS)
        || is_told
        || !is_always(sentence)
        || denies(sentence)
        || matches!(place, Standing::Beside(status) if status.is_error())
    {
        return Vec::new();
    }
    let is_beside = place != Standing::Words || lower.contains("always present");
    let is_set = lower.contains(" is always ") || lower.contains(" are always ");
    let is_in_response = stands_in_header_of_response(&filled);
    // "The desk that is named in the `Desk-Name` header".
    let is_of_request = !is_in_response
        && filled
            .windows(2)
            .any(|pair| OF_REQUESTS.contains(&pair[0]) && matches!(pair[1], "in" | "by"));
    if is_of_request {
        return Vec::new();
    }
    let is_answered =
        (begins(ANSWERED) || is_beside) && (begins(CARRIES) || is_set) || is_in_response;
    let says_what = begins(NAMES) || begins(CARRIES);
    let says_header = lower.contains("header");
    let is_each = says(&["always"]) || of_each(&filled);
    let names = named(words, start, sentence, says_header).into_iter();
    let own = names.filter(|(name, _)| {
        let is_meant =
            is_answered || is_of_responses(name) && says_what && (is_beside || says_header);
        let is_location = *name == HeaderName::LOCATION && says_what;
        let may_be = may_be(name) || is_each && may_be_in_each(name);
        may_be && (is_meant || is_location)
    });
    own.collect()
}

/// Words before "in" and "by" by which a header of the request is meant.
const OF_REQUESTS: &[&str] = &["identified", "named", "passed", "specified"];

/// Whether words say that something stands in a header of the response: "the total is in the `X-Total` header of the
/// response", "found in the response header `X-Total`".
fn stands_in_header_of_response(words: &[&str]) -> bool {
    let is_answer = |word: &&str| ["answer", "reply", "response", "responses"].contains(word);
    let joins = |word: &&str| ["in", "of", "the", "each", "every"].contains(word);
    words.iter().enumerate().any(|(at, word)| {
        let behind: Vec<&str> = words
            .iter()
            .skip(at + 1)
            .take(MOST_NAMED)
            .copied()
            .collect();
        let header = behind.iter().position(|word| word.starts_with("header"));
        let (true, Some(header)) = (["in", "by", "as", "through", "via"].contains(word), header)
        else {
            return false;
        };
        let mut after = behind[header + 1..].iter().skip_while(|word| joins(word));
        behind[..header].iter().any(is_answer) || after.next().is_some_and(is_answer)
    })
}

/// The most words behind "in" that are looked at for a header of the response.
const MOST_NAMED: usize = 12;

/// Whether words speak of each answer.
fn of_each(words: &[&str]) -> bool {
    let mut places = words.iter().enumerate();
    places.any(|(at, word)| {
        let behind = words.iter().skip(at + 1).take(2);
        let mut nouns = behind.filter(|word| {
            ["answer", "repl", "respon"]
                .iter()
                .any(|noun| word.starts_with(noun))
        });
        matches!(*word, "all" | "each" | "every") && nouns.next().is_some()
    })
}

/// The headers that a sentence names: in code, or, where it says that it speaks of headers, with a capital in each part.
fn named(
    words: &Prose,
    start: usize,
    sentence: &str,
    says_header: bool,
) -> Vec<(HeaderName, Span)> {
    let code = words.runs_within(start..start + sentence.len());
    let code = code.filter(|run| run.style == Style::Code);
    let in_code = code.filter_map(|run| {
        let text = words.text.get(run.range.clone())?;
        let name = text.split(':').next().unwrap_or_default().trim();
        let is_capital = says_header || name.starts_with(|c: char| c.is_ascii_uppercase());
        let name = field_name(name)
            .filter(|name| is_capital && is_of_responses(name) || is_written_so(name))?;
        Some((name, words.span(run.range.clone())))
    });
    let found: Vec<(HeaderName, Span)> = in_code.collect();
    if !found.is_empty() || !says_header {
        return found;
    }
    let mut at = start;
    let mut plain = Vec::new();
    for word in sentence.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
        let name = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if let Some(header) = field_name(name).filter(is_written_so) {
            plain.push((header, words.span(at..at + name.len())));
        }
        at += word.len();
    }
    plain
}

/// Whether a name is written as headers are: each of its parts with a capital, and more than one, or one that HTTP has.
fn is_written_so(name: &HeaderName) -> bool {
    let mut parts = name.as_str().split('-');
    let is_known = *name == HeaderName::LOCATION || name.is("etag");
    let are_capitals = parts.all(|part| part.starts_with(|c: char| c.is_ascii_uppercase()));
    is_known || are_capitals && name.as_str().contains('-')
}
