//! Members that a sentence says hold what it speaks of: "an object with the page in `items` and the number of all in
//! `total`".

use std::ops::Range;

use super::names;
use super::rows::{Entries, Entry};
use crate::read::member::members;
use crate::read::plain::statuses::sentences;
use crate::text::document::{Prose, Style};

/// Words before the first name by which an object is spoken of that has what follows.
const OBJECTS: &[&str] = &[
    "object containing",
    "object holding",
    "object of",
    "object that has",
    "object which has",
    "object with",
];

/// Words by which a member is of some answers only.
const SOME: &[&str] = &[
    "can",
    "if",
    "may",
    "maybe",
    "only",
    "optionally",
    "or",
    "perhaps",
    "sometimes",
    "unless",
    "when",
];

/// Words for how many there are, and for those that there are.
const COUNTS: &[&str] = &["count", "many", "number", "total"];
const LISTS: &[&str] = &[
    "all", "array", "batch", "entries", "items", "list", "matches", "page", "records", "results",
];

/// The most names of one sentence, and the longest one that is read, in bytes.
const MOST_NAMES: usize = 12;
const LONGEST: usize = 400;

/// The members that a sentence of some words names so, with the words before them.
pub(super) fn of_sentence(words: &Prose) -> Option<(Entries, &str)> {
    let mut all = sentences(&words.text).into_iter();
    all.find_map(|(start, sentence)| {
        let lower = sentence.to_lowercase();
        if lower.len() != sentence.len() || sentence.len() > LONGEST {
            return None;
        }
        let begin = OBJECTS
            .iter()
            .filter_map(|own| Some(lower.find(own)? + own.len()))
            .min()?;
        let mut from = begin;
        let mut list = Vec::new();
        let runs = words.runs_within(start + begin..start + sentence.len());
        let codes = runs.filter(|run| run.style == Style::Code);
        for run in codes.take(MOST_NAMES) {
            let own: Range<usize> = run.range.clone();
            let said = lower.get(from..own.start - start)?;
            from = own.end - start;
            let said: Vec<&str> = said
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            let is_placed = matches!(
                said.as_slice(),
                [.., _, "in"] | [.., "in", "member" | "field"]
            );
            if !is_placed || said.iter().any(|word| SOME.contains(word)) {
                continue;
            }
            let path = names::path(words.text.get(own.clone())?)?;
            list.push(Entry {
                members: members(path, kind(&said), None, &[]),
                span: words.span(own),
            });
        }
        let lead = words.text.get(start..start + begin)?;
        let entries = Entries {
            list,
            is_whole: false,
            is_answered: false,
            is_of_parameters: false,
            is_of_attributes: true,
            says_sent: false,
        };
        (!entries.list.is_empty()).then_some((entries, lead))
    })
}

/// The type of what words speak of.
fn kind(said: &[&str]) -> Option<&'static str> {
    // What stands first is what is meant: "the number of records".
    let own = said
        .iter()
        .find(|word| COUNTS.contains(word) || LISTS.contains(word));
    own.map(|own| match COUNTS.contains(own) {
        true => "integer",
        false => "array",
    })
}

#[cfg(test)]
mod tests {
    use super::of_sentence;
    use crate::text::document::Prose;
    use crate::text::page::Page;

    /// The members that words name, each with its type.
    fn named(words: &str) -> Vec<String> {
        let page = Page::new("desks.md", words.to_owned());
        let blocks = crate::text::commonmark::blocks(&page);
        let paragraph: Option<&Prose> = blocks.iter().find_map(|own| own.words());
        let found = paragraph.and_then(of_sentence);
        let list = found.map_or_else(Vec::new, |(entries, _)| entries.list);
        let members = list.into_iter().flat_map(|entry| entry.members);
        let shown = members.map(|own| {
            let name = own.path.tokens().last().map(|token| token.written());
            format!("{} {:?}", name.unwrap_or_default(), own.kinds)
        });
        shown.collect()
    }

    #[test]
    fn what_is_said_to_be_in_a_member_is_of_the_answer() {
        let both = ["data [List]", "total [Integer]"];
        for words in [
            "Returns `200` and an object with the page of desks in `data` and the number of all desks in `total`.",
            "What comes back is an object with all that match in `data`, and how many they are in `total`.",
        ] {
            assert_eq!(named(words), both, "{words}");
        }
        for words in [
            "Returns an object with `data` and `total`.",
            "Returns the desks in `data`.",
            "Returns an object with the next page, if there is one, in `next`.",
        ] {
            assert_eq!(named(words), [""; 0], "{words}");
        }
    }
}
