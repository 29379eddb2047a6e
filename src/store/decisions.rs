//! Decisions: a person's written resolution of contradicted rows, in `decisions.toml` beside the
//! tables.
//!
//! A decision names every reading of its row by its words, so that it stops holding the day the
//! page says something else.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use super::form::{FormError, FormText};
use crate::table::{AnyRow, Decided, Operation, SpecTable};

/// One `[[decision]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The row's id, `operation/row`.
    pub row: String,
    /// Every reading of the row, by its words, in any order.
    pub readings: Vec<String>,
    /// The reading that holds.
    pub choose: String,
    /// Readings that the service must accept beside it.
    pub tolerate: Vec<String>,
    /// Why; never empty.
    pub reason: String,
    /// Its line in the file, from 1.
    pub line: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    #[serde(default)]
    decision: Vec<toml::Spanned<DecisionForm>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionForm {
    row: String,
    readings: Vec<String>,
    choose: String,
    #[serde(default)]
    tolerate: Vec<String>,
    reason: String,
}

/// Reads `decisions.toml`; `file` is for messages only.
///
/// # Errors
/// When the text is not TOML, has an unknown key, or a decision has no reason or chooses what is
/// not among its readings.
pub(crate) fn read_decisions(file: &Path, text: &str) -> Result<Vec<Decision>, FormError> {
    let text = FormText::new(file, text);
    let form: FileForm = text.read()?;
    let mut decisions: Vec<Decision> = Vec::new();
    for spanned in form.decision {
        let at = spanned.span().start;
        let form = spanned.into_inner();
        if form.reason.trim().is_empty() {
            let message = format!("the decision on `{}` gives no reason", form.row);
            return Err(text.error(at, message));
        }
        let chosen = std::iter::once(&form.choose).chain(&form.tolerate);
        for choice in chosen {
            if !form.readings.contains(choice) {
                return Err(text.error(at, foreign_choice(&form.row, choice)));
            }
        }
        if decisions.iter().any(|d| d.row == form.row) {
            let message = format!("`{}` is decided twice", form.row);
            return Err(text.error(at, message));
        }
        decisions.push(Decision {
            row: form.row,
            readings: form.readings,
            choose: form.choose,
            tolerate: form.tolerate,
            reason: form.reason,
            line: text.line_of(at),
        });
    }
    Ok(decisions)
}

/// Applies decisions to the contradicted rows of `tables`.
///
/// # Errors
/// When a decision matches no contradicted row, or names other readings than the row now has.
pub(crate) fn apply(
    file: &Path,
    decisions: &[Decision],
    tables: &mut [SpecTable],
) -> Result<(), FormError> {
    for decision in decisions {
        let error = |message: String| FormError {
            file: file.to_owned(),
            line: decision.line,
            message,
        };
        let operations = tables.iter_mut().flat_map(|table| &mut table.operations);
        let rows = operations.flat_map(Operation::rows_mut);
        let mut named = rows
            .filter(|row| row.id().0 == decision.row)
            .collect::<Vec<_>>();
        if named.is_empty() {
            return Err(error(format!(
                "the decision on `{}` matches no row of the tables; remove it",
                decision.row
            )));
        }
        for row in &mut named {
            apply_to(*row, decision).map_err(error)?;
        }
    }
    Ok(())
}

fn apply_to(row: &mut dyn AnyRow, decision: &Decision) -> Result<(), String> {
    let said = row.readings_in_words().into_iter();
    let names: Vec<String> = said.map(|(words, _)| words).collect();
    if names.len() < 2 {
        return Err(format!(
            "`{}` is not contradicted any more: it says `{}`; remove the decision",
            decision.row,
            names.join("")
        ));
    }
    let now: BTreeSet<&String> = names.iter().collect();
    let then: BTreeSet<&String> = decision.readings.iter().collect();
    if now != then {
        let shown: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
        return Err(format!(
            "the readings of `{}` have changed to {}; decide again",
            decision.row,
            shown.join(", ")
        ));
    }
    let index = |name: &String| {
        let index = names.iter().position(|other| other == name);
        index.ok_or_else(|| foreign_choice(&decision.row, name))
    };
    let tolerates = decision.tolerate.iter().map(index);
    let decided = Decided {
        reading: index(&decision.choose)?,
        tolerates: tolerates.collect::<Result<_, _>>()?,
        reason: decision.reason.clone(),
    };
    row.decide(decided).map_err(|error| error.to_string())
}

fn foreign_choice(row: &str, choice: &str) -> String {
    format!("the decision on `{row}` chooses `{choice}`, which is not one of its readings")
}
