//! Documentation as text: a page with spans that turn into `line:column`, and its blocks.

pub(crate) mod asciidoc;
pub(crate) mod chapters;
pub(crate) mod commonmark;
pub(crate) mod companions;
pub(crate) mod document;
pub(crate) mod elements;
pub(crate) mod file;
pub(crate) mod html;
mod joined;
pub(crate) mod markdown;
pub(crate) mod markup;
pub(crate) mod page;
pub(crate) mod profile;
pub(crate) mod rst;
pub(crate) mod sample;
mod source;
#[cfg(test)]
mod tests;
pub(crate) mod tree;

use document::Block;
use markup::{Markup, markup_in};
use page::{Page, Span};

/// The blocks of a page, in the markup that its name says; Markdown where it says none.
pub(crate) fn blocks(page: &Page) -> Vec<Block> {
    match markup_in(page.path(), page.text()) {
        Some(Markup::Rst) => rst::blocks(page),
        Some(Markup::Asciidoc) => asciidoc::blocks(page),
        Some(Markup::Html) => {
            let mut blocks = Vec::new();
            elements::blocks(page.text(), Span::new(0, page.text().len()), 0, &mut blocks);
            blocks
        }
        Some(Markup::Markdown | Markup::Data) | None => commonmark::blocks(page),
    }
}
