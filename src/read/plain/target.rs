//! How hand-written pages spell a request: its methods, and a path whose placeholders stand in whatever
//! marks their authors like. All of them are read as `{name}`.

use std::ops::Range;

use super::address::base_length;
use super::placeholders::with_braces;
use crate::protocol::Method;
use crate::protocol::target::RequestTarget;

/// Methods that a page can document without saying that they are methods: those of RFC 9110 §9.3, of
/// RFC 5789, of WebDAV (RFC 4918, RFC 3253, RFC 5323), and some that products made up.
const METHODS: &[&str] = &[
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "COPY",
    "MOVE",
    "LOCK",
    "UNLOCK",
    "MKCOL",
    "PROPFIND",
    "PROPPATCH",
    "REPORT",
    "SEARCH",
    "LIST",
    "LINK",
    "UNLINK",
    "PURGE",
    "VIEW",
];

/// A request as a text spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelled {
    /// The methods with where each stands; several where the text lists alternatives.
    pub methods: Vec<(Method, Range<usize>)>,
    /// Where the target stands, its base left out.
    pub path: Range<usize>,
    /// The target, with `{placeholders}`.
    pub target: RequestTarget,
    /// Scheme and host of an absolute URL, and where they stand.
    pub base: Option<(String, Range<usize>)>,
    /// Where what was read ends, `HTTP/1.1` included.
    pub end: usize,
    /// Whether `HTTP/1.1` or the like stands behind the target.
    pub has_version: bool,
}

impl Spelled {
    /// The same with its places moved.
    pub(super) fn moved(mut self, by: usize) -> Self {
        let shift = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
        self.methods.iter_mut().for_each(|(_, range)| shift(range));
        shift(&mut self.path);
        if let Some((_, range)) = &mut self.base {
            shift(range);
        }
        self.end += by;
        self
    }
}

/// The method of a word, in whatever case where `any_case`.
pub(super) fn method(word: &str, any_case: bool) -> Option<Method> {
    let is_known = |known: &&&str| {
        if any_case {
            known.eq_ignore_ascii_case(word)
        } else {
            **known == word
        }
    };
    let known = METHODS.iter().find(is_known)?;
    Method::new(known).ok()
}

/// Methods, each with its place.
pub(super) type Methods = Vec<(Method, Range<usize>)>;

/// The methods that a text begins with, such as `GET`, `GET/HEAD` or `PUT or POST`, with their places and
/// where the last one ends.
pub(super) fn methods(text: &str) -> Option<(Methods, usize)> {
    let mut found = Vec::new();
    let mut at = text.len() - text.trim_start().len();
    loop {
        let rest = text.get(at..)?;
        let word = rest.find(|c: char| !c.is_ascii_alphabetic());
        let word = &rest[..word.unwrap_or(rest.len())];
        let Some(method) = method(word, false) else {
            break;
        };
        let end = at + word.len();
        found.push((method, at..end));
        match divider(&text[end..]) {
            Some(length) if starts_with_method(&text[end + length..]) => at = end + length,
            Some(_) | None => break,
        }
    }
    let end = found.last().map(|(_, range)| range.end)?;
    Some((found, end))
}

/// The methods in brackets that a text begins with, as in `[GET/HEAD] /desks`.
fn bracketed(text: &str) -> Option<(Methods, usize)> {
    let start = text.len() - text.trim_start().len();
    let inside = text.get(start..)?.strip_prefix('[')?;
    let (mut found, end) = methods(inside)?;
    let rest = inside.get(end..)?;
    let close = rest.trim_start().strip_prefix(']')?;
    for (_, range) in &mut found {
        *range = range.start + start + 1..range.end + start + 1;
    }
    Some((found, text.len() - close.len()))
}

fn starts_with_method(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphabetic());
    let end = end.unwrap_or(text.len());
    method(&text[..end], false).is_some()
}

/// The length of what divides two alternatives, such as ` | ` or `, `.
fn divider(text: &str) -> Option<usize> {
    let rest = text.trim_start();
    let lead = text.len() - rest.len();
    let word = ["||", "|", "/", ",", "&", "or ", "and "]
        .iter()
        .find(|word| rest.starts_with(**word))?;
    let behind = &rest[word.len()..];
    Some(lead + word.len() + behind.len() - behind.trim_start().len())
}

/// Reads the request that a text begins with: `GET /desks/:id`.
pub(super) fn request(text: &str) -> Option<Spelled> {
    let (methods, end) = methods(text).or_else(|| bracketed(text))?;
    let is_bracketed = text.trim_start().starts_with('[');
    let rest = &text[end..];
    // A colon, a dot in the middle or a no-break space may stand between the two.
    let is_mark = |c: char| matches!(c, ':' | '·' | '`' | '\u{200b}' | '→' | '"' | '\'');
    let target = rest.trim_start_matches(|c: char| c.is_whitespace() || is_mark(c));
    // `GET - /desks`.
    let dashed = target.trim_start_matches(['-', '–', '—', ' ', '`']);
    let target = if dashed.starts_with(['/', '{', '<']) || dashed.starts_with("http") {
        dashed
    } else {
        target
    };
    let between = &rest[..rest.len() - target.len()];
    let is_apart = between.contains(|c: char| c.is_whitespace() || matches!(c, '·' | '→'));
    let is_placeholder = between.ends_with(':') && !target.starts_with(['/', 'h', '{', '<']);
    let is_joined =
        !is_apart && !is_bracketed && !between.is_empty() || between.is_empty() && !is_bracketed;
    if is_joined || is_placeholder {
        return None;
    }
    let start = text.len() - target.len();
    let mut spelled = target_at(text, start)?;
    spelled.methods = methods;
    Some(spelled)
}

/// Reads the target that stands at a byte of a text; it has no methods.
pub(super) fn target_at(text: &str, start: usize) -> Option<Spelled> {
    let rest = text.get(start..)?;
    let base_length = base_length(rest);
    let begins = rest[base_length..].starts_with('/')
        || base_length > 0
        || rest.starts_with('{') && (rest.contains("}/") || is_placeholder(rest))
        || rest.starts_with('<') && rest.contains(">/");
    if !begins && !is_rootless(rest) {
        return None;
    }
    let length = target_length(&rest[base_length..]);
    let (length, left_out) = without_ellipsis(&rest[base_length..], length);
    let path = start + base_length..start + base_length + length;
    // `[...path]` stands for all the segments that are left.
    let written = text.get(path.clone())?.replace("[...", "[");
    let is_cut = text
        .get(path.end..)
        .is_some_and(|rest| rest.starts_with("..."));
    if is_cut || written.contains("...") || written.contains('…') || written.contains("//") {
        return None;
    }
    let written = if written.is_empty() { "/" } else { &written };
    let target = RequestTarget::new(&with_braces(written)).ok()?;
    let base = text.get(start..start + base_length)?;
    let (has_version, end) = version(text, path.end + left_out);
    Some(Spelled {
        methods: Vec::new(),
        target,
        base: (base_length > 0).then(|| (base.to_owned(), start..start + base_length)),
        path,
        end,
        has_version,
    })
}

/// Whether a text begins with one placeholder that is a path by itself, as in `{path}?create=true`.
fn is_placeholder(text: &str) -> bool {
    let word = text.split(|c: char| c.is_whitespace() || c == '?').next();
    let name = word.and_then(|word| word.strip_prefix('{')?.strip_suffix('}'));
    name.is_some_and(|name| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        !name.is_empty() && name.chars().all(is_plain)
    })
}

/// Whether a text begins with a path that lacks its first slash, as in `desks/:id`.
fn is_rootless(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    let first = word.split('/').next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    word.contains('/')
        && !first.is_empty()
        && first.chars().all(is_plain)
        && first.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
}

/// A target's length without the dots at its end that stand for more parameters, as in `/desks?a=1&...`, and
/// the length of what is left out.
fn without_ellipsis(text: &str, length: usize) -> (usize, usize) {
    let own = &text[..length];
    let behind = text[length..]
        .bytes()
        .take_while(|byte| *byte == b'.')
        .count();
    let dots = own.len() - own.trim_end_matches(['.', '…']).len();
    let kept = &own[..length - dots];
    let query = kept.strip_suffix(['&', '?']);
    match query.filter(|query| dots + behind >= 3 && (query.contains('?') || kept.ends_with('?'))) {
        Some(query) => (query.len(), length - query.len() + behind),
        None => (length, 0),
    }
}

/// How far a target goes: to white space outside placeholders, or to what ends a sentence.
fn target_length(text: &str) -> usize {
    let mut depth = 0_u32;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        if at > LONGEST_TARGET {
            end = at;
            break;
        }
        let closes = closing(c).filter(|_| depth == 0);
        let may_open = closes.is_some_and(|close| {
            let rest = &text.as_bytes()[at + 1..];
            let near = &rest[..rest.len().min(LONGEST_PLACEHOLDER)];
            near.contains(&(close as u8))
        });
        match c {
            '{' | '<' | '[' | '(' if may_open => depth = 1,
            '{' | '<' | '[' | '(' if depth > 0 => depth += 1,
            '}' | '>' | ']' | ')' if depth > 0 => depth -= 1,
            '>' | ')' | ']' => {
                end = at;
                break;
            }
            '"' | '\'' | '`' | '|' | ';' | '\\' if depth == 0 => {
                end = at;
                break;
            }
            c if c.is_whitespace() && (depth == 0 || c == '\n') => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    text[..end].trim_end_matches([',', '.', ':', '!']).len()
}

/// The longest target that is read, in bytes; a table keeps none that is longer.
const LONGEST_TARGET: usize = 2_048;

/// The longest that a placeholder is looked for, in bytes.
const LONGEST_PLACEHOLDER: usize = 120;

fn closing(open: char) -> Option<char> {
    match open {
        '{' => Some('}'),
        '<' => Some('>'),
        '[' => Some(']'),
        '(' => Some(')'),
        _ => None,
    }
}

/// Whether ` HTTP/1.1` stands behind a target, and where what was read ends.
fn version(text: &str, end: usize) -> (bool, usize) {
    let rest = text.get(end..).unwrap_or_default();
    let words = rest.trim_start();
    let lead = rest.len() - words.len();
    let version = words.strip_prefix("HTTP/");
    match version {
        Some(version) if lead > 0 => {
            let length = version.find(char::is_whitespace).unwrap_or(version.len());
            (true, end + lead + "HTTP/".len() + length)
        }
        Some(_) | None => (false, end),
    }
}

#[cfg(test)]
mod tests {
    use super::{request, target_at};

    fn check(text: &str, expect: &str) {
        let found = request(text);
        let shown = found.map(|found| {
            let methods: Vec<String> = found.methods.iter().map(|(m, _)| m.to_string()).collect();
            let base = found
                .base
                .map_or(String::new(), |(base, _)| format!("{base} + "));
            let version = if found.has_version { " HTTP" } else { "" };
            let rest = &text[found.end..];
            format!(
                "{} {base}{}{version}|{rest}",
                methods.join(","),
                found.target
            )
        });
        assert_eq!(shown.unwrap_or_else(|| "none".to_owned()), expect, "{text}");
    }

    #[test]
    fn placeholders_are_read_in_any_marks() {
        for (written, expect) in [
            ("/desks/:id", "/desks/{id}"),
            ("/desks/:id.json", "/desks/{id}.json"),
            ("/desks/<desk_id>/x", "/desks/{desk_id}/x"),
            ("/desks/(id or name)/x", "/desks/{id or name}/x"),
            ("/desks/[id]", "/desks/{id}"),
            ("/desks/${id}", "/desks/{id}"),
            ("/desks/{{ $id }}/x", "/desks/{id}/x"),
            ("/desks/DESK_ID/x", "/desks/{DESK_ID}/x"),
            ("/desks/(string:slug)", "/desks/{slug}"),
            ("/desks/<int:n>", "/desks/{n}"),
            ("/desks/<desk id>", "/desks/{desk id}"),
            ("/desks/<type>", "/desks/{type}"),
            ("/desks(/:version)", "/desks"),
            ("/desks[/<end>]", "/desks"),
            ("/desks/<A>{/<B>/<C>}", "/desks/{A}"),
            ("/desks/f(a='b')", "/desks/f(a='b')"),
            ("/desks/:a/x?n=<n>&m=2", "/desks/{a}/x?n={n}&m=2"),
            ("/desks?on", "/desks"),
            ("/desks?n={count}&by=[age]", "/desks?n={count}&by={age}"),
            ("/desks[?n=2&by=<age>]", "/desks"),
            ("/DESKS/x", "/DESKS/x"),
        ] {
            check(&format!("GET {written}"), &format!("GET {expect}|"));
        }
    }

    #[test]
    fn methods_and_bases_are_told_from_paths() {
        check("GET/HEAD /a", "GET,HEAD /a|");
        check("PUT or POST /a: both", "PUT,POST /a|: both");
        check("GET /a HTTP/1.1", "GET /a HTTP|");
        check(
            "GET https://a.example:80/b/:c.",
            "GET https://a.example:80 + /b/{c}|.",
        );
        check("GET {{base_url}}/b", "GET {{base_url}} + /b|");
        check("DELETE desks/:id", "DELETE /desks/{id}|");
        check("GET: /a", "GET /a|");
        check("GET\u{a0}· /a", "GET /a|");
        check("GET /a, GET /b", "GET /a|, GET /b");
        check("GET /a/…", "none");
        check("GET some/path or so", "GET /some/path| or so");
        check("GET a book", "none");
        check("SELECT /a", "none");
        check("GET:id /a", "none");
        check("GETTING /a", "none");
    }

    #[test]
    fn odd_texts_are_no_targets() {
        for text in [
            "/", "/<", "/{", "/a{b", "/é<é", "/(", "/:", "/a//b", "", "{",
        ] {
            let _ = target_at(text, 0);
            let _ = request(&format!("GET {text}"));
        }
    }
}
