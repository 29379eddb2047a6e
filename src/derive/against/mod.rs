//! Pages of prose held against a description of the same service for machines: which operations only one
//! of them has, and where they say different things of one. What only one of them speaks of is no
//! difference, and neither is what says less.

mod sides;

use std::collections::{BTreeMap, HashMap, HashSet};

use vec1::vec1;

use crate::protocol::Method;
use crate::protocol::path::PathTemplate;
use crate::read::{Finding, FindingCode, Place};
use crate::table::{Citation, Operation, SpecTable};
use crate::text::page::{Page, Position, Span};
use sides::{Said, headers, parameters, request_bodies, response_bodies, statuses};

/// A page with what was derived from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// The page.
    pub page: &'a Page,
    /// Its table.
    pub table: &'a SpecTable,
}

/// Where two documents differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The page that it is of, by its place among those that were given; none where it is of the
    /// description.
    pub page: Option<usize>,
    /// What differs, with the places of that page.
    pub finding: Finding,
    /// The place of the description that says otherwise.
    pub elsewhere: Option<Place>,
}

/// Where pages and a description differ: by the pages, then what no page has.
pub(crate) fn against(pages: &[Told<'_>], description: Told<'_>) -> Vec<Difference> {
    let own: Vec<Route<'_>> = pages
        .iter()
        .enumerate()
        .flat_map(|(at, told)| routes(at, told.table))
        .collect();
    let others = routes(0, description.table);
    let prefix = Prefix::between(&own, &others);
    let described = Described::of(&others);
    let mut comparison = Comparison {
        pages,
        description,
        differences: Vec::new(),
    };
    let mut met: HashSet<&str> = HashSet::new();
    let mut unmet: Vec<(&Route<'_>, &[&Route<'_>])> = Vec::new();
    let mut compared: HashSet<(&str, &str)> = HashSet::new();
    for route in &own {
        let here = described.on(&prefix.of_description(&route.shape));
        let same = here.iter().filter(|other| other.method == route.method);
        let mut is_there = false;
        for other in same {
            is_there = true;
            met.insert(other.id());
            if compared.insert((route.id(), other.id())) {
                comparison.compare(route, other);
            }
        }
        if !is_there {
            unmet.push((route, here));
        }
    }
    // Of an operation on several paths, one that is described is enough.
    let mut told: HashSet<&str> = compared.iter().map(|(own, _)| *own).collect();
    for (route, here) in unmet {
        if told.insert(route.id()) {
            comparison.not_described(route, here);
        }
    }
    for route in others.iter().filter(|route| !met.contains(route.id())) {
        comparison.on_no_page(route);
    }
    comparison.differences
}

/// The routes of a description by their paths.
struct Described<'a> {
    shapes: Shapes<'a>,
    by_shape: HashMap<&'a str, Vec<&'a Route<'a>>>,
}

impl<'a> Described<'a> {
    fn of(routes: &'a [Route<'a>]) -> Self {
        let mut by_shape: HashMap<&str, Vec<&Route<'_>>> = HashMap::new();
        for route in routes {
            by_shape
                .entry(route.shape.as_str())
                .or_default()
                .push(route);
        }
        Self {
            shapes: Shapes::of(routes),
            by_shape,
        }
    }

    /// The routes on the path of a shape, or on the template that describes it.
    fn on(&self, shape: &str) -> &[&'a Route<'a>] {
        let shape = self.shapes.describing(shape);
        let routes = shape.and_then(|shape| self.by_shape.get(shape));
        routes.map(Vec::as_slice).unwrap_or_default()
    }
}

/// A path of an operation with its method.
struct Route<'a> {
    /// Which page it is of.
    page: usize,
    method: &'a Method,
    path: &'a PathTemplate,
    shape: String,
    operation: &'a Operation,
    cite: &'a Citation,
}

impl Route<'_> {
    fn id(&self) -> &str {
        &self.operation.id.0
    }
}

fn routes(page: usize, table: &SpecTable) -> Vec<Route<'_>> {
    let operations = table.operations.iter();
    let all = operations.flat_map(move |operation| {
        let method = &operation.method.first().value;
        operation.paths.iter().flat_map(move |row| {
            let reading = row.first();
            let cite = reading.cites.first();
            reading.value.iter().map(move |path| Route {
                page,
                method,
                path: path.path(),
                shape: path.path().shape(),
                operation,
                cite,
            })
        })
    });
    all.collect()
}

/// The shapes of one side's paths.
struct Shapes<'a> {
    all: HashSet<&'a str>,
    /// The same by their first segments.
    by_first: HashMap<&'a str, Vec<&'a str>>,
}

/// The most shapes that another is held against one by one.
const TRIED: usize = 300;

impl<'a> Shapes<'a> {
    fn of(routes: &'a [Route<'_>]) -> Self {
        let mut all = HashSet::new();
        let mut by_first: HashMap<&str, Vec<&str>> = HashMap::new();
        for shape in routes.iter().map(|route| route.shape.as_str()) {
            if all.insert(shape) {
                by_first
                    .entry(first_segment(shape))
                    .or_default()
                    .push(shape);
            }
        }
        Self { all, by_first }
    }

    fn beginning_as(&self, shape: &str) -> impl Iterator<Item = &'a str> {
        let same = self.by_first.get(first_segment(shape));
        same.into_iter().flatten().take(TRIED).copied()
    }

    /// The shape of a path, or that of a template which the path is an instance of.
    fn describing(&self, shape: &str) -> Option<&'a str> {
        let same = self.all.get(shape).copied();
        same.or_else(|| self.beginning_as(shape).find(|own| describes(own, shape)))
    }

    /// Whether a template describes one of the paths.
    fn has_described(&self, template: &str) -> bool {
        self.all.contains(template)
            || self
                .beginning_as(template)
                .any(|own| describes(template, own))
    }
}

fn first_segment(shape: &str) -> &str {
    shape.split('/').nth(1).unwrap_or_default()
}

/// Whether a path is a template with values in the places of its names: pages show paths as they are sent.
fn describes(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let is_same = |part: &str| {
        segments
            .next()
            .is_some_and(|own| own == part || part == "{}" && !own.is_empty())
    };
    template.split('/').all(is_same) && segments.next().is_none()
}

/// What the paths of one side begin with, and those of the other do not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Prefix {
    None,
    /// The description's paths have it before those of the pages.
    OfDescription(String),
    /// The pages' paths have it before those of the description.
    OfPages(String),
}

/// The most segments that a prefix has.
const LONGEST_PREFIX: usize = 5;

impl Prefix {
    /// The prefix by which the most paths of both sides meet; none where as many do without.
    fn between(own: &[Route<'_>], others: &[Route<'_>]) -> Self {
        let (pages, description) = (Shapes::of(own), Shapes::of(others));
        let mut counts: BTreeMap<Self, usize> = BTreeMap::new();
        for shape in &pages.all {
            for (prefix, rest) in beginnings(shape) {
                if description.describing(rest).is_some() {
                    *counts.entry(Self::of(prefix, Self::OfPages)).or_insert(0) += 1;
                }
            }
        }
        for shape in &description.all {
            let parts = beginnings(shape).into_iter();
            for (prefix, rest) in parts.filter(|(prefix, _)| !prefix.is_empty()) {
                if pages.has_described(rest) {
                    let prefix = Self::OfDescription(prefix.to_owned());
                    *counts.entry(prefix).or_insert(0) += 1;
                }
            }
        }
        let mut best = (Self::None, 0);
        for (prefix, count) in counts {
            if count > best.1 {
                best = (prefix, count);
            }
        }
        best.0
    }

    fn of(prefix: &str, kind: impl Fn(String) -> Self) -> Self {
        if prefix.is_empty() {
            Self::None
        } else {
            kind(prefix.to_owned())
        }
    }

    /// The description's shape of a page's.
    fn of_description(&self, shape: &str) -> String {
        match self {
            Self::None => shape.to_owned(),
            Self::OfDescription(prefix) => format!("{prefix}{shape}"),
            Self::OfPages(prefix) => {
                let rest = shape.strip_prefix(prefix.as_str());
                let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with('/'));
                rest.unwrap_or(shape).to_owned()
            }
        }
    }
}

/// A shape parted into a beginning without placeholders and the rest, in each way.
fn beginnings(shape: &str) -> Vec<(&str, &str)> {
    let mut parts = vec![("", shape)];
    let ends = shape.match_indices('/').skip(1).take(LONGEST_PREFIX);
    for (end, _) in ends {
        if shape[..end].contains('{') {
            break;
        }
        parts.push((&shape[..end], &shape[end..]));
    }
    parts
}

struct Comparison<'a> {
    pages: &'a [Told<'a>],
    description: Told<'a>,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn compare(&mut self, route: &Route<'_>, other: &Route<'_>) {
        let name = format!("{} {}", route.method, other.shape);
        let page = route.page;
        for (code, what, own, others) in [
            statuses(route.operation, other.operation),
            request_bodies(route.operation, other.operation),
        ]
        .into_iter()
        .flatten()
        {
            self.differ(page, code, &format!("{what} of `{name}`"), own, others);
        }
        for (what, own, others) in response_bodies(route.operation, other.operation) {
            let code = FindingCode::ResponseNotAsDescribed;
            self.differ(page, code, &format!("{what} of `{name}`"), own, others);
        }
        for (what, own, others) in headers(route.operation, other.operation) {
            let code = FindingCode::HeaderNotAsDescribed;
            self.differ(page, code, &format!("{what} of `{name}`"), own, others);
        }
        for (what, own, others) in parameters(route.operation, other.operation) {
            let code = FindingCode::ParameterNotAsDescribed;
            self.differ(page, code, &format!("{what} of `{name}`"), own, others);
        }
    }

    fn differ(
        &mut self,
        page: usize,
        code: FindingCode,
        what: &str,
        own: Said<'_>,
        other: Said<'_>,
    ) {
        let (own, own_cite) = own;
        let (other, other_cite) = other;
        let place = Place {
            span: span(self.pages[page].page, own_cite),
            label: format!("{own} here"),
        };
        self.differences.push(Difference {
            page: Some(page),
            finding: Finding {
                code,
                message: format!("{what}: the page says {own}, the description {other}"),
                places: vec1![place],
                help: "say the same in both".to_owned(),
            },
            elsewhere: Some(Place {
                span: span(self.description.page, other_cite),
                label: format!("{other} here"),
            }),
        });
    }

    fn not_described(&mut self, route: &Route<'_>, on_path: &[&Route<'_>]) {
        let path = route.path;
        let methods: Vec<String> = on_path
            .iter()
            .map(|other| other.method.to_string())
            .collect();
        let message = if methods.is_empty() {
            format!("the description has no operation `{} {path}`", route.method)
        } else {
            format!(
                "the description has {} on `{path}`, not {}",
                methods.join(", "),
                route.method
            )
        };
        let elsewhere = on_path.first().map(|other| {
            let cite = other.operation.method.first().cites.first();
            Place {
                span: span(self.description.page, cite),
                label: "the path is here".to_owned(),
            }
        });
        self.differences.push(Difference {
            page: Some(route.page),
            finding: Finding {
                code: FindingCode::OperationNotDescribed,
                message,
                places: vec1![Place {
                    span: span(self.pages[route.page].page, route.cite),
                    label: "only on the page".to_owned(),
                }],
                help: "describe it, or take it out of the page".to_owned(),
            },
            elsewhere,
        });
    }

    fn on_no_page(&mut self, route: &Route<'_>) {
        let cite = route.operation.method.first().cites.first();
        self.differences.push(Difference {
            page: None,
            finding: Finding {
                code: FindingCode::OperationNotOnPage,
                message: format!("no page documents `{} {}`", route.method, route.path),
                places: vec1![Place {
                    span: span(self.description.page, cite),
                    label: "only in the description".to_owned(),
                }],
                help: "document it, or leave it out by --allow where it is not for readers"
                    .to_owned(),
            },
            elsewhere: None,
        });
    }
}

/// The bytes that a citation is of.
fn span(page: &Page, citation: &Citation) -> Span {
    let Citation::Line { line, column, end } = citation else {
        return Span::new(0, 0);
    };
    let offset = |column: usize| {
        let position = Position {
            line: *line,
            column,
        };
        page.offset(position).unwrap_or(0)
    };
    Span::new(offset(*column), offset(*end))
}

#[cfg(test)]
mod tests;
