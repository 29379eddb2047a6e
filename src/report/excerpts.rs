//! Findings on a screen: each with the lines of its page.

use super::diagnostic::{Diagnostic, Mark, Source, Style, render as render_diagnostic};
use super::safe::sanitize;
use crate::read::Finding;
use crate::table::Citation;
use crate::text::page::Page;

/// The most findings of one page that are shown on a screen.
const MOST_FINDINGS: usize = 500;

/// Renders what is wrong with a page; `origin` is the path that is shown.
#[must_use]
pub(crate) fn render_findings(
    page: &Page,
    origin: &str,
    findings: &[Finding],
    style: &Style,
) -> String {
    let mut text = String::new();
    for finding in findings.iter().take(MOST_FINDINGS) {
        text.push_str(&render_finding(page, origin, finding, Vec::new(), style));
    }
    let more = findings.len().saturating_sub(MOST_FINDINGS);
    if more > 0 {
        text.push_str(&format!(
            "{}: {more} more findings; `lint --format json` prints all of them\n\n",
            sanitize(origin)
        ));
    }
    text
}

/// The longest line of a page that is shown, in bytes: that of a file without line breaks is none.
const LONGEST_SHOWN: usize = 4_096;

/// Renders one finding, with notes on it, ending in an empty line.
#[must_use]
pub(crate) fn render_finding(
    page: &Page,
    origin: &str,
    finding: &Finding,
    notes: Vec<String>,
    style: &Style,
) -> String {
    let marks = finding.places.iter().map(|place| {
        let start = page.position(place.span.start);
        let line = page.slice(place.span).lines().next().unwrap_or_default();
        let length = line.trim_end().chars().count().max(1);
        Mark {
            citation: Citation::Line {
                line: start.line,
                column: start.column,
                end: start.column + length,
            },
            label: place.label.clone(),
        }
    });
    let marks: Vec<Mark> = marks.collect();
    let is_short = |mark: &Mark| match mark.citation {
        Citation::Line { line, .. } => page
            .line_span(line)
            .is_none_or(|span| span.end - span.start <= LONGEST_SHOWN),
        Citation::Section(_) => true,
    };
    let diagnostic = Diagnostic {
        severity: finding.code.severity(),
        code: finding.code.as_str(),
        message: finding.message.clone(),
        origin: origin.to_owned(),
        source: if marks.iter().all(is_short) {
            Source::AtHand(page)
        } else {
            Source::Absent
        },
        marks,
        notes,
        help: finding.help.clone(),
    };
    format!("{}\n", render_diagnostic(&diagnostic, style))
}
