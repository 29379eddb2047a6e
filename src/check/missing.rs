//! What cases were not sent for want of: values and the credential.

use std::collections::BTreeMap;

use crate::check::brief::Briefs;
use crate::check::verdict::{Outcome, Verdict};
use crate::plan::{CONTENT_OF, SkipReason};

/// The names of values without which selected cases were not sent, each with how many those are, the most first;
/// names that are allowed to be missing are left out.
#[must_use]
pub(crate) fn missing(
    verdicts: &[Verdict],
    briefs: &Briefs,
    allowed: &[String],
) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let whole = verdicts
        .iter()
        .filter_map(|verdict| match &verdict.outcome {
            Outcome::Skipped(reason) => Some(reason),
            Outcome::Passed | Outcome::Failed | Outcome::Errored(_) => None,
        });
    let brief = briefs.list.iter().filter_map(|own| own.skipped.as_deref());
    let mut contents: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in whole.chain(brief) {
        let names: &[String] = match reason {
            SkipReason::Unfilled(names) => names,
            SkipReason::UsedUp(name) | SkipReason::NoneListed(name) => std::slice::from_ref(name),
            SkipReason::NoContent(operation, _) | SkipReason::MadeContent(operation, _) => {
                if !allowed.contains(&operation.0) {
                    *contents.entry(&operation.0).or_default() += 1;
                }
                &[]
            }
            _ => &[],
        };
        for name in names {
            let is_it = |other: &String| other == name || other.ends_with(&format!(".{name}"));
            if !allowed.iter().any(is_it) {
                *counts.entry(name).or_default() += 1;
            }
        }
    }
    let owned = counts
        .into_iter()
        .map(|(name, count)| (name.to_owned(), count));
    let contents = contents.into_iter();
    let contents = contents.map(|(operation, count)| (format!("{CONTENT_OF}{operation}"), count));
    let mut missing: Vec<(String, usize)> = owned.chain(contents).collect();
    missing.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    missing
}
