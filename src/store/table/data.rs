//! Types as tables have them: `[[type]]`, each once, which responses name by `data`.

use std::collections::HashMap;
use std::sync::Arc;

use super::OperationForm;
use super::keys::{Keys, Trouble, Written};
use super::kinds::Kind;
use super::rows::{Form, Forms, Rows};
use super::value::Stored;
use crate::store::form::{FormError, FormText};
use crate::table::data::{Basis, DataType, Held, Member, MemberPath, Null};
use crate::table::{Operation, Row};

/// A type by its id alone, until [`name`] gives it its members.
pub(super) fn named(id: String) -> Arc<DataType> {
    let members = Vec::new();
    Arc::new(DataType { id, members })
}

/// Reads the types of a table.
pub(super) fn types(
    text: FormText<'_>,
    forms: Vec<OperationForm<Form>>,
) -> Result<HashMap<String, Arc<DataType>>, FormError> {
    let mut types = HashMap::new();
    for form in forms {
        let at = form.id.span().start;
        let id = form.id.into_inner();
        let mut rows = Rows::of(text, (&id, at), form.row)?;
        let members: Vec<Row<Member>> = rows.all()?;
        rows.finish()?;
        if members.is_empty() {
            return Err(rows.missing::<Member>());
        }
        let data = DataType {
            id: id.clone(),
            members,
        };
        if types.insert(id.clone(), Arc::new(data)).is_some() {
            return Err(text.error(at, format!("the type `{id}` is there twice")));
        }
    }
    Ok(types)
}

/// Gives the responses of operations the types that they name.
pub(super) fn name(
    text: FormText<'_>,
    types: &HashMap<String, Arc<DataType>>,
    operations: &mut [Operation],
) -> Result<(), FormError> {
    for data in operations.iter_mut().flat_map(named_in_mut) {
        let Some(own) = types.get(&data.id) else {
            let message = format!("the table has no type `{}`", data.id);
            return Err(text.error(0, message));
        };
        *data = Arc::clone(own);
    }
    Ok(())
}

/// The types that the responses of operations name, each once, in the order they are named.
pub(super) fn forms(operations: &[Operation]) -> Vec<OperationForm<Written>> {
    let mut known = std::collections::HashSet::new();
    let types = operations.iter().flat_map(named_in);
    let types = types.filter(|data| known.insert(data.id.clone()));
    let forms = types.map(|data| OperationForm {
        id: toml::Spanned::new(0..0, data.id.clone()),
        row: Forms::of(&data.id).add(&data.members).into_list(),
    });
    forms.collect()
}

/// The types that an operation names.
fn named_in(operation: &Operation) -> impl Iterator<Item = &Arc<DataType>> {
    let readings = operation.responses.iter().flat_map(Row::readings);
    let responses = readings.filter_map(|reading| reading.value.data.as_ref());
    let content = operation.content.iter().flat_map(Row::readings);
    responses.chain(content.map(|reading| &reading.value.data))
}

fn named_in_mut(operation: &mut Operation) -> impl Iterator<Item = &mut Arc<DataType>> {
    let readings = operation.responses.iter_mut().flat_map(Row::readings_mut);
    let responses = readings.filter_map(|reading| reading.value.data.as_mut());
    let content = operation.content.iter_mut().flat_map(Row::readings_mut);
    responses.chain(content.map(|reading| &mut reading.value.data))
}

impl Stored for bool {
    fn read(value: &toml::Value) -> Result<Self, String> {
        let found = || format!("expected `true` or `false`, but found `{value}`");
        value.as_bool().ok_or_else(found)
    }

    fn write(&self) -> toml::Value {
        toml::Value::Boolean(*self)
    }
}

impl Stored for MemberPath {
    fn read(value: &toml::Value) -> Result<Self, String> {
        let text = <String as Stored>::read(value)?;
        Self::read(&text).ok_or_else(|| {
            format!(
                "expected a path such as `/items/*/id`, or `` for the whole, but found `{text}`"
            )
        })
    }

    fn write(&self) -> toml::Value {
        toml::Value::String(self.to_string())
    }
}

impl Kind for Member {
    const NAME: &'static str = "member";

    fn read(keys: &mut Keys) -> Result<Self, Trouble> {
        Ok(Self {
            path: keys.needed("path")?,
            kinds: keys.list("types")?,
            presence: keys.optional("presence")?.unwrap_or(Held::Unstated),
            null: keys.optional("null")?.unwrap_or(Null::Unstated),
            values: keys.list("values")?,
            format: keys.optional("format")?,
            basis: keys.optional("basis")?.unwrap_or(Basis::Said),
            is_closed: keys.optional("closed")?.unwrap_or(false),
        })
    }

    fn write(&self, keys: &mut Written) {
        keys.set("path", &self.path);
        keys.set_list("types", &self.kinds);
        let presence = Some(&self.presence).filter(|own| **own != Held::Unstated);
        keys.set_some("presence", presence);
        keys.set_some(
            "null",
            Some(&self.null).filter(|own| **own != Null::Unstated),
        );
        keys.set_list("values", &self.values);
        keys.set_some("format", self.format.as_ref());
        keys.set_some(
            "basis",
            Some(&self.basis).filter(|own| **own != Basis::Said),
        );
        keys.set_some("closed", Some(&self.is_closed).filter(|closed| **closed));
    }
}
