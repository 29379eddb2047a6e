//! The statuses that a page promises for all: of what succeeds, in sentences, and by method in tables and lists; and
//! of what comes without a good credential.

use super::subjects::{is_unreserved, subject};
use super::{Said, is_general};
use crate::protocol::{Method, Status};
use crate::read::plain::codes::codes;
use crate::read::plain::layout::Layout;
use crate::read::plain::statuses::says_statuses;
use crate::read::plain::target;
use crate::read::{Claim, ForAll};
use crate::text::document::{Block, Prose, Table};

/// Words by which a sentence says what comes back.
const ANSWERS: &[&str] = &[
    "return",
    "respon",
    "answer",
    "result in",
    "yield",
    "give",
    "status",
    "have a",
    "produce",
    "reply",
    "get a",
];

/// Words by which a sentence speaks of each request that makes something.
const CREATIONS: &[&str] = &[
    "all creations",
    "all successful creations",
    "each creation",
    "each successful creation",
    "every creation",
    "every successful creation",
];

/// The success that a sentence promises all requests that make something: "each successful creation answers `201`".
fn of_creations(said: &Said<'_>) -> Option<Claim<ForAll>> {
    let lower = said.sentence.lower.trim_start();
    let is_said = CREATIONS.iter().any(|own| lower.starts_with(own));
    let found = codes(said.sentence.text, false);
    let [code] = found.as_slice() else {
        return None;
    };
    let is_made = is_said && code.status == Status::CREATED && is_unreserved(&said.sentence.lower);
    let post = Method::new("POST").ok().filter(|_| is_made)?;
    let start = said.sentence.start;
    let range = start + code.range.start..start + code.range.end;
    Some(Claim {
        value: ForAll::Success {
            methods: vec![post],
            status: Some(code.status),
        },
        span: said.sentence.prose.span(range),
    })
}

/// The success that a sentence promises all requests, or all of some methods.
pub(super) fn promised(said: &Said<'_>) -> Option<Claim<ForAll>> {
    if let Some(found) = of_creations(said) {
        return Some(found);
    }
    let own = subject(said)?;
    let answers = ANSWERS
        .iter()
        .any(|word| said.sentence.lower.contains(word));
    if !answers || !is_unreserved(&said.sentence.lower) {
        return None;
    }
    let found = codes(said.sentence.text, false);
    let successes: Vec<Status> = found
        .iter()
        .map(|code| code.status)
        .filter(|status| status.is_success())
        .collect();
    let any = said.sentence.lower.find("2xx").map(|at| at..at + 3);
    let is_other = found.iter().any(|code| code.status.is_redirection());
    let (status, place) = match (successes.as_slice(), any) {
        ([], Some(any)) => (None, any),
        ([first, rest @ ..], None) if !is_other => {
            let range = found
                .iter()
                .find(|code| code.status == *first)?
                .range
                .clone();
            let is_one = rest.iter().all(|status| status == first);
            (Some(*first).filter(|_| is_one), range)
        }
        ([], None) | ([..], _) => return None,
    };
    // Several methods with a status for each are told apart by no sentence.
    let methods = if status.is_some() || own.methods.is_empty() {
        own.methods
    } else {
        return None;
    };
    Some(Claim {
        value: ForAll::Success { methods, status },
        span: said
            .sentence
            .prose
            .span(said.sentence.start + place.start..said.sentence.start + place.end),
    })
}

/// The successes of a table with a method and a status in each row: `GET | 200`.
pub(super) fn of_methods(table: &Table) -> Vec<Claim<ForAll>> {
    let column = |names: &[&str]| {
        table.head.iter().position(|head| {
            let head = head.text.to_lowercase();
            names.iter().any(|name| head.contains(name))
        })
    };
    let verbs = column(&["method", "verb"]);
    let statuses = column(&["status", "code", "success", "response", "returns"]);
    let (Some(verbs), Some(statuses)) = (verbs, statuses.filter(|column| Some(*column) != verbs))
    else {
        return Vec::new();
    };
    let rows = table.rows.iter().map(|row| {
        let names_path = row
            .cells
            .iter()
            .any(|cell| cell.text.trim_start().starts_with('/'));
        let methods = sole_methods(&row.cells.get(verbs)?.text).filter(|_| !names_path)?;
        let cell = row.cells.get(statuses)?;
        let (status, range) = sole_success(&cell.text)?;
        Some(Claim {
            value: ForAll::Success {
                methods,
                status: Some(status),
            },
            span: cell.span(range),
        })
    });
    // A row that says something else makes it another table.
    rows.collect::<Option<Vec<_>>>()
        .filter(|rows| rows.len() > 1)
        .unwrap_or_default()
}

/// The success of an item that is a method and a status, in a list of them: "`DELETE`: 204 No Content".
pub(super) fn of_item(layout: &Layout<'_>, block: usize, words: &Prose) -> Option<Claim<ForAll>> {
    let is_item = layout.blocks.get(block).is_some_and(Block::is_item);
    let heading = layout.headings(block).next()?;
    let before = layout.blocks.get(..block)?.iter().rev().take(MOST_ITEMS);
    let label = before
        .filter(|other| !other.is_item())
        .find_map(Block::words);
    let speaks =
        label.is_some_and(|label| says_statuses(&label.text)) || says_statuses(&heading.text);
    if !is_item
        || !speaks
        || !is_general(&heading.text)
        || !is_unreserved(&words.text.to_lowercase())
    {
        return None;
    }
    let (methods, end) = target::methods(&words.text)?;
    let rest = words.text.get(end..)?;
    let lead = rest.len()
        - rest
            .trim_start_matches([' ', ':', '-', '–', '—', '→', '=', '>'])
            .len();
    let value = rest.get(lead..)?;
    let (status, range) = sole_success(value)?;
    let from = end + lead + range.start;
    (lead > 0 && range.start == 0 && value.len() < LONGEST_VALUE).then(|| Claim {
        value: ForAll::Success {
            methods: methods.into_iter().map(|(method, _)| method).collect(),
            status: Some(status),
        },
        span: words.span(from..end + lead + range.end),
    })
}

/// The most items of a list that are looked back over for the words before it.
const MOST_ITEMS: usize = 12;

/// The longest value of an item that is a status, in bytes.
const LONGEST_VALUE: usize = 80;

/// The methods that a cell is no more than.
fn sole_methods(cell: &str) -> Option<Vec<Method>> {
    let words = cell
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty());
    let methods = words.filter(|word| !matches!(*word, "or" | "and"));
    let methods = methods
        .map(|word| target::method(word, false))
        .collect::<Option<Vec<_>>>();
    methods.filter(|methods| !methods.is_empty())
}

/// The one status of a cell, a success, with where it stands.
fn sole_success(cell: &str) -> Option<(Status, std::ops::Range<usize>)> {
    let found = codes(cell, true);
    let first = found.first()?;
    let is_one = found.iter().all(|code| code.status == first.status);
    let says_some = !is_unreserved(&cell.to_lowercase());
    (is_one && !says_some && first.status.is_success()).then(|| (first.status, first.range.clone()))
}

/// Words for what tells who asks.
const CREDENTIALS: &[&str] = &[
    "token",
    "credential",
    "api key",
    "authenticat",
    "access key",
    "authorization header",
    "api-key",
    "the key ",
    "a key",
    "no key",
    "their key",
    "unknown key",
    "valid key",
    "whose key",
    "without key",
    "wrong key",
    "your key",
];

/// Words for its not being there, or not being good.
const BAD: &[&str] = &[
    "missing",
    "invalid",
    "no valid",
    "not valid",
    "without",
    "wrong",
    "incorrect",
    "expired",
    "bad ",
    "absent",
    "not authenticated",
    "unauthenticated",
    "required",
    "no token",
    "no key",
    "no credential",
    "no api key",
    "lack",
    "revoked",
    "unknown",
];

/// Whether words speak of a credential that is missing or not good, and of nothing else.
fn is_of_credential(lower: &str) -> bool {
    let names = CREDENTIALS.iter().any(|word| lower.contains(word));
    let is_bad = BAD.iter().any(|word| lower.contains(word));
    let others = [
        "permission",
        "forbidden",
        "scope",
        "not allowed",
        "role",
        "privilege",
        "most",
        " may ",
        " some ",
        "insufficient",
        "rate",
    ];
    names && is_bad && !others.iter().any(|word| lower.contains(word))
}

/// The status of a request without a good credential, where a table of errors has it.
pub(super) fn refused_in(table: &Table) -> Option<Claim<ForAll>> {
    let rows = table.rows.iter().filter_map(|row| {
        let mut cells = row.cells.iter().enumerate();
        let (column, cell, code) = cells.find_map(|(column, cell)| {
            let found = codes(&cell.text, true);
            let code = found
                .first()
                .filter(|code| code.range.start == 0 && found.len() == 1)?;
            matches!(code.status.code(), 401 | 403).then(|| (column, cell, code.clone()))
        })?;
        let others = row
            .cells
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != column);
        let text: Vec<String> = others.map(|(_, cell)| cell.text.to_lowercase()).collect();
        is_of_credential(&text.join(" ")).then(|| Claim {
            value: ForAll::CredentialRefused(code.status),
            span: cell.span(code.range),
        })
    });
    let rows: Vec<Claim<ForAll>> = rows.collect();
    <[Claim<ForAll>; 1]>::try_from(rows).ok().map(|[only]| only)
}

/// The same in a list of terms: `401 Unauthorized`, and what it means.
pub(super) fn refused_term(layout: &Layout<'_>, block: usize) -> Option<Claim<ForAll>> {
    let (term, meaning) = layout.definition(block)?;
    // An item is one of several meanings.
    if layout.is_item(block + 1) {
        return None;
    }
    let found = codes(&term.text, true);
    let [code] = found.as_slice() else {
        return None;
    };
    let is_refusal = matches!(code.status.code(), 401 | 403) && code.range.start == 0;
    let means = meaning.text.to_lowercase();
    (is_refusal && is_of_credential(&means)).then(|| Claim {
        value: ForAll::CredentialRefused(code.status),
        span: term.span(code.range.clone()),
    })
}

/// The same in a sentence or an item: "Requests without a valid token are answered with 401". Near words on what tells
/// who asks, "without it" means that.
pub(super) fn refused(said: &Said<'_>, is_near: bool) -> Option<Claim<ForAll>> {
    let sentence = &said.sentence;
    let found = codes(sentence.text, sentence.start == 0);
    let [code] = found.as_slice() else {
        return None;
    };
    let is_refusal = matches!(code.status.code(), 401 | 403);
    let lower = sentence.lower.trim_start();
    let is_listed = sentence.start == 0
        && sentence.text.len() - sentence.text.trim_start().len() == code.range.start;
    let is_said = is_of_credential(&sentence.lower) && (is_listed || is_of_any_request(lower));
    let is_meant = is_near && without_it(lower);
    (is_refusal && (is_said || is_meant)).then(|| Claim {
        value: ForAll::CredentialRefused(code.status),
        span: sentence
            .prose
            .span(sentence.start + code.range.start..sentence.start + code.range.end),
    })
}

/// Whether a sentence begins with what is wrong with any request: "Calls whose key …", "If the token …".
fn is_of_any_request(lower: &str) -> bool {
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    let conditions = ["if", "when", "where", "whenever"];
    if words.next_if(|word| conditions.contains(word)).is_some() {
        let small = [
            "a",
            "an",
            "any",
            "api",
            "authorization",
            "access",
            "bearer",
            "no",
            "site",
            "the",
            "this",
            "valid",
            "x",
            "your",
        ];
        let mut named = words.skip_while(|word| small.contains(word) && *word != "authorization");
        return named
            .next()
            .is_some_and(|word| WRONG.iter().any(|own| word.starts_with(own)));
    }
    while words
        .next_if(|word| ["a", "all", "any", "api", "each", "every", "http", "the"].contains(word))
        .is_some()
    {}
    let is_request = words
        .next()
        .is_some_and(|word| ["call", "calls", "request", "requests"].contains(&word));
    let how = words.next().unwrap_or_default();
    let next = words.next().unwrap_or_default();
    is_request
        && match how {
            "bearing" | "carrying" | "lacking" | "missing" | "whose" | "with" | "without" => true,
            "that" | "which" => {
                ["carry", "carries", "come", "comes", "lack", "lacks"].contains(&next)
            }
            _ => false,
        }
}

/// Beginnings of what is wrong where a sentence begins with a condition.
const WRONG: &[&str] = &["auth", "credential", "header", "key", "token"];

/// Whether a sentence begins with what is not there: "Without it", "If it is missing".
fn without_it(lower: &str) -> bool {
    [
        "without it",
        "without one",
        "without this",
        "without them",
        "without these",
        "if it is missing",
        "if it is absent",
        "if it is wrong",
        "if it is not there",
        "if the header is missing",
        "if the header is absent",
        "when it is missing",
        "a request without it",
        "a call without it",
        "requests without it",
        "calls without it",
        "a missing or wrong",
        "a missing or unknown",
        "a missing or invalid",
        "a missing one",
        "a request without one",
        "a call without one",
        "requests without one",
        "calls without one",
        "without a good one",
        "without a valid one",
        "otherwise the answer is ",
        "otherwise the response is ",
        "otherwise the status is ",
        "otherwise the service answers ",
    ]
    .iter()
    .any(|words| lower.starts_with(words))
}
