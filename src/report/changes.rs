//! Changes between tables, as text, as Markdown for a pull request, and as JSON, version 1: `version`,
//! `breaking`, `compatible` and `editorial` counts, and `changes`, each with `impact`, `operation`,
//! `what`, `old` and `new`.

use serde_json::json;

use super::safe::sanitize;
use crate::table::diff::{Change, Impact};

fn count(changes: &[Change], impact: Impact) -> usize {
    changes
        .iter()
        .filter(|change| change.impact == impact)
        .count()
}

fn counts(changes: &[Change]) -> String {
    format!(
        "{} breaking, {} compatible, {} editorial",
        count(changes, Impact::Breaking),
        count(changes, Impact::Compatible),
        count(changes, Impact::Editorial)
    )
}

/// What was, and what is, in words.
fn values(change: &Change) -> String {
    match (change.old.as_str(), change.new.as_str()) {
        ("", "") => String::new(),
        ("", new) => format!(": added, {new}"),
        (old, "") => format!(": removed, was {old}"),
        (old, new) => format!(": {old} -> {new}"),
    }
}

/// One line a change, the counts last.
#[must_use]
pub(crate) fn text(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let line = format!("{}: {}{}", change.operation, change.what, values(change));
        text.push_str(&format!(
            "{:10}  {}\n",
            change.impact.as_str(),
            sanitize(&line)
        ));
    }
    text.push_str(&format!("{}\n", counts(changes)));
    text
}

/// A table for a pull request, the counts first.
#[must_use]
pub(crate) fn markdown(changes: &[Change]) -> String {
    let mut text = format!("**{}**\n", counts(changes));
    if changes.is_empty() {
        return text;
    }
    text.push_str("\n| impact | operation | what | was | is |\n|---|---|---|---|---|\n");
    for change in changes {
        let cells = [&change.operation, &change.what, &change.old, &change.new].map(|s| cell(s));
        text.push_str(&format!(
            "| {} | {} |\n",
            change.impact.as_str(),
            cells.join(" | ")
        ));
    }
    text
}

/// A cell's text as code, so that nothing in it is markup.
fn cell(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let plain = sanitize(text).replace('`', "'").replace('|', "\\|");
    format!("`{plain}`")
}

/// JSON, ending in a line break.
#[must_use]
pub(crate) fn json(changes: &[Change]) -> String {
    let list = changes.iter().map(|change| {
        json!({
            "impact": change.impact.as_str(),
            "operation": change.operation,
            "what": change.what,
            "old": change.old,
            "new": change.new,
        })
    });
    let value = json!({
        "version": 1,
        "breaking": count(changes, Impact::Breaking),
        "compatible": count(changes, Impact::Compatible),
        "editorial": count(changes, Impact::Editorial),
        "changes": list.collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}
