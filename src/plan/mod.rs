//! Cases from tables: what is sent follows from the rows alone.
//!
//! Positive cases (`positive.rs`) send what the page documents, those of `probe.rs` through the
//! probe; negative ones (`negative.rs`) take one promise away; those of `fixtures.rs` follow a value
//! from the operation that gives it to the one that takes it back. No default is supplied for what the page does not say.

mod case;
mod credentials;
mod data;
mod defaults;
mod demand;
mod effect;
mod expectations;
mod fixtures;
pub(crate) mod flaw;
mod kept;
mod listed;
mod negative;
mod ordered;
mod others;
mod paged;
mod planner;
mod positive;
mod probe;
mod promise;
mod second;
mod skip;
mod states;
mod step;
mod success;
mod unchanged;
pub(crate) mod unknown;
mod validators;
pub(crate) mod within;

pub(crate) use case::{Caller, Case, CaseId, FixturePlan, SetUpStep, Via};
pub(crate) use defaults::{LeftOut, defaults};
pub(crate) use demand::{Demand, Expectation};
pub(crate) use kept::{Kept, Manner, Rest, is_own, member_of, names_one};
#[cfg(test)]
pub(crate) use listed::Listing;
pub(crate) use listed::{Rule, is_filter, is_limit, written_in_query};
pub(crate) use negative::missing_header;
pub(crate) use ordered::{Asked, Ordered, sorted};
pub(crate) use paged::Next;
pub(crate) use planner::{Generated, Kinds, Limits, Planner, documented, generate, generate_of};
pub(crate) use promise::{Authority, DISCLOSURE, MAX_RESPONSE_TIME, Promise, Rfc};
pub(crate) use second::acts_on;
pub(crate) use skip::{CONTENT_OF, SkipReason, fill_advice};
pub(crate) use states::InState;
pub(crate) use step::{Alteration, Step, When};
#[cfg(test)]
pub(crate) use success::Excuse;
pub(crate) use success::{Success, is_for_content};

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use vec1::Vec1;

use crate::protocol::content::{Content, ContentTemplate};
use crate::protocol::request::{Framing, RequestPlan, Spelling};
use crate::protocol::target::{RequestTarget, slugs_apart};
use crate::protocol::{HeaderName, Method, Status};
use crate::table::family::Family;
use crate::table::fixture::OwnRequest;
use crate::table::made::made_content;
use crate::table::{
    Citation, Credential, Documented, Example, Operation, OperationId, RequestBody, Row, RowId,
    RowRef, Source,
};

/// One operation with all that its cases depend on.
struct Scope<'a> {
    operation: &'a Operation,
    /// What a user's file says of its requests.
    own: Option<&'a OwnRequest>,
    source: &'a Source,
    family: Option<&'a Family>,
    limits: &'a Limits,
    documented: &'a Documented<'a>,
    /// The rows that expectations carry, each made once.
    references: RefCell<BTreeMap<RowId, Arc<RowRef>>>,
}

/// One documented path with the row that documents it.
struct Route {
    path: RequestTarget,
    row: Arc<RowRef>,
    /// `@slug` where the operation has several paths; empty otherwise.
    suffix: String,
}

impl Scope<'_> {
    fn reference<T>(&self, row: &Row<T>) -> Arc<RowRef> {
        self.reference_of(&row.id, || row.cites())
    }

    /// A row as expectations carry it: the family's own where it is one of those.
    fn reference_of(&self, id: &RowId, cites: impl FnOnce() -> Vec1<Citation>) -> Arc<RowRef> {
        let of_family = self.family.and_then(|family| family.carried(id));
        if let Some(reference) = of_family {
            return Arc::clone(reference);
        }
        let made = || {
            Arc::new(RowRef {
                id: id.clone(),
                page: self.source.page.clone(),
                sha256: self.source.sha256.clone(),
                cites: cites(),
                is_of_family: false,
            })
        };
        let mut references = self.references.borrow_mut();
        match references.get(id) {
            Some(reference) => Arc::clone(reference),
            None => Arc::clone(references.entry(id.clone()).or_insert_with(made)),
        }
    }

    /// The paths that hold, each with its row.
    fn routes(&self) -> Vec<Route> {
        let several = self.operation.paths.len() > 1
            || self
                .operation
                .paths
                .iter()
                .any(|row| row.value().is_some_and(|paths| paths.len() > 1));
        let rows = self.operation.paths.iter();
        let held = rows.flat_map(|row| row.value().into_iter().flatten().map(move |p| (row, p)));
        let held: Vec<_> = held.collect();
        if let ([(row, path)], false) = (held.as_slice(), several) {
            return vec![Route {
                path: (*path).clone(),
                row: self.reference(row),
                suffix: String::new(),
            }];
        }
        let undecided = self.operation.paths.iter().filter(|row| row.is_undecided());
        let undecided =
            undecided.filter_map(|row| row.readings().iter().find_map(|r| r.value.first()));
        let slugs = slugs_apart(held.iter().map(|(_, path)| *path).chain(undecided));
        let routes = held
            .into_iter()
            .zip(slugs)
            .map(|((row, path), slug)| Route {
                path: path.clone(),
                row: self.reference(row),
                suffix: if several {
                    format!("@{slug}")
                } else {
                    String::new()
                },
            });
        routes.collect()
    }

    /// The rows among method, headers and body that no request can satisfy while undecided. A
    /// header that is required in one reading and optional in another is sent: that satisfies
    /// both.
    fn undecided_for_request(&self) -> Vec<RowId> {
        let mut rows = Vec::new();
        if self.operation.method.is_undecided() {
            rows.push(self.operation.method.id.clone());
        }
        if let Some(body) = &self.operation.request_body
            && body.is_undecided()
        {
            rows.push(body.id.clone());
        }
        rows
    }

    /// The method that holds; the first reading stands in where a case is skipped as undecided.
    fn method(&self) -> &Method {
        self.operation.method.effective()
    }

    /// The content of an ordinary request, or why there is none to send.
    fn content(&self) -> Result<Option<ContentTemplate>, SkipReason> {
        let kind = self.operation.request_body.as_ref().and_then(Row::value);
        match kind {
            // The content of a PATCH says what is to be done (RFC 5789 §2).
            None if self.method().as_str() == "PATCH" => self.known_content().map(Some),
            None if self.method().anticipates_content() => Ok(self.made_content()),
            None | Some(RequestBody::None) => Ok(None),
            Some(RequestBody::EmptyObject) => Ok(Some(ContentTemplate::json("{}"))),
            Some(RequestBody::Json) => self.known_content().map(Some),
            Some(RequestBody::Other) => self
                .example_content()
                .map(Some)
                .ok_or(SkipReason::NoExampleBody),
        }
    }

    /// The content that the page shows, or what is made from its words.
    fn known_content(&self) -> Result<ContentTemplate, SkipReason> {
        let known = self.example_content().or_else(|| self.made_content());
        known.ok_or(SkipReason::NoExampleBody)
    }

    /// The content that is made for a request of which the page shows none.
    fn made_content(&self) -> Option<ContentTemplate> {
        let is_change = self.method().as_str() == "PATCH";
        let maker = is_change.then(|| self.documented.maker_of(self.operation));
        made_content(self.operation, maker.flatten())
    }

    /// Whether the content of an ordinary request is none that the page shows.
    fn content_is_made(&self) -> bool {
        let kind = self.operation.request_body.as_ref().and_then(Row::value);
        if kind == Some(&RequestBody::EmptyObject) || self.example_content().is_some() {
            return false;
        }
        self.content().is_ok_and(|content| content.is_some())
    }

    /// The content of the first example that is not of a conditional response.
    fn example_content(&self) -> Option<ContentTemplate> {
        let conditions: Vec<&HeaderName> = self
            .operation
            .responses
            .iter()
            .flat_map(|row| row.readings())
            .filter_map(|reading| reading.value.when.as_ref().map(|(name, _)| name))
            .collect();
        let examples = self.operation.examples.iter().filter_map(Row::value);
        let ordinary = examples.clone().filter(|example| {
            let conditional = |name: &HeaderName| conditions.contains(&name);
            !example.headers.iter().any(|(name, _)| conditional(name))
        });
        // What is refused as it is written is nothing to be sent where a request is to be served.
        let may_be_served =
            |example: &&Example| !example.refused().is_some_and(Status::is_of_the_request);
        let served = |example: &&Example| example.refused().is_none();
        let all = ordinary.clone().filter(served);
        let all = all.chain(examples.clone().filter(served));
        let all = all.chain(ordinary).chain(examples).filter(may_be_served);
        let mut contents = all.filter_map(|example| example.content.as_ref());
        let content = contents.find_map(ContentTemplate::of_known_type)?;
        Some(self.operation.made_fresh(content))
    }

    /// Whose values go before those for all, in its requests.
    fn scopes(&self) -> Vec<String> {
        vec![self.operation.id.0.clone()]
    }

    /// The ordinary request on a path, or why there is none.
    fn plan(&self, path: &RequestTarget) -> (RequestPlan, Option<SkipReason>) {
        let ordinary = |credential: &Credential<'_>| Some(credential.template.to_string());
        let (mut plan, skip) = self.plan_with(path, ordinary);
        if let Some(own) = self.own {
            own.put_credentials_into(&mut plan);
        }
        (plan, skip)
    }

    /// The ordinary request with other credentials, each by its value's template or left out.
    fn plan_with(
        &self,
        path: &RequestTarget,
        credential: impl Fn(&Credential<'_>) -> Option<String>,
    ) -> (RequestPlan, Option<SkipReason>) {
        let mut plan = RequestPlan {
            method: self.method().clone(),
            path: path.clone(),
            headers: Vec::new(),
            content: None,
            spelling: Spelling::Lower,
            framing: Framing::Computed,
            omits_accept: false,
            scopes: self.scopes(),
        };
        let mut credentials: Vec<Credential<'_>> = self.operation.credentials().collect();
        for carried in self.operation.carried_headers() {
            let own = credentials.iter().position(|c| *c.row == carried.row.id);
            let value = match own.map(|at| credentials.remove(at)) {
                Some(own) => credential(&own),
                None => Some(carried.rule.template().into_owned()),
            };
            plan.headers
                .extend(value.map(|value| (carried.rule.name.clone(), value)));
        }
        for elsewhere in credentials {
            if let Some(value) = credential(&elsewhere) {
                credentials::put(&mut plan, elsewhere.place, value);
            }
        }
        let mut skip = None;
        let is_given = self.own.is_some_and(|own| own.content.is_some());
        match self.content() {
            Ok(content) => plan.content = content.map(Content::Template),
            Err(SkipReason::NoExampleBody) if is_given => {}
            Err(reason) => skip = Some(reason),
        }
        if let Some(own) = self.own {
            own.put_uncredited_into(&mut plan);
        }
        let undecided = self.undecided_for_request();
        if !undecided.is_empty() {
            skip = Some(SkipReason::Undecided(undecided));
        }
        (plan, skip)
    }

    fn credential_row(&self, credential: &Credential<'_>) -> Arc<RowRef> {
        self.reference_of(credential.row, || credential.cites.clone())
    }

    fn case_id(&self, name: &str, suffix: &str) -> CaseId {
        CaseId(format!("{}/{name}{suffix}", self.operation.id))
    }

    /// Whether a request with a value that the service does not know could make or change something: the content
    /// of a PUT, a PATCH, or a POST that adds to what is there; an action on a thing that is none does not.
    fn may_make_or_change(&self, path: &RequestTarget) -> bool {
        let makes = || {
            let mut responses = self.operation.responses.iter();
            responses.any(|row| row.effective().status == Status::CREATED)
        };
        let is_listed = || {
            let get = Method::new("GET").ok();
            get.is_some_and(|get| self.documented_elsewhere(&get, path).is_some())
        };
        match self.operation.method.effective().as_str() {
            "PUT" | "PATCH" => true,
            "POST" => makes() || is_listed() || self.documented.is_collection(path.path()),
            _ => false,
        }
    }

    /// The operation of another table, or another of this one, that documents a method on a path
    /// which this one can be.
    fn documented_elsewhere(&self, method: &Method, path: &RequestTarget) -> Option<OperationId> {
        self.documented.on(method, path, &self.operation.id)
    }
}
