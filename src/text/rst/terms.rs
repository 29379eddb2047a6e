//! Fields of a list of names and what they are, which no directive and no page has as its own.

use super::{Reader, prose};
use crate::text::document::{Field, Kind, Prose, Style};
use crate::text::page::Span;

impl Reader<'_, '_> {
    /// A field: its name, what it says, and what else is in it, one deeper.
    pub(super) fn field(
        &mut self,
        at: usize,
        end: usize,
        depth: usize,
        (label, marker): (&str, usize),
    ) -> usize {
        let start = self.lines[at].start();
        let range = start + 1..start + 1 + label.len();
        let between = self.source.span(range.end..range.end + 1);
        let name = prose(&self.source, &[range], &mut self.document.words);
        self.lines[at].take(self.source.text, marker);
        let next = self.indented(at + 1, end);
        self.dedent(at + 1..next);
        let kind = |text| kind_of(label, (name, between), text);
        self.holder(at..next, depth, start, kind);
        next
    }
}

/// Names of fields of one word that a page or a directive has, and that name nothing of what it describes.
const OWN_FIELDS: &[&str] = &[
    "abstract",
    "action",
    "endpoint",
    "method",
    "methods",
    "path",
    "request",
    "route",
    "uri",
    "url",
    "verb",
    "address",
    "author",
    "authors",
    "contact",
    "copyright",
    "date",
    "dedication",
    "deprecated",
    "meta",
    "nocomments",
    "noindex",
    "nosearch",
    "orphan",
    "organization",
    "raises",
    "return",
    "returns",
    "revision",
    "rtype",
    "status",
    "synopsis",
    "tocdepth",
    "version",
    "statuscode",
    "resheader",
    "reqheader",
];

/// Whether a field's name is one word that names what its text describes.
fn is_term(name: &str) -> bool {
    let is_part =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']' | '$');
    !name.is_empty()
        && name.chars().all(is_part)
        && !OWN_FIELDS.contains(&name.to_ascii_lowercase().as_str())
}

/// What a field is: an item of such a list, as one with bullets and names in code, or a field. `between` is where the
/// colon behind its name stands.
fn kind_of(label: &str, (name, between): (Prose, Span), text: Prose) -> Kind {
    match is_term(label) {
        true => Kind::Item(item(&name, between, &text)),
        false => Kind::Field(Field { name, text }),
    }
}

fn item(name: &Prose, between: Span, text: &Prose) -> Prose {
    let mut item = name.in_style(Style::Code);
    item.push(": ", between, Style::Plain);
    for run in &text.runs {
        let words = text.text.get(run.range.clone()).unwrap_or_default();
        item.push(words, run.span, run.style);
    }
    item
}

#[cfg(test)]
mod tests {
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::text::page::Page;

    #[test]
    fn fields_of_one_word_are_items_whose_names_are_in_code() {
        let text = "Desks\n=====\n\nAdd a desk\n----------\n\n``POST /desks``\n\nRequest body (JSON object):\n\n\
                    :name: string, required. Its name.\n:seats: integer, optional. 1 to 8.\n\n\
                    **Status codes**\n\n:201: The desk was added.\n:400: ``seats`` is out of range.\n";
        let parts = Plain.read(&Page::new("desks.rst", text)).parts;
        let facts = &parts.first().expect("a part").facts;
        let parameters = facts.parameters.iter().map(|claim| &claim.value);
        let names: Vec<_> = parameters
            .map(|own| (own.name.as_str(), own.allowed.maximum))
            .collect();
        assert_eq!(names, [("name", None), ("seats", Some(8))]);
        let statuses: Vec<u16> = facts
            .statuses
            .iter()
            .map(|claim| claim.status.code())
            .collect();
        let errors: Vec<u16> = facts
            .errors
            .iter()
            .map(|claim| claim.value.status.code())
            .collect();
        assert_eq!((statuses, errors), (vec![201], vec![400]));
    }
}
