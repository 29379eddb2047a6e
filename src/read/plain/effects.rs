//! Words that say what serving an operation does to the service as a whole. Only what says its purpose is
//! read, the heading and the first sentence: further on, a page says what other things do.

use super::declare::Declared;
use super::layout::Layout;
use super::statuses::sentences;
use crate::protocol::target::RequestTarget;
use crate::read::{Claim, Facts, RequestLine};
use crate::table::Effect;
use crate::text::document::{Block, Prose};

/// Beginnings of words for a change of what a cluster is made of.
const CHANGES: &[&str] = &[
    "add",
    "chang",
    "delet",
    "demot",
    "evict",
    "join",
    "leav",
    "promot",
    "reconfigur",
    "remov",
    "replac",
    "updat",
];

/// Words for what a cluster is made of.
const PARTS: &[&str] = &[
    "learner", "learners", "member", "members", "node", "nodes", "peer", "peers", "replica",
    "replicas", "server", "servers", "voter", "voters",
];

/// Words for a cluster, which a page says of its own service.
const CLUSTERS: &[&str] = &["cluster", "quorum", "raft", "swarm"];

/// Words that say that what is named ends, alone as a heading or with one for the service.
const ENDS: &[&str] = &[
    "quit",
    "quits",
    "reboot",
    "reboots",
    "restart",
    "restarts",
    "shutdown",
    "stop",
    "stops",
    "terminate",
    "terminates",
];

/// Words for the service itself.
const SERVICE: &[&str] = &["broker", "daemon", "itself", "process", "server", "service"];

/// Words that say that something is taken away, before a word for all.
const EMPTIES: &[&str] = &[
    "clear",
    "clears",
    "delete",
    "deletes",
    "destroy",
    "destroys",
    "drop",
    "drops",
    "erase",
    "erases",
    "flush",
    "flushes",
    "overwrite",
    "overwrites",
    "purge",
    "purges",
    "remove",
    "removes",
    "replace",
    "replaces",
    "reset",
    "resets",
    "wipe",
    "wipes",
];

/// Words for all.
const ALL: &[&str] = &["all", "entire", "every", "everything", "whole"];

/// Words that say that something begins anew, alone as a heading or with one for the service.
const ANEW: &[&str] = &["reset", "resets"];

/// Words that let callers in or keep them out, and words for how that is told.
const SWITCHES: &[&str] = &["disable", "disables", "enable", "enables"];

/// Words for how a service tells who may call.
const ACCESS: &[&str] = &["auth", "authentication", "authorization", "tls"];

/// Reads what an operation's purpose says of the service.
pub(super) fn read(
    layout: &Layout<'_>,
    own: &Declared,
    scope: std::ops::Range<usize>,
    line: &RequestLine,
    facts: &mut Facts,
) {
    if line.method.is_safe() {
        return;
    }
    let blocks = layout.blocks.get(scope).unwrap_or_default();
    let spoken: Vec<&Prose> = blocks.iter().filter_map(Block::words).collect();
    let is_spoken = |heading: &&Prose| spoken.iter().any(|prose| std::ptr::eq(*prose, *heading));
    let headings: Vec<&Prose> = layout.headings(own.block).filter(is_spoken).collect();
    let is_of_cluster = spoken
        .iter()
        .any(|prose| has(&tokens(&prose.text), CLUSTERS));
    let mut sentence = blocks
        .iter()
        .filter(|block| block.is_prose())
        .filter_map(Block::words);
    let first = sentence.next().and_then(|prose| {
        let (start, text) = sentences(&prose.text).first().copied()?;
        Some((prose, start..start + text.len()))
    });
    let whole = headings.iter().map(|prose| (*prose, 0..prose.text.len()));
    let purpose: Vec<(&Prose, std::ops::Range<usize>)> = whole.chain(first).collect();
    for (prose, range) in purpose {
        let text = prose.text.get(range.clone()).unwrap_or_default();
        if let Some(value) = effect(&tokens(text), is_of_cluster, &line.path) {
            let span = prose.span(range);
            facts.effects.push(Claim { value, span });
        }
    }
}

/// What words say that are spoken of a request on a path.
fn effect(words: &[String], is_of_cluster: bool, path: &RequestTarget) -> Option<Effect> {
    let begins = |word: &String| CHANGES.iter().any(|change| word.starts_with(change));
    let names_cluster = path.to_string().contains("clusters/{");
    if is_of_cluster && !names_cluster && has(words, PARTS) && words.iter().any(begins) {
        return Some(Effect::Ends);
    }
    // What is done to one thing leaves the service as it is.
    if !path.placeholders().is_empty() {
        return None;
    }
    let is_alone = matches!(words, [word] if ENDS.contains(&word.as_str()));
    let ends = is_alone || has(words, ENDS) && has(words, SERVICE);
    if ends || has(words, SWITCHES) && has(words, ACCESS) {
        return Some(Effect::Ends);
    }
    let is_anew = matches!(words, [word] if ANEW.contains(&word.as_str()));
    let begins_anew = is_anew || has(words, ANEW) && has(words, SERVICE);
    let is_article = |word: &String| matches!(word.as_str(), "a" | "an" | "the");
    let named: Vec<String> = words.iter().filter(|w| !is_article(w)).cloned().collect();
    let takes_all = |pair: &[String]| has(&pair[..1], EMPTIES) && has(&pair[1..], ALL);
    (begins_anew || named.windows(2).any(takes_all)).then_some(Effect::Empties)
}

fn has(words: &[String], listed: &[&str]) -> bool {
    words.iter().any(|word| listed.contains(&word.as_str()))
}

/// The words of a text in lower case; `shut down` is one.
fn tokens(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let lower = lower
        .replace("shut down", "shutdown")
        .replace("shuts down", "shutdown");
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::read::{Dialect as _, plain::Plain};
    use crate::table::Effect;
    use crate::text::page::Page;

    fn check(text: &str, expected: &[&[(Effect, &str)]]) {
        let page = Page::new("desk.md", text);
        let reading = Plain.read(&page);
        let found: Vec<Vec<(Effect, &str)>> = reading
            .parts
            .iter()
            .map(|part| {
                let effects = part.facts.effects.iter();
                effects
                    .map(|claim| (claim.value, page.slice(claim.span)))
                    .collect()
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_purpose_says_what_becomes_of_the_service() {
        check(
            "# Desk\n\n## End the day\n\n```\nPOST /day/end\n```\n\nShuts down the server. All is saved.\n",
            &[&[(Effect::Ends, "Shuts down the server.")]],
        );
        check(
            "# Desk\n\n## Delete all loans\n\n```\nPOST /loans/gone\n```\n\nReturns 204.\n",
            &[&[(Effect::Empties, "Delete all loans")]],
        );
        for said in [
            "Overwrites all loans",
            "Replace the entire list of loans",
            "Reset",
            "Resets the server",
        ] {
            check(
                &format!("# Desk\n\n## {said}\n\n```\nPUT /loans\n```\n\nReturns 204.\n"),
                &[&[(Effect::Empties, said)]],
            );
        }
        check(
            "# Desk\n\n## Enable authentication\n\n```\nPUT /readers/known\n```\n\nReturns 204.\n",
            &[&[(Effect::Ends, "Enable authentication")]],
        );
    }

    #[test]
    fn a_member_is_one_of_a_cluster_only_where_the_page_speaks_of_one() {
        let page = |about: &str| {
            format!(
                "# Desk\n\n## Add a member\n\n```\nPOST /members\n```\n\nReturns 201. {about}\n\n\
                 ## Members\n\n```\nGET /members/{{id}}\n```\n\nReturns 200.\n"
            )
        };
        check(
            &page("The cluster goes on with it."),
            &[&[(Effect::Ends, "Add a member")], &[]],
        );
        check(&page("The reader goes on with it."), &[&[], &[]]);
    }

    #[test]
    fn what_is_said_further_on_or_of_one_thing_is_not_its_purpose() {
        check(
            "# Desk\n\n## Save\n\n```\nPOST /loans/save\n```\n\nSaves loans. Restart the server then.\n",
            &[&[]],
        );
        check(
            "# Desk\n\n## Stop the service of a reader\n\n```\nPOST /readers/{id}/stop\n```\n\nReturns 204.\n",
            &[&[]],
        );
    }
}
