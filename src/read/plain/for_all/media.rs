//! The media type of whatever is answered, by a sentence that speaks of each response that has content: "Whatever has a
//! body is `application/json`".

use std::ops::Range;

use super::super::layout::Layout;
use super::super::parameters::media_type_in;
use super::super::statuses::sentences;
use super::errors;
use crate::read::{Claim, Part};
use crate::text::document::{Block, Prose};

/// Words by which a sentence speaks of each response.
const ANSWERS: &[&str] = &[
    " all answers ",
    " all replies ",
    " all response ",
    " all responses ",
    " all successful responses ",
    " any response ",
    " body of a response ",
    " body of every response ",
    " each answer ",
    " each response ",
    " every answer ",
    " every reply ",
    " every response ",
    " everything we return ",
    " everything we send ",
    " everything it returns ",
    " everything that comes back ",
    " response bodies ",
    " response content ",
    " responses always ",
    " responses are ",
    " responses carry ",
    " responses come ",
    " responses have ",
    " responses that have a body ",
    " responses use ",
    " responses with a body ",
    " responses with content ",
    " whatever comes back ",
    " whatever we return ",
    " whatever we send ",
];

/// Words by which it speaks of whatever has content, on either side.
const BODIES: &[&str] = &[
    " all bodies ",
    " all content ",
    " any body ",
    " anything that has a body ",
    " anything with a body ",
    " bodies are always ",
    " every body ",
    " everything that has a body ",
    " everything with a body ",
    " request and response bodies ",
    " requests and responses ",
    " whatever has a body ",
];

/// Words that leave some out, or make it no promise.
const RESERVES: &[&str] = &[
    "but",
    "can",
    "csv",
    "default",
    "error",
    "errors",
    "except",
    "failed",
    "failure",
    "failures",
    "if",
    "may",
    "might",
    "most",
    "must",
    "never",
    "not",
    "or",
    "problem",
    "refusals",
    "should",
    "some",
    "sometimes",
    "unless",
    "unlike",
    "unsuccessful",
    "usually",
    "when",
    "where",
];

/// Where a sentence says no more than that some have no content.
const WITH_CONTENT: &[&str] = &[
    "if it has a body",
    "if it has any content",
    "if it has content",
    "if there is a body",
    "if there is one",
    "if they have a body",
    "if they have content",
    "unless it is empty",
    "unless they are empty",
    "when it has a body",
    "when there is a body",
    "when there is one",
    "when they have a body",
    "where it has a body",
    "where there is a body",
    "where there is one",
    "where they have a body",
];

/// Words of a section by which some of its content is of another type.
const OTHERS: &[&str] = &[
    "binary",
    "csv",
    "event-stream",
    "html",
    "image/",
    "ndjson",
    "octet-stream",
    "pdf",
    "plain text",
    "png",
    "svg",
    "tarball",
    "text/",
    "xml",
    "zip",
];

/// The longest sentence that is read, in bytes.
const LONGEST: usize = 240;

/// What a block that speaks for all says of the media type of each response with content.
pub(super) fn said(layout: &Layout<'_>, block: usize, prose: &Prose) -> Option<Claim<String>> {
    if !prose.text.contains("application/") {
        return None;
    }
    let heading = layout.headings(block).next();
    if heading.is_some_and(errors::is_of_errors) {
        return None;
    }
    let heading = heading.map_or_else(String::new, |heading| heading.text.to_lowercase());
    let is_of_requests = heading.contains("request") && !heading.contains("respon");
    sentences(&prose.text)
        .into_iter()
        .find_map(|(start, sentence)| {
            let value = of_each(sentence, is_of_requests)?;
            let lead = sentence.len() - sentence.trim_start().len();
            let span = prose.span(start + lead..start + sentence.trim_end().len());
            Some(Claim { value, span })
        })
}

/// The media type that a sentence says each response with content is of.
fn of_each(sentence: &str, is_of_requests: bool) -> Option<String> {
    if sentence.len() > LONGEST {
        return None;
    }
    let mut lower = sentence.to_lowercase().replace(['\n', '’'], " ");
    for words in WITH_CONTENT {
        lower = lower.replace(words, " ");
    }
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let padded = format!(" {} ", words.join(" "));
    let says = |all: &[&str]| all.iter().any(|own| padded.contains(own));
    let is_of_answers = says(ANSWERS);
    // What is said of bodies below a heading on requests is said of what is sent.
    let is_of_bodies = says(BODIES) && !is_of_requests;
    let sends = [
        " you send ",
        " sent with ",
        " request bodies are ",
        " clients send ",
    ];
    let is_of_sent = !is_of_answers && (padded.contains(" request ") || says(&sends));
    let is_reserved = words.iter().any(|word| RESERVES.contains(word));
    if !(is_of_answers || is_of_bodies) || is_of_sent || is_reserved {
        return None;
    }
    let kind = media_type_in(sentence)?.to_ascii_lowercase();
    kind.starts_with("application/").then_some(kind)
}

/// Gives the operations the media type of all, but for those whose sections speak of another one.
pub(super) fn give(
    layout: &Layout<'_>,
    said: Option<&Claim<String>>,
    (scopes, parts): (&[Range<usize>], &mut [Part]),
) {
    let Some(said) = said else {
        return;
    };
    for (scope, part) in scopes.iter().zip(parts) {
        let blocks = layout.blocks.get(scope.clone()).unwrap_or_default();
        if !blocks.iter().any(|block| speaks_of_others(layout, block)) {
            part.facts.media_type = Some(said.clone());
        }
    }
}

fn speaks_of_others(layout: &Layout<'_>, block: &Block) -> bool {
    let source = layout.page.slice(block.span).to_lowercase();
    OTHERS.iter().any(|own| source.contains(own))
}

#[cfg(test)]
mod tests {
    use super::of_each;

    #[test]
    fn a_sentence_says_of_which_type_all_content_is() {
        for text in [
            "Whatever has a body is application/json.",
            "All bodies are JSON (application/json).",
            "Every response that has a body bears the Content-Type application/json.",
            "All responses are application/json.",
            "Response bodies are always JSON, with Content-Type: application/json; charset=utf-8.",
            "Everything with a body is application/json.",
            "Each response carries Content-Type: application/json where there is a body.",
            "All request and response bodies are application/json.",
            "Responses have the media type application/json if they have a body.",
            "Whatever comes back is application/json.",
            "Every body is of the type application/json.",
            "Everything we return is JSON, of type application/json.",
        ] {
            assert_eq!(
                of_each(text, false).as_deref(),
                Some("application/json"),
                "{text}"
            );
        }
        for text in [
            "All request bodies are application/json.",
            "Bodies are JSON objects, sent with Content-Type: application/json.",
            "Every error response is application/json.",
            "All responses but the export are application/json.",
            "Most responses are application/json.",
            "All responses are application/json unless you ask for CSV.",
            "All responses are application/json or application/xml.",
            "Every response is JSON.",
            "By default, all responses are application/json.",
            "Send application/json in every request.",
            "Responses may be application/json.",
            "The report is application/json.",
        ] {
            assert_eq!(of_each(text, false), None, "{text}");
        }
        let text = "All bodies are application/json.";
        assert_eq!(of_each(text, true), None);
        assert!(of_each(text, false).is_some());
    }
}
