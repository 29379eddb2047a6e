//! One stretch of a line as a method with a path behind it, whatever marks stand around the two. Where
//! on the page the line stands is not known here.

use std::ops::Range;

use crate::protocol::target::is_url;

/// The methods that documentation shows: those of RFC 9110 but for TRACE and CONNECT, and those that
/// services in use add to them. Any other word in capitals before a slash is a word.
const METHODS: [&str; 14] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "LIST", "COPY", "MOVE", "SEARCH",
    "QUERY", "PROPFIND", "MERGE",
];

/// Elements that set words as code or bold, or divide cells: their tags are marks, not words.
const TAGS: [&str; 18] = [
    "a", "b", "br", "code", "dd", "dt", "em", "h2", "h3", "h4", "i", "kbd", "li", "p", "pre",
    "span", "strong", "td",
];

/// The longest target that is looked at, in bytes.
const LONGEST_TARGET: usize = 512;

/// The most marks between a method and its path, in bytes.
const LONGEST_GAP: usize = 80;

/// The longest tag that is known as one, in bytes.
const LONGEST_TAG: usize = 200;

/// What the words are set as where a request is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// A line of a code block.
    Code,
    /// A line of text, with code in back-ticks in it.
    Text,
}

/// A method, or several, with the target behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request<'a> {
    /// The methods, one or more.
    pub methods: Vec<&'static str>,
    /// From the first method to the end of the target, in bytes of the text.
    pub range: Range<usize>,
    /// The target.
    pub target: &'a str,
    /// Whether the target is set as code.
    pub is_code: bool,
}

/// The request that begins at a byte of a text.
pub(super) fn request_at(text: &str, at: usize, setting: Setting) -> Option<Request<'_>> {
    let (methods, end) = methods_at(text, at)?;
    let gap = gap(text.get(end..)?)?;
    let start = end + gap;
    let ticks = text.get(at..start)?.matches('`').count();
    let opened = text.get(..at)?.matches('`').count();
    let is_code =
        setting == Setting::Code || (ticks + opened) % 2 == 1 || text[at..start].contains("<code");
    let target = target(text.get(start..)?, is_code)?;
    Some(Request {
        methods,
        range: at..start + target.len(),
        target,
        is_code,
    })
}

/// The requests of a text, wherever in it they begin, in order.
pub(super) fn requests_in(text: &str, setting: Setting) -> Vec<Request<'_>> {
    let mut found: Vec<Request<'_>> = Vec::new();
    let mut ticks = Ticks::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Every method has two capitals and more.
        let is_start = bytes[at].is_ascii_uppercase()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase)
            && (at == 0 || !is_of_word(bytes[at - 1]));
        if !is_start {
            at += 1;
            continue;
        }
        let setting = match setting {
            Setting::Text if ticks.are_open(text, at) => Setting::Code,
            Setting::Code | Setting::Text => setting,
        };
        // What is set before has been counted: the rest is looked at by itself.
        let rest = &text[at..];
        match request_at(rest, 0, setting) {
            Some(request) => {
                let end = at + request.range.end;
                found.push(Request {
                    range: at..end,
                    ..request
                });
                at = end;
            }
            None => {
                at += bytes[at..]
                    .iter()
                    .take_while(|b| is_of_word(**b))
                    .count()
                    .max(1)
            }
        }
    }
    found
}

/// Whether back-ticks are open at a place, asked of ever later places.
#[derive(Default)]
struct Ticks {
    counted: usize,
    count: usize,
}

impl Ticks {
    fn are_open(&mut self, text: &str, at: usize) -> bool {
        let more = text.get(self.counted..at).unwrap_or_default();
        self.count += more.matches('`').count();
        self.counted = at;
        self.count % 2 == 1
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.' | b'$') || byte >= 0x80
}

/// The methods that a text names and nothing else, as a cell does: `GET`, `GET, HEAD`, `GET/POST`.
pub(super) fn only_methods(text: &str) -> Option<Vec<&'static str>> {
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || is_mark(c) || matches!(c, ':' | '.'));
    let (methods, end) = methods_at(text, 0)?;
    (end == text.len()).then_some(methods)
}

/// The path that a text begins with, behind marks: where it begins, and the path.
pub(super) fn leading_path(text: &str) -> Option<(usize, &str)> {
    let start = marks(text);
    let is_code = text[..start].contains('`') || text[..start].contains("<code");
    let target = target(&text[start..], is_code)?;
    target.contains('/').then_some((start, target))
}

/// One method or several, as `GET`, `GET/HEAD`, `GET, POST` or `GET | PUT`, and where they end.
fn methods_at(text: &str, at: usize) -> Option<(Vec<&'static str>, usize)> {
    let mut methods = Vec::new();
    let mut end = at;
    let mut next = at;
    while let Some((method, after)) = method_at(text, next) {
        if !methods.contains(&method) {
            methods.push(method);
        }
        end = after;
        let rest = &text[after..];
        let rest_trimmed = rest.trim_start_matches([' ', '`']);
        let Some(divided) = rest_trimmed.strip_prefix(['/', ',', '|']) else {
            break;
        };
        next = text.len() - divided.trim_start_matches([' ', '`']).len();
        if methods.len() >= METHODS.len() {
            break;
        }
    }
    (!methods.is_empty()).then_some((methods, end))
}

fn method_at(text: &str, at: usize) -> Option<(&'static str, usize)> {
    let rest = text.get(at..)?;
    let length = rest
        .bytes()
        .take(12)
        .take_while(u8::is_ascii_uppercase)
        .count();
    let word = rest.get(..length)?;
    let method = METHODS.into_iter().find(|method| *method == word)?;
    let after = rest[length..].chars().next();
    let ends = after.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
    ends.then_some((method, at + length))
}

fn is_mark(c: char) -> bool {
    matches!(c, '*' | '_' | '`' | '\u{a0}' | '\u{200b}')
}

/// How many bytes of marks and white space stand before a target; none where it does not follow.
fn gap(rest: &str) -> Option<usize> {
    let mut at = 0;
    let mut is_apart = false;
    while at < LONGEST_GAP {
        let rest = &rest[at..];
        let c = rest.chars().next()?;
        if let Some(length) = tag(rest) {
            is_apart = true;
            at += length;
        } else if c.is_whitespace() || matches!(c, '·' | '→') {
            is_apart = true;
            at += c.len_utf8();
        } else if is_mark(c) || matches!(c, ':' | '"' | '\'' | '[' | ']') {
            at += c.len_utf8();
        } else {
            return is_apart.then_some(at);
        }
    }
    None
}

/// How many bytes of marks and white space a text begins with.
pub(super) fn marks(text: &str) -> usize {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some(length) = tag(&text[at..]) {
            at += length;
        } else if c.is_whitespace() || is_mark(c) || matches!(c, '[' | '(' | '"') {
            at += c.len_utf8();
        } else {
            break;
        }
    }
    at
}

/// The length of a known tag that a text begins with.
fn tag(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('<')?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let length = name
        .bytes()
        .take(8)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let name = name.get(..length)?.to_ascii_lowercase();
    if !TAGS.contains(&name.as_str()) {
        return None;
    }
    let end = text.bytes().take(LONGEST_TAG).position(|b| b == b'>')?;
    Some(end + 1)
}

/// The target that a text begins with.
fn target(text: &str, is_code: bool) -> Option<&str> {
    let end = end_of_target(text);
    let target = text.get(..end)?;
    let target = target.trim_end_matches(['.', ',', ';', ':', '!', '\'', '"', '*']);
    // A path may end with a colon, as one between colons does.
    let target = if text[target.len()..].starts_with(':') && target.contains(":/") {
        &text[..target.len() + 1]
    } else {
        target
    };
    is_target(target, &text[end..], is_code).then_some(target)
}

/// Where a target ends: at white space, a mark or a closing bracket that is not its own. White space
/// within brackets of its own is a part of it, as in `{id | name}`.
fn end_of_target(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut space_within = None;
    for (at, c) in text.char_indices() {
        if at > LONGEST_TARGET {
            return space_within.unwrap_or(at);
        }
        let rest = &text[at..];
        match c {
            '`' | '"' => return space_within.filter(|_| depth > 0).unwrap_or(at),
            '<' if rest.starts_with("</") || rest.starts_with("<br") => {
                return space_within.filter(|_| depth > 0).unwrap_or(at);
            }
            '{' | '<' | '(' | '[' => depth += 1,
            '}' | '>' | ')' | ']' if depth == 0 => return at,
            '}' | '>' | ')' | ']' => {
                depth -= 1;
                if depth == 0 {
                    space_within = None;
                }
            }
            '|' if depth == 0 => return at,
            c if c.is_whitespace() && depth == 0 => return at,
            c if c.is_whitespace() => space_within = space_within.or(Some(at)),
            _ => {}
        }
    }
    space_within.unwrap_or(text.len())
}

/// What a media type begins with: no relative path does.
const MEDIA: [&str; 7] = [
    "application/",
    "audio/",
    "image/",
    "multipart/",
    "text/",
    "video/",
    "message/",
];

fn is_target(target: &str, after: &str, is_code: bool) -> bool {
    if let Some(rest) = target.strip_prefix('/') {
        return match rest.chars().next() {
            // The root alone is a path where nothing else is said.
            None => is_code || after.trim_matches(|c| is_mark(c) || c == ' ').is_empty(),
            Some(c) => c.is_alphanumeric() || "{:<[($_~.%*@\\-?".contains(c),
        };
    }
    let lower = target.get(..8).unwrap_or(target).to_ascii_lowercase();
    if is_url(&lower) {
        return target.len() > 8;
    }
    let first = target.chars().next();
    let has_base = first.is_some_and(|c| "{<$".contains(c));
    let segments = target.split('/');
    let is_path =
        segments.clone().count() > 1 && segments.clone().all(|s| !s.is_empty() || has_base);
    if has_base {
        return is_path || target.contains('/');
    }
    let is_word = first.is_some_and(|c| c.is_ascii_lowercase());
    let is_media = MEDIA.iter().any(|media| target.starts_with(media));
    is_code && is_path && is_word && !is_media
}
