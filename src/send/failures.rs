//! How many failures a run takes before it sends nothing more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::engine::INTERRUPTED;
use crate::check::verdict::{Outcome, Verdict};

/// How many cases failed or could not be judged, and how many of them a run takes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Failures {
    most: Option<usize>,
    count: Arc<AtomicUsize>,
}

impl Failures {
    /// So many at most; none, for any number.
    #[must_use]
    pub(crate) fn up_to(most: Option<usize>) -> Self {
        Self {
            most,
            count: Arc::default(),
        }
    }

    /// The number that was taken, once it is reached.
    pub(super) fn reached(&self) -> Option<usize> {
        let count = self.count.load(Ordering::SeqCst);
        self.most.filter(|most| count >= *most)
    }

    /// Counts a verdict.
    pub(super) fn count(&self, verdict: &Verdict) {
        let has_failed = match &verdict.outcome {
            Outcome::Failed => true,
            Outcome::Errored(error) => error != INTERRUPTED,
            Outcome::Passed | Outcome::Skipped(_) => false,
        };
        if has_failed {
            self.count.fetch_add(1, Ordering::SeqCst);
        }
    }
}
