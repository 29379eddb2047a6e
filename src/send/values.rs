//! Values for placeholders: constants, lists with one value a case, commands, and what fixtures
//! say an earlier request gives.
//!
//! A positive case of an operation that changes state takes a fresh value of a list or command;
//! other cases share one, since a correct service leaves it alone. Which value a case gets
//! depends on the tables alone, never on the filter, the order or the threads.

mod content;
mod needs;
mod said;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, OnceLock};

use super::command::{self, Concealed};
use super::credentials::Credentials;
use super::hidden::HiddenValues;
use crate::plan::{Case, FixturePlan, SkipReason};
use crate::protocol::bindings::{Bindings, OfRun};
use crate::protocol::encoding::Value;
use crate::protocol::formula::{Chance, Formula};
use crate::protocol::fresh;
use crate::protocol::request::TOKEN;
use crate::protocol::secret::Secret;
use crate::protocol::template::{unusable, unusable_encoded};
use needs::{Asked, Draws, Needs, Origin};

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
    /// What a user's file says in double braces, made anew for each case.
    Formula(Arc<Formula>),
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
            Self::List(_) | Self::Command(_) | Self::Formula(_) => None,
        }
    }
}

/// Every source there is for a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    /// Sources by placeholder name.
    pub sources: BTreeMap<String, Source>,
    /// The credential, which may be to come.
    pub token: Option<Secret>,
    /// The credentials that it may be by then.
    pub credentials: Credentials,
    /// The variables that are marked as secret; a name may say so itself.
    pub secrets: BTreeSet<String>,
    /// Their values that were made so far.
    pub made: Arc<Mutex<VecDeque<Secret>>>,
    /// The requests that give placeholders without a source their values.
    pub fixture_plans: Vec<FixturePlan>,
    /// Whether placeholders without a source fill themselves, as against the fake.
    pub fills_itself: bool,
    /// What placeholders are called where a value is asked for, by their full names.
    pub names: BTreeMap<String, String>,
    /// The hidden values, once they were asked for.
    pub hidden: OnceLock<HiddenValues>,
    /// The set-ups that operations need though no placeholder says so, by their names.
    pub needs: BTreeMap<String, Vec<String>>,
    /// What is drawn from.
    pub chance: Chance,
    /// The values that are made once a run.
    pub of_run: Arc<OfRun>,
    /// How often each case was given values.
    pub given: Arc<Mutex<BTreeMap<String, u32>>>,
}

/// What a case will be sent with, before any command has run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Assignment {
    values: BTreeMap<String, Value>,
    commands: BTreeMap<String, String>,
    /// Whether values are made by formulas, and for which case.
    made_for: Option<String>,
    /// Names of what formulas make, beside those of their sources.
    aliases: BTreeMap<String, String>,
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
        self.fixture_plans.is_empty()
            && self.commands.is_empty()
            && self.fresh.is_empty()
            && self.made_for.is_none()
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

/// Refuses the same of values that are written as in a URL already.
///
/// # Errors
/// As [`check_value`], whether what is wrong is escaped or not.
pub(crate) fn check_encoded(name: &str, value: &str) -> Result<(), ValueError> {
    match unusable_encoded(value) {
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
                let mut draws = Draws {
                    case,
                    own: BTreeMap::new(),
                    used: &mut used,
                };
                let named = self.needs.get(&case.operation.0);
                for name in named.into_iter().flatten() {
                    self.need_by_name(name, &mut draws, &mut needs);
                }
                for step in &case.steps {
                    let asked = Asked::of(&case.operation, &step.plan);
                    self.need(&asked, &mut draws, &mut needs);
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
                let releases = fixture_plan
                    .is_some_and(|at| self.fixture_plans[at].is_released_by(&case.operation));
                let given = self.given(std::slice::from_ref(&case.operation.0), &names);
                let name = given.map(|(_, source)| source);
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
            made_for: self.is_made_for(case, &needs).then(|| case.id.0.clone()),
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
                    let name = self.names.get(&name).cloned().unwrap_or(name);
                    if !unfilled.contains(&name) {
                        unfilled.push(name);
                    }
                    continue;
                }
                Origin::Source(source, ordinal) => (source, ordinal),
            };
            self.take(&mut assignment, case, name, (source, ordinal), used)?;
        }
        if needs.token {
            unfilled.push(TOKEN.to_owned());
        }
        if unfilled.is_empty() {
            Ok(assignment)
        } else {
            Err(SkipReason::Unfilled(unfilled))
        }
    }

    /// Whether set-ups are run for a case, or give back what it makes.
    fn is_made_for(&self, case: &Case, needs: &Needs<'_>) -> bool {
        let mut plans = self.fixture_plans.iter();
        let mut gives = || plans.any(|plan| plan.given_back_alike(case).next().is_some());
        !needs.fixture_plans.is_empty() || gives()
    }

    /// Takes the value of a source for a case.
    fn take(
        &self,
        assignment: &mut Assignment,
        case: &Case,
        name: String,
        (source, ordinal): (&str, usize),
        used: &BTreeMap<&str, usize>,
    ) -> Result<(), SkipReason> {
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
            Source::Formula(_) => {
                assignment.made_for = Some(case.id.0.clone());
                if name != source {
                    assignment.aliases.insert(name, source.to_owned());
                }
            }
        }
        Ok(())
    }

    /// Runs an assignment's commands and binds every value.
    ///
    /// # Errors
    /// When a command fails or prints what cannot be a value.
    pub(crate) async fn bind(&self, assignment: &Assignment) -> Result<Bindings, ValueError> {
        let mut values = assignment.values.clone();
        let tokens = match assignment.commands.is_empty() {
            true => Vec::new(),
            false => self.tokens(),
        };
        let concealed = Concealed {
            tokens: &tokens,
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
        let mut bindings = Bindings {
            values,
            token: self.token.clone(),
            ..Bindings::default()
        };
        if let Some(case) = &assignment.made_for {
            self.bind_formulas(case, &mut bindings);
            for (name, source) in &assignment.aliases {
                let formula = Formula::of_name(source);
                bindings.formulas.insert(name.clone(), Arc::new(formula));
            }
        }
        Ok(bindings)
    }
}

/// What the variables of content begin with.
const BODY: &str = "body.";

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
