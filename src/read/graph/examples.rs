//! Requests and responses of examples, paired by name where a response names several requests or one
//! that has none yet, else by order.

use std::collections::{BTreeSet, HashMap};

use vec1::vec1;

use crate::read::{ExampleClaim, Facts, Finding, FindingCode, ResponseClaim};
use crate::text::page::Span;

use super::finding;

/// Examples as they are paired.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    examples: Vec<ExampleClaim>,
    /// A request that the request section shows: an example where a response follows it.
    listed: Option<ExampleClaim>,
    /// The last request that is shown out of place, in case that a response follows it.
    shown: Option<ExampleClaim>,
    /// Requests, by index, that the next response answers: those under one heading, up to it.
    open: Vec<usize>,
    /// Whether a response has come since the last request.
    is_answered: bool,
    /// Whether the heading above announces a response.
    below_response: bool,
    /// Requests, by index, of each name; of one name, the first few.
    by_name: HashMap<String, Vec<usize>>,
    /// Whether the last request could not be read: the response to it is no finding of its own.
    is_unreadable: bool,
    /// Whether prose has told the response of the open requests.
    is_told: bool,
    /// Requests, by index, whose response is told in prose.
    in_prose: BTreeSet<usize>,
    /// Requests, by index, that stand in a section of their own.
    of_own_section: BTreeSet<usize>,
}

impl Pairing {
    /// A request that could not be read, which is told already.
    pub(super) fn unreadable(&mut self) {
        self.open.clear();
        self.is_answered = true;
        self.is_unreadable = true;
    }

    pub(super) fn request(&mut self, example: ExampleClaim, is_of_own_section: bool) {
        self.shown = None;
        self.is_unreadable = false;
        if std::mem::take(&mut self.is_answered) {
            self.open.clear();
        }
        let index = self.examples.len();
        self.open.push(index);
        self.is_told = false;
        if is_of_own_section {
            self.of_own_section.insert(index);
        }
        if let Some(name) = &example.name {
            let named = self.by_name.entry(name.clone()).or_default();
            if named.len() < MOST_OF_ONE_NAME {
                named.push(index);
            }
        }
        self.examples.push(example);
    }

    /// The last request is shown only: nobody looks for its response.
    pub(super) fn only_shown(&mut self) {
        self.in_prose.extend(self.examples.len().checked_sub(1));
    }

    pub(super) fn shown(&mut self, example: ExampleClaim) {
        self.shown = Some(example);
    }

    pub(super) fn listed(&mut self, example: ExampleClaim) {
        self.listed = Some(example);
    }

    /// A heading: of a response, or of something that begins anew.
    pub(super) fn heading(&mut self, is_of_response: bool) {
        self.below_response = is_of_response;
        if !is_of_response {
            self.shown = None;
            self.open.clear();
        }
    }

    /// Below the heading of a response, prose that states a status is the response.
    pub(super) fn answered_in_prose(&mut self) {
        if self.below_response && !self.is_answered && !std::mem::replace(&mut self.is_told, true) {
            self.in_prose.extend(&self.open);
        }
    }

    /// Adds a response to the requests it answers, or says that there is none.
    pub(super) fn response(
        &mut self,
        response: ResponseClaim,
        names: &[String],
    ) -> Result<(), Finding> {
        if self.is_unreadable {
            return Ok(());
        }
        if let Some(shown) = self.shown.take()
            && (self.is_answered || self.examples.is_empty())
        {
            self.request(shown, false);
        }
        if self.examples.is_empty()
            && let Some(listed) = self.listed.take()
        {
            self.request(listed, false);
        }
        let Some(last) = self.examples.len().checked_sub(1) else {
            return Err(finding(
                FindingCode::ResponseWithoutRequest,
                "the example response has no request before it",
                vec1![(response.span, "whose response is this?")],
                "show the request that it answers",
            ));
        };
        for index in self.answers(last, names) {
            if let Some(example) = self.examples.get_mut(index) {
                example.responses.push(response.clone());
            }
        }
        self.is_answered = true;
        Ok(())
    }

    /// Which requests a response of these names answers.
    fn answers(&self, last: usize, names: &[String]) -> Vec<usize> {
        let own = names.iter().filter_map(|name| self.by_name.get(name));
        let mut named: Vec<usize> = own.flatten().copied().take(MOST_OF_ONE_NAME).collect();
        named.sort_unstable();
        named.dedup();
        if names.len() > 1 && !named.is_empty() {
            return named;
        }
        let waits = |index: &usize| {
            let example = self.examples.get(*index);
            example.is_some_and(|example| example.responses.is_empty())
        };
        // By name, where order would give a second response to a request of another name.
        if let [only] = named.as_slice()
            && waits(only)
            && !waits(&last)
        {
            return vec![*only];
        }
        let method = |index: usize| self.examples.get(index).map(|e| e.line.method.clone());
        let shared = self.open.iter().copied();
        let shared = shared.filter(|index| *index < last && waits(index));
        let alike = shared.filter(|index| method(*index) == method(last));
        alike.chain([last]).collect()
    }

    /// Hands over the examples; gives the first lines of the messages that were left out.
    pub(super) fn finish(mut self, facts: &mut Facts, findings: &mut Vec<Finding>) -> Vec<Span> {
        // A message that the request section shows whole tells of the body, answered or not.
        if let Some(listed) = self.listed.take_if(|listed| listed.request.is_whole())
            && self.examples.is_empty()
        {
            self.request(listed, false);
            self.only_shown();
        }
        let (kept, elsewhere) = self.by_host(facts);
        for (index, example) in &kept {
            if example.responses.is_empty() && !self.in_prose.contains(index) {
                findings.push(finding(
                    FindingCode::RequestWithoutResponse,
                    "the example request has no response",
                    vec1![(example.span, "what is answered?")],
                    "show the response, at least its status line",
                ));
            }
            // What has a section of its own on the page is documented by it.
            let is_of_operation = facts
                .requests
                .iter()
                .any(|request| request.method == example.line.method);
            let is_elsewhere = example.line.base.is_some();
            if self.of_own_section.contains(index) && is_of_operation && !is_elsewhere {
                facts.requests.push(example.line.clone());
            }
        }
        facts.examples = kept.into_iter().map(|(_, example)| example).collect();
        let lines = |example: &ExampleClaim| {
            let responses: Vec<Span> = example.responses.iter().map(|r| r.span).collect();
            [vec![example.span], responses].concat()
        };
        elsewhere.iter().flat_map(|(_, e)| lines(e)).collect()
    }

    /// Tells apart what is sent to another host than the one that the page documents, such as a
    /// notification to the caller's own service: the host is that of the first example on a path that
    /// begins as a listed one does, or else of the first, where none leaves the host out.
    fn by_host(&mut self, facts: &Facts) -> (Vec<Indexed>, Vec<Indexed>) {
        let host = |example: &ExampleClaim| {
            let (base, _) = example.line.base.as_ref()?;
            let host = base.split("://").nth(1)?.split('/').next()?;
            Some(host.to_ascii_lowercase())
        };
        let begins_alike = |example: &&ExampleClaim| {
            let first = example.line.path.path().first_literal();
            let mut listed = facts.requests.iter();
            listed.any(|request| request.path.path().first_literal() == first)
        };
        let own = self.examples.iter().filter(begins_alike).find_map(host);
        let has_relative = self.examples.iter().any(|e| e.line.base.is_none());
        let first = || self.examples.iter().find_map(host);
        let own = own.or_else(|| first().filter(|_| facts.requests.is_empty() || !has_relative));
        let examples = std::mem::take(&mut self.examples).into_iter().enumerate();
        examples.partition(|(_, example)| {
            let other = host(example).filter(|host| Some(host) != own.as_ref());
            other.is_none()
        })
    }
}

/// The most requests that a response answers by their names.
const MOST_OF_ONE_NAME: usize = 32;

/// An example with its place in the order of the page.
type Indexed = (usize, ExampleClaim);
