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

/// The longest sentence that is read, in bytes.
const LONGEST: usize = 300;

/// Whether a page says that responses may have members that it does not list.
pub(super) fn says_it_grows(layout: &Layout<'_>) -> bool {
    let prose = layout.blocks.iter().filter(|block| block.is_prose());
    let mut words = prose.filter_map(Block::words);
    words.any(|words| {
        // Nearly all words say nothing of it.
        let may = MEMBERS.iter().any(|own| words.text.contains(own));
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
    let is_of_request = SENT.iter().any(|own| padded.contains(own)) && !padded.contains(" respon");
    has(MEMBERS) && has(MORE) && says(WHENEVER) && !is_of_request
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
        ] {
            assert!(!grows(text), "{text}");
        }
    }
}
