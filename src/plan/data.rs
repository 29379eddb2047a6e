//! What is demanded of JSON content, by the type that a response names.

use std::sync::Arc;

use super::Scope;
use super::demand::{Demand, Expectations};
use super::promise::Standing;
use super::success::Success;
use crate::table::data::{Basis, DataType, Held, JsonKind, Member, MemberPath, Null, Token};
use crate::table::{Row, RowRef};

impl Expectations {
    /// Adds what a type promises of content that comes with a success.
    pub(super) fn data(
        &mut self,
        scope: &Scope<'_>,
        data: &DataType,
        success: &Success,
        standing: Standing,
    ) {
        if scope.has_other_data(data) {
            return;
        }
        if let Some(first) = data.members.first() {
            let row = scope.reference(first);
            self.of_row(&row, Standing::Assumed, Demand::SomeJson(success.clone()));
        }
        for row in &data.members {
            if let Some(member) = row.value() {
                self.member(scope, (row, member), (success, standing));
            }
        }
        for row in data.members.iter().filter(|row| row.effective().is_closed) {
            let path = row.effective().path.clone();
            let names = names_below(data, &path).into();
            let demand = Demand::NoOtherMember(success.clone(), path, names);
            self.of_row(&scope.reference(row), Standing::Assumed, demand);
        }
    }

    fn member(
        &mut self,
        scope: &Scope<'_>,
        (row, member): (&Row<Member>, &Member),
        (success, standing): (&Success, Standing),
    ) {
        let row: Arc<RowRef> = scope.reference(row);
        let own = Arc::new(member.clone());
        let ours = |is_said: bool| match is_said {
            true => standing,
            false => Standing::Assumed,
        };
        let said = ours(member.basis == Basis::Said);
        let there = match member.presence {
            Held::Always => Some(standing),
            Held::Expected => Some(Standing::Assumed),
            Held::Shown | Held::Optional | Held::Unstated => None,
        };
        if let Some(there) = there {
            let demand = Demand::MemberThere(success.clone(), Arc::clone(&own));
            self.of_row(&row, there, demand);
        }
        if is_of_kind(member) {
            let demand = Demand::ContentKind(success.clone(), own);
            return self.of_row(&row, said, demand);
        }
        if !member.kinds.is_empty() || !member.values.is_empty() || member.format.is_some() {
            let demand = Demand::MemberType(success.clone(), Arc::clone(&own));
            self.of_row(&row, said, demand);
        }
        let is_list = member.kinds == [JsonKind::List];
        let not_null = match (member.null, member.basis) {
            (Null::Allowed, _) => None,
            (Null::Forbidden, _) => Some(standing),
            // A list of nothing is `[]`, and `null` is none of a few texts.
            (Null::Unstated, Basis::Said) if is_list || !member.values.is_empty() => Some(standing),
            (Null::Unstated, Basis::Said) => Some(Standing::Assumed),
            (Null::Unstated, Basis::Shown) => is_list.then_some(Standing::Assumed),
        };
        if let Some(not_null) = not_null {
            self.of_row(&row, not_null, Demand::MemberNotNull(success.clone(), own));
        }
    }
}

impl Scope<'_> {
    /// Whether another page documents content of another type for the same request: which of them it is, nobody says.
    fn has_other_data(&self, data: &DataType) -> bool {
        let others = self.same_elsewhere().into_iter();
        let mut responses = others.flat_map(|operation| &operation.responses);
        responses.any(|row| {
            let other = row.effective().data.as_ref();
            other.is_some_and(|other| other.id != data.id)
        })
    }
}

/// Whether a place is the content itself, or the elements of the list that it is.
fn is_of_kind(member: &Member) -> bool {
    let tokens = member.path.tokens();
    member.is_container() && tokens.iter().all(|token| *token == Token::Each)
}

/// The names of the members right below a place.
fn names_below(data: &DataType, path: &MemberPath) -> Vec<String> {
    let members = data.members.iter().map(Row::effective);
    let names = members.filter_map(|member| match member.path.split()? {
        (around, Token::Name(name)) if around == *path => Some(name.clone()),
        (_, Token::Name(_) | Token::Each) => None,
    });
    names.collect()
}
