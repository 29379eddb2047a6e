//! Tables: parameters by their kind, headers of a response, codes of an error.

use super::{Outcome, RegistryReader, is_of_framing};
use crate::protocol::HeaderName;
use crate::read::coverage::{Counted, Topic, Unused, Use};
use crate::read::member::may_be_absent;
use crate::read::{Claim, Facts, HeaderClaim, HeaderPlace};
use crate::table::described::{ErrorResponse, Parameter, ParameterPlace};
use crate::text::markdown::RawRow;
use crate::text::page::{Page, Span};

impl RegistryReader<'_> {
    /// A table of parameters by kind: in the header, the path, or the query.
    pub(super) fn parameters(&mut self, rows: &[RawRow]) {
        for (index, row) in rows.iter().enumerate() {
            let used = match (index, self.outcome) {
                (0, _) => Use::None(Unused::TableHead),
                (_, Outcome::None) => self.parameter(row),
                (_, Outcome::Success) => self.response_header(row),
                (_, Outcome::Failure) => self.error_code(row),
            };
            self.enter(Counted::Row, row.span, used);
        }
    }

    /// A row of the headers that the response above comes with.
    fn response_header(&mut self, row: &RawRow) -> Use {
        let page = self.page;
        let Some((facts, name)) = self.of_request(row) else {
            return Use::None(Unused::OtherPart);
        };
        let header = HeaderName::new(in_code(page, name).0).ok();
        let Some((header, claim)) = header.zip(facts.statuses.last_mut()) else {
            return Use::None(Unused::OutOfPlace);
        };
        if is_of_framing(&header) {
            return Use::None(Unused::OutOfPlace);
        }
        // What is there under some condition is shown above the table, and promised by none of both.
        let described = row.cells.iter().skip(1);
        if described
            .clone()
            .any(|cell| may_be_absent(page.slice(*cell)))
        {
            claim.headers.retain(|other| *other != header);
        } else if !claim.headers.contains(&header) {
            claim.headers.push(header);
        }
        Use::Fact(Topic::Response)
    }

    /// A row of the codes that the error above comes with; headers of errors stand in such a table,
    /// too, and are of no use.
    fn error_code(&mut self, row: &RawRow) -> Use {
        let page = self.page;
        let Some((facts, name)) = self.of_request(row) else {
            return Use::None(Unused::OtherPart);
        };
        let (code, span) = in_code(page, name);
        let is_code = |c: char| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit();
        let status = facts.errors.last().map(|claim| claim.value.status);
        let (Some(status), true) = (status, !code.is_empty() && code.chars().all(is_code)) else {
            return Use::None(Unused::OutOfPlace);
        };
        let error = ErrorResponse {
            code: Some(code.to_owned()),
            ..ErrorResponse::of(status)
        };
        facts.errors.push(Claim { value: error, span });
        Use::Fact(Topic::Error)
    }

    /// The facts of the request that the row stands below, and the row's first cell.
    fn of_request(&mut self, row: &RawRow) -> Option<(&mut Facts, Span)> {
        if !self.has_request {
            return None;
        }
        let part = self.parts.last_mut()?;
        Some((&mut part.facts, *row.cells.first()?))
    }

    fn parameter(&mut self, row: &RawRow) -> Use {
        let (Some(facts), true) = (
            self.parts.last_mut().map(|part| &mut part.facts),
            self.has_request,
        ) else {
            return Use::None(Unused::OtherPart);
        };
        let [name, kind, ..] = row.cells.as_slice() else {
            return Use::None(Unused::OutOfPlace);
        };
        let (written, name_span) = in_code(self.page, *name);
        let place = match self.page.slice(*kind).trim() {
            "header" => None,
            "path" => Some(ParameterPlace::Path),
            "query" => Some(ParameterPlace::Query),
            _ => return Use::None(Unused::OutOfPlace),
        };
        if let Some(place) = place {
            facts.parameters.push(Claim {
                value: Parameter::named(written.to_owned(), place),
                span: name_span,
            });
            return Use::Fact(Topic::Parameter);
        }
        let Ok(header) = HeaderName::new(written) else {
            return Use::None(Unused::OutOfPlace);
        };
        if header.is("host") || header.is("content-length") {
            return Use::None(Unused::OutOfPlace);
        }
        let claim = HeaderClaim::named(header, name_span, HeaderPlace::Table);
        facts.headers.push(claim);
        Use::Fact(Topic::Header)
    }
}

/// A cell's words without back-ticks, and where they stand.
fn in_code(page: &Page, cell: Span) -> (&str, Span) {
    let raw = page.slice(cell);
    let lead = raw.len() - raw.trim_start_matches(['`', ' ']).len();
    let written = raw.trim_matches(['`', ' ']);
    let start = cell.start + lead;
    (written, Span::new(start, start + written.len()))
}
