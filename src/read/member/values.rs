//! The texts that a member may be, where words list them all.

use crate::text::document::{Prose, Style};

/// Words behind which all values stand.
const LEADS: &[&str] = &[
    "one of",
    "either",
    "possible values",
    "allowed values",
    "valid values",
    "values are",
    "can be",
    "is one of",
    "possible states",
    "possible statuses",
    "takes the values",
    "has the values",
    "may be",
];

/// Words that say that there are others.
const OTHERS: &[&str] = &[
    "e.g",
    "for example",
    "such as",
    "etc",
    "including",
    "other",
    "example",
    "like",
    "for instance",
    "more",
    "among",
    "usually",
    "currently",
    "prefix",
    "starts",
    "default",
    "any",
];

/// Words between values.
const BETWEEN: &[&str] = &[
    "or",
    "and",
    "either",
    "one",
    "of",
    "the",
    "following",
    "are",
    "is",
    "be",
    "values",
];

/// The most values that are listed.
const MOST: usize = 40;

/// The values that words list, and whether `null` is one.
pub(super) fn values(words: &Prose) -> (Vec<String>, bool) {
    let text = &words.text;
    let lower = text.to_lowercase();
    // A value may be called `other` or `any`.
    let plain = words.runs.iter().filter(|run| run.style != Style::Code);
    let plain: Vec<&str> = plain
        .filter_map(|run| lower.get(run.range.clone()))
        .collect();
    let plain = plain.join(" ");
    if lower.len() != text.len() || OTHERS.iter().any(|word| says(&plain, word)) {
        return (Vec::new(), false);
    }
    let lead = LEADS
        .iter()
        .filter_map(|lead| Some(lower.find(lead)? + lead.len()))
        .min();
    let begins = words
        .runs
        .iter()
        .find(|run| !text[run.range.clone()].trim().is_empty());
    let begins = begins.is_some_and(|run| run.style == Style::Code);
    let from = match lead {
        Some(from) => from,
        None if begins => 0,
        None => {
            let listed = in_parentheses(words).or_else(|| behind_colon(words));
            return (listed.unwrap_or_default(), false);
        }
    };
    let mut values = Vec::new();
    let mut has_null = false;
    let mut at = from;
    for run in words
        .runs
        .iter()
        .filter(|run| run.range.start >= from && run.style == Style::Code)
    {
        let between = text.get(at..run.range.start).unwrap_or_default();
        if !is_between(between) {
            break;
        }
        let value = text.get(run.range.clone()).unwrap_or_default();
        let value = value.trim().trim_matches(['"', '\'']);
        at = run.range.end;
        match value {
            "null" => has_null = true,
            "" => {}
            value if values.len() < MOST => values.push(value.to_owned()),
            _ => return (Vec::new(), has_null),
        }
    }
    let behind = text.get(at..).unwrap_or_default().trim_start();
    // What goes on in the same sentence may say that there are more of them, or when.
    let is_end = behind.is_empty() || behind.starts_with(['.', ';', ',', '(', ')', ':', '–', '—']);
    let is_list = values.len() > 1 && is_end && values.iter().all(|own| is_word(own));
    match is_list {
        true => (values, has_null),
        false => (Vec::new(), has_null && is_end),
    }
}

/// The values that words in parentheses are, and nothing else, of which it is one: "(`red`, `green` or `blue`)".
fn in_parentheses(words: &Prose) -> Option<Vec<String>> {
    let text = &words.text;
    let codes = words.runs.iter().filter(|run| run.style == Style::Code);
    let codes: Vec<_> = codes.map(|run| run.range.clone()).collect();
    let opens = |at: &usize| {
        text.get(..*at)
            .unwrap_or_default()
            .trim_end()
            .ends_with('(')
    };
    let first = codes.iter().position(|range| opens(&range.start))?;
    let mut values = Vec::new();
    let mut has_or = false;
    let mut end = codes.get(first)?.start;
    for range in codes.get(first..)?.iter().take(MOST) {
        let between = text.get(end..range.start).unwrap_or_default();
        if !is_between(between) || between.contains(')') {
            return None;
        }
        has_or |= between.split_whitespace().any(|word| word == "or");
        values.push(
            text.get(range.clone())?
                .trim_matches(['"', '\''])
                .to_owned(),
        );
        end = range.end;
        if text
            .get(end..)
            .unwrap_or_default()
            .trim_start()
            .starts_with(')')
        {
            let is_list = has_or && values.iter().all(|own| is_word(own) && !own.is_empty());
            return (is_list && !values.iter().any(|own| own == "null")).then_some(values);
        }
    }
    None
}

/// The values that stand behind a colon to the end of their sentence, of which it is one: "How it is built: `oak` or `ash`."
fn behind_colon(words: &Prose) -> Option<Vec<String>> {
    let text = &words.text;
    let mut codes = words.runs.iter().filter(|run| run.style == Style::Code);
    let first = codes.next()?.range.clone();
    let before = text.get(..first.start)?.trim_end().strip_suffix(':')?;
    let clause = before.rsplit(['.', ';', ':']).next()?.to_lowercase();
    if POINTING.iter().any(|word| says(&clause, word)) {
        return None;
    }
    let mut values = Vec::new();
    let (mut has_or, mut end) = (false, first.end);
    for range in std::iter::once(first.clone()).chain(codes.map(|run| run.range.clone())) {
        if range.start > first.start {
            let between = text.get(end..range.start)?;
            if !is_between(between) {
                break;
            }
            has_or |= between.split_whitespace().any(|word| word == "or");
        }
        end = range.end;
        values.push(text.get(range)?.trim_matches(['"', '\'']).to_owned());
    }
    let behind = text.get(end..).unwrap_or_default().trim_start();
    let is_end = behind.is_empty() || behind.starts_with(['.', ';']);
    let are_words = values
        .iter()
        .all(|own| is_word(own) && !own.is_empty() && own != "null");
    (has_or && is_end && are_words && values.len() <= MOST).then_some(values)
}

/// Words before a colon by which what follows is no value of it.
const POINTING: &[&str] = &[
    "also",
    "beside",
    "by",
    "deprecated",
    "instead",
    "not",
    "note",
    "see",
    "send",
    "set",
    "use",
    "with",
    "without",
];

/// The values that words in parentheses list, where nothing says that there are others.
pub(crate) fn listed(words: &Prose) -> Vec<String> {
    let lower = words.text.to_lowercase();
    match OTHERS.iter().any(|word| says(&lower, word)) {
        true => Vec::new(),
        false => in_parentheses(words).unwrap_or_default(),
    }
}

fn says(lower: &str, word: &str) -> bool {
    lower.match_indices(word).any(|(at, _)| {
        let before = lower.get(..at).and_then(|text| text.chars().next_back());
        let after = lower
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        before.is_none_or(|c| !c.is_alphanumeric()) && after.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// Whether words between two values say nothing but that there is another: what stands in parentheses explains one.
fn is_between(text: &str) -> bool {
    let mut bare = String::new();
    let mut deep = 0_usize;
    for c in text.chars() {
        match c {
            '(' => deep += 1,
            ')' => deep = deep.saturating_sub(1),
            c if deep == 0 => bare.push(c),
            _ => {}
        }
    }
    let words = bare.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty());
    let has_stop = bare.contains(['.', ';', '=']);
    !has_stop && words.all(|word| BETWEEN.contains(&word.to_lowercase().as_str()))
}

/// Whether a value is one that stands for itself.
fn is_word(value: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | ' ');
    value.len() <= 60 && value.chars().all(is_part)
}
