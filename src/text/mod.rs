//! Documentation as text: a page with spans that turn into `line:column`, and its blocks.

#[expect(dead_code, reason = "the readers of blocks are on their way")]
pub(crate) mod document;
pub(crate) mod file;
pub(crate) mod markdown;
pub(crate) mod page;
pub(crate) mod tree;
