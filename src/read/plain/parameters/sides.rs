//! Columns of a table of members that say of requests, or of responses, whether a member is in them: "In requests",
//! "On create", "In responses".

use crate::read::lexicon;
use crate::table::Presence;
use crate::text::document::{Row, Table};

/// Of which requests a column speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Those with content.
    All,
    /// Those that make something.
    Creating,
    /// Those that change something.
    Changing,
}

/// What a cell says of a member in requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read::plain) enum Sent {
    /// It must be there, or may be left out.
    Level(Presence),
    /// It is none of what is sent.
    Never,
    /// It may be there, and no more is said.
    Open,
}

/// A column that speaks of requests.
#[derive(Debug)]
struct Column {
    at: usize,
    of: Of,
    /// Whether its head asks what must be sent.
    asks: bool,
}

/// The columns of a table that say in which messages a member is.
#[derive(Debug, Default)]
pub(in crate::read::plain) struct Sides {
    sent: Vec<Column>,
    answered: Option<usize>,
}

/// Words of a head that say nothing of its side.
const SMALL: &[&str] = &[
    "a", "an", "and", "at", "bodies", "body", "by", "for", "in", "is", "it", "json", "method",
    "of", "on", "only", "or", "payload", "the", "to", "upon", "when", "while", "with", "you",
];

/// Words of a head by which it asks what must be sent.
const ASKS: &[&str] = &[
    "mandatory",
    "must",
    "needed",
    "obligatory",
    "presence",
    "req",
    "required",
];

/// Words for requests in a head.
const REQUESTS: &[&str] = &[
    "input", "request", "requests", "send", "sending", "sent", "write", "writes", "writing",
];

/// Words for those that make something.
const CREATING: &[&str] = &[
    "add",
    "adding",
    "create",
    "created",
    "creates",
    "creating",
    "creation",
    "post",
    "posting",
    "registering",
    "registration",
];

/// Words for those that change something.
const CHANGING: &[&str] = &[
    "change",
    "changing",
    "edit",
    "editing",
    "patch",
    "patching",
    "put",
    "replace",
    "replacing",
    "update",
    "updates",
    "updating",
];

/// Words for responses.
const RESPONSES: &[&str] = &[
    "answer",
    "answers",
    "get",
    "output",
    "read",
    "reading",
    "reads",
    "replies",
    "reply",
    "response",
    "responses",
    "returned",
];

/// The most rows of a table that are looked at.
const MOST_ROWS: usize = 300;

impl Sides {
    /// The columns of a table, but for the first, which has the names.
    pub(in crate::read::plain) fn of(table: &Table) -> Self {
        let mut sides = Self::default();
        for (at, head) in table.head.iter().enumerate().skip(1) {
            let Some(side) = side(&head.text) else {
                continue;
            };
            let cells = table.rows.iter().take(MOST_ROWS);
            let cells = cells.filter_map(|row| row.cells.get(at));
            let cells: Vec<&str> = cells
                .map(|cell| cell.text.trim())
                .filter(|cell| !cell.is_empty())
                .collect();
            match side {
                Side::Sent(of, asks) => {
                    let says = |cell: &&&str| matches!(sent(cell, asks), Some(Sent::Level(_)));
                    let are_known = cells.iter().all(|cell| sent(cell, asks).is_some());
                    if are_known && cells.iter().any(|cell| says(&cell)) {
                        sides.sent.push(Column { at, of, asks });
                    }
                }
                Side::Answered => {
                    let are_known = cells.iter().all(|cell| answered(cell).is_some());
                    if are_known && !cells.is_empty() && sides.answered.is_none() {
                        sides.answered = Some(at);
                    }
                }
            }
        }
        // By itself it may be of whatever is asked.
        if sides.sent.is_empty() {
            sides.answered = None;
        }
        sides
    }

    /// Whether the table says what is sent.
    pub(in crate::read::plain) fn says_sent(&self) -> bool {
        !self.sent.is_empty()
    }

    /// Whether a column is one of them.
    pub(in crate::read::plain) fn has(&self, column: usize) -> bool {
        self.answered == Some(column) || self.sent.iter().any(|own| own.at == column)
    }

    /// What a row says of its member in requests of some methods.
    pub(in crate::read::plain) fn sent(&self, row: &Row, methods: &[&str]) -> Sent {
        let are = |all: &[&str]| !methods.is_empty() && methods.iter().all(|own| all.contains(own));
        let find = |of: Of| self.sent.iter().find(|own| own.of == of);
        let makes = are(&["POST"]);
        let column = match makes {
            true => find(Of::Creating),
            false => find(Of::Changing),
        };
        let is_partial = column.is_none() && methods.contains(&"PATCH");
        let Some(column) = column.or_else(|| find(Of::All)) else {
            // What is sent by none of the requests that it speaks of is sent by no other.
            let cell = |own: &Column| sent(row.cells.get(own.at)?.text.trim(), own.asks);
            let mut all = self.sent.iter();
            let is_never = all.all(|own| cell(own) == Some(Sent::Never));
            return match is_never {
                true => Sent::Never,
                false => Sent::Open,
            };
        };
        let cell = row.cells.get(column.at).map(|cell| cell.text.trim());
        match cell.and_then(|cell| sent(cell, column.asks)) {
            // What changes a part needs no more than that part.
            Some(Sent::Level(_)) if is_partial => Sent::Open,
            Some(own) => own,
            None => Sent::Open,
        }
    }

    /// What a row says of its member in responses: none where it is in none of them.
    pub(in crate::read::plain) fn held(&self, row: &Row) -> Option<Presence> {
        let cell = |column: usize| row.cells.get(column).map(|cell| cell.text.trim());
        if let Some(own) = self.answered.and_then(cell).and_then(answered) {
            return match own {
                Sent::Level(presence) => Some(presence),
                Sent::Open => Some(Presence::Unstated),
                Sent::Never => None,
            };
        }
        let changes = |own: &&Column| own.of == Of::Changing;
        let only_changes = self.sent.iter().all(|own| changes(&own));
        let made = self.sent.iter();
        let made = made.filter(|own| only_changes || !changes(own));
        let mut cells = made.filter_map(|own| Some((cell(own.at)?, own.asks)));
        let is_written = |text: &str| {
            text.to_lowercase()
                .replace(['-', ' '], "")
                .starts_with("writeonly")
        };
        if self
            .sent
            .iter()
            .any(|own| cell(own.at).is_some_and(is_written))
        {
            return None;
        }
        // What may be left out of requests may, or may not, be left out of responses.
        let may_be_left_out = cells
            .any(|(text, asks)| matches!(sent(text, asks), Some(Sent::Level(Presence::Optional))));
        Some(match may_be_left_out {
            true => Presence::Conditional,
            false => Presence::Unstated,
        })
    }
}

/// What the head of a column says of which side it is.
enum Side {
    Sent(Of, bool),
    Answered,
}

fn side(head: &str) -> Option<Side> {
    let lower = head.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words
        .filter(|word| !word.is_empty() && !SMALL.contains(word))
        .collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let are = |lists: &[&[&str]]| {
        let is_in = |word: &&str| lists.iter().any(|list| list.contains(word));
        !words.is_empty() && words.iter().all(is_in)
    };
    if are(&[RESPONSES]) {
        return Some(Side::Answered);
    }
    let asks = has(ASKS);
    let is_of_requests = has(REQUESTS) || has(CREATING) || has(CHANGING);
    if !is_of_requests || !are(&[ASKS, REQUESTS, CREATING, CHANGING]) {
        return None;
    }
    let of = match (has(CREATING), has(CHANGING)) {
        (true, false) => Of::Creating,
        (false, true) => Of::Changing,
        (true, true) | (false, false) => Of::All,
    };
    Some(Side::Sent(of, asks))
}

/// Whether a cell begins with words, and says no more than remarks behind them.
fn begins(lower: &str, words: &str) -> bool {
    let rest = lower.strip_prefix(words);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Words of a cell by which a member is none of what is sent.
const NEVER: &[&str] = &[
    "assigned",
    "auto",
    "automatic",
    "automatically",
    "by us",
    "calculated",
    "computed",
    "filled in by",
    "forbidden",
    "generated",
    "ignored",
    "n/a",
    "never",
    "none",
    "not accepted",
    "not allowed",
    "not sent",
    "not settable",
    "not writable",
    "output only",
    "output-only",
    "ours",
    "read only",
    "read-only",
    "readonly",
    "response only",
    "server",
    "server-set",
    "set by",
];

/// Words of a cell that say of a case what they say.
const CASES: &[&str] = &[
    "except", "for", "if", "on", "unless", "when", "with", "without",
];

/// What a cell of a column of requests says; none where it says another thing.
fn sent(cell: &str, asks: bool) -> Option<Sent> {
    let cell = cell
        .trim_matches(['`', '*', '_', '(', ')', '.', ' '])
        .to_lowercase();
    if matches!(
        cell.as_str(),
        "" | "—" | "-" | "–" | "--" | "✗" | "❌" | "✘" | "×" | "no"
    ) {
        return Some(match (asks, cell.as_str()) {
            (true, "no" | "✗" | "❌" | "✘" | "×") => Sent::Level(Presence::Optional),
            (true, _) => Sent::Open,
            (false, _) => Sent::Never,
        });
    }
    if NEVER.iter().any(|words| begins(&cell, words)) {
        return Some(Sent::Never);
    }
    // It is told elsewhere.
    if ["see", "depends", "varies"]
        .iter()
        .any(|word| begins(&cell, word))
    {
        return Some(Sent::Open);
    }
    let is_yes = [
        "yes",
        "✓",
        "✔",
        "✅",
        "allowed",
        "writable",
        "read-write",
        "read/write",
        "accepted",
    ];
    if is_yes.iter().any(|words| begins(&cell, words)) {
        return Some(match asks {
            true => Sent::Level(Presence::Required),
            false => Sent::Open,
        });
    }
    level(&cell)
}

/// The level that a cell in lower case says, and nothing where what it says is of a case.
fn level(cell: &str) -> Option<Sent> {
    let of_case = cell
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| CASES.contains(&word));
    let must = [
        "compulsory",
        "mandatory",
        "must",
        "needed",
        "obligatory",
        "required",
    ];
    let may = [
        "can be left out",
        "may be left out",
        "may be omitted",
        "not required",
        "optional",
    ];
    let level = match () {
        () if must.iter().any(|words| begins(cell, words)) => Presence::Required,
        () if may.iter().any(|words| begins(cell, words)) => Presence::Optional,
        () => {
            let is_written = ["write-only", "write only", "conditional"];
            let is_known = is_written.iter().any(|words| begins(cell, words));
            return is_known.then_some(Sent::Open);
        }
    };
    Some(match level {
        Presence::Required if of_case => Sent::Open,
        other => Sent::Level(other),
    })
}

/// What a cell of a column of responses says.
fn answered(cell: &str) -> Option<Sent> {
    let cell = cell
        .trim_matches(['`', '*', '_', '(', ')', '.', ' '])
        .to_lowercase();
    if let Some(presence) = lexicon::answer(&cell) {
        return Some(match presence {
            Presence::Required => Sent::Level(presence),
            _ => Sent::Never,
        });
    }
    let begins = |all: &[&str]| all.iter().any(|words| begins(&cell, words));
    let of_case = cell
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| CASES.contains(&word));
    if begins(&[
        "always", "required", "present", "✓", "✔", "✅", "included", "returned",
    ]) {
        return Some(match of_case {
            true => Sent::Level(Presence::Conditional),
            false => Sent::Level(Presence::Required),
        });
    }
    if begins(&[
        "optional",
        "sometimes",
        "may be absent",
        "if",
        "when",
        "only",
    ]) {
        return Some(Sent::Level(Presence::Optional));
    }
    let is_never = begins(&[
        "never",
        "write-only",
        "write only",
        "not returned",
        "request only",
        "none",
    ]) || matches!(cell.as_str(), "—" | "-" | "–" | "✗" | "❌");
    is_never.then_some(Sent::Never)
}

#[cfg(test)]
mod tests {
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::table::Presence::{self, Optional, Required, Unstated};
    use crate::table::data::Held::{self, Always, Expected};
    use crate::text::page::Page;

    /// What a page with these columns says of members: of what the method sends, and of what comes back.
    fn check(
        method: &str,
        (heads, rows): (&str, [&str; 3]),
        sent: &[(&str, Presence)],
        held: &[(&str, Held)],
    ) {
        let [id, name, seats] = rows;
        let columns = heads.matches('|').count() + 1;
        let text = format!(
            "# Library\n\nAll is JSON.\n\n## Desks\n\n| Member | Type | {heads} | |\n|-|-|{}-|\n\
             | `id` | string | {id} | ours |\n| `name` | string | {name} | its name |\n\
             | `seats` | integer | {seats} | how many |\n\n### Keep one\n\n`{method} /desks`\n\n\
             ```http\n{method} /desks HTTP/1.1\nContent-Type: application/json\n\n{{\"name\": \"a\", \"seats\": 2}}\n```\n\n\
             Returns `200 OK` and the desk.\n",
            "-|".repeat(columns)
        );
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        let parameters = parts.iter().flat_map(|part| &part.facts.parameters);
        let own: Vec<_> = parameters
            .map(|claim| (claim.value.name.as_str(), claim.value.presence))
            .collect();
        assert_eq!(own, sent, "{heads}");
        let named = parts.iter().flat_map(|part| &part.facts.named);
        let members = named.flat_map(|named| &named.list.members);
        let own = members.map(|claim| {
            let name = claim.value.path.tokens().last().unwrap().written();
            (name, claim.value.presence)
        });
        assert_eq!(own.collect::<Vec<_>>(), held, "{heads}");
    }

    const SENT: [(&str, Presence); 2] = [("name", Required), ("seats", Optional)];
    const HELD: [(&str, Held); 3] = [
        ("id", Expected),
        ("name", Expected),
        ("seats", Held::Unstated),
    ];

    #[test]
    fn a_column_of_requests_says_what_is_sent_and_nothing_of_what_comes_back() {
        for head in [
            "In requests",
            "On create",
            "When creating",
            "Request",
            "Requests",
            "In the request body",
            "Create",
            "POST",
            "On creation",
            "In a `POST`",
            "Required in requests",
            "When you create it",
            "On write",
        ] {
            for id in [
                "read-only",
                "—",
                "ignored",
                "never",
                "not allowed",
                "ours",
                "assigned by us",
            ] {
                // Where it is asked what must be there, nothing says no more than that this need not.
                if id == "—" && head.starts_with("Required") {
                    continue;
                }
                check("POST", (head, [id, "required", "optional"]), &SENT, &HELD);
            }
        }
        let yes_or_no = ("Required on create", ["read-only", "yes", "no"]);
        check("POST", yes_or_no, &SENT, &HELD);
    }

    #[test]
    fn a_column_of_responses_beside_it_says_what_comes_back() {
        let both = (
            "In requests | In responses",
            [
                "read-only | always",
                "required | always",
                "optional | if known",
            ],
        );
        let held = [("id", Always), ("name", Always), ("seats", Held::Optional)];
        check("POST", both, &SENT, &held);
        let secret = (
            "Request | Response",
            ["— | yes", "required | never", "optional | yes"],
        );
        check("POST", secret, &SENT, &[("id", Always), ("seats", Always)]);
    }

    #[test]
    fn what_is_said_of_some_requests_is_said_of_no_others() {
        let both = (
            "On create | On update",
            [
                "read-only | read-only",
                "required | optional",
                "optional | optional",
            ],
        );
        check("POST", both, &SENT, &HELD);
        let optional = [("name", Optional), ("seats", Optional)];
        check("PATCH", both, &optional, &HELD);
        let open = [("name", Unstated), ("seats", Unstated)];
        let one = ("In requests", ["read-only", "required", "optional"]);
        check("PATCH", one, &open, &HELD);
        check("PUT", one, &SENT, &HELD);
        let create = ("On create", ["read-only", "required", "optional"]);
        check("PUT", create, &open, &HELD);
        let of_case = (
            "In requests",
            ["read-only", "required if it is new", "optional"],
        );
        check("POST", of_case, &[open[0], SENT[1]], &HELD);
    }

    #[test]
    fn columns_of_other_things_say_nothing_of_requests() {
        let all = [("id", Unstated), ("name", Unstated), ("seats", Unstated)];
        let held = [("id", Expected), ("name", Expected), ("seats", Expected)];
        for (head, cells) in [
            ("Created", ["2020", "2021", "2022"]),
            ("Update", ["daily", "weekly", "never"]),
            ("Request limit", ["1", "2", "3"]),
            ("Post", ["London", "Paris", "Rome"]),
            ("Input", ["text", "text", "number"]),
            ("Write", ["yes", "no", "yes"]),
            ("Requested by", ["us", "you", "you"]),
            ("Change", ["v2", "v3", "—"]),
            ("Adding", ["a", "b", "c"]),
            ("Posted", ["yes", "no", "no"]),
        ] {
            check("POST", (head, cells), &all, &held);
        }
    }
}
