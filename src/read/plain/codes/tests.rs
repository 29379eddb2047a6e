//! Which numbers in words are statuses.

use super::{codes, codes_in};

fn check(text: &str, is_listed: bool, expect: &[&str]) {
    let found = codes(text, is_listed);
    let found: Vec<&str> = found.iter().map(|code| &text[code.range.clone()]).collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn a_code_is_known_by_what_is_said_of_it() {
    check("Returns 200 when the desk is open.", false, &["200"]);
    let apart = |text: &'static str| codes_in(text, false, move |_| Some("409 desk_shut")).len();
    assert_eq!(
        apart("While it is shut it can't be lent: 409 desk_shut."),
        1
    );
    check("returns HTTP status code 200 only when", false, &["200"]);
    check("Returns a 204 empty response on success.", false, &["204"]);
    check(
        "and a 400 BAD REQUEST on a bad desk.",
        false,
        &["400 BAD REQUEST"],
    );
    check("an HTTP 409 will be returned", false, &["409"]);
    check("Returns an HTTP 201 response code", false, &["201"]);
    check("Returns no content (204) then.", false, &["204"]);
    check("body {id} → 204 or 401/502.", false, &["204", "401", "502"]);
    check("Returns 204 No Content", false, &["204 No Content"]);
    check("will return HTTP Status Code 503.", false, &["503"]);
    check(
        "status code (one of 400, 412 or 503) will",
        false,
        &["400", "412", "503"],
    );
    check("It works, with `412` if it is another.", false, &["412"]);
    check(
        "It gives the desk, or 404 if there is none.",
        false,
        &["404"],
    );
    check("Desks with 404 drawers or 200 if asked.", false, &[]);
    check("Normal response codes: 200, 204", false, &["200", "204"]);
    check("badRequest(400), itemNotFound(404)", true, &[]);
    check(
        "Returns 202 if it was queued, 201 otherwise",
        false,
        &["202", "201"],
    );
    check(
        "This endpoint always returns 200 and should",
        false,
        &["200"],
    );
}

#[test]
fn an_error_stands_in_parentheses_beside_the_code_of_the_service_itself() {
    for text in [
        "A run that is not open cannot be closed (409, `wrong-state`).",
        "A run that is not open cannot be closed (409 wrong-state).",
        "A run that is not open cannot be closed (409: RUN_CLOSED).",
        "A run that is not open cannot be closed (`wrong-state`, 409).",
        "A run that is not open cannot be closed (wrong_state: 409).",
    ] {
        check(text, false, &["409"]);
    }
    for text in [
        "Desks of oak (409, in all) are kept.",
        "Desks of oak (409, wood) are kept.",
        "The line is ( 409, wrong-state",
        "A desk of oak (409 well-kept drawers).",
        "A desk (200, wrong-state) is kept.",
        "Boards (450, 2-ply).",
        "The desk (see wrong-state, 409).",
    ] {
        check(text, false, &[]);
    }
}

#[test]
fn a_number_of_something_else_is_no_code() {
    check("Returns 100 desks", false, &[]);
    check("up to 200 desks (1-100)", false, &[]);
    check("a 404 instead of a 200", false, &[]);
    check("in the 200-level, 2xx, v200 or 200.5", false, &[]);
    check("128, 256 and 500", false, &[]);
    check("The desk has 204 drawers.", false, &[]);
    check("Desks (204) and -> 200 desks", false, &[]);
    check("Up to (500) and a size of at most 512 by 404.", false, &[]);
    check("299 or 600", true, &[]);
}

#[test]
fn what_another_takes_the_place_of_is_answered_in_other_cases_and_what_is_denied_is_not() {
    check(
        "Returns 206 instead of 200 if a range is asked for.",
        false,
        &["206", "200"],
    );
    check(
        "Returns 206, rather than 200, when a range is asked for.",
        false,
        &["206", "200"],
    );
    check("Returns 206 instead of a 200.", false, &["206"]);
    check(
        "Returns 206 if a range is asked for, and no 200.",
        false,
        &["206"],
    );
    check("Returns 206, not 200, when asked for.", false, &["206"]);
    check("Returns 206 if asked for, never 200.", false, &["206"]);
}

#[test]
fn an_error_is_known_by_where_it_stands() {
    check("Old desks are refused (410).", false, &["410"]);
    check("→ 404 no such desk → 409 taken", false, &["404", "409"]);
    check("We turn it away with a 415.", false, &["415"]);
    check(
        "One without it gets 428, one with another 412.",
        false,
        &["428"],
    );
    check("with 403 for whoever may not read it,", false, &["403"]);
    check("with 403 desks or more,", false, &[]);
    check("Long loans are refused: 422.", false, &["422"]);
    check(
        "The server confirms with 200, and it sees a 504 if not.",
        false,
        &["200", "504"],
    );
}

#[test]
fn what_is_set_apart_and_nothing_but_a_code_is_one() {
    let found = |text: &str| -> Vec<u16> {
        let plain: String = text.replace('`', "");
        let mut runs = Vec::new();
        let mut at = 0;
        for (n, part) in text.split('`').enumerate() {
            if n % 2 == 1 {
                runs.push((at..at + part.len(), part));
            }
            at += part.len();
        }
        let set_apart = |at: usize| {
            let mut runs = runs.iter();
            runs.find_map(|(range, words)| range.contains(&at).then_some(*words))
        };
        let found = codes_in(&plain, false, set_apart);
        found.iter().map(|code| code.status.code()).collect()
    };
    assert_eq!(found("One desk. `200`, plus its tag."), [200]);
    assert_eq!(found("Not there? `404 Not Found`, or `410`."), [404, 410]);
    assert_eq!(found("Gone is a `404`, here and below."), [404]);
    assert_eq!(
        found("`n` is `200` desks, `500` at most, by default `201`."),
        [0_u16; 0]
    );
    assert_eq!(found("`201 desks` or `desk 404`"), [0_u16; 0]);
    assert_eq!(found("There is no `404` then."), [0_u16; 0]);
    assert_eq!(
        found("An open run cannot be closed (409, `locked`)."),
        [409]
    );
    assert_eq!(
        found("An open run cannot be closed (`locked`: 409)."),
        [409]
    );
    assert_eq!(found("Desks of oak (409, `locked` ones)."), [0_u16; 0]);
    assert_eq!(found("Desks of oak (409, locked)."), [0_u16; 0]);
    for text in [
        "Set `n` to `200`.",
        "The desk with the id `404` is new.",
        "The desk called `404`, or number `410`.",
        "Let `n` be `200`, or have the width be `300`.",
        "The timeout equals `500`, the length `502`.",
        "Set `n` to `404`.",
    ] {
        assert_eq!(found(text), [0_u16; 0], "{text}");
    }
    for (text, code) in [
        ("`204`: gone.", 204),
        ("The desk is gone, a `204`.", 204),
        ("It is gone: `204`.", 204),
        ("A `204` and nothing else.", 204),
        ("Always `204`.", 204),
        ("Once the desk is gone that's `204`.", 204),
        ("The desk is made with `201`, the loan then follows.", 201),
        ("You have the number of the desk, and a `201`.", 201),
        ("The desk is gone with a `204`.", 204),
        ("The loan ends with `204`.", 204),
        ("The desk is gone, then simply a plain `204`.", 204),
        ("Comes back with `201`.", 201),
        ("What comes back is a `202` and a loan.", 202),
        ("`404` applies where there is none.", 404),
        ("`404` indicates that there is none.", 404),
        ("`200` signifies that it is there.", 200),
    ] {
        assert_eq!(found(text), [code], "{text}");
    }
}

#[test]
fn a_list_says_what_its_numbers_are() {
    check("200 – no error", true, &["200"]);
    check("200: OK", false, &["200: OK"]);
    check("200 OK", false, &["200 OK"]);
    check("200 desks", false, &[]);
    check("**409** - taken", true, &["409"]);
    check("200/204", true, &["200", "204"]);
    check("é 204 No Content", false, &["204 No Content"]);
}
