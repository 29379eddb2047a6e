//! Where the answer of what makes a thing has its name.

use serde_json::Value as Json;

use super::Things;
use crate::protocol::HeaderName;
use crate::table::data::{Held, JsonKind, Token};
use crate::table::fixture::Capture;
use crate::table::operation::Operation;
use crate::table::row::Row;
use crate::table::value::ResponseBody;

/// How deep in an answer a value is looked for, in objects.
const DEEPEST: usize = 3;

/// Where the answer of what makes one has its name, and how that is known.
pub(super) fn place(maker: &Operation, own: &Things<'_>) -> Option<(Capture, String)> {
    let answers = || {
        let examples = maker
            .examples
            .iter()
            .filter_map(|row| row.effective().response.as_ref());
        examples.filter(|answer| answer.status.is_success())
    };
    let contents =
        answers().filter_map(|answer| serde_json::from_str(&answer.content.as_ref()?.text).ok());
    let contents: Vec<Json> = contents.collect();
    let members: Vec<(String, String)> = contents.iter().flat_map(scalars).collect();
    let located = answers().flat_map(|answer| &answer.headers);
    let located = located.filter(|(name, _)| name.is("location"));
    let located: Vec<&str> = located
        .filter_map(|(_, value)| value.trim_end_matches('/').rsplit('/').next())
        .collect();
    let same = members
        .iter()
        .find(|(_, value)| own.shown.contains(value) || located.contains(&value.as_str()));
    if let Some((pointer, value)) = same {
        let seen = format!("its answer shows {value} there, as a path has it");
        return Some((Capture::Pointer(pointer.clone()), seen));
    }
    let names = names(own);
    let shown: Vec<String> = members.into_iter().map(|(pointer, _)| pointer).collect();
    // What is shown goes before what is listed.
    for pointers in [shown, listed(maker)] {
        for name in &names {
            let ending = format!("/{name}");
            let named = pointers.iter().filter(|own| own.ends_with(&ending));
            if let Some(pointer) = named.min_by_key(|own| own.matches('/').count()) {
                let seen = format!("its answer has a member `{name}`");
                return Some((Capture::Pointer(pointer.clone()), seen));
            }
        }
    }
    let promised = maker
        .responses
        .iter()
        .flat_map(|row| &row.effective().headers);
    let has_location = !located.is_empty() || promised.clone().any(|name| name.is("location"));
    if has_location {
        let seen = "its answer says where it is".to_owned();
        return Some((Capture::LastSegment(HeaderName::LOCATION), seen));
    }
    // What is called an id in a path is one in nearly all answers that have the thing.
    let is_unknown = contents.is_empty() && listed(maker).is_empty();
    let is_id = own.name.to_lowercase().ends_with("id");
    (is_unknown && is_id && answers_with_content(maker)).then(|| {
        let seen = "no page shows where its answer has that, and `id` is tried".to_owned();
        (Capture::Pointer("/id".to_owned()), seen)
    })
}

/// Whether what makes a thing may answer with it: no page says that it answers with nothing.
fn answers_with_content(maker: &Operation) -> bool {
    let mut responses = maker.responses.iter().map(Row::effective);
    responses.all(|own| own.body != ResponseBody::Empty && !own.status.forbids_content())
}

/// What a member may be called that has the name of a thing.
fn names(own: &Things<'_>) -> [String; 6] {
    let thing = own.collection.rsplit('/').next().unwrap_or_default();
    let thing = thing.strip_suffix('s').unwrap_or(thing);
    [
        own.name.clone(),
        "id".to_owned(),
        format!("{thing}_id"),
        format!("{thing}Id"),
        "uuid".to_owned(),
        "_id".to_owned(),
    ]
}

/// Where the answer of what lists such things has the name of the first one, as a pointer.
pub(super) fn place_in_list(list: &Operation, own: &Things<'_>) -> Option<String> {
    let names = names(own);
    let shown = list.examples.iter().map(Row::effective);
    let shown = shown.filter_map(|example| example.response.as_ref());
    let shown = shown.filter(|answer| answer.status.is_success());
    let shown = shown.filter_map(|answer| answer.content.as_ref());
    let shown = shown.filter_map(|content| serde_json::from_str(&content.text).ok());
    let mut shown = shown.filter_map(|json: Json| {
        let (before, list) = match &json {
            Json::Array(list) => (String::new(), list),
            Json::Object(members) => {
                let mut lists = members.iter();
                let lists = lists.find_map(|(name, own)| Some((name, own.as_array()?)));
                let (name, list) = lists?;
                (format!("/{}", escaped(name)), list)
            }
            _ => return None,
        };
        let first = list.first()?.as_object()?;
        let is_name = |own: &Json| own.is_string() || own.is_u64();
        let name = names
            .iter()
            .find(|name| first.get(*name).is_some_and(is_name))?;
        Some(format!("{before}/0/{}", escaped(name)))
    });
    shown.next().or_else(|| {
        let listed: Vec<&[Token]> = list
            .types()
            .flat_map(|data| &data.members)
            .map(|row| row.effective().path.tokens())
            .collect();
        let at = |name: &String| {
            let pointer = |tokens: &[Token]| match tokens {
                [Token::Each, Token::Name(own)] if own == name => {
                    Some(format!("/0/{}", escaped(name)))
                }
                [Token::Name(list), Token::Each, Token::Name(own)] if own == name => {
                    Some(format!("/{}/0/{}", escaped(list), escaped(name)))
                }
                _ => None,
            };
            listed.iter().find_map(|tokens| pointer(tokens))
        };
        names.iter().find_map(at)
    })
}

/// A name as a JSON pointer has it (RFC 6901 §3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The pointers of the texts and numbers that the page lists of what is answered where one is made, and calls optional
/// nowhere.
fn listed(maker: &Operation) -> Vec<String> {
    let types = maker
        .responses
        .iter()
        .filter_map(|row| row.effective().data.as_deref());
    let members = types.flat_map(|data| data.members.iter().map(Row::effective));
    let own = members.filter(|member| {
        let names = member.path.tokens().iter();
        let is_below_objects = names
            .clone()
            .all(|own| matches!(own, Token::Name(name) if name != "*"));
        let is_one = member
            .kinds
            .iter()
            .all(|kind| matches!(kind, JsonKind::Text | JsonKind::Integer | JsonKind::Number));
        let is_there = member.presence != Held::Optional && !member.kinds.is_empty();
        is_below_objects && names.len() <= DEEPEST && is_one && is_there
    });
    own.map(|member| member.path.to_string()).collect()
}

/// The texts and numbers of an object and of the objects in it, with their pointers (RFC 6901).
fn scalars(json: &Json) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), json, 0)];
    while let Some((pointer, value, depth)) = open.pop() {
        let Json::Object(members) = value else {
            continue;
        };
        for (name, member) in members {
            let pointer = format!("{pointer}/{}", escaped(name));
            match member {
                Json::String(text) => found.push((pointer, text.clone())),
                Json::Number(number) => found.push((pointer, number.to_string())),
                Json::Object(_) if depth + 1 < DEEPEST => open.push((pointer, member, depth + 1)),
                Json::Object(_) | Json::Array(_) | Json::Bool(_) | Json::Null => {}
            }
        }
    }
    found
}
