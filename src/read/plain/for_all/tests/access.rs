//! A credential that a page shows before its operations without a sentence that demands it in as many words.

use crate::read::plain::Plain;
use crate::read::{Dialect as _, ForAll};
use crate::table::Presence;
use crate::text::page::Page;

/// The header of all requests, with whether each must carry it.
fn shown(name: &str, text: &str) -> Option<(String, Presence)> {
    let mut claims = Plain.read(&Page::new(name, text)).for_all.into_iter();
    claims.find_map(|claim| match claim.value {
        ForAll::Header {
            name,
            value,
            presence,
        } => Some((
            format!("{}: {}", name.as_str(), value.unwrap_or_default()),
            presence,
        )),
        ForAll::Success { .. }
        | ForAll::CredentialRefused(_)
        | ForAll::ErrorBody { .. }
        | ForAll::Base(_) => None,
    })
}

fn check(words: &str, expect: Option<(&str, Presence)>) {
    let text = format!(
        "# Desks\n\n## Before you begin\n\n{words}\n\n## List desks\n\n`GET /desks`\n\nReturns `200`.\n"
    );
    let expect = expect.map(|(header, presence)| (header.to_owned(), presence));
    assert_eq!(shown("desks.md", &text), expect, "{words}");
}

#[test]
fn a_header_is_known_by_its_line_and_by_what_is_said_around_it() {
    let required = |header| Some((header, Presence::Required));
    check(
        "The token goes into every request, as a bearer token:\n\n```\ncurl -H \"Authorization: Bearer $TOKEN\" https://desk.example/desks\n```",
        required("Authorization: Bearer {token}"),
    );
    check(
        "A request is only processed if the desk key is contained in it:\n\n```\nGET /desks HTTP/1.1\nDesk-Key: 6f1c-99ab\n```",
        required("Desk-Key: {token}"),
    );
    check(
        "Requests are signed in with your key, which travels in the `X-Desk-Key` header.",
        required("X-Desk-Key: {token}"),
    );
}

#[test]
fn where_some_requests_go_without_it_none_must_have_it() {
    check(
        "Requests are signed in with your key, which travels in the `X-Desk-Key` header. Two operations are public.",
        Some(("X-Desk-Key: {token}", Presence::Unstated)),
    );
}

#[test]
fn who_is_named_as_going_without_it_takes_nothing_from_the_others() {
    let text = "# Desks\n\n## Authentication\n\nThe API uses bearer tokens. Create one and send it with each \
                request:\n\n```\nAuthorization: Bearer YOUR_TOKEN\n```\n\nThe only endpoint that works without a token is \
                `GET /status`.\n\n## List desks\n\n`GET /desks`\n\nReturns `200`.\n\n## Status\n\n`GET /status`\n\nReturns \
                `200`.\n";
    let required = (
        "Authorization: Bearer {token}".to_owned(),
        Presence::Required,
    );
    assert_eq!(shown("desks.md", text), Some(required));
}

#[test]
fn what_is_said_of_some_requests_is_not_said_of_all() {
    for words in [
        "Most calls want a token; every request may have one: `Authorization: Bearer TOKEN`.",
        "The key is optional on every request: `X-Desk-Key: <key>`.",
        "Our webhook signs every request with your token: `Authorization: Bearer TOKEN`.",
        "```\nGET /shelves HTTP/1.1\nAuthorization: Bearer 12345678\n```",
    ] {
        check(words, None);
    }
}

#[test]
fn a_page_on_who_may_ask_shows_it_for_others() {
    let text = "# Authentication\n\nDesks are lent to readers.\n\n## Sending the token\n\nIt travels with each call:\n\n```\nAuthorization: Bearer pat_8\n```\n";
    let expect = (
        "Authorization: Bearer {token}".to_owned(),
        Presence::Required,
    );
    assert_eq!(shown("authentication.md", text), Some(expect));
}

#[test]
fn a_key_that_does_not_say_who_asks_is_no_credential() {
    for name in ["Resume-Token", "Routing-Key", "Sync-Token", "Sort-Key"] {
        let words = format!(
            "Each request is let in by a password of the desk:\n\n```\nGET /desks HTTP/1.1\n{name}: 6f1c-99ab\n```"
        );
        check(&words, None);
    }
}

#[test]
fn what_is_sent_for_a_purpose_or_below_another_s_heading_is_not_said_of_all() {
    check(
        "Each request is counted. To see your own desks, send `Authorization: Bearer <token>`.",
        None,
    );
    let below = |heading: &str| {
        let text = format!(
            "# Desks\n\n## {heading}\n\nEach request is made with the caller's key, which goes into `X-Desk-Key`.\n\n## List desks\n\n\
             `GET /desks`\n\nReturns `200`.\n"
        );
        shown("desks.md", &text).map(|(header, _)| header)
    };
    let own = Some("X-Desk-Key: {token}".to_owned());
    assert_eq!(below("Who may call"), own);
    for heading in ["Admin interface", "Webhooks", "Internal calls"] {
        assert_eq!(below(heading), None, "{heading}");
    }
}

#[test]
fn a_header_whose_name_alone_speaks_of_access_is_not_said_to_be_needed() {
    check(
        "Each request is counted. Desks are asked for with `Authorization: Basic ZGVzazpkZXNr`.",
        None,
    );
    check(
        "Each request is counted, and signed in with `Authorization: Basic ZGVzazpkZXNr`.",
        Some(("Authorization: Basic {token}", Presence::Required)),
    );
}
