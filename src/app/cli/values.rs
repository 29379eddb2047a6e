//! Values of arguments, and what is said of those that are none.

use std::num::NonZeroUsize;
use std::time::Duration;

/// The shortest and the longest time that a run is told.
const TIMES: (Duration, Duration) = (
    Duration::from_millis(1),
    Duration::from_secs(365 * 24 * 60 * 60),
);

/// A time that an answer may take.
///
/// # Errors
/// When it is none, or one that no clock could tell.
pub(crate) fn time(text: &str) -> Result<Duration, String> {
    let read = humantime::parse_duration(text.trim()).ok();
    let (shortest, longest) = TIMES;
    read.filter(|time| (shortest..=longest).contains(time))
        .ok_or_else(|| {
            "expected a time from a millisecond to a year with its unit, such as `10s` or `500ms`"
                .to_owned()
        })
}

/// A number of things of which there is at least one.
///
/// # Errors
/// When it is none.
pub(crate) fn count(text: &str) -> Result<NonZeroUsize, String> {
    let wrong = |_| "expected a whole number from 1, such as `8`".to_owned();
    text.trim().parse().map_err(wrong)
}

/// What chance is drawn from.
///
/// # Errors
/// When it is no number.
pub(crate) fn seed(text: &str) -> Result<u64, String> {
    let wrong = |_| {
        format!(
            "expected a whole number from 0 to {}, such as `7`",
            u64::MAX
        )
    };
    text.trim().parse().map_err(wrong)
}
