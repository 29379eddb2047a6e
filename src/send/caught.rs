//! Panics at the boundary of a case: one that is met while a case runs is an error of that case, and
//! of no other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// A panic of ours or of what we are built on. What it said is left out: it could hold a value that
/// no output may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "as-documented itself failed in this case: it panicked, and no page and no service is to blame; \
     please report it"
)]
pub(crate) struct Panicked;

/// Runs a future to its end, or to its panic.
///
/// # Errors
/// When the future panics; it is not polled again.
pub(crate) async fn caught<T>(future: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| {
        let poll = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
        poll.map_or(Poll::Ready(Err(Panicked)), |poll| poll.map(Ok))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::{Panicked, caught};

    #[test]
    fn a_panic_is_an_error_without_what_it_said() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        assert_eq!(runtime.block_on(caught(async { 7 })), Ok(7));
        let panics = async {
            tokio::task::yield_now().await;
            panic!("a-token-of-ours");
        };
        let caught: Result<(), Panicked> = runtime.block_on(caught(panics));
        let said = caught.unwrap_err().to_string();
        assert!(!said.contains("a-token-of-ours"), "{said}");
    }
}
