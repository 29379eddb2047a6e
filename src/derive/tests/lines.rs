//! Ids, versions and contents that a page shows and should not, and what looks like them.

use super::page;
use super::reading::{codes, operation};
use crate::text::page::Page;

const ID: &str = "4f2b8c1e-0d3a-4b5c-9e6f-7a8b9c0d1e2f";

#[test]
fn an_id_is_of_an_example_and_not_of_the_request_section() {
    let listed = page(&format!("GET /shelves/{ID}/loans"), "", "", "`200 OK`", "");
    assert_eq!(codes(&listed), ["request-has-literal-id"]);
    let example = format!("```http\nGET /shelves/{ID}/loans\n```\n\n```http\nHTTP/1.1 200 OK\n```");
    let shown = page("GET /shelves/{id}/loans", "", "", "`200 OK`", &example);
    assert_eq!(codes(&shown), Vec::<&str>::new());
}

#[test]
fn two_versions_of_one_host_contradict_each_other() {
    let example = |first: &str, second: &str, context: &str| {
        let body = format!("{{\"@odata.context\": \"{context}\"}}");
        format!(
            "```http\nGET {first}/loans\n```\n\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{body}\n```\n\n\
             ```http\nGET {second}/loans\n```\n\n```http\nHTTP/1.1 200 OK\n```"
        )
    };
    let base = "https://lending.example.com/v1.0";
    let beta = "https://lending.example.com/beta";
    let cases = [
        (example(base, base, &format!("{base}/$metadata#loans")), 0),
        (example(base, beta, &format!("{base}/$metadata#loans")), 1),
        (example(base, base, &format!("{beta}/$metadata#loans")), 1),
        (
            example(base, base, "https://other.example.com/v2/$metadata"),
            0,
        ),
        (
            example(base, "https://lending.example.com/V1.0", "/$metadata"),
            0,
        ),
    ];
    for (example, expect) in cases {
        let page = page("GET /loans", "", "", "`200 OK`", &example);
        let found = codes(&page);
        let found = found.iter().filter(|code| **code == "version-contradicted");
        assert_eq!(found.count(), expect, "{example}");
    }
}

#[test]
fn a_method_without_content_is_documented_with_it() {
    let headers =
        "| Name | Description |\n|:--|:--|\n| Content-Type | application/json. Required. |";
    let json = "Supply a JSON representation of the loan.";
    let cases = [
        ("GET", headers, "", "content-type-without-content"),
        ("GET", "", json, "content-without-meaning"),
        ("DELETE", headers, json, "content-without-meaning"),
        ("POST", headers, json, ""),
        ("GET", "", "None", ""),
    ];
    for (method, headers, body, expect) in cases {
        let example = format!(
            "```http\n{method} /loans\n{}\n```\n\n```http\nHTTP/1.1 200 OK\n```",
            if method == "POST" {
                "Content-Type: application/json\n\n{\"a\": 1}"
            } else {
                ""
            }
        );
        let page = page(
            &format!("{method} /loans"),
            headers,
            body,
            "`200 OK`",
            &example,
        );
        let expect: Vec<&str> = [expect]
            .into_iter()
            .filter(|code| !code.is_empty())
            .collect();
        assert_eq!(codes(&page), expect, "{method} {headers} {body}");
    }
}

#[test]
fn a_status_has_its_own_reason_and_a_table_as_many_columns_as_its_head() {
    let cases = [
        ("204 OK", 1),
        ("204 No Content", 0),
        ("204", 0),
        ("204 Done", 0),
        ("204 no content", 0),
    ];
    for (line, expect) in cases {
        let example = format!("```http\nPOST /loans\n```\n\n```http\nHTTP/1.1 {line}\n```");
        let found = codes(&page("POST /loans", "", "", "`204 No Content`", &example));
        assert_eq!(found.len(), expect, "{line}: {found:?}");
    }
    let text = |table: &str| {
        format!(
            "# T\n\n## HTTP request\n\n```http\nGET /a\n```\n\n## Request headers\n\n{table}\n\n## Response\n\n`200 OK`\n"
        )
    };
    let cases = [
        ("| A | B |\n|---|\n| Loan-Ticket | Required. |", 1),
        ("| A | B |\n|---|---|\n| Loan-Ticket | Required. |", 0),
        ("a|b\n---\nc", 0),
    ];
    for (table, expect) in cases {
        let found = codes(&Page::new("a.md", text(table)));
        assert_eq!(found.len(), expect, "{table}: {found:?}");
    }
}

#[test]
fn an_id_that_a_page_shows_is_a_sample_of_what_is_listed() {
    let id = "7f3a9c12-44aa-4e01-9d21-0f66a1b2c3d4";
    let cases = [
        // The placeholder that is listed, by its name.
        (
            "/desks/{desk-id}/loans/{n}",
            format!("/desks/{id}/loans/7"),
            "/desks/{desk-id}/loans/{n}",
        ),
        // What is written with a placeholder stays as it is.
        (
            "/desks/{desk-id}/loans/{n}",
            "/desks/{d}/loans/7".to_owned(),
            "/desks/{d}/loans/{n}",
        ),
        ("/desks/{desk-id}", "/desks/{d}".to_owned(), "/desks/{d}"),
        // What a function is given is no id.
        (
            "/desks/{n}/range(from={from})",
            "/desks/7/range(from=2)".to_owned(),
            "/desks/{n}/range(from=2)",
        ),
        // A page that lists an id lists a placeholder, whichever id it shows.
        (
            "/desks/0f66a1b2-44aa-4e01-9d21-7f3a9c12c3d4/loans",
            format!("/desks/{id}/loans?top=2"),
            "/desks/{id}/loans?top=2",
        ),
        // No listed path.
        ("/desks", format!("/shelves/{id}"), "/shelves/{id}"),
    ];
    for (listed, shown, expect) in cases {
        let example = format!("```http\nGET {shown}\n```\n\n```http\nHTTP/1.1 200 OK\n```\n");
        let page = page(&format!("GET {listed}"), "", "", "`200 OK`", &example);
        let operation = operation(&page);
        let sent = operation.examples[0].first().value.path.to_string();
        assert_eq!(sent, expect, "{listed} {shown}");
    }
}
