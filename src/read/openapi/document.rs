//! A description's document, with what its references lead to.

use std::collections::HashMap;

use crate::text::page::Span;
use crate::text::tree::{Tree, View};

/// How many references may follow one another.
const LONGEST_CHAIN: usize = 32;

/// The most files that are read beside a document.
const MOST_FILES: usize = 200;

/// A document with the files that it refers to.
#[derive(Debug)]
pub(super) struct Document {
    /// The document and, behind it, the files.
    trees: Vec<Tree>,
    /// Which file a name means in a document, both by their places among the trees.
    files: HashMap<(usize, String), usize>,
    /// The place of a page that stands for the document's own places.
    at: Option<Span>,
}

/// A reference that leads to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// Where it stands.
    pub span: Span,
    /// What it names.
    pub reference: String,
    /// Why it leads to nothing.
    pub why: Why,
}

/// Why a reference leads to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Nothing stands there.
    Nothing,
    /// It leads back to itself.
    Circle,
    /// It names a file that is not at hand.
    File,
}

impl Document {
    /// A document, whose own path is `path`, with the files that `file` has for a path and a name in it;
    /// `at` is the place of the page that its facts are cited at, where it is not that page itself.
    pub(super) fn new<'f>(
        own: Tree,
        path: &'f str,
        at: Option<Span>,
        file: impl Fn(&str, &str) -> Option<(&'f str, &'f str)>,
    ) -> Self {
        let mut paths = vec![path];
        let mut trees = vec![own];
        let mut files = HashMap::new();
        let mut next = 0;
        while let (Some(tree), Some(from)) = (trees.get(next), paths.get(next).copied()) {
            for name in file_names(tree) {
                let Some((path, text)) = file(from, &name) else {
                    continue;
                };
                let known = paths.iter().position(|other| *other == path);
                let place = known.or_else(|| {
                    let tree = Tree::of(text).ok().filter(|_| trees.len() < MOST_FILES)?;
                    trees.push(tree);
                    paths.push(path);
                    Some(trees.len() - 1)
                });
                files.extend(place.map(|place| ((next, name), place)));
            }
            next += 1;
        }
        Self { trees, files, at }
    }

    /// What all of the document stands in.
    pub(super) fn root(&self) -> View<'_> {
        self.trees[0].root().cited_at(self.at)
    }

    /// What stands at a place, or what the reference there leads to, through others where it leads to
    /// one. What stands in another file is cited where the reference to it stands.
    ///
    /// # Errors
    /// When a reference leads to nothing.
    pub(super) fn resolve<'t>(&'t self, view: View<'t>) -> Result<View<'t>, Broken> {
        let mut found = view;
        let first = view.get("$ref").unwrap_or(view);
        for _ in 0..LONGEST_CHAIN {
            let reference = found
                .get("$ref")
                .filter(|reference| reference.text().is_some());
            let Some(reference) = reference else {
                return Ok(found);
            };
            found = self
                .follow(reference)
                .map_err(|why| broken(reference, why))?;
        }
        Err(broken(first, Why::Circle))
    }

    fn file(&self, reference: View<'_>, name: &str) -> Option<&Tree> {
        let mut trees = self.trees.iter();
        let from = trees.position(|tree| reference.is_of(tree))?;
        let place = self.files.get(&(from, name.to_owned()))?;
        self.trees.get(*place)
    }

    fn follow<'t>(&'t self, reference: View<'t>) -> Result<View<'t>, Why> {
        let text = reference.text().unwrap_or_default();
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        let root = if file.is_empty() {
            reference.root()
        } else {
            let tree = self.file(reference, file).ok_or(Why::File)?;
            tree.root().cited_at(Some(reference.span()))
        };
        let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
        let is_pointer = pointer.is_empty() || pointer.starts_with('/');
        let found = root.pointed(&pointer).filter(|_| is_pointer);
        found.ok_or(Why::Nothing)
    }
}

fn broken(reference: View<'_>, why: Why) -> Broken {
    Broken {
        span: reference.span(),
        reference: reference
            .text()
            .unwrap_or_default()
            .chars()
            .take(200)
            .collect(),
        why,
    }
}

/// The files that a document's references name.
fn file_names(tree: &Tree) -> Vec<String> {
    let references = tree
        .mappings()
        .filter_map(|mapping| mapping.get("$ref")?.text());
    let files = references.filter_map(|text| text.split('#').next());
    let mut files: Vec<String> = files
        .filter(|file| !file.is_empty())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    files.truncate(MOST_FILES);
    files
}
