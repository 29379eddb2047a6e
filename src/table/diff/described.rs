//! What changed in parameters, properties, errors and permissions.

use super::{Change, Impact, change, first};
use crate::table::words::Words as _;
use crate::table::{Operation, Parameter, ParameterPlace, Permission, Presence, Row};

pub(super) fn compare(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    parameters(old, new, changes);
    errors(old, new, changes);
    permissions(old, new, changes);
}

fn parameters(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    let (before, after) = (
        values(&old.described.parameters),
        values(&new.described.parameters),
    );
    let same = |a: &Parameter, b: &Parameter| a.place == b.place && a.name == b.name;
    for parameter in &before {
        let what = named(parameter);
        let said = parameter.words();
        let Some(now) = after.iter().find(|other| same(parameter, other)) else {
            changes.push(change(Impact::Breaking, old, what, said, String::new()));
            continue;
        };
        let types_differ =
            matches!((&parameter.kind, &now.kind), (Some(was), Some(is)) if was != is);
        if now.words() != said {
            let is_newly_required =
                now.presence == Presence::Required && parameter.presence != Presence::Required;
            let impact = if types_differ || is_newly_required {
                Impact::Breaking
            } else {
                Impact::Compatible
            };
            changes.push(change(impact, old, what, said, now.words()));
        }
    }
    for parameter in &after {
        if !before.iter().any(|other| same(parameter, other)) {
            let impact = match parameter.presence {
                Presence::Required => Impact::Breaking,
                Presence::Optional | Presence::Conditional | Presence::Unstated => {
                    Impact::Compatible
                }
            };
            let what = named(parameter);
            changes.push(change(impact, old, what, String::new(), parameter.words()));
        }
    }
}

fn named(parameter: &Parameter) -> String {
    let kind = match parameter.place {
        ParameterPlace::Path => "path parameter",
        ParameterPlace::Query => "query parameter",
        ParameterPlace::Cookie => "cookie",
        ParameterPlace::Body => "property",
    };
    format!("{kind} {}", parameter.name)
}

/// An error that is documented or no longer documented takes nothing from a client.
fn errors(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    let (before, after) = (values(&old.described.errors), values(&new.described.errors));
    for error in before.iter().filter(|error| !after.contains(error)) {
        changes.push(change(
            Impact::Compatible,
            old,
            "error",
            error.words(),
            String::new(),
        ));
    }
    for error in after.iter().filter(|error| !before.contains(error)) {
        changes.push(change(
            Impact::Compatible,
            old,
            "error",
            String::new(),
            error.words(),
        ));
    }
}

/// A permission that is no longer enough shuts out those who have no other.
fn permissions(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    let (before, after) = (
        values(&old.described.permissions),
        values(&new.described.permissions),
    );
    let same = |a: &Permission, b: &Permission| a.account == b.account && a.resource == b.resource;
    for permission in &before {
        let now = after.iter().find(|other| same(permission, other));
        let is_kept = |name: &String| now.is_some_and(|now| now.names.contains(name));
        let said = now.map_or_else(String::new, |now| now.words());
        if now.is_some_and(|now| now.names == permission.names) {
            continue;
        }
        let impact = if permission.names.iter().all(is_kept) {
            Impact::Compatible
        } else {
            Impact::Breaking
        };
        changes.push(change(
            impact,
            old,
            allowed(permission),
            permission.words(),
            said,
        ));
    }
    for permission in &after {
        if !before.iter().any(|other| same(permission, other)) {
            let what = allowed(permission);
            let said = permission.words();
            changes.push(change(Impact::Compatible, old, what, String::new(), said));
        }
    }
}

fn allowed(permission: &Permission) -> String {
    match &permission.resource {
        Some(resource) => format!("permission {} of {resource}", permission.account.words()),
        None => format!("permission {}", permission.account.words()),
    }
}

/// The first reading of each row.
fn values<T>(rows: &[Row<T>]) -> Vec<&T> {
    rows.iter().map(first).collect()
}
