//! Members of what is sent that a sentence calls required or optional: "The attributes `code` and `name` are mandatory",
//! "Only `note` is optional".

use std::ops::Range;

use super::super::parameters::takes_content;
use super::super::statuses::sentences;
use super::Source;
use super::content::{side_of, speaks_of_answer};
use crate::read::{Claim, Facts};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::{Presence, RequestBody};
use crate::text::document::{Prose, Style};
use crate::text::page::Span;

/// The most names of one sentence.
const MOST_NAMES: usize = 40;

/// The longest sentence that is read, in bytes.
const LONGEST: usize = 300;

/// Words beside names that leave them names of members.
const BESIDE: &[&str] = &[
    "all",
    "and",
    "are",
    "attribute",
    "attributes",
    "be",
    "both",
    "but",
    "field",
    "fields",
    "is",
    "it",
    "key",
    "keys",
    "member",
    "members",
    "of",
    "only",
    "properties",
    "property",
    "the",
    "them",
    "these",
    "to",
    "always",
    "here",
    "too",
    "body",
    "in",
    "object",
    "while",
    "rest",
    "others",
    "may",
    "can",
    "must",
    "have",
    "has",
];

/// Words that say that what they are said of must be there.
const REQUIRED: &[&str] = &[
    "compulsory",
    "given",
    "mandatory",
    "necessary",
    "needed",
    "obligatory",
    "provided",
    "required",
    "sent",
    "specified",
    "supplied",
];

/// Words that say that what they are said of may be left out.
const OPTIONAL: &[&str] = &["omitted", "optional", "out", "left"];

/// What a sentence says of the members that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Required,
    Optional,
    /// Only these may be left out.
    OnlyOptional,
}

impl Source<'_> {
    /// Takes the levels that sentences around an operation say of the members of what is sent.
    pub(super) fn obliged_members(&self, scope: &Range<usize>, facts: &mut Facts) {
        if !takes_content(facts) {
            return;
        }
        let blocks = scope.clone().filter_map(|at| {
            let block = self.layout.blocks.get(at)?;
            let is_sent = block.is_prose() && side_of(self.layout, at) != Some(true);
            block.words().filter(|_| is_sent)
        });
        for words in blocks {
            let all = sentences(&words.text).into_iter();
            // What follows is of the answer, too.
            for (start, sentence) in all.take_while(|(_, own)| !speaks_of_answer(own)) {
                let all = clauses(words, start..start + sentence.len());
                for (level, names) in all {
                    take(level, &names, facts);
                }
            }
        }
    }
}

/// What the clauses of a sentence say, each with the names that it says it of.
fn clauses(words: &Prose, own: Range<usize>) -> Vec<(Level, Vec<(String, Span)>)> {
    let end = own.end;
    let runs = words
        .runs_within(own.clone())
        .filter(|run| run.style == Style::Code);
    let runs: Vec<_> = runs.take(MOST_NAMES + 1).collect();
    if runs.is_empty() || runs.len() > MOST_NAMES || own.len() > LONGEST {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut names: Vec<(String, Span)> = Vec::new();
    let mut is_only = false;
    let first = runs.first().map_or(own.start, |run| run.range.start);
    let lead = words.text.get(own.start..first).and_then(leading);
    let mut at = own.start;
    for (index, run) in runs.iter().enumerate() {
        let before = words
            .text
            .get(at..run.range.start)
            .unwrap_or_default()
            .to_lowercase();
        let is_lead = index == 0 && lead.is_some();
        let is_level = names.is_empty() && level(&before).is_some();
        if !(is_lead || are_beside(&before) || is_level) {
            return found;
        }
        is_only |= names.is_empty() && before.split_whitespace().any(|word| word == "only");
        let name = words.text.get(run.range.clone()).unwrap_or_default().trim();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$');
        if name.is_empty() || !name.chars().all(is_name) {
            return found;
        }
        names.push((name.to_owned(), words.span(run.range.clone())));
        let next = runs.get(index + 1).map_or(end, |next| next.range.start);
        let behind = words
            .text
            .get(run.range.end..next)
            .unwrap_or_default()
            .to_lowercase();
        at = run.range.end;
        if let Some(said) = level(&behind) {
            let said = match said {
                Level::Optional if is_only => Level::OnlyOptional,
                other => other,
            };
            found.push((said, std::mem::take(&mut names)));
            is_only = false;
            at = next;
        }
    }
    let behind = words.text.get(at..end).unwrap_or_default().to_lowercase();
    if let Some(said) = lead.filter(|_| found.is_empty() && are_beside(&behind)) {
        found.push((said, names));
    }
    found
}

/// The level that words before names say of them: "Required are", "Mandatory members:".
fn leading(words: &str) -> Option<Level> {
    let lower = words.to_lowercase();
    let all: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_level = |word: &&str| REQUIRED.contains(word) || *word == "optional";
    let is_plain = all
        .iter()
        .all(|word| BESIDE.contains(word) || is_level(word));
    let first = all.first()?;
    let ends = lower.trim_end().ends_with(':') || matches!(*all.last()?, "are" | "is");
    match *first {
        _ if !is_plain || !ends => None,
        "optional" => Some(Level::Optional),
        "sent" | "given" | "provided" => None,
        _ if REQUIRED.contains(first) => Some(Level::Required),
        _ => None,
    }
}

/// The level that words behind names say of them, where they say nothing else.
fn level(words: &str) -> Option<Level> {
    let all: Vec<&str> = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let says = |list: &[&str]| all.iter().any(|word| list.contains(word));
    let is_verb = all.first().is_some_and(|word| {
        matches!(
            *word,
            "is" | "are" | "must" | "may" | "can" | "have" | "has"
        )
    });
    let is_plain = all
        .iter()
        .all(|word| BESIDE.contains(word) || REQUIRED.contains(word) || OPTIONAL.contains(word));
    if !is_verb || !is_plain {
        return None;
    }
    let may = matches!(all.first(), Some(&("may" | "can")));
    match (says(REQUIRED), says(OPTIONAL)) {
        (true, false) if !may => Some(Level::Required),
        (false, true) => Some(Level::Optional),
        _ => None,
    }
}

/// Whether words say nothing but that names of members stand beside them.
fn are_beside(words: &str) -> bool {
    let mut all = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    all.all(|word| BESIDE.contains(&word))
}

/// Takes a level of members.
fn take(level: Level, names: &[(String, Span)], facts: &mut Facts) {
    let presence = match level {
        Level::Required => Presence::Required,
        Level::Optional | Level::OnlyOptional => Presence::Optional,
    };
    for (name, span) in names {
        let mut known = facts.parameters.iter_mut().map(|claim| &mut claim.value);
        if let Some(own) = known.find(|own| own.name == *name) {
            let is_open = own.place == ParameterPlace::Body && own.presence == Presence::Unstated;
            own.presence = if is_open { presence } else { own.presence };
            continue;
        }
        let mut value = Parameter::named(name.clone(), ParameterPlace::Body);
        value.presence = presence;
        facts.parameters.push(Claim { value, span: *span });
        // What must be sent in JSON makes the content JSON: without an example none is made up.
        if level == Level::Required && facts.request_body.is_empty() {
            facts.request_body.push((RequestBody::Json, *span));
        }
    }
    let of_body = |claim: &&mut Claim<Parameter>| claim.value.place == ParameterPlace::Body;
    let all = facts.parameters.iter_mut().filter(of_body);
    for claim in all.filter(|_| level == Level::OnlyOptional) {
        if claim.value.presence == Presence::Unstated {
            claim.value.presence = Presence::Required;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::table::Presence::{self, Optional, Required};
    use crate::text::page::Page;

    /// The members of what is sent, by what a page says of them.
    fn check(said: &str, expect: &[(&str, Presence)]) {
        let text = format!(
            "# Desks\n\nJSON all over.\n\n## Add one\n\n`POST /desks`\n\n{said}\n\nReturns `201 Created`.\n"
        );
        let parts = Plain.read(&Page::new("desk.md", text)).parts;
        let parameters = parts.iter().flat_map(|part| &part.facts.parameters);
        let own: Vec<_> = parameters
            .map(|claim| (claim.value.name.as_str(), claim.value.presence))
            .collect();
        assert_eq!(own, expect, "{said}");
    }

    #[test]
    fn a_sentence_says_which_members_must_be_sent() {
        let both = [("code", Required), ("name", Required)];
        check("The attributes `code` and `name` are mandatory.", &both);
        check("`code` and `name` are required.", &both);
        check("Required are `code` and `name`.", &both);
        check(
            "Required are `code` and `name`. The others may be left out:",
            &both,
        );
        check("Required: `code`, `name`", &both);
        check("`code` and `name` are required here, too.", &both);
        check("Required is that `code` and `name` differ.", &[]);
        check("Required are `code` or `name`.", &[]);
        check(
            "Optional are `code` and `name`.",
            &[("code", Optional), ("name", Optional)],
        );
        check("Both `code` and `name` must be given.", &both);
        check(
            "`code` and `name` are required, `note` is optional.",
            &[both[0], both[1], ("note", Optional)],
        );
        check(
            "The fields `note` and `tag` may be left out.",
            &[("note", Optional), ("tag", Optional)],
        );
        check("Only `note` is optional.", &[("note", Optional)]);
        // What hangs on something, what is of another place, what is a value.
        check("`code` or `name` is required.", &[]);
        check("`code` is required if `name` is given.", &[]);
        check("The header `X-Desk` is required.", &[]);
        check("The query parameter `code` is required.", &[]);
        check("One of `code` and `name` is required.", &[]);
        check("`code` must be sent to the owner.", &[]);
    }

    #[test]
    fn what_is_said_of_the_answer_obliges_nobody_to_send_it() {
        check("The fields `id` and `state` are always present.", &[]);
        check(
            "Returns the desk. The fields `id` and `state` must be given.",
            &[],
        );
        check(
            "`201 Created` with the desk. `id` and `state` are required.",
            &[],
        );
        check("Returns:\n\n`id` and `state` are required.", &[]);
        check("Response:\n\n- `id` and `state` are required.", &[]);
        check(
            "Replaces the desk by that of the body. `code` is required.",
            &[("code", Required)],
        );
        check(
            "`code` is required; otherwise you get `400`. `note` is optional.",
            &[("code", Required), ("note", Optional)],
        );
    }
}
