//! The values that a row's keys have: how each is read from TOML and written to it.

use toml::Value;

use crate::protocol::target::RequestTarget;
use crate::protocol::{HeaderName, Method, Status};
use crate::table::Citation;
use crate::table::described::{CauseOfError, ErrorCause};
use crate::table::words::Word;

/// A value with a stored form; the message of an error says what was expected instead.
pub(crate) trait Stored: Sized {
    /// Reads it.
    fn read(value: &Value) -> Result<Self, String>;

    /// Writes it, so that it is read back as it was.
    fn write(&self) -> Value;
}

impl Stored for String {
    fn read(value: &Value) -> Result<Self, String> {
        text(value).map(str::to_owned)
    }

    fn write(&self) -> Value {
        Value::String(self.clone())
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn read(value: &Value) -> Result<Self, String> {
        let list = value.as_array().ok_or_else(|| found("a list", value))?;
        list.iter().map(T::read).collect()
    }

    fn write(&self) -> Value {
        Value::Array(self.iter().map(T::write).collect())
    }
}

impl<T: Word> Stored for T {
    fn read(value: &Value) -> Result<Self, String> {
        let text = text(value)?;
        let mut all = T::ALL.iter().copied();
        all.find(|one| one.word() == text).ok_or_else(|| {
            let known: Vec<String> = T::ALL.iter().map(|v| format!("`{}`", v.word())).collect();
            format!("expected {}, but found `{text}`", known.join(", "))
        })
    }

    fn write(&self) -> Value {
        Value::String(self.word().to_owned())
    }
}

impl Stored for Status {
    fn read(value: &Value) -> Result<Self, String> {
        let number = value.as_integer().ok_or_else(|| found("a number", value))?;
        let code = u16::try_from(number).ok();
        code.and_then(Self::new)
            .ok_or_else(|| format!("expected a status of 100 to 999, but found {number}"))
    }

    fn write(&self) -> Value {
        Value::Integer(self.code().into())
    }
}

impl Stored for i64 {
    fn read(value: &Value) -> Result<Self, String> {
        value.as_integer().ok_or_else(|| found("a number", value))
    }

    fn write(&self) -> Value {
        Value::Integer(*self)
    }
}

impl Stored for u32 {
    fn read(value: &Value) -> Result<Self, String> {
        let number = value.as_integer().ok_or_else(|| found("a number", value))?;
        Self::try_from(number).map_err(|_| {
            format!(
                "expected a number of 0 to {}, but found {number}",
                Self::MAX
            )
        })
    }

    fn write(&self) -> Value {
        Value::Integer((*self).into())
    }
}

/// What is wrong, and what it is about: `missing title`.
impl Stored for CauseOfError {
    fn read(value: &Value) -> Result<Self, String> {
        let line = text(value)?;
        let (cause, of) = match line.split_once(' ') {
            Some((cause, of)) => (cause, Some(of.to_owned())),
            None => (line, None),
        };
        let cause = ErrorCause::read(&Value::String(cause.to_owned()))?;
        Ok(Self { cause, of })
    }

    fn write(&self) -> Value {
        let cause = self.cause.word();
        Value::String(match &self.of {
            Some(of) => format!("{cause} {of}"),
            None => cause.to_owned(),
        })
    }
}

impl Stored for Method {
    fn read(value: &Value) -> Result<Self, String> {
        Self::new(text(value)?).map_err(|error| error.to_string())
    }

    fn write(&self) -> Value {
        Value::String(self.to_string())
    }
}

impl Stored for RequestTarget {
    fn read(value: &Value) -> Result<Self, String> {
        Self::new(text(value)?).map_err(|error| error.to_string())
    }

    fn write(&self) -> Value {
        Value::String(self.to_string())
    }
}

impl Stored for HeaderName {
    fn read(value: &Value) -> Result<Self, String> {
        Self::new(text(value)?).map_err(|error| error.to_string())
    }

    fn write(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A header line, `Name: value`.
impl Stored for (HeaderName, String) {
    fn read(value: &Value) -> Result<Self, String> {
        let line = text(value)?;
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| format!("expected `Name: value`, but found `{line}`"))?;
        let value = without_control(name, value)?.trim();
        let name = HeaderName::new(name.trim()).map_err(|error| error.to_string())?;
        Ok((name, value.to_owned()))
    }

    fn write(&self) -> Value {
        let (name, value) = self;
        Value::String(format!("{name}: {value}"))
    }
}

impl Stored for Citation {
    fn read(value: &Value) -> Result<Self, String> {
        citation(text(value)?)
    }

    fn write(&self) -> Value {
        Value::String(match self {
            Self::Line { line, column, end } => format!("{line}:{column}-{end}"),
            Self::Section(text) => text.clone(),
        })
    }
}

/// A header's value, which holds no control character: it would end the field.
pub(crate) fn without_control<'a>(name: &str, value: &'a str) -> Result<&'a str, String> {
    if value.chars().any(char::is_control) {
        return Err(format!("the value of `{name}` holds a control character"));
    }
    Ok(value)
}

/// Reads `44:65`, `44:65-82`, or a section's text.
pub(crate) fn citation(text: &str) -> Result<Citation, String> {
    let wrong = || {
        format!(
            "expected a citation `LINE:COLUMN`, `LINE:COLUMN-END` or a section, but found `{text}`"
        )
    };
    let starts_with_digit = text.bytes().next().is_some_and(|b| b.is_ascii_digit());
    if !starts_with_digit {
        return if text.trim().is_empty() {
            Err(wrong())
        } else {
            Ok(Citation::Section(text.to_owned()))
        };
    }
    let (line, columns) = text.split_once(':').ok_or_else(wrong)?;
    let (column, end) = match columns.split_once('-') {
        Some((column, end)) => (column, Some(end)),
        None => (columns, None),
    };
    let number = |text: &str| text.parse::<usize>().ok().filter(|n| *n > 0);
    let line = number(line).ok_or_else(wrong)?;
    let column = number(column).ok_or_else(wrong)?;
    let end = match end {
        Some(end) => number(end).filter(|end| *end > column).ok_or_else(wrong)?,
        None => column + 1,
    };
    Ok(Citation::Line { line, column, end })
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| found("a string", value))
}

fn found(expected: &str, value: &Value) -> String {
    format!("expected {expected}, but found `{value}`")
}
