//! Hand-written pages of any make: what names a method and a path declares an operation, in the manner
//! that the page keeps to, and the largest section around it that declares no other says what it does. No
//! product is known here.

mod account;
mod codes;
mod curl;
mod declare;
mod facts;
mod fit;
mod layout;
mod lines;
mod mentions;
mod parameters;
mod scope;
mod statuses;
mod target;

use std::collections::HashMap;

use super::{Conventions, Dialect, Part, Reading};
use crate::protocol::template::slug;
use crate::read::coverage::Counting;
use crate::text;
use crate::text::document::Block;
use crate::text::page::Page;
use account::account;
use declare::{Declarations, declare};
use facts::Source;
use layout::Layout;
use mentions::{Mentions, mentions};

/// The dialect.
#[derive(Debug)]
pub(crate) struct Plain;

/// Pages of any make write each path in one way.
static CONVENTIONS: Conventions = Conventions {
    marks_of_operation: &[],
    casts: &[],
    keys_in_parentheses: false,
    aliases: &[],
    views: &[],
    list_member: None,
    shows_operation: "write method and path as the page does with its other operations: in a heading, a \
                      table, or a code block of their own",
};

impl Dialect for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn counting(&self) -> Counting {
        Counting::Document
    }

    /// It reads what no other dialect recognises.
    fn recognises(&self, _: &Page) -> bool {
        true
    }

    fn read(&self, page: &Page) -> Reading {
        let blocks: Vec<Block> = text::blocks(page);
        let layout = Layout::new(page, &blocks);
        let mentions = mentions(&layout);
        let (declarations, groups) = declare(&layout, &mentions);
        let source = Source {
            layout: &layout,
            mentions: &mentions,
            declarations: &declarations,
            groups: &groups,
        };
        let names = names(&mentions, &declarations);
        let operations = || declarations.operations.iter();
        let parts = operations().zip(names).map(|(own, name)| Part {
            name: Some(name),
            facts: source.facts(own),
        });
        let parts: Vec<Part> = parts.collect();
        let scopes = operations().map(|own| groups.scope(&layout, own));
        Reading {
            coverage: account(&layout, &parts, scopes),
            parts,
            findings: Vec::new(),
            elsewhere: Vec::new(),
            conventions: &CONVENTIONS,
        }
    }
}

/// The operations' names: method and path, and where the page documents one twice, the heading.
fn names(mentions: &Mentions, declarations: &Declarations) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let own = declarations.operations.iter().map(|own| {
        let first = own.mentions.first().and_then(|m| mentions.requests.get(*m));
        first.map_or(String::new(), |mention| {
            let line = &mention.line;
            slug(&format!("{} {}", line.method, line.path.path()))
        })
    });
    let own: Vec<String> = own.collect();
    let named = own.into_iter().map(|name| {
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        match count {
            1 => name,
            other => format!("{name} {other}"),
        }
    });
    named.collect()
}
