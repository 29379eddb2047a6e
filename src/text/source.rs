//! A text whose blocks are read: the page's own, or that of a file that it includes, whose places are
//! then all that of the line which includes it. Its lines lose what they are indented by as blocks nest.

use std::ops::Range;

use super::document::{Code, Prose, Run, Style};
use super::page::Span;

/// How deep blocks nest; what is deeper is read as plain words.
pub(super) const MAX_DEPTH: usize = 64;

/// The most bytes that included files and substitutions may add to a page, and the most that files are
/// included within each other.
pub(super) const MAX_ADDED: usize = 16 * 1024 * 1024;
pub(super) const MAX_INCLUDES: usize = 16;

/// What stands where an included file is not there, or is not read.
pub(super) const NOT_THERE: &str = "an included file that is not there";
pub(super) const READ_BY_ITSELF: &str = "an included file that is read as a page of its own";
pub(super) const TOO_MUCH: &str = "an included file beyond what is read";

/// A text and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'p> {
    /// The text.
    pub text: &'p str,
    /// The companion that it is of; empty for the page.
    pub file: &'p str,
    /// Where all of it stands on the page, where it is not the page's own text.
    pub at: Option<Span>,
}

impl<'p> Source<'p> {
    /// The place on the page of a range of the text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.at.unwrap_or(Span::new(range.start, range.end))
    }

    /// A range of the text.
    pub(super) fn slice(&self, range: Range<usize>) -> &'p str {
        self.text.get(range).unwrap_or_default()
    }

    /// The lines of the text, none of which is indented yet.
    pub(super) fn lines(&self) -> Vec<Line> {
        self.lines_in(0..self.text.len())
    }

    /// The lines of a range of the text, none of which is indented yet.
    pub(super) fn lines_in(&self, range: Range<usize>) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut start = range.start;
        for whole in self.slice(range).split_inclusive('\n') {
            let skipped = if start == 0 && whole.starts_with('\u{feff}') {
                '\u{feff}'.len_utf8()
            } else {
                0
            };
            let end = start + whole.trim_end().len();
            lines.push(Line::new(
                self.text,
                start + skipped,
                end.max(start + skipped),
            ));
            start += whole.len();
        }
        lines
    }

    /// A block of literal lines of which one at least is not blank: what they are all indented by is not
    /// their own.
    pub(super) fn code(&self, lines: &[Line], language: &str) -> Option<Code> {
        let first = lines.iter().position(|line| !line.is_blank())?;
        let last = lines.iter().rposition(|line| !line.is_blank())?;
        let lines = &lines[first..=last];
        let own = lines.iter().filter(|line| !line.is_blank());
        let column = own.map(|line| line.text_column).min()?;
        let is_plain = |line: &Line| line.is_blank() || line.begins_with_spaces(self.text, column);
        let text = if self.at.is_none() && lines.iter().all(is_plain) {
            None
        } else {
            let texts = lines.iter().map(|line| {
                let mut line = *line;
                line.strip_to(self.text, column);
                self.slice(line.start()..line.end())
            });
            Some(texts.collect::<Vec<_>>().join("\n"))
        };
        let (head, tail) = (lines.first()?, lines.last()?);
        Some(Code {
            language: language.to_lowercase(),
            body: self.span(head.raw as usize..tail.end()),
            indentation: if text.is_some() { 0 } else { column as usize },
            text,
        })
    }
}

/// A line of a text: where it begins, where what is left of it begins, and where it ends without the
/// white space behind it. Columns are counted from 0, a tab goes to the next multiple of 8.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    raw: u32,
    start: u32,
    end: u32,
    column: u32,
    text_column: u32,
}

impl Line {
    fn new(text: &str, start: usize, end: usize) -> Self {
        // A page is at most 16 MiB long.
        let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut line = Self {
            raw: short(start),
            start: short(start),
            end: short(end),
            column: 0,
            text_column: 0,
        };
        line.text_column = columns(text.get(start..end).unwrap_or_default(), 0);
        line
    }

    /// Where what is left of it begins.
    pub(super) fn start(&self) -> usize {
        self.start as usize
    }

    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        self.end as usize
    }

    /// Where it begins on the page, its indentation included.
    pub(super) fn raw(&self) -> usize {
        self.raw as usize
    }

    /// Whether nothing is left of it.
    pub(super) fn is_blank(&self) -> bool {
        self.start >= self.end
    }

    /// How many columns of white space it still begins with.
    pub(super) fn indent(&self) -> u32 {
        self.text_column.saturating_sub(self.column)
    }

    /// Takes white space off its beginning.
    pub(super) fn strip(&mut self, text: &str, columns: u32) {
        self.strip_to(text, self.column.saturating_add(columns));
    }

    fn strip_to(&mut self, text: &str, column: u32) {
        let bytes = text.as_bytes();
        while self.column < column && self.start < self.end {
            match bytes.get(self.start()) {
                Some(b'\t') => self.column = (self.column / 8 + 1) * 8,
                Some(b' ' | 0x0b | 0x0c) => self.column += 1,
                Some(_) | None => break,
            }
            self.start += 1;
        }
        // A tab may have gone further.
        self.text_column = self.text_column.max(self.column);
    }

    /// Takes a marker of so many bytes, the white space behind it included, off its beginning.
    pub(super) fn take(&mut self, text: &str, bytes: usize) {
        let to = (self.start() + bytes).min(self.end());
        let taken = text.get(self.start()..to).unwrap_or_default();
        let mut column = self.column;
        for c in taken.chars() {
            column = if c == '\t' {
                (column / 8 + 1) * 8
            } else {
                column + 1
            };
        }
        self.start += u32::try_from(taken.len()).unwrap_or(u32::MAX);
        self.column = column;
        let rest = text.get(self.start()..self.end()).unwrap_or_default();
        self.text_column = columns(rest, column);
    }

    /// Takes as much off its end as leaves it at a place.
    pub(super) fn cut(&mut self, end: usize) {
        self.end = u32::try_from(end)
            .unwrap_or(u32::MAX)
            .clamp(self.start, self.end);
    }

    /// Whether so many columns of it are as many spaces.
    fn begins_with_spaces(&self, text: &str, columns: u32) -> bool {
        let end = self.raw().saturating_add(columns as usize);
        let before = text.get(self.raw()..end).unwrap_or_default();
        before.len() == columns as usize && before.bytes().all(|byte| byte == b' ')
    }
}

/// The column at which the words of a text begin, of which the first stands in `column`.
fn columns(text: &str, mut column: u32) -> u32 {
    for byte in text.bytes() {
        match byte {
            b'\t' => column = (column / 8 + 1) * 8,
            b' ' | 0x0b | 0x0c => column += 1,
            _ => break,
        }
    }
    column
}

/// Adds words to prose; where they go on in place and style what stands there, as one run.
pub(super) fn add(prose: &mut Prose, text: &str, span: Span, style: Style) {
    if let Some(last) = prose.runs.last_mut()
        && last.style == style
        && goes_on(last, span, text.len())
    {
        prose.text.push_str(text);
        last.range.end = prose.text.len();
        last.span.end = span.end;
        return;
    }
    prose.push(text, span, style);
}

/// Whether a stretch of words follows another on the page, both as they stand there, or stands in the
/// same place of another's.
fn goes_on(last: &Run, span: Span, length: usize) -> bool {
    let literal = last.range.len() == last.span.end - last.span.start;
    let own = span.end - span.start == length;
    last.span == span || (literal && own && last.span.end == span.start)
}

/// The lines of a text that a list of them, such as `1,3-5`, names.
pub(super) fn selected(text: &str, list: &str) -> String {
    let ranges: Vec<(usize, usize)> = list
        .split([',', ';'])
        .take(1000)
        .map(|part| {
            let (first, last) = match part.split_once("..").or_else(|| part.split_once('-')) {
                Some((first, last)) => (first.trim(), last.trim()),
                None => (part.trim(), part.trim()),
            };
            let last = last.parse().unwrap_or(usize::MAX);
            (first.parse().unwrap_or(1), last)
        })
        .collect();
    let lines = text.lines().enumerate().filter(|(at, _)| {
        let mut ranges = ranges.iter();
        ranges.any(|(first, last)| (*first..=*last).contains(&(at + 1)))
    });
    lines.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}
