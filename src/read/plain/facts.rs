//! What the blocks around an operation say of it, as facts.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::declare::{Declarations, Declared};
use super::effects;
use super::layout::Layout;
use super::mentions::{Answer, Mention, Mentions};
use super::parameters;
use super::scope::{Group, Groups};
use super::statuses::{Stated, stated};
use super::target;
use crate::protocol::HeaderName;
use crate::protocol::target::RequestTarget;
use crate::read::{
    Claim, ExampleClaim, Facts, HeaderClaim, HeaderPlace, Message, RequestLine, ResponseClaim,
    StatusClaim,
};
use crate::table::ResponseBody;
use crate::table::described::ErrorResponse;
use crate::text::document::Kind;

/// What facts are read from.
pub(super) struct Source<'a> {
    /// The page's blocks.
    pub layout: &'a Layout<'a>,
    /// What they name and show.
    pub mentions: &'a Mentions,
    /// What of it is documented.
    pub declarations: &'a Declarations,
    /// Where operations are declared.
    pub groups: &'a Groups,
    /// How many operations each group has.
    sizes: HashMap<Group, usize>,
    /// What blocks and rows state, once they were asked.
    stated: RefCell<HashMap<At, Rc<[Statement]>>>,
}

/// A block, or a row of a table.
type At = (usize, Option<usize>);

/// What a place states, with the requests that its sentence names.
struct Statement {
    stated: Stated,
    named: Vec<String>,
}

/// The most operations of one group of which each block around them is read.
const LARGEST_GROUP: usize = 64;

impl<'a> Source<'a> {
    /// What facts are read from.
    pub(super) fn new(
        layout: &'a Layout<'a>,
        mentions: &'a Mentions,
        declarations: &'a Declarations,
        groups: &'a Groups,
    ) -> Self {
        let mut sizes = HashMap::new();
        for own in &declarations.operations {
            *sizes.entry(own.group).or_default() += 1;
        }
        Self {
            layout,
            mentions,
            declarations,
            groups,
            sizes,
            stated: RefCell::default(),
        }
    }

    /// What a block states, or a row of it.
    fn statements(&self, block: usize, row: Option<usize>) -> Rc<[Statement]> {
        let mut known = self.stated.borrow_mut();
        let entry = known.entry((block, row)).or_insert_with(|| {
            let all = stated(self.layout, block, row).into_iter();
            let all = all.map(|stated| Statement {
                named: named(&stated.sentence),
                stated,
            });
            all.collect()
        });
        Rc::clone(entry)
    }

    /// Everything that the page says of an operation.
    pub(super) fn facts(&self, own: &Declared) -> Facts {
        let mut facts = Facts::default();
        let scope = self.groups.scope(self.layout, own);
        let lines = own
            .mentions
            .iter()
            .filter_map(|m| self.mentions.requests.get(*m));
        facts.requests = lines.map(|mention| mention.line.clone()).collect();
        self.examples(own, &scope, &mut facts);
        self.example_headers(own, &mut facts);
        let shapes = facts.requests.iter().map(|line| line.path.path().shape());
        let mut shapes: Vec<String> = shapes.collect();
        shapes.sort();
        shapes.dedup();
        let is_read = self.shared(own) <= LARGEST_GROUP;
        for block in scope.clone().filter(|_| is_read) {
            self.statuses(own, (block, own.row), &shapes, &mut facts);
            if own.row.is_none() {
                parameters::read(self.layout, block, &mut facts);
            }
        }
        for block in self.layout.around(own.block) {
            self.statuses(own, (block, None), &shapes, &mut facts);
        }
        if let Some(line) = facts.requests.first().cloned() {
            effects::read(self.layout, own, scope.clone(), &line, &mut facts);
        }
        self.bodies(&scope, &mut facts);
        parameters::require_query(&mut facts);
        facts
    }

    fn method(&self, own: &Declared) -> &str {
        let first = own
            .mentions
            .first()
            .and_then(|m| self.mentions.requests.get(*m));
        first.map_or("", |mention| mention.line.method.as_str())
    }

    /// How many operations share the scope of one, that one included.
    fn shared(&self, own: &Declared) -> usize {
        self.sizes.get(&own.group).copied().unwrap_or(1)
    }

    fn is_shared(&self, own: &Declared) -> bool {
        self.shared(own) > 1
    }

    fn statuses(&self, own: &Declared, (block, row): At, shapes: &[String], facts: &mut Facts) {
        for Statement { stated, named } in self.statements(block, row).iter() {
            let is_anothers =
                !named.is_empty() && !named.iter().any(|shape| shapes.contains(shape));
            let is_shared = self.is_shared(own);
            if is_anothers || is_shared && speaks_of_another(&stated.sentence, self.method(own)) {
                continue;
            }
            state(stated.clone(), facts);
        }
    }

    /// The requests that are examples of it, each with the responses shown for it.
    fn examples(&self, own: &Declared, scope: &std::ops::Range<usize>, facts: &mut Facts) {
        let mut with_message: Vec<(usize, String)> = own.examples.clone();
        let declared = own.mentions.iter().filter(|m| {
            let mention = self.mentions.requests.get(**m);
            let message = mention.and_then(|mention| mention.message.as_ref());
            message.is_some_and(|message| !message.headers.is_empty() || message.body.is_some())
        });
        with_message.extend(declared.map(|m| (*m, String::new())));
        with_message.sort_unstable();
        let answers: Vec<&Answer> = self
            .mentions
            .answers
            .iter()
            .filter(|answer| {
                let of_own = |after: usize| own.examples.iter().any(|(m, _)| *m == after);
                let is_own = answer.after.is_some_and(of_own);
                is_own || scope.contains(&answer.block) && own.row.is_none()
            })
            .collect();
        let mut taken = vec![false; answers.len()];
        for (position, (index, prefix)) in with_message.iter().enumerate() {
            let Some(mention) = self.mentions.requests.get(*index) else {
                continue;
            };
            let Some(message) = mention.message.clone() else {
                continue;
            };
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
                    *taken = true;
                    responses.push(claim(answer));
                }
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

    /// An example's request with the declared placeholders in the place of its values, which are samples:
    /// another service has other ids.
    fn as_declared(&self, own: &Declared, line: RequestLine) -> RequestLine {
        let declared = own
            .mentions
            .first()
            .and_then(|m| self.mentions.requests.get(*m));
        let template = declared.map(|mention| mention.line.path.path());
        let concrete = line.path.path().as_str().trim_end_matches('/');
        let Some(template) = template.filter(|template| template.matches(concrete)) else {
            return line;
        };
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
            },
            facts,
        );
    }

    /// Headers that examples send: listed without a level, the credential as the caller's own.
    fn example_headers(&self, own: &Declared, facts: &mut Facts) {
        let all = own.examples.iter().map(|(m, _)| m).chain(&own.mentions);
        let mentions = all.filter_map(|m| self.mentions.requests.get(*m));
        let messages: Vec<&Message> = mentions
            .filter_map(|mention| mention.message.as_ref())
            .collect();
        for (name, value, span) in messages.iter().flat_map(|message| &message.headers) {
            let is_known = facts.headers.iter().any(|claim| claim.name == *name);
            if is_known || name.is_framing() || is_of_client(name) || value.trim().is_empty() {
                continue;
            }
            facts.headers.push(HeaderClaim {
                value: Some(parameters::header_value(name, value)),
                ..HeaderClaim::named(name.clone(), *span, HeaderPlace::Block)
            });
        }
    }

    /// Data that a block shows below words for a response: the one success that is stated has content.
    fn bodies(&self, scope: &std::ops::Range<usize>, facts: &mut Facts) {
        let mut open = facts
            .statuses
            .iter_mut()
            .filter(|claim| claim.status.is_success());
        let (Some(claim), None) = (open.next(), open.next()) else {
            return;
        };
        if claim.body != ResponseBody::Unstated || claim.status.forbids_content() {
            return;
        }
        let shown = scope.clone().find_map(|block| {
            let Kind::Code(code) = &self.layout.blocks.get(block)?.kind else {
                return None;
            };
            let text = code
                .text
                .as_deref()
                .unwrap_or_else(|| self.layout.page.slice(code.body));
            let is_data = text.trim_start().starts_with(['{', '[']);
            let label = self
                .layout
                .label(block)
                .map(|label| label.text.to_lowercase());
            let says = |text: &str| {
                text.contains("response") || text.contains("return") || text.starts_with("20")
            };
            let heading = self
                .layout
                .headings(block)
                .next()
                .map(|h| h.text.to_lowercase());
            let is_response =
                label.as_deref().is_some_and(says) || heading.as_deref().is_some_and(says);
            (is_data && is_response).then_some(code.body)
        });
        if let Some(span) = shown {
            claim.body = ResponseBody::Content;
            claim.body_span = Some(span);
        }
    }
}

/// Takes a stated status: a success or a redirection, or an error.
fn state(stated: Stated, facts: &mut Facts) {
    let Stated {
        status,
        span,
        body,
        body_span,
        ..
    } = stated;
    if status.is_error() {
        let value = ErrorResponse::of(status);
        if !facts.errors.iter().any(|claim| claim.value == value) {
            facts.errors.push(Claim { value, span });
        }
        return;
    }
    if let Some(known) = facts
        .statuses
        .iter_mut()
        .find(|claim| claim.status == status)
    {
        if known.body == ResponseBody::Unstated {
            known.body = body;
            known.body_span = body_span;
        }
        return;
    }
    facts.statuses.push(StatusClaim {
        status,
        span,
        body,
        body_span,
        headers: Vec::new(),
        when: None,
        is_for_now: false,
        methods: Vec::new(),
    });
}

/// The paths, by their shapes, of the requests that a sentence names.
fn named(sentence: &str) -> Vec<String> {
    let starts = sentence
        .char_indices()
        .filter(|(_, c)| c.is_ascii_uppercase());
    starts
        .take(MOST_CAPITALS)
        .filter_map(|(at, _)| target::request(&sentence[at..]))
        .map(|spelled| spelled.target.path().shape())
        .collect()
}

/// The most capitals of a sentence at which a request is looked for.
const MOST_CAPITALS: usize = 64;

/// Whether a sentence names methods, and not this one.
fn speaks_of_another(sentence: &str, method: &str) -> bool {
    let words = sentence.split(|c: char| !c.is_ascii_alphabetic());
    let mut named = words
        .filter(|word| target::method(word, false).is_some())
        .peekable();
    named.peek().is_some() && !named.any(|word| word == method)
}

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

/// Whether a header says of the client or its connection what every client writes for itself.
fn is_of_client(name: &HeaderName) -> bool {
    [
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
    ]
    .iter()
    .any(|known| name.is(known))
}
