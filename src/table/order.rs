//! The order in which a list comes.

use super::diff::{Compared, Impact};
use super::words::{Words, word_list};

/// The order in which a list comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    /// The member of what is listed by whose values it goes; `None` where it goes by when a thing was made.
    pub by: Option<String>,
    /// Which way.
    pub direction: Direction,
}

/// Which way an order goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// What is least, or earliest, first.
    Ascending,
    /// What is greatest, or latest, first.
    Descending,
}

word_list!(Direction {
    Ascending => "ascending",
    Descending => "descending",
});

impl Words for Order {
    fn words(&self) -> String {
        match (&self.by, self.direction) {
            (Some(by), direction) => format!("by {by}, {}", direction.words()),
            (None, Direction::Ascending) => "oldest first".to_owned(),
            (None, Direction::Descending) => "newest first".to_owned(),
        }
    }
}

impl Compared for Order {
    fn about(&self) -> String {
        "order of the list".to_owned()
    }

    /// Who reads a list from its start finds something else there.
    fn impact(was: Option<&Self>, is: Option<&Self>) -> Impact {
        match (was, is) {
            (None, _) => Impact::Compatible,
            (Some(_), _) => Impact::Breaking,
        }
    }
}
