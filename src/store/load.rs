//! Tables, decisions and families from files.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::decisions::{apply, read_decisions};
use super::families::read_family;
use super::file::{read_found, read_named};
use super::fixtures::{FixtureFile, read_fixtures, usable};
use super::form::FormError;
use super::pages::{Empty, Reading, derived_tables};
use super::table::read_table;
use crate::table::data::alike::expect;
use crate::table::data::shown::complete;
use crate::table::family::Family;
use crate::table::fixture::FIXTURES;
use crate::table::{PageNotRead, Spec, SpecTable};
use crate::text::page::PageError;

/// The name of the file with decisions, beside the tables.
pub(crate) const DECISIONS: &str = "decisions.toml";

/// The folder with family tables, beside the tables.
pub(crate) const FAMILIES: &str = "families";

/// A specification that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
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
    /// No operation was read of a page that was named, or of all pages of the folders.
    #[error(
        "{}\nnothing was read of {}; `as-documented lint` says why, and --allow-empty lets it by",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        if .0.len() == 1 { "it" } else { "them" }
    )]
    NothingRead(Vec<PageNotRead>),
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
    #[error("{}: no family `{family}` in the `families` folder beside the table, or above it up to the folder that was given", file.display())]
    NoFamily {
        /// The table's file.
        file: PathBuf,
        /// The family's id.
        family: String,
    },
}

/// Loads tables, folders of tables or of pages, and pages, with the decisions and families beside them;
/// pages are derived in memory.
///
/// # Errors
/// When a file cannot be read or used, nothing is found, or two operations share an id.
pub(crate) fn load(paths: &[PathBuf], reading: Reading) -> Result<Spec, LoadError> {
    let mut spec = Spec::default();
    let mut loaded = named_tables(paths, &reading, &mut spec)?;
    if loaded.is_empty() && !spec.not_read.is_empty() {
        return match reading.empty {
            Empty::Refused => Err(LoadError::NothingRead(spec.not_read)),
            Empty::Allowed => Ok(spec),
        };
    }
    if loaded.is_empty() {
        let shown: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        return Err(LoadError::Nothing(shown.join(", ")));
    }
    let mut folders: Vec<PathBuf> = Vec::new();
    for one in &loaded {
        let folder = one.file.parent().unwrap_or(Path::new("")).to_owned();
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    for folder in &folders {
        load_beside(folder, paths, &mut loaded, &mut spec)?;
    }
    for one in loaded {
        let Loaded {
            file, mut table, ..
        } = one;
        if let Some(name) = &table.family {
            let Some(family) = spec.families.iter().find(|f| f.id == *name) else {
                let family = name.clone();
                return Err(LoadError::NoFamily { file, family });
            };
            for operation in &mut table.operations {
                family.complete(operation);
            }
        }
        for operation in &mut table.operations {
            complete(operation);
        }
        table.operations.shrink_to_fit();
        if one.support {
            spec.support.push(table);
        } else {
            spec.tables.push(table);
        }
    }
    expect(&mut spec.tables);
    Ok(spec)
}

/// The tables that paths name, and the pages that were read for them.
fn named_tables(
    paths: &[PathBuf],
    reading: &Reading,
    spec: &mut Spec,
) -> Result<Vec<Loaded>, LoadError> {
    let mut origins: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut loaded: Vec<Loaded> = Vec::new();
    for path in paths {
        let files = table_files(path)?;
        let tables = if path.is_dir() && !files.is_empty() {
            tables_of(path, files)?
        } else if path.is_dir() || !has_extension(path, "toml") {
            derived_tables(path, reading, spec)?
        } else {
            vec![(path.clone(), named_table(path)?)]
        };
        for (file, table) in tables {
            for operation in &table.operations {
                let id = operation.id.0.clone();
                if let Some(other) = origins.insert(id.clone(), file.clone()) {
                    return Err(LoadError::Clash { file, other, id });
                }
            }
            loaded.push(Loaded {
                file,
                table,
                support: false,
            });
        }
    }
    Ok(loaded)
}

/// How many tables a thread reads at least: fewer are not worth one.
const FEWEST_A_THREAD: usize = 64;

/// The tables of files that were found below a folder, read on all cores; the first that cannot be read ends it.
fn tables_of(root: &Path, files: Vec<PathBuf>) -> Result<Vec<(PathBuf, SpecTable)>, LoadError> {
    let table = |file: PathBuf| {
        let table = read_table(&file, &read(root, &file)?)?;
        Ok::<_, LoadError>((file, table))
    };
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let a_thread = files.len().div_ceil(cores).max(FEWEST_A_THREAD);
    let mut parts: Vec<Vec<PathBuf>> = Vec::new();
    for file in files {
        match parts.last_mut().filter(|part| part.len() < a_thread) {
            Some(part) => part.push(file),
            None => parts.push(vec![file]),
        }
    }
    let first = parts.drain(..parts.len().min(1)).next().unwrap_or_default();
    let read = |part: Vec<PathBuf>| part.into_iter().map(table).collect::<Result<Vec<_>, _>>();
    std::thread::scope(|scope| {
        let others: Vec<_> = parts
            .into_iter()
            .map(|part| scope.spawn(|| read(part)))
            .collect();
        let mut tables = read(first)?;
        for other in others {
            match other.join() {
                Ok(part) => tables.extend(part?),
                Err(panicked) => std::panic::resume_unwind(panicked),
            }
        }
        Ok(tables)
    })
}

/// Loads what stands beside the tables of a folder: fixtures with the tables that they need, families,
/// and decisions, which are applied.
fn load_beside(
    folder: &Path,
    paths: &[PathBuf],
    loaded: &mut Vec<Loaded>,
    spec: &mut Spec,
) -> Result<(), LoadError> {
    let root = root_of(folder, paths);
    let fixtures = fixtures_of(root, folder)?;
    if let Some(fixtures) = &fixtures {
        load_support(root, folder, fixtures, loaded)?;
    }
    for above in paths.iter().filter(|path| folder.starts_with(path)) {
        for holder in folder.ancestors().take_while(|f| f.starts_with(above)) {
            load_families(root, &holder.join(FAMILIES), &mut spec.families)?;
        }
    }
    load_families(root, &folder.join(FAMILIES), &mut spec.families)?;
    decide(root, folder, loaded)?;
    let Some(fixtures) = fixtures else {
        return Ok(());
    };
    let own: Vec<SpecTable> = loaded
        .iter()
        .filter(|l| l.file.parent() == Some(folder))
        .map(|l| l.table.clone())
        .collect();
    let file = folder.join(FIXTURES);
    let (fixtures, set_ups) = usable(&file, fixtures, &own)?;
    spec.fixtures.extend(fixtures);
    spec.set_ups.extend(set_ups);
    Ok(())
}

/// A table with the file it came from.
struct Loaded {
    file: PathBuf,
    table: SpecTable,
    /// Whether a fixture, not the caller, asked for it.
    support: bool,
}

/// The folder that files found in `folder` may not lead out of: the one that was given and holds
/// it, or else itself.
fn root_of<'a>(folder: &'a Path, paths: &'a [PathBuf]) -> &'a Path {
    let above = |path: &&PathBuf| path.is_dir() && folder.starts_with(path);
    paths.iter().find(above).map_or(folder, PathBuf::as_path)
}

/// A table that somebody named.
fn named_table(file: &Path) -> Result<SpecTable, LoadError> {
    let text = read_named(file).map_err(|source| LoadError::Io {
        path: file.to_owned(),
        source,
    })?;
    Ok(read_table(file, &text)?)
}

/// Applies a folder's decisions to the tables of that folder. A single table that was named by
/// itself leaves the decisions on its neighbours alone.
fn decide(root: &Path, folder: &Path, loaded: &mut [Loaded]) -> Result<(), LoadError> {
    let file = folder.join(DECISIONS);
    if !is_there(&file) {
        return Ok(());
    }
    let mut decisions = read_decisions(&file, &read(root, &file)?)?;
    let (mut tables, mut places) = (Vec::new(), Vec::new());
    for (place, one) in loaded.iter().enumerate() {
        if one.file.parent() == Some(folder) {
            tables.push(one.table.clone());
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
        loaded[place].table = table;
    }
    Ok(())
}

fn fixtures_of(root: &Path, folder: &Path) -> Result<Option<FixtureFile>, LoadError> {
    let file = folder.join(FIXTURES);
    if !is_there(&file) {
        return Ok(None);
    }
    Ok(Some(read_fixtures(&file, &read(root, &file)?)?))
}

/// Loads the tables of the folder that fixtures need and nobody named.
fn load_support(
    root: &Path,
    folder: &Path,
    fixtures: &FixtureFile,
    loaded: &mut Vec<Loaded>,
) -> Result<(), LoadError> {
    for id in fixtures.operations() {
        let is_there = |l: &Loaded| l.table.operations.iter().any(|o| o.id == *id);
        if loaded.iter().any(is_there) {
            continue;
        }
        for file in tables_in(folder)? {
            // An operation's id has its page's file stem in it, without the locale.
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let stem = name.split('.').next().unwrap_or_default();
            if !id.0.contains(stem) || loaded.iter().any(|l| l.file == file) {
                continue;
            }
            let table = read_table(&file, &read(root, &file)?)?;
            if table.operations.iter().any(|o| o.id == *id) {
                loaded.push(Loaded {
                    file,
                    table,
                    support: true,
                });
                break;
            }
        }
    }
    Ok(())
}

fn holds_every_table(
    folder: &Path,
    places: &[usize],
    loaded: &[Loaded],
) -> Result<bool, LoadError> {
    let own: HashSet<&PathBuf> = places.iter().map(|place| &loaded[*place].file).collect();
    let files = tables_in(folder)?;
    Ok(files.iter().all(|file| own.contains(file)))
}

fn load_families(root: &Path, folder: &Path, families: &mut Vec<Family>) -> Result<(), LoadError> {
    if !folder.is_dir() {
        return Ok(());
    }
    for file in entries(folder)? {
        if has_extension(&file, "toml") {
            let family = read_family(&file, &read(root, &file)?)?;
            if !families.iter().any(|f| f.id == family.id) {
                families.push(family);
            }
        }
    }
    Ok(())
}

/// The tables that a path names: itself, or the TOML files of a folder and its subfolders, but for
/// decisions, fixtures and families.
///
/// # Errors
/// When a folder cannot be read.
pub(crate) fn table_files(path: &Path) -> Result<Vec<PathBuf>, LoadError> {
    if !path.is_dir() {
        return if path.exists() {
            Ok(vec![path.to_owned()])
        } else {
            Err(LoadError::Missing(path.to_owned()))
        };
    }
    let mut files = tables_in(path)?;
    for folder in folders(path)? {
        files.extend(table_files(&folder)?);
    }
    Ok(files)
}

/// The tables of a folder itself.
fn tables_in(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let is_table = |file: &PathBuf| {
        has_extension(file, "toml")
            && file
                .file_name()
                .is_some_and(|name| name != DECISIONS && name != FIXTURES)
    };
    Ok(entries(folder)?.into_iter().filter(is_table).collect())
}

/// The folders in a folder, in order, but for that of families; links are not followed.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let io = |source| LoadError::Io {
        path: folder.to_owned(),
        source,
    };
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        if entry.file_type().map_err(io)?.is_dir() && entry.file_name() != FAMILIES {
            folders.push(entry.path());
        }
    }
    folders.sort();
    Ok(folders)
}

/// What is in a folder but for folders, in order. What is no regular file is refused when it is read,
/// not passed over.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let io = |source| LoadError::Io {
        path: folder.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file that was found below `root`.
fn read(root: &Path, file: &Path) -> Result<String, LoadError> {
    read_found(root, file).map_err(|source| LoadError::Io {
        path: file.to_owned(),
        source,
    })
}

/// Whether anything has this path, be it a link that leads nowhere.
fn is_there(file: &Path) -> bool {
    std::fs::symlink_metadata(file).is_ok()
}

fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(extension))
}
