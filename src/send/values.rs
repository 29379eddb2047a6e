//! Values for placeholders: constants, lists with one value a case, commands, and what fixtures
//! say an earlier request gives.
//!
//! A positive case of an operation that changes state takes a fresh value of a list or command;
//! other cases share one, since a correct service leaves it alone. Which value a case gets
//! depends on the tables alone, never on the filter, the order or the threads.

mod content;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::command::{self, Concealed};
use crate::plan::{Case, FixturePlan, SkipReason};
use crate::protocol::encoding::Value;
use crate::protocol::fresh;
use crate::protocol::request::{Bindings, RequestPlan, TOKEN};
use crate::protocol::secret::Secret;
use crate::protocol::template::unusable;
use crate::table::OperationId;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// The same value for every case.
    One(String),
    /// The same value for every case, written as in a URL already.
    Encoded(String),
    /// The same value for every case, which nothing that is shown holds: it came from where secrets come from.
    Hidden {
        /// The value.
        value: Secret,
        /// Whether it is written as in a URL already.
        is_encoded: bool,
    },
    /// One value a case.
    List(Vec<String>),
    /// One run of a shell command a case; its standard output, trimmed, is the value.
    Command(String),
}

impl Source {
    /// Whether it is the same value for every case.
    #[must_use]
    pub(crate) fn is_one(&self) -> bool {
        self.only_value().is_some()
    }

    /// The value that is the same for every case, if it is.
    fn only_value(&self) -> Option<Value> {
        match self {
            Self::One(value) => Some(Value::raw(value)),
            Self::Encoded(value) => Some(Value::encoded(value)),
            Self::Hidden { value, is_encoded } => {
                let form = if *is_encoded {
                    Value::encoded
                } else {
                    Value::raw
                };
                Some(form(value.expose()))
            }
            Self::List(_) | Self::Command(_) => None,
        }
    }
}

/// Every source there is for a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    /// Sources by placeholder name.
    pub sources: BTreeMap<String, Source>,
    /// The credential.
    pub token: Option<Secret>,
    /// The requests that give placeholders without a source their values.
    pub fixture_plans: Vec<FixturePlan>,
    /// Whether placeholders without a source fill themselves, as against the fake.
    pub fills_itself: bool,
    /// The texts of hidden values, once they were asked for.
    pub hidden: OnceLock<Vec<String>>,
}

/// What a case will be sent with, before any command has run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Assignment {
    values: BTreeMap<String, Value>,
    commands: BTreeMap<String, String>,
    /// What is to be another each time that it is sent.
    fresh: Vec<String>,
    /// The set-ups to be run first, by their place in [`Values::fixture_plans`].
    pub(crate) fixture_plans: Vec<usize>,
    /// Whether one of them says in which state a thing is, which no other case may change meanwhile.
    pub(crate) is_of_state: bool,
}

impl Assignment {
    /// Whether all its values are known before it is sent, and the same each time.
    pub(crate) fn is_fixed(&self) -> bool {
        self.fixture_plans.is_empty() && self.commands.is_empty() && self.fresh.is_empty()
    }

    /// The values that are given, by the names of what they fill.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// Its values as one text; none where some are made when the case is sent.
    pub(crate) fn fixed(&self) -> Option<String> {
        let pair = |(name, value): (&String, &Value)| format!("{name}={}", value.text);
        self.is_fixed()
            .then(|| self.values.iter().map(pair).collect::<Vec<_>>().join("&"))
    }
}

/// A value that cannot be used or had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ValueError {
    /// The value would change the request's form.
    #[error("the value of {{{0}}} {1}")]
    Unusable(String, &'static str),
    /// The command failed.
    #[error("the command for {{{0}}} {1}")]
    Command(String, String),
}

/// Refuses values that cannot stand in a header or would climb out of their place in a path.
///
/// # Errors
/// When the value is empty, holds a control character, or has a `.` or `..` segment.
pub(crate) fn check_value(name: &str, value: &str) -> Result<(), ValueError> {
    match unusable(value) {
        None => Ok(()),
        Some(reason) => Err(ValueError::Unusable(name.to_owned(), reason)),
    }
}

/// The name of a placeholder in the environment: upper-case letters, digits and `_`.
#[must_use]
pub(crate) fn variable_name(name: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    name.chars().map(letter).collect()
}

/// What fills a placeholder.
#[derive(Clone, Copy)]
enum Origin<'a> {
    /// A source, and the ordinal that the case takes there.
    Source(&'a str, usize),
    /// A value that an earlier request of the case gives.
    Fixture,
    /// Nothing that was given.
    Nothing,
}

/// What a case needs: its placeholders with their origins, and its set-ups, those first that
/// others need.
#[derive(Default)]
struct Needs<'a> {
    claims: Vec<(String, Origin<'a>)>,
    fixture_plans: Vec<usize>,
    fresh: Vec<String>,
    token: bool,
}

/// The source of a placeholder, and the name under which it has it: its own, or that of the environment.
pub(crate) fn source_of<'a>(
    sources: &'a BTreeMap<String, Source>,
    name: &str,
) -> Option<(&'a str, &'a Source)> {
    let entry = sources.get_key_value(name);
    let entry = entry.or_else(|| sources.get_key_value(&variable_name(name)));
    entry.map(|(name, source)| (name.as_str(), source))
}

impl Values {
    /// Assigns values to every case, in order; a case that cannot be filled gets the reason.
    #[must_use]
    pub(crate) fn assign(&self, cases: &[Arc<Case>]) -> Vec<Result<Assignment, SkipReason>> {
        let mut used: BTreeMap<&str, usize> = BTreeMap::new();
        let taken: Vec<Needs<'_>> = cases
            .iter()
            .map(|case| {
                let mut needs = Needs::default();
                let mut own = BTreeMap::new();
                for step in &case.steps {
                    self.need(
                        case,
                        (&case.operation, &step.plan, false),
                        &mut own,
                        &mut used,
                        &mut needs,
                    );
                }
                needs
            })
            .collect();
        taken
            .into_iter()
            .zip(cases)
            .map(|(needs, case)| self.assignment(case, needs, &used))
            .collect()
    }

    /// Adds what one request of a case needs, and what its set-ups need in turn. What a release repeats of the state of a
    /// thing is read right before it is sent, so that it needs no more than what that needs.
    fn need<'a>(
        &'a self,
        case: &Case,
        (operation, plan, is_release): (&OperationId, &RequestPlan, bool),
        own: &mut BTreeMap<&'a str, usize>,
        used: &mut BTreeMap<&'a str, usize>,
        needs: &mut Needs<'a>,
    ) {
        for names in plan.placeholders() {
            let Some(first) = names.first() else { continue };
            if first == TOKEN {
                needs.token = true;
                continue;
            }
            let fixture_plan = self.fixture_plan(operation, plan, &names);
            let given = names.iter().find_map(|name| self.source(name));
            let origin = if let Some(name) = given {
                draw(case, name, own, used)
            } else if let Some(at) = fixture_plan {
                if is_release && self.fixture_plans[at].is_of_state() {
                    let read = &self.fixture_plans[at];
                    let read = (&read.produced_by, &read.produce, true);
                    self.need(case, read, own, used, needs);
                    continue;
                }
                if !needs.fixture_plans.contains(&at) && !self.is_begun(needs, at) {
                    needs
                        .claims
                        .push((self.fixture_plans[at].variable.clone(), Origin::Fixture));
                    let fixture_plan = &self.fixture_plans[at];
                    let produce = (&fixture_plan.produced_by, &fixture_plan.produce, false);
                    self.need(case, produce, own, used, needs);
                    let release = fixture_plan.released_by.as_ref();
                    if let Some((by, release)) = release.zip(fixture_plan.release.as_ref()) {
                        self.need(case, (by, release, true), own, used, needs);
                    }
                    needs.fixture_plans.push(at);
                }
                Origin::Fixture
            } else {
                Origin::Nothing
            };
            needs.claims.push((first.clone(), origin));
        }
        self.need_of_content(case, plan, own, used, needs);
    }

    /// The set-up that gives a placeholder of these names its value in a request. What answers itself takes any tag.
    fn fixture_plan(
        &self,
        operation: &OperationId,
        plan: &RequestPlan,
        names: &[String],
    ) -> Option<usize> {
        self.fixture_plans.iter().position(|fixture_plan| {
            let is_needed = fixture_plan.of.is_empty() || !self.fills_itself;
            is_needed && fixture_plan.fills(operation, plan, names)
        })
    }

    /// Whether a set-up's own needs are being looked at.
    fn is_begun(&self, needs: &Needs<'_>, at: usize) -> bool {
        let variable = &self.fixture_plans[at].variable;
        let is_its = |(name, origin): &(String, Origin<'_>)| {
            name == variable && matches!(origin, Origin::Fixture)
        };
        needs.claims.iter().any(is_its)
    }

    /// Warns of single values that several cases use up, each in a sentence: after the first, a
    /// correct service refuses the others.
    #[must_use]
    pub(crate) fn overspent<'a>(&self, cases: impl Iterator<Item = &'a Case>) -> Vec<String> {
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for case in cases.filter(|case| case.changes_state) {
            let plans = case.steps.iter().map(|step| &step.plan);
            let placeholders = plans.flat_map(|plan| {
                let names = plan.placeholders().into_iter();
                names.map(|names| (self.fixture_plan(&case.operation, plan, &names), names))
            });
            for (fixture_plan, names) in placeholders.collect::<BTreeSet<_>>() {
                let releases = fixture_plan.is_some_and(|at| {
                    self.fixture_plans[at].released_by.as_ref() == Some(&case.operation)
                });
                let name = names.iter().find_map(|name| self.source(name));
                let one = |name: &&str| {
                    let source = self.sources.get(*name);
                    source.is_some_and(Source::is_one)
                };
                if let Some(name) = name.filter(one).filter(|_| releases) {
                    *uses.entry(name).or_default() += 1;
                }
            }
        }
        let overspent = uses.into_iter().filter(|(_, count)| *count > 1);
        overspent
            .map(|(name, count)| {
                format!(
                    "{{{name}}} was given one value, and {count} cases use it up; list several in \
                     as-documented.toml, or leave it to fixtures.toml"
                )
            })
            .collect()
    }

    fn source(&self, name: &str) -> Option<&str> {
        source_of(&self.sources, name).map(|(name, _)| name)
    }

    fn assignment(
        &self,
        case: &Case,
        needs: Needs<'_>,
        used: &BTreeMap<&str, usize>,
    ) -> Result<Assignment, SkipReason> {
        if let Some(reason) = &case.skip {
            return Err(reason.clone());
        }
        let mut own = needs.fixture_plans.iter();
        let mut assignment = Assignment {
            is_of_state: own.any(|at| self.fixture_plans[*at].is_of_state()),
            fixture_plans: needs.fixture_plans,
            fresh: needs.fresh,
            ..Assignment::default()
        };
        let mut unfilled = Vec::new();
        for (name, origin) in needs.claims {
            let (source, ordinal) = match origin {
                Origin::Fixture => continue,
                Origin::Nothing if self.fills_itself => {
                    let value = format!("fake-{}", crate::protocol::template::slug(&name));
                    assignment.values.insert(name, Value::raw(value));
                    continue;
                }
                Origin::Nothing => {
                    if !unfilled.contains(&name) {
                        unfilled.push(name);
                    }
                    continue;
                }
                Origin::Source(source, ordinal) => (source, ordinal),
            };
            match &self.sources[source] {
                own @ (Source::One(_) | Source::Encoded(_) | Source::Hidden { .. }) => {
                    assignment
                        .values
                        .extend(own.only_value().map(|value| (name, value)));
                }
                Source::List(values) => {
                    let shared = used.get(source).copied().unwrap_or(0);
                    let value = drawn(values, case, ordinal, shared);
                    let used_up = || SkipReason::UsedUp(source.to_owned());
                    let value = Value::raw(value.ok_or_else(used_up)?);
                    assignment.values.insert(name, value);
                }
                Source::Command(command) => {
                    assignment.commands.insert(name, command.clone());
                }
            }
        }
        if needs.token && self.token.is_none() {
            unfilled.push(TOKEN.to_owned());
        }
        if unfilled.is_empty() {
            Ok(assignment)
        } else {
            Err(SkipReason::Unfilled(unfilled))
        }
    }

    /// Runs an assignment's commands and binds every value.
    ///
    /// # Errors
    /// When a command fails or prints what cannot be a value.
    pub(crate) async fn bind(&self, assignment: &Assignment) -> Result<Bindings, ValueError> {
        let mut values = assignment.values.clone();
        let concealed = Concealed {
            token: self.token.as_ref(),
            values: self.hidden_texts(),
        };
        for (name, command) in &assignment.commands {
            let value = command::value(name, command, &concealed).await?;
            check_value(name, &value)?;
            values.insert(name.clone(), Value::raw(value));
        }
        for variable in &assignment.fresh {
            let value = variable.strip_prefix(BODY).and_then(fresh::value);
            values.extend(value.map(|value| (variable.clone(), Value::raw(value))));
        }
        Ok(Bindings {
            values,
            token: self.token.clone(),
        })
    }
}

/// What the variables of content begin with.
const BODY: &str = "body.";

/// The place of a case in a source: the one that it has, or the next.
fn draw<'a>(
    case: &Case,
    name: &'a str,
    own: &mut BTreeMap<&'a str, usize>,
    used: &mut BTreeMap<&'a str, usize>,
) -> Origin<'a> {
    let fresh = case.changes_state && case.skip.is_none();
    let ordinal = *own.entry(name).or_insert_with(|| {
        let next = used.entry(name).or_insert(0);
        let mine = *next;
        *next += usize::from(fresh);
        mine
    });
    Origin::Source(name, ordinal)
}

/// A list's value for a case: its own where it changes the target's state, else one that cases share.
fn drawn<'v>(
    values: &'v [String],
    case: &Case,
    ordinal: usize,
    shared: usize,
) -> Option<&'v String> {
    if case.changes_state {
        values.get(ordinal)
    } else {
        values.get(shared).or(values.last())
    }
}
