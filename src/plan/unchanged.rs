//! The case of a thing that is as it was: read again with the tag or the time that the service gave out, it is answered
//! 304, where the page documents that and shows or promises the field (RFC 9110 §13.1.2, §13.1.3).

use super::demand::{Demand, Expectations};
use super::positive::case;
use super::promise::Standing;
use super::success::Success;
use super::validators::gives;
use super::{Route, Scope};
use crate::plan::{Case, Step, When};
use crate::protocol::{HeaderName, Status};
use crate::table::{Response, Row};

pub(super) fn add(scope: &Scope<'_>, route: &Route, cases: &mut Vec<Case>) {
    let (Some((name, variable)), Some(row)) = (condition(scope), documented(scope)) else {
        return;
    };
    let (mut plan, skip) = scope.plan(&route.path);
    plan.leave_out(&name);
    plan.headers.push((name, format!("{{{variable}}}")));
    let reference = scope.reference(row);
    let mut demands = Expectations::general(scope, &reference, Standing::Documented.of(&reference));
    let unchanged = Success::Listed(vec![Status::NOT_MODIFIED]);
    demands.of_row(&reference, Standing::Documented, Demand::Status(unchanged));
    let requirement = "the page documents 304 of what is as it was when it was read".to_owned();
    let step = Step {
        plan,
        when: When::Always,
        expectations: demands.finish(),
    };
    let name = ("not-modified", route.suffix.as_str());
    cases.push(case(scope, name, requirement, step, skip));
}

/// The field by which a thing is asked for where it is another by now, with its placeholder, where the page documents a
/// 304 of reading it.
pub(super) fn condition(scope: &Scope<'_>) -> Option<(HeaderName, String)> {
    documented(scope).filter(|_| scope.method().as_str() == "GET")?;
    let names = [HeaderName::IF_NONE_MATCH, HeaderName::IF_MODIFIED_SINCE];
    let mut given = names.into_iter();
    let name = given.find(|name| name.validator().is_some_and(|own| gives(scope, &own)))?;
    let variable = name.lower();
    Some((name, variable))
}

/// The row of the 304.
fn documented<'a>(scope: &'a Scope<'_>) -> Option<&'a Row<Response>> {
    let mut rows = scope.operation.responses.iter();
    rows.find(|row| {
        row.value()
            .is_some_and(|own| own.status == Status::NOT_MODIFIED)
    })
}
