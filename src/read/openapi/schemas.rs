//! Schemas of responses: the members of the JSON that they describe.

use std::sync::Arc;

use super::operations::Found;
use super::{Reader, samples};
use crate::protocol::Status;
use crate::read::{Claim, Facts, ListOf, MemberList};
use crate::table::data::{Basis, Format, Held, JsonKind, Member, MemberPath, Null};
use crate::text::page::Span;
use crate::text::tree::View;

/// How deep schemas are followed.
const DEEPEST: usize = 8;

/// The most members of one response.
const MOST_MEMBERS: usize = 300;

/// The most parts of one schema, and the most values of one list.
const MOST_PARTS: usize = 50;

impl<'t> Reader<'t> {
    /// Takes the members of a response's JSON.
    pub(super) fn schema(
        &mut self,
        found: Found<'t>,
        (status, response): (Status, View<'t>),
        facts: &mut Facts,
    ) {
        let Some(schema) = self.schema_of(found, response) else {
            return;
        };
        let mut members = Vec::new();
        let whole = Spot {
            path: MemberPath::WHOLE,
            span: schema.span(),
            presence: Held::Unstated,
        };
        self.describe(schema, whole, &[], &mut members);
        if !members.is_empty() {
            facts.members.push(Arc::new(MemberList {
                of: ListOf::Whole(status),
                members,
                is_complete: false,
            }));
        }
    }

    /// The schema of a response that is JSON and nothing else.
    fn schema_of(&self, found: Found<'t>, response: View<'t>) -> Option<View<'t>> {
        let is_json = |text: &str| {
            text.split(';')
                .next()
                .is_some_and(|own| own.trim().ends_with("json"))
        };
        if self.is_swagger {
            let own = found.operation.get("produces");
            let mut types = own
                .or_else(|| self.root.get("produces"))
                .into_iter()
                .flat_map(View::items);
            let is_all = types.all(|own| own.text().is_some_and(is_json));
            return response.get("schema").filter(|_| is_all);
        }
        let types = response.get("content")?.entries();
        let is_all = types.iter().all(|(key, _)| key.text().is_some_and(is_json));
        let (_, media) = types.first().filter(|_| is_all)?;
        media.get("schema")
    }

    fn describe(
        &mut self,
        schema: View<'t>,
        place: Spot,
        around: &[View<'t>],
        all: &mut Vec<Claim<Member>>,
    ) {
        let Spot {
            path,
            span,
            presence,
        } = place;
        let Ok(schema) = self.document.resolve(schema) else {
            return;
        };
        let is_known = all.iter().any(|own| own.value.path == path);
        if all.len() >= MOST_MEMBERS || path.is_too_long() || is_known {
            return;
        }
        let mut parts = Vec::new();
        self.parts(schema, DEEPEST, &mut parts);
        // Which of several it is, the schema does not say.
        let is_open = |part: &View<'t>| part.get("oneOf").or_else(|| part.get("anyOf")).is_some();
        let is_open = parts.iter().any(is_open);
        let mut member = Member::at(path.clone(), Basis::Said);
        member.presence = presence;
        for part in parts.iter().filter(|_| !is_open) {
            say(*part, &mut member);
        }
        all.push(Claim {
            value: member,
            span,
        });
        // What holds its own kind is described once.
        let is_within_itself = around.iter().any(|own| own.is(schema));
        if is_open || is_within_itself || around.len() >= DEEPEST {
            return;
        }
        let places = self.places_below(&parts, &path);
        if !self.spend(parts.len() + places.len()) {
            return;
        }
        let around = [around, &[schema]].concat();
        for (schema, place) in places {
            self.describe(schema, place, &around, all);
        }
    }

    /// The members of an object and the elements of a list, each with its schema.
    fn places_below(&self, parts: &[View<'t>], path: &MemberPath) -> Vec<(View<'t>, Spot)> {
        let required = parts.iter().filter_map(|part| part.get("required"));
        let required = required.flat_map(View::items).take(MOST_MEMBERS);
        let required: Vec<&str> = required.filter_map(View::text).collect();
        let mut places = Vec::new();
        for part in parts {
            let properties = part.get("properties").map(View::entries);
            for (key, own) in properties
                .unwrap_or_default()
                .into_iter()
                .take(MOST_MEMBERS)
            {
                let resolved = self.document.resolve(own).ok();
                let is_sent = resolved.and_then(|own| own.get("writeOnly"));
                let Some(name) = key.text().filter(|_| !is_sent.is_some_and(View::is_true)) else {
                    continue;
                };
                let place = Spot {
                    path: path.member(name),
                    span: key.span(),
                    presence: match required.contains(&name) {
                        true => Held::Always,
                        false => Held::Optional,
                    },
                };
                places.push((own, place));
            }
            if let Some((key, items)) = part.entry("items") {
                let place = Spot {
                    path: path.each(),
                    span: key.span(),
                    presence: Held::Unstated,
                };
                places.push((items, place));
            }
        }
        places
    }

    /// A schema and the parts that it is made of (`allOf`).
    fn parts(&self, schema: View<'t>, deep: usize, all: &mut Vec<View<'t>>) {
        if all.len() >= MOST_PARTS {
            return;
        }
        all.push(schema);
        let Some(deep) = deep.checked_sub(1) else {
            return;
        };
        let parts = schema
            .get("allOf")
            .into_iter()
            .flat_map(View::items)
            .take(MOST_PARTS);
        for part in parts.filter_map(|part| self.document.resolve(part).ok()) {
            self.parts(part, deep, all);
        }
    }
}

/// A place in content that a schema describes.
struct Spot {
    path: MemberPath,
    span: Span,
    presence: Held,
}

/// Adds what a schema itself says of a value.
fn say(schema: View<'_>, member: &mut Member) {
    let words = samples::type_of(schema).unwrap_or_default();
    let words = words.split(" or ").filter(|word| !word.is_empty());
    for word in words {
        let kind = match word {
            "object" => JsonKind::Object,
            "array" => JsonKind::List,
            "string" => JsonKind::Text,
            "number" => JsonKind::Number,
            "integer" => JsonKind::Integer,
            "boolean" => JsonKind::Boolean,
            "null" => {
                member.null = Null::Allowed;
                continue;
            }
            _ => continue,
        };
        if !member.kinds.contains(&kind) {
            member.kinds.push(kind);
        }
    }
    let is_nullable = |key: &str| schema.get(key).is_some_and(View::is_true);
    if is_nullable("nullable") || is_nullable("x-nullable") {
        member.null = Null::Allowed;
    }
    if let Some(list) = schema.get("enum") {
        let values: Vec<View<'_>> = list.items().take(MOST_PARTS + 1).collect();
        let texts: Vec<String> = values
            .iter()
            .filter_map(|value| value.text())
            .map(str::to_owned)
            .collect();
        if texts.len() < values.len() {
            member.null = Null::Allowed;
        }
        if texts.len() <= MOST_PARTS {
            member.values = texts;
        }
    }
    let format = schema.get("format").and_then(View::text);
    let format = format.filter(|_| member.kinds == [JsonKind::Text]);
    member.format = member.format.or(match format {
        Some("date-time") => Some(Format::DateTime),
        Some("date") => Some(Format::Date),
        Some("uuid") => Some(Format::Uuid),
        Some("uri" | "url") => Some(Format::Uri),
        Some(_) | None => None,
    });
}
