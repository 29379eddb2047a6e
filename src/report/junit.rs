//! JUnit XML: one testcase a case, the page as classname, `<error>` apart from `<failure>`.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::diagnostic::Style;
use super::safe::sanitize;
use super::{RunReport, Told, gathered, in_order, terminal};
use crate::check::brief::Brief;
use crate::check::verdict::{Outcome, Verdict};
use crate::plan::SkipReason;

/// Renders the report.
#[must_use]
pub(crate) fn render(report: &RunReport<'_>) -> String {
    let told = in_order(report).into_iter();
    let pages = gathered(told.map(|told| match told {
        Told::Whole(verdict) => (verdict.case.page.as_str(), told),
        Told::Brief(brief) => (&*brief.page, told),
    }));
    let mut warnings: String = report
        .warnings
        .iter()
        .map(|warning| format!("warning: {}\n", sanitize(warning)))
        .collect();
    let mut whole = Report::new(NAME);
    whole.set_time(report.elapsed);
    let mut suites = String::new();
    for (page, cases) in pages {
        let mut suite = TestSuite::new(page);
        // What is amiss with the run as a whole stands in its first suite.
        if !warnings.is_empty() {
            suite.set_system_out(std::mem::take(&mut warnings));
        }
        for told in cases {
            suite.add_test_case(match told {
                Told::Whole(verdict) => test_case(report, verdict),
                Told::Brief(brief) => brief_case(brief),
            });
        }
        // One suite after the other: all of them at once would be many times as large as their text.
        let mut one = Report::new(NAME);
        one.add_test_suite(suite);
        whole.tests += one.tests;
        whole.skipped += one.skipped;
        whole.failures += one.failures;
        whole.errors += one.errors;
        suites.push_str(within(&one.to_string().unwrap_or_default()));
    }
    let frame = whole.to_string().unwrap_or_default();
    match frame.rsplit_once(END) {
        Some((before, after)) => format!("{before}{suites}{END}{after}"),
        None => frame,
    }
}

/// The name of the report.
const NAME: &str = "as-documented";

/// Where all suites end.
const END: &str = "</testsuites>";

/// The suites of a report, each on lines of its own.
fn within(text: &str) -> &str {
    let start = text
        .find("<testsuites")
        .and_then(|at| Some(at + text[at..].find('\n')? + 1));
    let end = text.rfind(END);
    start
        .zip(end)
        .and_then(|(start, end)| text.get(start..end))
        .unwrap_or_default()
}

/// A case that passed or was not sent, of which there is no more to say.
fn brief_case(brief: &Brief) -> TestCase {
    let status = match &brief.skipped {
        None => TestCaseStatus::success(),
        Some(reason) => skipped(reason),
    };
    let mut case = TestCase::new(brief.id.0.as_str(), status);
    case.set_classname(&*brief.page);
    case.set_time(brief.elapsed);
    case
}

fn skipped(reason: &SkipReason) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(reason.to_string());
    status
}

fn test_case(report: &RunReport<'_>, verdict: &Verdict) -> TestCase {
    let details = || terminal::details(report, verdict, &Style::PLAIN);
    let status = match &verdict.outcome {
        Outcome::Passed => TestCaseStatus::success(),
        Outcome::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            if let Some(violation) = verdict.violations.first() {
                status.set_type(violation.code.as_str());
                status.set_message(&violation.message);
            }
            status.set_description(details());
            status
        }
        Outcome::Errored(message) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_type("error");
            status.set_message(message);
            status
        }
        Outcome::Skipped(reason) => skipped(reason),
    };
    let mut case = TestCase::new(verdict.case.id.0.as_str(), status);
    case.set_classname(verdict.case.page.as_str());
    case.set_time(verdict.elapsed);
    let noted = verdict
        .noted
        .iter()
        .map(|v| format!("noted[{}]: {}\n", v.code, v.message));
    let mut said: String = noted.collect();
    if verdict.attempts() > 1 {
        said.push_str(&format!("sent again: {} attempts\n", verdict.attempts()));
    }
    if !said.is_empty() {
        case.set_system_out(said);
    }
    case
}
