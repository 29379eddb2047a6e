//! What is documented where, over all tables, and what is shown somewhere and documented nowhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::not_read::{NotRead, could_be_on};
use super::operation::{Operation, OperationId, SpecTable};
use super::row::Row;
use super::things::KindsOfThings;
use crate::protocol::Method;
use crate::protocol::alike::Segments;
use crate::protocol::path::PathTemplate;
use crate::protocol::target::RequestTarget;

/// What is documented where, over all tables.
pub(crate) struct Documented<'a> {
    /// Operations with their templates, by method and the first segment of the path; those with a
    /// placeholder there under `None`.
    index: BTreeMap<(&'a Method, Option<String>), Vec<Entry<'a>>>,
    /// The same by the shapes of their paths.
    by_shape: HashMap<String, Vec<(&'a Method, &'a Operation, &'a RequestTarget)>>,
    /// The shapes of paths below which a placeholder names one of many.
    collections: BTreeSet<String>,
    /// What they are collections of.
    pub(crate) things: KindsOfThings,
    /// The paths of requests that pages show and no operation documents.
    shown: BTreeSet<Segments>,
}

/// An operation with one of its templates, and the template's shape: each is compared with many.
struct Entry<'a> {
    operation: &'a Operation,
    path: &'a RequestTarget,
    shape: String,
}

impl<'a> Documented<'a> {
    /// Indexes the tables, with what was not read of pages that have none.
    pub(crate) fn of(tables: &'a [SpecTable], not_read: &[NotRead]) -> Self {
        let mut index: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut by_shape: HashMap<_, Vec<_>> = HashMap::new();
        let mut collections = BTreeSet::new();
        for operation in tables.iter().flat_map(|table| &table.operations) {
            for method in operation.method.readings().iter().map(|r| &r.value) {
                let readings = operation.paths.iter().flat_map(|row| row.readings());
                for path in readings.flat_map(|reading| &reading.value) {
                    let shape = path.path().shape();
                    collections.extend(shape.strip_suffix("/{}").map(str::to_owned));
                    let same = by_shape.entry(shape.clone()).or_default();
                    same.push((method, operation, path));
                    let list = index
                        .entry((method, path.path().first_literal()))
                        .or_default();
                    list.push(Entry {
                        operation,
                        path,
                        shape,
                    });
                }
            }
        }
        let mut things = KindsOfThings::default();
        for collection in &collections {
            things.take_in(collection);
        }
        let mut documented = Self {
            things,
            index,
            by_shape,
            collections,
            shown: BTreeSet::new(),
        };
        let own = tables.iter().flat_map(|table| &table.source.not_read);
        for (method, path) in own.chain(not_read).filter_map(NotRead::request) {
            if !documented.has(&method, &path) {
                documented.shown.insert(path);
            }
        }
        documented
    }

    /// Whether some operation is documented on a member of what is on this path.
    pub(crate) fn is_collection(&self, path: &PathTemplate) -> bool {
        self.collections
            .contains(path.shape().trim_end_matches('/'))
    }

    /// Whether some operation documents a method on a path.
    pub(crate) fn documents(&self, method: &str, path: &PathTemplate) -> bool {
        let nobody = OperationId(String::new());
        let target = RequestTarget::new(path.as_str());
        let named = Method::new(method).ok().zip(target.ok());
        named.is_some_and(|(method, target)| self.on(&method, &target, &nobody).is_some())
    }

    /// Whether a request that no operation documents is shown on a path that this one can be.
    pub(crate) fn shows_more_on(&self, path: &RequestTarget) -> bool {
        self.shown.iter().any(|shown| could_be_on(shown, path))
    }

    /// Whether an operation documents a request, whatever interface and version it is written with.
    fn has(&self, method: &Method, path: &Segments) -> bool {
        let nobody = OperationId(String::new());
        [path, &path.without_version()].into_iter().any(|path| {
            let target = RequestTarget::new(&path.with_every_placeholder("{x}"));
            target.is_ok_and(|target| self.on(method, &target, &nobody).is_some())
        })
    }

    /// The first operation but `own` that has the method on a path that `path` can be.
    pub(crate) fn on(
        &self,
        method: &Method,
        path: &RequestTarget,
        own: &OperationId,
    ) -> Option<OperationId> {
        // A slash at the end is no other path.
        let concrete = path.path().with_every_placeholder("x");
        let concrete = concrete.trim_end_matches('/');
        let with_slash = format!("{concrete}/");
        let shape = path.path().shape();
        let lists =
            [path.path().first_literal(), None].map(|first| self.index.get(&(method, first)));
        let mut found = lists.into_iter().flatten().flatten().filter(|other| {
            let template = other.path.path();
            let is_on =
                other.shape == shape || template.matches(concrete) || template.matches(&with_slash);
            is_on && other.operation.id != *own
        });
        found.next().map(|other| other.operation.id.clone())
    }

    /// The other operations that document a request of this one: what any of them says of it is documented.
    pub(crate) fn same_as(&self, operation: &Operation) -> Vec<&'a Operation> {
        let method = operation.method.effective();
        let paths = operation.paths.iter().flat_map(Row::effective);
        let same = paths.flat_map(|path| self.same(method, path, &operation.id));
        same.collect()
    }

    /// The operation that makes one of what an operation's path names with its end.
    pub(crate) fn maker_of(&self, operation: &Operation) -> Option<&'a Operation> {
        let path = operation.paths.iter().flat_map(Row::effective).next()?;
        let shape = path.path().shape();
        let above = self.by_shape.get(shape.strip_suffix("/{}")?)?;
        let mut makers = above
            .iter()
            .filter(|(method, ..)| method.as_str() == "POST");
        makers.next().map(|(_, operation, _)| *operation)
    }

    /// The operations but `own` that document a method on a path of one shape, with the same query.
    pub(crate) fn same(
        &self,
        method: &Method,
        path: &RequestTarget,
        own: &OperationId,
    ) -> Vec<&'a Operation> {
        let list = self.by_shape.get(&path.path().shape());
        let same = list.into_iter().flatten().filter(|(other, at, its)| {
            *other == method && its.query() == path.query() && at.id != *own
        });
        same.map(|(_, operation, _)| *operation).collect()
    }
}
