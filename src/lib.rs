//! Holds an HTTP service to its own reference documentation.
//!
//! The flow goes one way: a page is read into facts, facts are derived into a spec table, the
//! table is planned as cases, cases are sent as exchanges with a target, exchanges are judged,
//! verdicts are reported. `ARCHITECTURE.md` is the map.
//!
//! What is wrong with a page, what would be sent for it, and what came of sending it:
//!
//! ```
//! use std::path::Path;
//!
//! use as_documented::{Exit, Page, Report, Spec, Suite, derive};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let page = Page::read(Path::new("specs/loan-renew.md"))?;
//! for finding in derive(&page).findings {
//!     println!("{}: {}", finding.code.as_str(), finding.message);
//! }
//! for case in Spec::load("specs/loan-renew.md")?.plan().cases() {
//!     println!("{}: {}", case.id(), case.requirement());
//! }
//! // Without `.target(url)` the embedded fake is sent to.
//! let run = Suite::new("specs/loan-renew.md").run()?;
//! assert_eq!(run.exit(), Exit::Green, "{}", run.report(Report::Screen));
//! # Ok(())
//! # }
//! ```
//!
//! [`Suite::main`] is the main function of a test target with `harness = false`, by which `cargo test`
//! and nextest run the cases. The program `as-documented` is made with the feature `cli`, which is on
//! by default; a crate that only tests needs none of it.

#![cfg_attr(
    not(feature = "cli"),
    expect(
        dead_code,
        unused_imports,
        reason = "much of what the rooms hold serves commands that are not there"
    )
)]

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
#[cfg(feature = "cli")]
#[doc(hidden)]
pub use app::main;
pub use app::run::Exit;
pub use app::views::{Case, Error, Outcome, Plan, Run, Spec, Verdict, Violation};
pub use derive::{Derived, derive};
pub use read::{Finding, FindingCode, Place, Severity};
pub use report::Report;
pub use text::page::{Page, PageError, Position, Span};
