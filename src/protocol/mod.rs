//! Words of HTTP as types: what pages, tables, requests and exchanges all speak in. Nothing here
//! sends or receives.

pub(crate) mod alike;
pub(crate) mod bindings;
pub(crate) mod content;
pub(crate) mod disguise;
pub(crate) mod encoding;
pub(crate) mod escapes;
pub(crate) mod exchange;
mod field;
pub(crate) mod formula;
pub(crate) mod fresh;
pub(crate) mod likeness;
pub(crate) mod masked;
mod method;
pub(crate) mod path;
pub(crate) mod request;
pub(crate) mod secret;
pub(crate) mod shell;
mod status;
pub(crate) mod target;
pub(crate) mod template;
pub(crate) mod words;

/// The last second that a date with a year of four digits can say, counted from 1970: 9999-12-31T23:59:59Z.
pub(crate) const LAST_SECOND: u64 = 253_402_300_799;

pub(crate) use field::HeaderName;
pub(crate) use method::Method;
pub(crate) use status::Status;
