//! Headers that words promise of responses: in sentences, beside a status, and what promises none.

use crate::read::{Dialect as _, Part, plain::Plain};
use crate::text::page::Page;

/// What is promised of the responses of the first operation: of every success, or of a status.
fn answered(name: &str, text: &str) -> String {
    let parts = Plain.read(&Page::new(name, text)).parts;
    let told = |part: &Part| {
        let facts = &part.facts;
        let all = facts.answered.iter().map(|claim| claim.value.to_string());
        let stated = facts.statuses.iter().flat_map(|claim| {
            let names = claim.headers.iter();
            names.map(|name| format!("{} {name}", claim.status.code()))
        });
        all.chain(stated).collect::<Vec<String>>().join(", ")
    };
    parts.first().map(told).unwrap_or_default()
}

fn check(words: &str, expect: &str) {
    let text = format!("# Desks\n\n## One\n\n`POST /desks/{{id}}`\n\n{words}\n");
    assert_eq!(answered("desk.md", &text), expect, "{words}");
}

#[test]
fn a_sentence_promises_a_header_without_calling_it_one() {
    for (words, expect) in [
        ("Returns 200. The response carries `Expires`.", "Expires"),
        (
            "Returns 200. The number of all desks, on whatever page, is in the `Desk-Count` header of the response.",
            "Desk-Count",
        ),
        (
            "Returns 200. You find the number of all desks in the `Desk-Count` response header.",
            "Desk-Count",
        ),
        (
            "Returns 200. The total is in the `X-Total-Count` header.",
            "X-Total-Count",
        ),
        ("Returns 200. Send the key in the `Desk-Key` header.", ""),
        (
            "Returns 200 and the desk that is named in the `Desk-Name` header.",
            "",
        ),
        (
            "Returns 200. The response bears `X-Total-Count`.",
            "X-Total-Count",
        ),
        (
            "Returns 200. Each answer includes `Desk-Count`.",
            "Desk-Count",
        ),
        (
            "Success is `201 Created`, and `Location` gives the address of the desk.",
            "201 Location",
        ),
        (
            "Returns `201` with the address of the desk in `Location`.",
            "201 Location",
        ),
        (
            "Returns 201. `Location` points at the desk.",
            "201 Location",
        ),
        (
            "Returns 201. A new desk comes with its address in the `Location` header.",
            "201 Location",
        ),
        (
            "Answers `202`. Where to look for the desk is in the `Location` response header.",
            "202 Location",
        ),
        (
            "Returns `200` and an `ETag` header, or `404` if there is no such desk.",
            "200 ETag",
        ),
        (
            "Returns 200. The `ETag` header holds the version of the desk.",
            "ETag",
        ),
        (
            "Returns 200. The response's `Cache-Control` header is always `no-store`.",
            "Cache-Control",
        ),
        (
            "Returns 200. Each answer comes with a `Retry-After` header: ask again then.",
            "Retry-After",
        ),
    ] {
        check(words, expect);
    }
}

#[test]
fn a_status_promises_what_is_described_beside_it() {
    for (words, expect) in [
        (
            "| Status | About |\n|-|-|\n| 201 | Made. `Location` points at the desk. |\n| 404 | none |",
            "201 Location",
        ),
        (
            "| Status | About |\n|-|-|\n| 200 | All. `X-Total-Count` is always present. |\n| 404 | none |",
            "200 X-Total-Count",
        ),
        (
            "Responses:\n\n- `200`: fine. `X-Total-Count` is set.\n- `404`: none",
            "200 X-Total-Count",
        ),
        (
            "| Status | About |\n|-|-|\n| 201 | Made. |\n| 429 | Slow down. `X-Wait` is always present. |",
            "",
        ),
        (
            "Responses:\n\n- `200`: fine\n- `429`: slow down. The response has an `X-Wait` header.",
            "",
        ),
    ] {
        check(words, expect);
    }
    let text = "Desks\n=====\n\n.. http:post:: /desks\n\n   :status 201: made, ``Location`` says where\n   :status 409: there\n";
    assert_eq!(answered("desk.rst", text), "201 Location");
}

#[test]
fn a_field_that_says_since_when_is_no_condition_of_a_time() {
    let field = |field: &str| {
        let text = format!(
            "Desks\n=====\n\n.. http:get:: /desks\n\n   :resheader {field}\n   :status 200: all\n"
        );
        answered("desk.rst", &text)
    };
    assert_eq!(
        field("Last-Modified: when a desk was lent last"),
        "Last-Modified"
    );
    assert_eq!(field("X-Lent-At: when it was lent"), "X-Lent-At");
    assert_eq!(field("X-Desk: when it was lent"), "");
    assert_eq!(field("Last-Modified: only when it was lent"), "");
}

#[test]
fn what_is_of_another_or_conditional_promises_no_header() {
    for words in [
        "Returns 200. The response includes the `age` of the desk.",
        "Returns 200. The response includes `desk-id`.",
        "Returns 200. See `X-Total-Count` in the response.",
        "Returns 200. Use the `X-Total-Count` response header to go on.",
        "Returns 200. The response may carry `Expires`.",
        "Returns 200. All desks are returned with a `Link` header.",
        "Returns 200. The response has `X-Total-Count` if there are desks.",
        "Returns 200. The response has `X-Total-Count` or `X-Count`.",
        "Returns 200. `X-Total-Count` was sent.",
        "Returns 200. The answer to `GET /desks` carries the `X-Total-Count` header.",
        "Returns 404. `Location` points at the desk.",
        "Returns 201 and the desk. There is no `Location` header, as a desk has no address.",
        "Returns 201. There is no `Location`.",
        "Returns 201 with no `Location` header.",
    ] {
        check(words, "");
    }
}
