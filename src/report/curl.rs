//! A request as a command for curl, to be pasted: what was sent, whole, without any secret.

use crate::plan::Step;
use crate::protocol::exchange::{Exchange, Sent};
use crate::protocol::request::Framing;
use crate::protocol::secret::REDACTED;
use crate::protocol::shell::{Piped, shell_word};
use crate::protocol::template::TOKEN;
use crate::send::values::variable_name;

/// How curl is told of a run's target.
#[derive(Debug, Clone, Default)]
pub(crate) struct Curl {
    /// Its options, ready for a shell, each with a space before it.
    pub options: String,
    /// What a shell puts in the place of the run's credential, such as `$AS_DOCUMENTED_TOKEN`.
    pub token: String,
}

/// The command that sends the request of a step once more; none where it is too long to be one.
///
/// What a page shows with a length that is not its content's is not what curl sends, and has none.
#[must_use]
pub(super) fn command(curl: &Curl, step: &Step, exchange: &Exchange) -> Option<String> {
    let sent = &exchange.sent;
    if step.plan.framing == Framing::AsWritten {
        return None;
    }
    let Piped { before, option } = match &sent.content {
        Some(content) => Piped::of(content)?,
        None if sent.method.anticipates_content() => Piped {
            option: " -d ''".to_owned(),
            ..Piped::default()
        },
        None => Piped::default(),
    };
    let mut command = before;
    command.push_str("curl -i");
    command.push_str(&curl.options);
    command.push_str(&method(sent));
    for (name, value) in headers(step, sent) {
        let value = match value {
            Some(value) => format!(" -H {}", filled(curl, step, &name, &value)),
            // A field that curl adds unless it is told not to.
            None => format!(" -H {}", shell_word(&format!("{name}:"))),
        };
        command.push_str(&value);
    }
    command.push_str(&option);
    command.push(' ');
    command.push_str(&word(&sent.url(), &curl.token));
    Some(command)
}

/// The options that say the method, and that the URL is sent as it stands.
fn method(sent: &Sent) -> String {
    let has_content = sent.content.is_some() || sent.method.anticipates_content();
    let mut options = match (sent.method.as_str(), has_content) {
        ("GET", false) | ("POST", true) => String::new(),
        ("HEAD", false) => " -I".to_owned(),
        (method, _) => format!(" -X {}", shell_word(method)),
    };
    if sent.path.contains(['{', '}', '[', ']']) {
        options.push_str(" -g");
    }
    if sent.path.contains("/.") {
        options.push_str(" --path-as-is");
    }
    options
}

/// The fields of a request with those that curl would add by itself.
fn headers(step: &Step, sent: &Sent) -> Vec<(String, Option<String>)> {
    let spelled = |name: &str| step.plan.spelling.of(name);
    let has = |wanted: &str| {
        let mut fields = sent.headers.iter();
        fields.any(|(name, _)| name.eq_ignore_ascii_case(wanted))
    };
    let fields = sent.headers.iter();
    let mut all: Vec<(String, Option<String>)> = fields
        .map(|(name, value)| (spelled(name), Some(value.clone())))
        .collect();
    let takes_content = sent.content.is_some() || sent.method.anticipates_content();
    let added = [
        ("Accept", step.plan.omits_accept),
        ("User-Agent", true),
        ("Content-Type", takes_content),
    ];
    for (name, is_added) in added {
        if is_added && !has(name) {
            all.push((name.to_owned(), None));
        }
    }
    all
}

/// A field as a word for a shell, the variable that holds it in the place of a secret.
fn filled(curl: &Curl, step: &Step, name: &str, value: &str) -> String {
    if value.is_empty() {
        return shell_word(&format!("{name};"));
    }
    let carries_token = step.plan.headers.iter().any(|(own, value)| {
        own.as_str().eq_ignore_ascii_case(name) && value.contains(&format!("{{{TOKEN}}}"))
    });
    let secret = match carries_token {
        true => curl.token.clone(),
        false => format!("${}", variable(name)),
    };
    word(&format!("{name}: {value}"), &secret)
}

/// A name that a shell takes for a variable's.
#[must_use]
pub(crate) fn variable(name: &str) -> String {
    let name = variable_name(name);
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("_{name}"),
        false => name,
    }
}

/// A text as a word for a shell, with what a shell fills in where it was concealed.
#[must_use]
pub(crate) fn word(text: &str, secret: &str) -> String {
    if !text.contains(REDACTED) {
        return shell_word(text);
    }
    let parts = text.split(REDACTED).map(|part| match part {
        "" => String::new(),
        part => shell_word(part),
    });
    let parts: Vec<String> = parts.collect();
    parts.join(&format!("\"{secret}\""))
}

#[cfg(test)]
mod tests {
    use super::{Curl, command};
    use crate::check::tests::exchange;
    use crate::plan::{Limits, Step, generate};
    use crate::protocol::exchange::Exchange;
    use crate::protocol::request::Framing;
    use crate::store::load::load;
    use crate::store::pages::Reading;

    fn step() -> Step {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/loan-end.toml");
        let spec = load(&[table.into()], Reading::default()).unwrap();
        let mut cases = generate(&spec, &Limits::default()).cases;
        cases.remove(0).steps.first().clone()
    }

    fn sent(path: &str, headers: &[(&str, &str)], content: Option<&[u8]>) -> Exchange {
        let mut exchange = exchange(204, &[], "");
        exchange.sent.base = "https://desk.example/v2".to_owned();
        exchange.sent.path = path.to_owned();
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        exchange.sent.headers = headers.iter().map(owned).collect();
        exchange.sent.content = content.map(<[u8]>::to_vec);
        exchange
    }

    fn told(step: &Step, exchange: &Exchange) -> Option<String> {
        let curl = Curl {
            options: " --cacert ca.pem".to_owned(),
            token: "$DESK_TOKEN".to_owned(),
        };
        command(&curl, step, exchange)
    }

    const AGENT: (&str, &str) = ("User-Agent", "as-documented/1");

    #[test]
    fn a_request_is_a_command_that_sends_the_same() {
        let headers = [
            ("Authorization", "Bearer (redacted)"),
            ("X-Key", "(redacted)"),
            ("Empty", ""),
            AGENT,
        ];
        let own = sent("/me/{ticket}", &headers, None);
        let expect = "curl -i --cacert ca.pem -g -H 'authorization: Bearer '\"$DESK_TOKEN\" -H 'x-key: '\"$X_KEY\" \
                      -H 'empty;' -H 'user-agent: as-documented/1' -H Content-Type: -d '' \
                      'https://desk.example/v2/me/{ticket}'";
        assert_eq!(told(&step(), &own).unwrap(), expect);
    }

    #[test]
    fn content_is_whole_or_there_is_no_command() {
        let quoted = sent("/a", &[AGENT], Some(b"{\"it's\": 1}"));
        let told_quoted = told(&step(), &quoted).unwrap();
        assert!(
            told_quoted.contains("--data-raw \"{\\\"it's\\\": 1}\""),
            "{told_quoted}"
        );
        let binary = told(&step(), &sent("/a", &[AGENT], Some(&[0, 255]))).unwrap();
        assert!(
            binary.starts_with("printf %s AP8= | base64 -d | curl -i"),
            "{binary}"
        );
        assert!(binary.contains(" --data-binary @- "), "{binary}");
        let long = vec![b'a'; 8193];
        assert!(told(&step(), &sent("/a", &[AGENT], Some(&long))).is_none());
        let mut written = step();
        written.plan.framing = Framing::AsWritten;
        assert!(told(&written, &sent("/a", &[AGENT], None)).is_none());
    }

    #[test]
    fn nothing_of_a_request_leaves_its_word() {
        let hostile = "x'; touch gone; '\n\x1b[2J$(touch gone)`touch gone`";
        let own = sent("/a", &[("Note", hostile)], Some(hostile.as_bytes()));
        let text = told(&step(), &own).unwrap();
        assert!(!text.contains(['\n', '\x1b']), "{text}");
        let words = std::process::Command::new("bash")
            .args([
                "-c",
                &format!("curl() {{ printf '%s\\0' \"$@\"; }}; {text}"),
            ])
            .output()
            .unwrap();
        let words = String::from_utf8(words.stdout).unwrap();
        let words: Vec<&str> = words.split('\0').collect();
        assert!(words.contains(&hostile), "{words:?}");
        assert!(
            words.contains(&format!("note: {hostile}").as_str()),
            "{words:?}"
        );
    }
}
