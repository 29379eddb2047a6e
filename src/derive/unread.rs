//! What a page shows as an operation and no operation came of: a finding a line, and whether the page
//! documents an endpoint at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use vec1::vec1;

use super::{Derived, Deriver};
use crate::read::coverage::{Entry, Topic, Use};
use crate::read::{Finding, FindingCode, Unread};
use crate::table::{NotRead, Operation, PageNotRead};
use crate::text::page::{Page, Span};

/// The most requests that a table names as not read; more are one that no path can be told from.
const MOST_NOT_READ: usize = 64;

impl Deriver<'_> {
    /// One finding a line that looks like an operation.
    pub(super) fn report_unread(&mut self, unread: &[Unread]) {
        let mut told = lines_told(self.page, &self.findings);
        for one in unread.iter().filter(|one| one.is_line) {
            // A row with several methods is one line to be mended, and why one cannot be read is said once.
            if !told.insert(self.page.position(one.span.start).line) {
                continue;
            }
            let help = format!(
                "{}; or allow the finding where it is no operation of this page's",
                self.conventions.shows_operation
            );
            self.finding(
                FindingCode::RequestLineNotRead,
                "the line looks like an operation, and nothing was read of it",
                vec1![(one.span, "not read".to_owned())],
                help,
            );
        }
    }

    /// Says of a page without operations whether it is meant to have one.
    pub(super) fn report_no_endpoint(&mut self, coverage: &[Entry], unread: &[Unread]) {
        let is_told = |finding: &Finding| finding.code == FindingCode::DescriptionNotRead;
        if self.findings.iter().any(is_told) {
            return;
        }
        let opens_section = |entry: &Entry| entry.used == Use::Fact(Topic::Section);
        let mut marks = self.conventions.marks_of_operation.iter();
        let claims_to_be =
            coverage.iter().any(opens_section) || marks.any(|mark| self.page.text().contains(mark));
        let first = self.page.line_span(1).unwrap_or(Span::new(0, 0));
        let place = vec1![(first, "this page".to_owned())];
        match unread.iter().filter(|one| one.is_line).count() {
            0 if claims_to_be => self.finding(
                FindingCode::NoEndpoint,
                "the page documents no endpoint: it has no request line such as `GET /path`",
                place,
                self.conventions.shows_operation,
            ),
            0 => self.finding(
                FindingCode::PageOfProse,
                "the page has no section on a request; it was taken for prose",
                place,
                "",
            ),
            lines => self.finding(
                FindingCode::NoEndpoint,
                format!(
                    "no operation was read of the page, though {lines} of its lines look like one"
                ),
                place,
                self.conventions.shows_operation,
            ),
        }
    }
}

impl Derived {
    /// The page with its lines that look like operations, where no operation was read; lines that it
    /// allows not to be read are none of them.
    pub(crate) fn not_read(&self, page: &Page, file: &Path) -> Option<PageNotRead> {
        if self.table.is_some() {
            return None;
        }
        let told = lines_told(page, &self.findings);
        let mut lines = BTreeMap::new();
        let mut requests = Vec::new();
        for one in self.unread.iter().filter(|one| one.is_line) {
            let line = page.position(one.span.start).line;
            if told.contains(&line) {
                let whole = page.line_span(line).unwrap_or(one.span);
                lines.insert(line, page.slice(whole).to_owned());
                requests.push(NotRead::new(&one.request));
            }
        }
        Some(PageNotRead {
            file: file.to_owned(),
            lines: lines.into_iter().collect(),
            requests,
        })
    }
}

/// The lines of which a finding says that they were not read, or why they cannot be.
fn lines_told(page: &Page, findings: &[Finding]) -> BTreeSet<usize> {
    let says_so = |code: FindingCode| {
        matches!(
            code,
            FindingCode::RequestLineNotRead | FindingCode::ExampleUnreadable
        )
    };
    let told = findings.iter().filter(|finding| says_so(finding.code));
    let places = told.flat_map(|finding| &finding.places);
    places
        .map(|place| page.position(place.span.start).line)
        .collect()
}

/// The requests that no operation came of, each once: those that are shown as operations, and of those that
/// are only mentioned what could be on a path of the page's operations.
pub(super) fn not_read(unread: &[Unread], operations: &[Operation]) -> Vec<NotRead> {
    let rows = operations.iter().flat_map(|operation| &operation.paths);
    let readings = rows.flat_map(|row| row.readings());
    let paths: Vec<_> = readings.flat_map(|reading| &reading.value).collect();
    let mut seen = BTreeSet::new();
    let mut list = Vec::new();
    for one in unread {
        let request = NotRead::new(&one.request);
        if !seen.insert(&one.request)
            || !one.is_line && !paths.iter().any(|path| request.speaks_of(path))
        {
            continue;
        }
        if list.len() == MOST_NOT_READ {
            list.push(NotRead::more());
            break;
        }
        list.push(request);
    }
    list
}
