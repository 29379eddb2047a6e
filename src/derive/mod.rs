//! Facts to a table: what several places say together, and where they contradict each other.
//!
//! Nothing is supplied that the page does not say. Two places that say different things give one
//! row two readings and a finding that cites both.

#[cfg_attr(
    not(any(feature = "cli", test)),
    expect(dead_code, reason = "only the program lints")
)]
pub(crate) mod against;
mod allowed;
mod data;
mod described;
pub(crate) mod family;
mod headers;
mod lines;
mod media_type;
mod messages;
mod paths;
mod request_body;
mod responses;
mod spelling;
mod states;
mod stems;
mod unread;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use vec1::{Vec1, vec1};

use crate::protocol::Method;
use crate::protocol::target::is_url;
use crate::read::coverage::{Counting, Entry};
use crate::read::{self, Asked, Conventions, Dialect, ForAll, Reading as Read, Unread, dialect_of};
use crate::read::{
    Claim, ExampleClaim, Facts, Finding, FindingCode, MOST_FINDINGS, Place, RequestLine,
};
use crate::table::data::DataType;
use crate::table::{
    Citation, NotRead, Operation, OperationId, Origin, Reading, Row, RowId, Source, SpecTable,
};
use crate::text::page::{Page, Span};
pub(crate) use allowed::Allowed;
pub(crate) use stems::{operation_stem, stems_apart};

/// What came of a page.
#[must_use]
#[non_exhaustive]
#[derive(Debug, Clone)]
pub struct Derived {
    /// The table; none where the page documents no endpoint.
    pub(crate) table: Option<SpecTable>,
    /// What is wrong with the page, in the order of its lines.
    pub findings: Vec<Finding>,
    /// Findings that the page allows, with its reasons.
    pub(crate) allowed: Vec<Allowed>,
    /// What became of each of the page's blocks, in order.
    pub(crate) coverage: Vec<Entry>,
    /// Whose blocks these are.
    pub(crate) counting: Counting,
    /// What the page shows as an operation, or mentions as one, and no operation came of, in order.
    pub(crate) unread: Vec<Unread>,
    /// What the page says of all requests, each with its place.
    pub(crate) for_all: Vec<(ForAll, Citation)>,
    /// The operations of which the page says that anybody is served.
    pub(crate) open: Vec<OperationId>,
}

/// Derives a page's table and findings by itself, in the first dialect that recognises it.
pub fn derive(page: &Page) -> Derived {
    derive_in(page, None)
}

/// Derives a page by itself, in the dialect that was asked for.
pub(crate) fn derive_in(page: &Page, asked: Asked) -> Derived {
    derive_as(page, &operation_stem(page.path()), asked)
}

/// Derives a page whose operations' ids begin with a stem: see [`stems_apart`].
pub(crate) fn derive_as(page: &Page, stem: &str, asked: Asked) -> Derived {
    let dialect = dialect_of(page, asked);
    derive_parts(page, stem, dialect, dialect.read(page))
}

fn derive_parts(page: &Page, stem: &str, dialect: &dyn Dialect, reading: Read) -> Derived {
    let Read {
        parts,
        findings,
        coverage,
        elsewhere,
        for_all,
        conventions,
    } = reading;
    let nothing = Facts::default();
    let mut deriver = Deriver {
        page,
        stem,
        conventions,
        facts: &nothing,
        part: None,
        for_all: &for_all,
        findings,
        types: HashMap::new(),
    };
    let mut operations: Vec<Operation> = Vec::new();
    let mut taken: HashSet<OperationId> = HashSet::new();
    let mut read_parts: Vec<&Facts> = Vec::new();
    let mut open: Vec<OperationId> = Vec::new();
    for part in &parts {
        deriver.facts = &part.facts;
        deriver.part = part.name.as_deref();
        for operation in deriver.operations() {
            // The first request of a name keeps it: an id is never position.
            if taken.insert(operation.id.clone()) {
                open.extend(part.facts.is_open.then(|| operation.id.clone()));
                operations.push(operation);
                read_parts.push(&part.facts);
            }
        }
    }
    states::add(&mut operations, &read_parts, &|span| deriver.cite(span));
    let unread = read::unread(page, &read_parts, &elsewhere);
    deriver.report_unread(&unread);
    if operations.is_empty() {
        deriver.report_no_endpoint(&coverage, &unread);
    }
    let cited = deriver.said_for_all();
    let (findings, allowed) = told(page, deriver.findings);
    let table = (!operations.is_empty()).then(|| SpecTable {
        source: source(page, dialect, unread::not_read(&unread, &operations)),
        family: None,
        operations,
    });
    Derived {
        table,
        findings,
        allowed,
        coverage,
        counting: dialect.counting(),
        unread,
        for_all: cited,
        open,
    }
}

/// The findings of a page in the order of its lines, and apart from them those that it allows.
fn told(page: &Page, mut findings: Vec<Finding>) -> (Vec<Finding>, Vec<Allowed>) {
    let allowed = allowed::allowed(page, &mut findings);
    findings.sort_by_key(|finding| finding.places.first().span);
    findings.dedup();
    (findings, allowed)
}

/// Where a table comes from.
fn source(page: &Page, dialect: &dyn Dialect, not_read: Vec<NotRead>) -> Source {
    Source {
        origin: Origin::Derived,
        page: page.path().to_owned(),
        sha256: Some(page.sha256().to_owned()),
        dialect: Some(dialect.name().to_owned()),
        not_read,
    }
}

/// Facts on the way to rows, with the findings of the way.
struct Deriver<'a> {
    page: &'a Page,
    /// What the ids of its operations begin with.
    stem: &'a str,
    /// What the page's dialect takes for granted.
    conventions: &'static Conventions,
    facts: &'a Facts,
    /// The part of the page that the facts are of, where it has several.
    part: Option<&'a str>,
    /// What the page says of all requests.
    for_all: &'a [Claim<ForAll>],
    findings: Vec<Finding>,
    /// The types of content so far, by all that they say.
    types: HashMap<String, Arc<DataType>>,
}

/// The facts of one operation.
struct Scope<'a> {
    id: String,
    requests: Vec<&'a RequestLine>,
    examples: Vec<&'a ExampleClaim>,
}

impl Scope<'_> {
    fn row_id(&self, row: &str) -> RowId {
        RowId(format!("{}/{row}", self.id))
    }
}

impl<'a> Deriver<'a> {
    fn finding(
        &mut self,
        code: FindingCode,
        message: impl Into<String>,
        places: Vec1<(Span, String)>,
        help: impl Into<String>,
    ) {
        if self.is_full() {
            return;
        }
        let place = |(span, label)| Place { span, label };
        self.findings.push(Finding {
            code,
            message: message.into(),
            places: places.mapped(place),
            help: help.into(),
        });
    }

    /// Whether the page has as many findings as are told of one.
    fn is_full(&self) -> bool {
        self.findings.len() >= 2 * MOST_FINDINGS
    }

    /// Cites the first line of a span.
    fn cite(&self, span: Span) -> Citation {
        let line = self.page.slice(self.first_line(span));
        let position = self.page.position(span.start);
        Citation::Line {
            line: position.line,
            column: position.column,
            end: position.column + line.chars().count().max(1),
        }
    }

    fn first_line(&self, span: Span) -> Span {
        let line = self.page.slice(span).lines().next().unwrap_or_default();
        Span::new(span.start, span.start + line.trim_end().len())
    }

    /// What the page says of all requests, with its places.
    fn said_for_all(&self) -> Vec<(ForAll, Citation)> {
        let cited = |claim: &Claim<ForAll>| (claim.value.clone(), self.cite(claim.span));
        self.for_all.iter().map(cited).collect()
    }

    /// One operation a method of the request section; where there is none, of the examples.
    fn operations(&mut self) -> Vec<Operation> {
        let facts = self.facts;
        let mut methods: Vec<&Method> = Vec::new();
        let listed = facts.requests.iter().map(|request| &request.method);
        let shown = facts.examples.iter().map(|example| &example.line.method);
        let all: Vec<&Method> = if facts.requests.is_empty() {
            shown.collect()
        } else {
            listed.collect()
        };
        for method in all {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        let mut stem = self.stem.to_owned();
        if let Some(part) = self.part {
            stem = format!("{stem}-{}", crate::protocol::template::slug(part));
        }
        let several = methods.len() > 1;
        let scopes: Vec<Scope<'a>> = methods
            .into_iter()
            .map(|method| Scope {
                id: if several {
                    format!("{stem}-{}", method.as_str().to_ascii_lowercase())
                } else {
                    stem.clone()
                },
                requests: facts
                    .requests
                    .iter()
                    .filter(|r| r.method == *method)
                    .collect(),
                examples: facts
                    .examples
                    .iter()
                    .filter(|e| !several || e.line.method == *method)
                    .collect(),
            })
            .collect();
        let derived = scopes.iter().filter_map(|scope| self.operation(scope));
        derived.collect()
    }

    fn operation(&mut self, scope: &Scope<'a>) -> Option<Operation> {
        let method = self.method(scope)?;
        let paths = self.paths(scope);
        if paths.is_empty() {
            return None;
        }
        let headers = self.headers(scope);
        let request_body = self.request_body(scope);
        let mut responses = self.responses(scope);
        self.data(scope, &mut responses);
        self.media_type(&mut responses);
        let examples = self.examples(scope, &headers);
        let described = self.described(scope);
        self.report_lines(scope);
        if let Some(method) = method.value() {
            self.report_content(method, request_body.as_ref(), &headers);
        }
        Some(Operation {
            id: OperationId(scope.id.clone()),
            method,
            base: self.base(scope),
            paths,
            headers,
            request_body,
            content: self.content(scope, &responses),
            responses,
            examples,
            described,
        })
    }

    fn method(&mut self, scope: &Scope<'a>) -> Option<Row<Method>> {
        let lines = scope.requests.iter().copied();
        let shown = scope.examples.iter().map(|example| &example.line);
        let mut readings: Vec<Reading<Method>> = Vec::new();
        for line in lines.chain(shown) {
            add(&mut readings, &line.method, self.cite(line.method_span));
        }
        // An example of another method contradicts the section only where none agrees with it.
        let section = scope.requests.first().map(|line| &line.method);
        let agrees = scope
            .examples
            .iter()
            .any(|e| Some(&e.line.method) == section);
        if section.is_some() && agrees {
            readings.truncate(1);
        }
        let places = self.reading_places(
            scope
                .requests
                .iter()
                .map(|line| (&line.method, line.method_span)),
            scope
                .examples
                .iter()
                .map(|e| (&e.line.method, e.line.method_span)),
        );
        if let (true, Ok(places)) = (readings.len() > 1, Vec1::try_from_vec(places)) {
            self.finding(
                FindingCode::MethodContradicted,
                "the request section and the example name different methods",
                places,
                "name the same method in both",
            );
        }
        row(scope.row_id("method"), readings)
    }

    /// The first place of each of two sides, labelled by what it says.
    fn reading_places<'m>(
        &self,
        left: impl Iterator<Item = (&'m Method, Span)>,
        right: impl Iterator<Item = (&'m Method, Span)>,
    ) -> Vec<(Span, String)> {
        let mut places: Vec<(Span, String)> = Vec::new();
        for (method, span) in left.chain(right) {
            let label = format!("{method} here");
            if !places.iter().any(|(_, other)| *other == label) {
                places.push((span, label));
            }
        }
        places
    }

    fn base(&self, scope: &Scope<'a>) -> Option<Row<String>> {
        let mut readings: Vec<Reading<String>> = Vec::new();
        let lines = scope.requests.iter().copied();
        for line in lines.chain(scope.examples.iter().map(|example| &example.line)) {
            // What stands for an address, as `{{url}}` does, is none that a table could say.
            if let Some((base, span)) = line.base.as_ref().filter(|(base, _)| is_url(base)) {
                add(&mut readings, base, self.cite(*span));
            }
        }
        // The first base is the documented one: the target replaces it as a whole.
        readings.truncate(1);
        row(scope.row_id("base"), readings)
    }
}

/// The most places that are cited for one reading, and that a finding marks.
const MOST_CITES: usize = 64;

/// Adds a citation to the reading of a value, or a new reading.
fn add<T: PartialEq + Clone>(readings: &mut Vec<Reading<T>>, value: &T, cite: Citation) {
    match readings.iter_mut().find(|reading| reading.value == *value) {
        Some(reading) if reading.cites.len() >= MOST_CITES || reading.cites.contains(&cite) => {}
        Some(reading) => reading.cites.push(cite),
        None => readings.push(Reading {
            value: value.clone(),
            cites: vec1![cite],
        }),
    }
}

/// The row of what was read; none where nothing was.
fn row<T>(id: RowId, readings: Vec<Reading<T>>) -> Option<Row<T>> {
    let readings = Vec1::try_from_vec(readings).ok()?;
    Some(Row::new(id, readings))
}

#[cfg(test)]
mod tests;
