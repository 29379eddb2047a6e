//! Requests that headings name, alone or with what stands above them.

use super::super::layout::Layout;
use super::super::lines::request_lines;
use super::super::rows::{path_above, path_said_above};
use super::super::spellings::{
    first_request, glued, leading, leading_path, methods_of_all, reversed,
};
use super::super::target::{self, Spelled};
use super::{Carrier, Mention, Mentions};
use crate::read::RequestLine;
use crate::text::document::Prose;

impl Mentions {
    /// A heading that names a request, or a half of one whose other half stands above.
    pub(super) fn heading(&mut self, layout: &Layout<'_>, index: usize, text: &Prose) {
        if let Some((first, spelled)) = first_request(&text.text) {
            let spelled = spelled.moved(first);
            self.push(Carrier::Heading, index, &spelled, text);
            // `GET /desks & GET /shelves`.
            let rest = text.text.get(spelled.end..).unwrap_or_default();
            for other in leading(rest).into_iter().flat_map(|(all, _)| all) {
                self.push(Carrier::Heading, index, &other.moved(spelled.end), text);
            }
            for other in further_paths(&text.text, &spelled) {
                self.push(Carrier::Heading, index, &other, text);
            }
            return;
        }
        if let Some(spelled) = annotated(&text.text) {
            return self.push(Carrier::Heading, index, &spelled, text);
        }
        if let Some(spelled) = capitalized(&text.text).or_else(|| glued(&text.text)) {
            return self.push(Carrier::Heading, index, &spelled, text);
        }
        if self.below_method(layout, index, text, Carrier::Heading) {
            return;
        }
        if let Some((path, verb)) = reversed(&text.text) {
            return self.push_apart(Carrier::Heading, index, text, path, verb);
        }
        if let Some(mention) = in_brackets(layout, index, text) {
            self.requests.push(mention);
            return;
        }
        if let Some(mention) = lone_method(layout, index, text) {
            self.requests.push(mention);
        }
    }

    /// Words that begin with a path below a heading that names the methods of all.
    pub(super) fn below_method(
        &mut self,
        layout: &Layout<'_>,
        index: usize,
        text: &Prose,
        carrier: Carrier,
    ) -> bool {
        let Some(mut spelled) = leading_path(text) else {
            return false;
        };
        let is_heading = carrier == Carrier::Heading;
        let mut above = layout.headings(index).skip(usize::from(is_heading));
        let found = above.find_map(|heading| Some((heading, methods_of_all(heading)?)));
        let Some((heading, methods)) = found else {
            return false;
        };
        spelled.methods = methods.iter().map(|(m, _)| (m.clone(), 0..0)).collect();
        let lines = request_lines(&spelled, |range| text.span(range)).into_iter();
        for (mut line, (_, range)) in lines.zip(methods) {
            line.method_span = heading.span(range);
            self.requests.push(Mention::named(carrier, index, line));
        }
        true
    }
}

/// What stands in brackets at the end of a heading, and where.
fn bracketed(text: &str) -> Option<(usize, &str)> {
    let open = text.rfind('[')?;
    let inside = text[open + 1..].trim_end().strip_suffix(']')?;
    Some((open + 1, inside))
}

/// A heading with its method in brackets, `List desks [GET]`, or that is one, below one with the path, `Desks
/// [/desks]`.
fn in_brackets(layout: &Layout<'_>, index: usize, text: &Prose) -> Option<Mention> {
    let lead = text.text.len() - text.text.trim_start().len();
    let (at, word) = bracketed(&text.text).unwrap_or((lead, text.text.trim()));
    let method = target::method(word, false)?;
    let mut above = layout.headings(index).skip(1);
    let path = above.find_map(|heading| {
        let (at, inside) = bracketed(&heading.text)?;
        let spelled = target::target_at(inside, 0).filter(|_| inside.starts_with('/'))?;
        Some((spelled.target, heading.span(at..at + inside.len())))
    })?;
    let method_span = text.span(at..at + word.len());
    let line = RequestLine::joined((method, method_span), path);
    Some(Mention::named(Carrier::Heading, index, line))
}

/// A heading that is a method with a capital only, and a path: `Get /desks`.
fn capitalized(text: &str) -> Option<Spelled> {
    let start = text.len() - text.trim_start().len();
    let (word, rest) = text.get(start..)?.split_once(' ')?;
    let method = target::method(word, true)
        .filter(|_| word.starts_with(|c: char| c.is_ascii_uppercase()))?;
    let at = text.len() - rest.trim_start().len();
    let mut spelled = target::target_at(text, at).filter(|_| text[at..].starts_with('/'))?;
    let is_whole = text.get(spelled.end..)?.trim().is_empty();
    spelled.methods = vec![(method, start..start + word.len())];
    is_whole.then_some(spelled)
}

/// The paths that a heading names behind its first request, of the same method: `GET /desks & /shelves`.
fn further_paths(text: &str, first: &Spelled) -> Vec<Spelled> {
    let mut found: Vec<Spelled> = Vec::new();
    let mut end = first.end;
    while found.len() < MOST_PATHS {
        let rest = text.get(end..).unwrap_or_default();
        let words = rest.trim_start();
        let divider = ["&", "and ", "or ", ","]
            .iter()
            .find(|word| words.starts_with(**word));
        let Some(divider) = divider else {
            break;
        };
        let path = words[divider.len()..].trim_start();
        let at = text.len() - path.len();
        let Some(mut spelled) = target::target_at(text, at).filter(|_| path.starts_with('/'))
        else {
            break;
        };
        spelled.methods.clone_from(&first.methods);
        end = spelled.end;
        found.push(spelled);
    }
    found
}

/// The most further paths of a heading.
const MOST_PATHS: usize = 8;

/// A heading with an annotation of a template: `All desks {{ tag: 'GET', label: '/desks' }}`.
fn annotated(text: &str) -> Option<Spelled> {
    let open = text.find("{{")?;
    let close = open + text.get(open..)?.find("}}")?;
    let value = |name: &str| {
        let inside = text.get(open..close)?;
        let at = inside.find(name)? + name.len();
        let quoted = inside.get(at..)?;
        let start = quoted.len() - quoted.trim_start().len();
        let mark = quoted
            .trim_start()
            .chars()
            .next()
            .filter(|c| matches!(c, '\'' | '"'))?;
        let from = open + at + start + 1;
        let length = text.get(from..close)?.find(mark)?;
        Some(from..from + length)
    };
    let verb = value("tag:")?;
    let path = value("label:")?;
    let method = target::method(text.get(verb.clone())?, false)?;
    let mut spelled = target::target_at(text.get(..path.end)?, path.start)?;
    let is_path = text.get(path.clone())?.starts_with('/') && spelled.end == path.end;
    spelled.methods = vec![(method, verb)];
    is_path.then_some(spelled)
}

/// A heading with the method alone, of a section whose path stands in a block above.
fn lone_method(layout: &Layout<'_>, index: usize, text: &Prose) -> Option<Mention> {
    let words: Vec<&str> = text.text.split_whitespace().collect();
    let (word, is_short) = match words.as_slice() {
        [only] => (*only, true),
        [method, last] => (
            *method,
            last.eq_ignore_ascii_case("method") || last.eq_ignore_ascii_case("request"),
        ),
        _ => return None,
    };
    let method = target::method(word, false).filter(|_| is_short)?;
    let parent = layout.sections[layout.section(index)].parent;
    let from = layout.sections[parent].blocks.start;
    let said = || path_said_above(layout, from);
    let above = path_above(layout, from, index).or_else(said);
    let path = above?;
    let at = text.text.find(word).unwrap_or(0);
    let method_span = text.span(at..at + word.len());
    let line = RequestLine::joined((method, method_span), path);
    Some(Mention::named(Carrier::Heading, index, line))
}
