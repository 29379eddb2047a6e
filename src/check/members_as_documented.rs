//! The members that the page documents are there.

use serde_json::Value;

use super::parsed::{Parsed, in_words, places};
use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;
use crate::table::data::{Member, Token};

pub(super) const CHECK: Check = Check {
    code: CheckCode::MembersAsDocumented,
    rule: "JSON content has the members that the page documents, unless it says that they may be absent",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for a member that the page says is always there, or that it both lists and shows",
        ),
        (
            Authority::Configured,
            "for a request that a fixture makes of an operation which is not itself tested",
        ),
        (
            Authority::Assumed,
            "for a member that is only listed, or that all examples have, and for a request that is itself our reading",
        ),
    ],
    example: concat!(
        "page    | `days` | integer | How long the loan lasts. Always present. |\n",
        "answer  200 OK\n",
        "        Content-Type: application/json\n",
        "\n",
        "        {\"ticket\": \"T-1\", \"duration\": 28}",
    ),
    advice: "Send the member under the name that the page documents. Where it may be absent, say so on the page: \
             \"optional\", \"only present if …\".",
    yields_to: &[
        CheckCode::BodyAsDocumented,
        CheckCode::ContentTypeAsDocumented,
        CheckCode::JsonWellFormed,
        CheckCode::ContentKindAsDocumented,
    ],
    judge: Judge::Content(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received, parsed: &Parsed) -> Judgement {
    let Demand::MemberThere(success, member) = demand else {
        return Judgement::NotApplicable;
    };
    if !success.has(response.status) {
        return Judgement::NotApplicable;
    }
    match parsed.json(response) {
        Some(json) => there(member, json),
        None => Judgement::NotApplicable,
    }
}

fn there(member: &Member, json: &Value) -> Judgement {
    let Some((around, Token::Name(name))) = member.path.split() else {
        return Judgement::NotApplicable;
    };
    let around = places(json, &around);
    let mut objects = around
        .iter()
        .filter_map(|(pointer, value)| Some((pointer, value, value.as_object()?)))
        .peekable();
    if objects.peek().is_none() {
        return Judgement::NotApplicable;
    }
    match objects.find(|(_, _, members)| !members.contains_key(name)) {
        None => Judgement::Held,
        Some((pointer, value, _)) => {
            let own = pointer.with(name);
            Judgement::Broken(Breach {
                message: format!("{} is missing", own.in_words()),
                expected: own.in_words(),
                actual: in_words(value),
            })
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::{Demand, Success};
    use crate::table::data::{Basis, Member, MemberPath};

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let of = |path: &str| {
            let member = Member::at(MemberPath::read(path).unwrap(), Basis::Said);
            Demand::MemberThere(Success::Listed(vec![status(200)]), Arc::new(member))
        };
        let trial = |path, code, body: &str, is| (of(path), exchange(code, &[], body), is);
        vec![
            trial("/days", 200, "{\"days\": null}", Is::Held),
            trial("/days", 200, "{\"day\": 28}", Is::Broken),
            trial("/days", 200, "{}", Is::Broken),
            trial("/days", 404, "{}", Is::Silent),
            trial("/days", 200, "[]", Is::Silent),
            trial("/days", 200, "{\"days\"", Is::Silent),
            trial("/*/days", 200, "[{\"days\": 1}, {\"days\": 2}]", Is::Held),
            trial("/*/days", 200, "[{\"days\": 1}, {\"ds\": 2}]", Is::Broken),
            trial("/*/days", 200, "[]", Is::Silent),
            trial("/of/name", 200, "{\"of\": {}}", Is::Broken),
            trial("/of/name", 200, "{\"of\": null}", Is::Silent),
            (Demand::NoServerError, exchange(200, &[], "{}"), Is::Silent),
        ]
    }
}
