//! A server built from the tables and fixtures alone, never from the checks: it must be able to
//! disagree with them.
//!
//! `model.rs` answers (a pure function of the model, the state and the request); `fault/` makes
//! the answers wrong in exactly one way; `mock.rs` puts the model on a port through wiremock,
//! `tcp.rs` through a small TCP writer for what wiremock cannot do.

mod answer;
mod content;
mod documented;
pub(crate) mod fault;
mod likeness;
mod mock;
mod model;
mod refusals;
mod state;
mod states;
mod tcp;
mod things;

pub(crate) use answer::Front;
pub(crate) use mock::FakeServer;
pub(crate) use model::Model;

/// The only credential that the fake accepts.
pub(crate) const CREDENTIAL: &str = "as-documented-fake-credential";
