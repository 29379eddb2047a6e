//! Sentences beside a list of members that say that each response has all of them: "A response always has all of these
//! members".

use super::super::layout::Layout;
use super::super::statuses::sentences;
use crate::read::MemberList;
use crate::table::data::Held;
use crate::text::document::{Block, Kind};

/// The most blocks behind a list that are looked at.
const NEAR: usize = 4;

/// The longest sentence that is read, in bytes.
const LONGEST: usize = 240;

/// Words for members.
const MEMBERS: &[&str] = &[
    "attribute",
    "attributes",
    "field",
    "fields",
    "key",
    "keys",
    "member",
    "members",
    "properties",
    "property",
];

/// Words for members that were named before.
const MEANT: &[&str] = &["above", "these", "them", "those"];

/// Words by which they are there each time.
const EACH_TIME: &[&str] = &[
    " always carr",
    " always come",
    " always contain",
    " always has ",
    " always have ",
    " always hold",
    " always in ",
    " always includ",
    " always part ",
    " always present",
    " always returned",
    " always sent back",
    " always there",
    " ever absent",
    " ever left out",
    " ever missing",
    " ever omitted",
    " in all answers",
    " in all replies",
    " in all responses",
    " in any response",
    " in each answer",
    " in each reply",
    " in each response",
    " in every answer",
    " in every object",
    " in every reply",
    " in every response",
    " is in every ",
    " never absent",
    " never left out",
    " never missing",
    " never omitted",
    " present in each ",
    " present in every ",
    " there in each ",
    " there in every ",
];

/// Who has all of them: "Every response has all members".
const WHOLES: &[&str] = &[
    " each answer ",
    " each reply ",
    " each response ",
    " every answer ",
    " every reply ",
    " every response ",
];

/// Words that leave some out, or turn to what is sent.
const RESERVES: &[&str] = &[
    "almost",
    "apart",
    "besides",
    "but",
    "caller",
    "can",
    "client",
    "except",
    "if",
    "may",
    "most",
    "nearly",
    "not",
    "only",
    "other",
    "others",
    "request",
    "requests",
    "some",
    "sometimes",
    "unless",
    "usually",
    "when",
    "you",
];

/// Where a sentence goes on with what makes no difference.
const WHATEVER: &[&str] = &[
    ", also",
    " also when",
    ", even",
    " even if",
    " even when",
    ", including",
    ", no matter",
    ", whatever",
    ", whether",
    " whether or not",
    " no matter",
    "; ",
    " – ",
    " — ",
];

/// Words by which what else is said takes some of them back.
const TAKES_BACK: &[&str] = &[
    "absent",
    "apart",
    "but",
    "can",
    "except",
    "excepting",
    "left",
    "may",
    "missing",
    "not",
    "omitted",
    "only",
    "optional",
    "some",
    "sometimes",
    "unless",
];

/// Words for what members are in: other words behind "in" make it one of some responses.
const HOLDERS: &[&str] = &[
    "answer",
    "answers",
    "bodies",
    "body",
    "object",
    "objects",
    "replies",
    "reply",
    "response",
    "responses",
];

/// Takes the members of a list for always there, where the words behind it, or right before it, say so.
pub(super) fn mark(layout: &Layout<'_>, (start, end): (usize, usize), list: &mut MemberList) {
    if !is_said(layout, start, end) {
        return;
    }
    for own in list.members.iter_mut().map(|claim| &mut claim.value) {
        let is_open = matches!(own.presence, Held::Expected | Held::Unstated);
        if is_open && own.path.tokens().len() == 1 {
            own.presence = Held::Always;
        }
    }
}

fn is_said(layout: &Layout<'_>, start: usize, end: usize) -> bool {
    let section = layout.section(start);
    let prose = |at: usize| {
        let own = layout.blocks.get(at)?;
        let is_near = layout.section(at) == section && matches!(own.kind, Kind::Paragraph(_));
        own.words().filter(|_| is_near)
    };
    let is_list = |own: &Block| own.is_item() || matches!(own.kind, Kind::Table(_) | Kind::Term(_));
    let behind = (end..layout.blocks.len()).take(NEAR);
    let behind = behind.take_while(|at| !layout.blocks.get(*at).is_some_and(is_list));
    let before = start.checked_sub(1);
    let mut words = before.into_iter().chain(behind).filter_map(prose);
    words.any(|words| {
        let all = sentences(&words.text).into_iter();
        let (said, others): (Vec<_>, Vec<_>) = all.partition(|(_, sentence)| says(sentence));
        !said.is_empty() && !others.iter().any(|(_, other)| takes_back(other))
    })
}

/// Whether words beside what is said of all members take some back.
fn takes_back(words: &str) -> bool {
    let lower = words.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| TAKES_BACK.contains(&word))
}

/// Whether words speak of some responses or readers: "for administrators", "in the long form".
fn is_of_some(words: &[&str]) -> bool {
    let mut places = words.iter().enumerate();
    places.any(|(at, word)| {
        let rest = words.get(at + 1..).unwrap_or_default();
        match *word {
            "for" | "to" => true,
            "in" => {
                let determines = |word: &&&str| {
                    matches!(
                        **word,
                        "a" | "all" | "any" | "each" | "every" | "json" | "our" | "the" | "your"
                    )
                };
                let held: Vec<&str> = rest.iter().skip_while(determines).copied().collect();
                match held.as_slice() {
                    ["it" | "them"] => false,
                    // "in every desk": in each of what is described.
                    [_] if matches!(rest, ["each" | "every", _]) => false,
                    all => all.is_empty() || !all.iter().all(|word| HOLDERS.contains(word)),
                }
            }
            _ => false,
        }
    })
}

/// Whether a sentence says that all members are in each response.
pub(super) fn says(sentence: &str) -> bool {
    let lower = sentence.to_lowercase().replace('\n', " ").replace('’', "'");
    if lower.len() > LONGEST {
        return false;
    }
    let ends = WHATEVER.iter().filter_map(|words| lower.find(words));
    let end = ends.filter(|at| *at > 0).min().unwrap_or(lower.len());
    let (own, rest) = lower.split_at(end);
    let is_whatever = rest.is_empty() || rest.starts_with([',', ' ']) && !is_dash(rest);
    if !is_whatever && takes_back(rest) {
        return false;
    }
    let words = own.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let padded = format!(" {} ", words.join(" "));
    let has = |all: &[&str]| all.iter().any(|own| padded.contains(own));
    let is_reserved = words.iter().any(|word| RESERVES.contains(word));
    !is_reserved
        && !is_of_some(&words)
        && names_all(&words)
        && (has(EACH_TIME) || has(WHOLES) && has(&[" all "]))
}

/// Whether a clause stands behind a dash.
fn is_dash(rest: &str) -> bool {
    rest.trim_start().starts_with(['–', '—'])
}

/// Whether words name all members: "all of them", "every field", "all twelve members".
fn names_all(words: &[&str]) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        let behind = words.get(at + 1..).unwrap_or_default();
        let has =
            |reach: usize, all: &[&str]| behind.iter().take(reach).any(|own| all.contains(own));
        match *word {
            "all" => has(4, MEMBERS) || has(3, MEANT),
            "each" | "every" => has(1, MEMBERS) || has(2, MEANT),
            "no" => has(1, MEMBERS),
            "none" => has(2, MEANT) || has(3, MEMBERS),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::says;

    #[test]
    fn a_sentence_says_that_each_response_has_all_members() {
        for text in [
            "A response always has all of these members, also the ones you didn't send.",
            "As with desks, all of them are in every response.",
            "All members are always present.",
            "All fields are always there, even if they are `null`.",
            "Every member is in every response.",
            "Every member is present in every desk.",
            "Each of them is always returned.",
            "None of them is ever left out.",
            "No field is ever omitted, whether you sent it or not.",
            "Every response has all of these fields.",
            "Responses always contain all twelve members.",
            "All of the above are always present – with `null` where there is nothing.",
            "All these keys are always included.",
            "Each response contains all the properties.",
        ] {
            assert!(says(text), "{text}");
        }
        for text in [
            "Every response has an `X-Request-Id` header.",
            "All members are required.",
            "Every member is present in every long list of desks.",
            "All of them are sent in every request.",
            "All members but `note` are always present.",
            "All members are always present unless you ask for fewer.",
            "Most members are always present.",
            "Not all members are always present.",
            "All desks are always there.",
            "All other members are always present.",
            "Each response has some of these members.",
            "Only the ids are in every response.",
            "All of them always work.",
            "The members may be in every response.",
            "If you ask for it, all fields are always returned.",
            "All members are always present – except `note`, which is left out where there is none.",
            "All members are always present; only `note` may be missing.",
            "All members are always present for administrators.",
            "All members are always present in the long form.",
            "All fields are always present in the answer of a search.",
            "All fields are always returned to their owner.",
        ] {
            assert!(!says(text), "{text}");
        }
    }
}
