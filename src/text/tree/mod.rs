//! A YAML or JSON document as a tree whose nodes know where they stand. It is bounded: in depth, and by
//! aliases being the node that they name, so that no document is larger than its text.

mod json;
mod view;
mod yaml;

pub(crate) use view::{View, quoted};

use super::page::Span;

/// How deep a document may be nested.
const DEEPEST: usize = 128;

/// A document.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    root: usize,
    /// Keys that stand in their mapping a second time.
    repeated: Vec<usize>,
    /// Where a second document begins, of which nothing is read.
    pub second_document: Option<Span>,
    /// Texts that YAML would have indented deeper where they go on.
    pub repaired: Vec<Span>,
}

/// A document that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotATree {
    /// The byte at which it goes wrong.
    pub at: usize,
    /// Why, in lower case.
    pub why: String,
}

#[derive(Debug, Clone)]
struct Node {
    span: Span,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Scalar {
        text: String,
        /// Whether it may be a number, a truth value or nothing: it stands without quotes.
        is_plain: bool,
    },
    Sequence(Vec<usize>),
    Mapping {
        entries: Vec<(usize, usize)>,
        /// The places of the entries in the order of their keys.
        by_key: Vec<usize>,
    },
}

impl Tree {
    /// Reads a document: JSON where it begins with a brace and is JSON, else YAML, of which the first
    /// document is read.
    ///
    /// # Errors
    /// When it is neither, or is nested too deep.
    pub(crate) fn of(text: &str) -> Result<Self, NotATree> {
        let own = text.trim_start_matches('\u{feff}');
        let lead = text.len() - own.len();
        let is_brace = own.trim_start().starts_with('{');
        let mut result = if is_brace {
            json::read(own).or_else(|wrong| yaml::read(own).map_err(|_| wrong))
        } else {
            yaml::read(own)
        };
        match &mut result {
            Ok(tree) if lead > 0 => tree.move_by(lead),
            Ok(_) => {}
            Err(wrong) => wrong.at = (wrong.at + lead).min(text.len()),
        }
        result
    }

    fn move_by(&mut self, lead: usize) {
        let spans = self.nodes.iter_mut().map(|node| &mut node.span);
        for span in spans
            .chain(&mut self.second_document)
            .chain(&mut self.repaired)
        {
            *span = Span::new(span.start + lead, span.end + lead);
        }
    }

    /// What all of it stands in.
    pub(crate) fn root(&self) -> View<'_> {
        View::new(self, self.root)
    }

    /// The keys that stand in their mapping a second time.
    pub(crate) fn repeated_keys(&self) -> impl Iterator<Item = View<'_>> {
        self.repeated.iter().map(|id| View::new(self, *id))
    }

    /// Every mapping, in no order that means anything.
    pub(crate) fn mappings(&self) -> impl Iterator<Item = View<'_>> {
        let nodes = self.nodes.iter().enumerate();
        let mappings = nodes.filter(|(_, node)| matches!(node.kind, Kind::Mapping { .. }));
        mappings.map(|(id, _)| View::new(self, id))
    }

    fn key(&self, id: usize) -> &str {
        match &self.nodes[id].kind {
            Kind::Scalar { text, .. } => text,
            Kind::Sequence(_) | Kind::Mapping { .. } => "",
        }
    }
}

/// A tree on the way, from the events of a parser.
#[derive(Debug, Default)]
struct Builder {
    nodes: Vec<Node>,
    open: Vec<Open>,
    root: Option<usize>,
    repeated: Vec<usize>,
}

/// A sequence or mapping that has not ended, its key and values in turn where it is a mapping.
#[derive(Debug)]
struct Open {
    start: usize,
    is_mapping: bool,
    children: Vec<usize>,
}

impl Builder {
    fn open(&mut self, start: usize, is_mapping: bool) -> Result<(), NotATree> {
        if self.open.len() >= DEEPEST {
            return Err(NotATree {
                at: start,
                why: format!("it is nested deeper than {DEEPEST} levels"),
            });
        }
        self.open.push(Open {
            start,
            is_mapping,
            children: Vec::new(),
        });
        Ok(())
    }

    /// Ends what was opened last; its id, where something was open.
    fn close(&mut self, end: usize) -> Option<usize> {
        let Open {
            start,
            is_mapping,
            children,
        } = self.open.pop()?;
        let kind = if is_mapping {
            self.mapping(&children)
        } else {
            Kind::Sequence(children)
        };
        Some(self.node(Span::new(start, end.max(start)), kind))
    }

    fn scalar(&mut self, span: Span, text: String, is_plain: bool) -> usize {
        self.node(span, Kind::Scalar { text, is_plain })
    }

    fn node(&mut self, span: Span, kind: Kind) -> usize {
        self.nodes.push(Node { span, kind });
        let id = self.nodes.len() - 1;
        self.place(id);
        id
    }

    /// Puts a node where the document has come to.
    fn place(&mut self, id: usize) {
        match self.open.last_mut() {
            Some(open) => open.children.push(id),
            None => self.root = self.root.or(Some(id)),
        }
    }

    fn mapping(&mut self, children: &[usize]) -> Kind {
        let pairs = children.chunks_exact(2);
        let entries: Vec<(usize, usize)> = pairs.map(|pair| (pair[0], pair[1])).collect();
        let mut by_key: Vec<usize> = (0..entries.len()).collect();
        let key = |at: &usize| match &self.nodes[entries[*at].0].kind {
            Kind::Scalar { text, .. } => text.as_str(),
            Kind::Sequence(_) | Kind::Mapping { .. } => "",
        };
        by_key.sort_by(|a, b| key(a).cmp(key(b)));
        let twice = by_key
            .windows(2)
            .filter(|pair| key(&pair[0]) == key(&pair[1]));
        let twice: Vec<usize> = twice.map(|pair| entries[pair[1]].0).collect();
        self.repeated.extend(twice);
        Kind::Mapping { entries, by_key }
    }

    /// The tree; one of nothing where there was no node.
    fn finish(mut self, second_document: Option<Span>) -> Tree {
        let root = match self.root {
            Some(root) => root,
            None => self.scalar(Span::new(0, 0), String::new(), true),
        };
        self.repeated
            .sort_unstable_by_key(|id| self.nodes[*id].span);
        Tree {
            nodes: self.nodes,
            root,
            repeated: self.repeated,
            second_document,
            repaired: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
