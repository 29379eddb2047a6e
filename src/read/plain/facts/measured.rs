//! How long the texts that are sent may be, as sentences say that name them: "The title must be 3 to 60 characters long",
//! "`title` (3 to 60 characters) and `note` (at most 100 characters)".

use std::ops::Range;

use super::super::parameters::takes_content;
use super::Source;
use super::content::{side_of, speaks_of_answer};
use super::joined::sent;
use crate::read::allowed::{is_lenient, lengths_in, lengths_of_error, sentences};
use crate::read::causes::{causes, names};
use crate::read::{Claim, Facts};
use crate::table::allowed::Allowed;
use crate::table::described::{ErrorCause, Parameter, ParameterPlace};
use crate::text::document::{Kind, Prose, Style};
use crate::text::page::Span;

/// The most members that are looked for.
const MOST_NAMES: usize = 40;

/// The longest text that is read, in bytes.
const LONGEST: usize = 2_000;

impl Source<'_> {
    /// Takes how long the members of what is sent may be from sentences around an operation.
    pub(super) fn measured_members(&self, scope: &Range<usize>, facts: &mut Facts) {
        let sent = sent(facts).filter(|_| takes_content(facts));
        let members = sent.unwrap_or_default().into_iter();
        let texts = members.filter(|(_, value)| value.is_string());
        let texts: Vec<String> = texts.map(|(name, _)| name).take(MOST_NAMES).collect();
        if texts.is_empty() {
            return;
        }
        let blocks = scope.clone().filter_map(|at| {
            let block = self.layout.blocks.get(at)?;
            let is_read = !matches!(block.kind, Kind::Heading { .. } | Kind::Term(_));
            let is_sent = is_read && side_of(self.layout, at) != Some(true);
            block.words().filter(|_| is_sent)
        });
        let mut found = Vec::new();
        for words in blocks.filter(|words| words.text.len() <= LONGEST && !is_lenient(&words.text))
        {
            let mut start = 0;
            for sentence in sentences(&words.text) {
                let own = start..start + sentence.len();
                start = own.end;
                if !speaks_of_answer(sentence) {
                    found.extend(measured(words, own, &texts));
                }
            }
        }
        found.extend(of_errors(&texts, facts));
        for (name, allowed, span) in found {
            take(name, allowed, span, facts);
        }
    }
}

/// The members that words on errors name alone, each with how long they say that it may be.
fn of_errors(texts: &[String], facts: &Facts) -> Vec<(String, Allowed, Span)> {
    let mut found = Vec::new();
    for (status, words) in &facts.said_of_errors {
        let mut errors = facts.errors.iter();
        let Some(error) = errors.find(|claim| claim.value.status == *status) else {
            continue;
        };
        for (cause, clause) in causes(*status, words) {
            let mut named = texts.iter().filter(|name| is_about(clause, name));
            let one = named.next().filter(|_| named.next().is_none());
            let allowed = lengths_of_error(clause);
            if let Some(name) =
                one.filter(|_| cause == ErrorCause::Malformed && allowed.is_measured())
            {
                found.push((name.clone(), allowed, error.span));
            }
        }
    }
    found
}

/// The members that a sentence names, each with how long it says that it may be.
fn measured(words: &Prose, own: Range<usize>, texts: &[String]) -> Vec<(String, Allowed, Span)> {
    let runs = words.runs_within(own.clone());
    let mut code: Vec<(&str, Range<usize>)> = runs
        .filter(|run| run.style == Style::Code)
        .filter_map(|run| Some((words.text.get(run.range.clone())?.trim(), run.range.clone())))
        .collect();
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    code.retain(|(text, _)| !is_number(text));
    let is_member = |text: &str| texts.iter().any(|name| name == text);
    let said = |name: &str, range: Range<usize>, at: Range<usize>| {
        let allowed = lengths_in(words.text.get(range)?, false);
        let is_said = allowed.is_measured();
        is_said.then(|| (name.to_owned(), allowed, words.span(at)))
    };
    let sentence = words.text.get(own.clone()).unwrap_or_default();
    match code.as_slice() {
        [] => {
            let mut named = texts.iter().filter(|name| is_about(sentence, name));
            let one = named.next().filter(|_| named.next().is_none());
            one.and_then(|name| said(name, own.clone(), own))
                .into_iter()
                .collect()
        }
        // What one is called, and how long another one is.
        [(name, _)]
            if texts
                .iter()
                .any(|other| other != name && is_about(sentence, other)) =>
        {
            Vec::new()
        }
        [(name, at)] if is_member(name) => said(name, own, at.clone()).into_iter().collect(),
        all if all.iter().any(|(name, _)| is_member(name)) => {
            let ends = all.iter().skip(1).map(|(_, at)| at.start);
            let all = all.iter().zip(ends.chain([own.end]));
            all.filter(|((name, _), _)| is_member(name))
                .filter_map(|((name, at), end)| said(name, at.end..end, at.clone()))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a sentence is about a member, or all of its kind, and not about that of another thing.
fn is_about(sentence: &str, name: &str) -> bool {
    let lower = sentence.to_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let is_of_another = words
        .clone()
        .zip(words.clone().skip(1))
        .any(|(word, next)| word == name.to_lowercase() && matches!(next, "of" | "in" | "within"));
    let many = format!("{}s", name.to_lowercase());
    (names(sentence, name) || words.any(|word| word == many)) && !is_of_another
}

/// Adds how long a member may be, or completes what is known of it.
fn take(name: String, allowed: Allowed, span: Span, facts: &mut Facts) {
    let mut known = facts.parameters.iter_mut().map(|own| &mut own.value);
    match known.find(|own| own.name == name) {
        Some(own) if own.place == ParameterPlace::Body => {
            let is_text = matches!(own.kind.as_deref(), None | Some("string"));
            if is_text && !own.allowed.is_bounded() {
                own.allowed.complete(allowed);
            }
        }
        Some(_) => {}
        None => {
            let mut value = Parameter::named(name, ParameterPlace::Body);
            value.allowed = allowed;
            facts.parameters.push(Claim { value, span });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::table::words::Words as _;
    use crate::text::page::Page;

    /// What a page says of the members that a request sends.
    fn check(said: &str, expect: &[&str]) {
        let text = format!(
            "# Boats\n\nAll is JSON.\n\n## Rename it\n\n`PUT /punts/{{id}}`\n\n{said}\n\n\
             ```json\n{{\"title\": \"Old punt\", \"note\": \"By the lock\", \"seats\": 2}}\n```\n\n\
             Returns `200 OK`.\n\n### Sink it\n\n`DELETE /punts/{{id}}`\n\nReturns `204`.\n"
        );
        let parts = Plain.read(&Page::new("boat.md", text)).parts;
        let parameters = parts.iter().flat_map(|part| &part.facts.parameters);
        let measured = parameters.filter(|claim| claim.value.allowed.is_measured());
        let own = measured.map(|claim| format!("{} {}", claim.value.name, claim.value.words()));
        let own: Vec<String> = own.collect();
        assert_eq!(own, expect, "{said}");
    }

    #[test]
    fn sentences_say_how_long_what_is_sent_may_be() {
        let title = ["title unstated 3 to 60 characters"];
        check(
            "The title must be between 3 and 60 characters long.",
            &title,
        );
        check("Titles have 3 to 60 characters.", &title);
        check("Body: `title`, 3–60 characters.", &title);
        check(
            "Send `title` (3 to 60 characters) and `note` (max. 100 characters).",
            &[title[0], "note unstated at most 100 characters"],
        );
        check("Body:\n\n- `title` – 3 to 60 chars", &title);
        check(
            "A `title` longer than 60 characters is refused.",
            &["title unstated at most 60 characters"],
        );
        check(
            "Errors: `404` where it is not there, `422` where the title is longer than 60 characters.\n\nBody:",
            &["title unstated at most 60 characters"],
        );
        for other in [
            "The title must be at most 60 characters; longer ones are cut.",
            "The title of the river must be at most 60 characters.",
            "The title and the note must be at most 60 characters.",
            "Returns the title, at most 60 characters.",
            "The `river` has a title of at most 60 characters.",
            "The title is 3 to 60.",
            "The title is not limited to 60 characters.",
            "There are at most 60 seats.",
            "`title` is what it is called, and the note has at most 60 characters.",
        ] {
            check(other, &[]);
        }
    }
}
