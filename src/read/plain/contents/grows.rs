//! Pages that say of all content that it may have members that they do not list.

use super::super::layout::Layout;
use super::super::statuses::sentences;
use crate::text::document::Block;

/// Words for members.
const MEMBERS: &[&str] = &["attributes", "fields", "keys", "members", "properties"];

/// Words by which there are more of them than those that are listed.
const MORE: &[&str] = &[
    "add",
    "added",
    "adding",
    "additional",
    "appear",
    "extra",
    "further",
    "more",
    "new",
    "other",
    "undocumented",
    "unexpected",
    "unknown",
];

/// Words by which they come whenever the service likes, or are nothing to a client, or their beginnings.
const WHENEVER: &[&str] = &[
    "any moment",
    "any time",
    "anytime",
    "backward",
    "breaking",
    "compatible",
    "future",
    "ignor",
    "later version",
    "notice",
    "prepared",
    "time to time",
    "toleran",
    "tolerat",
];

/// Words by which a sentence is of what is sent.
const SENT: &[&str] = &[
    " body ",
    " reject",
    " refus",
    " request",
    " send ",
    " sent ",
    " supply ",
    " we ignore",
    " you pass",
];

/// Words by which it is of what comes back, whatever else it names, or their beginnings.
const ANSWERED: &[&str] = &[" answer", " replies", " reply", " respon", " return"];

/// Words by which members may come, whether or not it is said when.
const MAY: &[&str] = &[
    "can add",
    "can appear",
    "can be added",
    "can gain",
    "could add",
    "could be added",
    "keep adding",
    "may add",
    "may appear",
    "may be added",
    "may come",
    "may gain",
    "may get",
    "may grow",
    "may show up",
    "may turn up",
    "might add",
    "might appear",
    "might be added",
    "right to add",
    "will add",
    "will be added",
];

/// Words by which it is somebody else who adds them.
const ADDED_BY: &[&str] = &[
    " by ",
    " clients can ",
    " clients may ",
    " users can ",
    " users may ",
    " using ",
    " with a ",
    " with patch ",
    " with post ",
    " with put ",
    " you can add ",
    " you may add ",
    " you might add ",
];

/// Beginnings of what a client does with what it does not know.
const LET_BE: &[&str] = &[
    "disregard",
    "ignor",
    "overlook",
    "skip",
    "toleran",
    "tolerat",
];

/// What a client does not do with what it lets be.
const UNKNOWN_TO_IT: &[&str] = &[
    "they do not expect",
    "they do not know",
    "they do not recogni",
    "they do not understand",
    "unknown to you",
    "you cannot place",
    "you did not expect",
    "you do not expect",
    "you do not know",
    "you do not recogni",
    "you do not understand",
    "you have never heard of",
];

/// What one of these words has in it.
const STEMS: &[&str] = &[
    "expect",
    "heard of",
    "know",
    "place",
    "recogni",
    "understand",
];

/// Words for what is let be that is no part of content.
const NO_MEMBERS: &[&str] = &[
    "code",
    "cookie",
    "error",
    "event",
    "header",
    "link",
    "parameter",
    "query",
    "status",
];

/// The longest sentence that is read, in bytes.
const LONGEST: usize = 300;

/// Whether a page says that responses may have members that it does not list.
pub(super) fn says_it_grows(layout: &Layout<'_>) -> bool {
    let prose = layout.blocks.iter().filter(|block| block.is_prose());
    let mut words = prose.filter_map(Block::words);
    words.any(|words| {
        // Nearly all words say nothing of it.
        let mut stems = MEMBERS.iter().chain(STEMS);
        let lower = words.text.to_ascii_lowercase();
        let may = stems.any(|own| lower.contains(own));
        let all = may.then(|| sentences(&words.text));
        let mut all = all.into_iter().flatten();
        all.any(|(_, sentence)| grows(sentence))
    })
}

fn grows(sentence: &str) -> bool {
    if sentence.len() > LONGEST {
        return false;
    }
    let lower = sentence.to_lowercase().replace('\n', " ");
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let says = |list: &[&str]| list.iter().any(|own| lower.contains(own));
    let padded = format!(" {} ", words.join(" "));
    let is_of_answer = ANSWERED.iter().any(|own| padded.contains(own));
    let is_of_request = SENT.iter().any(|own| padded.contains(own)) && !is_of_answer;
    if is_of_request {
        return false;
    }
    let is_added_by = ADDED_BY.iter().any(|own| padded.contains(own));
    let may_come = says(MAY) && !is_added_by;
    has(MEMBERS) && has(MORE) && (says(WHENEVER) || may_come) || lets_be(&lower)
}

/// Whether words tell a client to let be what it does not know, whatever that is.
fn lets_be(lower: &str) -> bool {
    let plain = lower.replace('’', "'");
    let plain = plain
        .replace("don't", "do not")
        .replace("didn't", "did not");
    let says = |all: &[&str]| all.iter().any(|own| plain.contains(own));
    says(LET_BE) && says(UNKNOWN_TO_IT) && !says(NO_MEMBERS)
}

#[cfg(test)]
mod tests {
    use super::grows;

    #[test]
    fn a_page_says_that_content_may_have_more_than_it_lists() {
        for text in [
            "We add new fields to responses from time to time and don't consider that a breaking change.",
            "New members may be added to objects at any time.",
            "Clients must ignore members that are unknown to them.",
            "Be prepared for additional properties.",
            "Adding fields is a backwards-compatible change.",
            "Further attributes may appear in the future; ignore what you do not know.",
            "Please tolerate unknown keys in all objects.",
            "We may add properties to a response without notice.",
            "Ignore any undocumented fields.",
            "Responses can have more members in a later version.",
            "The order means nothing, and we may add members to any response, so skip the ones you don't recognise.",
            "New members may appear.",
            "More fields can be added at any time.",
            "Ignore what you don't know.",
            "Further keys may turn up in any object.",
            "We reserve the right to add properties.",
            "Objects may gain new fields.",
            "Skip whatever you do not recognize.",
            "Clients have to tolerate anything that they don’t expect.",
            "Additional attributes might be added to an object.",
            "We will add fields as we need them.",
            "New properties may be added to the body of an answer at any time.",
            "We add members to the JSON body of an answer to any request, so be prepared for more members.",
        ] {
            assert!(grows(text), "{text}");
        }
        for text in [
            "Unknown fields in the request are ignored.",
            "We ignore members that are unknown to us.",
            "If you send additional properties, they are ignored.",
            "New desks may be added at any time.",
            "The fields are listed below.",
            "All other members are always present.",
            "You may add members to a club.",
            "Fields can be added by the owner of a form.",
            "New keys may be added with `POST`.",
            "Additional fields can be added using the editor.",
            "Ignore headers that you don't know.",
            "Any other member we don't know is refused.",
            "Query parameters we don't know are ignored.",
            "Skip this page if you know it.",
            "If you do not know the id, list the desks.",
            "New desks may appear.",
        ] {
            assert!(!grows(text), "{text}");
        }
    }
}
