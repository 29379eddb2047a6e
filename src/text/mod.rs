//! Documentation as text: a page with spans that turn into `line:column`, and its blocks.

pub(crate) mod chapters;
pub(crate) mod companions;
#[expect(dead_code, reason = "the readers of blocks are on their way")]
pub(crate) mod commonmark;
#[expect(dead_code, reason = "the readers of blocks are on their way")]
pub(crate) mod document;
pub(crate) mod file;
#[expect(dead_code, reason = "the readers of blocks are on their way")]
pub(crate) mod html;
pub(crate) mod markdown;
pub(crate) mod markup;
pub(crate) mod page;
