//! `cases`: what would be sent, without any traffic.

use std::sync::Arc;

use crate::app::run::plan;
use crate::app::trials::is_selected;
use crate::plan::Case;
use crate::report::safe::sanitize;
use crate::store::snapshots::shape;
use crate::table::words::Word;
use serde_json::json;

use super::{CommandResult, complain, print, spec_settings};
use crate::app::cli::CasesArguments;

/// The exit code when no case matches.
const NOTHING: u8 = 3;

/// Prints the selected cases; exits with 3 where there are none.
pub(crate) fn cases(arguments: &CasesArguments) -> CommandResult {
    let settings = spec_settings(&arguments.spec)?;
    let plan = plan(&settings)?;
    let libtest = arguments.selection.libtest();
    let selected: Vec<&Case> = plan
        .cases
        .iter()
        .map(Arc::as_ref)
        .filter(|case| is_selected(&libtest, case))
        .collect();
    if selected.is_empty() {
        let message = "no case matches; `as-documented cases` without a filter lists all";
        complain(&*Box::<dyn std::error::Error>::from(message));
        return Ok(NOTHING);
    }
    let text = if arguments.json {
        let lines = selected.iter().map(|case| format!("{}\n", as_json(case)));
        lines.collect()
    } else {
        as_table(&selected)
    };
    print(&text)?;
    Ok(0)
}

/// The most characters of a request line that are printed; JSON has all of it.
const LONGEST_REQUEST: usize = 160;

/// One line a case: id, request line, requirement.
fn as_table(cases: &[&Case]) -> String {
    let row = |case: &&Case| {
        let plan = &case.steps.first().plan;
        let mut request = format!("{} {}", plan.method, plan.path);
        if let Some((end, _)) = request.char_indices().nth(LONGEST_REQUEST) {
            request.truncate(end);
            request.push('…');
        }
        let mut requirement = case.requirement.clone();
        if let Some(reason) = &case.skip {
            requirement = format!("skipped: {reason}");
        } else if case.effect.is_some() {
            requirement.push_str(" (to a real target with --intrusive only, alone and last)");
        } else if case.intrusive {
            requirement.push_str(" (to a real target with --intrusive only)");
        }
        [
            sanitize(&case.id.0),
            sanitize(&request),
            sanitize(&requirement),
        ]
    };
    let rows: Vec<[String; 3]> = cases.iter().map(row).collect();
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or(0)
    };
    let (first, second) = (width(0), width(1));
    let mut text = String::new();
    for [id, request, requirement] in &rows {
        text.push_str(&format!("{id:first$}  {request:second$}  {requirement}\n"));
    }
    text.push_str(&format!("{} cases\n", rows.len()));
    text
}

fn as_json(case: &Case) -> serde_json::Value {
    let steps: Vec<serde_json::Value> = case
        .steps
        .iter()
        .map(|step| {
            let expectations: Vec<serde_json::Value> = step
                .expectations
                .iter()
                .map(|expectation| {
                    let row = expectation.row();
                    let cites = row.cites.iter().map(ToString::to_string);
                    json!({
                        "row": row.id.0,
                        "page": row.page,
                        "cites": cites.collect::<Vec<_>>(),
                        "authority": expectation.promise.authority().as_str(),
                        "made_by": expectation.made_by.id.0,
                        "demand": format!("{:?}", expectation.demand),
                    })
                })
                .collect();
            json!({"request": shape(&step.plan), "expectations": expectations})
        })
        .collect();
    json!({
        "version": 1,
        "id": case.id.0,
        "operation": case.operation.0,
        "page": case.page,
        "requirement": case.requirement,
        "intrusive": case.intrusive || case.effect.is_some(),
        "effect": case.effect.map(Word::word),
        "changes_state": case.changes_state,
        "skip": case.skip.as_ref().map(ToString::to_string),
        "steps": steps,
    })
}
