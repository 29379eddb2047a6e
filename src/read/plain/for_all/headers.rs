//! Headers that every request must carry: named in the sentence that says so, or in the lines behind it.

use super::words::{is_unreserved, subject};
use super::{Said, Sentence};
use crate::protocol::HeaderName;
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::read::message::header_line;
use crate::read::plain::layout::Layout;
use crate::read::plain::lines;
use crate::read::plain::stand_ins::{carries_credential, carries_key, credential, header_value};
use crate::read::{Claim, ForAll, HeaderClaim, HeaderPlace};
use crate::table::Presence;
use crate::text::document::{Kind, Prose, Row, Style};
use crate::text::page::Span;

/// Words by which a sentence demands something.
const DEMANDS: &[&str] = &[
    " must ",
    " shall ",
    " require ",
    " requires ",
    " required ",
    " need ",
    " needs ",
    " have to ",
    " has to ",
    " mandatory ",
    " expect ",
    " expects ",
    " carry ",
    " carries ",
    " includes ",
    " sends ",
    " signed ",
    " takes ",
    " are authenticated ",
    " is authenticated ",
];

/// Words that a sentence begins with that tells its reader to do something.
const IMPERATIVES: &[&str] = &[
    "add ", "include ", "pass ", "provide ", "send ", "set ", "supply ", "use ", "you use ",
    "attach ",
];

/// Headers that content, the client or the browser brings.
fn is_brought(name: &HeaderName) -> bool {
    let lower = name.lower();
    lower.starts_with("content-")
        || [
            "host",
            "connection",
            "transfer-encoding",
            "cookie",
            "user-agent",
            "origin",
            "referer",
            "date",
        ]
        .contains(&lower.as_ref())
}

/// A sentence in lower case with blanks around its words.
fn padded(said: &Said<'_>) -> String {
    format!(" {} ", said.sentence.lower.replace(['\n', ',', ':'], " "))
}

/// Whether a sentence demands something of each request.
fn demands_of_each(said: &Said<'_>, padded: &str) -> bool {
    let demands = DEMANDS.iter().any(|word| padded.contains(word))
        || IMPERATIVES
            .iter()
            .any(|word| said.sentence.lower.trim_start().starts_with(word));
    let own = subject(said).filter(|own| own.methods.is_empty() && !own.succeeds && own.is_each);
    demands && own.is_some() && is_unreserved(&said.sentence.lower)
}

/// Whether a sentence demands of each request what tells who asks.
pub(super) fn demands_credential(said: &Said<'_>) -> bool {
    demands_of_each(said, &padded(said)) && speaks_of_credentials(&said.sentence.lower)
}

/// The headers that a sentence says every request must carry.
pub(super) fn required(layout: &Layout<'_>, said: &Said<'_>) -> Vec<Claim<ForAll>> {
    let sentence = &said.sentence;
    let padded = padded(said);
    // One of several is none that must be sent.
    let is_one_of =
        padded.contains(" or ") || padded.contains(" one of ") || padded.contains("query");
    if is_one_of || !demands_of_each(said, &padded) {
        return Vec::new();
    }
    let rest = sentence
        .prose
        .text
        .get(sentence.start + sentence.text.len()..);
    let ends = rest.unwrap_or_default().trim().is_empty();
    let announces = sentence.text.trim_end().ends_with([':', '：']) && ends
        || sentence.lower.contains("following table");
    let named = named(sentence);
    if !named.is_empty() {
        let shown = if announces { behind(layout, said) } else { &[] };
        let claims = named.into_iter().filter_map(|(name, value, span)| {
            let line = shown.iter().find(|(other, _, _)| *other == name);
            let value = value.or_else(|| line.map(|(_, value, _)| value.clone()));
            claim(name, value, sentence, span)
        });
        return claims.collect();
    }
    if announces
        && padded.contains("header")
        && [" following ", " these "]
            .iter()
            .any(|word| padded.contains(word))
    {
        let lines = behind(layout, said).iter().cloned();
        return lines
            .filter_map(|(name, value, span)| claim(name, Some(value), sentence, span))
            .collect();
    }
    let shown = if announces && speaks_of_credentials(&padded) {
        behind(layout, said)
    } else {
        &[]
    };
    let keys = shown.iter().filter(|(name, _, _)| carries_credential(name));
    let keys = keys
        .cloned()
        .filter_map(|(name, value, span)| claim(name, Some(value), sentence, span));
    let keys: Vec<Claim<ForAll>> = keys.collect();
    if !keys.is_empty() {
        return keys;
    }
    scheme(said, &padded).into_iter().collect()
}

/// Whether a sentence in lower case is on what tells who asks.
fn speaks_of_credentials(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| CREDENTIALS.iter().any(|start| word.starts_with(start)))
}

/// Beginnings of words for what tells who asks.
const CREDENTIALS: &[&str] = &[
    "apikey",
    "authenticat",
    "authoris",
    "authoriz",
    "credential",
    "key",
    "password",
    "secret",
    "sign",
    "token",
];

/// The headers that a sentence in the section of an operation says its requests must carry, each with the value that
/// it gives.
pub(super) fn of_operation(sentence: &Sentence<'_>) -> Vec<HeaderClaim> {
    let padded = format!(" {} ", sentence.lower.replace(['\n', ',', ':', '.'], " "));
    let demands = STRICT.iter().any(|word| padded.contains(word));
    let is_other = OTHERS.iter().any(|word| padded.contains(word));
    if !demands || is_other || !is_unreserved(&sentence.lower) {
        return Vec::new();
    }
    let named = named(sentence).into_iter();
    let named = named.filter(|(name, _, _)| !is_brought(name));
    let claims = named.map(|(name, value, span)| HeaderClaim {
        presence: Some((Presence::Required, span)),
        value: match value {
            Some(value) => Some(header_value(&name, &value)),
            None => {
                credential(&name, sentence.text).or_else(|| known_scheme(&name, &sentence.lower))
            }
        },
        ..HeaderClaim::named(name, span, HeaderPlace::Sentence)
    });
    claims.collect()
}

/// Words by which a sentence demands a header that it names.
const STRICT: &[&str] = &[
    " have to ",
    " has to ",
    " is mandatory ",
    " is required ",
    " must ",
    " need ",
    " needs ",
    " require ",
    " requires ",
];

/// Words of sentences that speak of something else as well, or of a choice.
const OTHERS: &[&str] = &[
    " one of ", " or ", " answer", " query", " repl", " respon", " return",
];

/// A claim of a header whose value is the caller's credential, or stands there as it is sent.
fn claim(
    name: HeaderName,
    value: Option<String>,
    sentence: &Sentence<'_>,
    span: Span,
) -> Option<Claim<ForAll>> {
    if is_brought(&name) {
        return None;
    }
    let value = match value.filter(|value| !value.is_empty()) {
        Some(value) => header_value(&name, &value),
        None => {
            credential(&name, sentence.text).or_else(|| known_scheme(&name, &sentence.lower))?
        }
    };
    let is_sent = if carries_credential(&name) {
        value.contains(TOKEN_PLACEHOLDER)
    } else {
        !value.contains(['{', '}', '<', '[', '$']) && !value.to_lowercase().contains("your")
    };
    is_sent.then_some(Claim {
        value: ForAll::Header { name, value },
        span,
    })
}

/// The credential of a scheme that a sentence names in words.
fn known_scheme(name: &HeaderName, lower: &str) -> Option<String> {
    if !name.is_credential() {
        return None;
    }
    let schemes = [("bearer", "Bearer"), ("basic auth", "Basic")];
    let (_, scheme) = schemes.iter().find(|(word, _)| lower.contains(word))?;
    Some(format!("{scheme} {TOKEN_PLACEHOLDER}"))
}

/// `Authorization` with a scheme that a sentence names without its header.
fn scheme(said: &Said<'_>, padded: &str) -> Option<Claim<ForAll>> {
    let is_named = ["basic auth", "bearer auth", "bearer token"]
        .iter()
        .any(|words| padded.contains(words));
    let name = HeaderName::new("Authorization").ok().filter(|_| is_named)?;
    let value = known_scheme(&name, &said.sentence.lower);
    claim(name, value, &said.sentence, said.sentence.place())
}

/// The headers that a sentence names: a whole line in code, or a name.
fn named(sentence: &Sentence<'_>) -> Vec<(HeaderName, Option<String>, Span)> {
    let end = sentence.start + sentence.text.len();
    let own = sentence.prose.runs_within(sentence.start..end);
    let own = own.filter(|run| run.style != Style::Plain);
    let says_header = sentence.lower.contains("header");
    let in_marks = own.filter_map(|run| {
        let text = sentence
            .prose
            .text
            .get(run.range.clone())?
            .trim()
            .trim_matches(['"', '\'']);
        let place = sentence.prose.span(run.range.clone());
        let line = header_line(text).filter(|(name, value)| !value.is_empty() && is_name(name));
        if let Some((name, value)) = line.filter(|(_, value)| !value.starts_with('/')) {
            return Some((name, Some(value), place));
        }
        let name = HeaderName::new(text.trim_end_matches(':'))
            .ok()
            .filter(is_name)?;
        let is_extension = name.lower().starts_with("x-");
        (says_header || is_extension).then_some((name, None, place))
    });
    let found: Vec<(HeaderName, Option<String>, Span)> = in_marks.collect();
    if !found.is_empty() || !says_header {
        return found;
    }
    let words = sentence.text.split_whitespace();
    let names = words.filter_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let name = HeaderName::new(word).ok().filter(is_name)?;
        let is_written_so = word.starts_with(|c: char| c.is_ascii_uppercase());
        let at = sentence.start + sentence.text.find(word)?;
        is_written_so.then(|| (name, None, sentence.prose.span(at..at + word.len())))
    });
    names.collect()
}

/// Whether a name is one that headers have, and no other word is.
fn is_name(name: &HeaderName) -> bool {
    let lower = name.lower();
    let is_extension = lower.starts_with("x-") && lower.len() > 2;
    is_extension
        || matches!(
            lower.as_ref(),
            "authorization" | "accept" | "accept-language"
        )
        || lower.contains('-') && carries_key(name)
}

/// A header line with its place.
pub(super) type Shown = (HeaderName, String, Span);

/// The header lines behind the block of a sentence, which are looked for once.
fn behind<'a>(layout: &Layout<'_>, said: &Said<'a>) -> &'a [Shown] {
    said.behind.get_or_init(|| lines_behind(layout, said.block))
}

/// The header lines behind a block: of literal lines, of the items of a list, or the names in a table's first column.
fn lines_behind(layout: &Layout<'_>, block: usize) -> Vec<Shown> {
    let depth = layout.blocks.get(block).map_or(0, |own| own.depth);
    let mut found = Vec::new();
    for next in layout.blocks.iter().skip(block + 1).take(MOST_LINES) {
        match &next.kind {
            Kind::Item(words) if next.depth >= depth => found.extend(in_item(words)),
            Kind::Code(code) => {
                let lines = lines::lines(layout.page, code).into_iter().take(MOST_LINES);
                found.extend(lines.filter_map(|(span, line)| {
                    let (name, value) = header_line(line.trim())?;
                    is_name(&name).then_some((name, value, span))
                }));
                break;
            }
            Kind::Table(table) => {
                let rows = table.rows.iter().take(MOST_LINES);
                found.extend(rows.filter_map(in_row));
                break;
            }
            Kind::Item(_)
            | Kind::Heading { .. }
            | Kind::Paragraph(_)
            | Kind::Term(_)
            | Kind::Component(_)
            | Kind::Directive(_)
            | Kind::Field(_)
            | Kind::Call(_)
            | Kind::Comment
            | Kind::Other(_) => break,
        }
    }
    found
}

/// The header line that an item is, unless it need not be sent.
fn in_item(words: &Prose) -> Option<Shown> {
    let code = words.runs.iter().find(|run| run.style == Style::Code);
    let text = code.and_then(|run| words.text.get(run.range.clone()));
    let text = text.filter(|text| text.contains(':'));
    let (name, value) = header_line(text.unwrap_or(&words.text))?;
    let is_sent = is_name(&name) && !need_not_be(&words.text);
    is_sent.then(|| (name, value, words.whole()))
}

/// The header that a row names, unless it need not be sent.
fn in_row(row: &Row) -> Option<Shown> {
    let (first, others) = row.cells.split_first()?;
    let name = HeaderName::new(first.text.trim()).ok().filter(is_name)?;
    let is_open = others.iter().any(|cell| {
        let says_no = ["no", "false"].contains(&cell.text.trim().to_lowercase().as_str());
        says_no || need_not_be(&cell.text)
    });
    (!is_open).then(|| (name, String::new(), first.whole()))
}

/// Whether words on a header say that it is not always sent.
fn need_not_be(text: &str) -> bool {
    let lower = text.to_lowercase();
    [" if ", "if ", "only ", "optional", "when ", "may "]
        .iter()
        .any(|word| lower.contains(word))
}

/// The most lines and items that are looked at.
const MOST_LINES: usize = 12;
