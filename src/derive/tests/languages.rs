//! Pages in several languages, and words of one language in a page of another.

use super::reading::{codes, operation};
use crate::derive::derive;
use crate::table::words::Words as _;
use crate::text::page::Page;

/// A page in a language: its headings, its header row, what it says of the request body and the response.
fn page_in(headings: [&str; 5], row: &str, request_body: &str, response: &str) -> Page {
    let [request, headers, body, answer, example] = headings;
    let text = format!(
        "# desk: lend\n\n## {request}\n\n```http\nPOST /desks/{{id}}/lend\n```\n\n## {headers}\n\n\
         | N | V |\n|:--|:--|\n{row}\n\n## {body}\n\n{request_body}\n\n## {answer}\n\n{response}\n\n\
         ## {example}\n\n```http\nPOST /desks/{{id}}/lend\n```\n\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{{\"a\": 1}}\n```\n"
    );
    Page::new("desk-lend.md", &text)
}

const ENGLISH: [&str; 5] = [
    "HTTP request",
    "Request headers",
    "Request body",
    "Response",
    "Example",
];

#[test]
fn a_word_of_another_language_inside_a_word_says_nothing() {
    for words in [
        "the reader's friend",
        "a desk in Canada",
        "an orientation",
        "a [desk](../ningun/nada.md)",
        "a desk, see https://lending.example.com/nothing",
        "`nothing` and a desk",
    ] {
        let response = format!("Returns `200 OK` and {words} in the response body.");
        let page = page_in(ENGLISH, "| A | b |", "None", &response);
        let row = operation(&page).responses.remove(0);
        assert_eq!(row.first().value.body.words(), "content", "{words}");
        assert_eq!(codes(&page), Vec::<&str>::new(), "{words}");
    }
}

#[test]
fn nothing_is_said_in_the_language_of_the_page() {
    let german = [
        "HTTP-Anforderung",
        "Anforderungsheader",
        "Anforderungstext",
        "Antwort",
        "Beispiel",
    ];
    let response = "`200 OK`. Im Antworttext wird nichts zurückgegeben.";
    let row = operation(&page_in(german, "| A | b |", "", response))
        .responses
        .remove(0);
    assert_eq!(row.first().value.body.words(), "empty");
}

#[test]
fn a_phrase_goes_on_over_the_end_of_a_line_and_through_markup() {
    for words in [
        "a desk in the response\nbody",
        "a desk in the [response body](body.md)",
        "a desk in the **response** body",
    ] {
        let response = format!("Returns `200 OK` and {words}.");
        let page = page_in(ENGLISH, "| A | b |", "None", &response);
        let row = operation(&page).responses.remove(0);
        assert_eq!(row.first().value.body.words(), "content", "{words}");
    }
}

#[test]
fn names_schemes_and_levels_are_read_in_the_language_of_the_page() {
    let portuguese = [
        "Solicitação HTTP",
        "Cabeçalhos de solicitação",
        "Corpo da solicitação",
        "Resposta",
        "Exemplo",
    ];
    let chinese = ["HTTP 请求", "请求标头", "请求正文", "响应", "示例"];
    let japanese = ["HTTP 要求", "要求ヘッダー", "要求本文", "応答", "例"];
    let spanish = [
        "Solicitud HTTP",
        "Encabezados de la solicitud",
        "Cuerpo de la solicitud",
        "Respuesta",
        "Ejemplo",
    ];
    let german = [
        "HTTP-Anforderung",
        "Anforderungsheader",
        "Anforderungstext",
        "Antwort",
        "Beispiel",
    ];
    let bearer = "Authorization required Bearer {token}";
    let cases = [
        (
            portuguese,
            "| Autorização | {token} de portador. Obrigatório. |",
            bearer,
        ),
        (
            portuguese,
            "| Aceitar | application/json |",
            "Accept unstated -",
        ),
        (chinese, "| 授权 | 持有者{令牌}。必需。 |", bearer),
        (chinese, "| 接受 | application/json |", "Accept unstated -"),
        (chinese, "| Prefer：a | b。可选。 |", "Prefer optional -"),
        (
            japanese,
            "| 承認 | ベアラー &lt;トークン&gt; が必要です。 |",
            bearer,
        ),
        (japanese, "| 承諾 | application/json |", "Accept unstated -"),
        (
            spanish,
            "| Autorización | Se requiere &lt;token&gt; de portador. |",
            bearer,
        ),
        (
            german,
            "| Annehmen | application/json |",
            "Accept unstated -",
        ),
        // A word of another language than the page's can be the name of a header.
        (ENGLISH, "| Besser | a desk |", "Besser unstated -"),
    ];
    for (headings, row, expect) in cases {
        let header = operation(&page_in(headings, row, "", "`200 OK`"))
            .headers
            .remove(0);
        let rule = &header.first().value;
        let value = rule.value.as_deref().unwrap_or("-");
        let found = format!("{} {} {value}", rule.name, rule.presence.words());
        assert_eq!(found, expect, "{row}");
    }
}

#[test]
fn a_header_that_is_optional_and_needed_on_a_condition_is_conditional() {
    let page = page_in(
        ENGLISH,
        "| Loan-Ticket | Names the loan. Optional. |",
        "None",
        "`200 OK`\n\nNote that the Loan-Ticket header is required when renewing a loan.",
    );
    assert_eq!(codes(&page), Vec::<&str>::new());
    let rules = derive(&page).table.unwrap().operations.remove(0).headers;
    assert_eq!(rules[0].first().value.presence.words(), "conditional");
}
