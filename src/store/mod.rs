//! Every stored form, here and nowhere else: tables, decisions, families, fixtures, baselines,
//! snapshots, behind one reader of TOML; loading, and writing whole files or none.

pub(crate) mod baseline;
pub(crate) mod decisions;
pub(crate) mod families;
pub(crate) mod file;
pub(crate) mod fixtures;
pub(crate) mod form;
pub(crate) mod load;
pub(crate) mod pages;
pub(crate) mod profile;
pub(crate) mod snapshots;
pub(crate) mod table;
pub(crate) mod undecided;
pub(crate) mod workers;
