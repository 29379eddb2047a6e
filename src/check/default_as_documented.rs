//! A member that was left out has the value that the page says it then has.

use serde_json::Value;

use super::before::is_same;
use super::parsed::{Parsed, in_words};
use super::{Breach, Check, CheckCode, Judge, Judgement, OF_CONTENT};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::DefaultAsDocumented,
    rule: "what is made without a member has the documented default of it",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for a member that the answer has, and of which the page says what it is where it is left out",
        ),
        (
            Authority::Family,
            "for one of which the page of the whole API says it",
        ),
    ],
    example: concat!(
        "page    | `days` | integer | How long it is lent, 28 by default. |\n",
        "sent    POST /me/shelves/7/loans with {\"reader\": 3}\n",
        "answer  201 Created\n",
        "        Content-Type: application/json\n",
        "\n",
        "        {\"ticket\": \"T-1\", \"days\": 14}",
    ),
    advice: "Give what is left out the value that the page names. Where it hangs on something else, say so on the page.",
    yields_to: OF_CONTENT,
    judge: Judge::Content(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received, parsed: &Parsed) -> Judgement {
    let Demand::Default(success, left_out) = demand else {
        return Judgement::NotApplicable;
    };
    let json = parsed
        .json(response)
        .filter(|_| success.has(response.status));
    let Some(is) = json
        .and_then(Value::as_object)
        .and_then(|own| own.get(&left_out.member))
    else {
        return Judgement::NotApplicable;
    };
    let wanted = &left_out.value;
    // Nothing is another thing than an empty text here.
    let is_right = is_same(wanted, is) && wanted.is_null() == is.is_null();
    Judgement::from_rule(is_right, || Breach {
        message: format!(
            "`{}` was left out, and is {}, where the page has {}",
            left_out.member,
            in_words(is),
            in_words(wanted)
        ),
        expected: in_words(wanted),
        actual: in_words(is),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::{Demand, LeftOut, Success};

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let of = |value, body: &str, is| {
            let own = LeftOut {
                member: "days".to_owned(),
                value,
            };
            let demand = Demand::Default(Success::Any, Arc::new(own));
            (demand, exchange(201, &[], body), is)
        };
        vec![
            of(json!(28), "{\"days\": 28}", Is::Held),
            of(json!(28), "{\"days\": 28.0}", Is::Held),
            of(json!(28), "{\"days\": 14}", Is::Broken),
            of(json!(null), "{\"days\": null}", Is::Held),
            of(json!(null), "{\"days\": \"x\"}", Is::Broken),
            of(json!(""), "{\"days\": null}", Is::Broken),
            of(json!(28), "{\"day\": 14}", Is::Silent),
            of(json!(28), "[]", Is::Silent),
        ]
    }
}
