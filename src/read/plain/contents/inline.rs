//! Attributes that a sentence lists: "A desk has the attributes `id` (string) and `seats` (integer, at least 1)."

use std::ops::Range;

use super::names;
use super::rows::{Entries, Entry};
use crate::read::member::members;
use crate::text::document::{Prose, Style};

/// The most names of one sentence.
const MOST_NAMES: usize = 60;

/// The longest words before the first name, in bytes.
const LONGEST_LEAD: usize = 160;

/// Words by which what is in code are names of members.
const ATTRIBUTES: &[&str] = &["attributes", "fields", "members", "properties", "keys"];

/// Words by which something has what is in code.
const HAS: &[&str] = &[
    "has",
    "have",
    "having",
    "consists",
    "consist",
    "comprises",
    "contains",
    "with",
    "are",
    "carries",
];

/// The names that a sentence lists, with the words before them in it.
pub(super) fn of_sentence(words: &Prose) -> Option<(Entries, &str)> {
    let codes = words.runs.iter().filter(|run| run.style == Style::Code);
    let codes: Vec<Range<usize>> = codes
        .take(MOST_NAMES + 1)
        .map(|run| run.range.clone())
        .collect();
    let first = codes.first()?;
    let before = words.text.get(..first.start)?;
    let start = before.rfind(['.', ';', '!', '?']).map_or(0, |at| at + 1);
    let lead = before.get(start..)?;
    if lead.len() > LONGEST_LEAD || codes.len() > MOST_NAMES || !leads(lead) {
        return None;
    }
    let mut list: Vec<Entry> = Vec::new();
    let mut is_whole = true;
    let mut at = 0;
    while let Some(own) = codes.get(at) {
        let name = words.text.get(own.clone()).unwrap_or_default();
        let path = names::path(name)?;
        let (end, goes_on) = said(words, own.end);
        let rest = words.behind(own.end).before(end - own.end);
        list.push(Entry {
            members: members(path, None, None, &[&rest]),
            span: words.span(own.clone()),
        });
        let next = codes.iter().position(|code| code.start >= end);
        match next.filter(|_| goes_on) {
            Some(next) if words.text.get(end..codes[next].start).is_some_and(joins) => at = next,
            Some(_) | None => {
                let tail = words.text.get(end..).unwrap_or_default().trim_start();
                is_whole = tail.is_empty() || tail.starts_with(['.', ';']);
                break;
            }
        }
    }
    let entries = Entries {
        list,
        is_whole,
        is_answered: false,
        is_of_parameters: false,
        is_of_attributes: true,
        says_sent: false,
    };
    (entries.list.len() > 1).then_some((entries, lead))
}

/// Whether words before names say that something has them.
fn leads(lead: &str) -> bool {
    let lower = lead.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|own| !own.is_empty())
        .collect();
    let names = words.iter().any(|word| ATTRIBUTES.contains(word));
    let has = words.iter().any(|word| HAS.contains(word));
    let is_limited = words
        .iter()
        .any(|word| ["if", "when", "only", "must", "may", "can", "not", "no"].contains(word));
    // "A desk has `id` and `seats`": what is had stands right behind.
    let is_right_before =
        words.last().is_some_and(|word| HAS.contains(word)) || lower.trim_end().ends_with(':');
    has && !is_limited && (names || is_right_before)
}

/// Where what is said of a name ends, and whether another name may follow there: the words in parentheses behind it, or
/// those behind a comma up to the next one.
fn said(words: &Prose, from: usize) -> (usize, bool) {
    let rest = words.text.get(from..).unwrap_or_default();
    let lead = rest.len() - rest.trim_start().len();
    if !rest.trim_start().starts_with('(') {
        return (from, true);
    }
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < lead) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return (from + at + 1, true);
        }
    }
    (words.text.len(), false)
}

/// Whether nothing but that there is another stands between two names.
fn joins(between: &str) -> bool {
    let mut words = between
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|own| !own.is_empty());
    between.len() > 1
        && words.all(|word| matches!(word, "and" | "the" | "as" | "well" | "a" | "an"))
}
