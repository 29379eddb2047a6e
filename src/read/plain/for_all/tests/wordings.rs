//! In how many words a page says what each request carries, what is left out, and what each response has.

use super::{NOTHING, said};
use crate::read::{Dialect as _, plain::Plain};
use crate::text::page::Page;

/// Operations of a page on desks, of which one says nothing of who may ask.
const OPERATIONS: &str = "\n## List desks\n\n`GET /desks`\n\nReturns `200`.\n\n## Health\n\n`GET /health`\n\nReturns `200`.\n";

/// What is said of all on a page with operations, in a section of its own before them.
fn check(words: &str, expect: &[&str]) {
    let text = format!("# Desks\n\n## Who may call\n\n{words}\n{OPERATIONS}");
    let without_line = |told: String| {
        told.split_once(' ')
            .map(|(_, told)| told.to_owned())
            .unwrap_or_default()
    };
    let told: Vec<String> = said("desks.md", &text)
        .into_iter()
        .map(without_line)
        .collect();
    assert_eq!(told, expect, "{words}");
}

const KEY: &[&str] = &["X-Desk-Key: {token}"];
const BEARER: &[&str] = &["Authorization: Bearer {token}"];
const BASIC: &[&str] = &["Authorization: Basic {token}"];

#[test]
fn what_each_request_carries_is_said_in_many_words() {
    for words in [
        "Put your key in the `X-Desk-Key` header of each request.",
        "Every operation, without exception, requires your desk key in the `X-Desk-Key` header.",
        "Pass the key in the `X-Desk-Key` header with every call.",
        "Supply your key with all requests in the `X-Desk-Key` header.",
        "Authenticate by putting your key in the `X-Desk-Key` header of each request.",
        "With every request, send your key in the `X-Desk-Key` header.",
        "Please send the `X-Desk-Key` header with each and every request.",
        "To authenticate, send the `X-Desk-Key` header with every request.",
        "Every request you make must carry the `X-Desk-Key` header.",
        "An `X-Desk-Key` header is needed on all calls.",
        "The `X-Desk-Key` header is obligatory for each request.",
        "The `X-Desk-Key` header is sent with every request.",
        "An `X-Desk-Key` header is required for all endpoints on this page.",
        "All operations described in this document require the `X-Desk-Key` header.",
        "Every request must carry the `X-Desk-Key` header, or it is refused.",
        "Every request must carry the `X-Desk-Key` header, otherwise it is not served.",
        "Callers identify themselves with a key in the `X-Desk-Key` header. It is required on every endpoint.",
        "You get a key from the librarian. Send it along with all calls:\n\n```http\nX-Desk-Key: 7f3a\n```",
        "The following headers are sent with every request.\n\n| Name | Needed | About |\n|-|-|-|\n| X-Desk-Key | yes | the key |\n| X-Room | no | the room |",
        "All calls need these headers:\n\n- `X-Desk-Key: <key>`\n- `X-Room: 7`, optional",
        "> Every call must carry the `X-Desk-Key` header.",
        "<Note>Every call must carry the `X-Desk-Key` header.</Note>",
        "<Note>\n\nEvery call must carry the `X-Desk-Key` header.\n\n</Note>",
    ] {
        check(words, KEY);
    }
    for words in [
        "Unless noted otherwise, requests carry `Authorization: Bearer <token>`.",
        "Send `Authorization: Bearer <token>` with every request unless otherwise stated.",
        "A bearer token is required for every request.",
        "All requests are authenticated with a bearer token.",
    ] {
        check(words, BEARER);
    }
    for words in [
        "Every request carries HTTP Basic credentials in the `Authorization` header:\n\n    Authorization: Basic ZGVzazpkZXNr",
        "Unless noted otherwise, requests use HTTP Basic authentication with name and password.",
    ] {
        check(words, BASIC);
    }
}

#[test]
fn what_is_conditional_or_of_some_or_of_answers_demands_nothing() {
    for words in [
        "Most endpoints need a key in the `X-Desk-Key` header.",
        "Every request may carry the `X-Desk-Key` header.",
        "If you have a key, send it in the `X-Desk-Key` header of each request.",
        "You can send your key in the `X-Desk-Key` header of each request.",
        "Unless noted otherwise, admin requests carry the `X-Desk-Key` header.",
        "All requests that change a desk carry the `X-Desk-Key` header.",
        "Each request to the archive carries the `X-Desk-Key` header.",
        "Each response to a request has an `X-Desk-Key` header.",
        "All requests for the archive need the `X-Desk-Key` header.",
        "Callers may identify themselves with a key in the `X-Desk-Key` header. It is not required on every endpoint.",
        "The key is optional. Send it along with all calls when you have one:\n\n    X-Desk-Key: 7f3a",
        "All requests have the `X-Desk-Key` header, or the `key` parameter.",
        "Every request except those of readers needs the `X-Desk-Key` header.",
        "Except for the archives, every request needs the `X-Desk-Key` header.",
        "Except for the search, every request needs the `X-Desk-Key` header.",
        "The `X-Desk-Key` header is required on every endpoint that is not public.",
        "Every day, requests with the `X-Desk-Key` header are counted.",
        "To see your own desks, send the `X-Desk-Key` header with every request.",
        "For the archive, put the `X-Desk-Key` header into each request.",
    ] {
        check(words, &NOTHING);
    }
}

/// Which operations of a page are served to anybody, and how many things it says of all.
fn open(words: &str, health: &str) -> (usize, Vec<bool>) {
    let text = format!("# Desks\n\n## Who may call\n\n{words}\n{OPERATIONS}\n{health}\n");
    let reading = Plain.read(&Page::new("desks.md", text));
    let open = reading.parts.iter().map(|part| part.facts.is_open);
    (reading.for_all.len(), open.collect())
}

#[test]
fn what_is_left_out_is_served_to_anybody() {
    for words in [
        "Except for `GET /health`, every request needs the `X-Desk-Key` header.",
        "With the exception of `GET /health`, all calls must carry the `X-Desk-Key` header.",
        "Every request needs the `X-Desk-Key` header. The only call that goes without is `GET /health`, as the guard makes it.",
        "An `X-Desk-Key` header is required on every endpoint that is not public. Public endpoints: `GET /health`.",
        "Every request needs the `X-Desk-Key` header. No key is asked for by `GET /health`.",
        "Every request needs the `X-Desk-Key` header. `GET /health` needs no token.",
        "Every request needs the `X-Desk-Key` header. `GET /desks` is for readers, `GET /health` needs none.",
        "Every request needs the `X-Desk-Key` header. `GET /desks` needs a token and `GET /health` needs no token.",
        "Every request needs the `X-Desk-Key` header. `GET /health` is the guard's, and needs no token.",
        "Except the public ones—every request needs the `X-Desk-Key` header. Public endpoints: `GET /health`.",
    ] {
        assert_eq!(open(words, ""), (1, vec![false, true]), "{words}");
    }
    let both = "Every request needs the `X-Desk-Key` header. No key is asked for by `GET /desks`, `GET /health`.";
    assert_eq!(open(both, ""), (1, vec![true, true]));
    let key = "Except for the check, every request needs the `X-Desk-Key` header.";
    for health in [
        "No credentials are asked for.",
        "Noted otherwise: no authentication is needed here.",
        "It asks for no key.",
        "No token or key is required.",
    ] {
        assert_eq!(open(key, health), (1, vec![false, true]), "{health}");
    }
    for health in [
        "Without a key the answer is 401.",
        "If no key is sent, it is refused.",
        "No key is better than another.",
        "No two keys are needed.",
        "No password is sent in the response.",
        "No token is used twice.",
        "No key is checked before noon.",
    ] {
        assert_eq!(open(key, health), (0, vec![false, false]), "{health}");
    }
}

#[test]
fn a_list_below_a_heading_on_every_request_names_what_must_be_sent() {
    let page =
        |list: &str| format!("# Desks\n\n## Headers of every request\n\n{list}\n{OPERATIONS}");
    for list in [
        "| Header | Mandatory | About |\n|-|-|-|\n| Authorization | yes | `Bearer` and the token |\n| X-Room | no | the room |",
        "<dl><dt><code>Authorization</code></dt><dd>Required. <code>Bearer</code>, a space and the token.</dd><dt><code>X-Room</code></dt><dd>Optional.</dd></dl>",
        "- `Authorization`: required, `Bearer` and the token\n- `X-Room`: the room",
    ] {
        let told = said("desks.md", &page(list));
        let told: Vec<&str> = told
            .iter()
            .filter_map(|told| told.split_once(' '))
            .map(|(_, told)| told)
            .collect();
        assert_eq!(told, BEARER, "{list}");
    }
    let rst = |words: &str| {
        let text = format!(
            "Desks\n=====\n\nRequest headers\n---------------\n\n``Authorization``\n    ``Bearer`` and the token. {words}\n\n``X-Room``\n    The room.\n\n\
             GET /desks\n----------\n\nReturns 200.\n\nGET /health\n-----------\n\nReturns 200.\n"
        );
        let reading = Plain.read(&Page::new("desks.rst", text));
        let open: Vec<bool> = reading
            .parts
            .iter()
            .map(|part| part.facts.is_open)
            .collect();
        (reading.for_all.len(), open)
    };
    assert_eq!(rst("Needed for all requests."), (1, vec![false, false]));
    assert_eq!(
        rst("Needed for all requests except for ``GET /health``."),
        (1, vec![false, true])
    );
    assert_eq!(rst("Needed for some requests."), (0, vec![false, false]));
    assert_eq!(rst("Required."), (0, vec![false, false]));
    let response = page("| Header | Mandatory |\n|-|-|\n| X-Desk-Key | yes |")
        .replace("every request", "every response");
    assert_eq!(said("desks.md", &response), NOTHING);
}

#[test]
fn a_header_whose_value_is_not_said_is_one_that_must_be_sent() {
    check(
        "Every request must carry the `Desk-Room` header.",
        &["Desk-Room:"],
    );
    check(
        "Every request must carry the `Desk-Room` and `Desk-Floor` headers.",
        &["Desk-Room:", "Desk-Floor:"],
    );
    check(
        "The following headers must be sent with every request:\n\n| Header | Required |\n|-|-|\n| Desk-Room | yes |\n| Desk-Floor | no |",
        &["Desk-Room:"],
    );
    check(
        "Every request must carry the `Accept-Language` header.",
        &NOTHING,
    );
    check(
        "Every request must carry the `Desk-Room` of the reader.",
        &NOTHING,
    );
}

#[test]
fn what_is_excepted_is_not_promised_or_demanded_of_all() {
    for words in [
        "All requests except `GET /health` return 200.",
        "Except for the search, all requests return 200.",
        "All requests except `GET /health` must carry the `Desk-Room` header.",
        "Except for `GET /health`, all paths are prefixed with `/api/v1`.",
    ] {
        check(words, &NOTHING);
        let open = "Every request needs the `X-Desk-Key` header. `GET /health` needs no token.";
        check(&format!("{open} {words}"), KEY);
    }
    let listed = |words: &str| {
        let text = format!(
            "Desks\n=====\n\nRequest headers\n---------------\n\n{words}\n\nGET /desks\n----------\n\nReturns 200.\n\n\
             GET /health\n-----------\n\nReturns 200.\n"
        );
        said("desks.rst", &text)
    };
    assert_eq!(
        listed("``Desk-Room``\n    The room, needed for all requests."),
        ["7 Desk-Room:"]
    );
    for words in [
        "``Desk-Room``\n    The room, needed for all requests except for ``GET /health``.",
        "``X-Desk-Key``\n    The key, needed for all requests except for the search.",
    ] {
        assert_eq!(listed(words), NOTHING, "{words}");
    }
}

#[test]
fn a_header_is_found_where_it_stands() {
    let text = "# Desk API\n\n## Conventions\n\nUnlike the AX-Desk-Key of old,\nthe X-Desk-Key header must be sent with each request.\n";
    assert_eq!(said("conventions.md", text), ["6 X-Desk-Key: {token}"]);
    check(
        "Every request must carry the `Head` and `Desk-Room` headers.",
        &["Head:", "Desk-Room:"],
    );
}

#[test]
fn of_many_headers_of_each_response_some_are_kept_each_once() {
    let count = |own: &dyn Fn(usize) -> String| {
        let words = (0..200).map(|n| format!("All responses carry an `{}` header. ", own(n)));
        let text = format!("# Desks\n\n{}\n{OPERATIONS}", words.collect::<String>());
        let parts = Plain.read(&Page::new("desks.md", text)).parts;
        parts[0].facts.answered.len()
    };
    assert_eq!(count(&|_| "X-Desk".to_owned()), 1);
    assert_eq!(count(&|n| format!("X-Desk{n}")), 64);
}

#[test]
fn a_title_that_names_another_is_spoken_of_where_the_words_say_this_page() {
    let page = |words: &str| format!("# Webhooks\n\n{words}\n{OPERATIONS}");
    let key = "The `X-Desk-Key` header is required for all endpoints";
    assert_eq!(
        said("hooks.md", &page(&format!("{key} on this page."))),
        ["3 X-Desk-Key: {token}"]
    );
    assert_eq!(said("hooks.md", &page(&format!("{key}."))), NOTHING);
}

#[test]
fn what_every_request_shows_is_what_the_words_ask_of_all() {
    let page = |words: &str| {
        format!(
            "# Desks\n\n{words}\n\n## List desks\n\n```\nGET /desks HTTP/1.1\nX-Desk-Key: 7f3a\n```\n\n## One\n\n`GET /desks/{{id}}`\n"
        )
    };
    for words in [
        "Every request must be authenticated.",
        "All calls need a key.",
    ] {
        assert_eq!(
            said("desks.md", &page(words)),
            ["3 X-Desk-Key: {token}"],
            "{words}"
        );
    }
    for words in [
        "Every request must have a session cookie for authentication.",
        "Most calls need a key.",
        "All calls need a desk.",
        "Each request is counted against your key.",
        "Every request has a key in the log.",
        "Every request contains a token.",
    ] {
        assert_eq!(said("desks.md", &page(words)), NOTHING, "{words}");
    }
}

#[test]
fn what_comes_without_a_good_credential_is_said_in_many_words() {
    const NEEDED: &str = "Every request needs the `X-Desk-Key` header.";
    for words in [
        "Without it the answer is 401.",
        "A request whose key is wrong gets `401 Unauthorized`.",
        "Calls with an unknown key are answered with 401.",
        "Requests that carry no key are answered with 401.",
        "If no key is sent, the answer is 401.",
        "When the key is missing, the service answers `401`.",
    ] {
        check(
            &format!("{NEEDED} {words}"),
            &["X-Desk-Key: {token}", "refused 401"],
        );
    }
    for words in [
        "Without it the answer is 404.",
        "Requests that change a desk without a key are answered with 401.",
        "Without a room the answer is 401.",
    ] {
        check(&format!("{NEEDED} {words}"), KEY);
    }
    check("Without it the answer is 401.", &NOTHING);
}

#[test]
fn each_response_of_a_page_carries_what_it_says_of_all() {
    let answered = |words: &str| {
        let text = format!("# Desks\n\n{words}\n{OPERATIONS}");
        let parts = Plain.read(&Page::new("desks.md", text)).parts;
        let all = parts.iter().map(|part| part.facts.answered.len());
        all.collect::<Vec<usize>>()
    };
    for words in [
        "All responses carry an `X-Request-Id` header.",
        "Every response contains `X-Request-Id`, which tells them apart.",
        "An `X-Request-Id` header is part of each answer.",
        "The version is returned in the `X-Desk-Version` header on all requests.",
        "Each response, good or bad, includes an `X-Request-Id` header.",
        "Every response (successful or not) has an `X-Request-Id`.",
        "All responses – success or failure – carry `X-Request-Id`.",
        "Every response, whether it succeeded or failed, contains `X-Request-Id`.",
        "Each answer, be it a success or an error, has an `X-Request-Id` header.",
        "All responses carry `X-Request-Id`, whether successful or not.",
    ] {
        assert_eq!(answered(words), [1, 1], "{words}");
    }
    for words in [
        "All responses may carry an `X-Request-Id` header.",
        "Except for the search, all responses carry an `X-Request-Id` header.",
        "All responses except `GET /health` carry an `X-Request-Id` header.",
        "All responses to readers carry an `X-Request-Id` header.",
        "All error responses carry an `X-Request-Id` header.",
        "All requests carry an `X-Request-Id` header.",
        "Every response contains `desk-id`.",
        "Each response, small or big, has `X-Request-Id` or `X-Trace-Id`.",
        "Each response has `X-Request-Id` or is an error.",
        "Most responses carry an `X-Request-Id` header.",
    ] {
        assert_eq!(answered(words), [0, 0], "{words}");
    }
    let index = "# Desks\n\n## Calls\n\n| Method | Path |\n|-|-|\n| GET | /desks |\n| GET | /health |\n\nAll responses carry `X-Desk-Id`.\n\n### Listing\n\n`GET /desks` lists.\n";
    let parts = Plain.read(&Page::new("desks.md", index)).parts;
    let counts: Vec<usize> = parts.iter().map(|part| part.facts.answered.len()).collect();
    assert_eq!(counts, [1, 1]);
}
