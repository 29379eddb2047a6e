//! What changed in success responses.

use super::{Change, Impact, change, first};
use crate::protocol::HeaderName;
use crate::table::data::{Held, Member, MemberPath, Null};
use crate::table::words::{Word as _, Words as _};
use crate::table::{Operation, Response, ResponseBody};

pub(super) fn compare(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    let before: Vec<&Response> = old.responses.iter().map(first).collect();
    let after: Vec<&Response> = new.responses.iter().map(first).collect();
    for response in &before {
        match after.iter().find(|other| other.status == response.status) {
            Some(now) => {
                changes.extend(content(old, response, now));
                changes.extend(members(old, response, now));
                changes.extend(headers(old, response, now));
            }
            None => changes.push(change(
                Impact::Breaking,
                old,
                named(response),
                response.words(),
                String::new(),
            )),
        }
    }
    for response in &after {
        if !before.iter().any(|other| other.status == response.status) {
            // A client that knows no success of that status may take it for a failure.
            let impact = if response.when.is_some() {
                Impact::Compatible
            } else {
                Impact::Breaking
            };
            let (what, words) = (named(response), response.words());
            changes.push(change(impact, old, what, String::new(), words));
        }
    }
}

fn named(response: &Response) -> String {
    format!("response {}", response.status.code())
}

/// What changed in a response's content; where one of the two says nothing, nothing is taken back.
fn content(old: &Operation, was: &Response, is: &Response) -> Vec<Change> {
    let mut changes = Vec::new();
    let what = named(was);
    let impact = |both_say: bool| match both_say {
        true => Impact::Breaking,
        false => Impact::Compatible,
    };
    let mut add = |impact, part: &str, was: &str, is: &str| {
        let what = format!("{what} {part}");
        changes.push(change(impact, old, what, was.to_owned(), is.to_owned()));
    };
    if was.body != is.body {
        let unstated = ResponseBody::Unstated;
        let both = was.body != unstated && is.body != unstated;
        add(impact(both), "body", was.body.word(), is.body.word());
    }
    if was.content_type != is.content_type {
        let both = was.content_type.is_some() && is.content_type.is_some();
        let text = |kind: &Option<String>| kind.clone().unwrap_or_default();
        let (was, is) = (text(&was.content_type), text(&is.content_type));
        add(impact(both), "Content-Type", &was, &is);
    }
    if let (Some(was), Some(is)) = (&was.resource, &is.resource)
        && was != is
    {
        add(Impact::Breaking, "resource", was, is);
    }
    if let (Some(was), Some(is)) = (was.shape, is.shape)
        && was != is
    {
        add(Impact::Breaking, "shape", was.word(), is.word());
    }
    changes
}

/// What changed of the members of a response's JSON; where one of the two says nothing of them, nothing did.
fn members(old: &Operation, was: &Response, is: &Response) -> Vec<Change> {
    let (Some(before), Some(after)) = (&was.data, &is.data) else {
        return Vec::new();
    };
    let before: Vec<&Member> = before.members.iter().map(first).collect();
    let after: Vec<&Member> = after.members.iter().map(first).collect();
    let what = |member: &Member| match member.path == MemberPath::WHOLE {
        true => format!("{} content", named(was)),
        false => format!("{} member {}", named(was), member.path),
    };
    let mut changes = Vec::new();
    for member in &before {
        let now = after.iter().find(|other| other.path == member.path);
        let words = now.map_or_else(String::new, |now| now.words());
        if words != member.words() {
            let impact = impact_of(member, now.copied());
            changes.push(change(impact, old, what(member), member.words(), words));
        }
    }
    let come = after
        .iter()
        .filter(|member| !before.iter().any(|other| other.path == member.path));
    changes.extend(come.map(|member| {
        let impact = Impact::Compatible;
        change(impact, old, what(member), String::new(), member.words())
    }));
    changes
}

/// What it means to a client that a member is documented so from now on.
fn impact_of(was: &Member, is: Option<&Member>) -> Impact {
    let Some(is) = is else {
        return Impact::Breaking;
    };
    let has_new_kind = !is.kinds.iter().all(|kind| was.takes(*kind));
    let has_new_value =
        !was.values.is_empty() && !is.values.iter().all(|own| was.values.contains(own));
    let may_be_gone = was.presence == Held::Always && is.presence != Held::Always;
    let may_be_null = is.null == Null::Allowed && was.null != Null::Allowed;
    let is_other = is.format.is_some() && was.format.is_some() && is.format != was.format;
    match has_new_kind || has_new_value || may_be_gone || may_be_null || is_other {
        true => Impact::Breaking,
        false => Impact::Compatible,
    }
}

/// The headers that are promised no longer, and those that are promised now.
fn headers(old: &Operation, was: &Response, is: &Response) -> Vec<Change> {
    let named = |name: &HeaderName| format!("{} header {name}", named(was));
    let promised = || "promised".to_owned();
    let gone = was.headers.iter().filter(|name| !is.headers.contains(name));
    let gone = gone.map(|name| {
        change(
            Impact::Breaking,
            old,
            named(name),
            promised(),
            String::new(),
        )
    });
    let come = is.headers.iter().filter(|name| !was.headers.contains(name));
    let come = come.map(|name| {
        change(
            Impact::Compatible,
            old,
            named(name),
            String::new(),
            promised(),
        )
    });
    gone.chain(come).collect()
}
