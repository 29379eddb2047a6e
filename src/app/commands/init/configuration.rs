//! The configuration as text: what was seen stands in it as remarks, what nobody but the user knows is
//! commented out.

use std::path::Path;

use super::seen::{Placeholder, Seen};
use crate::app::commands::shown;
use crate::app::settings::TOKEN_VARIABLE;
use crate::report::safe::sanitize;
use crate::report::summary::counted;

/// The most places of a credential, and the most placeholders, that are listed.
const MOST_CREDENTIALS: usize = 8;
const MOST_PLACEHOLDERS: usize = 40;

/// The most places of one placeholder that are listed.
const MOST_PLACES: usize = 12;

/// A target, where the pages name no base.
const SOME_TARGET: &str = "https://staging.example.net";

/// The text of a configuration for pages.
pub(super) fn render(seen: &Seen) -> String {
    let sections = [
        head(),
        pages(seen),
        reading(seen),
        service(seen),
        credential(seen),
        values(seen),
        signing_in(),
    ];
    sections.join("\n")
}

fn head() -> String {
    remark(
        "The settings of as-documented. Each is a flag, too (`--target`), and a variable of the environment \
         (`AS_DOCUMENTED_TARGET`); those go before this file. What is commented out is not set.",
    )
}

fn pages(seen: &Seen) -> String {
    let mut text = remark("The pages, as `as-documented init` saw them:");
    for line in seen.lines() {
        text.push_str(&remark(&format!("  {line}")));
    }
    let named: Vec<String> = seen.named.iter().map(|path| quoted(&shown(path))).collect();
    text.push('\n');
    text.push_str(&remark(&format!(
        "Tables that `as-documented derive` writes, or pages: `spec = [{}]` derives them in memory each time.",
        named.join(", ")
    )));
    text.push_str("spec = [\"specs\"]\n\n");
    text.push_str(&remark(
        "Where the pages lie, for excerpts of what was broken.",
    ));
    let mut folders: Vec<String> = seen
        .named
        .iter()
        .map(|path| quoted(&folder(path)))
        .collect();
    folders.dedup();
    text.push_str(&format!("pages = [{}]\n\n", folders.join(", ")));
    text.push_str(&remark(
        "Where the shapes of requests are kept once `as-documented accept` has written them.",
    ));
    text.push_str(&off("snapshots = \"snapshots\""));
    text
}

/// How pages are read: the dialect, and whatever else decides it, such as a profile of pages.
fn reading(seen: &Seen) -> String {
    let mut text = remark(
        "A page is read in the first dialect that recognises it; one that is named here reads all of them.",
    );
    let most = seen.dialects.iter().max_by_key(|(_, own)| own.operations);
    let name = most.map_or("plain", |(name, _)| name);
    text.push_str(&off(&format!("dialect = {}", quoted(name))));
    text.push('\n');
    text.push_str(&remark(
        "What hand-written pages do not say of themselves: a base, words, that commands declare (docs/reading.md).",
    ));
    match &seen.profile {
        Some(path) => text.push_str(&format!("profile = {}\n", quoted(&shown(path)))),
        None => text.push_str(&off("profile = \"profiles/own.toml\"")),
    }
    text.push('\n');
    text.push_str(&remark(
        "A table of specs/families that speaks for all operations, such as that of a page on errors.",
    ));
    text.push_str(&off("family = \"errors\""));
    text.push('\n');
    let why = match (seen.operations(), seen.not_read()) {
        (0, _) => "No operation was read of these pages. This lets commands be green all the same.",
        (_, 0) => {
            "Whether pages without an operation are let by where they are named, or are all there are."
        }
        (_, _) => {
            "Whether pages without an operation are let by where they are named, or are all there are. Lines \
             that look like operations and were not read: `as-documented lint`."
        }
    };
    text.push_str(&remark(why));
    text.push_str(&off("allow-empty = true"));
    text
}

fn service(seen: &Seen) -> String {
    let mut text = String::new();
    let bases = seen.bases_in_words();
    if !bases.is_empty() {
        text.push_str(&remark("What the pages and their examples send to:"));
    }
    for base in bases {
        text.push_str(&remark(&format!("  {base}")));
    }
    text.push_str(&remark(
        "The target takes the place of that base as a whole. Name one that may be tested: requests change \
         what it holds. Without a target the cases are sent to the embedded fake.",
    ));
    for (base, place) in &seen.stated {
        text.push_str(&remark(&format!("{place} says that the base is {base}.")));
    }
    let stated = seen.stated.keys().next().map(String::as_str);
    let target = seen.first_base().or(stated).unwrap_or(SOME_TARGET);
    text.push_str(&off(&format!("target = {}", quoted(target))));
    text.push_str(&off("unix-socket = \"/run/service.sock\""));
    text.push_str(&off("ca = \"authorities.pem\""));
    text.push_str(&off("insecure = true"));
    text.push_str(&off("timeout = \"30s\""));
    text.push('\n');
    text.push_str(&remark(
        "The longest a response may take before that is a violation.",
    ));
    text.push_str(&off("max-response-time = \"2s\""));
    text.push('\n');
    text.push_str(&remark(
        "Send undocumented methods that could change what the target holds, too.",
    ));
    text.push_str(&off("intrusive = true"));
    text.push('\n');
    text.push_str(&remark(
        "Fail also where only our reading promises something, and no page says so.",
    ));
    text.push_str(&off("strict = true"));
    text.push_str(&off("allow-server-errors = true"));
    text.push('\n');
    text.push_str(&remark(
        "Values without which cases may be left unsent; a run that lacks others is not green.",
    ));
    text.push_str(&off("allow-untested = [\"token\"]"));
    text
}

fn credential(seen: &Seen) -> String {
    let mut text = String::new();
    for (place, count) in seen.credentials.iter().take(MOST_CREDENTIALS) {
        let count = counted(*count, "operation");
        text.push_str(&remark(&format!(
            "A credential is sent in {place} ({count})."
        )));
    }
    text.push_str(&remark(
        "The credential is never written here: it comes from a variable of the environment, a file or a command.",
    ));
    let token = format!("token-env = {}", quoted(TOKEN_VARIABLE));
    if !seen.credentials.is_empty() {
        text.push_str(&remark(
            "Choose one of these ways: without it, what needs the credential is not sent.",
        ));
    }
    text.push_str(&off(&token));
    text.push_str(&off("token-file = \"token.txt\""));
    text.push_str(&off("token-command = \"./new-token.sh\""));
    text
}

fn values(seen: &Seen) -> String {
    let mut text = remark(
        "Values for the placeholders of paths: one for all cases, a list of values that are used up, or a \
         command that is run for each case, `{ command = \"./new-ticket.sh\" }`. `items.id` goes before `id`.",
    );
    text.push_str("[vars]\n");
    let mut all: Vec<(&String, &Placeholder)> = seen.placeholders.iter().collect();
    all.sort_by(|left, right| {
        let most = right.1.operations.cmp(&left.1.operations);
        most.then(left.0.cmp(right.0))
    });
    for (name, placeholder) in all.iter().take(MOST_PLACEHOLDERS) {
        let line = format!("{} = \"VALUE\"", key(name));
        let count = counted(placeholder.operations, "operation");
        text.push_str(&off(&format!("{line}  # {count}")));
        // One place needs no name of its own.
        if placeholder.qualified.len() > 1 {
            for place in placeholder.qualified.iter().take(MOST_PLACES) {
                text.push_str(&off(&format!("{} = \"VALUE\"", quoted(place))));
            }
        }
    }
    if all.len() > MOST_PLACEHOLDERS {
        let more = all.len() - MOST_PLACEHOLDERS;
        text.push_str(&remark(&format!(
            "And {more} more: a case without a value is a skip that names it."
        )));
    }
    text
}

/// Other ways to a credential; a table, so that it stands behind all that is none.
fn signing_in() -> String {
    let mut text = remark(
        "Other ways to sign in (docs/credentials.md): a table for each credential, with what it is for and where it \
         stands where no page says so.",
    );
    for line in [
        "[auth.desk]",
        "issuer = \"https://id.example.net\"",
        "client-id = \"as-documented\"",
        "client-secret = { env = \"CLIENT_SECRET\" }",
        "scope = \"read write\"",
        "header = \"Authorization\"",
        "scheme = \"Bearer\"",
        "for = [\"*\"]",
    ] {
        text.push_str(&off(line));
    }
    text
}

/// A name as TOML writes a key: a dot in it divides no tables.
fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !name.is_empty() && name.chars().all(is_bare) {
        return name.to_owned();
    }
    quoted(name)
}

/// The folder that excerpts of a page are looked for in.
fn folder(path: &Path) -> String {
    let folder = if path.is_dir() {
        Some(path)
    } else {
        path.parent()
    };
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    shown(folder.unwrap_or(Path::new(".")))
}

/// A text as TOML writes it, on one line.
pub(super) fn quoted(text: &str) -> String {
    let escaped = serde_json::Value::String(sanitize(text)).to_string();
    escaped.replace('\u{7f}', "\\u007f")
}

/// A remark, in lines of no more than this.
const WIDTH: usize = 100;

fn remark(text: &str) -> String {
    let indentation: String = text.chars().take_while(|c| *c == ' ').collect();
    let mut lines = String::new();
    let mut line = format!("# {indentation}");
    let mut is_first = true;
    for word in text.split_whitespace() {
        if !is_first && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push_str(&format!("{}\n", line.trim_end()));
            line = format!("# {indentation}");
            is_first = true;
        }
        if !is_first {
            line.push(' ');
        }
        line.push_str(word);
        is_first = false;
    }
    lines.push_str(&format!("{}\n", line.trim_end()));
    lines
}

/// A setting that is not set.
fn off(setting: &str) -> String {
    format!("# {setting}\n")
}

#[cfg(test)]
mod tests {
    use super::super::seen::Seen;
    use super::render;
    use crate::app::settings::Settings;
    use crate::text::page::Page;

    const DESK: &str = "# Desk\n\n#### GET Loan\n\n```\nGET https://desk.example.com/v2/shelves/{id}/loans/{ticket}\n\
        Authorization: Bearer {token}\n```\n\n###### On Success: OK\n\n```\n200 OK\n```\n\n\
        #### GET Book\n\n```\nGET https://desk.example.com/v2/books/{id}\n```\n\n- `DELETE /loans/{ticket}`\n";

    fn seen(text: &str) -> Seen {
        let mut seen = Seen::of(&["docs".into()]);
        seen.add(
            &Page::new("desk.md", text),
            crate::read::dialect("registry").ok(),
        );
        seen
    }

    /// The settings of a configuration as it is, and with everything in it that is commented out.
    fn check(text: &str) -> (Settings, Settings) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("as-documented.toml");
        let settings = |text: &str| {
            std::fs::write(&file, text).unwrap();
            Settings::from_file(&file).unwrap_or_else(|error| panic!("{error}\n{text}"))
        };
        let is_setting = |line: &str| {
            let name = line.split_once(" = ").map(|(name, _)| name);
            let is_table = line.starts_with("[auth.");
            is_table || name.is_some_and(|name| !name.is_empty() && !name.contains([' ', '`']))
        };
        // Of the three ways to a credential one is taken.
        let set = text.lines().map(|line| match line.strip_prefix("# ") {
            Some(setting) if is_setting(setting) && !setting.starts_with("token-") => setting,
            Some(_) | None => line,
        });
        (
            settings(text),
            settings(&set.collect::<Vec<_>>().join("\n")),
        )
    }

    #[test]
    fn a_configuration_is_read_as_it_is_and_with_all_that_it_leaves_out() {
        let text = render(&seen(DESK));
        let (as_it_is, all) = check(&text);
        assert_eq!(as_it_is.spec, [std::path::PathBuf::from("specs")]);
        assert!(as_it_is.vars.is_empty() && as_it_is.target.is_none() && as_it_is.token.is_none());
        assert_eq!(all.target.as_deref(), Some("https://desk.example.com/v2"));
        let names: Vec<&str> = all.vars.keys().map(String::as_str).collect();
        assert_eq!(names, ["books.id", "id", "shelves.id", "ticket"]);
        assert!(all.strict && all.intrusive && all.allow_empty && all.dialect.is_some());
        assert!(all.allow_server_errors);
        for told in [
            "dialect registry: 1 page and 2 operations; 1 line of operations not read",
            "https://desk.example.com/v2 (2 operations)",
            "A credential is sent in the header Authorization (1 operation).",
            "# token-env = \"AS_DOCUMENTED_TOKEN\"",
            "# id = \"VALUE\"  # 2 operations",
        ] {
            assert!(text.contains(told), "{told}\n{text}");
        }
    }

    #[test]
    fn whatever_a_page_calls_its_placeholders_the_configuration_is_read() {
        let hostile = DESK.replace("{ticket}", "{a\\\"b\u{1b}\u{202e} = 7 # \u{7f}}");
        check(&render(&seen(&hostile)));
        let many: String = (0..200)
            .map(|n| format!("#### GET A{n}\n\n```\nGET https://h{n}.example/a/{{p{n}}}\n```\n\n"))
            .collect();
        let text = render(&seen(&many));
        check(&text);
        assert!(
            text.contains("and 192 more") && text.contains("And 160 more"),
            "{text}"
        );
        check(&render(&seen("# Nothing\n")));
    }
}
