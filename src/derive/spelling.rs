//! Whether two paths are one in another spelling, by what the dialect takes for granted.

use crate::protocol::path::PathTemplate;
use crate::protocol::target::RequestTarget;
use crate::read::{Alias, Conventions};

/// How a path that an example sends is related to the listed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A listed path in another spelling: a key in parentheses, a type cast, arguments of a function
    /// that is listed by its name.
    Rewritten,
    /// A listed path by an alias, or continued by literal segments.
    Related,
    /// The number of what a listed path is a collection of: every collection has one.
    Counted,
    /// No listed path.
    Unlisted,
}

/// The longest path that is held against listed ones in another form, in bytes.
const LONGEST_PATH: usize = 2_048;

/// Paths are held against each other as these are.
pub(super) struct Spelling<'a> {
    pub(super) conventions: &'a Conventions,
    /// The parameters that the page documents, in lower case.
    pub(super) parameters: Vec<String>,
}

impl Spelling<'_> {
    /// How a path is related to listed ones in their plain forms; a literal segment continues one where
    /// an example bears the list out.
    pub(super) fn form(&self, path: &RequestTarget, listed: &[String], supported: bool) -> Form {
        if path.path().as_str().len() > LONGEST_PATH {
            return Form::Unlisted;
        }
        let own = self.plain_form(path.path());
        let matches = |text: &str| listed.iter().any(|form| describes(form, text));
        if matches(&own) {
            return Form::Rewritten;
        }
        let mut aliases = self.conventions.aliases.iter();
        if aliases.any(|alias| stands_for(&own, alias, &matches)) {
            return Form::Related;
        }
        let counted = self.conventions.views.first();
        let counted = counted.and_then(|view| own.strip_suffix(view)?.strip_suffix('/'));
        if counted.is_some_and(matches) {
            return Form::Counted;
        }
        // Continued by literal segments: another view of the same thing, or what the example does next.
        let mut rest = own.as_str();
        while let Some((before, segment)) = rest.rsplit_once('/') {
            let is_view = self.conventions.views.contains(&segment);
            let is_literal = segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "$.-_".contains(c));
            if !is_literal || !(is_view || supported) || before.is_empty() {
                break;
            }
            rest = before;
            let mut aliases = self.conventions.aliases.iter();
            if matches(rest) || aliases.any(|alias| stands_for(rest, alias, &matches)) {
                return Form::Related;
            }
        }
        Form::Unlisted
    }

    /// A path in lower case, by segments: a key in parentheses is a segment of its
    /// own, a type cast is left out, and so are the arguments of a function where the page documents
    /// them all.
    pub(super) fn plain_form(&self, path: &PathTemplate) -> String {
        let path = path.as_str().to_lowercase();
        let mut form = String::new();
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            let mut casts = self.conventions.casts.iter();
            let is_cast = casts.any(|cast| segment.starts_with(cast));
            let (name, inner) = self.in_parentheses(segment);
            if is_cast && inner.is_none() && !form.is_empty() {
                continue;
            }
            form.push('/');
            form.push_str(name);
            match inner {
                None => {}
                Some(inner) if has_arguments(inner) && self.are_documented(inner) => {}
                Some(inner) if has_arguments(inner) => {
                    form.push_str(&format!("({})", with_placeholders(inner)));
                }
                Some("") => {}
                Some(key) => {
                    form.push('/');
                    form.push_str(key.trim_matches(['\'', '"']));
                }
            }
        }
        form
    }

    /// A segment's name, and what stands in parentheses behind it.
    fn in_parentheses<'s>(&self, segment: &'s str) -> (&'s str, Option<&'s str>) {
        if !self.conventions.keys_in_parentheses {
            return (segment, None);
        }
        match segment.strip_suffix(')').and_then(|s| s.split_once('(')) {
            Some((name, inner)) if !name.is_empty() => (name, Some(inner)),
            // `(team-id)` alone is a placeholder in the wrong brackets.
            Some(_) => ("{x}", None),
            None => (segment, None),
        }
    }

    fn are_documented(&self, arguments: &str) -> bool {
        let mut names = arguments
            .split(',')
            .map(|pair| pair.split('=').next().unwrap_or_default());
        names.all(|name| self.parameters.iter().any(|known| known == name.trim()))
    }
}

/// Whether a path has an alias written for what it stands for, or before what needs no such beginning.
fn stands_for(path: &str, alias: &Alias, matches: &dyn Fn(&str) -> bool) -> bool {
    let mut places = path.match_indices(alias.short);
    places.any(|(at, short)| {
        let (before, rest) = (&path[..at], &path[at + short.len()..]);
        let is_segment = rest.is_empty() || rest.starts_with('/');
        is_segment && matches(&format!("{before}{}{rest}", alias.long))
    }) || path.strip_prefix(alias.short).is_some_and(matches)
}

/// Whether parentheses hold `name=value`, not a key, whose text may have a `=` in it.
fn has_arguments(inner: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | ' ');
    inner
        .split_once('=')
        .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(is_of_name))
}

/// Arguments with each placeholder under one name.
fn with_placeholders(arguments: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    for c in arguments.chars() {
        match c {
            '{' => {
                if depth == 0 {
                    text.push_str("{x}");
                }
                depth += 1;
            }
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 => text.push(c),
            _ => {}
        }
    }
    text
}

/// Whether one form is the other, with its values filled in.
fn describes(listed: &str, shown: &str) -> bool {
    let (Ok(listed), Ok(shown)) = (RequestTarget::new(listed), RequestTarget::new(shown)) else {
        return false;
    };
    listed.path().shape() == shown.path().shape()
        || listed
            .path()
            .matches(&shown.path().with_every_placeholder("x"))
}
