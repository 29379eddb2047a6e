//! What stands behind the name of an object, which may make it a part of the content or another thing.

use super::nouns::Token;
use super::phrases::Phrase;
use crate::read::{Extent, Surety};

/// Words that may follow a name and leave it what it is.
const BEHIND: &[&str] = &[
    "that",
    "which",
    "whose",
    "where",
    "if",
    "when",
    "for",
    "from",
    "after",
    "described",
    "above",
    "just",
    "sorted",
    "ordered",
    "matching",
    "you",
    "belonging",
    "it",
    "created",
    "of",
    "on",
    "so",
    "again",
    "now",
    "shown",
    "defined",
    "back",
    "here",
    "within",
    "who",
    "being",
    "including",
];

/// Words behind "as" and "in" by which content is no JSON, or has what is named as a part of it.
const ELSEWHERE: &[&str] = &[
    "array",
    "attribute",
    "base64",
    "collection",
    "csv",
    "envelope",
    "field",
    "file",
    "files",
    "hash",
    "html",
    "image",
    "key",
    "link",
    "links",
    "list",
    "lists",
    "map",
    "member",
    "object",
    "objects",
    "pdf",
    "plain",
    "property",
    "text",
    "wrapper",
    "xml",
    "yaml",
    "zip",
];

/// Words behind "as", "in" and the like that leave what is named the whole of the content.
const PLACES: &[&str] = &[
    "body", "detail", "full", "it", "json", "order", "response", "they",
];

/// How sure a phrase is by what stands behind it; none where that makes it another thing.
pub(super) fn ends(tokens: &[Token], found: &Phrase) -> Option<Surety> {
    let word = match tokens.get(found.end) {
        None | Some(Token::Stop(',' | '.' | ';' | ':' | ')' | '(' | '–' | '—' | '!')) => {
            return Some(Surety::Said);
        }
        Some(Token::Stop(_)) => return None,
        Some(Token::Word(noun)) => noun.lower.as_str(),
    };
    let mut behind = tokens.iter().skip(found.end + 1).filter_map(Token::word);
    match word {
        "or" => {
            let next = behind.find(|word| !["a", "an", "the", "with", "status"].contains(word));
            let is_code = next.is_some_and(|word| {
                word.starts_with(['4', '5']) || matches!(word, "null" | "error")
            });
            is_code.then_some(Surety::Said)
        }
        // "… and the header field", "… with status 200".
        "and" => behind.take(6).any(is_beside).then_some(Surety::Said),
        "with" if behind.clone().take(3).any(is_beside) => Some(Surety::Said),
        "with" | "including" => Some(Surety::Guessed),
        // What is listed of one thing is its own.
        "of" if found.extent == Extent::One => Some(Surety::Guessed),
        "as" | "at" | "below" | "by" | "in" => {
            let next = behind.find(|word| !["a", "an", "the", "its", "json"].contains(word));
            let next = next.unwrap_or("json");
            if matches!(word, "as" | "in") && ELSEWHERE.contains(&next) {
                return None;
            }
            Some(match PLACES.contains(&next) {
                true => Surety::Said,
                false => Surety::Guessed,
            })
        }
        word => BEHIND.contains(&word).then_some(Surety::Said),
    }
}

/// Words for what comes beside content.
fn is_beside(word: &str) -> bool {
    let is_code =
        word.len() == 3 && word.starts_with('2') && word.bytes().all(|b| b.is_ascii_digit());
    is_code || word.starts_with("header") || matches!(word, "status" | "code" | "etag" | "location")
}
