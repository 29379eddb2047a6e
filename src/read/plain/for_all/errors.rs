//! The content of errors: what a sentence says that every error has, as the JSON behind it shows.

use std::ops::Range;

use serde_json::Value;

use super::super::codes::codes;
use super::super::layout::Layout;
use super::super::statuses::sentences;
use crate::read::{Claim, ForAll};
use crate::text::document::{Kind, Prose};

/// Words by which a sentence speaks of each error.
const EACH: &[&str] = &[
    "400 and above",
    "400 and higher",
    "400 or above",
    "400 or greater",
    "400 or higher",
    "400 or more",
    "4xx and 5xx",
    "4xx or 5xx",
    "4xx/5xx",
    "all errors",
    "all error responses",
    "all failed requests",
    "all failures",
    "any error",
    "any failed request",
    "each error",
    "each failure",
    "error bodies",
    "error response has",
    "error response looks",
    "error responses are",
    "error responses carry",
    "error responses contain",
    "error responses follow",
    "error responses have",
    "error responses look",
    "error responses share",
    "error responses use",
    "errors are answered",
    "errors are json",
    "errors are reported",
    "errors are returned",
    "errors carry",
    "errors come",
    "errors follow",
    "errors have",
    "errors look",
    "errors share",
    "errors use",
    "every error",
    "every failed request",
    "every failure",
    "every unsuccessful",
    "failed requests are",
    "unsuccessful requests",
    "unsuccessful responses",
    "whatever goes wrong",
];

/// Beginnings of clauses that say when something is answered.
const WHENEVER: &[&str] = &[
    "if ",
    "in case ",
    "in the case ",
    "on ",
    "upon ",
    "when ",
    "whenever ",
];

/// Words of such a clause by which it is of whatever went wrong.
const WRONG: &[&str] = &[
    "an error",
    "any error",
    "errors",
    "failure",
    "goes wrong",
    "is refused",
    "is rejected",
    "not successful",
    "not succeed",
    "of error",
    "on error",
    "request fails",
    "something fails",
    "unsuccessful",
    "went wrong",
];

/// Words by which it is of whatever could not be done, behind who could not do it.
const CANNOT: &[&str] = &["can not", "can't", "cannot"];

/// Who cannot do whatever it is.
const WHO: &[&str] = &[
    "api",
    "request",
    "server",
    "service",
    "something",
    "we",
    "you",
];

/// Words before "errors" with which it is of each.
const BEFORE_ERRORS: &[&str] = &[
    "", "all", "an", "any", "each", "every", "our", "the", "these",
];

/// Words by which it is of some error alone.
const OF_ONE: &[&str] = &[
    "`",
    "authent",
    "author",
    "conflict",
    "credential",
    "exist",
    "find",
    "found",
    "key",
    "limit",
    "missing",
    "permission",
    "server error",
    "token",
    "valid",
];

/// The longest such a clause is, in bytes.
const LONGEST_CLAUSE: usize = 60;

/// Words by which a sentence speaks of each error below a heading of errors.
const BELOW: &[&str] = &[
    "body contains",
    "body has",
    "body holds",
    "body is a",
    "body looks",
    "carries a body",
    "carry a body",
    "has a body",
    "have a body",
    "response contains",
    "response is always",
    "response is a json",
    "response looks",
];

/// Beginnings of what such a sentence speaks of, among its first words.
const SUBJECTS: &[&str] = &[
    "answer", "bod", "content", "error", "fail", "it", "problem", "repl", "respon", "they",
];

/// So many words of a sentence may name what it speaks of.
const MOST_OF_SUBJECT: usize = 4;

/// Words of a heading of errors.
const HEADINGS: &[&str] = &["error", "fail", "problem", "wrong"];

/// Words by which it speaks of their content.
const CONTENT: &[&str] = &[
    "body", "content", "format", "form", "json", "look", "object", "problem", "shape",
];

/// Words by which it does so of some only.
const SOME: &[&str] = &[
    "almost",
    "can",
    "except",
    "if",
    "may",
    "might",
    "most",
    "nearly",
    "never",
    "no",
    "not",
    "only",
    "some",
    "sometimes",
    "unless",
    "unlike",
    "usually",
    "when",
    "without",
];

/// Members that say what went wrong, which an error has whatever it is of.
const OF_EACH: &[&str] = &[
    "code", "detail", "error", "message", "msg", "reason", "title", "type",
];

/// The most blocks between the sentence and what it speaks of.
const MOST_BETWEEN: usize = 24;

/// What a paragraph says of the content of each error, by the block of JSON behind it.
pub(super) fn body(layout: &Layout<'_>, block: usize, prose: &Prose) -> Option<Claim<ForAll>> {
    let heading = layout.headings(block).next();
    let is_below_errors = heading.is_some_and(|words| {
        let lower = words.text.to_lowercase();
        HEADINGS.iter().any(|own| lower.contains(own))
    });
    let mut sentences = sentences(&prose.text).into_iter();
    let said = sentences.find_map(|(start, sentence)| {
        let range = of_each(sentence, is_below_errors)?;
        Some(start + range.start..start + range.end)
    })?;
    let members = shown(layout, block)?;
    let named = media_types(layout, block);
    let content_type = match named.as_slice() {
        [one] => one.clone(),
        // Whatever it is called.
        _ => String::new(),
    };
    Some(Claim {
        value: ForAll::ErrorBody {
            members,
            content_type,
        },
        span: prose.span(said),
    })
}

/// Where a sentence says that it is of the content of each error.
fn of_each(sentence: &str, is_below_errors: bool) -> Option<Range<usize>> {
    let lower = sentence.to_lowercase().replace('’', "'");
    if lower.len() != sentence.len() {
        return None;
    }
    let whenever = whenever_wrong(&lower);
    let rest = match &whenever {
        Some(clause) => format!("{} {}", &lower[..clause.start], &lower[clause.end..]),
        None => lower.clone(),
    };
    let words: Vec<&str> = rest.split(|c: char| !c.is_alphanumeric()).collect();
    let speaks_of_content = words
        .iter()
        .any(|word| CONTENT.iter().any(|own| word.starts_with(own)));
    if !speaks_of_content || words.iter().any(|word| SOME.contains(word)) {
        return None;
    }
    let is_of_errors = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MOST_OF_SUBJECT)
        .any(|word| SUBJECTS.iter().any(|own| word.starts_with(own)));
    let of_section = BELOW.iter().filter(|_| is_below_errors && is_of_errors);
    let mut each = EACH.iter().chain(of_section);
    let each = each.find_map(|words| {
        let at = lower.find(words)?;
        is_of_whole_words(&lower, words, at).then(|| at..at + words.len())
    });
    let found = whenever.or(each)?;
    // What is said of one status is said of that.
    let is_of_any_status = lower[found.clone()].starts_with('4');
    (is_of_any_status || codes(sentence, false).is_empty()).then_some(found)
}

/// Whether words stand by themselves: "validation errors are" is of some errors.
fn is_of_whole_words(lower: &str, words: &str, at: usize) -> bool {
    let before = lower[..at].trim_end();
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next();
    let is_apart = lower[..at]
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric());
    let is_of_errors = ["error", "failed", "unsuccessful"]
        .iter()
        .any(|own| words.starts_with(own));
    is_apart && (!is_of_errors || last.is_none_or(|last| BEFORE_ERRORS.contains(&last)))
}

/// The clause of a sentence that says that it is of whatever went wrong: "if something goes wrong", "when we can't do it".
fn whenever_wrong(lower: &str) -> Option<Range<usize>> {
    let mut begins = WHENEVER.iter().filter_map(|begin| {
        let at = lower.find(begin)?;
        let is_word = lower[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        let own = &lower[at..];
        let stop = own.find([',', ';', ':', '.']).unwrap_or(own.len());
        let ends = WRONG
            .iter()
            .filter_map(|word| Some(own.find(word)? + word.len()));
        let cannot = CANNOT.iter().filter_map(|word| {
            let at = own.find(word)?;
            let who = own[..at].trim_end().rsplit(' ').next()?;
            WHO.contains(&who).then_some(at + word.len())
        });
        let ends = ends.chain(cannot);
        let wrong = ends.filter(|end| *end <= stop).min()?;
        // Without a comma the sentence goes on behind what went wrong.
        let end = match own.as_bytes().get(stop) {
            Some(b',') => stop,
            _ => wrong,
        };
        let is_of_one = OF_ONE.iter().any(|word| own[..stop].contains(word));
        (is_word && !is_of_one && end <= LONGEST_CLAUSE).then_some(at..at + end)
    });
    begins.next()
}

/// The media types of which the sentences of a block's section say that answers are of them, each once.
fn media_types(layout: &Layout<'_>, block: usize) -> Vec<String> {
    let section = layout.section(block);
    let blocks = layout.blocks.iter().enumerate();
    let own = blocks.filter(|(at, _)| layout.section(*at) == section);
    let prose = own.filter_map(|(_, block)| block.words().filter(|_| block.is_prose()));
    let mut found: Vec<String> = Vec::new();
    for (_, sentence) in prose.flat_map(|prose| sentences(&prose.text)) {
        let lower = sentence.to_lowercase();
        let is_of_answers = ["answer", "bod", "error", "media type", "reply", "respon"]
            .iter()
            .any(|word| lower.contains(word));
        if !is_of_answers || lower.contains("request") || lower.contains("send ") {
            continue;
        }
        let words = lower.split(|c: char| !c.is_alphanumeric() && !"/+-.".contains(c));
        let words = words.map(|word| word.trim_end_matches('.'));
        for word in words.filter(|word| word.starts_with("application/")) {
            if !found.iter().any(|own| own == word) {
                found.push(word.to_owned());
            }
        }
    }
    found
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
            "Whenever we can't do what you ask for, the status says so, and the body has the details:",
            "If something goes wrong, you get a JSON object:",
            "When a request fails the answer has a body like this:",
            "Every error response looks like this:",
            "Every response with a status of 400 or above has a body with these members:",
            "They all look alike. The body has two members:",
        ] {
            check(&format!("{words}\n\n{json}"), Some((nested, "")));
        }
        check(
            &format!(
                "Every failure has a body.\n\n{json}\n\nError bodies are always `application/problem+json`."
            ),
            Some((nested, "application/problem+json")),
        );
        for words in [
            "Not all errors have a JSON body, but this one does:",
            "Not every error has a body. A validation error looks like this:",
            "Unlike version 1, errors have no JSON body; a log line looks like this:",
            "Errors have a JSON body in version 2 only. In version 1:",
            "Validation errors are returned as a JSON object:",
            "The 404 response is a JSON object:",
            "When a desk cannot be booked, the JSON object looks like this:",
            "If your token is not valid, the body has the details:",
            "When the desk cannot be found you get a JSON object:",
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
