//! What is made or replaced without a member of which the page says what it then is: the answer has that value.

use std::sync::Arc;

use serde_json::Value;

use super::demand::Expectations;
use super::kept::{member_of, sent};
use super::positive::{case, ordinary, served};
use super::promise::{Promise, Standing};
use super::success::Success;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Expectation, Step, When};
use crate::protocol::content::Content;
use crate::protocol::request::RequestPlan;
use crate::protocol::template::slug;
use crate::table::data::{JsonKind, Null};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::made::is_volatile;
use crate::table::{Operation, Presence, Row};

/// The most members of one operation that are left out by a case of their own.
const MOST: usize = 8;

/// A member that was left out, and the value that it has then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// The member.
    pub member: String,
    /// The value.
    pub value: Value,
}

/// The members of what an operation takes that it also answers, with the value that each has where it is left out.
pub(crate) fn defaults(operation: &Operation) -> Vec<(&Row<Parameter>, LeftOut)> {
    if !matches!(operation.method.effective().as_str(), "POST" | "PUT") {
        return Vec::new();
    }
    let rows = operation.described.parameters.iter();
    let own = rows.filter_map(|row| Some((row, row.value()?)));
    let own = own.filter(|(_, own)| {
        own.place == ParameterPlace::Body
            && own.presence != Presence::Required
            && !is_volatile(&own.name, "id")
    });
    let own = own.filter_map(|(row, own)| {
        let value: Value = serde_json::from_str(own.allowed.default.as_ref()?).ok()?;
        let mut types = operation.types();
        let answered = types.find_map(|data| member_of(data, &own.name))?;
        let is_of_type = match JsonKind::of(&value) {
            Some(kind) => answered.takes(kind),
            None => answered.null != Null::Forbidden,
        };
        let is_listed = value.as_str().is_none_or(|text| {
            answered.values.is_empty() || answered.values.iter().any(|own| own == text)
        });
        let member = own.name.clone();
        (is_of_type && is_listed).then_some((row, LeftOut { member, value }))
    });
    own.collect()
}

/// Adds what is demanded of the members that a request leaves out.
pub(super) fn demand(scope: &Scope<'_>, plan: &RequestPlan, expectations: &mut Vec<Expectation>) {
    let all = defaults(scope.operation);
    let Some(sent) = sent(plan).filter(|_| !all.is_empty()) else {
        return;
    };
    for (row, own) in all {
        if !sent.contains_key(&own.member) {
            let row = scope.reference(row);
            let mut demands = Expectations::made_by(&row);
            demands.add(
                Promise::of(&row),
                Demand::Default(Success::Any, Arc::new(own)),
            );
            expectations.extend(demands.finish());
        }
    }
}

/// The ordinary request without a member that it may leave out.
pub(super) fn add(scope: &Scope<'_>, route: &Route, cases: &mut Vec<Case>) {
    let all = defaults(scope.operation);
    if all.is_empty() {
        return;
    }
    let (plan, skip) = scope.plan(&route.path);
    let Some(Content::Template(content)) = &plan.content else {
        return;
    };
    let without = all.iter().filter_map(|(_, own)| {
        let content = content.without_member(&own.member)?;
        Some((own, content))
    });
    for (own, content) in without.take(MOST) {
        let mut plan = plan.clone();
        plan.content = Some(Content::Template(content));
        let (_, mut expectations, undecided) =
            ordinary(scope, &served(scope, route), Standing::Assumed);
        demand(scope, &plan, &mut expectations);
        let requirement = format!("`{}` is {} where it is left out", own.member, own.value);
        let name = format!("default-of-{}", slug(&own.member));
        let step = Step {
            plan,
            when: When::Always,
            expectations,
        };
        cases.push(case(
            scope,
            (&name, ""),
            requirement,
            step,
            skip.clone().or(undecided),
        ));
    }
}
