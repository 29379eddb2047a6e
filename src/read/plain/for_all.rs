//! What a page says of all requests: sentences, lists and tables that speak for every operation, and stand where
//! nothing of one of them, and nothing of another subject, is meant.

mod access;
mod answered;
mod bases;
mod errors;
mod exceptions;
mod headers;
mod left_out;
mod lists;
mod media;
mod names;
mod operation;
mod placed;
mod refusals;
mod speaker;
mod subjects;
mod successes;
#[cfg(test)]
mod tests;
mod words;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use super::credentials;
use super::declare::{Declarations, lists_changes};
use super::layout::Layout;
use super::mentions::Mentions;
use super::stand_ins::carries_credential;
use super::statuses::sentences;
use super::target::Spelled;
use crate::protocol::{HeaderName, Method};
use crate::read::{Claim, ForAll, Part};
use crate::table::Presence;
use crate::text::document::{Block, Kind, Prose};
use crate::text::page::Span;
pub(super) use errors::is_of_errors;
use exceptions::{Excepted, Others};
pub(super) use operation::{demanded, demanded_behind};
use refusals::Refusal;
use speaker::{Speaker, Voice, is_general};
use subjects::names_page;

/// What a sentence puts between its subject and what it says of it.
const INSERTED: &[&str] = &[
    ", with no exception,",
    ", with no exceptions,",
    ", without any exception,",
    ", without exception,",
    ", without exceptions,",
    " (without exception)",
];

/// A sentence that is looked at.
struct Sentence<'a> {
    /// The words of its block.
    prose: &'a Prose,
    /// Where it begins in these words.
    start: usize,
    /// The sentence.
    text: &'a str,
    /// The same in lower case, of the same length.
    lower: String,
}

/// A sentence that may speak for all, with where it stands.
struct Said<'a> {
    /// The sentence.
    sentence: Sentence<'a>,
    /// The sentence before it in its block.
    before: Option<&'a Sentence<'a>>,
    /// The block.
    block: usize,
    /// The words of the page's title, where it documents operations: "all desk requests" are all of a page on desks.
    title: &'a [String],
    /// The credential that the requests of the page show.
    shown: Option<&'a ForAll>,
    /// The header lines behind its block, once they were asked for.
    behind: &'a OnceCell<Vec<lists::Shown>>,
}

impl<'a> Sentence<'a> {
    /// A sentence, unless it is too long, or its places are others in lower case.
    fn new(prose: &'a Prose, start: usize, text: &'a str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut lower = text.to_lowercase();
        // What is put in between takes nothing from what is said, and stands between its words.
        for inserted in INSERTED {
            if let Some(at) = lower.find(inserted) {
                lower.replace_range(at..at + inserted.len(), &" ".repeat(inserted.len()));
            }
        }
        (lower.len() == text.len()).then_some(Self {
            prose,
            start,
            text,
            lower,
        })
    }

    /// Where the whole sentence stands on the page.
    fn place(&self) -> Span {
        let lead = self.text.len() - self.text.trim_start().len();
        let end = self.start + self.text.trim_end().len();
        self.prose.span(self.start + lead..end.max(self.start))
    }
}

/// What a page says where it speaks for all.
#[derive(Debug, Default)]
pub(super) struct OfAll {
    /// What it says of all requests, in order; of what it says differently in two places nothing.
    pub claims: Vec<Claim<ForAll>>,
    /// The requests that it names as those that anybody may make, by method and shape of the path.
    pub to_anybody: HashSet<(Method, String)>,
    /// The headers that it says each response carries.
    pub answered: Vec<Claim<HeaderName>>,
    /// The errors that it lists for all requests that can be wrong so.
    refusals: Vec<Refusal>,
    /// The media type of each response that has content.
    media_type: Option<Claim<String>>,
}

impl OfAll {
    /// Gives operations the media type that content is said to be of whatever is asked.
    pub(super) fn say_media_type(
        &self,
        layout: &Layout<'_>,
        operations: (&[Range<usize>], &mut [Part]),
    ) {
        media::give(layout, self.media_type.as_ref(), operations);
    }

    /// Gives operations the errors that are listed for all.
    pub(super) fn refuse(&self, parts: &mut [Part]) {
        refusals::give(&self.refusals, parts);
    }

    /// Gives operations the headers that each response carries.
    pub(super) fn answer(&self, parts: &mut [Part]) {
        for answered in parts.iter_mut().map(|part| &mut part.facts.answered) {
            let known: Vec<HeaderName> = answered.iter().map(|own| own.value.clone()).collect();
            let others = self
                .answered
                .iter()
                .filter(|own| !known.contains(&own.value));
            answered.extend(others.cloned());
        }
    }
}

/// What a page says where it speaks for all. Its operations are those of the parts; what these say of who may ask is
/// known.
pub(super) fn for_all(
    layout: &Layout<'_>,
    (mentions, declarations): (&Mentions, &Declarations),
    (scopes, parts): (&[Range<usize>], &[Part]),
) -> OfAll {
    if lists_changes(layout) {
        return OfAll::default();
    }
    let speaker = Speaker::new(layout, mentions, declarations);
    let around = Around {
        layout,
        shown: shown(parts),
        title: title(layout, !speaker.declared.is_empty()),
    };
    let mut found = Found::default();
    let mut of_all = Vec::new();
    for (index, block) in layout.blocks.iter().enumerate() {
        let voice = speaker.voice(index);
        if voice == Voice::None {
            continue;
        }
        if voice == Voice::All {
            of_all.push(index);
            found.take_listed(&around, (index, block));
            found.refusals.extend(refusals::listed(layout, index));
            let heading = block.words();
            found.take(heading.and_then(|words| errors::headed(layout, index, words)));
        }
        if let Some(prose) = said_in(block) {
            if voice == Voice::All && block.is_prose() {
                found.take(successes::of_item(layout, index, prose));
                found.take(errors::body(layout, index, prose));
                let own = found.media_type.take();
                found.media_type = own.or_else(|| media::said(layout, index, prose));
            }
            found.read(&around, (index, prose), voice);
        }
    }
    found.take_shown(layout, (scopes, parts), of_all);
    let keys: HashSet<(Method, String)> = found.open.iter().flat_map(keys).collect();
    let lines = parts.iter().filter(|part| {
        let mut requests = part.facts.requests.iter();
        let is_named =
            requests.any(|line| keys.contains(&(line.method.clone(), line.path.path().shape())));
        is_named || part.facts.is_open
    });
    let open = lines.count();
    let known = found
        .claims
        .into_iter()
        .filter(|(_, others)| others.are_known(open));
    let known = known.map(|(claim, _)| claim).collect();
    OfAll {
        claims: agreed(errors::joined(known)),
        to_anybody: keys,
        answered: found.answered,
        refusals: found.refusals,
        media_type: found.media_type,
    }
}

/// The words of a block that may speak: of a paragraph or an item, or of an element around no more than words.
fn said_in(block: &Block) -> Option<&Prose> {
    match &block.kind {
        Kind::Component(component) => Some(&component.text).filter(|text| !text.is_empty()),
        Kind::Paragraph(words) | Kind::Item(words) => Some(words),
        Kind::Heading { .. }
        | Kind::Term(_)
        | Kind::Code(_)
        | Kind::Table(_)
        | Kind::Directive(_)
        | Kind::Field(_)
        | Kind::Call(_)
        | Kind::Comment
        | Kind::Other(_) => None,
    }
}

/// Whether a claim is of the header that says who asks.
fn is_credential(claim: &Claim<ForAll>) -> bool {
    match &claim.value {
        ForAll::Header { name, .. } => carries_credential(name),
        ForAll::Parameter { .. } => true,
        ForAll::Success { .. }
        | ForAll::CredentialRefused(_)
        | ForAll::ErrorBody { .. }
        | ForAll::Base(_) => false,
    }
}

/// The credential that the requests of a page show, all that show one.
fn shown(parts: &[Part]) -> Option<ForAll> {
    let (claim, value) = credentials::shown(parts)?;
    Some(ForAll::Header {
        name: claim.name,
        value: Some(value),
        presence: Presence::Required,
    })
}

/// The page around what is said.
struct Around<'a> {
    layout: &'a Layout<'a>,
    /// The credential that the requests of the page show.
    shown: Option<ForAll>,
    /// The words of its title.
    title: Vec<String>,
}

/// What was found so far.
#[derive(Default)]
struct Found {
    /// The claims, each with what must be known for it to hold.
    claims: Vec<(Claim<ForAll>, Others)>,
    /// The requests that anybody may make.
    open: Vec<Spelled>,
    /// The headers of each response.
    answered: Vec<Claim<HeaderName>>,
    /// The last block that spoke of what tells who asks.
    credential: Option<usize>,
    /// The errors of all requests that can be wrong so.
    refusals: Vec<Refusal>,
    /// The media type of each response that has content.
    media_type: Option<Claim<String>>,
}

impl Found {
    /// Takes claims that hold as they stand.
    fn take(&mut self, claims: impl IntoIterator<Item = Claim<ForAll>>) {
        self.claims
            .extend(claims.into_iter().map(|claim| (claim, Others::None)));
    }

    /// Takes the credential that the page shows, where no sentence demands one of each request.
    fn take_shown(
        &mut self,
        layout: &Layout<'_>,
        operations: (&[Range<usize>], &[Part]),
        of_all: Vec<usize>,
    ) {
        if self.claims.iter().any(|(claim, _)| is_credential(claim)) {
            return;
        }
        let spoken = access::Spoken {
            of_all,
            refused: self.refused(),
        };
        let shown = access::shown(layout, operations, &self.open, &spoken);
        let placed = shown.is_none().then(|| placed::said(layout, &spoken));
        self.take(shown);
        self.take(placed.flatten());
    }

    /// Where it is said what comes without a good credential.
    fn refused(&self) -> Vec<Span> {
        let all = self.claims.iter().map(|(claim, _)| claim);
        let refused = all.filter(|claim| matches!(claim.value, ForAll::CredentialRefused(_)));
        refused.map(|claim| claim.span).collect()
    }

    /// Takes what a table, a term or a list of headers says.
    fn take_listed(&mut self, around: &Around<'_>, (index, block): (usize, &Block)) {
        let layout = around.layout;
        if let Kind::Table(table) = &block.kind {
            self.take(successes::of_methods(table));
            self.take(successes::refused_in(table));
        }
        self.take(successes::refused_term(layout, index));
        for listed in lists::listed(layout, index, &around.title) {
            let is_credential = is_credential(&listed.claim);
            let is_of_all = listed.excepted.is_empty() && listed.others == Others::None;
            if is_credential || is_of_all {
                self.claims.push((listed.claim, listed.others));
            }
            let excepted = listed.excepted.into_iter();
            self.open.extend(excepted.filter(|_| is_credential));
        }
    }

    /// Takes a header that each response carries.
    fn answer(&mut self, claim: Claim<HeaderName>) {
        let is_known = self.answered.iter().any(|own| own.value == claim.value);
        if !is_known && self.answered.len() < MOST_CLAIMS {
            self.answered.push(claim);
        }
    }

    /// Takes what a sentence says of all requests; whether it demands what tells who asks.
    fn take_demanded(
        &mut self,
        layout: &Layout<'_>,
        said: &Said<'_>,
        excepted: Option<&Excepted>,
    ) -> bool {
        let others = excepted.map_or(Others::None, |excepted| excepted.others);
        let is_of_all = excepted.is_none();
        let demanded = headers::required(layout, said);
        let demands = headers::demands_credential(said);
        if demands || demanded.iter().any(is_credential) {
            self.credential = Some(said.block);
        }
        // Only who may ask is told apart by operation.
        let demanded = demanded.into_iter();
        let demanded = demanded.filter(|claim| is_of_all || is_credential(claim));
        self.claims.extend(demanded.map(|claim| (claim, others)));
        if is_of_all {
            self.take(successes::promised(said));
            self.take(bases::said(said).or_else(|| bases::behind(layout, said)));
        }
        demands
    }

    /// Reads the sentences of a block.
    fn read(&mut self, around: &Around<'_>, (block, prose): (usize, &Prose), voice: Voice) {
        let layout = around.layout;
        let behind = OnceCell::new();
        let all = sentences(&prose.text).into_iter();
        let all = all.filter_map(|(start, text)| Sentence::new(prose, start, text));
        let all: Vec<Sentence<'_>> = all.collect();
        for (at, whole) in all.iter().enumerate() {
            if voice == Voice::OfPage && !names_page(&whole.lower) {
                continue;
            }
            let excepted = exceptions::of(whole);
            let rest = excepted
                .as_ref()
                .map_or(whole.text, |excepted| &excepted.rest);
            let Some(sentence) = Sentence::new(prose, whole.start, without_consequence(rest))
            else {
                continue;
            };
            let said = Said {
                sentence,
                before: at.checked_sub(1).and_then(|before| all.get(before)),
                block,
                title: &around.title,
                shown: around.shown.as_ref(),
                behind: &behind,
            };
            let demands = self.take_demanded(layout, &said, excepted.as_ref());
            let is_near = self.credential.is_some_and(|at| block - at <= NEAR);
            if let Some(whole) = Sentence::new(prose, whole.start, rest) {
                let said = Said {
                    sentence: whole,
                    ..said
                };
                self.take(successes::refused(&said, is_near));
                let answered = answered::promised(&said).into_iter();
                for claim in answered.filter(|_| excepted.is_none()) {
                    self.answer(claim);
                }
            }
            let named = exceptions::without_credential(whole);
            let excepted = excepted.map_or_else(Vec::new, |excepted| excepted.requests);
            self.open
                .extend(named.into_iter().filter(|named| !excepted.contains(named)));
            self.open.extend(excepted.into_iter().filter(|_| demands));
        }
    }
}

/// So many blocks behind what speaks of the credential, "without it" means that.
const NEAR: usize = 2;

/// Words by which a sentence turns to what comes of it otherwise.
const CONSEQUENCES: &[&str] = &[
    ", and are refused",
    ", and are rejected",
    ", and is refused",
    ", and is rejected",
    ", because ",
    ", else ",
    ", or it ",
    ", or the call ",
    ", or the request ",
    ", or the service ",
    ", or they ",
    ", or we ",
    ", or you ",
    ", otherwise",
    ", since ",
];

/// A sentence up to where it says what comes of it otherwise: "…, otherwise the answer is 401".
fn without_consequence(text: &str) -> &str {
    let ends = CONSEQUENCES.iter().filter_map(|words| text.find(words));
    ends.min().and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The methods that words name, each with the shape of their path.
fn keys(named: &Spelled) -> impl Iterator<Item = (Method, String)> {
    let shape = named.target.path().shape();
    let methods = named.methods.iter();
    methods.map(move |(method, _)| (method.clone(), shape.clone()))
}

/// The words of the page's title, in lower case, where it has operations.
fn title(layout: &Layout<'_>, has_operations: bool) -> Vec<String> {
    let heading = layout.sections.iter().find_map(|section| section.heading);
    let words = heading.and_then(|heading| layout.blocks.get(heading)?.words());
    let text = words.map(|words| words.text.to_lowercase());
    let text = text.filter(|_| has_operations).unwrap_or_default();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| word.len() > 2).map(singular);
    words.map(str::to_owned).collect()
}

/// As much of a heading as is looked at.
fn shortened(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).nth(LONGEST);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// A word without the mark of its plural.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

/// The longest sentence that is looked at, in bytes.
pub(super) const LONGEST: usize = 600;

/// The claims that no other contradicts, each once.
fn agreed(mut found: Vec<Claim<ForAll>>) -> Vec<Claim<ForAll>> {
    found.truncate(MOST_CLAIMS);
    let mut kept: Vec<Claim<ForAll>> = Vec::new();
    for claim in &found {
        let is_open = found.iter().any(|other| {
            claim.value.contradicts(&other.value) || other.value.says_more(&claim.value)
        });
        if !is_open && !kept.iter().any(|other| other.value == claim.value) {
            kept.push(claim.clone());
        }
    }
    kept
}

/// The most claims of one page.
const MOST_CLAIMS: usize = 64;
