//! `lint`: what is wrong with pages; no table is written and nothing is sent.

use as_documented::fact::{Finding, FindingCode, Severity};
use as_documented::page::Page;
use as_documented::report::findings::{Found, github, json, sarif};
use as_documented::report::terminal::render_findings;
use as_documented::spec::derive::derive;

use super::{CommandResult, page_files, print, style};
use crate::cli::{LintArguments, LintFormat};

/// The exit code when a page has a finding of severity error.
const ERRORS: u8 = 1;

pub(crate) fn lint(arguments: &LintArguments) -> CommandResult {
    for code in &arguments.allow {
        if !FindingCode::ALL.iter().any(|known| known.as_str() == code) {
            let message =
                format!("no finding is called `{code}`; `as-documented explain` lists them");
            return Err(message.into());
        }
    }
    let mut counts = Counts::default();
    let mut log: Vec<(Page, String, Vec<Finding>)> = Vec::new();
    let files = page_files(&arguments.pages)?;
    for file in &files {
        let page = Page::read(&file.path)?;
        let mut findings = derive(&page).findings;
        let is_allowed = |finding: &Finding| {
            let mut allowed = arguments.allow.iter();
            allowed.any(|code| code == finding.code.as_str())
        };
        let all = findings.len();
        findings.retain(|finding| !is_allowed(finding));
        counts.allowed += all - findings.len();
        for finding in &findings {
            counts.by_severity[finding.code.severity() as usize] += 1;
        }
        let path = file.path.display().to_string();
        let found = |finding| Found {
            page: &page,
            path: &path,
            finding,
        };
        match arguments.format {
            LintFormat::Text if findings.is_empty() => {}
            LintFormat::Text => print(&render_findings(&page, &path, &findings, &style()))?,
            LintFormat::Json => {
                print(&findings.iter().map(|f| json(&found(f))).collect::<String>())?;
            }
            LintFormat::Github => {
                print(
                    &findings
                        .iter()
                        .map(|f| github(&found(f)))
                        .collect::<String>(),
                )?;
            }
            LintFormat::Sarif if findings.is_empty() => {}
            LintFormat::Sarif => log.push((page, path, findings)),
        }
    }
    match arguments.format {
        LintFormat::Json => {}
        LintFormat::Text | LintFormat::Github => print(&counts.in_words(files.len()))?,
        LintFormat::Sarif => {
            let pages = log.iter().flat_map(|(page, path, findings)| {
                findings.iter().map(move |finding| Found {
                    page,
                    path,
                    finding,
                })
            });
            print(&sarif(&pages.collect::<Vec<_>>()))?;
        }
    }
    Ok(if counts.of(Severity::Error) > 0 {
        ERRORS
    } else {
        0
    })
}

#[derive(Default)]
struct Counts {
    by_severity: [usize; 3],
    allowed: usize,
}

impl Counts {
    fn of(&self, severity: Severity) -> usize {
        self.by_severity[severity as usize]
    }

    fn in_words(&self, pages: usize) -> String {
        let allowed = match self.allowed {
            0 => String::new(),
            count => format!(", {count} allowed"),
        };
        format!(
            "{pages} pages: {} errors, {} warnings, {} notes{allowed}\n",
            self.of(Severity::Error),
            self.of(Severity::Warning),
            self.of(Severity::Note)
        )
    }
}
