//! Status codes in words: a number is one where it is a registered code and its words say that it is
//! answered, returned or a status; many other numbers have three digits.

mod alone;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use self::alone::{is_code_alone, is_counted, is_no_value};
use self::words::{ANSWERS, BEHIND, BETWEEN, COMES, DENIED, INSTEAD, STATUS};
use crate::protocol::Status;

/// A status code in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    /// The code.
    pub status: Status,
    /// Where it stands, its reason phrase included.
    pub range: Range<usize>,
}

/// Every number of a text that could be a status, whatever is said of it.
pub(super) fn possible(text: &str) -> impl Iterator<Item = Status> {
    let numbers = text.split(|c: char| !c.is_ascii_alphanumeric());
    let numbers = numbers.filter(|word| word.len() == 3);
    numbers.filter_map(|word| Status::new(word.parse().ok()?))
}

/// The status codes in a text. `is_listed` where what the text stands in says that it lists them: then a
/// number that the text begins with is one.
pub(super) fn codes(text: &str, is_listed: bool) -> Vec<Code> {
    codes_in(text, is_listed, |_| None)
}

/// The same in a text of which some words are set apart from the others: a number that is nothing but a code there, with
/// its reason phrase or without, is one, unless the words around it count or measure something.
pub(super) fn codes_in<'t>(
    text: &str,
    is_listed: bool,
    set_apart: impl Fn(usize) -> Option<&'t str>,
) -> Vec<Code> {
    let lower = text.to_lowercase();
    // Lower case changes no length in what is looked at here; elsewhere nothing is read.
    let lower = if lower.len() == text.len() {
        lower
    } else {
        text.to_owned()
    };
    let mut found: Vec<Code> = Vec::new();
    for (at, status) in numbers(&lower) {
        let reason_end = reason(&lower, at + 3, status);
        let is_replaced = is_behind(&lower, at, INSTEAD);
        let is_other = || {
            let last = found.last();
            last.is_some_and(|last| is_other_case(near(&lower, at, CASE, CASE), last, status))
        };
        let is_alone = || {
            let own = set_apart(at);
            own.is_some_and(|words| is_code_alone(words, status)) && is_no_value(&lower, at)
        };
        let is_meant = || {
            let is_first = is_lead(&lower, at) && (is_listed || reason_end > at + 3);
            let is_stated = is_stated(&lower, at..reason_end, found.last());
            is_first || is_stated || is_beside_own(&lower, at, &set_apart) || is_alone()
        };
        let is_kept = match is_replaced {
            true => is_other(),
            false => !is_behind(&lower, at, DENIED) && is_meant(),
        };
        if is_kept && !is_in_list(&lower, at) {
            found.push(Code {
                status,
                range: at..reason_end,
            });
        }
    }
    found
}

/// Whether the words around a code state it, or that before it goes on to it.
fn is_stated(text: &str, range: Range<usize>, last: Option<&Code>) -> bool {
    let (at, end) = (range.start, range.start + 3);
    let is_chained = last.is_some_and(|last| {
        chains(text, last.range.end, at)
            || goes_on(text, last.range.end, at) && fits_behind(text, end)
    });
    is_chained || is_answered(text, at, end, range.end) || is_refusal(text, at, end)
}

/// Whether an error's code stands where nothing but one does: alone in parentheses, behind an arrow, or behind "with",
/// "by", "otherwise" or what cannot be done at the end of a clause.
fn is_refusal(text: &str, at: usize, end: usize) -> bool {
    if !matches!(text.as_bytes().get(at), Some(b'4' | b'5')) || is_counted(text, at, end) {
        return false;
    }
    let marks = ['`', '*', '"', '_'];
    let before = text.get(..at).unwrap_or_default().trim_end_matches(marks);
    let behind = text
        .get(end..)
        .unwrap_or_default()
        .trim_start_matches(marks);
    let is_in_parentheses = before.ends_with(" (") && behind.starts_with(')');
    let ends = behind.is_empty() || behind.starts_with(['.', ',', ';', ':', ')']);
    let mut words = words_before(text, at).skip_while(|word| matches!(*word, "a" | "an"));
    let first = words.next();
    let is_by = matches!(first, Some("with" | "by"));
    let is_else = matches!(first, Some("otherwise" | "else"));
    let forbids = [
        " cannot ",
        " can not ",
        " can't ",
        " may not ",
        " must not ",
    ];
    let is_named = before.ends_with(": ") && forbids.iter().any(|own| before.contains(own));
    // "With 403 for whoever may not": an item that goes on from the words before its list.
    let is_led = is_by && words.next().is_none() && fits_behind(text, end);
    is_in_parentheses || is_pointed_at(text, at) || is_led || ends && (is_by || is_else || is_named)
}

/// Whether an error's code stands in parentheses with nothing but the word by which the service tells it apart: "(409,
/// `locked`)", "(wrong-state: 409)".
fn is_beside_own<'t>(text: &str, at: usize, set_apart: impl Fn(usize) -> Option<&'t str>) -> bool {
    let end = at + 3;
    if !matches!(text.as_bytes().get(at), Some(b'4' | b'5')) || is_counted(text, at, end) {
        return false;
    }
    let before = near(text, at, LONGEST_OWN, 0);
    let behind = near(text, end, 0, LONGEST_OWN);
    let begins = before.rfind(" (").map(|start| &before[start + 2..]);
    let ends = behind.find(')').map(|stop| &behind[..stop]);
    let (Some(before), Some(behind)) = (begins, ends) else {
        return false;
    };
    let marks = [' ', ',', ':', '`', '*', '"', '\''];
    let own = [before.trim_matches(marks), behind.trim_matches(marks)];
    let place = match own {
        [word, ""] => at - before.len() + before.find(word).unwrap_or_default(),
        ["", word] => end + behind.find(word).unwrap_or_default(),
        _ => return false,
    };
    let word = own.concat();
    let mut parts = word.split(['-', '_']);
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_word = parts.all(is_part);
    let is_code = || set_apart(place).is_some_and(|own| own.eq_ignore_ascii_case(&word));
    is_word && (word.contains(['-', '_']) || is_code())
}

/// The longest word of a service's own beside a code, in bytes.
const LONGEST_OWN: usize = 48;

/// Whether a number is the first of a list of data: `[200, null]`.
fn is_in_list(text: &str, at: usize) -> bool {
    let before = near(text, at, LIST, 0);
    let behind = text.get(at + 3..).unwrap_or_default();
    let is_first = before.ends_with('[') && behind.starts_with(',');
    is_first || before.ends_with(", ") && before.contains('[') && behind.starts_with([',', ']'])
}

/// How far before a number the beginning of a list of data is looked for, in bytes.
const LIST: usize = 64;

/// So many bytes of a text around a place, as far as they are whole characters.
fn near(text: &str, at: usize, before: usize, behind: usize) -> &str {
    let mut start = at.saturating_sub(before);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut end = (at + behind).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(start..end).unwrap_or_default()
}

/// Registered codes, each where it stands by itself.
fn numbers(text: &str) -> Vec<(usize, Status)> {
    let bytes = text.as_bytes();
    let mut numbers = Vec::new();
    let mut at = 0;
    while at + 3 <= bytes.len() {
        let is_digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
        if !is_digit(at) {
            at += 1;
            continue;
        }
        let length = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let before = at.checked_sub(1).map(|index| bytes[index]);
        let after = bytes.get(at + length).copied();
        let behind = text.get(at + length..).unwrap_or_default();
        // `1.200`, `v200`, `#200`, `200.5`, `200ms`, `200-level`, `2xx`.
        let joined_before = before.is_some_and(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'.' | b'#' | b'$' | b'_' | b'+' | b'=' | b'%' | b'@')
        });
        let is_fraction = after == Some(b'.') && is_digit(at + length + 1);
        let joined_after = after
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'%')
            || is_fraction
            || behind.starts_with("-level")
            || behind.starts_with("-series")
            || behind.starts_with("-range")
            || behind.starts_with("-class")
            || behind.starts_with('+');
        let status = text.get(at..at + length).filter(|_| length == 3);
        let status = status.and_then(|code| Status::new(code.parse().ok()?));
        let status = status.filter(|status| status.reason().is_some() && status.code() < 600);
        if let Some(status) = status.filter(|_| !joined_before && !joined_after) {
            numbers.push((at, status));
        }
        at += length;
    }
    numbers
}

/// The end of the reason phrase behind a code, else of the code.
fn reason(text: &str, end: usize, status: Status) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let words =
        rest.trim_start_matches([' ', '(', ':', '-', '–', '—', '`', '*', '"', '\u{a0}', '_']);
    let gap = rest.len() - words.len();
    let known = status.reason().unwrap_or_default().to_lowercase();
    let old = match status.code() {
        413 => "request entity too large",
        414 => "request-uri too long",
        416 => "requested range not satisfiable",
        422 => "unprocessable entity",
        302 => "moved temporarily",
        _ => "\u{0}",
    };
    let squeezed = known.replace(' ', "");
    let length = [known.as_str(), old, squeezed.as_str()]
        .iter()
        .find(|phrase| !phrase.is_empty() && words.starts_with(**phrase))
        .map(|phrase| phrase.len());
    match length {
        Some(length) if gap > 0 && gap <= 4 => end + gap + length,
        Some(_) | None => end,
    }
}

/// Whether nothing but marks stands before a place.
fn is_lead(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '/' | '<' | '{' | '$' | '(');
    before.chars().all(is_mark)
}

/// The words before a place, the last first, without marks.
fn words_before(text: &str, at: usize) -> impl Iterator<Item = &str> {
    let before = near(text, at, CASE, 0);
    let words =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '`' | '*' | '"' | '(' | '['));
    let plain = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/'));
    plain.filter(|word| !word.is_empty())
}

/// Whether what stands between two codes makes one list of them.
fn chains(text: &str, from: usize, to: usize) -> bool {
    let between = text.get(from..to).unwrap_or_default();
    let words = between.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty());
    between.len() < 40
        && !between.contains(['.', ';'])
        && words.all(|word| {
            matches!(
                word,
                "or" | "and" | "to" | "a" | "an" | "http" | "ok" | "status"
            )
        })
}

/// Whether a code begins another clause of a sentence that has stated one: "200 if it was there, 201 if".
fn goes_on(text: &str, from: usize, to: usize) -> bool {
    let between = text.get(from..to).unwrap_or_default();
    let words = between.trim_end_matches(['`', '*', ' ', '"']);
    between.len() <= LONGEST_CLAUSE
        && (words.ends_with(',') || words.ends_with(" or") || words.ends_with(" and"))
        && !between.contains(". ")
}

/// The longest clause of a code that another goes on from, in bytes.
const LONGEST_CLAUSE: usize = 1_000;

/// Whether the words around a code say that it is answered.
fn is_answered(text: &str, at: usize, end: usize, reason_end: usize) -> bool {
    let has_reason = reason_end > end;
    let is_pointed = is_pointed_at(text, at) && fits_behind(text, end);
    let is_error = matches!(text.as_bytes().get(at), Some(b'4' | b'5'));
    let is_of_case = is_error && is_of_condition(text, at, end);
    if has_reason_before(text, at) || is_pointed || is_of_case {
        return true;
    }
    let mut is_back = false;
    for (distance, word) in words_before(text, at).enumerate() {
        if STATUS.contains(&word) {
            return distance < 4;
        }
        // "What comes back is a 201".
        let comes_back = is_back && COMES.contains(&word);
        is_back |= word == "back";
        if comes_back || ANSWERS.contains(&word) {
            return has_reason || fits_behind(text, end);
        }
        if !BETWEEN.contains(&word) || distance > 5 {
            break;
        }
    }
    let behind = text.get(reason_end..).unwrap_or_default();
    let mut next = behind
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let is_close = behind.len()
        - behind
            .trim_start_matches([' ', '`', '*', ')', '"', '\u{a0}'])
            .len()
        < 4;
    let first = next.next().unwrap_or_default();
    let second = next.next().unwrap_or_default();
    let names_it = matches!(
        first,
        "response" | "responses" | "status" | "http" | "error" | "errors"
    ) || first == "code"
        || matches!((first, second), ("empty", "response"));
    names_it && is_close || has_reason
}

/// Whether a code is what comes where a condition holds: "works, too, with `412` if the tag is another", "answers with
/// the desk, or `404` if there is none".
fn is_of_condition(text: &str, at: usize, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    let rest = rest.trim_start_matches(['`', '*', '"', ' ']);
    let word = rest.split(|c: char| !c.is_alphanumeric()).next();
    let is_condition = matches!(word, Some("if" | "unless" | "when"));
    let before = words_before(text, at).next();
    is_condition && matches!(before, Some("or" | "with"))
}

/// Whether a code stands in parentheses behind its reason phrase: "no content (204)".
fn has_reason_before(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let code = text.get(at..at + 3).and_then(|code| code.parse().ok());
    let reason = code.and_then(|code| Status::new(code)?.reason());
    let words = before.trim_end_matches(['`', '*']).strip_suffix('(');
    let words = words.map(|words| words.trim_end_matches([' ', '`', '*', '"', '_']));
    words.zip(reason).is_some_and(|(words, reason)| {
        let rest = words.strip_suffix(reason.to_lowercase().as_str());
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    })
}

/// Whether an arrow leads to a code: "`DELETE /desks/:id` → 204".
fn is_pointed_at(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let before = before.trim_end_matches([' ', '`', '*', '"']);
    ["→", "->", "=>", "⇒"]
        .iter()
        .any(|arrow| before.ends_with(arrow))
}

/// Whether what follows a code fits one that is answered: nothing, a mark, or one of the words.
fn fits_behind(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    let rest = rest.trim_start_matches(['`', '*', '"', '\'']);
    let words = rest.trim_start();
    if words.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric() && !c.is_whitespace()) {
        return true;
    }
    let word = words
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    word.is_empty() || BEHIND.contains(&word)
}

/// How far around a code the case it is answered in is looked for, in bytes.
const CASE: usize = 240;

/// Whether a success that another takes the place of is answered in other cases, which the sentence says: "206
/// instead of 200 if a range is asked for". What was answered once is none.
fn is_other_case(text: &str, last: &Code, status: Status) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let is_conditional = words.any(|word| matches!(word, "if" | "when" | "with" | "for"));
    let was_once = [
        "now ",
        "since ",
        "as of ",
        "no longer",
        "used to",
        "previously",
        "before ",
        "changed",
    ]
    .iter()
    .any(|words| text.contains(words));
    last.status.is_success() && status.is_success() && is_conditional && !was_once
}

/// Whether some words stand before a code.
fn is_behind(text: &str, at: usize, all: &[&str]) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let before = before
        .strip_suffix(" a")
        .or_else(|| before.strip_suffix(" an"))
        .or_else(|| before.strip_suffix(" the"))
        .unwrap_or(before)
        .trim_end();
    all.iter().any(|words| {
        let rest = before.strip_suffix(words);
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    })
}
