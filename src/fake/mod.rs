//! A server built from the tables alone, never from the checks: it must be able to disagree with
//! them.

mod answer;
mod server;

pub use answer::{Answer, Asked, Model};
pub use server::FakeServer;

/// The only credential that the fake accepts.
pub const CREDENTIAL: &str = "as-documented-fake-credential";
