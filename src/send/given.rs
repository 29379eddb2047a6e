//! What a service gives that is as good as a credential: cookies and tokens. It is shown nowhere.

use std::borrow::Cow;

use super::hidden::MOST_MADE;
use crate::protocol::content::media_type;
use crate::protocol::exchange::Exchange;
use crate::protocol::secret::{REDACTED, Secret};

/// The members of JSON, and the fields of forms, that hold tokens (RFC 6749 §5.1, OpenID Connect Core 1.0 §3.1.3.3), in
/// lower case and without marks.
const TOKENS: &[&str] = &[
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "devicecode",
    "clientsecret",
];

/// The longest name of a member that is looked at.
const LONGEST_NAME: usize = 32;

/// Takes cookies and tokens out of a response and of what was sent, and gives them.
pub(super) fn take_out(exchange: &mut Exchange) -> Vec<Secret> {
    let mut given = Vec::new();
    let sent = &mut exchange.sent;
    let mut fields = sent.headers.iter();
    let stated = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if let Some(content) = &mut sent.content {
        let media_type = stated.map(|(_, value)| media_type(value));
        *content = clean(content, media_type.as_deref(), &mut given);
    }
    let Ok(received) = &mut exchange.response else {
        return given;
    };
    for (name, value) in &mut received.headers {
        if name.eq_ignore_ascii_case("set-cookie") {
            *value = without_cookie(value, &mut given);
        } else if name.eq_ignore_ascii_case("location") {
            *value = without_parameters(value, &mut given);
        }
    }
    let media_type = received.media_type();
    received.body = clean(&received.body, media_type.as_deref(), &mut given);
    given
}

/// Content without its tokens: also where it is a form, as one is sent to an issuer (RFC 6749 §4.1.3).
fn clean(content: &[u8], media_type: Option<&str>, given: &mut Vec<Secret>) -> Vec<u8> {
    let content = without_tokens(content, given);
    let is_form = media_type == Some("application/x-www-form-urlencoded");
    match std::str::from_utf8(&content) {
        Ok(form) if is_form => without_parameters(form, given).into_bytes(),
        Ok(_) | Err(_) => content,
    }
}

fn take(text: &str, given: &mut Vec<Secret>) -> bool {
    let is_new = !text.is_empty() && text != REDACTED;
    // What is short occurs by chance elsewhere, and is left out in its own place alone; so is what is one of very many,
    // each of which would be looked for in all that follows.
    let secret = Secret::new(text);
    let is_kept = is_new && secret.is_told_as_echo() && given.len() < MOST_MADE;
    if is_kept && !given.contains(&secret) {
        given.push(secret);
    }
    is_new
}

/// A cookie without its value (RFC 6265 §4.1).
fn without_cookie(value: &str, given: &mut Vec<Secret>) -> String {
    let (pair, attributes) = match value.find(';') {
        Some(end) => value.split_at(end),
        None => (value, ""),
    };
    match pair.split_once('=') {
        Some((name, own)) if take(own.trim().trim_matches('"'), given) => {
            format!("{name}={REDACTED}{attributes}")
        }
        Some(_) | None => value.to_owned(),
    }
}

/// A URL without the tokens in its query and its fragment (RFC 6749 §4.2.2), or a form without its own.
fn without_parameters(url: &str, given: &mut Vec<Secret>) -> String {
    let is_mark = |c: char| matches!(c, '?' | '#' | '&');
    let mut clean = String::new();
    for part in url.split_inclusive(is_mark) {
        let own = part.trim_end_matches(is_mark);
        let mark = &part[own.len()..];
        match own.split_once('=') {
            Some((name, value)) if is_token(name) && take(value, given) => {
                clean.push_str(&format!("{name}={REDACTED}{mark}"));
            }
            Some(_) | None => clean.push_str(part),
        }
    }
    clean
}

fn is_token(name: &str) -> bool {
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    TOKENS.contains(&name.to_ascii_lowercase().as_str())
}

/// Content without the texts of its members that hold tokens, whether it is whole or not.
fn without_tokens(bytes: &[u8], given: &mut Vec<Secret>) -> Vec<u8> {
    let mut clean = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'"', &bytes[at..]) {
        let begin = at + found + 1;
        let end = end_of_text(bytes, begin);
        at = (end + 1).min(bytes.len());
        let name = &bytes[begin..end.min(begin + LONGEST_NAME)];
        if !is_token(&String::from_utf8_lossy(name)) {
            continue;
        }
        let Some(value) = value_behind(bytes, at) else {
            continue;
        };
        let end = end_of_text(bytes, value);
        if take(&text(&bytes[value..end]), given) {
            clean.extend_from_slice(&bytes[from..value]);
            clean.extend_from_slice(REDACTED.as_bytes());
            from = end;
        }
        at = (end + 1).min(bytes.len());
    }
    clean.extend_from_slice(&bytes[from..]);
    clean
}

/// The end of a text of JSON that begins here, or that of the content (RFC 8259 §7).
fn end_of_text(bytes: &[u8], begin: usize) -> usize {
    let mut at = begin;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The beginning of the text that is the value of a member whose name ends before here.
fn value_behind(bytes: &[u8], at: usize) -> Option<usize> {
    let mut rest = bytes.get(at..)?.iter().enumerate();
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let (_, colon) = rest.find(|(_, byte)| !is_space(byte))?;
    let (offset, quote) = rest.find(|(_, byte)| !is_space(byte))?;
    (*colon == b':' && *quote == b'"').then_some(at + offset + 1)
}

/// What a text of JSON stands for; as it is where it was cut off.
fn text(raw: &[u8]) -> Cow<'_, str> {
    let quoted = [b"\"", raw, b"\""].concat();
    match serde_json::from_slice::<String>(&quoted) {
        Ok(text) => Cow::Owned(text),
        Err(_) => String::from_utf8_lossy(raw),
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_MADE, clean, without_cookie, without_parameters, without_tokens};

    #[test]
    fn tokens_are_taken_out_of_forms() {
        let form = "application/x-www-form-urlencoded";
        for (media_type, content, expect) in [
            (
                Some(form),
                "refresh_token=given-by-desk&grant_type=refresh_token",
                "refresh_token=(redacted)&grant_type=refresh_token",
            ),
            (
                Some(form),
                "a=1&client_secret=of-the-desk",
                "a=1&client_secret=(redacted)",
            ),
            (
                Some(form),
                r#"{"id_token":"given-by-desk"}"#,
                r#"{"id_token":"(redacted)"}"#,
            ),
            (Some("text/plain"), "id_token=1", "id_token=1"),
            (None, "id_token=1", "id_token=1"),
        ] {
            let mut given = Vec::new();
            let clean = clean(content.as_bytes(), media_type, &mut given);
            assert_eq!(String::from_utf8(clean).unwrap(), expect);
            assert_eq!(given.len(), usize::from(media_type == Some(form)));
        }
        let cut = [b"id_token=of-the-desk&a=".as_slice(), &[0xff]].concat();
        assert_eq!(clean(&cut, Some(form), &mut Vec::new()), cut);
    }

    #[test]
    fn so_many_tokens_are_looked_for_elsewhere_and_every_one_is_taken_out_of_its_place() {
        let member = |at: usize| format!("{{\"id_token\":\"given-by-desk-{at}\"}}");
        let members: Vec<String> = (0..MOST_MADE * 2).map(member).collect();
        let mut given = Vec::new();
        let clean = without_tokens(members.join(",").as_bytes(), &mut given);
        let clean = String::from_utf8(clean).unwrap();
        assert_eq!(clean.matches("(redacted)").count(), MOST_MADE * 2);
        assert!(!clean.contains("given-by-desk"));
        assert_eq!(given.len(), MOST_MADE);
    }

    #[test]
    fn tokens_and_cookies_are_taken_out_of_what_a_service_gives() {
        let mut given = Vec::new();
        let mut body = |text: &str| {
            let clean = without_tokens(text.as_bytes(), &mut given);
            String::from_utf8(clean).unwrap()
        };
        for (text, clean) in [
            (
                r#"{"access_token": "given\/by-desk", "scope":"a"}"#,
                r#"{"access_token": "(redacted)", "scope":"a"}"#,
            ),
            (
                r#"[{"a":{"refreshToken":"r"}}]"#,
                r#"[{"a":{"refreshToken":"(redacted)"}}]"#,
            ),
            (r#"{"id_token":"cut off he"#, r#"{"id_token":"(redacted)"#),
            (
                r#"{"id_token":null,"b":"access_token"}"#,
                r#"{"id_token":null,"b":"access_token"}"#,
            ),
            (
                r#"{"say":"\"access_token\": \"x\""}"#,
                r#"{"say":"\"access_token\": \"x\""}"#,
            ),
            (r#"{"access_token""#, r#"{"access_token""#),
            (r#"{"access_token":""#, r#"{"access_token":""#),
            (r#""\"#, r#""\"#),
            ("", ""),
        ] {
            assert_eq!(body(text), clean);
        }
        for (value, clean) in [
            (
                "seat=given-by-desk; Path=/; HttpOnly",
                "seat=(redacted); Path=/; HttpOnly",
            ),
            ("seat=7", "seat=(redacted)"),
            ("seat=; Max-Age=0", "seat=; Max-Age=0"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(without_cookie(value, &mut given), clean);
        }
        let url = without_parameters("http://x/in?a=1#access_token=of-the-desk&b=2", &mut given);
        assert_eq!(url, "http://x/in?a=1#access_token=(redacted)&b=2");
        let known: Vec<&str> = given.iter().map(|own| own.expose()).collect();
        assert_eq!(
            known,
            [
                "given/by-desk",
                "cut off he",
                "given-by-desk",
                "of-the-desk"
            ]
        );
    }
}
