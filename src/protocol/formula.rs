//! What a user's own file says of a value in double braces, and what it comes to. The text of a page never comes here.
//!
//! This is the only file that names the template engine. What a formula may cost is bounded: steps, what is drawn,
//! what is read of a file, what comes out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use base64::Engine as _;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use sha2::{Digest as _, Sha256};

use crate::text::file;
use crate::text::page::hex;

/// The most steps that a formula takes.
const FUEL: u64 = 50_000;

/// The most bytes that come of a formula, or are read of a file.
pub(crate) const LONGEST: usize = 16 * 1024 * 1024;

/// The most characters that are drawn at once.
const MOST_DRAWN: usize = 1024 * 1024;

/// The content of the request that a value is for.
pub(crate) const BODY: &str = "body";

/// The functions that draw what is another in another run.
const DRAWING: [&str; 3] = ["random", "digits", "uuid"];

/// A text with formulas in it, as a user's file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Formula {
    text: String,
    /// The file and line where it stands.
    place: String,
    /// The folder that files are named from.
    folder: PathBuf,
    names: Vec<String>,
    /// Whether it draws what is another in another run.
    draws: bool,
}

/// A formula that cannot be used, or came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: `{text}` {why}")]
pub(crate) struct FormulaError {
    place: String,
    text: String,
    why: String,
}

impl FormulaError {
    /// The error for who says the place himself.
    #[must_use]
    pub(crate) fn without_place(&self) -> String {
        format!("`{}` {}", self.text, self.why)
    }
}

/// What random values are drawn from: the same for the same seed, case and name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chance {
    /// The seed of the run.
    pub seed: u64,
    /// Whose value it is.
    pub scope: String,
    /// What counts, one for a whole run.
    pub counter: Arc<AtomicU64>,
}

/// Whether a text of a user's file holds a formula.
#[must_use]
pub(crate) fn is_one(text: &str) -> bool {
    text.contains("{{")
}

/// A name as it is written in a formula: what cannot stand there is `_`.
#[must_use]
pub(crate) fn identifier(name: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c } else { '_' };
    name.chars().map(letter).collect()
}

impl Formula {
    /// Reads a text that stands at a place such as `fixtures.toml:7`; files are named from `folder`.
    ///
    /// # Errors
    /// When it is no template.
    pub(crate) fn new(text: &str, place: &str, folder: &Path) -> Result<Self, FormulaError> {
        let mut formula = Self {
            text: text.to_owned(),
            place: place.to_owned(),
            folder: folder.to_owned(),
            names: Vec::new(),
            draws: false,
        };
        let environment = formula.environment(&Chance::default());
        let template = environment.template_from_str(text);
        let template = template.map_err(|error| formula.wrong(&error))?;
        let functions: BTreeSet<&str> = environment.globals().map(|(name, _)| name).collect();
        let names = template.undeclared_variables(false).into_iter();
        let (called, mut names): (Vec<String>, Vec<String>) =
            names.partition(|name| functions.contains(name.as_str()));
        names.sort_unstable();
        let draws = called.iter().any(|own| DRAWING.contains(&own.as_str()));
        drop(environment);
        formula.names = names;
        formula.draws = draws;
        Ok(formula)
    }

    /// The value of another name.
    #[must_use]
    pub(crate) fn of_name(name: &str) -> Self {
        let name = identifier(name);
        Self {
            text: format!("{{{{ {name} }}}}"),
            place: "a value".to_owned(),
            folder: PathBuf::new(),
            names: vec![name],
            draws: false,
        }
    }

    /// The values that it needs, each by its name as a formula writes it.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().map(String::as_str);
        names.filter(|name| *name != BODY)
    }

    /// The other value that it is nothing but.
    #[must_use]
    pub(crate) fn name(&self) -> Option<&str> {
        let inner = self.text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
        let name = self.names.first()?;
        (inner.trim() == name && name != BODY).then_some(name)
    }

    /// Whether it draws what is another in another run.
    #[must_use]
    pub(crate) fn draws(&self) -> bool {
        self.draws
    }

    /// Whether it is of the content of its request.
    #[must_use]
    pub(crate) fn is_of_body(&self) -> bool {
        self.names.iter().any(|name| name == BODY)
    }

    /// The text as it stands in the file.
    #[must_use]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What it comes to.
    ///
    /// # Errors
    /// When a value is missing, a file cannot be read, or it costs too much.
    pub(crate) fn value(
        &self,
        value: impl Fn(&str) -> Option<String>,
        body: Option<&[u8]>,
        chance: &Chance,
    ) -> Result<String, FormulaError> {
        let mut context: BTreeMap<&str, Value> = BTreeMap::new();
        for name in &self.names {
            let value = match name.as_str() {
                BODY => body.map(text_or_bytes),
                name => value(name).map(Value::from),
            };
            context.extend(value.map(|value| (name.as_str(), value)));
        }
        let environment = self.environment(chance);
        let template = environment.template_from_str(&self.text);
        let template = template.map_err(|error| self.wrong(&error))?;
        let came = template.render(Value::from_pairs(context));
        let came = came.map_err(|error| self.wrong(&error))?;
        if came.len() > LONGEST {
            return Err(self.error("comes to more than 16 MiB"));
        }
        Ok(came)
    }

    fn environment(&self, chance: &Chance) -> Environment<'_> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_fuel(Some(FUEL));
        let rng = Arc::new(std::sync::Mutex::new(chance.rng(&self.text)));
        let drawn = |rng: &std::sync::Mutex<fastrand::Rng>, length: usize, letters: &[u8]| {
            let mut rng = rng
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            let letter = |_| char::from(*rng.choice(letters).unwrap_or(&b'0'));
            (0..length).map(letter).collect::<String>()
        };
        let own = Arc::clone(&rng);
        environment.add_function("random", move |length: Option<usize>| {
            let length = drawable(length)?;
            // A letter first, so that it is a name anywhere.
            let first = drawn(&own, 1.min(length), b"abcdefghijklmnopqrstuvwxyz");
            let others = length.saturating_sub(1);
            Ok::<_, Error>(first + &drawn(&own, others, b"abcdefghijklmnopqrstuvwxyz0123456789"))
        });
        let own = Arc::clone(&rng);
        environment.add_function("digits", move |length: Option<usize>| {
            let length = drawable(length)?;
            let first = drawn(&own, 1.min(length), b"123456789");
            Ok::<_, Error>(first + &drawn(&own, length.saturating_sub(1), b"0123456789"))
        });
        environment.add_function("uuid", move || {
            let hex = drawn(&rng, 32, b"0123456789abcdef");
            let variant = drawn(&rng, 1, b"89ab");
            let (a, b, c, d) = (&hex[..8], &hex[8..12], &hex[13..16], &hex[17..20]);
            format!("{a}-{b}-4{c}-{variant}{d}-{}", &hex[20..])
        });
        environment.add_function("now", || {
            humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
        });
        environment.add_function("timestamp", || {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            since.map_or(0, |since| since.as_secs())
        });
        let counter = Arc::clone(&chance.counter);
        environment.add_function("counter", move || {
            counter.fetch_add(1, Ordering::Relaxed).saturating_add(1)
        });
        environment.add_function("sha256", |value: Value| hex(&Sha256::digest(bytes(&value))));
        environment.add_function("base64", |value: Value| {
            base64::engine::general_purpose::STANDARD.encode(bytes(&value))
        });
        environment.add_function("size", |value: Value| bytes(&value).len());
        let folder = self.folder.clone();
        environment.add_function("file", move |name: String| {
            let read = read_file(&folder.join(&name));
            let wrong = |why| {
                let message = format!("could not read {}: {why}", folder.join(&name).display());
                Error::new(ErrorKind::InvalidOperation, message)
            };
            read.map(|bytes| text_or_bytes(&bytes)).map_err(wrong)
        });
        environment
    }

    fn wrong(&self, error: &Error) -> FormulaError {
        let why = match (error.kind(), error.detail()) {
            (ErrorKind::UndefinedError, _) => "needs a value that is not there".to_owned(),
            (ErrorKind::OutOfFuel, _) => "takes too many steps".to_owned(),
            (_, Some(detail)) => format!("is wrong: {detail}"),
            (kind, None) => format!("is wrong: {kind}"),
        };
        self.error(why)
    }

    /// An error of this formula.
    pub(crate) fn error(&self, why: impl Into<String>) -> FormulaError {
        FormulaError {
            place: self.place.clone(),
            text: self.text.chars().take(120).collect(),
            why: why.into(),
        }
    }
}

impl Chance {
    fn rng(&self, text: &str) -> fastrand::Rng {
        let digest = Sha256::new()
            .chain_update(self.seed.to_be_bytes())
            .chain_update(&self.scope)
            .chain_update([0])
            .chain_update(text)
            .finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        fastrand::Rng::with_seed(u64::from_be_bytes(first))
    }

    /// The same for what has a name of its own.
    #[must_use]
    pub(crate) fn of(&self, name: &str) -> Self {
        Self {
            scope: format!("{}\n{name}", self.scope),
            ..self.clone()
        }
    }
}

fn drawable(length: Option<usize>) -> Result<usize, Error> {
    let length = length.unwrap_or(8);
    if length > MOST_DRAWN {
        let message = format!("{length} characters are more than are drawn at once");
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    Ok(length)
}

fn text_or_bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => Value::from(text),
        Err(_) => Value::from_bytes(bytes.to_vec()),
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    match value.as_bytes() {
        Some(bytes) => bytes.to_vec(),
        None => value.to_string().into_bytes(),
    }
}

/// The content of a regular file, where it is not over [`LONGEST`].
///
/// # Errors
/// When it is none, is longer, or cannot be read.
pub(crate) fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let bytes = file::bytes(file::open_named(path)?, LONGEST as u64)?;
    bytes.ok_or_else(|| std::io::Error::other("it is longer than 16 MiB"))
}

/// The placeholders of a text, each with what it stands for where that is more than the name of another value.
pub(crate) type Named = Vec<(String, Option<Formula>)>;

/// A text with a placeholder in the place of each formula, and what each of them stands for where it is more than the
/// name of another value.
///
/// # Errors
/// When a formula is none.
pub(crate) fn placeholders(
    text: &str,
    place: &str,
    folder: &Path,
) -> Result<(String, Named), FormulaError> {
    let mut found = Named::new();
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let Some(length) = end(&rest[open + 2..]) else {
            let formula = Formula {
                text: rest[open..].to_owned(),
                place: place.to_owned(),
                folder: PathBuf::new(),
                names: Vec::new(),
                draws: false,
            };
            return Err(formula.error("has no end: `}}` is missing"));
        };
        let inner = rest[open + 2..open + 2 + length].trim();
        written.push_str(&rest[..open]);
        let whole = &rest[open..open + length + 4];
        let formula = Formula::new(whole, place, folder)?;
        let is_name = formula.names == [inner] && inner != BODY;
        let is_plain = |c: char| !matches!(c, '"' | '{' | '}' | '\n' | '\\');
        let name = match inner.chars().all(is_plain) && inner.len() <= 60 {
            true => inner.to_owned(),
            false => format!("value {}", found.len() + 1),
        };
        written.extend(["{", &name, "}"]);
        if !found.iter().any(|(other, _)| *other == name) {
            found.push((name, (!is_name).then_some(formula)));
        }
        rest = &rest[open + length + 4..];
    }
    written.push_str(rest);
    Ok((written, found))
}

/// Where a formula ends: at `}}` outside quotes.
fn end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match quote {
            Some(own) if c == own && before != '\\' => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if text[at..].starts_with("}}") => return Some(at),
            None => {}
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Chance, Formula, identifier, placeholders, read_file};

    fn value(text: &str) -> Result<String, String> {
        let formula = Formula::new(text, "fixtures.toml:7", Path::new("src"));
        let formula = formula.map_err(|error| error.to_string())?;
        let known = |name: &str| (name == "session_id").then(|| "S-1".to_owned());
        let came = formula.value(known, Some(b"abc"), &Chance::default());
        came.map_err(|error| error.to_string())
    }

    #[test]
    fn a_formula_comes_to_a_value() {
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for (text, expect) in [
            ("plain", "plain"),
            ("a-{{ session_id }}", "a-S-1"),
            ("sha256:{{ sha256(body) }}", &format!("sha256:{digest}")),
            ("{{ sha256('abc') }}", digest),
            ("{{ size(body) }}", "3"),
            ("{{ counter() }}", "1"),
            (
                "{{ base64('reader:open-sesame') }}",
                "cmVhZGVyOm9wZW4tc2VzYW1l",
            ),
            ("{{ file('text/mod.rs')|length > 10 }}", "True"),
            ("{{ random(12)|length }}", "12"),
            ("{{ uuid()|length }}", "36"),
            ("{{ now()[4] }}", "-"),
        ] {
            assert_eq!(value(text).as_deref(), Ok(expect), "{text}");
        }
        assert_eq!(identifier("session-id"), "session_id");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, expect) in [
            ("{{ other }}", "needs a value that is not there"),
            ("{{ random( }}", "is wrong: unexpected"),
            ("{{ file('none') }}", "could not read src/none"),
            (
                "{% for a in range(99999) %}{{ a }}{% endfor %}",
                "takes too many steps",
            ),
            ("{{ random(99999999) }}", "more than are drawn"),
            ("{{ unheard() }}", "is wrong"),
        ] {
            let error = value(text).unwrap_err();
            assert!(error.starts_with("fixtures.toml:7: `"), "{error}");
            assert!(error.contains(expect), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_a_regular_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        let made = std::process::Command::new("mkfifo").arg(&fifo).status();
        assert!(made.unwrap().success());
        for path in [fifo.as_path(), folder.path(), Path::new("/dev/zero")] {
            let said = read_file(path).unwrap_err().to_string();
            assert_eq!(said, "it is no regular file");
        }
        assert!(!read_file(Path::new("src/text/file.rs")).unwrap().is_empty());
    }

    #[test]
    fn what_is_drawn_hangs_on_seed_and_scope_alone() {
        let formula = Formula::new("{{ random(16) }}", "f:1", Path::new("")).unwrap();
        let drawn = |seed, scope: &str| {
            let chance = Chance {
                seed,
                scope: scope.to_owned(),
                ..Chance::default()
            };
            formula.value(|_| None, None, &chance).unwrap()
        };
        assert_eq!(drawn(1, "a"), drawn(1, "a"));
        assert_ne!(drawn(1, "a"), drawn(1, "b"));
        assert_ne!(drawn(1, "a"), drawn(2, "a"));
    }

    #[test]
    fn a_formula_draws_by_what_it_calls_and_not_by_what_it_says() {
        for (text, expect) in [
            ("a-{{ random(3) }}", true),
            ("{{ sha256(uuid()) }}", true),
            ("{% if a %}{{ digits() }}{% endif %}", true),
            ("{{ uuid_of_desk }}", false),
            ("random-{{ a }}", false),
            ("{{ 'digits' }}", false),
            ("{{ counter() }}", false),
        ] {
            let formula = Formula::new(text, "f:1", Path::new("")).unwrap();
            assert_eq!(formula.draws(), expect, "{text}");
        }
        let names = Formula::new("{{ size(range(3)) }}{{ b }}{{ a }}", "f:1", Path::new(""));
        let names = names.unwrap();
        assert_eq!(names.names().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_formula_in_a_text_is_a_placeholder() {
        let text = "{\"a\": \"{{ tag }}\", \"b\": {\"c\": \"{{ sha256('}}') }}{{ \"x\" }}\"}}";
        let (written, found) = placeholders(text, "f:1", Path::new("")).unwrap();
        assert_eq!(
            written,
            "{\"a\": \"{tag}\", \"b\": {\"c\": \"{value 2}{value 3}\"}}"
        );
        let named: Vec<(&str, bool)> = found
            .iter()
            .map(|(n, f)| (n.as_str(), f.is_some()))
            .collect();
        assert_eq!(
            named,
            [("tag", false), ("value 2", true), ("value 3", true)]
        );
        assert!(placeholders("a {{ tag", "f:1", Path::new("")).is_err());
    }
}
