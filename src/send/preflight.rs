//! What a run asks before anything else: whether the target is reached, and whether it takes the credential. Where it
//! is not, or does not, the other cases are not sent: each would only come to the same, later.
//!
//! Nothing is sent for this alone: the first ordinary requests of the run, those by safe methods before the others, go
//! first and one at a time, and what comes of them are the verdicts of their cases.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::OnceCell;

use super::order::Phase;
use super::ordinary::Ordinaries;
use super::prepare::{Prepared, is_safe};
use crate::check::verdict::Verdict;
use crate::plan::{Case, CaseId, FixturePlan};
use crate::protocol::Status;
use crate::protocol::exchange::Failure;
use crate::protocol::request::TOKEN;
use crate::table::OperationId;

/// How many operations are asked before a credential is taken for refused, where there are so many.
const MOST_ASKED: usize = 5;

/// What is said of a case whose request would have come to what the first one did.
const NOT_REACHED: &str = "not sent, since the target was not reached by the request before it";

/// So few refusals are a chance.
const FEWEST: usize = 2;

/// The cases that go first, and what came of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Preflight {
    first: Arc<Vec<CaseId>>,
    /// Why nothing else is sent; none where it is.
    pub(super) end: Arc<OnceCell<Option<String>>>,
}

/// The cases that may go first, as the selected cases of a run come: an ordinary one of each operation.
#[derive(Debug, Default)]
pub(crate) struct First {
    operations: HashSet<OperationId>,
    /// Those that only read before the others, and those with the credential before those without.
    list: Vec<((Phase, bool), Prepared)>,
}

impl First {
    /// Takes note of a case, where it is an ordinary one.
    pub(crate) fn add(&mut self, prepared: &Prepared, fixture_plans: &[FixturePlan]) {
        let (case, Ok(assignment)) = prepared else {
            return;
        };
        let is_ordinary = case.id.is_ordinary() && case.effect.is_none() && case.follows.is_none();
        if !is_ordinary || self.operations.contains(&case.operation) {
            return;
        }
        self.operations.insert(case.operation.clone());
        let phase = match is_safe(case, assignment, fixture_plans) {
            true => Phase::Reads,
            false => Phase::of(case).max(Phase::Changes),
        };
        let sign = (phase, !carries_credential(case));
        let at = self.list.partition_point(|(other, _)| *other <= sign);
        if at < MOST_ASKED {
            self.list.insert(at, (sign, prepared.clone()));
            self.list.truncate(MOST_ASKED);
        }
    }

    /// The cases that go first, each of which is sent once in the run.
    pub(crate) fn preflight(self, ordinaries: &Ordinaries) -> Preflight {
        let first = self.list.into_iter().map(|(_, own)| {
            ordinaries.add_one(&own);
            own.0.id.clone()
        });
        Preflight {
            first: Arc::new(first.collect()),
            end: Arc::default(),
        }
    }
}

impl Preflight {
    /// The cases that go first, in their order.
    pub(super) fn first(&self) -> &[CaseId] {
        &self.first
    }
}

/// Whether a case sends the run's credential.
fn carries_credential(case: &Case) -> bool {
    let placeholders = case.steps.first().plan.placeholders();
    placeholders.iter().flatten().any(|name| name == TOKEN)
}

/// What the verdicts of the cases that went first, so far, say of the run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outlook {
    /// Everything else is sent.
    Clear,
    /// Another case is to be asked first.
    Open,
    /// The last is to be sent once more.
    Doubtful,
    /// Nothing else is sent, and this is why.
    Closed(String),
}

/// What is to be expected of a run, by the verdicts of those that went first; `is_last` where no other is left to ask.
pub(super) fn outlook(verdicts: &[&Verdict], is_last: bool) -> Outlook {
    if verdicts.last().is_some_and(|verdict| is_unreached(verdict)) {
        let is_sure = verdicts.iter().filter(|own| is_unreached(own)).count() > 1;
        return match is_sure {
            true => Outlook::Closed(NOT_REACHED.to_owned()),
            false => Outlook::Doubtful,
        };
    }
    let asked = verdicts.len();
    if !verdicts.iter().all(|verdict| is_refused(verdict)) {
        return Outlook::Clear;
    }
    match is_last || asked >= MOST_ASKED {
        true if asked >= FEWEST => Outlook::Closed(format!(
            "not sent: the first {asked} operations that were asked with the credential all answered {}",
            Status::UNAUTHORIZED
        )),
        true => Outlook::Clear,
        false => Outlook::Open,
    }
}

/// Whether the target was not reached. Whoever answers in another protocol answers at once.
fn is_unreached(verdict: &Verdict) -> bool {
    let first = verdict.exchanges.first();
    match first.and_then(|exchange| exchange.response.as_ref().err()) {
        Some(Failure::Connect(..) | Failure::Proxy(..) | Failure::Dns(..) | Failure::Tls(..)) => {
            true
        }
        Some(
            Failure::OnlyTls(..)
            | Failure::OnlyHttp2(..)
            | Failure::NoHttp2(..)
            | Failure::TimedOut(_)
            | Failure::Cut(..)
            | Failure::NotHttp(..)
            | Failure::Other(..),
        )
        | None => false,
    }
}

/// Whether the credential was not taken.
fn is_refused(verdict: &Verdict) -> bool {
    let first = verdict.exchanges.first();
    let response = first.and_then(|exchange| exchange.response.as_ref().ok());
    carries_credential(&verdict.case)
        && response.is_some_and(|response| response.status == Status::UNAUTHORIZED)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Outlook, outlook};
    use crate::check::tests::exchange;
    use crate::check::verdict::{Strictness, Verdict};
    use crate::plan::{Case, Limits, generate};
    use crate::protocol::exchange::{Exchange, Failure};
    use crate::store::load::load;
    use crate::store::pages::Reading;

    /// The ordinary case of an operation, with or without a credential.
    fn case(with_credential: bool) -> Arc<Case> {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/loan-end.toml");
        let spec = load(&[table.into()], Reading::default()).unwrap();
        let cases = generate(&spec, &Limits::default()).cases;
        let name = match with_credential {
            true => "loan-end/as-documented",
            false => "loan-end/without-authorization",
        };
        cases.into_iter().find(|case| case.id.0 == name).unwrap()
    }

    fn answered(code: u16, with_credential: bool) -> Verdict {
        let exchange = exchange(code, &[], "");
        Verdict::judge(
            case(with_credential),
            vec![exchange],
            &[],
            Strictness::default(),
        )
    }

    fn unreached() -> Verdict {
        let response = Err(Failure::Connect("desk:80".to_owned(), "refused".to_owned()));
        let exchange = Exchange {
            response,
            ..exchange(204, &[], "")
        };
        Verdict::judge(case(true), vec![exchange], &[], Strictness::default())
    }

    #[test]
    fn one_answer_is_enough_to_go_on() {
        for code in [204, 404, 403, 500] {
            assert_eq!(outlook(&[&answered(code, true)], false), Outlook::Clear);
        }
        assert_eq!(outlook(&[&answered(401, false)], false), Outlook::Clear);
    }

    #[test]
    fn a_credential_is_refused_where_several_operations_refuse_it() {
        let refused = answered(401, true);
        assert_eq!(outlook(&[&refused], false), Outlook::Open);
        assert_eq!(outlook(&[&refused], true), Outlook::Clear);
        assert_eq!(outlook(&[&refused; 4], false), Outlook::Open);
        for (asked, is_last) in [(2, true), (5, false)] {
            let Outlook::Closed(why) = outlook(&vec![&refused; asked], is_last) else {
                panic!("the run goes on");
            };
            assert!(
                why.contains(&format!("the first {asked} operations")),
                "{why}"
            );
        }
        let mixed = [&refused, &answered(204, true)];
        assert_eq!(outlook(&mixed, true), Outlook::Clear);
    }

    #[test]
    fn a_target_that_is_not_reached_twice_is_not_asked_again() {
        assert_eq!(outlook(&[&unreached()], false), Outlook::Doubtful);
        assert_eq!(outlook(&[&unreached()], true), Outlook::Doubtful);
        let twice = outlook(&[&unreached(), &unreached()], false);
        assert!(matches!(twice, Outlook::Closed(why) if why.contains("was not reached")));
        let then = [&unreached(), &answered(204, true)];
        assert_eq!(outlook(&then, false), Outlook::Clear);
    }
}
