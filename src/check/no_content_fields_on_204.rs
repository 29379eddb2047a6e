//! A 204 says nothing of content that it does not have. No RFC forbids it (its fields may be those of the
//! resource, RFC 9110 §15.3.5), but it is mostly a handler that meant to send something.

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Step};
use crate::protocol::Status;
use crate::protocol::exchange::Received;

pub(super) const CHECK: Check = Check {
    code: CheckCode::NoContentFieldsOn204,
    rule: "a 204 carries neither Content-Type nor Content-Encoding, unless the page shows it with one",
    source: "",
    authorities: &[(Authority::Assumed, "")],
    example: concat!(
        "answer  204 No Content\n",
        "        Content-Type: application/json",
    ),
    advice: "Leave the fields out of a 204 where they describe nothing. Where they are those of the \
             resource that was changed, this may stay: it fails only with --strict.",
    yields_to: &[],
    judge: Judge::Response(judge),
};

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    if *demand != Demand::NoContentFields || response.status != Status::NO_CONTENT {
        return Judgement::NotApplicable;
    }
    let fields: Vec<String> = ["Content-Type", "Content-Encoding"]
        .iter()
        .filter_map(|name| Some(format!("{name}: {}", response.header(name)?)))
        .collect();
    Judgement::from_rule(fields.is_empty(), || Breach {
        message: format!(
            "the 204, which has no content, carries {}",
            fields.join(" and ")
        ),
        expected: "204 No Content without Content-Type and Content-Encoding".to_owned(),
        actual: fields.join(", "),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let json = ("content-type", "application/json");
        let gzip = ("Content-Encoding", "gzip");
        vec![
            (Demand::NoContentFields, exchange(204, &[], ""), Is::Held),
            (
                Demand::NoContentFields,
                exchange(204, &[json], ""),
                Is::Broken,
            ),
            (
                Demand::NoContentFields,
                exchange(204, &[gzip], ""),
                Is::Broken,
            ),
            (
                Demand::NoContentFields,
                exchange(200, &[json], ""),
                Is::Silent,
            ),
        ]
    }
}
