//! `lint`: what is wrong with pages; no table is written and nothing is sent.

use as_documented::fact::Severity;
use as_documented::page::Page;
use as_documented::report::terminal::render_findings;
use as_documented::spec::derive::derive;

use super::{CommandResult, page_files, print, style};
use crate::cli::LintArguments;

/// The exit code when a page has a finding of severity error.
const ERRORS: u8 = 1;

pub(crate) fn lint(arguments: &LintArguments) -> CommandResult {
    let mut counts = [0_usize; 3];
    let files = page_files(&arguments.pages)?;
    for file in &files {
        let page = Page::read(&file.path)?;
        let findings = derive(&page).findings;
        for finding in &findings {
            counts[finding.code.severity() as usize] += 1;
        }
        if !findings.is_empty() {
            let origin = file.path.display().to_string();
            print(&render_findings(&page, &origin, &findings, &style()))?;
        }
    }
    let count = |severity: Severity| counts[severity as usize];
    print(&format!(
        "{} pages: {} errors, {} warnings, {} notes\n",
        files.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    ))?;
    Ok(if count(Severity::Error) > 0 {
        ERRORS
    } else {
        0
    })
}
