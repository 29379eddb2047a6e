//! A row: one or more readings, each with the places that say it.
//!
//! One reading: the row is settled. Several: the page contradicts itself, and the row is judged only
//! after a decision chose one.

use std::fmt;

use super::citation::Citation;

/// A row's id: `operation/row`, such as `close-session/response`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub String);

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One fact that can be held against the service, with everything the page says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<T> {
    /// The row's id.
    pub id: RowId,
    /// What the page says: never empty; several where it contradicts itself.
    pub readings: Vec<Reading<T>>,
    /// The decision that resolves a contradicted row, once it was applied.
    pub decision: Option<Decided>,
}

/// One of the things a page says of a row, with every place that says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    /// What is said.
    pub value: T,
    /// Where; never empty, the place that says it most plainly first.
    pub cites: Vec<Citation>,
}

/// A decision as applied to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The reading that holds, by index.
    pub reading: usize,
    /// Readings that the service must accept beside it, by index.
    pub tolerates: Vec<usize>,
    /// Why.
    pub reason: String,
}

impl<T> Row<T> {
    /// A row with one reading.
    #[must_use]
    pub fn settled(id: RowId, value: T, cites: Vec<Citation>) -> Self {
        Self {
            id,
            readings: vec![Reading { value, cites }],
            decision: None,
        }
    }

    /// The reading that holds: the only one, or the one decided for; `None` while undecided.
    #[must_use]
    pub fn reading(&self) -> Option<&Reading<T>> {
        match (&self.decision, self.readings.as_slice()) {
            (Some(decided), readings) => readings.get(decided.reading),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// The value that holds; `None` while undecided.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.reading().map(|reading| &reading.value)
    }

    /// The value that holds; while undecided, that of the first reading.
    #[must_use]
    pub fn effective(&self) -> Option<&T> {
        let first = || self.readings.first().map(|reading| &reading.value);
        self.value().or_else(first)
    }

    /// Whether the page contradicts itself here.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        self.readings.len() > 1
    }

    /// Whether the row is contradicted and no decision resolves it.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.reading().is_none()
    }

    /// The places of the reading that holds, or of every reading while undecided.
    #[must_use]
    pub fn cites(&self) -> Vec<Citation> {
        match self.reading() {
            Some(reading) => reading.cites.clone(),
            None => self.readings.iter().flat_map(|r| r.cites.clone()).collect(),
        }
    }
}

/// A row as expectations and reports carry it: with its citations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowRef {
    /// The row's id.
    pub id: RowId,
    /// The page it cites.
    pub page: String,
    /// The page's SHA-256 when the row was derived.
    pub sha256: Option<String>,
    /// Where; never empty.
    pub cites: Vec<Citation>,
}
