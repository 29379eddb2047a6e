//! Dialects: how a kind of documentation writes its facts. Reading cannot fail: whatever is
//! unreadable becomes a finding.

pub mod graph;
pub mod lexicon;
mod message;

use crate::fact::{Facts, Finding};
use crate::page::Page;

/// A way of writing reference pages.
pub trait Dialect: Sync {
    /// The name that tables carry.
    fn name(&self) -> &'static str;

    /// What a page says, and what is wrong with how it says it.
    fn read(&self, page: &Page) -> (Facts, Vec<Finding>);
}

/// Every dialect; the first is tried first.
pub const DIALECTS: &[&dyn Dialect] = &[&graph::Graph];
