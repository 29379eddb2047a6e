//! Which operations give and take back what the placeholders of paths name, as far as the tables say it: proposals for
//! fixtures, each with its reason. Nothing of it is used before a person wrote it down.

mod elsewhere;
mod place;
mod requests;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use elsewhere::{is_creation, makers};
use place::{place, place_in_list};
use requests::requests;
pub(crate) use written::{Naming, Proposal, key};

use super::fixture::{Capture, Fixture};
use super::made::made_content;
use super::operation::{Operation, OperationId, SpecTable};
use super::routes::Documented;
use super::row::Row;
use super::value::RequestBody;
use crate::protocol::request::TOKEN;
use crate::protocol::target::RequestTarget;

/// What the tables say of the values of paths.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    /// The fixtures that they speak for.
    pub proposals: Vec<Proposal>,
    /// The placeholders that nothing gives a value to, each with the path that it is of and a sentence why.
    pub open: Vec<(String, String)>,
    /// The operations that are sent without content, since nothing is said of it.
    pub without_content: Vec<OperationId>,
    /// What content names of other things that a fixture gives.
    pub requests: Vec<Naming>,
}

/// The things below a collection's path, as the operations on them name one.
struct Things<'a> {
    /// The path of the collection, as it is written first, and its shape.
    collection: String,
    shape: String,
    /// The placeholder's name, and the one with what stands before it.
    name: String,
    qualified: String,
    /// The POST that makes one, and its path: on the collection, or elsewhere.
    maker: Option<(&'a Operation, String)>,
    /// Others that make one as well.
    others: Vec<&'a OperationId>,
    /// The operations on one of them, by path.
    on_one: Vec<&'a Operation>,
    /// What examples have in the placeholder's place.
    shown: BTreeSet<String>,
    /// Whether another placeholder stands right behind it somewhere, so that it may be a part of a name.
    is_part: bool,
    /// Whether an operation changes or removes one, or does something with it.
    is_changed: bool,
}

/// What the tables say of the values of paths that have no fixture yet.
#[must_use]
pub(crate) fn learn(tables: &[SpecTable], known: &[Fixture]) -> Learned {
    let things = things(tables);
    let named = named(&things);
    let operations = tables.iter().flat_map(|table| &table.operations);
    let documented = Documented::of(tables, &[]);
    let is_made = |own: &&Operation| made_content(own, documented.maker_of(own)).is_some();
    let without = operations.filter(|operation| says_nothing_of_content(operation));
    let without = without.filter(|operation| !is_made(operation));
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
        let variable = own.variable(&named);
        let is_taken = |known: &Proposal| known.variable == variable;
        match proposal(variable, own) {
            Ok(_) if learned.proposals.iter().any(is_taken) => {
                let reason = format!(
                    "things of {} have the same name as others: --var {variable}=…",
                    own.collection
                );
                learned.open.push((variable.to_owned(), reason));
            }
            Ok(proposal) => learned.proposals.push(proposal),
            Err(reason) => match found(variable, own, tables) {
                Some(proposal) if !learned.proposals.iter().any(is_taken) => {
                    learned.proposals.push(proposal);
                }
                Some(_) | None => learned.open.push((variable.to_owned(), reason)),
            },
        }
    }
    learned.requests = requests(tables, &things, &named, (&learned.proposals, known));
    learned
}

/// How often things have a name.
fn named<'t>(things: &'t BTreeMap<String, Things<'_>>) -> BTreeMap<&'t str, usize> {
    let mut named = BTreeMap::new();
    for own in things.values() {
        *named.entry(own.name.as_str()).or_default() += 1;
    }
    named
}

/// What placeholders of paths are called where whoever runs the cases is asked for their values, by their names with
/// what stands before them: in one way, whoever asks.
#[must_use]
pub(crate) fn names(tables: &[SpecTable]) -> BTreeMap<String, String> {
    let things = placed(tables);
    let named = named(&things);
    let all = things.values();
    let names = all.map(|own| (own.qualified.clone(), own.variable(&named).to_owned()));
    names.collect()
}

impl Things<'_> {
    /// The name by which a value is given: the bare one, unless others have it as well.
    fn variable(&self, named: &BTreeMap<&str, usize>) -> &str {
        let is_one = named.get(self.name.as_str()) == Some(&1) && self.name != TOKEN;
        if is_one { &self.name } else { &self.qualified }
    }
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

/// The things that the paths of operations name, each with what makes one.
fn things(tables: &[SpecTable]) -> BTreeMap<String, Things<'_>> {
    let mut all = placed(tables);
    let operations = || tables.iter().flat_map(|table| &table.operations);
    for own in all.values_mut().filter(|own| own.maker.is_none()) {
        let mut found = makers(own, operations()).into_iter();
        own.maker = found
            .next()
            .map(|(maker, target)| (maker, target.path().as_str().to_owned()));
        own.others = found.map(|(other, _)| &other.id).collect();
    }
    all
}

/// The things that the paths of operations name by a segment of their own, by the shapes of their collections, each with
/// what is made by a POST on that.
fn placed(tables: &[SpecTable]) -> BTreeMap<String, Things<'_>> {
    let operations = || tables.iter().flat_map(|table| &table.operations);
    let mut posts: BTreeMap<String, &Operation> = BTreeMap::new();
    for operation in operations().filter(|own| own.method.effective().as_str() == "POST") {
        for target in targets(operation) {
            posts.entry(target.path().shape()).or_insert(operation);
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
                let maker = posts.get(&before).copied();
                let own = all.entry(before.clone()).or_insert_with(|| Things {
                    maker: maker.map(|maker| (maker, collection.to_owned())),
                    others: Vec::new(),
                    collection: collection.to_owned(),
                    shape: before,
                    name: name.to_owned(),
                    qualified,
                    on_one: Vec::new(),
                    shown: BTreeSet::new(),
                    is_part: false,
                    is_changed: false,
                });
                if rest.is_empty() && !own.on_one.iter().any(|known| known.id == operation.id) {
                    own.on_one.push(operation);
                }
                own.is_part |= rest.starts_with("/{");
                own.is_changed |= !operation.method.effective().is_safe();
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
        on_one.find(|one| one.method.effective().as_str() == method)
    };
    let collection = &own.collection;
    if own.on_one.is_empty() && own.is_part {
        return Err(format!("it is a part of a name only: --var {variable}=…"));
    }
    let Some((maker, at)) = &own.maker else {
        let why = match by("PUT") {
            Some(put) if is_creation(put) => {
                format!("{} makes it by a name of the caller's", put.id)
            }
            Some(put) => format!(
                "no POST that makes one is documented, and {} may make it by a name of the caller's or rewrite one",
                put.id
            ),
            None => format!("no POST {collection} is documented"),
        };
        return Err(format!("{why}: {}", by_value(variable, own)));
    };
    let takes_content = matches!(
        maker.request_body.as_ref().map(Row::effective),
        Some(RequestBody::Json | RequestBody::Other)
    );
    let mut examples = maker.examples.iter().map(Row::effective);
    let is_shown = examples.any(|example| example.content.is_some());
    if takes_content && !is_shown && made_content(maker, None).is_none() {
        return Err(format!(
            "{} makes one, and no page shows the content that it takes: {}",
            maker.id,
            by_value(variable, own)
        ));
    }
    let found = place(maker, own);
    let seen = match &found {
        Some((_, seen)) => seen.clone(),
        None => "where its answer has it, no page shows".to_owned(),
    };
    let others: Vec<&str> = own.others.iter().map(|id| id.0.as_str()).collect();
    let others = match others.as_slice() {
        [] => String::new(),
        _ => format!("; {} may make one as well", others.join(", ")),
    };
    Ok(Proposal {
        variable: variable.to_owned(),
        produced_by: maker.id.clone(),
        from: found.map(|(place, _)| place),
        released_by: by("DELETE").map(|one| one.id.clone()),
        used_by: by("GET").map(|one| one.id.clone()),
        is_read_only: false,
        reason: format!(
            "POST {at} makes what {{{variable}}} of {collection}/{{{}}} names; {seen}{others}",
            own.name
        ),
    })
}

/// The fixture of things that nothing makes, and a list has: the first of it, for requests that change nothing.
fn found(variable: &str, own: &Things<'_>, tables: &[SpecTable]) -> Option<Proposal> {
    let operations = tables.iter().flat_map(|table| &table.operations);
    let mut lists = operations.filter(|one| {
        let is_get = one.method.effective().as_str() == "GET";
        is_get && targets(one).any(|target| target.path().shape() == own.shape)
    });
    let (list, pointer) = lists.find_map(|list| Some((list, place_in_list(list, own)?)))?;
    let used_by = own.on_one.iter();
    let mut used_by = used_by.filter(|one| one.method.effective().as_str() == "GET");
    let others = match own.is_changed {
        true => format!("; the others take --var {variable}=…, {ONE_EACH}"),
        false => String::new(),
    };
    Some(Proposal {
        variable: variable.to_owned(),
        produced_by: list.id.clone(),
        from: Some(Capture::Pointer(pointer)),
        released_by: None,
        used_by: used_by.next().map(|one| one.id.clone()),
        is_read_only: true,
        reason: format!(
            "No page documents what makes the {{{}}} of {}/{{{}}}, and {} lists them: the first that is there serves \
             requests which change nothing{others}",
            own.name, own.collection, own.name, list.id
        ),
    })
}

/// How a placeholder is given a value by whoever runs the cases, and which cases that does not do for.
fn by_value(variable: &str, own: &Things<'_>) -> String {
    if own.is_changed {
        format!("--var {variable}=…, {ONE_EACH}")
    } else {
        format!("--var {variable}=…")
    }
}

/// What one value for all cases does not do for.
pub(crate) const ONE_EACH: &str = "one value for all cases, which cannot serve those that change or delete what it names: \
                                   a `[[fixture]]` of fixtures.toml gives one to each (docs/fixtures.md)";
