//! Documentation as text: a page with spans that turn into `line:column`, and its blocks.

pub(crate) mod file;
pub(crate) mod markdown;
pub(crate) mod page;
