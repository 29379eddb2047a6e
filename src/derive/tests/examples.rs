//! Examples: which response answers which request, and the bodies in them.

use super::page;
use super::reading::{codes, operation};
use crate::derive::derive;
use crate::derive::messages::without_validator;
use crate::protocol::{HeaderName, Status};
use crate::read::Dialect as _;
use crate::read::graph::Graph;
use crate::table::words::Words as _;
use crate::table::{Operation, RequestBody, Shape};
use crate::text::page::Page;

#[test]
fn a_response_is_paired_by_its_heading_its_names_or_what_is_said_in_prose() {
    let request = |name: &str| {
        format!(
            "<!-- {{\"blockType\": \"request\", \"name\": \"{name}\"}} -->\n```http\nGET /a\n```\n\n"
        )
    };
    let response = |names: &str| {
        format!(
            "<!-- {{\"blockType\": \"response\", \"name\": {names}}} -->\n```http\nHTTP/1.1 200 OK\n```\n\n"
        )
    };
    let (a, b) = (request("a"), request("b"));
    let cases = [
        // By order.
        (
            format!("{a}{}{b}{}", response("\"x\""), response("\"x\"")),
            [1, 1],
        ),
        // Two ways to ask, one answer below them.
        (
            format!("### Request\n\n{a}{b}### Response\n\n{}", response("\"x\"")),
            [1, 1],
        ),
        // A new heading begins anew: the first has none.
        (
            format!(
                "### Example 1\n\n{a}### Example 2\n\n{b}{}",
                response("\"x\"")
            ),
            [0, 1],
        ),
        (
            format!(
                "### Example 1\n\n{a}### Example 2\n\n{b}{}",
                response("[\"a\", \"b\"]")
            ),
            [1, 1],
        ),
        // The second would go to b, and is a's by name.
        (
            format!(
                "### Example 1\n\n{a}### Example 2\n\n{b}{}{}",
                response("\"b\""),
                response("\"a\"")
            ),
            [1, 1],
        ),
        (
            format!(
                "{a}{}{}### More\n\n{b}",
                response("\"a\""),
                response("\"a\"")
            ),
            [2, 0],
        ),
    ];
    for (examples, expect) in cases {
        let page = page("GET /a", "", "", "`200 OK`", &examples);
        let shown: Vec<usize> = Graph.read(&page).parts[0]
            .facts
            .examples
            .iter()
            .map(|example| example.responses.len())
            .collect();
        assert_eq!(shown, expect, "{examples}");
    }
    let prose = format!("{a}### Response 1\n\nIt answers `200 OK` and nothing else.\n");
    assert_eq!(codes(&page("GET /a", "", "", "`200 OK`", &prose)), [""; 0]);
}

#[test]
fn an_annotated_request_in_a_section_of_its_own_is_one_of_the_operation() {
    let text = "## List of a shelf\n\n### HTTP request\n```http\nGET /shelves/{id}/loans\n```\n\n\
        ## List of mine\n\n<!-- {\"blockType\": \"request\"} -->\n```http\nGET /me/loans\n```\n\
        <!-- {\"blockType\": \"response\"} -->\n```http\nHTTP/1.1 200 OK\n```\n";
    let operation = operation(&Page::new("p.md", text));
    let paths: Vec<String> = operation
        .paths
        .iter()
        .map(|row| row.value().unwrap().words())
        .collect();
    assert_eq!(paths, ["/shelves/{id}/loans", "/me/loans"]);
}

#[test]
fn a_body_in_a_list_is_what_is_sent_and_cited_where_it_stands() {
    let text = "# Loan\n\n## HTTP request\n\n```http\nPOST /loans\n```\n\n## Example\n\n\
        1. Begin one:\n\n   ```http\n   POST /loans\n   Content-Type: application/json\n\n   \
        {\n     \"shelf\": 7,\n   }\n   ```\n\n   ```http\n   HTTP/1.1 200 OK\n   \
        Content-Type: application/json\n\n   {\n     \"value\": []\n   }\n   ```\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let page = Page::new("loan.md", text);
        let found = operation(&page);
        let example = found.examples[0].value().unwrap();
        let content = example.content.as_ref().unwrap();
        assert_eq!(content.text, "{\n  \"shelf\": 7,\n}");
        assert_eq!(content.media_type.as_deref(), Some("application/json"));
        assert_eq!(example.headers[0].1, "application/json");
        let answer = example.response.as_ref().unwrap().content.as_ref();
        assert_eq!(answer.unwrap().text, "{\n  \"value\": []\n}");
        let response = found.responses[0].value().unwrap();
        assert_eq!(response.shape, Some(Shape::Collection));
        let body = found.request_body.unwrap();
        assert_eq!(body.readings()[0].cites[0].to_string(), "17:4");
        let findings = derive(&page).findings;
        let comma = findings
            .iter()
            .find(|f| f.code.as_str() == "example-body-not-json");
        let at = page.position(comma.unwrap().places[0].span.start);
        assert_eq!((at.line, at.column), (18, 16), "{at:?}");
    }
}

/// The status that each example shows.
fn statuses(operation: &Operation) -> Vec<Option<u16>> {
    let shown = operation.examples.iter().map(|row| {
        let response = row.first().value.response.as_ref();
        response.map(|response| response.status.code())
    });
    shown.collect()
}

#[test]
fn requests_without_content_in_one_block_are_each_an_example() {
    let page = page(
        "DELETE /desks/{id}/readers/{reader}/$ref",
        "",
        "",
        "",
        "<!-- {\"blockType\": \"request\", \"name\": \"remove\"} -->\n```http\n\
         DELETE /desks/4/readers/7/$ref\nDELETE /desks/4/readers/8/$ref\n```\n\n\
         <!-- {\"blockType\": \"response\"} -->\n```http\nHTTP/1.1 204 No Content\n```\n",
    );
    let operation = operation(&page);
    assert_eq!(statuses(&operation), [Some(204), Some(204)]);
    assert_eq!(codes(&page), Vec::<&str>::new());
}

#[test]
fn a_request_line_within_content_begins_no_other_request() {
    let page = page(
        "POST /batch",
        "",
        "",
        "",
        "```http\nPOST /batch\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/http\n\n\
         GET /desks/4\n\n--b--\n```\n\n```http\nHTTP/1.1 200 OK\n```\n",
    );
    assert_eq!(operation(&page).examples.len(), 1);
}

#[test]
fn a_message_that_the_request_section_shows_whole_is_the_request_and_its_example() {
    let message = "POST /desks/{id}/lend\nContent-Type: application/json\n\n{ \"reader\": 7 }";
    let page = page(message, "", "", "`204 No Content`", "");
    let operation = operation(&page);
    assert_eq!(
        operation.paths[0].first().value[0].to_string(),
        "/desks/{id}/lend"
    );
    assert!(operation.request_body.is_some());
    assert_eq!(codes(&page), Vec::<&str>::new());
}

#[test]
fn a_response_answers_the_request_that_is_shown_right_above_it() {
    let page = page(
        "GET /desks/{id}",
        "",
        "",
        "",
        "```http\nGET /desks/4\n```\n\n```http\nHTTP/1.1 200 OK\n```\n\n## Wide desks\n\n\
         ```http\nGET /desks/5\n```\n\n<!-- {\"blockType\": \"response\"} -->\n```http\nHTTP/1.1 206 Partial Content\n```\n",
    );
    let operation = operation(&page);
    assert_eq!(statuses(&operation), [Some(200), Some(206)]);
}

#[test]
fn a_status_of_some_calls_contradicts_no_example() {
    let page = |said: &str| {
        let text = format!(
            "# Desk\n\n## Claim\n\n`POST /desks/claim`\n\n{said}\n\n```http\nPOST /desks/claim HTTP/1.1\n```\n\n```http\nHTTP/1.1 201 Created\n```\n"
        );
        Page::new("desk.md", text)
    };
    let contradicts = |said: &str| {
        let codes = codes(&page(said)).into_iter();
        codes.filter(|code| *code == "status-contradicted").count()
    };
    assert_eq!(contradicts("If no desk is left, returns 204."), 0);
    assert_eq!(contradicts("In those cases, 202 Accepted is returned."), 0);
    assert_eq!(contradicts("If it was successful, returns 204."), 1);
    assert_eq!(contradicts("Returns 204."), 1);
    assert_eq!(contradicts("Returns 204, also when no desk is left."), 1);
    let operation = operation(&page("If no desk is left, returns 204."));
    let statuses = operation.responses.iter();
    let statuses: Vec<u16> = statuses
        .map(|row| row.first().value.status.code())
        .collect();
    assert_eq!(statuses, [201, 204]);
}

#[test]
fn a_tag_that_an_example_repeats_is_the_service_s_own() {
    let sent = |field: &str, status: &str| {
        let text = format!(
            "# Desk\n\n## Move\n\n`PUT /desks/{{id}}`\n\n```http\nPUT /desks/4 HTTP/1.1\n{field}\n```\n\n```http\nHTTP/1.1 {status}\n```\n"
        );
        let operation = operation(&Page::new("desk.md", text));
        let (_, value) = operation.examples[0].first().value.headers[0].clone();
        value
    };
    assert_eq!(sent("If-Match: \"4-1\"", "200 OK"), "{if-match}");
    assert_eq!(sent("If-Match: *", "200 OK"), "*");
    assert_eq!(sent("If-Match: {tag}", "200 OK"), "{tag}");
    // For an error, the tag may be one of another state.
    let refused = Status::new(412);
    let kept = without_validator(&HeaderName::IF_MATCH, "\"4-0\"", refused);
    assert_eq!(kept, "\"4-0\"");
    assert_eq!(
        sent("If-None-Match: \"4-1\"", "304 Not Modified"),
        "{if-none-match}"
    );
    assert_eq!(sent("If-None-Match: \"4-0\"", "200 OK"), "\"4-0\"");
    // A part is given of what is still the same, and the whole of what is not.
    assert_eq!(
        sent("If-Range: \"4-1\"", "206 Partial Content"),
        "{if-range}"
    );
    assert_eq!(sent("If-Range: \"4-0\"", "200 OK"), "\"4-0\"");
}

#[test]
fn what_a_refused_request_carries_is_what_is_sent_where_nothing_else_is_known() {
    let of = |status: &str, more: &str| {
        let text = format!(
            "# Punts\n\n## Moor a punt\n\n`POST /punts/{{id}}/moor`\n\nReturns `200 OK`.\n\n```\ncurl -X POST \
             https://boats.example/punts/p7/moor -H 'Content-Type: application/json' -d '{{\"pier\": 3}}'\n```\n\n\
             ```http\nHTTP/1.1 {status}\n\n```\n{more}"
        );
        let table = derive(&Page::new("punts.md", text)).table.expect("a table");
        let operation = table.operations.first().cloned().expect("one");
        operation.request_body.map(|row| *row.effective())
    };
    for status in [
        "409 Conflict",
        "404 Not Found",
        "423 Locked",
        "503 Service Unavailable",
    ] {
        assert_eq!(of(status, ""), Some(RequestBody::Json), "{status}");
    }
    for status in [
        "400 Bad Request",
        "422 Unprocessable Entity",
        "415 Unsupported Media Type",
    ] {
        assert_eq!(of(status, ""), None, "{status}");
    }
    let none = "\nDo not supply a request body.\n";
    assert_eq!(of("409 Conflict", none), Some(RequestBody::None));
}
