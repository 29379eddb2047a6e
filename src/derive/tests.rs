//! Tests of derivation, on pages of our own words.

mod apart;
mod called;
mod data;
mod examples;
mod languages;
mod lines;
mod lists;
mod operations;
mod reading;
mod strangers;

use super::against::{Told, against};
use super::{derive, derive_in, operation_stem};
use crate::read::{Finding, FindingCode, dialect};
use crate::store::table::write_table;
use crate::table::SpecTable;
use crate::text::page::Page;

const LOAN: &str = include_str!("../../specs/loan-end.md");

/// The same page in another language, as a machine would translate it.
const LOAN_RU: &str = "# <a name=\"loan-end\"></a>loan: end

Заканчивает выдачу книги.

## <a name=\"http-request\"></a>Запрос по HTTP

<!-- { \"blockType\": \"ignored\" } -->
```http
POST /loans/end
loan-ticket: {ticket}
```

## <a name=\"request-headers\"></a>Заголовки

| Имя | Описание |
|:----|:---------|
| Авторизация | Bearer {токен}. Обязательный. | | Loan-Ticket | Нужен ли читателю чек. Необязательный параметр. |
| loan-ticket | Билет, напечатанный при выдаче |

## <a name=\"request-body\"></a>Тело

Для этого метода не требуется тело запроса.

## <a name=\"response\"></a>Ответ сервера

Возвращается код `204 No Content`. Метод ничего не возвращает.

## <a name=\"example\"></a>Пример

### <a name=\"request\"></a>Запрос

<!-- {
  \"blockType\": \"request\",
  \"name\": \"end_loan\"
}-->
```http
POST https://lending.example.com/v2/me/shelves/{id}/loans/end
Content-type: application/json
loan-ticket: {ticket}
Content-length: 0

{

}
```

Учтите, что заголовок loan-ticket является обязательным.

### <a name=\"response\"></a>Ответ

<!-- { \"blockType\": \"response\", \"truncated\": true } -->
```http
HTTP/1.1 204 No Content
```
";

/// A table's stored form without page, digest and citations.
fn without_citations(table: &SpecTable) -> String {
    let mut table = table.clone();
    table.source.page.clear();
    table.source.sha256 = None;
    let text = write_table(&table).unwrap();
    let cited = |line: &&str| {
        let line = line.trim();
        let is_place = line.starts_with('"') && line.ends_with("\",") && line.contains(':');
        !(line.starts_with("cites") || is_place && line[1..2].parse::<u8>().is_ok() || line == "]")
    };
    text.lines().filter(cited).collect::<Vec<_>>().join("\n")
}

/// `code LINE:COLUMN LINE:COLUMN …` of every finding.
/// What is wrong with a page of the annotated dialect.
fn findings(page: &Page) -> Vec<String> {
    let asked = dialect("graph").ok();
    let shown = derive_in(page, asked).findings.into_iter().map(|finding| {
        let mut text = finding.code.as_str().to_owned();
        for place in &finding.places {
            let at = page.position(place.span.start);
            text.push_str(&format!(" {}:{}", at.line, at.column));
        }
        text
    });
    shown.collect()
}

#[test]
fn every_contradiction_of_the_loan_page_is_found_with_both_places() {
    let page = Page::new("loan-end.md", LOAN);
    assert_eq!(
        findings(&page),
        [
            "path-contradicted 21:6 51:36",
            "request-block-has-headers 22:1",
            "table-row-malformed 29:44",
            "header-listed-twice 29:49 30:3",
            "header-presence-contradicted 29:106 61:45",
            "request-body-contradicted 34:1 56:1",
            "content-length-contradicted 54:1 56:1",
            "annotation-not-json 79:1 75:1",
        ]
    );
}

#[test]
fn a_translation_gives_the_same_table() {
    let english = derive(&Page::new("loan-end.en-us.md", LOAN)).table.unwrap();
    let russian = derive(&Page::new("loan-end.ru-ru.md", LOAN_RU))
        .table
        .unwrap();
    assert_eq!(without_citations(&english), without_citations(&russian));
    let found = findings(&Page::new("loan-end.ru-ru.md", LOAN_RU));
    assert!(
        found
            .iter()
            .any(|f| f.starts_with("header-name-translated"))
    );
    assert_eq!(found.len(), 8, "{found:?}");
}

#[test]
fn names_decide_nothing() {
    let renamed = LOAN
        .replace("loan-ticket", "crate-seal")
        .replace("Loan-Ticket", "Crate-Seal")
        .replace("{ticket}", "{seal}")
        .replace("end_loan", "shut_crate")
        .replace(
            "/me/shelves/{id}/loans/end",
            "/our/docks/{dock}/crates/shut",
        )
        .replace("POST /loans/end", "POST /crates/shut");
    let codes = |text: &str| -> Vec<String> {
        let found = findings(&Page::new("a.md", text)).into_iter();
        found
            .map(|f| f.split(' ').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(codes(&renamed), codes(LOAN));
}

#[test]
fn derivation_is_reproducible_and_line_ends_change_nothing() {
    let table = |text: &str| derive(&Page::new("loan-end.md", text)).table.unwrap();
    let stored = |text: &str| write_table(&table(text)).unwrap();
    assert_eq!(stored(LOAN), stored(LOAN));
    assert_eq!(stored(LOAN), stored(&LOAN.replace('\n', "\r\n")));
    let without_digest = |text: &str| {
        let mut table = table(text);
        table.source.sha256 = Some(String::new());
        write_table(&table).unwrap()
    };
    assert_eq!(
        without_digest(LOAN),
        without_digest(&format!("\u{feff}{LOAN}"))
    );
}

/// A page with the given parts of its sections.
fn page(request: &str, headers: &str, body: &str, response: &str, example: &str) -> Page {
    Page::new(
        "p.md",
        format!(
            "# T\n\n## HTTP request\n\n```http\n{request}\n```\n\n## Request headers\n\n{headers}\n\n\
             ## Request body\n\n{body}\n\n## Response\n\n{response}\n\n## Example\n\n{example}\n"
        ),
    )
}

#[test]
fn a_304_may_carry_a_content_length() {
    let example =
        "```http\nGET /a\n```\n```http\nHTTP/1.1 304 Not Modified\nContent-Length: 9\n```";
    let page = page("GET /a", "", "", "`200 OK`", example);
    let found = findings(&page);
    assert!(
        !found
            .iter()
            .any(|finding| finding.starts_with("http-forbids")),
        "{found:?}"
    );
}

#[test]
fn each_kind_of_trouble_has_its_code() {
    let sound = "```http\nGET /a\n```\n```http\nHTTP/1.1 200 OK\n```";
    let json = "Content-Type: application/json\n\n";
    let cases: &[(&str, Page)] = &[
        (
            "",
            page(
                "GET /a",
                "",
                "Do not supply a request body.",
                "`200 OK`",
                sound,
            ),
        ),
        (
            "method-contradicted",
            page("PUT /a", "", "", "`200 OK`", sound),
        ),
        (
            "path-contradicted",
            page("GET /b", "", "", "`200 OK`", sound),
        ),
        (
            "status-contradicted",
            page("GET /a", "", "", "`204 No Content`", sound),
        ),
        ("status-unstated", page("GET /a", "", "", "It works.", "")),
        (
            "example-misses-header",
            page(
                "GET /a",
                "|N|D|\n|-|-|\n|x-a|Required.|",
                "",
                "`200 OK`",
                sound,
            ),
        ),
        (
            "response-body-contradicted",
            page(
                "GET /a",
                "",
                "",
                "`200 OK`. It does not return anything in the response body.",
                &format!("```http\nGET /a\n```\n```http\nHTTP/1.1 200 OK\n{json}{{\"a\":1}}\n```"),
            ),
        ),
        (
            "http-forbids",
            page(
                "GET /a",
                "",
                "",
                "`204 No Content`",
                "```http\nGET /a\n```\n```http\nHTTP/1.1 204 No Content\nContent-Length: 0\n```",
            ),
        ),
        (
            "example-body-not-json",
            page(
                "GET /a",
                "",
                "",
                "`200 OK`",
                &format!("```http\nGET /a\n```\n```http\nHTTP/1.1 200 OK\n{json}{{\"a\":}}\n```"),
            ),
        ),
        (
            "example-blank-line-missing",
            page(
                "POST /a",
                "",
                "",
                "`200 OK`",
                "```http\nPOST /a\nX-A: b\n{}\n```\n```http\nHTTP/1.1 200 OK\n```",
            ),
        ),
        (
            "response-without-request",
            page(
                "GET /a",
                "",
                "",
                "`200 OK`",
                "```http\nHTTP/1.1 200 OK\n```",
            ),
        ),
        (
            "request-without-response",
            page("GET /a", "", "", "`200 OK`", "```http\nGET /a\n```"),
        ),
        (
            "header-name-unreadable",
            page(
                "GET /a",
                "|N|D|\n|-|-|\n|the key|Required.|",
                "",
                "`200 OK`",
                sound,
            ),
        ),
        ("page-of-prose", Page::new("p.md", "# T\n")),
        (
            "no-endpoint",
            Page::new("p.md", "# T\n\n## HTTP request\n\nAsk nicely.\n"),
        ),
        (
            "fence-unterminated",
            Page::new("p.md", "## HTTP request\n```http\nGET /a\n"),
        ),
        ("comment-unterminated", Page::new("p.md", "# T\n\n<!-- a\n")),
        (
            "example-unreadable",
            page("GET /a{", "", "", "`200 OK`", ""),
        ),
    ];
    for (code, page) in cases {
        let found = findings(page);
        let has = found.iter().any(|f| f.split(' ').next() == Some(code));
        assert!(
            has || code.is_empty() && found.is_empty(),
            "{code}: {found:?}"
        );
    }
}

/// Where a page differs from a description.
fn differences(page: &Page, description: &str) -> Vec<Finding> {
    let description = Page::new("lending.yaml", description);
    let own = derive(page).table.unwrap();
    let other = derive(&description).table.unwrap();
    let own = Told { page, table: &own };
    let other = Told {
        page: &description,
        table: &other,
    };
    let all = against(&[own], other).into_iter();
    all.map(|difference| difference.finding).collect()
}

#[test]
fn the_example_of_each_code_has_it() {
    let request = "## HTTP request\n```http\nPOST /loans/end\n```\n";
    for code in FindingCode::ALL {
        let (example, description) = match code.example().split_once("\nopenapi:") {
            Some((page, rest)) => (page, Some(format!("openapi:{rest}"))),
            None => (code.example(), None),
        };
        let is_of_another_make = example.starts_with("openapi:")
            || *code == FindingCode::RequestShownNotDocumented
            || *code == FindingCode::PageOfProse;
        // What makes it a page of the annotated dialect, whatever its example leaves out.
        let mark = if is_of_another_make || example.starts_with("---") {
            ""
        } else {
            "---\ndoc_type: apiPageType\n---\n"
        };
        let request = if is_of_another_make || example.contains("HTTP request") {
            ""
        } else {
            request
        };
        let text = format!("{mark}{request}{example}");
        let page = Page::new("p.md", text);
        let mut found = derive(&page).findings;
        found.extend(
            description
                .into_iter()
                .flat_map(|text| differences(&page, &text)),
        );
        let codes: Vec<&str> = found.iter().map(|f| f.code.as_str()).collect();
        assert!(codes.contains(&code.as_str()), "{code:?}: {codes:?}");
    }
}

#[test]
fn a_level_that_is_not_stated_contradicts_nothing() {
    let headers = "|N|D|\n|-|-|\n|x-a|The key|\n|x-b|Required when locked.|\n|x-c|Optional.|";
    let example = "```http\nGET /a\nx-a: {a}\n```\nThe x-a header is required.\n\n```http\nHTTP/1.1 200 OK\n```";
    let page = page("GET /a", headers, "", "`200 OK`", example);
    let table = derive(&page).table.unwrap();
    let levels: Vec<String> = table.operations[0]
        .headers
        .iter()
        .map(|row| format!("{} {:?}", row.id, row.value().map(|rule| rule.presence)))
        .collect();
    assert_eq!(
        levels,
        [
            "p/header/x-a Some(Required)",
            "p/header/x-b Some(Conditional)",
            "p/header/x-c Some(Optional)",
        ]
    );
}

#[test]
fn a_response_under_a_request_header_is_conditional() {
    let example = "### 1\n```http\nPOST /a\n```\n```http\nHTTP/1.1 201 Created\n```\n\
                   ### 2\n```http\nPOST /a\nPrefer: wait\n```\n```http\nHTTP/1.1 202 Accepted\n```";
    let response = "`201 Created`. Later it returns `202 Accepted` and a `Location` header.";
    let table = derive(&page("POST /a", "", "", response, example))
        .table
        .unwrap();
    let responses = &table.operations[0].responses;
    assert_eq!(responses[0].value().unwrap().when, None);
    let second = responses[1].value().unwrap();
    assert_eq!(second.when.as_ref().unwrap().1, "wait");
    assert_eq!(second.headers[0].as_str(), "Location");
    assert_eq!(responses[1].id.0, "p/response/202");
}

#[test]
fn ids_are_the_stem_without_the_locale() {
    for (name, id) in [
        ("loan-end.md", "loan-end"),
        ("loan-end.ru-ru.md", "loan-end"),
        ("loan-end.zh-hans-cn.md", "loan-end"),
        ("v1.loan.md", "v1-loan"),
        ("….md", "page"),
    ] {
        assert_eq!(operation_stem(name), id, "{name}");
    }
}

#[test]
fn hostile_pages_are_read_in_bounded_time_and_without_panic() {
    let pages = [
        "|".repeat(100_000),
        "|a|b|\n|-|-|\n".to_owned() + &"|".repeat(200_000),
        "## Request headers\n\n|a|b|\n|-|-|\n".to_owned() + &"|x|".repeat(50_000),
        "<!-- {".repeat(20_000),
        "```http\n".repeat(20_000),
        "`200 OK`. ".repeat(20_000),
        "## HTTP request\n```http\nGET /".to_owned() + &"{".repeat(50_000),
        "## HTTP request\n```http\nGET /".to_owned() + &"{a}".repeat(600) + "\n```",
        "\u{feff}".repeat(1000),
        "## HTTP request\n```http\n".to_owned()
            + &(0..20_000)
                .map(|n| format!("GET /a{n}\n"))
                .collect::<String>(),
        "## Request headers\n\n|a|b|\n|-|-|\n".to_owned()
            + &(0..20_000)
                .map(|n| format!("|x-{n}|y|\n"))
                .collect::<String>()
            + "\n"
            + &"A header. ".repeat(20_000),
        "## Response\n\n".to_owned() + &"é200é`200`".repeat(10_000),
    ];
    for text in pages {
        let page = Page::new("p.md", text);
        let _ = derive(&page);
    }
}

#[test]
fn deriving_knows_of_no_dialect() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/derive");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() || name == "tests.rs" {
            continue;
        }
        files += 1;
        let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric());
        for word in words {
            let is_of_dialect = ["graph", "registry"].contains(&word)
                || ["odata", "microsoft", "apipagetype"]
                    .iter()
                    .any(|of_dialect| word.contains(of_dialect));
            assert!(!is_of_dialect, "{}: {word}", path.display());
        }
    }
    assert!(files > 5);
}
