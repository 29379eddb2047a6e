//! Requests and responses of examples, paired by order.

use crate::fact::{ExampleClaim, Facts, Finding, FindingCode, ResponseClaim};
use crate::page::Span;

use super::finding;

/// Examples as they are paired.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    examples: Vec<ExampleClaim>,
    /// A request that the request section shows: an example where a response follows it.
    listed: Option<ExampleClaim>,
}

impl Pairing {
    pub(super) fn request(&mut self, example: ExampleClaim) {
        self.examples.push(example);
    }

    pub(super) fn listed(&mut self, example: ExampleClaim) {
        self.listed = Some(example);
    }

    /// Adds a response to the last request, or says that there is none.
    pub(super) fn response(&mut self, response: ResponseClaim) -> Result<(), Finding> {
        if self.examples.is_empty() {
            self.examples.extend(self.listed.take());
        }
        match self.examples.last_mut() {
            Some(example) => {
                example.responses.push(response);
                Ok(())
            }
            None => Err(finding(
                FindingCode::ResponseWithoutRequest,
                "the example response has no request before it",
                &[(response.span, "whose response is this?")],
                "show the request that it answers",
            )),
        }
    }

    /// Hands over the examples; gives the first lines of the messages that were left out.
    pub(super) fn finish(&mut self, facts: &mut Facts, findings: &mut Vec<Finding>) -> Vec<Span> {
        let elsewhere = self.leave_out_other_hosts();
        for example in &self.examples {
            if example.responses.is_empty() {
                findings.push(finding(
                    FindingCode::RequestWithoutResponse,
                    "the example request has no response",
                    &[(example.span, "what is answered?")],
                    "show the response, at least its status line",
                ));
            }
        }
        facts.examples = std::mem::take(&mut self.examples);
        elsewhere
    }

    /// Leaves out what is sent to another host than the first example, such as a notification to
    /// the caller's own service: it is no request to the one that the page documents.
    fn leave_out_other_hosts(&mut self) -> Vec<Span> {
        let host = |example: &ExampleClaim| {
            let (base, _) = example.line.base.as_ref()?;
            let host = base.split("://").nth(1)?.split('/').next()?;
            Some(host.to_ascii_lowercase())
        };
        let Some(first) = self.examples.iter().find_map(host) else {
            return Vec::new();
        };
        let (kept, elsewhere) = std::mem::take(&mut self.examples)
            .into_iter()
            .partition(|example| host(example).is_none_or(|host| host == first));
        self.examples = kept;
        let lines = |example: &ExampleClaim| {
            let responses: Vec<Span> = example.responses.iter().map(|r| r.span).collect();
            [vec![example.span], responses].concat()
        };
        elsewhere.iter().flat_map(lines).collect()
    }
}
