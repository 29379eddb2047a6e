//! Cases that send a value which the page allows: one at a bound, a text as long as one may be, or one of the few that
//! there are.

use std::collections::HashSet;

use super::flaw::value::{Shown, Subject, shown, subjects};
use super::positive::{case, ordinary};
use super::promise::Standing;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Step, When};
use crate::protocol::content::Content;
use crate::protocol::template::slug;
use crate::table::allowed::{Length, length_of};
use crate::table::described::ErrorCause;
use crate::table::{Operation, Row};

/// The most values of one parameter that are sent.
const MOST_VALUES: usize = 6;

/// The longest text that is sent to be served, in characters.
const LONGEST: Length = 4096;

/// The longest one in a query.
const LONGEST_IN_QUERY: Length = 255;

/// Names of members and parameters that are texts of the caller's own, whatever words they are of.
const FREE: &[&str] = &[
    "body",
    "caption",
    "comment",
    "comments",
    "content",
    "description",
    "displayname",
    "headline",
    "label",
    "message",
    "name",
    "note",
    "notes",
    "remark",
    "remarks",
    "subject",
    "summary",
    "text",
    "title",
];

/// Names of parameters of a query that are words to look for.
const SOUGHT: &[&str] = &["q", "query", "search", "text", "title"];

pub(super) fn add(scope: &Scope<'_>, route: &Route, cases: &mut Vec<Case>) {
    let mut names = HashSet::new();
    let shown = shown(scope.operation);
    for own in subjects(scope.operation) {
        let place = if own.is_member { "member" } else { "query" };
        let begin = format!("with-{place}-{}", slug(own.name));
        for value in tried(scope.operation, &own) {
            let name = format!("{begin}-{}", slug(&value));
            if names.insert(name.clone()) {
                let words = format!("{value} as `{}`", own.name);
                cases.extend(served(scope, route, &own, (&name, &value, &words)));
            }
        }
        if let Some(value) = longest(scope.operation, &own, &shown) {
            let words = format!("{} characters", length_of(&value));
            let name = format!("{begin}-{}", slug(&words));
            if names.insert(name.clone()) {
                let words = format!("{words} as `{}`", own.name);
                cases.extend(served(scope, route, &own, (&name, &value, &words)));
            }
        }
    }
}

/// The values of a parameter that are sent: those at its bounds, or the first of a few.
#[must_use]
pub(crate) fn tried(operation: &Operation, own: &Subject<'_>) -> Vec<String> {
    let is_tried = operation.method.effective().as_str() == "GET" && own.is_of_query(operation);
    let Some(parameter) = own.row.and_then(Row::value).filter(|_| is_tried) else {
        return Vec::new();
    };
    let allowed = &parameter.allowed;
    let bounds = [allowed.minimum, allowed.maximum].into_iter().flatten();
    let bounds = bounds.map(|bound| bound.to_string());
    let few = allowed.values.iter().take(MOST_VALUES).cloned();
    bounds.chain(few).collect()
}

/// A text as long as one may be, of what a caller writes in words of their own: with a letter more and more behind what
/// is shown. None of a member that must be another each time.
#[must_use]
pub(crate) fn longest(operation: &Operation, own: &Subject<'_>, shown: &Shown) -> Option<String> {
    let parameter = own.row?.value()?;
    let is_free = parameter.kind.as_deref().is_none_or(is_any_text);
    let most = parameter.allowed.longest?;
    if !is_free || !parameter.allowed.values.is_empty() {
        return None;
    }
    let begin = match own.is_member {
        true => begin(operation, own, shown).filter(|_| most <= LONGEST)?,
        false => {
            let is_get = operation.method.effective().as_str() == "GET";
            let is_sought = SOUGHT.contains(&own.name.to_lowercase().as_str());
            let is_sent = is_get && is_sought && own.is_of_query(operation);
            Some("").filter(|_| is_sent && most <= LONGEST_IN_QUERY)?
        }
    };
    let missing = most.checked_sub(length_of(begin))?;
    let rest = "a".repeat(usize::try_from(missing).unwrap_or(0));
    Some(format!("{begin}{rest}"))
}

/// What is shown of a member that a longer text may begin with.
fn begin<'s>(operation: &Operation, own: &Subject<'_>, shown: &'s Shown) -> Option<&'s str> {
    let method = operation.method.effective();
    let is_sent = matches!(method.as_str(), "POST" | "PUT" | "PATCH");
    let name = own.name.to_lowercase().replace(['_', '-'], "");
    let is_free = is_sent && FREE.contains(&name.as_str()) && !is_once(operation, own.name);
    let first = shown.first()?.get(own.name)?.as_str()?;
    let is_own = is_free && own.is_measured_in(shown) && is_in_words(first);
    is_own.then_some(first)
}

/// Whether a type says no more than that it is a text: behind that may stand of what form.
fn is_any_text(kind: &str) -> bool {
    matches!(kind.to_ascii_lowercase().as_str(), "string" | "text")
}

/// Whether a text is written as people write: in words that begin with a capital letter, or more than one.
fn is_in_words(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '.' | '\'' | '!');
    text.chars().all(is_plain)
        && text.ends_with(|c: char| c.is_ascii_lowercase() || matches!(c, '.' | '!'))
        && (text.contains(' ') || text.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Whether a member is one of which there is one of a value only, as far as errors say.
fn is_once(operation: &Operation, name: &str) -> bool {
    let errors = operation.described.errors.iter().filter_map(Row::value);
    let mut causes = errors.flat_map(|error| error.caused_by(&[ErrorCause::Exists]));
    causes.any(|cause| cause.of.as_deref().is_none_or(|of| of == name))
}

fn served(
    scope: &Scope<'_>,
    route: &Route,
    own: &Subject<'_>,
    (name, value, words): (&str, &str, &str),
) -> Option<Case> {
    let row = own.row?;
    let (mut plan, unsendable) = scope.plan(&route.path);
    if own.is_member {
        let Some(Content::Template(template)) = &plan.content else {
            return None;
        };
        let json = serde_json::Value::from(value).to_string();
        plan.content = Some(Content::Template(template.with_member(own.name, &json)?));
    } else {
        plan.path = plan.path.with_parameter(own.name, value);
    }
    // What it asks for may be nothing that is there.
    let parameter = row.value().filter(|_| !own.is_member);
    let is_sought = parameter.is_some_and(|own| own.allowed.longest == Some(length_of(value)));
    let may_be_none = match own.is_member {
        true => false,
        false => {
            let is_below_one = plan.path.path().as_str().contains('{');
            scope.operation.listed_error(404).is_some() || is_sought && is_below_one
        }
    };
    let standing = match may_be_none {
        true => Standing::Assumed,
        false => Standing::Documented,
    };
    let (_, mut expectations, undecided) = ordinary(scope, &[scope.reference(row)], standing);
    // Another value may be answered by content of another kind.
    expectations.retain(|own| {
        !matches!(
            own.demand,
            Demand::ContentType(..)
                | Demand::ResponseHeader(..)
                | Demand::SomeBody(_)
                | Demand::EmptyBody(_)
        )
    });
    if own.is_member {
        scope.may_be_refused(plan.content.as_ref(), &mut expectations);
    }
    let requirement = format!("the page allows {words}");
    let step = Step {
        plan,
        when: When::Always,
        expectations,
    };
    let skip = unsendable.or(undecided);
    Some(case(scope, (name, &route.suffix), requirement, step, skip))
}
