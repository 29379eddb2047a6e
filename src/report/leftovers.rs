//! What is amiss with values, and what could not be given back.

use super::RunReport;
use super::safe::{sanitize, sanitize_command};
use crate::send::TO_REMOVE;

/// The most things that were not given back for the same reason of which each is told.
const MOST_ALIKE: usize = 3;

/// What is amiss with values, such as one that could not be given back; each once.
pub(super) fn warnings(report: &RunReport<'_>) -> String {
    let mut troubles: Vec<(&String, usize)> = Vec::new();
    let own = report
        .verdicts
        .iter()
        .flat_map(|verdict| &verdict.unreleased);
    for trouble in own.chain(report.warnings) {
        match troubles.iter_mut().find(|(other, _)| *other == trouble) {
            Some((_, count)) => *count += 1,
            None => troubles.push((trouble, 1)),
        }
    }
    // What many things have in common is told of the first of them.
    let mut alike: Vec<(&str, usize)> = Vec::new();
    troubles.retain(|(trouble, _)| {
        let Some((what, _)) = trouble.split_once(TO_REMOVE) else {
            return true;
        };
        match alike.iter_mut().find(|(other, _)| *other == what) {
            Some((_, count)) => *count += 1,
            None => alike.push((what, 1)),
        }
        alike
            .iter()
            .any(|(other, count)| *other == what && *count <= MOST_ALIKE)
    });
    let more = alike.iter().filter(|(_, count)| *count > MOST_ALIKE);
    let more = more.map(|(what, count)| {
        let count = count - MOST_ALIKE;
        format!(
            "warning: {count} more like it: {}; the JSON report has the command of each\n",
            sanitize(what)
        )
    });
    let lines = troubles.iter().map(|(trouble, count)| {
        let times = if *count > 1 {
            format!(" ({count} times)")
        } else {
            String::new()
        };
        // The command that gives a thing back is copied.
        format!("warning: {}{times}\n", sanitize_command(trouble))
    });
    let text: String = lines.chain(more).collect();
    if text.is_empty() { text } else { text + "\n" }
}
