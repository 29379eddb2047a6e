//! What the content of a request needs: values that are given, and those that are made fresh.

use std::collections::BTreeMap;

use super::{BODY, Needs, Origin, Values, draw};
use crate::plan::Case;
use crate::protocol::fresh;
use crate::protocol::request::RequestPlan;

impl Values {
    /// Adds what the content of one request of a case needs.
    pub(super) fn need_of_content<'a>(
        &'a self,
        case: &Case,
        plan: &RequestPlan,
        own: &mut BTreeMap<&'a str, usize>,
        used: &mut BTreeMap<&'a str, usize>,
        needs: &mut Needs<'a>,
    ) {
        for variable in plan.content_variables() {
            // The text `{ticket}` is what `--var ticket=…` gives, as in a path.
            let bare = variable.strip_prefix(BODY).unwrap_or(&variable);
            let is_fresh = is_fresh(&variable);
            let given = self.source(&variable);
            let given = given.or_else(|| self.source(bare).filter(|_| plan.has_text(bare)));
            if let Some(name) = given {
                let origin = draw(case, name, own, used);
                needs.claims.push((variable, origin));
            } else if is_fresh && !needs.fresh.contains(&variable) {
                needs.fresh.push(variable);
            } else if !is_fresh && !self.fills_itself && plan.has_text(bare) {
                needs.claims.push((bare.to_owned(), Origin::Nothing));
            }
        }
    }
}

/// Whether a variable of content is filled with what no request had before.
fn is_fresh(variable: &str) -> bool {
    let name = variable.strip_prefix(BODY);
    name.is_some_and(fresh::is_one)
}
