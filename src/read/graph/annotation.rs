//! Annotations: JSON in an HTML comment before a fence. What is nearly JSON is repaired.

use serde_json::Value;
use vec1::vec1;

use super::GraphReader;
use crate::read::FindingCode;
use crate::read::coverage::{Topic, Unused, Use};
use crate::table::Shape;
use crate::text::page::{Span, json_error_offset};

/// What an annotation says of the block after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Annotation {
    pub(super) block_type: Option<String>,
    pub(super) name: Option<String>,
    /// Every name, where it has a list of them.
    pub(super) names: Vec<String>,
    /// The type of the resource in the block, without `Collection( )`.
    pub(super) resource: Option<String>,
    pub(super) shape: Option<Shape>,
}

/// An annotation as far as it could be read.
pub(super) struct Read {
    /// Nothing where it is of the page, or not even nearly JSON.
    pub(super) annotation: Option<Annotation>,
    /// Why it is not JSON, and at which byte of the text, if so.
    pub(super) not_json: Option<(String, usize)>,
}

impl Annotation {
    /// Whether its kind is one that announces a code block.
    pub(super) fn is_of_block(&self) -> bool {
        let kinds = [
            "request",
            "response",
            "ignored",
            "example",
            "samples",
            "sample",
            "resource",
            "simulatedResponse",
            "error",
        ];
        self.block_type
            .as_deref()
            .is_some_and(|kind| kinds.contains(&kind))
    }
}

pub(super) fn read(text: &str) -> Read {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => Read {
            annotation: annotation(&value),
            not_json: None,
        },
        Err(error) => Read {
            annotation: serde_json::from_str(&repair(text))
                .ok()
                .and_then(|value| annotation(&value)),
            not_json: Some((reason(&error), json_error_offset(text, &error))),
        },
    }
}

fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.find(" at line").unwrap_or(text.len());
    text[..end].to_owned()
}

fn annotation(value: &Value) -> Option<Annotation> {
    let text = |key: &str| match value.get(key) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Array(list)) => list.first().and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    // An annotation of the page speaks of no block.
    value.get("blockType")?;
    let written = text("@odata.type").filter(|kind| !kind.trim().is_empty());
    let inner = |kind: &str| {
        let inner = kind.trim().strip_prefix("Collection(")?.strip_suffix(')')?;
        Some(inner.to_owned())
    };
    let of_collection = written.as_deref().and_then(inner);
    let is_collection = value.get("isCollection").and_then(Value::as_bool);
    let shape = match (&written, is_collection) {
        (Some(kind), _) if kind.trim() == "Edm.Stream" || kind.trim() == "stream" => {
            Some(Shape::Stream)
        }
        (Some(_), Some(true)) => Some(Shape::Collection),
        (Some(_), _) if of_collection.is_some() => Some(Shape::Collection),
        (Some(_) | None, _) => None,
    };
    let names = match value.get("name") {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(name)) => vec![name.as_str()],
        Some(_) | None => Vec::new(),
    };
    Some(Annotation {
        block_type: text("blockType"),
        name: text("name"),
        names: names.into_iter().map(str::to_owned).collect(),
        resource: of_collection.or(written.map(|kind| kind.trim().to_owned())),
        shape,
    })
}

/// Escapes line breaks in strings and leaves out commas before a closing bracket.
fn repair(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_string {
            match c {
                '\n' => repaired.push_str("\\n"),
                c if c.is_control() => {}
                c => repaired.push(c),
            }
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        if matches!(c, '}' | ']') {
            let kept = repaired.trim_end().trim_end_matches(',').len();
            repaired.truncate(kept);
        }
        in_string = c == '"';
        repaired.push(c);
    }
    repaired
}

impl GraphReader<'_> {
    pub(super) fn comment(&mut self, body: Span, span: Span, is_closed: bool, place: usize) -> Use {
        if !is_closed {
            self.finding(
                FindingCode::CommentUnterminated,
                "the comment is never closed; everything after it is lost",
                vec1![(self.first_line(span), "opened here")],
                "close it with -->",
            );
            return Use::Finding(FindingCode::CommentUnterminated);
        }
        let text = self.page.slice(body);
        if !text.trim_start().starts_with('{') {
            return Use::None(Unused::Remark);
        }
        let read = read(text);
        if let Some((reason, at)) = &read.not_json {
            let label = format!("not JSON: {reason}");
            let at = self.first_line(Span::new((body.start + at).min(body.end), body.end));
            let at = if at.start == at.end {
                self.first_line(span)
            } else {
                at
            };
            self.finding(
                FindingCode::AnnotationNotJson,
                "the annotation is not JSON; it was read as far as it could be",
                vec1![(at, label.as_str()), (self.first_line(span), "the annotation")],
                "write JSON: names and texts in double quotes, line breaks in them as `\\n`, no comma \
                 before a closing brace",
            );
        }
        match read.annotation {
            Some(annotation) => {
                self.annotation_without_block();
                self.annotation = Some((annotation, place));
                Use::Fact(Topic::Annotation)
            }
            None if read.not_json.is_some() => Use::Finding(FindingCode::AnnotationNotJson),
            None => Use::None(Unused::OfThePage),
        }
    }

    /// Reports the annotation that waits for a code block, where none follows.
    pub(super) fn annotation_without_block(&mut self) {
        let Some((annotation, place)) = self.annotation.take() else {
            return;
        };
        // A kind that is not known may mark a region of the page, as generators do.
        if !annotation.is_of_block() || annotation.block_type.as_deref() == Some("ignored") {
            return;
        }
        let code = FindingCode::AnnotationWithoutBlock;
        if let Some(entry) = self.coverage.get_mut(place) {
            entry.used = Use::Finding(code);
            let span = entry.span;
            self.finding(
                code,
                "the annotation has no code block directly after it",
                vec1![(self.first_line(span), "of which block?")],
                "put the annotation directly before its code block, or leave it out",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_is_nearly_json_is_repaired_and_said_to_be_so() {
        let sound = read(r#"{ "blockType": "request", "name": ["a", "b"] }"#);
        assert!(sound.not_json.is_none());
        assert_eq!(sound.annotation.unwrap().name.as_deref(), Some("a"));
        let comma = read("{ \"blockType\": \"response\", }");
        assert!(comma.not_json.is_some());
        assert_eq!(
            comma.annotation.unwrap().block_type.as_deref(),
            Some("response")
        );
        let broken = read("{ \"type\": \"page\", \"x\": [\"a\n b\"] }");
        assert!(broken.not_json.is_some());
        assert_eq!(broken.annotation, None);
        assert!(read("{ nothing").annotation.is_none());
    }
}
