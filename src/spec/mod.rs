//! The spec table: what a page promises, each row citing the line that promises it.

pub mod path;
pub mod table;
