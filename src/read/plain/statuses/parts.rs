//! The parts of a sentence that are of one of several statuses each.

use std::ops::Range;

use super::super::codes::Code;

/// The part of a sentence that is of each of the statuses it states: from each on, where it is said behind the last what
/// that is for ("409 if it is there, or 422 if it is too long"), or else up to each ("if it is there, 409"). Those with
/// nothing between them share one, and one alone has the whole.
pub(super) fn parts(sentence: &str, found: &[Code]) -> Vec<Range<usize>> {
    let words = |range: Range<usize>| {
        let text = sentence.get(range).unwrap_or_default();
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty()).count()
    };
    // "Between 1 and 100" is no status.
    if found.len() == 1 || found.iter().any(|code| ends_range(sentence, code)) {
        return found.iter().map(|_| 0..sentence.len()).collect();
    }
    let starts: Vec<usize> = found.iter().map(|code| code.range.start).collect();
    let is_first = found.last().is_some_and(|last| {
        let behind = sentence.get(last.range.end..).unwrap_or_default();
        let behind = behind.trim_start_matches(['`', '*', ' ']).to_lowercase();
        let mut words = behind.split(|c: char| !c.is_alphanumeric());
        let joins = |word: &str| FOR.contains(&word);
        behind.starts_with([':', '(', '–', '—', '-', '=']) || words.by_ref().take(4).any(joins)
    });
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (at, code) in found.iter().enumerate() {
        let next = starts.get(at + 1).copied().unwrap_or(sentence.len());
        let before = at
            .checked_sub(1)
            .map_or(0, |before| found[before].range.end);
        parts.push(match is_first {
            true => code.range.start..next,
            false => before..code.range.end,
        });
    }
    let is_shared = |range: Range<usize>| words(range) < FEWEST_WORDS;
    for at in (1..found.len()).rev().filter(|_| is_first) {
        if is_shared(found[at - 1].range.end..starts[at]) {
            parts[at - 1] = parts[at - 1].start..parts[at].end;
        }
    }
    for at in (1..found.len()).filter(|_| !is_first) {
        if is_shared(found[at - 1].range.end..starts[at]) {
            parts[at] = parts[at - 1].start..parts[at].end;
        }
    }
    parts
}

/// Whether what looks like a status ends a range of numbers.
fn ends_range(sentence: &str, code: &Code) -> bool {
    let before = sentence.get(..code.range.start).unwrap_or_default();
    let mut words = before
        .split(|c: char| !c.is_alphanumeric())
        .rev()
        .filter(|word| !word.is_empty());
    let joins = matches!(words.next(), Some("and" | "to"));
    let least = words.next().and_then(|word| word.parse::<u32>().ok());
    joins && least.is_some_and(|least| least < 100)
}

/// Words behind a status by which it is said what that is for.
const FOR: &[&str] = &[
    "as", "because", "for", "if", "in", "means", "on", "once", "unless", "when", "whenever",
    "where",
];

/// So few words between statuses say nothing of one.
const FEWEST_WORDS: usize = 3;
