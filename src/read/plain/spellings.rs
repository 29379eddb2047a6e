//! How words spell requests: at their beginning, behind a label, with the path first, in stretches of code, and
//! with method and path apart in one sentence.

use std::ops::Range;

use super::labels::{Label, label};
use super::layout::Layout;
use super::mentions::Carrier;
use super::statuses::sentences;
use super::target::{self, Spelled};
use crate::protocol::Method;
use crate::text::document::{Kind, Prose, Style};

/// The longest label before a request, in bytes.
const LONGEST_LABEL: usize = 40;

/// A request behind a label and nothing else: `Request: GET /desks`.
pub(super) fn behind_label(text: &str) -> Option<Spelled> {
    let (label, rest) = text.split_once(": ")?;
    let is_label = label.len() <= LONGEST_LABEL
        && label
            .chars()
            .all(|c| c.is_alphanumeric() || c == ' ' || c == '-');
    let is_example = label.to_lowercase().contains("example");
    let lead = label.len() + 2 + rest.len() - rest.trim_start().len();
    let spelled = target::request(rest.trim_start()).filter(|_| is_label && !is_example)?;
    let ends = rest.trim_start().get(spelled.end..)?.trim().is_empty();
    ends.then(|| spelled.moved(lead))
}

/// The most requests that words begin with.
const MOST_ALTERNATIVES: usize = 64;

/// The requests that a text begins with, alternatives among them, and where they end.
pub(super) fn leading(text: &str) -> Option<(Vec<Spelled>, usize)> {
    let mut all = Vec::new();
    let mut end = 0;
    while all.len() < MOST_ALTERNATIVES {
        let rest = text.get(end..)?;
        let gap = rest.len()
            - rest
                .trim_start_matches([' ', ',', '|', '/', '\u{a0}', ';', '&'])
                .len();
        let words = &rest[gap..];
        let word = ["or ", "and ", "or: "]
            .iter()
            .find(|word| words.starts_with(**word));
        let gap = gap
            + word
                .filter(|_| !all.is_empty())
                .map_or(0, |word| word.len());
        let Some(spelled) = rest.get(gap..).and_then(target::request) else {
            break;
        };
        let spelled = spelled.moved(end + gap);
        end = spelled.end;
        all.push(spelled);
    }
    (!all.is_empty()).then_some((all, end))
}

/// In which manner words that begin with requests name them, by what follows these.
pub(super) fn carrier_of(
    layout: &Layout<'_>,
    index: usize,
    text: &Prose,
    rest: &str,
    count: usize,
) -> Carrier {
    let rest = rest.trim_start_matches(['`', '*', ' ']);
    if rest.chars().all(|c| matches!(c, '.' | ':' | ',' | ';')) {
        return Carrier::Alone;
    }
    let is_item = !matches!(layout.blocks[index].kind, Kind::Paragraph(_));
    let is_code = text.style_at(0) != Style::Plain;
    let is_apart = rest.starts_with([':', '-', '–', '—', '.', '(', '=']);
    let is_said = !is_item && !is_apart && layout.headings(index).next().is_some();
    if is_said && says_what_it_does(text) {
        return Carrier::Leading;
    }
    match (is_item, is_code, is_apart) {
        (true, true, _) | (_, _, true) => Carrier::Leading,
        (true, false, false) if count == 1 => Carrier::Leading,
        (_, _, false) => Carrier::Sentence,
    }
}

/// Whether words begin with a request in code, the only one that they name, and go on with what it does or answers:
/// "`GET /desks` returns all desks".
pub(super) fn says_what_it_does(text: &Prose) -> bool {
    let all = in_code(text);
    let Some((first, at)) = all.first() else {
        return false;
    };
    let is_only = all.iter().all(|(other, _)| {
        let methods = other.methods.iter().map(|(method, _)| method);
        let same = first.methods.iter().map(|(method, _)| method);
        other.target == first.target && methods.eq(same)
    });
    let lead = text.text.get(..*at).unwrap_or_default();
    let rest = text.text.get(at + first.end..).unwrap_or_default();
    let word = rest.split_whitespace().next().unwrap_or_default();
    let is_apart = rest.starts_with(char::is_whitespace);
    let word = word.trim_end_matches([':', ',']);
    let is_verb = word.len() > LONGEST_OTHER
        && word.ends_with('s')
        && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_open = lead.trim().is_empty() && first.methods.len() == 1 && is_apart;
    is_open && is_only && is_verb && !OF_ITS_USE.contains(&word)
}

/// Words of at most so many letters that end as verbs do are others: `has`, `was`, `yes`.
const LONGEST_OTHER: usize = 3;

/// Words behind a request that are no verbs, or that say what it needs rather than what it does.
const OF_ITS_USE: &[&str] = &[
    "accepts",
    "across",
    "allows",
    "always",
    "calls",
    "does",
    "endpoints",
    "expects",
    "fails",
    "kinds",
    "less",
    "needs",
    "parameters",
    "plus",
    "requests",
    "requires",
    "responses",
    "results",
    "supports",
    "takes",
    "this",
    "uses",
    "versus",
    "works",
];

/// A path with its method in parentheses or brackets behind it, `/desks (GET)`, or behind a dash.
pub(super) fn reversed(text: &str) -> Option<(Spelled, (Method, Range<usize>))> {
    let start = text.len() - text.trim_start().len();
    if !text[start..].starts_with('/') {
        return None;
    }
    let path = target::target_at(text, start)?;
    let rest = text.get(path.end..)?;
    let word = rest.trim_matches(|c: char| !c.is_ascii_alphabetic());
    let method = target::method(word, false)?;
    let at = path.end + rest.find(word)?;
    Some((path, (method, at..at + word.len())))
}

/// The requests of sentences that name a method and a path, apart from each other, as in "a `GET` to `/desks`"; of
/// one of the two there may be several, joined to each other: "a `GET` or a `PUT` to `/desks`".
pub(super) fn apart(text: &Prose) -> Vec<(Spelled, (Method, Range<usize>))> {
    let mut found = Vec::new();
    for (start, sentence) in sentences(&text.text) {
        let end = start + sentence.len();
        let code = text.runs_within(start..end);
        let code = code.filter(|run| run.style == Style::Code);
        let mut paths = code.filter_map(|run| {
            let written = text.text.get(run.range.clone())?;
            let behind = text.text.get(run.range.end..)?;
            if behind.starts_with(" endpoint") && !written.starts_with('/') {
                return named_endpoint(written, &run.range);
            }
            let spelled = target::target_at(written, 0)?;
            let is_path = written.starts_with('/') || spelled.base.is_some();
            (is_path && spelled.end == written.len()).then(|| spelled.moved(run.range.start))
        });
        let Some(path) = paths.next() else {
            continue;
        };
        let verbs = said_methods(sentence, start);
        let shape = |path: &Spelled| path.target.path().shape();
        let others: Vec<Spelled> = paths.filter(|other| shape(other) != shape(&path)).collect();
        let all: Vec<Spelled> = std::iter::once(path).chain(others).collect();
        let is_joined = |ranges: Vec<&Range<usize>>| {
            let mut pairs = ranges.windows(2);
            ranges.len() <= MOST_JOINED
                && pairs.all(|pair| joins(text.text.get(pair[0].end..pair[1].start)))
        };
        let is_of_one = all.len() == 1 || verbs.len() == 1;
        let are_joined = is_joined(all.iter().map(|path| &path.path).collect())
            && is_joined(verbs.iter().map(|(_, range)| range).collect());
        if is_of_one && are_joined {
            for path in &all {
                found.extend(verbs.iter().map(|verb| (path.clone(), verb.clone())));
            }
        }
    }
    found
}

/// The most requests of one sentence that are joined to each other.
const MOST_JOINED: usize = 3;

/// Whether what stands between two names joins them: `, `, ` or `, ` and a `.
pub(super) fn joins(between: Option<&str>) -> bool {
    let Some(between) = between.filter(|between| between.len() <= LONGEST_JOINT) else {
        return false;
    };
    let words = between.split(|c: char| !c.is_alphanumeric() && c != ',');
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| [",", "a", "an", "and", "or"].contains(&word))
}

/// The longest words that join two names, with the marks around them.
const LONGEST_JOINT: usize = 16;

/// The most words of a sentence among which methods are looked for.
const MOST_SAID: usize = 256;

/// The methods that a sentence names, each with its place in a text in which the sentence begins at `start`. What is
/// joined to more by a dot or an underline is no method: `POST.payload`, `REPORT_ID`.
pub(super) fn said_methods(sentence: &str, start: usize) -> target::Methods {
    let mut found = Vec::new();
    let mut at = 0;
    let words = sentence.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    for word in words.take(MOST_SAID) {
        let plain = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let joins = |c: char| matches!(c, '.' | '_');
        let before = sentence.get(..at).unwrap_or_default();
        let behind = sentence.get(at + plain.len()..).unwrap_or_default();
        let goes_on = behind.strip_prefix(joins);
        let goes_on = goes_on.is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        let comes_on = before.strip_suffix(joins);
        let comes_on = comes_on.is_some_and(|rest| rest.ends_with(char::is_alphanumeric));
        // "By posting it to": the word for the method is a verb of the sentence.
        let is_verb = plain.eq_ignore_ascii_case("posting");
        let verb = if is_verb { "POST" } else { plain };
        if let Some(method) = target::method(verb, false).filter(|_| !goes_on && !comes_on) {
            found.push((method, start + at..start + at + plain.len()));
        }
        at += word.len();
    }
    found
}

/// The path of an endpoint that is named without its first slash: the `desks` endpoint.
fn named_endpoint(written: &str, range: &Range<usize>) -> Option<Spelled> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "@_-./{}<>:".contains(c);
    let begins = written.starts_with(|c: char| c == '@' || c.is_ascii_lowercase());
    if !begins || !written.chars().all(is_plain) || written.contains("://") {
        return None;
    }
    let spelled = target::target_at(&format!("/{written}"), 0)?;
    Some(Spelled {
        path: range.clone(),
        end: range.end,
        ..spelled
    })
}

/// The most words in capitals of a heading that are looked at.
const MOST_WORDS: usize = 16;

/// The first request in a heading, and where it stands.
pub(super) fn first_request(text: &str) -> Option<(usize, Spelled)> {
    let starts = text.char_indices().filter(|(at, c)| {
        let before = text[..*at].chars().next_back();
        (c.is_ascii_uppercase() || *c == '[') && !before.is_some_and(char::is_alphanumeric)
    });
    starts
        .take(MOST_WORDS)
        .filter_map(|(at, _)| Some((at, target::request(&text[at..])?)))
        .next()
}

/// The requests that stretches of code in a text are from their first to their last word.
pub(super) fn in_code(text: &Prose) -> Vec<(Spelled, usize)> {
    let code = text.runs.iter().filter(|run| run.style == Style::Code);
    let requests = code.filter_map(|run| {
        let written = text.text.get(run.range.clone())?;
        let spelled = target::request(written)?;
        let is_whole = written.get(spelled.end..)?.trim().is_empty();
        is_whole.then_some((spelled, run.range.start))
    });
    requests.collect()
}

/// The path that words begin with, as a stretch of code or before a colon, a dash or nothing: of what stands
/// below a heading that names the method of all.
pub(super) fn leading_path(text: &Prose) -> Option<Spelled> {
    let words = &text.text;
    let spelled = target::target_at(words, 0).filter(|_| words.starts_with('/'))?;
    let rest = words.get(spelled.end..)?.trim_start();
    let is_code = text.style_at(0) == Style::Code;
    let is_apart = rest.is_empty() || rest.starts_with([':', '-', '–', '—']);
    (is_apart || is_code).then_some(spelled)
}

/// Nouns for requests.
pub(super) const REQUESTS: &[&str] = &[
    "call",
    "calls",
    "endpoint",
    "endpoints",
    "method",
    "methods",
    "operation",
    "operations",
    "request",
    "requests",
    "route",
    "routes",
];

/// What else the heading of a section has beside these.
const OF_HEADINGS: &[&str] = &["", "api", "apis", "http"];

/// The methods that a text begins with, or one of which it speaks as of many: `GETs`.
fn methods_or_plural(text: &str) -> Option<(target::Methods, usize)> {
    let plural = || {
        let end = text.find(|c: char| !c.is_ascii_uppercase())?;
        let behind = text[end..].strip_prefix('s')?;
        let ends = !behind.starts_with(|c: char| c.is_alphanumeric());
        let method = target::method(&text[..end], false).filter(|_| ends)?;
        Some((vec![(method, 0..end)], end + 1))
    };
    target::methods(text).or_else(plural)
}

/// The methods of all requests below a heading that says no more: `GET endpoints`.
pub(super) fn methods_of_all(heading: &Prose) -> Option<target::Methods> {
    let text = &heading.text;
    let start = text.len() - text.trim_start_matches("HTTP ").len();
    let (mut methods, end) = methods_or_plural(&text[start..])?;
    let rest = text.get(start + end..)?.to_lowercase();
    // `POSTs (adding data)`.
    let rest = rest.split(" (").next().unwrap_or_default();
    let mut words = rest.split(|c: char| !c.is_alphanumeric());
    let is_all = words.all(|word| OF_HEADINGS.contains(&word) || REQUESTS.contains(&word));
    for (_, range) in &mut methods {
        *range = range.start + start..range.end + start;
    }
    is_all.then_some(methods)
}

/// A request whose method and path two elements keep apart, and no space: `GET/desks`.
pub(super) fn glued(text: &str) -> Option<Spelled> {
    let words = text.trim();
    let start = text.len() - text.trim_start().len();
    let slash = words.find('/')?;
    let method = target::method(&words[..slash], false)?;
    let mut spelled = target::target_at(text, start + slash)?;
    let begins = words[slash + 1..].starts_with(|c: char| c.is_ascii_lowercase());
    spelled.methods = vec![(method, start..start + slash)];
    (begins && spelled.end == start + words.len()).then_some(spelled)
}

/// The request of words that label its path and its method, one behind the other: `**URL**: /desks **Method**: GET`.
pub(super) fn labelled(text: &Prose) -> Option<Spelled> {
    let strong = text.runs.iter().filter(|run| run.style == Style::Strong);
    let names: Vec<Range<usize>> = strong
        .map(|run| run.range.clone())
        .take(MOST_WORDS)
        .collect();
    let mut path = None;
    let mut verbs = None;
    for (at, name) in names.iter().enumerate() {
        let end = names.get(at + 1).map_or(text.text.len(), |next| next.start);
        let value = text.text.get(name.end..end)?;
        let lead = value.len() - value.trim_start_matches([':', ' ', '\u{a0}']).len();
        let (start, value) = (name.end + lead, value.get(lead..)?);
        match label(text.text.get(name.clone())?.trim().trim_end_matches(':')) {
            Some(Label::Path) if path.is_none() => {
                let spelled = target::target_at(value, 0);
                let begins = value.starts_with(['/', '{', '<']) || value.contains("://");
                path = spelled
                    .filter(|_| begins)
                    .map(|spelled| spelled.moved(start));
            }
            Some(Label::Method) if verbs.is_none() => {
                verbs = target::methods(value).map(|(methods, _)| {
                    let moved = methods.into_iter();
                    let moved = moved.map(|(m, range)| (m, start + range.start..start + range.end));
                    moved.collect::<Vec<_>>()
                });
            }
            Some(Label::Path | Label::Method) | None => {}
        }
    }
    let (mut spelled, verbs) = (path?, verbs?);
    spelled.methods = verbs;
    Some(spelled)
}
