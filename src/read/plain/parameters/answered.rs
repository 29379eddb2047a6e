//! Headers of responses: which words promise one with each success, and which headers may be promised so.

use crate::protocol::HeaderName;

/// Words that promise nothing for every response.
const SOMETIMES: &[&str] = &[
    "can",
    "could",
    "if",
    "may",
    "might",
    "only",
    "optional",
    "optionally",
    "should",
    "sometimes",
    "unless",
    "when",
    "whenever",
];

/// Words that deny what the words behind them say, and beginnings of those by which a response has a header.
const DENIES: &[&str] = &["aren", "cannot", "doesn", "don", "isn", "never", "not"];
const HAS: &[&str] = &[
    "accompan",
    "add",
    "always",
    "attach",
    "available",
    "carr",
    "come",
    "contain",
    "give",
    "has",
    "have",
    "includ",
    "part",
    "present",
    "return",
    "sen",
    "set",
    "show",
    "there",
];

/// Words of how many have something, which deny nothing of one.
const AMOUNTS: &[&str] = &["a", "all", "an", "any", "each", "every"];

/// The most words that a header's name is of.
const MOST_OF_NAME: usize = 4;

/// Whether words say that something lacks what they name, or that all but something has it.
pub(in crate::read::plain) fn denies(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words
        .filter(|word| !word.is_empty() && *word != "t")
        .collect();
    let has =
        |word: &&str| HAS.iter().any(|begin| word.starts_with(begin)) || AMOUNTS.contains(word);
    // "There is no `Location`", "with no `Location` header".
    let lacks = |at: usize| {
        let mut behind = words.iter().skip(at + 1).take(MOST_OF_NAME);
        let is_there = words.get(..at).is_some_and(|before| {
            before.ends_with(&["there", "is"]) || before.ends_with(&["there", "are"])
        });
        is_there || behind.any(|word| matches!(*word, "field" | "header" | "headers"))
    };
    words.iter().enumerate().any(|(at, word)| {
        matches!(*word, "except" | "without")
            || *word == "no" && lacks(at)
            || DENIES.contains(word) && words.iter().skip(at + 1).take(2).any(has)
    })
}

/// Whether words on a header say nothing of responses that lack it.
pub(in crate::read::plain) fn is_always(text: &str) -> bool {
    let lower = without_success(&text.to_lowercase());
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    !words.any(|word| SOMETIMES.contains(&word))
}

/// Words behind "if" or "when" by which all that is served is meant.
const SERVED: &[&str] = &[
    "all goes well",
    "all is fine",
    "all is ok",
    "all is well",
    "all went well",
    "everything goes well",
    "everything is fine",
    "everything is ok",
    "everything is okay",
    "everything is well",
    "everything went fine",
    "everything went well",
    "everything works",
    "everything worked",
    "it succeeded",
    "it succeeds",
    "it worked",
    "it works",
    "no error occurs",
    "no errors occur",
    "nothing goes wrong",
    "nothing is wrong",
    "successful",
    "that succeeds",
    "that works",
    "the call is successful",
    "the call succeeds",
    "the call was successful",
    "the operation is successful",
    "the operation succeeds",
    "the operation was successful",
    "the request is successful",
    "the request succeeded",
    "the request succeeds",
    "the request was successful",
    "this succeeds",
    "this works",
];

/// Words in lower case without those that say no more than that a request is served: "If all is well, …".
fn without_success(lower: &str) -> String {
    let mut rest = lower.to_owned();
    for word in ["if ", "when ", "once ", "whenever "] {
        let mut from = 0;
        while let Some(at) = rest.get(from..).and_then(|own| own.find(word)) {
            let at = from + at;
            let behind = rest.get(at + word.len()..).unwrap_or_default();
            let ends = |own: &&&str| {
                let after = behind.strip_prefix(**own);
                let joins = |after: &str| {
                    let next = after.split_whitespace().next();
                    matches!(next, Some("and" | "but" | "or"))
                };
                after.is_some_and(|own| !own.starts_with(char::is_alphanumeric) && !joins(own))
            };
            match SERVED.iter().find(ends) {
                Some(own) => rest.replace_range(at..at + word.len() + own.len(), ""),
                None => from = at + word.len(),
            }
        }
    }
    rest
}

/// The same of words that describe a header: what is "when a desk was lent last" is a time, where the header is one.
pub(in crate::read::plain) fn is_always_of(name: &HeaderName, text: &str) -> bool {
    let lower = name.lower();
    let is_time = [
        "last-modified",
        "expires",
        "-at",
        "-date",
        "-expires",
        "-reset",
        "-since",
        "-time",
        "-until",
    ]
    .iter()
    .any(|end| lower.ends_with(end));
    let rest = text.trim_start();
    let rest = ["when ", "When "]
        .iter()
        .find_map(|when| rest.strip_prefix(when));
    is_always(rest.filter(|_| is_time).unwrap_or(text)) && !denies(text)
}

/// Whether a header is one of responses alone (RFC 9110 §8.7, §8.8, §10.2; RFC 9111 §5), or of those by which services
/// tell how many there are and how many may be asked for.
pub(in crate::read::plain) fn is_of_responses(name: &HeaderName) -> bool {
    let all = [
        "age",
        "content-location",
        "etag",
        "expires",
        "last-modified",
        "location",
        "retry-after",
    ];
    let counts = [
        "x-total",
        "x-page",
        "x-next",
        "x-prev",
        "x-ratelimit-",
        "ratelimit-",
    ];
    let lower = name.lower();
    all.iter().any(|own| name.is(own)) || counts.iter().any(|begin| lower.starts_with(begin))
}

/// Whether a header may be promised with each success where words say that each has it.
pub(in crate::read::plain) fn may_be_in_each(name: &HeaderName) -> bool {
    may_be(name)
        || ["link", "retry-after", "vary"]
            .iter()
            .any(|own| name.is(own))
}

/// Whether a header may be promised with each success: not one that belongs to the connection or the content, or
/// that HTTP sends in some cases only.
pub(in crate::read::plain) fn may_be(name: &HeaderName) -> bool {
    let others = [
        "allow",
        "content-encoding",
        "content-range",
        "content-type",
        "date",
        "link",
        "retry-after",
        "set-cookie",
        "vary",
        "www-authenticate",
    ];
    !name.is_framing() && !name.is_of_requests() && !others.iter().any(|other| name.is(other))
}

#[cfg(test)]
mod tests {
    use super::is_always;

    #[test]
    fn what_is_said_of_all_that_is_served_is_always_so() {
        for text in [
            "If all is well we answer `201` with `Location`.",
            "When the request succeeds, its `ETag` is there",
            "If successful, it returns `Location`",
            "Once everything went well, you get it.",
        ] {
            assert!(is_always(text), "{text}");
        }
        for text in [
            "If all is well and it is new, it has `Location`.",
            "If all is wellnigh done",
            "It has `Location` if it is new.",
            "If the request succeeds at once, or when it was lent",
        ] {
            assert!(!is_always(text), "{text}");
        }
    }
}
