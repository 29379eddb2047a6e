//! The forms in which a text may come back: as it is, and as what carries it would write it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::encoding::{Part, Value};

/// The text and every other form of it, the longest first: in JSON (RFC 8259 §7), in HTML, in a URL (RFC 3986
/// §2.1), and in Base64 (RFC 4648 §4 and §5), by itself or within a longer text.
#[must_use]
pub(crate) fn forms(text: &str) -> Vec<String> {
    let json = serde_json::Value::from(text).to_string();
    let json = json.trim_matches('"').to_owned();
    let mut forms = vec![text.to_owned(), json.replace('/', "\\/"), json, html(text)];
    for part in [Part::Segment, Part::Segments, Part::Query] {
        forms.push(Value::raw(text.to_owned()).within(part));
    }
    forms.push(escaped(text));
    for before in 0..3 {
        let encoded = within_base64(text, before);
        forms.push(encoded.replace('+', "-").replace('/', "_"));
        forms.push(encoded);
    }
    forms.retain(|form| form.len() >= text.len());
    forms.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    forms.dedup();
    forms
}

fn html(text: &str) -> String {
    let escapes = [
        ('&', "&amp;"),
        ('<', "&lt;"),
        ('>', "&gt;"),
        ('"', "&quot;"),
        ('\'', "&#39;"),
    ];
    let one = |c: char| {
        let escape = escapes.iter().find(|(own, _)| *own == c);
        escape.map_or_else(|| c.to_string(), |(_, escape)| (*escape).to_owned())
    };
    text.chars().map(one).collect()
}

/// The text with every byte escaped that is not unreserved.
fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// What is the same of a text in Base64, whatever stands around it, where so many bytes stand before it
/// (modulo 3).
fn within_base64(text: &str, before: usize) -> String {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(text.as_bytes());
    let whole = bytes.len() / 3 * 3;
    let encoded = STANDARD_NO_PAD.encode(&bytes[..whole]);
    // The first group also holds bits of what stands before.
    let skipped = if before == 0 { 0 } else { 4 };
    encoded.get(skipped..).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::forms;

    #[test]
    fn a_text_is_known_in_what_carries_it() {
        let secret = "reader-7 \"secret\"/<of>+the&desk'?";
        let found = |text: &str| forms(secret).iter().any(|form| text.contains(form));
        for text in [
            secret.to_owned(),
            format!("{{\"message\": {}}}", serde_json::Value::from(secret)),
            "<p>reader-7 &quot;secret&quot;/&lt;of&gt;+the&amp;desk&#39;?</p>".to_owned(),
            "?key=reader-7%20%22secret%22%2F%3Cof%3E%2Bthe%26desk%27%3F".to_owned(),
            STANDARD.encode(secret),
            STANDARD.encode(format!("key={secret}; more")),
            URL_SAFE_NO_PAD.encode(format!("ke={secret}")),
        ] {
            assert!(found(&text), "{text}");
        }
        assert!(!found("reader-7 secret of the desk"));
    }

    #[test]
    fn no_form_is_shorter_than_the_text() {
        for text in ["abcdefgh", "12345678901234567890"] {
            assert!(forms(text).iter().all(|form| form.len() >= text.len()));
        }
    }
}
