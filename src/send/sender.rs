//! What a run sends with: the target, the values, and what is shared by its cases.

use std::sync::Arc;

use super::Target;
use super::failures::Failures;
use super::fixtures::RunFixtures;
use super::ordinary::Ordinaries;
use super::preflight::Preflight;
use super::values::Values;
use crate::check::verdict::Strictness;
use crate::plan::Case;

/// All that sending a case needs.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// Where requests go.
    pub target: Target,
    /// Values and the credential.
    pub values: Values,
    /// Whether assumed expectations fail.
    pub strictness: Strictness,
    /// Values that serve the whole run.
    pub shared: RunFixtures,
    /// Whether the run is to end early.
    pub stop: Stop,
    /// The cases that others alter.
    pub ordinaries: Ordinaries,
    /// Whether the target is the program's own, where nothing is lost.
    pub is_own: bool,
    /// Whether nothing is sent but by safe methods.
    pub is_read_only: bool,
    /// How many failures the run takes.
    pub failures: Failures,
    /// What is asked before anything else.
    pub preflight: Preflight,
}

impl Sender {
    /// One that sends to a target as nothing else is said.
    #[must_use]
    pub(crate) fn new(target: Target, values: Values) -> Self {
        Self {
            target,
            values,
            strictness: Strictness::default(),
            shared: RunFixtures::default(),
            stop: Stop::default(),
            ordinaries: Ordinaries::default(),
            is_own: false,
            is_read_only: false,
            failures: Failures::default(),
            preflight: Preflight::default(),
        }
    }

    /// Leaves to cases the fields and the credentials that they send themselves.
    pub(crate) fn leave_headers_to(&mut self, cases: &[Arc<Case>]) {
        Arc::make_mut(&mut self.target.headers).leave_to(cases);
        self.target.credentials.leave_to(cases);
    }

    /// Gives back what served a whole run; says what could not be given back.
    pub(crate) async fn release_shared(&self) -> Vec<String> {
        let fixture_plans = &self.values.fixture_plans;
        let mut unreleased = self.shared.release(&self.target, fixture_plans).await;
        self.values.conceal_at_the_end(&mut unreleased);
        unreleased
    }
}

/// Whether a run is to end early: cases that have not begun are not sent, and those that have give
/// back what they obtained.
#[derive(Debug, Clone)]
pub(crate) struct Stop(Arc<tokio::sync::watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(tokio::sync::watch::Sender::new(false)))
    }
}

impl Stop {
    /// Asks for the end.
    pub(crate) fn ask(&self) {
        self.0.send_replace(true);
    }

    pub(super) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    pub(super) async fn asked(&self) {
        // The sender is ours and cannot be gone.
        let _ = self.0.subscribe().wait_for(|asked| *asked).await;
    }
}
