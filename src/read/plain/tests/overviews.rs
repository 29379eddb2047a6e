//! Overviews of what has its own sections on the page, and tables that are the only place of their requests.

use crate::read::plain::Plain;
use crate::read::{Dialect as _, ForAll};
use crate::text::page::Page;

/// Sections with a request each, in headings.
const IN_HEADINGS: &str = "## Desks\n\n### List: GET /desks\n\nReturns 200.\n\n### Add: POST /desks\n\nReturns 201.\n\n\
     ### Remove: DELETE /desks/{id}\n\nReturns 204.\n";

/// The same with the requests in blocks of their own.
const IN_BLOCKS: &str = "## List\n\n```\nGET /desks\n```\n\nReturns 200.\n\n## Add\n\n```\nPOST /desks\n```\n\nReturns 201.\n\n\
     ## Remove\n\n```\nDELETE /desks/{id}\n```\n\nReturns 204.\n";

/// The same in tables that stand apart.
const IN_TABLES: &str = "## Desks\n\n| Method | Path | Success |\n|-|-|-|\n| GET | `/desks` | 200 |\n| POST | `/desks` | 201 |\n\n\
     ## One\n\n| Method | Path | Success |\n|-|-|-|\n| DELETE | `/desks/{id}` | 204 |\n";

/// What all three document.
const DESKS: [&str; 3] = [
    "DELETE /desks/{id} 204",
    "GET /desks 200",
    "POST /desks 201",
];

/// A sentence for all.
const FOR_ALL: &str = "Every request must carry the header `Authorization: Bearer <token>`. Without one the answer is 401.";

/// The operations of a page in order, and whether it speaks for all; a request that is only listed has a star.
fn read(name: &str, text: &str) -> (Vec<String>, bool) {
    let reading = Plain.read(&Page::new(name, text));
    let parts = reading.parts.iter();
    let told = parts.map(|part| {
        let line = &part.facts.requests[0];
        let mut told = format!("{} {}", line.method, line.path);
        for claim in &part.facts.statuses {
            told.push_str(&format!(" {}", claim.status.code()));
        }
        if part.facts.is_listed {
            told.push('*');
        }
        told
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    let speaks = reading.for_all.iter();
    let is_of_all = |claim: &ForAll| matches!(claim, ForAll::Header { .. });
    (
        told,
        speaks.into_iter().any(|claim| is_of_all(&claim.value)),
    )
}

/// Pages with an overview in its own section, in one of the conventions, at the head of the page, and behind all.
fn pages(overview: &str, sections: &str) -> [String; 4] {
    [
        format!(
            "# Desk API\n\n## Overview\n\n{overview}\n## Conventions\n\n{FOR_ALL}\n\n{sections}"
        ),
        format!(
            "# Desk API\n\n## General conventions\n\n### Paths\n\nThere are these:\n\n{overview}\n### Credentials\n\n{FOR_ALL}\n\n{sections}"
        ),
        format!("# Desk API\n\n{overview}\n{FOR_ALL}\n\n{sections}"),
        format!(
            "# Desk API\n\n## Conventions\n\n{FOR_ALL}\n\n{sections}\n## Summary\n\n{overview}"
        ),
    ]
}

fn check(overview: &str, sections: &str, more: &[&str]) {
    let mut expect: Vec<&str> = DESKS.iter().chain(more).copied().collect();
    expect.sort_unstable();
    for page in pages(overview, sections) {
        let (told, speaks) = read("desk.md", &page);
        assert_eq!(told, expect, "{page}");
        assert!(speaks, "{page}");
    }
}

#[test]
fn what_stands_around_an_overview_is_said_of_all() {
    for overview in [
        "| Path | Methods |\n|-|-|\n| `/desks` | GET, POST |\n| `/desks/{id}` | DELETE |\n",
        "| Method | Path | What |\n|-|-|-|\n| GET | `/desks` | All |\n| POST | `/desks` | A new one |\n| DELETE | `/desks/{id}` | One less |\n",
        "- [GET /desks](#a)\n- [POST /desks](#b)\n- [DELETE /desks/{id}](#c)\n",
        "- [GET /desks](#a) - lists\n- [POST /desks](#b) - adds\n- [DELETE /desks/{id}](#c)\n",
        "- `GET /desks`: lists\n- `POST /desks`: adds\n- `DELETE /desks/{id}`: removes\n",
        "- `/desks`: GET, POST\n- `/desks/{id}`: DELETE\n",
    ] {
        for sections in [IN_HEADINGS, IN_BLOCKS, IN_TABLES] {
            check(overview, sections, &[]);
        }
    }
}

#[test]
fn what_only_an_overview_names_beside_other_methods_is_listed() {
    for overview in [
        "| Path | Methods |\n|-|-|\n| `/desks` | GET, HEAD, POST, OPTIONS |\n| `/desks/{id}` | DELETE |\n",
        "| Method | Path | What |\n|-|-|-|\n| GET | `/desks` | All |\n| HEAD | `/desks` | The same |\n| OPTIONS | `/desks` | Methods |\n\
         | POST | `/desks` | A new one |\n| DELETE | `/desks/{id}` | One less |\n",
        "- `GET /desks`: lists\n- `HEAD /desks`: the same\n- `OPTIONS /desks`: methods\n- `POST /desks`: adds\n- `DELETE /desks/{id}`: removes\n",
        "- [GET /desks](#a)\n- [HEAD /desks](#a)\n- [OPTIONS /desks](#a)\n- [POST /desks](#b)\n- [DELETE /desks/{id}](#c)\n",
    ] {
        for sections in [IN_HEADINGS, IN_BLOCKS, IN_TABLES] {
            check(overview, sections, &["HEAD /desks*", "OPTIONS /desks*"]);
        }
    }
}

#[test]
fn an_overview_with_another_base_names_the_same() {
    let overview = "| Path | Methods |\n|-|-|\n| `/api/v1/desks` | GET, HEAD, POST |\n| `/api/v1/desks/{id}` | DELETE |\n";
    for sections in [IN_HEADINGS, IN_BLOCKS, IN_TABLES] {
        check(overview, sections, &[]);
    }
    let whole = IN_HEADINGS.replace(" /desks", " /v2/desks");
    let overview =
        "| Path | Methods |\n|-|-|\n| `/desks` | GET, HEAD, POST |\n| `/desks/{id}` | DELETE |\n";
    for page in pages(overview, &whole) {
        let (told, speaks) = read("desk.md", &page);
        assert_eq!(
            told,
            [
                "DELETE /v2/desks/{id} 204",
                "GET /v2/desks 200",
                "POST /v2/desks 201"
            ],
            "{page}"
        );
        assert!(speaks, "{page}");
    }
}

#[test]
fn overviews_are_of_any_markup() {
    let adoc = format!(
        "= Desks\n\n== General conventions\n\n=== Address and paths\n\nThe following paths exist, and no others:\n\n[cols=\"3,3\",options=\"header\"]\n|===\n\
         | Path | Methods served\n\n| `/desks` | GET, HEAD, POST\n| `/desks/{{id}}` | DELETE\n|===\n\n=== Credential\n\n{FOR_ALL}\n\n\
         == Desks\n\n=== Listing: GET /desks\n\nReturns 200.\n\n=== Adding: POST /desks\n\nReturns 201.\n\n=== Removing: DELETE /desks/{{id}}\n\nReturns 204.\n"
    );
    let rst = "Desks\n=====\n\nPaths\n-----\n\n============= ===============\nPath          Methods\n============= ===============\n``/desks``      GET, HEAD, POST\n\
         ``/desks/{id}`` DELETE\n============= ===============\n\nCredentials\n-----------\n\nEvery request must carry the header ``Authorization: Bearer <token>``.\n\n\
         Listing: GET /desks\n-------------------\n\nReturns 200.\n\nAdding: POST /desks\n-------------------\n\nReturns 201.\n\n\
         Removing: DELETE /desks/{id}\n----------------------------\n\nReturns 204.\n"
        .replace("============= ", "=============== ");
    for (name, text) in [("desks.adoc", adoc), ("desks.rst", rst)] {
        let (told, speaks) = read(name, &text);
        assert_eq!(
            told,
            [
                "DELETE /desks/{id} 204",
                "GET /desks 200",
                "HEAD /desks*",
                "POST /desks 201"
            ],
            "{text}"
        );
        assert!(speaks, "{text}");
    }
}

#[test]
fn a_table_that_is_the_only_place_of_its_requests_is_that() {
    let desks = "| Method | Path | Success |\n|-|-|-|\n| GET | `/desks` | 200 |\n| HEAD | `/desks` | 200 |\n| POST | `/desks` | 201 |\n";
    // What stands in a section of desks is of desks.
    let page = format!(
        "# API\n\n## Desks\n\n{desks}\n### Credentials\n\n{FOR_ALL}\n\n## Lamps\n\n### GET /lamps\n\nReturns 200.\n"
    );
    let expect = [
        "GET /desks 200",
        "GET /lamps 200",
        "HEAD /desks 200",
        "POST /desks 201",
    ];
    assert_eq!(
        read("api.md", &page),
        (expect.map(str::to_owned).to_vec(), false)
    );
    // So it is where few of them are documented elsewhere.
    let page = format!("{page}\n## More\n\n### GET /desks\n\nThere may be none.\n");
    assert!(!read("api.md", &page).1, "{page}");
    // A table with requests of its own section lists none of others.
    let own = "# API\n\n## Read\n\n### GET /desks\n\nReturns 200.\n\n| Method | Path |\n|-|-|\n| GET | `/desks` |\n| HEAD | `/desks` |\n";
    let (told, _) = read("api.md", own);
    assert_eq!(told, ["GET /desks 200", "HEAD /desks"]);
    // What differs by more than a base is another request.
    let rooms = "# API\n\n| Method | Path | Success |\n|-|-|-|\n| GET | `/desks` | 200 |\n| POST | `/desks` | 201 |\n\n## Of rooms\n\n\
         ### GET /rooms/desks\n\nReturns 200.\n\n### POST /rooms/desks\n\nReturns 201.\n";
    let (told, _) = read("api.md", rooms);
    assert_eq!(
        told,
        [
            "GET /desks 200",
            "GET /rooms/desks 200",
            "POST /desks 201",
            "POST /rooms/desks 201"
        ]
    );
}

#[test]
fn what_only_an_overview_has_keeps_to_its_row() {
    let page = format!(
        "# Desk API\n\n## General\n\n| Method | Path |\n|-|-|\n| GET | `/desks` |\n| POST | `/desks` |\n| DELETE | `/desks/{{id}}` |\n| PUT | `/lamp` |\n\n\
         A path that is not in the table is answered with 404.\n\n{FOR_ALL}\n\n{IN_HEADINGS}"
    );
    let reading = Plain.read(&Page::new("desk.md", page));
    let lamp = reading
        .parts
        .iter()
        .find(|part| part.facts.requests[0].method.as_str() == "PUT");
    assert!(lamp.is_some_and(|part| part.facts.errors.is_empty() && !part.facts.is_listed));
}
