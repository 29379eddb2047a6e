//! Errors that a page lists for all requests, in a table or a list below a heading on errors: those of content that is
//! not what it must be, and of a thing that is not there. Each is one of the operations whose requests can be wrong so;
//! what is said of other errors is no promise of anybody's here.

use super::super::codes::codes;
use super::super::layout::Layout;
use super::super::parameters::takes_content;
use super::errors;
use crate::protocol::Status;
use crate::protocol::template::Slot;
use crate::protocol::words::words_of;
use crate::read::causes::{causes, speaks_of_any};
use crate::read::{Claim, Facts, Part};
use crate::table::RequestBody;
use crate::table::described::{ErrorCause, ErrorResponse};
use crate::text::document::{Kind, Prose, Row, Style, Table};
use crate::text::page::Span;

/// An error of all requests that can be wrong so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: Status,
    span: Span,
    of: Of,
}

/// What is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Of {
    /// Its content, as a whole: it is no JSON, or of another type.
    Content,
    /// Something in its content, in these words.
    Values(String),
    /// The thing that its path names.
    Thing,
}

/// The most errors of one page.
const MOST: usize = 64;

/// The longest words of a row that are read, in bytes.
const LONGEST: usize = 300;

/// Heads of a column of statuses.
const STATUSES: &[&str] = &["code", "http", "response", "status"];

/// The errors that a block lists.
pub(super) fn listed(layout: &Layout<'_>, block: usize) -> Vec<Refusal> {
    let is_of_errors = layout.headings(block).take(2).any(errors::is_of_errors);
    let own = layout.blocks.get(block).filter(|_| is_of_errors);
    let mut found = match own.map(|own| &own.kind) {
        Some(Kind::Table(table)) => of_table(table),
        Some(Kind::Item(words)) => of_item(words).into_iter().collect(),
        Some(_) | None => Vec::new(),
    };
    found.truncate(MOST);
    found
}

/// Gives the errors to the operations whose requests can be wrong so.
pub(super) fn give(refusals: &[Refusal], parts: &mut [Part]) {
    for facts in parts.iter_mut().map(|part| &mut part.facts) {
        let sends = sends_json(facts);
        let reads = reads_a_thing(facts);
        for own in refusals.iter().take(MOST) {
            let is_of_it = match own.of {
                Of::Content | Of::Values(_) => sends,
                Of::Thing => reads,
            };
            if !is_of_it {
                continue;
            }
            if let Of::Values(words) = &own.of {
                facts.say_of_error(own.status, words);
            }
            facts.errors.push(Claim {
                value: ErrorResponse::of(own.status),
                span: own.span,
            });
        }
    }
}

/// Whether the requests of an operation send JSON.
fn sends_json(facts: &Facts) -> bool {
    let mut said = facts.request_body.iter();
    let is_other = said.any(|(body, _)| *body != RequestBody::Json);
    let mut bodies = facts
        .examples
        .iter()
        .filter_map(|own| own.request.body.as_ref());
    let shows = bodies.any(|body| body.text.trim_start().starts_with('{'));
    let is_json = shows || !facts.request_body.is_empty();
    !facts.requests.is_empty() && takes_content(facts) && is_json && !is_other
}

/// Ends of the names of what a thing is told from others by.
const IDS: &[&str] = &["id", "key", "number", "slug", "uuid"];

/// Whether the requests of an operation read or change the thing that the end of their path names, or post something to
/// one that their path names. What is deleted may be gone as well, and what is put may be made by that.
fn reads_a_thing(facts: &Facts) -> bool {
    let is_it = |name: &str| {
        let parts = words_of(name);
        parts
            .last()
            .is_some_and(|last| IDS.contains(&last.as_str()))
    };
    !facts.requests.is_empty()
        && facts.requests.iter().all(|line| {
            let ends = line.path.path().as_str().ends_with('}');
            let is_one = match line.method.as_str() {
                "GET" | "HEAD" | "PATCH" => ends,
                "POST" => !ends,
                _ => false,
            };
            let mut values = line
                .path
                .path()
                .slots()
                .into_iter()
                .filter_map(|slot| match slot {
                    Slot::Value(place) => Some(place.name),
                    Slot::Literal(_) => None,
                });
            is_one && values.next_back().is_some_and(is_it)
        })
}

/// The rows of a table of errors.
fn of_table(table: &Table) -> Vec<Refusal> {
    let is_status = |head: &Prose| {
        let head = head.text.to_lowercase();
        STATUSES.iter().any(|word| head.contains(word))
    };
    let columns = table.head.iter().enumerate();
    let mut columns = columns
        .filter(|(_, head)| is_status(head))
        .map(|(at, _)| at);
    let is_error = |row: &Row, column: usize| {
        let cell = row.cells.get(column);
        cell.and_then(|cell| status(&cell.text))
            .is_some_and(|own| own.is_error())
    };
    let Some(column) = columns.find(|column| {
        let filled = |row: &&Row| row.cells.get(*column).is_some_and(|cell| !cell.is_empty());
        let mut rows = table.rows.iter().filter(filled);
        table.rows.iter().any(|row| is_error(row, *column))
            && rows.all(|row| is_error(row, *column))
    }) else {
        return Vec::new();
    };
    let rows = table.rows.iter().filter_map(|row| {
        let cell = row.cells.get(column)?;
        let own = status(&cell.text)?;
        let others = row.cells.iter().enumerate().filter(|(at, _)| *at != column);
        // A word for programs says nothing in words.
        let others = others.filter(|(_, cell)| cell.text.trim().contains(' ') && !is_code(cell));
        let words: Vec<&str> = others.map(|(_, cell)| cell.text.trim()).collect();
        let of = of(own, &words.join(". "))?;
        Some(Refusal {
            status: own,
            span: cell.whole(),
            of,
        })
    });
    rows.collect()
}

/// An item that begins with a status: "`400` `bad_json`: the body is no JSON".
fn of_item(words: &Prose) -> Option<Refusal> {
    let own = status(&words.text)?;
    let found = codes(&words.text, true);
    let code = found.first()?;
    let rest = words.text.get(code.range.end..)?;
    Some(Refusal {
        status: own,
        span: words.span(code.range.clone()),
        of: of(own, rest)?,
    })
}

/// The one status that words begin with.
fn status(text: &str) -> Option<Status> {
    let found = codes(text, true);
    let [code] = found.as_slice() else {
        return None;
    };
    let before = text.get(..code.range.start)?;
    (!before.contains(char::is_alphanumeric)).then_some(code.status)
}

/// Whether all of a cell is code.
fn is_code(cell: &Prose) -> bool {
    let mut runs = cell.runs.iter();
    runs.all(|run| {
        let text = cell.text.get(run.range.clone()).unwrap_or_default();
        run.style == Style::Code || !text.contains(char::is_alphanumeric)
    })
}

/// Words by which an error is of what is sent that nobody knows, which a service may as well let be.
const UNKNOWN: &[&str] = &[
    "additional",
    "belong",
    "extra",
    "superfluous",
    "undocumented",
    "unexpected",
    "unknown",
    "unrecogni",
    "unsupported",
];

/// Words by which an error is of something else than content.
const ELSEWHERE: &[&str] = &[
    "cookie",
    "cursor",
    "filter",
    "header",
    "idempot",
    "limit",
    "offset",
    "page",
    "parameter",
    "param ",
    "path",
    "query",
    "quer",
    "sort",
    "token",
    "url",
    "uri",
];

/// Words for what content is made of.
const CONTENT: &[&str] = &[
    "attribute",
    "bodies",
    "body",
    "field",
    "json",
    "member",
    "payload",
    "propert",
];

/// What the words on an error say that is wrong.
fn of(status: Status, words: &str) -> Option<Of> {
    let lower = words.to_lowercase().replace('’', "'");
    if lower.len() > LONGEST {
        return None;
    }
    let says = |all: &[&str]| all.iter().any(|word| lower.contains(word));
    match status.code() {
        415 => {
            let of_type = [
                "content type",
                "content-type",
                "declared as",
                "media type",
                "mime",
                "application/json",
            ];
            says(&of_type).then_some(Of::Content)
        }
        404 => is_of_thing(&lower).then_some(Of::Thing),
        400 | 422 => of_content(status, words, &lower),
        _ => None,
    }
}

/// Whether the words on a 404 are of a thing that is not there, and not of a path.
fn is_of_thing(lower: &str) -> bool {
    let says = |all: &[&str]| all.iter().any(|word| lower.contains(word));
    let is_path = says(&[
        "endpoint",
        "method",
        "nothing at",
        "page",
        "route",
        "such path",
        "url",
    ]);
    let is_thing = says(&[
        " with that id",
        " with this id",
        " with the given id",
        " with such an id",
        " has this id",
        " has that id",
        "no such id",
        "unknown id",
        "doesn't exist",
        "does not exist",
        "is not there",
        "isn't there",
        "not found",
        "no longer exist",
        "was deleted",
        "could not be found",
    ]);
    let is_some = says(&[
        " may ",
        " sometimes",
        "permission",
        "not allowed",
        "not yours",
        "belongs to",
    ]);
    is_thing && !is_path && !is_some
}

/// What the words on a 400 or 422 say of content.
fn of_content(status: Status, words: &str, lower: &str) -> Option<Of> {
    // What is said of members that nobody knows is left out of what is said besides.
    let words = &without_unknown(words, lower);
    let lower = &words.to_lowercase();
    let says = |all: &[&str]| all.iter().any(|word| lower.contains(word));
    let is_elsewhere = says(ELSEWHERE) && !says(CONTENT);
    if is_elsewhere || words.trim().is_empty() {
        return None;
    }
    let is_of_whole =
        says(&["json", "body", "payload"]) && !says(&["member", "field", "propert", "attribute"]);
    let is_broken = says(&[
        "can't be parsed",
        "cannot be parsed",
        "could not be parsed",
        "couldn't be parsed",
        "can't be read",
        "cannot be read",
        "couldn't be read",
        "could not be read",
        "invalid json",
        "is no json",
        "isn't json",
        "is not json",
        "isn't valid",
        "is not valid",
        "malformed",
        "no json",
        "not a json",
        "not parse",
        "not valid json",
        "not well-formed",
        "n't well-formed",
        "not well formed",
        "syntax",
        "unparsable",
        "unparseable",
        "broken json",
    ]);
    if is_of_whole && is_broken {
        return Some(Of::Content);
    }
    let found = causes(status, words);
    let is_of_sent = |cause: &ErrorCause| {
        matches!(
            cause,
            ErrorCause::Missing | ErrorCause::Malformed | ErrorCause::Mistyped
        )
    };
    let are_all = !found.is_empty() && found.iter().all(|(cause, _)| is_of_sent(cause));
    let of_any = found.iter().any(|(_, clause)| speaks_of_any(clause));
    (are_all && of_any).then(|| Of::Values(words.to_owned()))
}

/// Words without those parts of what they list by which something is sent that nobody knows.
fn without_unknown(words: &str, lower: &str) -> String {
    let says = |own: &str| UNKNOWN.iter().any(|word| own.contains(word));
    if !says(lower) {
        return words.to_owned();
    }
    let parts = words.split([',', ';']).flat_map(|part| part.split(" or "));
    let others = parts.filter(|part| !says(&part.to_lowercase()));
    let others: Vec<&str> = others
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    others.join(", ")
}

#[cfg(test)]
mod tests {
    use crate::derive::derive;
    use crate::table::Row;
    use crate::table::words::Words as _;
    use crate::text::page::Page;

    const OPERATIONS: &str = "## Desks\n\n### Add one\n\n`POST /desks`\n\n```http\nPOST /desks HTTP/1.1\n\
        Content-Type: application/json\n\n{\"name\": \"a\"}\n```\n\nReturns `201 Created`.\n\n\
        ### Read one\n\n`GET /desks/{desk_id}`\n\nReturns `200 OK`.\n\n\
        ### Keep one\n\n`PUT /desks/{desk_id}`\n\nReturns `204 No Content`.\n";

    /// The errors of what is sent and of what is read, on a page with this.
    fn check_page(general: &str, sent: &[&str], read: &[&str]) {
        let text = format!("# Desks\n\n{general}\n\n{OPERATIONS}");
        let table = derive(&Page::new("desks.md", text)).table.unwrap();
        let errors = |at: usize| {
            let errors = table.operations[at].described.errors.iter();
            let own = errors.filter_map(Row::value).map(|error| {
                let causes = error.causes.iter().map(|own| own.cause);
                let causes: Vec<String> = causes.map(|cause| format!("{cause:?}")).collect();
                format!("{} {}", error.words(), causes.join(" "))
            });
            own.map(|own| own.trim().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(errors(0).len(), sent.len(), "{general} {:?}", errors(0));
        for own in sent {
            let has = |error: &String| {
                error.starts_with(&own[..3]) && own.split(' ').all(|word| error.contains(word))
            };
            assert!(errors(0).iter().any(has), "{general} {own} {:?}", errors(0));
        }
        assert_eq!(
            errors(1).iter().map(|own| &own[..3]).collect::<Vec<_>>(),
            read,
            "{general}"
        );
        assert_eq!(errors(2), [""; 0], "{general}");
    }

    fn check(row: &str, sent: &[&str], read: &[&str]) {
        for general in [
            format!("## Errors\n\n| Status | `code` | When |\n|-|-|-|\n{row}"),
            format!(
                "## When things go wrong\n\nWe answer:\n\n| Code | Word | Meaning |\n|-|-|-|\n{row}"
            ),
        ] {
            check_page(&general, sent, read);
        }
    }

    #[test]
    fn errors_of_content_are_those_of_what_sends_some() {
        for (row, sent) in [
            (
                "| 400 | `bad_json` | The body isn't well-formed JSON |",
                "400",
            ),
            ("| 400 | `bad_json` | Malformed JSON |", "400"),
            (
                "| 400 Bad Request | `parse` | The body could not be parsed |",
                "400",
            ),
            ("| `400` | `syntax` | Invalid JSON in the body |", "400"),
            (
                "| 415 | `type` | The body isn't declared as `application/json` |",
                "415",
            ),
            (
                "| 415 | `type` | Wrong Content-Type of the request |",
                "415",
            ),
            (
                "| 422 | `missing` | A required member isn't there |",
                "422 Missing",
            ),
            (
                "| 422 | `missing` | A required field is missing |",
                "422 Missing",
            ),
            (
                "| 400 | `invalid` | A field has the wrong type |",
                "400 Mistyped",
            ),
            (
                "| 422 | `invalid` | A member has the wrong type, or a value outside its limits |",
                "422 Mistyped Malformed",
            ),
            (
                "| 422 | `invalid` | a member is missing, unknown, of the wrong type or out of range |",
                "422 Missing Mistyped Malformed",
            ),
            (
                "| 422 | `invalid` | A value is out of range |",
                "422 Malformed",
            ),
            (
                "| 422 | `invalid` | A property is missing or has a value that is not allowed |",
                "422 Missing Malformed",
            ),
        ] {
            check(row, &[sent], &[]);
        }
        for row in [
            "| 400 | `bad_request` | Bad request |",
            "| 400 | `bad_http` | The request line made no sense to us |",
            "| 400 | `bad_query` | A query parameter has an invalid value |",
            "| 422 | `unknown` | The body has a member that doesn't belong there |",
            "| 422 | `unknown` | Unknown field |",
            "| 400 | `bad_header` | The `X-Desk` header is malformed |",
            "| 409 | `taken` | Another desk has the name already |",
            "| 413 | `large` | The body is too large |",
            "| 500 | `ours` | Something went wrong |",
            "| 400 | `bad_id` | The id in the path is malformed |",
            "| 400, 422 | `both` | A required member is missing |",
            "| 415 | `media` | Videos have to be converted |",
        ] {
            check(row, &[], &[]);
        }
    }

    #[test]
    fn what_is_not_found_is_that_of_what_reads_a_thing() {
        for row in [
            "| 404 | `not_found` | There is no desk with that id |",
            "| 404 Not Found | `gone` | The thing does not exist |",
            "| 404 | `not_found` | The resource could not be found |",
            "| 404 | `not_found` | The path is right but there is no desk with that id (any more) |",
        ] {
            check(row, &[], &["404"]);
        }
        for row in [
            "| 404 | `no_such_path` | There's nothing at this path |",
            "| 404 | `no_route` | The URL does not exist |",
            "| 404 | `hidden` | It does not exist, or you have no permission |",
            "| 404 | `page` | The page does not exist |",
        ] {
            check(row, &[], &[]);
        }
    }

    #[test]
    fn errors_of_other_places_are_those_of_no_operation() {
        let row = "| 422 | `missing` | A required member isn't there |";
        let table = format!("| Status | Code | When |\n|-|-|-|\n{row}");
        for general in [
            format!("## Import files\n\n{table}"),
            format!("## Webhooks\n\n### Errors\n\n{table}"),
            format!("## Changelog\n\n{table}"),
        ] {
            check_page(&general, &[], &[]);
        }
        check_page(
            "## Errors\n\n- `400`: the body is no JSON\n- `422` `missing`: a required member is missing\n- `409`: conflicts",
            &["400", "422 Missing"],
            &[],
        );
    }
}
