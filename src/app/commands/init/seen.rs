//! What pages are, as far as a configuration depends on it: dialects, operations, lines that were not read,
//! bases, placeholders, credentials, and which files lie beside them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::gaps::Gaps;
use crate::app::commands::shown;
use crate::app::settings::CONFIG_FILE;
use crate::derive::derive_in;
use crate::read::{Asked, ForAll, dialect_of};
use crate::report::safe::sanitize;
use crate::report::summary::counted;
use crate::store::pages::files_below;
use crate::table::{CredentialPlace, Operation};
use crate::text::page::Page;

/// The most kinds of files that are told.
const MOST_EXTENSIONS: usize = 12;

/// The most bases that are told.
const MOST_BASES: usize = 8;

/// What pages are.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The pages and folders that were named.
    pub(super) named: Vec<PathBuf>,
    /// The files that are there, by the ends of their names, the most frequent first.
    pub(super) extensions: Vec<(String, usize)>,
    /// The pages by the dialect that they are read in.
    pub(super) dialects: BTreeMap<&'static str, OfDialect>,
    /// The bases of the operations, and how many have each.
    pub(super) bases: BTreeMap<String, usize>,
    /// The placeholders of the operations' paths, by their own names.
    pub(super) placeholders: BTreeMap<String, Placeholder>,
    /// Where the operations carry a credential, in words, and how many do.
    pub(super) credentials: BTreeMap<String, usize>,
    /// The URLs that pages say are the base of all, each with its place.
    pub(super) stated: BTreeMap<String, String>,
    /// The profile that the configuration names.
    pub(super) profile: Option<PathBuf>,
    /// What a profile could add.
    pub(super) gaps: Gaps,
}

/// The pages of a dialect.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct OfDialect {
    /// How many pages are read in it.
    pub(super) pages: usize,
    /// How many of them document no operation.
    pub(super) without: usize,
    /// How many operations they document.
    pub(super) operations: usize,
    /// How many of their lines look like operations and were not read.
    pub(super) not_read: usize,
}

/// A placeholder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Placeholder {
    /// How many operations have it.
    pub(super) operations: usize,
    /// The names that tell its places apart.
    pub(super) qualified: BTreeSet<String>,
}

impl Seen {
    /// Nothing yet, of what was named.
    pub(super) fn of(named: &[PathBuf]) -> Self {
        Self {
            named: named.to_vec(),
            extensions: extensions(named),
            ..Self::default()
        }
    }

    /// Adds a page.
    pub(super) fn add(&mut self, page: &Page, asked: Asked) {
        let own = self
            .dialects
            .entry(dialect_of(page, asked).name())
            .or_default();
        let derived = derive_in(page, asked);
        let lines = derived.unread.iter().filter(|one| one.is_line);
        let lines: BTreeSet<usize> = lines.map(|one| one.span.start).collect();
        if dialect_of(page, asked).name() == "plain" {
            self.gaps.add(page, &derived);
        }
        for (says, cites) in &derived.for_all {
            if let ForAll::Base(base) = says
                && base.contains("://")
            {
                let place = format!("{}:{cites}", sanitize(page.path()));
                self.stated.entry(sanitize(base)).or_insert(place);
            }
        }
        own.pages += 1;
        own.not_read += lines.len();
        let Some(table) = derived.table else {
            own.without += 1;
            return;
        };
        own.operations += table.operations.len();
        for operation in &table.operations {
            self.operation(operation);
        }
    }

    fn operation(&mut self, operation: &Operation) {
        if let Some(base) = &operation.base {
            *self.bases.entry(base.first().value.clone()).or_default() += 1;
        }
        let rows = operation.paths.iter();
        let paths = rows.flat_map(|row| &row.first().value);
        // The credential is never a value among others.
        let places = paths.flat_map(|path| path.places().filter(|place| !place.is_credential()));
        let names: BTreeSet<(String, String)> = places
            .map(|place| {
                let mut names = place.names();
                let name = names.pop().unwrap_or_default();
                (name, place.qualified)
            })
            .collect();
        let mut own = BTreeSet::new();
        for (name, qualified) in names {
            let placeholder = self.placeholders.entry(name.clone()).or_default();
            placeholder.operations += usize::from(own.insert(name.clone()));
            if qualified != name && qualified.chars().all(is_of_name) {
                placeholder.qualified.insert(qualified);
            }
        }
        let places: BTreeSet<String> = operation.credentials().map(|c| place(&c.place)).collect();
        for place in places {
            *self.credentials.entry(place).or_default() += 1;
        }
    }

    /// How many operations there are.
    pub(super) fn operations(&self) -> usize {
        self.dialects.values().map(|own| own.operations).sum()
    }

    /// How many lines look like operations and were not read.
    pub(super) fn not_read(&self) -> usize {
        self.dialects.values().map(|own| own.not_read).sum()
    }

    /// One line a dialect, and what else there is.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("files: {}", listed(&self.extensions))];
        for (name, own) in &self.dialects {
            let mut line = format!(
                "dialect {name}: {} and {}",
                counted(own.pages, "page"),
                counted(own.operations, "operation")
            );
            if own.without > 0 {
                line.push_str(&format!(", {} without one", counted(own.without, "page")));
            }
            if own.not_read > 0 {
                let lines = counted(own.not_read, "line");
                line.push_str(&format!("; {lines} of operations not read"));
            }
            lines.push(line);
        }
        lines
    }

    /// The bases, each with its number of operations, the most frequent first; what is past the first few
    /// is a number.
    pub(super) fn bases_in_words(&self) -> Vec<String> {
        let mut bases: Vec<(&String, &usize)> = self.bases.iter().collect();
        bases.sort_by(|left, right| right.1.cmp(left.1).then(left.0.cmp(right.0)));
        let shown = bases.iter().take(MOST_BASES).map(|(base, count)| {
            let count = counted(**count, "operation");
            format!("{} ({count})", sanitize(base))
        });
        let mut words: Vec<String> = shown.collect();
        if bases.len() > MOST_BASES {
            words.push(format!("and {} more", bases.len() - MOST_BASES));
        }
        words
    }

    /// The base of the most operations.
    pub(super) fn first_base(&self) -> Option<&str> {
        let most = self
            .bases
            .iter()
            .max_by_key(|(base, count)| (**count, Reverse(*base)));
        most.map(|(base, _)| base.as_str())
    }

    /// What is said on the screen.
    pub(super) fn told(&self) -> String {
        let mut text: String = self
            .lines()
            .iter()
            .map(|line| format!("{line}\n"))
            .collect();
        for base in self.bases_in_words() {
            text.push_str(&format!("base {base}\n"));
        }
        for (place, count) in &self.credentials {
            text.push_str(&format!(
                "credential in {place}: {}\n",
                counted(*count, "operation")
            ));
        }
        if self.operations() == 0 {
            text.push_str("no operation was read\n");
        }
        text.push_str(&self.gaps.told());
        text
    }

    /// The commands that go on from here.
    pub(super) fn next(&self, out: &Path) -> String {
        let named: Vec<String> = self.named.iter().map(|path| in_a_shell(path)).collect();
        let named = named.join(" ");
        let config = if out == Path::new(CONFIG_FILE) {
            String::new()
        } else {
            format!(" --config {}", in_a_shell(out))
        };
        let mut text = format!("next:\n  as-documented lint {named}{config}\n");
        if self.operations() > 0 {
            text.push_str(&format!(
                "  as-documented derive {named} --out specs{config}\n"
            ));
            text.push_str(&format!("  as-documented run{config}\n"));
        }
        text
    }
}

/// The files that were named or are below what was named, by the ends of their names, the most frequent
/// first.
pub(super) fn extensions(named: &[PathBuf]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in named {
        // What cannot be read is told by whoever reads it for its pages.
        let below = if path.is_dir() {
            files_below(path, &|file| !is_hidden(file)).unwrap_or_default()
        } else {
            vec![path.clone()]
        };
        for file in below {
            let end = file
                .extension()
                .map(|end| end.to_string_lossy().into_owned());
            let end = end.map_or("no ending".to_owned(), |end| {
                format!("*.{}", sanitize(&end))
            });
            *counts.entry(end).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
    counts
}

/// Whether a character is one of a segment's name and a placeholder's, not of a call or a key.
fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// Whether a file, or a folder on the way to it, is hidden, as those of version control are.
fn is_hidden(file: &Path) -> bool {
    let mut names = file
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    names.any(|name| name.starts_with('.'))
}

/// Kinds of files in one line.
pub(super) fn listed(extensions: &[(String, usize)]) -> String {
    let shown = extensions.iter().take(MOST_EXTENSIONS);
    let mut words: Vec<String> = shown.map(|(end, count)| format!("{count} {end}")).collect();
    let more = extensions.len().saturating_sub(MOST_EXTENSIONS);
    if more > 0 {
        words.push(format!("{more} more kinds"));
    }
    words.join(", ")
}

fn place(place: &CredentialPlace) -> String {
    match place {
        CredentialPlace::Header(name) => format!("the header {}", sanitize(name.as_str())),
        CredentialPlace::Query(name) => format!("the query parameter {}", sanitize(name)),
        CredentialPlace::Cookie(name) => format!("the cookie {}", sanitize(name)),
    }
}

/// A path as a shell takes it.
fn in_a_shell(path: &Path) -> String {
    let path = shown(path);
    shlex::try_quote(&path).map_or_else(|_| path.clone(), Into::into)
}
