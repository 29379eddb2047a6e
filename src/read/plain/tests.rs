//! Pages of each manner, with what is read of them: an operation a line with its statuses, the requests of its
//! examples, and its headers.

mod answered;
mod content;
mod halves;
mod headers;
mod indexes;
mod kinds;
mod levels;
mod obliged;
mod overviews;
mod said;
mod shown;
mod stated;

use crate::read::{Dialect as _, Part, plain::Plain};
use crate::table::words::Word as _;
use crate::text::page::Page;

fn shown(part: &Part) -> String {
    let facts = &part.facts;
    let line = &facts.requests[0];
    let mut shown = format!("{} {}", line.method, line.path);
    for claim in &facts.statuses {
        shown.push_str(&format!(" {}", claim.status.code()));
        if claim.body != crate::table::ResponseBody::Unstated {
            shown.push_str(&format!("={}", claim.body.word()));
        }
    }
    for claim in &facts.errors {
        shown.push_str(&format!(" !{}", claim.value.status.code()));
    }
    for example in &facts.examples {
        let base = example.line.base.as_ref().map_or("", |(base, _)| base);
        let answers: Vec<String> = example
            .responses
            .iter()
            .map(|response| response.status.code().to_string())
            .collect();
        shown.push_str(&format!(
            " <{base}{}:{}>",
            example.line.path,
            answers.join(",")
        ));
    }
    for claim in &facts.headers {
        let value = claim.value.as_deref().unwrap_or("-");
        let level = claim.presence.map_or("", |(presence, _)| presence.word());
        shown.push_str(&format!(" [{}: {value} {level}]", claim.name));
    }
    shown
}

fn check_as(name: &str, text: &str, expect: &[&str]) {
    let page = Page::new(name, text);
    let reading = Plain.read(&page);
    let found: Vec<String> = reading.parts.iter().map(shown).collect();
    assert_eq!(found, expect, "{text}");
}

fn check(text: &str, expect: &[&str]) {
    check_as("desk.md", text, expect);
}

#[test]
fn components_calls_and_classes_declare() {
    check(
        "## Get\n<Route method=\"GET\">/desks/[\\{id\\}](/x#y)</Route>\n\nReturns a desk.\n\n\
         ## End\n<Route method=\"DELETE\">/desks/\\{id\\}</Route>\n\nReturns a 204 empty response on success.\n",
        &["GET /desks/{id}", "DELETE /desks/{id} 204=empty"],
    );
    check(
        "### Add\n\n<div class=\"endpoint post\">/desks/</div>\n\n#### Response\n\n```\nHTTP 201 Created\n```\n",
        &["POST /desks/ 201"],
    );
    check(
        "{{< endpoint method=\"PUT\" path=\"/desks/{id}\" >}}\n\n<%= headers 202 %>\n",
        &["PUT /desks/{id} 202"],
    );
}

#[test]
fn rows_declare_and_are_joined_to_the_sections_they_name() {
    check(
        "| Method | Path | About |\n|-|-|-|\n| `GET` | `/desks` | Returns 200. |\n| PUT/POST | /desks/:id | Returns 204 |\n",
        &[
            "GET /desks 200",
            "PUT /desks/{id} 204",
            "POST /desks/{id} 204",
        ],
    );
    check(
        "Name | HTTP request\n-|-\n[**endLoan**](#endLoan) | **DELETE** /loans/{id}\n[**getLoan**](#getLoan) | **GET** /loans/{id}\n\n\
         # **endLoan**\n\nEnds it.\n\n### Status\n\n| Status code | About |\n|-|-|\n| **204** | Ended |\n\n# **getLoan**\n\nReturns `200 OK`.\n",
        &["DELETE /loans/{id} 204", "GET /loans/{id} 200"],
    );
    check(
        "GET | PUT | DELETE | Path\n-|-|-|-\nX | | X | /desks\n",
        &["GET /desks", "DELETE /desks"],
    );
    check(
        "    /api/<VERSION>/<WHAT>\n\n| METHOD | VERSION | WHAT |\n|-|-|-|\n| PUT | v1 | wipe |\n",
        &["PUT /api/v1/wipe"],
    );
    check(
        "/desks (GET) |\n-|-\nabout | all\nresponse codes | <ul><li>**Success**: 200 (OK)</li><li>**Error**: 500 (Internal Server Error)</li></ul>\n",
        &[],
    );
    check(
        "/desks (GET) | |\n-|-\nabout | all\nresponse codes | <ul><li>**Success**: 200 (OK)</li><li>**Error**: 500 (Internal Server Error)</li></ul>\n",
        &["GET /desks 200 !500"],
    );
}

#[test]
fn what_is_nothing_else_declares_and_wire_forms_are_its_examples() {
    check(
        "## Desks\n\n`GET /desks/:id`\n\n```http\nGET /v1/desks/7 HTTP/1.1\nHost: a.example\nX-Reader: r1\nAuthorization: Bearer abc\n```\n\n\
         ```http\nHTTP/1.1 200\n\n{}\n```\n\nStatus Codes:\n\n- **200** – Ok\n- **404** – Gone\n\n\
         ## End\n\n`DELETE /desks/:id`\n\nReturns 204.\n",
        &[
            "GET /desks/{id} 200 !404 <http://a.example/v1/desks/{id}:200> [X-Reader: r1 ] [Authorization: Bearer {token} ]",
            "DELETE /desks/{id} 204",
        ],
    );
    check(
        "## List\n\n`GET /a/desks`\n\nor\n\n`GET /b/desks`\n\nReturns 200.\n\n## X\n\n`GET /x`\n",
        &["GET /a/desks 200", "GET /b/desks 200", "GET /x"],
    );
    check(
        "* Method `DELETE`\n* URL: /desks/:id\n* Response: 204 No Content\n",
        &["DELETE /desks/{id} 204"],
    );
    check(
        "Meta-request: GET http://$HOST:$PORT/desks\n",
        &["GET /desks"],
    );
}

#[test]
fn halves_of_a_request_are_put_together_where_a_section_has_one_path() {
    check(
        "## `/desks`\n\n### Lists\n* Method `GET`\n* Response: 200 OK\n\n## `/desks/:id`\n\n### Removes\n* Method `DELETE`\n* Response: 204 No Content\n",
        &["GET /desks 200", "DELETE /desks/{id} 204"],
    );
    check(
        "## Add\n\n### Endpoint\n\n    /desk/{id}\n\n### HTTP Method\n\n    POST\n\n### Response\n\n    HTTP/1.1 201 Created\n",
        &["POST /desk/{id} 201"],
    );
    check("# Paths\n\n### `PUT` method\n\nx\n", &[]);
    check(
        "## API\n\n    /desks/<ID>\n\n### `PUT` method\n\nReturns 200.\n\n### `DELETE` method\n\nReturns 202.\n",
        &["PUT /desks/{ID} 200", "DELETE /desks/{ID} 202"],
    );
}

#[test]
fn headings_declare_with_all_below_them() {
    check(
        "### GET /desks/{deskId}\n\n##### 200: OK\n\n### DELETE /desks/{deskId} {#end}\n\n##### 204: No Content\n",
        &["GET /desks/{deskId} 200", "DELETE /desks/{deskId} 204"],
    );
    check(
        "# Desks [/desks]\n\n## List [GET]\n\n+ Response 200\n\n## Add [POST]\n\n+ Response 201\n",
        &["GET /desks 200", "POST /desks 201"],
    );
    check(
        "<details><summary><code>POST</code> <code>/desks</code></summary>\n\n##### Responses\n\n| code |\n|-|\n| 201 |\n\n</details>\n\n\
         <details><summary><code>DELETE</code> <code>/desks/{id}</code></summary>\n\n##### Responses\n\n| code |\n|-|\n| 204 |\n\n</details>\n",
        &["POST /desks 201", "DELETE /desks/{id} 204"],
    );
}

#[test]
fn blocks_declare_where_nothing_surer_does() {
    check(
        "## All\n\n```\nGET /desks\nPOST /desks\n```\n\nReturns 200.\n\n## One\n\n    GET /desks/:id\n\nReturns 200.\n\n\
         ```sh\ncurl -H \"PRIVATE-TOKEN: abc\" \"https://a.example/api/v3/desks/7\"\n```\n\n\
         ```sh\ncurl https://a.example/api/v3/desks\n```\n",
        &[
            "GET /desks 200 <https://a.example/api/v3/desks:>",
            "POST /desks 200",
            "GET /desks/{id} 200 <https://a.example/api/v3/desks/{id}:> [PRIVATE-TOKEN: {token} ]",
        ],
    );
    check(
        "## Ref\n\n    GET /refs/:ref\n\nA branch:\n\n    GET /refs/heads/a/b\n\n<%= headers 200 %>\n\n    GET /refs/heads/gone\n\n<%= headers 404 %>\n",
        &["GET /refs/{ref} 200 !404 </refs/heads/a/b:> </refs/heads/gone:>"],
    );
    check(
        "## One\n\nList of one:\n\n    GET /users/:u/desks\n\nAll of them:\n\n    GET /desks\n\n### Response\n\n<%= headers 200 %>\n",
        &["GET /users/{u}/desks 200", "GET /desks 200"],
    );
    check(
        "## Find\n\n    GET /file/:mount/:name\n\n### Responses\n\n#### Found\n\n    GET /file/modules/a/b?e=1\n    Accept: text/plain\n\n    HTTP/1.1 200 OK\n\n    x\n\n\
         #### No name\n\n    GET /file\n\n    HTTP/1.1 400 Bad Request\n",
        &["GET /file/{mount}/{name} </file/modules/a/b?e=1:200> </file:400>"],
    );
}

#[test]
fn words_declare_in_a_section_that_has_no_other() {
    check(
        "# Checks\n\n## Health\n\n- ``GET /health``: returns HTTP status code **200** only when open.\n\
         - ``GET /ready`` or ``GET /up``: returns 200 when up.\n  - ``GET /ready?lag=1``\n",
        &["GET /health 200", "GET /ready 200", "GET /up 200"],
    );
    check(
        "# Lookups\n\n### Get lookup\n\nA `GET` to a lookup via `/lookups/{id}` returns 200.\n\n### Other\n\n`GET /lookups`\n",
        &["GET /lookups/{id} 200", "GET /lookups"],
    );
    check(
        "# About\n\n## Overview\n\nYou can `DELETE /desks/1` to delete it.\n\n## List desks\n\n`GET /desks`\n",
        &["GET /desks"],
    );
}

#[test]
fn an_example_of_what_is_declared_is_no_operation() {
    check(
        "### Open\n\n`POST /loans`\n\n#### Example\n\n`POST /loans`\n\n##### Response\n\n`Status: 200`\n",
        &["POST /loans 200"],
    );
    check(
        "### List\n\n`GET /desks`\n\nReturns 200.\n\n### Sort\n\n```\nGET /desks?_sort=a\n```\n",
        &["GET /desks 200 </desks?_sort=a:>"],
    );
    check(
        "## End\n\n`DELETE /desks/:id`\n\n```\n$ curl -v -X DELETE http://a.example/desks/7\n> DELETE /desks/7 HTTP/1.1\n> Host: a.example\n>\n< HTTP/1.1 204 No Content\n< Server: x\n```\n",
        &["DELETE /desks/{id} <http://a.example/desks/{id}:> </desks/{id}:204>"],
    );
    check(
        "# Any\n\nSend `POST http://a.example/{endpoint}`.\n\n## Html\n\n`POST /html`\n\n## Epub\n\n`POST /epub`\n",
        &["POST /html", "POST /epub"],
    );
}

#[test]
fn statuses_of_others_are_not_its_own() {
    check(
        "# Desk\n\n`GET /desks`\n\nReturns 200.\n\n## Deleting desks\n\nThe cleaner returns 204 No Content.\n",
        &["GET /desks 200"],
    );
    check(
        "## Add (v1)\n\n`POST /v1/desks`\n\nReturns 200. Same as `POST /v2/desks`, which returns HTTP 202.\n\n## X\n\n`GET /x`\n",
        &["POST /v1/desks 200", "GET /x"],
    );
    check(
        "## Both\n\n```\nGET /a\nDELETE /a\n```\n\nGET returns 200. DELETE returns 204.\n",
        &["GET /a 200", "DELETE /a 204"],
    );
    check(
        "## All\n\n`GET /a`\n\n### Status codes\n\nCode | Meaning\n-|-\n100 | Created\n200 | Done\n",
        &["GET /a 200"],
    );
    check(
        "## Attach\n\n`POST /a`\n\n**Status codes**:\n\n- **101** – no error\n- **200** – no error\n",
        &["POST /a 101 200"],
    );
}

#[test]
fn headers_and_parameters_are_read_with_their_levels() {
    check(
        "## Get\n\n`GET /a`\n\n#### Headers\n\nAuthorization\n: {{<required>}} Send `Bearer <user_token>`.\n\nX-Desk\n: Which one. Optional.\n",
        &["GET /a [Authorization: Bearer {token} required] [X-Desk: - optional]"],
    );
    check(
        "## Write\n\n`POST /write`\n\n### Query parameters\n\n| Name | Required | About |\n|-|-|-|\n| db | yes | x |\n| rp | no | y |\n",
        &["POST /write?db={db}"],
    );
}

#[test]
fn restructured_text_declares_by_its_directives() {
    check_as(
        "desk.rst",
        "Desks\n=====\n\n.. http:get:: /desks/(int:id)\n\n    One of them.\n\n    :<header X-Desk: *Required*. Which.\n    :statuscode 200: fine\n    :statuscode 404: gone\n\n\
         .. http:delete:: /desks/(int:id)\n\n    :code 204: ended\n",
        &[
            "GET /desks/{id} 200 !404 [X-Desk: - required]",
            "DELETE /desks/{id} 204",
        ],
    );
    check_as(
        "desk.rst",
        "Show\n====\n\n.. rest_method:: GET /desks/{id}\n\nNormal Response Codes: 200 (from 1.0 - 1.19), 204 (from 1.20)\n\nError response codes: itemNotFound(404)\n",
        &["GET /desks/{id} 200 204"],
    );
}

#[test]
fn names_stay_what_they_are_whatever_stands_before_them() {
    let names = |text: &str| -> Vec<String> {
        let parts = Plain.read(&Page::new("desk.md", text)).parts.into_iter();
        parts.filter_map(|part| part.name).collect()
    };
    let own = "## One\n\n`GET /desks/:id`\n\n## Two\n\n`POST /desks`\n";
    assert_eq!(names(own), ["get-desks-id", "post-desks"]);
    let longer = format!("## Before\n\n`GET /a`\n\n{own}");
    assert_eq!(names(&longer), ["get-a", "get-desks-id", "post-desks"]);
}

#[test]
fn a_table_that_is_none_is_told() {
    let found = |text: &str| -> Vec<String> {
        let findings = Plain.read(&Page::new("desk.md", text)).findings.into_iter();
        findings
            .map(|finding| finding.code.as_str().to_owned())
            .collect()
    };
    let table = "`GET /a`\n\n| Name | Description |\n|--|\n| X-Desk | Required. |\n";
    assert_eq!(found(table), ["table-delimiter-malformed"]);
    assert!(found(&table.replace("|--|", "|--|--|")).is_empty());
    assert_eq!(
        found(&table.replace("|--|\n", "")),
        ["table-delimiter-malformed"]
    );
    let open = "`GET /a`\n\n| Name | Description\n| X-Desk | Required. |\n| X-Of | Optional.\n";
    assert_eq!(found(open), ["table-delimiter-malformed"]);
    for words in [
        "| one |\n| two |",
        "| a | b |",
        "| a | b |\nand more",
        "a | b\nc | d",
        "| a | b |\n| c |",
    ] {
        assert!(
            found(&format!("`GET /a`\n\n{words}\n")).is_empty(),
            "{words}"
        );
    }
}
