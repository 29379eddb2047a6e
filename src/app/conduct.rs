//! How a run treats the service that it asks: how often, how fast and how much at a time.

use std::num::NonZeroUsize;

use crate::send::failures::Failures;
use crate::send::headers::Header;
use crate::send::pace::{Manners, Rate};

/// How many times a request is sent again at most where nothing is said of it.
const RETRIES: u32 = 2;

/// How many cases are sent at once where nothing is said of it: what they wait for is a network, so that it has nothing
/// to do with processors.
const JOBS: usize = 32;

/// How the service is treated; absent where nothing is said.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub(crate) struct Conduct {
    /// How many times a request is sent again, at most, that the service did not process (429, 503 with Retry-After,
    /// 408, 425) or, where it is idempotent, whose connection was lost before an answer; after the pause that is asked
    /// for, up to a minute [default: 2].
    #[cfg_attr(
        feature = "cli",
        arg(long, value_name = "N", env = "AS_DOCUMENTED_RETRIES")
    )]
    pub(crate) retries: Option<u32>,
    /// How many requests are sent in a time at most, such as `10/s` or `100/min`.
    #[cfg_attr(
        feature = "cli",
        arg(long, value_name = "N/s", env = "AS_DOCUMENTED_RATE")
    )]
    pub(crate) rate: Option<Rate>,
    /// How many cases are sent at once, each with one request at a time; what goes alone and what follows another
    /// stays so [default: 32].
    #[cfg_attr(
        feature = "cli",
        arg(long, value_name = "N", env = "AS_DOCUMENTED_JOBS", value_parser = crate::app::cli::values::count)
    )]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Headers that go with every request; what is wrong with a flag is told without what it holds.
    #[cfg_attr(feature = "cli", arg(skip))]
    pub(crate) header: Vec<Header>,
    /// Send nothing but by safe methods (GET, HEAD, OPTIONS, TRACE).
    #[cfg_attr(feature = "cli", arg(long, env = "AS_DOCUMENTED_READ_ONLY"))]
    pub(crate) read_only: bool,
    /// Send nothing more once a case failed or could not be judged.
    #[cfg_attr(feature = "cli", arg(long, conflicts_with = "max_failures"))]
    pub(crate) fail_fast: bool,
    /// Send nothing more once so many cases failed or could not be judged.
    #[cfg_attr(feature = "cli", arg(long, value_name = "N", value_parser = crate::app::cli::values::count))]
    pub(crate) max_failures: Option<NonZeroUsize>,
}

impl Conduct {
    /// This, with that of `lower` where this says nothing.
    #[must_use]
    pub(crate) fn or(self, lower: Self) -> Self {
        let mut header = self.header;
        if header.is_empty() {
            header = lower.header;
        }
        Self {
            header,
            read_only: self.read_only || lower.read_only,
            fail_fast: self.fail_fast || lower.fail_fast,
            max_failures: self.max_failures.or(lower.max_failures),
            retries: self.retries.or(lower.retries),
            rate: self.rate.or(lower.rate),
            jobs: self.jobs.or(lower.jobs),
        }
    }

    /// How a target is treated.
    #[must_use]
    pub(crate) fn manners(&self) -> Manners {
        Manners {
            retries: self.retries.unwrap_or(RETRIES),
            rate: self.rate,
        }
    }

    /// How many cases are sent at once: `test_threads` is libtest's name for it.
    #[must_use]
    pub(crate) fn at_a_time(&self, test_threads: Option<usize>) -> usize {
        let jobs = self.jobs.map(NonZeroUsize::get);
        jobs.or(test_threads).unwrap_or(JOBS)
    }

    /// How many threads libtest has, where that is said.
    #[must_use]
    pub(crate) fn test_threads(&self, test_threads: Option<usize>) -> Option<usize> {
        test_threads.or(self.jobs.map(NonZeroUsize::get))
    }

    /// How many failures a run takes.
    #[must_use]
    pub(crate) fn failures(&self) -> Failures {
        let most = self.max_failures.map(NonZeroUsize::get);
        Failures::up_to(most.or(self.fail_fast.then_some(1)))
    }

    /// The flags that say the same, each with its value.
    #[must_use]
    pub(crate) fn flags(&self) -> Vec<(&'static str, String)> {
        let retries = self
            .retries
            .map(|retries| ("--retries", retries.to_string()));
        let rate = self.rate.map(|rate| ("--rate", rate.to_string()));
        let jobs = self.jobs.map(|jobs| ("--jobs", jobs.to_string()));
        // One that is shown nowhere is given again by who has it.
        let headers = self.header.iter().filter(|header| !header.is_secret());
        let headers = headers.map(|header| ("--header", header.to_string()));
        let flags = retries.into_iter().chain(rate).chain(jobs);
        flags.chain(headers).collect()
    }
}
