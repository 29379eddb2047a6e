//! Requests with the credentials that they carry, once more where these were renewed.

use std::borrow::Cow;

use super::credentials::Carried;
use super::{Target, TargetError};
use crate::check::verdict::Worth;
use crate::plan::Caller;
use crate::protocol::exchange::Exchange;
use crate::protocol::request::Request;

impl Target {
    /// The same target for requests that carry the credentials of this caller.
    #[must_use]
    pub(crate) fn by(&self, caller: Caller) -> Cow<'_, Self> {
        match caller {
            Caller::Own => Cow::Borrowed(self),
            Caller::Other => Cow::Owned(Self {
                caller,
                ..self.clone()
            }),
        }
    }

    /// Sends a request, and again where the service asks to come later or its connection is lost, unless `worth`
    /// says that what came is an answer.
    ///
    /// # Errors
    /// When the request would leave the target's origin.
    pub(crate) async fn exchange(
        &self,
        request: &Request,
        worth: impl Fn(&Exchange) -> Worth,
    ) -> Result<Exchange, TargetError> {
        let carried = self.carried(request).await?;
        let (exchange, came) = self.exchange_as_it_is(&carried.request, &worth).await?;
        let came = (&exchange, came);
        let Some(carried) = self.carried_anew(request, &carried, came).await? else {
            return Ok(exchange);
        };
        let (mut again, _) = self.exchange_as_it_is(&carried.request, &worth).await?;
        self.credentials.take_note(&carried, &again);
        again.attempts += exchange.attempts;
        Ok(again)
    }

    /// A request with the credentials that it carries.
    pub(super) async fn carried<'a>(
        &self,
        request: &'a Request,
    ) -> Result<Carried<'a>, TargetError> {
        let operation = self.operation.as_ref();
        let carried = self.credentials.carried(request, operation, self.caller);
        Ok(carried.await?)
    }

    /// The same request with the credentials as they are once what it carried was renewed, where it was refused for them
    /// and that may help.
    pub(super) async fn carried_anew<'a>(
        &self,
        request: &'a Request,
        carried: &Carried<'_>,
        (exchange, worth): (&Exchange, Worth),
    ) -> Result<Option<Carried<'a>>, TargetError> {
        self.credentials.take_note(carried, exchange);
        if !is_refused_for_credential(exchange) || worth == Worth::Right {
            return Ok(None);
        }
        match self.credentials.renewed(carried).await? {
            true => Ok(Some(self.carried(request).await?)),
            false => Ok(None),
        }
    }
}

/// Whether the service says that a request lacks a credential that is good (RFC 9110 §15.5.2).
fn is_refused_for_credential(exchange: &Exchange) -> bool {
    let response = exchange.response.as_ref();
    response.is_ok_and(|response| response.status.code() == 401)
}
