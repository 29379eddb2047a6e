//! What is wrong with a page, with every place that takes part.

use vec1::Vec1;

use super::finding_code::FindingCode;
use crate::text::page::Span;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A matter of form; nothing is lost.
    Note,
    /// The page is ambiguous or was repaired while reading.
    Warning,
    /// The page contradicts itself, or a promise cannot be kept or read.
    Error,
}

impl Severity {
    /// The word reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A marked place of a page with a few words on what it says.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub span: Span,
    /// What this place says, such as `optional here`.
    pub label: String,
}

/// The most findings of one page that reading and deriving each make: a page with more is not read by
/// anybody to the end.
pub(crate) const MOST_FINDINGS: usize = 5_000;

/// Something wrong with the page, with every place that takes part.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of trouble it is.
    pub code: FindingCode,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// The places, the one to mend first.
    pub places: Vec1<Place>,
    /// What to write instead; empty where that is not clear.
    pub help: String,
}
