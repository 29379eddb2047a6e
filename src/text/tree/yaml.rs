//! YAML 1.2 as a tree, from a parser's events.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{Builder, NotATree, Tree};
use crate::text::page::Span;

/// What the parser says of a text in quotation marks that goes on in a line which is indented no deeper than
/// its key. YAML forbids it (§7.3, §6.1), older parsers take it, and documents have it.
const UNINDENTED: &str = "invalid indentation in quoted scalar";

/// The most such texts that are put into one line to be read.
const MOST_REPAIRS: usize = 40;

/// The most bytes that are gone through for them.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Reads the first document of a text.
pub(super) fn read(text: &str) -> Result<Tree, NotATree> {
    let mut repaired: Vec<Span> = Vec::new();
    let mut own = Cow::Borrowed(text);
    loop {
        let wrong = match read_strictly(&own) {
            Ok(mut tree) => {
                tree.repaired = repaired;
                return Ok(tree);
            }
            Err(wrong) => wrong,
        };
        let may_go_on = repaired.len() < MOST_REPAIRS && text.len() * repaired.len() < MOST_BYTES;
        let end = end_of_quoted(&own, wrong.at).filter(|_| wrong.why == UNINDENTED && may_go_on);
        let Some(end) = end else {
            return Err(wrong);
        };
        // Every place stays what it is: a line break is a byte, and so is a space.
        let in_one_line = own[wrong.at..end].replace('\n', " ");
        own.to_mut().replace_range(wrong.at..end, &in_one_line);
        repaired.push(Span::new(wrong.at, end));
    }
}

/// The end of a text in quotation marks, where it goes on in another line.
fn end_of_quoted(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mark = *bytes
        .get(start)
        .filter(|byte| matches!(**byte, b'"' | b'\''))?;
    let mut end = start + 1;
    loop {
        let (byte, next) = (*bytes.get(end)?, bytes.get(end + 1));
        let is_escape =
            mark == b'"' && byte == b'\\' || mark == b'\'' && byte == mark && next == Some(&mark);
        if byte == mark && !is_escape {
            break;
        }
        end += if is_escape { 2 } else { 1 };
    }
    let is_long = text.get(start..end)?.contains('\n');
    is_long.then_some(end)
}

fn read_strictly(text: &str) -> Result<Tree, NotATree> {
    let places = Places::of(text);
    let mut builder = Builder::default();
    // Of the collections that are open, the anchors; of those that ended, the nodes.
    let mut open_anchors: Vec<usize> = Vec::new();
    let mut anchored: HashMap<usize, usize> = HashMap::new();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| NotATree {
            at: places.byte(error.marker()),
            why: error.info().to_owned(),
        })?;
        let span = Span::new(places.byte(&span.start), places.byte(&span.end));
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Ok(builder.finish(Some(span)));
                }
            }
            Event::Scalar(value, style, anchor, _) => {
                let is_plain = style == ScalarStyle::Plain;
                let id = builder.scalar(span, value.into_owned(), is_plain);
                anchored.insert(anchor, id);
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                let is_mapping = matches!(event, Event::MappingStart(..));
                builder.open(span.start, is_mapping)?;
                open_anchors.push(anchor);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let (Some(anchor), Some(id)) = (open_anchors.pop(), builder.close(span.end)) {
                    anchored.insert(anchor, id);
                }
            }
            Event::Alias(anchor) => match anchored.get(&anchor) {
                Some(id) => builder.place(*id),
                None => {
                    let why = "an alias stands inside what it names".to_owned();
                    return Err(NotATree {
                        at: span.start,
                        why,
                    });
                }
            },
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    Ok(builder.finish(None))
}

/// Where the characters of a text stand in bytes.
struct Places<'a> {
    text: &'a str,
    /// The bytes at which every so many characters begin; none where each character is one byte.
    starts: Vec<usize>,
}

/// How many characters lie between two places that are kept.
const STRIDE: usize = 128;

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Self {
        let starts = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .step_by(STRIDE)
                .map(|(at, _)| at)
                .collect()
        };
        Self { text, starts }
    }

    /// The byte of a place that is counted in characters.
    fn byte(&self, marker: &Marker) -> usize {
        let index = marker.index();
        if self.starts.is_empty() {
            return index.min(self.text.len());
        }
        let start = self.starts.get(index / STRIDE).copied();
        let rest = start.and_then(|start| self.text.get(start..).map(|rest| (start, rest)));
        let found = rest.and_then(|(start, rest)| {
            let (at, _) = rest.char_indices().nth(index % STRIDE)?;
            Some(start + at)
        });
        found.unwrap_or(self.text.len())
    }
}
