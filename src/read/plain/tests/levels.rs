//! Whether parameters must be given, as items, definitions and cells say it.

use super::check_as;
use crate::read::{Dialect as _, plain::Plain};
use crate::text::page::Page;

fn check(items: &str, query: &str) {
    let text =
        format!("# Desks\n\n```\nGET /desks/<id>/count\n```\n\n**Query parameters**\n\n{items}\n");
    check_as(
        "desk.md",
        &text,
        &[&format!("GET /desks/{{id}}/count{query}")],
    );
}

#[test]
fn a_level_among_what_is_listed_of_a_parameter_counts() {
    let required = [
        "* `n` - int, required. The time.",
        "* `n` (int, required): the time",
        "* `n` (required) the time",
        "* `n` int, **required**, the time",
        "* `n` - string **required** the time",
        "* `n`: required. The time",
        "* **n**: [int, required] the time",
    ];
    for item in required {
        check(item, "?n={n}");
    }
    let other = [
        "* `n` - int, optional. The time is required.",
        "* `n` - int, not required. The time.",
        "* `n` - int (required, only if m is given)",
        "* `n` - int, required if `m` is given.",
        "* `n` - int, as required by the desk.",
        "* `n` - the required time",
    ];
    for item in other {
        check(item, "");
    }
}

#[test]
fn parameters_of_a_get_that_its_path_does_not_hold_stand_in_its_query() {
    check_as(
        "desk.rst",
        "Desks\n=====\n\n``GET /desks/{id}/count``\n\nParameters\n  * ``id`` (int, required) - the desk\n  * ``n`` (int, required) - the time\n  * ``m`` (optional)\n",
        &["GET /desks/{id}/count?n={n}"],
    );
    check_as(
        "desk.md",
        "# Desks\n\n`GET /desks/{id}`\n\n### Parameters\n\n| Name | In | Level |\n|-|-|-|\n| id | path | required |\n| n | query | required |\n| k | header | required |\n",
        &["GET /desks/{id}?n={n}"],
    );
    check_as(
        "desk.md",
        "# Desks\n\n`POST /desks`\n\n### Parameters\n\n* `n` (required)\n",
        &["POST /desks"],
    );
}

#[test]
fn a_credential_that_a_condition_stands_before_is_optional() {
    let page = |words: &str| {
        format!(
            "# Desk\n\n`GET /desks`\n\n{words}\n\n```\ncurl -u reader:pass http://desk/desks\n```\n"
        )
    };
    for (words, level) in [
        (
            "If authentication is enabled, you can use `-u`:",
            "optional",
        ),
        ("For example:", ""),
        ("If there is a desk, give your name:", ""),
    ] {
        let expect =
            format!("GET /desks <http://desk/desks:> [Authorization: Basic {{token}} {level}]");
        check_as("desk.md", &page(words), &[&expect]);
    }
}

#[test]
fn a_parameter_without_a_level_is_required_where_others_are_called_optional_and_each_request_carries_it()
 {
    let read = |items: &str, command: &str, query: &str| {
        let text = format!(
            "# Desks\n\n## Find\n\n```\nGET /desks\n```\n\nURL query parameters:\n\n{items}\n\n\
             ```\n$ curl 'https://desk.example/desks{command}'\n```\n\n\
             ## Count\n\n```\nGET /desks/count\n```\n\nURL query parameters:\n\n- `m=<n>`: most. Optional.\n"
        );
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        let line = &parts[0].facts.requests[0];
        assert_eq!(line.path.to_string(), format!("/desks{query}"), "{items}");
    };
    let told_apart = "- `q=<words>`: The words to find.\n- `n=<n>`: How many. Optional.";
    read(told_apart, "?q=oak", "?q={q}");
    read(told_apart, "?q=oak&n=7", "?q={q}");
    read(told_apart, "", "");
    read(told_apart, "?n=7", "");
    read(
        "- `q=<words>`: All desks if left empty.\n- `n=<n>`: Optional.",
        "?q=oak",
        "",
    );
    read(
        "- `q=<words>`: The words, by default none.\n- `n=<n>`: Optional.",
        "?q=oak",
        "",
    );
    read(
        "- `q=<words>`: The words to find.\n- `n=<n>`: How many.",
        "?q=oak",
        "",
    );
}

#[test]
fn a_parameter_is_required_where_each_request_of_the_operation_s_own_carries_it() {
    let page = |before: &str| {
        format!(
            "# Desks\n\n## All\n\n`GET /desks`\n\n### Query parameters\n\n- `room`: the room\n- `n`: optional\n- `m`: optional\n\n{before}\
             ```\ncurl 'http://localhost/desks?room=7'\n```\n"
        )
    };
    let expect = "GET /desks?room={room} <http://localhost/desks?room=7:>";
    super::check(&page(""), &[expect]);
    let others: String = (0..20)
        .map(|n| format!("```\ncurl http://localhost/login/{n}\n```\n\n"))
        .collect();
    super::check(&page(&others), &[expect]);
    // The same path with another method is another operation's.
    let other = "```\ncurl -X PUT http://localhost/desks\n```\n\n";
    super::check(&page(other), &[expect]);
}

#[test]
fn a_column_whose_head_asks_for_no_level_is_one_of_levels_where_each_cell_is_one() {
    let page = |head: &str, cell: &str| {
        format!(
            "# Desks\n\n`GET /desks`\n\n### Query parameters\n\n| Name | {head} |\n|-|-|\n| n | {cell} |\n"
        )
    };
    for (head, cell, query) in [
        ("Sent", "Needed", "?n={n}"),
        ("Sent", "always", ""),
        ("Sent", "Always", ""),
        ("Sent", "Always.", ""),
        ("Required", "Always", "?n={n}"),
        ("Required", "Sometimes", ""),
    ] {
        super::check(&page(head, cell), &[&format!("GET /desks{query}")]);
    }
}

#[test]
fn a_command_counts_for_each_operation_that_shares_the_list_of_parameters() {
    let page = |second: &str| {
        format!(
            "# Desks\n\n## All\n\n```\nGET /desks\n{second}\n```\n\n### Query parameters\n\n- `room`: the room\n- `n`: optional\n- `m`: optional\n\n\
             ```\ncurl 'http://localhost/desks?room=7'\n```\n"
        )
    };
    let shown = "GET /desks?room={room} <http://localhost/desks?room=7:>";
    super::check(&page("POST /desks"), &[shown, "POST /desks?room={room}"]);
    super::check(&page("GET /shelves"), &[shown, "GET /shelves"]);
}

#[test]
fn a_term_has_no_definition_where_another_or_a_heading_follows() {
    check_as(
        "desk.rst",
        "Desks\n=====\n\n``GET /desks``\n\n**Query parameters**\n\n``n``\n   required\n``m``\n   the room\n",
        &["GET /desks?n={n}"],
    );
    check_as(
        "desk.adoc",
        "= Desks\n\n== All\n\n`GET /desks`\n\n.Query parameters\nn::\nrequired::\n  the room\n",
        &["GET /desks"],
    );
}
