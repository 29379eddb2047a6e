//! What content is called, and what the words around the name make of it.

use super::data::{ALL, ONE, PUNT, of_punt, types};
use crate::derive::derive;
use crate::table::learn::{Proposal, learn};
use crate::text::page::Page;

#[test]
fn what_stands_behind_a_name_may_make_it_a_part_or_no_json() {
    for said in [
        "Returns `200 OK` and the punt as a link.",
        "Returns `200 OK` and the punt in CSV.",
        "Returns `200 OK` and the punt in a list.",
        "Returns `200 OK` and the punt as a field of an envelope.",
        "Returns `200 OK` and a list of punts as an XML file.",
        "Returns `200 OK` and a list of punts in a JSON object.",
    ] {
        assert_eq!(of_punt(PUNT, "GET /punts/{id}", said), [""; 0], "{said}");
    }
    for said in [
        "Returns `200 OK` and the punt in full.",
        "Returns `200 OK` and the punt as JSON.",
        "Returns `200 OK` and the punt as it is now.",
        "Returns `200 OK` with the punt in the body.",
    ] {
        assert_eq!(of_punt(PUNT, "GET /punts/{id}", said), ONE, "{said}");
    }
}

#[test]
fn what_reads_is_described_by_the_name_alone() {
    for said in [
        "One punt. `200`, or `404` `not_found`.",
        "A single punt.\n\nReturns `200`.",
        "Gives the punt, with status `200`.",
    ] {
        assert_eq!(of_punt(PUNT, "GET /punts/{id}", said), ONE, "{said}");
    }
    for said in [
        "A punt that is new is white. Returns `200`.",
        "The punt is told from others by its id. Returns `200`.",
        "Punts. Returns `200`.",
    ] {
        assert_eq!(of_punt(PUNT, "GET /punts/{id}", said), [""; 0], "{said}");
    }
    assert_eq!(of_punt(PUNT, "POST /punts", "One punt. `200`."), [""; 0]);
}

#[test]
fn an_object_that_has_a_list_is_no_list() {
    for said in [
        "Returns `200 OK` and a JSON object with a list of punts.",
        "The answer is `200 OK` with an object that has a list of punts.",
        "The response is an object containing an array of punts, with status `200`.",
        "`200 OK`. The body is a JSON object with a list of punts.",
    ] {
        let all = of_punt(PUNT, "GET /punts", said);
        assert!(
            !all.iter().any(|own| own.starts_with(": an array")),
            "{said} {all:?}"
        );
    }
    let said = "Returns `200 OK` and a JSON array of punts.";
    assert_eq!(of_punt(PUNT, "GET /punts", said), ALL);
}

/// The members of the content of a page's operations, with how many lines there are of each.
fn of_page(described: &str, below: &str) -> Vec<String> {
    let text = format!("# Boats\n\nAll content is JSON.\n\n{described}\n\n{below}\n");
    let (types, _) = types("boats.md", &text);
    types
        .iter()
        .map(|line| {
            line.split(" (")
                .next()
                .unwrap_or_default()
                .replace(", closed", "")
                .trim()
                .to_owned()
        })
        .collect()
}

#[test]
fn what_the_section_of_a_thing_shows_and_lists_before_any_request_is_the_thing() {
    let json = "```json\n{\"id\": 7, \"wood\": \"ash\"}\n```";
    let table = "| Field | Type | Notes |\n|-|-|-|\n| `id` | integer | Ours. |\n| `wood` | string | What it is of. |";
    let items = "- `id` (integer): its number\n- `wood` (string): what it is of";
    let terms = "`id`\n: An integer.\n\n`wood`\n: A string.";
    let below = "### Fetch\n\n    GET /punts/{id}\n\nReturns `200 OK` and the punt.";
    for described in [
        format!("## Punts\n\nA punt is a flat boat. It looks like this:\n\n{json}\n\n{table}"),
        format!("## Punts\n\nPunts are flat.\n\n{json}\n\n{table}"),
        format!("## Punts\n\n{table}\n\nExample:\n\n{json}"),
        format!("## Punts\n\n{table}\n\n{json}"),
        format!("## The punt\n\nThis is one:\n\n{json}\n\n{items}"),
        format!("## Punts\n\n{json}\n\nIts members are:\n\n{items}"),
        format!("## Punts\n\nFor instance:\n\n{json}\n\n{terms}"),
        format!("## Punts\n\nThis is what we know of a boat:\n\n{json}\n\nIn detail:\n\n{table}"),
        format!("## Punt\n\nSample:\n\n{json}\n\n{table}"),
        format!("## Punts\n\nEach of them is shown as\n\n{json}\n\nwhere\n\n{items}"),
    ] {
        let expect = [
            "GET boats-get-punts-id",
            ": an object, unstated",
            "/id: an integer, always",
            "/wood: a string, always",
        ];
        assert_eq!(of_page(&described, below), expect, "{described}");
        let elsewhere = format!("## Work\n\n{below}");
        assert_eq!(of_page(&described, &elsewhere), expect, "{described}");
    }
    // What stands beside a request is what is sent, whatever its section is called.
    let sent =
        format!("## Punts\n\n    POST /punts\n\nBody:\n\n{json}\n\n{table}\n\nReturns `201`.");
    assert_eq!(of_page(&sent, below), [""; 0]);
    let example = format!(
        "## Making\n\n    POST /punts\n\n### Punt\n\n{json}\n\n{table}\n\n### Answer\n\n`201`"
    );
    assert_eq!(of_page(&example, below), [""; 0]);
}

#[test]
fn a_fixture_is_proposed_where_the_page_lists_what_a_maker_answers() {
    let of = |more: &str, answer: &str| {
        let text = format!(
            "# Boats\n\nAll content is JSON.\n\n## Punts\n\n| Field | Type |\n|-|-|\n{more}| `wood` | string |\n\n### Make\n\n\
             `POST /punts`\n\nReturns `201 Created` and {answer}.\n\n### Fetch\n\n`GET /punts/{{id}}`\n\nReturns `200`.\n"
        );
        let table = derive(&Page::new("boats.md", text)).table.expect("a table");
        let learned = learn(&[table], &[]);
        let lines = learned.proposals.iter().flat_map(Proposal::lines);
        lines
            .filter(|line| line.starts_with("json-pointer"))
            .collect::<Vec<String>>()
    };
    let listed = "| `id` | integer |\n";
    assert_eq!(of(listed, "the new punt"), ["json-pointer = \"/id\""]);
    let guess = ["json-pointer = \"/id\"    # where it stands in the answer"];
    // Where nothing is said of the answer, a thing with an id in paths has one there, too.
    assert_eq!(of(listed, "nothing"), ["json-pointer = \"/id\""]);
    assert_eq!(of("| `id` | object |\n", "the new punt"), guess);
    assert_eq!(of("| `name` | string |\n", "the new punt"), guess);
}

#[test]
fn a_thing_may_be_made_where_its_path_is_not_below() {
    let of = |made: &str, answer: &str, more: &str| {
        let text = format!(
            "# Boats\n\nAll content is JSON.\n\n## Make a punt\n\n`POST /punts`\n\nReturns `201 Created` and the punt:\n\n\
             ```json\n{{\"id\": \"punt_a81f\"}}\n```\n\n## Show a punt\n\n`GET /punts/{{punt_id}}`\n\nReturns `200`.\n\n\
             ## Make\n\n`{made}`\n\n{answer}\n\n## Show\n\n`GET /oars/{{oar_id}}`\n\nReturns `200`.\n\n\
             ## Remove\n\n`DELETE /oars/{{oar_id}}`\n\nReturns `204`.\n\n## Rewrite\n\n`PUT /oars/{{oar_id}}`\n\n{more}\n"
        );
        let table = derive(&Page::new("boats.md", text)).table.expect("a table");
        let learned = learn(&[table], &[]);
        let is_of = |own: &&Proposal| own.variable == "oar_id";
        let proposals = learned.proposals.iter().filter(is_of);
        let made = proposals.map(|own| own.produced_by.0.clone());
        let open = learned
            .open
            .into_iter()
            .filter(|(name, _)| name == "oar_id");
        made.chain(open.map(|(_, why)| why))
            .collect::<Vec<String>>()
    };
    let plain = "Returns `201 Created`:\n\n```json\n{\"id\": \"oar_7c21\", \"punt_id\": \"punt_a81f\"}\n```";
    let rewrites = "Replaces it. Returns `200`.";
    let below = ["boats-post-punts-punt-id-oars".to_owned()];
    assert_eq!(of("POST /punts/{punt_id}/oars", plain, rewrites), below);
    let located = "```\ncurl -X POST https://boats.example/workshop\n```\n\n```http\nHTTP/1.1 201 Created\nLocation: https://boats.example/oars/oar_7c21\n```";
    assert_eq!(
        of("POST /workshop", located, rewrites),
        ["boats-post-workshop"]
    );
    // A name of the caller's, what is given by its name, what has one already, and no creation.
    let creates = "Creates it where there is none. Returns `201`, or `200`.";
    for (made, answer, more, why) in [
        (
            "POST /punts/{punt_id}/oars",
            plain,
            creates,
            "boats-put-oars-oar-id makes it by a name",
        ),
        (
            "POST /punts/{punt_id}/gear",
            plain,
            rewrites,
            "no POST that makes one is documented",
        ),
        (
            "POST /punts/{punt_id}/oars",
            "Returns `200`.",
            rewrites,
            "no POST that makes one is documented",
        ),
        (
            "POST /oars/{oar_id}/oars",
            plain,
            rewrites,
            "no POST that makes one is documented",
        ),
    ] {
        let said = of(made, answer, more);
        let said = said.first().expect("one");
        assert!(said.starts_with(why), "{made} {answer} {said}");
        assert!(said.contains("[[fixture]]"), "{said}");
    }
}

/// The values of the state in what each operation of a page answers.
fn states(action: &str, shown: &str) -> Vec<Vec<String>> {
    let text = format!(
        "# Boats\n\nAll content is JSON.\n\n## Punts\n\n| Field | Type | Notes |\n|-|-|-|\n| `id` | integer | Ours. |\n\
         | `state` | string | `moored`, `lent` or `sunk` |\n\n### Make\n\n`POST /punts`\n\nReturns `201` with the punt, which is \
         `moored`.\n\n### Lend\n\n`POST /punts/{{id}}/lend`\n\n{action} Returns `200` and the punt.\n\n{shown}\n"
    );
    let table = derive(&Page::new("boats.md", text)).table.expect("a table");
    let state = |own: &crate::table::Operation| {
        let members = own.types().flat_map(|data| &data.members);
        let mut members = members.map(crate::table::Row::effective);
        let found = members.find(|member| member.path.to_string() == "/state");
        found
            .map(|member| member.values.clone())
            .unwrap_or_default()
    };
    table.operations.iter().map(state).collect()
}

#[test]
fn what_an_operation_answers_is_in_the_state_that_words_say() {
    let all = vec!["moored".to_owned(), "lent".to_owned(), "sunk".to_owned()];
    let moored = vec!["moored".to_owned()];
    let lent = vec!["lent".to_owned()];
    let own = states("The punt goes from `moored` to `lent`.", "");
    assert_eq!(own, [moored.clone(), lent]);
    // Words and what is shown do not agree, or words say two things.
    let shown = "```http\nPOST /punts/7/lend HTTP/1.1\n```\n\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"id\": 7, \"state\": \"sunk\"}\n```";
    let own = states("The punt goes from `moored` to `lent`.", shown);
    assert_eq!(own, [moored.clone(), all.clone()]);
    let own = states("It becomes `lent`. Afterwards it is `sunk`.", "");
    assert_eq!(own, [moored, all]);
}
