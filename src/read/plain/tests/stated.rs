//! Where the statuses of operations stand, and whose they are.

use super::{check, check_as};
use crate::read::{Dialect as _, plain::Plain};
use crate::text::page::Page;

#[test]
fn methods_below_a_path_have_answers_of_their_own() {
    let expect = &["GET /desks 200", "POST /desks 201"];
    check(
        "# Desk\n\n### /desks\n\n#### GET\n##### Summary:\n\nAll.\n\n##### Responses\n\n| Code | Description |\n|-|-|\n| 200 | ok |\n\n\
         #### POST\n##### Responses\n\n| Code | Description |\n|-|-|\n| 201 | made |\n",
        expect,
    );
    check(
        "# Desk\n\n### `/desks`\n\n#### GET\n\nReturns `200`.\n\n#### POST\n\nReturns `201`.\n",
        expect,
    );
    check_as(
        "desk.rst",
        "Desk\n====\n\n/desks\n------\n\nGET\n~~~\n\nReturns ``200``.\n\nPOST\n~~~~\n\nReturns ``201``.\n",
        expect,
    );
}

#[test]
fn titles_of_tabs_state_statuses_and_marked_stars_require() {
    check(
        "# Desk\n\n<mark style=\"color:red;\">`DELETE`</mark> `https://a.example/desks/{id}`\n\n#### Headers\n\n| Name | Type |\n|-|-|\n\
         | X-Reader<mark style=\"color:red;\">\\*</mark> | string |\n| X-Shelf\\* | string |\n\n{% tabs %}\n{% tab title=\"404: Not Found No such desk\" %}\n```json\n{}\n```\n{% endtab %}\n\n\
         {% tab title=\"204: No Content Desk is gone\" %}\n\n{% endtab %}\n\n{% tab title=\"200 desks\" %}\n{% endtab %}\n{% endtabs %}\n",
        &["DELETE /desks/{id} 204 !404 [X-Reader: - required] [X-Shelf: - ]"],
    );
}

#[test]
fn titles_of_blocks_and_of_tabs_state_statuses() {
    check(
        "# Desk\n\n### POST /desks\n\n```json 201 Created\n{}\n```\n\n### GET /desks\n\n```json title=\"200 OK\"\n{}\n```\n\n\
         ### PUT /desks\n\n```js\n// 202 Accepted\n{ }\n```\n\n### PATCH /desks\n\n=== \"204\"\n\n    gone\n\n=== \"200 desks\"\n\n    many\n",
        &[
            "POST /desks 201",
            "GET /desks 200",
            "PUT /desks 202",
            "PATCH /desks 204",
        ],
    );
    check_as(
        "desk.mdx",
        "# Desk\n\n## `POST /desks`\n\n<Tabs>\n<TabItem value=\"201\" label=\"201\">\n\nMade.\n\n</TabItem>\n<TabItem value=\"400\" label=\"400\">\n\nNot.\n\n</TabItem>\n</Tabs>\n",
        &["POST /desks 201 !400"],
    );
}

#[test]
fn empty_fences_and_fences_in_elements_state_statuses() {
    check_as(
        "desk.mdx",
        "---\ntitle: End\nopenapi: \"desks.json DELETE /desks/{id}\"\n---\n\n<ResponseExample>\n```json 204\n```\n```json 404 Not Found\n{}\n```\n</ResponseExample>\n",
        &["DELETE /desks/{id} 204 !404"],
    );
}

#[test]
fn a_list_or_a_column_of_codes_is_known_by_what_all_of_it_begins_with() {
    let one = |words: &str| format!("# Desks\n\n## End\n\n`DELETE /desks/{{id}}`\n\n{words}\n");
    for (words, statuses) in [
        ("What comes of it:\n\n- 204: gone\n- 404: none", " 204 !404"),
        (
            "What comes of it:\n\n- 204: gone\n- 404: none\n\n500 desks is the most.",
            " 204 !404",
        ),
        (
            "What comes of it:\n\n- 204: gone\n- 404: none\n\nAlso:\n\n- 204: lent\n- 410: old",
            " 204 !404 !410",
        ),
        (
            "What comes of it:\n\n- 204: gone\n- 400: unfit",
            " 204 !400",
        ),
        ("- **404** – there is none", " !404"),
        ("- `409` if it is lent", " !409"),
        ("- 404 Not Found: there is none", " !404"),
        ("- 404 desks are there", ""),
        ("- 500 desks at most", ""),
        ("- 204 desks: most", ""),
        (
            "Sizes of pages:\n\n- 100: few\n- 200: more\n- 500: most",
            "",
        ),
        (
            "Sizes of pages:\n\n- 200: few\n- 404: more\n- 404: most",
            "",
        ),
        ("Sizes of pages:\n\n- 200: few\n- 404: more\n- many", ""),
        (
            "| N | About |\n|-|-|\n| 204 | gone |\n| 404 | none |",
            " 204 !404",
        ),
        (
            "| N | About |\n|-|-|\n| 100 | few |\n| 200 | more |\n| 500 | most |",
            "",
        ),
        (
            "| N | About |\n|-|-|\n| 204 | few |\n| 404 | more |\n| 404 | most |",
            "",
        ),
    ] {
        check(&one(words), &[&format!("DELETE /desks/{{id}}{statuses}")]);
    }
}

#[test]
fn lists_of_codes_of_two_requests_are_two() {
    check(
        "# Desks\n\n`DELETE /desks/{id}` ends one:\n\n- 204: gone\n- 404: none\n\n`PUT /desks/{id}` changes one:\n\n- 200: done\n- 404: none\n",
        &["DELETE /desks/{id} 204 !404", "PUT /desks/{id} 200 !404"],
    );
}

#[test]
fn arrows_and_parentheses_state_statuses() {
    check(
        "# Desk\n\n- `POST /desks` body `{id}` → 204 or 401/502.\n- `DELETE /desks/{id}`: returns no content (204)\n",
        &["POST /desks 204 !401 !502", "DELETE /desks/{id} 204"],
    );
}

#[test]
fn words_that_require_authentication_take_the_credential_of_the_page() {
    check(
        "# Desks\n\n## All\n\n`GET /desks`\n\nRequires authentication.\n\n## End\n\n`DELETE /desks/{id}`\n\n\
         ```http\nDELETE /desks/7 HTTP/1.1\nAuthorization: Bearer abc\n```\n\n## About\n\n`GET /about`\n\nNo authentication is required.\n",
        &[
            "GET /desks [Authorization: Bearer {token} required]",
            "DELETE /desks/{id} </desks/{id}:> [Authorization: Bearer {token} ]",
            "GET /about",
        ],
    );
    // Where requests carry several, nobody knows which is meant.
    check(
        "# Desks\n\n## All\n\n`GET /desks`\n\nRequires authentication.\n\n## End\n\n`DELETE /desks/{id}`\n\n\
         ```http\nDELETE /desks/7 HTTP/1.1\nAuthorization: Bearer abc\n```\n\n## Lend\n\n`POST /loans`\n\n\
         ```http\nPOST /loans HTTP/1.1\nX-Api-Key: abc\n```\n",
        &[
            "GET /desks",
            "DELETE /desks/{id} </desks/{id}:> [Authorization: Bearer {token} ]",
            "POST /loans </loans:> [X-Api-Key: {token} ]",
        ],
    );
}

#[test]
fn a_table_that_is_none_names_nothing_of_the_next() {
    check(
        "# Desks\n\n## End\n\n`POST /desks/{id}/end`\n\n| Header | Level |\n|--|\n| X-Room | required |\n\n| Code | About |\n|---|---|\n| 204 | gone |\n",
        &["POST /desks/{id}/end 204"],
    );
}

#[test]
fn a_request_that_is_shown_for_its_error_is_no_operation() {
    let page = |request: &str, answer: &str| {
        format!(
            "# Desks\n\n## One\n\n```\nGET /desks/<id>\n```\n\nReturns 200.\n\n## Errors\n\nA desk that is not there:\n\n\
             ```\n{request}\n```\n\n```\n{answer}\n```\n"
        )
    };
    for answer in ["404 Not Found\n\n{}", "HTTP/1.1 404 Not Found"] {
        check(
            &page("GET /desks/77", answer),
            &["GET /desks/{id} 200 !404"],
        );
    }
    // What no other section documents is an operation.
    check(
        &page("GET /loans/77", "404 Not Found"),
        &["GET /desks/{id} 200", "GET /loans/77 !404"],
    );
}

#[test]
fn what_stands_behind_a_command_is_of_its_request() {
    let call = |arguments: &str| format!("```\ncurl {arguments}\n```\n\n");
    let [list, add, fill] = [
        "http://desk/desks",
        "-X POST http://desk/desks -d n=1",
        "-X PUT http://desk/desks/7 -d n=1",
    ]
    .map(call);
    // Operations that share a section.
    check(
        &format!(
            "# Desk\n\n## Desks\n\n`GET /desks`\n\n`POST /desks`\n\n{list}Returns 200.\n\n{add}It returns 201.\n\n### Errors\n\n- 503: closed\n"
        ),
        &[
            "GET /desks 200 !503 <http://desk/desks:>",
            "POST /desks 201 !503 <http://desk/desks:>",
        ],
    );
    // Commands that declare.
    check(
        &format!(
            "# Desk\n\n## List\n\n{list}## Add\n\n{add}## Fill\n\n{add}It is made:\n\n```\n200 OK\n\n{{}}\n```\n\n{fill}It is filled:\n\n```\n204 No Content\n```\n"
        ),
        &[
            "GET /desks",
            "POST /desks <http://desk/desks:> <http://desk/desks:>",
            "PUT /desks/7 204 <http://desk/desks/7:>",
        ],
    );
}

#[test]
fn anybody_is_served_where_words_say_so_and_no_sample_or_refusal_does() {
    let open = |said: &str| -> Vec<bool> {
        let text = format!("## All\n\n`GET /desks`\n\n{said}\n\n## One\n\n`GET /desks/:id`\n");
        let parts = Plain.read(&Page::new("desk.md", text)).parts.into_iter();
        parts.map(|part| part.facts.is_open).collect()
    };
    for said in [
        "This is served without authentication.",
        "Returns 200. Anonymous readers see the titles only.",
        "- Authentication: no",
        "**Auth required**: no",
    ] {
        assert_eq!(open(said), [true, false], "{said}");
    }
    for said in [
        "Returns 401 if unauthenticated.",
        "Returns 200. Unauthenticated readers get a 403.",
        "```json\n{\"name\": \"Anonymous Readers\"}\n```",
        "Status | Meaning\n-|-\n401 | The reader is unauthenticated",
    ] {
        assert_eq!(open(said), [false, false], "{said}");
    }
}

#[test]
fn a_credential_without_its_value_has_the_one_scheme_that_the_page_shows() {
    let page = |shown: &str| {
        format!(
            "# Desks\n\n{shown}\n\n## Add\n\n`POST /desks`\n\n| Header | Required |\n|-|-|\n| Authorization | yes |\n"
        )
    };
    let expect = |value: &str| format!("POST /desks [Authorization: {value} required]");
    for (shown, value) in [
        (
            "Readers have tokens: `Authorization: Bearer <token>`.",
            "Bearer {token}",
        ),
        (
            "```\ncurl -H 'Authorization: Desk d7b21' https://desks.example/\n```",
            "Desk {token}",
        ),
        (
            "```\nAuthorization: Basic ZGVzazpkZXNr\n```",
            "Basic {token}",
        ),
        (
            "`Authorization: Bearer d7b21`, as in `Authorization: Bearer 9c41`.",
            "Bearer {token}",
        ),
        (
            "`Authorization: Bearer d7b21`, or `Authorization: Basic ZGVzazpkZXNr`.",
            "-",
        ),
        ("Readers have tokens: `Desk-Token: Bearer d7b21`.", "-"),
        ("Readers have tokens: `Authorization: d7b21`.", "-"),
        ("Readers have tokens.", "-"),
    ] {
        check(&page(shown), &[&expect(value)]);
    }
}
