//! What names requests a second time, or documents none: contents, closing lists, changes.

use super::{check, check_as};

#[test]
fn contents_declare_nothing_beside_the_headings_they_lead_to() {
    let expect = &["GET /desks 200", "POST /desks 201"];
    check(
        "# Desk\n\n- [GET /desks](#get-desks)\n- [POST /desks](#post-desks)\n\n## GET /desks\n\nReturns 200.\n\n## POST /desks\n\nReturns 201.\n",
        expect,
    );
    check(
        "# Desk\n\n- [Desks](#desks)\n  - [GET /desks](#get-desks)\n    - [Response](#response)\n  - [POST /desks](#post-desks)\n    - [Response](#response-1)\n\n\
         ## Desks\n\n### GET /desks\n\n#### Response\n\n    HTTP/1.1 200 OK\n\n### POST /desks\n\n#### Response\n\n    HTTP/1.1 201 Created\n",
        expect,
    );
    check_as(
        "desk.rst",
        "Desk\n====\n\n* `GET /desks`_\n* `POST /desks`_\n\nGET /desks\n----------\n\nReturns 200.\n\nPOST /desks\n-----------\n\nReturns 201.\n",
        expect,
    );
}

#[test]
fn sections_that_open_with_a_request_of_the_contents_say_what_it_does() {
    for (get, post) in [
        ("```\nGET /desks\n```", "```\nPOST /desks\n```"),
        ("`GET /desks` lists them.", "`POST /desks` - adds one."),
    ] {
        let page = format!(
            "# Desk\n\n- [GET /desks](#all)\n- [POST /desks](#new)\n\n## All\n\n{get}\n\nReturns 200.\n\n## New\n\n{post}\n\nReturns 201.\n"
        );
        check(&page, &["GET /desks 200", "POST /desks 201"]);
    }
    // The last item of a list has no more below it than the others.
    check(
        "# Desk\n\n- `GET /desks`\n- `POST /desks`\n\n## Pages\n\nA page that is not there returns 204.\n",
        &["GET /desks", "POST /desks"],
    );
}

#[test]
fn a_closing_list_repeats_what_sections_declare() {
    check(
        "# Desk\n\n## Lend a desk\n\n#### URL\n\n`/desks/lend`\n\n#### Method\n\n`POST`\n\n#### Success\n\nCode 204\n\n\
         ## Kinds of desks\n\nEach has its own data for these:\n\n- Lend a desk: `POST` `/desks/lend/`\n- Look: `GET` `/desks/kinds`\n",
        &["POST /desks/lend 204", "GET /desks/kinds"],
    );
}

#[test]
fn lists_of_changes_document_nothing() {
    let changes = "- Added `GET /desks/{id}/lamp`\n- `POST /desks?` changed to `PUT /desks`\n- GET /desks not answering\n";
    check(&format!("# Desks Release Notes\n\n## v2\n\n{changes}"), &[]);
    check_as("desks/HISTORY.md", &format!("7 June\n\n{changes}"), &[]);
    check(
        &format!(
            "# Desks\n\n`GET /desks`\n\n## [1.2.0] - 2024-05-01\n\n{changes}\n## v1.1.9\n\n- `DELETE /desks` - gone\n"
        ),
        &["GET /desks"],
    );
    check(
        "# Extensions\n\nThe changes below were introduced after the first version.\n\n## `lamps`\n\n* `GET /1.0/lamps`\n* `PUT /1.0/lamps/<name>` (see there)\n",
        &[],
    );
    check(
        "# Desks\n\n## Lamps\n\nThis adds a field to `GET /desks`.\n\n## Shelves\n\nAdds support for `PUT /shelves/{id}`.\n",
        &[],
    );
    // A page that only mentions its list of changes, and one about a resource of that name.
    check(
        "# Desks\n\nSee the changelog and the release notes.\n\n- `GET /desks`: all\n",
        &["GET /desks"],
    );
    check_as(
        "history.md",
        "# History\n\n## 1.1 Look\n\n`GET /history`\n\n## 1.2 Clear\n\n`DELETE /history`\n",
        &["GET /history", "DELETE /history"],
    );
}

#[test]
fn what_is_sent_to_the_readers_own_server_is_not_the_services() {
    check(
        "# Desks\n\n### POST /desks\n\nReturns `201`.\n\n## Webhooks\n\n### GET /webhooks\n\nReturns `200`.\n\n### POST /your-callback\n\nIts body.\n\n\
         ### POST https://your.site.example/lent\n\nCalled when a desk is lent.\n",
        &["POST /desks 201", "GET /webhooks 200"],
    );
    check(
        "# Desks\n\n### POST https://your-desks.example/api/desks\n\n## Webhooks\n\n### GET https://your-desks.example/api/hooks\n\n### PUT https://your-desks.example/api/signature\n",
        &["POST /api/desks", "GET /api/hooks", "PUT /api/signature"],
    );
}

#[test]
fn a_value_below_what_declares_no_placeholder_is_a_sample() {
    check(
        "# Desk\n\n### Get desks\n\n`GET /desks`\n\n```\nGET /desks/7\n```\n",
        &["GET /desks"],
    );
}

#[test]
fn the_errors_of_a_row_are_kept_where_the_request_is_named_again() {
    let table = "# Desks\n\n| Method | Path | Success | Errors |\n|-|-|-|-|\n| GET | `/desks` | 200 | 400, 503 |\n\
                 | POST | `/desks` | 201 | 409 |\n";
    let alone = &["GET /desks 200 !400 !503", "POST /desks 201 !409"];
    check(table, alone);
    let said = format!(
        "{table}\n## Listing\n\n`GET /desks` lists the desks.\n\n## Adding\n\n`POST /desks` adds one.\n"
    );
    check(&said, alone);
    let stated = format!(
        "{table}\n## Listing\n\n`GET /desks` lists the desks. It returns `200`, or `404` where there is no room.\n"
    );
    check(
        &stated,
        &["POST /desks 201 !409", "GET /desks 200 !404 !400 !503"],
    );
    let shown = format!("{table}\n## Listing\n\n```\nGET /desks\n```\n");
    check(
        &shown,
        &["POST /desks 201 !409", "GET /desks 200 !400 !503"],
    );
}
