use super::{Told, against};
use crate::derive::derive;
use crate::read::Severity;
use crate::text::page::Page;

/// A page on one loan.
const PAGE: &str = "# End a loan\n\n## HTTP request\n```http\nPOST /v2/loans/{ticket}/end\n```\n\
    ## Optional query parameters\n|Name|Type|Description|\n|:---|:---|:----------|\n|desk|String|Which. Optional.|\n\
    ## Request headers\n|Name|Description|\n|:---|:----------|\n|x-reader|Required.|\n\
    ## Request body\nDo not supply a request body for this method.\n\
    ## Response\nIf successful, this method returns a `204 No Content` response code. It does not return anything in the response body.\n";

/// What pages and a description differ in: the code, the place of the page and that of the description.
fn differences(pages: &[(&str, &str)], description: &str) -> Vec<String> {
    let pages: Vec<Page> = pages
        .iter()
        .map(|(path, text)| Page::new(*path, *text))
        .collect();
    let description = Page::new("desk.yaml", description);
    let tables: Vec<_> = pages
        .iter()
        .map(|page| derive(page).table.unwrap())
        .collect();
    let described = derive(&description).table.unwrap();
    let told: Vec<Told<'_>> = pages
        .iter()
        .zip(&tables)
        .map(|(page, table)| Told { page, table })
        .collect();
    let own = Told {
        page: &description,
        table: &described,
    };
    let all = against(&told, own).into_iter();
    let shown = all.map(|difference| {
        let page = difference.page.map_or(&description, |at| &pages[at]);
        let slice = page.slice(difference.finding.places.first().span);
        let there = difference
            .elsewhere
            .map(|place| description.slice(place.span).to_owned());
        format!(
            "{}: {slice} | {}",
            difference.finding.code.as_str(),
            there.unwrap_or_default()
        )
    });
    shown.collect()
}

fn description(paths: &str) -> String {
    format!("openapi: 3.0.3\npaths:\n{paths}")
}

#[test]
fn what_both_say_alike_or_one_leaves_unsaid_is_no_difference() {
    let check = |operation: &str| {
        let text = description(&format!(
            "  /v2/loans/{{id}}/end: {{post: {{{operation}}}}}\n"
        ));
        assert_eq!(
            differences(&[("end.md", PAGE)], &text),
            [""; 0],
            "{operation}"
        );
    };
    check("responses: {204: {description: x}, 200: {description: y}, 404: {description: z}}");
    check("responses: {default: {description: x}}");
    check("requestBody: {content: {application/json: {}}}, responses: {204: {description: x}}");
    check(
        "parameters: [{name: X-Reader, in: header, required: true}], responses: {2XX: {description: x}}",
    );
}

#[test]
fn each_difference_is_told_with_both_of_its_places() {
    let check = |operation: &str, expect: &[&str]| {
        let text = description(&format!("  /v2/loans/{{id}}/end: {{{operation}}}\n"));
        assert_eq!(
            differences(&[("end.md", PAGE)], &text),
            expect,
            "{operation}"
        );
    };
    check(
        "post: {responses: {200: {description: x}}}",
        &["response-not-as-described: 204 No Content | 200"],
    );
    check(
        "post: {parameters: [{name: X-Reader, in: header, required: false}], responses: {204: {description: x}}}",
        &["header-not-as-described: Required | false"],
    );
    check(
        "post: {parameters: [{name: desk, in: query, required: true}], responses: {204: {description: x}}}",
        &["parameter-not-as-described: desk | desk"],
    );
    check(
        "post: {requestBody: {required: true, content: {text/plain: {}}}, responses: {204: {description: x}}}",
        &[
            "request-body-not-as-described: Do not supply a request body for this method. | text/plain",
        ],
    );
    check(
        "delete: {responses: {204: {description: x}}}",
        &[
            "operation-not-described: /v2/loans/{ticket}/end | delete",
            "operation-not-on-page: delete | ",
        ],
    );
}

#[test]
fn paths_meet_by_the_prefix_that_makes_most_of_them_one() {
    let ok = "{responses: {204: {description: x}}}";
    let second = "# Books\n\n## HTTP request\n```http\nGET /v2/books\n```\n## Response\n`200 OK`\n";
    let pages = [("end.md", PAGE), ("books.md", second)];
    let check = |paths: [&str; 2], expect: &[&str]| {
        let get = "{responses: {200: {description: x}}}";
        let text = description(&format!(
            "  {}: {{post: {ok}}}\n  {}: {{get: {get}}}\n",
            paths[0], paths[1]
        ));
        assert_eq!(differences(&pages, &text), expect, "{paths:?}");
    };
    check(["/v2/loans/{x}/end", "/v2/books"], &[]);
    check(["/loans/{x}/end", "/books"], &[]);
    check(["/api/v2/loans/{x}/end", "/api/v2/books"], &[]);
    check(
        ["/loans/{x}/end", "/other/books"],
        &[
            "operation-not-described: /v2/books | ",
            "operation-not-on-page: get | ",
        ],
    );
}

#[test]
fn a_path_as_it_is_sent_meets_the_template_that_describes_it() {
    let page = "# Renew\n\n## HTTP request\n```http\nPOST /desks/main/loans/T-1/renew\n```\n## Response\n`204 No Content`\n";
    let check = |path: &str, expect: &[&str]| {
        let text = description(&format!(
            "  {path}: {{post: {{responses: {{204: {{description: x}}}}}}}}\n"
        ));
        assert_eq!(differences(&[("renew.md", page)], &text), expect, "{path}");
    };
    check("/desks/{desk}/loans/{ticket}/renew", &[]);
    check("/v1/desks/{desk}/loans/{ticket}/renew", &[]);
    let apart = [
        "operation-not-described: /desks/main/loans/T-1/renew | ",
        "operation-not-on-page: post | ",
    ];
    check("/desks/{desk}/loans/{ticket}", &apart);
    check("/{x}/{desk}/loans/{ticket}/renew", &apart);
}

#[test]
fn an_operation_of_one_side_alone_is_no_error() {
    let page = Page::new("end.md", PAGE);
    let described = Page::new(
        "desk.yaml",
        description("  /shelves: {get: {responses: {200: {description: x}}}}\n"),
    );
    let (own, other) = (
        derive(&page).table.unwrap(),
        derive(&described).table.unwrap(),
    );
    let told = |page, table| Told { page, table };
    let all = against(&[told(&page, &own)], told(&described, &other));
    let severities: Vec<Severity> = all.iter().map(|d| d.finding.code.severity()).collect();
    assert_eq!(severities, [Severity::Warning, Severity::Note]);
}
