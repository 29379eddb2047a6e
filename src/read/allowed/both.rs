//! The least and the most that words say, as they are found.

/// Bounds as they are found.
#[derive(Debug, Default)]
pub(super) struct Both {
    /// The least.
    pub(super) least: Option<i64>,
    /// The most.
    pub(super) most: Option<i64>,
    /// Whether words say that what is beyond is served, or two bounds that differ.
    pub(super) is_doubtful: bool,
}

impl Both {
    pub(super) fn at_least(&mut self, number: i64) {
        let known = *self.least.get_or_insert(number);
        self.is_doubtful |= known != number;
    }

    pub(super) fn at_most(&mut self, number: i64) {
        let known = *self.most.get_or_insert(number);
        self.is_doubtful |= known != number;
    }

    /// The least and the most, where nothing speaks against them.
    pub(super) fn sure(&self) -> Option<(Option<i64>, Option<i64>)> {
        let is_empty = matches!((self.least, self.most), (Some(least), Some(most)) if least > most);
        (!self.is_doubtful && !is_empty).then_some((self.least, self.most))
    }
}
