//! The only values that there are, in code.

use super::sentences;
use crate::text::document::{Prose, Style};

/// The most values that are taken for the only ones.
const MOST_VALUES: usize = 40;

/// Words before values that are the only ones.
const INTRODUCE: &[&str] = &[
    "allowed", "are", "be", "between", "by", "either", "is", "of", "options", "values", "these",
];

/// Words by which values are some of all.
const SAMPLES: &[&str] = &[
    "default",
    "defaults",
    "e.g",
    "e.g.",
    "eg",
    "etc",
    "example",
    "examples",
    "instance",
    "like",
    "multiple",
    "such",
    "not",
    "cannot",
    "combination",
    "separated",
    "list",
    "more",
    "other",
    "others",
    "than",
    "same",
    "character",
    "characters",
    "digits",
    "letters",
    "pattern",
];

/// The only values that words give: a chain of those in code or quotes with nothing but commas, bars or "or" between.
pub(super) fn values_in(words: &Prose, text: &str) -> Vec<String> {
    let runs = words.runs.iter().filter(|run| run.style == Style::Code);
    let ranges: Vec<_> = runs
        .map(|run| run.range.clone())
        .filter(|range| range.end <= text.len())
        .collect();
    let mut start = 0;
    while start < ranges.len() {
        let mut end = start + 1;
        while let Some(next) = ranges.get(end)
            && text.get(ranges[end - 1].end..next.start).is_some_and(joins)
        {
            end += 1;
        }
        let chain = &ranges[start..end];
        let before = text.get(..chain[0].start).unwrap_or_default();
        let behind = text.get(chain[chain.len() - 1].end..).unwrap_or_default();
        let values: Vec<&str> = chain
            .iter()
            .filter_map(|range| text.get(range.clone()))
            .flat_map(|code| code.split('|'))
            .map(|value| value.trim().trim_matches(['"', '\'']))
            .collect();
        if are_all(before, &values, behind) {
            return values.into_iter().map(str::to_owned).collect();
        }
        start = end;
    }
    Vec::new()
}

/// Whether what stands between two values joins them.
fn joins(between: &str) -> bool {
    let bare = between
        .replace("(default)", "")
        .replace("(the default)", "")
        .to_lowercase();
    let bare = bare.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '/' | ';'));
    matches!(bare, "" | "or" | "and") && !between.trim().is_empty()
}

/// Whether values are the only ones, by the words around them in their sentence.
fn are_all(before: &str, values: &[&str], behind: &str) -> bool {
    let is_value = |value: &&str| {
        let is_part =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '+' | '-');
        let is_class = matches!(value.as_bytes(), [_, b'-', _]);
        let is_short = !value.is_empty() && value.len() <= LONGEST_VALUE;
        is_short && !is_class && value.chars().all(is_part)
    };
    let is_some = (2..=MOST_VALUES).contains(&values.len()) && values.iter().all(is_value);
    let is_boolean = values
        .iter()
        .all(|value| matches!(*value, "true" | "false"));
    let before = sentences(before)
        .last()
        .copied()
        .unwrap_or_default()
        .to_lowercase();
    let behind = sentences(behind)
        .first()
        .copied()
        .unwrap_or_default()
        .to_lowercase();
    let words_of = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '.');
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (before_words, behind_words) = (words_of(&before), words_of(&behind));
    let is_sample = |word: &String| SAMPLES.contains(&word.as_str());
    let behind_default = behind.trim_start().starts_with("(default")
        || behind.trim_start().starts_with("(the default");
    // "`light`, `dark` or an empty text".
    let behind_bare = behind.trim_start().trim_start_matches(',').trim_start();
    let goes_on = ["or ", "and ", "plus "]
        .iter()
        .any(|word| behind_bare.starts_with(word));
    let is_open = goes_on
        || before_words.iter().any(is_sample)
        || behind.contains(['…'])
        || behind.contains("...")
        || behind_words.iter().take(3).any(is_sample) && !behind_default;
    let is_introduced = before_words
        .last()
        .is_none_or(|word| INTRODUCE.contains(&word.as_str()))
        || before
            .trim_end()
            .ends_with([':', '–', '—', '-', '(', ')', ',']);
    is_some && !is_boolean && !is_open && is_introduced
}

/// The longest value of a few, in bytes.
const LONGEST_VALUE: usize = 40;

#[cfg(test)]
mod tests {
    use super::super::allowed_in;
    use crate::text::document::{Prose, Style};
    use crate::text::page::Span;

    /// What words with code in backticks allow.
    fn values(text: &str) -> Vec<String> {
        let mut words = Prose::default();
        for (at, part) in text.split('`').enumerate() {
            let style = if at % 2 == 1 {
                Style::Code
            } else {
                Style::Plain
            };
            words.push(part, Span::new(at * 1_000, at * 1_000 + part.len()), style);
        }
        allowed_in(&words, None).values
    }

    #[test]
    fn values_are_the_only_ones_where_words_say_so() {
        for (text, expect) in [
            ("One of `new`, `old` or `lost`.", vec!["new", "old", "lost"]),
            ("`asc` or `desc`", vec!["asc", "desc"]),
            ("the order: `asc` (default) or `desc`", vec!["asc", "desc"]),
            (
                "Must be `title` or `year`. The order is `asc`.",
                vec!["title", "year"],
            ),
            ("`open|closed|all`", vec!["open", "closed", "all"]),
            ("Allowed values are \"`open`\", `closed`.", vec![]),
            ("One of `light`, `dark` or an empty text", vec![]),
            ("made of `a-z` and `_` characters", vec![]),
            ("a tag such as `new` or `old`", vec![]),
            ("e.g. `new`, `old`", vec![]),
            ("not with `after` or `before`", vec![]),
            ("a field and `asc`", vec![]),
            ("is `true` or `false`", vec![]),
            ("one or more of `a`, `b`", vec![]),
        ] {
            assert_eq!(values(text), expect, "{text}");
        }
    }
}
