//! A server built from the tables and fixtures alone, never from the checks: it must be able to
//! disagree with them.
//!
//! `model.rs` answers (a pure function of the model, the state and the request); `fault/` makes
//! the answers wrong in exactly one way; `server.rs` puts the model on a port through wiremock,
//! `wire.rs` through a small TCP writer for what wiremock cannot do.

mod answer;
pub mod fault;
mod model;
mod refusals;
mod server;
mod state;
mod wire;

pub use answer::{Answer, Asked, Cause, CredentialTrouble, Front, HeaderTrouble, ValueTrouble};
pub use model::Model;
pub use server::FakeServer;
pub use state::State;

/// The only credential that the fake accepts.
pub const CREDENTIAL: &str = "as-documented-fake-credential";
