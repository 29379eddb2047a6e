//! Types of content: which lists are of which objects, and what examples make of them.

use crate::derive::derive;
use crate::table::words::Words as _;
use crate::text::page::Page;

/// The members of the types of a page, each with its words and where it is cited, and the codes of its findings.
fn types(path: &str, text: &str) -> (Vec<String>, Vec<&'static str>) {
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
            "  /*/worn: a string or null, unstated (9)",
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
