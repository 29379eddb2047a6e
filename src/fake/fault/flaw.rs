//! Faults of requests with a flaw: what a service takes without a look at it, or breaks on.

use super::success::set_status;
use super::{Effect, Fault, Ground, Part, Site, site};
use crate::check::CheckCode;
use crate::fake::answer::Cause;
use crate::plan::flaw::Flaw;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        code: "listed-flaw-accepted",
        meaning: "a request with a flaw for which the page lists an error is served",
        caught_by: CheckCode::FlawRefused,
        sites: |ground| {
            let tried = Flaw::tried(ground.operation);
            let listed = tried.filter_map(|flaw| {
                let row = flaw.listed(ground.operation)?;
                Some(site(row.id.clone(), Part::Flaw(flaw)))
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
