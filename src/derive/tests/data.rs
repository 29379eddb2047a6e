//! Types of content: which lists are of which objects, and what examples make of them.

use crate::derive::derive;
use crate::table::words::Words as _;
use crate::text::page::Page;

/// The members of the types of a page, each with its words and where it is cited, and the codes of its findings.
pub(super) fn types(path: &str, text: &str) -> (Vec<String>, Vec<&'static str>) {
    let derived = derive(&Page::new(path, text));
    let table = derived.table.expect("a table");
    let mut all = Vec::new();
    for operation in &table.operations {
        let responses = operation.responses.iter();
        let of_responses = responses.filter_map(|row| row.effective().data.clone());
        let content = operation
            .content
            .iter()
            .map(|row| row.effective().data.clone());
        for data in of_responses.chain(content) {
            all.push(format!("{} {}", operation.method.effective(), data.id));
            all.extend(data.members.iter().map(|row| {
                let member = row.effective();
                let closed = if member.is_closed { ", closed" } else { "" };
                let line = row.cites().first().to_string();
                let line = line.split(':').next().unwrap_or_default().to_owned();
                format!("  {}: {}{closed} ({line})", member.path, member.words())
            }));
        }
    }
    let codes = derived.findings.iter().map(|f| f.code.as_str());
    (all, codes.collect())
}

/// A page with an object in a table, which an item and a list are of.
const OARS: &str = "# Oars\n\n## The oar object\n\n| Field | Type | Description |\n|-|-|-|\n\
                    | `id` | integer | Its number. |\n| `wood` | string | Either `ash` or `fir`. |\n\
                    | `worn` | string | The day it broke, or `null`. |\n| `of` | object | Whose it is. |\n\
                    | `of.name` | string | Optional. |\n\n\
                    ## List oars\n\n`GET /oars`\n\nReturns `200 OK`.\n\n```json\n\
                    [{\"id\": 1, \"wood\": \"ash\", \"worn\": null, \"of\": {\"name\": \"Ada\"}}]\n```\n\n\
                    ## Make an oar\n\n`POST /oars`\n\n| Field | Type | Required |\n|-|-|-|\n\
                    | `id` | string | yes |\n| `wood` | string | yes |\n\nReturns `204`.\n";

#[test]
fn a_list_is_of_the_object_that_has_its_names_wherever_that_stands() {
    let (types, findings) = types("oars.md", OARS);
    assert_eq!(
        types,
        [
            "GET oars-get-oars",
            "  : an array, unstated (20)",
            "  /*: an object, unstated, closed (20)",
            "  /*/id: an integer, always (7)",
            "  /*/wood: a string, always, one of ash, fir (8)",
            "  /*/worn: a string or null, always (9)",
            "  /*/of: an object, always (10)",
            "  /*/of/name: a string, optional (11)",
        ]
    );
    assert_eq!(findings, [""; 0]);
}

#[test]
fn what_an_example_shows_otherwise_is_a_finding_and_is_not_judged() {
    let page = OARS
        .replace("\"id\": 1", "\"id\": \"1\"")
        .replace("\"ash\", \"worn\"", "\"elm\", \"worn\"");
    let (types, findings) = types("oars.md", &page);
    assert_eq!(
        findings,
        ["member-shown-otherwise", "member-shown-otherwise"]
    );
    assert!(
        types.contains(&"  /*/id: always (7)".to_owned()),
        "{types:?}"
    );
    assert!(
        types.contains(&"  /*/wood: a string, always (8)".to_owned()),
        "{types:?}"
    );
}

#[test]
fn fields_of_responses_are_of_their_content_and_a_status_is_not_needed() {
    let (types, _) = types(
        "oars.rst",
        "Oars\n====\n\n.. http:get:: /oars/(id)\n\n   One.\n\n   :>json integer id: its number\n   \
         :>json string note: only present for a worn one\n",
    );
    assert_eq!(
        types,
        [
            "GET oars-get-oars-id",
            "  : an object, unstated (8)",
            "  /id: an integer, expected (8)",
            "  /note: a string, optional (9)",
        ]
    );
}

#[test]
fn items_hold_the_members_of_what_they_are_items_of() {
    let (types, _) = types(
        "oars.md",
        "# Oars\n\n## State\n\n`GET /state`\n\nReturns `200`. The response has:\n\n\
         - `oars` (array of objects): all of them\n  - `id` (integer): the number\n\
         - `by`: who counted them\n\n\
         ```json\n{\"oars\": [{\"id\": 1}, {\"id\": 2}], \"by\": \"Ada\", \"at\": 3}\n```\n",
    );
    assert_eq!(
        types,
        [
            "GET oars-get-state",
            "  : an object, unstated (14)",
            "  /oars: an array, always (9)",
            "  /oars/*: an object, unstated (9)",
            "  /oars/*/id: an integer, always (10)",
            "  /by: always (11)",
            "  /at: a number, shown (14)",
        ]
    );
}

#[test]
fn names_that_are_data_are_no_members() {
    let (types, _) = types(
        "oars.md",
        "# Oars\n\n## State\n\n`GET /state`\n\nReturns `200`:\n\n\
         ```json\n{\"by\": {\"ada\": {\"n\": 1}, \"bob\": {\"n\": 2}}, \"hosts\": {\"a.example\": 3}}\n```\n",
    );
    assert_eq!(
        types,
        [
            "GET oars-get-state",
            "  : an object, unstated (10)",
            "  /by: an object, shown (10)",
            "  /hosts: an object, shown (10)",
        ]
    );
}

/// A description whose object holds its own kind.
const DESCRIPTION: &str = "\
openapi: 3.0.3
info: {title: Oars, version: '1'}
paths:
  /oars:
    get:
      responses:
        '200':
          description: all
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Oar'}}
components:
  schemas:
    Oar:
      allOf:
        - {type: object, required: [id], properties: {id: {type: integer}}}
        - type: object
          properties:
            made: {type: string, format: date, nullable: true}
            wood: {type: string, enum: [ash, fir]}
            of: {$ref: '#/components/schemas/Oar'}
            key: {type: string, writeOnly: true}
            mark: {oneOf: [{type: string}, {type: integer}]}
";

#[test]
fn a_schema_s_members_are_those_of_content_and_what_holds_itself_is_described_once() {
    let (types, _) = types("oars.yaml", DESCRIPTION);
    assert_eq!(
        types,
        [
            "GET oars-get-oars",
            "  : an array, unstated (11)",
            "  /*: an object, unstated (11)",
            "  /*/id: an integer, always (16)",
            "  /*/made: a string or null, optional, date (19)",
            "  /*/wood: a string, optional, one of ash, fir (20)",
            "  /*/of: an object, optional (21)",
            "  /*/mark: optional (23)",
        ]
    );
}

/// A page with a described object and one operation that says this of its response.
pub(super) fn of_punt(described: &str, line: &str, said: &str) -> Vec<String> {
    let text = format!(
        "# Punts\n\nAll content is JSON.\n\n{described}\n\n## Requests\n\n### Work\n\n`{line}`\n\n{said}\n\n### Sink it\n\n\
         `DELETE /punts/{{id}}`\n\nReturns `204 No Content`.\n"
    );
    let (types, _) = types("punts.md", &text);
    let members = types.iter().filter(|line| line.starts_with(' '));
    let bare = members.map(|line| {
        line.split(" (")
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    });
    bare.collect()
}

/// The members of a punt that is one object.
pub(super) const ONE: &[&str] = &[
    ": an object, unstated",
    "/id: an integer, expected",
    "/wood: a string, expected",
];

/// Those of many.
pub(super) const ALL: &[&str] = &[
    ": an array, unstated",
    "/*: an object, unstated",
    "/*/id: an integer, expected",
    "/*/wood: a string, expected",
];

pub(super) const PUNT: &str = "## The punt object\n\n| Field | Type | Description |\n|-|-|-|\n| `id` | integer | Its number. |\n\
                    | `wood` | string | What it is of. |\n";

#[test]
fn content_is_what_words_call_it_by_the_name_of_a_described_object() {
    for (line, said) in [
        ("GET /punts/{id}", "Returns `200 OK` and the punt object."),
        (
            "GET /punts/{id}",
            "Status `200`. The body is the representation of the punt.",
        ),
        (
            "POST /punts",
            "You get back `201 Created` and the new punt.",
        ),
        (
            "PUT /punts/{id}",
            "Returns the updated punt with status 200.",
        ),
        (
            "PUT /punts/{id}",
            "The changed punt is returned with `200 OK`.",
        ),
        (
            "PUT /punts/{id}",
            "`200 OK` – the [punt](#the-punt-object) as it is then, `404` if there is none",
        ),
        (
            "GET /punts/{id}",
            "| Status | |\n|-|-|\n| 200 | The punt. |\n| 404 | No such punt. |",
        ),
        (
            "GET /punts/{id}",
            "#### Response\n\n`200 OK`\n\nThe response body is a punt object.",
        ),
        (
            "POST /punts/{id}/tar",
            "On success the server answers with 200 and a JSON representation of the punt.",
        ),
    ] {
        assert_eq!(of_punt(PUNT, line, said), ONE, "{said}");
    }
    for said in [
        "The response is a `200 OK` with an array of [punt objects](#the-punt-object).",
        "Responds with a list of punts and status `200`.",
    ] {
        assert_eq!(of_punt(PUNT, "GET /punts", said), ALL, "{said}");
    }
}

#[test]
fn an_object_is_named_by_its_heading_or_by_the_words_before_its_attributes() {
    let rows = "| Field | Type |\n|-|-|\n| `id` | integer |\n| `wood` | string |\n";
    let items = "- `id` (integer): its number\n- `wood` (string): what it is of\n";
    for described in [
        format!("## Punt\n\n{rows}"),
        format!("## Punts\n\nA punt is represented by the following attributes.\n\n{rows}"),
        format!("## Punt attributes\n\n{rows}"),
        format!("## Data\n\n### Fields of a punt\n\n{rows}"),
        format!("## Punts\n\nEach punt has:\n\n{items}"),
        "## Punts\n\nA punt has the attributes `id` (integer) and `wood` (string).\n".to_owned(),
        "## Punt\n\n`id`\n: An integer.\n\n`wood`\n: A string.\n".to_owned(),
    ] {
        let said = of_punt(&described, "GET /punts/{id}", "`200 OK` and the punt.");
        assert_eq!(said, ONE, "{described}");
    }
}

#[test]
fn nothing_is_said_of_a_part_of_several_things_or_of_what_is_sent() {
    for (line, said) in [
        (
            "POST /punts",
            "Returns `201 Created` and the id of the new punt.",
        ),
        (
            "GET /punts/{id}",
            "Returns `200 OK` and the punt without its wood.",
        ),
        ("GET /punts/{id}", "Returns `200 OK` and the punt's wood."),
        (
            "GET /punts/{id}",
            "Returns `200 OK` and the punt or its owner.",
        ),
        ("GET /punts/{id}", "Returns `200 OK` and the punt number."),
        (
            "POST /punts/{id}/tar",
            "Returns `200 OK`. If it is wet, returns `409` and the punt object.",
        ),
        (
            "POST /punts",
            "The body is a punt object.\n\nReturns `201`.",
        ),
        (
            "POST /punts/{id}/return",
            "Returns the punt. Answers `200`.",
        ),
        ("POST /punts", "Returns `201`. The body is empty."),
    ] {
        assert_eq!(of_punt(PUNT, line, said), [""; 0], "{said}");
    }
    // Of two things of one name, that whose heading is the name.
    let said = "Returns `200 OK` and the punt.";
    let more =
        format!("{PUNT}\n## More\n\nPunt attributes:\n\n- `id` (integer)\n- `of` (string)\n");
    assert_eq!(of_punt(&more, "GET /punts/{id}", said), ONE);
    let both = format!("{PUNT}\n## Punt\n\n- `id` (integer)\n- `of` (string)\n");
    assert_eq!(of_punt(&both, "GET /punts/{id}", said), [""; 0]);
}

#[test]
fn what_the_page_shows_of_an_object_says_which_members_are_there() {
    let described = format!("{PUNT}\n```json\n{{\"id\": 7, \"wood\": \"ash\"}}\n```\n");
    assert_eq!(
        of_punt(
            &described,
            "GET /punts/{id}",
            "Returns `200 OK` and the punt."
        ),
        [
            ": an object, unstated",
            "/id: an integer, always",
            "/wood: a string, always"
        ]
    );
    let described = format!(
        "{PUNT}| `size` | integer | How long it is. |\n\n```json\n{{\"id\": 7, \"wood\": \"ash\"}}\n```\n"
    );
    assert_eq!(
        of_punt(
            &described,
            "GET /punts/{id}",
            "Returns `200 OK` and the punt."
        ),
        [
            ": an object, unstated",
            "/id: an integer, always",
            "/wood: a string, always",
            "/size: an integer, unstated"
        ]
    );
}
