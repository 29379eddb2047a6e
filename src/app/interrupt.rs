//! Ctrl-C in a process that is ours to end. A run that another program asks for never comes here.

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::send::engine::Stop;

/// The exit code of a process that an interrupt ended (128 and the number of the signal).
const INTERRUPTED: i32 = 130;

/// Listens for Ctrl-C until it is dropped: the first asks the run to end, a second one ends the
/// process.
#[must_use]
pub(super) struct Listening(JoinHandle<()>);

impl Listening {
    /// Begins to listen, on behalf of a run.
    pub(super) fn begin(runtime: &Handle, stop: Stop) -> Self {
        Self(runtime.spawn(async move {
            if tokio::signal::ctrl_c().await.is_err() {
                return;
            }
            stop.ask();
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(INTERRUPTED);
            }
        }))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}
