//! A credential in the query or in a cookie, by a sentence that says so of the requests of a page.

use super::access::{self, Spoken};
use super::headers::{speaks_of_credentials, words_padded};
use super::{Sentence, said_in};
use crate::protocol::HeaderName;
use crate::read::plain::layout::Layout;
use crate::read::plain::stand_ins::{carries_key, is_other_key};
use crate::read::plain::statuses::sentences;
use crate::read::{Claim, ForAll};
use crate::table::Presence;
use crate::table::described::ParameterPlace;
use crate::text::document::Style;
use crate::text::page::Span;

/// Words of a sentence that names several places, another one, or what comes back.
const OTHERS: &[&str] = &[
    " answer",
    " body",
    " form ",
    " header",
    " or ",
    " path ",
    " repl",
    " respon",
    " return",
    " set-cookie",
    " webhook",
];

/// The credential that requests carry in their query or in a cookie; none where sentences name several.
pub(super) fn said(layout: &Layout<'_>, spoken: &Spoken) -> Option<Claim<ForAll>> {
    let mut found: Vec<(String, ParameterPlace, Span, usize)> = Vec::new();
    let mut names_header = false;
    for block in &spoken.of_all {
        let Some(prose) = layout.blocks.get(*block).and_then(said_in) else {
            continue;
        };
        let is_below = access::is_below_access(layout, *block);
        for (start, text) in sentences(&prose.text) {
            let Some(sentence) = Sentence::new(prose, start, text) else {
                continue;
            };
            let speaks = speaks_of_credentials(&sentence.lower);
            names_header |= is_below && speaks && sentence.lower.contains("header");
            let named = in_sentence(&sentence).filter(|(name, ..)| is_below || is_key(name));
            found.extend(named.map(|(name, place, span)| (name, place, span, *block)));
        }
    }
    let (name, place, span, block) = found.first()?;
    let is_same =
        |(other, at, ..): &(String, ParameterPlace, Span, usize)| other == name && at == place;
    if names_header || !found.iter().all(is_same) || !access::is_plain_around(layout, *block) {
        return None;
    }
    let presence = match access::is_of_each(layout, *block, spoken) {
        true => Presence::Required,
        false => Presence::Unstated,
    };
    Some(Claim {
        value: ForAll::Parameter {
            name: name.clone(),
            place: *place,
            presence,
        },
        span: *span,
    })
}

/// The one parameter or cookie in which a sentence says that what tells who asks is sent.
fn in_sentence(sentence: &Sentence<'_>) -> Option<(String, ParameterPlace, Span)> {
    let padded = words_padded(sentence);
    let is_other = OTHERS.iter().any(|word| padded.contains(word));
    let speaks = speaks_of_credentials(&sentence.lower);
    if is_other || !speaks || !access::is_plain(sentence) {
        return None;
    }
    let end = sentence.start + sentence.text.len();
    let runs = sentence.prose.runs_within(sentence.start..end);
    let code = runs.filter(|run| run.style != Style::Plain);
    let named = code.filter_map(|run| {
        let text = sentence.prose.text.get(run.range.clone())?;
        let place = place(&padded, text)?;
        let name = name(text)?;
        Some((
            name.to_owned(),
            place,
            sentence.prose.span(run.range.clone()),
        ))
    });
    let named: Vec<(String, ParameterPlace, Span)> = named.take(MOST_NAMED).collect();
    let (first, others) = named.split_first()?;
    let is_same = others.iter().all(|(name, ..)| *name == first.0);
    is_same.then(|| first.clone())
}

/// The most runs of a sentence that are looked at.
const MOST_NAMED: usize = 8;

/// Where a sentence says that what it names stands.
fn place(padded: &str, text: &str) -> Option<ParameterPlace> {
    let says = |all: &[&str]| all.iter().any(|word| padded.contains(word));
    let is_query = text.trim_start().starts_with('&') || text.contains('?');
    match (
        says(&["cookie"]),
        is_query
            || says(&[
                " query",
                " url parameter",
                "to the url",
                "to each url",
                "to every url",
            ]),
    ) {
        (true, false) => Some(ParameterPlace::Cookie),
        (false, true) => Some(ParameterPlace::Query),
        (true, true) | (false, false) => None,
    }
}

/// The name that code writes: `key`, `?key=…`, `key=<key>`.
fn name(text: &str) -> Option<&str> {
    let text = text.trim();
    // A path may stand before it.
    let text = text.split_once('?').map_or(text, |(_, query)| query);
    let text = text.trim_start_matches('&');
    let name = text.split('=').next()?.trim_end_matches(':');
    let is_name = !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let is_other = HeaderName::new(name).is_ok_and(|name| is_other_key(&name));
    (is_name && !is_other).then_some(name)
}

/// The longest name, in bytes.
const LONGEST_NAME: usize = 40;

/// Whether a name is that of what tells who asks, wherever a sentence says so.
fn is_key(name: &str) -> bool {
    let lower = name.to_lowercase();
    let is_word =
        ["auth", "key", "session", "sessionid", "session_id", "sid"].contains(&lower.as_str());
    is_word || HeaderName::new(name).is_ok_and(|name| carries_key(&name))
}

#[cfg(test)]
mod tests {
    use crate::read::plain::Plain;
    use crate::read::{Dialect as _, ForAll};
    use crate::table::Presence;
    use crate::table::words::Word as _;
    use crate::text::page::Page;

    fn check(heading: &str, words: &str, expect: Option<(&str, Presence)>) {
        let text = format!(
            "# Desks\n\n## {heading}\n\n{words}\n\n## List desks\n\n`GET /desks`\n\nReturns `200`.\n"
        );
        let mut claims = Plain.read(&Page::new("desks.md", text)).for_all.into_iter();
        let said = claims.find_map(|claim| match claim.value {
            ForAll::Parameter {
                name,
                place,
                presence,
            } => Some((format!("{} {name}", place.word()), presence)),
            _ => None,
        });
        let expect = expect.map(|(said, presence)| (said.to_owned(), presence));
        assert_eq!(said, expect, "{heading}: {words}");
    }

    #[test]
    fn a_key_stands_in_the_query_or_in_a_cookie() {
        for words in [
            "Your key is passed in the query parameter `api_key`.",
            "The key goes into the query string as `api_key`.",
            "Append `?api_key=<key>` with your key.",
            "Send your key as the `api_key` query parameter.",
            "To authenticate, include a query parameter **`api_key`**.",
            "Keys are given in the URL parameter `api_key`.",
            "Add your key to the URL: `api_key=YOUR_KEY`.",
        ] {
            check(
                "Authentication",
                words,
                Some(("query api_key", Presence::Unstated)),
            );
        }
        for words in [
            "Every request must carry your key in the query parameter `api_key`.",
            "Append `?api_key=<key>` with your key to every request.",
            "Your key is passed in the query parameter `api_key`. Requests without a valid key are answered with `401`.",
        ] {
            check(
                "Conventions",
                words,
                Some(("query api_key", Presence::Required)),
            );
        }
        for words in [
            "The token is sent in the cookie `desk_session`.",
            "A session token travels in a cookie called `desk_session`.",
            "Authentication is by the `desk_session` cookie.",
            "Signing in gives a token: send it as a cookie, `desk_session=<token>`.",
        ] {
            check(
                "Authentication",
                words,
                Some(("cookie desk_session", Presence::Unstated)),
            );
        }
    }

    #[test]
    fn what_is_one_of_several_or_no_key_is_not_read() {
        for words in [
            "Your key is passed in the query parameter `api_key` or in the `X-Api-Key` header.",
            "You may pass your key in the query parameter `api_key`.",
            "If you have a key, pass it in the query parameter `api_key`.",
            "Pass the key as query parameter `api_key`. Better, use the header `X-Desk-Key`, which carries the key, too.",
            "Pass the key as query parameter `api_key`, the token as query parameter `api_token`.",
            "Keys must not be sent in the query parameter `api_key`.",
            "The answer sets a cookie `desk_session` with a token.",
            "Most calls take a key in the query parameter `api_key`.",
            "Send your key in the body as `api_key`.",
        ] {
            check("Authentication", words, None);
        }
        for words in [
            "The token of the next page is sent in the query parameter `page_token`.",
            "The key of the desk is sent in the query parameter `desk`.",
            "Sorting is by the query parameter `sort_key`, a key.",
        ] {
            check("Conventions", words, None);
        }
    }
}
