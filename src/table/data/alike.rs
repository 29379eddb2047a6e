//! Types that are of one thing: what every example of it has, its other examples are expected to have, too.
//!
//! One operation's own example says of a member that it may be there. Where those of other operations on the same thing
//! have it as well (what is made, read, changed and listed), our reading is that it is always there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{DataType, Held, JsonKind, MemberPath, Token};
use crate::table::{Operation, Response, Row, Shape, SpecTable};

/// What content is of: a named resource, or what stands below a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Thing {
    Named(String),
    Below(String),
}

/// An object that is one of some thing, as a type has it.
struct Seen {
    /// Which table, operation and response it is in.
    at: (usize, usize, usize),
    /// Where in its type.
    node: MemberPath,
    /// The places below it that all examples of the operation have.
    held: HashSet<MemberPath>,
}

/// Of two objects that are one thing, how much of the larger one's members the other has at least.
const ALIKE: (usize, usize) = (3, 5);

/// Expects of the content of each operation what all examples of the same thing have, and of a collection the list that
/// it is in.
pub(crate) fn expect(tables: &mut [SpecTable]) {
    let mut things: HashMap<Thing, Vec<Seen>> = HashMap::new();
    let mut expected: HashMap<(usize, usize, usize), HashSet<MemberPath>> = HashMap::new();
    for (table, own) in tables.iter().enumerate() {
        for (operation, own) in own.operations.iter().enumerate() {
            for (response, row) in own.responses.iter().enumerate() {
                let at = (table, operation, response);
                if let Some(data) = &row.effective().data {
                    see(
                        at,
                        own,
                        (Some(row.effective()), data),
                        &mut things,
                        &mut expected,
                    );
                }
            }
            if let Some(row) = &own.content {
                let at = (table, operation, own.responses.len());
                see(
                    at,
                    own,
                    (None, &row.effective().data),
                    &mut things,
                    &mut expected,
                );
            }
        }
    }
    for seen in things.into_values() {
        add_common(seen, &mut expected);
    }
    for ((table, operation, response), paths) in expected {
        let own = tables
            .get_mut(table)
            .and_then(|own| own.operations.get_mut(operation));
        let Some(own) = own else { continue };
        let data = match own.responses.get_mut(response) {
            Some(row) => row
                .readings_mut()
                .first_mut()
                .and_then(|first| first.value.data.as_mut()),
            None => {
                let content = own.content.as_mut();
                content.and_then(|row| Some(&mut row.readings_mut().first_mut()?.value.data))
            }
        };
        if let Some(data) = data {
            *data = Arc::new(with(data, &paths));
        }
    }
}

/// Adds the object of one response to those of its thing.
fn see(
    at: (usize, usize, usize),
    operation: &Operation,
    (response, data): (Option<&Response>, &DataType),
    things: &mut HashMap<Thing, Vec<Seen>>,
    expected: &mut HashMap<(usize, usize, usize), HashSet<MemberPath>>,
) {
    let Some((thing, node, list)) = thing(operation, response, data) else {
        return;
    };
    if let Some(list) = list {
        expected.entry(at).or_default().insert(list);
    }
    let members = data.members.iter().map(Row::effective);
    let held = members.filter(|own| !matches!(own.presence, Held::Optional | Held::Unstated));
    let below = held.filter_map(|own| own.path.below(&node));
    let held: HashSet<MemberPath> = below.collect();
    if !held.is_empty() {
        things
            .entry(thing)
            .or_default()
            .push(Seen { at, node, held });
    }
}

/// What a response is of, where in it one of these stands, and the member that holds the list of them.
fn thing(
    operation: &Operation,
    response: Option<&Response>,
    data: &DataType,
) -> Option<(Thing, MemberPath, Option<MemberPath>)> {
    let is_kind = |path: &MemberPath, kind: JsonKind| {
        let mut members = data.members.iter().map(Row::effective);
        members.any(|own| own.path == *path && own.kinds == [kind])
    };
    let whole = MemberPath::WHOLE;
    let paths = operation.paths.iter().flat_map(Row::effective);
    let path = paths.map(|target| target.path().shape()).next()?;
    let path = path.trim_end_matches('/');
    let (parent, last) = path.rsplit_once('/')?;
    let is_item = last.contains("{}") || last.contains(|c: char| c.is_ascii_digit());
    let named = response
        .and_then(|own| own.resource.clone())
        .map(Thing::Named);
    let of_list = |node: MemberPath, list: Option<MemberPath>| {
        let thing = named
            .clone()
            .unwrap_or_else(|| Thing::Below(path.to_owned()));
        Some((thing, node, list))
    };
    let method = operation.method.effective().as_str();
    let is_get = method == "GET";
    if is_get && !is_item && is_kind(&whole, JsonKind::List) {
        return of_list(whole.each(), None);
    }
    if !is_kind(&whole, JsonKind::Object) {
        return None;
    }
    let is_collection = response.is_none_or(|own| own.shape != Some(Shape::Object));
    if is_get && !is_item && is_collection {
        let lists = data.members.iter().map(|row| &row.effective().path);
        let mut lists = lists.filter(|path| {
            path.tokens().len() == 1
                && is_kind(path, JsonKind::List)
                && is_kind(&path.each(), JsonKind::Object)
        });
        if let (Some(list), None) = (lists.next(), lists.next()) {
            return of_list(list.each(), Some(list.clone()));
        }
    }
    let below = match (method, is_item) {
        ("POST", false) => path,
        ("GET" | "PUT" | "PATCH", true) => parent,
        _ if named.is_some() => path,
        _ => return None,
    };
    Some((
        named.unwrap_or_else(|| Thing::Below(below.to_owned())),
        whole,
        None,
    ))
}

/// Adds what all objects of one thing have, where several operations show it.
fn add_common(
    mut seen: Vec<Seen>,
    expected: &mut HashMap<(usize, usize, usize), HashSet<MemberPath>>,
) {
    let Some(largest) = seen.iter().map(|own| own.held.len()).max() else {
        return;
    };
    seen.retain(|own| own.held.len() * ALIKE.1 >= largest * ALIKE.0);
    let mut operations: Vec<(usize, usize)> = seen.iter().map(|own| (own.at.0, own.at.1)).collect();
    operations.sort_unstable();
    operations.dedup();
    let Some((first, others)) = seen.split_first().filter(|_| operations.len() > 1) else {
        return;
    };
    let common = first
        .held
        .iter()
        .filter(|path| others.iter().all(|own| own.held.contains(*path)));
    let common: Vec<MemberPath> = common.cloned().collect();
    if common.len() * ALIKE.1 < largest * ALIKE.0 {
        return;
    }
    for own in &seen {
        let paths = common.iter().map(|path| own.node.join(path));
        expected.entry(own.at).or_default().extend(paths);
    }
}

/// A type whose members at some places are expected.
fn with(data: &DataType, paths: &HashSet<MemberPath>) -> DataType {
    let mut data = data.clone();
    for reading in data.members.iter_mut().flat_map(Row::readings_mut) {
        let member = &mut reading.value;
        let is_shown = member.presence == Held::Shown;
        let is_named = matches!(member.path.tokens().last(), Some(Token::Name(_)));
        if is_shown && is_named && paths.contains(&member.path) {
            member.presence = Held::Expected;
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::expect;
    use crate::derive::derive;
    use crate::table::data::Held;
    use crate::text::page::Page;

    /// A page of which each operation shows one example.
    const OARS: &str = "# Oars\n\n## List\n\n`GET /oars`\n\nReturns `200`:\n\n```json\n\
                        {\"oars\": [{\"id\": 1, \"wood\": \"ash\", \"note\": \"x\"}], \"at\": 3}\n```\n\n\
                        ## Get\n\n`GET /oars/{id}`\n\nReturns `200`:\n\n```json\n\
                        {\"id\": 1, \"wood\": \"ash\", \"worn\": 2}\n```\n\n\
                        ## Others\n\n`GET /boats/{id}`\n\nReturns `200`:\n\n```json\n{\"id\": 1, \"wood\": \"fir\"}\n```\n";

    #[test]
    fn what_the_examples_of_one_thing_have_is_expected_of_each_and_of_a_collection_its_list() {
        let table = derive(&Page::new("oars.md", OARS)).table.unwrap();
        let mut tables = [table];
        expect(&mut tables);
        let rows = tables.iter().flat_map(|table| &table.operations);
        let rows = rows.flat_map(|operation| {
            let data = operation.responses[0].effective().data.as_ref().unwrap();
            let expected = data.members.iter().map(|row| row.effective());
            let expected = expected.filter(|member| member.presence == Held::Expected);
            expected.map(|member| format!("{}{}", operation.id, member.path))
        });
        let rows: Vec<String> = rows.collect();
        assert_eq!(
            rows,
            [
                "oars-get-oars/oars",
                "oars-get-oars/oars/*/id",
                "oars-get-oars/oars/*/wood",
                "oars-get-oars-id/id",
                "oars-get-oars-id/wood",
            ]
        );
    }
}
