//! What changed in rows of one kind.

use super::{Change, Impact, change, first};
use crate::table::words::Words;
use crate::table::{Operation, Row};

/// What rows of a kind say, as it is held against what they said before.
pub(in crate::table) trait Compared: Words {
    /// What a change of it is about, such as `path parameter id`.
    fn about(&self) -> String;

    /// Whether it is what `old` has become: another thing of its kind is about something else.
    fn follows(&self, old: &Self) -> bool {
        self.about() == old.about()
    }

    /// What it means to a client that it comes, where nothing was, that it goes, where nothing is,
    /// or that it has other words than before.
    fn impact(was: Option<&Self>, is: Option<&Self>) -> Impact;
}

/// The changes of one operation.
pub(in crate::table) struct Changes<'a> {
    /// The operation as it was.
    pub(super) operation: &'a Operation,
    /// Where the changes are put.
    pub(super) list: &'a mut Vec<Change>,
}

impl Changes<'_> {
    /// Compares the first readings of a kind's rows: those that went or changed come first.
    pub(in crate::table) fn compare<T: Compared>(&mut self, old: &[Row<T>], new: &[Row<T>]) {
        for was in old.iter().map(first) {
            match new.iter().map(first).find(|is| is.follows(was)) {
                Some(is) if is.words() == was.words() => {}
                is => self.add(Some(was), is),
            }
        }
        for is in new.iter().map(first) {
            if !old.iter().map(first).any(|was| is.follows(was)) {
                self.add(None, Some(is));
            }
        }
    }

    fn add<T: Compared>(&mut self, was: Option<&T>, is: Option<&T>) {
        let Some(about) = was.or(is).map(T::about) else {
            return;
        };
        let words = |value: Option<&T>| value.map_or_else(String::new, T::words);
        let impact = T::impact(was, is);
        let change = change(impact, self.operation, about, words(was), words(is));
        self.list.push(change);
    }
}
