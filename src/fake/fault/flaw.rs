//! Faults of requests with a flaw: what a service takes without a look at it, or breaks on.

use std::collections::BTreeMap;

use serde_json::Value;

use super::success::set_status;
use super::{Effect, Fault, Ground, Part, Site, site};
use crate::check::CheckCode;
use crate::fake::answer::Cause;
use crate::fake::refusals::in_query;
use crate::plan::flaw::Flaw;
use crate::plan::flaw::value::{shown, subjects};
use crate::plan::within::{longest, tried};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        code: "listed-flaw-accepted",
        meaning: "a request with a flaw for which the page lists an error, or without what must be there, is served",
        caught_by: CheckCode::FlawRefused,
        sites: |ground| {
            let tried = Flaw::tried(ground.operation).into_iter();
            let listed = tried.filter_map(|flaw| {
                let row = flaw.row(ground.operation)?;
                Some(site(row, Part::Flaw(flaw)))
            });
            listed.collect()
        },
        effect: Effect::Accept(has_flaw),
    },
    Fault {
        code: "malformed-content-accepted",
        meaning: "content that is no JSON is taken for the JSON that the page documents",
        caught_by: CheckCode::FlawRefused,
        sites: |ground| {
            let is_listed = Flaw::Content.listed(ground.operation).is_some();
            let sites = json_content(ground).into_iter();
            sites.filter(|_| !is_listed).collect()
        },
        effect: Effect::Accept(has_flaw),
    },
    Fault {
        code: "malformed-content-answered-5xx",
        meaning: "content that is no JSON is answered 500",
        caught_by: CheckCode::NoServerError,
        sites: json_content,
        effect: Effect::Alter(|answer, _, _, _| {
            if answer.cause == Cause::Flaw(Flaw::Content) {
                set_status(answer, 500);
            }
        }),
    },
    Fault {
        code: "allowed-value-refused",
        meaning: "a value of a parameter that the page allows is refused",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| {
            let subjects = subjects(ground.operation);
            let all = subjects.iter().enumerate();
            let shown = shown(ground.operation);
            let tried = all.filter(|(_, own)| {
                let is_one = longest(ground.operation, own, &shown).is_some();
                is_one || !tried(ground.operation, own).is_empty()
            });
            let rows = tried.filter_map(|(at, own)| Some((at, own.row?)));
            rows.map(|(at, row)| site(row.id.clone(), Part::Parameter(at)))
                .collect()
        },
        effect: Effect::Refuse(|operation, asked, site| {
            let Part::Parameter(at) = site.part else {
                return None;
            };
            let own = subjects(operation).get(at).copied()?;
            let mut tried = tried(operation, &own);
            tried.extend(longest(operation, &own, &shown(operation)));
            let is_one = match own.is_member {
                true => {
                    let sent: Option<BTreeMap<String, Value>> =
                        serde_json::from_slice(asked.body).ok();
                    let sent = sent.as_ref().and_then(|sent| sent.get(own.name)?.as_str());
                    sent.is_some_and(|sent| tried.iter().any(|one| one == sent))
                }
                false => in_query(asked)
                    .any(|(name, value)| name == own.name && tried.iter().any(|one| one == value)),
            };
            is_one.then_some(400)
        }),
    },
];

fn has_flaw(cause: &Cause, site: &Site) -> bool {
    matches!((cause, &site.part), (Cause::Flaw(flaw), Part::Flaw(own)) if flaw == own)
}

/// The row of the request body, where it is JSON.
fn json_content(ground: &Ground<'_>) -> Vec<Site> {
    let is_tried = Flaw::Content.is_possible(ground.operation);
    let row = ground.operation.request_body.as_ref().filter(|_| is_tried);
    let row = row.map(|row| site(row.id.clone(), Part::Flaw(Flaw::Content)));
    row.into_iter().collect()
}
