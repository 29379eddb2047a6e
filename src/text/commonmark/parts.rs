//! A page of Markdown in parts that are read one after the other: what Markdown would end at a blank line
//! or swallow, and the calls of a template language that stand for a fence.

use std::ops::Range;

use super::super::document::{Block, Code, Kind};
use super::super::page::Span;

/// What a part of a text is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// Words and whatever else is Markdown's own.
    Markdown,
    /// An element that goes on over blank lines.
    Html,
    /// A call of a template language that stands for a fence, with the lines inside.
    Call(Span),
}

/// Elements that go on over blank lines, which end an HTML block of Markdown.
const ELEMENTS: [(&str, &str); 3] = [("<table", "</table>"), ("<pre", "</pre>"), ("<dl", "</dl>")];

/// Calls that stand for a fence, and what they are closed by (Hugo, Jekyll).
const CODE_CALLS: &[(&str, &str)] = &[
    ("{{< code", "{{< /code"),
    ("{{< highlight", "{{< /highlight"),
    ("{{< codeblock", "{{< /codeblock"),
    ("{{< code-block", "{{< /code-block"),
    ("{{% code", "{{% /code"),
    ("{{% highlight", "{{% /highlight"),
    ("{{%code", "{{% /code"),
    ("{{<highlight", "{{</highlight"),
    ("{% highlight", "{% endhighlight"),
    ("{% code", "{% endcode"),
    ("{% codeblock", "{% endcodeblock"),
];

/// The lines of a call that stands for a fence, and its whole length, where a text begins with one.
fn code_call(
    text: &str,
    line: &str,
    never_closed: &mut [bool; CODE_CALLS.len()],
) -> Option<(Range<usize>, usize)> {
    let mut calls = CODE_CALLS.iter().zip(never_closed);
    let ((_, close), is_never_closed) =
        calls.find(|((open, close), _)| line.starts_with(open) && !line.contains(close))?;
    if *is_never_closed {
        return None;
    }
    let Some(end) = text.find(close) else {
        *is_never_closed = true;
        return None;
    };
    let behind = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    let body = text.find('\n')? + 1;
    (body <= end).then_some((body..end, behind))
}

/// A text in parts that are read one after the other: elements with rows or lines, as far as they go, since
/// Markdown would end them at a blank line; and from a fence on that an HTML block would swallow.
pub(super) fn parts(text: &str, start: usize) -> Vec<(Span, Part)> {
    let mut parts = Vec::new();
    let mut begin = start;
    let mut at = start;
    let mut fence: Option<&str> = None;
    let mut is_after_html = false;
    let mut never_closed = [false; ELEMENTS.len()];
    let mut unclosed = [false; CODE_CALLS.len()];
    while at < text.len() {
        let line = text[at..].split_inclusive('\n').next().unwrap_or_default();
        let words = line.trim_start();
        let is_margin = line.len() - words.len() < 4;
        let opened = mark_of(words);
        match fence {
            Some(mark) if opened.starts_with(mark) && words[opened.len()..].trim().is_empty() => {
                fence = None;
            }
            Some(_) => {}
            None if opened.len() >= 3 && is_margin => {
                if is_after_html {
                    parts.push((Span::new(begin, at), Part::Markdown));
                    begin = at;
                }
                fence = Some(opened);
            }
            None => {}
        }
        is_after_html = words.starts_with('<') && fence.is_none();
        if is_after_html && is_margin {
            let rest = &text[at..];
            if let Some(length) = element(rest, words, &mut never_closed) {
                parts.push((Span::new(begin, at), Part::Markdown));
                parts.push((Span::new(at, at + length), Part::Html));
                at += length;
                begin = at;
                continue;
            }
        }
        let is_call = words.starts_with("{{") || words.starts_with("{%");
        if is_call
            && is_margin
            && fence.is_none()
            && let Some((body, length)) = code_call(&text[at..], words, &mut unclosed)
        {
            parts.push((Span::new(begin, at), Part::Markdown));
            let body = Span::new(at + body.start, at + body.end);
            parts.push((Span::new(at, at + length), Part::Call(body)));
            at += length;
            begin = at;
            continue;
        }
        at += line.len();
    }
    parts.push((Span::new(begin, text.len()), Part::Markdown));
    parts
}

/// Whether a line begins with the tag of an element, and not with one of a longer name or an empty one.
fn opens(line: &str, tag: &str) -> bool {
    let Some(rest) = line.strip_prefix(tag) else {
        return false;
    };
    let ends_name = rest.starts_with(|c: char| c.is_whitespace() || c == '>');
    let end = rest.find('>').unwrap_or(rest.len());
    ends_name && !rest[..end].ends_with('/')
}

/// The fence that a line is, by its mark: at least three of one character (CommonMark 0.31, §4.5).
fn mark_of(words: &str) -> &str {
    let first = words.chars().next().filter(|c| matches!(c, '`' | '~'));
    let length = first.map_or(0, |c| words.len() - words.trim_start_matches(c).len());
    &words[..length]
}

/// The length of the element that a text begins with, where it is one of [`ELEMENTS`] and closed.
fn element(text: &str, line: &str, never_closed: &mut [bool; ELEMENTS.len()]) -> Option<usize> {
    let mut elements = ELEMENTS.iter().zip(never_closed);
    let ((_, close), is_never_closed) =
        elements.find(|((open, _), is_never_closed)| !**is_never_closed && opens(line, open))?;
    match text.find(close) {
        Some(end) => Some(end + close.len()),
        None => {
            *is_never_closed = true;
            None
        }
    }
}

/// Lines between calls that a template language has for fences.
pub(super) fn called_code(text: &str, span: Span, body: Span) -> Block {
    let call = text.get(span.start..body.start).unwrap_or_default();
    let words = call.trim_matches(['{', '}', '<', '>', '%', ' ', '\n']);
    let language = words.split_whitespace().nth(1).unwrap_or_default();
    let language = language.trim_matches(['"', '\'']).to_lowercase();
    Block {
        kind: Kind::Code(Code {
            language,
            body,
            indentation: 0,
            text: None,
        }),
        span,
        depth: 0,
    }
}

/// Whether a line without its indentation opens or closes a fence.
pub(super) fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}
