//! Pages of the rarer manners, one a test.

use super::{check, check_as, shown};
use crate::read::{Dialect as _, plain::Plain};
use crate::text::page::Page;

#[test]
fn messages_behind_the_marks_of_a_remark_are_read() {
    check(
        "# Desk\n\n## Lend\n\nSend a `POST` to `/desks/:id/loan`.\n\n```js\n// POST https://a.example/desks/7/loan\n// X-Reader: r1\n{\"n\": 1}\n```\n\n\
         ### Response\n\n```js\n// HTTP/1.1 201 Created\n{}\n```\n",
        &["POST /desks/{id}/loan <https://a.example/desks/{id}/loan:201> [X-Reader: r1 ]"],
    );
    // Remarks of a program are none.
    check(
        "# Desk\n\n```js\n// GET /desks\napp.get('/desks', all)\n```\n",
        &[],
    );
}

#[test]
fn included_messages_are_read_where_they_are_named() {
    let page = Page::new(
        "desk.md",
        "# Desk\n\n## Lend\n\n```{eval-rst}\n..  http:example:: curl\n    :request: s/lend.req\n```\n\nThe answer:\n\n\
         ```{literalinclude} s/lend.resp\n:language: http\n```\n",
    )
    .with_companions(&[
        ("s/lend.req", "POST /desks/7/loan HTTP/1.1\nX-Reader: r1\n"),
        ("s/lend.resp", "HTTP/1.1 204 No Content\n"),
    ]);
    let found: Vec<String> = Plain.read(&page).parts.iter().map(shown).collect();
    assert_eq!(
        found,
        ["POST /desks/7/loan </desks/7/loan:204> [X-Reader: r1 ]"]
    );
}

#[test]
fn definitions_and_fields_name_the_methods_of_a_heading_that_is_a_path() {
    check_as(
        "desk.rst",
        "API\n===\n\ndesks.json\n----------\n\nAll of them.\n\nSupported request methods\n  ``GET``, ``POST``\n\n\
         loans.json\n----------\n\n:Method: DELETE\n",
        &["GET /desks.json", "POST /desks.json", "DELETE /loans.json"],
    );
    check_as(
        "desk.rst",
        "API\n===\n\n``/desks``\n---------\n\nHere, too, the ``GET`` method is supported.\n",
        &["GET /desks"],
    );
}

#[test]
fn a_heading_names_the_method_of_all_below_it() {
    check(
        "# Desk\n\n## GET endpoints\n\n### `/desks`: all desks\n\n### `/desks/:id`: one\n\n## DELETEs (for good)\n\n\
         | Resource | About |\n|-|-|\n| desks/{id} | Ends it. |\n\n## POST requests\n\n- `/desks` adds one\n",
        &[
            "GET /desks",
            "GET /desks/{id}",
            "DELETE /desks/{id}",
            "POST /desks",
        ],
    );
    check(
        "# Desk\n\n## About\n\nThe endpoint `/desks.json` takes two methods.\n\n### GET\n\n### POST\n",
        &["GET /desks.json", "POST /desks.json"],
    );
}

#[test]
fn a_page_names_the_method_of_all_once() {
    check(
        "# Desk\n\nAll endpoints can be called with `GET` or `POST`.\n\n## All\n\nEndpoint: `/desks`\n\n## One\n\nEndpoint: `/desks/:id`\n",
        &[
            "GET /desks",
            "POST /desks",
            "GET /desks/{id}",
            "POST /desks/{id}",
        ],
    );
    check(
        "# Desk\n\nAll requests but those with `GET` are not answered.\n\n## All\n\nEndpoint: `/desks`\n",
        &[],
    );
}

#[test]
fn items_go_on_from_the_path_of_the_item_around_them() {
    check(
        "# Desk\n\n* `/api`\n    * `/desks`\n        * `POST /`\n            * Adds one.\n        * `GET /:id`\n    * `/loans`\n        * `DELETE /:id`\n\n\
         ## Changes from 1.0\n\n* `/desks`\n    * `DELETE /:id/all` is gone\n",
        &[
            "POST /api/desks/",
            "GET /api/desks/{id}",
            "DELETE /api/loans/{id}",
        ],
    );
}

#[test]
fn commands_declare_where_a_page_has_nothing_else() {
    check(
        "# Desk\n\n## All\n\n    curl http://server/desks.json\n\n## Add\n\n    curl -X POST http://server/desks.json\n\n\
         ## One\n\n    curl http://server/desks/1.json\n\n## Sorted\n\n    curl http://server/desks.json?by=age\n",
        &[
            "GET /desks.json <http://server/desks.json?by=age:>",
            "POST /desks.json",
            "GET /desks/1.json",
        ],
    );
    // What is fetched to be installed is no service.
    check(
        "# Desk\n\n    curl https://get.example.org/desk.sh\n\n    curl https://get.example.org/a.zip\n\n    curl https://get.example.org/b.zip\n",
        &[],
    );
}

#[test]
fn brackets_hosts_and_marks_around_requests_are_read_over() {
    check(
        "# Desk\n\n- [POST] `https://a.example/desks`\n    - adds one\n- [GET/HEAD] `https://a.example/desks/:id`\n",
        &["POST /desks", "GET /desks/{id}", "HEAD /desks/{id}"],
    );
    check(
        "# Desk\n\n## All\n\nA `GET` request on `localhost:8080` lists them.\n\n## One\n\nSend a `DELETE` request to `localhost:8080/<id>`.\n",
        &["GET /", "DELETE /{id}"],
    );
    check(
        "# Desk\n\n```\n[1] POST /desks/{id}/delete\n[2] POST /desks/delete\n```\n\n## Quiet\n\n```ts\nHTTP PUT \"/desks/7\"\n```\n",
        &[
            "POST /desks/{id}/delete",
            "POST /desks/delete",
            "PUT /desks/7",
        ],
    );
    check(
        "### **POST `/desks/once`** & **POST `/desks/every`**\n\nAdds.\n\n### GET {path}\n\nAnswers 200 OK.\n",
        &["POST /desks/once", "POST /desks/every", "GET /{path} 200"],
    );
}

#[test]
fn a_section_says_which_methods_it_takes_besides() {
    check(
        "### `GET /desks/1,2`\n\nSome of them.\n\nThis endpoint also supports *DELETE* and *PATCH* methods. Returns 200.\n",
        &[
            "GET /desks/1,2 200",
            "DELETE /desks/1,2 200",
            "PATCH /desks/1,2 200",
        ],
    );
}

#[test]
fn front_matter_and_tables_of_keys_name_the_request_of_a_page() {
    check(
        "---\ntitle: \"Lend\"\napi: \"POST https://a.example/loans\"\n---\n\n# Lend\n\n## Details\n\n- **Method**: POST\n- **URL**: `https://a.example/loans`\n\n## Answers\n\n`201 Created`\n",
        &["POST /loans 201"],
    );
    check(
        "##### Desks\n\n| key | value |\n|-|-|\n| url | http://a.example/desks |\n| method | get |\n",
        &["GET /desks"],
    );
    check_as(
        "desk.rst",
        "Desk\n====\n\n+--------------+---------------+\n|| HTTP Verb   || POST         |\n+--------------+---------------+\n|| URL         || ``/desks``   |\n+--------------+---------------+\n",
        &["POST /desks"],
    );
}

#[test]
fn a_row_is_anchored_where_words_name_its_request() {
    check(
        "# Desk\n\n| Verb | URL |\n|-|-|\n| `POST` | `/lock` |\n| `DELETE` | `/lock` |\n\n## Locking\n\nTo lock a desk, send a `POST` request to the `/lock` endpoint.\n\n\
         It answers 200 OK.\n\n## Unlocking\n\nTo unlock it, send a `DELETE` request to the `/lock` endpoint.\n\nIt answers 204 No Content.\n",
        &["POST /lock 200", "DELETE /lock 204"],
    );
}

#[test]
fn words_that_say_what_to_send_declare_and_blocks_are_their_examples() {
    check(
        "# Desk\n\n`GET /desks`\n\n## Silencing a desk\n\nTo silence a desk, send a `POST` request to `/desks/{id}/silence`.\n\n*Example*\n\n```\nPOST /desks/7/silence\n```\n",
        &[
            "GET /desks",
            "POST /desks/{id}/silence </desks/{id}/silence:>",
        ],
    );
    check(
        "# Desk\n\n## All\n\nSend a `GET` request to the `@desks` endpoint:\n\n```http\nGET /hall/@desks HTTP/1.1\nHost: a.example\n```\n\n```http\nHTTP/1.1 200 OK\n```\n",
        &["GET /@desks <http://a.example/hall/@desks:200>"],
    );
}

#[test]
fn parts_behind_a_section_are_of_it() {
    check(
        "## Desks\n\n### GET /desks\n\nAll.\n\n### Response\n\n```\nHTTP/1.1 200 OK\n```\n\n### DELETE /desks/{id}\n\n### Response\n\n```\nHTTP/1.1 204 No Content\n```\n",
        &["GET /desks 200", "DELETE /desks/{id} 204"],
    );
    check(
        "# Listing desks\n\n## Function\n\nLists them.\n\n## URI\n\nGET /desks\n\n## Response\n\n**Status code: 200**\n",
        &["GET /desks 200"],
    );
}

#[test]
fn a_status_in_another_case_is_stated_with_the_usual_one() {
    check(
        "### GET /desks/{id}\n\nWith a Range header, the status code is 206 instead of 200.\n",
        &["GET /desks/{id} 206 200"],
    );
    check(
        "### GET /desks/{id}\n\nReturns 204 instead of 200 since 2.0.\n\nResponse: `[500, 200, null]`\n",
        &["GET /desks/{id} 204"],
    );
    check(
        "### Events\n\n```http\nGET /events HTTP/1.1\nUpgrade: websocket\n```\n\nThe answer:\n\n```http\nHTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n```\n",
        &["GET /events 101 </events:101> [Upgrade: websocket ]"],
    );
}
