//! A row: one or more readings, each with the places that say it.
//!
//! One reading: the row is settled. Several: the page contradicts itself, and the row is judged only
//! after a decision chose one.

use std::fmt;

use vec1::Vec1;

use super::citation::Citation;
use super::words::Words;

/// A row's id: `operation/row`, such as `close-session/response`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RowId(pub String);

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One fact that can be held against the service, with everything the page says of it.
///
/// Its readings do not change in number once it is made, so that a decision's indices stay valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row<T> {
    /// The row's id.
    pub id: RowId,
    readings: Vec1<Reading<T>>,
    decision: Option<Decided>,
}

/// One of the things a page says of a row, with every place that says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading<T> {
    /// What is said.
    pub value: T,
    /// Where, the place that says it most plainly first.
    pub cites: Vec1<Citation>,
}

/// A decision on a row; [`Row::decide`] takes only one whose indices are of the row's readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decided {
    /// The reading that holds, by index.
    pub reading: usize,
    /// Readings that the service must accept beside it, by index.
    pub tolerates: Vec<usize>,
    /// Why.
    pub reason: String,
}

/// A decision names a reading that the row does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected one of {readings} readings, but found the index {index}")]
pub(crate) struct NoSuchReading {
    /// The index that was named.
    pub index: usize,
    /// How many readings the row has.
    pub readings: usize,
}

impl<T> Row<T> {
    /// A row of readings, not decided on: several where the page contradicts itself.
    #[must_use]
    pub(crate) fn new(id: RowId, readings: Vec1<Reading<T>>) -> Self {
        Self {
            id,
            readings,
            decision: None,
        }
    }

    /// A row with one reading.
    #[must_use]
    pub(crate) fn settled(id: RowId, value: T, cites: Vec1<Citation>) -> Self {
        Self::new(id, Vec1::new(Reading { value, cites }))
    }

    /// What the page says; several readings where it contradicts itself.
    #[must_use]
    pub(crate) fn readings(&self) -> &Vec1<Reading<T>> {
        &self.readings
    }

    /// The readings, to be changed in place: their number stays.
    pub(crate) fn readings_mut(&mut self) -> &mut [Reading<T>] {
        &mut self.readings
    }

    /// The first of the readings, whether it holds or not: what the section that is meant for it
    /// says.
    #[must_use]
    pub(crate) fn first(&self) -> &Reading<T> {
        self.readings.first()
    }

    /// The decision that resolves a contradicted row, once it was made.
    #[must_use]
    pub(crate) fn decision(&self) -> Option<&Decided> {
        self.decision.as_ref()
    }

    /// Decides which reading holds.
    ///
    /// # Errors
    /// When the decision names a reading that the row does not have; the row stays as it was.
    pub(crate) fn decide(&mut self, decided: Decided) -> Result<(), NoSuchReading> {
        let readings = self.readings.len();
        let mut named = std::iter::once(&decided.reading).chain(&decided.tolerates);
        if let Some(index) = named.find(|index| **index >= readings) {
            return Err(NoSuchReading {
                index: *index,
                readings,
            });
        }
        self.decision = Some(decided);
        Ok(())
    }

    /// The reading that holds: the only one, or the one decided for; `None` while undecided.
    #[must_use]
    pub(crate) fn reading(&self) -> Option<&Reading<T>> {
        match (&self.decision, self.readings.as_slice()) {
            (Some(decided), readings) => Some(&readings[decided.reading]),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// The value that holds; `None` while undecided.
    #[must_use]
    pub(crate) fn value(&self) -> Option<&T> {
        self.reading().map(|reading| &reading.value)
    }

    /// The value that holds; while undecided, that of the first reading.
    #[must_use]
    pub(crate) fn effective(&self) -> &T {
        self.value().unwrap_or(&self.first().value)
    }

    /// Whether the page contradicts itself here.
    #[must_use]
    pub(crate) fn is_contradicted(&self) -> bool {
        self.readings.len() > 1
    }

    /// Whether the row is contradicted and no decision resolves it.
    #[must_use]
    pub(crate) fn is_undecided(&self) -> bool {
        self.reading().is_none()
    }

    /// The places of the reading that holds, or of every reading while undecided.
    #[must_use]
    pub(crate) fn cites(&self) -> Vec1<Citation> {
        match self.reading() {
            Some(reading) => reading.cites.clone(),
            None => {
                let mut cites = self.first().cites.clone();
                let others = self.readings.iter().skip(1);
                cites.extend(others.flat_map(|reading| reading.cites.iter().cloned()));
                cites
            }
        }
    }
}

/// A row of whatever kind.
pub(crate) trait AnyRow {
    /// The row's id.
    fn id(&self) -> &RowId;

    /// Each reading's words, with the places that say it.
    fn readings_in_words(&self) -> Vec1<(String, &Vec1<Citation>)>;

    /// Whether the page contradicts itself here.
    fn is_contradicted(&self) -> bool;

    /// Whether the row is contradicted and no decision resolves it.
    fn is_undecided(&self) -> bool;

    /// Decides which reading holds.
    ///
    /// # Errors
    /// When the decision names a reading that the row does not have; the row stays as it was.
    fn decide(&mut self, decided: Decided) -> Result<(), NoSuchReading>;
}

impl<T: Words> AnyRow for Row<T> {
    fn id(&self) -> &RowId {
        &self.id
    }

    fn readings_in_words(&self) -> Vec1<(String, &Vec1<Citation>)> {
        self.readings
            .mapped_ref(|reading| (reading.value.words(), &reading.cites))
    }

    fn is_contradicted(&self) -> bool {
        Self::is_contradicted(self)
    }

    fn is_undecided(&self) -> bool {
        Self::is_undecided(self)
    }

    fn decide(&mut self, decided: Decided) -> Result<(), NoSuchReading> {
        Self::decide(self, decided)
    }
}

/// A row without the type of what it says.
pub(super) fn any<T: Words>(row: &Row<T>) -> &dyn AnyRow {
    row
}

/// A row without the type of what it says, to be decided on.
pub(super) fn any_mut<T: Words>(row: &mut Row<T>) -> &mut dyn AnyRow {
    row
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
    /// Where.
    pub cites: Vec1<Citation>,
    /// Whether the page speaks for the whole API, not for the operation alone.
    pub is_of_family: bool,
}

#[cfg(test)]
mod tests {
    use vec1::vec1;

    use super::{Citation, Decided, NoSuchReading, Reading, Row, RowId};

    #[test]
    fn a_decision_cannot_point_at_a_reading_that_is_not_there() {
        let reading = |value: &'static str| Reading {
            value,
            cites: vec1![Citation::Section(value.to_owned())],
        };
        let decided = |reading, tolerates: &[usize]| Decided {
            reading,
            tolerates: tolerates.to_vec(),
            reason: "it is so".to_owned(),
        };
        let mut row = Row::new(RowId("a/b".to_owned()), vec1![reading("x"), reading("y")]);
        for wrong in [decided(2, &[]), decided(0, &[1, 2])] {
            let expect = NoSuchReading {
                index: 2,
                readings: 2,
            };
            assert_eq!(row.decide(wrong), Err(expect));
            assert!(row.is_undecided());
        }
        assert_eq!((row.effective(), row.cites().len()), (&"x", 2));
        assert_eq!(row.decide(decided(1, &[0])), Ok(()));
        assert_eq!((row.effective(), row.value()), (&"y", Some(&"y")));
        assert_eq!(row.cites().first().to_string(), "y");
    }
}
