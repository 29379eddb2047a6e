//! `learn`: proposes fixtures, by the tables alone. What it proposes is written for a person to look at, and never over
//! what is there.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{CommandResult, note, print, shown, spec_settings};
use crate::app::cli::LearnArguments;
use crate::app::run::plan;
use crate::report::safe::sanitize;
use crate::report::summary::counted;
use crate::store::file::write_new;
use crate::table::fixture::FIXTURES;
use crate::table::learn::{Learned, learn as learned};

/// The output that is standard output.
const STANDARD_OUTPUT: &str = "-";

/// The exit code where there is nothing to propose.
const NOTHING: u8 = 3;

/// Writes the fixtures that the tables speak for, with the reason of each; exits with 3 where there are none.
pub(crate) fn learn(arguments: &LearnArguments) -> CommandResult {
    let settings = spec_settings(&arguments.spec)?;
    let plan = plan(&settings)?;
    let file = match &arguments.out {
        Some(file) => file.clone(),
        None => beside(&plan.paths),
    };
    let is_printed = file == Path::new(STANDARD_OUTPUT);
    if !is_printed && std::fs::symlink_metadata(&file).is_ok() {
        return Err(is_there(&file).into());
    }
    let mut learned = learned(&plan.spec.tables, &plan.spec.fixtures);
    let said = &plan.spec.set_ups.requests;
    learned
        .requests
        .retain(|own| !said.contains_key(&own.operation));
    learned.without_content.retain(|own| {
        said.get(own)
            .is_none_or(|request| request.content.is_none())
    });
    if learned.proposals.is_empty() && learned.requests.is_empty() {
        note(&open(&learned));
        note("nothing to propose: no page documents what makes a value that has no fixture yet\n");
        return Ok(NOTHING);
    }
    let is_first = plan.spec.fixtures.is_empty();
    let text = render(&learned, is_first);
    if is_printed {
        print(&text)?;
        return Ok(0);
    }
    write_new(&file, &text).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => is_there(&file),
        _ => format!("could not write {}: {error}", shown(&file)),
    })?;
    print(&open(&learned))?;
    print(&written(&learned, &file))?;
    Ok(0)
}

/// What was written, and what to do next.
fn written(learned: &Learned, file: &Path) -> String {
    let proposals = learned.proposals.iter();
    let many = proposals.filter(|own| !own.is_guess()).count();
    let guesses = match learned.proposals.len() - many {
        0 => String::new(),
        guesses => {
            format!(", and as comments {guesses} of which no page shows where the value stands")
        }
    };
    let requests = match learned.requests.len() {
        0 => String::new(),
        count => format!(
            ", and for {} what it names of other things",
            counted(count, "request")
        ),
    };
    format!(
        "wrote {}: {}{guesses}{requests}\nnext: look at the reason of each; they add cases, which `as-documented \
         accept` takes into the snapshots and `as-documented run` sends\n",
        shown(file),
        counted(many, "fixture")
    )
}

/// The fixtures' file beside the first of the tables.
fn beside(paths: &[PathBuf]) -> PathBuf {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    if first.is_dir() {
        first.join(FIXTURES)
    } else {
        first.with_file_name(FIXTURES)
    }
}

fn is_there(path: &Path) -> String {
    format!(
        "{} is there already, and is never written over; `as-documented learn --out {STANDARD_OUTPUT}` prints what it \
         lacks",
        shown(path)
    )
}

/// What stays open, a line each.
fn open(learned: &Learned) -> String {
    let lines = learned.open.iter();
    let lines = lines.map(|(variable, reason)| {
        format!("open: {{{}}}: {}\n", sanitize(variable), sanitize(reason))
    });
    let without = learned.without_content.iter().take(MOST_WITHOUT);
    let without =
        without.map(|operation| format!("open: {}: {WITHOUT_CONTENT}\n", sanitize(&operation.0)));
    lines.chain(without).collect()
}

/// What is said of an operation of whose content no page says anything.
const WITHOUT_CONTENT: &str = "no content of it was read of its page, and it is sent without any; where it takes some, say \
                               so in `[[request]]` of fixtures.toml (docs/fixtures.md)";

/// The most operations without content that are named.
const MOST_WITHOUT: usize = 20;

/// The file: what is proposed, and as comments what stays open.
fn render(learned: &Learned, is_first: bool) -> String {
    let mut text = String::new();
    if is_first {
        text.push_str("# Proposed by `as-documented learn`, from the tables alone.\nformat = 1\n");
    }
    for proposal in &learned.proposals {
        text.push_str(&format!("\n# {}.\n", sanitize(&proposal.reason)));
        // A guess is nothing to be run by.
        let before = if proposal.is_guess() { "# " } else { "" };
        for line in proposal.lines() {
            text.push_str(&format!("{before}{line}\n"));
        }
    }
    for own in &learned.requests {
        text.push_str(&format!(
            "\n# {}.\n{}\n",
            sanitize(&own.reason),
            own.lines().join("\n")
        ));
    }
    let mut open = learned.open.iter().peekable();
    if open.peek().is_some() {
        text.push('\n');
    }
    for (variable, reason) in open {
        let (variable, reason) = (sanitize(variable), sanitize(reason));
        text.push_str(&format!("# Open: {{{variable}}}: {reason}\n"));
    }
    for operation in learned.without_content.iter().take(MOST_WITHOUT) {
        let name = toml::Value::from(operation.0.as_str()).to_string();
        text.push_str(&format!(
            "\n# Sent without content, since none was read of its page. Where it takes some:\n# [[request]]\n# operation = \
             {}\n# content = '…'\n",
            sanitize(&name)
        ));
    }
    text
}
