//! Files that a page of reStructuredText includes: as blocks, as code, and for the substitutions that
//! they define.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::companions::{Use, references};
use super::super::document::{Block, Code, Kind};
use super::super::page::{Page, Span};
use super::super::source::{MAX_INCLUDES, NOT_THERE, READ_BY_ITSELF, Source, TOO_MUCH, selected};
use super::directives::Parts;
use super::inline::substitution_name;
use super::markers::directive;
use super::{Reader, read};

impl Reader<'_, '_> {
    /// An included file: its blocks stand where it is included.
    pub(super) fn include(&mut self, parts: &Parts<'_>, depth: usize) {
        if parts.option("code").is_some() || parts.option("literal").is_some() {
            return self.literal_include(parts, depth);
        }
        let target = self.target_of(parts);
        let Some((file, text)) = self.document.page.companion_of(self.source.file, &target) else {
            return self.push_for(Kind::Other(NOT_THERE), parts, depth);
        };
        let is_whole = parts.options.is_empty();
        if is_whole && self.document.page.is_apart(file) {
            return self.push_for(Kind::Other(READ_BY_ITSELF), parts, depth);
        }
        let text = between(text, parts);
        let is_open = self.document.including.iter().any(|open| open == file);
        if is_open || self.document.including.len() >= MAX_INCLUDES || !self.afford(text.len()) {
            return self.push_for(Kind::Other(TOO_MUCH), parts, depth);
        }
        let source = Source {
            text,
            file,
            at: Some(self.whole(parts)),
        };
        self.document.including.push(file.to_owned());
        read(source, self.document, depth);
        self.document.including.pop();
    }

    /// An included file as code.
    pub(super) fn literal_include(&mut self, parts: &Parts<'_>, depth: usize) {
        let target = self.target_of(parts);
        let named = ["language", "code"]
            .into_iter()
            .find_map(|name| parts.option(name));
        let language = named.map(|language| language.text.clone());
        let place = self.whole(parts);
        self.included_lines(&target, language.as_deref(), (place, depth), |text| {
            let text = between(text, parts);
            match parts.option("lines") {
                Some(lines) => Cow::Owned(selected(text, &lines.text)),
                None => Cow::Borrowed(text),
            }
        });
    }

    /// All of a file as code, at the place that names it.
    pub(super) fn included_code(
        &mut self,
        target: &str,
        language: Option<&str>,
        place: Span,
        depth: usize,
    ) {
        self.included_lines(target, language, (place, depth), |text| Cow::Borrowed(text));
    }

    fn included_lines(
        &mut self,
        target: &str,
        language: Option<&str>,
        (span, depth): (Span, usize),
        lines: impl for<'t> FnOnce(&'t str) -> Cow<'t, str>,
    ) {
        let found = self.document.page.companion_of(self.source.file, target);
        let kind = match found {
            None => Kind::Other(NOT_THERE),
            Some((_, text)) if !self.afford(text.len()) => Kind::Other(TOO_MUCH),
            Some((file, text)) => {
                let end = Path::new(file).extension().and_then(|end| end.to_str());
                let language = language.or(end).unwrap_or_default();
                Kind::Code(Code {
                    language: language.to_lowercase(),
                    body: span,
                    indentation: 0,
                    text: Some(lines(text).trim_end().to_owned()),
                })
            }
        };
        self.document.blocks.push(Block { kind, span, depth });
    }

    /// The file that a directive names: all of its argument, spaces included.
    pub(super) fn target_of(&self, parts: &Parts<'_>) -> String {
        let argument = parts.argument.first().cloned().unwrap_or(0..0);
        self.source.slice(argument).trim().to_owned()
    }

    /// Whether so much may still be added to the page, which is then counted.
    pub(super) fn afford(&mut self, bytes: usize) -> bool {
        let left = self.document.words.budget.checked_sub(bytes + 1);
        self.document.words.budget = left.unwrap_or(self.document.words.budget);
        left.is_some()
    }
}

/// What of an included text is between the lines and the words that the options say.
fn between<'t>(text: &'t str, parts: &Parts<'_>) -> &'t str {
    let option = |name: &str| parts.option(name).map(|value| value.text.trim());
    let number = |name: &str| option(name).and_then(|value| value.parse::<usize>().ok());
    let line = |count: usize| {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        std::iter::once(0)
            .chain(starts)
            .nth(count)
            .unwrap_or(text.len())
    };
    let start = number("start-line").map_or(0, line);
    let end = number("end-line").map_or(text.len(), line).max(start);
    let mut text = &text[start..end];
    if let Some(found) = option("start-after").and_then(|words| Some((words, text.find(words)?))) {
        text = &text[found.1 + found.0.len()..];
    }
    if let Some(at) = option("start-at").and_then(|words| text.find(words)) {
        text = &text[text[..at].rfind('\n').map_or(0, |line| line + 1)..];
    }
    if let Some(at) = option("end-before").and_then(|words| text.find(words)) {
        text = &text[..at];
    }
    if let Some(at) = option("end-at").and_then(|words| text.find(words)) {
        text = &text[..text[at..].find('\n').map_or(text.len(), |line| at + line)];
    }
    text
}

/// What substitutions stand for, in the page and whatever it includes; the first definition counts.
pub(super) fn substitutions(page: &Page) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut texts = vec![(String::new(), page.text())];
    while let Some((file, text)) = texts.pop() {
        collect(text, &mut found);
        let name = if file.is_empty() { page.path() } else { &file };
        for reference in references(name, text) {
            if reference.use_ == Use::Data {
                continue;
            }
            if let Some((path, text)) = page.companion_of(&file, &reference.target)
                && seen.insert(path.to_owned())
            {
                texts.push((path.to_owned(), text));
            }
        }
    }
    found
}

fn collect(text: &str, found: &mut BTreeMap<String, String>) {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let own = line.trim_start();
        let Some(rest) = own.strip_prefix(".. |") else {
            continue;
        };
        let Some((name, rest)) = rest.split_once("| ") else {
            continue;
        };
        let Some(("replace", at)) = directive(rest.trim_start()) else {
            continue;
        };
        let mut value = rest.trim_start()[at..].trim().to_owned();
        let indent = line.len() - own.len();
        while let Some(next) = lines.peek() {
            let deeper = next.len() - next.trim_start().len() > indent;
            if next.trim().is_empty() || !deeper {
                break;
            }
            value.push(' ');
            value.push_str(next.trim());
            lines.next();
        }
        found.entry(substitution_name(name)).or_insert(value);
    }
}
