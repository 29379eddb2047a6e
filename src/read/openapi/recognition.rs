//! Whether a text is a description, by its beginning: no page of Markdown is read as YAML to find out.

/// Whether a text has `openapi: 3.…` or `swagger: "2.0"` among its outermost keys.
pub(super) fn is_description(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        in_braces(text)
    } else {
        in_lines(text)
    }
}

/// Whether a key with its value says the version of a description that is read.
fn is_version(key: &str, value: &str) -> bool {
    match key {
        "openapi" => value.starts_with("3."),
        "swagger" => value == "2.0" || value == "2",
        _ => false,
    }
}

/// Looks through lines that begin as those of YAML do: a line of prose or a fence ends it.
fn in_lines(text: &str) -> bool {
    for (index, line) in text.lines().enumerate() {
        let is_of_yaml = line.is_empty()
            || line.starts_with([' ', '\t', '#', '-', '}', ']', '%'])
            || index == 0 && line.starts_with("---");
        if line.starts_with("---") && index > 0 && text.starts_with("---") {
            return false;
        }
        let pair = line
            .split_once(':')
            .filter(|(_, rest)| rest.is_empty() || rest.starts_with([' ', '\t']));
        match pair {
            _ if is_of_yaml => {}
            Some((key, rest)) => {
                let value = rest.split(" #").next().unwrap_or_default();
                let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
                if is_version(&bare(key), &bare(value)) {
                    return true;
                }
                if key.contains(['`', '[', '<', '*']) {
                    return false;
                }
            }
            None => return false,
        }
    }
    false
}

/// Looks for a key of the outermost object of JSON.
fn in_braces(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at + 1;
                at = end_of_string(bytes, start);
                let key = text.get(start..at).unwrap_or_default();
                if depth == 1 && matches!(key, "openapi" | "swagger") {
                    let rest = text.get(at + 1..).unwrap_or_default().trim_start();
                    let value = rest.strip_prefix(':').map(str::trim_start);
                    let value = value.map(|value| value.trim_start_matches('"'));
                    let value = value.and_then(|value| value.split(['"', ',', '}', '\n']).next());
                    return value.is_some_and(|value| is_version(key, value.trim()));
                }
            }
            _ => {}
        }
        at += 1;
    }
    false
}

/// The byte of the quotation mark that ends a string of JSON.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}
