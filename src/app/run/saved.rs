//! `--save DIR`: the exchanges of each case that failed or could not be judged, a HAR file a case.

use std::io::{Error, ErrorKind, Read as _, Result};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::RunError;
use crate::check::verdict::{Outcome, Verdict};
use crate::report::har::{CREATOR, render};
use crate::store::file::write_atomically;

/// How long the name of a file may be that is made of a case's id.
const LONGEST_NAME: usize = 120;

/// How far into a file its creator is looked for.
const MARK_WITHIN: u64 = 512;

/// Makes the folder, before anything is sent.
///
/// # Errors
/// When there is none and none can be made.
pub(super) fn check(folder: &Path) -> std::result::Result<(), RunError> {
    // A folder behind a link is one.
    if folder.exists() && !folder.is_dir() {
        return Err(RunError::NotAFolder(folder.to_owned()));
    }
    let made = std::fs::create_dir_all(folder);
    made.map_err(|source| unsaved(folder, source))
}

/// Keeps the exchanges of those cases of a run that failed or could not be judged.
///
/// # Errors
/// When a file that is not ours is in the way, or one cannot be written.
pub(super) fn save(
    folder: &Path,
    verdicts: &[Verdict],
    began: SystemTime,
) -> std::result::Result<(), RunError> {
    for verdict in verdicts {
        let is_bad = matches!(verdict.outcome, Outcome::Failed | Outcome::Errored(_));
        if is_bad && !verdict.exchanges.is_empty() {
            let path = folder.join(name(&verdict.case.id.0));
            let saved =
                check_ours(&path).and_then(|()| write_atomically(&path, &render(verdict, began)));
            saved.map_err(|source| unsaved(&path, source))?;
        }
    }
    Ok(())
}

fn unsaved(path: &Path, source: Error) -> RunError {
    RunError::Unsaved {
        path: path.to_owned(),
        source,
    }
}

/// Refuses what is there and was not written by this program.
fn check_ours(path: &Path) -> Result<()> {
    let kind = match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        found => found?.file_type(),
    };
    let mut beginning = Vec::new();
    if kind.is_file() {
        let file = std::fs::File::open(path)?;
        file.take(MARK_WITHIN).read_to_end(&mut beginning)?;
    }
    let mark = format!("\"{CREATOR}\"");
    match String::from_utf8_lossy(&beginning).contains(&mark) {
        true => Ok(()),
        false => Err(Error::other(
            "something else is in the way, which is left alone; name another folder (--save)",
        )),
    }
}

/// The name of a case's file: its id, with what is no name's character written as `_`; where that leaves something out, a
/// digest of the id tells it from others.
fn name(id: &str) -> PathBuf {
    let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let plain: String = id
        .chars()
        .map(|c| match c {
            '/' => '.',
            c if kept(c) => c,
            _ => '_',
        })
        .take(LONGEST_NAME)
        .collect();
    let is_whole = plain.len() == id.len()
        && id.matches('/').count() == 1
        && !id.contains('.')
        && id.chars().all(|c| kept(c) || c == '/');
    match is_whole {
        true => format!("{plain}.har").into(),
        false => {
            let digest = crate::protocol::template::digest(id);
            format!("{}-{digest}.har", plain.trim_start_matches('.')).into()
        }
    }
}
