//! A snapshot's file: insta's header, in which our mark stands, and the text below it.

use std::io::Error;
use std::path::Path;

use crate::store::file::read_found;

/// The `source` of every snapshot that is ours.
const SOURCE: &str = "specs";

/// The `description` of our snapshots, before the version of their form.
const DESCRIPTION: &str = "as-documented request shapes";

/// The form that this program writes.
const VERSION: &str = "2";

/// What a snapshot's file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stored {
    /// The ordinary request and differences from it.
    Short(String),
    /// Whole requests, as an earlier version stored them, without a description.
    Whole(String),
    /// A form of ours that this program does not know, by its version.
    Unknown(String),
    /// Nothing of ours.
    Foreign,
}

/// Reads a file of the folder of snapshots.
///
/// # Errors
/// When it cannot be read; what is no regular file, or no text, is foreign.
pub(super) fn read(folder: &Path, path: &Path) -> Result<Stored, Error> {
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Ok(Stored::Foreign);
    }
    match read_found(folder, path) {
        Ok(text) => Ok(parse(&text)),
        Err(error) if error.kind() == std::io::ErrorKind::Other => Ok(Stored::Foreign),
        Err(error) => Err(error),
    }
}

fn parse(text: &str) -> Stored {
    let Some((header, body)) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
    else {
        return Stored::Foreign;
    };
    let value = |key: &str| {
        let fields = header.lines().filter_map(|line| line.split_once(':'));
        let value = fields
            .filter(|(name, _)| *name == key)
            .map(|(_, v)| v)
            .next();
        value.map(|value| value.trim().trim_matches('"'))
    };
    if value("source") != Some(SOURCE) {
        return Stored::Foreign;
    }
    let body = body.to_owned();
    let Some(description) = value("description") else {
        // A test of somebody's own says what it asserts.
        return match value("expression") {
            None => Stored::Whole(body),
            Some(_) => Stored::Foreign,
        };
    };
    match description.strip_prefix(DESCRIPTION).map(str::trim) {
        Some(VERSION) => Stored::Short(body),
        Some(version) => Stored::Unknown(version.to_owned()),
        None => Stored::Foreign,
    }
}

/// The file of a text in the form that this program writes.
#[must_use]
pub(super) fn document(text: &str) -> String {
    format!("---\nsource: {SOURCE}\ndescription: {DESCRIPTION} {VERSION}\n---\n{text}\n")
}

#[cfg(test)]
mod tests {
    use super::{Stored, document, parse};

    #[test]
    fn a_snapshot_is_ours_by_its_mark_alone() {
        let whole = Stored::Whole("## a/b\nGET /\n".to_owned());
        assert_eq!(parse("---\nsource: specs\n---\n## a/b\nGET /\n"), whole);
        let reviewed = "---\nsource: specs\nsnapshot_kind: text\n---\n## a/b\nGET /\n";
        assert_eq!(parse(reviewed), whole);
        let later = document("x").replace("shapes 2", "shapes 3");
        assert_eq!(parse(&later), Stored::Unknown("3".to_owned()));
        for foreign in [
            "",
            "source: specs",
            "---\nsource: tests/a.rs\nexpression: a\n---\nx\n",
            "---\nsource: specs\nexpression: a\n---\nx\n",
            "---\nsource: specs\ndescription: my own\n---\nx\n",
        ] {
            assert_eq!(parse(foreign), Stored::Foreign, "{foreign}");
        }
    }

    #[test]
    fn insta_reads_what_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.snap");
        std::fs::write(&path, document("# x\n  GET /a")).unwrap();
        let snapshot = insta::Snapshot::from_file(&path).unwrap();
        let description = snapshot.metadata().description();
        assert_eq!(description, Some("as-documented request shapes 2"));
        let text = snapshot.contents().as_text().unwrap();
        assert_eq!(text.to_string(), "# x\n  GET /a");
    }
}
