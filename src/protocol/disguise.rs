//! The forms in which a text may come back: as it is, and as what carries it would write it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::encoding::{Value, escaped};

/// The shortest form that is one, of a longer text, in bytes.
const SHORTEST_FORM: usize = 8;

/// The text and every other form of it, the longest first: in JSON (RFC 8259 §7), in HTML, in a URL (RFC 3986
/// §2.1), in hexadecimal digits (RFC 4648 §8), and in Base64 (RFC 4648 §4 and §5), by itself or within a longer text.
#[must_use]
pub(crate) fn forms(text: &str) -> Vec<String> {
    let json = serde_json::Value::from(text).to_string();
    let json = json.trim_matches('"').to_owned();
    let mut forms = vec![text.to_owned(), json.replace('/', "\\/"), json, html(text)];
    for apostrophe in ["&#x27;", "&#039;", "&apos;"] {
        forms.push(html(text).replace("&#39;", apostrophe));
    }
    forms.extend(with_numbers(text));
    forms.extend(Value::raw(text).spellings());
    // Every byte escaped that is not unreserved, and every mark, as encoders do that take no chance.
    for kept in ["-._~", "-._~!*'()", "_.-*", ""] {
        let escaped = escaped(text, |byte| {
            byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte)
        });
        forms.push(escaped.replace("%20", "+"));
        forms.push(escapes_in_lower_case(&escaped));
        forms.push(escaped);
    }
    let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    forms.push(digits.to_ascii_uppercase());
    forms.push(digits);
    for before in 0..3 {
        let encoded = within_base64(text, before);
        forms.push(encoded.replace('+', "-").replace('/', "_"));
        forms.push(encoded);
    }
    // What is the same in Base64 whatever stands around it may be shorter, and must not be a common word.
    let shortest = text.len().min(SHORTEST_FORM);
    forms.retain(|form| form.len() >= shortest);
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

/// The text with characters written by their numbers, as encoders do that take no chance with what embeds them: in
/// JSON those of HTML, those and some more, or all but letters and digits; in HTML in both bases.
fn with_numbers(text: &str) -> Vec<String> {
    let is_of_html = |c: char| matches!(c, '<' | '>' | '&');
    let is_of_scripts = |c: char| is_of_html(c) || matches!(c, '"' | '\'' | '+' | '`');
    let is_mark = |c: char| !c.is_ascii_alphanumeric();
    let json = |is_meant: &dyn Fn(char) -> bool, written: fn(u16) -> String| -> String {
        let one = |c: char| match (is_meant(c), c) {
            (true, _) => c
                .encode_utf16(&mut [0; 2])
                .iter()
                .map(|unit| written(*unit))
                .collect(),
            (false, '"' | '\\') => format!("\\{c}"),
            (false, _) => c.to_string(),
        };
        text.chars().map(one).collect()
    };
    let html = |is_meant: &dyn Fn(char) -> bool, written: fn(u32) -> String| -> String {
        let one = |c: char| match is_meant(c) {
            true => written(u32::from(c)),
            false => c.to_string(),
        };
        text.chars().map(one).collect()
    };
    let lower: fn(u16) -> String = |unit| format!("\\u{unit:04x}");
    let upper: fn(u16) -> String = |unit| format!("\\u{unit:04X}");
    let mut forms = Vec::new();
    for written in [lower, upper] {
        forms.push(json(&is_of_html, written));
        forms.push(json(&is_of_scripts, written));
        forms.push(json(&is_mark, written));
    }
    for written in [
        |c| format!("&#{c};"),
        |c| format!("&#x{c:x};"),
        |c| format!("&#x{c:X};"),
    ] {
        forms.push(html(&is_of_scripts, written));
        forms.push(html(&is_mark, written));
    }
    forms
}

/// An escaped text with the digits of its escapes in lower case, which mean the same (RFC 3986 §2.1).
fn escapes_in_lower_case(escaped: &str) -> String {
    let mut left = 0;
    let one = |c: char| {
        let is_digit = left > 0;
        left = match c {
            '%' => 2,
            _ => usize::saturating_sub(left, 1),
        };
        if is_digit { c.to_ascii_lowercase() } else { c }
    };
    escaped.chars().map(one).collect()
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
            "log: 7265616465722d37202273656372657422".to_owned()
                + "2f3c6f663e2b7468652664"
                + "65736b273f",
            format!("{{\"message\": {}}}", serde_json::Value::from(secret)),
            "?of=reader%2D7%20%22secret%22%2F%3Cof%3E%2Bthe%26desk%27%3F".to_owned(),
            "?of=reader-7+%22secret%22%2F%3Cof%3E%2Bthe%26desk%27%3F".to_owned(),
            "<p>reader-7 &quot;secret&quot;/&lt;of&gt;+the&amp;desk&#39;?</p>".to_owned(),
            "\"reader-7 \\u0022secret\\u0022/\\u003Cof\\u003E\\u002Bthe\\u0026desk\\u0027?\""
                .to_owned(),
            "\"reader-7 \\\"secret\\\"/\\u003cof\\u003e+the\\u0026desk'?\"".to_owned(),
            "<p>reader-7 &#34;secret&#34;/&#60;of&#62;&#43;the&#38;desk&#39;?</p>".to_owned(),
            "<p>reader-7 &quot;secret&quot;/&lt;of&gt;+the&amp;desk&#x27;?</p>".to_owned(),
            "?key=reader-7%20%22secret%22%2f%3cof%3e%2bthe%26desk%27%3f".to_owned(),
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
    fn no_form_is_short_and_each_place_in_base64_has_one() {
        for text in [
            "abcdefgh",
            "abcdefghi",
            "abcdefghij",
            "abcdefghijklm",
            "12345678901234567890",
        ] {
            let forms = forms(text);
            assert!(forms.iter().all(|form| form.len() >= 8));
            for before in ["", "x", "xy"] {
                let around = STANDARD.encode(format!("{before}{text}, and more"));
                let is_known = forms.iter().any(|form| around.contains(form));
                assert!(is_known, "{text} {before}");
            }
        }
    }
}
