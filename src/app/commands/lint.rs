//! `lint`: what is wrong with pages, and what became of each of their blocks; no table is written and
//! nothing is sent.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use crate::derive::against::Difference;
use crate::derive::{Derived, derive_in};
use crate::read::{Asked, Finding, FindingCode, Severity};
use crate::report::coverage::{Totals, json_lines, lines};
use crate::report::excerpts::render_findings;
use crate::report::findings::{Found, github, json, sarif};
use crate::report::safe::sanitize;
use crate::report::summary::counted;
use crate::store::baseline::Baseline;
use crate::store::file::{read_named, write_output};
use crate::store::pages::Reading;
use crate::store::workers::each_in_order;
use crate::text::page::{Page, PageError};

use super::against::Compared;
use super::not_read::Tally;
use super::{CommandResult, PageFile, asked_reading, note, print, shown, some_page_files, style};
use crate::app::cli::{LintArguments, LintFormat};

/// The exit code when a page has a finding of severity error, or nothing was read of what is shown.
const ERRORS: u8 = 1;

/// Prints what is wrong with pages; exits with 1 where there is an error among it, or where lines look like
/// operations and none was read.
pub(crate) fn lint(arguments: &LintArguments) -> CommandResult {
    for code in &arguments.allow {
        if !FindingCode::ALL.iter().any(|known| known.as_str() == code) {
            let message =
                format!("no finding is called `{code}`; `as-documented explain` lists them");
            return Err(message.into());
        }
    }
    let Reading {
        dialect,
        empty,
        profile,
        ..
    } = asked_reading(&arguments.dialect, arguments.allow_empty, &arguments.config)?;
    let files = PageFile::with_profile(some_page_files(&arguments.pages)?, &profile);
    if arguments.coverage {
        return coverage(arguments, &files, dialect);
    }
    let mut linting = Linting {
        arguments,
        baseline: arguments.baseline.as_deref().map(read).transpose()?,
        known_now: Baseline::default(),
        counts: Counts::default(),
        log: Vec::new(),
        compared: None,
        differences: Vec::new(),
        tally: Tally::new(empty),
    };
    each_in_order(&files, derived_in(dialect), |file, (page, derived)| {
        linting.page(file, page, derived)
    })?;
    linting.against(&files, dialect)?;
    if let Some(path) = &arguments.write_baseline {
        write_baseline(path, &linting.known_now)?;
        print(&format!("wrote {}\n", shown(path)))?;
    }
    linting.finish(&files)?;
    let errors = linting.counts.of(Severity::Error);
    let has_errors = arguments.write_baseline.is_none() && errors > 0;
    let lacks = linting.tally.lacks_what_is_shown();
    Ok(if has_errors || lacks { ERRORS } else { 0 })
}

/// Pages on the way to their findings, one after the other.
struct Linting<'a> {
    arguments: &'a LintArguments,
    baseline: Option<Baseline>,
    known_now: Baseline,
    counts: Counts,
    log: Vec<(Page, String, Vec<Finding>)>,
    compared: Option<Compared>,
    differences: Vec<Difference>,
    tally: Tally,
}

impl Linting<'_> {
    /// Prints or keeps where pages differ from a description.
    fn against(
        &mut self,
        files: &[PageFile],
        dialect: Asked,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let Some(path) = &self.arguments.against else {
            return Ok(());
        };
        let compared = Compared::of(files, path, dialect)?;
        for difference in compared.differences() {
            let code = difference.finding.code;
            if self.arguments.allow.iter().any(|c| c == code.as_str()) {
                self.counts.allowed += 1;
                continue;
            }
            let (page, name) = compared.page_of(&difference);
            let known = self.baseline.as_mut();
            if known.is_some_and(|known| known.take(name, page, &difference.finding)) {
                self.counts.known += 1;
                continue;
            }
            self.counts.by_severity[code.severity() as usize] += 1;
            if matches!(self.arguments.format, LintFormat::Sarif) {
                self.differences.push(difference);
                continue;
            }
            print(&compared.rendered(self.arguments.format, &difference))?;
        }
        self.compared = Some(compared);
        Ok(())
    }

    /// Prints or keeps what is wrong with a page, but for what is allowed or known.
    fn page(
        &mut self,
        file: &PageFile,
        page: Page,
        derived: Derived,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let name = name(file);
        self.tally.add(file, &page, &derived);
        let mut findings = derived.findings;
        let allow = &self.arguments.allow;
        let all = derived.allowed.len() + findings.len();
        findings.retain(|finding| !allow.iter().any(|c| c == finding.code.as_str()));
        self.counts.allowed += all - findings.len();
        let all = findings.len();
        if let Some(baseline) = &mut self.baseline {
            findings.retain(|finding| !baseline.take(&name, &page, finding));
        }
        self.counts.known += all - findings.len();
        for finding in &findings {
            self.known_now.add(&name, &page, finding);
            self.counts.by_severity[finding.code.severity() as usize] += 1;
        }
        if self.arguments.write_baseline.is_some() {
            return Ok(());
        }
        let path = file.path.display().to_string();
        if matches!(self.arguments.format, LintFormat::Sarif) {
            self.log.push((page, path, findings));
        } else {
            print(&rendered(self.arguments.format, &page, &path, &findings))?;
        }
        Ok(())
    }

    /// Prints what is said of all pages together.
    fn finish(&self, files: &[PageFile]) -> std::io::Result<()> {
        let mut told = self.tally.lines();
        if self.tally.lacks_what_is_shown() {
            told.push_str(self.tally.verdict());
        }
        match self.arguments.format {
            LintFormat::Text => print(&told)?,
            LintFormat::Json | LintFormat::Github | LintFormat::Sarif => note(&told),
        }
        match self.arguments.format {
            LintFormat::Json => {}
            LintFormat::Text | LintFormat::Github => {
                print(&self.counts.in_words(files.len()))?;
            }
            LintFormat::Sarif => {
                let pages = self.log.iter().flat_map(|(page, path, findings)| {
                    findings.iter().map(move |finding| Found {
                        page,
                        path,
                        finding,
                        elsewhere: None,
                    })
                });
                let mut found: Vec<Found<'_>> = pages.collect();
                if let Some(compared) = &self.compared {
                    let differences = self.differences.iter();
                    found.extend(differences.map(|difference| compared.found(difference)));
                }
                print(&sarif(&found))?;
            }
        }
        let read: BTreeSet<String> = files.iter().map(name).collect();
        let gone = self.baseline.as_ref().map_or(0, |baseline| {
            baseline.left(|page| read.contains(page) || !Path::new(page).exists())
        });
        if gone > 0 && matches!(self.arguments.format, LintFormat::Text) {
            print(&format!(
                "{gone} findings of the baseline are gone; write it again with --write-baseline\n"
            ))?;
        }
        Ok(())
    }
}

/// The page's path as it was given or found, with `/` between folders: a baseline is for runs from one
/// folder.
pub(super) fn name(file: &PageFile) -> String {
    let parts = file
        .path
        .components()
        .filter(|part| *part != Component::CurDir);
    let parts = parts.map(|part| part.as_os_str().to_string_lossy().into_owned());
    parts.collect::<Vec<_>>().join("/")
}

fn read(path: &Path) -> Result<Baseline, String> {
    let text =
        read_named(path).map_err(|error| format!("could not read {}: {error}", shown(path)))?;
    Baseline::read(path, &text).map_err(|error| sanitize(&error.to_string()))
}

/// Writes a baseline, over no other file than a baseline.
fn write_baseline(path: &Path, baseline: &Baseline) -> Result<(), Box<dyn std::error::Error>> {
    let say = |error: std::io::Error| format!("could not write {}: {error}", shown(path));
    if path.is_file() && !Baseline::is_one(&read_named(path).map_err(say)?) {
        let message = format!(
            "could not write {}: what is there is no baseline; name another file, or move it away",
            shown(path)
        );
        return Err(message.into());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(say)?;
    }
    write_output(path, &baseline.write()?).map_err(say)?;
    Ok(())
}

/// The findings of a page in a form that is printed page by page.
fn rendered(format: LintFormat, page: &Page, path: &str, findings: &[Finding]) -> String {
    let found = findings.iter().map(|finding| Found {
        page,
        path,
        finding,
        elsewhere: None,
    });
    match format {
        LintFormat::Text if findings.is_empty() => String::new(),
        LintFormat::Text => render_findings(page, path, findings, &style()),
        LintFormat::Json => found.map(|found| json(&found)).collect(),
        LintFormat::Github => found.map(|found| github(&found)).collect(),
        LintFormat::Sarif => sarif(&found.collect::<Vec<_>>()),
    }
}

/// Reads and derives a page in a dialect.
fn derived_in(dialect: Asked) -> impl Fn(&PageFile) -> Result<(Page, Derived), PageError> + Sync {
    move |file| {
        let page = file.read()?;
        let derived = derive_in(&page, dialect);
        Ok((page, derived))
    }
}

/// Prints what became of each block.
fn coverage(arguments: &LintArguments, files: &[PageFile], dialect: Asked) -> CommandResult {
    let mut totals = Totals::default();
    if matches!(arguments.format, LintFormat::Github | LintFormat::Sarif) {
        return Err("--coverage prints text or json".into());
    }
    each_in_order(files, derived_in(dialect), |file, (page, derived)| {
        let coverage = &derived.coverage;
        totals.add(&page, &derived);
        let text = match arguments.format {
            LintFormat::Json => json_lines(&page, &name(file), coverage),
            LintFormat::Text if files.len() == 1 => lines(&page, coverage),
            LintFormat::Text | LintFormat::Github | LintFormat::Sarif => String::new(),
        };
        print(&text).map_err(Box::<dyn std::error::Error>::from)
    })?;
    if matches!(arguments.format, LintFormat::Text) {
        print(&totals.render(files.len()))?;
    }
    Ok(0)
}

#[derive(Default)]
struct Counts {
    by_severity: [usize; 3],
    allowed: usize,
    known: usize,
}

impl Counts {
    fn of(&self, severity: Severity) -> usize {
        self.by_severity[severity as usize]
    }

    fn in_words(&self, pages: usize) -> String {
        let besides = |count: usize, word: &str| match count {
            0 => String::new(),
            count => format!(", {count} {word}"),
        };
        format!(
            "{}: {}, {}, {}{}{}\n",
            counted(pages, "page"),
            counted(self.of(Severity::Error), "error"),
            counted(self.of(Severity::Warning), "warning"),
            counted(self.of(Severity::Note), "note"),
            besides(self.allowed, "allowed"),
            besides(self.known, "known")
        )
    }
}
