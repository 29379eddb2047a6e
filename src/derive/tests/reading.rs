//! What is read in pages, and what is made of what stands a little apart from the rest.

use std::path::Path;

use super::{findings, page};
use crate::derive::{derive, derive_in};
use crate::read::coverage::{Counted, Unused, Use};
use crate::read::dialect;
use crate::store::table::{read_table, write_table};
use crate::table::words::Words as _;
use crate::table::{Operation, ResponseBody, Shape};
use crate::text::markdown::{Block, blocks};
use crate::text::page::Page;

pub(super) fn operation(page: &Page) -> Operation {
    derive(page).table.unwrap().operations.remove(0)
}

pub(super) fn codes(page: &Page) -> Vec<&'static str> {
    let findings = derive(page).findings;
    findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn an_example_on_another_path_is_told_by_what_relates_the_two() {
    let cases = [
        ("/shelves/{id}/loans", "/shelves/7/loans/?$top=1", ""),
        (
            "/shelves/{id}/loans",
            "/shelves('7')/loans",
            "path-written-otherwise",
        ),
        (
            "/shelves/{id}",
            "/shelves/7/microsoft.graph.shelf",
            "path-written-otherwise",
        ),
        (
            "/shelves/range(from='<from>')",
            "/shelves/range(from='$A$1')",
            "",
        ),
        ("/users/{id}/loans", "/me/loans", "example-path-unlisted"),
        ("/users/{id}", "/me", "example-path-unlisted"),
        ("/desk/loans", "/me/desk/loans", "example-path-unlisted"),
        (
            "/desk/users/{id}/loans",
            "/desk/me/loans",
            "example-path-unlisted",
        ),
        (
            "/me/loans/{id}",
            "/me/loans('AAMk=')",
            "path-written-otherwise",
        ),
        ("/(shelf-id)/loans", "/7/loans", "path-written-otherwise"),
        ("/loans", "/loans/$count", ""),
        (
            "/users/{id}/loans",
            "/me/loans/$count",
            "example-path-unlisted",
        ),
        ("/loans", "/loans/overdue", "path-contradicted"),
        ("/loans/{id}", "/shelves/7/loans/8", "path-contradicted"),
        ("/loans", "/shelves/7", "path-contradicted"),
    ];
    for (listed, shown, expect) in cases {
        let example = format!("```http\nGET {shown}\n```\n```http\nHTTP/1.1 200 OK\n```");
        let page = page(&format!("GET {listed}"), "", "", "`200 OK`", &example);
        let found = codes(&page);
        let expect: Vec<&str> = [expect]
            .into_iter()
            .filter(|code| !code.is_empty())
            .collect();
        assert_eq!(found, expect, "{listed} {shown}");
    }
}

#[test]
fn a_function_that_is_listed_by_its_name_takes_the_arguments_of_the_page() {
    let text = "## HTTP request\n```http\nGET /loans/between\n```\n\n## Function parameters\n\n\
                |Parameter|Type|Description|\n|-|-|-|\n|from|Date|The first day.|\n\n\
                ## Response\n\n`200 OK`\n\n## Example\n\n```http\nGET /loans/between(from=ARG)\n```\n\
                ```http\nHTTP/1.1 200 OK\n```\n";
    let known = Page::new("p.md", text.replace("ARG", "2026-01-01"));
    assert_eq!(codes(&known), ["path-written-otherwise"]);
    let unknown = Page::new("p.md", text.replace("from=ARG", "until=2026-01-01"));
    assert_eq!(codes(&unknown), ["path-contradicted"]);
}

#[test]
fn a_body_that_is_not_needed_is_none_unless_the_page_names_one() {
    let example = |body: &str| {
        format!(
            "```http\nPOST /a\nContent-Type: text/plain\n\n{body}\n```\n```http\nHTTP/1.1 200 OK\n```"
        )
    };
    let none = "```http\nPOST /a\n```\n```http\nHTTP/1.1 200 OK\n```";
    let soft = "No request body is required.";
    let cases = [
        (soft, none.to_owned(), Some("none"), None),
        (soft, example("{ \"a\": 1 }"), Some("json"), None),
        (soft, example("[a zip file]"), Some("other"), None),
        (soft, example("{ }"), None, Some("request-body-ambiguous")),
        (
            "Do not supply a request body.",
            example("{ }"),
            None,
            Some("request-body-contradicted"),
        ),
        (
            "Supply the binary data of the file.",
            none.to_owned(),
            Some("other"),
            None,
        ),
        ("", example("{ \"a\": 1 }"), Some("json"), None),
    ];
    for (said, example, body, finding) in cases {
        let page = page("POST /a", "", said, "`200 OK`", &example);
        let row = operation(&page).request_body;
        let value = row
            .as_ref()
            .and_then(|row| row.value())
            .map(|value| value.words());
        assert_eq!(value.as_deref(), body, "{said} {example}");
        assert_eq!(codes(&page).first().copied(), finding, "{said} {example}");
    }
}

#[test]
fn each_of_several_statuses_in_a_sentence_has_what_is_said_of_it() {
    let cases: &[(&str, &[(u16, ResponseBody)])] = &[
        (
            "`200 OK` and the loan in the response body, or `204 No Content` for none.",
            &[(200, ResponseBody::Content), (204, ResponseBody::Empty)],
        ),
        (
            "`201 Created` or `200 OK` and the loan in the response body.",
            &[(201, ResponseBody::Content), (200, ResponseBody::Content)],
        ),
        (
            "`201 Created` for a new one and `200 OK` for an old one. In both cases the loan is in the response body.",
            &[(201, ResponseBody::Content), (200, ResponseBody::Content)],
        ),
    ];
    for (said, expect) in cases {
        let page = page("GET /a", "", "", said, "");
        let responses = operation(&page).responses;
        let found: Vec<(u16, ResponseBody)> = responses
            .iter()
            .filter_map(|row| row.value())
            .map(|response| (response.status.code(), response.body))
            .collect();
        assert_eq!(found, *expect, "{said}");
    }
    for nothing in [
        "`200 OK`. Nothing is returned in the response body.",
        "`200 OK`, without any object in the response body.",
    ] {
        let response = operation(&page("GET /a", "", "", nothing, ""))
            .responses
            .remove(0);
        assert_eq!(
            response.value().unwrap().body,
            ResponseBody::Empty,
            "{nothing}"
        );
    }
    let numbers = "`200 OK`. At most `$top=201` of `500`.";
    assert_eq!(
        operation(&page("GET /a", "", "", numbers, ""))
            .responses
            .len(),
        1
    );
    let forbidden = page(
        "GET /a",
        "",
        "",
        "`204 No Content` and the loan in the response body.",
        "",
    );
    assert_eq!(findings(&forbidden), ["http-forbids 19:2 19:1"]);
}

#[test]
fn a_header_that_changes_the_status_is_its_condition() {
    let headers = "|Name|Description|\n|-|-|\n|Prefer|return=minimal. Answers `204 No Content`. Optional.|\n\
                   |If-None-Match|Answers `304 Not Modified`.|";
    let page = page("POST /a", headers, "", "`200 OK`", "");
    let responses = operation(&page).responses;
    let found: Vec<_> = responses.iter().filter_map(|row| row.value()).collect();
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].status.code(), &found[0].when), (200, &None));
    let (name, value) = found[1].when.clone().unwrap();
    assert_eq!(
        (found[1].status.code(), name.as_str(), value.as_str()),
        (204, "Prefer", "return=minimal")
    );
}

/// A page of everything that is described and not put to the test.
const DESCRIBED: &str = "## Permissions\n\n|Permission type|Permissions|\n|-|-|\n\
        |Delegated (work or school account)|Loans.Read and User.Read, Loans.ReadWrite.All|\n|Application|Not supported.|\n\n\
        ## HTTP request\n```http\nGET /loans\n```\n\n## Optional query parameters\n\n\
        Supports `$top` and `$orderBy`. It does not support `$search`.\n\n\
        ## Request headers\n\n|Name|Description|\n|-|-|\n|consistency|eventual. Required when using $search and $count.|\n\n\
        ## Request body\n\n|Property|Type|Required?|Description|\n|-|-|-|-|\n|**book**|[Book](b.md)|Yes|The book.|\n\
        |the day|String|No|When.|\n\n## Response\n\n`200 OK`\n\n## Error responses\n\n\
        |Status|Code|Why|\n|-|-|-|\n|404 Not Found|loanGone|It has ended.|\n|-|tooMany|More than 500 rows.|\n\n\
        ## Example\n\n```http\nGET /loans\n```\n<!-- {\"blockType\": \"response\", \"@odata.type\": \"Collection(desk.loan)\"} -->\n\
        ```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{ \"value\": [] }\n```\n";

#[test]
fn parameters_errors_and_permissions_are_described() {
    let page = Page::new("p.md", DESCRIBED);
    let operation = operation(&page);
    let parameters: Vec<String> = operation
        .described
        .parameters
        .iter()
        .map(|row| {
            let parameter = row.value().unwrap();
            format!(
                "{} {} {}",
                parameter.place.words(),
                parameter.name,
                parameter.words()
            )
        })
        .collect();
    assert_eq!(
        parameters,
        [
            "query $top unstated",
            "query $orderBy unstated",
            "body book required Book"
        ]
    );
    let permissions: Vec<String> = operation
        .described
        .permissions
        .iter()
        .map(|row| {
            format!(
                "{} {}",
                row.value().unwrap().account.words(),
                row.value().unwrap().words()
            )
        })
        .collect();
    assert_eq!(
        permissions,
        [
            "delegated Loans.Read and User.Read or Loans.ReadWrite.All",
            "application none"
        ]
    );
    let errors: Vec<String> = operation
        .described
        .errors
        .iter()
        .map(|row| row.value().unwrap().words())
        .collect();
    assert_eq!(errors, ["404 loanGone"]);
    let condition = operation.headers[0].value().unwrap().condition.clone();
    assert_eq!(condition.as_deref(), Some("query $search, $count"));
    let response = operation.responses[0].value().unwrap();
    assert_eq!(
        (response.resource.as_deref(), response.shape),
        (Some("desk.loan"), Some(Shape::Collection))
    );
    assert_eq!(
        codes(&page),
        ["content-without-meaning", "parameter-name-unreadable"]
    );
}

#[test]
fn a_comment_allows_a_finding_of_the_block_after_it_and_says_so_when_it_does_not() {
    let text = "## HTTP request\n```http\nGET /a\n```\n\n## Response\n\n`200 OK`\n\n## Example\n\nALLOW\n\n\
        ```http\nPUT /a\n```\n```http\nHTTP/1.1 200 OK\n```\n";
    let page = |allow: &str| Page::new("p.md", text.replace("ALLOW", allow));
    let without = codes(&page(""));
    assert_eq!(without, ["method-contradicted"]);
    let cases: &[(&str, &[&str])] = &[
        (
            "<!-- as-documented allow-on-page method-contradicted: shown on purpose -->",
            &[],
        ),
        (
            "<!-- as-documented allow method-contradicted: elsewhere -->",
            &["method-contradicted", "allowance-unused"],
        ),
        (
            "<!-- as-documented allow-on-page method-contradicted -->",
            &["method-contradicted", "allowance-unused"],
        ),
        (
            "<!-- as-documented allow nothing-known: x -->",
            &["method-contradicted", "allowance-unused"],
        ),
    ];
    for (comment, expect) in cases {
        assert_eq!(codes(&page(comment)), *expect, "{comment}");
    }
    let near = "<!-- as-documented allow example-unreadable: an example of what not to write -->\n\n\
        <!-- {\"blockType\": \"request\"} -->\n```http\nGET /a{\n```\n";
    let page = page(near);
    let derived = derive(&page);
    assert_eq!(derived.allowed.len(), 1);
    assert_eq!(derived.allowed[0].reason, "an example of what not to write");
}

#[test]
fn every_block_of_a_page_has_a_line_in_its_coverage() {
    let pages = [
        include_str!("../../../specs/loan-begin.md"),
        include_str!("../../../specs/loan-end.md"),
        include_str!("../../../specs/loan-renew.md"),
        "# T\n\n[!INCLUDE [a](../includes/snippets/csharp/a.md)]\n\n## Odd\n\n|a|b|\n|-|-|\n|c|d|\n\n```csharp\nx\n```\n",
    ];
    for text in pages {
        let page = Page::new("p.md", text);
        let coverage = derive_in(&page, dialect("graph").ok()).coverage;
        let lines = |block: &Block| match block {
            Block::Heading { .. } | Block::Fence { .. } | Block::Comment { .. } => 1,
            Block::Table { rows, .. } => rows.len(),
            Block::Paragraph { .. } => 0,
        };
        let expect: usize = blocks(&page).iter().map(lines).sum();
        let entered = coverage
            .iter()
            .filter(|entry| entry.block != Counted::Include)
            .count();
        assert_eq!(entered, expect);
    }
    let last = derive_in(&Page::new("p.md", pages[3]), dialect("graph").ok()).coverage;
    let used: Vec<(Counted, Use)> = last.iter().map(|entry| (entry.block, entry.used)).collect();
    assert_eq!(
        used,
        [
            (Counted::Heading, Use::None(Unused::Title)),
            (Counted::Include, Use::None(Unused::IncludedCode)),
            (Counted::Heading, Use::None(Unused::UnknownSection)),
            (Counted::Row, Use::None(Unused::TableHead)),
            (Counted::Row, Use::None(Unused::UnknownSection)),
            (Counted::Fence, Use::None(Unused::ClientCode)),
        ]
    );
}

/// What fuzzing found: each derived a table that its own reader refused, or read otherwise.
#[test]
fn what_is_derived_is_read_back_as_it_was() {
    let pages = [
        "## HTTP request\n```http\nGET /a\n```\n\n## Example\n\n```http\nGET /a\nx-a: \u{1} body\n```\n",
        "## HTTP request\n```http\nGET /a\n```\n\n## Request headers\n\n|N|D|\n|-|-|\n|x-a: {ti\u{1}cket}|D|\n",
        // Two paths of one slug.
        "## HTTP request\n```http\nGET /a-b\nGET /a/b\n```\n\n## Example\n\n```http\nGET /a--b\n```\n",
        // What stands for the address of the service.
        "# D\n\n`GET localhost:8889/desks`\n\n`GET {{url}}/loans`\n\n`GET $HOST/rooms`\n\n`GET <host>:80/halls`\n",
    ];
    for text in pages {
        let table = derive(&Page::new("p.md", text)).table.unwrap();
        let written = write_table(&table).unwrap();
        assert_eq!(
            read_table(Path::new("p.toml"), &written),
            Ok(table),
            "{written}"
        );
    }
}

#[test]
fn the_service_root_is_no_part_of_a_path_however_it_is_written() {
    for written in [
        "~/desks/{id}",
        "https://desks.example/{ver}/desks/{id}",
        "/desks/{id}",
    ] {
        let example = format!("```http\nGET {written}\n```\n\n```http\nHTTP/1.1 200 OK\n```\n");
        let page = page("GET /desks/{id}", "", "", "`200 OK`", &example);
        assert_eq!(codes(&page), Vec::<&str>::new(), "{written}");
    }
}

#[test]
fn a_remark_behind_the_name_of_a_header_is_no_part_of_it() {
    let headers = "| Name | Description |\n|:--|:--|\n| Desk-Session (deprecated) | Optional. |\n";
    let page = page("GET /desks/{id}", headers, "", "`200 OK`", "");
    let names = operation(&page).headers;
    let names: Vec<&str> = names
        .iter()
        .map(|row| row.first().value.name.as_str())
        .collect();
    assert_eq!(names, ["Desk-Session"]);
    assert_eq!(codes(&page), Vec::<&str>::new());
}
