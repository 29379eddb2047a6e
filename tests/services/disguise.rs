//! The forms in which a text stands in other texts.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Within a JSON string.
pub(crate) fn json(text: &str) -> Vec<u8> {
    serde_json::json!({ "message": format!("no desk for {text}") })
        .to_string()
        .into_bytes()
}

/// Within a JSON string whose slashes are escaped, as some encoders do.
pub(crate) fn json_with_slashes(text: &str) -> Vec<u8> {
    let json = String::from_utf8(json(text)).expect("text");
    json.replace('/', "\\/").into_bytes()
}

/// Within a page.
pub(crate) fn html(text: &str) -> Vec<u8> {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    format!("<p>no desk for {text}</p>").into_bytes()
}

/// Within a URL.
pub(crate) fn percent(text: &str) -> Vec<u8> {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded.into_bytes()
}

/// As Basic credentials and dumps of them have it (RFC 4648 §4).
pub(crate) fn base64(text: &str) -> Vec<u8> {
    STANDARD.encode(text).into_bytes()
}

/// As [`base64`] with the digits that stand in URLs, and nothing that fills up (RFC 4648 §5).
pub(crate) fn base64_of_urls(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.encode(text).into_bytes()
}

/// Within a JSON string whose marks are escaped by their numbers.
pub(crate) fn json_with_numbers(text: &str) -> Vec<u8> {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => escaped.push(character),
            _ => escaped.push_str(&format!("\\u{:04x}", u32::from(character))),
        }
    }
    format!("{{\"message\":\"{escaped}\"}}").into_bytes()
}
