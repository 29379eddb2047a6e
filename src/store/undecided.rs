//! Decisions still to be made, as text to be filled in.

use crate::table::{AnyRow, Operation, SpecTable};

/// One `[[decision]]` for every contradicted row of a table, with its reason left to write.
#[must_use]
pub(crate) fn decision_stubs(table: &SpecTable) -> Vec<String> {
    let rows = table.operations.iter().flat_map(Operation::rows);
    let contradicted = rows.filter(|row| row.is_contradicted());
    contradicted.map(stub).collect()
}

fn stub(row: &dyn AnyRow) -> String {
    let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let said = row.readings_in_words();
    let readings = said.mapped_ref(|(words, _)| quote(words));
    let cites = said.mapped_ref(|(words, cites)| {
        let cites: Vec<String> = cites.iter().map(ToString::to_string).collect();
        format!("{words} at {}", cites.join(", "))
    });
    format!(
        "[[decision]]  # {}\nrow = {}\nreadings = [{}]\nchoose = {}  # or another\nreason = \"\"\n",
        cites.join("; "),
        quote(&row.id().0),
        readings.join(", "),
        readings.first(),
    )
}
