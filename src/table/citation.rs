//! Where a row is promised.

use std::fmt;

/// Where a row is promised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Citation {
    /// A place in the table's page.
    Line {
        /// The line, from 1.
        line: usize,
        /// The first column in characters, from 1.
        column: usize,
        /// One past the last column; the place ends on its own line.
        end: usize,
    },
    /// A section of a document that has no lines here: a URL with a fragment, a chapter.
    Section(String),
}

impl Citation {
    /// Whether two places are on one line of a page.
    pub(crate) fn is_on_line_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Line { line, .. }, Self::Line { line: own, .. }) => line == own,
            (Self::Line { .. } | Self::Section(_), Self::Line { .. } | Self::Section(_)) => false,
        }
    }
}

impl fmt::Display for Citation {
    /// `44:65` for a line, the text itself for a section.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, column, .. } => write!(f, "{line}:{column}"),
            Self::Section(text) => f.write_str(text),
        }
    }
}
