//! Fixtures in their stored form, `fixtures.toml` beside the tables, and whether the tables can be
//! used with them.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use super::form::{FormError, FormText};
use super::table::{FORMAT, NO_OTHER};
use crate::protocol::HeaderName;
use crate::protocol::template::{TOKEN, unusable};
use crate::table::fixture::{Capture, Each, Fixture};
use crate::table::{Operation, OperationId, SpecTable};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    #[serde(rename = "format")]
    _format: u32,
    #[serde(default)]
    fixture: Vec<toml::Spanned<FixtureForm>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FixtureForm {
    variable: String,
    produced_by: String,
    json_pointer: Option<String>,
    header: Option<String>,
    last_segment_of_header: Option<String>,
    each: Option<String>,
    released_by: Option<String>,
    used_by: Option<String>,
    unknown: Option<String>,
    malformed: Option<String>,
}

/// A fixture with its line in the file, from 1.
pub(crate) type Placed = (usize, Fixture);

/// Reads `fixtures.toml`; `file` is for messages only.
///
/// # Errors
/// When the text is not TOML, has an unknown key or a value of a wrong form, or gives a variable
/// twice.
pub(crate) fn read_fixtures(file: &Path, text: &str) -> Result<Vec<Placed>, FormError> {
    let text = FormText::new(file, text);
    let form: FileForm = text.read_version(FORMAT, NO_OTHER)?;
    let mut variables = BTreeSet::new();
    let mut fixtures = Vec::new();
    for spanned in form.fixture {
        let at = spanned.span().start;
        let fixture = fixture(spanned.into_inner()).map_err(|message| text.error(at, message))?;
        if !variables.insert(fixture.variable.clone()) {
            let message = format!("`{}` has two fixtures", fixture.variable);
            return Err(text.error(at, message));
        }
        fixtures.push((text.line_of(at), fixture));
    }
    Ok(fixtures)
}

fn fixture(form: FixtureForm) -> Result<Fixture, String> {
    if form.variable.is_empty() || form.variable.contains(['{', '}']) {
        return Err(format!(
            "expected the name of a placeholder without braces, but found `{}`",
            form.variable
        ));
    }
    if form.variable == TOKEN {
        return Err("the credential comes from no fixture; use --token-command".to_owned());
    }
    let name = |text: String| HeaderName::new(&text).map_err(|error| error.to_string());
    let places = (form.json_pointer, form.header, form.last_segment_of_header);
    let from = match places {
        (Some(pointer), None, None) if pointer.is_empty() || pointer.starts_with('/') => {
            Capture::Pointer(pointer)
        }
        (Some(pointer), None, None) => {
            return Err(format!(
                "expected a JSON pointer such as `/id`, but found `{pointer}`"
            ));
        }
        (None, Some(header), None) => Capture::Header(name(header)?),
        (None, None, Some(header)) => Capture::LastSegment(name(header)?),
        _ => {
            return Err(format!(
                "the fixture of `{}` says where its value stands with exactly one of \
                 `json-pointer`, `header` and `last-segment-of-header`",
                form.variable
            ));
        }
    };
    let each = match form.each.as_deref() {
        None | Some("case") => Each::Case,
        Some("run") => Each::Run,
        Some(other) => return Err(format!("expected `case` or `run`, but found `{other}`")),
    };
    let unknown = form.unknown;
    let malformed = form.malformed.unwrap_or_else(|| "~".to_owned());
    for (key, value) in [
        ("unknown", unknown.as_ref()),
        ("malformed", Some(&malformed)),
    ] {
        if let Some(reason) = value.and_then(|value| unusable(value)) {
            return Err(format!("the value of `{key}` {reason}"));
        }
    }
    Ok(Fixture {
        variable: form.variable,
        produced_by: OperationId(form.produced_by),
        from,
        each,
        released_by: form.released_by.map(OperationId),
        used_by: form.used_by.map(OperationId),
        unknown,
        malformed,
    })
}

/// The fixtures, their operations being among the tables.
///
/// # Errors
/// When one names an operation that is not there, or one that does not carry its variable; needs
/// its own value to be had; or serves a whole run on top of one that serves a case.
pub(crate) fn usable(
    file: &Path,
    fixtures: Vec<Placed>,
    tables: &[SpecTable],
) -> Result<Vec<Fixture>, FormError> {
    let operations: Vec<&Operation> = tables.iter().flat_map(|t| &t.operations).collect();
    let of_a_case: Vec<String> = fixtures
        .iter()
        .filter(|(_, fixture)| fixture.each == Each::Case)
        .map(|(_, fixture)| fixture.variable.clone())
        .collect();
    let mut usable = Vec::new();
    for (line, fixture) in fixtures {
        check(&fixture, &operations, &of_a_case).map_err(|trouble| FormError {
            file: file.to_owned(),
            line,
            message: format!("the fixture of `{}` {trouble}", fixture.variable),
        })?;
        usable.push(fixture);
    }
    Ok(usable)
}

fn check(fixture: &Fixture, operations: &[&Operation], of_a_case: &[String]) -> Result<(), String> {
    let find = |id: &OperationId| {
        let found = operations.iter().find(|operation| operation.id == *id);
        found.ok_or_else(|| format!("names `{id}`, and no table here has such an operation"))
    };
    let carries = |id: &OperationId, variable: &str| -> Result<bool, String> {
        Ok(find(id)?.placeholders().iter().any(|name| name == variable))
    };
    if carries(&fixture.produced_by, &fixture.variable)? {
        let id = &fixture.produced_by;
        return Err(format!("needs its own value: `{id}` carries it"));
    }
    for id in fixture.released_by.iter().chain(&fixture.used_by) {
        if !carries(id, &fixture.variable)? {
            return Err(format!("names `{id}`, which does not carry the variable"));
        }
    }
    if fixture.each == Each::Run {
        let made_by = std::iter::once(&fixture.produced_by).chain(&fixture.released_by);
        for id in made_by {
            for other in of_a_case {
                if carries(id, other)? {
                    return Err(format!(
                        "serves the whole run, and `{id}` needs `{other}`, which serves one case; \
                         write `each = \"run\"` for that, too"
                    ));
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{read_fixtures, usable};
    use crate::store::table::read_table;
    use crate::table::SpecTable;

    fn check(lines: &str, expect: &str) {
        let text = format!("format = 1\n\n[[fixture]]\nproduced-by = \"a\"\n{lines}\n");
        let read = read_fixtures(Path::new("fixtures.toml"), &text);
        match read {
            Ok(fixtures) => assert_eq!(expect, "", "{fixtures:?}"),
            Err(error) => {
                assert!(
                    !expect.is_empty() && error.message.contains(expect),
                    "{error}"
                );
                assert!(error.line >= 3, "{error}");
            }
        }
    }

    #[test]
    fn a_fixture_says_one_place_for_one_variable() {
        check("variable = \"id\"\njson-pointer = \"/id\"", "");
        check(
            "variable = \"id\"\nheader = \"Location\"\neach = \"run\"",
            "",
        );
        check("variable = \"id\"", "exactly one of");
        check(
            "variable = \"id\"\nheader = \"a\"\njson-pointer = \"/a\"",
            "exactly one of",
        );
        check("variable = \"id\"\njson-pointer = \"id\"", "JSON pointer");
        check("variable = \"id\"\nheader = \"a b\"", "field name");
        check("variable = \"{id}\"\nheader = \"a\"", "without braces");
        check("variable = \"token\"\nheader = \"a\"", "--token-command");
        check(
            "variable = \"id\"\nheader = \"a\"\neach = \"day\"",
            "`case` or `run`",
        );
        check(
            "variable = \"id\"\nheader = \"a\"\nmalformed = \"\"",
            "is empty",
        );
        check(
            "variable = \"id\"\nheader = \"a\"\nreleased = \"b\"",
            "unknown field",
        );
        check(
            "variable = \"id\"\nheader = \"a\"\n[[fixture]]\nproduced-by = \"b\"\nvariable = \"id\"\nheader = \"a\"",
            "two fixtures",
        );
    }

    /// A table of one operation with this path.
    fn table(id: &str, method: &str, path: &str) -> SpecTable {
        let text = format!(
            "format = 1\norigin = \"written\"\npage = \"{id}.md\"\n[[operation]]\nid = \"{id}\"\n\
             [[operation.row]]\nid = \"method\"\nkind = \"method\"\nmethod = \"{method}\"\ncites = [\"1:1-2\"]\n\
             [[operation.row]]\nid = \"path\"\nkind = \"path\"\npaths = [\"{path}\"]\ncites = [\"1:1-2\"]\n"
        );
        read_table(Path::new("t.toml"), &text).unwrap()
    }

    #[test]
    fn a_value_for_the_run_does_not_stand_on_one_for_a_case() {
        let tables = [
            table("begin-a", "POST", "/a"),
            table("begin-b", "POST", "/a/{aid}/b"),
            table("end-b", "DELETE", "/a/{aid}/b/{bid}"),
        ];
        let usable_with = |each: &str| {
            let text = format!(
                "format = 1\n[[fixture]]\nvariable = \"aid\"\nproduced-by = \"begin-a\"\n\
                 json-pointer = \"/id\"\neach = \"{each}\"\n[[fixture]]\nvariable = \"bid\"\n\
                 produced-by = \"begin-b\"\nreleased-by = \"end-b\"\njson-pointer = \"/id\"\n\
                 each = \"run\"\n"
            );
            let file = Path::new("fixtures.toml");
            usable(file, read_fixtures(file, &text).unwrap(), &tables)
        };
        assert_eq!(usable_with("run").unwrap().len(), 2);
        let error = usable_with("case").unwrap_err();
        assert_eq!(error.line, 7);
        assert!(error.message.contains("`begin-b` needs `aid`"), "{error}");
    }
}
