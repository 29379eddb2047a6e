//! Members of what is sent that a sentence names: "The body has one member, `mass_g`, required: what the piece weighs".

use std::ops::Range;

use super::super::parameters::takes_content;
use super::super::statuses::sentences;
use super::Source;
use super::content::{side_of, speaks_of_answer};
use super::sent::members_of;
use crate::read::Facts;
use crate::table::Presence;
use crate::table::described::ParameterPlace;

/// What content is called.
const CONTENT: &[&str] = &["body", "payload"];

/// Words behind that by which it has what is named then.
const HAS: &[&str] = &[
    "carries",
    "consists of",
    "contains",
    "has",
    "holds",
    "is a json object with",
    "is an object with",
    "must have",
    "needs",
    "takes",
    "with",
];

/// Words of a sentence by which it is of content that is not sent here, or not always.
const OTHERWISE: &[&str] = &[
    "cannot", "either", "error", "if", "may not", "must not", "nothing", "one of", "unless", "when",
];

/// The longest sentence that is read, in bytes.
const LONGEST: usize = 400;

impl Source<'_> {
    /// Takes the members that sentences around an operation say the content has.
    pub(super) fn members_that_are_told(&self, scope: &Range<usize>, facts: &mut Facts) {
        if !takes_content(facts) {
            return;
        }
        let mut found = Facts {
            requests: facts.requests.clone(),
            ..Facts::default()
        };
        for block in scope.clone() {
            let own = self.layout.blocks.get(block).filter(|own| own.is_prose());
            let Some(words) = own.and_then(|own| own.words()) else {
                continue;
            };
            if side_of(self.layout, block) == Some(true) {
                continue;
            }
            let all = sentences(&words.text).into_iter();
            for (start, sentence) in all.take_while(|(_, own)| !speaks_of_answer(own)) {
                if let Some(at) = has_what_follows(sentence) {
                    let part = start + at..start + sentence.len();
                    self.names(block, (words, part), ParameterPlace::Body, &mut found);
                }
            }
        }
        let mut examples = facts.examples.iter();
        let shown = examples.find(|own| own.request.body.is_some() && !own.is_refused());
        let shown = shown.map(members_of).unwrap_or_default();
        for claim in found.parameters {
            let own = &claim.value;
            let is_sent = shown.contains(&own.name) || own.presence == Presence::Optional;
            let mut known = facts.parameters.iter();
            if is_sent && !known.any(|other| other.value.name == own.name) {
                facts.parameters.push(claim);
            }
        }
    }
}

/// Where a sentence says that content has what it names from there on.
fn has_what_follows(sentence: &str) -> Option<usize> {
    let lower = sentence.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let is_of_some = OTHERWISE.iter().any(|other| match other.split_once(' ') {
        Some(_) => lower.contains(other),
        None => words.clone().any(|word| word == *other),
    });
    if lower.len() != sentence.len() || sentence.len() > LONGEST || is_of_some {
        return None;
    }
    words.any(|word| CONTENT.contains(&word)).then_some(())?;
    let ends = CONTENT.iter().flat_map(|content| {
        let lower = &lower;
        HAS.iter().filter_map(move |has| {
            let said = format!("{content} {has} ");
            Some(lower.find(&said)? + said.len())
        })
    });
    ends.min()
}

#[cfg(test)]
mod tests {
    use crate::derive::derive;
    use crate::table::words::Words as _;
    use crate::text::page::Page;

    /// The members of what is sent, by a page with these words.
    fn sent(words: &str) -> Vec<String> {
        let text = format!(
            "# Logs\n\n## Saw one\n\n`POST /logs/{{log}}/saw`\n\n{words}\n\n```http\nPOST /logs/{{log}}/saw HTTP/1.1\n\
             Content-Type: application/json\n\n{{\"mass\": 2, \"by\": \"Ada\"}}\n```\n\nReturns `204`.\n"
        );
        let table = derive(&Page::new("logs.md", text)).table.unwrap();
        let rows = table.operations[0].described.parameters.iter();
        let own = rows.map(|row| (&row.effective().name, row.effective().words()));
        own.map(|(name, words)| format!("{name} {words}")).collect()
    }

    #[test]
    fn a_sentence_names_the_members_of_the_body() {
        for words in [
            "The body has one member, `mass`, required: what it weighs, a number from 1 to 2500.",
            "It is done at once. The request body contains `mass`, an integer, required, 1 to 2500.",
            "The payload is an object with `mass` (integer, required, 1–2500).",
        ] {
            let own = sent(words);
            assert_eq!(own.len(), 1, "{words} {own:?}");
            assert!(
                own[0].contains("mass") && own[0].contains("required"),
                "{own:?}"
            );
            assert!(own[0].contains("2500"), "{own:?}");
        }
        let both = sent("The body has `mass`, required, and `by`, which is optional.");
        assert_eq!(both.len(), 2, "{both:?}");
    }

    #[test]
    fn what_is_said_of_other_content_is_none() {
        for words in [
            "The body has `mass` if it was weighed.",
            "Returns `200` and a body with `mass`.",
            "The body must have one of `mass` and `by`.",
            "The body has `weight`, required.",
            "The body of the tree has `mass`.",
        ] {
            assert_eq!(sent(words), [""; 0], "{words}");
        }
    }
}
