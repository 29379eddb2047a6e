//! Findings that a page's author allows, with a reason, in a comment on the page:
//!
//! ```text
//! <!-- as-documented allow CODE: why this stays -->          of the block after the comment
//! <!-- as-documented allow-on-page CODE: why this stays -->  of the whole page
//! ```
//!
//! A comment that allows nothing, names no code or gives no reason is a finding itself.

use vec1::vec1;

use crate::read::{Finding, FindingCode, Place};
use crate::text::markdown::{Block, blocks};
use crate::text::page::{Page, Span};

/// The most allowances that are read of one page.
const MOST_ALLOWANCES: usize = 1_000;

/// A finding that the page allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// What is allowed.
    pub finding: Finding,
    /// Why, in the words of the page.
    pub reason: String,
}

/// A comment that allows findings.
struct Allowance<'a> {
    code: FindingCode,
    reason: &'a str,
    /// What a finding's first place must be in.
    reach: Span,
    comment: Span,
}

/// Takes the findings that comments allow out of `findings`.
pub(super) fn allowed(page: &Page, findings: &mut Vec<Finding>) -> Vec<Allowed> {
    if !page.text().contains("as-documented") {
        return Vec::new();
    }
    let blocks = blocks(page);
    let mut allowed = Vec::new();
    let mut seen = 0_usize;
    for (index, block) in blocks.iter().enumerate() {
        let Block::Comment { body, span, .. } = block else {
            continue;
        };
        let Some(rest) = page.slice(*body).trim().strip_prefix("as-documented") else {
            continue;
        };
        seen += 1;
        if seen > MOST_ALLOWANCES {
            findings.push(unused(*span, "there are more on the page than are read"));
            break;
        }
        let rest = rest.trim_start_matches([':', ' ']).strip_prefix("allow");
        let Some(rest) = rest.filter(|rest| rest.starts_with([' ', '-'])) else {
            let why = "it does not go on with `allow` or `allow-on-page`";
            findings.push(unused(*span, why));
            continue;
        };
        let after = blocks.get(index + 1..).unwrap_or_default();
        let allowance = match allowance(page, rest, *span, after) {
            Ok(allowance) => allowance,
            Err(why) => {
                findings.push(unused(*span, &why));
                continue;
            }
        };
        let before = findings.len();
        let mut kept = Vec::with_capacity(before);
        for finding in findings.drain(..) {
            let first = finding.places.first().span.start;
            let is_near = (allowance.reach.start..allowance.reach.end).contains(&first);
            if finding.code == allowance.code && is_near {
                allowed.push(Allowed {
                    finding,
                    reason: allowance.reason.to_owned(),
                });
            } else {
                kept.push(finding);
            }
        }
        *findings = kept;
        if findings.len() == before {
            let why = format!(
                "nothing after it has a finding `{}`",
                allowance.code.as_str()
            );
            findings.push(unused(allowance.comment, &why));
        }
    }
    allowed
}

fn allowance<'a>(
    page: &Page,
    rest: &'a str,
    comment: Span,
    after: &[Block],
) -> Result<Allowance<'a>, String> {
    let (on_page, rest) = match rest.strip_prefix("-on-page") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (code, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let (code, reason) = (code.trim(), reason.trim());
    let mut known = FindingCode::ALL.iter().copied();
    let Some(code) = known.find(|known| known.as_str() == code) else {
        let shown: String = code.chars().take(40).collect();
        return Err(format!("no finding is called `{}`", shown.escape_default()));
    };
    if reason.is_empty() {
        return Err("it gives no reason".to_owned());
    }
    let next = after
        .iter()
        .find(|block| !matches!(block, Block::Comment { .. }));
    let end = if on_page {
        page.text().len() + 1
    } else {
        next.map_or(page.text().len() + 1, end_of)
    };
    let start = if on_page { 0 } else { comment.end };
    Ok(Allowance {
        code,
        reason,
        reach: Span::new(start, end),
        comment,
    })
}

fn end_of(block: &Block) -> usize {
    match block {
        Block::Heading { span, .. }
        | Block::Paragraph { span }
        | Block::Fence { span, .. }
        | Block::Comment { span, .. } => span.end,
        Block::Table { rows, .. } => rows.last().map_or(0, |row| row.span.end),
    }
}

fn unused(comment: Span, why: &str) -> Finding {
    Finding {
        code: FindingCode::AllowanceUnused,
        message: format!("the comment allows nothing: {why}"),
        places: vec1![Place {
            span: comment,
            label: "allows nothing".to_owned(),
        }],
        help: "write `as-documented allow CODE: reason` right before the block, or take the \
               comment out"
            .to_owned(),
    }
}
