use crate::derive::{Derived, derive};
use crate::read::coverage::{Counted, Topic, Unused, Use};
use crate::read::{Dialect as _, dialect_of, openapi};
use crate::report::coverage::Totals;
use crate::table::Operation;
use crate::table::words::Words as _;
use crate::text::page::{Page, Span};

/// The lending desk in OpenAPI 3.
const LENDING: &str = include_str!("tests/lending.yaml");

/// The same desk in Swagger 2.0, as JSON.
const LENDING_2: &str = include_str!("tests/lending-2.json");

fn page(text: &str) -> Page {
    Page::new("lending.yaml", text)
}

/// A document of one path item.
fn document(item: &str) -> String {
    format!(
        "openapi: 3.0.3
paths:
  /loans/{{ticket}}:
{item}"
    )
}

/// What an operation's rows say, one a line.
fn rows(operation: &Operation) -> Vec<String> {
    let rows = operation.rows().into_iter().map(|row| {
        let (words, cites) = row.readings_in_words().first().clone();
        let id = row.id().to_string();
        let id = id.split_once('/').map_or("", |(_, rest)| rest).to_owned();
        format!("{id}: {words} {}", cites.first())
    });
    rows.collect()
}

fn operation<'a>(derived: &'a Derived, id: &str) -> &'a Operation {
    let operations = &derived.table.as_ref().unwrap().operations;
    operations
        .iter()
        .find(|operation| operation.id.0 == id)
        .unwrap()
}

fn codes(derived: &Derived) -> Vec<&'static str> {
    derived
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn a_description_is_known_by_its_outermost_key() {
    let texts = [
        ("openapi: 3.0.3\ninfo: {}\n", true),
        (
            "# The desk\n---\ninfo:\n  title: x\nopenapi: \"3.1.0\" # newest\n",
            true,
        ),
        ("---\nswagger: '2.0'\n", true),
        (
            "\u{feff}{ \"info\": {\"openapi\": \"x\"}, \"swagger\" : \"2.0\" }",
            true,
        ),
        ("{\"openapi\": \"3.1.0\"}", true),
        ("openapi: 4.0.0\n", false),
        ("swagger: \"1.2\"\n", false),
        ("---\ntitle: Loans\n---\n\nopenapi: 3.0.3\n", false),
        ("---\nopenapi: get /loans\n---\n# Loans\n", false),
        ("# Loans\n\n```yaml\nopenapi: 3.0.3\n```\n", false),
        ("# Loans\n\nWe speak\nopenapi: 3.0.3\n", false),
        ("info:\n  openapi: 3.0.3\n", false),
        ("{\"info\": {\"openapi\": \"3.0.0\"}}", false),
        ("", false),
    ];
    for (text, expect) in texts {
        assert_eq!(openapi::OpenApi.recognises(&page(text)), expect, "{text}");
    }
    assert_eq!(dialect_of(&page(LENDING), None).name(), "openapi");
}

#[test]
fn an_operation_has_the_rows_that_the_document_states() {
    let derived = derive(&page(LENDING));
    assert_eq!(codes(&derived), [""; 0]);
    let ids: Vec<&str> = derived
        .table
        .as_ref()
        .unwrap()
        .operations
        .iter()
        .map(|o| o.id.0.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "lending-listloans",
            "lending-beginloan",
            "lending-get-loans-ticket",
            "lending-endloan",
            "lending-openbook"
        ]
    );
    assert_eq!(
        rows(operation(&derived, "lending-beginloan")),
        [
            "method: POST 34:5",
            "base: https://desk.example.com/v2 6:10",
            "path: /loans 15:3",
            "header/x-reader: required 40:21",
            "header/authorization: required 12:5",
            "request-body: json 45:11",
            "response: 201 content 51:9",
            "example/a-novel: POST /loans 49:24",
            "body/book: required string 101:9",
            "body/weeks: optional integer 102:9",
            "error/409: 409 59:9",
        ]
    );
    let begin = operation(&derived, "lending-beginloan");
    let example = &begin.examples[0].first().value;
    let sent: Vec<String> = example
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    assert_eq!(sent, ["content-type: application/json", "X-Reader: R-7"]);
    let response = begin.responses[0].value().unwrap();
    assert_eq!(response.content_type.as_deref(), Some("application/json"));
    assert_eq!(response.headers[0].as_str(), "Location");
    let list = operation(&derived, "lending-listloans");
    let path = list.paths[0].value().unwrap()[0].to_string();
    assert_eq!(path, "/loans?desk={desk}&state=open%20now&tag=a&tag=b");
}

#[test]
fn both_versions_of_a_description_promise_the_same() {
    let (three, two) = (
        derive(&page(LENDING)),
        derive(&Page::new("lending.json", LENDING_2)),
    );
    assert_eq!(codes(&two), [""; 0]);
    let promised = |derived: &Derived| -> Vec<String> {
        let operations = derived.table.as_ref().unwrap().operations.iter();
        let all = operations.flat_map(|operation| {
            let rows = operation.tested_rows().into_iter();
            rows.map(|row| format!("{}: {}", row.id(), row.readings_in_words().first().0))
        });
        // Each version has its own way to give examples and to require a header of a response.
        all.filter(|row| !row.contains("/example/")).collect()
    };
    assert_eq!(promised(&three), promised(&two));
}

#[test]
fn a_credential_is_the_first_that_can_be_sent() {
    let schemes = "components:\n  securitySchemes:\n    \
        cert: {type: mutualTLS}\n    key: {type: apiKey, in: header, name: X-Key}\n    \
        id: {type: apiKey, in: query, name: desk_id}\n    sess: {type: apiKey, in: cookie, name: sid}\n    \
        basic: {type: http, scheme: Basic}\n    oauth: {type: oauth2, flows: {}}\n";
    let check = |security: &str, expect: &[&str]| {
        let item = format!(
            "    get:\n      security: {security}\n      responses: {{204: {{description: x}}}}\n"
        );
        let text =
            format!("openapi: 3.1.0\n{schemes}security: [{{oauth: []}}]\npaths:\n  /a:\n{item}");
        let derived = derive(&page(&text));
        let operation = &derived.table.as_ref().unwrap().operations[0];
        let credentials = operation.credentials().map(|credential| {
            format!(
                "{}: {} {}",
                credential.place.name(),
                credential.template,
                credential.is_required
            )
        });
        let mut found: Vec<String> = credentials.collect();
        found.extend(
            operation.paths[0].value().unwrap()[0]
                .query()
                .map(|_| operation.paths[0].value().unwrap()[0].to_string()),
        );
        assert_eq!(found, expect, "{security}");
    };
    check("[]", &[]);
    check("[{key: []}]", &["X-Key: {token} true"]);
    check(
        "[{cert: []}, {basic: []}, {key: []}]",
        &["Authorization: Basic {token} true"],
    );
    check("[{oauth: [read]}]", &["Authorization: Bearer {token} true"]);
    check("[{sess: []}]", &["sid: {token} true"]);
    check("[{id: []}]", &["desk_id: {token} true"]);
    check(
        "[{key: [], id: []}]",
        &["X-Key: {token} true", "/a?desk_id={desk_id}"],
    );
    check("[{key: []}, {}]", &[]);
    check("[{cert: []}]", &[]);
}

#[test]
fn a_body_is_what_the_version_says_of_it() {
    let check = |method: &str, response: &str, expect: &str| {
        let item = format!(
            "    {method}:\n      parameters: [{{name: ticket, in: path, required: true}}]\n      responses: {{{response}}}\n"
        );
        let derived = derive(&page(&document(&item)));
        let responses = &derived.table.as_ref().unwrap().operations[0].responses;
        let words: Vec<String> = responses
            .iter()
            .map(|row| row.first().value.words())
            .collect();
        assert_eq!(words.join(", "), expect, "{response}");
    };
    let content = "content: {application/json: {}}";
    check("get", &format!("200: {{{content}}}"), "200 content");
    check("get", "200: {description: x}", "200 unstated");
    check("get", "200: {content: {}}", "200 empty");
    check("get", "204: {description: x}", "204 empty");
    check("head", &format!("200: {{{content}}}"), "200 unstated");
    check(
        "get",
        "2XX: {description: x}, default: {description: y}",
        "",
    );
    check(
        "get",
        "302: {description: x}, 200: {description: y}, 304: {description: z}",
        "200 unstated, 302 unstated",
    );
    check("get", "404: {description: x}", "");
}

#[test]
fn a_response_of_swagger_without_a_schema_leaves_its_body_unsaid() {
    let of = |response: &str| {
        let text = format!(
            "swagger: '2.0'\npaths:\n  /a: {{get: {{responses: {{200: {{{response}}}}}}}}}\n"
        );
        derive(&page(&text)).table.unwrap().operations[0].responses[0]
            .first()
            .value
            .words()
    };
    assert_eq!(of("description: x"), "200 unstated");
    assert_eq!(of("schema: {type: file}"), "200 content");
}

#[test]
fn what_is_wrong_is_told_where_it_stands() {
    let check = |item: &str, expect: &[&str]| {
        let page = page(&document(item));
        let found = derive(&page).findings.into_iter().map(|finding| {
            let slice = page.slice(finding.places.first().span);
            format!("{} {slice}", finding.code.as_str())
        });
        assert_eq!(found.collect::<Vec<_>>(), expect, "{item}");
    };
    let ok = "responses: {200: {description: x}}";
    let ticket = "parameters: [{name: ticket, in: path, required: true}]";
    check(&format!("    get: {{{ticket}, {ok}}}\n"), &[]);
    check(
        &format!("    get: {{{ok}}}\n"),
        &["path-parameter-undeclared /loans/{ticket}"],
    );
    check(
        &format!("    {ticket}\n    get: {{parameters: [{{name: desk, in: path}}], {ok}}}\n"),
        &["path-parameter-not-in-path desk"],
    );
    check(
        &format!("    {ticket}\n    get: {{requestBody: {{content: {{a/b: {{}}}}}}, {ok}}}\n"),
        &["content-without-meaning requestBody"],
    );
    check(
        &format!("    {ticket}\n    get: {{responses: {{204: {{content: {{a/b: {{}}}}}}}}}}\n"),
        &["http-forbids 204"],
    );
    check(
        &format!("    {ticket}\n    get: {{security: [{{key: []}}], {ok}}}\n"),
        &["reference-unresolved key"],
    );
    check(
        &format!(
            "    parameters: [{{$ref: '#/a'}}, {{name: ticket, in: path}}]\n    get: {{{ok}}}\n    put: {{{ok}}}\n"
        ),
        &["reference-unresolved '#/a'"],
    );
    check(
        "    $ref: '#/paths/~1loans~1{ticket}'\n",
        &[
            "no-endpoint openapi: 3.0.3",
            "reference-unresolved '#/paths/~1loans~1{ticket}'",
        ],
    );
    check(
        "    $ref: 'other.yaml#/a'\n",
        &[
            "no-endpoint openapi: 3.0.3",
            "reference-not-read 'other.yaml#/a'",
        ],
    );
}

#[test]
fn ids_are_content() {
    let ids = |text: &str| -> Vec<String> {
        let derived = derive(&page(text));
        derived
            .table
            .unwrap()
            .operations
            .into_iter()
            .map(|operation| operation.id.0)
            .collect()
    };
    let ok = "responses: {200: {description: x}}";
    let of = |first: &str, second: &str| {
        format!(
            "openapi: 3.0.0\npaths:\n  /a: {{get: {{operationId: {first}, {ok}}}}}\n  /b: {{get: {{operationId: {second}, {ok}}}}}\n"
        )
    };
    assert_eq!(ids(&of("one", "two")), ["lending-one", "lending-two"]);
    assert_eq!(ids(&of("one", "one")), ["lending-get-a", "lending-get-b"]);
    assert_eq!(ids(&of("a.b", "a_b")), ["lending-get-a", "lending-get-b"]);
    assert_eq!(ids(&of("выдача", "two")), ["lending-get-a", "lending-two"]);
}

#[test]
fn a_base_is_a_url_and_a_relative_one_is_a_part_of_the_path() {
    let check = |head: &str, base: Option<&str>, path: &str| {
        let text =
            format!("{head}\npaths:\n  /a: {{get: {{responses: {{200: {{description: x}}}}}}}}\n");
        let derived = derive(&page(&text));
        let operation = &derived.table.as_ref().unwrap().operations[0];
        let found = operation
            .base
            .as_ref()
            .map(|row| row.first().value.as_str());
        let shown = operation.paths[0].value().unwrap()[0].to_string();
        assert_eq!((found, shown.as_str()), (base, path), "{head}");
    };
    let three = "openapi: 3.0.0\nservers:\n- url: ";
    check("openapi: 3.0.0", None, "/a");
    check(&format!("{three}/v1/"), None, "/v1/a");
    check(&format!("{three}./"), None, "/a");
    check(
        &format!("{three}https://x.example/v1"),
        Some("https://x.example/v1"),
        "/a",
    );
    let variables = "'{scheme}://x.example/{version}'\n  variables: {scheme: {default: https}, version: {default: v2}}";
    check(
        &format!("{three}{variables}"),
        Some("https://x.example/v2"),
        "/a",
    );
    check("swagger: '2.0'\nbasePath: /v1", None, "/v1/a");
    check(
        "swagger: '2.0'\nhost: x.example\nbasePath: /v1",
        None,
        "/v1/a",
    );
    check(
        "swagger: '2.0'\nhost: x.example\nbasePath: /v1\nschemes: [https]",
        Some("https://x.example/v1"),
        "/a",
    );
}

#[test]
fn every_path_operation_and_response_has_its_line() {
    let text = "openapi: 3.1.0\nwebhooks: {over: {}}\npaths:\n  x-a: 1\n  b: {get: {}}\n  /c:\n    get:\n      callbacks: {}\n      \
        responses: {200: {description: x}, 404: {description: x}, default: {description: x}, 2XX: {}, x-d: 1}\n  \
        /e e: {put: {responses: {200: {description: x}}}}\n  /f: {summary: x}\n";
    let page = page(text);
    let derived = derive(&page);
    let line = |counted: Counted| -> Vec<Use> {
        derived
            .coverage
            .iter()
            .filter(|entry| entry.block == counted)
            .map(|entry| entry.used)
            .collect()
    };
    let unreadable = Use::Finding(crate::read::FindingCode::PathNotReadable);
    assert_eq!(
        line(Counted::PathItem),
        [
            unreadable,
            Use::Fact(Topic::RequestLines),
            Use::Fact(Topic::RequestLines),
            Use::None(Unused::Empty),
            Use::None(Unused::Callback)
        ]
    );
    assert_eq!(
        line(Counted::Operation),
        [
            Use::None(Unused::Callback),
            Use::Fact(Topic::RequestLines),
            unreadable
        ]
    );
    assert_eq!(
        line(Counted::Response),
        [
            Use::Fact(Topic::Response),
            Use::Fact(Topic::Error),
            Use::None(Unused::Default),
            Use::None(Unused::Range),
            unreadable
        ]
    );
    for text in [
        text,
        LENDING,
        LENDING_2,
        "openapi: 3.0.0\npaths: [",
        "openapi: 3.0.0\n",
    ] {
        let page = Page::new("a.yaml", text);
        let mut totals = Totals::default();
        totals.add(&page, &derive(&page));
        assert!(totals.render(1).ends_with("0 without account\n"), "{text}");
    }
}

#[test]
fn a_document_that_a_page_names_is_cited_where_it_does() {
    let at = Span::new(3, 9);
    let reading = openapi::read_document(
        &Page::new("a.md", "# lending.yaml\n"),
        ("lending.yaml", LENDING),
        at,
    );
    assert_eq!(reading.parts.len(), 5);
    for part in &reading.parts {
        let facts = &part.facts;
        let spans = facts
            .requests
            .iter()
            .flat_map(|line| [line.path_span, line.method_span]);
        let spans = spans.chain(facts.statuses.iter().map(|claim| claim.span));
        let spans = spans.chain(facts.parameters.iter().map(|claim| claim.span));
        assert!(
            spans
                .chain(facts.headers.iter().map(|claim| claim.name_span))
                .all(|span| span == at)
        );
    }
    let broken = openapi::read_document(
        &Page::new("a.md", "# lending.yaml\n"),
        ("lending.yaml", "openapi: 3.0.0\n\t"),
        at,
    );
    assert!(
        broken
            .findings
            .iter()
            .all(|finding| finding.places.first().span == at)
    );
}

#[test]
fn what_stands_in_another_file_is_cited_where_the_reference_to_it_stands() {
    let text = "openapi: 3.0.0\npaths:\n  /loans: {$ref: 'paths/loans.yaml#/loans'}\n";
    let loans = "loans:\n  get: {responses: {200: {$ref: '../parts.yaml#/Loans'}}}\n  put: {responses: {204: {$ref: '#/Ended'}}}\nEnded: {description: x}\n";
    let parts = "Loans: {description: x, content: {application/json: {}}}\n";
    let page = page(text).with_companions(&[("paths/loans.yaml", loans), ("parts.yaml", parts)]);
    let derived = derive(&page);
    assert_eq!(codes(&derived), [""; 0]);
    assert_eq!(
        rows(operation(&derived, "lending-get-loans")),
        [
            "method: GET 3:18",
            "path: /loans 3:3",
            "response: 200 content 3:18"
        ]
    );
    assert_eq!(
        rows(operation(&derived, "lending-put-loans"))
            .last()
            .unwrap(),
        "response: 204 empty 3:18"
    );
}

#[test]
fn a_document_that_multiplies_itself_is_not_read_to_its_end() {
    let parameters: String = (0..1_200)
        .map(|n| format!("      - {{name: p{n}, in: query}}\n"))
        .collect();
    let mut text = format!(
        "openapi: 3.0.0\npaths:\n  /a: &a\n    get:\n      responses: {{200: {{description: x}}}}\n      parameters:\n{parameters}"
    );
    for n in 0..1_200 {
        text.push_str(&format!("  /b{n}: *a\n"));
    }
    let derived = derive(&page(&text));
    assert!(derived.table.is_some());
    let schema = "openapi: 3.0.0\ncomponents:\n  schemas:\n    a: {properties: {a: {$ref: '#/components/schemas/a'}, b: {$ref: '#/components/schemas/a'}}}\n\
        paths:\n  /a:\n    post:\n      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/a'}}}}\n      responses: {204: {description: x}}\n";
    assert!(derive(&page(schema)).table.is_some());
}
