//! The spec table: what a page promises, each row citing the line that promises it.

pub mod decision;
pub mod family;
pub mod form;
pub mod path;
pub mod said;
pub mod table;
