//! Pages that name the path in one place and the method in another.

use super::{check, check_as};
use crate::read::{Dialect as _, plain::Plain};
use crate::text::page::Page;

#[test]
fn a_table_of_one_request_names_its_method_in_the_words_of_another_row() {
    check(
        "# Desk\n\n### All\n\n<table>\n<tr><td>Description</td><td>This ```GET``` method lists all desks.</td></tr>\n\
         <tr><td>URL</td><td>```http://[desk-server]:[desk-port]/api/desks/[Room Name]/all[?size=9]```</td></tr>\n\
         <tr><td>Success code</td><td>200</td></tr>\n<tr><td>Fail code</td><td>500</td></tr>\n\
         <tr><td>Sample answer</td><td>\n\n```json\n{\"next\": \"POST /loans\"}\n```\n</td></tr>\n</table>\n\n\
         ### Add\n\n| Description | A `POST` request adds one. |\n|-|-|\n| Endpoint | `/api/desks` |\n| Success code | 201 |\n",
        &["GET /api/desks/{Room Name}/all 200", "POST /api/desks 201"],
    );
}

#[test]
fn a_table_that_names_no_method_or_two_or_denies_one_is_no_request() {
    check(
        "# Desk\n\n| URL | `/api/desks` |\n|-|-|\n| Description | Lists what you GET, and how often to POST. |\n\n\
         ## Two\n\n| URL | `/api/loans` |\n|-|-|\n| Description | A `GET` request lists, a `POST` request adds. |\n\n\
         ## Denied\n\n| URL | `/api/rooms` |\n|-|-|\n| Description | The `GET` method is not taken here. |\n\n\
         ## Setting\n\n| Setting | Value |\n|-|-|\n| path | /var/desks of the `GET` log |\n| url | see below |\n",
        &[],
    );
}

#[test]
fn targets_in_quotes_are_read_with_the_content_behind_them() {
    check(
        "# Desk\n\n## Move\n\n```typescript\nHTTP PUT 'http://hostname:80/api/desks/here' {\"room\": 7}\n```\n\n\
         ```\nHTTP PUT 'http://hostname:80/api/desks/here'\n{\n  \"room\": 8\n}\n```\n\n\
         ## Back\n\n```\nHTTP PUT 'http://hostname:80/api/desks/here' {\"room\": 1}\n```\n\n## Lend\n\n```\nHTTP POST \"/api/loans\" {\n  \"desk\": 7\n}\n```\n\n## End\n\n```\nDELETE '/api/loans'\n```\n",
        &[
            "PUT /api/desks/here <http://hostname:80/api/desks/here:> <http://hostname:80/api/desks/here:> <http://hostname:80/api/desks/here:>",
            "POST /api/loans </api/loans:>",
            "DELETE /api/loans",
        ],
    );
    // A program's calls are none.
    check(
        "# Desk\n\n```js\nPUT('/desks', {n: 1})\nGET 'desk' {\n```\n",
        &[],
    );
}

#[test]
fn a_sentence_names_the_method_of_the_address_alone_in_the_block_behind_it() {
    check_as(
        "desk.adoc",
        "= Loans\n\n== Lend\n\nTo lend a desk, submit a `POST` request to the following endpoint:\n\n\
         ----\nhttp://<host>:<port>/rooms/<roomName>/loans\n----\n\n=== Example request\n\n[source, headers]\n----\n\
         POST http://localhost:80/rooms/blue/loans\nAccept: application/json\n----\n\n=== Example response\n\n[source, headers]\n----\n200: OK\n----\n\n\
         == End\n\nThis is done with a `DELETE` request to:\n\n----\nhttp://localhost:80/rooms/blue/loans/<loan>\n----\n",
        &[
            "POST /rooms/{roomName}/loans 200 <http://localhost:80/rooms/{roomName}/loans:>",
            "DELETE /rooms/blue/loans/{loan}",
        ],
    );
}

#[test]
fn an_address_behind_a_sentence_of_something_else_is_no_request() {
    check(
        "# Desk\n\n## /rooms/:id/desks\n\n### GET\n\nAll.\n\n### DELETE\n\nTo end some, the `DELETE` request is made to:\n\n\
         ```\n/desks?name=blue\n```\n",
        &["GET /rooms/{id}/desks", "DELETE /rooms/{id}/desks"],
    );
    check(
        "# Desk\n\n## Moved\n\nA `GET` request is redirected to the following URL:\n\n```\n/old/desks\n```\n\n\
         ## Told\n\nThe service sends a `POST` request to this endpoint:\n\n```\nhttps://reader.example/told\n```\n\n\
         ## Shown\n\nFor example, make a `GET` request to:\n\n```\n/desks/blue\n```\n\n\
         ## Both\n\nSend a `GET` or a `PUT` request to:\n\n```\n/desks\n```\n\n\
         ## Kept\n\nWhat a `GET` request writes is in:\n\n```\n/var/log/desk 7\n```\n",
        &[],
    );
}

#[test]
fn a_path_that_heads_a_section_takes_the_method_of_the_request_that_the_section_shows() {
    check_as(
        "desk.rst",
        "API\n===\n\n``/desks/find``\n--------------\n\nFinds some.\n\nExample::\n\n    GET /desks/find?name=blue*\n\n    [{\"id\": 7}]\n\n\
         /desks/<id>\n-----------\n\n.. code-block:: none\n\n    $ curl -X DELETE http://desk/api/desks/7\n\n\
         Lend\n----\n\n``/loans/<id>``\n\nLends one.\n\n.. code-block:: none\n\n    PUT /loans/7 HTTP/1.1\n    Host: desk\n",
        &[
            "GET /desks/find </desks/find?name=blue*:>",
            "DELETE /desks/{id} <http://desk/api/desks/{id}:>",
            "PUT /loans/{id} </loans/{id}:>",
        ],
    );
}

#[test]
fn a_path_takes_no_method_of_a_request_of_another() {
    check(
        "# Desk\n\n## /etc/desk.conf\n\nWritten at the end.\n\n```\ncurl http://localhost/desks\n```\n\n\
         ## /desks\n\n```\nGET /rooms/{id}\n```\n",
        &["GET /rooms/{id}"],
    );
}

#[test]
fn commands_declare_beside_the_one_request_that_words_name() {
    let commands = "# Desk\n\n## Adding\n\n```\ncurl -X POST http://desk/desks/add\n```\n\n```\ncurl -X POST http://desk/desks/many\n```\n\n\
                    ## Looking\n\n```\ncurl http://desk/desks\n```\n\n```\ncurl \"http://desk/desks?name=blue\"\n```\n\n";
    let words = "## Ending\n\nDesks are ended by a `POST` to the `/desks/end` endpoint:\n\n```\ncurl -X POST http://desk/desks/end\n```\n";
    let more = "## Finding\n\n```\ncurl http://desk/desks/find\n```\n\n";
    check(
        &format!("{commands}{more}{words}"),
        &[
            "POST /desks/add",
            "POST /desks/many",
            "GET /desks <http://desk/desks?name=blue:>",
            "GET /desks/find",
            "POST /desks/end <http://desk/desks/end:>",
        ],
    );
    // Three others are not many more than one.
    check(
        &format!("{commands}{words}"),
        &["POST /desks/end <http://desk/desks/end:>"],
    );
}

#[test]
fn a_row_that_is_refused_declares_nothing_and_an_ending_in_brackets_may_be_left_out() {
    check(
        "# Desks\n\n## `/desks[.<format>]`\n\n| Method | Action | Status code |\n|-|-|-|\n| GET | all of them | 200 |\n| PUT | | 405 |\n\n\
         ## `/desks/<id>(.:format)`\n\n| Method | Action | Status code |\n|-|-|-|\n| DELETE | ends it | 200 |\n",
        &["GET /desks 200", "DELETE /desks/{id} 200"],
    );
}

#[test]
fn a_heading_that_is_a_method_has_the_path_in_brackets_above() {
    check(
        "# Desks [/desks]\n\n## All [GET]\n\n+ Response 200\n\n# Desk [/desks/{id}]\n\n## GET\n\n+ Response 200\n",
        &["GET /desks 200", "GET /desks/{id} 200"],
    );
}

#[test]
fn a_profile_says_what_pages_do_not() {
    use std::sync::Arc;

    use crate::read::{Dialect as _, plain::Plain};
    use crate::text::page::Page;
    use crate::text::profile::Profile;

    let text = "# Desks\n\n## List\n\n`GET /desks`\n\n## End\n\n```\ncurl -X DELETE http://localhost/api/desks/{id}\n```\n\n\
                ## Lend\n\n`POST /loans`\n\nHeaders:\n\n- `X-Room`: der Raum, Pflicht\n- `X-Note`: kann fehlen\n";
    let mut page = Page::new("desk.md", text);
    let shown =
        |page: &Page| -> Vec<String> { Plain.read(page).parts.iter().map(super::shown).collect() };
    assert_eq!(
        shown(&page),
        ["GET /desks", "POST /loans [X-Room: - ] [X-Note: - ]"]
    );
    page.set_profile(&Arc::new(Profile {
        base: "/api".to_owned(),
        commands_declare: true,
        required: vec!["pflicht".to_owned()],
        optional: vec!["kann fehlen".to_owned()],
        ..Profile::default()
    }));
    assert_eq!(
        shown(&page),
        [
            "GET /api/desks",
            "DELETE /api/desks/{id}",
            "POST /api/loans [X-Room: - required] [X-Note: - optional]",
        ]
    );
}

#[test]
fn requests_that_a_sentence_joins_are_read_all() {
    let page = |words: &str| format!("# Desk\n\n## Lend a desk\n\n{words}\n");
    let both: [(&str, &[&str]); 5] = [
        (
            "To lend one, use `GET /desks/lend` or `POST /loans`. It returns 200.",
            &["GET /desks/lend 200", "POST /loans 200"],
        ),
        (
            "Use `GET` or `PUT` `/loans`.",
            &["GET /loans", "PUT /loans"],
        ),
        (
            "Send a `GET` or a `PUT` to `/loans`.",
            &["GET /loans", "PUT /loans"],
        ),
        (
            "Send a `POST` to `/loans` or `/desks`.",
            &["POST /loans", "POST /desks"],
        ),
        // Not plain: two things are done.
        ("To lend, `POST /loans`; to end it, `DELETE /loans`.", &[]),
    ];
    for (words, expect) in both {
        let page = page(words);
        check(&page, expect);
        let reading = Plain.read(&Page::new("desk.md", page));
        assert_eq!(reading.findings.is_empty(), !expect.is_empty(), "{words}");
    }
}
