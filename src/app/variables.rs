//! Values for placeholders, as the configuration file and the flags give them.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeValue;

use crate::app::marked::{Marks, Taken};
use crate::app::settings::SettingsError;
use crate::protocol::formula::{Formula, is_one};
use crate::send::values::{Source, ValueError, check_encoded, check_value};
use crate::store::form::{FormError, FormText};

/// The values for placeholders under `[vars]`; each that is wrong is an error of its own line.
pub(super) fn vars_of(text: &FormText<'_>) -> Result<(BTreeMap<String, Source>, Marks), FormError> {
    let table = text.table()?;
    let mut marks = Marks::default();
    let Some(vars) = table.get_ref().get("vars") else {
        return Ok((BTreeMap::new(), marks));
    };
    let DeValue::Table(values) = vars.get_ref() else {
        let message = "expected a table of values, `[vars]`";
        return Err(text.error(vars.span().start, message));
    };
    let mut vars = BTreeMap::new();
    for (name, value) in values {
        if name.get_ref() == crate::protocol::request::TOKEN {
            let message = SettingsError::TokenAsVar.to_string();
            return Err(text.error(name.span().start, message));
        }
        let source = match marks.take(text, name.get_ref(), value)? {
            Taken::Left(value) => source(text, name.get_ref(), &value)?,
            Taken::Told(source) => source,
            Taken::Untold => continue,
        };
        vars.insert(name.get_ref().to_string(), source);
    }
    Ok((vars, marks))
}

fn source(
    text: &FormText<'_>,
    name: &str,
    value: &Spanned<DeValue<'_>>,
) -> Result<Source, FormError> {
    let one = |value: &Spanned<DeValue<'_>>| {
        let wrong = |message: String| text.error(value.span().start, message);
        let DeValue::String(value) = value.get_ref() else {
            return Err(wrong(format!("the values of {{{name}}} are strings")));
        };
        check_value(name, value).map_err(|error| wrong(error.to_string()))?;
        Ok(value.to_string())
    };
    match value.get_ref() {
        DeValue::Array(values) => Ok(Source::List(
            values.iter().map(one).collect::<Result<_, _>>()?,
        )),
        DeValue::Table(table) if table.len() == 1 => {
            match (
                table.get("command").map(Spanned::get_ref),
                table.get("encoded"),
            ) {
                (Some(DeValue::String(command)), _) => Ok(Source::Command(command.to_string())),
                (None, Some(encoded)) => {
                    let own = one(encoded)?;
                    let wrong =
                        |error: ValueError| text.error(encoded.span().start, error.to_string());
                    check_encoded(name, &own).map_err(wrong)?;
                    Ok(Source::Encoded(own))
                }
                (Some(_) | None, _) => Err(neither(text, name, value)),
            }
        }
        DeValue::Table(_) => Err(neither(text, name, value)),
        DeValue::String(own) if is_one(own) => {
            let at = value.span().start;
            let formula = Formula::new(own, &text.place(at), text.folder());
            let formula = formula.map_err(|error| text.error(at, error.without_place()))?;
            Ok(Source::Formula(Arc::new(formula)))
        }
        _ => Ok(Source::One(one(value)?)),
    }
}

fn neither(text: &FormText<'_>, name: &str, value: &Spanned<DeValue<'_>>) -> FormError {
    let message = format!(
        "expected `{name} = {{ command = \"…\" }}`, `{name} = {{ env = \"…\" }}`, or `{name} = {{ encoded = \"…\" }}` \
         for a value that is written as in a URL"
    );
    text.error(value.span().start, message)
}

/// Reads `--var name=value` and `--var-encoded name=value` arguments.
///
/// # Errors
/// When one is not of that form, a name is given twice or is the token's, or a value is unusable.
pub(crate) fn vars_from_flags(
    raw: &[String],
    encoded: &[String],
) -> Result<BTreeMap<String, Source>, SettingsError> {
    let raw = raw.iter().map(|flag| (flag, false));
    let encoded = encoded.iter().map(|flag| (flag, true));
    let mut vars = BTreeMap::new();
    for (flag, is_encoded) in raw.chain(encoded) {
        let not_a_var = || SettingsError::NotAVar(flag.clone());
        let (name, value) = flag.split_once('=').ok_or_else(not_a_var)?;
        if name.is_empty() {
            return Err(not_a_var());
        }
        if name == crate::protocol::request::TOKEN {
            return Err(SettingsError::TokenAsVar);
        }
        let value = value.to_owned();
        let source = match is_encoded {
            true => check_encoded(name, &value).map(|()| Source::Encoded(value))?,
            false => check_value(name, &value).map(|()| Source::One(value))?,
        };
        if vars.insert(name.to_owned(), source).is_some() {
            return Err(SettingsError::VarTwice(name.to_owned()));
        }
    }
    Ok(vars)
}
