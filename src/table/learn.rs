//! Which operations give and take back what the placeholders of paths name, as far as the tables say it: proposals for
//! fixtures, each with its reason. Nothing of it is used before a person wrote it down.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::data::{Held, JsonKind, Token};
use super::fixture::{Capture, Fixture};
use super::operation::{Operation, OperationId, SpecTable};
use super::row::Row;
use super::value::RequestBody;
use crate::protocol::HeaderName;
use crate::protocol::target::RequestTarget;

/// How deep in an answer a value is looked for, in objects.
const DEEPEST: usize = 3;

/// What the tables say of the values of paths.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    /// The fixtures that they speak for.
    pub proposals: Vec<Proposal>,
    /// The placeholders that nothing gives a value to, each with the path that it is of and a sentence why.
    pub open: Vec<(String, String)>,
    /// The operations that are sent without content, since nothing is said of it.
    pub without_content: Vec<OperationId>,
}

/// A fixture that the tables speak for.
#[derive(Debug)]
pub(crate) struct Proposal {
    /// The placeholder.
    pub variable: String,
    /// What makes one.
    pub produced_by: OperationId,
    /// Where in the answer the value stands; `None` where no page shows it.
    pub from: Option<Capture>,
    /// What takes it back.
    pub released_by: Option<OperationId>,
    /// What is served while it is there.
    pub used_by: Option<OperationId>,
    /// Why, in a sentence.
    pub reason: String,
}

impl Proposal {
    /// Whether no page shows where the value stands.
    #[must_use]
    pub(crate) fn is_guess(&self) -> bool {
        self.from.is_none()
    }

    /// The fixture as lines of `fixtures.toml`.
    #[must_use]
    pub(crate) fn lines(&self) -> Vec<String> {
        let place = match &self.from {
            Some(Capture::Pointer(pointer)) => format!("json-pointer = {}", quoted(pointer)),
            Some(Capture::Header(name)) => format!("header = {}", quoted(name.as_str())),
            Some(Capture::LastSegment(name)) => {
                format!("last-segment-of-header = {}", quoted(name.as_str()))
            }
            // What is proposed stands in one of the places above.
            Some(_) => String::new(),
            None => format!(
                "json-pointer = {}    # where it stands in the answer",
                quoted(&format!(
                    "/{}",
                    self.variable.rsplit('.').next().unwrap_or_default()
                ))
            ),
        };
        let mut lines = vec![
            "[[fixture]]".to_owned(),
            format!("variable = {}", quoted(&self.variable)),
            format!("produced-by = {}", quoted(&self.produced_by.0)),
            place,
        ];
        let named = [
            ("released-by", &self.released_by),
            ("used-by", &self.used_by),
        ];
        let named = named
            .into_iter()
            .filter_map(|(key, id)| Some((key, id.as_ref()?)));
        lines.extend(named.map(|(key, id)| format!("{key} = {}", quoted(&id.0))));
        lines
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// The things below a collection's path, as the operations on them name one.
struct Things<'a> {
    /// The path of the collection, as it is written first.
    collection: String,
    /// The placeholder's name, and the one with what stands before it.
    name: String,
    qualified: String,
    /// The POST on the collection.
    maker: Option<&'a Operation>,
    /// The operations on one of them, by path.
    on_one: Vec<&'a Operation>,
    /// What examples have in the placeholder's place.
    shown: BTreeSet<String>,
    /// Whether another placeholder stands right behind it somewhere, so that it may be a part of a name.
    is_part: bool,
}

/// What the tables say of the values of paths that have no fixture yet.
#[must_use]
pub(crate) fn learn(tables: &[SpecTable], known: &[Fixture]) -> Learned {
    let things = things(tables);
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for own in things.values() {
        *named.entry(&own.name).or_default() += 1;
    }
    let operations = tables.iter().flat_map(|table| &table.operations);
    let without = operations.filter(|operation| says_nothing_of_content(operation));
    let mut learned = Learned {
        without_content: without.map(|operation| operation.id.clone()).collect(),
        ..Learned::default()
    };
    for own in things.values() {
        let is_known =
            |fixture: &Fixture| fixture.variable == own.name || fixture.variable == own.qualified;
        if known.iter().any(is_known) {
            continue;
        }
        let is_one = named.get(own.name.as_str()) == Some(&1);
        let variable = if is_one { &own.name } else { &own.qualified };
        let is_taken = |known: &Proposal| known.variable == *variable;
        match proposal(variable, own) {
            Ok(_) if learned.proposals.iter().any(is_taken) => {
                let reason = format!(
                    "things of {} have the same name as others: --var {variable}=…",
                    own.collection
                );
                learned.open.push((variable.clone(), reason));
            }
            Ok(proposal) => learned.proposals.push(proposal),
            Err(reason) => learned.open.push((variable.clone(), reason)),
        }
    }
    learned
}

/// Whether a request may have content, and neither words nor examples say which, or that it has none.
#[must_use]
pub(crate) fn says_nothing_of_content(operation: &Operation) -> bool {
    let is_known = operation.request_body.is_some() || !operation.examples.is_empty();
    !is_known && operation.method.effective().anticipates_content()
}

/// The fixture of a placeholder, by its name or its qualified one.
#[must_use]
pub(crate) fn of(variable: &str, tables: &[SpecTable]) -> Option<Proposal> {
    let things = things(tables);
    let is_it = |own: &Things<'_>| own.name == variable || own.qualified == variable;
    let mut all = things.values().filter(|own| is_it(own));
    all.find_map(|own| proposal(variable, own).ok())
}

/// The things that the paths of operations name by a segment of their own, by the shapes of their collections.
fn things(tables: &[SpecTable]) -> BTreeMap<String, Things<'_>> {
    let operations = || tables.iter().flat_map(|table| &table.operations);
    let mut makers: BTreeMap<String, &Operation> = BTreeMap::new();
    for operation in operations().filter(|own| own.method.effective().as_str() == "POST") {
        for target in targets(operation) {
            makers.entry(target.path().shape()).or_insert(operation);
        }
    }
    let mut all: BTreeMap<String, Things<'_>> = BTreeMap::new();
    for operation in operations() {
        for target in targets(operation) {
            let shape = target.path().shape();
            for (collection, name, rest) in segments(target.path().as_str()) {
                let Some(qualified) = qualified(target, collection, name) else {
                    continue;
                };
                let at = collection.split('/').count();
                let before: Vec<&str> = shape.split('/').take(at).collect();
                let before = before.join("/");
                let maker = makers.get(&before).copied();
                let own = all.entry(before).or_insert_with(|| Things {
                    maker,
                    collection: collection.to_owned(),
                    name: name.to_owned(),
                    qualified,
                    on_one: Vec::new(),
                    shown: BTreeSet::new(),
                    is_part: false,
                });
                if rest.is_empty() && !own.on_one.iter().any(|known| known.id == operation.id) {
                    own.on_one.push(operation);
                }
                own.is_part |= rest.starts_with("/{");
                own.shown.extend(shown_at(operation, at));
            }
        }
    }
    all
}

/// The name of a placeholder with what stands before it.
fn qualified(target: &RequestTarget, collection: &str, name: &str) -> Option<String> {
    let before = collection.rsplit('/').next().unwrap_or_default();
    let own = target
        .placeholders()
        .into_iter()
        .filter(|(own, _)| own == name);
    let mut own = own.map(|(_, qualified)| qualified).peekable();
    let first = own.peek().cloned();
    own.find(|qualified| *qualified == format!("{before}.{name}"))
        .or(first)
}

/// The placeholders that are a whole segment of a path: what stands before each, its name, and what stands behind it.
fn segments(path: &str) -> Vec<(&str, &str, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for segment in path.split('/') {
        let end = at + segment.len();
        let name = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
        let name = name.filter(|name| !name.is_empty() && !name.contains(['{', '}']));
        if let (Some(name), Some(before)) = (name, at.checked_sub(1)) {
            let rest = path.get(end..).unwrap_or_default();
            found.push((path.get(..before).unwrap_or_default(), name, rest));
        }
        at = end + 1;
    }
    found
}

/// What the examples of an operation have in a segment of their paths.
fn shown_at(operation: &Operation, at: usize) -> Vec<String> {
    let examples = operation.examples.iter().map(Row::effective);
    let segments = examples.filter_map(|example| {
        let own = example.path.path().as_str().split('/').nth(at)?;
        (!own.is_empty() && !own.contains(['{', '<'])).then(|| own.to_owned())
    });
    segments.collect()
}

fn targets(operation: &Operation) -> impl Iterator<Item = &RequestTarget> {
    operation
        .paths
        .iter()
        .flat_map(|row| row.effective().iter())
}

/// The fixture of some things, or why there is none.
fn proposal(variable: &str, own: &Things<'_>) -> Result<Proposal, String> {
    let by = |method: &str| {
        let mut on_one = own.on_one.iter();
        let own = on_one.find(|one| one.method.effective().as_str() == method);
        own.map(|one| one.id.clone())
    };
    let collection = &own.collection;
    if own.on_one.is_empty() && own.is_part {
        return Err(format!("it is a part of a name only: --var {variable}=…"));
    }
    let Some(maker) = own.maker else {
        return Err(match by("PUT") {
            Some(put) => format!("{put} makes it by a name of the caller's: --var {variable}=…"),
            None => format!("no POST {collection} is documented: --var {variable}=…"),
        });
    };
    let takes_content = matches!(
        maker.request_body.as_ref().map(Row::effective),
        Some(RequestBody::Json | RequestBody::Other)
    );
    let mut examples = maker.examples.iter().map(Row::effective);
    if takes_content && !examples.any(|example| example.content.is_some()) {
        return Err(format!(
            "{} makes one, and no page shows the content that it takes: --var {variable}=…",
            maker.id
        ));
    }
    let found = place(maker, own);
    let seen = match &found {
        Some((_, seen)) => seen.clone(),
        None => "where its answer has it, no page shows".to_owned(),
    };
    Ok(Proposal {
        variable: variable.to_owned(),
        produced_by: maker.id.clone(),
        from: found.map(|(place, _)| place),
        released_by: by("DELETE"),
        used_by: by("GET"),
        reason: format!(
            "POST {collection} makes what {{{variable}}} of {collection}/{{{}}} names; {seen}",
            own.name
        ),
    })
}

/// Where the answer of what makes one has its name, and how that is known.
fn place(maker: &Operation, own: &Things<'_>) -> Option<(Capture, String)> {
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
    let thing = own.collection.rsplit('/').next().unwrap_or_default();
    let thing = thing.strip_suffix('s').unwrap_or(thing);
    let names = [
        own.name.clone(),
        "id".to_owned(),
        format!("{thing}_id"),
        format!("{thing}Id"),
        "uuid".to_owned(),
        "_id".to_owned(),
    ];
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
    has_location.then(|| {
        let seen = "its answer says where it is".to_owned();
        (Capture::LastSegment(HeaderName::LOCATION), seen)
    })
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
            let name = name.replace('~', "~0").replace('/', "~1");
            let pointer = format!("{pointer}/{name}");
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
