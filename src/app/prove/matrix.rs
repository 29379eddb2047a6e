//! The proof as a matrix of faults and checks: on a wide screen as one, on a narrow one as a list;
//! and as JSON, version 1.
//!
//! JSON has `version`, `tool`, `holds`, `baseline` (`passed`, and `troubles`: cases that the
//! fault-free fake did not pass), `checks` (each with `code`, `used` and `first`: how many places it
//! was the first to name), `places_in_all`, `faults` (each with `code`, `meaning`, `expected` and `places`), and
//! `unproven` operations. A place has `operation`, `row`, `named` (checks in the order of causes),
//! `strict_only`, `failed` and `errors`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::app::prove::{Attempt, Proof};
use crate::check::verdict::Outcome;
use crate::check::{CHECKS, CheckCode};
use crate::fake::Front;
use crate::report::safe::sanitize;
use crate::table::OperationId;

/// The narrowest screen for the matrix: below it, the list.
const WIDE: usize = 120;

/// The most cases that the fault-free fake did not pass that are named.
const MOST_TROUBLES: usize = 20;

/// Renders the proof for a screen of that many columns.
#[must_use]
pub(crate) fn render(proof: &Proof, width: usize) -> String {
    let mut text = String::new();
    for (front, verdict) in proof.baseline.iter().take(MOST_TROUBLES) {
        let front = match front {
            Front::Mock => "wiremock",
            Front::Wire => "the TCP writer",
        };
        let why = match &verdict.outcome {
            Outcome::Errored(message) => message.clone(),
            Outcome::Passed | Outcome::Failed | Outcome::Skipped(_) => {
                let codes: Vec<&str> = verdict.violations.iter().map(|v| v.code.as_str()).collect();
                codes.join(", ")
            }
        };
        text.push_str(&format!(
            "error: without a fault, behind {front}: {}: {why}\n",
            sanitize(&verdict.case.id.0)
        ));
    }
    let more = proof.baseline.len().saturating_sub(MOST_TROUBLES);
    if more > 0 {
        text.push_str(&format!("and {more} more\n"));
    }
    if !proof.baseline.is_empty() {
        text.push_str(
            "the tables and the fake do not agree on the operations above: they are not proven, and \
             what follows is of the others\n\n",
        );
    }
    if proof.faults.iter().all(|(_, attempts)| attempts.is_empty()) {
        text.push_str("nothing was proven: no fault has a place in what can be sent\n");
        text.push_str(&unproven(proof));
        return text;
    }
    if width >= WIDE {
        text.push_str(&matrix(proof));
    } else {
        text.push_str(&list(proof));
    }
    text.push_str(&summary(proof));
    text
}

/// How often each check named a fault first, and how often after another.
fn counts(attempts: &[Attempt]) -> BTreeMap<CheckCode, (usize, usize)> {
    let mut counts: BTreeMap<CheckCode, (usize, usize)> = BTreeMap::new();
    for attempt in attempts {
        for (place, code) in attempt.named.iter().enumerate() {
            let (first, also) = counts.entry(*code).or_default();
            *first += usize::from(place == 0);
            *also += usize::from(place > 0);
        }
    }
    counts
}

fn is_strict_only(attempts: &[Attempt]) -> bool {
    attempts.iter().all(|attempt| attempt.strict_only)
}

fn matrix(proof: &Proof) -> String {
    let mut text = String::from("checks, in the order of causes\n");
    let half = CHECKS.len().div_ceil(2);
    for line in 0..half {
        let name = |at: usize| {
            let check = CHECKS.get(at);
            check.map_or_else(String::new, |check| format!("{:3} {}", at + 1, check.code))
        };
        let row = format!("{:44}{}", name(line), name(line + half));
        text.push_str(&format!("{}\n", row.trim_end()));
    }
    text.push_str(
        "X named it first, S first and only with --strict, + named it too, ! missed somewhere\n\n",
    );
    text.push_str(&format!("{:33} places", "fault"));
    for at in 1..=CHECKS.len() {
        text.push_str(&format!("{at:3}"));
    }
    text.push('\n');
    for (fault, attempts) in &proof.faults {
        if attempts.is_empty() {
            continue;
        }
        let counts = counts(attempts);
        let missed = attempts.iter().any(|attempt| attempt.is_missed());
        let mark = if missed { '!' } else { ' ' };
        text.push_str(&format!("{:33}{mark}{:6}", fault.code, attempts.len()));
        for check in CHECKS {
            let cell = match counts.get(&check.code) {
                Some((first, _)) if *first > 0 && is_strict_only(attempts) => 'S',
                Some((first, _)) if *first > 0 => 'X',
                Some(_) => '+',
                None => '.',
            };
            text.push_str(&format!("  {cell}"));
        }
        text.push('\n');
    }
    text.push('\n');
    text
}

fn list(proof: &Proof) -> String {
    let mut text = format!("{:33}places  the check that named it first\n\n", "fault");
    for (fault, attempts) in &proof.faults {
        if attempts.is_empty() {
            continue;
        }
        let counts = counts(attempts);
        let codes = |first: bool| {
            let named = CHECKS.iter().map(|check| check.code).filter(|code| {
                let count = counts.get(code);
                count.is_some_and(|(count, _)| (*count > 0) == first)
            });
            named.map(CheckCode::as_str).collect::<Vec<_>>().join(", ")
        };
        let strict = if is_strict_only(attempts) {
            " (strict)"
        } else {
            ""
        };
        let missed = attempts.iter().any(|attempt| attempt.is_missed());
        let missed = if missed { "missed somewhere " } else { "" };
        text.push_str(&format!(
            "{:33}{:6}  {missed}{}{strict}\n",
            fault.code,
            attempts.len(),
            codes(true)
        ));
        let also = codes(false);
        if !also.is_empty() {
            text.push_str(&format!("{:41}too: {also}\n", ""));
        }
    }
    text.push('\n');
    text
}

fn summary(proof: &Proof) -> String {
    let mut text = String::new();
    for attempt in proof.missed() {
        let by = match attempt.named.first() {
            Some(code) => format!(", named by {code} instead"),
            None => String::new(),
        };
        text.push_str(&format!(
            "missed: {} in {}{by}\n",
            attempt.placed.fault.code,
            sanitize(&attempt.placed.site.row.0)
        ));
    }
    text.push_str(&not_provable(proof));
    if proof.whole {
        for code in proof.never_first() {
            text.push_str(&format!("never the first to name a fault: {code}\n"));
        }
    }
    let idle: Vec<&str> = CHECKS
        .iter()
        .map(|check| check.code)
        .filter(|code| !proof.used.contains(code))
        .map(CheckCode::as_str)
        .collect();
    if !idle.is_empty() {
        let idle = idle.join(", ");
        text.push_str(&format!("these tables give nothing to judge to: {idle}\n"));
    }
    let nowhere: Vec<&str> = proof
        .faults
        .iter()
        .filter(|(_, attempts)| attempts.is_empty())
        .map(|(fault, _)| fault.code)
        .collect();
    if !nowhere.is_empty() {
        let nowhere = nowhere.join(", ");
        text.push_str(&format!("no place in these tables for: {nowhere}\n"));
    }
    text.push_str(&unproven(proof));
    text.push_str(&tally(proof));
    text
}

/// The most places that are listed of those where nothing can be proven.
const MOST_PLACES: usize = 8;

/// Where nothing can be proven, and why.
fn not_provable(proof: &Proof) -> String {
    let mut text = String::new();
    let all = proof.not_provable();
    let places = all.iter().take(MOST_PLACES).map(|attempt| {
        let row = sanitize(&attempt.placed.site.row.0);
        format!("{} in {row}", attempt.placed.fault.code)
    });
    let places: Vec<String> = places.collect();
    if !places.is_empty() {
        let more = match all.len().saturating_sub(MOST_PLACES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        text.push_str(&format!(
            "not provable here, since no case of these tables comes to it: {}{more}\n",
            places.join(", ")
        ));
    }
    let checks = proof.without_fault();
    let checks: Vec<&str> = checks.iter().map(|code| code.as_str()).collect();
    if proof.whole && !checks.is_empty() {
        text.push_str(&format!(
            "not provable here, since no fault of theirs has a place in these tables: {}\n",
            checks.join(", ")
        ));
    }
    text
}

/// How much was proven, in numbers.
fn tally(proof: &Proof) -> String {
    let mut text = String::new();
    let attempts: Vec<&Attempt> = proof.faults.iter().flat_map(|(_, a)| a).collect();
    let faults = proof.faults.iter().filter(|(_, a)| !a.is_empty()).count();
    let strict = attempts
        .iter()
        .filter(|a| a.strict_only && a.is_named())
        .count();
    let missed = proof.missed().len();
    let not_provable = match proof.not_provable().len() {
        0 => String::new(),
        count => format!(", {count} not provable here"),
    };
    let never = proof.never_first().len();
    text.push_str(&format!(
        "without a fault: {} cases passed, behind wiremock and behind the TCP writer\n",
        proof.passed
    ));
    let places = match attempts.len() {
        all if all == proof.places => all.to_string(),
        some => format!("{some} of {}", proof.places),
    };
    text.push_str(&format!(
        "{faults} faults in {places} places: {} named ({strict} of them with --strict only), {missed} missed{not_provable}\n",
        attempts.len() - missed - proof.not_provable().len(),
    ));
    if proof.whole {
        text.push_str(&format!(
            "{} checks: {} were the first to name a fault, {never} never\n",
            proof.used.len(),
            proof.used.len() - never - proof.without_fault().len(),
        ));
    }
    text
}

fn unproven(proof: &Proof) -> String {
    fn named<'a>(ids: impl Iterator<Item = &'a OperationId>) -> String {
        ids.map(|id| id.0.as_str()).collect::<Vec<_>>().join(", ")
    }
    let mut text = String::new();
    if !proof.unproven.is_empty() {
        let ids = named(proof.unproven.iter());
        text.push_str(&format!(
            "not sent as documented: {ids}; `as-documented cases` says why\n"
        ));
    }
    if !proof.answered_otherwise.is_empty() {
        let ids = named(proof.answered_otherwise.iter());
        text.push_str(&format!(
            "not proven, since another operation documents the same request, and the fake answers as that: {ids}\n"
        ));
    }
    text
}

/// Renders the proof as JSON, ending in a line break.
#[must_use]
pub(crate) fn render_json(proof: &Proof) -> String {
    let all: Vec<Attempt> = proof.faults.iter().flat_map(|(_, a)| a.clone()).collect();
    let counts = counts(&all);
    let checks = CHECKS.iter().map(|check| {
        json!({
            "code": check.code.as_str(),
            "used": proof.used.contains(&check.code),
            "first": counts.get(&check.code).map_or(0, |(first, _)| *first),
        })
    });
    let faults = proof.faults.iter().map(|(fault, attempts)| {
        json!({
            "code": fault.code,
            "meaning": fault.meaning,
            "expected": fault.caught_by.as_str(),
            "places": attempts.iter().map(place).collect::<Vec<_>>(),
        })
    });
    let troubles = proof
        .baseline
        .iter()
        .map(|(_, verdict)| verdict.case.id.0.clone());
    let value = json!({
        "version": 1,
        "places_in_all": proof.places,
        "tool": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "holds": proof.holds(),
        "baseline": {"passed": proof.passed, "troubles": troubles.collect::<Vec<_>>()},
        "checks": checks.collect::<Vec<_>>(),
        "faults": faults.collect::<Vec<_>>(),
        "unproven": proof.unproven.iter().map(|id| id.0.as_str()).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn place(attempt: &Attempt) -> Value {
    json!({
        "operation": attempt.placed.operation.0,
        "row": attempt.placed.site.row.0,
        "named": attempt.named.iter().map(|code| code.as_str()).collect::<Vec<_>>(),
        "provable": attempt.is_provable(),
        "strict_only": attempt.strict_only,
        "failed": attempt.failed,
        "errors": attempt.errors,
    })
}
