//! What serving a request does to the service as a whole.

use super::diff::{Compared, Impact};
use super::words::word_list;

/// What is left of the service once a request is served, where other cases cannot count on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Effect {
    /// It goes on without what it held, or as it was set up at first.
    Empties,
    /// It ends, for a while or for good, or is not the service that it was: another cluster, other
    /// callers. Nothing that follows can be judged.
    Ends,
}

word_list!(Effect {
    Empties => "empties",
    Ends => "ends",
});

impl Compared for Effect {
    fn about(&self) -> String {
        "effect on the service".to_owned()
    }

    fn impact(_: Option<&Self>, _: Option<&Self>) -> Impact {
        Impact::Compatible
    }
}
