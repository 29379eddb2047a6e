//! Hand-written pages of any make: what names a method and a path declares an operation, in the manner
//! that the page keeps to, and the largest section around it that declares no other says what it does. No
//! product is known here.

mod account;
mod address;
mod bases;
pub(crate) mod calls;
mod codes;
mod contents;
mod credentials;
mod curl;
mod declare;
mod descriptions;
mod effects;
mod facts;
mod fit;
mod for_all;
mod halves;
mod labels;
mod layout;
mod lines;
mod mentions;
mod own;
mod parameters;
mod placeholders;
mod rows;
mod samples;
mod scope;
mod spellings;
mod spoken;
mod stand_ins;
mod statuses;
mod target;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use vec1::vec1;

use super::{
    Conventions, Dialect, Finding, FindingCode, MOST_FINDINGS, Part, Place, Reading, delimiter,
};
use crate::protocol::target::RequestTarget;
use crate::protocol::template::slug;
use crate::read::coverage::Counting;
use crate::text;
use crate::text::document::Block;
use crate::text::page::Page;
use account::account;
use declare::{Declarations, declare};
use facts::Source;
use layout::Layout;
use mentions::{Carrier, Mentions, mentions};

/// The dialect.
#[derive(Debug)]
pub(crate) struct Plain;

/// Pages of any make write each path in one way.
static CONVENTIONS: Conventions = Conventions {
    marks_of_operation: &[],
    casts: &[],
    keys_in_parentheses: false,
    aliases: &[],
    views: &[],
    list_member: None,
    shows_operation: "write method and path as the page does with its other operations: in a heading, a \
                      table, or a code block of their own",
};

impl Dialect for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn counting(&self) -> Counting {
        Counting::Document
    }

    /// It reads what no other dialect recognises.
    fn recognises(&self, _: &Page) -> bool {
        true
    }

    fn read(&self, page: &Page) -> Reading {
        let blocks: Vec<Block> = text::blocks(page);
        let layout = Layout::new(page, &blocks);
        let mentions = mentions(&layout);
        let (declarations, groups) = declare(&layout, &mentions);
        let source = Source::new(&layout, &mentions, &declarations, &groups);
        let names = names(&mentions, &declarations);
        let operations = || declarations.operations.iter();
        let parts = operations().zip(names).map(|(own, name)| Part {
            name: Some(name),
            facts: source.facts(own),
        });
        let mut parts: Vec<Part> = parts.collect();
        contents::show(&mut parts);
        put_base(&page.profile().base, &mut parts);
        let refused = take_refused(&declarations, &mut parts);
        let kept = operations().enumerate();
        let kept = kept.filter(|(at, _)| !refused.contains(at));
        let scopes = kept.map(|(_, own)| groups.scope(&layout, own));
        let scopes: Vec<Range<usize>> = scopes.collect();
        credentials::require(&layout, &scopes, &mut parts);
        credentials::fill(&layout, &mut parts);
        credentials::open(&layout, &scopes, &mut parts);
        let of_all = for_all::for_all(&layout, (&mentions, &declarations), (&scopes, &parts));
        credentials::open_named(&of_all.to_anybody, &mut parts);
        of_all.answer(&mut parts);
        of_all.refuse(&mut parts);
        of_all.say_media_type(&layout, (&scopes, &mut parts));
        let mut findings = shown_only(&mentions, &declarations);
        findings.extend(unclear(&mentions, &declarations));
        let paragraphs = blocks.iter().filter(|block| block.is_prose());
        let tables = paragraphs.filter_map(|block| {
            delimiter::malformed(page, block.span).or_else(|| delimiter::missing(page, block.span))
        });
        findings.extend(tables.take(MOST_FINDINGS));
        for description in descriptions::named(&layout) {
            parts.extend(description.parts);
            findings.extend(description.findings);
        }
        let of_refused = refused
            .iter()
            .filter_map(|at| declarations.operations.get(*at));
        let of_refused = of_refused.flat_map(|own| &own.mentions);
        let elsewhere = declarations.elsewhere.iter().chain(of_refused);
        let elsewhere = elsewhere.filter_map(|at| mentions.requests.get(*at));
        let elsewhere = elsewhere.map(|mention| mention.span).collect();
        Reading {
            coverage: account(&layout, &parts, scopes.into_iter()),
            parts,
            findings,
            elsewhere,
            for_all: of_all.claims,
            conventions: &CONVENTIONS,
        }
    }
}

/// Puts the base that a profile says before the paths that lack it; a URL's own base stays.
fn put_base(base: &str, parts: &mut [Part]) {
    if base.is_empty() {
        return;
    }
    let has_base = |path: &str| {
        let rest = path.strip_prefix(base);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    for facts in parts.iter_mut().map(|part| &mut part.facts) {
        let requests = facts.requests.iter_mut();
        let examples = facts.examples.iter_mut().map(|example| &mut example.line);
        for line in requests.chain(examples).filter(|line| line.base.is_none()) {
            let path = line.path.to_string();
            if !has_base(&path)
                && let Ok(whole) = RequestTarget::new(&format!("{base}{path}"))
            {
                line.path = whole;
            }
        }
    }
}

/// Takes away what a row says is refused whatever is asked, with a 405 and nothing else: it documents that there
/// is no such operation. Gives the places of these operations.
fn take_refused(declarations: &Declarations, parts: &mut Vec<Part>) -> HashSet<usize> {
    let is_refused = |part: &Part| {
        let errors = &part.facts.errors;
        let is_only = errors.iter().all(|claim| claim.value.status.code() == 405);
        part.facts.statuses.is_empty() && !errors.is_empty() && is_only
    };
    let mut refused = HashSet::new();
    let mut own = declarations.operations.iter().enumerate();
    parts.retain(|part| {
        let row = own.next().filter(|(_, own)| own.row.is_some());
        let place = row.filter(|_| is_refused(part)).map(|(at, _)| at);
        refused.extend(place);
        place.is_none()
    });
    refused
}

/// A note on each command whose request fits nothing that the page documents.
fn shown_only(mentions: &Mentions, declarations: &Declarations) -> Vec<Finding> {
    let shown = declarations.shown.iter();
    let shown = shown.filter_map(|index| mentions.requests.get(*index));
    let calls = shown.filter(|mention| mention.carrier == Carrier::Client);
    let notes = calls.take(MOST_FINDINGS).map(|mention| {
        let line = &mention.line;
        Finding {
            code: FindingCode::RequestShownNotDocumented,
            message: format!(
                "the command calls {} {}, which fits nothing that the page documents",
                line.method,
                line.path.path()
            ),
            places: vec1![Place {
                span: line.path_span,
                label: "shown, not documented".to_owned(),
            }],
            help: "name the method and the path where the page documents its requests".to_owned(),
        }
    });
    notes.collect()
}

/// A warning on words that say what to do with several requests, none of which was read.
fn unclear(mentions: &Mentions, declarations: &Declarations) -> Vec<Finding> {
    let places = declarations.unclear.iter();
    let places = places.filter_map(|index| mentions.requests.get(*index));
    let findings = places.take(MOST_FINDINGS).map(|mention| Finding {
        code: FindingCode::RequestLineNotRead,
        message: "the sentence names several requests, and none of them was read".to_owned(),
        places: vec1![Place {
            span: mention.line.path_span,
            label: "not read".to_owned(),
        }],
        help: format!(
            "{}; or allow the finding where none is an operation of this page's",
            CONVENTIONS.shows_operation
        ),
    });
    findings.collect()
}

/// The operations' names: method and path, and a number from the second on that has both.
fn names(mentions: &Mentions, declarations: &Declarations) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let named = declarations.operations.iter().map(|own| {
        let line = &own.first(&mentions.requests).line;
        let name = slug(&format!("{} {}", line.method, line.path.path()));
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        match count {
            1 => name,
            other => format!("{name} {other}"),
        }
    });
    named.collect()
}
