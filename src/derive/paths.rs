//! Path rows: the alternatives of the request section, and what the examples make of them.

use std::collections::HashMap;

use vec1::{Vec1, vec1};

use super::spelling::{Form, Spelling};
use super::{Deriver, MOST_CITES, Scope};
use crate::protocol::target::{RequestTarget, slugs_apart};
use crate::read::{FindingCode, RequestLine};
use crate::table::{Reading, Row};
use crate::text::page::Span;

/// One path with every place that shows it.
struct Shown {
    path: RequestTarget,
    /// As the first of its places writes it.
    written: RequestTarget,
    spans: Vec1<Span>,
}

impl Deriver<'_> {
    pub(super) fn paths(&mut self, scope: &Scope<'_>) -> Vec<Row<Vec<RequestTarget>>> {
        let mut section = Group::default();
        for line in &scope.requests {
            section.insert(line);
        }
        let mut outside = Group::default();
        let mut supported = false;
        for example in &scope.examples {
            let line = &example.line;
            match section.describing(&line.path) {
                Some(shown) => {
                    shown.spans.push(line.path_span);
                    supported = true;
                }
                None => outside.insert(line),
            }
        }
        let forms = self.forms(&section.paths, &outside.paths, supported);
        supported |= forms.iter().any(|form| *form != Form::Unlisted);
        let (section, outside) = (section.paths, outside.paths);
        let Ok(section) = Vec1::try_from_vec(section) else {
            return self.settled(scope, &outside, outside.len() > 1);
        };
        let Ok(outside) = Vec1::try_from_vec(outside) else {
            return self.settled(scope, &section, section.len() > 1);
        };
        self.report(&section, &outside, &forms);
        if !supported {
            return vec![self.in_doubt(scope, &section, &outside)];
        }
        let all = section.iter().chain(&outside);
        let slugs = slugs_apart(all.map(|shown| &shown.path));
        let mut rows = self.settled(scope, &section, true);
        for (row, slug) in rows.iter_mut().zip(&slugs) {
            row.id = scope.row_id(&format!("path/{slug}"));
        }
        for (shown, slug) in outside.iter().zip(slugs.iter().skip(section.len())) {
            let cite = |listed: &Shown| self.cite(*listed.spans.first());
            let mut cites = vec1![cite(section.first())];
            cites.extend(section.iter().take(MOST_CITES).skip(1).map(cite));
            let without = Reading {
                value: Vec::new(),
                cites,
            };
            rows.push(Row::new(
                scope.row_id(&format!("path/{slug}")),
                vec1![self.reading(&vec1![shown]), without],
            ));
        }
        rows
    }

    fn settled(
        &self,
        scope: &Scope<'_>,
        paths: &[Shown],
        several: bool,
    ) -> Vec<Row<Vec<RequestTarget>>> {
        let slugs = slugs_apart(paths.iter().map(|shown| &shown.path));
        let rows = paths.iter().zip(slugs).map(|(shown, slug)| {
            let id = if several {
                format!("path/{slug}")
            } else {
                "path".to_owned()
            };
            Row::new(scope.row_id(&id), vec1![self.reading(&vec1![shown])])
        });
        rows.collect()
    }

    /// One row for a section whose alternatives no example bears out.
    fn in_doubt(
        &self,
        scope: &Scope<'_>,
        section: &Vec1<Shown>,
        outside: &Vec1<Shown>,
    ) -> Row<Vec<RequestTarget>> {
        let section = self.reading(&section.mapped_ref(|shown| shown));
        let outside = self.reading(&outside.mapped_ref(|shown| shown));
        Row::new(scope.row_id("path"), vec1![section, outside])
    }

    fn reading(&self, paths: &Vec1<&Shown>) -> Reading<Vec<RequestTarget>> {
        let mut cites = vec1![self.cite(*paths.first().spans.first())];
        for span in paths.iter().flat_map(|shown| &shown.spans) {
            let cite = self.cite(*span);
            if cites.len() < MOST_CITES && !cites.contains(&cite) {
                cites.push(cite);
            }
        }
        Reading {
            value: paths.iter().map(|shown| shown.path.clone()).collect(),
            cites,
        }
    }

    /// How each path outside the section is related to those in it.
    fn forms(&self, section: &[Shown], outside: &[Shown], supported: bool) -> Vec<Form> {
        let parameters = self.facts.parameters.iter();
        let spelling = Spelling {
            conventions: self.conventions,
            parameters: parameters
                .map(|claim| claim.value.name.to_lowercase())
                .collect(),
        };
        let listed = section.iter().take(TRIED);
        let listed: Vec<String> = listed
            .map(|shown| spelling.plain_form(shown.path.path()))
            .collect();
        let outside = outside.iter();
        outside
            .map(|shown| spelling.form(&shown.written, &listed, supported))
            .collect()
    }

    fn report(&mut self, section: &[Shown], outside: &[Shown], forms: &[Form]) {
        for (shown, form) in outside.iter().zip(forms) {
            if *form == Form::Counted {
                continue;
            }
            let mut places = vec1![(*shown.spans.first(), "the example's path".to_owned())];
            let listed = section.iter().take(MOST_CITES);
            places.extend(listed.map(|listed| {
                (
                    *listed.spans.first(),
                    "the request section's path".to_owned(),
                )
            }));
            places.sort_by_key(|(span, _)| *span);
            let abbreviated = section.iter().take(MOST_CITES).any(|listed| {
                shown
                    .path
                    .path()
                    .shape()
                    .ends_with(&listed.path.path().shape())
            });
            let (code, message, help) = match form {
                Form::Rewritten => (
                    FindingCode::PathWrittenOtherwise,
                    "the example writes a listed path another way",
                    "write it as the request section does, or list this form, too",
                ),
                Form::Counted | Form::Related => (
                    FindingCode::ExamplePathUnlisted,
                    "the example sends a path that is not listed, but for a listed one's alias or continuation",
                    "list the path under the request section, or say in the text how it follows from a \
                     listed one",
                ),
                Form::Unlisted => (
                    FindingCode::PathContradicted,
                    if abbreviated {
                        "the request section lists only the end of the path that the example sends"
                    } else {
                        "the example sends a path that the request section does not list"
                    },
                    "list every path in full under the request section, and use one of them in the \
                     example",
                ),
            };
            self.finding(code, message, places, help);
        }
    }
}

/// Whether a word is a GUID (RFC 9562 §4).
pub(super) fn is_guid(word: &str) -> bool {
    let is_hyphen = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let mut bytes = word.bytes().enumerate();
    word.len() == 36
        && bytes.all(|(at, byte)| match is_hyphen(at) {
            true => byte == b'-',
            false => byte.is_ascii_hexdigit(),
        })
}

/// A target with a placeholder in the place of each segment that is a GUID: an id that a page shows is no other
/// service's, and a page that shows one in its section and another in its example shows one path.
fn without_ids(target: &RequestTarget) -> RequestTarget {
    let path = target.path().as_str();
    if !path.split('/').any(is_guid) {
        return target.clone();
    }
    let segments = path.split('/').map(|segment| match is_guid(segment) {
        true => "{id}",
        false => segment,
    });
    with_segments(target, segments)
}

/// The target with these segments for its path; itself where they are none.
fn with_segments<'s>(
    target: &RequestTarget,
    segments: impl Iterator<Item = &'s str>,
) -> RequestTarget {
    let path: Vec<&str> = segments.collect();
    match RequestTarget::new(&path.join("/")) {
        Ok(path) => target.with_path(path.path()),
        Err(_) => target.clone(),
    }
}

/// The target of an example with placeholders where it shows a sample of what a listed path has a placeholder
/// for. What a page gives to a function stays as it is shown.
pub(super) fn without_samples(scope: &Scope<'_>, line: &RequestLine) -> RequestTarget {
    let own = line.path.path();
    let shape = own.shape();
    let concrete = own.as_str().trim_end_matches('/');
    let listed: Vec<RequestTarget> = scope
        .requests
        .iter()
        .take(TRIED)
        .map(|listed| without_ids(&listed.path))
        .collect();
    let mut listed = listed.iter().map(RequestTarget::path);
    let describing = listed.find(|listed| listed.shape() == shape || listed.matches(concrete));
    let Some(listed) = describing.filter(|listed| listed.shape() != shape) else {
        return without_ids(&line.path);
    };
    let shown: Vec<&str> = concrete.split('/').collect();
    let general: Vec<&str> = listed.as_str().trim_end_matches('/').split('/').collect();
    if shown.len() != general.len() {
        return line.path.with_path(listed);
    }
    let is_sample = |shown: &str, general: &str| {
        general.contains('{') && !general.contains('=') && !shown.contains('{')
    };
    let segments = shown.iter().zip(&general);
    let segments = segments.map(|(shown, general)| match is_sample(shown, general) {
        true => *general,
        false => *shown,
    });
    with_segments(&line.path, segments)
}

/// The most paths of a section that an example's concrete path is held against one by one.
const TRIED: usize = 200;

/// Paths by shape, in the order they came.
#[derive(Default)]
struct Group {
    paths: Vec<Shown>,
    places: HashMap<String, usize>,
}

impl Group {
    fn insert(&mut self, line: &RequestLine) {
        let next = self.paths.len();
        let path = without_ids(&line.path);
        let place = *self.places.entry(path.path().shape()).or_insert(next);
        match self.paths.get_mut(place) {
            Some(shown) => shown.spans.push(line.path_span),
            None => self.paths.push(Shown {
                path,
                written: line.path.clone(),
                spans: vec1![line.path_span],
            }),
        }
    }

    /// The template that describes a path: of the same shape, or with its values filled in.
    fn describing(&mut self, path: &RequestTarget) -> Option<&mut Shown> {
        if let Some(place) = self.places.get(&without_ids(path).path().shape()) {
            return self.paths.get_mut(*place);
        }
        let concrete = path.path().as_str().trim_end_matches('/');
        let mut tried = self.paths.iter_mut().take(TRIED);
        tried.find(|shown| shown.path.path().matches(concrete))
    }
}
