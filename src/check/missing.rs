//! What cases were not sent for want of: values and the credential.

use std::collections::BTreeMap;

use crate::check::verdict::{Outcome, Verdict};
use crate::plan::SkipReason;

/// The names of values without which selected cases were not sent, each with how many those are, the most first;
/// names that are allowed to be missing are left out.
#[must_use]
pub(crate) fn missing(verdicts: &[Verdict], allowed: &[String]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for verdict in verdicts {
        let names: Vec<&str> = match &verdict.outcome {
            Outcome::Skipped(SkipReason::Unfilled(names)) => {
                names.iter().map(String::as_str).collect()
            }
            Outcome::Skipped(SkipReason::UsedUp(name)) => vec![name],
            Outcome::Skipped(_) | Outcome::Passed | Outcome::Failed | Outcome::Errored(_) => {
                Vec::new()
            }
        };
        for name in names {
            if !allowed.iter().any(|other| other == name) {
                *counts.entry(name).or_default() += 1;
            }
        }
    }
    let owned = counts
        .into_iter()
        .map(|(name, count)| (name.to_owned(), count));
    let mut missing: Vec<(String, usize)> = owned.collect();
    missing.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    missing
}
