//! The one reader of what is stored as TOML: text to a form, or the file and the line of what is
//! wrong. What a form means is for the file that owns it.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A stored form that cannot be used; says file, line and next step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {message}", file.display())]
pub(crate) struct FormError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// The text of a stored form, with the file that errors name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FormText<'a> {
    file: &'a Path,
    text: &'a str,
}

impl<'a> FormText<'a> {
    /// A text that stands in `file`, which is for messages only.
    #[must_use]
    pub(crate) fn new(file: &'a Path, text: &'a str) -> Self {
        Self { file, text }
    }

    /// Reads a form that has no version.
    ///
    /// # Errors
    /// When the text is not TOML, has an unknown key, or a value of a wrong type.
    pub(crate) fn read<T: Deserialize<'a>>(&self) -> Result<T, FormError> {
        self.form(self.table()?)
    }

    /// Reads a form whose key `format` is `version`; of another one, `next_step` is part of the
    /// message, and nothing else is looked at.
    ///
    /// # Errors
    /// As [`Self::read`], and when the form is of another version.
    pub(crate) fn read_version<T: Deserialize<'a>>(
        &self,
        version: u32,
        next_step: &str,
    ) -> Result<T, FormError> {
        let table = self.table()?;
        if let Some(format) = table.get_ref().get("format")
            && let DeValue::Integer(found) = format.get_ref()
            && found.as_str() != version.to_string()
        {
            let message = format!("expected `format = {version}`, but found {found}; {next_step}");
            return Err(self.error(format.span().start, message));
        }
        self.form(table)
    }

    /// The text as a table of values, each with its place.
    ///
    /// # Errors
    /// When the text is not TOML.
    pub(crate) fn table(&self) -> Result<Spanned<DeTable<'a>>, FormError> {
        DeTable::parse(self.text).map_err(|error| self.wrong(&error))
    }

    /// An error about what stands at a byte of the text.
    #[must_use]
    pub(crate) fn error(&self, offset: usize, message: impl Into<String>) -> FormError {
        FormError {
            file: self.file.to_owned(),
            line: self.line_of(offset),
            message: message.into(),
        }
    }

    /// Where a byte of the text stands, as `fixtures.toml:7`.
    #[must_use]
    pub(crate) fn place(&self, offset: usize) -> String {
        format!("{}:{}", self.file.display(), self.line_of(offset))
    }

    /// The folder of the file, from which it names others.
    #[must_use]
    pub(crate) fn folder(&self) -> &'a Path {
        self.file.parent().unwrap_or(Path::new(""))
    }

    /// The line of a byte of the text, from 1.
    #[must_use]
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        1 + before.iter().filter(|b| **b == b'\n').count()
    }

    fn form<T: Deserialize<'a>>(&self, table: Spanned<DeTable<'a>>) -> Result<T, FormError> {
        let deserializer = toml::Deserializer::from(table);
        T::deserialize(deserializer).map_err(|error| self.wrong(&error))
    }

    fn wrong(&self, error: &toml::de::Error) -> FormError {
        self.error(error.span().map_or(0, |span| span.start), error.message())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde::Deserialize;

    use super::FormText;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        #[expect(dead_code, reason = "the reader has looked at it")]
        format: u32,
        #[serde(default)]
        item: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Item {
        name: String,
    }

    fn check(text: &str, expect: &str) {
        let form = FormText::new(Path::new("a/form.toml"), text);
        let said = match form.read_version::<Form>(1, "derive it again") {
            Ok(form) => form.item.into_iter().map(|item| item.name).collect(),
            Err(error) => error.to_string(),
        };
        assert!(said.starts_with(expect), "{said}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_file_and_its_line() {
        check("format = 1\n[[item]]\nname = \"a\"\n", "a");
        check("format = 1\r\n[[item]]\r\nname = \"a\"\r\n", "a");
        check("format = 1\n\n[[item]\n", "a/form.toml:3: ");
        check("format = 1\r\n\r\n[[item]\r\n", "a/form.toml:3: ");
        check(
            "# one\nformat = 1\n[[item]]\nnam = \"a\"\n",
            "a/form.toml:4: unknown field `nam`",
        );
        check(
            "format = 1\n[[item]]\nname = 2\n",
            "a/form.toml:3: invalid type",
        );
        check(
            "format = 1\n\n[[item]]\n",
            "a/form.toml:3: missing field `name`",
        );
        check("", "a/form.toml:1: missing field `format`");
    }

    #[test]
    fn a_form_of_another_version_is_said_to_be_one_whatever_else_it_holds() {
        let expect = "a/form.toml:3: expected `format = 1`, but found 2; derive it again";
        check("# one\nnew = true\nformat = 2\n", expect);
        check("format = \"1\"\n", "a/form.toml:1: invalid type");
    }
}
