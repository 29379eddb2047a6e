//! What a section says of all lists, for the operations that refer to it.

use crate::derive::derive;
use crate::table::Row;
use crate::text::page::Page;

/// The parameters of the query of `GET /punts`, and of what makes one.
fn of(heading: &str, said: &str, list: &str, section: &str) -> Vec<String> {
    let text = format!(
        "# Boats\n\n## {heading}\n\n{said}\n\n## Punts\n\n### {section}\n\n`GET /punts`\n\n{list}\n\nReturns `200`.\n\n\
         ### Make a punt\n\n`POST /punts`\n\nSee {heading}. Returns `201`.\n"
    );
    let table = derive(&Page::new("boats.md", text)).table.expect("a table");
    let all = table
        .operations
        .iter()
        .flat_map(|own| &own.described.parameters);
    all.map(|row| {
        let own = row.effective();
        format!("{} {:?} {:?}", own.name, own.place, own.kind)
    })
    .collect()
}

#[test]
fn what_a_section_says_of_lists_is_of_those_that_refer_to_it() {
    let table = "| Parameter | Type | |\n|-|-|-|\n| `limit` | integer, 1 to 50 | How many. |\n| `cursor` | string | Where. |";
    let both = ["cursor", "limit"];
    let names = |all: Vec<String>| -> Vec<String> {
        let names = all.iter().filter_map(|own| own.split(' ').next());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        names
    };
    for (heading, said, list) in [
        ("Lists", table, "Paged as described under Lists."),
        ("Paging", table, "See [Paging](#paging)."),
        (
            "Pagination",
            table,
            "The answer comes in pages, as in the section Pagination.",
        ),
        (
            "Lists",
            "Lists take `limit`, 1 to 50, default 20, and `cursor`.",
            "Works as said in Lists.",
        ),
        (
            "Lists",
            "Both lists are sorted.\n\n| Parameter | Type | |\n|-|-|-|\n| `limit` | integer | |\n| `cursor` | string | |",
            "",
        ),
    ] {
        let found = names(of(heading, said, list, "List punts"));
        assert_eq!(found, both, "{heading} {said} {list}");
    }
    // Nobody refers to it, or to another way; it is no list; it has an operation; members are no parameters.
    for (heading, said, list, section) in [
        ("Lists", table, "All of them.", "List punts"),
        (
            "Lists",
            table,
            "Not paged, unlike what stands under Lists.",
            "List punts",
        ),
        ("Lists", "Every list is sorted.", "See Lists.", "List punts"),
        (
            "Lists",
            "Every list is sorted.\n\n| Member | Type |\n|-|-|\n| `items` | array |",
            "See Lists.",
            "List punts",
        ),
        ("Shelves", table, "See Shelves.", "List punts"),
        (
            "Lists",
            "Lists take `sort`, one of `asc` and `desc`.",
            "See Lists.",
            "List punts",
        ),
    ] {
        let found = names(of(heading, said, list, section));
        assert_eq!(found, [""; 0], "{heading} {said} {list}");
    }
    let defined = "Lists are paged by two query parameters:\n\n`limit`\n: The most that come, 1 to 50; 20 if not given.\n\n\
                   `from`\n: How many are passed over.";
    let list = "A list (see Lists). With the query parameter `wood` only those punts are listed whose `wood` is that.";
    let found = names(of("Lists", defined, list, "Show punts"));
    assert_eq!(found, ["from", "limit", "wood"]);
    let filter =
        "Pages as under Lists. The filter is `wood`, with one of the values that a punt can have.";
    let found = names(of("Lists", table, filter, "Show punts"));
    assert_eq!(found, ["cursor", "limit", "wood"]);
}

/// What the only list of a page has, as lines: its status, its parameters, its errors, and its members.
fn all_of(said: &str, list: &str) -> Vec<String> {
    let text = format!(
        "# Boats\n\nAll is JSON.\n\n## Paging\n\n{said}\n\n## Punts\n\n### List punts\n`GET /punts`\n\n{list}\n\n\
         ### Get a punt\n`GET /punts/{{id}}`\n\n`200` with the punt.\n"
    );
    let table = derive(&Page::new("boats.md", text)).table.expect("a table");
    let list = table.operations.first().expect("a list");
    let statuses = list.responses.iter().map(Row::effective);
    let mut all: Vec<String> = statuses.map(|own| own.status.code().to_string()).collect();
    let parameters = list.described.parameters.iter().map(Row::effective);
    all.extend(parameters.map(|own| {
        let selects = if own.allowed.selects { " selects" } else { "" };
        format!("{:?} {}{selects}", own.place, own.name)
    }));
    let errors = list.described.errors.iter().map(Row::effective);
    all.extend(errors.map(|own| own.status.code().to_string()));
    let members = list.types().flat_map(|data| &data.members);
    all.extend(members.map(|row| row.effective().path.to_string()));
    all
}

#[test]
fn what_all_lists_are_answered_with_is_what_each_is() {
    let said = |lead: &str| {
        format!(
            "{lead}\n\n| parameter | type | |\n|-|-|-|\n| `limit` | integer | 1 to 50 |\n\nand answer `200` with\n\n\
             - `data`: array of the entries,\n- `total`: integer, how many there are.\n\nA `limit` outside its range is \
             answered `400`."
        )
    };
    let shown = "```json\n{\"data\": [{\"id\": \"p1\", \"wood\": \"oak\"}], \"total\": 1}\n```";
    let filters = "- `wood`: only punts of this wood\n- `old`: `true` for those of before 1950, `false` for the rest";
    let expect = [
        "200",
        "Query wood selects",
        "Query old",
        "Query limit",
        "400",
        "",
        "/data",
        "/data/*",
        "/data/*/id",
        "/data/*/wood",
        "/total",
    ];
    for (lead, above) in [
        (
            "The two lists work alike. They take",
            "Filters, apart from `limit`:",
        ),
        ("All list operations take", "Apart from `limit`:"),
        (
            "Lists are paged. They take",
            "Takes `limit` (see Paging), and:",
        ),
        ("Each list takes", "Parameters, next to those of all lists:"),
    ] {
        let found = all_of(&said(lead), &format!("{above}\n\n{filters}\n\n{shown}"));
        assert_eq!(found, expect, "{lead} {above}");
    }
    // Of one list, and below words for another thing.
    let found = all_of(&said("The list of punts takes"), filters);
    assert_eq!(found, [""; 0]);
    let found = all_of(
        &said("Lists take"),
        &format!("Members of the answer:\n\n{filters}"),
    );
    assert_eq!(found, ["200", "Query limit", "400", "/data", "/total"]);
}
