//! The block that shows data first below a request that changes something, before any word of an answer: what is sent.

use std::ops::Range;

use super::super::codes::codes;
use super::super::declare::Declared;
use super::super::parameters::lists_statuses;
use super::super::statuses::sentences;
use super::Source;
use super::content::{self, Side, side_in};
use super::members::{Members, is_given};
use crate::text::document::{Block, Code, Kind};

/// Methods of which what is sent is what a page shows first.
const CHANGING: &[&str] = &["POST", "PUT", "PATCH"];

/// Words beside those for an answer by which a block may show what comes back.
const BACK: &[&str] = &[
    "back",
    "became",
    "becomes",
    "deliver",
    "delivers",
    "event",
    "events",
    "get",
    "gets",
    "give",
    "gives",
    "look",
    "looks",
    "made",
    "notification",
    "produces",
    "shows",
    "then",
    "webhook",
];

impl Source<'_> {
    /// The block that shows an object first, where what is answered is introduced behind it.
    pub(super) fn sent_first(&self, own: &Declared, scope: &Range<usize>) -> Option<&Code> {
        if !CHANGING.contains(&self.method(own)) {
            return None;
        }
        let mut all = own.block + 1..scope.end;
        let mut has_words = false;
        let mut members = Members::default();
        let code = all.find_map(|at| {
            let block = self.layout.blocks.get(at)?;
            members.read(self.layout, at);
            match &block.kind {
                // What is shown of the request before is no more than its lines.
                Kind::Code(_) if self.shows_request(at) => None,
                Kind::Code(code) => Some(Some((at, code))),
                Kind::Comment => None,
                _ => {
                    has_words = true;
                    speaks_of_answer(block).then_some(None)
                }
            }
        });
        let (at, code) = code.flatten()?;
        let is_shown = self.is_data(code) && !self.shows_answer(at);
        // Where names are listed before it and it has others, it is something else.
        let is_known = members.are_none() || members.has_some_of(self.text(code));
        let is_free = !(has_words && self.is_action(own)) && is_known;
        let mut behind = at + 1..scope.end;
        // Where nothing around it says what is answered, what no service gives is sent.
        let is_silent = || {
            let all = || own.block + 1..scope.end;
            let is_other = |at: usize| {
                let other = self.layout.blocks.get(at).map(|own| &own.kind);
                matches!(other, Some(Kind::Code(_)))
            };
            let is_alone = all().filter(|at| is_other(*at)).count() == 1;
            // Behind a command, what is shown alone came to it.
            let is_command = super::is_command(own.first(&self.mentions.requests));
            is_alone && !is_command && !all().any(|at| self.introduces_answer(at)) && !has_words
        };
        let is_answered = behind.any(|at| self.introduces_answer(at)) || is_silent();
        (is_shown && is_free && is_answered && may_be_sent(self.text(code))).then_some(code)
    }

    /// Whether a block says or shows what is answered.
    fn introduces_answer(&self, at: usize) -> bool {
        self.shows_answer(at) || self.layout.blocks.get(at).is_some_and(states_answer)
    }

    /// Whether an operation does something with a thing, by the end of its path: what is many is a collection, to which
    /// it adds one.
    fn is_action(&self, own: &Declared) -> bool {
        let path = own.first(&self.mentions.requests).line.path.path();
        let mut parts = path.as_str().trim_end_matches('/').rsplit('/');
        let last = parts.next().unwrap_or_default();
        let is_of_one = parts
            .next()
            .is_some_and(|part| part.contains(['{', ':', '<']));
        let is_name = !last.contains(['{', ':', '<']);
        self.method(own) == "POST" && is_of_one && is_name && !last.ends_with('s')
    }
}

/// Whether a block speaks of what comes back, or may.
fn speaks_of_answer(block: &Block) -> bool {
    let says = |text: &str| {
        let lower = text.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric());
        side_in(text) == Some(Side::Response) || words.any(|word| BACK.contains(&word))
    };
    match &block.kind {
        Kind::Table(table) => {
            let rows = table.rows.iter().flat_map(|row| &row.cells);
            lists_statuses(table) || table.head.iter().chain(rows).any(|cell| says(&cell.text))
        }
        _ => block.words().is_some_and(|words| says(&words.text)),
    }
}

/// Whether a block says what is answered where a request is served.
fn states_answer(block: &Block) -> bool {
    let states = |text: &str| {
        let found = codes(text, true);
        found.iter().any(|code| code.status.is_success())
    };
    match &block.kind {
        Kind::Table(table) => {
            let mut firsts = table.rows.iter().filter_map(|row| row.cells.first());
            lists_statuses(table) && firsts.any(|cell| states(&cell.text))
        }
        Kind::Field(field) => states(&field.name.text),
        _ => block.words().is_some_and(|words| {
            let mut all = sentences(&words.text).into_iter();
            all.any(|(_, sentence)| {
                let lower = sentence.to_lowercase();
                let is_refusal = ["error", "fail"].iter().any(|word| lower.contains(word));
                states(sentence) || content::speaks_of_answer(sentence) && !is_refusal
            })
        }),
    }
}

/// Whether a document is an object that has nothing that a service gives to what it makes.
fn may_be_sent(document: &str) -> bool {
    match serde_json::from_str(document) {
        Ok(serde_json::Value::Object(own)) => {
            !own.is_empty() && !own.keys().any(|name| is_given(name))
        }
        Ok(_) | Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::text::page::Page;

    /// Whether the first block of a section is what is sent, and whether it is shown of a response.
    fn check(said: &str, expect: (bool, bool)) {
        let text = format!("# Desks\n\nJSON all over.\n\n## Work\n\n{said}\n");
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        let facts = &parts[0].facts;
        let mut requests = facts.examples.iter().map(|own| &own.request);
        let is_sent = requests.any(|own| own.body.is_some());
        let found = (is_sent, !facts.shown_content.is_empty());
        assert_eq!(found, expect, "{said}");
    }

    const SENT: (bool, bool) = (true, false);
    const ANSWERED: (bool, bool) = (false, true);
    const NEITHER: (bool, bool) = (false, false);

    #[test]
    fn what_stands_first_below_a_request_is_sent_where_the_answer_comes_behind() {
        let json = "```json\n{\"name\": \"a\", \"seats\": 2}\n```";
        for said in [
            format!("    POST /desks\n\n{json}\n\nYou get `201 Created` and the desk."),
            format!("`POST /desks`\n\n{json}\n\nThe service answers with 201."),
            format!("`POST /desks`\n\nA desk needs a name.\n\n{json}\n\n**Response**: `201`"),
            format!("```\nPOST /desks\n```\n\nAdds one:\n\n{json}\n\nThe answer is the desk."),
            format!(
                "`PUT /desks/{{id}}`\n\nAll is replaced.\n\n{json}\n\n- 200 -- the desk\n- 404 -- none"
            ),
            format!("`PATCH /desks/{{id}}`\n\nLeave out what stays.\n\n{json}\n\n200 on success."),
            format!("`POST /desks/{{id}}/parts`\n\nAdds one.\n\n{json}\n\nReturns 201."),
            format!(
                "`POST /desks`\n\nExample:\n\n{json}\n\n| Status | |\n|-|-|\n| 201 | made |\n| 422 | wrong |"
            ),
            format!("`POST /desks`\n\n{json}\n\n`name` is mandatory.\n\nIt replies `201 Created`."),
            format!("`POST /desks`\n\n{json}\n\n### Response\n\n`201 Created`"),
        ] {
            check(&said, SENT);
        }
        // What is sent in some case is no word for what stands behind it.
        let answer = "```json\n{\"id\": 7, \"name\": \"a\"}\n```";
        let said = "Answers `201` with the desk. If you send seats, they are painted.";
        check(
            &format!("`POST /desks`\n\n{json}\n\n{said}\n\n{answer}"),
            (true, true),
        );
    }

    #[test]
    fn what_may_come_back_is_not_sent() {
        let json = "```json\n{\"name\": \"a\", \"seats\": 2}\n```";
        for (said, expect) in [
            (format!("`POST /desks`\n\nReturns:\n\n{json}\n\nStatus: `201`."), ANSWERED),
            (format!("`POST /desks`\n\nYou get it back:\n\n{json}\n\nStatus: `201`."), NEITHER),
            (format!("`POST /desks`\n\n`201 Created`\n\n{json}\n\nIt returns `422` if not."), ANSWERED),
            (format!("`POST /desks/{{id}}/close`\n\nIt closes.\n\n{json}\n\nStatus: `200`."), NEITHER),
            // Nothing says what is answered.
            (format!("`POST /desks`\n\nA desk.\n\n{json}\n\nSee below."), NEITHER),
            (format!("`POST /desks`\n\nA desk.\n\n{json}\n\nErrors return `400`."), NEITHER),
            // A GET sends nothing: the only data below it is what it is answered with.
            (format!("`GET /desks/{{id}}`\n\nA desk.\n\n{json}\n\nStatus: `200`."), ANSWERED),
            (format!("`GET /desks/{{id}}`\n\nThe filter:\n\n{json}\n\nStatus: `200`."), NEITHER),
            (
                format!("`POST /desks/{{id}}/close`\n\nNo request body.\n\n{json}\n\nStatus: `200`."),
                NEITHER,
            ),
            (
                "`POST /desks`\n\nA desk.\n\n```json\n{\"id\": 7, \"name\": \"a\"}\n```\n\nStatus: `201`.".to_owned(),
                NEITHER,
            ),
            (
                format!("`POST /desks`\n\nParameters:\n\n- `title` (required)\n\n{json}\n\nStatus: `201`."),
                NEITHER,
            ),
        ] {
            check(&said, expect);
        }
    }
}
