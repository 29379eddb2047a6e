//! Examples: what they send for what is the caller's own or the service's, and what is none.

use super::check;
use crate::read::{Dialect as _, plain::Plain};
use crate::text::page::Page;

/// What the first example sends for a header, and what the operation's own claim of it has for a value.
fn sent(header: &str, value: &str, said: &str) -> (Option<String>, Option<String>) {
    let text = format!(
        "# Loans\n\n## Lending\n\n`POST /loans`\n\n{said}\n\n```\ncurl -X POST -H '{header}: {value}' http://localhost/loans\n```\n"
    );
    let parts = Plain.read(&Page::new("desk.md", text)).parts;
    let facts = &parts[0].facts;
    let sent = facts.examples[0].request.header(header);
    let mut claims = facts.headers.iter().filter(|claim| claim.name.is(header));
    let claimed = claims.find_map(|claim| claim.value.clone());
    (sent.map(|(value, _)| value.to_owned()), claimed)
}

#[test]
fn a_sentence_that_is_too_long_says_nothing_of_a_header() {
    let said = |rest: &str| format!("The calls take the id of the desk from `Desk-Pass`{rest}.");
    let sample = Some("{desk-pass}".to_owned());
    assert_eq!(
        sent("Desk-Pass", "d-7b21", &said("")),
        (sample.clone(), sample)
    );
    let long = said(&" and then some".repeat(60));
    let own = Some("d-7b21".to_owned());
    assert_eq!(sent("Desk-Pass", "d-7b21", &long), (own.clone(), own));
}

#[test]
fn a_sentence_of_many_headers_is_read_in_time() {
    let names: String = (0..60_000).map(|n| format!("`Desk-{n}` ")).collect();
    let said = format!("The id stands in {names}.");
    let own = Some("d-7b21".to_owned());
    assert_eq!(sent("Desk-Pass", "d-7b21", &said), (own.clone(), own));
}

#[test]
fn a_header_that_every_client_writes_for_itself_is_no_sample() {
    let said =
        "- `Cookie`: the id from opening the desk\n- `Cache-Control`: the id from opening the desk";
    for header in ["Cookie", "Cache-Control"] {
        let (sent, _) = sent(header, "d-7b21", said);
        assert_eq!(sent.as_deref(), Some("d-7b21"), "{header}");
    }
}

#[test]
fn what_declares_a_request_and_shows_nothing_more_is_no_example() {
    let level = "The header `X-Desk` is required.";
    let declared = "POST /webhooks [X-Desk: - required]";
    for page in [
        format!("# Desks\n\n## Hooks\n\n```\nPOST /webhooks\n```\n\n{level}\n"),
        format!("# Desks\n\n## POST /webhooks\n\n{level}\n\n```\nPOST /webhooks\n```\n"),
        format!("# Desks\n\n## Hooks\n\n`POST /webhooks`\n\n{level}\n\n```\nPOST /webhooks\n```\n"),
    ] {
        check(&page, &[declared]);
    }
    let answered = "# Desks\n\n## POST /webhooks\n\n```\nPOST /webhooks\n```\n\n```\nHTTP/1.1 202 Accepted\n```\n";
    check(answered, &["POST /webhooks </webhooks:202>"]);
    let sent = "# Desks\n\n## POST /webhooks\n\n```\nPOST /webhooks\n\n{\"n\": 1}\n```\n";
    check(sent, &["POST /webhooks </webhooks:>"]);
    let other = "# Desks\n\n## GET /desks/{id}\n\n```\nGET /desks/7\n```\n";
    check(other, &["GET /desks/{id} </desks/{id}:>"]);
}

#[test]
fn what_is_answered_behind_a_bare_request_is_its_response() {
    let answer = "```\nHTTP/1.1 200 OK\nContent-Type: application/json\nETag: \"d-7b21\"\n\n{\"id\": 7}\n```\n";
    let headers = |text: &str| {
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        let examples = parts[0].facts.examples.iter();
        let responses = examples.flat_map(|example| &example.responses);
        let headers = responses.map(|response| response.message.headers.len());
        headers.collect::<Vec<usize>>()
    };
    for words in ["", "The desk:\n\n", "Desks have numbers.\n\nAnswer:\n\n"] {
        let text =
            format!("# Desks\n\n## A desk\n\n```\nGET /desks/{{id}}\n```\n\n{words}{answer}");
        check(&text, &["GET /desks/{id} </desks/{id}:200>"]);
        assert_eq!(headers(&text), [2], "{text}");
    }
    for between in [
        "## Others\n\n",
        "`PUT /desks/{id}` changes it.\n\n",
        "```\nDELETE /desks/{id}\n```\n\n",
    ] {
        let text =
            format!("# Desks\n\n## A desk\n\n```\nGET /desks/{{id}}\n```\n\n{between}{answer}");
        assert_eq!(headers(&text), [0_usize; 0], "{text}");
    }
}

#[test]
fn a_value_that_another_response_shows_is_one_that_the_service_gave_out() {
    let page = |header: &str, value: &str, answered: &str| {
        format!(
            "# Desks\n\n## Open\n\n```\nPOST /desks HTTP/1.1\nHost: desks.example\n```\n\n```\nHTTP/1.1 201 Created\n{answered}\n```\n\n\
             ## Lend\n\n```\nPOST /loans HTTP/1.1\nHost: desks.example\n{header}: {value}\n```\n\n```\nHTTP/1.1 201 Created\nLoan-Room: {value}\n```\n"
        )
    };
    let sent = |header: &str, value: &str, answered: &str| {
        let text = page(header, value, answered);
        let parts = Plain.read(&Page::new("desk.md", &text)).parts;
        let facts = &parts[1].facts;
        let shown = facts.examples[0].request.header(header);
        let shown = shown.map(|(value, _)| value.to_owned()).unwrap();
        let claimed = facts.headers.iter().find(|claim| claim.name.is(header));
        assert_eq!(
            claimed.and_then(|claim| claim.value.clone()),
            Some(shown.clone())
        );
        shown
    };
    for answered in [
        "X-Desk: desk-7b21",
        "Content-Type: application/json\n\n{\"desk\": \"desk-7b21\"}",
        "Location: /desks/desk-7b21",
    ] {
        assert_eq!(
            sent("X-Desk", "desk-7b21", answered),
            "{x-desk}",
            "{answered}"
        );
    }
    for (header, value, answered) in [
        ("X-Desk", "desk-7b21", "X-Desk: desk-9c41"),
        ("X-Desk", "desk-7b21", "Content-Length: 0"),
        ("X-Desk", "72", "X-Desk: 72"),
        ("X-Desk", "wooden", "X-Desk: wooden"),
        ("X-Request-Id", "desk-7b21", "X-Desk: desk-7b21"),
        ("Desk-Version", "desk-7b21", "X-Desk: desk-7b21"),
        ("Desk-Digest", "sha-256", "X-Desk: sha-256"),
    ] {
        assert_eq!(sent(header, value, answered), value, "{header}: {answered}");
    }
}
