//! Pages of several operations, statuses under a condition, and statuses that are taken back.

use super::reading::{codes, operation};
use crate::derive::derive;
use crate::table::Calls;
use crate::table::words::Words as _;
use crate::text::page::Page;

/// A section of an operation, below a heading of its own.
fn section(name: &str, request: &str, status: &str) -> String {
    format!(
        "## {name}\n\n### HTTP request\n\n```http\n{request}\n```\n\n### Response\n\nReturns `{status}`.\n\n\
         ### Example\n\n```http\n{request}\n```\n\n```http\nHTTP/1.1 {status}\n```\n\n"
    )
}

#[test]
fn each_operation_of_a_page_has_what_stands_below_its_own_heading() {
    let list = section("List books", "GET /books", "200 OK");
    let read = section("Get a book", "GET /books/{id}", "200 OK");
    let again = section("Get a book", "GET /books/{id}/cover", "200 OK");
    let delete = section("Delete a book", "DELETE /books/{id}", "204 No Content");
    let cases: [(&[&str], &[&str]); 3] = [
        (
            &[&list, &read, &delete],
            &[
                "books-list-books /books 200",
                "books-get-a-book /books/{id} 200",
                "books-delete-a-book /books/{id} 204",
            ],
        ),
        (
            &[&read, &again],
            &[
                "books-get-a-book /books/{id} 200",
                "books-get-a-book-get-books-id-cover /books/{id}/cover 200",
            ],
        ),
        // A page of one operation is called as it always was.
        (&[&delete], &["books /books/{id} 204"]),
    ];
    for (sections, expect) in cases {
        let page = Page::new("books.md", format!("# Books\n\n{}", sections.concat()));
        let operations = derive(&page).table.unwrap().operations;
        let found: Vec<String> = operations
            .iter()
            .map(|operation| {
                let path = &operation.paths[0].first().value[0];
                let statuses = operation
                    .responses
                    .iter()
                    .map(|row| row.first().value.status);
                let statuses: Vec<String> = statuses.map(|s| s.code().to_string()).collect();
                assert_eq!(operation.examples.len(), 1);
                format!("{} {path} {}", operation.id.0, statuses.join(","))
            })
            .collect();
        assert_eq!(found, expect);
        assert_eq!(codes(&page), Vec::<&str>::new());
    }
}

fn page_with(headers: &str, response: &str) -> Page {
    let text = format!(
        "# Desk\n\n## HTTP request\n\n```http\nPOST /desks/{{id}}/close\n```\n\n## Request headers\n\n\
         | Name | Description |\n|:--|:--|\n{headers}\n\n## Response\n\n{response}\n"
    );
    Page::new("desk.md", &text)
}

#[test]
fn a_status_comes_with_the_request_header_that_its_sentence_names() {
    let page = page_with(
        "| Prefer | respond-async. Optional. |",
        "With the `Prefer: respond-async` header, this method returns `202 Accepted` and a URL in the \
         `Location` response header.\n\nWithout it, it returns `201 Created` and a desk in the response body.",
    );
    let shown: Vec<String> = operation(&page)
        .responses
        .iter()
        .map(|row| {
            let response = &row.first().value;
            let when = response.when.as_ref();
            let when = when.map_or_else(|| "-".to_owned(), |(n, v)| format!("{n}: {v}"));
            let headers = response.headers.iter().map(ToString::to_string);
            let headers: Vec<String> = headers.collect();
            let body = response.body.words();
            format!(
                "{} {body} {when} {}",
                response.status.code(),
                headers.join(",")
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "201 content - ",
            "202 unstated Prefer: respond-async Location"
        ]
    );
    let left_out = page_with(
        "| Prefer | respond-async. Optional. |",
        "Without the `Prefer: respond-async` header, this method returns `201 Created`.",
    );
    assert!(
        operation(&left_out).responses[0]
            .first()
            .value
            .when
            .is_none()
    );
}

#[test]
fn a_remark_on_a_defect_contradicts_the_status() {
    let promise = "Returns `204 No Content`.";
    let taken_back = "> [!NOTE]\n> Because of a known defect, the method returns `200 OK` today.";
    let page = page_with("| A | b |", &format!("{promise}\n\n{taken_back}"));
    assert_eq!(codes(&page), ["status-contradicted"]);
    assert_eq!(operation(&page).responses[0].readings().len(), 2);
    let remark = "> [!NOTE]\n> A desk that is new is answered with `201 Created`.";
    let page = page_with("| A | b |", &format!("{promise}\n\n{remark}"));
    assert_eq!(codes(&page), Vec::<&str>::new());
}

#[test]
fn a_url_over_several_lines_is_one_request() {
    let text = "# Desks\n\n## HTTP request\n\n```http\nGET /desks\n  ?$top={n}\n  &$skip={m}\nGET /shelves\n```\n\n\
                ## Response\n\n`200 OK`\n\n## Example\n\n```http\nGET https://lending.example.com/v1.0/desks?\n\
                $top=5\n&$skip=2 HTTP/1.1\nAccept: application/json\n```\n\n```http\nHTTP/1.1 200 OK\n```\n";
    let page = Page::new("desks.md", text);
    assert_eq!(codes(&page), Vec::<&str>::new());
    let operation = operation(&page);
    assert_eq!(operation.paths.len(), 2);
    let example = &operation.examples[0].first().value;
    assert_eq!(example.path.to_string(), "/desks?$top=5&$skip=2");
    assert_eq!(example.headers.len(), 1);
    assert!(example.content.is_none());
}

#[test]
fn a_part_ends_where_a_heading_beside_its_own_begins_another_subject() {
    let list = section("List books", "GET /books", "200 OK");
    let lend = section("Lend a book", "POST /books/{id}/lend", "204 No Content");
    let count = "## Count the loans\n\nTo count them:\n\n\
                 <!-- { \"blockType\": \"request\", \"name\": \"count\" } -->\n```http\nGET /loans/count\n```\n\n\
                 ### Response\n\n<!-- { \"blockType\": \"response\" } -->\n```http\nHTTP/1.1 200 OK\n```\n";
    let page = Page::new("books.md", format!("# Books\n\n{list}{lend}{count}"));
    let operations = derive(&page).table.unwrap().operations;
    let ids: Vec<&str> = operations.iter().map(|o| o.id.0.as_str()).collect();
    assert_eq!(
        ids,
        [
            "books-list-books",
            "books-lend-a-book",
            "books-count-the-loans"
        ]
    );
    let lend = &operations[1];
    assert_eq!(lend.method.readings().len(), 1);
    assert_eq!(lend.responses.len(), 1);
    assert_eq!(codes(&page), Vec::<&str>::new());
}

#[test]
fn what_some_calls_are_answered_is_not_what_all_are() {
    let open = [
        "Returns 204 if there are none.",
        "If there is no desk, returns 204.",
        "`204 No Content` when nothing is lent",
    ];
    let stated = [
        "Returns 204 if the desk was lent.",
        "Returns 204 if no error occurred.",
        "404 if there is none; returns 204 otherwise.",
        "If there is no desk, returns 404. Otherwise, returns 204.",
        "Returns 204, or 202 if there are none.",
        "If there is no desk, returns 202 instead of 204.",
        "If there is no desk, returns 204.\n\n- Success: 204",
    ];
    let open = open.map(|words| (words, Calls::Some));
    for (words, calls) in open.into_iter().chain(stated.map(|s| (s, Calls::All))) {
        let text = format!("# Desk\n\n## List\n\n`GET /desks`\n\n{words}\n");
        let page = Page::new("desk.md", text);
        let table = derive(&page).table.unwrap();
        let response = &table.operations[0].responses[0].first().value;
        assert_eq!(
            (response.status.code(), response.calls),
            (204, calls),
            "{words}"
        );
        let open: &[&str] = match calls {
            Calls::Some => &["status-unstated"],
            Calls::All => &[],
        };
        assert_eq!(codes(&page), open, "{words}");
    }
}
