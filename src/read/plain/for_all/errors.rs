//! The content of errors: what a sentence says that every error has, as the JSON behind it shows.

use serde_json::Value;

use super::super::layout::Layout;
use crate::read::{Claim, ForAll};
use crate::text::document::{Kind, Prose};

/// Words by which a sentence speaks of each error.
const EACH: &[&str] = &[
    "all errors",
    "all error responses",
    "all failed requests",
    "any error",
    "each error",
    "error bodies",
    "error responses are",
    "error responses carry",
    "error responses contain",
    "error responses have",
    "errors are answered",
    "errors are json",
    "errors are reported",
    "errors are returned",
    "errors carry",
    "errors come",
    "errors have",
    "every error",
    "whatever goes wrong",
];

/// Words by which it does so below a heading of errors.
const BELOW: &[&str] = &[
    "the body is always",
    "the response is always",
    "the response body is always",
];

/// Words by which it speaks of their content.
const CONTENT: &[&str] = &[
    "body", "content", "format", "form", "json", "look", "object", "problem", "shape",
];

/// Words by which it does so of some only.
const SOME: &[&str] = &[
    "can",
    "except",
    "if",
    "may",
    "might",
    "most",
    "some",
    "sometimes",
    "unless",
    "usually",
    "when",
];

/// Members that say what went wrong, which an error has whatever it is of.
const OF_EACH: &[&str] = &[
    "code", "detail", "error", "message", "msg", "reason", "title", "type",
];

/// The most blocks between the sentence and what it speaks of.
const MOST_BETWEEN: usize = 24;

/// What a paragraph says of the content of each error, by the block of JSON behind it.
pub(super) fn body(layout: &Layout<'_>, block: usize, prose: &Prose) -> Option<Claim<ForAll>> {
    let lower = prose.text.to_lowercase();
    let heading = layout.headings(block).next();
    let is_below_errors = heading.is_some_and(|words| words.text.to_lowercase().contains("error"));
    let of_section = BELOW.iter().filter(|_| is_below_errors);
    let mut each = EACH.iter().chain(of_section);
    let each = each.find_map(|words| Some((lower.find(words)?, words.len())))?;
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.iter().any(|own| word == own));
    let speaks_of_content = words
        .iter()
        .any(|word| CONTENT.iter().any(|own| word.starts_with(own)));
    if !speaks_of_content || has(SOME) || lower.len() != prose.text.len() {
        return None;
    }
    let members = shown(layout, block)?;
    let named: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '+' | '-' | '.'))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| word.starts_with("application/"))
        .collect();
    let content_type = match named.as_slice() {
        [one] => (*one).to_owned(),
        // Whatever it is called.
        _ => String::new(),
    };
    Some(Claim {
        value: ForAll::ErrorBody {
            members,
            content_type,
        },
        span: prose.span(each.0..each.0 + each.1),
    })
}

/// The members that the first JSON behind a block shows, of those that each error has.
fn shown(layout: &Layout<'_>, block: usize) -> Option<Vec<String>> {
    let section = layout.section(block);
    let behind = layout
        .blocks
        .iter()
        .enumerate()
        .skip(block + 1)
        .take(MOST_BETWEEN);
    let mut behind = behind.take_while(|(at, _)| layout.section(*at) == section);
    let code = behind.find_map(|(_, own)| match &own.kind {
        Kind::Code(code) => Some(code),
        _ => None,
    })?;
    let text = code
        .text
        .as_deref()
        .unwrap_or_else(|| layout.page.slice(code.body));
    // A status line and fields may stand before it.
    let json = text.get(text.find('{')?..)?;
    let Ok(Value::Object(object)) = serde_json::from_str(json.trim_end()) else {
        return None;
    };
    let mut members = Vec::new();
    for (name, value) in &object {
        match value {
            Value::String(_) if OF_EACH.contains(&name.as_str()) => members.push(name.clone()),
            Value::Object(inner) if name.starts_with("error") => {
                let own = inner
                    .iter()
                    .filter(|(own, value)| value.is_string() && OF_EACH.contains(&own.as_str()));
                members.extend(own.map(|(own, _)| format!("{name}.{own}")));
            }
            _ => {}
        }
    }
    (!members.is_empty()).then_some(members)
}

#[cfg(test)]
mod tests {
    use crate::derive::derive;
    use crate::read::ForAll;
    use crate::text::page::Page;

    /// What a page with these words says of the content of errors.
    fn check(words: &str, expect: Option<(&[&str], &str)>) {
        let text = format!(
            "# Desks\n\n## Errors\n\n{words}\n\n## All\n\n`GET /desks`\n\nReturns `200 OK`.\n"
        );
        let derived = derive(&Page::new("desks.md", text));
        let mut said = derived.for_all.iter().filter_map(|(says, _)| match says {
            ForAll::ErrorBody {
                members,
                content_type,
            } => Some((members.clone(), content_type.clone())),
            _ => None,
        });
        let expect = expect.map(|(members, kind)| {
            (
                members
                    .iter()
                    .map(|own| (*own).to_owned())
                    .collect::<Vec<_>>(),
                kind.to_owned(),
            )
        });
        assert_eq!(said.next(), expect, "{words}");
    }

    #[test]
    fn each_error_has_what_the_json_behind_the_sentence_shows() {
        let json = "```json\n{\"error\": {\"code\": \"taken\", \"message\": \"It is.\", \"field\": \"name\"}}\n```";
        let nested: &[&str] = &["error.code", "error.message"];
        check(
            &format!("Every error has a body of type `application/json` like this one:\n\n{json}"),
            Some((nested, "application/json")),
        );
        check(
            &format!("Errors come with a JSON object:\n\n{json}"),
            Some((nested, "")),
        );
        check(
            &format!(
                "Whatever goes wrong, the response is a JSON document of this form:\n\n{json}"
            ),
            Some((nested, "")),
        );
        check(
            &format!("The body is always a JSON object with one member:\n\n{json}"),
            Some((nested, "")),
        );
        let flat = "```http\nHTTP/1.1 404 Not Found\nContent-Type: application/problem+json\n\n{\"title\": \"No desk\", \"status\": 404}\n```";
        check(
            &format!("All error responses have this format.\n\n{flat}"),
            Some((&["title"], "")),
        );
        for words in [
            "Some errors have a body like this one:",
            "Most errors come with a JSON object:",
            "Every error is written to the log.",
            "Every desk has a body like this one:",
        ] {
            check(&format!("{words}\n\n{json}"), None);
        }
        check("Every error has a JSON body.", None);
    }
}
