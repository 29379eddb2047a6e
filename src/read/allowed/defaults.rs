//! The value that a member of what is sent has where it is left out, in words and in cells, as JSON.

use serde_json::Value;

use super::shortened;
use crate::text::document::{Prose, Style};

/// Words before such a value.
const BEFORE: &[&str] = &[
    "default value is ",
    "default value: ",
    "default is ",
    "default: ",
    "default = ",
    "default ",
    "defaults to ",
    "goes back to ",
    "if left out, it is ",
    "if left out, it becomes ",
    "if left out, ",
    "if left out: ",
    "if omitted, it is ",
    "if omitted, ",
    "if omitted: ",
    "if you leave it out, it is ",
    "if you leave it out, it becomes ",
    "is then ",
    "when omitted, ",
    "when omitted: ",
];

/// Words behind such a value.
const BEHIND: &[&str] = &[
    " (default)",
    " (the default)",
    " by default",
    " if absent",
    " if it is left out",
    " if left out",
    " if missing",
    " if not given",
    " if not sent",
    " if omitted",
    " if you leave it out",
    " is the default",
    " when left out",
    " when omitted",
];

/// Words behind a value by which it is that of some cases, or a part of what it is.
const OF_CASES: &[&str] = &[
    "and", "at", "for", "from", "if", "in", "minus", "of", "on", "or", "per", "plus", "times",
    "unless", "when", "where", "while", "with",
];

/// Values in code that stand for others.
const SYMBOLIC: &[&str] = &[
    "all",
    "any",
    "auto",
    "automatic",
    "caller",
    "current",
    "default",
    "empty",
    "infinite",
    "infinity",
    "me",
    "none",
    "now",
    "self",
    "server",
    "today",
    "unlimited",
    "unset",
];

/// Heads of columns of such values.
const HEADS: &[&str] = &[
    "default",
    "default value",
    "defaults",
    "defaults to",
    "if absent",
    "if left out",
    "if missing",
    "if not given",
    "if omitted",
    "when left out",
    "when omitted",
];

/// Words by which a text is the empty one.
const EMPTY: &[&str] = &[
    "an empty string",
    "an empty text",
    "empty string",
    "the empty string",
    "the empty text",
];

/// The value that words on a member say it has where it is left out; nothing where they say several.
#[must_use]
pub(crate) fn default_in(words: &Prose) -> Option<String> {
    let text = shortened(&words.text);
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    for before in BEFORE {
        for (at, _) in lower.match_indices(before) {
            let is_word = !lower[..at].ends_with(|c: char| c.is_alphanumeric());
            let value = value_at(words, &lower, at + before.len()).filter(|_| is_word);
            found.extend(
                value
                    .filter(|(_, end)| is_whole(&lower, *end))
                    .map(|(own, _)| own),
            );
        }
    }
    for behind in BEHIND {
        for (at, _) in lower.match_indices(behind) {
            let is_word = !lower[at + behind.len()..].starts_with(|c: char| c.is_alphanumeric());
            found.extend(value_before(words, &lower, at).filter(|_| is_word));
        }
    }
    found.sort();
    found.dedup();
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The value that a cell says below a head such as "Default" or "If left out".
#[must_use]
pub(crate) fn default_in_column(head: &str, cell: &Prose) -> Option<String> {
    let head = head.trim_matches(['?', ':', ' ']);
    if !HEADS.contains(&head) {
        return None;
    }
    let lower = cell.text.to_lowercase();
    if lower.len() != cell.text.len() {
        return None;
    }
    let start = lower.len() - lower.trim_start().len();
    let begin = ["becomes ", "is ", "it is "];
    let skipped = begin.iter().find(|own| lower[start..].starts_with(**own));
    let start = start + skipped.map_or(0, |own| own.len());
    let (value, end) = value_at(cell, &lower, start)?;
    lower[end..].trim().is_empty().then_some(value)
}

/// The value at a place of words, and where it ends.
fn value_at(words: &Prose, lower: &str, at: usize) -> Option<(String, usize)> {
    let mut runs = words.runs.iter();
    let code = runs.find(|run| run.range.start == at && run.style == Style::Code);
    if let Some(run) = code {
        let text = words.text.get(run.range.clone())?;
        return Some((of_code(text.trim())?, run.range.end));
    }
    let rest = lower.get(at..)?;
    if let Some(own) = EMPTY.iter().find(|own| rest.starts_with(**own)) {
        return Some(("\"\"".to_owned(), at + own.len()));
    }
    let is_apart = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let length = rest.find(is_apart).unwrap_or(rest.len());
    let word = &rest[..length];
    let end = at + length;
    // "1.5", "1,000" and "10%" are read by nobody here.
    let behind = &lower.as_bytes()[end..];
    let goes_on = matches!(behind, [b'.' | b',' | b'%' | b'/', next, ..] if next.is_ascii_digit())
        || behind.first() == Some(&b'%');
    let is_plain = matches!(word, "true" | "false" | "null") || word.parse::<i64>().is_ok();
    (is_plain && !goes_on).then(|| (word.to_owned(), end))
}

/// The value that ends at a place of words.
fn value_before(words: &Prose, lower: &str, at: usize) -> Option<String> {
    let mut runs = words.runs.iter();
    let code = runs.find(|run| run.range.end == at && run.style == Style::Code);
    if let Some(run) = code {
        return of_code(words.text.get(run.range.clone())?.trim());
    }
    let before = lower.get(..at)?;
    if EMPTY.iter().any(|own| before.ends_with(own)) {
        return Some("\"\"".to_owned());
    }
    let is_apart = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let start = before.rfind(is_apart).map_or(0, |at| at + 1);
    let word = before.get(start..)?;
    let goes_on = before[..start].ends_with(['.', ',', '/']);
    let is_plain = matches!(word, "true" | "false" | "null") || word.parse::<i64>().is_ok();
    (is_plain && !goes_on).then(|| word.to_owned())
}

/// What stands in code, as JSON.
fn of_code(text: &str) -> Option<String> {
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        let is_empty = match &value {
            Value::Array(own) => own.is_empty(),
            Value::Object(own) => own.is_empty(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        };
        return is_empty.then(|| value.to_string());
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/' | '#');
    let is_one = !text.is_empty() && text.chars().all(is_part);
    let is_symbolic = SYMBOLIC.contains(&text.to_lowercase().as_str());
    (is_one && !is_symbolic).then(|| Value::from(text).to_string())
}

/// Whether nothing behind a value makes it one of some cases.
fn is_whole(lower: &str, end: usize) -> bool {
    let behind = lower.get(end..).unwrap_or_default().trim_start();
    let word = behind
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    !OF_CASES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{default_in, default_in_column};
    use crate::text::document::{Kind, Prose};
    use crate::text::page::Page;

    fn words(text: &str) -> Prose {
        let page = Page::new("a.md", format!("{text}\n"));
        let blocks = crate::text::blocks(&page);
        match blocks.first().map(|block| &block.kind) {
            Some(Kind::Paragraph(words)) => words.clone(),
            _ => panic!("{text}"),
        }
    }

    #[test]
    fn words_say_which_value_a_member_has_that_is_left_out() {
        for (text, expect) in [
            ("integer, 0 to 99; 5 by default", "5"),
            ("optional, `oxidation` if left out", "\"oxidation\""),
            ("optional, `null` if left out", "null"),
            ("optional, the empty string if left out", "\"\""),
            ("How many. Default: 20.", "20"),
            ("(integer, default 20)", "20"),
            ("defaults to `false`", "false"),
            ("Defaults to true.", "true"),
            ("`normal` (default) or `high`", "\"normal\""),
            ("`phone` is then `null`,", "null"),
            ("If left out, it is `[]`.", "[]"),
            ("If you leave it out, it is 0.", "0"),
            ("`normal` is the default", "\"normal\""),
        ] {
            assert_eq!(default_in(&words(text)).as_deref(), Some(expect), "{text}");
        }
        for text in [
            "Defaults to the current time.",
            "Default `now`.",
            "Default: 20 for members, 50 for others.",
            "Default 1.5",
            "1.5 by default",
            "defaults to 10% of it",
            "The default card.",
            "5 by default, or 6 if left out",
            "is then seven days after today",
            "Sorted by name by default.",
            "The default is said elsewhere.",
        ] {
            assert_eq!(default_in(&words(text)), None, "{text}");
        }
        for (head, cell, expect) in [
            ("default", "`normal`", Some("\"normal\"")),
            ("if left out", "becomes null", Some("null")),
            ("default", "empty string", Some("\"\"")),
            ("default", "20", Some("20")),
            ("default", "20 or more", None),
            ("default", "none", None),
            ("meaning", "`normal`", None),
        ] {
            assert_eq!(
                default_in_column(head, &words(cell)).as_deref(),
                expect,
                "{head} {cell}"
            );
        }
    }
}
