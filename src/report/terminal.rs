//! The screen: what is broken with the page's lines first, then errors, skips and counts, and
//! last what to do next.

use std::collections::BTreeMap;

use super::asked::asked_for;
use super::causes;
use super::diagnostic::{Diagnostic, Mark, Source, Style, render as render_diagnostic};
use super::groups::{Group, folded};
use super::leftovers::warnings;
use super::notes::{listed, notes};
use super::safe::sanitize;
use super::summary::{Summary, counted};
use super::{Replay, RunReport, Told, curl, gathered, in_order};
use crate::check::brief::Briefs;
use crate::check::verdict::{Outcome, Verdict, Violation};
use crate::fake::fault::Placed;
use crate::plan::fill_advice;
use crate::protocol::exchange::Wire;
use crate::protocol::request::Framing;
use crate::protocol::shell::shell_word;
use crate::protocol::template::TOKEN;
use crate::read::Severity;
use crate::table::{Citation, RowRef};

/// Renders a run for a terminal or a CI log.
#[must_use]
pub(crate) fn render(report: &RunReport<'_>, style: &Style) -> String {
    let mut text = causes::render(report);
    let (broken, noted) = folded(report);
    for group in broken {
        text.push_str(&violation(report, &group, Severity::Error, style));
        text.push('\n');
    }
    for group in noted {
        text.push_str(&violation(report, &group, Severity::Note, style));
        text.push('\n');
    }
    text.push_str(&errors(report));
    text.push_str(&warnings(report));
    text.push_str(&as_written(report));
    text.push_str(&sent_again(report));
    text.push_str(&skips(report));
    text.push_str(&counts(report));
    text
}

/// One verdict in plain text, as libtest prints it under a failed test.
#[must_use]
pub(crate) fn brief(verdict: &Verdict, replay: &Replay) -> String {
    let tables: [_; 0] = [];
    let verdicts = [verdict.clone()];
    let report = RunReport {
        tables: &tables,
        verdicts: &verdicts,
        places: &[0],
        briefs: &Briefs::default(),
        pages: &BTreeMap::new(),
        target: None,
        seed: None,
        causes: &[],
        fault: None,
        warnings: &[],
        missing: &[],
        replay,
        elapsed: verdict.elapsed,
    };
    details(&report, verdict, &Style::PLAIN)
}

/// Every violation of one verdict, or its error, with the page's lines where they are at hand.
pub(super) fn details(report: &RunReport<'_>, verdict: &Verdict, style: &Style) -> String {
    if let Outcome::Errored(message) = &verdict.outcome {
        return sanitize(message);
    }
    let mut text = String::new();
    for violation in &verdict.violations {
        let group = Group {
            violation,
            verdicts: vec![verdict],
            follow: Vec::new(),
        };
        text.push_str(&self::violation(report, &group, Severity::Error, style));
    }
    text
}

fn violation(
    report: &RunReport<'_>,
    group: &Group<'_>,
    severity: Severity,
    style: &Style,
) -> String {
    let violation = group.violation;
    let row = violation.row();
    let source = match report.pages.get(&row.page) {
        None => Source::Absent,
        Some(page) => match &row.sha256 {
            Some(sha256) if sha256 != page.sha256() => Source::Changed,
            _ => Source::AtHand(page),
        },
    };
    // A line of the page is underlined only where it is what the page says that was broken.
    let (source, marks) = match violation.promise.row() {
        Some(_) => (source, [promised(row), tried_by(violation)].concat()),
        None => (source.without_lines(), made(row)),
    };
    render_diagnostic(
        &Diagnostic {
            severity,
            code: violation.code.as_str(),
            message: violation.message.clone(),
            origin: row.page.clone(),
            source,
            marks,
            notes: notes(group),
            help: replayed(report, group, severity),
        },
        style,
    )
}

/// The commands that send the case, and the request that broke it, once more.
fn replayed(report: &RunReport<'_>, group: &Group<'_>, severity: Severity) -> String {
    let Replay { command, curl, .. } = report.replay;
    let (verdict, at) = (group.verdicts[0], group.violation.step);
    let mut text = format!("{command} --exact {}", shell_word(&verdict.case.id.0));
    let of = (&verdict.case.operation, verdict.case.caller);
    let sent = verdict.case.steps.get(at).zip(verdict.exchanges.get(at));
    let curl = curl
        .as_ref()
        .zip(sent)
        .filter(|_| severity == Severity::Error);
    if let Some(curl) =
        curl.and_then(|(curl, (step, exchange))| curl::command(curl, of, step, exchange))
    {
        text.push('\n');
        text.push_str(&curl);
    }
    text
}

/// The places that say what was broken.
fn promised(row: &RowRef) -> Vec<Mark> {
    let marks = row.cites.iter().enumerate().map(|(index, citation)| Mark {
        citation: citation.clone(),
        label: match index {
            0 => format!("row {}", row.id),
            _ => "and here".to_owned(),
        },
    });
    marks.collect()
}

/// The place of the row that made the case, which does not say what was broken.
fn made(row: &RowRef) -> Vec<Mark> {
    let first = row.cites.iter().take(1).map(|citation| Mark {
        citation: citation.clone(),
        label: format!("the case was made by row {}", row.id),
    });
    first.collect()
}

/// The place that says what the request was to be unlike, such as how long a text may be, where another one says that such
/// a request is refused.
fn tried_by(violation: &Violation) -> Vec<Mark> {
    let (row, own) = (violation.row(), &violation.made_by);
    let is_told = |place: &Citation| row.cites.iter().any(|own| own.is_on_line_of(place));
    let place = Some(own.cites.first()).filter(|place| row.page == own.page && !is_told(place));
    let mark = place.map(|citation| Mark {
        citation: citation.clone(),
        label: format!("the case was made by row {}", own.id),
    });
    mark.into_iter().collect()
}

/// Errors of one message once, with the cases that met it.
fn errors(report: &RunReport<'_>) -> String {
    let messages = report.verdicts.iter().filter_map(|verdict| {
        let Outcome::Errored(message) = &verdict.outcome else {
            return None;
        };
        // What a cause is said of is told there.
        let is_told = report.causes.iter().any(|cause| cause.message == *message);
        (!is_told).then(|| (message, tried(verdict)))
    });
    let messages = gathered(messages);
    let lines = messages.iter().map(|(message, cases)| {
        format!("error: {}\n  in {}\n\n", sanitize(message), listed(cases))
    });
    lines.collect()
}

/// How examples were taken that announce less content than they send: no page says how they should
/// be.
fn as_written(report: &RunReport<'_>) -> String {
    let mut text = String::new();
    for verdict in report.verdicts {
        let mut sent = verdict.case.steps.iter().zip(&verdict.exchanges);
        let written = sent.find(|(step, _)| step.plan.framing == Framing::AsWritten);
        let Some((_, exchange)) = written else {
            continue;
        };
        let (Ok(response), Wire::Observed(seen)) = (&exchange.response, &exchange.wire) else {
            continue;
        };
        let rest = match seen.surplus.as_slice() {
            [] => "with nothing".to_owned(),
            bytes => {
                let line = bytes
                    .split(|byte| *byte == b'\r')
                    .next()
                    .unwrap_or_default();
                format!("`{}`", sanitize(&String::from_utf8_lossy(line)))
            }
        };
        text.push_str(&format!(
            "as written: {} was answered {}; what was left over was answered {rest}\n",
            sanitize(&verdict.case.id.0),
            response.status
        ));
    }
    if text.is_empty() { text } else { text + "\n" }
}

/// The cases that passed once a request was sent again: a pass that took more than one attempt says so.
fn sent_again(report: &RunReport<'_>) -> String {
    let passed = report
        .verdicts
        .iter()
        .filter(|verdict| verdict.outcome == Outcome::Passed && verdict.attempts() > 1);
    let cases: Vec<String> = passed.map(tried).collect();
    if cases.is_empty() {
        return String::new();
    }
    format!(
        "passed when sent again, as the service asked or since a connection was lost or a credential ended: {}\n  {}\n\n",
        cases.len(),
        listed(&cases)
    )
}

/// A case's id, with how many attempts it took where that is more than one.
fn tried(verdict: &Verdict) -> String {
    let id = &verdict.case.id;
    match verdict.attempts() {
        0 | 1 => id.to_string(),
        attempts => format!("{id} ({attempts} attempts)"),
    }
}

/// Skips of one reason once, with the cases it keeps back.
fn skips(report: &RunReport<'_>) -> String {
    let reasons = in_order(report).into_iter().filter_map(|told| match told {
        Told::Whole(verdict) => match &verdict.outcome {
            Outcome::Skipped(reason) => Some((reason.to_string(), verdict.case.id.0.clone())),
            Outcome::Passed | Outcome::Failed | Outcome::Errored(_) => None,
        },
        Told::Brief(brief) => {
            let reason = brief.skipped.as_ref()?;
            Some((reason.to_string(), brief.id.0.clone()))
        }
    });
    let reasons = gathered(reasons);
    let lines = reasons
        .iter()
        .map(|(reason, cases)| format!("skipped: {}\n  {}\n", sanitize(reason), listed(cases)));
    let text: String = lines.collect();
    if text.is_empty() { text } else { text + "\n" }
}

fn counts(report: &RunReport<'_>) -> String {
    let summary = Summary::of(report);
    let noted = match summary.noted {
        0 => String::new(),
        count => format!(", {count} noted"),
    };
    let mut text = format!(
        "{}: {} passed, {} failed, {}, {} skipped{noted}\n",
        counted(summary.cases, "case"),
        summary.passed,
        summary.failed,
        counted(summary.errors, "error"),
        summary.skipped,
    );
    text.push_str(&format!(
        "{}: {} held, {} broken, {} undecided{}, {} not tested\n",
        counted(summary.rows, "row"),
        summary.held,
        summary.broken,
        summary.undecided.len(),
        undecided(&summary),
        summary.untested,
    ));
    if !summary.forbidden.is_empty() {
        let shown = summary
            .forbidden
            .iter()
            .map(|(row, promises)| format!("{} ({})", row.0, promises.join(", ")));
        text.push_str(&format!(
            "forbidden by HTTP and not judged: {}\n",
            sanitize(&shown.collect::<Vec<_>>().join(", "))
        ));
    }
    let target = match (report.target, report.fault) {
        (Some(target), _) => sanitize(target),
        (None, None) => "the embedded fake".to_owned(),
        (None, Some(Placed { fault, site, .. })) => format!(
            "the embedded fake with the fault {} at {} ({})",
            fault.code,
            sanitize(&site.row.0),
            fault.meaning
        ),
    };
    text.push_str(&format!(
        "against {target} in {} ms\n",
        report.elapsed.as_millis()
    ));
    text.push_str(&next(report, &summary));
    text
}

/// `(header x 36/64, …)`.
fn undecided(summary: &Summary) -> String {
    let shown = summary.undecided.iter().map(|(row, cites)| {
        let lines: Vec<String> = cites.iter().map(line).collect();
        format!("{row} {}", lines.join("/"))
    });
    let shown: Vec<String> = shown.collect();
    if shown.is_empty() {
        String::new()
    } else {
        format!(" ({})", sanitize(&shown.join(", ")))
    }
}

fn line(citation: &Citation) -> String {
    match citation {
        Citation::Line { line, .. } => line.to_string(),
        Citation::Section(section) => section.clone(),
    }
}

/// The most names of missing values that are told.
const MOST_MISSING: usize = 8;

/// How to give what cases were not sent for want of.
pub(super) fn wanting(missing: &[(String, usize)]) -> String {
    let ways = missing.iter().take(MOST_MISSING).map(|(name, count)| {
        let cases = counted(*count, "case");
        format!("  {} frees {cases}\n", sanitize(&fill_advice(name)))
    });
    let more = match missing.len().saturating_sub(MOST_MISSING) {
        0 => String::new(),
        more => format!("  and {more} more\n"),
    };
    let is_token = |(name, _): &(String, usize)| name == TOKEN;
    let learn = match missing.iter().all(is_token) {
        true => "",
        false => ", or see what `as-documented learn` proposes",
    };
    format!(
        "next: not green, since selected cases were not sent for want of a value; give it, or let them be with \
         `--allow-untested NAME`{learn}:\n{}{more}",
        ways.collect::<String>()
    )
}

/// Which variables have to be set for a replay, since what they hold is shown nowhere.
fn to_be_set(variables: &[String]) -> String {
    match variables {
        [] => String::new(),
        [one] => format!("with {one} set to what this run was given, which is shown nowhere\n"),
        all => format!(
            "with {} set to what this run was given, which is shown nowhere\n",
            all.join(", ")
        ),
    }
}

/// What to do next.
fn next(report: &RunReport<'_>, summary: &Summary) -> String {
    if summary.failed > 0 {
        return format!(
            "next: mend the service or its page, and replay with\n  {} --exact CASE\n{}",
            report.replay.command,
            to_be_set(&report.replay.variables)
        );
    }
    if summary.errors > 0 && !report.causes.is_empty() {
        return "next: see the cause on top and the errors; no page is to blame for them\n"
            .to_owned();
    }
    if summary.errors > 0 {
        return "next: see the errors above; no page is to blame\n".to_owned();
    }
    if !report.missing.is_empty() {
        let is_token = |(name, _): &(String, usize)| name == TOKEN;
        let asked = match report.missing.iter().any(is_token) {
            true => asked_for(report.tables),
            false => String::new(),
        };
        return format!("{}{asked}", wanting(report.missing));
    }
    if summary.passed == 0 && summary.cases > 0 {
        return "next: nothing was sent; the skips above say how to fill what is missing\n"
            .to_owned();
    }
    if !summary.undecided.is_empty() {
        return "next: resolve the undecided rows in decisions.toml beside the tables\n".to_owned();
    }
    String::new()
}
