//! Words beside an error by which what a request asks for was done before: "it was closed already", "a loan can be ended
//! only once". Whether they speak of what this request does, and not of another state, is told by its path and method.

use crate::protocol::{Method, Status};

/// Words by which something was done before.
const ALREADY: &[&str] = &["already", "previously", "twice"];

/// Words that say so at the end of a clause: elsewhere they may go on with what came first.
const AT_END: &[&str] = &["again", "before", "earlier", "once"];

/// Words by which it was not, or by somebody or something else.
const OTHERWISE: &[&str] = &[
    "another",
    "different",
    "else",
    "elsewhere",
    "isn",
    "never",
    "no",
    "not",
    "nobody",
    "other",
    "others",
    "someone",
    "unless",
    "until",
    "wasn",
    "without",
    "yet",
];

/// What becomes of a thing that is taken away.
const REMOVED: &[&str] = &[
    "cancelled",
    "canceled",
    "closed",
    "decommissioned",
    "deleted",
    "discarded",
    "ended",
    "removed",
    "retired",
    "revoked",
    "scrapped",
    "withdrawn",
];

/// Words for what a request does, in the place of its name.
const MEANT: &[&str] = &[
    "attempt",
    "attempts",
    "call",
    "calls",
    "it",
    "operation",
    "request",
    "requests",
    "so",
    "that",
    "this",
    "time",
    "times",
    "try",
];

/// Words by which what is done once more is another thing, or is done meanwhile.
const BESIDE: &[&str] = &[
    "after",
    "by",
    "concurrent",
    "content",
    "from",
    "idempotency",
    "interval",
    "key",
    "meanwhile",
    "minute",
    "minutes",
    "parallel",
    "progress",
    "rate",
    "running",
    "second's",
    "seconds",
    "soon",
    "while",
    "within",
];

/// The clauses of words beside an error of a status that say that something was done before.
#[must_use]
pub(super) fn clauses(status: Status, words: &str) -> Vec<&str> {
    let own = of_status(status, words);
    let clauses = own.split([',', ';', ':', '.']);
    let clauses = clauses.flat_map(|clause| clause.split(" or "));
    clauses.filter(|clause| is_done(clause)).collect()
}

/// Whether a clause says that what a request does was done before.
#[must_use]
pub(crate) fn is_of(clause: &str, method: &Method, path: &str) -> bool {
    let said = words_in(clause);
    let verbs = match method.as_str() {
        "DELETE" => {
            let is_removed = said.iter().any(|word| REMOVED.contains(&word.as_str()));
            return is_removed || repeats(&said);
        }
        "POST" | "PUT" => action(path),
        _ => return false,
    };
    // What is many is a collection, to which a request adds one.
    let is_many = |verb: &str| verb.ends_with('s') && !verb.ends_with("ss");
    let is_said = |verb: &String| said.iter().any(|word| is_form_of(word, verb)) || repeats(&said);
    verbs
        .first()
        .is_some_and(|verb| !is_many(verb) && is_said(verb))
}

/// Whether a clause says that a request is made once more, whatever it does: "trying it again", "a second time".
fn repeats(said: &[String]) -> bool {
    let is_in =
        |at: usize, list: &[&str]| said.get(at).is_some_and(|own| list.contains(&own.as_str()));
    let is_near = |at: usize, list: &[&str]| (at + 1..at + 4).any(|at| is_in(at, list));
    let makes = [
        "calling",
        "doing",
        "making",
        "posting",
        "sending",
        "trying",
        "issuing",
        "attempting",
    ];
    let again = ["again", "more", "second", "twice"];
    let is_once_more = (0..said.len()).any(|at| {
        is_in(
            at,
            &["second", "repeated", "repeat", "repeating", "subsequent"],
        ) && is_near(at, MEANT)
            || is_in(at, &makes) && is_in(at + 1, MEANT) && is_near(at + 1, &again)
            || is_in(at, &makes)
                && is_in(at + 1, &["the"])
                && is_in(at + 2, MEANT)
                && is_near(at + 2, &again)
    });
    let is_other = said.iter().any(|word| BESIDE.contains(&word.as_str()));
    // What it begins with is that it is done.
    let is_conditional = (1..said.len()).any(|at| is_in(at, &["if", "when", "whenever"]));
    is_once_more && !is_other && !is_conditional
}

/// The words of an action on one thing: the end of a path, behind a placeholder.
fn action(path: &str) -> Vec<String> {
    let path = path
        .split('?')
        .next()
        .unwrap_or_default()
        .trim_end_matches('/');
    match path.rsplit_once('/') {
        Some((before, last)) if before.ends_with('}') && !last.contains('{') => words_in(last),
        _ => Vec::new(),
    }
}

/// Whether a word is a form of a verb: `closed` of `close`, `sent` of `send`.
#[must_use]
pub(crate) fn is_form_of(word: &str, verb: &str) -> bool {
    let alike = word.chars().zip(verb.chars());
    let alike = alike.take_while(|(own, other)| own == other).count();
    let shortest = word.chars().count().min(verb.chars().count());
    alike >= 3 && alike + 1 >= shortest && word.chars().count() <= verb.chars().count() + 4
}

/// The part of words that is of a status, where they are of several.
pub(super) fn of_status(status: Status, words: &str) -> &str {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut codes: Vec<(usize, u16)> = Vec::new();
    for (at, _) in words.match_indices(is_digit) {
        let is_first = !words
            .get(..at)
            .is_some_and(|before| before.ends_with(is_digit));
        let code = words.get(at..at + 3).and_then(|code| code.parse().ok());
        let is_last = !words
            .get(at + 3..)
            .is_some_and(|rest| rest.starts_with(is_digit));
        let code = code.filter(|code| is_first && is_last && (200..600).contains(code));
        codes.extend(code.map(|code| (at, code)));
    }
    let own = codes.iter().position(|(_, code)| *code == status.code());
    match (own, codes.len()) {
        (_, 0 | 1) => words,
        (None, _) => "",
        (Some(own), _) => {
            let start = codes[own].0;
            let end = codes.get(own + 1).map_or(words.len(), |(at, _)| *at);
            words.get(start..end).unwrap_or_default()
        }
    }
}

fn is_done(clause: &str) -> bool {
    let words = words_in(clause);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let ends = words
        .last()
        .is_some_and(|last| AT_END.contains(&last.as_str()));
    (has(ALREADY) || ends || repeats(&words)) && !has(OTHERWISE)
}

fn words_in(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{clauses, is_of};
    use crate::protocol::{Method, Status};

    fn is_done_by(request: &str, words: &str) -> bool {
        let (method, path) = request.split_once(' ').unwrap();
        let method = Method::new(method).unwrap();
        let found = clauses(Status::new(409).unwrap(), words);
        found.iter().any(|clause| is_of(clause, &method, path))
    }

    #[test]
    fn what_was_done_already_is_told_from_another_state() {
        for (request, words) in [
            (
                "POST /desks/{id}/close",
                "409 Conflict: the desk is closed already",
            ),
            (
                "POST /desks/{id}/close",
                "the desk was already closed (409)",
            ),
            ("POST /desks/{id}/lend", "A desk can be lent only once"),
            (
                "POST /desks/{id}/hand-over",
                "404 if there is none, or 409 if it was handed over already",
            ),
            (
                "POST /desks/{id}/approve",
                "409: it cannot be approved twice",
            ),
            (
                "POST /desks/{id}/open",
                "when it is already open, you get 409 Conflict",
            ),
            (
                "DELETE /desks/{id}",
                "409: the desk had been retired before",
            ),
            ("DELETE /desks/{id}", "the desk was deleted already"),
            (
                "POST /desks/{id}/close",
                "trying it again results in 409 Conflict",
            ),
            ("POST /desks/{id}/close", "a second time you get 409"),
            ("POST /desks/{id}/close", "doing so twice gives 409"),
            (
                "POST /desks/{id}/close",
                "a second attempt is refused (409)",
            ),
            (
                "POST /desks/{id}/close",
                "repeating the request leads to 409",
            ),
            ("POST /desks/{id}/close", "409 on a repeated call"),
            ("POST /desks/{id}/close", "calling it once more yields 409"),
            ("DELETE /desks/{id}", "sending the request again gives 409"),
        ] {
            assert!(is_done_by(request, words), "{request} {words}");
        }
        for (request, words) in [
            ("POST /desks/{id}/close", "409 Conflict"),
            ("POST /desks/{id}/close", "the desk is lent already"),
            ("POST /desks/{id}/close", "the desk is closed"),
            ("POST /desks/{id}/close", "the desk was not closed before"),
            (
                "POST /desks/{id}/close",
                "the desk was already closed by another reader",
            ),
            (
                "POST /desks/{id}/close",
                "when it is retired before it was closed by its owner",
            ),
            (
                "POST /desks/{id}/close",
                "409 if it is lent, or 404 if it was closed already",
            ),
            (
                "POST /desks/{id}/loans",
                "the reader has a loan already since yesterday",
            ),
            ("POST /desks", "the desk is opened already"),
            ("DELETE /desks/{id}", "the desk is lent already"),
            ("PATCH /desks/{id}", "the desk was closed already"),
            (
                "POST /desks/{id}/close",
                "repeating the request while the first is running gives 409",
            ),
            (
                "POST /desks/{id}/close",
                "sending it again with other content is a 409",
            ),
            (
                "POST /desks/{id}/close",
                "409 for a second request with the same key",
            ),
            ("POST /desks", "a second request gives 409"),
            (
                "POST /desks/{id}/close",
                "409 if a second call comes from the hall",
            ),
            (
                "POST /desks/{id}/close",
                "409: sending the request again after the desk was reopened",
            ),
            (
                "DELETE /desks/{id}",
                "the desk was lent, and can not be removed any more",
            ),
        ] {
            assert!(!is_done_by(request, words), "{request} {words}");
        }
    }
}
