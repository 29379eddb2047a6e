//! What a service said: the first lines of an answer's content, JSON indented, and never more than a
//! glance takes in. What is not text is told by its length and type alone.

use serde::de::IgnoredAny;

use crate::protocol::exchange::{Exchange, Received, Wire};

/// The most lines of content that are shown.
const MOST_LINES: usize = 8;

/// The most characters of content that are shown.
const MOST_CHARACTERS: usize = 600;

/// The status line and the first lines of the content; none where the answer has no content.
#[must_use]
pub(super) fn said(exchange: &Exchange) -> Option<String> {
    let response = exchange.response.as_ref().ok()?;
    if response.body_length == 0 {
        return None;
    }
    let line = format!("the service said  {}", status_line(exchange, response));
    let Some(text) = text_of(response) else {
        return Some(format!("{line}\n{}", response.body_in_words()));
    };
    let indented = indented(text);
    let shown = first_lines(indented.as_deref().unwrap_or(text));
    Some(format!("{line}\n{shown}"))
}

/// As the wire had it, as far as it was seen.
fn status_line(exchange: &Exchange, response: &Received) -> String {
    let version = match &exchange.wire {
        Wire::Observed(seen) => seen.version.as_deref(),
        Wire::NotObserved => None,
    };
    let status = match &response.reason {
        Some(reason) => format!("{} {reason}", response.status.code()),
        None => response.status.to_string(),
    };
    version.map_or(status.clone(), |version| format!("{version} {status}"))
}

/// The content as text; none of what is none by its type or its bytes.
fn text_of(response: &Received) -> Option<&str> {
    let media_type = response.media_type().unwrap_or_default();
    let (kind, _) = media_type.split_once('/').unwrap_or_default();
    let is_binary = matches!(kind, "audio" | "font" | "image" | "video")
        || media_type == "application/octet-stream"
        || response.has_unread_coding;
    if is_binary || response.body.contains(&0) {
        return None;
    }
    let text = match std::str::from_utf8(&response.body) {
        Ok(text) => text,
        // Where content was cut off, so may its last character have been.
        Err(error) if response.body_truncated && error.error_len().is_none() => {
            std::str::from_utf8(&response.body[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    Some(text.trim_start_matches('\u{feff}'))
}

/// The first lines that hold something, and a mark where there is more.
fn first_lines(text: &str) -> String {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut shown: Vec<String> = Vec::new();
    let mut room = MOST_CHARACTERS;
    for line in lines.by_ref().take(MOST_LINES) {
        let line = line.trim_end();
        let cut: String = line.chars().take(room).collect();
        room -= cut.chars().count();
        let is_whole = cut.len() == line.len();
        shown.push(cut);
        if !is_whole || room == 0 {
            break;
        }
    }
    let shown_whole = shown.iter().map(String::len).sum::<usize>();
    let whole = text.lines().map(str::trim_end).map(str::len).sum::<usize>();
    if shown_whole < whole {
        shown.push("…".to_owned());
    }
    shown.join("\n")
}

/// JSON with a line for each of its members, a little further than is shown; none of what is no JSON.
fn indented(text: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let mut out = String::new();
    let (mut depth, mut is_string, mut is_escaped, mut is_open) = (0, false, false, false);
    for c in text.chars() {
        if out.len() > 8 * MOST_CHARACTERS {
            break;
        }
        if is_string {
            out.push(c);
            is_string = is_escaped || c != '"';
            is_escaped = c == '\\' && !is_escaped;
            continue;
        }
        if c.is_whitespace() {
            continue;
        }
        let closes = matches!(c, '}' | ']');
        if closes {
            depth -= 1;
        }
        // Empty objects and arrays stay on one line.
        if is_open != closes {
            new_line(&mut out, depth);
        }
        is_open = false;
        out.push(c);
        match c {
            '"' => is_string = true,
            '{' | '[' => {
                depth += 1;
                is_open = true;
            }
            ',' => new_line(&mut out, depth),
            ':' => out.push(' '),
            _ => {}
        }
    }
    Some(out)
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', 2 * depth));
}

#[cfg(test)]
mod tests {
    use super::{MOST_CHARACTERS, MOST_LINES, said};
    use crate::check::tests::exchange;

    fn shown(content_type: &str, body: &str) -> Option<String> {
        said(&exchange(409, &[("Content-Type", content_type)], body))
    }

    const LINE: &str = "the service said  409 Conflict";

    #[test]
    fn json_is_indented_and_nothing_of_it_is_changed() {
        let body = r#"{"error":{"code":"desk, [taken]","with \"quotes\\":[1,{},[]]},"n":null}"#;
        let expected = format!(
            "{LINE}\n{{\n  \"error\": {{\n    \"code\": \"desk, [taken]\",\n    \"with \\\"quotes\\\\\": [\n      \
             1,\n      {{}},\n      []\n    ]\n…"
        );
        assert_eq!(shown("application/problem+json", body).unwrap(), expected);
        let short = shown("application/json", "\u{feff}{\"code\" : \"taken\"}\n").unwrap();
        assert_eq!(short, format!("{LINE}\n{{\n  \"code\": \"taken\"\n}}"));
    }

    #[test]
    fn other_text_is_shown_as_it_is_and_never_too_much_of_it() {
        let text = shown("text/plain", "the desk\r\n\r\nis taken\n").unwrap();
        assert_eq!(text, format!("{LINE}\nthe desk\nis taken"));
        let long = shown("text/plain", &"é\n".repeat(100)).unwrap();
        assert_eq!(long.lines().count(), 1 + MOST_LINES + 1);
        let wide = shown("text/html", &"é".repeat(10_000)).unwrap();
        assert_eq!(wide.matches('é').count(), MOST_CHARACTERS);
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert!(shown("application/json", &deep).unwrap().chars().count() < 1_000);
        // What claims to be JSON and is none is shown as it came.
        let broken = shown("application/json", "{\"code\":").unwrap();
        assert_eq!(broken, format!("{LINE}\n{{\"code\":"));
    }

    #[test]
    fn what_is_no_text_is_told_in_words_and_nothing_says_nothing() {
        let image = shown("image/png", "PNG").unwrap();
        assert_eq!(image, format!("{LINE}\n3 bytes of image/png"));
        let zeros = shown("application/x-desk", "a\0b").unwrap();
        assert_eq!(zeros, format!("{LINE}\n3 bytes of application/x-desk"));
        assert_eq!(shown("application/json", ""), None);
    }
}
