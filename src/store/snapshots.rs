//! Request shapes against `snapshots/`: one file an operation, its cases as sections, in the
//! format of insta, so that `cargo insta` reviews them.
//!
//! A shape is the plan: placeholders stand where values go, so no secret can be in it. Files that do
//! not carry our mark are somebody else's.

mod difference;
mod stored;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use similar::TextDiff;

use self::difference::{CaseShape, Shapes, StepShape, expand};
use self::stored::{Stored, document, read};
use super::file::write_atomically;
use crate::plan::Case;
use crate::protocol::content::Content;
use crate::protocol::request::{Framing, RequestPlan};

/// A snapshot that is not as planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The shape changed; the difference, old to new.
    Changed(PathBuf, String),
    /// There is no snapshot of this operation.
    Missing(PathBuf),
    /// There is a snapshot and no such operation.
    Orphaned(PathBuf),
    /// The file is a snapshot of ours that cannot be read.
    Unreadable(PathBuf, String),
    /// The file is not ours.
    Foreign(PathBuf),
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
            Self::Foreign(path) => write!(
                f,
                "{}: this is no snapshot of requests; move it out of the folder, or name another \
                 folder with --snapshots",
                path.display()
            ),
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
fn shapes(cases: &[Arc<Case>]) -> BTreeMap<String, Shapes> {
    let mut shapes: BTreeMap<String, Shapes> = BTreeMap::new();
    for case in cases {
        let steps = case.steps.iter().map(|step| StepShape {
            when: step.when,
            text: shape(&step.plan),
        });
        let operation = shapes.entry(case.operation.0.clone()).or_default();
        operation.cases.push(CaseShape {
            id: case.id.clone(),
            steps: steps.collect(),
        });
    }
    shapes
}

/// One request's shape: the request line, the fields, the content.
#[must_use]
pub(crate) fn shape(plan: &RequestPlan) -> String {
    let mut text = format!("{} {}", plan.method, plan.path);
    for (name, value) in plan.fields() {
        let name = plan.spelling.of(name.as_str());
        text.push_str(&format!("\n{name}: {value}"));
    }
    let computed = plan.framing == Framing::Computed;
    if computed && plan.content.is_none() && plan.method.anticipates_content() {
        text.push_str("\ncontent-length: 0");
    }
    let content = match &plan.content {
        None => return text,
        Some(Content::Bytes(bytes)) => String::from_utf8_lossy(bytes),
        Some(Content::Template(template)) => Cow::from(&template.text),
    };
    text.push_str("\n\n");
    text.push_str(content.trim_end());
    text
}

/// Compares the shapes with the snapshots in `folder`. Snapshots in the form of an earlier version
/// hold the same where their requests are the same.
#[must_use]
pub(crate) fn compare(folder: &Path, cases: &[Arc<Case>], orphans: Orphans) -> Vec<Trouble> {
    let shapes = shapes(cases);
    let mut troubles: Vec<Trouble> = shapes
        .iter()
        .filter_map(|(operation, shapes)| trouble(folder, operation, shapes))
        .collect();
    if orphans == Orphans::Sought {
        troubles.extend(orphaned(folder, shapes.keys()));
    }
    troubles
}

/// The snapshots of a folder that are of none of these operations.
pub(crate) fn orphaned<'a>(
    folder: &Path,
    operations: impl Iterator<Item = &'a String>,
) -> Vec<Trouble> {
    let known: BTreeSet<PathBuf> = operations.map(|id| snapshot_path(folder, id)).collect();
    let stored = match snapshot_files(folder) {
        Ok(stored) => stored,
        Err(reason) => {
            let folder = folder.to_owned();
            return vec![Trouble::Unreadable(folder, reason.to_string())];
        }
    };
    let orphaned = stored.into_iter().filter(|path| !known.contains(path));
    let troubles = orphaned.map(|path| match read(folder, &path) {
        Err(reason) => Trouble::Unreadable(path, reason.to_string()),
        Ok(Stored::Foreign) => Trouble::Foreign(path),
        Ok(Stored::Short(_) | Stored::Whole(_) | Stored::Unknown(_)) => Trouble::Orphaned(path),
    });
    troubles.collect()
}

/// What is amiss with one operation's snapshot, if anything.
fn trouble(folder: &Path, operation: &str, shapes: &Shapes) -> Option<Trouble> {
    let path = snapshot_path(folder, operation);
    let whole = shapes.whole();
    let (old, new) = match read(folder, &path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Some(Trouble::Missing(path));
        }
        Err(reason) => return Some(Trouble::Unreadable(path, reason.to_string())),
        Ok(Stored::Foreign) => return Some(Trouble::Foreign(path)),
        Ok(Stored::Unknown(version)) => {
            let reason = format!("its form is `{version}`, which this program does not know");
            return Some(Trouble::Unreadable(path, reason));
        }
        Ok(Stored::Whole(old)) if old.trim_end() == whole.trim_end() => return None,
        Ok(Stored::Whole(old)) => (old, whole),
        Ok(Stored::Short(old)) => match expand(&old) {
            Ok(stored) if stored.whole().trim_end() == whole.trim_end() => return None,
            // A line that was changed by hand need not fit the others any more.
            Ok(_) | Err(_) => (old, shapes.short()),
        },
    };
    let diff = TextDiff::from_lines(old.trim_end(), new.trim_end());
    let diff = diff.unified_diff().context_radius(3).to_string();
    Some(Trouble::Changed(path, diff))
}

/// What came of accepting the planned requests.
#[derive(Debug, Default)]
#[must_use]
pub(crate) struct Accepted {
    /// Files that were written or removed.
    pub changed: Vec<PathBuf>,
    /// What was left alone.
    pub left: Vec<Trouble>,
}

/// Writes the shapes as the new snapshots, also those that an earlier version stored in its form,
/// and, where orphans are sought, removes the others; files that are not ours are left alone.
///
/// # Errors
/// When a file cannot be read, written or removed; files already written stay.
pub(crate) fn accept(
    folder: &Path,
    cases: &[Arc<Case>],
    orphans: Orphans,
) -> std::io::Result<Accepted> {
    std::fs::create_dir_all(folder)?;
    let shapes = shapes(cases);
    let mut accepted = Accepted::default();
    for trouble in compare(folder, cases, orphans) {
        match trouble {
            Trouble::Orphaned(path) => {
                std::fs::remove_file(&path)?;
                accepted.changed.push(path);
            }
            Trouble::Foreign(_) => accepted.left.push(trouble),
            // What is written below.
            Trouble::Changed(..) | Trouble::Missing(_) | Trouble::Unreadable(..) => {}
        }
    }
    for (operation, shapes) in shapes {
        let path = snapshot_path(folder, &operation);
        let is_current = match read(folder, &path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
            Ok(Stored::Foreign) => continue,
            Ok(Stored::Short(_)) => trouble(folder, &operation, &shapes).is_none(),
            Ok(Stored::Whole(_) | Stored::Unknown(_)) => false,
        };
        if !is_current {
            write_atomically(&path, &document(&shapes.short()))?;
            accepted.changed.push(path);
        }
    }
    Ok(accepted)
}

/// Writes what is planned beside snapshots that are changed or missing, as insta does, so that
/// `cargo insta review` finds it; and removes what was proposed of those that hold again.
///
/// # Errors
/// When a file cannot be written or removed.
pub(crate) fn propose(folder: &Path, cases: &[Arc<Case>]) -> std::io::Result<()> {
    for (operation, shapes) in shapes(cases) {
        let path = folder.join(format!("{operation}.snap.new"));
        let is_ours = match read(folder, &path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
            Ok(stored) => Some(stored != Stored::Foreign),
        };
        match (trouble(folder, &operation, &shapes), is_ours) {
            (Some(_), None | Some(true)) => write_atomically(&path, &document(&shapes.short()))?,
            (None, Some(true)) => std::fs::remove_file(&path)?,
            (Some(_), Some(false)) | (None, None | Some(false)) => {}
        }
    }
    Ok(())
}

fn snapshot_path(folder: &Path, operation: &str) -> PathBuf {
    folder.join(format!("{operation}.snap"))
}

fn snapshot_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files = entries.collect::<std::io::Result<Vec<PathBuf>>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "snap"));
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::sync::Arc;

    use super::{Orphans, Trouble, accept, compare, expand, propose, shapes};
    use crate::plan::{Case, Limits, generate};
    use crate::store::load::load;
    use crate::store::pages::Reading;

    fn cases(spec: &str) -> Vec<Arc<Case>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let spec = load(&[root.join(spec)], Reading::default()).unwrap();
        let limits = Limits {
            response_time: None,
            ..Limits::default()
        };
        generate(&spec, &limits).cases
    }

    #[test]
    fn every_shipped_request_comes_back_whole_from_what_is_stored() {
        let shapes = shapes(&cases("specs"));
        assert!(shapes.len() > 100);
        let (mut whole, mut short) = (0, 0);
        for (operation, shapes) in &shapes {
            let stored = shapes.short();
            assert_eq!(
                expand(&stored).as_ref(),
                Ok(shapes),
                "{operation}\n{stored}"
            );
            whole += shapes.whole().lines().count();
            short += stored.lines().count();
        }
        assert!(short * 3 < whole * 2, "{short} lines of {whole}");
    }

    #[test]
    fn the_form_of_an_earlier_version_holds_and_is_migrated() {
        let cases = cases("specs/loan-end.toml");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("loan-end.snap");
        let old = |text: &str| format!("---\nsource: specs\n---\n{text}\n");
        let whole = shapes(&cases)["loan-end"].whole();
        let compared = || compare(folder.path(), &cases, Orphans::Sought);
        std::fs::write(&path, old(&whole).replace('\n', "\r\n")).unwrap();
        assert_eq!(compared(), []);
        let changed = accept(folder.path(), &cases, Orphans::Sought)
            .unwrap()
            .changed;
        assert_eq!(changed, std::slice::from_ref(&path));
        let stored = std::fs::read_to_string(&path).unwrap();
        assert!(stored.contains("\n+ "), "{stored}");
        std::fs::write(&path, stored.replace('\n', "\r\n")).unwrap();
        assert_eq!(compared(), []);
        let accepted = accept(folder.path(), &cases, Orphans::Sought).unwrap();
        assert!(accepted.changed.is_empty() && accepted.left.is_empty());
        std::fs::write(&path, old(&whole.replace("{ticket}", "{card}"))).unwrap();
        let troubles = compared();
        assert!(
            matches!(&*troubles, [Trouble::Changed(_, diff)] if diff.contains("+loan-ticket: {ticket}"))
        );
    }

    #[test]
    fn what_is_not_ours_is_named_and_left_alone() {
        let cases = cases("specs/loan-end.toml");
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let theirs = "---\nsource: tests/theirs.rs\nexpression: page\n---\ntheirs\n";
        for name in ["loan-end.snap", "theirs.snap"] {
            std::fs::write(file(name), theirs).unwrap();
        }
        std::fs::write(
            file("gone.snap"),
            "---\nsource: specs\n---\n## gone/x\nGET /\n",
        )
        .unwrap();
        let accepted = accept(folder.path(), &cases, Orphans::Sought).unwrap();
        assert_eq!(accepted.changed, [file("gone.snap")]);
        let foreign: Vec<PathBuf> = accepted
            .left
            .into_iter()
            .map(|trouble| match trouble {
                Trouble::Foreign(path) => path,
                other => panic!("{other}"),
            })
            .collect();
        assert_eq!(foreign, [file("loan-end.snap"), file("theirs.snap")]);
        for name in ["loan-end.snap", "theirs.snap"] {
            assert_eq!(std::fs::read_to_string(file(name)).unwrap(), theirs);
        }
    }

    #[test]
    fn what_is_planned_is_proposed_beside_what_is_stored_until_it_holds() {
        let cases = cases("specs/loan-end.toml");
        let folder = tempfile::tempdir().unwrap();
        let proposed = folder.path().join("loan-end.snap.new");
        propose(folder.path(), &cases).unwrap();
        let text = std::fs::read_to_string(&proposed).unwrap();
        std::fs::write(folder.path().join("loan-end.snap"), text).unwrap();
        assert_eq!(compare(folder.path(), &cases, Orphans::Sought), []);
        propose(folder.path(), &cases).unwrap();
        assert!(!proposed.exists());
    }
}
