//! Words that say of a parameter that it is a filter of what is listed, by one value.

use super::{sentences, shortened};

/// Words between "only" and what is listed.
const BETWEEN: &[&str] = &[
    "contains", "display", "find", "give", "gives", "include", "includes", "list", "lists",
    "return", "returns", "show", "shows", "the", "these", "those",
];

/// Words behind what is listed by which it has something.
const HAVING: &[&str] = &[
    "are",
    "at",
    "belonging",
    "by",
    "for",
    "from",
    "having",
    "in",
    "made",
    "matching",
    "of",
    "on",
    "that",
    "where",
    "which",
    "whose",
    "with",
];

/// Words by which "only" speaks of who may send something, or when it is heeded.
const OTHERWISE: &[&str] = &[
    "allowed",
    "applies",
    "can",
    "cannot",
    "honored",
    "honoured",
    "if",
    "may",
    "must",
    "not",
    "supported",
    "unless",
    "used",
    "valid",
    "when",
];

/// Beginnings of words by which it is of those that have a value as a part of theirs.
const PARTLY: &[&str] = &[
    "begin",
    "contain",
    "match",
    "part",
    "pattern",
    "prefix",
    "search",
    "start",
    "substring",
    "text",
];

/// Whether nothing that is said of a filter makes it one of those beyond a value, or of those that have it as a part.
#[must_use]
pub(crate) fn is_exact(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.all(|word| {
        let is_partly = PARTLY.iter().any(|start| word.starts_with(start));
        !is_partly
            && !BEYOND.contains(&word)
            && !matches!(word, "not" | "sort" | "sorted" | "order")
    })
}

/// Words by which it is of those beyond a value, and not of those that have it.
const BEYOND: &[&str] = &[
    "above", "after", "before", "below", "between", "earlier", "greater", "later", "least", "less",
    "maximum", "minimum", "newer", "older", "range", "since", "smaller", "than", "until",
];

/// Beginnings of sentences that say it by their verb.
const VERBS: &[&str] = &[
    "limit the list to",
    "limit results to",
    "limit the results to",
    "limits the list to",
    "limits the results to",
    "narrow",
    "restrict the list",
    "restrict results",
    "restrict the results",
    "restricts the list",
    "restricts the results",
];

/// The most words from "only" to "ones".
const MOST_BEFORE_ONES: usize = 8;

/// Whether words on a parameter call it a filter of what is listed.
#[must_use]
pub(crate) fn selects(text: &str) -> bool {
    let text = shortened(text);
    let lower = text.to_lowercase();
    // What is given besides has other values.
    let is_more = |word: &str| matches!(word, "also" | "besides" | "too");
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    !words.any(is_more) && sentences(text).into_iter().any(is_said)
}

fn is_said(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let denies = |word: &&str| {
        matches!(
            *word,
            "also" | "besides" | "no" | "not" | "cannot" | "too" | "whether"
        ) || BEYOND.contains(word)
    };
    if words.iter().any(denies) {
        return false;
    }
    let is_filter = |word: &&str| matches!(*word, "filter" | "filters" | "filtered");
    words.iter().any(is_filter)
        || VERBS.iter().any(|verb| lower.contains(verb))
        || says_only(&words)
        || says_both(&words)
}

/// Whether words say which ones `true` and `false` are for: "`true` for those that run low, `false` for the rest".
fn says_both(words: &[&str]) -> bool {
    let has = |all: &[&str]| words.iter().any(|word| all.contains(word));
    let has_both = has(&["true"]) && has(&["false"]);
    has_both
        && has(&["others", "rest", "those"])
        && !has(OTHERWISE)
        && !has(&["default", "defaults"])
}

/// Whether words say of what is listed that it is that alone which has something.
fn says_only(words: &[&str]) -> bool {
    if words.iter().any(|word| OTHERWISE.contains(word)) {
        return false;
    }
    let mut only = words
        .iter()
        .enumerate()
        .filter(|(_, word)| **word == "only");
    only.any(|(at, _)| {
        let behind = words.get(at + 1..).unwrap_or_default();
        let between = behind.iter().take_while(|word| BETWEEN.contains(word));
        let count = between.count();
        let having = behind.get(count).is_some_and(|word| HAVING.contains(word));
        // "Only shows in this language": what could be done may be what is listed.
        let count = count - usize::from(having && count > 0);
        let named = behind.get(count..).unwrap_or_default();
        let is_many = named.first().is_some_and(|noun| noun.ends_with('s'));
        let is_last = |own: &[&str]| matches!(own, [.., "ones"]) && own.len() <= MOST_BEFORE_ONES;
        is_many && named.get(1).is_some_and(|next| HAVING.contains(next)) || is_last(named)
    })
}

#[cfg(test)]
mod tests {
    use super::selects;

    #[test]
    fn what_leaves_others_out_selects() {
        for text in [
            "Only shows in this language.",
            "Only notes on this paper.",
            "Return only the loans of this reader",
            "only those passes are listed whose river equals the value given exactly",
            "Filter by colour",
            "only `white` or only `green` ones",
            "`true` for those that run low, `false` for the rest",
            "The filter is `state`.",
            "Narrows the list to one river. Optional.",
            "The filter is `colour`, with one of the values that it can have.",
            "Optional. Only desks that stand on this floor: `3`.",
        ] {
            assert!(selects(text), "{text}");
        }
        for text in [
            "Only administrators may send it",
            "Only used with `cursor`",
            "The name of the reader",
            "Only the first is heeded",
            "A filter expression cannot be combined with it",
            "How many are given, 1 to 100",
            "`true` or `false`, `false` by default",
            "`true` if those of others may be changed, else `false`",
            "A filter; with `true` it also includes archived desks",
            "Only return topics that are greater or equal to this level",
            "Only loans of a day before this one",
            "",
        ] {
            assert!(!selects(text), "{text}");
        }
    }
}
