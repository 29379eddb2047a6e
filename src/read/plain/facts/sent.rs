//! Tables and lists of the members of content that is sent, known by the content that the page shows for it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::declare::Declared;
use super::super::parameters;
use super::super::parameters::sides::Sides;
use super::Source;
use super::content::{Side, side};
use crate::read::{ExampleClaim, Facts};
use crate::table::described::ParameterPlace;
use crate::table::{Presence, RequestBody};
use crate::text::document::Kind;

/// Words for what is no member of content that is sent.
const OTHERS: &[&str] = &[
    "cookie", "error", "header", "path", "query", "status", "url",
];

/// The most blocks of one list.
const MOST_ITEMS: usize = 200;

impl Source<'_> {
    /// The members of what is sent, with their levels, types and values, from tables and lists that no words introduce
    /// as such: each name is one of the content that is shown, or may be left out.
    pub(super) fn sent_members(&self, own: &Declared, scope: &Range<usize>, facts: &mut Facts) {
        if own.row.is_some() || self.is_shared(own) || !parameters::takes_content(facts) {
            return;
        }
        self.of_requests(scope, facts);
        let mut examples = facts.examples.iter();
        let served =
            examples.find(|example| example.request.body.is_some() && !example.is_refused());
        let Some(sent) = served.map(members_of).filter(|sent| !sent.is_empty()) else {
            return;
        };
        let mut block = scope.start;
        while block < scope.end {
            let list = self.list(block, scope.end);
            let next = list.end.max(block + 1);
            if !list.is_empty() && !self.is_of_others(list.start) {
                self.read_list(list, &sent, facts);
            }
            block = next;
        }
    }

    /// The members of tables that say in a column of their own what requests must have.
    fn of_requests(&self, scope: &Range<usize>, facts: &mut Facts) {
        for block in scope.clone() {
            let Some(Kind::Table(table)) = self.layout.blocks.get(block).map(|own| &own.kind)
            else {
                continue;
            };
            if !Sides::of(table).says_sent() || self.is_of_others(block) {
                continue;
            }
            let before = facts.parameters.len();
            parameters::read_sent(self.layout, block, facts);
            let (known, own) = facts.parameters.split_at(before);
            let is_known = own
                .iter()
                .any(|own| known.iter().any(|other| other.value.name == own.value.name));
            if is_known {
                facts.parameters.truncate(before);
                continue;
            }
            let must = own
                .iter()
                .find(|own| own.value.presence == Presence::Required);
            // What must be sent in JSON makes the content JSON: without an example none is made up.
            let mut examples = facts.examples.iter();
            let is_shown = examples.any(|own| own.request.body.is_some() && !own.is_refused());
            if let Some(span) = must.map(|own| own.span)
                && facts.request_body.is_empty()
                && !is_shown
            {
                facts.request_body.push((RequestBody::Json, span));
            }
        }
    }

    /// A table, or items that follow each other; empty where a block is neither.
    fn list(&self, block: usize, end: usize) -> Range<usize> {
        let blocks = self.layout.blocks.get(block..end).unwrap_or_default();
        let is_item = |at: usize| {
            let own = blocks.get(at);
            own.is_some_and(|own| {
                matches!(own.kind, Kind::Item(_) | Kind::Term(_))
                    || at > 0 && own.depth > blocks[0].depth
            })
        };
        match blocks.first().map(|first| &first.kind) {
            Some(Kind::Table(_)) => block..block + 1,
            Some(Kind::Item(_) | Kind::Term(_)) => {
                let length = (0..blocks.len().min(MOST_ITEMS))
                    .take_while(|at| is_item(*at))
                    .count();
                block..block + length
            }
            Some(_) | None => block..block,
        }
    }

    /// Whether the words above a list say that it is of something else.
    pub(super) fn is_of_others(&self, block: usize) -> bool {
        let label = self.layout.label(block);
        let heading = self.layout.headings(block).next();
        let mut words = label.into_iter().chain(heading);
        words.any(|words| {
            let lower = words.text.to_lowercase();
            side(words) == Some(Side::Response) || OTHERS.iter().any(|other| lower.contains(other))
        })
    }

    /// Takes a list where its names are members of the content, but for those that may be left out.
    fn read_list(&self, list: Range<usize>, sent: &BTreeSet<String>, facts: &mut Facts) {
        let (parameters, headers) = (facts.parameters.len(), facts.headers.len());
        let depth = |block: usize| self.layout.blocks.get(block).map(|block| block.depth);
        let first = depth(list.start);
        // What stands below a name is a part of it.
        for block in list.filter(|block| depth(*block) == first) {
            parameters::read_sent(self.layout, block, facts);
        }
        leave_out_path(parameters, facts);
        let (known, own) = facts.parameters.split_at(parameters);
        let is_known = own
            .iter()
            .any(|own| known.iter().any(|other| other.value.name == own.value.name));
        let is_sent = own
            .iter()
            .filter(|own| sent.contains(&own.value.name))
            .count();
        let is_there = |presence: Presence, name: &String| {
            presence != Presence::Required || sent.contains(name)
        };
        let are_there = own
            .iter()
            .all(|own| is_there(own.value.presence, &own.value.name));
        let is_list = is_sent > 0 && 2 * is_sent >= own.len() && are_there && !is_known;
        let all = own
            .iter()
            .all(|own| own.value.place == ParameterPlace::Body);
        if !is_list || !all {
            facts.parameters.truncate(parameters);
        }
        facts.headers.truncate(headers);
    }
}

/// Leaves out of what was read of a list the names that stand in the path: a list may be of all that a request has.
fn leave_out_path(from: usize, facts: &mut Facts) {
    let placed = facts
        .requests
        .iter()
        .flat_map(|line| line.path.placeholders());
    let placed: BTreeSet<String> = placed.map(|(name, _)| name).collect();
    let own = facts.parameters.split_off(from);
    let sent = own
        .into_iter()
        .filter(|own| !placed.contains(&own.value.name));
    facts.parameters.extend(sent);
}

/// The members of the JSON object that an example sends.
pub(super) fn members_of(example: &ExampleClaim) -> BTreeSet<String> {
    let text = example
        .request
        .body
        .as_ref()
        .map_or("", |body| body.text.as_str());
    match serde_json::from_str(text) {
        Ok(serde_json::Value::Object(members)) => {
            members.into_iter().map(|(name, _)| name).collect()
        }
        Ok(_) | Err(_) => BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::table::Presence::{self, Optional, Required, Unstated};
    use crate::text::page::Page;

    /// The members that a page with this list says are sent.
    fn check(list: &str, expect: &[(&str, Presence)]) {
        let text = format!(
            "# Desks\n\n## Add one\n\n`POST /rooms/{{id}}/desks`\n\n{list}\n\n```http\nPOST /rooms/7/desks HTTP/1.1\nContent-Type: application/json\n\n\
             {{\"name\": \"a\", \"seats\": 2}}\n```\n\nReturns `201 Created`.\n"
        );
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        let parameters = parts.iter().flat_map(|part| &part.facts.parameters);
        let own: Vec<_> = parameters
            .map(|claim| (claim.value.name.as_str(), claim.value.presence))
            .collect();
        assert_eq!(own, expect, "{list}");
    }

    #[test]
    fn members_are_known_by_the_content_that_is_shown() {
        let all = [("name", Required), ("seats", Optional), ("note", Unstated)];
        let table = "| Field | Required | |\n|-|-|-|\n| `name` | yes | its name |\n| `seats` | no | how many |\n| `note` | | |";
        check(table, &all);
        check(&format!("The desk has:\n\n{table}"), &all);
        check(
            "- `name` (string, required): its name\n- `seats` (optional): how many\n- `note`: a word",
            &all,
        );
        check(
            "`name`\n: Required. Its name.\n\n`seats`\n: Optional.\n\n`note`\n: A word.",
            &all,
        );
        // What stands in the path is no member.
        check(
            "| Name | Required |\n|-|-|\n| `id` | yes |\n| `name` | yes |",
            &[("name", Required)],
        );
        // Of an answer, of errors, of other things.
        check(&format!("The response has:\n\n{table}"), &[]);
        check(&format!("The path of the URL has:\n\n{table}"), &[]);
        check(
            "| Code | |\n|-|-|\n| `taken` | it is there |\n| `full` | no more |",
            &[],
        );
        check(
            "| Field | Required |\n|-|-|\n| `name` | yes |\n| `owner` | yes |",
            &[],
        );
    }
}
