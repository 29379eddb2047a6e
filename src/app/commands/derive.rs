//! `derive`: pages to tables, or whether the tables are still what the pages say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::app::settings::{CONFIG_FILE, SettingsError};
use crate::derive::Derived;
use crate::derive::family::Voices;
use crate::report::derived;
use crate::store::families::write_family;
use crate::store::file::{read_found, read_named, write_atomically};
use crate::store::load::{DECISIONS, FAMILIES};
use crate::store::pages::{Reading, derive_one, files_below, page_files, stems};
use crate::store::table::{is_marked_derived, read_table, write_table};
use crate::store::undecided::decision_stubs;
use crate::store::workers::each_in_order;
use crate::table::family::Family;
use crate::table::fixture::FIXTURES;
use crate::table::{OperationId, Origin, SpecTable};
use crate::text::page::PageError;
use similar::TextDiff;

use super::not_read::Tally;
use super::{
    CommandResult, PageFile, asked_reading, file_settings, note, print, shown, some_page_files,
};
use crate::app::cli::DeriveArguments;

/// The exit code when a table is stale, nothing was read of a named page or of all, or two have one id.
const STALE: u8 = 1;

/// Derives tables from pages and writes, compares or prints them.
pub(crate) fn derive(arguments: &DeriveArguments) -> CommandResult {
    if arguments.json {
        return derive_json(arguments);
    }
    let family = file_settings(&arguments.config)?.family;
    let family = arguments.family.clone().or(family);
    let Reading {
        dialect,
        empty,
        profile,
        ..
    } = reading(arguments)?;
    // Without any page, a check still finds the tables whose pages are gone.
    let files = if arguments.check {
        page_files(&arguments.pages)?
    } else {
        some_page_files(&arguments.pages)?
    };
    let files = PageFile::with_profile(files, &profile);
    let stems = stems(&files, dialect)?;
    let mut deriving = Deriving {
        arguments,
        family,
        code: 0,
        written: BTreeSet::new(),
        ids: BTreeMap::new(),
    };
    let mut tally = Tally::new(empty);
    let mut voices = Voices::default();
    let mut read = Vec::new();
    let derive = |file: &PageFile| {
        let page = file.read()?;
        let derived = derive_one(&page, &stems, dialect);
        Ok::<_, PageError>((page, derived))
    };
    each_in_order(&files, derive, |file, (page, mut derived)| {
        tally.add(file, &page, &derived);
        voices.add(file.root(), &page, &derived);
        // Who speaks for a page is known once all are read; what became of each block is needed no more.
        derived.coverage = Vec::new();
        read.push(derived);
        Ok::<_, PageError>(())
    })?;
    for (file, derived) in files.iter().zip(read) {
        deriving.page(file, derived, &mut voices)?;
    }
    let tables = deriving.written.len();
    deriving.families(&voices.into_families())?;
    let mut code = deriving.code;
    if arguments.check {
        code = code.max(check_orphans(arguments, &files, &deriving.written)?);
        print(&format!("{tables} tables checked\n"))?;
    }
    print(&tally.told())?;
    print(tally.verdict())?;
    Ok(if tally.lacks_a_page() { STALE } else { code })
}

/// How pages are taken, as arguments and configuration say.
fn reading(arguments: &DeriveArguments) -> Result<Reading, SettingsError> {
    asked_reading(&arguments.dialect, arguments.allow_empty, &arguments.config)
}

/// Pages on the way to tables, one after the other.
struct Deriving<'a> {
    arguments: &'a DeriveArguments,
    family: Option<String>,
    code: u8,
    written: BTreeSet<PathBuf>,
    ids: BTreeMap<OperationId, PathBuf>,
}

impl Deriving<'_> {
    /// Writes the table of a page, or holds the stored one to it.
    fn page(
        &mut self,
        file: &PageFile,
        derived: Derived,
        voices: &mut Voices,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let Some(mut table) = derived.table else {
            return Ok(());
        };
        check_name(&file.path, &file.table)?;
        let (page, own) = (&table.source.page, &table.operations);
        let said = || voices.family(file.root(), page, own, &derived.open);
        table.family = self.family.clone().or_else(said);
        self.claim_ids(file, &table)?;
        let text = write_table(&table)?;
        let path = self.arguments.out.join(&file.table);
        if !self.written.insert(path.clone()) {
            let message = format!(
                "two pages would both be {}; derive them apart",
                shown(&path)
            );
            return Err(message.into());
        }
        if self.arguments.check {
            self.code = self.code.max(check(&path, &text)?);
            return Ok(());
        }
        store(&path, &text)?;
        let rows = decision_stubs(&table);
        let findings = derived.findings.len();
        print(&report(&path, findings, rows.len(), &file.path))?;
        for stub in rows {
            print(&format!("{stub}\n"))?;
        }
        Ok(())
    }

    /// Writes the families that pages speak for, or holds the stored ones to them.
    fn families(&mut self, families: &[Family]) -> Result<(), Box<dyn std::error::Error>> {
        for family in families {
            let text = write_family(family)?;
            let path = family_path(&self.arguments.out, &family.id);
            self.written.insert(path.clone());
            if self.arguments.check {
                self.code = self.code.max(check(&path, &text)?);
                continue;
            }
            store(&path, &text)?;
            print(&format!(
                "wrote {}; {} of what pages say of all requests\n",
                shown(&path),
                counted(family)
            ))?;
        }
        Ok(())
    }

    /// Takes the ids of a table's operations; one that is taken already is told.
    fn claim_ids(&mut self, file: &PageFile, table: &SpecTable) -> std::io::Result<()> {
        for operation in &table.operations {
            let Some(other) = self.ids.insert(operation.id.clone(), file.path.clone()) else {
                continue;
            };
            print(&format!(
                "{}: the operation `{}` is also in {}; a run takes one of the two: rename a page, or \
                 keep them in folders that are run apart\n",
                shown(&file.path),
                operation.id,
                shown(&other)
            ))?;
            self.code = STALE;
        }
        Ok(())
    }
}

/// Prints what the pages document; a page that cannot be read stops it.
fn derive_json(arguments: &DeriveArguments) -> CommandResult {
    let Reading {
        dialect,
        empty,
        profile,
        ..
    } = reading(arguments)?;
    let files = PageFile::with_profile(some_page_files(&arguments.pages)?, &profile);
    let stems = stems(&files, dialect)?;
    let mut tally = Tally::new(empty);
    let derive = |file: &PageFile| {
        let page = file.read()?;
        let derived = derive_one(&page, &stems, dialect);
        let text = derived::render(&page, page.path(), &derived);
        Ok::<_, PageError>((page, derived, text))
    };
    each_in_order(&files, derive, |file, (page, derived, text)| {
        tally.add(file, &page, &derived);
        print(&text).map_err(Box::<dyn std::error::Error>::from)
    })?;
    note(&tally.told());
    note(tally.verdict());
    Ok(if tally.lacks_a_page() { STALE } else { 0 })
}

/// Where a family is stored.
fn family_path(out: &Path, id: &str) -> PathBuf {
    out.join(FAMILIES).join(format!("{id}.toml"))
}

/// How many rows a family has, in words.
fn counted(family: &Family) -> String {
    let rows = family.headers.len() + family.parameters.len() + family.successes.len();
    let once = [family.credential.is_some(), family.error_body.is_some()];
    match rows + once.into_iter().filter(|is_there| *is_there).count() {
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    }
}

fn report(path: &Path, findings: usize, undecided: usize, page: &Path) -> String {
    let mut text = format!("wrote {}", shown(path));
    if findings > 0 {
        text.push_str(&format!(
            "; {findings} findings, see `as-documented lint {}`",
            shown(page)
        ));
    }
    if undecided > 0 {
        text.push_str(&format!(
            "\n{undecided} rows are contradicted; decide them in a decisions.toml beside the table:\n"
        ));
    }
    text.push('\n');
    text
}

fn store(path: &Path, text: &str) -> std::io::Result<()> {
    let say = |error: std::io::Error| {
        let message = format!("could not write {}: {error}", shown(path));
        std::io::Error::new(error.kind(), message)
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(say)?;
    }
    if let Some(reason) = taken(path) {
        return Err(say(std::io::Error::other(reason)));
    }
    write_atomically(path, text).map_err(say)
}

/// Why what stands at a table's path is not ours to replace, if so.
fn taken(path: &Path) -> Option<&'static str> {
    let kind = std::fs::symlink_metadata(path).ok()?.file_type();
    if !kind.is_file() {
        return Some(
            "what is there is no regular file; move it away, or name another folder with --out",
        );
    }
    let Ok(old) = read_named(path) else {
        return Some(FOREIGN);
    };
    if is_marked_derived(&old) {
        // A person took the table over: its first line is a rest of what it was.
        return match read_table(path, &old) {
            Ok(table) if table.source.origin == Origin::Written => Some(WRITTEN),
            Ok(_) | Err(_) => None,
        };
    }
    match read_table(path, &old).map(|table| table.source.origin) {
        Ok(Origin::Derived) => None,
        Ok(Origin::Written) => Some(WRITTEN),
        Err(_) => Some(FOREIGN),
    }
}

const WRITTEN: &str = "a person wrote the table that is there";

const FOREIGN: &str =
    "what is there is no derived table; move it away, or name another folder with --out";

/// The error where a page's table would have a name that means something else in a folder of tables.
fn check_name(page: &Path, table: &Path) -> Result<(), String> {
    let is = |name: &std::ffi::OsStr, reserved: &str| name.eq_ignore_ascii_case(reserved);
    let file = table.file_name().unwrap_or_default();
    let mut folders = table.parent().into_iter().flat_map(Path::components);
    let meaning = if is(file, DECISIONS) {
        "a file of decisions"
    } else if is(file, FIXTURES) {
        "a file of fixtures"
    } else if is(file, CONFIG_FILE) {
        "the configuration"
    } else if folders.any(|folder| is(folder.as_os_str(), FAMILIES)) {
        "a family"
    } else {
        return Ok(());
    };
    Err(format!(
        "{}: its table would be {}, which is read as {meaning}; rename the page or its folder",
        shown(page),
        shown(table)
    ))
}

fn could_not_read(path: &Path, error: &std::io::Error) -> std::io::Error {
    let message = format!("could not read {}: {error}", shown(path));
    std::io::Error::new(error.kind(), message)
}

fn check(path: &Path, text: &str) -> std::io::Result<u8> {
    if !path.exists() {
        print(&format!("{}: missing; derive it\n", shown(path)))?;
        return Ok(STALE);
    }
    let old = read_named(path).map_err(|error| could_not_read(path, &error))?;
    if old == text {
        return Ok(0);
    }
    let diff = TextDiff::from_lines(old.as_str(), text);
    let diff = diff
        .unified_diff()
        .context_radius(3)
        .header("stored", "derived now")
        .to_string();
    print(&format!("{}: stale; derive it again\n{diff}", shown(path)))?;
    Ok(STALE)
}

/// Derived tables whose page is gone from a folder that was given.
fn check_orphans(
    arguments: &DeriveArguments,
    files: &[PageFile],
    written: &BTreeSet<PathBuf>,
) -> Result<u8, Box<dyn std::error::Error>> {
    let folder_given = arguments.pages.iter().any(|page| page.is_dir());
    if !folder_given || !arguments.out.is_dir() {
        return Ok(0);
    }
    let known: BTreeSet<PathBuf> = files.iter().map(|f| arguments.out.join(&f.table)).collect();
    let is_table = |path: &Path| path.extension().is_some_and(|e| e == "toml");
    let mut code = 0;
    for below in files_below(&arguments.out, &is_table)? {
        let path = arguments.out.join(below);
        let text = read_found(&arguments.out, &path).map_err(|e| could_not_read(&path, &e))?;
        let is_family = path
            .parent()
            .is_some_and(|folder| folder.ends_with(FAMILIES));
        if is_family && is_marked_derived(&text) && !written.contains(&path) {
            print(&format!(
                "{}: orphaned; no page says any of it now\n",
                shown(&path)
            ))?;
            code = STALE;
        }
        // Decisions and families are not tables; a table that cannot be read is `run`'s to refuse.
        let Ok(table) = read_table(&path, &text) else {
            continue;
        };
        if table.source.origin == Origin::Derived && !known.contains(&path) {
            let page = table.source.page;
            print(&format!(
                "{}: orphaned; its page {page} is gone\n",
                shown(&path)
            ))?;
            code = STALE;
        }
    }
    Ok(code)
}
