//! Examples of an operation: its requests with the responses that are shown for them, and responses that stand
//! alone.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

use super::super::declare::Declared;
use super::super::mentions::{Answer, Carrier, Mention};
use super::super::stand_ins;
use super::super::statuses::{Stated, sentences};
use super::{Source, state};
use crate::protocol::HeaderName;
use crate::protocol::target::RequestTarget;
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::read::{ExampleClaim, Facts, HeaderClaim, HeaderPlace, RequestLine, ResponseClaim};
use crate::table::{Presence, ResponseBody};
use crate::text::page::Span;

impl Source<'_> {
    /// The requests that are examples of it, each with the responses shown for it.
    pub(super) fn examples(
        &self,
        own: &Declared,
        scope: &std::ops::Range<usize>,
        facts: &mut Facts,
    ) {
        let with_message = self.shown(own);
        let answers = self.answers(own, scope);
        let mut taken = vec![false; answers.len()];
        for (position, (index, prefix)) in with_message.iter().enumerate() {
            let Some(mention) = self.mentions.requests.get(*index) else {
                continue;
            };
            let Some(mut message) = mention.message.clone() else {
                continue;
            };
            for (name, value, _) in &mut message.headers {
                if let Some(stand_in) = self.stand_in(name, value) {
                    *value = stand_in;
                }
            }
            let next = with_message
                .get(position + 1)
                .and_then(|(m, _)| self.mentions.requests.get(*m));
            let mut responses = Vec::new();
            for (answer, taken) in answers.iter().zip(&mut taken) {
                let is_own = match answer.after {
                    Some(after) => after == *index,
                    None => {
                        answer.block > mention.block
                            && next.is_none_or(|next| {
                                answer.block < next.block || next.block == mention.block
                            })
                    }
                };
                if is_own && !*taken && (answer.after.is_some() || scope.contains(&mention.block)) {
                    // The last response to a request to go on in another protocol (RFC 9110 §15.2.2).
                    *taken = answer.response.status.code() != 101;
                    responses.push(claim(answer));
                }
            }
            if responses.is_empty() && self.is_named_only(own, mention) {
                facts.requests.push(mention.line.clone());
                continue;
            }
            facts.examples.push(ExampleClaim {
                name: None,
                is_tested: false,
                line: self.as_declared(own, without_prefix(mention, prefix)),
                span: mention.span,
                request: message,
                responses,
            });
        }
        let is_shared = self.is_shared(own);
        for (answer, _) in answers.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            self.answer(own, answer, is_shared, facts);
        }
    }

    /// What stands in the place of a header's value that is the caller's own or a sample; none where it is sent as it
    /// is shown.
    fn stand_in(&self, name: &HeaderName, value: &str) -> Option<String> {
        if is_written_by_client(name) {
            return None;
        }
        let own = stand_ins::with_placeholders(name, value);
        let own = own.map(|_| stand_ins::header_value(name, value));
        own.or_else(|| self.samples.placeholder(name, value))
    }

    /// The requests that are shown of an operation, in the order of the page, each with the base before its path:
    /// its examples, and the places that declare it with a message or with a response behind it.
    fn shown(&self, own: &Declared) -> Vec<(usize, String)> {
        let declared = own.mentions.iter().filter(|m| {
            let mention = self.mentions.requests.get(**m);
            let message = mention.and_then(|mention| mention.message.as_ref());
            message.is_some_and(|message| {
                let says_more = !message.headers.is_empty() || message.body.is_some();
                says_more || self.is_answered(**m)
            })
        });
        let declared = declared.map(|m| (*m, String::new()));
        let mut shown: Vec<(usize, String)> =
            own.examples.iter().cloned().chain(declared).collect();
        shown.sort_unstable();
        shown
    }

    /// Whether a block shows one request and nothing more of it, and the next block that shows anything its response.
    fn is_answered(&self, index: usize) -> bool {
        let requests = &self.mentions.requests;
        let Some(mention) = requests.get(index) else {
            return false;
        };
        let before = index.checked_sub(1).and_then(|before| requests.get(before));
        let next = requests.get(index + 1);
        let is_one = before.is_none_or(|other| other.block < mention.block);
        let all = &self.mentions.answers;
        let at = all.partition_point(|answer| answer.block <= mention.block);
        let answer = all
            .get(at)
            .filter(|answer| answer.after.is_none() && !answer.response.status.is_error());
        let is_shown = matches!(mention.carrier, Carrier::Block | Carrier::Wire);
        is_shown
            && is_one
            && answer.is_some_and(|answer| {
                let is_near =
                    self.layout.section(answer.block) == self.layout.section(mention.block);
                is_near && next.is_none_or(|next| next.block > answer.block)
            })
    }

    /// Whether a block shows of an operation's request no more than the method and the path that declare it.
    fn is_named_only(&self, own: &Declared, mention: &Mention) -> bool {
        let declared = &own.first(&self.mentions.requests).line;
        let is_same = mention.line.path == declared.path && mention.line.base.is_none();
        let block = self.layout.blocks.get(mention.block);
        let shown = block.and_then(|block| self.layout.shown_alone(block));
        let is_alone = shown.is_some_and(|(text, _)| !text.contains('\n'));
        mention.carrier == Carrier::Block && is_same && is_alone
    }

    /// The responses that are shown for an operation: in its scope, or behind one of its examples.
    fn answers(&self, own: &Declared, scope: &std::ops::Range<usize>) -> Vec<&Answer> {
        let all = self.mentions.answers.iter();
        let examples: BTreeSet<usize> = own.examples.iter().map(|(m, _)| *m).collect();
        all.filter(|answer| {
            let is_own = answer.after.is_some_and(|after| examples.contains(&after));
            is_own || scope.contains(&answer.block) && own.row.is_none()
        })
        .collect()
    }

    /// An example's request with the declared placeholders in the place of its values, which are samples:
    /// another service has other ids.
    fn as_declared(&self, own: &Declared, line: RequestLine) -> RequestLine {
        let template = own.first(&self.mentions.requests).line.path.path();
        let concrete = line.path.path().as_str().trim_end_matches('/');
        if !template.matches(concrete) {
            return line;
        }
        let written = line.path.to_string();
        let text = match written.split_once('?') {
            Some((_, query)) => format!("{template}?{query}"),
            None => template.to_string(),
        };
        match RequestTarget::new(&text) {
            Ok(path) => RequestLine { path, ..line },
            Err(_) => line,
        }
    }

    /// A response without a request of its own: it answers the operation whose scope it stands in.
    fn answer(&self, own: &Declared, answer: &Answer, is_shared: bool, facts: &mut Facts) {
        let method = answer
            .after
            .and_then(|after| self.mentions.requests.get(after));
        let is_other =
            method.is_some_and(|mention| mention.line.method.as_str() != self.method(own));
        let is_anothers = answer.after.is_some_and(|after| {
            let operations = &self.declarations.operations;
            operations.iter().any(|other| {
                other.examples.iter().any(|(m, _)| *m == after) || other.mentions.contains(&after)
            })
        });
        if is_other && (is_shared || is_anothers) {
            return;
        }
        let response = &answer.response;
        let is_empty = response
            .message
            .header("content-length")
            .is_some_and(|(value, _)| value.trim() == "0");
        if let Some(body) = response
            .message
            .body
            .as_ref()
            .filter(|_| response.status.is_success())
        {
            facts
                .shown_content
                .push((Some(response.status), body.clone()));
        }
        if let (Some(_), Some((value, span))) = (
            &response.message.body,
            response.message.header("content-type"),
        ) {
            let media_type = (response.status, value.to_owned(), span);
            facts.media_types.push(media_type);
        }
        let (body, body_span) = match &response.message.body {
            Some(body) => (ResponseBody::Content, Some(body.span)),
            None if is_empty => (ResponseBody::Empty, None),
            None => (ResponseBody::Unstated, None),
        };
        state(
            Stated {
                status: response.status,
                span: response.span,
                body,
                body_span,
                sentence: String::new(),
                is_of_case: false,
            },
            facts,
        );
    }

    /// The sentence before a command that says of its credential that it is not always needed: "If authentication is
    /// enabled, you can use `-u`".
    fn condition(&self, block: usize) -> Option<Span> {
        let before = self.layout.blocks.get(block.checked_sub(1)?)?;
        let words = before.words().filter(|_| before.is_prose())?;
        let mut all = sentences(&words.text).into_iter();
        all.find_map(|(start, sentence)| {
            let lower = format!(" {}", sentence.trim().to_lowercase());
            let is_open = [" if ", " when ", " unless "]
                .iter()
                .any(|word| lower.contains(word));
            let is_of_access = ACCESS.iter().any(|word| lower.contains(word));
            let is_option = OPTION.iter().any(|word| lower.contains(word));
            (is_open && is_of_access && is_option)
                .then(|| words.span(start..start + sentence.len()))
        })
    }

    /// Headers that examples send: listed without a level, the credential as the caller's own.
    pub(super) fn example_headers(&self, own: &Declared, facts: &mut Facts) {
        let all = own.examples.iter().map(|(m, _)| m).chain(&own.mentions);
        let mentions = all.filter_map(|m| self.mentions.requests.get(*m));
        let messages =
            mentions.filter_map(|mention| Some((mention.block, mention.message.as_ref()?)));
        let claims = facts.headers.iter();
        let mut known: HashSet<HeaderName> = claims.map(|claim| claim.name.clone()).collect();
        for (block, message) in messages {
            let condition = OnceCell::new();
            for (name, value, span) in &message.headers {
                let is_left_out = is_written_by_client(name) || value.trim().is_empty();
                if is_left_out || !known.insert(name.clone()) {
                    continue;
                }
                let stand_in = self.stand_in(name, value);
                let value = stand_in.unwrap_or_else(|| stand_ins::header_value(name, value));
                let is_credential = value.contains(TOKEN_PLACEHOLDER);
                let condition = is_credential
                    .then(|| *condition.get_or_init(|| self.condition(block)))
                    .flatten();
                facts.headers.push(HeaderClaim {
                    presence: condition.map(|span| (Presence::Optional, span)),
                    value: Some(value),
                    ..HeaderClaim::named(name.clone(), *span, HeaderPlace::Block)
                });
            }
        }
    }
}

/// Words for what a service is set up to do.
const OPTION: &[&str] = &[
    "activated",
    "configured",
    "enabled",
    "in use",
    "needed",
    "protected",
    "required",
    "secured",
    "set up",
    "turned on",
];

/// Words for how a service tells who asks.
const ACCESS: &[&str] = &["api key", "auth", "credential", "password", "token"];

fn claim(answer: &Answer) -> ResponseClaim {
    ResponseClaim {
        status: answer.response.status,
        span: answer.response.span,
        message: answer.response.message.clone(),
        resource: None,
        shape: None,
    }
}

/// The request line of an example as the declared path has it: what stands before that is the base.
fn without_prefix(mention: &Mention, prefix: &str) -> RequestLine {
    let line = mention.line.clone();
    if prefix.is_empty() {
        return line;
    }
    let text = line.path.to_string();
    let rest = text.strip_prefix(prefix).unwrap_or(&text);
    let Ok(path) = RequestTarget::new(rest) else {
        return line;
    };
    // A request as it goes over the wire names its host in a field of its own (RFC 9112 §3.2).
    let message = mention.message.as_ref();
    let host = message.and_then(|message| message.header("host"));
    let (base, base_span) = match (&line.base, host) {
        (Some((base, span)), _) => (base.clone(), *span),
        (None, Some((host, span))) => (format!("http://{}", host.trim()), span),
        // Without a host it is no base that a request could be sent to.
        (None, None) => return RequestLine { path, ..line },
    };
    RequestLine {
        path,
        base: Some((format!("{base}{prefix}"), base_span)),
        ..line
    }
}

/// Whether a header says of the client, its message or its connection what every client writes for itself.
fn is_written_by_client(name: &HeaderName) -> bool {
    let own = [
        "user-agent",
        "accept-encoding",
        "content-type",
        "date",
        "cookie",
        "accept-language",
        "origin",
        "referer",
        "cache-control",
        "pragma",
        "expect",
        "te",
        "accept",
        "access-control-request-method",
    ];
    name.is_framing() || own.iter().any(|known| name.is(known))
}
