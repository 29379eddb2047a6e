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

#[test]
fn lists_of_contents_and_closing_lists_declare_nothing_anew() {
    check(
        "# Desk\n\n- [GET /desks](#get-desks)\n- [DELETE /desks/{id}](#delete)\n\n## GET /desks\n\nReturns 200.\n\n## DELETE /desks/{id}\n\nReturns 204.\n\n\
         ## Where they are used\n\n- All of them: `GET` `/desks`\n",
        &["GET /desks 200", "DELETE /desks/{id} 204"],
    );
}

#[test]
fn methods_below_a_path_have_statuses_of_their_own() {
    check(
        "# Desk\n\n### /desks\n\n#### GET\n\n##### Responses\n\n| Code | About |\n|-|-|\n| 200 | all |\n\n#### POST\n\n##### Responses\n\n| Code | About |\n|-|-|\n| 201 | new |\n\n\
         ### /desks/{id}\n\n#### Delete\n\nReturns 204.\n",
        &[
            "GET /desks 200",
            "POST /desks 201",
            "DELETE /desks/{id} 204",
        ],
    );
    check(
        "# Desk\n\n### `/desks`\n\n- **GET**: all. Returns `200`.\n- **POST**: new. Returns `201`.\n\n### `/rooms`\n\n**GET**\n\nAll. Returns 200.\n\n**DELETE**\n\nNone. Returns 204.\n\n\
         ### `/halls`\n\n| Method | About | Returns |\n|-|-|-|\n| GET | all | 200 |\n| POST | new | 201 |\n",
        &[
            "GET /desks 200",
            "POST /desks 201",
            "GET /rooms 200",
            "DELETE /rooms 204",
            "GET /halls 200",
            "POST /halls 201",
        ],
    );
    check(
        "# Desk\n\n- `/desks`\n  - Request type: `GET`\n- `/loans`\n  - POST - opens one\n",
        &["GET /desks", "POST /loans"],
    );
}

#[test]
fn headings_of_templates_and_of_two_paths_declare() {
    check(
        "# Desk\n\n## All {{ tag: 'GET', label: '/desks' }}\n\n## End {{ tag: 'DELETE', label: '/desks/:id' }}\n\n<CodeGroup title=\"Request\" tag=\"DELETE\" label=\"/desks/:id\">\n\n\
         ```bash\ncurl -X DELETE https://a.example/desks/7\n```\n\n</CodeGroup>\n",
        &[
            "GET /desks",
            "DELETE /desks/{id} <https://a.example/desks/{id}:>",
        ],
    );
    check(
        "### `GET` - `/desks`\n\n### GET /up & /down\n\n### Get /desks/{id}\n\n### [DELETE] /desks/{id}\n",
        &[
            "GET /desks",
            "GET /up",
            "GET /down",
            "GET /desks/{id}",
            "DELETE /desks/{id}",
        ],
    );
    check_as(
        "desk.html",
        "<h1>Desks</h1><h3><span class=\"method\">DELETE</span>/desks/:id</h3><p>Answers 204.</p>\
         <div><span class=\"method\">POST</span><span class=\"path\">/desks</span><span class=\"about\">New</span></div>",
        &["DELETE /desks/{id} 204"],
    );
}

#[test]
fn titles_of_tabs_and_fences_state_statuses() {
    check(
        "# End\n\n`DELETE` `https://a.example/desks/{id}`\n\n{% tabs %}\n{% tab title=\"404: Not Found None\" %}\n```json\n{}\n```\n{% endtab %}\n\n\
         {% tab title=\"204: No Content Gone\" %}\n\n{% endtab %}\n{% endtabs %}\n",
        &["DELETE /desks/{id} 204 !404"],
    );
    check(
        "### POST /desks\n\n```json 201 Created\n{}\n```\n\n### GET /desks\n\n```json title=\"200 OK\"\n{}\n```\n\n### PUT /desks\n\n```js\n// 202 Accepted\n{ id: 1 }\n```\n\n\
         ### POST /rooms\n\n<TabItem value=\"201\" label=\"201\">\n\nx\n\n</TabItem>\n\n### DELETE /rooms\n\nReturns no content (204).\n\n### PATCH /rooms\n\nDone → 204\n",
        &[
            "POST /desks 201",
            "GET /desks 200",
            "PUT /desks 202",
            "POST /rooms 201",
            "DELETE /rooms 204",
            "PATCH /rooms 204",
        ],
    );
}

#[test]
fn columns_of_words_behind_requests_are_for_people() {
    check(
        "# Desk\n\n```\nGET     /desks          all of them\nDELETE  /desks/{id}     ends one\n```\n\n```\nPOST /desks: a new one\n```\n",
        &["GET /desks", "DELETE /desks/{id}", "POST /desks"],
    );
    // A line of a log has numbers there.
    check("# Desk\n\n```\nGET /desks  200 12ms\n```\n", &[]);
}

#[test]
fn what_goes_to_the_reader_or_is_no_method_declares_nothing() {
    check(
        "# Desk\n\n### POST /desks\n\n## Webhooks\n\n### POST https://your.site/callback\n\nWe call you.\n",
        &["POST /desks"],
    );
    check(
        "# Desk\n\nThe `POST.payload` option of `/desks/list` is an object.\n",
        &[],
    );
}

#[test]
fn bases_are_put_before_paths_that_cannot_be_whole() {
    check(
        "# Desk\n\n## Desks `/desks`\n\n| Method | Path |\n|-|-|\n| GET | / |\n| DELETE | /:id |\n\n## Rooms (`/api/rooms`)\n\n- `POST /move`\n- `GET /api/rooms/all`\n\n\
         ## Halls\n\nBase URL: `/api/halls`\n\n- `GET /` lists\n",
        &[
            "GET /desks/",
            "DELETE /desks/{id}",
            "POST /api/rooms/move",
            "GET /api/rooms/all",
            "GET /api/halls/",
        ],
    );
}

#[test]
fn labels_in_one_paragraph_and_a_path_in_a_fence_are_put_together() {
    check(
        "# Desk\n\n**Full URL:** /desks/:id *(as in /desks/7)*  \n**HTTP Method:** DELETE  \n\n## Response **204**\n",
        &["DELETE /desks/{id} 204"],
    );
    check(
        "# Desk\n\n### get_desk\n\n```\n/app/get_desk/v1\n```\n\nBoth HTTP GET and HTTP POST (with data) are acceptable.\n\n### note\n\n```\n/etc/desk.conf\n```\n\nA file.\n",
        &["GET /app/get_desk/v1", "POST /app/get_desk/v1"],
    );
}

#[test]
fn one_command_declares_below_a_heading_that_says_what_is_done_and_a_status() {
    check(
        "# Desk\n\n## Delete a desk\n\n```bash\ncurl -X DELETE \"https://api.example.com/rooms/{room}/desks/{id}\"\n```\n\nSuccess response: `204 No Content`\n",
        &["DELETE /rooms/{room}/desks/{id} 204"],
    );
    check(
        "# Desk\n\n## Delete a desk\n\n```bash\ncurl -X DELETE \"https://api.example.com/desks/7\"\n```\n",
        &[],
    );
}

#[test]
fn placeholders_in_a_query_keep_their_marks() {
    check(
        "### `GET /desks?page={page}&count={count}`\n\n### `GET /rooms?wait=[sec]`\n\n### `GET /halls?op=ALL[&size=<INT>][&quiet=<true|false>]`\n",
        &[
            "GET /desks?page={page}&count={count}",
            "GET /rooms?wait={sec}",
            "GET /halls?op=ALL&size={INT}&quiet={true|false}",
        ],
    );
}

#[test]
fn words_that_go_on_are_no_methods() {
    check(
        "# Desk\n\n## Look\n\nThe `POST.payload` option of `/desks/list` says so, as does `REPORT_ID` in `/desks/list`.\n\n## Add\n\nA POST. `/desks` takes it. A `DELETE` to `/desks` ends it.\n",
        &["DELETE /desks"],
    );
}

#[test]
fn components_name_the_method_of_the_path_beside_them() {
    check(
        "# Desk\n\n## All\n\n<Badge>GET</Badge> `/desks`\n\nReturns 200.\n\n## End\n\n<Badge type=\"danger\">DELETE</Badge> `/desks/:id`\n\nReturns 204.\n\n\
         ## Not\n\n<Badge>PUT</Badge> `/desks` is not taken\n",
        &["GET /desks 200", "DELETE /desks/{id} 204"],
    );
}

#[test]
fn labels_of_a_message_are_none_of_its_lines() {
    check(
        "# Desk\n\n## End\n\n`PUT /desks/{id}`\n\n```\nRequest:\n\nPUT /desks/{id}\nHeaders:\n    X-Auth-Token: {token}\n    (or X-Room: {room})\n\nBody:\n{\"a\": 1}\n\n\
         Response:\n\nHTTP/1.1 204 No Content\n```\n\n## Get\n\n`GET /desks/{id}`\n\n```\nGET /desks/{id}\n\nResponse:\n{\"a\": 1}\n```\n",
        &[
            "PUT /desks/{id} </desks/{id}:204> [X-Auth-Token: {token} ]",
            "GET /desks/{id} </desks/{id}:>",
        ],
    );
}

#[test]
fn variables_are_placeholders_and_dots_stand_for_more_parameters() {
    check(
        "### GET /desks/$desk_id/loans\n\n### GET /desks/$count\n\n### GET /covers/wide.{ext}?src={cover}&...\n\n### GET /rooms?...\n\n### GET /halls?a={a}&…\n",
        &[
            "GET /desks/{desk_id}/loans",
            "GET /desks/$count",
            "GET /covers/wide.{ext}?src={cover}",
            "GET /rooms",
            "GET /halls?a={a}",
        ],
    );
}

#[test]
fn a_path_with_its_method_in_brackets_and_a_table_of_one_request_declare() {
    check_as(
        "desk.rst",
        "Desks\n=====\n\nEnd\n---\n\n=======  =============  =====\nMethod   URI            About\n=======  =============  =====\nDELETE   /desks/<id>    Ends\n=======  =============  =====\n\n\
         *Response*\n\n=====  =======\nCode   About\n=====  =======\n200    gone\n404    none\n=====  =======\n\nAll\n---\n\n`/desks [GET]`\n\nLists them.\n",
        &["DELETE /desks/{id} 200 !404", "GET /desks"],
    );
}

#[test]
fn many_items_declare_beside_a_block_that_one_of_them_shows() {
    check(
        "# Desk\n\n## API\n\n- `POST /desks?{args}` for a new one.\n- `GET /desks/{id}.{ext}` Get one as a picture.\n\n    For example:\n\n    ```\n    GET /desks/oak.png\n    ```\n\n\
         - `DELETE /desks/{id}` ends one. Answers `204`.\n",
        &[
            "POST /desks",
            "GET /desks/{id}.{ext} </desks/{id}.{ext}:>",
            "DELETE /desks/{id} 204",
        ],
    );
}

#[test]
fn a_directive_of_the_page_s_own_domain_declares() {
    check_as(
        "desk.rst",
        "Desks\n=====\n\n.. default-domain:: http\n\n.. get:: /desks\n\n   All of them.\n\n   :statuscode 200: found\n\n\
         .. delete:: /desks/(int:id)\n\n   :statuscode 204: gone\n   :statuscode 404: none\n",
        &["GET /desks 200", "DELETE /desks/{id} 204 !404"],
    );
    check_as(
        "desk.rst",
        "Desks\n=====\n\n.. get:: a desk\n\n   How to.\n",
        &[],
    );
}
