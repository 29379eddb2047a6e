//! Values for placeholders: those that are there, and those that are made when a request needs them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::protocol::encoding::{Form, Value};
use crate::protocol::formula::{Chance, Formula, FormulaError, identifier};
use crate::protocol::request::RequestPlan;
use crate::protocol::secret::Secret;
use crate::protocol::template::unusable;

/// Values for placeholders.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bindings {
    /// Values by name; `items.id` goes before `id`, and only `body.id` is put into content.
    pub values: BTreeMap<String, Value>,
    /// The credential for `{token}`.
    pub token: Option<Secret>,
    /// What values are made by.
    pub formulas: BTreeMap<String, Arc<Formula>>,
    /// What they draw from.
    pub chance: Chance,
    /// Those that are made once a run.
    pub of_run: Arc<OfRun>,
}

/// Values that are made once a run: what serves the run was obtained with them.
#[derive(Debug, Default)]
pub(crate) struct OfRun {
    /// Their names.
    pub names: BTreeSet<String>,
    made: Mutex<BTreeMap<String, String>>,
}

impl OfRun {
    /// Those of these names.
    #[must_use]
    pub(crate) fn of(names: BTreeSet<String>) -> Self {
        Self {
            names,
            ..Self::default()
        }
    }
}

impl Bindings {
    /// The value that fills a placeholder of these names, the most particular first, in a request of these scopes.
    #[must_use]
    pub(crate) fn value(&self, scopes: &[String], names: &[&str]) -> Option<&Value> {
        let name = known(scopes, names, |name| self.values.contains_key(name))?;
        self.values.get(&name)
    }

    /// Makes the values that a request needs and that are made by a formula.
    ///
    /// # Errors
    /// When a formula comes to nothing, or what it comes to cannot be a value.
    pub(crate) fn make(&mut self, plan: &RequestPlan) -> Result<(), FormulaError> {
        if self.formulas.is_empty() {
            return Ok(());
        }
        let mut needed: Vec<Vec<String>> = plan.placeholders();
        needed.extend(plan.content_variables().into_iter().map(|name| vec![name]));
        let mut of_body = Vec::new();
        for names in &needed {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let is_known =
                |name: &str| self.values.contains_key(name) || self.formulas.contains_key(name);
            let Some(name) = known(&plan.scopes, &names, is_known) else {
                continue;
            };
            match self.formulas.get(&name) {
                Some(formula) if formula.is_of_body() => of_body.push(name),
                Some(_) | None => self.make_one(&name, &plan.scopes, None, &mut Vec::new())?,
            }
        }
        for name in of_body {
            // Another request has another content.
            self.values.remove(&name);
            let body = plan.fill_content(self).unwrap_or_default();
            self.make_one(&name, &plan.scopes, Some(&body), &mut Vec::new())?;
        }
        self.check(plan)
    }

    /// Refuses what was made for the target or a field and cannot stand there.
    fn check(&self, plan: &RequestPlan) -> Result<(), FormulaError> {
        for names in plan.placeholders_of_head() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let is_made = |name: &str| self.formulas.contains_key(name);
            let Some(name) = known(&plan.scopes, &names, is_made) else {
                continue;
            };
            let value = self
                .values
                .get(&name)
                .filter(|value| value.form == Form::Raw);
            let reason = value.and_then(|value| unusable(&value.text));
            if let Some((reason, formula)) = reason.zip(self.formulas.get(&name)) {
                return Err(formula.error(format!("comes to a value that {reason}")));
            }
        }
        Ok(())
    }

    /// Makes the value of one name, after those that it needs.
    ///
    /// # Errors
    /// When a formula comes to nothing, or needs itself.
    pub(crate) fn make_one(
        &mut self,
        name: &str,
        scopes: &[String],
        body: Option<&[u8]>,
        begun: &mut Vec<String>,
    ) -> Result<(), FormulaError> {
        if self.values.contains_key(name) {
            return Ok(());
        }
        let Some(formula) = self.formulas.get(name).map(Arc::clone) else {
            return Ok(());
        };
        if begun.iter().any(|begun| begun == name) {
            return Err(formula.error(format!("needs itself: {} → {name}", begun.join(" → "))));
        }
        begun.push(name.to_owned());
        if let Some(other) = formula.name().and_then(|own| self.called(scopes, own)) {
            self.make_one(&other, scopes, None, begun)?;
            begun.pop();
            let value = self.values.get(&other).cloned();
            self.values
                .extend(value.map(|value| (name.to_owned(), value)));
            return Ok(());
        }
        let mut needed: BTreeMap<String, String> = BTreeMap::new();
        for written in formula.names() {
            let Some(other) = self.called(scopes, written) else {
                return Err(formula.error(format!("needs `{written}`, which has no value")));
            };
            self.make_one(&other, scopes, None, begun)?;
            let value = self.values.get(&other);
            needed.extend(value.map(|value| (written.to_owned(), value.text.clone())));
        }
        let value = |written: &str| needed.get(written).cloned();
        let text = if self.of_run.names.contains(name) {
            let mut made = self
                .of_run
                .made
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            match made.get(name) {
                Some(text) => text.clone(),
                None => {
                    let chance = Chance {
                        scope: String::new(),
                        ..self.chance.clone()
                    };
                    let text = formula.value(value, body, &chance.of(name))?;
                    made.insert(name.to_owned(), text.clone());
                    text
                }
            }
        } else {
            formula.value(value, body, &self.chance.of(name))?
        };
        begun.pop();
        self.values.insert(name.to_owned(), Value::raw(text));
        Ok(())
    }

    /// The name of what a formula calls so.
    fn called(&self, scopes: &[String], written: &str) -> Option<String> {
        let names = || self.values.keys().chain(self.formulas.keys());
        let is_known = |name: &str| names().any(|own| own == name);
        known(scopes, &[written], is_known)
            .or_else(|| names().find(|own| identifier(own) == written).cloned())
    }
}

/// The first of these names that is known, those of the scopes before those for all.
#[must_use]
pub(crate) fn known(
    scopes: &[String],
    names: &[&str],
    is_known: impl Fn(&str) -> bool,
) -> Option<String> {
    let scoped = scopes.iter().flat_map(|scope| {
        let own = names.iter().map(move |name| format!("{scope}.{name}"));
        own.collect::<Vec<_>>()
    });
    let plain = names.iter().map(|name| (*name).to_owned());
    scoped.chain(plain).find(|name| is_known(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::sync::Arc;

    use super::{Bindings, OfRun};
    use crate::protocol::content::{Content, ContentTemplate};
    use crate::protocol::encoding::Value;
    use crate::protocol::formula::Formula;
    use crate::protocol::request::{Framing, RequestPlan, Spelling};
    use crate::protocol::target::RequestTarget;
    use crate::protocol::{HeaderName, Method};

    fn plan(path: &str, content: &str, own: &[&str]) -> RequestPlan {
        RequestPlan {
            method: Method::new("PUT").unwrap(),
            path: RequestTarget::new(path).unwrap(),
            headers: Vec::new(),
            content: Some(Content::Template(ContentTemplate {
                own: own.iter().map(|name| (*name).to_owned()).collect(),
                ..ContentTemplate::json(content)
            })),
            spelling: Spelling::Lower,
            framing: Framing::Computed,
            omits_accept: false,
            scopes: vec!["fill#step0".to_owned(), "fill".to_owned()],
        }
    }

    fn bindings(formulas: &[(&str, &str)]) -> Bindings {
        let mut bindings = Bindings::default();
        for (name, text) in formulas {
            let formula = Formula::new(text, "f:1", Path::new("")).unwrap();
            bindings
                .formulas
                .insert((*name).to_owned(), Arc::new(formula));
        }
        bindings
    }

    #[test]
    fn a_value_is_made_when_a_request_needs_it_and_with_what_it_needs() {
        let mut bindings = bindings(&[
            ("fill.digest", "{{ size(body) }}"),
            ("name", "desk-{{ session_id }}"),
            ("fill#step0.id", "{{ name }}"),
            ("other", "{{ nothing }}"),
        ]);
        let session = ("session-id".to_owned(), Value::raw("7"));
        bindings.values.extend([session]);
        let plan = plan(
            "/desks/{id}?digest={digest}",
            "{\"name\": \"{name}\"}",
            &["name"],
        );
        bindings.make(&plan).unwrap();
        let request = plan.fill(&bindings).unwrap();
        assert_eq!(request.path.shown(), "/desks/desk-7?digest=18");
        let content = request.content.unwrap();
        assert_eq!(String::from_utf8_lossy(&content), "{\"name\": \"desk-7\"}");
        // Of another content it is another.
        let mut longer = plan;
        longer.content = Some(Content::Bytes(vec![0; 99]));
        bindings.make(&longer).unwrap();
        let request = longer.fill(&bindings).unwrap();
        assert_eq!(request.path.shown(), "/desks/desk-7?digest=99");
    }

    #[test]
    fn a_credential_that_is_made_is_shown_nowhere() {
        let mut bindings = bindings(&[("fill.card", "{{ base64('reader:open-sesame') }}")]);
        let mut plan = plan("/desks", "{}", &[]);
        plan.headers = ["Authorization", "Card"]
            .map(|name| (HeaderName::new(name).unwrap(), "Basic {card}".to_owned()))
            .to_vec();
        bindings.make(&plan).unwrap();
        let request = plan.fill(&bindings).unwrap();
        let shown: Vec<String> = request.headers.iter().map(|(_, own)| own.shown()).collect();
        assert_eq!(
            shown[..2],
            ["Basic (redacted)", "Basic cmVhZGVyOm9wZW4tc2VzYW1l"]
        );
        let sent = request.headers[0].1.exposed();
        assert_eq!(sent, "Basic cmVhZGVyOm9wZW4tc2VzYW1l");
    }

    #[test]
    fn what_needs_itself_or_what_is_not_there_is_said() {
        let plan = plan("/desks/{id}", "{}", &[]);
        let mut round = bindings(&[("id", "a{{ b }}"), ("b", "b{{ id }}")]);
        let error = round.make(&plan).unwrap_err().to_string();
        assert!(error.contains("needs itself: id → b → id"), "{error}");
        let mut empty = bindings(&[("id", "{{ '' }}")]);
        let error = empty.make(&plan).unwrap_err().to_string();
        assert_eq!(error, "f:1: `{{ '' }}` comes to a value that is empty");
        let mut lacks = bindings(&[("id", "a{{ b }}")]);
        let error = lacks.make(&plan).unwrap_err().to_string();
        assert_eq!(error, "f:1: `a{{ b }}` needs `b`, which has no value");
    }

    #[test]
    fn a_value_that_is_another_is_that_other_and_what_is_of_the_run_is_made_once() {
        let mut first = bindings(&[("id", "{{ place }}"), ("name", "{{ counter() }}")]);
        let place = ("place".to_owned(), Value::link("/kept/7?state=1"));
        first.values.extend([place]);
        first.of_run = Arc::new(OfRun::of(BTreeSet::from(["name".to_owned()])));
        let plan = plan("/desks/{id}/{name}", "{}", &[]);
        let mut second = first.clone();
        for bindings in [&mut first, &mut second] {
            bindings.make(&plan).unwrap();
            let path = plan.fill(bindings).unwrap().path;
            assert_eq!(path.shown(), "/kept/7/1?state=1");
        }
    }
}
