//! What requests name of other things: `kiln` of what is sent is one of `/kilns/{id}`, and there is a fixture for that.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::super::fixture::Fixture;
use super::super::operation::{Operation, SpecTable};
use super::super::row::Row;
use super::super::things::KindsOfThings;
use super::{Naming, Proposal, Things, segments, targets};
use crate::protocol::content::ContentTemplate;
use crate::table::made::made_content;

/// What the fixtures of things need of each other: by its placeholder, the operation that makes one.
struct Makers<'a> {
    kinds: KindsOfThings,
    by_variable: BTreeMap<String, &'a Operation>,
    /// The placeholders of things, by the shapes of their collections.
    variables: BTreeMap<&'a str, String>,
}

/// The members of what operations send that name things which a fixture gives.
pub(super) fn requests<'a>(
    tables: &'a [SpecTable],
    things: &'a BTreeMap<String, Things<'a>>,
    named: &BTreeMap<&str, usize>,
    (proposals, known): (&[Proposal], &[Fixture]),
) -> Vec<Naming> {
    let operations = || tables.iter().flat_map(|table| &table.operations);
    let makers = Makers::of(tables, things, named, (proposals, known));
    let found = operations().filter_map(|operation| {
        let content = content(operation)?;
        let references = makers.kinds.named_by(operation, &content);
        let references = references.into_iter().filter_map(|own| {
            let variable = makers.variables.get(own.collection.as_str())?;
            let is_needed = makers.leads_to(variable, operation, &mut BTreeSet::new());
            (!is_needed).then(|| (own.member, variable.clone(), own.collection))
        });
        let references: Vec<(String, String, String)> = references.collect();
        let named = references.iter();
        let named = named.map(|(member, _, collection)| format!("`{member}` one of {collection}"));
        let named: Vec<String> = named.collect();
        let method = operation.method.effective();
        let path = targets(operation)
            .next()
            .map_or("", |own| own.path().as_str());
        let members = references
            .into_iter()
            .map(|(member, variable, _)| (member, variable));
        (!named.is_empty()).then(|| Naming {
            operation: operation.id.clone(),
            members: members.collect(),
            reason: format!("{method} {path} names other things: {}", named.join(", ")),
        })
    });
    found.collect()
}

impl<'a> Makers<'a> {
    fn of(
        tables: &'a [SpecTable],
        things: &'a BTreeMap<String, Things<'a>>,
        named: &BTreeMap<&str, usize>,
        (proposals, known): (&[Proposal], &[Fixture]),
    ) -> Self {
        let operations = || tables.iter().flat_map(|table| &table.operations);
        let mut makers = Self {
            kinds: KindsOfThings::default(),
            by_variable: BTreeMap::new(),
            variables: BTreeMap::new(),
        };
        let ids: BTreeMap<&str, &Operation> =
            operations().map(|own| (own.id.0.as_str(), own)).collect();
        for (shape, own) in things {
            let variable = own.variable(named);
            let proposed = proposals.iter().filter(|one| !one.is_guess());
            let mut proposed = proposed.filter(|one| one.variable == variable);
            let is_known =
                |one: &&Fixture| one.variable == own.name || one.variable == own.qualified;
            let of_user = known.iter().find(is_known);
            let given = match (of_user, proposed.next()) {
                (Some(own), _) => Some((own.variable.as_str(), &own.produced_by)),
                (None, Some(own)) => Some((own.variable.as_str(), &own.produced_by)),
                (None, None) => None,
            };
            let Some((variable, maker)) = given else {
                continue;
            };
            makers.kinds.take_in(shape);
            makers.variables.insert(shape, variable.to_owned());
            if let Some(maker) = ids.get(maker.0.as_str()) {
                makers.by_variable.insert(variable.to_owned(), maker);
            }
        }
        makers
    }

    /// Whether what makes a placeholder's value needs an operation, by its path or by what it sends.
    fn leads_to(&self, variable: &str, operation: &Operation, seen: &mut BTreeSet<String>) -> bool {
        let Some(maker) = self.by_variable.get(variable) else {
            return false;
        };
        if maker.id == operation.id {
            return true;
        }
        if !seen.insert(variable.to_owned()) {
            return false;
        }
        let mut needed: Vec<&String> = Vec::new();
        if let Some(content) = content(maker) {
            let named = self.kinds.named_by(maker, &content);
            needed.extend(
                named
                    .iter()
                    .filter_map(|own| self.variables.get(own.collection.as_str())),
            );
        }
        for target in targets(maker) {
            let shape = target.path().shape();
            for (before, ..) in segments(&shape) {
                needed.extend(self.variables.get(before));
            }
        }
        let mut needed = needed.into_iter();
        needed.any(|own| self.leads_to(own, operation, seen))
    }
}

/// The content of an operation's ordinary request, as its page shows it or has words for it.
fn content(operation: &Operation) -> Option<Cow<'_, ContentTemplate>> {
    let examples = operation.examples.iter().map(Row::effective);
    let mut served = examples.filter(|example| example.refused().is_none());
    let shown = served.find_map(|example| example.content.as_ref());
    match shown {
        Some(shown) => Some(Cow::Borrowed(shown)),
        None => made_content(operation, None).map(Cow::Owned),
    }
}
