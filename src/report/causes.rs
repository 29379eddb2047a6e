//! The causes of what came of a run, before all else on the screen.

use super::RunReport;
use super::notes::listed;
use super::safe::sanitize;
use super::said::said;
use crate::check::causes::Cause;
use crate::check::verdict::Outcome;
use crate::protocol::shell::shell_word;

/// Every cause, each with an empty line behind it.
#[must_use]
pub(super) fn render(report: &RunReport<'_>) -> String {
    report
        .causes
        .iter()
        .map(|cause| one(report, cause))
        .collect()
}

/// What it is, what the service said, the cases that are no page's fault for it, and how to see it again.
fn one(report: &RunReport<'_>, cause: &Cause) -> String {
    let mut lines = vec![brief(cause)];
    if let Some((_, exchange)) = &cause.example {
        let said = said(exchange).unwrap_or_default();
        lines.extend(said.lines().map(|line| format!("  {}", sanitize(line))));
    }
    let is_its = |outcome: &Outcome| matches!(outcome, Outcome::Errored(message) if *message == cause.message);
    let cases = report
        .verdicts
        .iter()
        .filter(|verdict| is_its(&verdict.outcome));
    let cases: Vec<String> = cases.map(|verdict| verdict.case.id.0.clone()).collect();
    if !cases.is_empty() {
        lines.push(format!("  no page is to blame for {}", listed(&cases)));
    }
    if let Some((case, _)) = &cause.example {
        lines.push(format!(
            "  see it with {} --exact {}",
            report.replay.command,
            shell_word(&case.0)
        ));
    }
    lines.join("\n") + "\n\n"
}

/// A cause in a sentence, with the lines that are to be copied.
#[must_use]
pub(crate) fn brief(cause: &Cause) -> String {
    let mut text = format!("cause[{}]: {}", cause.code, whole(&cause.message));
    for line in &cause.lines {
        text.push_str(&format!("\n    {}", sanitize(line)));
    }
    text
}

/// A sentence of ours with words of others in it, harmless and none of ours cut off.
fn whole(message: &str) -> String {
    let words: Vec<String> = message.split(' ').map(sanitize).collect();
    words.join(" ")
}
