//! Request targets as documentation writes them (RFC 9112 §3.2.1): a path template and, after `?`,
//! a query template.

use std::collections::HashMap;
use std::fmt;

use super::path::PathTemplate;
use super::template::{Place, Slot, digest, query_slots, slug};

/// A path with the query that is sent with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RequestTarget {
    path: PathTemplate,
    query: Option<QueryTemplate>,
}

/// A query template, without `?`: `$filter=id eq '{id}'`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct QueryTemplate(String);

/// The text is not a request target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PathError {
    /// It does not start with `/`.
    #[error("expected a path that starts with `/`, but found `{0}`")]
    NoSlash(String),
    /// A brace has no partner.
    #[error("expected balanced braces in the path, but found `{0}`")]
    Unbalanced(String),
    /// It holds a space or `#` outside braces, a control character, or is over 2,000 bytes.
    #[error("expected a path without spaces, `#` or control characters, but found `{0}`")]
    NotAPath(String),
}

/// Whether a text begins as a URL of HTTP does.
#[must_use]
pub(crate) fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

impl RequestTarget {
    /// Reads a target.
    ///
    /// # Errors
    /// When the text does not start with `/`, a brace has no partner, or a character cannot stand
    /// in a path or a query.
    pub(crate) fn new(text: &str) -> Result<Self, PathError> {
        let shown = || text.chars().take(200).collect::<String>();
        if !text.starts_with('/') {
            return Err(PathError::NoSlash(shown()));
        }
        let mut depth = 0_u32;
        // A space is part of a call's arguments or of a query, and is encoded when it is sent.
        let mut takes_spaces = false;
        for c in text.chars() {
            takes_spaces |= matches!(c, '(' | '?');
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => return Err(PathError::Unbalanced(shown())),
                '}' => depth -= 1,
                // A fragment is never sent (RFC 9110 §4.2.5).
                ' ' if takes_spaces => {}
                c if c.is_control() || (depth == 0 && (c.is_whitespace() || c == '#')) => {
                    return Err(PathError::NotAPath(shown()));
                }
                _ => {}
            }
            if depth > 1 {
                return Err(PathError::Unbalanced(shown()));
            }
        }
        if depth != 0 {
            return Err(PathError::Unbalanced(shown()));
        }
        if text.len() > 2000 || text.ends_with(' ') {
            return Err(PathError::NotAPath(shown()));
        }
        let (path, query) = match question_mark(text) {
            Some(at) => (&text[..at], Some(QueryTemplate(text[at + 1..].to_owned()))),
            None => (text, None),
        };
        Ok(Self {
            path: PathTemplate::of_checked(path),
            query,
        })
    }

    /// The path.
    #[must_use]
    pub(crate) fn path(&self) -> &PathTemplate {
        &self.path
    }

    /// The query, where there is one.
    #[must_use]
    pub(crate) fn query(&self) -> Option<&QueryTemplate> {
        self.query.as_ref()
    }

    /// The same query behind another path.
    #[must_use]
    pub(crate) fn with_path(&self, path: &PathTemplate) -> Self {
        Self {
            path: path.clone(),
            query: self.query.clone(),
        }
    }

    /// The same target with a parameter in its query, in the place of one of that name.
    #[must_use]
    pub(crate) fn with_parameter(&self, name: &str, value: &str) -> Self {
        let parameter = format!("{name}={value}");
        let others = self.other_parameters(name);
        let pairs: Vec<&str> = others.chain([parameter.as_str()]).collect();
        Self {
            path: self.path.clone(),
            query: Some(QueryTemplate(pairs.join("&"))),
        }
    }

    /// The same target without a parameter in its query.
    #[must_use]
    pub(crate) fn without_parameter(&self, name: &str) -> Self {
        let pairs: Vec<&str> = self.other_parameters(name).collect();
        let query = (!pairs.is_empty()).then(|| QueryTemplate(pairs.join("&")));
        Self {
            path: self.path.clone(),
            query,
        }
    }

    fn other_parameters(&self, name: &str) -> impl Iterator<Item = &str> {
        let query = self.query.as_ref().map_or("", |query| &query.0);
        let is_other = move |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
        query.split('&').filter(is_other)
    }

    /// Whether its query has a parameter of that name.
    #[must_use]
    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        let query = self.query.as_ref();
        query.is_some_and(|query| query.names().any(|own| own == name))
    }

    /// Its pieces in order, each placeholder with the part of the URL that it stands in.
    #[must_use]
    pub(crate) fn slots(&self) -> Vec<Slot<'_>> {
        let mut slots = self.path.slots();
        if let Some(QueryTemplate(query)) = &self.query {
            slots.push(Slot::Literal("?"));
            slots.extend(query_slots(query));
        }
        slots
    }

    /// Where values go in it.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place<'_>> {
        self.slots().into_iter().filter_map(|slot| match slot {
            Slot::Literal(_) => None,
            Slot::Value(place) => Some(place),
        })
    }

    /// Each placeholder's name with the name qualified by what stands before it: the first
    /// placeholder of `/items/{id}` is `id`, qualified `items.id`; in the query, by the parameter's
    /// name.
    #[must_use]
    pub(crate) fn placeholders(&self) -> Vec<(String, String)> {
        let places = self.places();
        let named = places.map(|place| (place.name.to_owned(), place.qualified));
        named.collect()
    }

    /// The target as an id: lower-case letters and digits joined by `-`.
    #[must_use]
    pub(crate) fn slug(&self) -> String {
        slug(&self.to_string())
    }
}

impl QueryTemplate {
    /// The names of its parameters.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let pairs = self.0.split('&').filter(|pair| !pair.is_empty());
        pairs.filter_map(|pair| pair.split('=').next())
    }
}

/// Where the query begins: at the first `?` outside braces.
fn question_mark(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (c == '?' && depth == 0).then_some(at)
    })
}

impl fmt::Display for RequestTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.query {
            Some(QueryTemplate(query)) => write!(f, "{}?{query}", self.path),
            None => write!(f, "{}", self.path),
        }
    }
}

/// The slugs of targets, each with a digest of its text where several have it: an id does not depend on
/// the order of the page.
pub(crate) fn slugs_apart<'a>(paths: impl Iterator<Item = &'a RequestTarget>) -> Vec<String> {
    let slugs: Vec<(String, &RequestTarget)> = paths.map(|path| (path.slug(), path)).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (slug, _) in &slugs {
        *counts.entry(slug.clone()).or_insert(0) += 1;
    }
    let apart = slugs
        .into_iter()
        .map(|(slug, path)| match counts.get(&slug) {
            Some(1) => slug,
            Some(_) | None => format!("{slug}-{}", digest(&path.to_string())),
        });
    apart.collect()
}
