//! The methods with which the blocks and commands of a section request the path that it names.

use std::ops::Range;

use super::super::fit::Fits;
use super::super::mentions::{Carrier, Mention};
use super::super::target::Spelled;
use crate::protocol::Method;
use crate::read::RequestLine;
use crate::text::page::Span;

/// The most requests of a section that are looked at.
const MOST_SHOWN: usize = 64;

/// The requests among some that a section shows, in the order of the page.
pub(super) fn within<'m>(known: &'m [Mention], blocks: &Range<usize>) -> &'m [Mention] {
    let from = known.partition_point(|mention| mention.block < blocks.start);
    let to = known.partition_point(|mention| mention.block < blocks.end);
    known
        .get(from..to.min(from + MOST_SHOWN))
        .unwrap_or_default()
}

/// Whether a request begins a block as one that the page may document.
pub(super) fn is_block(mention: &Mention) -> bool {
    mention.carrier == Carrier::Block
}

/// The methods of the requests that are a path's, each once; none where a block begins with one of another path.
pub(super) fn methods(shown: &[Mention], path: &Spelled) -> Vec<(Method, Span)> {
    let mut found: Vec<(Method, Span)> = Vec::new();
    for mention in shown {
        let is_shown = matches!(
            mention.carrier,
            Carrier::Block | Carrier::Wire | Carrier::Client
        );
        if !is_shown {
            continue;
        }
        let fits = fits(mention, path);
        if !fits && is_block(mention) {
            return Vec::new();
        }
        if fits && !found.iter().any(|(known, _)| *known == mention.line.method) {
            found.push((mention.line.method.clone(), mention.line.method_span));
        }
    }
    found
}

/// Whether a request is one of a path: the same, or with values in the places of its placeholders.
fn fits(mention: &Mention, path: &Spelled) -> bool {
    let line = RequestLine {
        path: path.target.clone(),
        ..mention.line.clone()
    };
    let shown = mention.line.path.path();
    let is_other_template =
        shown.as_str().contains('{') && shown.shape() != line.path.path().shape();
    let mut fits = Fits::default();
    fits.declare(0, &line);
    let found = fits.all(&mention.line);
    found
        .first()
        .is_some_and(|fit| fit.is_literal && !(is_other_template && fit.prefix.is_empty()))
}
