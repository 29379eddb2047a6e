//! The content of errors: what a sentence says that every error has, by its words, a list or the JSON behind it.

mod head;
mod headed;
mod joined;
mod members;

use std::ops::Range;

use head::without_head;
pub(super) use headed::headed;
pub(super) use joined::joined;

use super::super::codes::codes;
use super::super::layout::Layout;
use super::super::statuses::sentences;
use crate::read::{Claim, ForAll};
use crate::text::document::Prose;

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
    "error body",
    "error is a",
    "error object",
    "error response contains",
    "error response has",
    "error response looks",
    "error responses all",
    "error responses are",
    "error responses carry",
    "error responses contain",
    "error responses follow",
    "error responses have",
    "error responses look",
    "error responses share",
    "error responses use",
    "errors are answered",
    "errors are described",
    "errors are json",
    "errors are reported",
    "errors are returned",
    "errors all",
    "errors always",
    "errors carry",
    "errors consist",
    "errors contain",
    "errors come",
    "errors follow",
    "errors have",
    "errors look",
    "errors share",
    "errors use",
    "every error",
    "every failed request",
    "every failure",
    "every refusal",
    "every unsuccessful",
    "failed requests",
    "failures are",
    "failures come",
    "failures have",
    "failures look",
    "refusals are",
    "refusals carry",
    "refusals come",
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
    "bodies are",
    "bodies have",
    "body carries",
    "body consists",
    "body contains",
    "body describes",
    "body explains",
    "body gives",
    "body has",
    "body holds",
    "body is a",
    "body is json",
    "body looks",
    "body names",
    "body of an error",
    "body says",
    "body tells",
    "body then",
    "body will",
    "comes with a json",
    "contain a json",
    "contains a json",
    "carries a body",
    "carry a body",
    "has a body",
    "have a body",
    "payload is",
    "payload looks",
    "every problem",
    "problems all",
    "problems are",
    "problems come",
    "response body is",
    "response contains",
    "response has a",
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

/// Words of a heading of errors, or their beginnings.
const HEADINGS: &[&str] = &[
    "error",
    "exception",
    "fail",
    "fault",
    "mishap",
    "mistake",
    "problem",
    "refusal",
    "refused",
    "reject",
    "trouble",
    "unsuccessful",
    "wrong",
];

/// Words by which a heading is of what is done with errors, or where.
const NO_ERRORS: &[&str] = &["api", "log", "logs", "tracker", "tracking"];

/// Words by which it speaks of their content.
const CONTENT: &[&str] = &[
    "attribute",
    "body",
    "content",
    "document",
    "field",
    "form",
    "json",
    "key",
    "look",
    "media",
    "member",
    "object",
    "payload",
    "problem",
    "propert",
    "shape",
    "structure",
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

/// What a paragraph says of the content of each error, by the block of JSON behind it.
pub(super) fn body(layout: &Layout<'_>, block: usize, prose: &Prose) -> Option<Claim<ForAll>> {
    let heading = layout.headings(block).next();
    let is_below_errors = heading.is_some_and(is_of_errors);
    let is_of_content = heading.is_some_and(|words| is_of_error_content(&words.text));
    let mut sentences = sentences(&prose.text).into_iter();
    let said = sentences.find_map(|(start, sentence)| {
        let own = || is_of_content.then(|| announced(sentence)).flatten();
        let range = of_each(sentence, is_below_errors).or_else(own)?;
        Some(start + range.start..start + range.end)
    })?;
    let members = members::of_each(layout, (block, prose), said.clone());
    let named = members::media_types(layout, block);
    let content_type = match named.as_slice() {
        [one] => one.clone(),
        // Whatever it is called.
        _ => String::new(),
    };
    // What is said to be JSON of its own type is that, whatever it has.
    if members.is_empty() && !(content_type.contains("problem+json") && names_type(prose)) {
        return None;
    }
    Some(Claim {
        value: ForAll::ErrorBody {
            members,
            content_type,
        },
        span: prose.span(said),
    })
}

/// Whether a heading is of errors.
pub(in crate::read::plain) fn is_of_errors(heading: &Prose) -> bool {
    let lower = heading.text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    // An API of errors is one like others.
    let is_of_api = words.clone().any(|word| NO_ERRORS.contains(&word));
    !is_of_api && words.any(|word| HEADINGS.iter().any(|own| word.starts_with(own)))
}

/// Whether a heading is of the content of errors: "Format of an error response".
fn is_of_error_content(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let says = |all: &[&str]| all.iter().any(|word| lower.contains(word));
    let content = [
        "body",
        "content",
        "format",
        "object",
        "payload",
        "response",
        "schema",
        "structure",
    ];
    says(&["error"]) && says(&content) && !says(&["code", "example", "validation"])
}

/// Where a sentence below such a heading speaks of what is behind it.
fn announced(sentence: &str) -> Option<Range<usize>> {
    let lower = sentence.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let holds_back = words.any(|word| SOME.contains(&word));
    let points = ["following", "below", "shows", "table", "these"]
        .iter()
        .any(|word| lower.contains(word));
    let is_pointed = points || lower.trim_end().ends_with(':');
    let speaks = CONTENT.iter().any(|own| lower.contains(own));
    let is_of_any = codes(sentence, false).is_empty();
    (is_pointed && speaks && !holds_back && is_of_any).then_some(0..sentence.trim_end().len())
}

/// Whether words name a media type of problems (RFC 9457).
fn names_type(prose: &Prose) -> bool {
    prose
        .text
        .to_lowercase()
        .contains("application/problem+json")
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
    let words = without_head(words);
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

#[cfg(test)]
mod tests {
    use crate::derive::derive;
    use crate::read::ForAll;
    use crate::text::page::Page;

    /// What a page with these words says of the content of errors.
    fn check(words: &str, expect: Option<(&[&str], &str)>) {
        check_below("Errors", words, expect);
    }

    fn check_below(heading: &str, words: &str, expect: Option<(&[&str], &str)>) {
        let text = format!(
            "# Desks\n\n## {heading}\n\n{words}\n\n## All\n\n`GET /desks`\n\nReturns `200 OK`.\n"
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
        assert_eq!(said.next(), expect, "{heading}: {words}");
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
        let own = json.replace("\"error\"", "\"problem\"");
        let words =
            "Each response with a status of 400 or higher has, except in the case of HEAD, a body:";
        check(
            &format!("{words}\n\n{own}"),
            Some((&["problem.code", "problem.message"], "")),
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
            "Errors all look alike:",
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
            "Every error has, except that of the head desk, a JSON object like this:",
            "Every error is written to the log.",
            "Every desk has a body like this one:",
        ] {
            check(&format!("{words}\n\n{json}"), None);
        }
        check("Every error has a JSON body.", None);
    }

    #[test]
    fn an_error_right_below_its_heading_is_each_error() {
        let json = "```json\n{\"error\": {\"code\": \"taken\", \"message\": \"It is.\", \"request_id\": \"r1\", \"of\": \"name\"}}\n```";
        let some: Option<(&[&str], &str)> = Some((&["error.code", "error.message"], ""));
        check(json, some);
        check_below("Error responses", json, some);
        check(
            &format!(
                "{json}\n\n- `code` is for programs\n- `request_id` is in every error\n- `of` comes only with `422`"
            ),
            Some((&["error.code", "error.message", "error.request_id"], "")),
        );
        for heading in ["Error log", "Problems with names", "Desks"] {
            check_below(heading, json, None);
        }
        check("```json\n{\"id\": 7, \"name\": \"a\"}\n```", None);
    }

    #[test]
    fn headings_of_trouble_are_headings_of_errors() {
        let json = "```json\n{\"error\": {\"code\": \"taken\", \"message\": \"It is.\"}}\n```";
        let nested: Option<(&[&str], &str)> = Some((&["error.code", "error.message"], ""));
        for heading in [
            "When things go wrong",
            "If something fails",
            "Problems",
            "Trouble",
            "Failures",
            "What goes wrong",
            "When a request fails",
            "Mistakes",
            "Rejected requests",
            "Unsuccessful responses",
            "Error reporting",
            "Exceptions",
        ] {
            for words in [
                "Errors use the usual status codes. The body tells you more:",
                "The body says what happened:",
                "The body explains it:",
                "The response body is JSON:",
                "Every failure is a JSON object of this shape:",
                "Failures are JSON, too:",
            ] {
                check_below(heading, &format!("{words}\n\n{json}"), nested);
            }
        }
        for heading in [
            "Tables",
            "Opening hours",
            "Error webhooks",
            "Defaults",
            "Error tracker API",
            "Refuse collection",
        ] {
            check_below(
                heading,
                &format!("The body tells you more:\n\n{json}"),
                None,
            );
        }
    }

    #[test]
    fn texts_that_a_sentence_or_a_list_names_are_those_of_each_error() {
        let flat: Option<(&[&str], &str)> = Some((&["code", "text"], ""));
        for words in [
            "Every failure is answered with a JSON body having `code` and `text`. Both are always strings.",
            "All errors contain the string fields `code` and `text`.",
            "Every error has a body with the strings `code` and `text`.",
            "Errors are JSON objects with `code` and `text`. They are strings.",
            "Whatever goes wrong, the body has the members `code` (string) and `text` (string).",
            "Each failure has a `code` and a `text` in its body, both strings.",
            "Every error is a JSON object with these members, all of them present:\n\n| Member | Type | Meaning |\n|-|-|-|\n| `code` | string | For programs |\n| `text` | string | For people |",
            "Every error is a JSON object with these members:\n\n- `code` (string): always present\n- `text` (string): always present",
            "The body has `code` and `text`. All are texts.",
        ] {
            check(words, flat);
        }
        check(
            "Every failure has a body with an `error` object of the strings `code` and `text`.",
            Some((&["error.code", "error.text"], "")),
        );
        check(
            "Every error is JSON of this shape, `code` and `text` being strings:\n\n```json\n{\"code\": \"taken\", \"text\": \"It is.\", \"at\": 3}\n```",
            flat,
        );
        for words in [
            "Every failure is answered with a JSON body having `code` and `text`.",
            "Every failure has a JSON body with `code` and `text`. Both may be strings.",
            "Every failure has a JSON body with `code`, an integer, and `text`, a string.",
            "Some failures have a JSON body with the strings `code` and `text`.",
            "Every failure has a JSON body with the strings `code` or `text`.",
            "Every failure has a JSON body with a string `code` and an optional string `text`.",
            "Every desk has a JSON body with the strings `code` and `text`.",
            "Validation errors have a JSON body with the strings `code` and `text`.",
            "If it failed since the desk is taken, the body has the strings `code` and `text`.",
            "Errors of `GET /desks` have a JSON body. `code` and `text` are numbers.",
        ] {
            check(words, None);
        }
    }

    #[test]
    fn the_word_that_tells_errors_apart_is_one_of_each() {
        let json =
            "```json\n{\"problem\": \"taken\", \"detail\": \"It is.\", \"member\": \"name\"}\n```";
        let both: Option<(&[&str], &str)> = Some((&["detail", "problem"], ""));
        let one: Option<(&[&str], &str)> = Some((&["detail"], ""));
        let lead = "Every error has a body like this one:";
        for words in [
            "`problem` is one of the words below.",
            "The `problem` is always one of these words.",
            "`problem` is in every error and never changes.",
            "| Status | `problem` | When |\n|-|-|-|\n| 404 | `gone` | It is gone |\n| 409 | `taken` | It is lent |",
            "| HTTP status | problem |\n|-|-|\n| 404 Not Found | gone |\n| 409 | taken |",
        ] {
            check(&format!("{lead}\n\n{json}\n\n{words}"), both);
        }
        for words in [
            "`member` is one of the members, and only there for some errors.",
            "`problem` may be one of the words below.",
            "| Status | `member` | When |\n|-|-|-|\n| 404 | | It is gone |\n| 409 | `name` | It is lent |",
            "| Row | `member` |\n|-|-|\n| 1 | `name` |\n| 2 | `seats` |",
            "If it is known, `member` is one of the members.",
            "Some have `problem`, which is one of the words.",
            "`problem` is one of these words for validation errors.",
        ] {
            check(&format!("{lead}\n\n{json}\n\n{words}"), one);
        }
    }

    #[test]
    fn a_type_of_problems_is_one_whatever_they_have() {
        for words in [
            "Error responses have the media type `application/problem+json` (RFC 9457).",
            "Errors are reported as problem details, of type `application/problem+json`.",
            "All errors come as `application/problem+json` documents.",
        ] {
            check(words, Some((&[], "application/problem+json")));
        }
        for words in [
            "Some errors are of the media type `application/problem+json`.",
            "Errors may come as `application/problem+json` documents.",
            "Validation errors are of the media type `application/problem+json`.",
            "Errors come as `text/plain` documents.",
        ] {
            check(words, None);
        }
    }
}
