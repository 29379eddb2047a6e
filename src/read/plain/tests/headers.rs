//! Headers that tables, lists, sentences and examples name, of requests and of responses.

use super::check;
use crate::read::{Dialect as _, Part, plain::Plain};
use crate::text::page::Page;

/// One operation with words below it.
fn of(words: &str) -> String {
    format!("# Desks\n\n## One\n\n`GET /desks/{{id}}`\n\n{words}\n")
}

fn check_one(words: &str, expect: &str) {
    let expect = format!("GET /desks/{{id}}{expect}");
    check(&of(words), &[expect.trim_end()]);
}

/// The headers that the responses of the first operation are said to carry.
fn answered(words: &str) -> Vec<String> {
    let parts = Plain.read(&Page::new("desk.md", of(words))).parts;
    let told = |part: &Part| {
        let facts = &part.facts;
        let all = facts.answered.iter().map(|claim| claim.value.to_string());
        let stated = facts.statuses.iter().flat_map(|claim| &claim.headers);
        all.chain(stated.map(ToString::to_string)).collect()
    };
    parts.first().map(told).unwrap_or_default()
}

#[test]
fn a_table_whose_own_column_says_so_is_of_headers() {
    let rows = "|---|---|---|\n| `X-Api-Key` | Yes | your key |\n| X-Desk | no | `7` |";
    let expect = " [X-Api-Key: {token} required] [X-Desk: - optional]";
    for head in ["Header", "HTTP header", "Header name", "Request header"] {
        check_one(&format!("| {head} | Required | About |\n{rows}"), expect);
    }
    for label in [
        "### Headers",
        "### Request headers",
        "**Headers**",
        "Request headers:",
    ] {
        check_one(
            &format!("{label}\n\n| Name | Required | About |\n{rows}"),
            expect,
        );
    }
    check_one(
        "| Header | Required | Value |\n|-|-|-|\n| X-Desk | ✓ | `<desk>` |\n| X-Room-Key | optional | string |\n\
         | Authorization | yes | `Bearer <token>` |\n| Accept | | application/json |\n| X-Book | | the book, if any |\n",
        " [X-Desk: {desk} required] [X-Room-Key: {token} optional] [Authorization: Bearer {token} required] \
         [Accept: application/json ] [X-Book: - ]",
    );
}

#[test]
fn a_column_that_asks_whether_a_header_is_optional_is_answered() {
    check_one(
        "| Header | Optional |\n|-|-|\n| X-Desk | ✓ |\n| X-Book | no |\n| X-Shelf | Optional |\n| X-Loan | |\n",
        " [X-Desk: - optional] [X-Book: - required] [X-Shelf: - optional] [X-Loan: - ]",
    );
}

#[test]
fn a_table_of_statuses_has_no_headers_whatever_stands_above_it() {
    for label in ["### Request headers", "**Headers**", "### Headers"] {
        let rows = "|---|---|\n| 200 | OK |\n| `400` | wrong |\n| 5xx | never |\n";
        check_one(
            &format!("{label}\n\n| Status | About |\n{rows}"),
            " 200 !400",
        );
        check_one(&format!("{label}\n\n| Code | About |\n{rows}"), " 200 !400");
    }
    check_one(
        "### Headers\n\n- `400`: wrong\n- `7`: more\n- `X-Desk`: the desk\n",
        " [X-Desk: - ]",
    );
}

#[test]
fn a_value_that_stands_for_the_caller_s_own_is_none_that_is_sent() {
    let sent = |value: &str| {
        let text = of(&format!("```\nGET /desks/7 HTTP/1.1\nX-Desk: {value}\n```"));
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        let message = &parts[0].facts.examples[0].request;
        message.header("X-Desk").map(|(value, _)| value.to_owned())
    };
    for (value, expect) in [
        ("<desk>", "{desk}"),
        ("{desk}", "{desk}"),
        ("${DESK}", "{DESK}"),
        ("YOUR_KEY", "{x-desk}"),
        ("…", "{x-desk}"),
        ("xxxxx", "{x-desk}"),
        ("7", "7"),
        ("*/*", "*/*"),
    ] {
        assert_eq!(sent(value).as_deref(), Some(expect), "{value}");
    }
    for value in ["<key>", "YOUR_KEY", "${KEY}", "xxxxx", "abc"] {
        let text = format!("```\ncurl -H 'X-Choir-Key: {value}' https://desk.example/desks/7\n```");
        check_one(
            &text,
            " <https://desk.example/desks/{id}:> [X-Choir-Key: {token} ]",
        );
    }
    check_one(
        "```\ncurl -H 'Idempotency-Key: <token>' https://desk.example/desks/7\n```",
        " <https://desk.example/desks/{id}:> [Idempotency-Key: {idempotency-key} ]",
    );
}

#[test]
fn a_sentence_demands_a_header_of_its_operation() {
    for sentence in [
        "The header `X-Desk` is required.",
        "The `X-Desk` header must be sent.",
        "Requests must include the `X-Desk` header.",
        "Requests must include `X-Desk`.",
        "This call needs an X-Desk header.",
    ] {
        check_one(sentence, " [X-Desk: - required]");
    }
    check_one(
        "Requires the header `X-Desk-Key: <key>`.",
        " [X-Desk-Key: {token} required]",
    );
    for sentence in [
        "The header `X-Desk` is required if the desk is lent.",
        "The header `X-Desk` is not required.",
        "One of the headers `X-Desk` or `X-Book` is required.",
        "The response must carry the `X-Desk` header.",
        "The `desk` must be free.",
    ] {
        check_one(sentence, "");
    }
}

#[test]
fn lines_behind_words_that_demand_them_are_headers_of_an_operation() {
    let lines = |words: &str| format!("{words}\n\n```\nX-Desk-Key: 7f3a\nX-Desk: 7\n```");
    check_one(
        &lines("This asks who you are: send your key."),
        " [X-Desk-Key: {token} required]",
    );
    check_one(
        &lines("Requests must have these headers:"),
        " [X-Desk-Key: {token} required] [X-Desk: 7 required]",
    );
    for words in [
        "For example, send:",
        "To see older desks, send:",
        "If you have a key, send it:",
        "You may send your key:",
        "The response has these headers:",
        "Desks have keys.",
    ] {
        check_one(&lines(words), "");
    }
    check_one(
        "The `Digest` header is required, or it is refused.",
        " [Digest: - required]",
    );
    check_one("To see older desks, the `X-Desk` header must be sent.", "");
}

#[test]
fn a_response_carries_what_words_say_it_does() {
    for words in [
        "Returns 200. The response carries an `X-Total-Count` header.",
        "Returns 200. The response has the header X-Total-Count.",
        "Returns 200. The total is returned in the `X-Total-Count` header.",
        "Returns 200 with the header `X-Total-Count`.",
        "Returns 200.\n\n### Response headers\n\n| Name | About |\n|-|-|\n| X-Total-Count | how many |\n",
        "Returns 200.\n\n### Response\n\n| Header | About |\n|-|-|\n| X-Total-Count | how many |\n",
        "Returns 200.\n\n**Response headers**\n\n- `X-Total-Count`: how many\n",
        "Returns 200.\n\n### Response\n\n#### Headers\n\n- `X-Total-Count`: how many\n",
        "Returns 200.\n\n### Response\n\n**Headers**\n\n- `X-Total-Count`: how many\n",
        "Returns 200.\n\n### Response\n\nHeaders:\n\n- `X-Total-Count`: how many\n",
        "Returns 200.\n\n| Response header | About |\n|-|-|\n| X-Total-Count | how many |\n",
        "Returns 200.\n\n### Response headers\n\n- `X-Total-Count`: how many. Do not count yourself\n",
        "The status is 200 and not 204, and the response carries an `X-Total-Count` header.",
        "Returns 200. The header `X-Total-Count` states how many there are.",
        "Returns 200. The `X-Total-Count` header counts them.",
        "Returns 200. `X-Total-Count` is a header that indicates how many there are.",
        "Returns 200. The `X-Total-Count` header reports how many there are on all pages.",
        "If all goes well, it returns 200 with the header `X-Total-Count`.",
    ] {
        assert_eq!(answered(words), ["X-Total-Count"], "{words}");
        check_one(words, " 200");
    }
    const NOTHING: [&str; 0] = [];
    for words in [
        "Returns 200. The response may carry an `X-Total-Count` header.",
        "Returns 200. The response does not carry an `X-Total-Count` header.",
        "Returns 200. The response doesn't carry an `X-Total-Count` header.",
        "Returns 200. The list is returned without an `ETag` header.",
        "Returns 200. Except for readers, the response carries an `X-Total-Count` header.",
        "Returns 200.\n\n### Response headers\n\n- `X-More`: not sent for empty lists\n",
        "Returns 200. If there are more, the response carries an `X-More` header.",
        "Returns 200. The response has an `X-More` header when there are more.",
        "Returns 200. The response echoes the `X-Desk` header of the request.",
        "Returns 200. Pages hold 7 (use the `X-More` response header to go on).",
        "Returns 200. See the response header `X-More` for more.",
        "Returns 200. The response has `Content-Length`, a header of HTTP.",
        "Returns 200.\n\n### Response headers\n\n- `X-More`: only on the first page\n",
        "Returns 200.\n\n### Response headers\n\n| Name | Required |\n|-|-|\n| X-More | no |\n",
        "Returns 200.\n\n### Response headers\n\n| Status | About |\n|-|-|\n| 200 | all |\n",
    ] {
        assert_eq!(answered(words), NOTHING, "{words}");
    }
    assert_eq!(
        answered("Returns 201. The `Location` header names the desk."),
        ["Location"]
    );
    for words in [
        "If all is well we answer `201` with the desk in the body and its address in the `Location` header.",
        "On success you get 201, and the `Location` header has the address of the desk.",
        "When successful, it answers with 201 and a `Location` header.",
        "Answers `201` with the desk, and its address (a path or a full URL) in `Location`.",
    ] {
        assert_eq!(answered(words), ["Location"], "{words}");
    }
    let words = "If all is well and it is new we answer `201` with its address in `Location`.";
    assert_eq!(answered(words), NOTHING);
    assert_eq!(
        answered("The status is 202 and not 201, and `Location` points to the loan."),
        ["Location"]
    );
    assert_eq!(
        answered("Returns 200. The `Location` header names the desk."),
        NOTHING
    );
}

#[test]
fn a_row_of_the_type_of_content_is_read_where_there_is_content() {
    let read = |method: &str, cell: &str, expect: &str| {
        let text = format!(
            "# Desks\n\n`{method} /desks`\n\n| Header | Required | About |\n|-|-|-|\n| Content-Type | yes | {cell} |\n"
        );
        check(&text, &[format!("{method} /desks{expect}").trim_end()]);
    };
    let json = " [Content-Type: application/json required]";
    read("POST", "`application/json`", json);
    read("PUT", "Must be application/json.", json);
    read("GET", "`application/json`", "");
    read("POST", "application/json or text/plain", "");
    read("POST", "multipart/form-data", "");
    read("POST", "what is sent", "");
}

#[test]
fn fields_name_headers_of_requests_and_responses() {
    let text = "Desks\n=====\n\n.. http:get:: /desks\n\n   :reqheader X-Desk: the desk\n   :resheader X-Total-Count: how many\n   :resheader X-More: not sent for empty lists\n   :status 200: all\n";
    let parts = Plain.read(&Page::new("desk.rst", text)).parts;
    let facts = &parts[0].facts;
    let answered: Vec<String> = facts
        .answered
        .iter()
        .map(|claim| claim.value.to_string())
        .collect();
    assert_eq!(
        (facts.headers.len(), answered),
        (1, vec!["X-Total-Count".to_owned()])
    );
}

#[test]
fn a_noun_at_the_beginning_of_a_description_is_no_scheme() {
    let row = |words: &str| {
        format!("| Header | Required | About |\n|-|-|-|\n| Authorization | yes | {words} |\n")
    };
    for words in ["Token of an archivist", "Token", "Token (see above)"] {
        check_one(&row(words), " [Authorization: - required]");
    }
    for words in [
        "`Token <key>`",
        "Token {key}",
        "The key: `Token 7f3a91bb02`",
        "Token YOUR_KEY",
        "`Authorization: Token abc`",
    ] {
        check_one(&row(words), " [Authorization: Token {token} required]");
    }
    check_one(
        &row("Token of an archivist, as a Bearer token"),
        " [Authorization: Bearer {token} required]",
    );
}

#[test]
fn a_sentence_that_is_too_long_promises_no_header() {
    let words =
        |rest: &str| format!("Returns 200. The response carries an `X-Total-Count` header{rest}.");
    assert_eq!(answered(&words("")), ["X-Total-Count"]);
    assert_eq!(answered(&words(&" and so on".repeat(60))).len(), 0);
}

#[test]
fn a_credential_that_a_table_has_no_value_of_is_sent_as_other_requests_of_the_page_show_it() {
    let page = |level: &str| {
        format!(
            "# Desks\n\n## Read\n\n`GET /desks/{{id}}`\n\n```\nGET /desks/7 HTTP/1.1\nAuthorization: Bearer <token>\n```\n\n\
             ## Remove\n\n`DELETE /desks/{{id}}`\n\n| Header | Required |\n|-|-|\n| `Authorization` | {level} |\n"
        )
    };
    let value = |level: &str| {
        let parts = Plain.read(&Page::new("desk.md", page(level))).parts;
        parts[1].facts.headers[0].value.clone()
    };
    assert_eq!(value("yes").as_deref(), Some("Bearer {token}"));
    assert_eq!(value("no"), None);
}
