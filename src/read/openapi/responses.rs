//! Responses. A status by itself is a promise; a range of them and `default` are none.

use super::Reader;
use super::operations::Found;
use crate::protocol::{HeaderName, Status};
use crate::read::coverage::{Counted, Topic, Unused, Use};
use crate::read::{Claim, Facts, StatusClaim};
use crate::table::ResponseBody;
use crate::table::described::ErrorResponse;
use crate::text::page::Span;
use crate::text::tree::View;

impl<'t> Reader<'t> {
    pub(super) fn responses(&mut self, found: Found<'t>, facts: &mut Facts) {
        let listed = found
            .operation
            .get("responses")
            .map(View::entries)
            .unwrap_or_default();
        if !self.spend(listed.len()) {
            return self.responses_left_out(found, Use::None(Unused::TooMuch));
        }
        for (key, response) in listed {
            let text = key.text().unwrap_or_default();
            if text.starts_with("x-") {
                continue;
            }
            let used = self.response(found, key, response, facts);
            self.enter(Counted::Response, key.span(), used);
        }
        // A redirect is what an ordinary call meets only where nothing else is documented first.
        facts
            .statuses
            .sort_by_key(|claim| !claim.status.is_success());
    }

    /// Enters responses of which nothing is read.
    pub(super) fn responses_left_out(&mut self, found: Found<'t>, used: Use) {
        let listed = found
            .operation
            .get("responses")
            .map(View::entries)
            .unwrap_or_default();
        for (key, _) in listed {
            if !key.text().unwrap_or_default().starts_with("x-") {
                self.enter(Counted::Response, key.span(), used);
            }
        }
    }

    fn error(&mut self, status: Status, span: Span, response: View<'t>, facts: &mut Facts) {
        let resolved = self.resolved(response);
        let description = resolved.and_then(|own| own.get("description"));
        let words = description.and_then(View::text).unwrap_or_default();
        facts.say_of_error(status, words);
        let value = ErrorResponse::of(status);
        facts.errors.push(Claim { value, span });
    }

    fn response(
        &mut self,
        found: Found<'t>,
        key: View<'t>,
        response: View<'t>,
        facts: &mut Facts,
    ) -> Use {
        let text = key.text().unwrap_or_default();
        let Some(status) = text.parse().ok().and_then(Status::new) else {
            return Use::None(if text == "default" {
                Unused::Default
            } else {
                Unused::Range
            });
        };
        if status.is_error() {
            self.error(status, key.span(), response, facts);
            return Use::Fact(Topic::Error);
        }
        // A 304 answers a request with a condition (RFC 9110 §15.4.5), and a 1xx ends none (§15.2).
        let is_of_ordinary_call = status.code() != 304 && (200..400).contains(&status.code());
        if !is_of_ordinary_call {
            return Use::None(Unused::Conditional);
        }
        let resolved = self.resolved(response);
        let (body, body_span) = match resolved {
            Some(response) => self.body(found, response),
            None => (ResponseBody::Unstated, None),
        };
        if body == ResponseBody::Content
            && let Some((media_type, span)) =
                resolved.and_then(|response| self.media_type(found, response))
        {
            facts.media_types.push((status, media_type, span));
        }
        if let Some(response) = resolved.filter(|_| status.is_success()) {
            self.schema(found, (status, response), facts);
        }
        facts.statuses.push(StatusClaim {
            status,
            span: key.span(),
            body,
            body_span,
            headers: resolved
                .map(|response| self.promised(response))
                .unwrap_or_default(),
            is_for_now: false,
            is_of_case: false,
            methods: Vec::new(),
            when: None,
        });
        Use::Fact(Topic::Response)
    }

    /// What is said of a response's body, and where.
    fn body(&self, found: Found<'t>, response: View<'t>) -> (ResponseBody, Option<Span>) {
        // A response to HEAD has no content, whatever that of GET has (RFC 9110 §9.3.2).
        if found.method.text() == Some("head") {
            return (ResponseBody::Unstated, None);
        }
        if self.is_swagger {
            let content = response
                .entry("schema")
                .or_else(|| response.entry("examples"));
            return match content {
                Some((key, _)) => (ResponseBody::Content, Some(key.span())),
                // The specification has it that no content comes then; hardly a document keeps to that.
                None => (ResponseBody::Unstated, None),
            };
        }
        match response.entry("content") {
            Some((key, content)) if content.is_mapping() => {
                let body = if content.entries().is_empty() {
                    ResponseBody::Empty
                } else {
                    ResponseBody::Content
                };
                (body, Some(key.span()))
            }
            Some(_) | None => (ResponseBody::Unstated, None),
        }
    }

    /// The media type of a response, where it can have one only.
    fn media_type(&self, found: Found<'t>, response: View<'t>) -> Option<(String, Span)> {
        let only = if self.is_swagger {
            let own = found.operation.get("produces");
            let mut types = own.or_else(|| self.root.get("produces"))?.items();
            types.next().filter(|_| types.next().is_none())?
        } else {
            match response.get("content")?.entries().as_slice() {
                [(key, _)] => *key,
                _ => return None,
            }
        };
        let text = only.text()?;
        let media_type = text.split(';').next().unwrap_or_default().trim();
        let is_one =
            media_type.contains('/') && !media_type.contains('*') && media_type.len() < 200;
        is_one.then(|| (media_type.to_ascii_lowercase(), only.span()))
    }

    /// The headers that a response promises: those that it requires.
    fn promised(&mut self, response: View<'t>) -> Vec<HeaderName> {
        let mut names = Vec::new();
        let headers = response
            .get("headers")
            .map(View::entries)
            .unwrap_or_default();
        for (name, header) in headers.into_iter().take(100) {
            let Some(header) = self.resolved(header) else {
                continue;
            };
            let is_required = header.get("required").is_some_and(View::is_true);
            let name = name.text().and_then(|name| HeaderName::new(name).ok());
            names.extend(name.filter(|name| is_required && !name.is("content-type")));
        }
        names
    }
}
