//! Which statements of a page speak for all requests, and which do not.

mod access;
mod wordings;

use crate::read::plain::Plain;
use crate::read::{Dialect as _, ForAll};
use crate::table::Presence;
use crate::text::page::Page;

/// No statement.
const NOTHING: [&str; 0] = [];

/// What a page says of all requests, each with its line.
fn said(name: &str, text: &str) -> Vec<String> {
    let page = Page::new(name, text);
    let claims = Plain.read(&page).for_all.into_iter();
    let told = claims.map(|claim| {
        let line = page.position(claim.span.start).line;
        let says = match claim.value {
            ForAll::Success { methods, status } => {
                let methods: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
                let status = status.map_or("2xx".to_owned(), |status| status.code().to_string());
                format!("{} {status}", methods.join(","))
            }
            ForAll::Header { name, value, .. } => {
                format!("{}: {}", name.as_str(), value.unwrap_or_default())
            }
            ForAll::CredentialRefused(status) => format!("refused {}", status.code()),
            ForAll::Parameter { name, .. } => format!("parameter {name}"),
            ForAll::ErrorBody { members, .. } => format!("errors {}", members.join(" ")),
            ForAll::Base(base) => format!("base {base}"),
        };
        format!("{line} {}", says.trim())
    });
    told.collect()
}

/// Whether a header is shown for all requests, and not demanded of each.
fn is_only_shown(says: &ForAll) -> bool {
    matches!(says, ForAll::Header { presence, .. } if *presence != Presence::Required)
}

/// What a sentence on a page about the service says.
fn check(sentence: &str, expect: &[&str]) {
    let text = format!("# Desk API\n\n## Conventions\n\n{sentence}\n");
    assert_eq!(said("conventions.md", &text), expect, "{sentence}");
}

#[test]
fn a_sentence_that_speaks_for_all_names_a_header_that_each_request_carries() {
    for (sentence, expect) in [
        (
            "All requests must carry the header `X-Desk-Token: <token>`.",
            "5 X-Desk-Token: {token}",
        ),
        (
            "Every request must include an `Authorization: Bearer <token>` header.",
            "5 Authorization: Bearer {token}",
        ),
        (
            "All API calls require the `Authorization` header with a Bearer token.",
            "5 Authorization: Bearer {token}",
        ),
        (
            "Include the `X-Api-Key` header with every request.",
            "5 X-Api-Key: {token}",
        ),
        (
            "All requests must carry the header `X-Desk-Key: <key>`.",
            "5 X-Desk-Key: {token}",
        ),
        (
            "Every request needs an `X-Desk-Key` header.",
            "5 X-Desk-Key: {token}",
        ),
        (
            "All requests must include `X-Desk-Key`.",
            "5 X-Desk-Key: {token}",
        ),
        (
            "The X-Desk-Token header must be sent with each request to the API.",
            "5 X-Desk-Token: {token}",
        ),
        (
            "All requests to the API must send `Accept: application/json`.",
            "5 Accept: application/json",
        ),
        (
            "All endpoints require HTTP Basic authentication.",
            "5 Authorization: Basic {token}",
        ),
        (
            "All requests must have the following headers:\n\n```\nX-Desk-Token: abc\nAccept: application/json\nContent-Type: text/plain\n```",
            "8 X-Desk-Token: {token}, 9 Accept: application/json",
        ),
    ] {
        let text = format!("# Desk API\n\n## Authentication\n\n{sentence}\n");
        assert_eq!(said("auth.md", &text).join(", "), expect, "{sentence}");
    }
}

#[test]
fn a_table_behind_such_a_sentence_names_what_each_request_carries() {
    let table = "Each request must include the headers in the following table.\n\n| Header | Required | Says |\n|---|---|---|\n\
        | X-Desk-Token | yes | Who asks |\n| X-Trace-Token | no | For tracing |\n| Content-Type | yes | The content |\n";
    check(table, &["9 X-Desk-Token: {token}"]);
    let some = table.replace("Each request must", "Requests may");
    check(&some, &[]);
}

#[test]
fn a_sentence_with_a_reservation_or_of_some_requests_promises_nothing() {
    for sentence in [
        "Most requests must carry the header `X-Desk-Token: <token>`.",
        "All requests except `GET` require the header `Accept: application/json`.",
        "All requests to this endpoint must carry the header `X-Desk-Token: <token>`.",
        "All requests that change a desk must carry the header `X-Desk-Token: <token>`.",
        "All subsequent requests must carry the header `X-Desk-Token: <token>`.",
        "All requests below `/admin` must carry the header `X-Desk-Token: <token>`.",
        "All requests may carry the header `X-Desk-Token: <token>`.",
        "All requests should carry the header `X-Desk-Token: <token>`.",
        "All requests must carry the header `X-Desk-Token: <token>` or the parameter `token`.",
        "Requests must carry the header `X-Desk-Token: <token>`.",
        "All requests must carry a `User-Agent: me` header.",
        "All requests must carry `X-Desk-Version: <version>` as a header.",
        "All responses carry the header `X-Request-Id: 7`.",
        "Successful requests usually return `200 OK`.",
        "In general, all requests return 200.",
        "A successful request returns `200 OK` and the desks.",
        "All requests return 200, unless they are made at night.",
        "Successful requests can return 200 or 204.",
        "All requests time out after 200 seconds.",
        "All failed requests return 200.",
    ] {
        check(sentence, &[]);
    }
}

#[test]
fn a_success_is_promised_for_all_or_for_methods() {
    check(
        "Every successful request returns a 2xx status code.",
        &["5 2xx"],
    );
    check("All successful requests return `200 OK`.", &["5 200"]);
    check(
        "Successful requests return a status of 200 or 201.",
        &["5 2xx"],
    );
    check("All endpoints return `200 OK` on success.", &["5 200"]);
    check(
        "Successful `POST` requests return `201 Created`.",
        &["5 POST 201"],
    );
    check(
        "All `PUT` and `PATCH` requests return `204 No Content`.",
        &["5 PUT,PATCH 204"],
    );
    check(
        "The status code is 200 for all successful requests.",
        &["5 200"],
    );
    check(
        "| Method | Status |\n|---|---|\n| GET | 200 OK |\n| POST | 201 Created |\n| PUT, PATCH | 200 |\n",
        &["7 GET 200", "8 POST 201", "9 PUT,PATCH 200"],
    );
    check(
        "Status codes of success:\n\n- `GET`: 200 OK\n- `DELETE` - 204 No Content\n- `POST`: 201 or 202\n",
        &["7 GET 200", "8 DELETE 204"],
    );
    check(
        "| Method | Path | Status |\n|---|---|---|\n| GET | /desks | 200 |\n| POST | /desks | 201 |\n",
        &[],
    );
}

#[test]
fn the_refusal_of_a_bad_credential_is_one_status_of_the_errors() {
    let table = "# Errors\n\n| Status | Meaning |\n|---|---|\n| 400 | The request is malformed |\n| 401 Unauthorized | The token is missing or invalid |\n| 403 | You have no permission |\n";
    assert_eq!(said("errors.md", table), ["6 refused 401"]);
    let list =
        "# Errors\n\nStatus codes:\n\n- 401 Unauthorized: no valid API key\n- 404 Not Found\n";
    assert_eq!(said("errors.md", list), ["5 refused 401"]);
    check(
        "Requests without a valid token are answered with `401 Unauthorized`.",
        &["5 refused 401"],
    );
    let both = "# Errors\n\n- 401: missing token\n- 403: invalid token\n";
    assert_eq!(said("errors.md", both), NOTHING);
}

#[test]
fn a_page_with_operations_speaks_for_all_only_where_none_of_them_is_meant() {
    let operations = "\n## List desks\n\n`GET /desks`\n\n## Make a desk\n\n`POST /desks`\n\nAll requests return 201.\n";
    let before = format!("# Desks\n\nAll desk requests return 200.\n{operations}");
    assert_eq!(said("desks.md", &before), ["3 200"]);
    let other = format!("# Desks\n\nAll book requests return 200.\n{operations}");
    assert_eq!(said("desks.md", &other), NOTHING);
    let behind = format!(
        "# Desks\n{operations}\n## Errors\n\nAll requests without a token return 401.\n\n## Importing books\n\nAll requests return 202.\n"
    );
    assert_eq!(said("desks.md", &behind), ["15 refused 401"]);
    let general =
        format!("# Desks\n{operations}\n## Status codes\n\nAll successful requests return 200.\n");
    assert_eq!(said("desks.md", &general), ["15 200"]);
    let part = "# Library\n\n## Desks\n\nAll requests return 200.\n\n### One\n\n`GET /desks/{id}`\n\n### All\n\n`GET /desks`\n\n## Books\n\n`GET /books`\n";
    assert_eq!(said("library.md", part), NOTHING);
    for page in [
        "# Webhooks\n\n## Requests\n\nAll requests carry the header `X-Desk-Token: abc`.\n",
        "# Importing books\n\nAll requests return 200.\n",
        "# Changelog\n\n## Requests\n\nAll requests return 200.\n",
    ] {
        assert_eq!(said("guide.md", page), NOTHING, "{page}");
    }
}

#[test]
fn two_statements_that_do_not_agree_say_nothing() {
    check(
        "All requests return 200.\n\nEvery request returns 204.",
        &[],
    );
    check(
        "All requests return 200.\n\nAll `DELETE` requests return 204.",
        &["5 200", "7 DELETE 204"],
    );
}

#[test]
fn the_base_of_all_paths_is_said_in_words_or_behind_a_label() {
    check(
        "The base URL is `https://desk.example.com/api/v1`.",
        &["5 base https://desk.example.com/api/v1"],
    );
    check(
        "Base URL: https://desk.example.com/v2",
        &["5 base https://desk.example.com/v2"],
    );
    check(
        "All paths are prefixed with `/api/v1`.",
        &["5 base /api/v1"],
    );
    check("All URLs are relative to `/api/v1/`.", &["5 base /api/v1"]);
    check("The base URL is `https://<host>/api`.", &[]);
    check("Books are relative to `/shelves`.", &[]);
}

#[test]
fn other_markup_says_the_same() {
    let rst = "Desk API\n========\n\nAuthentication\n--------------\n\nAll requests must carry the header ``X-Desk-Token: abc``.\n";
    assert_eq!(said("auth.rst", rst), ["7 X-Desk-Token: {token}"]);
    let adoc = "= Desk API\n\n== Status codes\n\n|===\n| Method | Status\n\n| GET | 200\n| POST | 201\n|===\n";
    assert_eq!(said("status.adoc", adoc), ["8 GET 200", "9 POST 201"]);
}

#[test]
fn the_line_behind_a_sentence_on_keys_is_the_credential_of_all() {
    for (sentence, expect) in [
        (
            "Every call must be signed with your token, like this:\n\n    Authorization: Token 7f...",
            "7 Authorization: Token {token}",
        ),
        (
            "Each request carries the reader's key in the `X-Desk-Key` header.",
            "5 X-Desk-Key: {token}",
        ),
        (
            "Every request needs the desk's token:\n\n```http\nAuthorization: Bearer <token>\nAccept: text/plain\n```",
            "8 Authorization: Bearer {token}",
        ),
        (
            "Every request is written to a log:\n\n    Authorization: Token 7f...",
            "",
        ),
        (
            "Every answer carries your token:\n\n    Authorization: Token 7f...",
            "",
        ),
    ] {
        let text = format!("# Desk API\n\n## Signing in\n\n{sentence}\n");
        assert_eq!(said("auth.md", &text).join(", "), expect, "{sentence}");
    }
}

#[test]
fn what_is_excepted_is_served_to_anybody_and_the_rest_is_said_of_all() {
    let read = |said_of_all: &str| {
        let text = format!(
            "# Desks\n\n## Keys\n\n{said_of_all}\n\n## Desks\n\n`GET /desks`\n\nReturns `200`.\n\n## Health\n\n`GET /health`\n\n\
             Returns `200`.\n"
        );
        let reading = Plain.read(&Page::new("desks.md", text));
        let open = reading.parts.iter().map(|part| part.facts.is_open);
        let claims = reading.for_all.iter();
        let demanded = claims.filter(|claim| !is_only_shown(&claim.value));
        (demanded.count(), open.collect::<Vec<bool>>())
    };
    for said_of_all in [
        "Every call except `GET /health` needs the token:\n\n    Authorization: Bearer <token>",
        "All requests except for `GET /health` must carry the `X-Desk-Key` header.",
        "Each request carries its key in the `X-Desk-Key` header. Only `GET /health` works without it.",
    ] {
        assert_eq!(read(said_of_all), (1, vec![false, true]), "{said_of_all}");
    }
    for said_of_all in [
        "All requests return JSON except `GET /health`. The token is checked.",
        "All requests return JSON with a token except `GET /health`.",
        "All requests must carry the header `Accept: text/plain` except `GET /health`.",
        "Nothing but `GET /health` needs a token.",
        "You need no key except for `GET /health`.",
        "All requests must be designed well except `GET /health`.",
        "Do not call `GET /health` without a token.",
        "`GET /health` cannot be called without a token.",
        "`GET /health` can't be called without a token.",
        "`GET /health` fails without a token.",
        "Never call `GET /health` without a token.",
        "`GET /health` cannot be called without authentication.",
        "If a key is set, `GET /health` is not served without a key.",
    ] {
        let (_, open) = read(said_of_all);
        assert_eq!(open, [false, false], "{said_of_all}");
    }
    // Who is left out is not said by requests.
    let some =
        "Every call except those of readers needs the token:\n\n    Authorization: Bearer <token>";
    assert_eq!(read(some), (0, vec![false, false]));
}

#[test]
fn a_term_says_what_a_request_without_a_good_credential_comes_to() {
    let text = "Desks\n=====\n\nErrors\n------\n\n401 Unauthorized\n    The key is missing or is not a valid one.\n\
                404 Not Found\n    No desk has this name.\n";
    assert_eq!(said("errors.rst", text), ["7 refused 401"]);
    let text = text.replace(
        "The key is missing or is not a valid one.",
        "The desk is locked.",
    );
    assert_eq!(said("errors.rst", &text), NOTHING);
    check(
        "A call without a token is answered `401 Unauthorized`.",
        &["5 refused 401"],
    );
}

#[test]
fn a_list_of_changes_opens_nothing() {
    let read = |name: &str| {
        let text = "# Desks\n\n## Keys\n\n`GET /health` works without a token.\n\n## GET /health\n\nReturns `200`.\n";
        let reading = Plain.read(&Page::new(name, text));
        let open = reading.parts.iter().map(|part| part.facts.is_open);
        open.collect::<Vec<bool>>()
    };
    assert_eq!(read("desks.md"), [true]);
    assert_eq!(read("changelog.md"), [false]);
}
