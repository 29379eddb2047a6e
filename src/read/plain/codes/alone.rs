//! Numbers in code: which are status codes, and which are values of something or count it.

use super::words::{BEHIND, BETWEEN, COUNTS, IS, LEADS, OUTCOMES, UNITS, VALUED, VERBS};
use super::{CASE, near, reason, words_before};
use crate::protocol::Status;

/// Whether words are a code, with its reason phrase or without, and no interim one: products number what is theirs
/// from 100 on.
pub(super) fn is_code_alone(words: &str, status: Status) -> bool {
    if words.len() > LONGEST_ALONE {
        return false;
    }
    let words = words.trim();
    let code = status.code().to_string();
    // `409 name_taken`: the word by which the service tells it from others.
    let is_told_apart = || {
        let word = words
            .strip_prefix(&code)
            .and_then(|rest| rest.strip_prefix(' '));
        let is_word = |word: &str| {
            let mut bytes = word.bytes();
            word.contains('_') && bytes.all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        status.is_error() && word.is_some_and(is_word)
    };
    let is_whole = words == code || is_told_apart() || {
        let lower = words.to_lowercase();
        lower.starts_with(&code) && reason(&lower, code.len(), status) == lower.len()
    };
    is_whole && status.code() >= 200
}

/// The longest words that are a code with its reason phrase, in bytes.
const LONGEST_ALONE: usize = 64;

/// Whether a number stands where a clause begins, but for an article and the like: other numbers in code are values.
fn begins_clause(text: &str, at: usize) -> bool {
    let marks = [' ', '`', '*', '"', '_', '\u{a0}', '\n'];
    let mut before = near(text, at, CASE, 0).trim_end_matches(marks);
    for _ in 0..LEADS_MOST {
        let led = LEADS.iter().find_map(|word| {
            let rest = before.strip_suffix(word)?;
            (!rest.ends_with(char::is_alphanumeric)).then_some(rest)
        });
        let Some(rest) = led else {
            break;
        };
        before = rest.trim_end_matches(marks);
    }
    let dash = before.strip_suffix(['-', '–', '—']);
    before.is_empty()
        || before.ends_with([',', ';', ':', '.', '!', '?', '(', '|'])
        || dash.is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
}

/// Whether the words before a number in code speak of what comes of a request, or of one of its kind: "it is done, with a
/// `204`", and no value is so.
fn is_outcome(text: &str, at: usize) -> bool {
    let words: Vec<&str> = words_before(text, at).take(LEADS_MOST).collect();
    let is_one = match words.as_slice() {
        ["a" | "an" | "by" | "in" | "it's" | "that's" | "with", ..] => true,
        ["is", subject, ..] => matches!(*subject, "it" | "that" | "this"),
        [..] => false,
    };
    let mut words = words.iter().skip_while(|word| BETWEEN.contains(word));
    is_one || words.next().is_some_and(|word| OUTCOMES.contains(word))
}

/// So many words at most lead to a code at the beginning of a clause.
const LEADS_MOST: usize = 4;

/// Whether the words around a number say that it counts, measures or is a value of something.
pub(super) fn is_counted(text: &str, at: usize, end: usize) -> bool {
    let before: Vec<&str> = words_before(text, at).take(COUNTED_BEFORE).collect();
    let is_value = match before.as_slice() {
        ["to" | "at", _, "set"] => true,
        [is, word, ..] if IS.contains(is) => VALUED.contains(word),
        [word, ..] => VALUED.contains(word),
        [] => false,
    };
    let rest = text.get(end..).unwrap_or_default();
    let behind = rest.split(|c: char| !c.is_alphanumeric());
    let mut behind = behind
        .filter(|word| !word.is_empty())
        .take(COUNTED_BEHIND)
        .peekable();
    // "200 desks": what stands right behind a number is many of something.
    let is_many = |word: &&str| {
        let is_verb = BEHIND.contains(word) || VERBS.contains(word);
        word.len() > 3 && word.ends_with('s') && !is_verb
    };
    let is_close = rest
        .trim_start_matches(['`', '*', ' '])
        .starts_with(char::is_alphabetic);
    let is_many = is_close && behind.peek().is_some_and(is_many);
    let is_joined = rest
        .trim_start_matches(['`', '*'])
        .starts_with(['%', '+', '/', '°']);
    is_joined
        || is_many
        || is_value
        || before.into_iter().any(|word| COUNTS.contains(&word))
        || behind.into_iter().any(|word| UNITS.contains(&word))
}

/// Among so many words before a number stands what says that it counts, and among so many behind it what is counted.
const COUNTED_BEFORE: usize = 3;
const COUNTED_BEHIND: usize = 2;

/// Whether a code that stands alone in code is no value of something: a success is one where nothing has it answered.
pub(super) fn is_no_value(text: &str, at: usize) -> bool {
    let is_error = matches!(text.as_bytes().get(at), Some(b'4' | b'5'));
    (is_error || begins_clause(text, at) || is_outcome(text, at)) && !is_counted(text, at, at + 3)
}
