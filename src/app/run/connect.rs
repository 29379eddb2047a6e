//! The target of a run with its values: the real one, or the fake, right or wrong in one way.

use std::collections::BTreeSet;

use libtest_mimic::Arguments;

use super::{Plan, RunError};
use crate::app::connection::read;
use crate::app::settings::Settings;
use crate::app::trials::is_selected;
use crate::check::verdict::Strictness;
use crate::fake::fault::{Placed, faults};
use crate::fake::{self, FakeServer, Model};
use crate::plan::FixturePlan;
use crate::protocol::secret::Secret;
use crate::send::credentials::{Client, Credentials};
use crate::send::headers::Headers;
use crate::send::prepare::Licence;
use crate::send::sender::Sender;
use crate::send::values::Values;
use crate::send::{Target, TargetError, TargetOptions};
use crate::table::fixture::SetUps;
use crate::table::learn::names;

/// What may be sent: everything to the fake, and to a real target what is intrusive when asked for.
pub(crate) fn licence(settings: &Settings) -> Licence {
    if settings.target.is_none() {
        Licence::Everything
    } else if settings.intrusive {
        Licence::Intrusive
    } else {
        Licence::Harmless
    }
}

/// The target with its values: the real one, or a fake that is kept alive by the second value.
pub(crate) async fn connect(
    plan: &Plan,
    settings: &Settings,
    fault: Option<Placed>,
) -> Result<(Sender, Option<FakeServer>), RunError> {
    let spec = &plan.spec;
    let strictness = Strictness {
        is_strict: settings.strict,
        allows_server_errors: settings.allow_server_errors,
    };
    let mut options = TargetOptions::default();
    if let Some(timeout) = settings.timeout {
        options.timeout = timeout;
    }
    let Some(target) = &settings.target else {
        let model = Model::new(spec);
        let model = model.with(fault.into_iter().collect());
        let fake = FakeServer::start(model).await?;
        let mut sender = fake_sender(
            &fake,
            (&spec.set_ups, &plan.fixture_plans),
            &options,
            strictness,
        )?;
        sender.is_read_only = settings.conduct.read_only;
        sender.failures = settings.conduct.failures();
        return Ok((sender, Some(fake)));
    };
    options.manners = settings.conduct.manners();
    options.headers = Headers::with_name(&settings.conduct.header);
    options.trusts_anybody = settings.insecure;
    options.unix_socket.clone_from(&settings.unix_socket);
    settings.connection.tell(&mut options)?;
    options.ca_pem = settings.ca.as_deref().map(read).transpose()?;
    let client = Client::of(&options);
    settings.check_told()?;
    options.credentials = Credentials::new(settings.sign_ins(), client);
    options.credentials.sign_in(&plan.spec).await?;
    let values = values(plan, settings, &options.credentials);
    let mut reached = Target::new(target, &options)?;
    if reached.takes_http2_alone().await {
        options.speaks_http2 = true;
        reached = Target::new(target, &options)?;
    }
    let mut sender = Sender::new(reached, values);
    sender.strictness = strictness;
    sender.is_read_only = settings.conduct.read_only;
    sender.failures = settings.conduct.failures();
    Ok((sender, None))
}

/// The values for a real target.
pub(super) fn values(plan: &Plan, settings: &Settings, credentials: &Credentials) -> Values {
    let mut values = Values {
        sources: settings.vars.clone(),
        token: (!credentials.is_empty()).then(Secret::of_the_caller),
        credentials: credentials.clone(),
        secrets: settings.marks.secret.clone(),
        fixture_plans: plan.fixture_plans.clone(),
        names: names(&plan.spec.tables),
        ..Values::default()
    };
    values.chance.seed = settings.seed.unwrap_or_default();
    values.say(&plan.spec.set_ups);
    values
}

/// All that sending to a fake needs: it takes one credential, and placeholders fill themselves.
pub(crate) fn fake_sender(
    fake: &FakeServer,
    (set_ups, fixture_plans): (&SetUps, &[FixturePlan]),
    options: &TargetOptions,
    strictness: Strictness,
) -> Result<Sender, TargetError> {
    let values = fake_values(set_ups, fixture_plans);
    let mut sender = Sender::new(Target::new(&fake.base(), options)?, values);
    sender.strictness = strictness;
    Ok(sender)
}

/// The values for a fake.
pub(super) fn fake_values(set_ups: &SetUps, fixture_plans: &[FixturePlan]) -> Values {
    let own = fixture_plans.iter().filter(|plan| plan.is_of_fake());
    let mut values = Values {
        token: Some(Secret::new(fake::CREDENTIAL)),
        fixture_plans: own.cloned().collect(),
        fills_itself: true,
        ..Values::default()
    };
    values.say(set_ups);
    values
}

/// The fault that `FAULT[@PLACE]` names, at an operation or a row, or in the first place among the
/// selected cases' operations.
pub(super) fn placed(text: &str, plan: &Plan, arguments: &Arguments) -> Result<Placed, RunError> {
    let (code, place) = match text.split_once('@') {
        Some((code, place)) => (code, Some(place)),
        None => (text, None),
    };
    let all = faults();
    let fault = all.iter().find(|fault| fault.code == code).ok_or_else(|| {
        let message = format!("no fault is called `{code}`; `as-documented explain` lists them");
        RunError::Fault(message)
    })?;
    let selected = plan
        .cases
        .iter()
        .filter(|case| is_selected(arguments, case));
    let operations: BTreeSet<&str> = selected.map(|case| case.operation.0.as_str()).collect();
    let places = Model::new(&plan.spec).places(fault);
    let places: Vec<Placed> = places
        .into_iter()
        .filter(|p| operations.contains(p.operation.0.as_str()))
        .collect();
    let wanted = |p: &&Placed| place.is_none_or(|at| p.operation.0 == at || p.site.row.0 == at);
    places.iter().find(wanted).cloned().ok_or_else(|| {
        let rows: Vec<&str> = places.iter().map(|p| p.site.row.0.as_str()).collect();
        RunError::Fault(if rows.is_empty() {
            format!("`{code}` has no place in the selected operations")
        } else {
            let at = place.unwrap_or_default();
            format!(
                "`{code}` has no place at `{at}`; it has at {}",
                rows.join(", ")
            )
        })
    })
}
