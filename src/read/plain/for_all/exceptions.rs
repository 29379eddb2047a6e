//! The requests that a sentence on all of them leaves out, and those that it says are served to anybody.

use super::Sentence;
use crate::read::plain::credentials::says_without;
use crate::read::plain::target::{self, Spelled};
use crate::text::document::Style;

/// Words that begin an exception.
const EXCEPT: &[&str] = &[
    " except for ",
    " except ",
    " apart from ",
    " other than ",
    " but ",
];

/// A sentence without its exception.
pub(super) struct Excepted {
    /// The sentence, of the same length, with blanks in the place of the exception.
    pub rest: String,
    /// The requests that it leaves out.
    pub requests: Vec<Spelled>,
}

/// The exception of a sentence, where it is one or several requests in code.
pub(super) fn of(sentence: &Sentence<'_>) -> Option<Excepted> {
    let text = sentence.text;
    let lower = text.to_ascii_lowercase();
    let (from, word) = EXCEPT
        .iter()
        .find_map(|word| Some((lower.find(word)?, *word)))?;
    let mut end = from + word.len();
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
    if requests.is_empty() {
        return None;
    }
    let (before, behind) = (text.get(..from)?, text.get(end..)?);
    Some(Excepted {
        rest: format!("{before}{}{behind}", " ".repeat(end - from)),
        requests,
    })
}

/// The requests that a sentence says are served without what tells who asks.
pub(super) fn without_credential(sentence: &Sentence<'_>) -> Vec<Spelled> {
    if !says_without(sentence.text) {
        return Vec::new();
    }
    requests_in(sentence).map(|(_, request)| request).collect()
}

/// The requests that stand in code in a sentence, with where each does in it.
fn requests_in(sentence: &Sentence<'_>) -> impl Iterator<Item = (std::ops::Range<usize>, Spelled)> {
    let (prose, start) = (sentence.prose, sentence.start);
    let runs = prose.runs_within(start..start + sentence.text.len());
    let code = runs.filter(|run| run.style == Style::Code);
    code.filter_map(move |run| {
        let request = target::request(prose.text.get(run.range.clone())?)?;
        let from = run.range.start.checked_sub(start)?;
        Some((from..run.range.end - start, request))
    })
}
