//! Members of what is sent that no example shows: those that a sentence says a request accepts ("`PATCH /desks/{id}`
//! accepts any of `name` and `note`"), and those of a list that the request leads to ("`POST /desks`, with:").

use std::ops::Range;

use super::super::declare::Declared;
use super::super::parameters;
use super::super::statuses::sentences;
use super::Source;
use super::content::side_of;
use crate::read::Facts;
use crate::table::described::ParameterPlace;
use crate::table::{Presence, RequestBody};
use crate::text::document::{Kind, Prose, Style};

/// Words before names that a request may carry.
const ACCEPTS: &[&str] = &[
    "accepts",
    "accepts any of",
    "accepts only",
    "accepts some of",
    "any of",
    "at least one of",
    "one or more of",
    "can change",
    "changes any of",
    "may change",
    "takes",
    "takes any of",
    "you can change",
    "you may change",
    "you may send",
    "you may send any of",
];

/// Words behind names that say that these may be changed.
const CHANGEABLE: &[&str] = &[
    "can be changed",
    "may be changed",
    "can be updated",
    "may be updated",
];

/// Words at the end of what leads to a list of what is sent.
const LEADS: &[&str] = &[
    "accepts:",
    "takes:",
    "with:",
    "with these members:",
    "with these fields:",
];

/// Heads of a column of members.
const MEMBERS: &[&str] = &[
    "attribute",
    "body field",
    "body member",
    "field",
    "key",
    "member",
    "property",
];

/// Words with which a sentence on the content begins.
const BODY: &[&str] = &["body: ", "content: ", "takes ", "request body: "];

/// Words behind which names may be left out.
const OPTIONALLY: &[&str] = &["if wanted", "optional", "optionally", "may "];

/// The most names of one sentence.
const MOST: usize = 24;

impl Source<'_> {
    /// Takes the members of what is sent where no example shows any.
    pub(super) fn accepted_members(&self, own: &Declared, scope: &Range<usize>, facts: &mut Facts) {
        let method = self.method(own);
        let is_alone = own.row.is_none() && !self.is_shared(own);
        if !is_alone || !matches!(method, "PATCH" | "POST" | "PUT") {
            return;
        }
        let mut examples = facts.examples.iter();
        let is_shown = examples.any(|example| example.request.body.is_some());
        let is_body = |own: &ParameterPlace| *own == ParameterPlace::Body;
        let mut known = facts.parameters.iter();
        if is_shown || known.any(|claim| is_body(&claim.value.place)) {
            return;
        }
        for block in scope.clone() {
            if method != "PATCH" {
                self.rows_of_members(block, facts);
            }
            let Some(words) = self.prose_on_request(block) else {
                continue;
            };
            if method == "PATCH" {
                self.names_accepted(block, words, facts);
            } else if let Some((must, may)) = body_in_words(words) {
                self.named_in_words(block, (words, must, may), facts);
            } else if leads_to_list(&words.text) {
                self.listed_behind(block + 1..scope.end, facts);
            }
        }
    }

    /// Takes the names that a sentence on the content has, of which the first must be there.
    fn named_in_words(
        &self,
        block: usize,
        (words, must, may): (&Prose, Range<usize>, Range<usize>),
        facts: &mut Facts,
    ) {
        let before = facts.parameters.len();
        self.names(block, (words, must.clone()), ParameterPlace::Body, facts);
        for own in facts.parameters.iter_mut().skip(before) {
            own.value.presence = Presence::Required;
        }
        self.names(block, (words, may), ParameterPlace::Body, facts);
        if facts.parameters.len() > before && facts.request_body.is_empty() {
            facts
                .request_body
                .push((RequestBody::Json, words.span(must)));
        }
    }

    /// Takes the rows of a table of members that says which must be there.
    fn rows_of_members(&self, block: usize, facts: &mut Facts) {
        let Some(Kind::Table(table)) = self.layout.blocks.get(block).map(|own| &own.kind) else {
            return;
        };
        let mut heads = table
            .head
            .iter()
            .map(|head| head.text.trim().to_lowercase());
        let is_of_members = heads
            .next()
            .is_some_and(|first| MEMBERS.contains(&first.as_str()));
        let has_level = heads.any(|head| matches!(head.as_str(), "required" | "mandatory"));
        // A table with what stands in the path is of whatever a request has.
        let names = table.rows.iter().filter_map(|row| row.cells.first());
        let in_path = |name: &str| {
            let mut paths = facts
                .requests
                .iter()
                .flat_map(|line| line.path.placeholders());
            paths.any(|(own, _)| own == name)
        };
        let is_of_path = names.into_iter().any(|name| in_path(name.text.trim()));
        let is_sent = !is_of_path && side_of(self.layout, block) != Some(true);
        if is_of_members && has_level && is_sent {
            self.listed_in(block, facts);
        }
    }

    /// Takes what a list says is sent, where it says that something must be.
    fn listed_in(&self, block: usize, facts: &mut Facts) {
        let before = facts.parameters.len();
        parameters::read_sent(self.layout, block, facts);
        keep_with_must(before, facts);
    }

    /// The words of a block that are not on the answer.
    fn prose_on_request(&self, block: usize) -> Option<&Prose> {
        let own = self.layout.blocks.get(block).filter(|own| own.is_prose())?;
        own.words()
            .filter(|_| side_of(self.layout, block) != Some(true))
    }

    /// Takes the names that a sentence says are accepted.
    fn names_accepted(&self, block: usize, words: &Prose, facts: &mut Facts) {
        for (start, sentence) in sentences(&words.text) {
            let part = start..start + sentence.len();
            if let Some(part) = accepted(words, part) {
                self.names(block, (words, part), ParameterPlace::Body, facts);
            }
        }
    }

    /// Takes the items behind words that lead to them, where one says that it must be there.
    fn listed_behind(&self, blocks: Range<usize>, facts: &mut Facts) {
        let before = facts.parameters.len();
        for block in blocks {
            let own = self.layout.blocks.get(block).map(|own| &own.kind);
            if !matches!(own, Some(Kind::Item(_))) {
                break;
            }
            parameters::read_sent(self.layout, block, facts);
        }
        keep_with_must(before, facts);
    }
}

/// Leaves what was read of a list there only where something of it must be sent.
fn keep_with_must(before: usize, facts: &mut Facts) {
    let own = facts.parameters.get(before..).unwrap_or_default();
    let must = own
        .iter()
        .find(|own| own.value.presence == Presence::Required);
    match must.map(|own| own.span) {
        // What must be sent in JSON makes the content JSON.
        Some(span) if facts.request_body.is_empty() => {
            facts.request_body.push((RequestBody::Json, span));
        }
        Some(_) => {}
        None => facts.parameters.truncate(before),
    }
}

/// The part of a sentence that names what a request accepts, up to where it goes on with something else.
fn accepted(words: &Prose, own: Range<usize>) -> Option<Range<usize>> {
    let runs = words.runs_within(own.clone());
    let runs = runs.filter(|run| run.style == Style::Code);
    // The request itself may stand there, too.
    let is_name = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && !matches!(text, "false" | "null" | "true")
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let text = |range: Range<usize>| words.text.get(range).unwrap_or_default();
    let names: Vec<Range<usize>> = runs
        .map(|run| run.range.clone())
        .filter(|range| is_name(text(range.clone())))
        .take(MOST)
        .collect();
    let first = names.first()?;
    let before = text(own.start..first.start).trim().to_lowercase();
    let leads = ACCEPTS.iter().any(|own| {
        let before = before.strip_suffix(own);
        before.is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
    });
    // The names stand next to each other.
    let joins = |between: &str| {
        let mut words = between
            .split([',', ' ', '\n'])
            .filter(|word| !word.is_empty());
        words.all(|word| matches!(word, "and" | "or" | "the" | "a"))
    };
    let mut end = first.end;
    for next in names.iter().skip(1) {
        if !joins(text(end..next.start)) {
            break;
        }
        end = next.end;
    }
    let behind = text(end..own.end).trim_start().to_lowercase();
    let is_changeable = CHANGEABLE.iter().any(|own| behind.starts_with(own))
        && matches!(before.as_str(), "" | "only" | "the members" | "the fields");
    (leads || is_changeable).then_some(first.start..end)
}

/// The parts of a sentence on the content that name what must be sent, and what may be.
fn body_in_words(words: &Prose) -> Option<(Range<usize>, Range<usize>)> {
    let all = sentences(&words.text).into_iter();
    let mut all =
        all.map(|(start, text)| (start + text.len() - text.trim_start().len(), text.trim()));
    all.find_map(|(start, text)| {
        let lower = text.to_lowercase();
        let begins = BODY.iter().find(|own| lower.starts_with(**own))?;
        let end = start + text.len();
        let names = words.runs_within(start..end);
        let first = names
            .filter(|run| run.style == Style::Code)
            .map(|run| run.range.start)
            .next()?;
        // The names stand right behind it.
        let is_next = words
            .text
            .get(start + begins.len()..first)?
            .trim()
            .is_empty();
        let more = OPTIONALLY.iter().filter_map(|own| lower.find(own)).min();
        let cut = more.map_or(end, |at| start + at);
        (is_next && cut > first).then_some((first..cut, cut..end))
    })
}

/// Whether words end with those that lead to a list of what is sent.
fn leads_to_list(text: &str) -> bool {
    let lower = text.trim_end().to_lowercase();
    LEADS.iter().any(|own| lower.ends_with(own)) && !lower.contains("answer")
        || lower.ends_with("following members:") && lower.contains("takes")
}

#[cfg(test)]
mod tests {
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::table::Presence::{self, Required, Unstated};
    use crate::text::page::Page;

    fn check(line: &str, said: &str, expect: &[(&str, Presence)]) {
        let text = format!("# Desks\n\n## One\n\n`{line}`{said}\n\nReturns `200 OK` with JSON.\n");
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        let parameters = parts.iter().flat_map(|part| &part.facts.parameters);
        let own: Vec<_> = parameters
            .map(|claim| (claim.value.name.as_str(), claim.value.presence))
            .filter(|(name, _)| *name != "id")
            .collect();
        assert_eq!(own, expect, "{said}");
    }

    #[test]
    fn what_a_change_accepts_is_named_in_a_sentence() {
        let both = [("name", Unstated), ("note", Unstated)];
        for said in [
            " accepts any of `name` and `note`, under the same rules.",
            " changes a desk. Only `name` and `note` can be changed.",
            " changes a desk. You may send `name` or `note`; `kind` is fixed.",
        ] {
            check("PATCH /desks/{id}", said, &both);
        }
        for said in [
            " changes a desk. A desk that is `shut` accepts no change.",
            " sets `name`, and the answer has `note`.",
        ] {
            check("PATCH /desks/{id}", said, &[]);
        }
    }

    #[test]
    fn what_must_be_sent_stands_in_a_list_behind_the_request() {
        let list = ", with:\n\n- `seats` (required): an integer from 1 to 9;\n- `note`: a word";
        let own = [("seats", Required), ("note", Unstated)];
        check("POST /desks", list, &own);
        let none = ", with:\n\n- `seats`: an integer\n- `note`: a word";
        check("POST /desks", none, &[]);
    }
}
