//! What is wrong with request lines by themselves and beside each other, ids and versions, and with what
//! a method takes no content for.

use vec1::vec1;

use super::paths::is_guid;
use super::{Deriver, Scope};
use crate::protocol::Method;
use crate::read::{FindingCode, RequestLine, Text};
use crate::table::{HeaderRule, Presence, RequestBody, Row};
use crate::text::page::Span;

impl Deriver<'_> {
    pub(super) fn report_lines(&mut self, scope: &Scope<'_>) {
        for line in &scope.requests {
            let path = line.path.path();
            let is_id = |word: &str| is_guid(word.trim_matches(['\'', '"', '(', ')']));
            if path.as_str().split('/').any(is_id) {
                self.finding(
                    FindingCode::RequestHasLiteralId,
                    "the request section shows an id where its other parts are templates",
                    vec1![(line.path_span, "an id".to_owned())],
                    "write a placeholder, such as `{id}`, and keep the id for the example",
                );
            }
        }
        self.report_versions(scope);
    }

    /// Another version in a request, or in what a response says of itself, than the first that is shown.
    fn report_versions(&mut self, scope: &Scope<'_>) {
        let shown = scope.examples.iter().map(|example| &example.line);
        let lines: Vec<&RequestLine> = scope.requests.iter().copied().chain(shown).collect();
        let bases = lines.iter().filter_map(|line| line.base.as_ref());
        let mut known = bases
            .clone()
            .filter_map(|(base, span)| Some((version(base)?, *span)));
        let Some(((host, own), first)) = known.next() else {
            return;
        };
        for ((other_host, other), span) in known {
            if other_host == host && !other.eq_ignore_ascii_case(own) && !self.is_full() {
                self.report_version((own, first), (other, span));
            }
        }
        let context = format!("https://{host}/");
        for response in scope.examples.iter().flat_map(|example| &example.responses) {
            let Some(body) = &response.message.body else {
                continue;
            };
            if let Some((other, span)) = self
                .version_in(body, &context)
                .filter(|(v, _)| !v.eq_ignore_ascii_case(own))
            {
                self.report_version((own, first), (other, span));
            }
        }
    }

    /// The version in the first URL of a host's metadata that a body has.
    fn version_in<'t>(&self, body: &'t Text, host: &str) -> Option<(&'t str, Span)> {
        let (before, _) = body.text.split_once("/$metadata")?;
        let at = before.rfind(host)? + host.len();
        let version = before.get(at..)?;
        let is_one = !version.is_empty() && !version.contains(['/', '"', '\n']);
        let start = body.place(self.page, at);
        let end = (start + version.len()).min(body.span.end);
        is_one.then(|| (version, Span::new(start.min(end), end)))
    }

    fn report_version(&mut self, (own, first): (&str, Span), (other, span): (&str, Span)) {
        self.finding(
            FindingCode::VersionContradicted,
            format!("the page shows version {own} in one place and {other} in another"),
            vec1![
                (first, format!("{own} here")),
                (span, format!("{other} here"))
            ],
            "show one version on the page",
        );
    }

    /// What a method without content is documented to send (RFC 9110 §9.3.1 and §9.3.5).
    pub(super) fn report_content(
        &mut self,
        method: &Method,
        body: Option<&Row<RequestBody>>,
        headers: &[Row<HeaderRule>],
    ) {
        if !matches!(method.as_str(), "GET" | "DELETE" | "HEAD") {
            return;
        }
        let is_content =
            |body: &RequestBody| matches!(body, RequestBody::Json | RequestBody::Other);
        let has_content =
            body.is_some_and(|row| row.readings().iter().any(|r| is_content(&r.value)));
        if has_content {
            let mut claims = self.facts.request_body.iter();
            let said = claims
                .find(|(body, _)| is_content(body))
                .map(|(_, span)| *span);
            if let Some(span) = said {
                self.finding(
                    FindingCode::ContentWithoutMeaning,
                    format!("the page documents content of a {method}, which has no meaning that HTTP defines"),
                    vec1![(span, format!("content of a {method}"))],
                    "put it into the query, or document another method",
                );
            }
            return;
        }
        let is_required = |row: &&Row<HeaderRule>| {
            let rule = &row.first().value;
            rule.name.is("content-type") && rule.presence == Presence::Required
        };
        let claims = self.facts.headers.iter();
        let mut named = claims.filter(|claim| claim.name.is("content-type"));
        if let (true, Some(claim)) = (headers.iter().any(|row| is_required(&row)), named.next()) {
            let span = claim.name_span;
            self.finding(
                FindingCode::ContentTypeWithoutContent,
                format!("a {method} without content is documented to need a Content-Type"),
                vec1![(span, "the type of what?".to_owned())],
                "take the header out of the table: it says what the request's content is",
            );
        }
    }
}

/// The host and the version of a base, `https://host/v1.0`.
fn version(base: &str) -> Option<(&str, &str)> {
    let (_, rest) = base.split_once("://")?;
    let (host, version) = rest.split_once('/')?;
    (!version.is_empty() && !version.contains('/')).then_some((host, version))
}
