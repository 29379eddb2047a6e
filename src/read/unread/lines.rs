//! The lines of a page that look like an operation, whatever markup it is in: a code block's leading
//! lines, and lines of text that begin with a method and a path behind their marks. Whatever else
//! names a method with a path is a mention.

use std::ops::Range;

use super::line::{Request, Setting, leading_path, marks, only_methods, request_at, requests_in};
use super::marks::{Kind, Lead, cells, fence, is_link_to_page, leads_to_page};
use crate::text::page::{Page, Span};

/// How a place of a page shows a method with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// As an operation: on a line of its own, in a row, in a heading.
    Line,
    /// In passing: within a sentence, a command, a message.
    Mention,
}

/// A method with a path, as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The method.
    pub method: &'static str,
    /// The target, as it is written.
    pub target: String,
    /// From the method to the end of the target.
    pub span: Span,
    /// The line, from 1.
    pub line: usize,
    /// How it is shown.
    pub rank: Rank,
}

/// Every method with a path that a page shows, in order.
pub(super) fn shown(page: &Page) -> Vec<Shown> {
    let mut scanner = Scanner {
        found: Vec::new(),
        inside: Inside::Text,
        goes_on: Paragraph::None,
        number: 0,
    };
    for (start, line) in page.lines() {
        scanner.number += 1;
        scanner.line(start, line);
    }
    scanner.found
}

/// What a line stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Text, with marks of its own.
    Text,
    /// A code block, until a fence of the same character and at least this length.
    Fence(char, usize, Listing),
    /// A comment.
    Comment,
    /// What stands before the page's text, between lines of dashes.
    FrontMatter,
}

/// Whether a code block has been nothing but request lines, and words on them, so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listing {
    Lasts,
    Over,
}

/// What the line before was, as far as the next one may go on with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paragraph {
    /// Nothing goes on: a line begins anew.
    None,
    /// A sentence goes on.
    Sentence,
}

struct Scanner {
    found: Vec<Shown>,
    inside: Inside,
    goes_on: Paragraph,
    number: usize,
}

impl Scanner {
    fn line(&mut self, start: usize, line: &str) {
        match self.inside {
            Inside::FrontMatter => {
                if line.trim_end() == "---" {
                    self.inside = Inside::Text;
                }
            }
            Inside::Comment => {
                if line.contains("-->") {
                    self.inside = Inside::Text;
                    self.goes_on = Paragraph::None;
                }
            }
            Inside::Fence(mark, length, listing) => self.code((mark, length, listing), start, line),
            Inside::Text if self.number == 1 && line.trim_end() == "---" => {
                self.inside = Inside::FrontMatter;
            }
            Inside::Text => self.text(start, line),
        }
    }

    fn code(&mut self, (mark, length, listing): (char, usize, Listing), start: usize, line: &str) {
        let inner = line.trim_start_matches([' ', '\t', '>']);
        if fence(inner).is_some_and(|(m, n, rest)| m == mark && n >= length && rest.is_empty()) {
            self.inside = Inside::Text;
            self.goes_on = Paragraph::None;
            return;
        }
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            return;
        }
        if listing == Listing::Lasts {
            let at = line.len() - trimmed.len();
            if let Some(request) = request_at(line, at, Setting::Code) {
                self.push(start, &request, Rank::Line);
                return;
            }
            let is_remark = ["#", "//", "--", ";"]
                .iter()
                .any(|mark| trimmed.starts_with(mark));
            if is_remark {
                return;
            }
            self.inside = Inside::Fence(mark, length, Listing::Over);
        }
        self.mentions(start, line, 0..0, Setting::Code);
    }

    fn text(&mut self, start: usize, line: &str) {
        let mut line = line;
        if line.contains('<')
            && let Some(at) = line.find("<!--")
        {
            if !line[at..].contains("-->") {
                self.inside = Inside::Comment;
            }
            line = &line[..at];
        }
        let lead = Lead::of(line);
        let rest = &line[lead.length..];
        if rest.trim().is_empty() {
            self.goes_on = Paragraph::None;
            return;
        }
        if let Some((mark, length, info)) = fence(rest)
            && !(mark == '`' && info.contains('`'))
        {
            self.inside = Inside::Fence(mark, length, Listing::Lasts);
            return;
        }
        let begins = lead.kind != Kind::Plain || self.goes_on == Paragraph::None;
        let taken = if !may_show(line) {
            0..0
        } else if lead.kind == Kind::Row {
            self.row(start, line, lead.length)
        } else if begins {
            self.leading(start, line, &lead)
        } else {
            0..0
        };
        self.mentions(start, line, taken.clone(), Setting::Text);
        let ends = rest.trim_end();
        let breaks = ends.ends_with([':', '\\']) || rest.ends_with("  ") || ends.ends_with("<br>");
        let is_over = lead.kind == Kind::Heading || lead.kind == Kind::Row || breaks;
        self.goes_on = if is_over || taken.end > 0 {
            Paragraph::None
        } else {
            Paragraph::Sentence
        };
    }

    /// A line that begins with a method and a path, behind its marks; which bytes of it they are.
    fn leading(&mut self, start: usize, line: &str, lead: &Lead) -> Range<usize> {
        if let Some((method, at)) = lead.method
            && let Some((before, path)) = leading_path(&line[at..])
        {
            let range = at + before..at + before + path.len();
            self.push_one(start, method, path, range.clone(), Rank::Line);
            return 0..range.end;
        }
        if let Some(found) = element(line) {
            let (method, path, range) = found;
            self.push_one(start, method, path, range.clone(), Rank::Line);
            return range;
        }
        let at = lead.length + marks(&line[lead.length..]);
        let request = request_at(line, at, Setting::Text).or_else(|| {
            let is_heading = lead.kind == Kind::Heading;
            is_heading.then(|| in_heading(line)).flatten()
        });
        let Some(request) = request else {
            return 0..0;
        };
        let tail = &line[request.range.end..];
        let links = line[lead.length..request.range.start].contains('[') && tail.contains(']');
        if links && leads_to_page(&tail[tail.find(']').unwrap_or_default()..]) {
            return 0..0;
        }
        if lead.kind != Kind::Heading && is_sentence(tail, request.is_code, lead.kind) {
            return 0..0;
        }
        self.push(start, &request, Rank::Line);
        request.range
    }

    /// A row of a table: a cell with both, or one with methods and another that begins with a path.
    fn row(&mut self, start: usize, line: &str, from: usize) -> Range<usize> {
        let cells = cells(line, from);
        if cells
            .iter()
            .any(|cell| is_link_to_page(&line[cell.clone()]))
        {
            return 0..0;
        }
        for cell in &cells {
            let at = cell.start + marks(&line[cell.clone()]);
            let within = &line[..cell.end];
            if let Some(request) = request_at(within, at, Setting::Text)
                && !is_sentence(&within[request.range.end..], request.is_code, Kind::Row)
            {
                self.push(start, &request, Rank::Line);
                return request.range;
            }
        }
        let methods = cells
            .iter()
            .find_map(|c| Some((only_methods(&line[c.clone()])?, c)));
        let path = cells.iter().find_map(|c| {
            let (before, path) = leading_path(&line[c.clone()])?;
            path.starts_with(['/', '{', 'h'])
                .then_some((c.start + before, path))
        });
        let (Some((methods, cell)), Some((at, path))) = (methods, path) else {
            return 0..0;
        };
        let own = &line[cell.clone()];
        let begin = cell.start + own.len() - own.trim_start().len();
        let end = cell.start + own.trim_end().len();
        let range = begin.min(at)..end.max(at + path.len());
        for method in methods {
            self.push_one(start, method, path, range.clone(), Rank::Line);
        }
        range
    }

    /// What a line names besides what was taken of it.
    fn mentions(&mut self, start: usize, line: &str, taken: Range<usize>, setting: Setting) {
        if !may_show(line) {
            return;
        }
        for request in requests_in(line, setting) {
            let is_apart = request.range.end <= taken.start || request.range.start >= taken.end;
            if is_apart {
                self.push(start, &request, Rank::Mention);
            }
        }
    }

    fn push(&mut self, start: usize, request: &Request<'_>, rank: Rank) {
        for method in &request.methods {
            let range = request.range.clone();
            self.push_one(start, method, request.target, range, rank);
        }
    }

    fn push_one(
        &mut self,
        start: usize,
        method: &'static str,
        target: &str,
        range: Range<usize>,
        rank: Rank,
    ) {
        self.found.push(Shown {
            method,
            target: target.to_owned(),
            span: Span::new(start + range.start, start + range.end),
            line: self.number,
            rank,
        });
    }
}

/// Whether a line can show a target at all: every one has a slash.
fn may_show(line: &str) -> bool {
    line.as_bytes().contains(&b'/')
}

/// A request in a heading that stands behind other words, set apart from them.
fn in_heading(line: &str) -> Option<Request<'_>> {
    requests_in(line, Setting::Text)
        .into_iter()
        .find(|request| {
            let before = line[..request.range.start].trim_end_matches(['*', '_']);
            before.ends_with(['`', '(', '[', ':', '>'])
                || ["- ", "– ", "— ", ": "]
                    .iter()
                    .any(|mark| before.ends_with(mark))
        })
}

/// An element with a method and a path, as `<Route method="GET">/loans</Route>`.
fn element(line: &str) -> Option<(&'static str, &str, Range<usize>)> {
    let at = line.find("method=")?;
    let value = line[at + 7..].trim_start_matches(['"', '\'', '{']);
    let start = line.len() - value.len();
    let length = value
        .bytes()
        .take(12)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let method = only_methods(&value[..length].to_ascii_uppercase())?;
    let attribute = ["path=", "url=", "route=", "href="]
        .iter()
        .find_map(|name| {
            let found = line.find(name)? + name.len();
            Some(found + usize::from(line[found..].starts_with(['"', '\''])))
        });
    let inside = || line[start..].find('>').map(|end| start + end + 1);
    let from = attribute.or_else(inside)?;
    let (before, path) = leading_path(&line[from..])?;
    let path_at = from + before;
    let range = start.min(path_at)..(start + length).max(path_at + path.len());
    method.first().map(|method| (*method, path, range))
}

/// Whether what follows a request goes on as a sentence that only speaks of it.
fn is_sentence(tail: &str, is_code: bool, kind: Kind) -> bool {
    let words = tail.trim_start_matches(['`', '*', '_', ')', ']']);
    if words.starts_with("  ") || words.starts_with('\t') {
        return false;
    }
    let words = words.trim_start();
    if words.starts_with("HTTP/") {
        return false;
    }
    let goes_on = words
        .chars()
        .next()
        .is_some_and(|c| c.is_lowercase() || c == ',');
    // An item that begins with code explains it: `GET /loans` lists the loans.
    goes_on && !(is_code && kind == Kind::Item)
}
