//! Blocks of literal lines: what they show, line by line. Requests with their messages, responses, and
//! the calls of clients on a command line.

use super::curl;
use super::target::{self, Spelled};
use crate::protocol::Status;
use crate::read::message::{self, Line};
use crate::read::{Message, RequestLine};
use crate::text::document::Code;
use crate::text::page::{Page, Span};

/// What a block of literal lines shows, in order.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    /// A request.
    Request(ShownRequest),
    /// A response.
    Response(ShownResponse),
}

/// A request in literal lines.
#[derive(Debug, Clone)]
pub(super) struct ShownRequest {
    /// Its request lines: one a method.
    pub lines: Vec<RequestLine>,
    /// Header lines and the body.
    pub message: Message,
    /// Where the request line stands.
    pub span: Span,
    /// How it is written.
    pub form: Form,
    /// Whether all that is sent is shown: a file or a form of a command is not.
    pub is_whole: bool,
}

/// How a request is written in literal lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A request line alone, `GET /desks`.
    Bare,
    /// As it goes over the wire: with a version or header lines.
    Wire,
    /// As a client's command.
    Client,
}

/// A response in literal lines.
#[derive(Debug, Clone)]
pub(super) struct ShownResponse {
    /// The status.
    pub status: Status,
    /// Where the status line stands.
    pub span: Span,
    /// Header lines and the body.
    pub message: Message,
}

/// The lines of a block; those of another file all stand where the block does.
pub(super) fn lines<'a>(page: &'a Page, code: &'a Code) -> Vec<Line<'a>> {
    let lines: Vec<Line<'a>> = match &code.text {
        Some(text) => text.lines().map(|line| (code.body, line)).collect(),
        None => message::lines(page, code.body, code.indentation),
    };
    let is_trace = |(_, line): &Line<'_>| line.trim_start().starts_with("< HTTP/");
    if lines.iter().any(is_trace) {
        return untraced(lines);
    }
    let marked = remarked(&lines);
    if marked > 0 {
        return unremarked(lines, marked);
    }
    unlabelled(lines)
}

/// Labels that stand before the parts of a message, and those of them that begin its content.
const PART_LABELS: &[&str] = &[
    "header",
    "headers",
    "request",
    "request header",
    "request headers",
];
const CONTENT_LABELS: &[&str] = &["body", "content", "data", "payload", "request body"];
const RESPONSE_LABELS: &[&str] = &["response", "response body", "returns"];

/// The lines of a block without the labels of a message's parts, as in `Headers:` before its header lines: they
/// are no lines of it. What stands behind that of a response without a status line is no request's content.
fn unlabelled(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let label = |line: &str| {
        let label = line.trim().strip_suffix(':')?.to_ascii_lowercase();
        let is_label = |labels: &[&str]| labels.contains(&label.as_str());
        if is_label(PART_LABELS) {
            Some(Label::Part)
        } else if is_label(CONTENT_LABELS) {
            Some(Label::Content)
        } else {
            is_label(RESPONSE_LABELS).then_some(Label::Response)
        }
    };
    if !lines.iter().any(|(_, line)| label(line).is_some()) {
        return lines;
    }
    let begins = |line: &str| {
        let line = line.trim_start();
        line.starts_with("HTTP/") || request_line(line).is_some_and(|own| begins_path(line, &own))
    };
    let mut kept = Vec::with_capacity(lines.len());
    let mut is_of_response = false;
    for (span, line) in lines {
        is_of_response &= !begins(line);
        match label(line) {
            Some(Label::Part) => {}
            Some(Label::Content) => kept.push((Span::new(span.end, span.end), "")),
            Some(Label::Response) => is_of_response = true,
            // An alternative to the line before, for people.
            None if line.trim_start().starts_with("(or ") => {}
            None if is_of_response => {}
            None => kept.push((span, line)),
        }
    }
    kept
}

/// What a label in a block of literal lines stands before.
#[derive(Debug, Clone, Copy)]
enum Label {
    Part,
    Content,
    Response,
}

/// How many lines a block begins with that are the head of a message behind marks of a remark, as in `// POST
/// /desks` before the JSON that is sent: the language of the block has no other place for them.
fn remarked(lines: &[Line<'_>]) -> usize {
    let Some(first) = lines.iter().position(|(_, line)| !line.trim().is_empty()) else {
        return 0;
    };
    let Some(words) = lines.get(first).and_then(|(_, line)| remark(line)) else {
        return 0;
    };
    let begins = message::status_line(words).is_some_and(|_| words.starts_with("HTTP/"))
        || request_line(words).is_some_and(|spelled| begins_path(words, &spelled));
    let rest = lines.get(first..).unwrap_or_default().iter();
    let head = first + rest.take_while(|(_, line)| remark(line).is_some()).count();
    let mut behind = lines.get(head..).unwrap_or_default().iter();
    let next = behind.find(|(_, line)| !line.trim().is_empty());
    let is_content = next.is_none_or(|(_, line)| line.trim_start().starts_with(['{', '[', '<']));
    if begins && is_content { head } else { 0 }
}

/// Whether a path begins with a slash or a base, not with a word.
fn begins_path(words: &str, spelled: &Spelled) -> bool {
    let written = words.get(spelled.path.clone()).unwrap_or_default();
    spelled.base.is_some() || written.starts_with('/')
}

/// The words behind a remark's mark.
fn remark(line: &str) -> Option<&str> {
    let words = line.trim_start();
    let words = words
        .strip_prefix("//")
        .or_else(|| words.strip_prefix('#'))?;
    (!words.starts_with(['/', '#', '!'])).then(|| words.trim())
}

/// The lines of a block, of which the first ones lose the marks of a remark.
fn unremarked(lines: Vec<Line<'_>>, marked: usize) -> Vec<Line<'_>> {
    let own = lines.into_iter().enumerate().map(|(at, (span, line))| {
        let Some(words) = remark(line).filter(|_| at < marked) else {
            return (span, line);
        };
        let at = line.find(words).unwrap_or(0);
        if span.end - span.start == line.len() {
            let start = span.start + at;
            (Span::new(start, start + words.len()), words)
        } else {
            (span, words)
        }
    });
    own.collect()
}

/// What curl's `-v` prints, without its marks: `> ` before what is sent, `< ` before what comes, and `* `
/// before what is neither.
fn untraced(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let own = lines.into_iter().filter_map(|(span, line)| {
        let words = line.trim_start();
        if words.starts_with("* ") || words.starts_with("{ [") || words.starts_with("} [") {
            return None;
        }
        let rest = words
            .strip_prefix(['<', '>'])
            .filter(|rest| rest.is_empty() || rest.starts_with(' '));
        let Some(rest) = rest else {
            return Some((span, line));
        };
        let rest = rest.trim_start();
        let is_written = span.end - span.start == line.len();
        let start = if is_written {
            span.end - rest.len()
        } else {
            span.start
        };
        Some((Span::new(start, span.end), rest))
    });
    own.collect()
}

/// Languages of data: their lines are no requests, whatever they look like.
const DATA: &[&str] = &[
    "json", "yaml", "yml", "xml", "toml", "ini", "csv", "html", "diff", "sql",
];

/// Everything that a block shows.
pub(super) fn shown(page: &Page, code: &Code) -> Vec<Shown> {
    let all = lines(page, code);
    let mut shown = Vec::new();
    let mut at = 0;
    let is_data = DATA.contains(&code.language.as_str())
        && all
            .first()
            .is_none_or(|(_, line)| request_line(line).is_none());
    // A call of a client may have been left before: what follows it is what it printed.
    let mut is_first = true;
    while let Some((span, line)) = all.get(at) {
        let words = line.trim();
        if words.is_empty() || is_remark(words) {
            at += 1;
            continue;
        }
        if let Some(status) = message::status_line(unprompted(words)) {
            let end = message_end(&all, at + 1);
            shown.push(Shown::Response(ShownResponse {
                status,
                span: trimmed(*span, line),
                message: message::message(&all[at + 1..end]),
            }));
            at = end;
        } else if let Some(request) = request_line(line).filter(|_| !is_data) {
            let end = message_end(&all, at + 1);
            at = push_request(&all, (at, end), request, &mut shown);
        } else if let Some((call, end)) = curl::call(&all, at) {
            shown.push(Shown::Request(call));
            at = end;
        } else if is_first && !is_data && !words.starts_with(['$', '#', '>', '~', '%', '➜']) {
            // Neither a message nor a command: lines of something else, in which only commands count.
            at = next_call(&all, at + 1);
        } else {
            at += 1;
        }
        is_first = false;
    }
    shown
}

/// The next line that is a command or a status line.
fn next_call(all: &[Line<'_>], from: usize) -> usize {
    let starts = |(_, line): &Line<'_>| {
        curl::is_call(line) || message::status_line(unprompted(line.trim())).is_some()
    };
    let rest = all.get(from..).unwrap_or_default();
    rest.iter()
        .position(starts)
        .map_or(all.len(), |at| from + at)
}

/// A line without what a client prints before what it received.
fn unprompted(line: &str) -> &str {
    line.trim_start_matches(['<', ' '])
}

fn is_remark(line: &str) -> bool {
    line.starts_with("//") || line.starts_with('#') && !line.starts_with("#!")
}

fn trimmed(span: Span, line: &str) -> Span {
    let lead = line.len() - line.trim_start().len();
    if span.end - span.start == line.len() {
        Span::new(span.start + lead, span.start + line.trim_end().len())
    } else {
        span
    }
}

/// Where a message ends that begins at a line: before the next request or status line that nothing but
/// blank lines or the message stands before.
fn message_end(all: &[Line<'_>], from: usize) -> usize {
    let rest = all.get(from..).unwrap_or_default();
    let starts = |(_, line): &Line<'_>| {
        let is_margin = !line.starts_with([' ', '\t']) || line.trim_start().len() + 8 > line.len();
        is_margin
            && (message::status_line(line).is_some()
                || curl::is_call(line)
                || request_line(line).is_some())
    };
    rest.iter()
        .position(starts)
        .map_or(all.len(), |at| from + at)
}

/// The request that a line is, as a whole.
fn request_line(line: &str) -> Option<Spelled> {
    let words = line.trim_start_matches([' ', '\t', '>', '$']);
    // `HTTP POST "/desks"`.
    let words = words.strip_prefix("HTTP ").unwrap_or(words);
    // `[1] GET /desks`, to be spoken of below.
    let numbered = words
        .strip_prefix(['[', '('])
        .map(|words| words.trim_start_matches(|c: char| c.is_ascii_digit()));
    let words = numbered
        .and_then(|words| {
            words
                .strip_prefix("] ")
                .or_else(|| words.strip_prefix(") "))
        })
        .unwrap_or(words);
    let lead = line.len() - words.len();
    let spelled = target::request(words)?;
    let rest = words.get(spelled.end..)?;
    let rest = rest.trim_start_matches(['"', '\'']).trim();
    // What follows a remark's mark is for people, and so are words in a column of their own.
    let behind = words.get(spelled.end..)?;
    let is_column =
        (behind.starts_with("  ") || behind.starts_with('\t') || behind.starts_with(": "))
            && rest
                .trim_start_matches([':', ' '])
                .starts_with(char::is_alphabetic)
            && begins_path(words, &spelled);
    let is_whole = rest.is_empty()
        || rest.starts_with(['#', '(', '-', '→', '='])
        || rest.starts_with("//")
        || content_behind(words, spelled.end).is_some()
        || is_column;
    is_whole.then(|| spelled.moved(lead))
}

/// Where the content begins that stands behind a target on its line: `PUT '/desks/7' {"n": 1}`.
fn content_behind(line: &str, end: usize) -> Option<usize> {
    let rest = line.get(end..)?;
    let behind = rest.trim_start_matches(['"', '\'']);
    let content = behind.trim_start();
    let opened = content.strip_prefix(['{', '['])?.trim_start();
    let is_quoted = behind.len() < rest.len();
    let is_json = opened.starts_with(['"', '{', '[']);
    let is_apart = content.len() < behind.len();
    (is_apart && (is_json || is_quoted && opened.is_empty())).then(|| line.len() - content.len())
}

/// Takes a request with its message; gives the line behind it.
fn push_request(
    all: &[Line<'_>],
    (at, end): (usize, usize),
    spelled: Spelled,
    shown: &mut Vec<Shown>,
) -> usize {
    let Some((span, line)) = all.get(at).copied() else {
        return end;
    };
    let rest = all.get(at + 1..end).unwrap_or_default();
    let message = match content_behind(line, spelled.end) {
        Some(from) => {
            let content = line.get(from..).unwrap_or_default();
            let first = (place(span, line, from..line.len()), content);
            let blank = (first.0, "");
            let own = [blank, first];
            let all: Vec<Line<'_>> = own.into_iter().chain(rest.iter().copied()).collect();
            message::message(&all)
        }
        None => message::message(rest),
    };
    let form = if spelled.has_version || !message.headers.is_empty() {
        Form::Wire
    } else {
        Form::Bare
    };
    shown.push(Shown::Request(ShownRequest {
        lines: request_lines(&spelled, |range| place(span, line, range)),
        message,
        span: trimmed(span, line),
        form,
        is_whole: true,
    }));
    end
}

/// Where a stretch of a line stands.
fn place(span: Span, line: &str, range: std::ops::Range<usize>) -> Span {
    if span.end - span.start == line.len() {
        Span::new(span.start + range.start, span.start + range.end)
    } else {
        span
    }
}

/// One request line a method.
pub(super) fn request_lines(
    spelled: &Spelled,
    place: impl Fn(std::ops::Range<usize>) -> Span,
) -> Vec<RequestLine> {
    let lines = spelled.methods.iter().map(|(method, range)| RequestLine {
        method: method.clone(),
        method_span: place(range.clone()),
        path: spelled.target.clone(),
        path_span: place(spelled.path.clone()),
        base: spelled
            .base
            .as_ref()
            .map(|(base, range)| (base.clone(), place(range.clone()))),
    });
    lines.collect()
}
