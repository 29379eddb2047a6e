//! Values that a document gives, as examples, defaults or the only ones that there are. None is made up:
//! an object is put together of values that its properties give, and of no others.

use super::document::Document;
use crate::table::allowed::{Allowed, Length};
use crate::text::page::Span;
use crate::text::tree::{View, quoted};

/// How deep objects are put together.
const DEEPEST: usize = 8;

/// The longest object that is put together, in bytes.
const LONGEST: usize = 16 * 1024;

/// The example that stands beside a schema: `example`, the first of `examples`, or an extension that
/// stands for it where the version has none.
pub(super) fn stated(node: View<'_>) -> Option<View<'_>> {
    let first = || {
        let (_, example) = node.get("examples")?.entries().into_iter().next()?;
        example.get("value")
    };
    let own = node.get("example").or_else(first);
    own.or_else(|| node.get("x-example"))
}

/// A value that a schema gives: an example, its default, or a value of those that are allowed.
pub(super) fn of_schema(schema: View<'_>) -> Option<View<'_>> {
    let first = |key: &str| schema.get(key).and_then(|list| list.items().next());
    let example = schema.get("example").or_else(|| first("examples"));
    let fixed = || schema.get("default").or_else(|| schema.get("const"));
    example.or_else(fixed).or_else(|| first("enum"))
}

/// The texts of a scalar or of a list of scalars.
pub(super) fn scalars(value: View<'_>) -> Option<Vec<String>> {
    if let Some(text) = value.text() {
        return Some(vec![text.to_owned()]);
    }
    let items: Option<Vec<String>> = value
        .items()
        .map(|item| item.text().map(str::to_owned))
        .collect();
    items.filter(|items| !items.is_empty() && items.len() <= 50)
}

/// The type that a schema says, in one word or two.
pub(super) fn type_of(schema: View<'_>) -> Option<String> {
    let kind = schema.get("type")?;
    match kind.text() {
        Some(word) => Some(word.chars().take(40).collect()),
        None => {
            let words: Vec<&str> = kind.items().take(4).filter_map(View::text).collect();
            (!words.is_empty())
                .then(|| words.join(" or "))
                .filter(|text| text.len() < 60)
        }
    }
}

/// What a schema allows of a number or a text: bounds, lengths, and the values of an enumeration.
pub(super) fn allowed_by(schema: View<'_>) -> Allowed {
    let kind = type_of(schema);
    let number = |key: &str| schema.get(key).and_then(View::text)?.parse::<i64>().ok();
    let is_set = |key: &str| schema.get(key).and_then(View::text) == Some("true");
    // A bound of its own, or, before OpenAPI 3.1, whether the other one is allowed itself.
    let bound = |key: &str, exclusive: &str, by: i64| {
        let own = number(key).map(|own| {
            if is_set(exclusive) {
                own.saturating_add(by)
            } else {
                own
            }
        });
        own.or_else(|| number(exclusive).map(|own| own.saturating_add(by)))
    };
    match kind.as_deref() {
        Some("integer") => Allowed {
            minimum: bound("minimum", "exclusiveMinimum", 1),
            maximum: bound("maximum", "exclusiveMaximum", -1),
            ..Allowed::default()
        },
        Some("string") => {
            let values = schema.get("enum").map(View::items).into_iter().flatten();
            let values: Option<Vec<String>> = values
                .take(MOST_VALUES)
                .map(|value| value.text().map(str::to_owned))
                .collect();
            let length = |key: &str| schema.get(key).and_then(View::text)?.parse().ok();
            let shortest: Option<Length> = length("minLength");
            let longest: Option<Length> = length("maxLength");
            // No text has both, or the pattern may be of texts of its own lengths.
            let is_kept = longest.is_none_or(|most| shortest.is_none_or(|least| least <= most))
                && schema.get("pattern").is_none_or(is_of_letters);
            Allowed {
                shortest: shortest.filter(|_| is_kept),
                longest: longest.filter(|_| is_kept),
                values: values.unwrap_or_default(),
                ..Allowed::default()
            }
        }
        Some(_) | None => Allowed::default(),
    }
}

/// Whether a pattern is one of texts with letters in them.
fn is_of_letters(pattern: View<'_>) -> bool {
    let pattern = pattern.text().unwrap_or_default();
    ["a-z", "\\w", ".*", ".+"]
        .iter()
        .any(|part| pattern.contains(part))
}

/// The most values of an enumeration that are kept.
const MOST_VALUES: usize = 100;

/// JSON that a schema's own values make, where they make all that it requires.
pub(super) fn json(document: &Document, schema: View<'_>) -> Option<String> {
    composed(document, schema, DEEPEST).filter(|text| text.len() <= LONGEST)
}

fn composed(document: &Document, schema: View<'_>, deep: usize) -> Option<String> {
    let schema = document.resolve(schema).ok()?;
    if let Some(value) = of_schema(schema) {
        return value.to_json();
    }
    let deep = deep.checked_sub(1)?;
    if let Some(items) = schema.get("items") {
        return composed(document, items, deep).map(|item| format!("[{item}]"));
    }
    let mut properties = Vec::new();
    collect(document, schema, deep, &mut properties);
    let mut members = Vec::new();
    let mut length = 0;
    for property in properties {
        let Property {
            name,
            schema,
            is_required,
            ..
        } = property;
        match composed(document, schema, deep) {
            Some(value) => {
                length += name.len() + value.len();
                members.push(format!("{}: {value}", quoted(name)));
            }
            None if is_required => return None,
            None => {}
        }
        if length > LONGEST {
            return None;
        }
    }
    (!members.is_empty()).then(|| format!("{{{}}}", members.join(", ")))
}

/// A property of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Property<'t> {
    /// Its name.
    pub name: &'t str,
    /// Where that stands.
    pub span: Span,
    /// What its value is, a reference not followed.
    pub schema: View<'t>,
    /// Whether it must be there.
    pub is_required: bool,
}

/// The most properties of one object.
const MOST_PROPERTIES: usize = 200;

/// The properties that may be sent, those of the parts of an object (`allOf`) among them.
pub(super) fn properties<'t>(document: &'t Document, schema: View<'t>) -> Vec<Property<'t>> {
    let mut all = Vec::new();
    if let Ok(schema) = document.resolve(schema) {
        collect(document, schema, DEEPEST, &mut all);
    }
    all
}

fn collect<'t>(document: &'t Document, schema: View<'t>, deep: usize, all: &mut Vec<Property<'t>>) {
    let required: Vec<&str> = schema
        .get("required")
        .into_iter()
        .flat_map(View::items)
        .take(MOST_PROPERTIES)
        .filter_map(View::text)
        .collect();
    let own = schema
        .get("properties")
        .map(View::entries)
        .unwrap_or_default();
    for (key, schema) in own {
        let is_read_only = schema.get("readOnly").is_some_and(View::is_true);
        let Some(name) = key.text() else { continue };
        let is_known = all.iter().any(|other| other.name == name);
        if all.len() < MOST_PROPERTIES && !is_known && !is_read_only {
            all.push(Property {
                name,
                span: key.span(),
                schema,
                is_required: required.contains(&name),
            });
        }
    }
    let Some(deep) = deep.checked_sub(1) else {
        return;
    };
    for part in schema
        .get("allOf")
        .into_iter()
        .flat_map(View::items)
        .take(20)
    {
        if all.len() >= MOST_PROPERTIES {
            return;
        }
        if let Ok(part) = document.resolve(part) {
            collect(document, part, deep, all);
        }
    }
}
