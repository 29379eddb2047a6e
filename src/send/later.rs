//! What is read and is not as a request before it had it may be so a moment later.

use std::time::Duration;

use crate::check::Before;
use crate::check::is_compared;
use crate::check::verdict::{Worth, worth, worth_behind};
use crate::plan::Step;
use crate::protocol::exchange::Exchange;

/// How long after a thing was read that is not as it was sent it is read again.
pub(super) const LATER: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];

/// Whether a thing that was read is wrong for what went before alone.
pub(super) fn is_other_behind(step: &Step, exchange: &Exchange, before: &Before<'_>) -> bool {
    // Few are compared with what went before, and few of these are wrong.
    step.plan.method.is_safe()
        && is_compared(step)
        && worth_behind(step, exchange, before) == Worth::Wrong
        && worth(step, exchange) == Worth::Right
}
