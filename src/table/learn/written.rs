//! What is proposed, as lines of `fixtures.toml`.

use super::super::fixture::Capture;
use super::super::operation::OperationId;

/// The members of an operation's content that name other things, each with the placeholder of what it names.
#[derive(Debug)]
pub(crate) struct Naming {
    /// The operation.
    pub operation: OperationId,
    /// The members and the placeholders.
    pub members: Vec<(String, String)>,
    /// Why, in a sentence.
    pub reason: String,
}

impl Naming {
    /// What is said of the operation's requests as lines of `fixtures.toml`.
    #[must_use]
    pub(crate) fn lines(&self) -> Vec<String> {
        let members = self.members.iter().map(|(member, variable)| {
            format!("{} = {}", key(member), quoted(&format!("{{{variable}}}")))
        });
        let members: Vec<String> = members.collect();
        vec![
            "[[request]]".to_owned(),
            format!("operation = {}", quoted(&self.operation.0)),
            format!("members = {{ {} }}", members.join(", ")),
        ]
    }
}

/// A key as TOML writes it.
#[must_use]
pub(crate) fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !name.is_empty() && name.chars().all(is_bare) {
        true => name.to_owned(),
        false => quoted(name),
    }
}

/// A fixture that the tables speak for.
#[derive(Debug)]
pub(crate) struct Proposal {
    /// The placeholder.
    pub variable: String,
    /// What makes one.
    pub produced_by: OperationId,
    /// Where in the answer the value stands; `None` where no page shows it.
    pub from: Option<Capture>,
    /// What takes it back.
    pub released_by: Option<OperationId>,
    /// What is served while it is there.
    pub used_by: Option<OperationId>,
    /// Whether it was there before, and is changed by nothing.
    pub is_read_only: bool,
    /// Why, in a sentence.
    pub reason: String,
}

impl Proposal {
    /// Whether no page shows where the value stands.
    #[must_use]
    pub(crate) fn is_guess(&self) -> bool {
        self.from.is_none()
    }

    /// The fixture as lines of `fixtures.toml`.
    #[must_use]
    pub(crate) fn lines(&self) -> Vec<String> {
        let place = match &self.from {
            Some(Capture::Pointer(pointer)) => format!("json-pointer = {}", quoted(pointer)),
            Some(Capture::Header(name)) => format!("header = {}", quoted(name.as_str())),
            Some(Capture::LastSegment(name)) => {
                format!("last-segment-of-header = {}", quoted(name.as_str()))
            }
            // What is proposed stands in one of the places above.
            Some(_) => String::new(),
            None => format!(
                "json-pointer = {}    # where it stands in the answer",
                quoted(&format!(
                    "/{}",
                    self.variable.rsplit('.').next().unwrap_or_default()
                ))
            ),
        };
        let mut lines = vec![
            "[[fixture]]".to_owned(),
            format!("variable = {}", quoted(&self.variable)),
            format!("produced-by = {}", quoted(&self.produced_by.0)),
            place,
        ];
        let named = [
            ("released-by", &self.released_by),
            ("used-by", &self.used_by),
        ];
        let named = named
            .into_iter()
            .filter_map(|(key, id)| Some((key, id.as_ref()?)));
        lines.extend(named.map(|(key, id)| format!("{key} = {}", quoted(&id.0))));
        if self.is_read_only {
            lines.extend(["each = \"run\"", "read-only = true"].map(str::to_owned));
        }
        lines
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
