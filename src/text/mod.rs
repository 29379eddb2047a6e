//! Documentation as text: a page with spans that turn into `line:column`, and its blocks.

pub(crate) mod chapters;
#[expect(dead_code, reason = "the readers of blocks are on their way")]
pub(crate) mod commonmark;
pub(crate) mod companions;
#[expect(dead_code, reason = "the readers of blocks are on their way")]
pub(crate) mod document;
pub(crate) mod file;
#[expect(dead_code, reason = "the readers of blocks are on their way")]
pub(crate) mod html;
pub(crate) mod markdown;
pub(crate) mod markup;
pub(crate) mod page;
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the recognisers that read them are on their way")
)]
pub(crate) mod rst;
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the recognisers that read them are on their way")
)]
mod source;
