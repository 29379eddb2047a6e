//! `prove`: each check shown to fail.

use crate::app::prove::matrix;
use crate::app::prove::{Places, prove as prove_tables};
use crate::app::run::{plan, runtime};

use super::{CommandResult, print, spec_settings, style};
use crate::app::cli::ProveArguments;

/// The exit code when a fault was missed, a check was never shown to fail, or the fault-free fake
/// was not green.
const UNPROVEN: u8 = 1;

/// Proves the tables' cases and prints the matrix; exits with 1 where the proof does not hold.
pub(crate) fn prove(arguments: &ProveArguments) -> CommandResult {
    let settings = spec_settings(&arguments.spec)?;
    let plan = plan(&settings)?;
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let places = arguments.places.unwrap_or(Places::DEFAULT);
    let proof = runtime()?.block_on(prove_tables(&plan.spec, filter, places))?;
    if proof.faults.is_empty() && proof.baseline.is_empty() {
        let message = format!("no fault matches `{filter}`; `as-documented explain` lists them");
        return Err(message.into());
    }
    print(&if arguments.json {
        matrix::render_json(&proof)
    } else {
        matrix::render(&proof, style().width)
    })?;
    Ok(if proof.holds() { 0 } else { UNPROVEN })
}
