//! Tables, decisions and families from files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::decision::{apply, read_decisions};
use super::derive::derive;
use super::family::{Family, read_family};
use super::form::{FormError, read_table};
use super::table::SpecTable;
use crate::page::{Page, PageError};

/// The name of the file with decisions, beside the tables.
pub const DECISIONS: &str = "decisions.toml";

/// The folder with family tables, beside the tables.
pub const FAMILIES: &str = "families";

/// The largest table that is read, in bytes.
const MAX_TABLE_BYTES: u64 = 64 * 1024 * 1024;

/// Everything that a run is made from.
#[derive(Debug, Clone, Default)]
pub struct Spec {
    /// The tables, decisions applied, in the order of their files' names.
    pub tables: Vec<SpecTable>,
    /// The families that tables may name.
    pub families: Vec<Family>,
    /// Pages that were read to derive tables in memory, by name.
    pub pages: BTreeMap<String, Page>,
}

/// A specification that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A stored table, decision list or family is wrong.
    #[error(transparent)]
    Form(#[from] FormError),
    /// A page cannot be read.
    #[error(transparent)]
    Page(#[from] PageError),
    /// A file cannot be read.
    #[error("could not read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// There is no table.
    #[error(
        "no spec table in {0}; derive one with `as-documented derive PAGE --out {0}`, or name one \
         with --spec"
    )]
    Nothing(String),
    /// A path that is not there.
    #[error(
        "{}: there is no such table, folder or page; derive a table with `as-documented derive \
         PAGE --out specs`, or name one with --spec",
        .0.display()
    )]
    Missing(PathBuf),
    /// A page documents no endpoint.
    #[error("{}: the page documents no endpoint; `as-documented lint` says what it has", .0.display())]
    NoEndpoint(PathBuf),
    /// Two tables have an operation of one id.
    #[error("{}: the operation `{id}` is also in {}; ids are unique in a run", file.display(), other.display())]
    Clash {
        /// The later file.
        file: PathBuf,
        /// The earlier file.
        other: PathBuf,
        /// The id.
        id: String,
    },
    /// A table names a family that is not there.
    #[error("{}: no family `{family}` in the `families` folder beside the table", file.display())]
    NoFamily {
        /// The table's file.
        file: PathBuf,
        /// The family's id.
        family: String,
    },
}

/// Loads tables, folders of tables and pages, with the decisions and families beside them.
///
/// # Errors
/// When a file cannot be read or used, nothing is found, or two operations share an id.
pub fn load(paths: &[PathBuf]) -> Result<Spec, LoadError> {
    let mut spec = Spec::default();
    let mut origins: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut loaded: Vec<(PathBuf, SpecTable)> = Vec::new();
    for path in paths {
        for file in table_files(path)? {
            let table = load_one(&file, &mut spec.pages)?;
            for operation in &table.operations {
                let id = operation.id.0.clone();
                if let Some(other) = origins.insert(id.clone(), file.clone()) {
                    return Err(LoadError::Clash { file, other, id });
                }
            }
            let folder = file.parent().unwrap_or(Path::new("")).to_owned();
            if !folders.contains(&folder) {
                folders.push(folder);
            }
            loaded.push((file, table));
        }
    }
    if loaded.is_empty() {
        let shown: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        return Err(LoadError::Nothing(shown.join(", ")));
    }
    for folder in &folders {
        load_families(&folder.join(FAMILIES), &mut spec.families)?;
        decide(folder, &mut loaded)?;
    }
    for (file, table) in loaded {
        if let Some(family) = &table.family
            && !spec.families.iter().any(|f| f.id == *family)
        {
            let family = family.clone();
            return Err(LoadError::NoFamily { file, family });
        }
        spec.tables.push(table);
    }
    Ok(spec)
}

fn load_one(file: &Path, pages: &mut BTreeMap<String, Page>) -> Result<SpecTable, LoadError> {
    if has_extension(file, "toml") {
        return Ok(read_table(file, &read(file)?)?);
    }
    let page = Page::read(file)?;
    let table = derive(&page).table;
    pages.insert(page.name().to_owned(), page);
    table.ok_or_else(|| LoadError::NoEndpoint(file.to_owned()))
}

/// Applies a folder's decisions to the tables of that folder. A single table that was named by
/// itself leaves the decisions on its neighbours alone.
fn decide(folder: &Path, loaded: &mut [(PathBuf, SpecTable)]) -> Result<(), LoadError> {
    let file = folder.join(DECISIONS);
    if !file.is_file() {
        return Ok(());
    }
    let mut decisions = read_decisions(&file, &read(&file)?)?;
    let (mut tables, mut places) = (Vec::new(), Vec::new());
    for (place, (path, table)) in loaded.iter().enumerate() {
        if path.parent() == Some(folder) {
            tables.push(table.clone());
            places.push(place);
        }
    }
    if !holds_every_table(folder, &places, loaded)? {
        let ids: Vec<String> = tables
            .iter()
            .flat_map(|table| &table.operations)
            .map(|operation| format!("{}/", operation.id))
            .collect();
        decisions.retain(|d| ids.iter().any(|id| d.row.starts_with(id)));
    }
    apply(&file, &decisions, &mut tables)?;
    for (place, table) in places.into_iter().zip(tables) {
        loaded[place].1 = table;
    }
    Ok(())
}

fn holds_every_table(
    folder: &Path,
    places: &[usize],
    loaded: &[(PathBuf, SpecTable)],
) -> Result<bool, LoadError> {
    let files = table_files(folder)?;
    Ok(files
        .iter()
        .all(|file| places.iter().any(|place| loaded[*place].0 == *file)))
}

fn load_families(folder: &Path, families: &mut Vec<Family>) -> Result<(), LoadError> {
    if !folder.is_dir() {
        return Ok(());
    }
    for file in entries(folder)? {
        if has_extension(&file, "toml") {
            let family = read_family(&file, &read(&file)?)?;
            if !families.iter().any(|f| f.id == family.id) {
                families.push(family);
            }
        }
    }
    Ok(())
}

/// The tables that a path names: itself, or the TOML files of a folder but for its decisions.
///
/// # Errors
/// When a folder cannot be read.
pub fn table_files(path: &Path) -> Result<Vec<PathBuf>, LoadError> {
    if !path.is_dir() {
        return if path.exists() {
            Ok(vec![path.to_owned()])
        } else {
            Err(LoadError::Missing(path.to_owned()))
        };
    }
    let is_table = |file: &PathBuf| {
        has_extension(file, "toml") && file.file_name().is_some_and(|name| name != DECISIONS)
    };
    Ok(entries(path)?.into_iter().filter(is_table).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let io = |source| LoadError::Io {
        path: folder.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<String, LoadError> {
    let io = |source| LoadError::Io {
        path: file.to_owned(),
        source,
    };
    let size = std::fs::metadata(file).map_err(io)?.len();
    if size > MAX_TABLE_BYTES {
        return Err(io(std::io::Error::other("the file is larger than 64 MiB")));
    }
    std::fs::read_to_string(file).map_err(io)
}

fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(extension))
}
