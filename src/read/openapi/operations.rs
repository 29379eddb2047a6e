//! Path items and their operations: which there are, what they are called, and their request lines.

use std::collections::HashMap;

use super::Reader;
use crate::protocol::Method;
use crate::protocol::target::RequestTarget;
use crate::protocol::template::{digest, slug};
use crate::read::coverage::{Counted, Topic, Unused, Use};
use crate::read::{Facts, FindingCode, Part, RequestLine};
use crate::text::tree::View;

/// The keys of a path item that are methods.
pub(crate) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// An operation where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'t> {
    /// The path, as it is written, and where.
    pub path: View<'t>,
    /// The path item.
    pub item: View<'t>,
    /// The method, as it is written, and where.
    pub method: View<'t>,
    /// The operation.
    pub operation: View<'t>,
}

impl Found<'_> {
    fn words(&self) -> String {
        let text = |view: View<'_>| view.text().unwrap_or_default().to_owned();
        format!("{} {}", text(self.method), text(self.path))
    }

    fn id(&self) -> Option<&str> {
        self.operation.get("operationId").and_then(View::text)
    }
}

/// Whether a key is of whoever wrote the description, and of no meaning here.
fn is_extension(key: View<'_>) -> bool {
    key.text().is_some_and(|key| key.starts_with("x-"))
}

impl<'t> Reader<'t> {
    /// Reads every operation of the document.
    pub(super) fn paths(&mut self) {
        let mut all: Vec<Found<'t>> = Vec::new();
        let paths = self
            .root
            .get("paths")
            .map(View::entries)
            .unwrap_or_default();
        for (path, item) in paths {
            if !is_extension(path) {
                self.path_item(path, item, &mut all);
            }
        }
        let webhooks = self
            .root
            .get("webhooks")
            .map(View::entries)
            .unwrap_or_default();
        for (name, _) in webhooks {
            self.enter(Counted::PathItem, name.span(), Use::None(Unused::Callback));
        }
        self.tell_of_ids(&all);
        for (found, name) in all.iter().zip(names(&all)) {
            self.operation(*found, name);
        }
    }

    fn path_item(&mut self, path: View<'t>, item: View<'t>, all: &mut Vec<Found<'t>>) {
        let text = path.text().unwrap_or_default();
        if !text.starts_with('/') {
            self.find(
                FindingCode::PathNotReadable,
                format!("the path `{}` does not begin with a slash", shown(text)),
                (path.span(), "no path"),
                "write it from the slash on, below the base of the servers",
            );
            return self.enter(
                Counted::PathItem,
                path.span(),
                Use::Finding(FindingCode::PathNotReadable),
            );
        }
        let Some(item) = self.resolved(item) else {
            let used = Use::Finding(FindingCode::ReferenceUnresolved);
            return self.enter(Counted::PathItem, path.span(), used);
        };
        let before = all.len();
        let entries = item.entries();
        if !self.spend(1 + entries.len()) {
            return self.enter(Counted::PathItem, path.span(), Use::None(Unused::TooMuch));
        }
        for (method, operation) in entries {
            let is_method = method.text().is_some_and(|key| METHODS.contains(&key));
            if is_method && operation.is_mapping() {
                all.push(Found {
                    path,
                    item,
                    method,
                    operation,
                });
            }
        }
        let used = if all.len() > before {
            Use::Fact(Topic::RequestLines)
        } else {
            Use::None(Unused::Empty)
        };
        self.enter(Counted::PathItem, path.span(), used);
    }

    /// Ids that several operations have.
    fn tell_of_ids(&mut self, all: &[Found<'t>]) {
        let mut first: HashMap<&str, View<'t>> = HashMap::new();
        for found in all {
            let Some(id) = found.operation.get("operationId") else {
                continue;
            };
            let Some(text) = id.text() else { continue };
            match first.get(text) {
                // A path item that stands for two paths, by an alias or a reference.
                Some(known) if known.is(id) => {}
                Some(_) => self.find(
                    FindingCode::OperationIdRepeated,
                    format!("another operation is called `{}`, too", shown(text)),
                    (id.span(), "taken already"),
                    "give each operation an id of its own",
                ),
                None => {
                    first.insert(text, id);
                }
            }
        }
    }

    fn operation(&mut self, found: Found<'t>, name: String) {
        if let Some((callbacks, _)) = found.operation.entry("callbacks") {
            let used = Use::None(Unused::Callback);
            self.enter(Counted::Operation, callbacks.span(), used);
        }
        let Some(facts) = self.facts(found) else {
            let used = Use::Finding(FindingCode::PathNotReadable);
            self.enter(Counted::Operation, found.method.span(), used);
            return self.responses_left_out(found, used);
        };
        let used = Use::Fact(Topic::RequestLines);
        self.enter(Counted::Operation, found.method.span(), used);
        self.parts.push(Part {
            name: Some(name),
            facts,
        });
    }

    fn facts(&mut self, found: Found<'t>) -> Option<Facts> {
        let Found {
            path,
            item,
            method,
            operation,
        } = found;
        let mut facts = Facts::default();
        let parameters = self.parameters(item, operation);
        let base = self.base(item, operation);
        let written = path.text().unwrap_or_default();
        let mut target = format!("{}{written}", base.prefix);
        self.hold_template(path, &parameters);
        let mut queries = self.take_parameters(&parameters, &mut facts);
        self.security(operation, &mut facts, &mut queries);
        for query in &queries {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(query);
        }
        let Ok(path_template) = RequestTarget::new(&target) else {
            self.find(
                FindingCode::PathNotReadable,
                format!("`{}` is no path template", shown(written)),
                (path.span(), "no path"),
                "write names in braces, one pair each, and no space",
            );
            return None;
        };
        let word = method.text().unwrap_or_default().to_ascii_uppercase();
        let line = RequestLine {
            method: Method::new(&word).ok()?,
            method_span: method.span(),
            path: path_template,
            path_span: path.span(),
            base: base.url,
        };
        self.request_body(found, &parameters, &line, &mut facts);
        facts.requests.push(line);
        self.responses(found, &mut facts);
        Some(facts)
    }
}

/// What sets operations apart in their ids: their own id, or method and path where they have none, or
/// another has the same.
fn names(all: &[Found<'_>]) -> Vec<String> {
    let mut names: Vec<String> = all
        .iter()
        .map(|found| {
            found
                .id()
                .filter(|id| !slug(id).is_empty())
                .map_or_else(|| found.words(), str::to_owned)
        })
        .collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for name in &names {
        *counts.entry(slug(name)).or_insert(0) += 1;
    }
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (name, found) in names.iter_mut().zip(all) {
        if counts.get(&slug(name)).is_some_and(|count| *count > 1) {
            *name = found.words();
        }
        *taken.entry(slug(name)).or_insert(0) += 1;
    }
    for (name, found) in names.iter_mut().zip(all) {
        if taken.get(&slug(name)).is_some_and(|count| *count > 1) {
            *name = format!("{name} {}", digest(&found.words()));
        }
    }
    names
}

/// A text of the document, short enough for a message.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(100).collect()
}
