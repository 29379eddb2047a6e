//! Parameters: of the path, the query, headers and cookies.

use super::operations::shown;
use super::{Reader, samples};
use crate::protocol::HeaderName;
use crate::protocol::encoding::{Part, Value};
use crate::protocol::template::{Piece, pieces};
use crate::read::allowed::selects;
use crate::read::{Claim, Facts, FindingCode, HeaderClaim, HeaderPlace};
use crate::table::Presence;
use crate::table::allowed::Allowed;
use crate::table::described::{Parameter, ParameterPlace};
use crate::text::page::Span;
use crate::text::tree::View;

/// A parameter where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'t> {
    /// Its name.
    pub name: &'t str,
    /// Where that stands.
    pub span: Span,
    /// Where it is sent: the word of `in`.
    pub place: &'t str,
    /// All that is said of it.
    pub node: View<'t>,
    /// What its value is.
    pub schema: Option<View<'t>>,
    /// Whether it must be sent, and where that is said.
    pub presence: (Presence, Span),
}

impl Given<'_> {
    pub(super) fn is_required(&self) -> bool {
        self.presence.0 == Presence::Required
    }

    /// What its schema and its description say of its values.
    fn allowed(&self, place: ParameterPlace) -> Allowed {
        let words = self.node.get("description").and_then(View::text);
        let is_asked = place == ParameterPlace::Query;
        Allowed {
            selects: is_asked && words.is_some_and(selects),
            ..self.schema.map(samples::allowed_by).unwrap_or_default()
        }
    }
}

/// Header parameters that say nothing: other parts of an operation describe these fields.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'t> Reader<'t> {
    /// The parameters of an operation, with those of its path item that it does not override.
    pub(super) fn parameters(&mut self, item: View<'t>, operation: View<'t>) -> Vec<Given<'t>> {
        let mut all: Vec<Given<'t>> = Vec::new();
        for holder in [operation, item] {
            let list: Vec<View<'t>> = holder
                .get("parameters")
                .into_iter()
                .flat_map(View::items)
                .collect();
            if !self.spend(list.len()) {
                return all;
            }
            for node in list {
                if all.len() >= MOST_PARAMETERS {
                    return all;
                }
                let Some(given) = self.given(node) else {
                    continue;
                };
                // A few parameters each: no index is needed, and a longer list is cut.
                let is_known =
                    |other: &Given<'_>| (other.name, other.place) == (given.name, given.place);
                if !all.iter().any(is_known) {
                    all.push(given);
                }
            }
        }
        all
    }

    fn given(&mut self, node: View<'t>) -> Option<Given<'t>> {
        let node = self.resolved(node)?;
        let name = node.get("name")?;
        let schema = if self.is_swagger {
            Some(node.get("schema").unwrap_or(node))
        } else {
            let of_content = || {
                let (_, media) = node.get("content")?.entries().into_iter().next()?;
                media.get("schema")
            };
            node.get("schema").or_else(of_content)
        };
        let schema = schema.and_then(|schema| self.resolved(schema));
        let required = node.get("required");
        let place = node.get("in")?.text()?;
        let is_required = place == "path" || required.is_some_and(View::is_true);
        let presence = if is_required {
            Presence::Required
        } else {
            Presence::Optional
        };
        Some(Given {
            name: name.text()?,
            span: name.span(),
            place,
            node,
            schema,
            presence: (presence, required.unwrap_or(name).span()),
        })
    }

    /// Makes facts of parameters; those of the query that must be sent, each as it is written there.
    pub(super) fn take_parameters(
        &self,
        parameters: &[Given<'t>],
        facts: &mut Facts,
    ) -> Vec<String> {
        let mut queries = Vec::new();
        let mut cookies = Vec::new();
        for given in parameters {
            let place = match given.place {
                "path" => ParameterPlace::Path,
                "query" => ParameterPlace::Query,
                "cookie" => ParameterPlace::Cookie,
                "header" => {
                    facts.headers.extend(self.header(given));
                    continue;
                }
                _ => continue,
            };
            match place {
                ParameterPlace::Query if given.is_required() => queries.extend(self.query(given)),
                ParameterPlace::Cookie if given.is_required() => cookies.push(given),
                ParameterPlace::Path
                | ParameterPlace::Query
                | ParameterPlace::Cookie
                | ParameterPlace::Body => {}
            }
            facts.parameters.push(Claim {
                value: Parameter {
                    kind: given.schema.and_then(samples::type_of),
                    presence: given.presence.0,
                    allowed: given.allowed(place),
                    ..Parameter::named(given.name.to_owned(), place)
                },
                span: given.span,
            });
        }
        facts.headers.extend(self.cookie_header(&cookies));
        queries
    }

    fn header(&self, given: &Given<'t>) -> Option<HeaderClaim> {
        let name = HeaderName::new(given.name).ok()?;
        if IGNORED_HEADERS.iter().any(|ignored| name.is(ignored)) {
            return None;
        }
        let sample = self.sample(given).filter(|value| is_plain(value));
        Some(HeaderClaim {
            presence: Some(given.presence),
            value: sample,
            ..HeaderClaim::named(name, given.span, HeaderPlace::Table)
        })
    }

    /// The cookies that must be sent, as the one field that carries them (RFC 6265 §4.2).
    fn cookie_header(&self, cookies: &[&Given<'t>]) -> Option<HeaderClaim> {
        let first = cookies.first()?;
        let pair = |given: &&Given<'t>| {
            let sample = self.sample(given).filter(|value| is_plain(value));
            format!(
                "{}={}",
                given.name,
                sample.unwrap_or_else(|| placeholder(given.name))
            )
        };
        let pairs: Vec<String> = cookies.iter().map(pair).collect();
        Some(HeaderClaim {
            presence: Some(first.presence),
            value: Some(pairs.join("; ")),
            ..HeaderClaim::named(
                HeaderName::new("Cookie").ok()?,
                first.span,
                HeaderPlace::Table,
            )
        })
    }

    /// A parameter of the query as it is written there: with the value that the document gives, else with
    /// a placeholder of its name.
    fn query(&self, given: &Given<'t>) -> Vec<String> {
        let name = Value::raw(given.name).within(Part::Query);
        let values = self.samples(given).filter(|values| !values.is_empty());
        let Some(values) = values else {
            return vec![format!("{name}={}", placeholder(given.name))];
        };
        let values = values
            .iter()
            .map(|value| Value::raw(value.as_str()).within(Part::Query));
        match separator(given) {
            None => values.map(|value| format!("{name}={value}")).collect(),
            Some(separator) => {
                let values: Vec<String> = values.collect();
                vec![format!("{name}={}", values.join(separator))]
            }
        }
    }

    /// The value of a parameter that the document gives, where it is a single one.
    fn sample(&self, given: &Given<'t>) -> Option<String> {
        match self.samples(given)?.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    fn samples(&self, given: &Given<'t>) -> Option<Vec<String>> {
        let own = samples::stated(given.node);
        let value = own.or_else(|| {
            let schema = given.schema?;
            samples::of_schema(schema).or_else(|| {
                let items = self.document.resolve(schema.get("items")?).ok()?;
                samples::of_schema(items)
            })
        });
        samples::scalars(value?)
    }

    /// Names of the template that no parameter has, and parameters that the template lacks.
    pub(super) fn hold_template(&mut self, path: View<'t>, parameters: &[Given<'t>]) {
        let text = path.text().unwrap_or_default();
        let pieces = pieces(text);
        let in_path = || parameters.iter().filter(|given| given.place == "path");
        for piece in &pieces {
            let Piece::Placeholder(name) = piece else {
                continue;
            };
            let bare = name.trim_matches(['+', '*']);
            if !in_path().any(|given| given.name == *name || given.name == bare) {
                self.find(
                    FindingCode::PathParameterUndeclared,
                    format!(
                        "`{{{}}}` of the path is no parameter of the operation",
                        shown(name)
                    ),
                    (path.span(), "which values may stand here?"),
                    "add a parameter of that name with `in: path`",
                );
            }
        }
        let is_named = |given: &Given<'_>| {
            let mut names = pieces.iter();
            names.any(|piece| matches!(piece, Piece::Placeholder(name) if name.trim_matches(['+', '*']) == given.name))
        };
        let missing: Vec<&Given<'t>> = in_path().filter(|given| !is_named(given)).collect();
        for given in missing {
            self.find(
                FindingCode::PathParameterNotInPath,
                format!(
                    "the path parameter `{}` has no place in `{}`",
                    shown(given.name),
                    shown(text)
                ),
                (given.span, "in the path, it says"),
                "write its name in braces into the path, or take the parameter out",
            );
        }
    }
}

/// The most parameters of one operation.
const MOST_PARAMETERS: usize = 200;

/// A placeholder of a name, without what would end it.
pub(super) fn placeholder(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '{' | '}') && !c.is_control())
        .collect();
    format!("{{{plain}}}")
}

/// Whether a value can stand in a template as itself.
fn is_plain(value: &str) -> bool {
    !value.is_empty() && !value.contains(['{', '}']) && !value.chars().any(char::is_control)
}

/// What stands between the members of a list; none where each has the name before it.
fn separator(given: &Given<'_>) -> Option<&'static str> {
    let text = |key: &str| given.node.get(key).and_then(View::text);
    if let Some(format) = text("collectionFormat") {
        return match format {
            "multi" => None,
            "ssv" => Some("%20"),
            "tsv" => Some("%09"),
            "pipes" => Some("%7C"),
            _ => Some(","),
        };
    }
    let explodes = given.node.get("explode").map(View::is_true);
    match text("style") {
        Some("spaceDelimited") if explodes != Some(true) => Some("%20"),
        Some("pipeDelimited") if explodes != Some(true) => Some("%7C"),
        _ if explodes == Some(false) => Some(","),
        // Without either, a list of Swagger 2.0 has commas, one of OpenAPI 3 has pairs.
        _ if given.node.get("schema").is_none() && given.node.get("content").is_none() => Some(","),
        _ => None,
    }
}
