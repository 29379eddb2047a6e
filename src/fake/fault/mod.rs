//! Faults: the fake wrong in exactly one way, in one place of one operation.
//!
//! A fault says which check names it first. Faults of meaning change what the fake answers
//! (`success.rs`, `refusal.rs`), those of the wire and of time how it is written (`bytes.rs`).

mod bytes;
mod content;
mod flaw;
mod refusal;
mod state;
mod success;

pub(crate) use bytes::{DELAY, Wire};
pub(super) use success::knows_spelling;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::answer::{Answer, Asked, Cause};
use crate::check::CheckCode;
use crate::plan::flaw::Flaw;
use crate::protocol::HeaderName;
use crate::table::data::MemberPath;
use crate::table::family::Family;
use crate::table::fixture::Fixture;
use crate::table::{Calls, HeaderRule, Operation, OperationId, Presence, Row, RowId};

/// One way of being wrong.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The stable kebab-case code: what is wrong.
    pub code: &'static str,
    /// What the fake does, in one sentence.
    pub meaning: &'static str,
    /// The check that names it before all others.
    pub caught_by: CheckCode,
    /// Where in an operation it can be placed.
    sites: fn(&Ground<'_>) -> Vec<Site>,
    /// What it does.
    pub(super) effect: Effect,
}

/// How a fault does what it does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Effect {
    /// Takes what should be refused for this cause.
    Accept(fn(&Cause, &Site) -> bool),
    /// Refuses, with this status, what should be served.
    Refuse(fn(&Operation, &Asked<'_>, &Site) -> Option<u16>),
    /// Changes the answer.
    Alter(fn(&mut Answer, &Operation, &Asked<'_>, &Site)),
    /// Leaves what was released as it was.
    KeepsReleased,
    /// Lists what an example shows, and none of what was made.
    HidesMade,
    /// Lists what was released, too.
    ListsReleased,
    /// Lists what there is the other way round.
    TurnsList,
    /// Lists whatever there is, whatever a parameter asks for.
    IgnoresParameter,
    /// Answers a change, and leaves the thing as it was.
    ForgetsChange,
    /// Knows field names in lower case and as the page writes them only; needs a front that sees
    /// how they were spelled.
    ComparesCase,
    /// Writes the response wrongly.
    Wire(Wire),
}

/// An operation on which faults can be placed, with what stands around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) operation: &'a Operation,
    pub(super) family: Option<&'a Family>,
    pub(super) fixtures: &'a [Fixture],
    /// Whether it lists things that a fixture makes and takes back.
    pub(super) lists: bool,
}

/// A place in an operation: the row that the fault breaks, and which part of the operation it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    /// The row.
    pub row: RowId,
    /// The part.
    pub(super) part: Part,
}

/// A part of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing narrower than the row.
    Whole,
    /// The response row at this place.
    Response(usize),
    /// A header of the response row at this place.
    ResponseHeader(usize, HeaderName),
    /// A request header.
    Header(HeaderName),
    /// The credential.
    Credential,
    /// The path row at this place.
    Path(usize),
    /// The example row at this place.
    Example(usize),
    /// A variable of a fixture.
    Variable(String),
    /// The row of an error, by its status code.
    Error(u16),
    /// What a request has a flaw in.
    Flaw(Flaw),
    /// A parameter, by its place among the subjects of flaws.
    Parameter(usize),
    /// A place in the content of the response row at this place.
    Member(usize, MemberPath),
}

/// A fault at a site of an operation.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    /// The fault.
    pub fault: &'static Fault,
    /// The operation.
    pub operation: OperationId,
    /// The place in it.
    pub site: Site,
    /// Whether some answer was another for it, in any of the places that this was cloned to.
    shown: Arc<AtomicBool>,
}

/// Every fault, by what it is about.
#[must_use]
pub(crate) fn faults() -> Vec<&'static Fault> {
    let tables = [
        success::FAULTS,
        content::FAULTS,
        refusal::FAULTS,
        flaw::FAULTS,
        state::FAULTS,
        bytes::FAULTS,
    ];
    tables.into_iter().flatten().collect()
}

impl Fault {
    /// Every place of an operation where this fault can be.
    pub(super) fn sites_in(
        &self,
        operation: &Operation,
        family: Option<&Family>,
        fixtures: &[Fixture],
        lists: bool,
    ) -> Vec<Site> {
        (self.sites)(&Ground {
            operation,
            family,
            fixtures,
            lists,
        })
    }

    /// Whether the fault is one of time: it shows only where a response has a limit.
    #[must_use]
    pub(crate) fn is_of_time(&self) -> bool {
        matches!(self.effect, Effect::Wire(wire) if wire.is_of_time())
    }

    /// Whether only a front that writes bytes can show it.
    pub(super) fn needs_wire(&self) -> bool {
        matches!(self.effect, Effect::Wire(_) | Effect::ComparesCase)
    }
}

impl Placed {
    /// A fault in its place, which no answer has shown yet.
    pub(super) fn new(fault: &'static Fault, operation: OperationId, site: Site) -> Self {
        Self {
            fault,
            operation,
            site,
            shown: Arc::default(),
        }
    }

    /// The same, as if no answer had shown it.
    pub(crate) fn anew(&self) -> Self {
        Self::new(self.fault, self.operation.clone(), self.site.clone())
    }

    /// Says that an answer is another for it.
    pub(super) fn show(&self) {
        self.shown.store(true, Ordering::Relaxed);
    }

    /// Whether an answer was another for it.
    pub(crate) fn is_shown(&self) -> bool {
        self.shown.load(Ordering::Relaxed)
    }

    /// How the response at this place is written wrongly, if it is.
    pub(super) fn wire(&self, cause: &Cause) -> Option<Wire> {
        let Effect::Wire(wire) = self.fault.effect else {
            return None;
        };
        let Part::Response(at) = self.site.part else {
            return None;
        };
        let is_here = *cause == Cause::Served(at);
        if is_here {
            self.show();
        }
        is_here.then_some(wire)
    }
}

impl Ground<'_> {
    /// The response rows that the cases come to: the first unconditional one, and each that comes
    /// under a condition.
    pub(super) fn responses(&self) -> Vec<(usize, &crate::table::Response, RowId)> {
        let mut found = Vec::new();
        let mut ordinary = false;
        for (at, row) in self.operation.responses.iter().enumerate() {
            // To a response that only some calls come to, no case is held.
            let Some(response) = row.value().filter(|response| response.calls == Calls::All) else {
                continue;
            };
            if response.when.is_none() && std::mem::replace(&mut ordinary, true) {
                continue;
            }
            found.push((at, response, row.id.clone()));
        }
        found
    }

    /// The rows of required headers, credentials among them.
    pub(super) fn required(&self) -> Vec<(&HeaderRule, RowId)> {
        let rows = self.operation.headers.iter();
        let required = rows.filter_map(|row| {
            let rule = row.value().filter(|r| r.presence == Presence::Required)?;
            (!rule.name.is_framing()).then(|| (rule, row.id.clone()))
        });
        required.collect()
    }

    /// Whether an ordinary request carries a header whose name can be written in another case.
    pub(super) fn sends_headers(&self) -> bool {
        let mut carried = self.operation.carried_headers();
        carried.any(|carried| carried.rule.name.has_lower_case())
    }

    /// Whether no response of the operation has content, whatever it documents: those to HEAD.
    pub(super) fn has_no_content(&self) -> bool {
        self.operation.method.effective().is_head()
    }

    /// The row of the required credential.
    pub(super) fn credential(&self) -> Option<RowId> {
        let mut required = self.operation.credentials().filter(|c| c.is_required);
        required.next().map(|credential| credential.row.clone())
    }

    /// Whether an ordinary request carries a credential.
    pub(super) fn sends_credential(&self) -> bool {
        self.operation.credentials().next().is_some()
    }

    /// The variables of fixtures that an ordinary request carries, each with its row.
    pub(super) fn variables(&self) -> Vec<(&str, RowId)> {
        let mut found = Vec::new();
        for fixture in self.fixtures {
            let variable = fixture.variable.as_str();
            let mut headers = self.operation.carried_headers();
            let header = headers.find(|carried| carried.rule.carries(variable));
            let path = self.operation.paths.iter().find(|row| {
                let mut paths = row.effective().iter();
                paths.any(|path| path.places().any(|place| place.is_called(variable)))
            });
            let row = header.map(|carried| carried.row.id.clone());
            if let Some(row) = row.or_else(|| path.map(|row| row.id.clone())) {
                found.push((variable, row));
            }
        }
        found
    }

    /// The row by which the operation's cases are made: its first response, or its method.
    pub(super) fn lead(&self) -> RowId {
        let first = self.operation.responses.first();
        first.map_or_else(|| self.operation.method.id.clone(), |row| row.id.clone())
    }
}

/// A site that is a whole row, where the row is settled.
fn whole<T>(row: &Row<T>) -> Option<Site> {
    row.value().map(|_| Site {
        row: row.id.clone(),
        part: Part::Whole,
    })
}

fn site(row: RowId, part: Part) -> Site {
    Site { row, part }
}
