//! Descriptions for machines that a page stands for, by sphinxcontrib-openapi's directive: what they say is
//! read where the page names them.

use super::layout::Layout;
use crate::read::{Reading, openapi};
use crate::text::document::Kind;

/// What the descriptions that a page names say, each cited at its directive: of all paths, or of those that
/// the directive names.
pub(super) fn named(layout: &Layout<'_>) -> Vec<Reading> {
    let mut read = Vec::new();
    for block in layout.blocks {
        let Kind::Directive(directive) = &block.kind else {
            continue;
        };
        let file = directive.argument.text.trim();
        let named = layout.page.companion_of("", file);
        let Some(named) = named.filter(|_| directive.name == "openapi") else {
            continue;
        };
        let option = |name: &str| {
            let mut options = directive.options.iter();
            options.find(|option| option.name.trim_matches(':') == name)
        };
        // Definitions alone are no operations.
        if option("definitions").is_some() && option("paths").is_none() {
            continue;
        }
        let mut description = openapi::read_document(layout.page, named, block.span);
        if let Some(paths) = option("paths") {
            let paths: Vec<&str> = paths.value.text.split_whitespace().collect();
            description.parts.retain(|part| {
                let mut lines = part.facts.requests.iter();
                lines.any(|line| paths.contains(&line.path.path().as_str()))
            });
        }
        read.push(description);
        if read.len() >= MOST {
            break;
        }
    }
    read
}

/// The most descriptions of one page that are read.
const MOST: usize = 64;
