//! Variables of the configuration file that nothing shows: those that it marks so, and those that it has from the
//! environment.

use std::collections::{BTreeMap, BTreeSet};
use std::env::VarError;

use toml::Spanned;
use toml::de::DeValue;

use crate::protocol::secret::Secret;
use crate::send::values::{Source, check_value};
use crate::store::form::{FormError, FormText};

/// What is said of variables beside their values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks {
    /// The variables whose values nothing shows.
    pub(crate) secret: BTreeSet<String>,
    /// Why variables have no value, by their names: told once a run needs them.
    pub(crate) untold: BTreeMap<String, String>,
}

impl Marks {
    /// These, with those of `lower` for other variables.
    #[must_use]
    pub(crate) fn or(mut self, lower: Self) -> Self {
        self.secret.extend(lower.secret);
        for (name, why) in lower.untold {
            self.untold.entry(name).or_insert(why);
        }
        self
    }

    /// Takes the mark off a value, where there is one, and the value itself where the environment has it; what is left
    /// to be read.
    ///
    /// # Errors
    /// When the mark is none, or the variable's value cannot be sent.
    pub(super) fn take<'a>(
        &mut self,
        text: &FormText<'_>,
        name: &str,
        value: &Spanned<DeValue<'a>>,
    ) -> Result<Taken<'a>, FormError> {
        let wrong = |message: String| text.error(value.span().start, message);
        let DeValue::Table(table) = value.get_ref() else {
            return Ok(Taken::Left(value.clone()));
        };
        let mut rest = table.clone();
        if let Some(mark) = rest.remove("secret") {
            match mark.get_ref() {
                DeValue::Boolean(true) if !rest.is_empty() => {
                    self.secret.insert(name.to_owned());
                }
                DeValue::Boolean(false) => {}
                _ => {
                    return Err(wrong(format!(
                        "expected `{name} = {{ env = \"NAME\", secret = true }}`, or the mark beside `command` or `encoded`"
                    )));
                }
            }
        }
        let is_env = rest.len() == 1;
        let variable = rest.get("env").filter(|_| is_env).map(Spanned::get_ref);
        let Some(DeValue::String(variable)) = variable else {
            let span = value.span();
            return Ok(Taken::Left(Spanned::new(span, DeValue::Table(rest))));
        };
        let own = match std::env::var(&**variable) {
            Ok(own) => own,
            Err(error) => {
                let reason = match error {
                    VarError::NotPresent => "is not set",
                    VarError::NotUnicode(_) => "is not UTF-8",
                };
                let why = format!("[vars] {name}: the environment variable {variable} {reason}");
                self.untold.insert(name.to_owned(), why);
                return Ok(Taken::Untold);
            }
        };
        check_value(name, &own).map_err(|error| wrong(error.to_string()))?;
        self.secret.insert(name.to_owned());
        Ok(Taken::Told(Source::Hidden {
            value: Secret::new(own),
            is_encoded: false,
        }))
    }
}

/// What is left of a value.
pub(super) enum Taken<'a> {
    /// Its form without the mark.
    Left(Spanned<DeValue<'a>>),
    /// Nothing: the environment has it.
    Told(Source),
    /// Nothing: the environment should have it.
    Untold,
}
