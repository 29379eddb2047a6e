//! Sentences that say of the content of a response what it is, by the name of an object that the page describes:
//! "Returns `200 OK` and the parcel object", "The body is a list of gauges". What speaks of a part of it, or of more
//! than it, says nothing here.

use std::ops::Range;

use super::behind::ends;
use super::leads::lead;
use super::nouns::{MOST_WORDS, Noun, Token};
use crate::read::{Extent, Surety};

/// What a sentence says the content is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// The name, in the form in which names are compared.
    pub name: String,
    /// Whether it is one or a list of them.
    pub extent: Extent,
    /// Whether the words leave no doubt.
    pub surety: Surety,
    /// Where it stands in the sentence.
    pub range: Range<usize>,
    /// The token behind it.
    pub(super) end: usize,
    /// Whether an article or a word for an object stands with it.
    is_marked: bool,
}

/// In which place a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read::plain) struct Around {
    /// Whether it stands beside the status of a success, as a definition or a cell does.
    pub is_beside_status: bool,
    /// Whether what is called a body without a word more is that of the response.
    pub is_of_answer: bool,
    /// Whether what returns may be what is returned, as a borrowed book is.
    pub may_be_returned: bool,
    /// Whether the operation reads.
    pub is_read: bool,
    /// Where the code of a success ends in it.
    pub code_end: Option<usize>,
}

/// Words by which a sentence speaks of a part, or of some cases.
const PARTS: &[&str] = &[
    "abbreviated",
    "brief",
    "either",
    "except",
    "instead",
    "less",
    "minimal",
    "only",
    "part",
    "partial",
    "reduced",
    "shortened",
    "subset",
    "summary",
    "without",
];

/// Words with which a sentence speaks of some calls.
const CASES: &[&str] = &["if", "when", "unless", "otherwise", "where", "for"];

/// What a sentence says the content of a response is, by one of the names that a page describes.
pub(super) fn phrase(
    tokens: &[Token],
    place: Around,
    is_name: &dyn Fn(&str) -> bool,
) -> Option<Phrase> {
    let has = |list: &[&str]| {
        tokens
            .iter()
            .filter_map(Token::word)
            .any(|word| list.contains(&word))
    };
    if has(PARTS) {
        return None;
    }
    if let Some(found) = behind_code(tokens, place, is_name) {
        return Some(found);
    }
    let first = tokens.first().and_then(Token::word).unwrap_or_default();
    if CASES.contains(&first) {
        return None;
    }
    if place.is_beside_status
        && let Some(found) = beside(tokens, is_name)
    {
        return Some(found);
    }
    if place.is_read
        && let Some(found) = alone(tokens, is_name)
    {
        return Some(found);
    }
    (0..tokens.len())
        .find_map(|at| {
            let (start, surety) = lead(tokens, at, place)?;
            let found = noun_phrase(tokens, start, is_name)?;
            let ends = ends(tokens, &found)?;
            Some(found.with(surety).with(ends))
        })
        .or_else(|| passive(tokens, is_name))
}

impl Phrase {
    fn with(mut self, surety: Surety) -> Self {
        self.surety = self.surety.min(surety);
        self
    }
}

/// Behind the code of a success: "`201 Created` and the new parcel object".
fn behind_code(tokens: &[Token], place: Around, is_name: &dyn Fn(&str) -> bool) -> Option<Phrase> {
    const BETWEEN: &[&str] = &[
        "a",
        "and",
        "as",
        "body",
        "carrying",
        "containing",
        "content",
        "contains",
        "holding",
        "holds",
        "in",
        "is",
        "its",
        "json",
        "returning",
        "returns",
        "status",
        "the",
        "with",
        "response",
        "code",
        "comes",
    ];
    let code_end = place.code_end?;
    let behind = |token: &Token| matches!(token, Token::Word(noun) if noun.range.start >= code_end);
    let start = tokens.iter().position(behind)?;
    let mut surety = Surety::Said;
    for at in start..(start + 7).min(tokens.len()) {
        if let Some(found) = noun_phrase(tokens, at, is_name) {
            return Some(found.clone().with(surety).with(ends(tokens, &found)?));
        }
        match &tokens[at] {
            Token::Word(noun) if BETWEEN.contains(&noun.lower.as_str()) => {
                if noun.lower.starts_with("contain") || noun.lower.starts_with("hold") {
                    surety = Surety::Guessed;
                }
            }
            Token::Stop(',' | ':' | '(' | ')' | '–' | '—' | '-') => {}
            Token::Word(_) | Token::Stop(_) => return None,
        }
    }
    None
}

/// What stands beside the status of a success, and is nothing but a name: "The updated gauge."
fn beside(tokens: &[Token], is_name: &dyn Fn(&str) -> bool) -> Option<Phrase> {
    let found = noun_phrase(tokens, 0, is_name)?;
    let ends = ends(tokens, &found)?;
    let marked = match found.is_marked {
        true => Surety::Said,
        false => Surety::Guessed,
    };
    Some(found.with(marked).with(ends))
}

/// All that a sentence on what reads says: "One gauge."
fn alone(tokens: &[Token], is_name: &dyn Fn(&str) -> bool) -> Option<Phrase> {
    let found = noun_phrase(tokens, 0, is_name)?;
    let is_marked = found.is_marked && found.extent == Extent::One;
    // What goes on with "that is" says something else of it.
    let is_all = match tokens.get(found.end) {
        None | Some(Token::Stop(_)) => true,
        Some(Token::Word(noun)) => matches!(noun.lower.as_str(), "as" | "by" | "of" | "with"),
    };
    let ends = ends(tokens, &found).filter(|_| is_marked && is_all)?;
    Some(found.with(ends))
}

/// "The updated gauge is returned."
fn passive(tokens: &[Token], is_name: &dyn Fn(&str) -> bool) -> Option<Phrase> {
    const RETURNED: &[&str] = &["returned", "delivered", "sent", "given", "answered"];
    let found = noun_phrase(tokens, 0, is_name)?;
    let mut behind = tokens.iter().skip(found.end).filter_map(Token::word);
    let verb = behind.next()?;
    let verb = if verb == "will" { behind.next()? } else { verb };
    let is_returned = matches!(verb, "is" | "are" | "be")
        && behind.next().is_some_and(|word| RETURNED.contains(&word));
    is_returned.then_some(found)
}

/// Words before a name that say nothing of which it is.
const BEFORE: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "that",
    "your",
    "its",
    "each",
    "all",
    "any",
    "new",
    "newly",
    "created",
    "updated",
    "full",
    "complete",
    "whole",
    "entire",
    "changed",
    "modified",
    "resulting",
    "requested",
    "matching",
    "single",
    "stored",
    "corresponding",
    "added",
    "replaced",
    "json",
    "registered",
    "found",
    "respective",
    "given",
    "existing",
    "specified",
    "saved",
    "renewed",
    "just",
    "freshly",
    "current",
    "one",
    "plain",
    "bare",
    "relevant",
    "selected",
    "available",
    "known",
    "own",
];

/// Words for a list.
const LISTS: &[&str] = &["list", "array", "collection", "sequence", "page"];

/// Words for an object.
const OBJECTS: &[&str] = &[
    "object",
    "objects",
    "resource",
    "resources",
    "representation",
    "representations",
    "record",
    "records",
    "entity",
    "entities",
    "model",
    "document",
    "structure",
    "structures",
    "itself",
    "data",
    "instance",
];

/// A name with what may stand around it, from a token on.
fn noun_phrase(tokens: &[Token], start: usize, is_name: &dyn Fn(&str) -> bool) -> Option<Phrase> {
    let mut at = start;
    let mut is_marked = false;
    let mut extent = Extent::One;
    let mut surety = Surety::Said;
    loop {
        let Some(Token::Word(noun)) = tokens.get(at) else {
            return None;
        };
        if let Some((name, end)) = longest(tokens, at, is_name) {
            return Some(closed(tokens, (name, start, at..end), (extent, is_marked)).with(surety));
        }
        let is_of = tokens.get(at + 1).and_then(Token::word) == Some("of");
        let word = noun.lower.as_str();
        // What a page of a list comes in, is said where the page tells of all lists.
        if word == "page" && is_of {
            return None;
        }
        if LISTS.contains(&word) && is_of {
            extent = match word {
                "array" => Extent::Array,
                _ => Extent::Many,
            };
            at += 2;
        } else if OBJECTS.contains(&word) && is_of {
            at += 2;
        } else if matches!(word, "details" | "detail" | "description") && is_of {
            surety = Surety::Guessed;
            at += 2;
        } else if BEFORE.contains(&word) {
            at += 1;
        } else {
            return None;
        }
        is_marked = true;
        if at > start + 8 {
            return None;
        }
    }
}

/// The name that most words from a token on are.
fn longest(tokens: &[Token], at: usize, is_name: &dyn Fn(&str) -> bool) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut found = None;
    for end in at..at + MOST_WORDS {
        let Some(Token::Word(Noun { stem, .. })) = tokens.get(end) else {
            break;
        };
        if end > at {
            name.push(' ');
        }
        name.push_str(stem);
        if is_name(&name) {
            found = Some((name.clone(), end + 1));
        }
    }
    found
}

/// A name with the words for an object or a list that stand behind it.
fn closed(
    tokens: &[Token],
    (name, start, own): (String, usize, Range<usize>),
    (extent, is_marked): (Extent, bool),
) -> Phrase {
    let noun = |at: usize| match tokens.get(at) {
        Some(Token::Word(noun)) => Some(noun),
        Some(Token::Stop(_)) | None => None,
    };
    let mut end = own.end;
    let mut is_many = noun(end - 1).is_some_and(Noun::is_plural);
    let mut is_marked = is_marked;
    let mut surety = Surety::Said;
    if let Some(behind) = noun(end) {
        let word = behind.lower.as_str();
        if OBJECTS.contains(&word) {
            is_many |= behind.is_plural();
            is_marked = true;
            end += 1;
        } else if LISTS.contains(&word) {
            is_many = true;
            surety = Surety::Guessed;
            end += 1;
        }
    }
    let extent = match extent {
        Extent::One if is_many => Extent::Many,
        other => other,
    };
    let from = noun(start).map_or(0, |noun| noun.range.start);
    let to = noun(end - 1).map_or(from, |noun| noun.range.end);
    Phrase {
        name,
        extent,
        surety,
        range: from..to,
        end,
        is_marked,
    }
}
