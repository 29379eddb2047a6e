//! The parameters of `rest_parameters`: a list of names, each with the key under which a YAML file beside
//! the page describes it. They are given as fields, such as `path string id`, of which the words begin
//! with whether the file says that they are required or optional; all stand where the item does.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser};

use super::super::document::{Field, Kind, Prose, Style};
use super::super::source::{NOT_THERE, Source};
use super::inline::prose;
use super::markers::bullet;
use super::{Reader, joined};

/// The most facts that are kept of one parameter.
const MAX_FACTS: usize = 64;

/// What a file says of parameters, by their keys.
pub(super) type Described = BTreeMap<String, Facts>;

/// What is said of one parameter: names and values.
type Facts = Vec<(String, String)>;

impl<'p> Reader<'_, 'p> {
    /// The items of a list of parameters, with what the file says of them; what is no such item is read
    /// as blocks.
    pub(super) fn parameters(&mut self, target: &str, lines: Range<usize>, depth: usize) {
        let file = match self.document.page.companion_of(self.source.file, target) {
            Some((file, text)) => {
                let described = self.document.described.entry(file.to_owned());
                described.or_insert_with(|| described_by(text));
                file.to_owned()
            }
            None => {
                let place = lines.start..lines.end.max(lines.start + 1);
                if lines.start < self.lines.len() {
                    self.push(Kind::Other(NOT_THERE), place.start..place.start + 1, depth);
                }
                String::new()
            }
        };
        let mut at = lines.start;
        while at < lines.end {
            if self.lines[at].is_blank() {
                at += 1;
                continue;
            }
            let Some((name, key)) = self.named_parameter(at) else {
                let next = self.while_filled(at + 1, lines.end, |_, text| bullet(text).is_none());
                self.body(at..next, depth);
                at = next;
                continue;
            };
            let field = self.described_field(&file, name, key, at);
            self.push(Kind::Field(field), at..at + 1, depth);
            at += 1;
        }
    }

    /// A parameter as a field, by what the file says under a key.
    fn described_field(&mut self, file: &str, name: Range<usize>, key: &str, at: usize) -> Field {
        let place = self.span(at..at + 1);
        let described = self.document.described.get(file);
        let facts = described.and_then(|all| all.get(key));
        let says = |fact: &str| {
            let mut facts = facts.into_iter().flatten();
            facts
                .find(|(name, _)| name == fact)
                .map(|(_, value)| value.clone())
        };
        let mut kind = says("in").unwrap_or_default();
        if let Some(own) = says("type").filter(|_| !kind.is_empty()) {
            kind = format!("{kind} {own}");
        }
        let mut whole = Prose::default();
        whole.push(&kind, place, Style::Plain);
        let name = joined([
            whole,
            prose(&self.source, &[name], &mut self.document.words),
        ]);
        let level = match says("required")
            .map(|level| level.to_lowercase())
            .as_deref()
        {
            Some("true") => Some("required"),
            Some("false") => Some("optional"),
            Some(_) | None => None,
        };
        let words: Vec<String> = level
            .map(str::to_owned)
            .into_iter()
            .chain(says("description"))
            .collect();
        let words = words.join(". ");
        if !self.afford(words.len()) {
            let text = Prose::default();
            return Field { name, text };
        }
        let source = Source {
            text: &words,
            file: self.source.file,
            at: Some(place),
        };
        let lines: Vec<_> = source
            .lines()
            .iter()
            .map(|line| line.start()..line.end())
            .collect();
        let text = prose(&source, &lines, &mut self.document.words);
        Field { name, text }
    }

    /// The place of the name and the key of an item such as `- name: key`.
    fn named_parameter(&self, at: usize) -> Option<(Range<usize>, &'p str)> {
        let text = self.text(at);
        let start = self.range(at).start + bullet(text)?;
        let item = &text[bullet(text)?..];
        let (name, key) = item.rsplit_once(": ")?;
        let quoted = name.trim().trim_matches(['"', '\'']);
        let start = start + item.find(quoted)?;
        let key = key.trim().trim_matches(['"', '\'']);
        (!quoted.is_empty() && !key.contains(' ')).then_some((start..start + quoted.len(), key))
    }
}

/// What a YAML file says of parameters: its outermost mapping has a mapping for each. What is nested
/// deeper is left out; a file that is wrong from some place on is read as far as it goes.
fn described_by(text: &str) -> Described {
    let mut found = Described::new();
    let mut anchors: BTreeMap<usize, Facts> = BTreeMap::new();
    let mut reading = Reading::default();
    for event in Parser::new_from_str(text) {
        let Ok((event, _)) = event else { break };
        match event {
            Event::Scalar(value, _, _, _) => reading.scalar(&value),
            Event::Alias(anchor) => reading.alias(anchors.get(&anchor)),
            Event::MappingStart(anchor, _) | Event::SequenceStart(anchor, _) => {
                reading.open(anchor);
            }
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some((key, anchor, facts)) = reading.close() {
                    if anchor > 0 {
                        anchors.insert(anchor, facts.clone());
                    }
                    found.insert(key, facts);
                }
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
    }
    found
}

/// A mapping of mappings on its way.
#[derive(Default)]
struct Reading {
    depth: usize,
    /// The parameter's key, then that of a fact.
    keys: [Option<String>; 2],
    anchor: usize,
    facts: Facts,
    /// Facts of others, which count where the parameter says nothing itself.
    merged: Facts,
}

impl Reading {
    fn scalar(&mut self, text: &str) {
        match (self.depth, &self.keys) {
            (1, [None, _]) => self.keys[0] = Some(text.to_owned()),
            (1, [Some(_), _]) => self.keys[0] = None,
            (2, [_, None]) => self.keys[1] = Some(text.to_owned()),
            (2, [_, Some(_)]) => {
                let key = self.keys[1].take().unwrap_or_default();
                self.say(key, text.trim().to_owned());
            }
            _ => {}
        }
    }

    fn say(&mut self, key: String, value: String) {
        let is_new = self.facts.iter().all(|(known, _)| *known != key);
        if is_new && self.facts.len() < MAX_FACTS {
            self.facts.push((key, value));
        }
    }

    fn alias(&mut self, facts: Option<&Facts>) {
        if self.depth == 2 && self.keys[1].take().is_some_and(|key| key == "<<") {
            let free = MAX_FACTS.saturating_sub(self.merged.len());
            self.merged
                .extend(facts.into_iter().flatten().take(free).cloned());
        } else if self.depth == 1 {
            self.keys[0] = None;
        }
    }

    fn open(&mut self, anchor: usize) {
        self.depth += 1;
        if self.depth == 2 {
            self.anchor = anchor;
            self.keys[1] = None;
        }
    }

    /// Ends a mapping or a list; a parameter that is thereby whole, with its anchor.
    fn close(&mut self) -> Option<(String, usize, Facts)> {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 2 {
            // What is nested is the value of a fact that is left out.
            self.keys[1] = None;
        }
        if self.depth != 1 {
            return None;
        }
        for (key, value) in std::mem::take(&mut self.merged) {
            self.say(key, value);
        }
        let facts = std::mem::take(&mut self.facts);
        Some((self.keys[0].take()?, self.anchor, facts))
    }
}

#[cfg(test)]
mod tests {
    use super::described_by;

    #[test]
    fn a_file_of_parameters_is_read_with_what_it_merges() {
        let found = described_by(
            "# of desks\ndesk: &desk\n  in: path\n  required: true\n  description: |\n    The\n    desk.\n\
             other:\n  <<: *desk\n  required: false\n  enum: [a, b]\n  type: string\nplain: text\nagain: *desk\n\
             last:\n  in: body\n",
        );
        let said = |key: &str| -> Vec<(&str, &str)> {
            let facts = found[key].iter();
            facts.map(|(a, b)| (a.as_str(), b.as_str())).collect()
        };
        let desk = [
            ("in", "path"),
            ("required", "true"),
            ("description", "The\ndesk."),
        ];
        assert_eq!(said("desk"), desk);
        let other = [
            ("required", "false"),
            ("type", "string"),
            ("in", "path"),
            ("description", "The\ndesk."),
        ];
        assert_eq!(said("other"), other);
        assert_eq!(said("last"), [("in", "body")]);
        assert_eq!(found.len(), 3);
        assert_eq!(
            described_by("desk:\n  in: path\nloan: {in: query}\nbad: [\n").len(),
            2
        );
    }
}
