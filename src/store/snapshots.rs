//! Request shapes against `snapshots/`: one file an operation, its cases as sections, in the
//! format of insta, so that `cargo insta` reviews them.
//!
//! A shape is the plan: placeholders stand where values go, so no secret can be in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use insta::internals::SnapshotContents;
use similar::TextDiff;

use super::file::write_atomically;
use crate::plan::{Case, When};
use crate::protocol::request::{Framing, RequestPlan, Spelling};

/// A snapshot that is not as planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The shape changed; the difference, old to new.
    Changed(PathBuf, String),
    /// There is no snapshot of this operation.
    Missing(PathBuf),
    /// There is a snapshot and no such operation.
    Orphaned(PathBuf),
    /// The file is not a snapshot.
    Unreadable(PathBuf, String),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed(path, diff) => {
                write!(
                    f,
                    "{}: the planned requests have changed\n{diff}",
                    path.display()
                )
            }
            Self::Missing(path) => write!(f, "{}: there is no such snapshot", path.display()),
            Self::Orphaned(path) => write!(
                f,
                "{}: no operation of the tables has this snapshot",
                path.display()
            ),
            Self::Unreadable(path, reason) => {
                write!(
                    f,
                    "{}: could not read the snapshot: {reason}",
                    path.display()
                )
            }
        }
    }
}

/// Whether snapshots without an operation are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Orphans {
    /// They are trouble.
    Sought,
    /// They are left alone: only some of the tables are at hand.
    Ignored,
}

/// The request shapes of every operation, by operation id.
#[must_use]
pub(crate) fn shapes(cases: &[Case]) -> BTreeMap<String, String> {
    let mut shapes: BTreeMap<String, String> = BTreeMap::new();
    for case in cases {
        let text = shapes.entry(case.operation.0.clone()).or_default();
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&format!("## {}", case.id));
        for step in &case.steps {
            text.push('\n');
            match step.when {
                When::Always => {}
                When::AfterRefusal => text.push_str("# after a refusal only\n"),
                When::AfterServerError => text.push_str("# after a 5xx only\n"),
            }
            text.push_str(&shape(&step.plan));
        }
    }
    shapes
}

/// One request's shape: the request line, the fields, the content.
#[must_use]
pub(crate) fn shape(plan: &RequestPlan) -> String {
    let mut text = format!("{} {}", plan.method, plan.path);
    for (name, value) in &plan.headers {
        let name = match plan.spelling {
            Spelling::Lower => name.lower(),
            Spelling::Upper => name.as_str().to_ascii_uppercase(),
            Spelling::AsDocumented => name.to_string(),
        };
        text.push_str(&format!("\n{name}: {value}"));
    }
    let computed = plan.framing == Framing::Computed;
    if computed && plan.body.is_none() && plan.method.anticipates_content() {
        text.push_str("\ncontent-length: 0");
    }
    if let Some(body) = &plan.body {
        text.push_str("\n\n");
        text.push_str(body.trim_end());
    }
    text
}

/// Compares the shapes with the snapshots in `folder`.
#[must_use]
pub(crate) fn compare(folder: &Path, cases: &[Case], orphans: Orphans) -> Vec<Trouble> {
    let shapes = shapes(cases);
    let mut troubles = Vec::new();
    for (operation, shape) in &shapes {
        let path = snapshot_path(folder, operation);
        if !path.is_file() {
            troubles.push(Trouble::Missing(path));
            continue;
        }
        match stored(&path) {
            Err(reason) => troubles.push(Trouble::Unreadable(path, reason)),
            Ok(old) if old.trim_end() == shape.trim_end() => {}
            Ok(old) => {
                let diff = TextDiff::from_lines(old.trim_end(), shape.trim_end());
                let diff = diff.unified_diff().context_radius(3).to_string();
                troubles.push(Trouble::Changed(path, diff));
            }
        }
    }
    if orphans == Orphans::Sought {
        let known: BTreeSet<PathBuf> = shapes.keys().map(|id| snapshot_path(folder, id)).collect();
        let stored = snapshot_files(folder);
        let orphaned = stored.into_iter().filter(|path| !known.contains(path));
        troubles.extend(orphaned.map(Trouble::Orphaned));
    }
    troubles
}

/// Writes the shapes as the new snapshots and, where orphans are sought, removes the others.
/// Returns the files that changed.
///
/// # Errors
/// When a file cannot be written or removed; files already written stay.
pub(crate) fn accept(
    folder: &Path,
    cases: &[Case],
    orphans: Orphans,
) -> std::io::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder)?;
    let shapes = shapes(cases);
    let mut changed = Vec::new();
    for trouble in compare(folder, cases, orphans) {
        let path = match trouble {
            Trouble::Orphaned(path) => {
                std::fs::remove_file(&path)?;
                changed.push(path);
                continue;
            }
            Trouble::Changed(path, _) | Trouble::Missing(path) | Trouble::Unreadable(path, _) => {
                path
            }
        };
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if let Some(shape) = shapes.get(stem.as_ref()) {
            write_atomically(&path, &document(shape))?;
            changed.push(path);
        }
    }
    Ok(changed)
}

fn document(shape: &str) -> String {
    format!("---\nsource: specs\n---\n{shape}\n")
}

fn snapshot_path(folder: &Path, operation: &str) -> PathBuf {
    folder.join(format!("{operation}.snap"))
}

fn snapshot_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "snap"))
        .collect();
    files.sort();
    files
}

fn stored(path: &Path) -> Result<String, String> {
    let snapshot = insta::Snapshot::from_file(path).map_err(|error| error.to_string())?;
    match snapshot.contents() {
        SnapshotContents::Text(text) => Ok(text.to_string()),
        SnapshotContents::Binary(_) => Err("it is a binary snapshot".to_owned()),
    }
}
