//! No member comes that the page's list of members lacks.

use super::parsed::{Parsed, in_words, places};
use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::NoUndocumentedMember,
    rule: "JSON content has no members beside those that the page lists, where its list is of all that it shows",
    source: "",
    authorities: &[(
        Authority::Assumed,
        "for an object whose members a table or a list names, all that examples show of it among them",
    )],
    example: concat!(
        "page    | `ticket` | string | The loan's ticket. |\n",
        "        | `days` | integer | How long it lasts. |\n",
        "answer  200 OK\n",
        "        Content-Type: application/json\n",
        "\n",
        "        {\"ticket\": \"T-1\", \"days\": 28, \"shelf\": 4}",
    ),
    advice: "List the member on the page, or leave it out of the content.",
    yields_to: &[
        CheckCode::BodyAsDocumented,
        CheckCode::ContentTypeAsDocumented,
        CheckCode::JsonWellFormed,
        CheckCode::ContentKindAsDocumented,
        CheckCode::MembersAsDocumented,
        CheckCode::MemberTypesAsDocumented,
        CheckCode::SecretNotEchoed,
    ],
    judge: Judge::Content(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received, parsed: &Parsed) -> Judgement {
    let Demand::NoOtherMember(success, path, names) = demand else {
        return Judgement::NotApplicable;
    };
    let Some(json) = parsed
        .json(response)
        .filter(|_| success.has(response.status))
    else {
        return Judgement::NotApplicable;
    };
    let places = places(json, path);
    let mut objects = places
        .iter()
        .filter_map(|(pointer, value)| Some((pointer, value.as_object()?)))
        .peekable();
    if objects.peek().is_none() {
        return Judgement::NotApplicable;
    }
    let other = objects.find_map(|(pointer, members)| {
        let mut others = members.iter().filter(|(name, _)| !names.contains(name));
        others
            .next()
            .map(|(name, value)| (pointer.with(name), value))
    });
    match other {
        None => Judgement::Held,
        Some((pointer, value)) => Judgement::Broken(Breach {
            message: format!(
                "{} is none of the members that the page lists",
                pointer.in_words()
            ),
            expected: format!("no members but {}", names.join(", ")),
            actual: format!("{} is {}", pointer.in_words(), in_words(value)),
        }),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::super::tests::{Is, Trial, exchange, status};
    use crate::plan::{Demand, Success};
    use crate::table::data::MemberPath;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let demand = |path: &str| {
            let names: Arc<[String]> = vec!["ticket".to_owned(), "days".to_owned()].into();
            let path = MemberPath::read(path).unwrap();
            Demand::NoOtherMember(Success::Listed(vec![status(200)]), path, names)
        };
        let trial = |path, body: &str, is| (demand(path), exchange(200, &[], body), is);
        vec![
            trial("", "{\"days\": 1}", Is::Held),
            trial("", "{\"days\": 1, \"shelf\": 4}", Is::Broken),
            trial("/*", "[{\"days\": 1}, {\"shelf\": 4}]", Is::Broken),
            trial("/*", "[]", Is::Silent),
            trial("", "[]", Is::Silent),
            (demand(""), exchange(404, &[], "{\"error\": 1}"), Is::Silent),
            (Demand::NoServerError, exchange(200, &[], "{}"), Is::Silent),
        ]
    }
}
