//! The pages that somebody names: files as they are, and what a folder holds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::derive::family::Voices;
use crate::derive::{Derived, derive_as, derive_in, operation_stem, stems_apart};
use crate::read::Asked;
use crate::table::{Spec, SpecTable};
use crate::text::chapters::parts;
use crate::text::file::open_found;
use crate::text::markup::{Markup, PAGE_NAMES, describes_an_interface, markup_of};
use crate::text::page::{MAX_PAGE_BYTES, Page, PageError};
use crate::text::profile::Profile;

use super::load::LoadError;
use super::workers::each_in_order;

/// How pages are taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// The dialect that was asked for.
    pub dialect: Asked,
    /// What becomes of pages of which nothing is read.
    pub empty: Empty,
    /// The family of what they document.
    pub family: Option<String>,
    /// What is said of them for their reading.
    pub profile: Arc<Profile>,
}

/// What becomes of pages of which nothing is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Empty {
    /// They are an error where one of them was named, or where nothing else was read.
    #[default]
    Refused,
    /// They are let by.
    Allowed,
}

impl Empty {
    /// Allowed where a flag or a setting says so.
    #[must_use]
    pub(crate) fn allowed_where(said: bool) -> Self {
        if said { Self::Allowed } else { Self::Refused }
    }
}

/// How much of a file is looked at to tell whether it describes an interface, in bytes.
const BEGINNING: u64 = 2048;

/// A page's file with the path of its table below the output folder.
pub(crate) struct PageFile {
    /// The page's own path.
    pub(crate) path: PathBuf,
    /// The folder that was given, or that of the page that was named.
    folder: PathBuf,
    /// The path below it.
    below: PathBuf,
    /// The table's path below the output folder.
    pub(crate) table: PathBuf,
    /// Whether it was found in a folder rather than named.
    pub(crate) found: bool,
    /// The paths of the pages that were found with it.
    beside: Arc<BTreeSet<String>>,
    /// What is said of it for its reading.
    profile: Arc<Profile>,
}

impl PageFile {
    /// Reads the page; citations say its path below the folder that was given.
    pub(crate) fn read(&self) -> Result<Page, PageError> {
        let mut page = if self.found {
            let mut page = Page::read_below(&self.folder, &self.below)?;
            page.set_apart(&self.beside);
            page
        } else {
            Page::read(&self.path)?
        };
        page.set_profile(&self.profile);
        Ok(page)
    }

    /// The files with what is said of all of them for their reading.
    #[must_use]
    pub(crate) fn with_profile(mut files: Vec<Self>, profile: &Arc<Profile>) -> Vec<Self> {
        for file in &mut files {
            file.profile = Arc::clone(profile);
        }
        files
    }

    /// The folder that was given and that it was found in.
    pub(crate) fn root(&self) -> Option<&Path> {
        self.found.then_some(self.folder.as_path())
    }

    /// What the ids of its operations begin with, where no other page's do.
    pub(crate) fn stem(&self) -> String {
        let name = self.below.file_name().unwrap_or_default();
        operation_stem(&name.to_string_lossy())
    }
}

/// The pages that arguments name: files as they are, folders with the pages below them.
pub(crate) fn page_files(arguments: &[PathBuf]) -> std::io::Result<Vec<PageFile>> {
    let mut files = Vec::new();
    for argument in arguments {
        if argument.is_dir() {
            let found = pages_below(argument)?;
            let names = found.iter().map(|below| with_slashes(below));
            let beside = Arc::new(names.collect::<BTreeSet<String>>());
            for below in found {
                files.push(PageFile {
                    path: argument.join(&below),
                    folder: argument.clone(),
                    table: below.with_extension("toml"),
                    below,
                    found: true,
                    beside: Arc::clone(&beside),
                    profile: Arc::default(),
                });
            }
        } else if argument.exists() {
            let name = argument.file_name().unwrap_or_default();
            files.push(PageFile {
                path: argument.clone(),
                folder: argument.parent().unwrap_or(Path::new("")).to_owned(),
                below: PathBuf::from(name),
                table: Path::new(name).with_extension("toml"),
                found: false,
                beside: Arc::default(),
                profile: Arc::default(),
            });
        } else {
            let message = format!("{}: no such page or folder", argument.display());
            return Err(std::io::Error::new(std::io::ErrorKind::NotFound, message));
        }
    }
    Ok(files)
}

/// The pages that arguments name, where there must be one.
pub(crate) fn some_page_files(arguments: &[PathBuf]) -> std::io::Result<Vec<PageFile>> {
    let files = page_files(arguments)?;
    if files.is_empty() {
        let folders = arguments.iter().map(|folder| folder.display().to_string());
        let folders: Vec<String> = folders.collect();
        let message = format!("there is no page ({PAGE_NAMES}) in {}", folders.join(", "));
        return Err(std::io::Error::new(std::io::ErrorKind::NotFound, message));
    }
    Ok(files)
}

/// The pages of a folder and its subfolders, by their paths below it, in order.
fn pages_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let can_be = |below: &Path| {
        let text = |limit| beginning(folder, below, limit);
        match markup_of(&with_slashes(below)) {
            // A plain text is a page where it is named.
            Some(Markup::Html) => false,
            Some(Markup::Rst) if has_extension(below, "txt") => false,
            // Other languages have files of this name, too.
            Some(Markup::Rst) if has_extension(below, "inc") => text(MAX_PAGE_BYTES).is_some(),
            Some(Markup::Markdown | Markup::Rst | Markup::Asciidoc) => true,
            Some(Markup::Data) => text(BEGINNING).is_some_and(|text| describes_an_interface(&text)),
            None => false,
        }
    };
    let mut found = files_below(folder, &can_be)?;
    let mut texts = BTreeMap::new();
    for below in &found {
        let path = with_slashes(below);
        let includes = matches!(markup_of(&path), Some(Markup::Rst | Markup::Asciidoc));
        if includes && let Some(text) = beginning(folder, below, MAX_PAGE_BYTES) {
            texts.insert(path, text);
        }
    }
    let parts = parts(&texts);
    found.retain(|below| !parts.contains(&with_slashes(below)));
    Ok(found)
}

/// As much of a file as is asked for; `None` where it cannot be read or is no UTF-8.
fn beginning(folder: &Path, below: &Path, limit: u64) -> Option<String> {
    let file = open_found(folder, &folder.join(below)).ok()?;
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes).ok()?;
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        // The limit may have cut a character.
        Err(error) if error.utf8_error().error_len().is_none() => {
            let end = error.utf8_error().valid_up_to();
            String::from_utf8(error.into_bytes()[..end].to_vec()).ok()
        }
        Err(_) => None,
    }
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|own| own.eq_ignore_ascii_case(extension))
}

/// A path below a folder as citations write it.
fn with_slashes(below: &Path) -> String {
    let names: Vec<_> = below
        .components()
        .map(|name| name.as_os_str().to_string_lossy())
        .collect();
    names.join("/")
}

/// The files of a folder and its subfolders that are asked for, by their paths below it, in order.
pub(crate) fn files_below(
    folder: &Path,
    wanted: &dyn Fn(&Path) -> bool,
) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    walk(folder, Path::new(""), wanted, &mut files)?;
    Ok(files)
}

fn walk(
    root: &Path,
    below: &Path,
    wanted: &dyn Fn(&Path) -> bool,
    files: &mut Vec<PathBuf>,
) -> std::io::Result<()> {
    let folder = root.join(below);
    let say = |error: std::io::Error| {
        let message = format!("could not read {}: {error}", folder.display());
        std::io::Error::new(error.kind(), message)
    };
    let mut entries = std::fs::read_dir(&folder)
        .map_err(say)?
        .collect::<Result<Vec<_>, _>>()
        .map_err(say)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = below.join(entry.file_name());
        // A link could lead out of the folder, or round in a circle.
        let kind = entry.file_type().map_err(say)?;
        if kind.is_dir() {
            walk(root, &path, wanted, files)?;
        } else if kind.is_file() && wanted(&path) {
            files.push(path);
        }
    }
    Ok(())
}

/// The stems of pages whose own is that of another page with endpoints, too, by their paths.
pub(crate) fn stems(
    files: &[PageFile],
    dialect: Asked,
) -> Result<BTreeMap<String, String>, PageError> {
    let mut by_stem: BTreeMap<String, Vec<&PageFile>> = BTreeMap::new();
    for file in files {
        by_stem.entry(file.stem()).or_default().push(file);
    }
    let mut paths = Vec::new();
    for file in by_stem.into_values().filter(|f| f.len() > 1).flatten() {
        let page = file.read()?;
        if derive_in(&page, dialect).table.is_some() {
            paths.push(page.path().to_owned());
        }
    }
    let apart = stems_apart(paths.iter().map(String::as_str));
    let owned = apart
        .into_iter()
        .map(|(path, stem)| (path.to_owned(), stem));
    Ok(owned.collect())
}

/// Derives a page in a dialect; its operations' ids begin with the stem that `stems` has for it, if it has
/// one.
pub(crate) fn derive_one(page: &Page, stems: &BTreeMap<String, String>, dialect: Asked) -> Derived {
    match stems.get(page.path()) {
        Some(stem) => derive_as(page, stem, dialect),
        None => derive_in(page, dialect),
    }
}

/// The tables of a page, or of a folder's pages, derived in memory.
///
/// # Errors
/// When a page cannot be read, or nothing is read of one that was named and that is not let by.
pub(crate) fn derived_tables(
    path: &Path,
    reading: &Reading,
    spec: &mut Spec,
) -> Result<Vec<(PathBuf, SpecTable)>, LoadError> {
    let io = |source| LoadError::Io {
        path: path.to_owned(),
        source,
    };
    let files = page_files(&[path.to_owned()]).map_err(io)?;
    let files = PageFile::with_profile(files, &reading.profile);
    let stems = stems(&files, reading.dialect)?;
    let mut read = Vec::new();
    let taken = spec.families.iter().map(|family| family.id.clone());
    let mut voices = Voices::beside(taken);
    let derive = |file: &PageFile| {
        let page = file.read()?;
        let derived = derive_one(&page, &stems, reading.dialect);
        Ok::<_, PageError>((page, derived))
    };
    each_in_order(&files, derive, |file, (page, derived)| {
        voices.add(file.root(), &page, &derived);
        if let Some(not_read) = derived.not_read(&page, &file.path) {
            if !file.found && reading.empty == Empty::Refused {
                return Err(LoadError::NothingRead(vec![not_read]));
            }
            spec.not_read.push(not_read);
        }
        spec.pages.insert(page.path().to_owned(), page);
        read.push((derived.table, derived.open));
        Ok::<_, LoadError>(())
    })?;
    let read = files.iter().zip(read);
    let read = read.filter_map(|(file, (table, open))| Some((file, table?, open)));
    let with_family = read.map(|(file, mut table, open)| {
        let (page, own) = (&table.source.page, &table.operations);
        let said = || voices.family(file.root(), page, own, &open);
        table.family = reading.family.clone().or_else(said);
        (file.path.clone(), table)
    });
    let tables = with_family.collect();
    spec.families.extend(voices.into_families());
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{page_files, some_page_files};

    #[test]
    fn a_folder_has_the_pages_of_every_markup_and_no_file_that_is_only_included() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
        };
        std::fs::create_dir(folder.path().join("loans")).unwrap();
        write("a.md", "# A\n");
        write("b.mdx", "# B\n");
        write("c.markdown", "# C\n");
        write(
            "d.rst",
            ".. include:: _note.rst\n\n.. include:: desks.inc\n",
        );
        write("_note.rst", "Ask first.\n");
        write("desks.inc", ".. rest_method:: GET /desks\n");
        write("e.adoc", "include::_part.adoc[]\n");
        write("_part.adoc", "== Part\n");
        write("f.txt", "Desks\n=====\n");
        write(
            "g.yaml",
            &format!("openapi: 3.0.1\ninfo: {{title: {}}}\n", "ж".repeat(2000)),
        );
        write("h.json", "{\"swagger\": \"2.0\"}");
        write("i.json", "{\"title\": \"openapi\"}");
        write("j.yml", "desks:\n  in: path\n");
        write("loans/k.asciidoc", "= Loans\n");
        std::fs::write(folder.path().join("latin.inc"), b"\xe9\n\n").unwrap();
        let found = page_files(&[folder.path().to_owned()]).unwrap();
        let names: Vec<String> = found
            .iter()
            .map(|file| file.read().unwrap().path().to_owned())
            .collect();
        let expect = [
            "a.md",
            "b.mdx",
            "c.markdown",
            "d.rst",
            "desks.inc",
            "e.adoc",
            "g.yaml",
            "h.json",
            "loans/k.asciidoc",
        ];
        assert_eq!(names, expect);
        let page = found[3].read().unwrap();
        assert_eq!(page.companion("_note.rst"), Some("Ask first.\n"));
        assert!(page.companion("desks.inc").is_some());
        assert!(page.is_apart("desks.inc") && !page.is_apart("_note.rst"));
        let named = page_files(&[folder.path().join("f.txt")]).unwrap();
        assert_eq!(named[0].table, PathBuf::from("f.toml"));
    }

    #[test]
    fn where_there_is_no_page_it_is_said_what_one_is_called() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "A\n").unwrap();
        let error = some_page_files(&[folder.path().to_owned()]).err().unwrap();
        let said = error.to_string();
        assert!(said.starts_with("there is no page (`*.md`, "), "{said}");
        assert!(said.contains("`*.rst`"), "{said}");
    }
}
