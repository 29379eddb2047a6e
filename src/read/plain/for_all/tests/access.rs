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
        | ForAll::Parameter { .. }
        | ForAll::CredentialRefused(_)
        | ForAll::ErrorBody { .. }
        | ForAll::Base(_) => None,
    })
}

fn check(words: &str, expect: Option<(&str, Presence)>) {
    check_below("Before you begin", words, expect);
}

fn check_below(heading: &str, words: &str, expect: Option<(&str, Presence)>) {
    let text = format!(
        "# Desks\n\n## {heading}\n\n{words}\n\n## List desks\n\n`GET /desks`\n\nReturns `200`.\n"
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

#[test]
fn below_a_heading_on_access_a_key_s_header_is_shown_for_all() {
    let shown = Some(("X-Desk-Key: {token}", Presence::Unstated));
    for words in [
        "Clients prove who they are with a key, transmitted in the `X-Desk-Key` request header.",
        "Your key goes into the `X-Desk-Key` header.",
        "The key is passed in the `X-Desk-Key` header.",
        "Send your key as the `X-Desk-Key` header.",
        "Desks are unlocked by a key. It travels in `X-Desk-Key`.",
        "The service reads the key from the `X-Desk-Key` header.",
        "Keys are handed over in an HTTP header called `X-Desk-Key`.",
        "A key, found in your account, is expected in `X-Desk-Key`.",
        "We look for your key in the header `X-Desk-Key`.",
        "All keys must be kept secret. Requests carry the `X-Desk-Key` header.",
        "Use the header `X-Desk-Key: <your key>`.",
        "Ask the librarian for a key. This is how it is sent:\n\n```http\nGET /desks HTTP/1.1\nX-Desk-Key: 7f3a...9c\n```",
        "Ask the librarian for a key:\n\n```sh\ncurl -H 'X-Desk-Key: 7f3a9c' https://desk.example/desks\n```",
    ] {
        for heading in [
            "Authentication",
            "Getting access",
            "API keys",
            "Security",
            "How you are identified",
        ] {
            check_below(heading, words, shown);
        }
        let refused = format!(
            "{words}\n\nA request whose key is absent or not valid is answered with status 401."
        );
        let required = Some(("X-Desk-Key: {token}", Presence::Required));
        check_below("Authentication", &refused, required);
    }
    check_below(
        "Authentication",
        "Readers hold a token, which is sent as `Authorization: Bearer <token>`.",
        Some(("Authorization: Bearer {token}", Presence::Unstated)),
    );
}

#[test]
fn what_is_shown_of_some_or_elsewhere_is_shown_for_none() {
    for words in [
        "Most clients send a key in the `X-Desk-Key` header.",
        "You may send a key in the `X-Desk-Key` header.",
        "If you have a key, put it into the `X-Desk-Key` header.",
        "The key is optional. It goes into `X-Desk-Key`.",
        "Requests to the archive carry a key in the `X-Desk-Key` header.",
        "A key is sent in the `X-Desk-Key` header, or in `X-Room-Key`.",
        "Readers' keys go into `X-Desk-Key`. Librarians' keys go into `X-Room-Key`.",
        "Your key is not sent in the `X-Desk-Key` header.",
        "Our webhook sends your key in the `X-Desk-Key` header.",
        "The signature is sent in `X-Desk-Key` with a secret.",
        "Some calls take a key in the `X-Desk-Key` header.",
        "Until last year the key was sent in `X-Desk-Key`, which is deprecated.",
    ] {
        check_below("Authentication", words, None);
    }
    for heading in [
        "Tables",
        "Opening hours",
        "Webhooks and keys",
        "Admin access",
    ] {
        let words = "The key goes into the `X-Desk-Key` header.";
        check_below(heading, words, None);
    }
}

#[test]
fn a_heading_on_access_behind_the_operations_is_read_as_well() {
    let text = "# Desks\n\n## List desks\n\n`GET /desks`\n\nReturns `200`.\n\n## Show a desk\n\n`GET /desks/{id}`\n\nReturns `200`.\n\n\
                ## Authentication\n\nThe key goes into the `X-Desk-Key` header.\n";
    let expect = ("X-Desk-Key: {token}".to_owned(), Presence::Unstated);
    assert_eq!(shown("desks.md", text), Some(expect));
}

#[test]
fn operations_that_need_a_token_are_all_of_them() {
    let sent = "Authorization: Bearer {token}";
    for words in [
        "Every operation requires a token, which is sent in the header `Authorization` with the scheme `Bearer`. If the header is missing or carries a token that we have not issued, the answer is 401.",
        "Every operation requires a token. It is sent in the header `Authorization` with the scheme `Bearer`. Without one the answer is 401.",
        "Each operation needs a token in the `Authorization` header (`Bearer` scheme). A missing or unknown token is answered with 401.",
        "Every operation requires a token, sent as `Authorization: Bearer <token>`. Without a valid one it is refused with 401.",
        "All operations require a token: `Authorization: Bearer <token>`. Otherwise the answer is 401.",
        "All operations require a token: `Authorization: Bearer <token>`. Requests without one get a 401.",
    ] {
        let text = format!(
            "# Desk API\n\n## Conventions\n\n### Paths\n\n| Path | Methods |\n|-|-|\n| `/desks` | GET, HEAD |\n| `/desks/{{id}}` | DELETE |\n\n### Credential\n\n{words}\n\n\
             ## Desks\n\n### List: GET /desks\n\nReturns 200.\n\n### Remove: DELETE /desks/{{id}}\n\nReturns 204.\n"
        );
        let mut found = super::said("desks.md", &text);
        found.sort();
        let expect = [format!("14 {sent}"), "14 refused 401".to_owned()];
        assert_eq!(found, expect, "{words}");
    }
}
