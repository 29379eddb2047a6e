//! Findings for other programs: JSON (version 1, one object a line), GitHub's workflow commands, and
//! SARIF 2.1.0. The screen's rendering is in `excerpts.rs`.
//!
//! A JSON object has `version`, `page` (its path), `code`, `severity`, `message`, `help`, and
//! `places`, the one to mend first: each `line`, `column`, `end_line`, `end_column` (from 1, in
//! characters, the end exclusive) and `label`, and its own `page` where it is of another document.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::read::{Finding, FindingCode, Place, Severity};
use crate::report::safe::sanitize;
use crate::text::page::Page;

/// What a URI's path keeps as it is (RFC 3986 §3.3), `/` included.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// A finding with the page it is of, and that page's path as it is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'a> {
    /// The page.
    pub page: &'a Page,
    /// Its path.
    pub path: &'a str,
    /// What is wrong with it.
    pub finding: &'a Finding,
    /// The place of another document that takes part, where one does.
    pub elsewhere: Option<Elsewhere<'a>>,
}

/// A place of another document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elsewhere<'a> {
    /// The document.
    pub page: &'a Page,
    /// Its path.
    pub path: &'a str,
    /// The place.
    pub place: &'a Place,
}

impl Elsewhere<'_> {
    /// The place with what it says: `lending.yaml:12:9: required here`.
    #[must_use]
    pub(crate) fn in_words(&self) -> String {
        let start = region(self.page, self.place).start;
        format!(
            "{}:{}:{}: {}",
            self.path, start.line, start.column, self.place.label
        )
    }
}

/// A place in lines and columns, the end exclusive and on a line of the page.
struct Region {
    start: crate::text::page::Position,
    end: crate::text::page::Position,
}

fn region(page: &Page, place: &Place) -> Region {
    let text = page.slice(place.span).trim_end();
    let end = place.span.start + text.len();
    Region {
        start: page.position(place.span.start),
        end: page.position(end.max(place.span.start)),
    }
}

/// One JSON object, ending in a line break.
#[must_use]
pub(crate) fn json(found: &Found<'_>) -> String {
    let finding = found.finding;
    let said = |page: &Page, place: &Place| {
        let Region { start, end } = region(page, place);
        json!({
            "line": start.line,
            "column": start.column,
            "end_line": end.line,
            "end_column": end.column,
            "label": place.label,
        })
    };
    let places = finding.places.iter().map(|place| said(found.page, place));
    let elsewhere = found.elsewhere.iter().map(|other| {
        let mut value = said(other.page, other.place);
        value["page"] = other.path.into();
        value
    });
    let places = places.chain(elsewhere);
    let value = json!({
        "version": 1,
        "page": found.path,
        "code": finding.code.as_str(),
        "severity": finding.code.severity().as_str(),
        "message": finding.message,
        "help": finding.help,
        "places": places.collect::<Vec<_>>(),
    });
    format!("{value}\n")
}

/// One workflow command, which GitHub shows beside the line of the page.
#[must_use]
pub(crate) fn github(found: &Found<'_>) -> String {
    let finding = found.finding;
    let level = match finding.code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let Region { start, end } = region(found.page, finding.places.first());
    let at = format!(
        ",line={},col={},endLine={}",
        start.line, start.column, end.line
    );
    let help = match finding.help.as_str() {
        "" => String::new(),
        help => format!("; {help}"),
    };
    let elsewhere = found
        .elsewhere
        .map(|other| format!(" ({})", other.in_words()));
    let elsewhere = elsewhere.unwrap_or_default();
    let message = escape(&sanitize(&format!("{}{elsewhere}{help}", finding.message)));
    format!(
        "::{level} file={}{at},title={}::{message}\n",
        escape_property(&sanitize(found.path)),
        finding.code.as_str()
    )
}

fn escape(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}

/// A whole SARIF log, ending in a line break.
#[must_use]
pub(crate) fn sarif(found: &[Found<'_>]) -> String {
    let rules = FindingCode::ALL.iter().map(|code| {
        json!({
            "id": code.as_str(),
            "shortDescription": {"text": code.meaning()},
            "help": {"text": code.advice()},
            "defaultConfiguration": {"level": level(code.severity())},
        })
    });
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": found.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    format!("{value:#}\n")
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

fn result(found: &Found<'_>) -> Value {
    let finding = found.finding;
    let location = |(page, path): (&Page, &str), place: &Place| {
        let Region { start, end } = region(page, place);
        json!({
            "physicalLocation": {
                "artifactLocation": {"uri": uri(path)},
                "region": {
                    "startLine": start.line,
                    "startColumn": start.column,
                    "endLine": end.line,
                    "endColumn": end.column,
                },
            },
            "message": {"text": place.label},
        })
    };
    let own = (found.page, found.path);
    let mut places = finding.places.iter().map(|place| location(own, place));
    let first: Vec<Value> = places.by_ref().take(1).collect();
    let elsewhere = found.elsewhere.iter();
    let elsewhere = elsewhere.map(|other| location((other.page, other.path), other.place));
    let related: Vec<Value> = places.chain(elsewhere).collect();
    json!({
        "ruleId": finding.code.as_str(),
        "level": level(finding.code.severity()),
        "message": {"text": format!("{}; {}", finding.message, finding.help)},
        "locations": first,
        "relatedLocations": related,
    })
}

fn uri(path: &str) -> String {
    utf8_percent_encode(&path.replace('\\', "/"), PATH).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{Found, github, json, sarif};
    use crate::derive::derive;
    use crate::text::page::Page;

    #[test]
    fn a_finding_is_told_in_every_form_with_its_places() {
        let page = Page::new("loan-end.md", include_str!("../../specs/loan-end.md"));
        let findings = derive(&page).findings;
        let finding = findings
            .iter()
            .find(|f| f.code.as_str() == "path-contradicted")
            .unwrap();
        let found = Found {
            page: &page,
            path: "pages/a b,c.md",
            finding,
            elsewhere: None,
        };
        let object: Value = serde_json::from_str(&json(&found)).unwrap();
        assert_eq!(object["code"], "path-contradicted");
        assert_eq!(object["places"][0]["line"], 21);
        assert_eq!(object["places"][0]["column"], 6);
        assert_eq!(object["places"][0]["end_column"], 16);
        assert_eq!(object["places"][1]["line"], 51);
        assert!(
            github(&found).starts_with(
                "::error file=pages/a b%2Cc.md,line=21,col=6,endLine=21,title=path-contradicted::the \
                 request section lists only"
            ),
            "{}",
            github(&found)
        );
        let log: Value = serde_json::from_str(&sarif(&[found])).unwrap();
        let result = &log["runs"][0]["results"][0];
        assert_eq!(result["level"], "error");
        let at = &result["locations"][0]["physicalLocation"];
        assert_eq!(at["artifactLocation"]["uri"], "pages/a%20b%2Cc.md");
        assert_eq!(at["region"]["startLine"], 21);
        assert_eq!(result["relatedLocations"].as_array().unwrap().len(), 1);
        let rules = log["runs"][0]["tool"]["driver"]["rules"]
            .as_array()
            .unwrap();
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]));
    }
}
