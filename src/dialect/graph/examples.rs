//! Requests and responses of examples, paired by order.

use crate::fact::{ExampleClaim, Facts, Finding, FindingCode, Message, RequestLine, ResponseClaim};
use crate::page::Span;

use super::finding;

/// Examples as they are paired.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    examples: Vec<ExampleClaim>,
}

impl Pairing {
    pub(super) fn request(
        &mut self,
        name: Option<String>,
        line: RequestLine,
        span: Span,
        request: Message,
    ) {
        self.examples.push(ExampleClaim {
            name,
            line,
            span,
            request,
            responses: Vec::new(),
        });
    }

    /// Adds a response to the last request, or says that there is none.
    pub(super) fn response(&mut self, response: ResponseClaim) -> Result<(), Finding> {
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

    pub(super) fn finish(&mut self, facts: &mut Facts, findings: &mut Vec<Finding>) {
        self.leave_out_other_hosts();
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
    }

    /// Leaves out what is sent to another host than the first example, such as a notification to
    /// the caller's own service: it is no request to the one that the page documents.
    fn leave_out_other_hosts(&mut self) {
        let host = |example: &ExampleClaim| {
            let (base, _) = example.line.base.as_ref()?;
            let host = base.split("://").nth(1)?.split('/').next()?;
            Some(host.to_ascii_lowercase())
        };
        if let Some(first) = self.examples.iter().find_map(host) {
            self.examples
                .retain(|example| host(example).is_none_or(|host| host == first));
        }
    }
}
