//! JUnit XML: one testcase a case, the page as classname, `<error>` apart from `<failure>`.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::diagnostic::Style;
use super::safe::sanitize;
use super::{RunReport, gathered, terminal};
use crate::check::verdict::{Outcome, Verdict};

/// Renders the report.
#[must_use]
pub(crate) fn render(report: &RunReport<'_>) -> String {
    let mut junit = Report::new("as-documented");
    junit.set_time(report.elapsed);
    let verdicts = report.verdicts.iter();
    let pages = gathered(verdicts.map(|verdict| (verdict.case.page.as_str(), verdict)));
    let mut warnings: String = report
        .warnings
        .iter()
        .map(|warning| format!("warning: {}\n", sanitize(warning)))
        .collect();
    for (page, verdicts) in pages {
        let mut suite = TestSuite::new(page);
        // What is amiss with the run as a whole stands in its first suite.
        if !warnings.is_empty() {
            suite.set_system_out(std::mem::take(&mut warnings));
        }
        for verdict in verdicts {
            suite.add_test_case(test_case(report, verdict));
        }
        junit.add_test_suite(suite);
    }
    junit.to_string().unwrap_or_default()
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
        Outcome::Skipped(reason) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(reason.to_string());
            status
        }
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
