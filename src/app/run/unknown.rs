//! Values for placeholders that no loaded table has: a slip of whoever gave them.

use std::collections::BTreeSet;

use libtest_mimic::Arguments;
use similar::get_close_matches;

use super::{Plan, RunError};
use crate::app::settings::Settings;
use crate::app::trials::skips_of_none;
use crate::protocol::formula::identifier;
use crate::protocol::template::{Piece, TOKEN, pieces};
use crate::send::values::{Source, variable_name};
use crate::table::Spec;

/// How alike the nearest name is, from 0 to 1.
const LIKENESS: f32 = 0.6;

/// Refuses a flag's value for a placeholder, a name or a folder that is not there, and says in sentences which else are not.
///
/// # Errors
/// When a flag names nothing.
pub(super) fn unknown(
    plan: &Plan,
    settings: &Settings,
    arguments: &Arguments,
) -> Result<Vec<String>, RunError> {
    let spec = &plan.spec;
    let mut warnings = unknown_pages(settings)?;
    // Where cases are made when their turn comes, it is told once they were looked through.
    if !plan.is_of_turns {
        warnings.extend(unmet_skips(skips_of_none(arguments, &plan.cases)));
    }
    if spec.tables.is_empty() || settings.vars.is_empty() && settings.allow_untested.is_empty() {
        return Ok(warnings);
    }
    let known = known_names(spec, settings);
    warnings.extend(unknown_untested(spec, settings, &known)?);
    let is_known = |name: &String| {
        let mut names = known.iter();
        known.contains(name) || names.any(|own| variable_name(own) == *name)
    };
    for name in settings.vars.keys().filter(|name| !is_known(name)) {
        let sentence = sentence(name, &known);
        if settings.flagged.contains(name) {
            return Err(RunError::Unknown("--var", sentence));
        }
        warnings.push(sentence);
    }
    Ok(warnings)
}

/// Refuses a `--pages` that is no folder, and says in sentences which of the configuration are none.
fn unknown_pages(settings: &Settings) -> Result<Vec<String>, RunError> {
    let folders = settings.pages.iter().filter(|folder| !folder.is_dir());
    let mut told = folders.map(|folder| format!("{}: there is no such folder", folder.display()));
    match settings.flags_pages {
        true => match told.next() {
            Some(sentence) => Err(RunError::Unknown("--pages", sentence)),
            None => Ok(Vec::new()),
        },
        false => Ok(told.map(|own| format!("pages: {own}")).collect()),
    }
}

/// Refuses an `--allow-untested` of what nothing needs, and says in sentences which of the configuration are that.
fn unknown_untested(
    spec: &Spec,
    settings: &Settings,
    known: &BTreeSet<String>,
) -> Result<Vec<String>, RunError> {
    let tables = spec.tables.iter().chain(&spec.support);
    let operations = tables.flat_map(|table| &table.operations);
    let operations: BTreeSet<&str> = operations.map(|own| own.id.0.as_str()).collect();
    let is_known = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_it = |own: &str| own == TOKEN || known.contains(own) || operations.contains(own);
        is_it(name) || is_it(last)
    };
    let names = settings.allow_untested.iter();
    let mut told = names
        .filter(|name| !is_known(name))
        .map(|name| sentence(name, known));
    match settings.flags_untested {
        true => match told.next() {
            Some(sentence) => Err(RunError::Unknown("--allow-untested", sentence)),
            None => Ok(Vec::new()),
        },
        false => Ok(told.map(|own| format!("allow-untested: {own}")).collect()),
    }
}

/// A sentence for each `--skip` that no case answers to.
pub(super) fn unmet_skips<'a>(skips: impl Iterator<Item = &'a String>) -> Vec<String> {
    let sentences = skips.map(|skip| format!("--skip {skip} leaves no case out"));
    sentences.collect()
}

fn sentence(name: &str, known: &BTreeSet<String>) -> String {
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let upper: Vec<String> = known.iter().map(|own| variable_name(own)).collect();
    let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
    let nearest = get_close_matches(name, &names, 1, LIKENESS);
    let nearest = nearest.first().copied().or_else(|| {
        let near = *get_close_matches(name, &upper, 1, LIKENESS).first()?;
        let at = upper.iter().position(|own| *own == near)?;
        names.get(at).copied()
    });
    match nearest {
        Some(near) => format!("no loaded table has {{{name}}}; did you mean {{{near}}}?"),
        None => format!("no loaded table has {{{name}}}"),
    }
}

/// Every name that a value may be given for.
fn known_names(spec: &Spec, settings: &Settings) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    let tables = spec.tables.iter().chain(&spec.support);
    for operation in tables.flat_map(|table| &table.operations) {
        let mut own: BTreeSet<String> = operation.placeholders().into_iter().collect();
        let examples = operation.examples.iter();
        for example in examples
            .flat_map(|row| row.readings())
            .map(|own| &own.value)
        {
            for (name, qualified) in example.path.placeholders() {
                own.extend([name, qualified]);
            }
            for (_, value) in &example.headers {
                own.extend(names_in(value));
            }
            let content = example.content.iter();
            for name in content.flat_map(|content| content.placeholders()) {
                own.extend([name.to_owned(), format!("body.{name}")]);
            }
        }
        let scoped = own.iter().map(|name| format!("{}.{name}", operation.id));
        known.extend(scoped.collect::<Vec<_>>());
        known.extend(own);
    }
    known.remove(TOKEN);
    known.extend(spec.fixtures.iter().map(|fixture| fixture.variable.clone()));
    let set_ups = &spec.set_ups;
    known.extend(set_ups.values.keys().cloned());
    known.extend(
        set_ups
            .sequences
            .iter()
            .flat_map(|own| own.gives().cloned()),
    );
    let vars = settings.vars.values().filter_map(|source| match source {
        Source::Formula(formula) => Some(formula),
        _ => None,
    });
    let formulas = set_ups.formulas().chain(vars);
    let used: BTreeSet<&str> = formulas.flat_map(|formula| formula.names()).collect();
    let vars = settings.vars.keys();
    known.extend(
        vars.filter(|name| used.contains(identifier(name).as_str()))
            .cloned(),
    );
    known
}

fn names_in(text: &str) -> Vec<String> {
    let pieces = pieces(text).into_iter();
    let names = pieces.filter_map(|piece| match piece {
        Piece::Placeholder(name) => Some(name.to_owned()),
        Piece::Literal(_) => None,
    });
    names.collect()
}
