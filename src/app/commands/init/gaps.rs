//! What looks like operations on pages and was not read, as far as a profile could say how it is to be read.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::configuration::quoted;
use crate::derive::Derived;
use crate::protocol::Method;
use crate::read::coverage::{Counted, Use};
use crate::read::plain::calls::{arguments_of, name_of, request_in};
use crate::read::{FindingCode, ForAll};
use crate::report::safe::sanitize;
use crate::report::summary::counted;
use crate::text::blocks;
use crate::text::document::{Component, Kind};
use crate::text::page::{Page, Span};

/// The most proposals of one kind that are written.
const MOST: usize = 12;

/// How often something was seen, and where first.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Often {
    count: usize,
    first: String,
}

impl Often {
    fn add(&mut self, page: &Page, span: Span) {
        if self.count == 0 {
            self.first = place(page, span);
        }
        self.count += 1;
    }
}

/// A method with the shape of a path.
type Requested = (Method, String);

/// Calls or elements by their names and what of them is a request, each request with its place.
type Unread = BTreeMap<(String, String), Vec<(Requested, String)>>;

/// What a profile could add.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// Calls of a template language, by their names and what of them is a request.
    calls: Unread,
    /// Elements, in the same way.
    components: Unread,
    /// Marks of segments that look like placeholders.
    placeholders: BTreeMap<String, Often>,
    /// Paths that pages say stand before all others.
    bases: BTreeMap<String, Often>,
    /// Commands that fit nothing documented.
    commands: Often,
    /// The paths of the operations that were read.
    paths: BTreeSet<String>,
    /// The operations that were read.
    read: HashSet<Requested>,
}

impl Gaps {
    /// Adds a page that is hand-written.
    pub(super) fn add(&mut self, page: &Page, derived: &Derived) {
        self.unread_blocks(page, derived);
        let commands = derived.findings.iter();
        for finding in commands.filter(|f| f.code == FindingCode::RequestShownNotDocumented) {
            self.commands.add(page, finding.places.first().span);
        }
        for (says, cites) in &derived.for_all {
            let ForAll::Base(base) = says else {
                continue;
            };
            if base.starts_with('/') {
                let often = self.bases.entry(base.clone()).or_default();
                often.count += 1;
                often.first = format!("{}:{cites}", sanitize(page.path()));
            }
        }
        let operations = derived.table.iter().flat_map(|table| &table.operations);
        let requests = operations.flat_map(|operation| {
            let paths = operation.paths.iter().flat_map(|row| &row.first().value);
            paths.map(|path| (operation.method.effective(), path.path()))
        });
        for (method, path) in requests {
            self.read.insert((method.clone(), path.shape()));
            let path = path.as_str().to_owned();
            for form in path.split('/').filter_map(marked) {
                let often = self.placeholders.entry(form).or_default();
                often.count += 1;
                if often.first.is_empty() {
                    often.first = format!("{}, `{}`", sanitize(page.path()), sanitize(&path));
                }
            }
            self.paths.insert(path);
        }
    }

    /// The calls and elements of a page that hold a request, and of which nothing was read.
    fn unread_blocks(&mut self, page: &Page, derived: &Derived) {
        let unread = derived.coverage.iter();
        let unread = unread.filter(|entry| matches!(entry.used, Use::None(_)));
        let kinds = [Counted::Call, Counted::Component];
        let unread: BTreeSet<(usize, usize)> = unread
            .filter(|entry| kinds.contains(&entry.block))
            .map(|entry| (entry.span.start, entry.span.end))
            .collect();
        if unread.is_empty() {
            return;
        }
        for block in blocks(page) {
            if !unread.contains(&(block.span.start, block.span.end)) {
                continue;
            }
            match &block.kind {
                Kind::Call(text) => {
                    let place = place(page, block.span);
                    if let Some((own, request)) = of_call(&text.text) {
                        self.calls.entry(own).or_default().push((request, place));
                    }
                }
                Kind::Component(component) => {
                    let place = place(page, block.span);
                    if let Some((own, request)) = of_component(component) {
                        self.components
                            .entry(own)
                            .or_default()
                            .push((request, place));
                    }
                }
                Kind::Heading { .. }
                | Kind::Paragraph(_)
                | Kind::Item(_)
                | Kind::Term(_)
                | Kind::Code(_)
                | Kind::Table(_)
                | Kind::Directive(_)
                | Kind::Field(_)
                | Kind::Comment
                | Kind::Other(_) => {}
            }
        }
    }

    /// The settings that stand in no table, each with its remark.
    fn at_the_top(&self) -> Vec<(String, String)> {
        let mut top = Vec::new();
        for (base, often) in self.bases.iter().take(MOST) {
            let begins = |path: &&String| path.starts_with(base.as_str());
            let without = self.paths.len() - self.paths.iter().filter(begins).count();
            if without > 0 {
                let of = counted(without, "path");
                let remark = format!("{} says so; without it: {of} of operations.", often.first);
                top.push((remark, format!("base = {}", quoted(base))));
            }
        }
        if self.commands.count > 0 {
            let of = counted(self.commands.count, "command");
            let remark = format!(
                "{of} call what no page documents, the first in {}.",
                self.commands.first
            );
            top.push((remark, "commands-declare = true".to_owned()));
        }
        if !self.placeholders.is_empty() {
            let forms = self.placeholders.iter().take(MOST);
            let told = forms.clone().map(|(form, often)| {
                format!(
                    "{form} in {}, as in {}",
                    counted(often.count, "path"),
                    often.first
                )
            });
            let remark = format!(
                "Segments that look like placeholders: {}.",
                told.collect::<Vec<_>>().join("; ")
            );
            let forms: Vec<String> = forms.map(|(form, _)| quoted(form)).collect();
            top.push((remark, format!("placeholders = [{}]", forms.join(", "))));
        }
        top
    }

    /// The calls or elements of requests that are no operation yet, the most frequent first, each with its remark.
    fn named(&self, all: &Unread) -> Vec<(String, String)> {
        let open = all.iter().filter_map(|(own, requests)| {
            let is_open = |(request, _): &&(Requested, String)| !self.read.contains(request);
            let (_, first) = requests.iter().find(is_open)?;
            Some((requests.iter().filter(is_open).count(), first, own))
        });
        let mut open: Vec<_> = open.collect();
        open.sort_by(|left, right| right.0.cmp(&left.0).then(left.2.cmp(right.2)));
        let mut names = BTreeSet::new();
        // A name stands in a table once: with what most of its calls say.
        open.retain(|(_, _, (name, _))| names.insert(name));
        let told = open
            .into_iter()
            .take(MOST)
            .map(|(count, place, (name, request))| {
                let remark = format!("{}, the first in {place}.", counted(count, "time"));
                (remark, format!("{} = {request}", quoted(name)))
            });
        told.collect()
    }

    /// The settings that a profile could have, each with its remark, by the table that they stand in.
    fn settings(&self) -> Vec<(&'static str, Vec<(String, String)>)> {
        vec![
            ("", self.at_the_top()),
            ("template-calls", self.named(&self.calls)),
            ("components", self.named(&self.components)),
        ]
    }

    /// The text of a profile with everything that was found commented out; none where nothing was.
    pub(super) fn profile(&self) -> Option<String> {
        let settings = self.settings();
        if settings.iter().all(|(_, own)| own.is_empty()) {
            return None;
        }
        let mut text = String::from(
            "# What was found on the pages that looks like operations and was not read, or not to its end.\n\
             # Uncomment what is so (docs/reading.md, Profiles), then look at `as-documented lint` again.\n\
             format = 1\n",
        );
        for (table, own) in settings {
            if own.is_empty() {
                continue;
            }
            // A table without keys says nothing.
            if !table.is_empty() {
                text.push_str(&format!("\n[{table}]\n"));
            }
            for (remark, setting) in own {
                let gap = if table.is_empty() { "\n" } else { "" };
                text.push_str(&format!("{gap}# {remark}\n# {setting}\n"));
            }
        }
        Some(text)
    }

    /// What was found, a line each, for the screen.
    pub(super) fn told(&self) -> String {
        let settings = self.settings().into_iter();
        let told = settings.flat_map(|(table, own)| {
            own.into_iter().map(move |(remark, setting)| match table {
                "" => format!("not read: {setting}: {remark}\n"),
                table => format!("not read: [{table}] {setting}: {remark}\n"),
            })
        });
        told.collect()
    }
}

/// The place of a span, for people.
fn place(page: &Page, span: Span) -> String {
    let line = page.position(span.start).line;
    format!("{}:{line}", sanitize(page.path()))
}

/// A call's name and what of it is a request.
fn of_call(text: &str) -> Option<((String, String), Requested)> {
    let name = name_of(text)?;
    let arguments = arguments_of(text, name)?;
    let arguments: Vec<(Option<&str>, &str)> = arguments
        .iter()
        .map(|argument| (argument.name, argument.value))
        .collect();
    let held = request_in(name, &arguments)?;
    Some(((sanitize(name), sanitize(&held.setting)), held.request))
}

/// An element's name and what of it is a request.
fn of_component(component: &Component) -> Option<((String, String), Requested)> {
    let attributes = component.attributes.iter();
    let attributes: Vec<(Option<&str>, &str)> = attributes
        .filter(|own| !own.name.contains(['"', '\\']))
        .map(|own| (Some(own.name.as_str()), own.value.text.trim()))
        .collect();
    let held = request_in(&component.name, &attributes)?;
    let own = (sanitize(&component.name), sanitize(&held.setting));
    Some((own, held.request))
}

/// The marks of a segment that looks like a placeholder and is none yet: `%NAME%`.
fn marked(segment: &str) -> Option<String> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let from = segment.find(|c: char| c.is_ascii_alphanumeric())?;
    let (before, rest) = segment.split_at(from);
    let end = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() > 1;
    let is_mark = |c: char| matches!(c, '%' | '@' | '!' | '^' | '*' | '~' | '+');
    // A mark on one side alone is as often a part of a name: `@me`.
    let are_marks = [before, behind]
        .iter()
        .all(|marks| !marks.is_empty() && marks.chars().all(is_mark));
    (is_name && are_marks).then(|| format!("{before}NAME{behind}"))
}
