//! Each kind of row once: the keys of its readings, and its place in an operation.

use vec1::Vec1;

use super::data;
use super::keys::{Keys, Trouble, Written};
use super::rows::{Forms, Rows};
use super::value::without_control;
use crate::protocol::Method;
use crate::protocol::content::{ContentTemplate, media_type};
use crate::protocol::target::{RequestTarget, is_url};
use crate::store::form::FormError;
use crate::table::allowed::Allowed;
use crate::table::described::{Described, ErrorResponse, Parameter, Permission, RefusedIn};
use crate::table::words::Words;
use crate::table::{
    Calls, Content, Effect, Example, ExampleResponse, HeaderRule, Operation, OperationId, Order,
    RequestBody, Response, ResponseBody,
};

/// What rows of one kind say.
pub(super) trait Kind: Words + Sized {
    /// The kind's stored name.
    const NAME: &'static str;

    /// Reads what a reading's keys say.
    fn read(keys: &mut Keys) -> Result<Self, Trouble>;

    /// Writes it, key by key in the stored order.
    fn write(&self, keys: &mut Written);
}

/// Puts an operation together from its rows.
pub(super) fn operation(id: &str, rows: &mut Rows<'_>) -> Result<Operation, FormError> {
    let (method, base, paths) = (rows.once()?, rows.once()?, rows.all()?);
    let (headers, request_body) = (rows.all()?, rows.once()?);
    let (responses, content, examples) = (rows.all()?, rows.once()?, rows.all()?);
    let described = Described {
        parameters: rows.all()?,
        errors: rows.all()?,
        permissions: rows.all()?,
        effect: rows.once()?,
        order: rows.once()?,
    };
    rows.finish()?;
    Ok(Operation {
        id: OperationId(id.to_owned()),
        method: method.ok_or_else(|| rows.missing::<Method>())?,
        base,
        paths: Vec1::try_from_vec(paths)
            .map_err(|_| rows.missing::<Vec<RequestTarget>>())?
            .into_vec(),
        headers,
        request_body,
        responses,
        content,
        examples,
        described,
    })
}

/// An operation's rows as they are stored, in order.
pub(super) fn forms(operation: &Operation) -> Forms<'_> {
    let Operation {
        id,
        method,
        base,
        paths,
        headers,
        request_body,
        responses,
        content,
        examples,
        described:
            Described {
                parameters,
                errors,
                permissions,
                effect,
                order,
            },
    } = operation;
    Forms::of(&id.0)
        .add([method])
        .add(base)
        .add(paths)
        .add(headers)
        .add(request_body)
        .add(responses)
        .add(content)
        .add(examples)
        .add(parameters)
        .add(errors)
        .add(permissions)
        .add(effect)
        .add(order)
}

impl Kind for Method {
    const NAME: &'static str = "method";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        keys.needed("method")
    }

    fn write(&self, keys: &mut Written) {
        keys.set("method", self);
    }
}

impl Kind for String {
    const NAME: &'static str = "base";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        let base: Self = keys.needed("base")?;
        if is_url(&base) {
            return Ok(base);
        }
        let message = format!("expected a base such as `https://host/v1.0`, but found `{base}`");
        Err(keys.wrong("base", message))
    }

    fn write(&self, keys: &mut Written) {
        keys.set("base", self);
    }
}

impl Kind for Vec<RequestTarget> {
    const NAME: &'static str = "path";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        keys.needed("paths")
    }

    fn write(&self, keys: &mut Written) {
        keys.set("paths", self);
    }
}

impl Kind for HeaderRule {
    const NAME: &'static str = "header";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        let rule = Self {
            name: keys.needed("name")?,
            presence: keys.needed("presence")?,
            value: keys.optional("value")?,
            condition: keys.optional("condition")?,
        };
        let value = rule.value.as_deref().unwrap_or_default();
        without_control(rule.name.as_str(), value).map_err(|m| keys.wrong("value", m))?;
        Ok(rule)
    }

    fn write(&self, keys: &mut Written) {
        keys.set("name", &self.name);
        keys.set("presence", &self.presence);
        keys.set_some("value", self.value.as_ref());
        keys.set_some("condition", self.condition.as_ref());
    }
}

impl Kind for RequestBody {
    const NAME: &'static str = "request-body";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        keys.needed("body")
    }

    fn write(&self, keys: &mut Written) {
        keys.set("body", self);
    }
}

impl Kind for Response {
    const NAME: &'static str = "response";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        let content_type: Option<String> = keys.optional("content-type")?;
        let response = Self {
            status: keys.needed("status")?,
            body: keys.needed("body")?,
            content_type: content_type.as_deref().map(media_type),
            resource: keys.optional("resource")?,
            shape: keys.optional("shape")?,
            data: keys.optional("data")?.map(data::named),
            headers: keys.list("headers")?,
            forbidden: keys.list("http-forbids")?,
            when: keys.optional("when")?,
            calls: keys.optional("calls")?.unwrap_or(Calls::All),
        };
        if response.status.forbids_content() && response.body == ResponseBody::Content {
            let message = format!("HTTP forbids content in a {}", response.status);
            return Err(keys.wrong("body", message));
        }
        Ok(response)
    }

    fn write(&self, keys: &mut Written) {
        keys.set("status", &self.status);
        keys.set("body", &self.body);
        keys.set_some("content-type", self.content_type.as_ref());
        keys.set_some("resource", self.resource.as_ref());
        keys.set_some("shape", self.shape.as_ref());
        keys.set_some("data", self.data.as_ref().map(|data| &data.id));
        keys.set_list("headers", &self.headers);
        keys.set_list("http-forbids", &self.forbidden);
        keys.set_some("when", self.when.as_ref());
        let calls = Some(&self.calls).filter(|calls| **calls != Calls::All);
        keys.set_some("calls", calls);
    }
}

impl Kind for Content {
    const NAME: &'static str = "content";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        let content_type = keys.optional("content-type")?;
        let data = data::named(keys.needed("data")?);
        Ok(Self { data, content_type })
    }

    fn write(&self, keys: &mut Written) {
        keys.set_some("content-type", self.content_type.as_ref());
        keys.set("data", &self.data.id);
    }
}

impl Kind for Example {
    const NAME: &'static str = "example";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        let shown = ContentTemplate::shown;
        let own_headers = keys.list("headers")?;
        let own: Option<String> = keys.optional("content")?;
        let headers: Option<Vec<_>> = keys.optional("response-headers")?;
        let text: Option<String> = keys.optional("response-content")?;
        let response = match keys.optional("response-status")? {
            None if headers.is_none() && text.is_none() => None,
            None => Some(keys.needed("response-status")?),
            Some(status) => Some(status),
        };
        let headers = headers.unwrap_or_default();
        Ok(Self {
            name: keys.needed("name")?,
            method: keys.needed("method")?,
            path: keys.needed("path")?,
            content: own.map(|text| shown(text, &own_headers)),
            headers: own_headers,
            response: response.map(|status| ExampleResponse {
                status,
                content: text.map(|text| shown(text, &headers)),
                headers,
            }),
        })
    }

    fn write(&self, keys: &mut Written) {
        keys.set("name", &self.name);
        keys.set("method", &self.method);
        keys.set("path", &self.path);
        keys.set_list("headers", &self.headers);
        keys.set_some("content", self.content.as_ref().map(|c| &c.text));
        if let Some(response) = &self.response {
            keys.set("response-status", &response.status);
            keys.set_list("response-headers", &response.headers);
            keys.set_some(
                "response-content",
                response.content.as_ref().map(|c| &c.text),
            );
        }
    }
}

impl Kind for Parameter {
    const NAME: &'static str = "parameter";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        Ok(Self {
            name: keys.needed("name")?,
            place: keys.needed("in")?,
            kind: keys.optional("type")?,
            presence: keys.needed("presence")?,
            value: keys.optional("value")?,
            allowed: Allowed {
                minimum: keys.optional("minimum")?,
                maximum: keys.optional("maximum")?,
                shortest: keys.optional("min-length")?,
                longest: keys.optional("max-length")?,
                values: keys.list("values")?,
                selects: keys.optional("selects")?.unwrap_or(false),
                default: default(keys)?,
            },
        })
    }

    fn write(&self, keys: &mut Written) {
        keys.set_some("default", self.allowed.default.as_ref());
        keys.set("name", &self.name);
        keys.set("presence", &self.presence);
        keys.set("in", &self.place);
        keys.set_some("max-length", self.allowed.longest.as_ref());
        keys.set_some("maximum", self.allowed.maximum.as_ref());
        keys.set_some("min-length", self.allowed.shortest.as_ref());
        keys.set_some("minimum", self.allowed.minimum.as_ref());
        keys.set_some("selects", self.allowed.selects.then_some(&true));
        keys.set_some("type", self.kind.as_ref());
        keys.set_some("value", self.value.as_ref());
        keys.set_list("values", &self.allowed.values);
    }
}

/// The value of what is left out, as JSON.
fn default(keys: &mut Keys) -> Result<Option<String>, Trouble> {
    let default: Option<String> = keys.optional("default")?;
    let wrong = default
        .as_ref()
        .filter(|own| serde_json::from_str::<serde::de::IgnoredAny>(own).is_err());
    match wrong {
        None => Ok(default),
        Some(own) => {
            let message = format!("expected JSON, such as `5` or `\"new\"`, but found `{own}`");
            Err(keys.wrong("default", message))
        }
    }
}

impl Kind for ErrorResponse {
    const NAME: &'static str = "error";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        Ok(Self {
            status: keys.needed("status")?,
            code: keys.optional("code")?,
            causes: keys.list("causes")?,
            refused_in: refused_in(keys)?,
        })
    }

    fn write(&self, keys: &mut Written) {
        keys.set_list("causes", &self.causes);
        keys.set_some("code", self.code.as_ref());
        if let Some(RefusedIn { member, states }) = &self.refused_in {
            keys.set_list("refused-in", states);
            keys.set("state-member", member);
        }
        keys.set("status", &self.status);
    }
}

/// The states in which an error is answered: neither key says anything without the other.
fn refused_in(keys: &mut Keys) -> Result<Option<RefusedIn>, Trouble> {
    let states: Vec<String> = keys.list("refused-in")?;
    let member: Option<String> = keys.optional("state-member")?;
    match (member, states.is_empty()) {
        (Some(member), false) => Ok(Some(RefusedIn { member, states })),
        (None, true) => Ok(None),
        (Some(_), true) => {
            let message = "expected the states of it in `refused-in` beside it, but found none";
            Err(keys.wrong("state-member", message.to_owned()))
        }
        (None, false) => {
            let message =
                "expected the member that has them in `state-member` beside it, but found none";
            Err(keys.wrong("refused-in", message.to_owned()))
        }
    }
}

impl Kind for Permission {
    const NAME: &'static str = "permission";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        Ok(Self {
            account: keys.needed("account")?,
            resource: keys.optional("resource")?,
            names: keys.needed("names")?,
        })
    }

    fn write(&self, keys: &mut Written) {
        keys.set("account", &self.account);
        keys.set("names", &self.names);
        keys.set_some("resource", self.resource.as_ref());
    }
}

impl Kind for Effect {
    const NAME: &'static str = "effect";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        keys.needed("effect")
    }

    fn write(&self, keys: &mut Written) {
        keys.set("effect", self);
    }
}

impl Kind for Order {
    const NAME: &'static str = "order";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        Ok(Self {
            by: keys.optional("by")?,
            direction: keys.needed("direction")?,
        })
    }

    fn write(&self, keys: &mut Written) {
        keys.set_some("by", self.by.as_ref());
        keys.set("direction", &self.direction);
    }
}
