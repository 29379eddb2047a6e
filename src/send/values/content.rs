//! What the content of a request needs: values that are given, and those that are made fresh.

use super::needs::{Draws, Needs, Origin};
use super::{BODY, Values};
use crate::protocol::fresh;
use crate::protocol::request::RequestPlan;

impl Values {
    /// Adds what the content of one request of a case needs.
    pub(super) fn need_of_content<'a>(
        &'a self,
        plan: &RequestPlan,
        draws: &mut Draws<'a, '_, '_>,
        needs: &mut Needs<'a>,
    ) {
        for variable in plan.content_variables() {
            // The text `{ticket}` is what `--var ticket=…` gives, as in a path.
            let bare = variable.strip_prefix(BODY).unwrap_or(&variable).to_owned();
            let is_fresh = is_fresh(&variable);
            let given = self.given(&plan.scopes, std::slice::from_ref(&variable));
            let of_text = || {
                let own = self.given(&plan.scopes, std::slice::from_ref(&bare));
                own.filter(|_| plan.has_text(&bare))
            };
            if let Some((_, source)) = given.or_else(of_text) {
                self.need_of_source((variable, source), &plan.scopes, draws, needs);
            } else if is_fresh && !needs.fresh.contains(&variable) {
                needs.fresh.push(variable);
            } else if !is_fresh && !self.fills_itself && plan.has_text(&bare) {
                needs.claims.push((bare, Origin::Nothing));
            }
        }
    }
}

/// Whether a variable of content is filled with what no request had before.
fn is_fresh(variable: &str) -> bool {
    let name = variable.strip_prefix(BODY);
    name.is_some_and(fresh::is_one)
}
