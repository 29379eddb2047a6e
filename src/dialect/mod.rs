//! Dialects: how a kind of documentation writes its facts. Reading cannot fail: whatever is
//! unreadable becomes a finding.

pub mod graph;
pub mod lexicon;
mod message;
pub mod registry;

use crate::fact::{Facts, Finding};
use crate::page::Page;

/// What a page says of some of its operations: all of them, or those of one named request.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// What sets its operations apart from those of other parts, as a part of their ids.
    pub name: Option<String>,
    /// What is said.
    pub facts: Facts,
}

/// A way of writing reference pages.
pub trait Dialect: Sync {
    /// The name that tables carry.
    fn name(&self) -> &'static str;

    /// What a page says, and what is wrong with how it says it.
    fn read(&self, page: &Page) -> (Vec<Part>, Vec<Finding>);
}

/// Every dialect; the first is tried first.
pub const DIALECTS: &[&dyn Dialect] = &[&graph::Graph, &registry::Registry];
