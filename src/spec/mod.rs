//! The spec table: what a page promises, each row citing the line that promises it.

pub mod decision;
pub mod derive;
pub mod diff;
pub mod family;
pub mod fixture;
pub mod form;
pub mod load;
pub mod path;
pub mod said;
pub mod table;
pub mod undecided;
