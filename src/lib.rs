//! Holds an HTTP service to its own reference documentation.
//!
//! The flow goes one way: a page is read into facts, facts are derived into a spec table, the
//! table is planned as cases, cases are sent as exchanges with a target, exchanges are judged,
//! verdicts are reported. `ARCHITECTURE.md` is the map.

mod app;
mod check;
mod derive;
mod fake;
#[cfg(fuzzing)]
pub mod fuzzing;
mod plan;
mod protocol;
mod read;
mod report;
mod send;
mod store;
mod table;
mod text;

pub use app::harness::Suite;
#[doc(hidden)]
pub use app::main;
pub use app::run::RunError;
pub use derive::{Derived, derive};
pub use read::{Finding, FindingCode, Place, Severity};
pub use text::page::{Page, PageError, Position, Span};
