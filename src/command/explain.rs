//! `explain`: what a check or a finding means.

use as_documented::check::CHECKS;
use as_documented::fact::FindingCode;

use super::{CommandResult, print};
use crate::cli::ExplainArguments;

pub(crate) fn explain(arguments: &ExplainArguments) -> CommandResult {
    let Some(code) = &arguments.code else {
        print(&list())?;
        return Ok(0);
    };
    if let Some(check) = CHECKS.iter().find(|check| check.code == code) {
        let source = match check.source {
            "" => String::new(),
            source => format!("authority: {source}\n"),
        };
        print(&format!(
            "{}: a check\n{}\n{source}",
            check.code, check.rule
        ))?;
        return Ok(0);
    }
    if let Some(finding) = FindingCode::ALL.iter().find(|f| f.as_str() == code) {
        let severity = finding.severity().as_str();
        print(&format!(
            "{code}: a finding ({severity})\n{}\n",
            finding.meaning()
        ))?;
        return Ok(0);
    }
    Err(
        format!("no check or finding is called `{code}`; `as-documented explain` lists them")
            .into(),
    )
}

fn list() -> String {
    let mut text = "checks (of the service)\n".to_owned();
    for check in CHECKS {
        text.push_str(&format!("  {:30} {}\n", check.code, check.rule));
    }
    text.push_str("findings (of the page)\n");
    for finding in FindingCode::ALL {
        text.push_str(&format!(
            "  {:30} {}\n",
            finding.as_str(),
            finding.meaning()
        ));
    }
    text
}
