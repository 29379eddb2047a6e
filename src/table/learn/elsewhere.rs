//! What makes a thing although the thing's path is not below its own: `POST /trees/{tree}/cuttings` makes what
//! `/cuttings/{cutting}` names.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{Things, place, segments, targets};
use crate::protocol::Status;
use crate::protocol::target::RequestTarget;
use crate::table::operation::Operation;
use crate::table::row::Row;

/// The fewest characters of a name that is known again wherever it is shown.
const FEWEST: usize = 4;

/// How much the page says for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    /// Its path ends in the word of the collection, and its answer is that one was created.
    Word,
    /// Its answer says that the thing is below the collection.
    Located,
}

/// The POSTs that make a thing elsewhere, those first for which the page says most, each with its own path.
pub(super) fn makers<'a>(
    own: &Things<'_>,
    operations: impl Iterator<Item = &'a Operation>,
) -> Vec<(&'a Operation, &'a RequestTarget)> {
    let posts = operations.filter(|one| one.method.effective().as_str() == "POST");
    let mut found: Vec<_> = posts
        .filter_map(|post| {
            let target = targets(post).find(|target| may_make(target, own))?;
            Some((evidence(post, target, own)?, post, target))
        })
        .collect();
    let most = found.iter().map(|(evidence, ..)| *evidence).max();
    found.retain(|(evidence, ..)| Some(*evidence) == most);
    found
        .into_iter()
        .map(|(_, post, target)| (post, target))
        .collect()
}

/// Whether a path may be one where a thing is made: it names none of them, and all else that the path of one names.
fn may_make(target: &RequestTarget, own: &Things<'_>) -> bool {
    let path = target.path();
    let names = |path: &str| -> BTreeSet<String> {
        let found = segments(path).into_iter();
        found.map(|(_, name, _)| name.to_owned()).collect()
    };
    let named = names(path.as_str());
    let is_of_one = path.shape().starts_with(&format!("{}/{{}}", own.shape));
    !is_of_one && !named.contains(&own.name) && names(&own.collection).is_subset(&named)
}

fn evidence(post: &Operation, target: &RequestTarget, own: &Things<'_>) -> Option<Evidence> {
    if is_located(post, own) {
        return Some(Evidence::Located);
    }
    if takes_one(post, own) || !is_creation(post) {
        return None;
    }
    place(post, own)?;
    let word = last_word(target.path().as_str())?;
    let is_of_word = last_word(&own.collection).as_ref() == Some(&word);
    // What is made by a name of the caller's may be given to others by its name.
    let is_put = own.on_one.iter().any(|one| {
        let is_put = one.method.effective().as_str() == "PUT";
        is_put && is_creation(one)
    });
    (is_of_word && !is_put).then_some(Evidence::Word)
}

/// The last segment of a path where it is a word, as that of one thing.
fn last_word(path: &str) -> Option<String> {
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let last = last.to_ascii_lowercase().replace('_', "-");
    let is_word = !last.is_empty() && !last.contains(['{', '}', '<', ':']);
    is_word.then(|| last.strip_suffix('s').unwrap_or(&last).to_owned())
}

/// Whether the page says that an operation makes something.
pub(super) fn is_creation(operation: &Operation) -> bool {
    let mut said = operation.responses.iter().map(Row::effective);
    let mut shown = operation.examples.iter().map(Row::effective);
    let is_it = |status: Status| status == Status::CREATED;
    said.any(|response| is_it(response.status))
        || shown.any(|example| example.response.iter().any(|own| is_it(own.status)))
}

/// Whether an answer that is shown says of what it made that it is below the collection.
fn is_located(post: &Operation, own: &Things<'_>) -> bool {
    let examples = post.examples.iter().map(Row::effective);
    let answers = examples.filter_map(|example| example.response.as_ref());
    let answers = answers.filter(|answer| answer.status == Status::CREATED);
    let mut located = answers
        .flat_map(|answer| &answer.headers)
        .filter(|(name, _)| name.is("location"));
    located.any(|(_, value)| {
        let path = match value.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
            None => value.as_str(),
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let Some((before, last)) = path.trim_end_matches('/').rsplit_once('/') else {
            return false;
        };
        !last.is_empty() && is_of_shape(before, &own.shape)
    })
}

/// Whether a path has a shape: any text stands for a placeholder.
fn is_of_shape(path: &str, shape: &str) -> bool {
    let (path, shape): (Vec<&str>, Vec<&str>) =
        (path.split('/').collect(), shape.split('/').collect());
    let mut both = path.iter().zip(&shape);
    path.len() == shape.len() && both.all(|(own, of)| *of == "{}" || own.eq_ignore_ascii_case(of))
}

/// Whether a request names such a thing: it takes one that is there.
fn takes_one(post: &Operation, own: &Things<'_>) -> bool {
    let examples = post.examples.iter().map(Row::effective);
    let mut contents = examples.filter_map(|example| example.content.as_ref());
    let names: Vec<String> = contents
        .clone()
        .filter_map(|content| serde_json::from_str::<Json>(&content.text).ok())
        .filter_map(|json| Some(json.as_object()?.keys().cloned().collect::<Vec<String>>()))
        .flatten()
        .collect();
    names.contains(&own.name)
        || contents.any(|content| {
            let known = own.shown.iter().filter(|name| name.len() >= FEWEST);
            known
                .clone()
                .any(|name| content.text.contains(&format!("\"{name}\"")))
        })
}
