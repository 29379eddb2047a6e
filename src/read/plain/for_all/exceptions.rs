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
        let range = at.saturating_sub(1)..at + length - 1;
        return without(text, range, Vec::new(), Others::Public);
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

/// The requests that a sentence says are served without what tells who asks: those of the clause that says so, with
/// what only lists more of them beside it; else those of the nearest clause before it.
pub(super) fn without_credential(sentence: &Sentence<'_>) -> Vec<Spelled> {
    if !says_without(sentence.text) {
        return Vec::new();
    }
    let clauses = clauses(sentence);
    let Some(says) = clauses.iter().position(|clause| says_without(clause.text)) else {
        let all = clauses.into_iter().flat_map(|clause| clause.requests);
        return all.collect();
    };
    let names = |at: &usize| clauses.get(*at).is_some_and(|own| !own.requests.is_empty());
    let own = (0..=says).rev().find(names);
    let own = own.or_else(|| (says..clauses.len()).find(names));
    let Some(own) = own else {
        return Vec::new();
    };
    let is_joined = |clause: &&Clause<'_>| clause.is_list;
    let before = clauses.get(..own).unwrap_or_default().iter().rev();
    let behind = clauses.get(own + 1..).unwrap_or_default().iter();
    let joined = before
        .take_while(is_joined)
        .chain(behind.take_while(is_joined));
    let all = clauses.get(own).into_iter().chain(joined);
    all.flat_map(|clause| clause.requests.clone()).collect()
}

/// A clause of a sentence.
struct Clause<'a> {
    /// Its words.
    text: &'a str,
    /// The requests that stand in code in it.
    requests: Vec<Spelled>,
    /// Whether it is nothing but requests.
    is_list: bool,
}

/// The clauses of a sentence, up to a comma or what joins them.
fn clauses<'a>(sentence: &Sentence<'a>) -> Vec<Clause<'a>> {
    const JOINS: [&str; 7] = [",", ";", " and ", " but ", " whereas ", " while ", " yet "];
    let requests: Vec<(Range<usize>, Spelled)> = requests_in(sentence).collect();
    let is_in_code = |at: usize| requests.iter().any(|(range, _)| range.contains(&at));
    let joins = JOINS.iter().flat_map(|join| {
        let all = sentence.lower.match_indices(join);
        all.map(|(at, join)| (at, at + join.len()))
    });
    let mut joins: Vec<(usize, usize)> = joins.filter(|(at, _)| !is_in_code(*at)).collect();
    joins.sort_unstable();
    let mut start = 0;
    let mut clauses = Vec::new();
    for (end, next) in joins.into_iter().chain([(sentence.text.len(), 0)]) {
        let text = sentence.text.get(start..end);
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        let own = requests
            .iter()
            .filter(|(range, _)| start <= range.start && range.end <= end);
        let mut words = text.to_owned();
        for (range, _) in own.clone() {
            words.replace_range(range.start - start..range.end - start, " ");
        }
        clauses.push(Clause {
            text,
            requests: own.clone().map(|(_, request)| request.clone()).collect(),
            is_list: own.count() > 0 && is_small(&words),
        });
        start = next;
    }
    clauses
}

/// Whether words say nothing of the requests that they stand between.
fn is_small(words: &str) -> bool {
    const SMALL: [&str; 10] = [
        "also", "and", "both", "by", "for", "of", "on", "only", "or", "the",
    ];
    let mut words = words.split(|c: char| !c.is_alphanumeric());
    words.all(|word| word.is_empty() || SMALL.contains(&word.to_lowercase().as_str()))
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
