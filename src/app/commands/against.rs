//! `lint --against`: pages and a description of one service, and how their differences are printed.

use std::path::Path;

use crate::app::cli::LintFormat;
use crate::derive::against::{Difference, Told, against};
use crate::derive::derive_in;
use crate::read::Asked;
use crate::report::excerpts::render_finding;
use crate::report::findings::{Elsewhere, Found, github, json};
use crate::report::safe::sanitize;
use crate::table::SpecTable;
use crate::text::page::Page;

use super::lint::name;
use super::{PageFile, shown, style};

/// A page with its table.
struct Read {
    page: Page,
    table: SpecTable,
    /// Its path as it is printed.
    path: String,
    /// The same as a baseline knows it.
    name: String,
}

impl Read {
    fn told(&self) -> Told<'_> {
        Told {
            page: &self.page,
            table: &self.table,
        }
    }
}

/// Pages with the description that they are held against.
pub(super) struct Compared {
    pages: Vec<Read>,
    description: Read,
}

impl Compared {
    /// Reads pages, in the dialect that was asked for, and a description, in its own.
    ///
    /// # Errors
    /// When a file cannot be read, or the description has no operation.
    pub(super) fn of(
        files: &[PageFile],
        description: &Path,
        dialect: Asked,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let page = Page::read(description)?;
        let Some(table) = derive_in(&page, None).table else {
            let message = format!(
                "{}: it documents no operation; `as-documented lint` says what it has",
                shown(description)
            );
            return Err(message.into());
        };
        let path = description.display().to_string();
        let description = Read {
            page,
            table,
            name: path.clone(),
            path,
        };
        let mut pages = Vec::new();
        for file in files {
            let page = file.read()?;
            if let Some(table) = derive_in(&page, dialect).table {
                pages.push(Read {
                    page,
                    table,
                    path: file.path.display().to_string(),
                    name: name(file),
                });
            }
        }
        Ok(Self { pages, description })
    }

    /// Where they differ.
    pub(super) fn differences(&self) -> Vec<Difference> {
        let pages: Vec<Told<'_>> = self.pages.iter().map(Read::told).collect();
        against(&pages, self.description.told())
    }

    fn read_of(&self, difference: &Difference) -> &Read {
        let page = difference.page.and_then(|at| self.pages.get(at));
        page.unwrap_or(&self.description)
    }

    /// The page that a difference is of, and its name in a baseline.
    pub(super) fn page_of(&self, difference: &Difference) -> (&Page, &str) {
        let read = self.read_of(difference);
        (&read.page, &read.name)
    }

    /// A difference with both of its documents.
    pub(super) fn found<'a>(&'a self, difference: &'a Difference) -> Found<'a> {
        let read = self.read_of(difference);
        let elsewhere = difference.elsewhere.as_ref().map(|place| Elsewhere {
            page: &self.description.page,
            path: &self.description.path,
            place,
        });
        Found {
            page: &read.page,
            path: &read.path,
            finding: &difference.finding,
            elsewhere,
        }
    }

    /// A difference in a form that is printed one by one.
    pub(super) fn rendered(&self, format: LintFormat, difference: &Difference) -> String {
        let found = self.found(difference);
        match format {
            LintFormat::Json => json(&found),
            LintFormat::Github => github(&found),
            LintFormat::Text | LintFormat::Sarif => {
                let notes = found.elsewhere.iter().map(Elsewhere::in_words);
                let notes: Vec<String> = notes.map(|note| sanitize(&note)).collect();
                render_finding(found.page, found.path, found.finding, notes, &style())
            }
        }
    }
}
