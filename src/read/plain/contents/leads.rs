//! Words that lead to what the content of a response is: "returns", "the body is", "Response:".

use super::nouns::Token;
use super::phrases::Around;
use crate::read::Surety;

/// Words before a verb that say who answers.
const SUBJECTS: &[&str] = &[
    "it",
    "and",
    "which",
    "that",
    "this",
    "operation",
    "request",
    "endpoint",
    "call",
    "method",
    "server",
    "service",
    "api",
    "resource",
    "will",
    "always",
    "then",
    "also",
    "success",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "successful",
    "command",
    "route",
    "action",
    "just",
    "simply",
    "we",
];

/// Words of what is answered.
const ANSWERS: &[&str] = &["response", "answer", "reply", "result", "output"];

/// Where a phrase begins, if words that lead to one begin at a token.
pub(super) fn lead(tokens: &[Token], at: usize, place: Around) -> Option<(usize, Surety)> {
    let word = tokens.get(at)?.word()?;
    let next = |at: usize| tokens.get(at).and_then(Token::word).unwrap_or_default();
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    let is_led = match before {
        None => true,
        // A path that ends with a placeholder, too.
        Some(Token::Stop(c)) => matches!(c, ',' | ':' | '–' | '—' | ')' | '-' | '}'),
        Some(Token::Word(noun)) => {
            let is_path = at > 1 && tokens.get(at - 2) == Some(&Token::Stop('/'));
            is_path || SUBJECTS.contains(&noun.lower.as_str())
        }
    };
    let behind =
        |at: usize, skipped: &[&str]| (at..at + 4).find(|at| !skipped.contains(&next(*at)));
    match word {
        "returns" | "return" | "delivers" | "yields" | "returning"
            if is_led && !place.may_be_returned =>
        {
            if tokens.get(at + 1) == Some(&Token::Stop(':')) {
                return Some((at + 2, Surety::Said));
            }
            behind(at + 1, &["you", "back", "as", "result"]).map(|at| (at, Surety::Said))
        }
        "responds" | "respond" | "answers" | "replies" | "reply" | "answered" | "answer"
            if next(at + 1) == "with" || next(at + 1) == "by" =>
        {
            behind(at + 1, &["with", "by", "returning", "sending"]).map(|at| (at, Surety::Said))
        }
        "gives" | "sends" | "hands" if is_led && matches!(next(at + 1), "back" | "you") => {
            behind(at + 1, &["back", "you"]).map(|at| (at, Surety::Said))
        }
        "gives" | "sends" if is_led && place.is_read && matches!(next(at + 1), "a" | "the") => {
            Some((at + 1, Surety::Said))
        }
        "you" if matches!(next(at + 1), "get" | "receive") => {
            behind(at + 2, &["back", "in", "return"]).map(|at| (at, Surety::Said))
        }
        "gets" | "retrieves" | "retrieve" | "fetches" | "fetch" | "lists" | "list" | "get"
        | "reads" | "read" | "shows" | "show"
            if before.is_none() && place.is_read =>
        {
            Some((at + 1, Surety::Guessed))
        }
        _ => subject(tokens, at, place),
    }
}

/// "The response body is …", "Response: …".
fn subject(tokens: &[Token], at: usize, place: Around) -> Option<(usize, Surety)> {
    const BODIES: &[&str] = &["body", "content", "payload", "document", "entity"];
    let next = |at: usize| tokens.get(at).and_then(Token::word).unwrap_or_default();
    let word = next(at);
    let is_answer = ANSWERS.contains(&word) || word == "response's";
    if !(is_answer || BODIES.contains(&word) && place.is_of_answer) {
        return None;
    }
    // Of what is sent, of another thing's, of an error.
    let before = tokens.get(..at)?.iter().filter_map(Token::word);
    if before
        .clone()
        .any(|word| !["the", "a", "its", "of", "and", "successful", "then", "json"].contains(&word))
    {
        return None;
    }
    let mut at = at + 1;
    at += usize::from(is_answer && BODIES.contains(&next(at)));
    if at <= 3 && matches!(tokens.get(at), Some(Token::Stop(':' | '–' | '—' | '-'))) {
        return Some((at + 1, Surety::Said));
    }
    at += usize::from(next(at) == "will");
    let surety = match next(at) {
        "is" | "be" | "are" | "consists" | "represents" => Surety::Said,
        "contains" | "contain" | "holds" | "carries" | "has" | "includes" => Surety::Guessed,
        _ => return None,
    };
    at += 1;
    while [
        "of", "in", "its", "body", "just", "simply", "again", "then", "now",
    ]
    .contains(&next(at))
    {
        at += 1;
    }
    Some((at, surety))
}
