//! What a run writes, and what it needs for that: reports, the pages they quote, the command that
//! replays them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use libtest_mimic::Arguments;

use super::{Plan, RunError};
use crate::app::settings::Settings;
use crate::check::brief::Briefs;
use crate::check::causes::{self, Cause, Known};
use crate::check::verdict::Verdict;
use crate::report::causes::brief;
use crate::report::{Report, RunReport};
use crate::send::values::source_of;
use crate::store::file::{check_output, write_output};
use crate::table::Spec;
use crate::text::page::Page;

/// A report to be written, its file known to be writable.
pub(super) struct ReportFile {
    report: Report,
    path: PathBuf,
}

pub(super) fn report_files(given: &[String]) -> Result<Vec<ReportFile>, RunError> {
    let parse = |text: &String| {
        let unknown = || RunError::Report {
            given: text.clone(),
            known: Report::kinds(),
        };
        let (kind, path) = text.split_once('=').ok_or_else(unknown)?;
        let mut kinds = Report::KINDS.iter();
        let (_, report) = kinds.find(|(k, _)| *k == kind).ok_or_else(unknown)?;
        let path = PathBuf::from(path);
        check_output(&path).map_err(|source| RunError::ReportFile {
            path: path.clone(),
            source,
        })?;
        Ok(ReportFile {
            report: *report,
            path,
        })
    };
    given.iter().map(parse).collect()
}

pub(super) fn write_reports(files: &[ReportFile], report: &RunReport<'_>) -> Result<(), RunError> {
    for file in files {
        let text = file.report.render(report);
        write_output(&file.path, &text).map_err(|source| RunError::ReportFile {
            path: file.path.clone(),
            source,
        })?;
    }
    Ok(())
}

/// The pages that broken rows cite, as far as they are at hand: in `--pages`, else beside the
/// tables.
pub(super) fn pages(
    plan: &Plan,
    settings: &Settings,
    verdicts: &[Verdict],
) -> BTreeMap<String, Page> {
    let violations = verdicts
        .iter()
        .flat_map(|v| v.violations.iter().chain(&v.noted));
    let names: BTreeSet<&str> = violations.map(|v| v.row().page.as_str()).collect();
    let mut folders = settings.pages.clone();
    for path in &plan.paths {
        let folder = if path.is_dir() {
            Some(path.as_path())
        } else {
            path.parent()
        };
        folders.extend(folder.map(Path::to_owned));
    }
    let mut pages = plan.spec.pages.clone();
    for name in names {
        if pages.contains_key(name) {
            continue;
        }
        let page = folders.iter().find_map(|folder| page_in(folder, name));
        pages.extend(page.map(|page| (name.to_owned(), page)));
    }
    pages
}

/// A page by its path, in a folder that has it or is itself one of the path's: `specs/loans` has
/// `loans/end.md` as `end.md`. A path that leads elsewhere is no page.
fn page_in(folder: &Path, path: &str) -> Option<Page> {
    let parts: Vec<Component<'_>> = Path::new(path).components().collect();
    if !parts
        .iter()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    (0..parts.len()).find_map(|at| {
        let (before, below): (PathBuf, PathBuf) =
            (parts[..at].iter().collect(), parts[at..].iter().collect());
        let is_of_path = folder.ends_with(&before);
        is_of_path.then(|| Page::read_below(folder, &below).ok())?
    })
}

/// What is said of a run that took any certificate for the target's.
pub(super) const INSECURE: &str = "no certificate was checked (--insecure): whoever answered need not be the target, and has what was sent to it";

/// What looks like operations on pages of which nothing was read, in sentences.
pub(super) fn not_read(spec: &Spec) -> Vec<String> {
    let mut sentences = Vec::new();
    if spec.tables.is_empty() {
        let count = spec.not_read.len();
        let sentence = format!("nothing was read of {count} pages, which --allow-empty lets by");
        sentences.push(sentence);
    }
    for page in &spec.not_read {
        let (lines, more) = page.shown();
        let told = lines
            .iter()
            .map(|line| format!("not read, and looks like an operation: {line}"));
        sentences.extend(told);
        if more > 0 {
            let file = page.file.display();
            sentences.push(format!(
                "not read, and look like operations: {more} more lines of {file}"
            ));
        }
    }
    sentences
}

/// What caused what came of a run against a real target; what follows from it is no violation afterwards.
pub(crate) fn find_causes(
    spec: &Spec,
    settings: &Settings,
    verdicts: &mut [Verdict],
    briefs: &Briefs,
) -> Vec<Cause> {
    // What the fake answers is ours.
    if settings.target.is_none() {
        return Vec::new();
    }
    if briefs.passed == 0 {
        causes::excuse_closed(verdicts);
    }
    let is_given_once =
        |name: &str| source_of(&settings.vars, name).is_some_and(|(_, source)| source.is_one());
    let has_fixture = |name: &str| spec.fixtures.iter().any(|fixture| fixture.variable == name);
    let known = Known {
        tables: &spec.tables,
        is_given_once: &is_given_once,
        has_fixture: &has_fixture,
        answered: &briefs.answered,
    };
    causes::find(verdicts, &known)
}

/// Says behind libtest's screen that no certificate was checked, where that is so, and what caused much of it.
pub(crate) fn tell_besides(settings: &Settings, causes: &[Cause]) -> Result<(), RunError> {
    if settings.insecure {
        writeln!(std::io::stderr(), "warning: {INSECURE}")?;
    }
    for cause in causes {
        writeln!(std::io::stderr(), "{}", brief(cause))?;
    }
    Ok(())
}

/// What is said where a filter selects nothing.
pub(super) fn nothing_matches(plan: &Plan, arguments: &Arguments) -> String {
    let filter = arguments.filter.as_deref().unwrap_or_default();
    format!(
        "error: no case matches `{filter}`{}; `as-documented cases` lists all {}",
        if arguments.exact { " exactly" } else { "" },
        plan.cases.len()
    )
}
