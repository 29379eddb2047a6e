//! Inline markup of AsciiDoc: words with where they stand and how they are set. Attributes that the page
//! defines are put in; what is no markup after all stays as it is written, `{id}` among it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::document::{Prose, Style};
use super::super::joined::{Ends, Joined};
use super::super::source::Source;

/// The most bytes of an attribute's value that is put in.
const LONGEST_VALUE: usize = 1024;

/// The attributes that a page defines, and how many bytes of them may still be put in.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    /// The values by their names.
    pub values: BTreeMap<String, String>,
    /// What is left.
    pub budget: usize,
}

impl Attributes {
    /// The value of an attribute, the ones that every page has among them.
    fn value(&self, name: &str) -> Option<&str> {
        let own = self.values.get(name).map(String::as_str);
        own.or(match name {
            "empty" | "blank" | "zwsp" | "wj" => Some(""),
            "sp" | "nbsp" => Some(" "),
            "plus" => Some("+"),
            "asterisk" => Some("*"),
            "vbar" => Some("|"),
            "backtick" => Some("`"),
            "tilde" => Some("~"),
            "caret" => Some("^"),
            "startsb" => Some("["),
            "endsb" => Some("]"),
            "lt" => Some("<"),
            "gt" => Some(">"),
            "amp" => Some("&"),
            _ => None,
        })
    }

    /// A text with the attributes in it.
    pub(super) fn resolve(&mut self, text: &str) -> String {
        let mut joined = Joined::default();
        let source = Source {
            text,
            file: "",
            at: None,
        };
        self.join(&source, 0..text.len(), &mut joined);
        joined.text
    }

    /// Adds a line to a text, with what its attributes stand for.
    fn join(&mut self, source: &Source<'_>, line: Range<usize>, joined: &mut Joined) {
        let text = source.slice(line.clone());
        let (mut written, mut at) = (0, 0);
        while let Some(found) = text[at..].find('{') {
            let open = at + found;
            at = open + 1;
            let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
            let length = text[at..]
                .bytes()
                .take(64)
                .take_while(|b| inner(*b))
                .count();
            let close = at + length;
            let is_escaped = text[..open].ends_with('\\');
            if text.as_bytes().get(close) != Some(&b'}') || is_escaped {
                continue;
            }
            let Some(value) = self.value(&text[at..close].to_lowercase()) else {
                continue;
            };
            let left = self.budget.checked_sub(value.len());
            let Some(left) = left.filter(|_| value.len() <= LONGEST_VALUE) else {
                continue;
            };
            joined.push(source, line.start + written..line.start + open);
            joined.put(value, line.start + open..line.start + close + 1);
            self.budget = left;
            written = close + 1;
            at = written;
        }
        joined.push(source, line.start + written..line.end);
    }
}

/// Reads the words of lines, each a range of the source.
pub(super) fn prose(
    source: &Source<'_>,
    lines: &[Range<usize>],
    attributes: &mut Attributes,
) -> Prose {
    let mut joined = Joined::default();
    for line in lines {
        let text = source.slice(line.clone());
        // A plus at a line's end breaks it where it is shown.
        let own = text.strip_suffix(" +").unwrap_or(text).trim_end();
        let line = line.start..line.start + own.len();
        joined.begin_line(line.clone());
        attributes.join(source, line, &mut joined);
    }
    let mut inline = Inline {
        source,
        text: &joined.text,
        joined: &joined,
        ends: Ends::default(),
        prose: Prose::default(),
    };
    let whole = 0..joined.text.len();
    // A line that is quoted as a whole is set apart, as older pages do it.
    if let Some(quoted) = quoted(&joined.text) {
        inline.read(quoted, Style::Strong, 0);
    } else {
        inline.read(whole, Style::Plain, 0);
    }
    inline.prose
}

fn quoted(text: &str) -> Option<Range<usize>> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.is_empty() && !inner.contains(['\'', '\n'])).then(|| 1..text.len() - 1)
}

/// How deep markup stands in markup.
const MAX_NESTED: usize = 4;

/// The marks that words are set between, the longer ones first; what is between the last ones is not
/// read any further.
const MARKS: [(&str, Style); 11] = [
    ("``", Style::Code),
    ("`", Style::Code),
    ("**", Style::Strong),
    ("*", Style::Strong),
    ("__", Style::Strong),
    ("_", Style::Strong),
    ("##", Style::Plain),
    ("#", Style::Plain),
    ("+++", Style::Plain),
    ("++", Style::Plain),
    ("+", Style::Plain),
];

/// Macros whose text is what stands in their brackets.
const SHOWN: &[&str] = &["link:", "xref:", "mailto:", "https://", "http://"];

/// Macros of which what stands in the brackets is not shown in its place.
const HIDDEN: &[&str] = &["footnote:", "image:", "icon:", "indexterm:", "anchor:"];

struct Inline<'a, 's> {
    source: &'a Source<'s>,
    text: &'a str,
    joined: &'a Joined,
    ends: Ends<16>,
    prose: Prose,
}

impl Inline<'_, '_> {
    /// Reads a range of the text whose words are set in a style.
    fn read(&mut self, range: Range<usize>, style: Style, nested: usize) {
        let (mut at, mut plain) = (range.start, range.start);
        let special = ['\\', '`', '*', '_', '#', '+', '<', '[', ':', '('];
        while let Some(found) = self.text[at..range.end].find(special) {
            at += found;
            let begin = self.start_of_macro(at, plain);
            let (next, shown, own) = match self.element(at, begin, range.end) {
                Some(Element {
                    begin,
                    next,
                    shown,
                    style: own,
                }) => {
                    self.write(plain..begin, style);
                    (next, shown, own)
                }
                None => {
                    at += 1;
                    continue;
                }
            };
            let own = if own == Style::Plain { style } else { own };
            let is_literal = matches!(self.text.as_bytes()[at], b'+' | b'\\');
            if nested < MAX_NESTED && !is_literal {
                self.read(shown, own, nested + 1);
            } else {
                self.write(shown, own);
            }
            (at, plain) = (next, next);
        }
        self.write(plain..range.end, style);
    }

    /// The element that begins at a place.
    fn element(&mut self, at: usize, begin: usize, end: usize) -> Option<Element> {
        let rest = &self.text[at..end];
        let element = |next, shown| Element {
            begin: at,
            next,
            shown,
            style: Style::Plain,
        };
        match rest.as_bytes()[0] {
            b'\\' => {
                let escaped = rest[1..]
                    .chars()
                    .next()
                    .filter(|c| c.is_ascii_punctuation())?;
                let next = at + 1 + escaped.len_utf8();
                // Both marks of an escaped pair are words.
                Some(element(next, at + 1..next))
            }
            b'<' if rest.starts_with("<<") => {
                let close = self.end(11, ">>", at + 2, end)?;
                let inner = &self.text[at + 2..close];
                let shown = match inner.split_once(',') {
                    Some((id, words)) => {
                        let start = at + 2 + id.len() + 1;
                        start + words.len() - words.trim_start().len()..close
                    }
                    None => at + 2..close,
                };
                Some(element(close + 2, shown))
            }
            b'[' if rest.starts_with("[[") => {
                let close = self.end(12, "]]", at + 2, end)?;
                Some(element(close + 2, close..close))
            }
            b'[' => {
                let close = self.end(13, "]", at + 1, end)?;
                let inner = &self.text[at + 1..close];
                // A role, as in `[.path]#/desks#`, is not shown.
                let is_role = inner.starts_with(['.', '#'])
                    && self.text[close + 1..].starts_with(['#', '*', '`', '_']);
                is_role.then(|| element(close + 1, close..close))
            }
            b':' => self.inline_macro(at, begin, end),
            b'(' if rest.starts_with("(((") => {
                let close = self.end(14, ")))", at + 3, end)?;
                Some(element(close + 3, at..at))
            }
            b'(' if rest.starts_with("((") => {
                let close = self.end(15, "))", at + 2, end)?;
                Some(element(close + 2, at + 2..close))
            }
            b'(' => None,
            _ => self.marked(at, end),
        }
    }

    /// Words between marks.
    fn marked(&mut self, at: usize, end: usize) -> Option<Element> {
        let rest = &self.text[at..end];
        let number = MARKS.iter().position(|(mark, _)| rest.starts_with(mark))?;
        let numbers = number..MARKS.len();
        for number in numbers {
            let (mark, style) = MARKS[number];
            if !rest.starts_with(mark) {
                continue;
            }
            let from = at + mark.len();
            let is_constrained = mark.len() == 1;
            let before = self.text[..at].chars().next_back();
            let after = self.text[from..end].chars().next();
            let may_begin =
                before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | ';' | '}'));
            if after.is_none_or(|c| c.is_whitespace() && is_constrained)
                || (is_constrained && !may_begin)
            {
                continue;
            }
            let Some(close) = self.end(number, mark, from, end) else {
                continue;
            };
            let inner = &self.text[from..close];
            let passed = matches!(mark, "`")
                && inner.len() > 2
                && inner.starts_with('+')
                && inner.ends_with('+');
            let shown = if passed {
                from + 1..close - 1
            } else {
                from..close
            };
            return Some(Element {
                begin: at,
                next: close + mark.len(),
                shown,
                style,
            });
        }
        None
    }

    /// A macro in words, such as `link:/desks[the desks]`, whose name ends at a colon.
    fn inline_macro(&mut self, at: usize, begin: usize, end: usize) -> Option<Element> {
        let head = &self.text[begin..end];
        let length = at + 1 - begin;
        let named = |name: &&&str| {
            let own = name
                .len()
                .min(name.find(':').map_or(name.len(), |colon| colon + 1));
            own == length && head.starts_with(**name)
        };
        let is_shown = SHOWN.iter().find(named).is_some();
        let is_hidden = HIDDEN.iter().find(named).is_some();
        let is_text = matches!(
            &head[..length],
            "pass:" | "kbd:" | "btn:" | "menu:" | "stem:"
        );
        if !is_shown && !is_hidden && !is_text {
            return None;
        }
        let target = self.text[at + 1..end].find([' ', '\n', '\t', '[', '<', '>']);
        let open = at + 1 + target?;
        if self.text.as_bytes()[open] != b'[' {
            return None;
        }
        let close = self.end(13, "]", open, end)?;
        let words = &self.text[open + 1..close];
        // A caret opens a window; attributes stand behind a comma.
        let words = words.strip_suffix('^').unwrap_or(words);
        let words = words.split(",window=").next().unwrap_or_default();
        let target_start = if head.starts_with("http") {
            begin
        } else {
            at + 1
        };
        let shown = if is_hidden {
            open..open
        } else if words.is_empty() {
            target_start..open
        } else {
            open + 1..open + 1 + words.len()
        };
        Some(Element {
            begin,
            next: close + 1,
            shown,
            style: Style::Plain,
        })
    }

    /// Where the name before a colon at a place begins, no further back than what was written.
    fn start_of_macro(&self, at: usize, written: usize) -> usize {
        if self.text.as_bytes()[at] != b':' {
            return at;
        }
        let before = self.text[written..at].bytes().rev().take(16);
        at - before.take_while(u8::is_ascii_alphabetic).count()
    }

    /// The first end of a mark behind a place, with something between.
    fn end(&mut self, number: usize, mark: &str, from: usize, end: usize) -> Option<usize> {
        let mut ends = std::mem::take(&mut self.ends);
        let found = ends.behind(number, from, || self.find_end(mark, from));
        self.ends = ends;
        found.filter(|found| found + mark.len() <= end)
    }

    fn find_end(&self, mark: &str, from: usize) -> Option<usize> {
        let is_constrained = mark.len() == 1 && mark != "]";
        let mut at = from;
        while let Some(found) = self.text[at..].find(mark) {
            at += found;
            let before = self.text[..at].chars().next_back();
            let after = self.text[at + mark.len()..].chars().next();
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let fits = !is_constrained
                || (!before.is_some_and(char::is_whitespace) && !after.is_some_and(is_word));
            if at > from && fits && before != Some('\\') {
                return Some(at);
            }
            at += mark.len();
        }
        None
    }

    fn write(&mut self, range: Range<usize>, style: Style) {
        if range.start < range.end {
            self.joined
                .write(self.source, range, style, &mut self.prose);
        }
    }
}

/// A piece of markup.
struct Element {
    /// Where it begins.
    begin: usize,
    /// Where what follows it begins.
    next: usize,
    /// What is shown of it.
    shown: Range<usize>,
    style: Style,
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Style;
    use super::super::super::source::Source;
    use super::{Attributes, prose};

    fn read(text: &str) -> String {
        let source = Source {
            text,
            file: "",
            at: None,
        };
        let mut attributes = Attributes {
            values: [("base".to_owned(), "/v1".to_owned())].into(),
            budget: 10_000_000,
        };
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            lines.push(start..start + line.len());
            start += line.len() + 1;
        }
        let prose = prose(&source, &lines, &mut attributes);
        let mut shown = String::new();
        let mut end = 0;
        for run in &prose.runs {
            assert_eq!(run.range.start, end);
            end = run.range.end;
            let words = &prose.text[run.range.clone()];
            let there = &text[run.span.start..run.span.end];
            if there.len() == words.len() {
                assert_eq!(there.replace('\n', " "), words, "{text}");
            }
            match run.style {
                Style::Plain => shown.push_str(words),
                Style::Code => shown.push_str(&format!("<{words}>")),
                Style::Strong => shown.push_str(&format!("[{words}]")),
            }
        }
        shown
    }

    #[test]
    fn words_are_read_as_they_are_shown() {
        let check = |text: &str, expect: &str| assert_eq!(read(text), expect, "{text}");
        check("a `b` *c* _d_ __e__f", "a <b> [c] [d] [e]f");
        check("`+{id}+` and +x_y_z+", "<{id}> and x_y_z");
        check("{base}/desks/{id}", "/v1/desks/{id}");
        check("`{base}/desks`", "</v1></desks>");
        check("snake_case_name and a*b*c", "snake_case_name and a*b*c");
        check(
            "link:/desks[the *desks*] or <<loans,the loans>>, <<loans>>",
            "the [desks] or the loans, loans",
        );
        check(
            "https://x.example/a_b_c[Site^] at https://y.example/",
            "Site at https://y.example/",
        );
        check(
            "xref:desk.adoc#a[desk]footnote:[x] [[a]]b (((i)))c",
            "desk b c",
        );
        check("\\{id} \\*x* \\_y_", "{id} *x* _y_");
        check("a +\nb", "a b");
        check("[.path]#/desks#", "/desks");
        check("'GET /desks'", "[GET /desks]");
        check("don't 'quote' it", "don't 'quote' it");
        check(
            "`open *open _open <<open link:x[open",
            "`open *open _open <<open link:x[open",
        );
        check("*`GET`* /x", "<GET> /x");
        check("``a``b", "<a>b");
        check("я: `ж`", "я: <ж>");
        check("", "");
    }

    #[test]
    fn marks_without_an_end_are_looked_for_once() {
        for mark in [
            "`a ",
            "*a ",
            "``a ",
            "<<a ",
            "[[a ",
            "[a ",
            "link:a[b ",
            "((a ",
            "_*`a ",
            "{a",
            "\\*",
            ": ",
        ] {
            let text = mark.repeat(2_000);
            assert!(!read(&text).is_empty());
        }
        let nested = format!("{}{}", "*_".repeat(1_000), "_*".repeat(1_000));
        assert!(!read(&nested).is_empty());
    }
}
