//! Request bodies, with the examples of them that the document gives.

use super::operations::Found;
use super::parameters::{Given, placeholder};
use super::{Reader, samples};
use crate::protocol::HeaderName;
use crate::protocol::encoding::{Part, Value};
use crate::read::{BlankLine, Claim, ExampleClaim, Facts, FindingCode, Message, RequestLine, Text};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::{Presence, RequestBody};
use crate::text::page::Span;
use crate::text::tree::View;

/// The most examples of one request body.
const MOST_EXAMPLES: usize = 20;

/// A request body as it is documented.
struct Body<'t> {
    /// Where it is.
    span: Span,
    /// What its content is, and where that is said; none where it is not.
    media_type: Option<(&'t str, Span)>,
    /// Its schema, references followed.
    schema: Option<View<'t>>,
    is_required: bool,
    /// What examples stand beside the schema: a name, where several have one, and the value.
    examples: Vec<(Option<String>, View<'t>)>,
}

impl<'t> Reader<'t> {
    pub(super) fn request_body(
        &mut self,
        found: Found<'t>,
        parameters: &[Given<'t>],
        line: &RequestLine,
        facts: &mut Facts,
    ) {
        let body = if self.is_swagger {
            self.swagger_body(found, parameters)
        } else {
            self.content(found)
        };
        let Some(body) = body else {
            return self.form(found, parameters, line, facts);
        };
        if matches!(found.method.text(), Some("get" | "head")) {
            self.find(
                FindingCode::ContentWithoutMeaning,
                format!(
                    "a {} request with content has no defined meaning (RFC 9110 §9.3.1)",
                    line.method
                ),
                (body.span, "a body is documented"),
                "document parameters of the query, or another method",
            );
            return;
        }
        let is_json = body
            .media_type
            .is_none_or(|(media_type, _)| media_type.contains("json"));
        let texts = self.examples_of(&body, is_json);
        let kind = if is_json {
            RequestBody::Json
        } else {
            RequestBody::Other
        };
        let said = body.media_type.map_or(body.span, |(_, span)| span);
        if body.is_required || !texts.is_empty() {
            facts.request_body.push((kind, said));
        }
        for (name, text) in texts {
            let media_type = body.media_type.unwrap_or(("application/json", said));
            facts
                .examples
                .push(example(line, name, text, media_type, facts));
        }
        if let Some(schema) = body.schema.filter(|_| is_json) {
            self.properties(schema, facts);
        }
    }

    /// The body of OpenAPI 3: of several media types that of JSON, else the first.
    fn content(&mut self, found: Found<'t>) -> Option<Body<'t>> {
        let (key, body) = found.operation.entry("requestBody")?;
        let body = self.resolved(body)?;
        let types = body.get("content")?.entries();
        let is_json = |key: &View<'_>| key.text().is_some_and(|text| text.contains("json"));
        let (media_type, media) = types
            .iter()
            .find(|(key, _)| is_json(key))
            .or(types.first())?;
        let mut examples = Vec::new();
        if let Some(value) = media.get("example") {
            examples.push((None, value));
        }
        let named = media.get("examples").map(View::entries).unwrap_or_default();
        for (name, example) in named.into_iter().take(MOST_EXAMPLES) {
            let example = self.resolved(example);
            if let Some(value) = example.and_then(|example| example.get("value")) {
                examples.push((name.text().map(str::to_owned), value));
            }
        }
        let text = media_type.text()?;
        Some(Body {
            span: key.span(),
            media_type: Some((
                text.split(';').next().unwrap_or_default().trim(),
                media_type.span(),
            )),
            schema: media.get("schema").and_then(|schema| self.resolved(schema)),
            is_required: body.get("required").is_some_and(View::is_true),
            examples,
        })
    }

    /// The body of Swagger 2.0: a parameter.
    fn swagger_body(&self, found: Found<'t>, parameters: &[Given<'t>]) -> Option<Body<'t>> {
        let given = parameters.iter().find(|given| given.place == "body")?;
        Some(Body {
            span: given.span,
            media_type: self.consumed(found),
            schema: given.schema,
            is_required: given.is_required(),
            examples: samples::stated(given.node)
                .map(|value| (None, value))
                .into_iter()
                .collect(),
        })
    }

    /// The media type that a Swagger 2.0 operation takes: of several that of JSON, else the first.
    fn consumed(&self, found: Found<'t>) -> Option<(&'t str, Span)> {
        let own = found.operation.get("consumes");
        let list = own.or_else(|| self.root.get("consumes"))?;
        let types: Vec<View<'t>> = list.items().take(50).collect();
        let is_json = |one: &&View<'_>| one.text().is_some_and(|text| text.contains("json"));
        let one = types.iter().find(is_json).or(types.first())?;
        let text = one.text()?.split(';').next().unwrap_or_default().trim();
        Some((text, one.span()))
    }

    /// What is sent as examples: those that stand beside the schema, else what the schema's values make.
    fn examples_of(&self, body: &Body<'t>, is_json: bool) -> Vec<(Option<String>, (String, Span))> {
        let mut texts = Vec::new();
        for (name, value) in &body.examples {
            let text = if is_json {
                json_of(*value, body.schema)
            } else {
                value.text().map(str::to_owned)
            };
            texts.extend(
                text.filter(|text| !text.trim().is_empty())
                    .map(|text| (name.clone(), (text, value.span()))),
            );
        }
        let schema = body.schema.filter(|_| texts.is_empty() && is_json);
        if let Some(schema) = schema
            && let Some(text) = samples::json(self.document, schema)
        {
            texts.push((None, (text, schema.span())));
        }
        texts
    }

    /// The fields of a form, which Swagger 2.0 has as parameters.
    fn form(
        &mut self,
        found: Found<'t>,
        parameters: &[Given<'t>],
        line: &RequestLine,
        facts: &mut Facts,
    ) {
        let fields: Vec<&Given<'t>> = parameters
            .iter()
            .filter(|given| given.place == "formData")
            .collect();
        let Some(first) = fields.first() else {
            return;
        };
        for given in &fields {
            let mut parameter = Parameter::named(given.name.to_owned(), ParameterPlace::Body);
            parameter.presence = given.presence.0;
            parameter.kind = given.schema.and_then(samples::type_of);
            facts.parameters.push(Claim {
                value: parameter,
                span: given.span,
            });
        }
        let required = || fields.iter().filter(|given| given.is_required());
        if required().next().is_none() {
            return;
        }
        facts.request_body.push((RequestBody::Other, first.span));
        let media_type = self.consumed(found);
        let is_encoded =
            media_type.is_none_or(|(media_type, _)| media_type.ends_with("urlencoded"));
        let pairs: Option<Vec<String>> = required()
            .map(|given| {
                let value = samples::stated(given.node).or_else(|| samples::of_schema(given.node));
                let text = value.and_then(View::text)?;
                let written = |text: &str| Value::raw(text).within(Part::Query);
                Some(format!("{}={}", written(given.name), written(text)))
            })
            .collect();
        if let Some(pairs) = pairs.filter(|_| is_encoded) {
            let media_type =
                media_type.unwrap_or(("application/x-www-form-urlencoded", first.span));
            facts.examples.push(example(
                line,
                None,
                (pairs.join("&"), first.span),
                media_type,
                facts,
            ));
        }
    }

    /// The properties of a body that is an object.
    fn properties(&mut self, schema: View<'t>, facts: &mut Facts) {
        let properties = samples::properties(self.document, schema);
        if !self.spend(properties.len()) {
            return;
        }
        for property in properties {
            let resolved = self.document.resolve(property.schema).ok();
            let presence = if property.is_required {
                Presence::Required
            } else {
                Presence::Optional
            };
            facts.parameters.push(Claim {
                value: Parameter {
                    kind: resolved.and_then(samples::type_of),
                    presence,
                    allowed: resolved.map(samples::allowed_by).unwrap_or_default(),
                    ..Parameter::named(property.name.to_owned(), ParameterPlace::Body)
                },
                span: property.span,
            });
        }
    }
}

/// An example as JSON: a text that is JSON already is meant as what it says, unless the schema asks for a
/// text.
fn json_of(value: View<'_>, schema: Option<View<'_>>) -> Option<String> {
    let is_text = schema
        .and_then(samples::type_of)
        .is_some_and(|kind| kind == "string");
    let is_json = |text: &&str| {
        text.trim_start().starts_with(['{', '['])
            && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    };
    match value.text().filter(|_| !is_text).filter(is_json) {
        Some(text) => Some(text.to_owned()),
        None => value.to_json(),
    }
}

/// An example request: with the headers that the operation requires, which an example of content leaves
/// out.
fn example(
    line: &RequestLine,
    name: Option<String>,
    (text, span): (String, Span),
    (media_type, media_span): (&str, Span),
    facts: &Facts,
) -> ExampleClaim {
    let mut headers = vec![(HeaderName::CONTENT_TYPE, media_type.to_owned(), media_span)];
    for claim in &facts.headers {
        let is_required = claim
            .presence
            .is_some_and(|(presence, _)| presence == Presence::Required);
        let is_token = claim
            .value
            .as_ref()
            .is_some_and(|value| value.contains("{token}"));
        if is_required && !is_token {
            let value = claim
                .value
                .clone()
                .unwrap_or_else(|| placeholder(&claim.name.lower()));
            headers.push((claim.name.clone(), value, claim.name_span));
        }
    }
    ExampleClaim {
        name,
        is_tested: false,
        line: line.clone(),
        span,
        request: Message {
            headers,
            body: Some(Text { text, span }),
            blank_line: BlankLine::NotNeeded,
        },
        responses: Vec::new(),
    }
}
