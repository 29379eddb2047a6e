//! HTTP messages as documentation shows them: a request or status line, header lines, a body.

use std::borrow::Cow;

use crate::protocol::target::{PathError, RequestTarget, is_url};
use crate::protocol::{HeaderName, Method, Status};
use crate::read::{BlankLine, Message, RequestLine, Text};
use crate::text::markdown::white_space_within;
use crate::text::page::{Page, Span};

/// A line with its place, line breaks left out.
pub(super) type Line<'a> = (Span, &'a str);

/// The lines of a code block, without the columns of white space that its list indents them by.
pub(super) fn lines(page: &Page, body: Span, indentation: usize) -> Vec<Line<'_>> {
    let mut start = body.start;
    let mut lines = Vec::new();
    for line in page.slice(body).split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let lead = white_space_within(text, indentation);
        lines.push((Span::new(start + lead, start + text.len()), &text[lead..]));
        start += line.len();
    }
    lines
}

/// Whether a line starts as a request line does.
pub(super) fn is_request_line(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let method = words.next().and_then(|word| Method::new(word).ok());
    let target = words.next().unwrap_or_default();
    method.is_some() && (target.starts_with('/') || target.contains('/') || target.starts_with('{'))
}

/// Whether the target of a request line is a whole URL.
pub(super) fn is_absolute(line: &str) -> bool {
    let target = line.split_whitespace().nth(1).unwrap_or_default();
    is_url(target)
}

/// A request line whose URL goes on over the next lines, as one line, and how many lines it takes: such
/// a line begins with `?` or `&`, or follows one that ends with it.
pub(super) fn unfolded<'a>(lines: &[Line<'a>]) -> (Cow<'a, str>, usize) {
    let Some(((_, first), rest)) = lines.split_first() else {
        return (Cow::Borrowed(""), 0);
    };
    let mut whole = Cow::Borrowed(*first);
    let mut taken = 1;
    for (_, line) in rest {
        let part = line.trim();
        let joins = part.starts_with(['?', '&']) || whole.trim_end().ends_with(['?', '&']);
        if part.is_empty() || !joins {
            break;
        }
        whole = Cow::Owned(format!("{}{part}", whole.trim_end()));
        taken += 1;
    }
    (whole, taken)
}

/// Why a line that begins as a request line does is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoRequest {
    /// It names no method.
    Method,
    /// What follows is no target.
    Target(PathError),
}

/// Reads `METHOD target [HTTP/1.1]`; an absolute target is split into its base and the path.
pub(super) fn request_line(span: Span, line: &str) -> Result<RequestLine, NoRequest> {
    let lead = line.len() - line.trim_start().len();
    let rest = &line[lead..];
    let word = rest.split_whitespace().next().unwrap_or_default();
    let method = Method::new(word).map_err(|_| NoRequest::Method)?;
    let after = &rest[word.len()..];
    let gap = after.len() - after.trim_start().len();
    let mut target = after.trim();
    if let Some(at) = target.rfind(" HTTP/") {
        target = target[..at].trim_end();
    }
    let start = span.start + lead + word.len() + gap;
    let base_length = base_length(target);
    let (base, path) = target.split_at(base_length);
    let place = |at: usize| (start + at).min(span.end.max(start));
    let path_span = Span::new(place(base_length), place(target.len()));
    // `~` stands for what is before every path.
    let path = path
        .strip_prefix('~')
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or(path);
    let path = with_braces(path);
    let written = if path.starts_with('/') {
        path
    } else {
        format!("/{path}")
    };
    Ok(RequestLine {
        method,
        method_span: Span::new(span.start + lead, span.start + lead + word.len()),
        path: RequestTarget::new(&written).map_err(NoRequest::Target)?,
        path_span,
        base: (base_length > 0).then(|| (base.to_owned(), Span::new(start, place(base_length)))),
    })
}

/// A path whose placeholders stand in angle brackets, as in `range(address='<address>')`, with braces.
fn with_braces(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        match after.split_once('>') {
            Some((name, behind)) if !name.is_empty() && !name.contains(['{', '}', '<', '/']) => {
                text.push_str(&format!("{{{name}}}"));
                rest = behind;
            }
            Some(_) | None => {
                text.push('<');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// The length of `scheme://host` and a version segment such as `v1.0` or `beta`.
fn base_length(target: &str) -> usize {
    let Some(scheme) = ["https://", "http://"]
        .iter()
        .find(|s| target.starts_with(**s))
    else {
        return 0;
    };
    let host_end = target[scheme.len()..]
        .find('/')
        .map_or(target.len(), |at| scheme.len() + at);
    let rest = target[host_end..].trim_start_matches('/');
    let segment = rest.split(['/', '?']).next().unwrap_or_default();
    let digits = segment.strip_prefix(['v', 'V']).unwrap_or_default();
    let is_version = segment.eq_ignore_ascii_case("beta")
        || is_placeholder_of_version(segment)
        || (digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.'));
    if is_version {
        host_end + 1 + segment.len()
    } else {
        host_end
    }
}

/// Whether a segment is a placeholder that is called a version, as in `{ver}`.
fn is_placeholder_of_version(segment: &str) -> bool {
    let inner = segment.strip_prefix(['{', '<']);
    let name = inner.and_then(|text| text.strip_suffix(['}', '>']));
    name.is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        name.starts_with("ver") || name.ends_with("version")
    })
}

/// Reads `Name: value`.
pub(super) fn header_line(line: &str) -> Option<(HeaderName, String)> {
    let (name, value) = line.split_once(':')?;
    let name = field_name(name.trim())?;
    let value: String = value.chars().filter(|c| !c.is_control()).collect();
    Some((name, value.trim().to_owned()))
}

/// A field name, as fields have them: with a letter, where RFC 9110 §5.6.2 would take a number, too.
pub(super) fn field_name(text: &str) -> Option<HeaderName> {
    let has_letter = text.contains(|c: char| c.is_ascii_alphabetic());
    HeaderName::new(text).ok().filter(|_| has_letter)
}

/// Reads what follows the first line of a message: header lines up to a blank line, then the
/// body. A line that is no header line starts the body where the blank line is missing.
pub(super) fn message(rest: &[Line<'_>]) -> Message {
    let mut headers = Vec::new();
    let mut body_at = rest.len();
    let mut blank_line = BlankLine::NotNeeded;
    for (index, (span, line)) in rest.iter().enumerate() {
        if line.trim().is_empty() {
            // Right after the first line only: anywhere else a blank line ends the headers.
            let after = rest.get(index + 1).filter(|_| index == 0);
            let goes_on =
                after.filter(|(_, l)| header_line(l).is_some_and(|(name, _)| !begins_body(&name)));
            if let Some((header, _)) = goes_on {
                blank_line = BlankLine::BeforeHeaders(*header);
                continue;
            }
            body_at = index + 1;
            break;
        }
        match header_line(line) {
            Some((name, value)) if !begins_body(&name) => headers.push((name, value, *span)),
            Some(_) | None => {
                body_at = index;
                blank_line = BlankLine::Missing(*span);
                break;
            }
        }
    }
    let body = body(rest.get(body_at..).unwrap_or_default());
    Message {
        headers,
        body,
        blank_line,
    }
}

/// The requests of a block, one slice each: a further request line begins another where no body came before
/// it. Behind a Content-Type, or within a body, such a line is content.
pub(super) fn requests<'s, 'a>(lines: &'s [Line<'a>]) -> Vec<&'s [Line<'a>]> {
    let mut starts = vec![0];
    let mut at = unfolded(lines).1;
    while let Some((_, line)) = lines.get(at) {
        if is_request_line(line) {
            starts.push(at);
            at += unfolded(lines.get(at..).unwrap_or_default()).1;
            continue;
        }
        let announces_body = |(name, _): (HeaderName, String)| {
            name.is("content-type") || name.is("content-length") || begins_body(&name)
        };
        let goes_on =
            line.trim().is_empty() || header_line(line).is_some_and(|h| !announces_body(h));
        if !goes_on {
            break;
        }
        at += 1;
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let own = starts
        .iter()
        .zip(ends)
        .filter_map(|(from, to)| lines.get(*from..to));
    own.collect()
}

/// Whether a line that looks like a header's is the first of a vCard, a calendar or a mail.
fn begins_body(name: &HeaderName) -> bool {
    let names = [
        "begin",
        "mime-version",
        "received",
        "return-path",
        "delivered-to",
    ];
    names.iter().any(|other| name.is(other))
}

/// From the first to the last line of a body that is not blank.
fn body(lines: &[Line<'_>]) -> Option<Text> {
    let filled = |(_, line): &Line<'_>| !line.trim().is_empty();
    let first = lines.iter().position(filled)?;
    let last = lines.iter().rposition(filled)?;
    let own = lines.get(first..=last)?;
    let words: Vec<&str> = own.iter().map(|(_, line)| *line).collect();
    Some(Text {
        text: words.join("\n"),
        span: Span::new(lines[first].0.start, lines[last].0.end),
    })
}

/// Reads the status of a status line, `HTTP/1.1 204 No Content`; also where the version is missing.
pub(super) fn status_line(line: &str) -> Option<Status> {
    let line = line.trim();
    let mut words = line.split_whitespace();
    let protocol = words.next()?;
    if protocol != "HTTP" && !protocol.starts_with("HTTP/") {
        return None;
    }
    Status::new(words.next()?.parse().ok()?)
}

/// The status whose reason phrase a status line has, where it is another than the line's.
pub(super) fn other_reason(line: &str, status: Status) -> Option<Status> {
    let words: Vec<&str> = line.split_whitespace().skip(2).collect();
    let phrase = words.join(" ");
    let is_its = |status: &Status| {
        status
            .reason()
            .is_some_and(|own| own.eq_ignore_ascii_case(&phrase))
    };
    let mut all = (100..600).filter_map(Status::new);
    if phrase.is_empty() || is_its(&status) {
        return None;
    }
    all.find(is_its)
}
