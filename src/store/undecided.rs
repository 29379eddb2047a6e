//! Decisions still to be made, as text to be filled in.

use crate::table::words::Said;
use crate::table::{Row, SpecTable};

/// One `[[decision]]` for every contradicted row of a table, with its reason left to write.
#[must_use]
pub(crate) fn decision_stubs(table: &SpecTable) -> Vec<String> {
    let mut stubs = Vec::new();
    for operation in &table.operations {
        stubs.extend(stub(&operation.method));
        stubs.extend(operation.base.iter().filter_map(stub));
        stubs.extend(operation.paths.iter().filter_map(stub));
        stubs.extend(operation.headers.iter().filter_map(stub));
        stubs.extend(operation.request_body.iter().filter_map(stub));
        stubs.extend(operation.responses.iter().filter_map(stub));
        stubs.extend(operation.examples.iter().filter_map(stub));
    }
    stubs
}

fn stub<T: Said>(row: &Row<T>) -> Option<String> {
    if !row.is_contradicted() {
        return None;
    }
    let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let readings: Vec<String> = row
        .readings()
        .iter()
        .map(|r| quote(&r.value.said()))
        .collect();
    let cites: Vec<String> = row
        .readings()
        .iter()
        .map(|reading| {
            let cites: Vec<String> = reading.cites.iter().map(ToString::to_string).collect();
            format!("{} at {}", reading.value.said(), cites.join(", "))
        })
        .collect();
    Some(format!(
        "[[decision]]  # {}\nrow = {}\nreadings = [{}]\nchoose = {}  # or another\nreason = \"\"\n",
        cites.join("; "),
        quote(&row.id.0),
        readings.join(", "),
        readings.first()?,
    ))
}
