//! What stands in a section and is not of it, what promises nothing, and what raises no finding.

use super::page;
use super::reading::{codes, operation};
use crate::derive::derive;
use crate::table::described::ParameterPlace;
use crate::table::words::Words as _;
use crate::text::page::Page;

const TABLE: &str = "| Parameter | Type | Description |\n|:--|:--|:--|\n";

#[test]
fn parameters_of_the_url_under_the_request_body_are_no_body() {
    let body = format!(
        "In the request URL, provide the following parameter with a value.\n\n{TABLE}| days | String | How long. |"
    );
    let page = page("GET /loans(days={days})", "", &body, "`200 OK`", "");
    let operation = operation(&page);
    assert!(operation.request_body.is_none());
    let parameter = operation.described.parameters[0].first();
    assert_eq!(parameter.value.place, ParameterPlace::Path);
}

#[test]
fn a_drawn_row_and_an_ignored_annotation_raise_nothing() {
    let headers =
        "| Name | Description |\n|:--|:--|\n|---|---|\n| Loan-Ticket | Required. |\n| : | --- |";
    let example = "<!-- { \"blockType\": \"ignored\" } -->\n```http\nGET /loans\nLoan-Ticket: a\n```\n\n\
                   <!-- { \"blockType\": \"ignored\" } -->\n\nwords\n";
    let page = page("GET /loans", headers, "", "`200 OK`", example);
    assert_eq!(codes(&page), Vec::<&str>::new());
}

#[test]
fn a_class_of_statuses_and_what_may_be_there_promise_nothing() {
    let cases = [
        (
            "A `200`-series code, `201 Created` for a loan.",
            "201 unstated",
        ),
        (
            "`200 OK`, and a loan in the response body if available.",
            "200 unstated",
        ),
        ("`200 OK` and a loan in the response body.", "200 content"),
        (
            "`202 Accepted` and the **Location** header.",
            "202 unstated Location",
        ),
        (
            "`202 Accepted` and the `Location` header, if available.",
            "202 unstated",
        ),
        (
            "`200 OK` and a loan in the response body where the request has the `Prefer` header.",
            "200 content",
        ),
    ];
    for (said, expect) in cases {
        let response = operation(&page("POST /loans", "", "", said, ""))
            .responses
            .remove(0);
        let response = &response.first().value;
        let headers = response.headers.iter().map(ToString::to_string);
        let words = [response.status.code().to_string(), response.body.words()];
        let found: Vec<String> = words.into_iter().chain(headers).collect();
        assert_eq!(found.join(" "), expect, "{said}");
    }
}

#[test]
fn a_status_is_that_of_the_method_its_sentence_names() {
    let said = "`201 Created` for POST.\n\n`204 No Content` for DELETE.";
    let page = page("POST /loans\nDELETE /loans", "", "", said, "");
    let operations = derive(&page).table.unwrap().operations;
    let found: Vec<Vec<u16>> = operations
        .iter()
        .map(|o| {
            o.responses
                .iter()
                .map(|row| row.first().value.status.code())
                .collect()
        })
        .collect();
    assert_eq!(found, [[201], [204]]);
}

#[test]
fn an_example_that_is_refused_documents_an_error_and_contradicts_nothing() {
    let headers = "| Name | Description |\n|:--|:--|\n| Loan-Ticket | Required. |";
    let example = "```http\nPOST /loans\nContent-Type: application/json\n\n{}\n```\n\n```http\nHTTP/1.1 422 Unprocessable Entity\n\
                   Content-Type: application/json\n\n{\"error\": \"no ticket\"}\n```";
    let none = "Do not supply a request body for this method.";
    let page = page("POST /loans", headers, none, "`204 No Content`", example);
    assert_eq!(codes(&page), Vec::<&str>::new());
    let operation = operation(&page);
    assert_eq!(operation.responses.len(), 1);
    assert_eq!(
        operation.described.errors[0].first().value.status.code(),
        422
    );
}

#[test]
fn a_heading_goes_behind_a_sentence_and_a_row() {
    let text = "# T\n\n## HTTP request\n\n```http\nGET /a\n```\n\n## Optional request headers\n\n\
                | Name | Description |\n|:--|:--|\n| Loan-Ticket | The ticket. |\n| Shelf | Required. |\n\n\
                The Loan-Ticket header is required.\n\n## Response\n\n`200 OK`\n";
    let page = Page::new("a.md", text);
    assert_eq!(codes(&page), Vec::<&str>::new());
    let headers = operation(&page).headers;
    let levels: Vec<String> = headers
        .iter()
        .map(|row| row.first().value.presence.words())
        .collect();
    assert_eq!(levels, ["required", "required"]);
}

#[test]
fn a_card_after_a_blank_line_is_a_body() {
    let example = "```http\nGET /readers/{id}/card\n```\n\n```http\nHTTP/1.1 200 OK\n\nBEGIN:VCARD\nVERSION:4.0\nEND:VCARD\n```";
    let page = page("GET /readers/{id}/card", "", "", "`200 OK`", example);
    assert_eq!(codes(&page), ["example-content-type-missing"]);
}

#[test]
fn why_a_request_cannot_be_read_is_told_once_and_truly() {
    for (line, why) in [
        ("GET /a{b", "braces"),
        ("GET /a b", "space"),
        ("GET /a#b", "space"),
    ] {
        let example = format!("```http\n{line}\n```\n\n```http\nHTTP/1.1 200 OK\n```");
        let page = page("GET /a", "", "", "`200 OK`", &example);
        let found = derive(&page).findings;
        assert_eq!(found.len(), 1, "{line}");
        assert!(found[0].message.contains(why), "{line}");
    }
}
