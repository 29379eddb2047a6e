//! Holds an HTTP service to its own reference documentation.
//!
//! The flow goes one way: a page is read into facts, facts are derived into a spec table, the
//! table generates cases, cases are planned as requests, requests become exchanges with a target,
//! exchanges are judged, verdicts are reported. `ARCHITECTURE.md` is the map.

pub mod case;
pub mod check;
pub mod dialect;
pub mod exchange;
pub mod execute;
pub mod fact;
pub mod fake;
pub mod generate;
pub mod harness;
pub mod http;
pub mod markdown;
pub mod page;
pub mod prove;
pub mod report;
pub mod request;
pub mod run;
pub mod secret;
pub mod set_up;
pub mod settings;
pub mod snapshot;
pub mod spec;
pub mod supply;
pub mod target;
pub mod verdict;
