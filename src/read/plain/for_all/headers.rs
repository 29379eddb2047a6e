//! Headers that every request must carry: named in the sentence that says so, or in the lines behind it.

use super::lists::behind;
use super::names::{is_brought, named};
use super::subjects::{is_unreserved, subject};
use super::{Said, Sentence};
use crate::protocol::HeaderName;
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::read::plain::layout::Layout;
use crate::read::plain::stand_ins::{carries_credential, credential, header_value};
use crate::read::{Claim, ForAll};
use crate::table::Presence;
use crate::text::document::Kind;
use crate::text::page::Span;

/// Words by which a sentence demands something.
const DEMANDS: &[&str] = &[
    " must ",
    " shall ",
    " require ",
    " requires ",
    " required ",
    " need ",
    " needs ",
    " needed ",
    " have to ",
    " has to ",
    " mandatory ",
    " obligatory ",
    " compulsory ",
    " expect ",
    " expects ",
    " carry ",
    " carries ",
    " bear ",
    " bears ",
    " includes ",
    " sends ",
    " signed ",
    " takes ",
    " are authenticated ",
    " is authenticated ",
    " authenticate ",
    " authenticates ",
    " identify ",
    " identifies ",
];

/// Words by which a sentence says what is sent, unless it speaks of what is answered.
const SAYS_SENT: &[&str] = &[
    " are sent ",
    " is sent ",
    " be sent ",
    " go with ",
    " goes with ",
    " go on ",
    " goes on ",
    " come with ",
    " comes with ",
    " use ",
    " uses ",
    " include ",
    " contain ",
    " contains ",
    " have ",
    " has ",
    " pass ",
    " passes ",
    " present ",
    " presents ",
    " provide ",
    " provides ",
    " supply ",
    " supplies ",
    " accompanies ",
    " accompany ",
    " is passed ",
    " are passed ",
    " is part of ",
    " belongs ",
];

/// Words of a sentence that speaks of what is answered.
const ANSWERED: &[&str] = &[" answer", " repl", " respon", " return", " comes back "];

/// Words that a sentence or a clause of it begins with that tells its reader to do something.
const IMPERATIVES: &[&str] = &[
    "add",
    "attach",
    "authenticate",
    "give",
    "identify",
    "include",
    "pass",
    "present",
    "provide",
    "put",
    "quote",
    "send",
    "set",
    "state",
    "supply",
    "transmit",
    "use",
];

/// A sentence in lower case with blanks around its words.
pub(super) fn padded(said: &Said<'_>) -> String {
    words_padded(&said.sentence)
}

/// A sentence in lower case with blanks in the place of its marks.
pub(super) fn words_padded(sentence: &Sentence<'_>) -> String {
    format!(" {} ", sentence.lower.replace(['\n', ',', ':', '.'], " "))
}

/// Whether a clause of a sentence in lower case tells its reader to do something.
pub(super) fn tells(lower: &str) -> bool {
    lower.split([',', ':']).any(|clause| {
        let words = clause.split(|c: char| !c.is_alphanumeric());
        let mut words = words.filter(|word| {
            !["", "always", "and", "please", "then", "you", "so", "must"].contains(word)
        });
        words.next().is_some_and(|word| IMPERATIVES.contains(&word))
    })
}

/// Whether a sentence demands something, whoever it speaks of.
fn demands(lower: &str, padded: &str) -> bool {
    let says = |all: &[&str]| all.iter().any(|word| padded.contains(word));
    let by_doing = padded.match_indices(" by ").any(|(at, by)| {
        let behind = padded.get(at + by.len()..).unwrap_or_default();
        let word = behind.split(' ').next().unwrap_or_default();
        [
            "adding",
            "giving",
            "including",
            "passing",
            "presenting",
            "providing",
            "putting",
            "sending",
            "setting",
            "supplying",
        ]
        .contains(&word)
    });
    demands_strictly(lower, padded) || by_doing || says(SAYS_SENT) && !says(ANSWERED)
}

/// Whether a sentence says that something must be, or tells its reader to do it.
fn demands_strictly(lower: &str, padded: &str) -> bool {
    DEMANDS.iter().any(|word| padded.contains(word)) || tells(lower)
}

/// Whether a sentence in lower case demands what it does for a purpose that not every caller has: "To see older books,
/// send …".
pub(super) fn is_for_purpose(lower: &str) -> bool {
    let begins = ["for ", "in order to ", "so as to ", "to "];
    let clause = lower
        .trim_start()
        .split([',', ':'])
        .next()
        .unwrap_or_default();
    let purpose = begins.iter().find_map(|begin| clause.strip_prefix(begin));
    let is_clause = clause.len() < lower.trim().len();
    let of_all = [
        "access",
        "all ",
        "any ",
        "authenticat",
        "authoriz",
        "call",
        "each ",
        "every ",
        "identif",
        "request",
        "the api",
        "use this",
    ];
    let is_shown = ["example", "instance"]
        .iter()
        .any(|word| purpose.is_some_and(|purpose| purpose.trim_start().starts_with(word)));
    if is_shown {
        return false;
    }
    purpose.is_some_and(|purpose| is_clause && !of_all.iter().any(|word| purpose.contains(word)))
}

/// Whether a sentence demands something of each request.
pub(super) fn demands_of_each(said: &Said<'_>, padded: &str) -> bool {
    let lower = &said.sentence.lower;
    let own = subject(said).filter(|own| own.methods.is_empty() && !own.succeeds && own.is_each);
    own.is_some() && demands(lower, padded) && is_unreserved(lower) && !is_for_purpose(lower)
}

/// Whether a sentence demands of each request what tells who asks.
pub(super) fn demands_credential(said: &Said<'_>) -> bool {
    let speaks = speaks_of_credentials(&said.sentence.lower)
        || meant(said).is_some_and(|before| speaks_of_credentials(&before.lower));
    demands_of_each(said, &padded(said)) && speaks
}

/// The sentence before one that speaks of what that names: "It is required on every call".
fn meant<'a>(said: &'a Said<'_>) -> Option<&'a Sentence<'a>> {
    let lower = &said.sentence.lower;
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty()).take(FIRST_WORDS);
    let is_meant = words.any(|word| ["it", "them", "they", "this", "that", "both"].contains(&word));
    let begins = ["the header ", "the key ", "the token "]
        .iter()
        .any(|own| lower.trim_start().starts_with(own));
    said.before
        .filter(|before| (is_meant || begins) && is_unreserved(&before.lower))
}

/// Among so many first words of a sentence stands what means the sentence before.
const FIRST_WORDS: usize = 4;

/// The headers that a sentence says every request must carry.
pub(super) fn required(layout: &Layout<'_>, said: &Said<'_>) -> Vec<Claim<ForAll>> {
    let sentence = &said.sentence;
    let padded = padded(said);
    // One of several is none that must be sent.
    let is_one_of =
        padded.contains(" or ") || padded.contains(" one of ") || padded.contains("query");
    if is_one_of || !demands_of_each(said, &padded) {
        return Vec::new();
    }
    let announces = announces(layout, said);
    let own = named(sentence);
    let before = meant(said).filter(|_| own.is_empty());
    let (sentence, own) = match before.map(|before| (before, named(before))) {
        Some((before, names)) if !names.is_empty() => (before, names),
        Some(_) | None => (sentence, own),
    };
    if !own.is_empty() {
        let shown = if announces { behind(layout, said) } else { &[] };
        let claims = own.into_iter().filter_map(|(name, value, span)| {
            let line = shown.iter().find(|line| line.name == name);
            let value = value.or_else(|| line.and_then(|line| line.value.clone()));
            claim(name, value, sentence, span)
        });
        return claims.collect();
    }
    let shown = if announces { behind(layout, said) } else { &[] };
    let is_of_headers = announces
        && padded.contains("header")
        && [" following ", " these ", " below "]
            .iter()
            .any(|word| padded.contains(word));
    let speaks = demands_credential(said);
    let own = shown
        .iter()
        .filter(|line| is_of_headers || speaks && carries_credential(&line.name));
    let claims =
        own.filter_map(|line| claim(line.name.clone(), line.value.clone(), sentence, line.span));
    let claims: Vec<Claim<ForAll>> = claims.collect();
    if !claims.is_empty() || is_of_headers {
        return claims;
    }
    let shown = || {
        let is_demanded = demands_strictly(&said.sentence.lower, &padded);
        let shown = said
            .shown
            .filter(|_| speaks && is_demanded && names_none(&padded))?;
        Some(Claim {
            value: shown.clone(),
            span: sentence.place(),
        })
    };
    scheme(said, &padded).or_else(shown).into_iter().collect()
}

/// Whether a sentence leaves it to the requests that are shown how they tell who asks.
fn names_none(padded: &str) -> bool {
    let others = [
        "basic",
        "bearer",
        "certificate",
        "cookie",
        "digest",
        "oauth",
        "parameter",
        "scheme",
        "session",
        "signature",
        "signed",
    ];
    !others.iter().any(|word| padded.contains(word))
}

/// Whether a sentence is the last of its block, and the next block is what it speaks of.
fn announces(layout: &Layout<'_>, said: &Said<'_>) -> bool {
    let sentence = &said.sentence;
    let rest = sentence
        .prose
        .text
        .get(sentence.start + sentence.text.len()..);
    let ends = rest.unwrap_or_default().trim().is_empty();
    let next = layout.blocks.get(said.block + 1).map(|next| &next.kind);
    let is_list = matches!(
        next,
        Some(Kind::Table(_) | Kind::Term(_) | Kind::Item(_) | Kind::Code(_))
    );
    let points = ["following", "these", "below", "like this"]
        .iter()
        .any(|word| sentence.lower.contains(word));
    ends && (sentence.text.trim_end().ends_with([':', '：']) || points && is_list)
        || sentence.lower.contains("following table")
}

/// Whether a sentence in lower case is on what tells who asks.
pub(super) fn speaks_of_credentials(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| CREDENTIALS.iter().any(|start| word.starts_with(start)))
}

/// Beginnings of words for what tells who asks.
const CREDENTIALS: &[&str] = &[
    "apikey",
    "authenticat",
    "authoris",
    "authoriz",
    "credential",
    "key",
    "password",
    "secret",
    "sign",
    "token",
];

/// A claim of a header whose value is the caller's credential, stands there as it is sent, or is not said.
pub(super) fn claim(
    name: HeaderName,
    value: Option<String>,
    sentence: &Sentence<'_>,
    span: Span,
) -> Option<Claim<ForAll>> {
    // A scheme beside the word "header" is no header.
    let is_scheme = ["basic", "bearer", "digest"].contains(&name.lower().as_ref());
    if is_brought(&name) || is_scheme {
        return None;
    }
    let value = match value.filter(|value| !value.is_empty()) {
        Some(value) => Some(header_value(&name, &value)),
        None => credential(&name, sentence.text).or_else(|| known_scheme(&name, &sentence.lower)),
    };
    let is_sent = match &value {
        Some(value) if carries_credential(&name) => value.contains(TOKEN_PLACEHOLDER),
        Some(value) => {
            !value.contains(['{', '}', '<', '[', '$']) && !value.to_lowercase().contains("your")
        }
        // What a client wants of an answer is nothing without its value.
        None => !name.is_credential() && !name.is_of_negotiation(),
    };
    is_sent.then_some(Claim {
        value: ForAll::Header {
            name,
            value,
            presence: Presence::Required,
        },
        span,
    })
}

/// The credential of a scheme that a sentence names in words.
pub(super) fn known_scheme(name: &HeaderName, lower: &str) -> Option<String> {
    if !name.is_credential() {
        return None;
    }
    let schemes = [
        ("bearer", "Bearer"),
        ("basic auth", "Basic"),
        ("http basic", "Basic"),
        ("basic credentials", "Basic"),
    ];
    let (_, scheme) = schemes.iter().find(|(word, _)| lower.contains(word))?;
    Some(format!("{scheme} {TOKEN_PLACEHOLDER}"))
}

/// `Authorization` with a scheme that a sentence names without its header.
fn scheme(said: &Said<'_>, padded: &str) -> Option<Claim<ForAll>> {
    let is_named = [
        "basic auth",
        "bearer auth",
        "bearer token",
        "http basic",
        "basic credentials",
    ]
    .iter()
    .any(|words| padded.contains(words));
    let name = is_named.then_some(HeaderName::AUTHORIZATION)?;
    let value = known_scheme(&name, &said.sentence.lower);
    claim(name, value, &said.sentence, said.sentence.place())
}
