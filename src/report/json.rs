//! JSON, version 1.
//!
//! | key | meaning |
//! |---|---|
//! | `version` | the version of this form |
//! | `tool` | `name` and `version` of this program |
//! | `target` | the base URL; null for the embedded fake |
//! | `seed` | what random values were drawn from; null where none were |
//! | `fault` | what is wrong with the embedded fake by request: `code` and `row`; else null |
//! | `causes` | what caused much of it: `code`, `message`, `lines` (to be copied into a file) and `case` (one that shows it, or null) |
//! | `warnings` | what is amiss with the values of the whole run, in sentences |
//! | `missing_values` | the variables that selected cases lacked, `token` for the credential, and how many cases lacked each |
//! | `elapsed_ms` | how long the run took, in milliseconds |
//! | `summary` | counts: `cases`, `passed`, `failed`, `errors`, `skipped`, `noted`, `rows`, `held`, `broken`, `undecided` and `http_forbids` (row ids), `untested`, `sent_again` (cases of which a request was sent more than once) |
//! | `cases` | one object a case, in the order of the cases |
//!
//! A case has `id`, `operation`, `page`, `requirement`, `outcome` (`passed`, `failed`, `error` or
//! `skipped`), `reason` (of an error or skip, else null), `elapsed_ms`, `rows` (what its steps put
//! to the test: `row`, `authority`, `cites`), `rows_held`, `violations` and `noted` (each with
//! `code`, `message`, `authority`, `row` (the one that promises it, or where none does the one that
//! made the case), `made_by` (the row that made the case), `page`, `cites`, `expected`, `actual`,
//! `source` (the RFC section or the flag that says so, else empty), and `step`, from 0), `unreleased` (what the case obtained and could not give back), and `exchanges`.
//! An exchange has `request` (its `url` is the path alone where the target is the embedded fake,
//! whose port is another each time), `attempts` (how many times it was sent until this came, from 1), `response` (null where none came whole; bytes of a body that
//! are not UTF-8 are replaced), `failure` (why none did, else null) and `wire` (null where the
//! client does not see it): `version`, `interim` statuses, `defects` of the head, how it was `cut`,
//! what is `overlong`, `surplus_truncated`, and `surplus`, the bytes that followed it, escaped as
//! in ASCII source text.

use serde_json::{Value, json};

use super::RunReport;
use super::summary::Summary;
use crate::check::verdict::{Outcome, Verdict, Violation};
use crate::protocol::exchange::{Exchange, Observation, Received, Wire};
use crate::table::RowRef;

/// Renders the report, ending in a line break.
#[must_use]
pub(crate) fn render(report: &RunReport<'_>) -> String {
    let summary = Summary::of(report);
    let undecided = summary.undecided.iter().map(|(row, _)| row.0.as_str());
    let forbidden = summary.forbidden.iter().map(|(row, _)| row.0.as_str());
    let causes = report.causes.iter().map(|cause| {
        json!({
            "code": cause.code.as_str(),
            "message": cause.message,
            "lines": cause.lines,
            "case": cause.example.as_ref().map(|(case, _)| case.0.as_str()),
        })
    });
    let value = json!({
        "version": 1,
        "tool": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "target": report.target,
        "seed": report.seed,
        "fault": report.fault.map(|placed| {
            json!({"code": placed.fault.code, "row": placed.site.row.0})
        }),
        "causes": causes.collect::<Vec<_>>(),
        "warnings": report.warnings,
        "missing_values": report.missing.iter().map(|(name, cases)| {
            json!({"name": name, "cases": cases})
        }).collect::<Vec<_>>(),
        "elapsed_ms": milliseconds(report.elapsed),
        "summary": {
            "cases": summary.cases,
            "passed": summary.passed,
            "failed": summary.failed,
            "errors": summary.errors,
            "skipped": summary.skipped,
            "noted": summary.noted,
            "rows": summary.rows,
            "held": summary.held,
            "broken": summary.broken,
            "undecided": undecided.collect::<Vec<_>>(),
            "http_forbids": forbidden.collect::<Vec<_>>(),
            "untested": summary.untested,
            "sent_again": summary.sent_again,
        },
        "cases": report
            .verdicts
            .iter()
            .map(|verdict| case(verdict, report.target))
            .collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn milliseconds(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn case(verdict: &Verdict, target: Option<&str>) -> Value {
    let (outcome, reason) = match &verdict.outcome {
        Outcome::Passed => ("passed", None),
        Outcome::Failed => ("failed", None),
        Outcome::Errored(message) => ("error", Some(message.clone())),
        Outcome::Skipped(reason) => ("skipped", Some(reason.to_string())),
    };
    let case = &verdict.case;
    let mut rows: Vec<Value> = Vec::new();
    for expectation in case.steps.iter().flat_map(|step| &step.expectations) {
        let row = json!({
            "row": expectation.row().id.0,
            "authority": expectation.promise.authority().as_str(),
            "cites": cites(expectation.row()),
        });
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    json!({
        "id": case.id.0,
        "operation": case.operation.0,
        "page": case.page,
        "requirement": case.requirement,
        "outcome": outcome,
        "reason": reason,
        "elapsed_ms": milliseconds(verdict.elapsed),
        "rows": rows,
        "rows_held": verdict.held.iter().map(|row| row.0.as_str()).collect::<Vec<_>>(),
        "violations": verdict.violations.iter().map(violation).collect::<Vec<_>>(),
        "noted": verdict.noted.iter().map(violation).collect::<Vec<_>>(),
        "unreleased": verdict.unreleased,
        "exchanges": verdict
            .exchanges
            .iter()
            .map(|exchange| self::exchange(exchange, target))
            .collect::<Vec<_>>(),
    })
}

fn cites(row: &RowRef) -> Vec<String> {
    row.cites.iter().map(ToString::to_string).collect()
}

fn violation(violation: &Violation) -> Value {
    json!({
        "code": violation.code.as_str(),
        "message": violation.message,
        "authority": violation.authority().as_str(),
        "row": violation.row().id.0,
        "made_by": violation.made_by.id.0,
        "page": violation.row().page,
        "cites": cites(violation.row()),
        "expected": violation.expected,
        "actual": violation.actual,
        "source": violation.promise.source(),
        "step": violation.step,
    })
}

fn exchange(exchange: &Exchange, target: Option<&str>) -> Value {
    let sent = &exchange.sent;
    let url = match target {
        Some(_) => sent.url(),
        None => sent.path.clone(),
    };
    json!({
        "request": {
            "method": sent.method.as_str(),
            "url": url,
            "headers": sent.headers,
            "body": sent.content.as_deref().map(String::from_utf8_lossy),
        },
        "response": match &exchange.response {
            Ok(response) => self::response(response),
            Err(_) => Value::Null,
        },
        "failure": exchange.response.as_ref().err().map(ToString::to_string),
        "wire": match &exchange.wire {
            Wire::Observed(observation) => wire(observation),
            Wire::NotObserved => Value::Null,
        },
        "attempts": exchange.attempts,
        "elapsed_ms": milliseconds(exchange.elapsed),
    })
}

fn response(response: &Received) -> Value {
    json!({
        "status": response.status.code(),
        "headers": response.headers,
        "body": String::from_utf8_lossy(&response.body),
        "body_length": response.body_length,
        "body_truncated": response.body_truncated,
    })
}

fn wire(observation: &Observation) -> Value {
    json!({
        "version": observation.version,
        "interim": observation.interim.iter().map(|s| s.code()).collect::<Vec<_>>(),
        "defects": observation.defects,
        "cut": observation.cut,
        "overlong": observation.overlong,
        "surplus": observation.surplus.escape_ascii().to_string(),
        "surplus_truncated": observation.surplus_truncated,
    })
}
