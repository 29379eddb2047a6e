//! Ctrl-C, and what else asks a process to end, in one that is ours to end. A run that another program asks for never
//! comes here.

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::send::sender::Stop;

/// What a process that a signal ended exits with, beside the number of the signal.
const ENDED: i32 = 128;

/// What Ctrl-C, SIGTERM or SIGHUP does while a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupt {
    /// The first asks the run to end, a second one ends the process, which is ours.
    EndsTheRun,
    /// What the program that asked for the run says.
    IsTheCallers,
}

/// Listens for Ctrl-C and the like until it is dropped.
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
    let Ok(mut signals) = Signals::new() else {
        return;
    };
    if signals.next().await.is_none() {
        return;
    }
    stop.ask();
    if let Some(number) = signals.next().await {
        std::process::exit(ENDED + number);
    }
}

/// What asks the process to end: a terminal's Ctrl-C (SIGINT) or its being closed (SIGHUP), and `kill`, `timeout` or a CI
/// server that cancels a job (SIGTERM).
#[cfg(unix)]
struct Signals([(i32, tokio::signal::unix::Signal); 3]);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let own = |kind: SignalKind| std::io::Result::Ok((kind.as_raw_value(), signal(kind)?));
        Ok(Self([
            own(SignalKind::interrupt())?,
            own(SignalKind::terminate())?,
            own(SignalKind::hangup())?,
        ]))
    }

    /// The number of the next one, where there will be one.
    async fn next(&mut self) -> Option<i32> {
        let [(interrupt, one), (terminate, two), (hang_up, three)] = &mut self.0;
        tokio::select! {
            Some(()) = one.recv() => Some(*interrupt),
            Some(()) = two.recv() => Some(*terminate),
            Some(()) = three.recv() => Some(*hang_up),
            else => None,
        }
    }
}

/// Ctrl-C alone, where there are no signals.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    /// The number that SIGINT has elsewhere.
    async fn next(&mut self) -> Option<i32> {
        tokio::signal::ctrl_c().await.ok().map(|()| 2)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}
