//! The credentials of a run: where each comes from, where in a request it stands, and which operations it is for.
//!
//! They are put into requests when those are sent, so that one that was renewed meanwhile is sent as it is by then. No
//! request waits for more than one renewal, however many are sent at once.

mod client;
mod discovery;
mod form;
mod grant;
mod kept;
mod place;
mod shell;
mod source;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

use crate::plan::{Caller, Case};
use crate::protocol::exchange::Exchange;
use crate::protocol::request::{Request, RequestPlan};
use crate::protocol::secret::Secret;
use crate::table::{Operation, OperationId, Spec};
pub(crate) use client::Client;
pub(crate) use form::{Pattern, SignIn};
pub(crate) use grant::{Grant, Issuer, OAuth};
use kept::Kept;
pub(crate) use place::Place;
use place::{added, awaited, places};
pub(crate) use shell::{InShell, TOKEN_VARIABLE, variable, word};
pub(crate) use source::{SecretSource, Source, Text};

/// The name of the second caller, to which what the first one made is refused.
pub(crate) const OTHER: &str = "other";

/// A credential that could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct SignInError(String);

/// All credentials of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Credentials(Arc<All>);

#[derive(Debug, Default)]
struct All {
    list: Vec<Kept>,
    client: Client,
    /// What operations document themselves, and their cases leave out.
    left: RwLock<BTreeSet<(OperationId, usize)>>,
    known: Mutex<Arc<Vec<Secret>>>,
    warnings: Mutex<Vec<String>>,
}

/// A request with its credentials.
pub(super) struct Carried<'a> {
    /// What is sent.
    pub request: Cow<'a, Request>,
    /// The credentials in it, each with its generation.
    with: Vec<(usize, u32)>,
}

impl Credentials {
    /// Those that a run was told of.
    #[must_use]
    pub(crate) fn new(sign_ins: Vec<SignIn>, client: Client) -> Self {
        Self(Arc::new(All {
            list: sign_ins.into_iter().map(Kept::new).collect(),
            client,
            ..All::default()
        }))
    }

    /// Whether there are none.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.list.is_empty()
    }

    /// Whether requests of different operations carry the same.
    #[must_use]
    pub(super) fn are_the_same_for_all(&self) -> bool {
        let mut list = self.0.list.iter();
        list.all(|kept| kept.sign_in.operations.is_empty() && kept.sign_in.place.is_none())
    }

    /// Signs in to all that operations need, so that what is wrong is told before any traffic.
    ///
    /// # Errors
    /// When two are for the same place of an operation, or one cannot be had.
    pub(crate) async fn sign_in(&self, spec: &Spec) -> Result<(), SignInError> {
        let tables = || spec.tables.iter().chain(&spec.support);
        let operations: Vec<&Operation> = tables().flat_map(|table| &table.operations).collect();
        let mut needed = BTreeSet::new();
        for operation in &operations {
            for caller in [Caller::Own, Caller::Other] {
                let chosen = self.chosen(Some(&operation.id), caller);
                self.check_one_each(&chosen, &operation.id)?;
                let has_place = operation.credentials().next().is_some();
                let is_stated = |at: &usize| self.0.list[*at].sign_in.place.is_some();
                needed.extend(chosen.into_iter().filter(|at| has_place || is_stated(at)));
            }
        }
        self.check_two_callers(&needed).await?;
        for (at, kept) in self.0.list.iter().enumerate() {
            if needed.contains(&at) || kept.sign_in.is_default() {
                self.current(at, Instant::now()).await?;
            } else {
                self.warn(kept.sign_in.is_for_nothing(&operations));
            }
        }
        Ok(())
    }

    /// Refuses a second caller who is the first.
    async fn check_two_callers(&self, needed: &BTreeSet<usize>) -> Result<(), SignInError> {
        let is_other = |at: &&usize| self.0.list[**at].sign_in.is_of_other();
        let Some(other) = needed.iter().find(is_other) else {
            return Ok(());
        };
        let secret = self.current(*other, Instant::now()).await?.secret;
        for own in needed.iter().filter(|at| !is_other(at)) {
            if self.current(*own, Instant::now()).await?.secret == secret {
                let own = self.0.list[*own].sign_in.shown_name();
                let message =
                    format!("it is the same credential as {own}; the second caller is another");
                return Err(self.0.list[*other].sign_in.error(message));
            }
        }
        Ok(())
    }

    fn check_one_each(&self, chosen: &[usize], operation: &OperationId) -> Result<(), SignInError> {
        for (before, at) in chosen.iter().enumerate() {
            let own = &self.0.list[*at].sign_in;
            let same = |other: &&usize| self.are_at_one_place(**other, *at);
            if let Some(other) = chosen[..before].iter().find(same) {
                let other = self.0.list[*other].sign_in.shown_name();
                let place = own
                    .place
                    .as_ref()
                    .map_or("{token}".to_owned(), Place::to_string);
                let message = format!(
                    "{other} is for {place} of {operation} as well; say with `for` which operations each is for"
                );
                return Err(own.error(message));
            }
        }
        Ok(())
    }

    /// The credentials that an operation's requests carry: for each place the one that names the operation most
    /// particularly.
    fn chosen(&self, operation: Option<&OperationId>, caller: Caller) -> Vec<usize> {
        let own = self.0.list.iter().enumerate();
        let own = own.filter(|(_, kept)| kept.sign_in.caller() == caller);
        let ranked: Vec<_> = own
            .filter_map(|(at, kept)| Some((at, kept.sign_in.rank(operation)?)))
            .collect();
        let is_best = |(at, rank): &(usize, u8)| {
            let mut others = ranked.iter();
            !others.any(|(other, above)| above > rank && self.are_at_one_place(*other, *at))
        };
        let best = ranked.iter().copied().filter(is_best);
        best.map(|(at, _)| at).collect()
    }

    /// Whether two are said to stand in the same place, whatever the scheme, or no place is said of either.
    fn are_at_one_place(&self, one: usize, other: usize) -> bool {
        let place = |at: usize| self.0.list[at].sign_in.place.as_ref();
        match (place(one), place(other)) {
            (Some(one), Some(other)) => one.is_at(other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }

    /// Whether there is a credential for each place of a request that awaits one.
    #[must_use]
    pub(super) fn fill(&self, operation: &OperationId, plan: &RequestPlan, caller: Caller) -> bool {
        let chosen = self.chosen(Some(operation), caller);
        let mut awaited = places(plan).into_iter();
        awaited.all(|place| self.filling(&chosen, &place).is_some())
    }

    /// The credential among those for a place that awaits one: that which is said to stand there, else that of which no
    /// place is said.
    fn filling(&self, chosen: &[usize], place: &Place) -> Option<usize> {
        let of = |at: &&usize| self.0.list[**at].sign_in.place.as_ref();
        let stated = chosen
            .iter()
            .find(|at| of(at).is_some_and(|own| own.is_at(place)));
        // The second caller has no other for where the first has another.
        let is_other = |at: &&usize| self.0.list[**at].sign_in.is_of_other();
        let open = || chosen.iter().find(|at| of(at).is_none() || is_other(at));
        stated.or_else(open).copied()
    }

    /// Takes note of the places that cases of an operation have a credential in themselves.
    pub(super) fn leave_to(&self, cases: &[Arc<Case>]) {
        if self.are_the_same_for_all() {
            return;
        }
        let mut left = self.0.left.write().unwrap_or_else(PoisonError::into_inner);
        for plan in cases.iter().flat_map(|case| &case.steps).map(|s| &s.plan) {
            let Some(operation) = plan.operation().map(|own| OperationId(own.to_owned())) else {
                continue;
            };
            for (at, kept) in self.0.list.iter().enumerate() {
                let caller = kept.sign_in.caller();
                let place = self.place(at, Some(&operation), caller);
                if place.is_some_and(|place| place.is_in(plan)) {
                    left.insert((operation.clone(), at));
                }
            }
        }
    }

    /// A request with the credentials that it carries.
    ///
    /// # Errors
    /// When one cannot be had.
    pub(super) async fn carried<'a>(
        &self,
        request: &'a Request,
        operation: Option<&OperationId>,
        caller: Caller,
    ) -> Result<Carried<'a>, SignInError> {
        let mut carried = Carried {
            request: Cow::Borrowed(request),
            with: Vec::new(),
        };
        let chosen = self.chosen(operation, caller);
        if chosen.is_empty() {
            return Ok(carried);
        }
        let awaited = awaited(request);
        let filled: Vec<_> = awaited
            .iter()
            .filter_map(|place| self.filling(&chosen, place))
            .collect();
        let mut secrets = Vec::new();
        for at in chosen {
            if filled.contains(&at) || self.is_added(at, operation, caller) {
                let current = self.current(at, Instant::now()).await?;
                carried.with.push((at, current.generation));
                secrets.push((at, current.secret));
            }
        }
        if !secrets.is_empty() {
            carried.request = Cow::Owned(self.put(request, operation, caller, &secrets));
        }
        Ok(carried)
    }

    /// Whether a credential is added to the requests of an operation, which do not have its place themselves.
    fn is_added(&self, at: usize, operation: Option<&OperationId>, caller: Caller) -> bool {
        let is_left = |operation: &OperationId| {
            let left = self.0.left.read().unwrap_or_else(PoisonError::into_inner);
            left.contains(&(operation.clone(), at))
        };
        self.place(at, operation, caller).is_some() && !operation.is_some_and(is_left)
    }

    /// The place that is said of a credential; that of the second identity is the first one's, where it has none.
    fn place(&self, at: usize, operation: Option<&OperationId>, caller: Caller) -> Option<&Place> {
        let stated = |at: &usize| self.0.list[*at].sign_in.place.as_ref();
        match (stated(&at), caller) {
            (None, Caller::Other) => {
                let own = self.chosen(operation, Caller::Own);
                own.iter().find_map(stated)
            }
            (place, Caller::Own | Caller::Other) => place,
        }
    }

    fn put(
        &self,
        request: &Request,
        operation: Option<&OperationId>,
        caller: Caller,
        secrets: &[(usize, Secret)],
    ) -> Request {
        let chosen: Vec<usize> = secrets.iter().map(|(at, _)| *at).collect();
        let secret = |at: usize| {
            secrets
                .iter()
                .find(|(own, _)| *own == at)
                .map(|(_, own)| own)
        };
        let awaited = awaited(request);
        let mut request = request.clone();
        let filled = |place: &Place| self.filling(&chosen, place);
        let path = |before: &str| secret(filled(&Place::of_query(before)?)?);
        request.path = request.path.with_caller(path);
        for (name, value) in &mut request.headers {
            if !value.awaits_caller() {
                continue;
            }
            let place = |before: &str| Place::of_field(name, before);
            let stated = filled(&place("")).and_then(|at| {
                let own = self.0.list[at].sign_in.place.as_ref()?;
                own.whole(name, value, secret(at)?)
            });
            *value = stated
                .unwrap_or_else(|| value.with_caller(|before| secret(filled(&place(before))?)));
        }
        for (at, secret) in secrets {
            let place = self.place(*at, operation, caller);
            let is_unfilled = |place: &&Place| !awaited.iter().any(|own| own.is_at(place));
            if self.is_added(*at, operation, caller)
                && let Some(place) = place.filter(is_unfilled)
            {
                added(&mut request, place, secret);
            }
        }
        request
    }

    async fn current(&self, at: usize, now: Instant) -> Result<kept::Current, SignInError> {
        let kept = &self.0.list[at];
        if let Some(current) = kept.good(now) {
            return Ok(current);
        }
        // Rare, and deep: it is kept out of the futures of all that is sent.
        let current = Box::pin(kept.current(self, now)).await;
        current.map_err(|message| kept.sign_in.error(self.concealed(message)))
    }

    /// Takes note of an answer that takes the credentials of a request for good.
    pub(super) fn take_note(&self, carried: &Carried<'_>, exchange: &Exchange) {
        let response = exchange.response.as_ref();
        if response.is_ok_and(|response| response.status.code() != 401) {
            for (at, generation) in &carried.with {
                self.0.list[*at].was_accepted(*generation);
            }
        }
    }

    /// Renews the credentials of a request that was refused for them, where that may help; whether one is another now.
    ///
    /// # Errors
    /// When one cannot be had.
    pub(super) async fn renewed(&self, carried: &Carried<'_>) -> Result<bool, SignInError> {
        let mut is_other = false;
        for (at, generation) in &carried.with {
            let kept = &self.0.list[*at];
            let renewed = Box::pin(kept.renewed(self, *generation)).await;
            is_other |= renewed.map_err(|m| kept.sign_in.error(self.concealed(m)))?;
        }
        Ok(is_other)
    }

    /// Every secret that was had so far, those that were renewed among them.
    #[must_use]
    pub(crate) fn known(&self) -> Arc<Vec<Secret>> {
        let known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&known)
    }

    /// Takes note of a secret, which nothing shows from then on.
    fn know(&self, secret: &Secret) {
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains(secret) {
            Arc::make_mut(&mut known).push(secret.clone());
        }
    }

    /// A text without the secrets that were had so far.
    fn concealed(&self, mut text: String) -> String {
        for secret in self.known().iter() {
            secret.take_from(&mut text);
        }
        text
    }

    fn warn(&self, warnings: impl IntoIterator<Item = String>) {
        let mut own = self
            .0
            .warnings
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for warning in warnings {
            if !own.contains(&warning) {
                own.push(warning);
            }
        }
    }

    /// What is amiss with them, in sentences.
    #[must_use]
    pub(crate) fn warnings(&self) -> Vec<String> {
        let own = self.0.warnings.lock();
        own.unwrap_or_else(PoisonError::into_inner).clone()
    }
}
