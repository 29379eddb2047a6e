//! Which declared operation a request that a page shows is one of: by method and path, where the shown path
//! may stand below a base that no declaration names.

use std::collections::HashMap;

use crate::protocol::target::RequestTarget;
use crate::read::RequestLine;

/// The most segments of a base that only examples show, as in `/api/v1`.
const LONGEST_PREFIX: usize = 4;

/// A base that examples show before declared paths, and the operation that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fit {
    /// The operation, by its place among those that were declared.
    pub operation: usize,
    /// What stands before its path, `/v1`; empty where nothing does.
    pub prefix: String,
    /// Whether it has the operation's shape, or more than placeholders in common with it.
    pub is_literal: bool,
}

/// A declared path with what is compared of it.
#[derive(Debug)]
struct Template {
    operation: usize,
    target: RequestTarget,
    shape: String,
    /// How many letters and digits stand outside placeholders.
    literal: usize,
}

/// Declared operations by method, to be found by the requests that are theirs.
#[derive(Debug, Default)]
pub(super) struct Fits {
    /// Templates by method, number of segments, and whether and how the first one is literal.
    by_form: HashMap<(String, usize, String), Vec<Template>>,
}

/// How many segments a path has, and the first of them; a placeholder is `{}`.
fn form(shape: &str) -> (usize, &str) {
    let path = shape.trim_matches('/');
    let first = path.split('/').next().unwrap_or_default();
    let first = if first.contains("{}") { "{}" } else { first };
    (path.matches('/').count(), first)
}

impl Fits {
    /// Adds a declared operation.
    pub(super) fn declare(&mut self, operation: usize, line: &RequestLine) {
        let shape = line.path.path().shape();
        let (segments, first) = form(&shape);
        let key = (line.method.to_string(), segments, first.to_owned());
        self.by_form.entry(key).or_default().push(Template {
            operation,
            target: line.path.clone(),
            literal: literal_length(&line.path),
            shape,
        });
    }

    /// Every operation that a shown request can be one of, the most literal first.
    pub(super) fn all(&self, line: &RequestLine) -> Vec<Fit> {
        let shown = line.path.path().as_str();
        let mut found: Vec<(usize, usize, Fit)> = Vec::new();
        for (length, start) in prefixes(shown).into_iter().enumerate() {
            let rest = &shown[start..];
            let shape = shape_of(rest);
            let (segments, first) = form(&shape);
            for first in [first, "{}"]
                .into_iter()
                .take(if first == "{}" { 1 } else { 2 })
            {
                let key = (line.method.to_string(), segments, first.to_owned());
                let declared = self.by_form.get(&key).into_iter().flatten();
                for template in declared.take(TRIED) {
                    let path = template.target.path();
                    // Placeholders alone fit behind any base.
                    let may_fit = length == 0 || template.literal > 0;
                    let fits = template.shape == shape
                        || path.matches(rest.trim_end_matches('/'))
                        || path.matches(rest)
                        || path.as_str().ends_with('/') && path.matches(&format!("{rest}/"));
                    let is_known = found
                        .iter()
                        .any(|(_, _, fit)| fit.operation == template.operation);
                    if may_fit && fits && !is_known {
                        let fit = Fit {
                            operation: template.operation,
                            prefix: shown[..start].to_owned(),
                            is_literal: template.literal > 0 || template.shape == shape,
                        };
                        found.push((length, usize::MAX - template.literal, fit));
                    }
                }
            }
        }
        found.sort_by_key(|(length, literal, fit)| (*length, *literal, fit.operation));
        found.into_iter().map(|(_, _, fit)| fit).collect()
    }
}

/// The most declared operations of one method that a shown request is held against.
const TRIED: usize = 120;

fn shape_of(path: &str) -> String {
    match RequestTarget::new(path) {
        Ok(target) => target.path().shape(),
        Err(_) => path.to_lowercase(),
    }
}

/// Where a path can begin, from its own beginning to behind its first segments.
fn prefixes(path: &str) -> Vec<usize> {
    let slashes = path.match_indices('/').map(|(at, _)| at);
    slashes.take(LONGEST_PREFIX + 1).collect()
}

/// How many letters and digits of a path stand outside placeholders.
fn literal_length(target: &RequestTarget) -> usize {
    let mut depth = 0_u32;
    let mut count = 0;
    for c in target.path().as_str().chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => count += 1,
            _ => {}
        }
    }
    count
}
