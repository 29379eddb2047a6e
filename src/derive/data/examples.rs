//! What examples of content show, and which lists of members are of which objects in it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::read::{ListOf, MemberList, Text};
use crate::table::data::shown::{Shown, shown};
use crate::table::data::{JsonKind, MemberPath, Token};
use crate::text::sample;

/// What is shown of one response's content.
pub(super) struct Examples<'a> {
    /// Those that could be read.
    pub texts: Vec<&'a Text>,
    /// What they show together.
    pub all: Vec<Shown>,
    /// Where each place stands in `all`.
    pub at: HashMap<MemberPath, usize>,
}

impl<'a> Examples<'a> {
    /// What some texts show.
    pub(super) fn of(texts: Vec<&'a Text>) -> Self {
        let mut kept = Vec::new();
        let mut values = Vec::new();
        for text in texts {
            if let Some(value) = value(&text.text) {
                kept.push(text);
                values.push(value);
            }
        }
        let all = shown(&values.iter().collect::<Vec<_>>());
        let at = all.iter().enumerate();
        let at = at.map(|(at, shown)| (shown.path.clone(), at)).collect();
        Self {
            texts: kept,
            all,
            at,
        }
    }

    /// What is shown of a place.
    pub(super) fn get(&self, path: &MemberPath) -> Option<&Shown> {
        self.all.get(*self.at.get(path)?)
    }

    /// The names of each object, in the order the objects are shown.
    fn objects(&self) -> Vec<(MemberPath, Vec<&str>)> {
        let is_object = |shown: &&Shown| shown.kinds.contains(&JsonKind::Object);
        let mut objects: Vec<(MemberPath, Vec<&str>)> = Vec::new();
        let mut at = HashMap::new();
        for own in self.all.iter().filter(is_object) {
            at.insert(own.path.clone(), objects.len());
            objects.push((own.path.clone(), Vec::new()));
        }
        for own in &self.all {
            let around = own.path.split();
            if let Some((around, _)) = &around
                && let Some(Token::Name(name)) = own.path.tokens().last()
                && let Some(at) = at.get(around)
            {
                objects[*at].1.push(name);
            }
        }
        objects
    }
}

/// What a text shows; of one that is no JSON but for how it begins, no more than that.
fn value(text: &str) -> Option<sample::Value> {
    let text = text.trim();
    let begun = || {
        if text.starts_with('{') && text.ends_with('}') {
            let members = Vec::new();
            let has_gap = true;
            Some(sample::Value::Object { members, has_gap })
        } else if text.starts_with('[') && text.ends_with(']') {
            Some(sample::Value::List(Vec::new()))
        } else {
            None
        }
    };
    sample::read(text).or_else(begun)
}

/// Whether a list is of the elements of a list.
pub(super) fn is_of_elements(list: &MemberList) -> bool {
    let first = list.members.first();
    first.is_some_and(|claim| claim.value.path.tokens().first() == Some(&Token::Each))
}

/// The names that a list has of the object itself.
pub(super) fn names(list: &MemberList) -> impl Iterator<Item = &str> {
    let skipped = usize::from(is_of_elements(list));
    let firsts = list
        .members
        .iter()
        .filter_map(move |claim| claim.value.path.tokens().get(skipped));
    firsts.filter_map(|token| match token {
        Token::Name(name) => Some(name.as_str()),
        Token::Each => None,
    })
}

/// Which lists are of which objects of an example: those whose names it has.
pub(super) fn attached<'l>(
    examples: &Examples<'_>,
    lists: &'l [Arc<MemberList>],
) -> Vec<(MemberPath, &'l MemberList)> {
    let mut found: Vec<(MemberPath, &MemberList)> = Vec::new();
    let mut told: Vec<usize> = Vec::new();
    for (node, shown) in examples.objects() {
        let around = node.split();
        let is_element = around
            .as_ref()
            .is_some_and(|(_, last)| **last == Token::Each);
        let fit = lists
            .iter()
            .enumerate()
            .filter(|(_, list)| is_element || !is_of_elements(list));
        let fit = fit.filter_map(|(at, list)| {
            let mut listed: Vec<&str> = names(list).collect();
            listed.sort_unstable();
            listed.dedup();
            let both = listed.iter().filter(|name| shown.contains(name)).count();
            let is_of = match list.of {
                ListOf::Whole(_) => false,
                ListOf::Response => both > 0 && both * 2 >= listed.len().min(shown.len()),
                ListOf::Object(_) => {
                    both > 1 && both * 10 >= listed.len() * 6 && both * 2 >= shown.len()
                }
            };
            // An operation's own list is of one object of its content.
            let is_taken = list.of == ListOf::Response && told.contains(&at);
            let rank = (both, list.of == ListOf::Response, std::cmp::Reverse(at));
            (is_of && !is_taken).then_some((rank, at))
        });
        if let Some((_, at)) = fit.max() {
            told.push(at);
            let list = lists[at].as_ref();
            let base = around
                .map(|(around, _)| around)
                .filter(|_| is_of_elements(list));
            found.push((base.unwrap_or(node), list));
        }
    }
    found
}
