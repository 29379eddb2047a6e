//! Header rows: every place that names a header, merged by name without case.

use std::collections::HashMap;

use vec1::Vec1;

use super::messages::without_validator;
use super::{Deriver, Scope, add, row};
use crate::protocol::HeaderName;
use crate::read::{FindingCode, HeaderClaim, HeaderPlace};
use crate::table::words::Words as _;
use crate::table::{HeaderRule, Presence, Reading, Row};
use crate::text::page::Span;

impl Deriver<'_> {
    pub(super) fn headers(&mut self, scope: &Scope<'_>) -> Vec<Row<HeaderRule>> {
        let facts = self.facts;
        let mut places: HashMap<&HeaderName, usize> = HashMap::new();
        let mut groups: Vec<Vec<&HeaderClaim>> = Vec::new();
        for claim in &facts.headers {
            let place = *places.entry(&claim.name).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.push(claim),
                None => groups.push(vec![claim]),
            }
        }
        let rows = groups
            .iter()
            .filter_map(|claims| self.header(scope, claims));
        rows.collect()
    }

    fn header(&mut self, scope: &Scope<'_>, claims: &[&HeaderClaim]) -> Option<Row<HeaderRule>> {
        let name = spelling(claims)?;
        let value = self.header_value(scope, claims, &name);
        let condition = claims.iter().find_map(|claim| claim.condition.clone());
        let rule = |presence| HeaderRule {
            name: name.clone(),
            presence,
            value: value.clone(),
            condition: condition
                .clone()
                .filter(|_| presence == Presence::Conditional),
        };
        self.report_twice(claims, &name);
        let mut readings: Vec<Reading<HeaderRule>> = Vec::new();
        for claim in claims {
            if let Some((presence, span)) = claim.presence {
                add(&mut readings, &rule(presence), self.cite(span));
            }
        }
        settle(&mut readings);
        match readings.as_mut_slice() {
            // Nothing is stated anywhere: the places that name the header say it is there.
            [] => {
                for claim in claims {
                    let cite = self.cite(claim.name_span);
                    add(&mut readings, &rule(Presence::Unstated), cite);
                }
            }
            // A place that says nothing contradicts nothing.
            [only] => {
                for claim in claims.iter().filter(|claim| claim.presence.is_none()) {
                    let cite = self.cite(claim.name_span);
                    if !only.cites.contains(&cite) {
                        only.cites.push(cite);
                    }
                }
            }
            _ => self.report_contradicted(claims, &name),
        }
        row(scope.row_id(&format!("header/{}", name.lower())), readings)
    }

    /// The value that the table or the request block gives, else the examples.
    fn header_value(
        &self,
        scope: &Scope<'_>,
        claims: &[&HeaderClaim],
        name: &HeaderName,
    ) -> Option<String> {
        let stated = claims.iter().find_map(|claim| claim.value.clone());
        let value = stated.or_else(|| {
            let mut shown = scope.examples.iter().filter(|_| !name.is_credential());
            shown.find_map(|example| {
                let (value, _) = example.request.header(name.as_str())?;
                (!value.is_empty()).then(|| value.to_owned())
            })
        });
        value.map(|value| without_validator(name, &value, None))
    }

    fn report_twice(&mut self, claims: &[&HeaderClaim], name: &HeaderName) {
        // Each row may speak of another preference (RFC 7240 §2).
        if name.is("prefer") {
            return;
        }
        let listed = claims
            .iter()
            .filter(|claim| claim.place == HeaderPlace::Table);
        let places: Vec<(Span, String)> = listed
            .enumerate()
            .map(|(index, claim)| {
                let label = if index == 0 {
                    "listed here"
                } else {
                    "and here"
                };
                (claim.name_span, label.to_owned())
            })
            .collect();
        if let (true, Ok(places)) = (places.len() > 1, Vec1::try_from_vec(places)) {
            self.finding(
                FindingCode::HeaderListedTwice,
                format!("the header {name} is listed twice"),
                places,
                "keep one row that says all of it",
            );
        }
    }

    fn report_contradicted(&mut self, claims: &[&HeaderClaim], name: &HeaderName) {
        let stated = claims.iter().filter_map(|claim| claim.presence);
        let mut levels: Vec<String> = Vec::new();
        for (presence, _) in stated.clone() {
            let said = presence.words();
            if !levels.contains(&said) {
                levels.push(said);
            }
        }
        let places = stated.map(|(presence, span)| (span, format!("{} here", presence.words())));
        if let Ok(places) = Vec1::try_from_vec(places.collect()) {
            self.finding(
                FindingCode::HeaderPresenceContradicted,
                format!(
                    "the header {name} is {} in another",
                    levels.join(" in one place and ")
                ),
                places,
                "state one level in the header table, and drop the other",
            );
        }
    }
}

/// A header that is optional, and required on a condition, is required on that condition.
fn settle(readings: &mut Vec<Reading<HeaderRule>>) {
    let place = |readings: &[Reading<HeaderRule>], presence| {
        let mut all = readings.iter();
        all.position(|reading| reading.value.presence == presence)
    };
    if place(readings, Presence::Conditional).is_some()
        && let Some(optional) = place(readings, Presence::Optional)
    {
        let cites = readings.remove(optional).cites;
        if let Some(at) = place(readings, Presence::Conditional)
            && let Some(conditional) = readings.get_mut(at)
        {
            conditional.cites.extend(cites);
        }
    }
}

/// One spelling for all places: in lower case where a place has it so, else as the first has it.
fn spelling(claims: &[&HeaderClaim]) -> Option<HeaderName> {
    let lower = claims.iter().find(|claim| {
        let name = claim.name.as_str();
        !name.chars().any(|c| c.is_ascii_uppercase())
    });
    lower.or(claims.first()).map(|claim| claim.name.clone())
}
