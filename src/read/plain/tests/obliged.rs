//! Headers and parameters that must be sent, as heads of columns, labels above a list and words of a value say it.

use super::{check, check_as};
use crate::read::{Dialect as _, plain::Plain};
use crate::table::Presence;
use crate::text::page::Page;

/// One operation with words below it, and what is read of its headers.
fn check_one(words: &str, expect: &str) {
    let text = format!("# Desks\n\n## Lend\n\n`POST /desks/{{id}}`\n\n{words}\n");
    check(&text, &[format!("POST /desks/{{id}}{expect}").trim_end()]);
}

#[test]
fn a_column_asks_in_many_words_whether_a_header_must_be_sent() {
    for head in [
        "Needed?",
        "Needed",
        "Must",
        "Must be sent?",
        "Obligatory",
        "Compulsory",
        "Mandatory?",
        "Necessary",
        "Req.",
        "Required?",
    ] {
        check_one(
            &format!(
                "| Header | {head} | About |\n|-|-|-|\n| If-Match | yes | the version |\n| X-Room | no | the room |"
            ),
            " [If-Match: - required] [X-Room: - optional]",
        );
    }
    check_one(
        "| Header | Needed | About |\n|-|-|-|\n| X-A | ✔ | a |\n| X-B | needed | b |\n| X-C | not needed | c |\n| X-D | ✘ | d |\n| X-E | | e |",
        " [X-A: - required] [X-B: - required] [X-C: - optional] [X-D: - optional] [X-E: - ]",
    );
}

#[test]
fn a_column_of_nothing_but_levels_is_one_whatever_it_is_called() {
    for head in ["Use", "Presence", "Usage", "Rule", ""] {
        check_one(
            &format!(
                "| Header | {head} | About |\n|-|-|-|\n| If-Match | required | the version |\n| X-Room | optional | the room |\n| X-Shelf | obligatory | |"
            ),
            " [If-Match: - required] [X-Room: - optional] [X-Shelf: - required]",
        );
    }
    // An answer needs a question, and a remark is no level.
    check_one(
        "| Header | Kept | About |\n|-|-|-|\n| If-Match | yes | required |\n| X-Room | no | a room |",
        " [If-Match: - required] [X-Room: - ]",
    );
}

#[test]
fn a_label_says_of_all_below_it_that_it_must_be_sent() {
    let list = "- `If-Match`: the version\n- `X-Room`: optional, the room\n- `X-Shelf`: the shelf, if it is known\n";
    let expect = " [If-Match: - required] [X-Room: - optional] [X-Shelf: - ]";
    for label in [
        "Required headers:",
        "### Mandatory request headers",
        "**Required headers**",
        "The following headers are required:",
        "You must send these headers:",
        "This call requires the following headers:",
    ] {
        check_one(&format!("{label}\n\n{list}"), expect);
    }
    let open = expect.replace("If-Match: - required", "If-Match: - ");
    for label in [
        "Headers:",
        "Required and optional headers:",
        "One of these headers is required:",
        "These headers are required if the desk is lent:",
        "Headers that may be required:",
        "Headers that are not required:",
    ] {
        check_one(&format!("{label}\n\n{list}"), &open);
    }
    check_one(
        "Optional headers:\n\n- `If-Match`: the version\n",
        " [If-Match: - optional]",
    );
    check_as(
        "desk.rst",
        "Desks\n=====\n\nPOST /desks\n-----------\n\nRequired headers:\n\n=========  =====\nHeader     About\n=========  =====\n``X-Room``  room\n=========  =====\n",
        &["POST /desks [X-Room: - required]"],
    );
}

#[test]
fn a_header_that_must_be_one_literal_must_be_sent() {
    let field = |words: &str, expect: &str| {
        let text = format!(
            "Desks\n=====\n\n.. http:post:: /desks\n\n   :reqheader Content-Type: {words}\n   :status 201: made\n"
        );
        let expect = format!("POST /desks 201 [Content-Type: application/json {expect}]");
        check_as("desk.rst", &text, &[&expect]);
    };
    field("must be ``application/json``", "required");
    field("has to be application/json.", "required");
    field("must be ``application/json`` if there is content", "");
    field("should be ``application/json``", "");
    check_one(
        "| Header | About |\n|-|-|\n| X-Room | must be `7` |\n| X-Shelf | must be a number |\n| X-Book | must be `1` or `2` |",
        " [X-Room: - required] [X-Shelf: - ] [X-Book: - ]",
    );
}

#[test]
fn a_token_of_a_single_request_is_no_credential() {
    check_one(
        "| Header | Required |\n|-|-|\n| Request-Token | yes |\n| Sync-Token | yes |\n| Desk-Token | yes |",
        " [Request-Token: - required] [Sync-Token: - required] [Desk-Token: {token} required]",
    );
}

#[test]
fn a_header_that_an_error_names_as_missing_must_be_sent() {
    let read = |errors: &str| {
        let text = format!(
            "# Desks\n\nSuch as `Desk-Room: west`.\n\n## Lend\n\n`POST /loans`\n\n{errors}\n"
        );
        let parts = Plain.read(&Page::new("desk.md", &text)).parts;
        let headers = parts[0].facts.headers.iter();
        let headers =
            headers.map(|claim| (claim.name.to_string(), claim.presence.map(|(own, _)| own)));
        headers.collect::<Vec<_>>()
    };
    let required = [("Desk-Room".to_owned(), Some(Presence::Required))];
    for errors in [
        "| Status | Reason |\n|-|-|\n| 400 | `Desk-Room` is missing |",
        "| Status | Reason |\n|-|-|\n| 400 | Desk-Room header missing or malformed. |",
        "| Status | Error | Reason |\n|-|-|-|\n| 400 | no-room | The `Desk-Room` header was not sent. |",
        "- `400`: missing `Desk-Room`",
        "- 400 Bad Request: the request has no `Desk-Room` header",
        "- 400 – sent without the `Desk-Room` header",
        "Without `Desk-Room` it answers `400`.",
        "Errors: `400` if the `Desk-Room` header is missing.",
    ] {
        assert_eq!(read(errors), required, "{errors}");
    }
    for errors in [
        "| Status | Reason |\n|-|-|\n| 400 | `Desk-Room` is malformed |",
        "| Status | Reason |\n|-|-|\n| 400 | `Desk-Room` is missing for a desk of the west |",
        "| Status | Reason |\n|-|-|\n| 400 | `Desk-Floor` is missing |",
        "| Status | Reason |\n|-|-|\n| 200 | `Desk-Room` is missing |",
        "- 400: no desk in `Desk-Room`",
        "- `400`: missing `room`",
        "`Desk-Room` is missing in old requests.",
    ] {
        assert_eq!(read(errors), [], "{errors}");
    }
}
