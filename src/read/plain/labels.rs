//! Names of fields, attributes and rows that say that their value is a method or a path.

use super::target::{self, Spelled};
use crate::text::document::{Attribute, Prose};
use crate::text::page::Span;

/// The method and the path that attributes give, or one attribute and the words inside.
pub(super) fn of_attributes(
    attributes: &[Attribute],
    inside: Option<&Prose>,
) -> Option<(Spelled, (Span, Span))> {
    let mut verb = None;
    let mut path = None;
    for attribute in attributes {
        let value = attribute.value.text.trim();
        let says_request = matches!(
            attribute.name.to_lowercase().as_str(),
            "api" | "openapi" | "endpoint" | "request" | "route" | "operation" | "path" | "url"
        );
        if let Some(spelled) = target::request(value).filter(|_| says_request) {
            let place = attribute.value.whole();
            return Some((spelled, (place, place)));
        }
        let is_tag = attribute.name == "tag" && target::method(value, false).is_some();
        let is_verb = is_tag || label(&attribute.name) == Some(Label::Method);
        // One of the words of a class, as of `endpoint post`.
        let is_class = matches!(attribute.name.as_str(), "class" | "className");
        let mut classes = value.split_whitespace().filter(|_| is_class);
        let class = classes.find_map(|word| target::method(word, true));
        if let Some(method) = class {
            verb = Some((method, attribute.value.whole()));
        } else if let Some(method) = target::method(value, true).filter(|_| is_verb) {
            verb = Some((method, attribute.value.whole()));
        } else if label(&attribute.name) == Some(Label::Path) || value.starts_with('/') {
            let target = target::target_at(value, 0);
            path = path.or(target.map(|target| (target, attribute.value.whole())));
        }
    }
    if let (Some((method, _)), Some(inside)) = (&verb, inside) {
        // The words may repeat the method.
        if let Some(mut spelled) = target::request(inside.text.trim()) {
            spelled.methods = vec![(method.clone(), 0..0)];
            return Some((spelled, (inside.whole(), inside.whole())));
        }
    }
    let inside = inside.filter(|inside| !inside.is_empty());
    let text = inside.map(|inside| inside.text.trim()).unwrap_or_default();
    if path.is_none() {
        let target = target::target_at(text, 0);
        path = target.zip(inside.map(Prose::whole));
    }
    let (mut spelled, place) = path?;
    let (method, verb) = verb?;
    spelled.methods = vec![(method, 0..0)];
    Some((spelled, (verb, place)))
}

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// The method.
    Method,
    /// The path.
    Path,
}

/// What a short name of a field, an attribute or a row says that its value is.
pub(super) fn label(name: &str) -> Option<Label> {
    let name: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    // `Supported request methods`, `Allowed HTTP verbs`.
    let verbs = ["methods", "method", "verbs", "verb"];
    if let Some(mut rest) = verbs.iter().find_map(|verb| name.strip_suffix(verb)) {
        let known = [
            "supported",
            "allowed",
            "accepted",
            "available",
            "http",
            "request",
            "rest",
        ];
        while let Some(word) = known.iter().find(|word| rest.starts_with(**word)) {
            rest = &rest[word.len()..];
        }
        if rest.is_empty() {
            return Some(Label::Method);
        }
    }
    match name.as_str() {
        "请求方式" | "请求方法" | "type" | "requesttype" | "httprequesttype" | "httprequest" => {
            Some(Label::Method)
        }
        "path" | "url" | "uri" | "endpoint" | "route" | "resource" | "requesturl"
        | "requestpath" | "requesturi" | "syntax" | "请求地址" | "请求路径" | "接口地址"
        | "fullurl" | "apiurl" | "apipath" | "apiendpoint" | "resourceurl" | "resourcepath"
        | "urlpath" | "endpointurl" | "href" => Some(Label::Path),
        _ => None,
    }
}
