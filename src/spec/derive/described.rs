//! What a page documents that no case puts to the test: parameters, errors, permissions. The first
//! place that says it counts; later ones are cited beside it where they say the same.

use super::{Deriver, Scope};
use crate::page::Span;
use crate::spec::path::slug;
use crate::spec::said::Said as _;
use crate::spec::table::{Described, Row};

impl Deriver<'_> {
    pub(super) fn described(&self, scope: &Scope<'_>) -> Described {
        let mut described = Described::default();
        for claim in &self.facts.parameters {
            let parameter = &claim.parameter;
            let id = format!("{}/{}", parameter.place.said(), slug(&parameter.name));
            self.describe(scope, &mut described.parameters, &id, parameter, claim.span);
        }
        for claim in &self.facts.errors {
            let error = &claim.error;
            let id = match &error.code {
                Some(code) => format!("error/{}/{}", error.status.code(), slug(code)),
                None => format!("error/{}", error.status.code()),
            };
            self.describe(scope, &mut described.errors, &id, error, claim.span);
        }
        for claim in &self.facts.permissions {
            let permission = &claim.permission;
            let account = permission.account.said();
            let id = match permission.resource.as_deref().map(slug) {
                Some(resource) => format!("permission/{account}/{resource}"),
                None => format!("permission/{account}"),
            };
            self.describe(
                scope,
                &mut described.permissions,
                &id,
                permission,
                claim.span,
            );
        }
        described
    }

    fn describe<T: Clone + PartialEq>(
        &self,
        scope: &Scope<'_>,
        rows: &mut Vec<Row<T>>,
        id: &str,
        value: &T,
        span: Span,
    ) {
        let id = scope.row_id(id);
        let cite = self.cite(span);
        let Some(row) = rows.iter_mut().find(|row| row.id == id) else {
            rows.push(Row::settled(id, value.clone(), vec![cite]));
            return;
        };
        for reading in &mut row.readings {
            if reading.value == *value && !reading.cites.contains(&cite) {
                reading.cites.push(cite.clone());
            }
        }
    }
}
