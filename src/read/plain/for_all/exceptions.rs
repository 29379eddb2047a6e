//! The requests that a sentence on all of them leaves out, and those that it says are served to anybody.

use std::ops::Range;

use super::Sentence;
use crate::read::plain::credentials::says_without;
use crate::read::plain::target::{self, Spelled};
use crate::text::document::Style;

/// Words that begin an exception.
const EXCEPT: &[&str] = &[
    " except for ",
    " except ",
    " with the exception of ",
    " apart from ",
    " aside from ",
    " save for ",
    " besides ",
    " excluding ",
    " other than ",
    " but for ",
    " but ",
];

/// Words by which a sentence leaves out what is said to be public.
const PUBLIC: &[&str] = &[
    " that are not public",
    " that is not public",
    " which are not public",
    " which is not public",
    " except the public ones",
    " except for the public ones",
    " but the public ones",
];

/// A sentence without its exception.
pub(super) struct Excepted {
    /// The sentence, of the same length, with blanks in the place of the exception.
    pub rest: String,
    /// The requests that it leaves out.
    pub requests: Vec<Spelled>,
    /// What else it leaves out.
    pub others: Others,
}

/// What a sentence leaves out by other words than requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// Nothing.
    None,
    /// One thing, in words of its own: "except for the search".
    One,
    /// What is public.
    Public,
}

impl Others {
    /// Whether a page says which they are, where so many of its requests are served to anybody.
    pub(super) fn are_known(self, open: usize) -> bool {
        match self {
            Self::None => true,
            Self::One => open == 1,
            Self::Public => open > 0,
        }
    }
}

/// The exception of a sentence, where it is one or several requests in code, one thing, or what is public.
pub(super) fn of(sentence: &Sentence<'_>) -> Option<Excepted> {
    let text = sentence.text;
    // A sentence may begin with its exception.
    let lower = format!(" {}", text.to_ascii_lowercase());
    let public = PUBLIC
        .iter()
        .find_map(|words| Some((lower.find(words)?, words.len())));
    if let Some((at, length)) = public {
        let from = at.saturating_sub(1);
        return without(text, from..from + length, Vec::new(), Others::Public);
    }
    let (from, word) = EXCEPT
        .iter()
        .find_map(|word| Some((lower.find(word)?, *word)))?;
    let start = from + word.len() - 1;
    let from = from.saturating_sub(1);
    let mut end = start;
    let mut requests = Vec::new();
    for (range, request) in requests_in(sentence) {
        if range.start < end {
            continue;
        }
        let between = text.get(end..range.start)?;
        let joins = [",", "and", "or", "the", "for"];
        if !between.split_whitespace().all(|word| joins.contains(&word)) {
            break;
        }
        requests.push(request);
        end = range.end;
    }
    if !requests.is_empty() {
        return without(text, from..end, requests, Others::None);
    }
    let rest = text.get(start..)?;
    let length = rest.find([',', ':', '.', ';']).unwrap_or(rest.len());
    let is_one = word.trim() != "but" && is_one_thing(rest.get(..length)?);
    is_one.then(|| without(text, from..start + length, requests, Others::One))?
}

/// A sentence with blanks in the place of what it leaves out.
fn without(
    text: &str,
    range: Range<usize>,
    requests: Vec<Spelled>,
    others: Others,
) -> Option<Excepted> {
    let (before, behind) = (text.get(..range.start)?, text.get(range.end..)?);
    // What follows an exception in front goes on from where that began.
    let joined = behind
        .strip_prefix(',')
        .filter(|_| before.trim().is_empty());
    let behind = joined.map_or(behind.to_owned(), |behind| format!(" {behind}"));
    Some(Excepted {
        rest: format!("{before}{}{behind}", " ".repeat(range.len())),
        requests,
        others,
    })
}

/// Whether words name one thing, and neither several nor those that something is said of.
fn is_one_thing(words: &str) -> bool {
    const SEVERAL: [&str; 14] = [
        "all", "and", "any", "if", "in", "most", "of", "or", "some", "that", "those", "when",
        "where", "which",
    ];
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let is_article = words
        .first()
        .is_some_and(|word| ["a", "an", "our", "the"].contains(&word.as_str()));
    let is_singular = words
        .last()
        .is_some_and(|word| !word.ends_with('s') || word.ends_with("ss") || word.ends_with("us"));
    let is_short = (2..=MOST_WORDS).contains(&words.len());
    is_article
        && is_singular
        && is_short
        && !words.iter().any(|word| SEVERAL.contains(&word.as_str()))
}

/// The most words of one thing.
const MOST_WORDS: usize = 5;

/// The requests that a sentence says are served without what tells who asks.
pub(super) fn without_credential(sentence: &Sentence<'_>) -> Vec<Spelled> {
    if !says_without(sentence.text) {
        return Vec::new();
    }
    requests_in(sentence).map(|(_, request)| request).collect()
}

/// The requests that stand in code in a sentence, with where each does in it.
fn requests_in(sentence: &Sentence<'_>) -> impl Iterator<Item = (Range<usize>, Spelled)> {
    let (prose, start) = (sentence.prose, sentence.start);
    let runs = prose.runs_within(start..start + sentence.text.len());
    let code = runs.filter(|run| run.style == Style::Code);
    code.filter_map(move |run| {
        let request = target::request(prose.text.get(run.range.clone())?)?;
        let from = run.range.start.checked_sub(start)?;
        Some((from..run.range.end - start, request))
    })
}
