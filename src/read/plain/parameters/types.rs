//! The type of a parameter's values: from the cell, the parentheses or the words behind its name.

use std::collections::HashMap;
use std::ops::Range;

use super::super::layout::Layout;
use crate::read::allowed::{allowed_in, default_in_column, is_of_text, lengths_in_column};
use crate::read::member::listed;
use crate::read::{Claim, Facts};
use crate::table::allowed::Allowed;
use crate::table::described::{Parameter, ParameterPlace};
use crate::text::document::{Block, Kind, Prose, Style};

/// Words for types, with those that stand for them in the table.
const TYPES: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("boolean", "boolean"),
    ("date", "date"),
    ("datetime", "datetime"),
    ("decimal", "number"),
    ("double", "number"),
    ("float", "number"),
    ("int", "integer"),
    ("int32", "integer"),
    ("int64", "integer"),
    ("integer", "integer"),
    ("long", "integer"),
    ("number", "number"),
    ("numeric", "number"),
    ("string", "string"),
    ("text", "string"),
    ("timestamp", "timestamp"),
    ("uint", "integer"),
    ("uuid", "uuid"),
];

/// Words before a type in words: "must be a positive integer".
const BEFORE: &[&str] = &[
    "a", "an", "as", "be", "given", "is", "must", "positive", "non", "negative", "optional",
    "required", "should", "single", "the", "type", "whole",
];

/// The most words behind a name that are looked at.
const MOST_WORDS: usize = 12;

/// The longest words on one name that are looked at, in bytes.
const LONGEST: usize = 400;

/// The type that the words on a name give first: alone in a cell, in parentheses, or in a sentence's first words.
pub(super) fn type_in(said: &[&Prose]) -> Option<String> {
    // "array of strings": the numbers behind it are of the list.
    if said.first().is_some_and(|words| is_no_text(&words.text)) {
        return None;
    }
    said.iter().find_map(|words| type_of(&words.text))
}

/// What the words on a name allow of its values, by its type: the first that say anything.
pub(super) fn allowed(kind: Option<&str>, said: &[&Prose]) -> Allowed {
    let is_number = matches!(kind, Some("integer" | "number"));
    if !is_number && !matches!(kind, None | Some("string")) {
        return Allowed::default();
    }
    let mut allowed = Allowed::default();
    for words in said {
        let mut own = allowed_in(words, kind);
        if kind.is_some() && !is_number {
            (own.minimum, own.maximum) = (None, None);
        }
        allowed.complete(own);
    }
    if kind.is_none() && said.iter().any(|words| is_no_text(&words.text)) {
        // "1 to 5 tags" are of the list.
        allowed = Allowed {
            values: allowed.values,
            ..Allowed::default()
        };
    }
    if !is_number && allowed == Allowed::default() {
        let mut listed = said.iter().map(|words| listed(words));
        allowed.values = listed.find(|own| !own.is_empty()).unwrap_or_default();
    }
    allowed
}

/// Whether words begin with a type that is no text: "object", "array of strings".
fn is_no_text(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first = words.find(|word| !BEFORE.contains(word));
    let is_type = first.is_some_and(|word| {
        let one = word.strip_suffix('s').unwrap_or(word);
        matches!(
            one,
            "array" | "dictionary" | "file" | "list" | "map" | "object"
        )
    });
    is_type && words.next().is_none_or(|next| next == "of")
}

/// Takes how long a text may be from the cells of columns that are of lengths.
pub(super) fn say_lengths<'c, H: AsRef<str> + 'c>(
    parameter: &mut Parameter,
    cells: impl Iterator<Item = (&'c H, &'c Prose)>,
) {
    if matches!(parameter.kind.as_deref(), None | Some("string")) {
        for (head, cell) in cells {
            let own = lengths_in_column(head.as_ref(), &cell.text);
            parameter.allowed.complete(own);
        }
    }
}

/// Takes the value of a member that is left out from the cell of a column of such values, where it is one of its type.
pub(super) fn say_default<'c, H: AsRef<str> + 'c>(
    parameter: &mut Parameter,
    mut cells: impl Iterator<Item = (&'c H, &'c Prose)>,
) {
    if parameter.place == ParameterPlace::Body {
        let own = cells.find_map(|(head, cell)| default_in_column(head.as_ref(), cell));
        let allowed = &mut parameter.allowed;
        allowed.default = own.or(allowed.default.take());
    }
}

fn type_of(text: &str) -> Option<String> {
    let text = text.trim_start_matches([' ', ':', '-', '–', '—', '=', '\n']);
    let end = text
        .char_indices()
        .map(|(at, _)| at)
        .find(|at| *at >= LONGEST);
    let text = text.get(..end.unwrap_or(text.len()))?.to_lowercase();
    let is_apart = |c: char| !c.is_alphanumeric();
    if let Some(inner) = text.strip_prefix(['(', '[']) {
        let inner = inner.split([')', ']']).next().unwrap_or_default();
        return inner.split(is_apart).find_map(known);
    }
    let sentence = text.split(['.', ';', '(', '\n']).next().unwrap_or_default();
    let words: Vec<&str> = sentence
        .split(is_apart)
        .filter(|word| !word.is_empty())
        .collect();
    if let ["true", "or" | "and", "false", ..]
    | ["false", "or" | "and", "true", ..]
    | ["true", "false"] = words.as_slice()
    {
        return Some("boolean".to_owned());
    }
    let mut behind = words
        .iter()
        .take(MOST_WORDS)
        .skip_while(|word| BEFORE.contains(*word));
    let first = behind.next().and_then(|word| known(word));
    // "integer or string" is of both; "a number of shelves" is one, and so is "the text of a note".
    let is_of_more = behind.next().is_some_and(|word| *word == "or");
    first
        .filter(|_| !is_of_more)
        .or_else(|| is_between(&words).then(|| "number".to_owned()))
        .or_else(|| later(&text))
}

/// The type that a later clause is, which begins with its article: "The most that are given; an integer from 1 to 200".
fn later(text: &str) -> Option<String> {
    let clauses = text
        .split([';', '.', ',', ':', '(', '–', '—', '\n'])
        .skip(1);
    let mut types = clauses.filter_map(|clause| {
        let mut words = clause
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        let is_begun = matches!(words.next(), Some("a" | "an"));
        let kind = known(words.find(|word| !BEFORE.contains(word))?)?;
        let is_whole = words.next().is_none_or(|word| BEHIND.contains(&word));
        (is_begun && is_whole).then_some(kind)
    });
    types.next()
}

/// Words behind a type that leave it what it is.
const BEHIND: &[&str] = &[
    "above", "at", "between", "from", "greater", "in", "less", "no", "not", "up", "with",
];

fn known(word: &str) -> Option<String> {
    let mut types = TYPES.iter();
    let (_, name) = types.find(|(own, _)| *own == word)?;
    Some((*name).to_owned())
}

/// Whether words bound a number: "between 1 and 100", "1 to 100".
fn is_between(words: &[&str]) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    words.windows(3).enumerate().any(|(at, three)| {
        let is_bound =
            is_number(three[0]) && matches!(three[1], "to" | "and") && is_number(three[2]);
        let behind = words.get(at + 3).copied().unwrap_or_default();
        let before = at
            .checked_sub(1)
            .and_then(|at| words.get(at))
            .copied()
            .unwrap_or_default();
        is_bound && (three[1] == "to" || before == "between") && !is_of_text(behind)
    })
}

/// Gives the parameters of a query the types that sentences around their requests say, and takes those that a request
/// line alone names.
pub(in crate::read::plain) fn say(layout: &Layout<'_>, scope: Range<usize>, facts: &mut Facts) {
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, claim) in facts.parameters.iter().enumerate() {
        if claim.value.place == ParameterPlace::Query {
            places.entry(claim.value.name.clone()).or_insert(at);
        }
    }
    let blocks = layout.blocks.get(scope).unwrap_or_default().iter();
    let blocks = blocks.filter(|block| !matches!(block.kind, Kind::Heading { .. }));
    for (name, kind, allowed) in blocks.filter_map(Block::words).flat_map(typed_in) {
        let known = places.get(&name.text);
        if let Some(claim) = known.and_then(|at| facts.parameters.get_mut(*at)) {
            claim.value.kind = claim.value.kind.take().or(kind);
            claim.value.allowed.complete(allowed);
            continue;
        }
        let mut lines = facts.requests.iter().peekable();
        let is_asked =
            lines.peek().is_some() && lines.all(|line| line.path.has_parameter(&name.text));
        if is_asked {
            let mut value = Parameter::named(name.text.clone(), ParameterPlace::Query);
            value.kind = kind;
            value.allowed = allowed;
            let span = name.whole();
            places.insert(name.text, facts.parameters.len());
            facts.parameters.push(Claim { value, span });
        }
    }
}

/// The names in code in a text behind which a type or what is allowed is said.
fn typed_in(words: &Prose) -> Vec<(Prose, Option<String>, Allowed)> {
    let runs = words.runs.iter().filter(|run| run.style == Style::Code);
    let typed = runs.take(MOST_NAMES).filter_map(|run| {
        let name = words.text.get(run.range.clone())?;
        let behind = words.behind(run.range.end);
        let kind = type_of(&behind.text);
        let sentence = behind.text.find(". ").unwrap_or(behind.text.len());
        let allowed = allowed(kind.as_deref(), &[&behind.before(sentence)]);
        let is_said = kind.is_some() || allowed != Allowed::default();
        is_said.then(|| (Prose::new(name, run.span, Style::Code), kind, allowed))
    });
    typed.collect()
}

/// The most names in one text behind which anything is looked for.
const MOST_NAMES: usize = 32;

#[cfg(test)]
mod tests {
    use super::type_of;
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::text::page::Page;

    #[test]
    fn a_type_is_said_in_a_cell_in_parentheses_or_first() {
        for (text, expect) in [
            ("integer", Some("integer")),
            ("Int64", Some("integer")),
            (" (integer, optional): at most so many", Some("integer")),
            (" (optional, boolean) full ones", Some("boolean")),
            (": an integer. The most that are given", Some("integer")),
            (" must be a positive integer", Some("integer")),
            (" is a number between 1 and 100", Some("number")),
            (" – at most so many, 1 to 100", Some("number")),
            (": true or false", Some("boolean")),
            ("string", Some("string")),
            ("integer or string", None),
            (
                "the most that are given; an integer from 1 to 200",
                Some("integer"),
            ),
            ("what it costs, a number", Some("number")),
            ("the first of them; a number of shelves more", None),
            ("a name of 3 to 20 characters", None),
            ("the shelf's name", None),
            ("how many, as numbers go", None),
            ("", None),
        ] {
            assert_eq!(type_of(text).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn a_list_or_an_object_is_no_text() {
        for (text, expect) in [
            ("object", true),
            (" (array of strings)", true),
            ("A list of tags", true),
            ("list order", false),
            ("string", false),
            ("", false),
        ] {
            assert_eq!(super::is_no_text(text), expect, "{text}");
        }
    }

    /// The parameters of a query that a table with this head lists, with their types.
    fn listed(label: &str, head: &str) -> Vec<(String, Option<String>)> {
        let text = format!(
            "# Desks\n\n## One\n\n`GET /desks`\n\n{label}\n\n| {head} | Type |\n|-|-|\n| `limit` | integer |\n| `of` | |\n"
        );
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        let parameters = parts.iter().flat_map(|part| &part.facts.parameters);
        let own = parameters.map(|claim| (claim.value.name.clone(), claim.value.kind.clone()));
        own.collect()
    }

    #[test]
    fn a_table_lists_a_query_s_parameters_where_its_head_or_its_label_says_so() {
        let own = [
            ("limit".to_owned(), Some("integer".to_owned())),
            ("of".to_owned(), None),
        ];
        assert_eq!(listed("", "Query parameter"), own);
        assert_eq!(listed("### Parameters", "Name"), own);
        // Headers, members of content and of answers are called so as well.
        for label in ["", "**Table 1** Header", "### Response", "What is sent:"] {
            assert_eq!(listed(label, "Parameter"), [], "{label}");
        }
    }
}
