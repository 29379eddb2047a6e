//! What is sent: planned with placeholders, and filled for one target.
//!
//! Planning knows nothing of targets; filling takes its values from [`Bindings`].

use crate::protocol::content::Content;
use crate::protocol::encoding::{self, Part, Value};
use crate::protocol::masked::Masked;
use crate::protocol::secret::Secret;
use crate::protocol::target::RequestTarget;
use crate::protocol::template::{Piece, Slot, pieces};
use crate::protocol::{HeaderName, Method};

pub(crate) use crate::protocol::bindings::Bindings;
pub(crate) use crate::protocol::template::TOKEN;

/// How field names are spelled on the wire; an ordinary client knows lower case only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `content-type`.
    Lower,
    /// `CONTENT-TYPE`.
    Upper,
    /// As the page writes each.
    AsDocumented,
}

impl Spelling {
    /// Spells a field's name so.
    pub(crate) fn apply(self, name: &mut str) {
        match self {
            Self::Lower => name.make_ascii_lowercase(),
            Self::Upper => name.make_ascii_uppercase(),
            Self::AsDocumented => {}
        }
    }

    /// A field's name, spelled so.
    #[must_use]
    pub(crate) fn of(self, name: &str) -> String {
        match self {
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::AsDocumented => name.to_owned(),
        }
    }
}

/// Who says how long the content is; an ordinary client leaves us no choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// The client: Content-Length is the content's length.
    Computed,
    /// The plan's own fields, true or not.
    AsWritten,
}

/// A request with placeholders still in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestPlan {
    /// The method.
    pub method: Method,
    /// The path template below the target's base.
    pub path: RequestTarget,
    /// Fields in order; values may hold `{placeholders}`. The Content-Type that the content brings
    /// is not among them.
    pub headers: Vec<(HeaderName, String)>,
    /// The content.
    pub content: Option<Content>,
    /// How field names are spelled.
    pub spelling: Spelling,
    /// Who says how long the content is.
    pub framing: Framing,
    /// Whether an Accept is missing on purpose; otherwise a client says that it takes anything.
    pub omits_accept: bool,
    /// Whose values go before those that are for all, the most particular first: a step's, an operation's.
    pub scopes: Vec<String>,
}

/// A request ready to be sent below a base URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// The method.
    pub method: Method,
    /// The path and query below the base, percent-encoded where a value needed it.
    pub path: Masked,
    /// Fields in order.
    pub headers: Vec<(HeaderName, Masked)>,
    /// The content.
    pub content: Option<Vec<u8>>,
    /// How field names are spelled.
    pub spelling: Spelling,
    /// Who says how long the content is.
    pub framing: Framing,
    /// Whether an Accept is missing on purpose; otherwise a client says that it takes anything.
    pub omits_accept: bool,
}

/// Placeholders without a value, by the names that would have filled them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no value for {}", .0.iter().map(|n| format!("{{{n}}}")).collect::<Vec<_>>().join(", "))]
pub(crate) struct Missing(pub Vec<String>);

/// The field that states a content's own media type.
static CONTENT_TYPE: HeaderName = HeaderName::CONTENT_TYPE;

impl RequestPlan {
    /// The operation that it is of, where it is of one.
    #[must_use]
    pub(crate) fn operation(&self) -> Option<&str> {
        self.scopes.last().map(String::as_str)
    }

    /// Every field in order: the plan's own, then the Content-Type that the content brings where
    /// none of them states one.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&HeaderName, &str)> {
        let own = self.headers.iter();
        let is_stated = own.clone().any(|(name, _)| *name == CONTENT_TYPE);
        let brought = match &self.content {
            Some(Content::Template(template)) if !is_stated => template.media_type.as_deref(),
            Some(Content::Template(_) | Content::Bytes(_)) | None => None,
        };
        own.map(|(name, value)| (name, value.as_str()))
            .chain(brought.map(|media_type| (&CONTENT_TYPE, media_type)))
    }

    /// Makes the Content-Type that the content brings a field of the plan, before others that
    /// follow it.
    pub(crate) fn state_media_type(&mut self) {
        let fields = self.fields();
        let fields = fields.map(|(name, value)| (name.clone(), value.to_owned()));
        self.headers = fields.collect();
    }

    /// Leaves out a field, also the one that the content brings.
    pub(crate) fn leave_out(&mut self, name: &HeaderName) {
        self.headers.retain(|(other, _)| other != name);
        if *name == CONTENT_TYPE
            && let Some(Content::Template(template)) = &mut self.content
        {
            template.media_type = None;
        }
    }

    /// Leaves out the content and the field that says what it is.
    pub(crate) fn leave_out_content(&mut self) {
        self.content = None;
        self.leave_out(&CONTENT_TYPE);
    }

    /// The names of the values that the content takes where there are any: what has none stays
    /// there as it is written. A credential is never put into content.
    #[must_use]
    pub(crate) fn content_variables(&self) -> Vec<String> {
        let Some(Content::Template(template)) = &self.content else {
            return Vec::new();
        };
        let of_path = self.path.placeholders();
        let is_own = |name: &str| template.own.iter().any(|own| own == name);
        let names = template.placeholders();
        let names = names.filter(|name| *name != TOKEN && !is_own(name));
        let mut variables: Vec<String> = names.map(|name| format!("body.{name}")).collect();
        // In `/body/{id}` the name is the path's.
        variables.retain(|name| !of_path.iter().any(|(_, qualified)| qualified == name));
        variables
    }

    /// Whether a text of JSON that is sent is nothing but this placeholder.
    #[must_use]
    pub(crate) fn has_text(&self, name: &str) -> bool {
        let Some(Content::Template(template)) = &self.content else {
            return false;
        };
        template.is_json() && template.text.contains(&format!("\"{{{name}}}\""))
    }

    /// Every placeholder with the names that may fill it, the most particular first.
    #[must_use]
    pub(crate) fn placeholders(&self) -> Vec<Vec<String>> {
        let mut found = self.placeholders_of_head();
        if let Some(Content::Template(template)) = &self.content {
            found.extend(template.own.iter().map(|name| vec![name.clone()]));
        }
        found.dedup();
        found
    }

    /// Those of the target and the fields.
    #[must_use]
    pub(crate) fn placeholders_of_head(&self) -> Vec<Vec<String>> {
        let mut found: Vec<Vec<String>> = self.path.places().map(|place| place.names()).collect();
        for (_, value) in self.fields() {
            for piece in pieces(value) {
                if let Piece::Placeholder(name) = piece {
                    found.push(vec![name.to_owned()]);
                }
            }
        }
        found.dedup();
        found
    }

    /// The same request with one placeholder already filled, by a raw value.
    #[must_use]
    pub(crate) fn with(&self, variable: &str, value: &str) -> Self {
        let mut plan = self.clone();
        let placeholder = format!("{{{variable}}}");
        plan.state_media_type();
        for (_, text) in &mut plan.headers {
            *text = text.replace(&placeholder, value);
        }
        let value = Value::raw(value);
        let mut path = String::new();
        for slot in self.path.slots() {
            match slot {
                Slot::Literal(text) => path.push_str(text),
                Slot::Value(place) if place.is_called(variable) => {
                    path.push_str(&value.within(place.part));
                }
                Slot::Value(place) => path.push_str(&format!("{{{}}}", place.written)),
            }
        }
        if let Ok(path) = RequestTarget::new(&path) {
            plan.path = path;
        }
        plan
    }

    /// Fills every placeholder.
    ///
    /// # Errors
    /// When a placeholder has no value; all of them are named, each by its most particular name.
    pub(crate) fn fill(&self, bindings: &Bindings) -> Result<Request, Missing> {
        let mut missing = Vec::new();
        let path = self.fill_path(bindings, &mut missing);
        let headers = self
            .fields()
            .map(|(name, value)| {
                let filled = self.fill_value((name, value), bindings, &mut missing);
                (name.clone(), filled)
            })
            .collect();
        missing.extend(self.missing_in_content(bindings));
        if !missing.is_empty() {
            missing.dedup();
            return Err(Missing(missing));
        }
        Ok(Request {
            method: self.method.clone(),
            path,
            headers,
            content: self.fill_content(bindings),
            spelling: self.spelling,
            framing: self.framing,
            omits_accept: self.omits_accept,
        })
    }

    /// What a user's file put into the content, and has no value.
    fn missing_in_content(&self, bindings: &Bindings) -> Vec<String> {
        let Some(Content::Template(template)) = &self.content else {
            return Vec::new();
        };
        let is_missing = |name: &&String| bindings.value(&self.scopes, &[name]).is_none();
        template.own.iter().filter(is_missing).cloned().collect()
    }

    /// The content with the values that there are.
    pub(super) fn fill_content(&self, bindings: &Bindings) -> Option<Vec<u8>> {
        let template = match self.content.as_ref()? {
            Content::Bytes(bytes) => return Some(bytes.clone()),
            Content::Template(template) => template,
        };
        let variables = self.content_variables();
        Some(template.fill(|name| {
            if template.own.iter().any(|own| own == name) {
                return Some(bindings.value(&self.scopes, &[name])?.text.as_str());
            }
            let variable = format!("body.{name}");
            let value = bindings.value(&self.scopes, &[&variable])?;
            variables.contains(&variable).then_some(value.text.as_str())
        }))
    }

    fn fill_path(&self, bindings: &Bindings, missing: &mut Vec<String>) -> Masked {
        let mut path = Masked::default();
        // What the query of a place that the service gave begins with.
        let mut given: Option<&str> = None;
        for slot in self.path.slots() {
            let place = match slot {
                Slot::Literal("?") => {
                    path.push("?");
                    if let Some(query) = given.take() {
                        path.push(query);
                        path.push("&");
                    }
                    continue;
                }
                Slot::Literal(text) => {
                    path.push(&encoding::literal(text));
                    continue;
                }
                Slot::Value(place) => place,
            };
            if place.is_credential() {
                match &bindings.token {
                    Some(token) => path.push_secret(token.within(place.part)),
                    None => missing.push(TOKEN.to_owned()),
                }
            } else {
                let names = [place.qualified.as_str(), place.name];
                let value = bindings.value(&self.scopes, &names);
                match (value, value.and_then(Value::as_link)) {
                    (_, Some((link, query))) if place.part != Part::Query => {
                        path = Masked::default();
                        path.push(link);
                        given = query;
                    }
                    (Some(value), _) => path.push(&value.within(place.part)),
                    (None, _) => missing.push(place.qualified),
                }
            }
        }
        if let Some(query) = given {
            path.push("?");
            path.push(query);
        }
        path
    }

    /// Fills a field's value; what a user's file makes of a credential is one.
    fn fill_value(
        &self,
        (name, template): (&HeaderName, &str),
        bindings: &Bindings,
        missing: &mut Vec<String>,
    ) -> Masked {
        let is_secret = name.is_credential();
        let mut text = Masked::default();
        for piece in pieces(template) {
            match piece {
                Piece::Literal(literal) => text.push(literal),
                Piece::Placeholder(TOKEN) => match &bindings.token {
                    Some(token) => text.push_secret(token.clone()),
                    None => missing.push(TOKEN.to_owned()),
                },
                Piece::Placeholder(name) => match bindings.value(&self.scopes, &[name]) {
                    Some(value) if is_secret => text.push_secret(Secret::new(&value.text)),
                    Some(value) => text.push(&value.text),
                    None => missing.push(name.to_owned()),
                },
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Bindings, Framing, RequestPlan, Spelling};
    use crate::protocol::content::{Content, ContentTemplate};
    use crate::protocol::encoding::Value;
    use crate::protocol::secret::Secret;
    use crate::protocol::target::RequestTarget;
    use crate::protocol::{HeaderName, Method};

    fn plan() -> RequestPlan {
        RequestPlan {
            method: Method::new("POST").unwrap(),
            path: RequestTarget::new("/shelves/{id}/books/{id}/lend").unwrap(),
            headers: vec![
                (
                    HeaderName::new("Authorization").unwrap(),
                    "Bearer {token}".into(),
                ),
                (HeaderName::new("loan-id").unwrap(), "{loan}".into()),
            ],
            content: None,
            spelling: Spelling::Lower,
            framing: Framing::Computed,
            omits_accept: false,
            scopes: vec!["lend".to_owned()],
        }
    }

    #[test]
    fn the_qualified_name_goes_first_and_values_cannot_climb() {
        let mut bindings = Bindings::default();
        for (name, value) in [("id", "a b/../c"), ("books.id", "7"), ("loan", "L1")] {
            bindings.values.insert(name.into(), Value::raw(value));
        }
        bindings.token = Some(Secret::new("sesame-open"));
        let request = plan().fill(&bindings).unwrap();
        assert_eq!(request.path.shown(), "/shelves/a%20b%2F..%2Fc/books/7/lend");
        assert_eq!(request.headers[0].1.shown(), "Bearer (redacted)");
        assert!(!format!("{request:?}").contains("sesame"));
    }

    /// The path of a request for a template, its values given raw but for `encoded`.
    fn path(template: &str, values: &[(&str, Value)]) -> String {
        let mut plan = plan();
        plan.path = RequestTarget::new(template).unwrap();
        plan.headers.clear();
        let values = values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        let bindings = Bindings {
            values: values.collect(),
            ..Bindings::default()
        };
        plan.fill(&bindings).unwrap().path.shown()
    }

    #[test]
    fn a_value_is_written_by_the_rules_of_its_place() {
        let name = |text: &str| [("name", Value::raw(text))];
        assert_eq!(
            path("/items?name={name}", &name("a&admin=true")),
            "/items?name=a%26admin%3Dtrue"
        );
        assert_eq!(
            path("/items/{name}", &name("team/desk")),
            "/items/team%2Fdesk"
        );
        assert_eq!(
            path("/v2/{+name}/tags", &name("library/ubuntu")),
            "/v2/library/ubuntu/tags"
        );
        assert_eq!(
            path("/root:/{name}:/close", &name("a/b c.x")),
            "/root:/a/b%20c.x:/close"
        );
        let encoded = [("items.name", Value::encoded("team%2Fdesk"))];
        assert_eq!(path("/items/{name}", &encoded), "/items/team%2Fdesk");
        let queried = [("from.day", Value::raw("1 May"))];
        assert_eq!(
            path("/view?x=1&from={day}", &queried),
            "/view?x=1&from=1%20May"
        );
    }

    #[test]
    fn a_request_goes_where_the_service_keeps_the_thing() {
        let link = [
            ("name", Value::raw("a/b")),
            ("uuid", Value::link("/v2/a/b/uploads/7?_state=x%3D")),
            ("digest", Value::raw("sha256:9")),
        ];
        for (template, expect) in [
            (
                "/v2/{+name}/uploads/{uuid}",
                "/v2/a/b/uploads/7?_state=x%3D",
            ),
            (
                "/v2/{+name}/uploads/{uuid}/parts?digest={digest}",
                "/v2/a/b/uploads/7/parts?_state=x%3D&digest=sha256:9",
            ),
        ] {
            assert_eq!(path(template, &link), expect);
        }
    }

    #[test]
    fn a_value_of_the_operation_goes_before_one_for_all() {
        let values = [("id", Value::raw("1")), ("lend.id", Value::raw("2"))];
        assert_eq!(path("/shelves/{id}", &values), "/shelves/2");
        let values = [
            ("shelves.id", Value::raw("1")),
            ("lend.id", Value::raw("2")),
        ];
        assert_eq!(path("/shelves/{id}", &values), "/shelves/2");
    }

    #[test]
    fn a_value_filled_ahead_leaves_the_other_placeholders() {
        let mut plan = plan();
        plan.path = RequestTarget::new("/shelves/{id}/{+name}/{loan}").unwrap();
        let filled = plan.with("loan", "L1");
        assert_eq!(filled.path.to_string(), "/shelves/{id}/{+name}/L1");
        assert!(filled.headers.iter().any(|(_, value)| value == "L1"));
    }

    /// The content that comes of a JSON text below a path, with these values.
    fn content(path: &str, text: &str, values: &[(&str, &str)]) -> String {
        let mut plan = plan();
        plan.path = RequestTarget::new(path).unwrap();
        plan.headers.clear();
        plan.content = Some(Content::Template(ContentTemplate::json(text)));
        let raw = |(name, value): &(&str, &str)| ((*name).to_owned(), Value::raw(*value));
        let bindings = Bindings {
            values: values.iter().map(raw).collect(),
            token: Some(Secret::new("sesame-open")),
            ..Bindings::default()
        };
        let request = plan.fill(&bindings).unwrap();
        let [(name, media_type)] = &request.headers[..] else {
            panic!("{:?}", request.headers);
        };
        assert_eq!(
            (name.as_str(), &*media_type.shown()),
            ("content-type", "application/json")
        );
        String::from_utf8(request.content.unwrap()).unwrap()
    }

    #[test]
    fn content_takes_only_the_values_that_are_meant_for_it() {
        let text = r#"{"ticket": "{ticket}", "id": "{id}", "as": "{token}"}"#;
        let values = [("ticket", "T0"), ("id", "7"), ("body.token", "no")];
        assert_eq!(content("/loans/{id}", text, &values), text);
        let values = [("body.ticket", "T1"), ("loans.id", "7")];
        let filled = text.replace("{ticket}", "T1");
        assert_eq!(content("/loans/{id}", text, &values), filled);
        // The name is that of the value in the path.
        assert_eq!(content("/body/{id}", text, &[("body.id", "7")]), text);
    }

    #[test]
    fn the_media_type_is_a_field_of_its_own_unless_one_states_it() {
        let fields = |plan: &RequestPlan| -> Vec<String> {
            let fields = plan.fields();
            fields
                .map(|(name, value)| format!("{name}: {value}"))
                .collect()
        };
        let mut plan = plan();
        plan.headers.remove(0);
        plan.content = Some(Content::Template(ContentTemplate::json("{}")));
        assert_eq!(
            fields(&plan),
            ["loan-id: {loan}", "content-type: application/json"]
        );
        let mut stated = plan.clone();
        let name = HeaderName::new("Content-Type").unwrap();
        stated
            .headers
            .insert(0, (name.clone(), "text/plain".into()));
        assert_eq!(
            fields(&stated),
            ["Content-Type: text/plain", "loan-id: {loan}"]
        );
        stated.leave_out(&name);
        assert_eq!(fields(&stated), ["loan-id: {loan}"]);
        plan.leave_out_content();
        assert_eq!((fields(&plan).len(), plan.content), (1, None));
    }

    #[test]
    fn names_every_placeholder_without_a_value() {
        let missing = plan().fill(&Bindings::default()).unwrap_err();
        assert_eq!(missing.0, ["shelves.id", "books.id", "token", "loan"]);
    }
}
