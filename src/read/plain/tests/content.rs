//! Content that is sent and stands in a block of its own.

use crate::read::{Dialect as _, Part, plain::Plain};
use crate::text::page::Page;

fn sent(part: &Part) -> String {
    let facts = &part.facts;
    let line = &facts.requests[0];
    let bodies = facts
        .examples
        .iter()
        .filter_map(|e| e.request.body.as_ref());
    let bodies: Vec<String> = bodies
        .map(|body| body.text.split_whitespace().collect())
        .collect();
    let described = facts.request_body.len();
    format!(
        "{} {} {} {described}",
        line.method,
        line.path,
        bodies.join(" ")
    )
}

fn check(text: &str, expect: &[&str]) {
    let reading = Plain.read(&Page::new("desk.md", text));
    let found: Vec<String> = reading.parts.iter().map(sent).collect();
    assert_eq!(found, expect, "{text}");
}

/// A page with one operation, and words before each of two blocks of data.
fn page(first: &str, second: &str) -> String {
    format!(
        "# Desks\n\n## Lend\n\nIt lends a desk:\n\n```\nPUT /desks/<id>\n```\n\n{first}\n\n```json\n{{\"n\": 1}}\n```\n\n\
         {second}\n\n```json\n{{\"lent\": true}}\n```\n"
    )
}

#[test]
fn words_before_a_block_say_that_it_is_sent() {
    let words = [
        "with a body of:",
        "with the following body:",
        "Request body:",
        "The body is:",
        "**Request body**",
        "### Request",
        "Body\n\nFor example:",
        "The desk is lent. In the request, `n` says for how many:",
        "For example:",
        "",
    ];
    for first in words {
        let text = page(first, "It returns:");
        check(&text, &["PUT /desks/{id} {\"n\":1} 0"]);
    }
    check(
        "# Desks\n\n`PUT /desks/{id}`\n\nPayload:\n\n```\n{\"n\": 1}\n```\n\n### Response\n\n```\n{}\n```\n",
        &["PUT /desks/{id} {\"n\":1} 0"],
    );
}

#[test]
fn an_object_of_the_members_that_are_listed_is_sent() {
    let page = |list: &str, words: &str| {
        format!(
            "# Desks\n\n## Add\n\n`POST /desks`\n\n{list}\n\n{words}\n\n```json\n{{\"n\": 1, \"room\": \"west\"}}\n```\n"
        )
    };
    let sent = ["POST /desks {\"n\":1,\"room\":\"west\"} 0"];
    let table = "| Field | Type | About |\n|-|-|-|\n| `n` | integer | how many |\n| `room` | string | where |";
    let items = "- `n`: how many\n- `room`: where\n- `floor`: where, too";
    for list in [
        table.to_owned(),
        items.to_owned(),
        format!("Makes a desk. Returns `201`.\n\n{table}"),
        format!("### Fields\n\n{table}\n\n### Example"),
        format!("A desk has these members:\n\n{items}"),
        format!("{table}\n\n**Replies**\n\n| Status | When |\n|-|-|\n| 201 | made |"),
    ] {
        check(&page(&list, ""), &sent);
        check(&page(&list, "For example:"), &sent);
    }
    for (list, words) in [
        (table, "Returns:"),
        (table, "### Response"),
        (
            table,
            "### Response\n\n| Status | When |\n|-|-|\n| 201 | made |",
        ),
        ("| Field | Type |\n|-|-|\n| `n` | integer |", ""),
        (
            "| Header | Type |\n|-|-|\n| `n` | integer |\n| `room` | string |",
            "",
        ),
        (
            "The list returned has:\n\n- `n`: how many\n- `room`: where",
            "",
        ),
        ("### Query\n\n- `n`: how many\n- `room`: where", ""),
        ("Makes a desk.", ""),
    ] {
        check(&page(list, words), &["POST /desks  0"]);
    }
    let given = "# Desks\n\n`POST /desks`\n\n| Field | Type |\n|-|-|\n| id | integer |\n\n```json\n{\"id\": 1}\n```\n";
    check(given, &["POST /desks  0"]);
}

#[test]
fn a_request_that_shows_its_fields_alone_goes_on_in_the_block_behind_it() {
    let page = |fields: &str| {
        format!(
            "# Desks\n\n## Add\n\n```\nPOST /desks HTTP/1.1\n{fields}\n```\n\n**Body**\n\n```json\n{{\"n\": 1}}\n```\n\n```\nHTTP/1.1 201 Created\n```\n"
        )
    };
    let read = |fields: &str| {
        let parts = Plain.read(&Page::new("desk.md", page(fields))).parts;
        let examples = parts[0].facts.examples.iter();
        let all = examples.map(|own| (own.request.headers.len(), own.request.body.is_some()));
        all.collect::<Vec<_>>()
    };
    assert_eq!(
        read("Host: desks.example\nContent-Type: application/json"),
        [(2, true)]
    );
    assert_eq!(read("Host: desks.example"), [(1, false), (0, true)]);
}

#[test]
fn what_is_answered_is_not_sent() {
    for first in [
        "A response body like this is sent:",
        "It returns:",
        "**200 OK**",
    ] {
        check(&page(first, "The body is:"), &["PUT /desks/{id}  0"]);
    }
    // Without a word for either, nobody can tell.
    check(&page("", "Or:"), &["PUT /desks/{id}  0"]);
    check(&page("For example:", "Or:"), &["PUT /desks/{id}  0"]);
    check(
        "# Desks\n\n```\nGET /desks\n```\n\nRequest body:\n\n```json\n{}\n```\n",
        &["GET /desks  0"],
    );
    // What an example sends goes before.
    check(
        "# Desks\n\n```\nPUT /desks/7\n{\"n\": 2}\n```\n\nBody:\n\n```json\n{\"n\": 1}\n```\n",
        &["PUT /desks/7 {\"n\":2} 0"],
    );
}

#[test]
fn what_is_no_content_yet_is_described() {
    for body in [
        "{\"n\": 1, ...}",
        "{\"n\": \"integer\", \"to\": \"<string>\"}",
    ] {
        let text = format!("# Desks\n\n```\nPUT /desks\n```\n\nBody:\n\n```json\n{body}\n```\n");
        check(&text, &["PUT /desks  1"]);
    }
}

#[test]
fn a_command_joins_what_its_options_send() {
    let page = |options: &str| {
        format!("# Desk\n\n`POST /loans`\n\n```\ncurl http://desk/loans {options}\n```\n")
    };
    for options in [
        "-d desk=7 -d n=1",
        "--data desk=7 -sd n=1",
        "-d 'desk=7&n=1'",
    ] {
        check(&page(options), &["POST /loans desk=7&n=1 0"]);
    }
    // A file is not shown, and two documents are none.
    for options in ["-d desk=7 -d @n", "-d '{}' -d '{}'"] {
        check(&page(options), &["POST /loans  0"]);
    }
}

#[test]
fn words_that_state_the_status_of_the_block_behind_them_give_it_content() {
    let read = |words: &str, expect: &[&str]| {
        let text = format!("# Desks\n\n`GET /desks`\n\n{words}\n\n```json\n{{\"n\": 1}}\n```\n");
        super::check(&text, expect);
    };
    for words in [
        "**Response:** `200 OK`",
        "**Response**: 200",
        "Returns `200 OK`.",
        "- Status: `200 OK`",
    ] {
        read(words, &["GET /desks 200=content"]);
    }
    read(
        "Returns `200 OK`.\n\nThe settings are:",
        &["GET /desks 200"],
    );
    read("Returns 200, or a `404`.", &["GET /desks 200 !404"]);
    read("**Response:** `204 No Content`", &["GET /desks 204"]);
}

#[test]
fn a_status_line_alone_in_a_block_is_the_status() {
    for block in ["HTTP/1.1 200 OK", "HTTP/1.1 200", "HTTP/2 200"] {
        let text = format!("# Desks\n\n`GET /desks`\n\n```\n{block}\n```\n");
        super::check(&text, &["GET /desks 200"]);
    }
}

#[test]
fn words_say_that_no_content_is_sent() {
    let read = |words: &str| {
        let text = format!("# Desks\n\n`POST /desks/{{id}}/lend`\n\n{words}\n");
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        parts[0].facts.request_body.len()
    };
    for words in [
        "Do not supply a request body.",
        "Don't supply a request body for this method.",
        "There is no request body.",
        "The request body must be empty.",
    ] {
        assert_eq!(read(words), 1, "{words}");
    }
    for words in [
        "Do not supply a request body if the desk is free.",
        "There may be no request body.",
        "The request body is JSON.",
    ] {
        assert_eq!(read(words), 0, "{words}");
    }
}
