//! What somebody says of pages that they do not say themselves: how they declare, and words of their own.

/// What holds for the reading of hand-written pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    /// What stands before each path, such as `/api/v1`; empty where nothing does.
    pub base: String,
    /// Whether commands of clients declare operations, also beside what declares in other manners.
    pub commands_declare: bool,
    /// Words, in lower case, that say of a header or parameter that it must be sent.
    pub required: Vec<String>,
    /// Words, in lower case, that say that it may be left out.
    pub optional: Vec<String>,
}
