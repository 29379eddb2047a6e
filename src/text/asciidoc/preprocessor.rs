//! What AsciiDoc does before blocks are read: definitions of attributes, conditions, included files.

use std::collections::BTreeSet;

use super::super::document::Kind;
use super::super::source::{MAX_INCLUDES, NOT_THERE, READ_BY_ITSELF, Source, TOO_MUCH, selected};
use super::{Reader, Style, read};

/// The longest value of an attribute, in bytes.
const LONGEST_VALUE: usize = 4096;

impl<'p> Reader<'_, 'p, '_> {
    /// The definition of an attribute, which may go on over lines.
    pub(super) fn define(
        &mut self,
        at: usize,
        end: usize,
        depth: usize,
        name: &str,
        value: usize,
    ) -> usize {
        let mut next = at + 1;
        let mut whole = self.text(at)[value..].to_owned();
        while next < end && whole.ends_with(" \\") && whole.len() < LONGEST_VALUE {
            whole.truncate(whole.len() - 1);
            whole.push_str(self.text(next));
            next += 1;
        }
        let own = name.trim_matches('!').to_lowercase();
        if name.contains('!') {
            self.document.attributes.values.remove(&own);
        } else if whole.len() <= LONGEST_VALUE {
            let value = self.document.attributes.resolve(&whole);
            if value.len() <= LONGEST_VALUE {
                self.document.attributes.values.insert(own, value);
            }
        }
        self.push(Kind::Comment, at..next, depth);
        next
    }

    /// A macro on a line of its own; the line behind it, or behind what its condition leaves out.
    pub(super) fn block_macro(
        &mut self,
        at: usize,
        end: usize,
        depth: usize,
        own: (&str, &str, &str),
    ) -> usize {
        let (name, target, inner) = own;
        let what = match name {
            "include" => {
                self.include(at, depth, target, inner);
                return at + 1;
            }
            "ifdef" | "ifndef" if inner.is_empty() => {
                let values = &self.document.attributes.values;
                let is_defined = target
                    .split([',', '+'])
                    .any(|name| values.contains_key(name));
                let next = if is_defined == (name == "ifdef") {
                    at + 1
                } else {
                    self.behind_condition(at, end)
                };
                self.push(Kind::Comment, at..next, depth);
                return next;
            }
            "ifdef" | "ifndef" | "ifeval" | "endif" => return self.passed(at, depth),
            "image" | "video" | "audio" => "an image",
            "toc" => "a table of contents",
            _ => "a macro",
        };
        self.push(Kind::Other(what), at..at + 1, depth);
        at + 1
    }

    /// The line behind the end of a condition that does not hold.
    fn behind_condition(&self, at: usize, end: usize) -> usize {
        let mut open = 1_usize;
        for line in at + 1..end {
            let text = self.text(line);
            let opens = ["ifdef::", "ifndef::", "ifeval::"];
            if opens.iter().any(|own| text.starts_with(own)) && text.ends_with("[]") {
                open += 1;
            } else if text.starts_with("endif::") {
                open -= 1;
            }
            if open == 0 {
                return line + 1;
            }
        }
        end
    }

    fn include(&mut self, at: usize, depth: usize, target: &str, options: &str) {
        let target = self.document.attributes.resolve(target);
        let page = self.document.page;
        let Some((file, text)) = page.companion_of(self.source.file, &target) else {
            return self.push(Kind::Other(NOT_THERE), at..at + 1, depth);
        };
        let part = part_of(text, options);
        if part.is_none() && page.is_apart(file) {
            return self.push(Kind::Other(READ_BY_ITSELF), at..at + 1, depth);
        }
        let text = part.as_deref().unwrap_or(text);
        let is_open = self.document.including.iter().any(|open| open == file);
        let budget = self.document.attributes.budget.checked_sub(text.len() + 1);
        let Some(budget) =
            budget.filter(|_| !is_open && self.document.including.len() < MAX_INCLUDES)
        else {
            return self.push(Kind::Other(TOO_MUCH), at..at + 1, depth);
        };
        self.document.attributes.budget = budget;
        let offset = self.document.offset;
        let own = Style { all: options }
            .named("leveloffset")
            .unwrap_or_default();
        if let Ok(own) = own.trim_start_matches('+').parse::<i8>() {
            self.document.offset = offset.saturating_add(own.clamp(-6, 6));
        }
        self.document.including.push(file.to_owned());
        let source = Source {
            text,
            file,
            at: Some(self.span(at..at + 1)),
        };
        read(source, self.document, depth);
        self.document.including.pop();
        self.document.offset = offset;
    }

    /// The text that a listing includes; nothing where the file is not there.
    pub(super) fn included_text(&mut self, target: &str, options: &str) -> String {
        let target = self.document.attributes.resolve(target);
        let found = self.document.page.companion_of(self.source.file, &target);
        let Some((_, text)) = found else {
            return String::new();
        };
        let text = part_of(text, options).unwrap_or_else(|| text.to_owned());
        let left = self.document.attributes.budget.checked_sub(text.len() + 1);
        match left {
            Some(left) => {
                self.document.attributes.budget = left;
                text.trim_end().to_owned()
            }
            None => String::new(),
        }
    }
}

/// The lines of an included text that its options select; nothing where it is included whole.
fn part_of(text: &str, options: &str) -> Option<String> {
    let style = Style { all: options };
    if let Some(lines) = style.named("lines") {
        return Some(selected(text, lines));
    }
    let tags = style.named("tag").or(style.named("tags"))?;
    let tags: BTreeSet<&str> = tags.split([',', ';']).map(str::trim).take(100).collect();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    let mut part = String::new();
    for line in text.lines() {
        if let Some(name) = tag(line, "tag::") {
            if tags.contains(name) || tags.contains("*") || tags.contains("**") {
                open.insert(name);
            }
        } else if let Some(name) = tag(line, "end::") {
            open.remove(name);
        } else if !open.is_empty() || tags.contains("**") {
            part.push_str(line);
            part.push('\n');
        }
    }
    Some(part)
}

fn tag<'t>(line: &'t str, mark: &str) -> Option<&'t str> {
    let (_, rest) = line.split_once(mark)?;
    let (name, _) = rest.split_once("[]")?;
    Some(name)
}
