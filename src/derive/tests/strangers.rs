//! Wordings of pages that nobody here has written: what is said once below a status, by words in code, and of things that
//! nothing but JSON describes.

use crate::derive::derive;
use crate::table::described::ErrorCause;
use crate::table::words::Word as _;
use crate::table::{Operation, Row};
use crate::text::page::Page;

fn operations(text: &str) -> Vec<Operation> {
    let page = Page::new("punts.md", text);
    derive(&page).table.expect("a table").operations
}

/// What the errors of the last operation of a page are answered for.
fn causes(said: &str) -> Vec<String> {
    let text = format!(
        "# Boats\n\n## Make a punt\n\n`POST /punts`\n\n```json\n{{\"number\": \"a-1\", \"wood\": \"ash\"}}\n```\n\n\
         Returns `201`. {said}\n"
    );
    let all = operations(&text);
    let errors = all.iter().flat_map(|own| &own.described.errors);
    let all = errors.map(Row::effective).flat_map(|error| {
        let status = error.status.code();
        let told = |own: &crate::table::described::CauseOfError| {
            let of = own.of.as_deref().unwrap_or("-");
            format!("{status} {} {of}", own.cause.word())
        };
        error.causes.iter().map(told).collect::<Vec<String>>()
    });
    all.collect()
}

#[test]
fn errors_are_told_apart_below_their_status() {
    let taken = vec![format!("409 {} number", ErrorCause::Exists.word())];
    for said in [
        "Conflicts, all `409`:\n\n- `number_taken`: another punt has that number.\n- `dock_full`: there is no room.",
        "The refusals with `409` are `number_taken` (another punt has that number) and `dock_full` (there is no room).",
        "A number that another punt already has is refused with `409 number_taken`.",
    ] {
        assert_eq!(causes(said), taken, "{said}");
    }
    assert_eq!(
        causes("There are two kinds:\n\n- `number_taken`: another punt has that number."),
        [""; 0]
    );
}

/// The members of what the last operation of a page answers.
fn answered(section: &str, said: &str) -> Vec<String> {
    let text = format!(
        "# Boats, version 2\n\nAll is JSON.\n\n{section}\n\n### Fetch\n\n`GET /punts/{{id}}`\n\n{said}\n"
    );
    let all = operations(&text);
    let data = all.last().and_then(|own| own.types().next());
    let members = data.iter().flat_map(|data| &data.members);
    let names = members.map(|row| row.effective().path.to_string());
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn a_thing_is_what_json_below_its_heading_shows() {
    let json = "```json\n{\"id\": \"p-1\", \"wood\": \"ash\", \"state\": \"dry\"}\n```";
    let all = ["/id", "/wood", "/state"];
    for section in [
        format!("## Punts\n\nA punt looks like this:\n\n{json}"),
        format!(
            "## Punts\n\n{json}\n\nEvery member is present in every punt.\n\n- **`wood`** is `ash` or `oak`.\n- **`state`** is `dry` \
             or `wet`."
        ),
    ] {
        for said in [
            "Returns `200` with the punt.",
            "`GET /punts/{id}` returns the punt with status `200`, even when it is wet.",
        ] {
            let mut found = answered(&section, said);
            found.sort_by_key(|own| all.iter().position(|name| name == own));
            assert_eq!(found, all, "{section} {said}");
        }
    }
    // Below a request, it is of that.
    let sent = format!("## Make\n\n`POST /punts`\n\nReturns `201`.\n\n### Punt\n\n{json}");
    assert_eq!(answered(&sent, "Returns `200` with the punt."), [""; 0]);
}

/// The filters of the list of a page.
fn filters(said: &str) -> Vec<String> {
    let text = format!("# Boats\n\n## List punts\n\n`GET /punts`\n\n{said}\n\nReturns `200`.\n");
    let all = operations(&text);
    let parameters = all.iter().flat_map(|own| &own.described.parameters);
    let parameters = parameters.map(Row::effective);
    let selecting = parameters.filter(|own| own.allowed.selects);
    selecting.map(|own| own.name.clone()).collect()
}

#[test]
fn filters_are_called_so_right_before_their_list() {
    assert_eq!(
        filters("Sorted by `wood`. Filters:\n\n- `dry`: `true` or `false`.\n- `wood`: one wood."),
        ["dry", "wood"]
    );
    assert_eq!(
        filters(
            "Filters:\n\n- `q`: a text that the name contains.\n- `from`: those made after it."
        ),
        [""; 0]
    );
    assert_eq!(
        filters("Query parameters:\n\n- `dry`: `true` or `false`."),
        [""; 0]
    );
}
