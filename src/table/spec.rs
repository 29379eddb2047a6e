//! Everything that a run is made from: tables with what stands beside them.

use std::collections::BTreeMap;

use super::family::Family;
use super::fixture::{Fixture, SetUps};
use super::not_read::PageNotRead;
use super::operation::SpecTable;
use crate::text::page::Page;

/// Everything that a run is made from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spec {
    /// The tables, decisions applied, in the order of their files' names.
    pub tables: Vec<SpecTable>,
    /// Tables beside them whose operations fixtures name: they give and take back values, and have
    /// no cases of their own.
    pub support: Vec<SpecTable>,
    /// The families that tables may name.
    pub families: Vec<Family>,
    /// Values that operations give to placeholders.
    pub fixtures: Vec<Fixture>,
    /// What else a user's files say of values and requests.
    pub set_ups: SetUps,
    /// Pages that were read to derive tables in memory, by name.
    pub pages: BTreeMap<String, Page>,
    /// Pages of which nothing was read, in the order they were read.
    pub not_read: Vec<PageNotRead>,
}
