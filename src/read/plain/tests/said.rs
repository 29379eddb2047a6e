//! Paragraphs that begin with a request and say what it does.

use super::check;
use crate::read::{Dialect as _, FindingCode, plain::Plain};
use crate::text::page::Page;

#[test]
fn a_paragraph_that_begins_with_a_request_and_a_verb_declares_it() {
    check(
        "# Desks\n\n## Placing\n\nSend the desk with `PUT /desks/{id}`:\n\n```\nPUT /desks/7 HTTP/1.1\n\noak\n```\n\n\
         A new one is answered `201 Created`.\n\n\
         ## Finding\n\n`GET /desks/{id}` returns `200 OK` and the desk. If there is none, you get `404 Not Found`.\n\n\
         `HEAD /desks/{id}` returns the same status, without the desk.\n\n\
         ### Since\n\nWhere it is as it was, the answer is `304 Not Modified`.\n\n### Parts\n\nThe answer to a range is \
         `206 Partial Content`, and that to one behind the end `416 Range Not Satisfiable`.\n\n\
         ## Scrapping\n\n`DELETE /desks/{id}` scraps the desk: `204 No Content`, no body. A lent one is refused with `409 Conflict`.\n\n\
         ## All\n\n`GET /desks` lists them, with `200 OK`.\n",
        &[
            "PUT /desks/{id} 201 </desks/{id}:>",
            "GET /desks/{id} 200 304 206 !404 !416",
            "HEAD /desks/{id} 200 304 !404",
            "DELETE /desks/{id} 204=empty !409",
            "GET /desks 200",
        ],
    );
}

#[test]
fn paragraphs_of_one_section_that_say_what_requests_do_answer_each_for_itself() {
    check(
        "# Desks\n\n## One\n\n`GET /desks/{id}` shows it with `200 OK`.\n\n`POST /desks` adds one: `201 Created`. A full room \
         is answered `409 Conflict`.\n",
        &["GET /desks/{id} 200", "POST /desks 201 !409"],
    );
}

#[test]
fn what_a_paragraph_says_of_the_use_of_a_request_declares_nothing() {
    let desks = "# Desks\n\n## Adding\n\n```\nPOST /desks\n```\n\n## Notes\n\n";
    for words in [
        "`GET /rooms` needs a key.",
        "`GET /rooms` requests are slow.",
        "`GET /rooms` and `GET /halls` show more.",
        "`GET /rooms/7` shows the seventh.",
    ] {
        check(&format!("{desks}{words}\n"), &["POST /desks"]);
    }
}

#[test]
fn a_request_that_a_paragraph_says_what_it_does_of_and_that_was_not_read_is_found() {
    let text = "# Desks\n\n## Adding\n\n```\nPOST /desks\n```\n\n## Notes\n\n`GET /rooms/7` shows the seventh room.\n";
    let findings = Plain.read(&Page::new("desk.md", text)).findings;
    let codes: Vec<FindingCode> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [FindingCode::RequestLineNotRead]);
}

#[test]
fn the_row_of_an_index_states_the_success_of_a_section_that_states_none() {
    for head in [
        "Success",
        "Returns",
        "Response",
        "Status code",
        "On success",
    ] {
        check(
            &format!(
                "# Desks\n\n| Method | Path | About | {head} |\n|-|-|-|-|\n| GET | `/desks` | All | 200 |\n\
                 | POST | `/desks` | Adds | `201` |\n| DELETE | `/desks/{{id}}` | Scraps | 204, no content |\n\n\
                 ## Desks\n\n`GET /desks` answers with a list.\n\n## Adding\n\n```\nPOST /desks\n```\n\nThe desk, as it is now.\n"
            ),
            &[
                "DELETE /desks/{id} 204",
                "GET /desks 200",
                "POST /desks 201",
            ],
        );
    }
}

#[test]
fn a_request_that_words_except_is_not_what_they_are_about() {
    check(
        "# The library\n\n## Keys\n\nEvery call except `GET /rooms` needs a key. A call without one gives `401 Unauthorized`.\n\n\
         ## Calls\n\n| Method | Path | Success |\n|-|-|-|\n| GET | `/rooms` | 200 |\n| GET | `/desks` | 200 |\n",
        &["GET /rooms 200", "GET /desks 200"],
    );
}

#[test]
fn a_sentence_about_another_method_states_nothing_of_this_one() {
    let own = "# Desks\n\n## One\n\n`GET /desks/{id}`\n\nIt answers `200` with the desk.";
    check(
        &format!("{own} `DELETE` answers `204` and the desk is gone. A `PUT` gives `201` to it.\n"),
        &["GET /desks/{id} 200"],
    );
    check(
        &format!("{own} GET answers `404` for others.\n"),
        &["GET /desks/{id} 200 !404"],
    );
}

#[test]
fn a_table_of_statuses_declares_nothing() {
    check(
        "# Desks\n\n## Adding\n\n`POST /desks`\n\nThe answer is `201 Created`.\n\n## Errors\n\n| Status | When |\n|-|-|\n\
         | 404 | There is none |\n| 415 | `POST /desks` with content of another type |\n",
        &["POST /desks 201 !404 !415"],
    );
}

#[test]
fn what_an_example_sends_for_a_header_whose_values_the_service_gives_out_is_a_sample() {
    let page = |header: &str, said: &str| {
        format!(
            "# Loans\n\n## Lending\n\n`POST /loans`\n\n{said}\n\n```\ncurl -X POST -H '{header}' http://localhost/loans\n```\n"
        )
    };
    let table =
        |words: &str| format!("| Request header | About |\n|-|-|\n| `Desk-Pass` | {words} |");
    for said in [
        table("The id from opening the desk"),
        table("What you got when the desk was opened, such as `d-7b21`"),
        "- `Desk-Pass`: the id of the desk".to_owned(),
        "The calls take the id of the desk from `Desk-Pass`.".to_owned(),
    ] {
        let found = Plain
            .read(&Page::new("desk.md", page("Desk-Pass: d-7b21", &said)))
            .parts;
        let facts = &found[0].facts;
        let value = facts
            .headers
            .iter()
            .find_map(|claim| claim.value.as_deref());
        assert_eq!(value, Some("{desk-pass}"), "{said}");
        let sent = facts.examples[0].request.header("desk-pass");
        assert_eq!(sent.map(|(value, _)| value), Some("{desk-pass}"), "{said}");
    }
    for (value, said) in [
        (
            "d-7b21",
            table("Has to be `d-7b21`, whatever the id of the desk is"),
        ),
        ("d-7b21", table("A unique id of the request")),
        ("d-7b21", table("How the desk is made")),
        ("d-7b21", "Nothing is said.".to_owned()),
        ("*", table("The id of the desk")),
        ("true", table("The id of the desk")),
        ("2026-01-31", table("The id of the desk")),
        ("text/plain", table("The id of the desk")),
    ] {
        let found = Plain
            .read(&Page::new(
                "desk.md",
                page(&format!("Desk-Pass: {value}"), &said),
            ))
            .parts;
        let sent = found[0].facts.examples[0].request.header("desk-pass");
        assert_eq!(sent.map(|(value, _)| value), Some(value), "{said}");
    }
}
