//! Ctrl-C in a process that is ours to end. A run that another program asks for never comes here.

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::send::sender::Stop;

/// The exit code of a process that an interrupt ended (128 and the number of the signal).
const INTERRUPTED: i32 = 130;

/// What Ctrl-C does while a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupt {
    /// The first asks the run to end, a second one ends the process, which is ours.
    EndsTheRun,
    /// What the program that asked for the run says.
    IsTheCallers,
}

/// Listens for Ctrl-C until it is dropped.
#[must_use]
pub(super) struct Listening(Option<JoinHandle<()>>);

impl Listening {
    /// Begins to listen on behalf of a run, where Ctrl-C is ours.
    pub(super) fn begin(interrupt: Interrupt, runtime: &Handle, stop: Stop) -> Self {
        Self(match interrupt {
            Interrupt::EndsTheRun => Some(runtime.spawn(listen(stop))),
            Interrupt::IsTheCallers => None,
        })
    }
}

async fn listen(stop: Stop) {
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    stop.ask();
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(INTERRUPTED);
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}
