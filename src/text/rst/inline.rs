//! Inline markup of reStructuredText: words with where they stand and how they are set. What is no
//! markup after all stays as it is written.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::document::{Prose, Style};
use super::super::joined::{Ends, Joined};
use super::super::page::Span;
use super::super::source::{Source, add};

/// What substitutions stand for, and how many bytes of them may still be put in.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The texts by their names.
    pub substitutions: BTreeMap<String, String>,
    /// What is left.
    pub budget: usize,
}

/// Reads the words of lines, each a range of the source; a line break is a space.
pub(super) fn prose(source: &Source<'_>, lines: &[Range<usize>], words: &mut Words) -> Prose {
    let joined = Joined::new(source, lines);
    let inline = Inline {
        source,
        text: &joined.text,
        joined: &joined,
        plain: 0,
        boundary: 0,
        ends: Ends::default(),
        words,
        prose: Prose::default(),
    };
    inline.read()
}

/// What ends an inline element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Literal,
    Strong,
    Emphasis,
    Interpreted,
    Substitution,
}

impl Mark {
    fn text(self) -> &'static str {
        match self {
            Self::Literal => "``",
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Interpreted => "`",
            Self::Substitution => "|",
        }
    }
}

struct Inline<'a, 's> {
    source: &'a Source<'s>,
    text: &'a str,
    joined: &'a Joined,
    /// From where on nothing was written yet.
    plain: usize,
    /// Behind an escaped space, where markup may begin though a word stands before it.
    boundary: usize,
    ends: Ends<5>,
    words: &'a mut Words,
    prose: Prose,
}

impl Inline<'_, '_> {
    fn read(mut self) -> Prose {
        let mut at = 0;
        while let Some(found) = self.text[at..].find(['\\', '`', '*', '|', ':']) {
            at += found;
            let rest = &self.text[at..];
            let end = match rest.as_bytes()[0] {
                b'\\' => Some(self.escape(at)),
                _ if !self.may_begin(at) => None,
                b'`' if rest.starts_with("``") => self.literal(at),
                b'`' => self.interpreted(at, at, ""),
                b'*' if rest.starts_with("**") => self.set(at, Mark::Strong),
                b'*' => self.set(at, Mark::Emphasis),
                b'|' => self.substitution(at),
                _ => self.with_role(at),
            };
            at = end.unwrap_or_else(|| at + run_length(rest));
        }
        self.write(self.plain..self.text.len(), Style::Plain);
        self.prose
    }

    /// Whether markup may begin at a place, by what stands before it and behind it.
    fn may_begin(&self, at: usize) -> bool {
        let before = self.text[..at].chars().next_back();
        let rest = &self.text[at..];
        let after = rest[run_length(rest).min(2)..].chars().next();
        let fits = |c: char| {
            c.is_whitespace() || "'\"([{<-/:".contains(c) || (!c.is_ascii() && !c.is_alphanumeric())
        };
        let is_quoted = |before: char| {
            let pairs = ["''", "\"\"", "()", "[]", "{}", "<>"];
            after.is_some_and(|after| {
                let mut pairs = pairs.iter().map(|pair| pair.chars());
                pairs.any(|mut pair| pair.next() == Some(before) && pair.next() == Some(after))
            })
        };
        (at == self.boundary || before.is_none_or(fits)) && !before.is_some_and(is_quoted)
    }

    /// Writes what stands between the last markup and a place.
    fn flush(&mut self, to: usize, next: usize) {
        self.write(self.plain..to, Style::Plain);
        self.plain = next;
    }

    fn escape(&mut self, at: usize) -> usize {
        let Some(next) = self.text[at + 1..].chars().next() else {
            self.flush(at, at + 1);
            return at + 1;
        };
        let end = at + 1 + next.len_utf8();
        if next.is_whitespace() {
            self.flush(at, end);
            self.boundary = end;
        } else {
            self.flush(at, at + 1);
        }
        end
    }

    fn literal(&mut self, at: usize) -> Option<usize> {
        let end = self.end(Mark::Literal, at + 2)?;
        self.flush(at, end + 2);
        self.write(at + 2..end, Style::Code);
        Some(end + 2)
    }

    fn set(&mut self, at: usize, mark: Mark) -> Option<usize> {
        let length = mark.text().len();
        let end = self.end(mark, at + length)?;
        self.flush(at, end + length);
        self.write_escaped(at + length..end, Style::Strong);
        Some(end + length)
    }

    fn substitution(&mut self, at: usize) -> Option<usize> {
        let end = self.end(Mark::Substitution, at + 1)?;
        let name = substitution_name(&self.text[at + 1..end]);
        let text = self.words.substitutions.get(&name)?;
        self.words.budget = self.words.budget.checked_sub(text.len() + 1)?;
        let text = text.clone();
        self.flush(at, end + 1);
        let at = self.place(at..end + 1);
        let source = Source {
            text: &text,
            file: self.source.file,
            at: Some(at),
        };
        let whole = 0..text.len();
        let inner = prose(&source, &[whole], &mut Words::default());
        for run in inner.runs {
            add(&mut self.prose, &inner.text[run.range], at, run.style);
        }
        Some(end + 1)
    }

    /// A role with the text that it is given: `` :http:get:`/x` ``.
    fn with_role(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at + 1..];
        let length = role_length(rest)?;
        let role = &rest[..length];
        let tick = at + 1 + length + 1;
        let is_begun = self.text[tick..].starts_with('`') && !self.text[tick..].starts_with("``");
        if is_begun {
            self.interpreted(at, tick, role)
        } else {
            None
        }
    }

    /// Text in single backquotes that begin at `tick`, with whatever role stands before or behind it.
    fn interpreted(&mut self, at: usize, tick: usize, role: &str) -> Option<usize> {
        let end = self.end(Mark::Interpreted, tick + 1)?;
        let rest = &self.text[end + 1..];
        let mut next = end + 1;
        let mut role = role;
        let mut is_link = false;
        if rest.starts_with('_') {
            is_link = true;
            next += if rest.starts_with("__") { 2 } else { 1 };
        } else if let Some(length) = rest.strip_prefix(':').and_then(role_length)
            && role.is_empty()
        {
            role = &rest[1..=length];
            next += length + 2;
        }
        // Whatever text the role is of, it is this text's slice, which outlives what is written.
        let role = role.to_owned();
        self.flush(at, next);
        let shown = shown(&self.text[tick + 1..end]);
        let shown = tick + 1 + shown.start..tick + 1 + shown.end;
        let style = if is_link {
            Style::Plain
        } else {
            style_of(&role)
        };
        if let Some(prefix) = prefix_of(&role) {
            let place = self.place(at..tick);
            add(&mut self.prose, &prefix, place, style);
        }
        self.write_escaped(shown, style);
        Some(next)
    }

    /// The first end of a mark behind a place, with something between.
    fn end(&mut self, mark: Mark, from: usize) -> Option<usize> {
        let first = self.text[from..].chars().next()?;
        if first.is_whitespace() {
            return None;
        }
        let mut ends = std::mem::take(&mut self.ends);
        let found = ends.behind(mark as usize, from, || self.find_end(mark, from));
        self.ends = ends;
        found
    }

    fn find_end(&self, mark: Mark, from: usize) -> Option<usize> {
        let (text, bytes) = (mark.text(), self.text.as_bytes());
        let mut at = from;
        while let Some(found) = self.text[at..].find(['\\', text.as_bytes()[0] as char]) {
            at += found;
            if bytes[at] == b'\\' {
                at += 1;
                if mark != Mark::Literal {
                    at += self.text[at..].chars().next().map_or(0, char::len_utf8);
                }
                continue;
            }
            let before = self.text[..at].chars().next_back();
            let is_end = at > from
                && self.text[at..].starts_with(text)
                && !before.is_some_and(char::is_whitespace)
                && may_follow(mark, &self.text[at + text.len()..]);
            if is_end {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// Writes a range of the text without its escapes.
    fn write_escaped(&mut self, range: Range<usize>, style: Style) {
        let mut at = range.start;
        while let Some(found) = self.text[at..range.end].find('\\') {
            self.write(at..at + found, style);
            at = (at + found + 1).min(range.end);
            let next = self.text[at..range.end].chars().next();
            let length = next.map_or(0, char::len_utf8);
            if !next.is_some_and(char::is_whitespace) {
                self.write(at..at + length, style);
            }
            at += length;
        }
        self.write(at..range.end, style);
    }

    /// Writes a range of the text as it stands.
    fn write(&mut self, range: Range<usize>, style: Style) {
        self.joined
            .write(self.source, range, style, &mut self.prose);
    }

    /// The place on the page of a range of the text.
    fn place(&self, range: Range<usize>) -> Span {
        self.joined.place(self.source, range)
    }
}

/// How many bytes the same character is repeated for at the beginning of a text.
fn run_length(text: &str) -> usize {
    let first = text.as_bytes()[0];
    text.bytes().take_while(|b| *b == first).count()
}

/// Whether an inline element may end before a text.
fn may_follow(mark: Mark, rest: &str) -> bool {
    if mark == Mark::Interpreted {
        let is_role = rest.strip_prefix(':').and_then(role_length).is_some();
        if is_role || rest.starts_with('_') {
            return true;
        }
    }
    rest.chars().next().is_none_or(|c| {
        let closes = "'\")]}>-/\\:.,;!?".contains(c);
        c.is_whitespace() || closes || (!c.is_ascii() && !c.is_alphanumeric())
    })
}

/// The bytes of a role's name before the colon that ends it.
fn role_length(text: &str) -> Option<usize> {
    let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+' | b':');
    let length = text.bytes().take(64).take_while(|b| inner(*b)).count();
    let name = text[..length].strip_suffix(':')?;
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        .then_some(name.len())
}

/// What is shown of a text in backquotes: without the target in angle brackets behind it.
fn shown(text: &str) -> Range<usize> {
    let inner = text.strip_prefix(['~', '!']).unwrap_or(text);
    let start = text.len() - inner.len();
    if let Some(body) = inner.strip_suffix('>')
        && let Some(at) = body.rfind('<')
    {
        let before = body[..at].trim_end();
        if before.is_empty() {
            return start + at + 1..start + body.len();
        }
        if before.len() < at {
            return start..start + before.len();
        }
    }
    start..text.len()
}

/// How the text of a role is set. A text without a role is mostly meant as code, though it is shown as
/// the title of a work.
fn style_of(role: &str) -> Style {
    match role {
        "ref" | "doc" | "term" | "abbr" | "numref" | "any" | "sub" | "sup" | "rfc" | "pep"
        | "download" | "title" | "subscript" | "superscript" | "menuselection" | "issue" | "pr" => {
            Style::Plain
        }
        "strong" | "emphasis" | "guilabel" | "dfn" => Style::Strong,
        _ => Style::Code,
    }
}

/// What a role puts before its text: those of methods name the method.
fn prefix_of(role: &str) -> Option<String> {
    let last = role.strip_prefix("http:").unwrap_or(role);
    match last {
        "get" | "head" | "post" | "put" | "patch" | "delete" | "options" | "copy" | "trace"
        | "connect" => Some(format!("{} ", last.to_uppercase())),
        "rfc" | "pep" => Some(format!("{} ", last.to_uppercase())),
        _ => None,
    }
}

/// A substitution's name as it is compared.
pub(super) fn substitution_name(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Style;
    use super::super::super::source::Source;
    use super::{Words, prose};

    fn read(text: &str) -> (String, Vec<(String, Style)>) {
        let source = Source {
            text,
            file: "",
            at: None,
        };
        let mut words = Words {
            substitutions: [("ok".to_owned(), "``200`` fine".to_owned())].into(),
            budget: 100,
        };
        let lines: Vec<_> = text
            .lines()
            .map(|line| {
                let start = line.as_ptr() as usize - text.as_ptr() as usize;
                start..start + line.len()
            })
            .collect();
        let prose = prose(&source, &lines, &mut words);
        for run in &prose.runs {
            let shown = &prose.text[run.range.clone()];
            let there = &text[run.span.start..run.span.end];
            if there.len() == shown.len() {
                assert_eq!(there.replace('\n', " "), shown, "{text}");
            }
        }
        let runs = prose.runs.iter();
        let runs = runs.map(|run| (prose.text[run.range.clone()].to_owned(), run.style));
        (prose.text.clone(), runs.collect())
    }

    #[test]
    fn words_are_read_as_they_are_shown() {
        let check = |text: &str, expect: &str| assert_eq!(read(text).0, expect, "{text}");
        check("a ``b`` *c* **d**", "a b c d");
        check(
            "see `the desks <https://x.example/>`_ now",
            "see the desks now",
        );
        check("see `desks`__.", "see desks.");
        check("see `<https://x.example/>`__.", "see https://x.example/.");
        check(":ref:`the loans <loans>`", "the loans");
        check(":http:get:`/desks/{id}`", "GET /desks/{id}");
        check(":mimetype:`text/plain` and `x`:code:", "text/plain and x");
        check(":rfc:`9110`", "RFC 9110");
        check("``a\\b``\\ s \\*x\\* \\{id\\}", "a\\bs *x* {id}");
        check("|ok|: |not ok|, |no", "200 fine: |not ok|, |no");
        check("2 * 3 * 4 and a*b*c", "2 * 3 * 4 and a*b*c");
        check(
            "`open and *open and **open and ``open",
            "`open and *open and **open and ``open",
        );
        check("(``a``), '*', \"**\"", "(a), '*', \"**\"");
        check("``a``b c``", "a``b c");
        check("a\nb ``c\nd`` e", "a b c d e");
        check("http://x.example/*a* :a:b", "http://x.example/a :a:b");
        check("`ж`", "ж");
        check("\\", "");
        check("x\\", "x");
    }

    #[test]
    fn styles_are_told() {
        let (_, runs) = read("a ``b`` *c* :ref:`d` :header:`e`");
        let styles: Vec<(&str, Style)> = runs.iter().map(|(t, s)| (t.as_str(), *s)).collect();
        assert_eq!(
            styles,
            [
                ("a ", Style::Plain),
                ("b", Style::Code),
                (" ", Style::Plain),
                ("c", Style::Strong),
                (" ", Style::Plain),
                ("d", Style::Plain),
                (" ", Style::Plain),
                ("e", Style::Code),
            ]
        );
    }

    #[test]
    fn marks_without_an_end_are_looked_for_once() {
        for mark in [
            "`a ", "*a ", "**a ", "``a ", "|a ", ":r:`a ", "a\\", "``a``b",
        ] {
            let text = mark.repeat(4_000);
            assert!(!read(&text).0.is_empty());
        }
    }
}
