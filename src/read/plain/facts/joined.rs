//! What the list of an object says of the members of what is sent, where that is the object: a request is held to what
//! the page says of the thing once, for all requests.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::parameters;
use super::super::parameters::sides::Sides;
use super::Source;
use crate::read::{Claim, Facts, MemberList};
use crate::table::Presence;
use crate::table::allowed::Allowed;
use crate::table::data::{JsonKind, Member, Token};
use crate::table::described::{Parameter, ParameterPlace};
use crate::text::document::Kind;

/// The fewest members by which what is sent is known for an object that no words call it by.
const FEWEST: usize = 2;

impl Source<'_> {
    /// Gives members of what is sent the types and values that the list of their object says.
    pub(super) fn join_members(&self, facts: &mut Facts) {
        let Some(sent) = sent(facts) else {
            return;
        };
        let names: Vec<&str> = sent.keys().map(String::as_str).collect();
        let is_named = |list: &MemberList| facts.named.iter().any(|own| *own.list == *list);
        let objects = self.contents.objects().filter(|(blocks, list)| {
            if self.is_of_others(blocks.start) {
                return false;
            }
            let has_all = names.iter().all(|name| member(list, name).is_some());
            has_all && (names.len() >= FEWEST || is_named(list))
        });
        let objects: Vec<_> = objects.collect();
        let mut called = objects.iter().filter(|(_, list)| is_named(list));
        let (blocks, list) = match (objects.as_slice(), called.next(), called.next()) {
            ([one], _, _) | (_, Some(one), None) => *one,
            (_, _, _) => return,
        };
        let depth = |block: usize| self.layout.blocks.get(block).map(|block| block.depth);
        let first = depth(blocks.start);
        let mut said = Facts {
            requests: facts.requests.clone(),
            ..Facts::default()
        };
        let of_requests = match self.layout.blocks.get(blocks.start).map(|own| &own.kind) {
            Some(Kind::Table(table)) => Sides::of(table).says_sent(),
            Some(_) | None => false,
        };
        for block in blocks.clone().filter(|block| depth(*block) == first) {
            parameters::read_sent(self.layout, block, &mut said);
        }
        for mut claim in said.parameters {
            // Whether an object has it says nothing of whether it must be sent.
            if !of_requests {
                claim.value.presence = Presence::Unstated;
            }
            let own = &claim.value;
            let says_nothing = own.kind.is_none()
                && own.allowed == Allowed::default()
                && own.presence == Presence::Unstated;
            let Some(value) = sent.get(&own.name).filter(|_| !says_nothing) else {
                // What it has where it is left out is said of one that may be.
                if own.allowed.default.is_some() && member(list, &own.name).is_some() {
                    join(claim, facts);
                }
                continue;
            };
            let fits = |own: &Member| fits(own, &claim.value, value);
            if member(list, &claim.value.name).is_some_and(fits) {
                join(claim, facts);
            }
        }
    }
}

/// The members of the JSON object that the one example sends that is served.
pub(super) fn sent(facts: &Facts) -> Option<BTreeMap<String, Value>> {
    let mut examples = facts.examples.iter();
    let served = examples.find(|own| own.request.body.is_some() && !own.is_refused())?;
    let body = served.request.body.as_ref()?;
    let members: BTreeMap<String, Value> = serde_json::from_str(&body.text).ok()?;
    (!members.is_empty()).then_some(members)
}

/// The member of a name in a list.
fn member<'l>(list: &'l MemberList, name: &str) -> Option<&'l Member> {
    let mut all = list.members.iter().map(|claim| &claim.value);
    all.find(|own| matches!(own.path.tokens(), [Token::Name(own)] if own == name))
}

/// Whether a value that is sent is as a list says: else what is sent is another thing.
fn fits(member: &Member, said: &Parameter, value: &Value) -> bool {
    let is_of_type = JsonKind::of(value).is_none_or(|kind| member.may_show(kind));
    let has_value = |values: &[String]| {
        let text = value.as_str().map(str::to_owned);
        let text = text.or_else(|| value.as_i64().map(|own| own.to_string()));
        values.is_empty() || text.is_none_or(|text| values.contains(&text))
    };
    let allowed = &said.allowed;
    let is_within = value.as_i64().is_none_or(|own| {
        allowed.minimum.is_none_or(|least| own >= least)
            && allowed.maximum.is_none_or(|most| own <= most)
    });
    let is_as_long = value.as_str().is_none_or(|own| allowed.has_length_of(own));
    let has_value = has_value(&member.values) && has_value(&allowed.values);
    is_of_type && is_within && is_as_long && has_value
}

/// Adds what a list says of a member, or completes what is known of it.
fn join(claim: Claim<Parameter>, facts: &mut Facts) {
    let mut known = facts.parameters.iter_mut().map(|own| &mut own.value);
    match known.find(|own| own.name == claim.value.name) {
        Some(own) if own.place == ParameterPlace::Body => {
            let is_alike = own.kind.is_none() || own.kind == claim.value.kind;
            if own.presence == Presence::Unstated {
                own.presence = claim.value.presence;
            }
            if is_alike {
                own.kind = claim.value.kind;
                own.allowed.complete(claim.value.allowed);
            }
        }
        Some(_) => {}
        None => {
            let value = Parameter {
                kind: claim.value.kind,
                allowed: claim.value.allowed,
                presence: claim.value.presence,
                ..Parameter::named(claim.value.name, ParameterPlace::Body)
            };
            let span = claim.span;
            facts.parameters.push(Claim { value, span });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::table::words::Words as _;
    use crate::text::page::Page;

    const TABLE: &str = "| Field | Type | Notes |\n|-|-|-|\n| `id` | integer | Ours. |\n| `wood` | string | `ash` or `fir`. |\n\
                         | `seats` | integer | 1 to 9 |\n| `note` | string | Optional. |";

    /// What a page says of the members that its requests send.
    fn check(described: &str, sent: &str, expect: &[&str]) {
        let text = format!(
            "# Boats\n\nAll is JSON.\n\n{described}\n\n## Work\n\n### Do it\n\n`PUT /punts/{{id}}`\n\nBody:\n\n\
             ```json\n{sent}\n```\n\nReturns `200 OK` and the punt.\n\n### Sink it\n\n`DELETE /punts/{{id}}`\n\nReturns `204`.\n"
        );
        let parts = Plain.read(&Page::new("boat.md", text)).parts;
        let parameters = parts.iter().flat_map(|part| &part.facts.parameters);
        let own = parameters.map(|claim| format!("{} {}", claim.value.name, claim.value.words()));
        let own: Vec<String> = own.collect();
        assert_eq!(own, expect, "{described} {sent}");
    }

    #[test]
    fn what_is_sent_is_as_the_list_of_its_object_says() {
        let items = "- `id` (integer): ours\n- `wood` (string): `ash` or `fir`\n- `seats` (integer): 1 to 9\n";
        let both = [
            "wood unstated string ash|fir",
            "seats unstated integer >= 1 <= 9",
        ];
        for described in [
            format!("## The punt object\n\n{TABLE}"),
            format!("## Punts\n\n{TABLE}"),
            format!("## Punts\n\nA punt has:\n\n{items}"),
            format!("## Punts\n\nIt looks like this:\n\n```json\n{{\"id\": 7}}\n```\n\n{TABLE}"),
        ] {
            check(&described, "{\"wood\": \"ash\", \"seats\": 2}", &both);
        }
        let object = format!("## The punt object\n\n{TABLE}");
        check(&object, "{\"seats\": 2}", &both[1..]);
        // Another thing, or what is no object at all.
        check(&object, "{\"wood\": \"ash\", \"mast\": 2}", &[]);
        check(&object, "{\"wood\": \"elm\", \"seats\": 12}", &[]);
        check(&object, "{\"wood\": 7, \"seats\": \"two\"}", &[]);
        check(&object, "[]", &[]);
        let other = format!("## The raft object\n\n{TABLE}");
        check(&other, "{\"seats\": 2}", &[]);
    }
}
