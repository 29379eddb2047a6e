//! Values of headers, where they stand for the caller's own: `<key>`, `${API_KEY}`, `YOUR_KEY`, `…`; and which of them
//! are the credential.

use std::ops::Range;

use super::placeholders::plain_name;
use crate::protocol::HeaderName;
use crate::protocol::template::TOKEN_PLACEHOLDER;

/// The credential that words on a header give: `Bearer <token>` and the like.
pub(super) fn credential(name: &HeaderName, text: &str) -> Option<String> {
    if !name.is_credential() {
        return carries_key(name).then(|| TOKEN_PLACEHOLDER.to_owned());
    }
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let scheme = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_scheme = match scheme {
            "Bearer" | "Basic" | "Digest" => true,
            "Token" => is_with_value(name, text, at..at + scheme.len()),
            _ => false,
        };
        if is_scheme {
            return Some(format!("{scheme} {TOKEN_PLACEHOLDER}"));
        }
        at += word.len();
    }
    None
}

/// Whether a word that is a noun, too, stands where a scheme does: behind the header's name as a line has it, or before
/// a value or what stands for one.
fn is_with_value(name: &HeaderName, text: &str, word: Range<usize>) -> bool {
    let (before, behind) = (text.get(..word.start), text.get(word.end..));
    let label = before.and_then(|before| before.trim_end().strip_suffix(':'));
    let label = label.and_then(|label| label.get(label.len().checked_sub(name.as_str().len())?..));
    if label.is_some_and(|label| name.is(label)) {
        return true;
    }
    let value = behind.and_then(|behind| behind.strip_prefix(' '));
    let value = value.unwrap_or_default();
    let word = value.split_whitespace().next().unwrap_or_default();
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    in_marks(value).is_some() || is_filler(word) || has_digit && word.len() >= SHORTEST_VALUE
}

/// The shortest word with a number in it that is taken for a credential, in bytes.
const SHORTEST_VALUE: usize = 8;

/// Whether a header carries what tells who asks.
pub(super) fn carries_credential(name: &HeaderName) -> bool {
    name.is_credential() || carries_key(name)
}

/// Whether a header's name is that of a key: many services do not use `Authorization`.
pub(super) fn carries_key(name: &HeaderName) -> bool {
    let lower = name.lower();
    let is_token = [
        "token",
        "api-key",
        "apikey",
        "api_key",
        "secret",
        "access-key",
        "auth-key",
    ]
    .iter()
    .any(|word| lower.ends_with(word));
    let is_key = lower.starts_with("x-") && lower.ends_with("-key");
    (is_token || is_key) && !is_other_key(name)
}

/// Whether a header's name is that of a key or a token that does not say who asks.
pub(super) fn is_other_key(name: &HeaderName) -> bool {
    let lower = name.lower();
    let others = [
        "cache",
        "continuation",
        "csrf",
        "cursor",
        "dedup",
        "delta",
        "idempoten",
        "once",
        "page",
        "partition",
        "request",
        "resume",
        "routing",
        "sort",
        "surrogate",
        "sync",
        "transaction",
        "xsrf",
    ];
    others.iter().any(|word| lower.contains(word))
}

/// The value of a header that an example sends: the credential is the caller's own.
pub(super) fn header_value(name: &HeaderName, value: &str) -> String {
    if name.is_credential() {
        let scheme = value.split_whitespace().next().unwrap_or_default();
        let is_scheme = value.trim().contains(char::is_whitespace)
            && scheme.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
        return if is_scheme {
            format!("{scheme} {TOKEN_PLACEHOLDER}")
        } else {
            TOKEN_PLACEHOLDER.to_owned()
        };
    }
    if carries_key(name) {
        return TOKEN_PLACEHOLDER.to_owned();
    }
    let own = with_placeholders(name, value);
    let own = own.unwrap_or_else(|| value.to_owned());
    if is_other_key(name) {
        // The credential is another's.
        return own.replace(TOKEN_PLACEHOLDER, &format!("{{{}}}", name.lower()));
    }
    own
}

/// A header's value with placeholders for what of it stands for the caller's own; none where nothing does. What has no
/// name of its own is called after the header.
pub(super) fn with_placeholders(name: &HeaderName, value: &str) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    let mut stands = false;
    while let Some(c) = rest.chars().next() {
        if let Some((named, length)) = in_marks(rest) {
            text.push_str(&format!("{{{named}}}"));
            stands = true;
            rest = &rest[length..];
            continue;
        }
        let end = rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        if is_filler(word) {
            text.push_str(&format!("{{{}}}", name.lower()));
            stands = true;
            rest = &rest[end..];
            continue;
        }
        let length = end.max(c.len_utf8());
        text.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    stands.then_some(text)
}

/// Marks around what stands for something, each with its partner.
const MARKS: [(&str, &str); 5] = [
    ("{{", "}}"),
    ("${", "}"),
    ("#{", "}"),
    ("<", ">"),
    ("{", "}"),
];

/// The name in the marks that a text begins with, or of a shell's variable, and how long it is with them.
fn in_marks(text: &str) -> Option<(String, usize)> {
    for (open, close) in MARKS {
        let Some(inside) = text.strip_prefix(open) else {
            continue;
        };
        let near = inside
            .char_indices()
            .take(LONGEST_NAME)
            .map(|(at, c)| at + c.len_utf8());
        let end = inside[..near.last()?].find(close)?;
        let written = &inside[..end];
        let plain = written.trim();
        let is_name = plain.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && plain
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '$'));
        let named = plain_name(written).filter(|_| is_name)?;
        return Some((named, open.len() + end + close.len()));
    }
    let name = text.strip_prefix('$')?;
    let is_of_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let end = name.find(|c: char| !is_of_name(c)).unwrap_or(name.len());
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase()) && end > 1;
    is_name.then(|| (name[..end].to_owned(), end + 1))
}

/// The longest name in marks with its end, in characters.
const LONGEST_NAME: usize = 60;

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '…' | '*')
}

/// Whether a word stands for another: dots, a row of one letter, or what says that it is the reader's own.
fn is_filler(word: &str) -> bool {
    let lower = word.to_lowercase();
    let is_elided = word.contains('…') || word.contains("...");
    let bare = lower.replace('-', "");
    let is_row = bare.len() > 2
        && ['x', '*']
            .iter()
            .any(|mark| bare.chars().all(|c| c == *mark));
    let is_own = ["your", "my-", "my_"]
        .iter()
        .any(|begin| lower.starts_with(begin));
    let names_key = ["key", "token", "secret", "password", "credential", "id"]
        .iter()
        .any(|end| lower.ends_with(end));
    is_elided || is_row || is_own && names_key
}

#[cfg(test)]
mod tests {
    use super::with_placeholders;
    use crate::protocol::HeaderName;

    #[test]
    fn what_stands_for_the_caller_s_own_is_a_placeholder() {
        let name = HeaderName::new("X-Desk").unwrap();
        for (value, expect) in [
            ("<key>", "{key}"),
            ("{key}", "{key}"),
            ("{{ desk_key }}", "{desk_key}"),
            ("${API_KEY}", "{API_KEY}"),
            ("$API_KEY", "{API_KEY}"),
            ("<your key>", "{your key}"),
            ("YOUR_KEY", "{x-desk}"),
            ("your-desk-id", "{x-desk}"),
            ("…", "{x-desk}"),
            ("...", "{x-desk}"),
            ("abc123...", "{x-desk}"),
            ("xxxxx", "{x-desk}"),
            ("xxxx-xxxx", "{x-desk}"),
            ("********", "{x-desk}"),
            ("Key <key>", "Key {key}"),
            (
                "desk=<desk>; book=\"<book>\"",
                "desk={desk}; book=\"{book}\"",
            ),
        ] {
            let found = with_placeholders(&name, value);
            assert_eq!(found.as_deref(), Some(expect), "{value}");
        }
        for value in [
            "",
            "7",
            "application/json",
            "*/*",
            "text/*",
            "<https://desk.example/desks?page=2>; rel=\"next\"",
            "{\"a\": 1}",
            "5$",
            "$5",
            "<",
            "{ж",
            "mybook",
            "exx",
            "a.b",
        ] {
            assert_eq!(with_placeholders(&name, value), None, "{value}");
        }
    }
}
