//! What the label, the heading or the place of a list says that its names are of: of what comes back, of an object
//! that has a name, or of something else.

use super::super::facts::{side_of, without_refusal};
use super::super::layout::Layout;
use super::super::mentions::Mentions;
use super::super::parameters::label;
use super::super::statuses::sentences;
use super::always;
use super::around::{is_title, says_error, shows_members};
use super::nouns::name_in;
use super::rows::Entries;
use crate::read::ListOf;
use crate::text::document::Kind;

/// Words that say that a list is of something else than members of content.
const OTHERS: &[&str] = &[
    "argument",
    "arguments",
    "code",
    "codes",
    "config",
    "configuration",
    "cookie",
    "environment",
    "error",
    "errors",
    "event",
    "events",
    "exception",
    "filter",
    "filters",
    "flag",
    "flags",
    "header",
    "headers",
    "limit",
    "limits",
    "option",
    "options",
    "permission",
    "permissions",
    "query",
    "scope",
    "scopes",
    "setting",
    "settings",
    "sort",
    "status",
    "statuses",
    "variable",
    "variables",
    "version",
    "versions",
    "webhook",
    "command",
    "commands",
    "endpoint",
    "endpoints",
    "method",
    "methods",
    "changelog",
];

/// Words for what is sent.
const SENT: &[&str] = &[
    "accept",
    "accepts",
    "form",
    "input",
    "inputs",
    "param",
    "parameter",
    "parameters",
    "params",
    "payload",
    "post",
    "put",
    "patch",
    "request",
    "requests",
    "send",
    "sends",
    "sent",
    "submit",
    "supply",
    "provide",
];

/// Words for what comes back.
const ANSWERED: &[&str] = &[
    "answer",
    "answers",
    "output",
    "replies",
    "reply",
    "response",
    "responses",
    "result",
    "results",
    "returned",
    "returns",
];

/// Words for an object and its members.
const OBJECTS: &[&str] = &[
    "attributes",
    "entity",
    "fields",
    "json",
    "keys",
    "members",
    "model",
    "object",
    "properties",
    "representation",
    "resource",
    "schema",
    "structure",
    "type",
    "attribute",
    "property",
    "field",
    "member",
    "data",
];

/// Those of them that end or begin a heading on an object.
const TITLES: &[&str] = &[
    "attributes",
    "entity",
    "fields",
    "model",
    "object",
    "properties",
    "representation",
    "resource",
    "schema",
    "structure",
];

/// Those of what is something else that are names of things as well, where words say that an object is meant.
const THINGS: &[&str] = &[
    "code",
    "command",
    "event",
    "events",
    "filter",
    "limit",
    "method",
    "permission",
    "scope",
    "setting",
    "settings",
    "status",
    "statuses",
    "version",
    "versions",
    "webhook",
];

/// Words that make a thing of what stands beside them.
const MAKE_THINGS: &[&str] = &["entity", "model", "object", "representation", "resource"];

/// Words that say that a list is not of all.
const OPEN: &[&str] = &[
    "among",
    "at least",
    "e.g",
    "example",
    "for instance",
    "further",
    "important",
    "include",
    "including",
    "other",
    "relevant",
    "some",
    "such as",
    "additional",
    "may contain",
    "selected",
    "common",
];

/// What words above a list say.
enum Says {
    /// What comes back.
    Response,
    /// An object, of a name if there is one.
    Object(Option<String>),
    /// Something else.
    Other,
}

/// The longest words above a list that are read, in bytes.
const LONGEST: usize = 160;

/// What a list of names is of, if it is of members of content.
pub(super) fn about(
    layout: &Layout<'_>,
    mentions: &Mentions,
    (block, end): (usize, usize),
    entries: &Entries,
) -> Option<ListOf> {
    let is_of_parameters = entries.is_of_parameters;
    let mut is_object = false;
    // That all members are there names nothing.
    let names = |words: &&str| !always::says(words);
    let introduction = introduction(layout, block).filter(names);
    // Behind the status of a refusal, errors are told apart.
    if introduction.is_some_and(says_error) {
        return None;
    }
    if let Some(words) = introduction {
        match says(words, false) {
            Some(Says::Other) => return None,
            Some(Says::Response) => return Some(ListOf::Response),
            Some(Says::Object(Some(name))) => return object(Some(name), is_of_parameters),
            Some(Says::Object(None)) => is_object = true,
            None => {}
        }
    }
    for (at, words) in layout.headings(block).take(3).enumerate() {
        match says(&words.text, true) {
            // "Lending API, version 2": what the page is called is of all that stands on it.
            Some(Says::Other) if at > 0 && is_title(layout, words) => {}
            Some(Says::Other) => return None,
            Some(Says::Response) => return Some(ListOf::Response),
            Some(Says::Object(Some(name))) => return object(Some(name), is_of_parameters),
            Some(Says::Object(None)) => is_object = true,
            None => {}
        }
        if is_object && let Some(name) = name_in(&words.text) {
            return object(Some(name), is_of_parameters);
        }
    }
    // What must be sent, and what may be left out of it, is said beside a request.
    let may_be_sent = entries.has_levels() || entries.says_sent;
    if is_of_parameters || may_be_sent && is_beside_request(layout, mentions, (block, end)) {
        return None;
    }
    if is_object {
        return Some(ListOf::Object(None));
    }
    is_behind_answer(layout, mentions, block)
        .or_else(|| is_before_answer(layout, mentions, end))
        .map(|()| ListOf::Object(None))
        .or_else(|| of_heading(layout, mentions, block, entries))
}

/// What the heading of a list of attributes names, and nothing else: a section on a thing, before any request in it.
fn of_heading(
    layout: &Layout<'_>,
    mentions: &Mentions,
    block: usize,
    entries: &Entries,
) -> Option<ListOf> {
    if !entries.are_of_an_object() && !shows_members(layout, block, entries) {
        return None;
    }
    let name = name_in(&layout.headings(block).next()?.text)?;
    let section = layout.sections.get(layout.section(block))?.blocks.start;
    let requests = &mentions.requests;
    let at = requests.partition_point(|mention| mention.block < section);
    let is_free = requests.get(at).is_none_or(|mention| mention.block > block);
    is_free.then_some(ListOf::Object(Some(name)))
}

/// The short words before a list, or the last sentence of long ones.
fn introduction<'a>(layout: &Layout<'a>, block: usize) -> Option<&'a str> {
    if let Some(words) = label(layout, block).filter(|words| words.text.len() <= LONGEST) {
        return Some(&words.text);
    }
    let before = layout.blocks.get(block.checked_sub(1)?)?;
    let Kind::Paragraph(words) = &before.kind else {
        return None;
    };
    let (_, last) = sentences(&words.text).pop()?;
    let leads = last.trim_end().ends_with(':') || last.contains("following");
    (leads && last.len() <= LONGEST).then_some(last)
}

fn object(name: Option<String>, is_of_parameters: bool) -> Option<ListOf> {
    (!is_of_parameters).then_some(ListOf::Object(name))
}

/// What the words before the names of a sentence say that they are of.
pub(super) fn about_sentence(layout: &Layout<'_>, block: usize, lead: &str) -> Option<ListOf> {
    match says(lead, false)? {
        Says::Other => None,
        Says::Response => Some(ListOf::Response),
        Says::Object(Some(name)) if !OBJECTS.iter().any(|own| own.starts_with(&name)) => {
            Some(ListOf::Object(Some(name)))
        }
        // "Members: …": those of what the heading names.
        Says::Object(_) => {
            let name = name_in(&layout.headings(block).next()?.text);
            Some(ListOf::Object(name))
        }
    }
}

fn says(words: &str, is_heading: bool) -> Option<Says> {
    let lower = without_refusal(words).to_lowercase();
    let all: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let has = |list: &[&str]| all.iter().any(|word| list.contains(word));
    let makes_thing = has(MAKE_THINGS) && all.len() <= 8;
    let is_other = |word: &&str| OTHERS.contains(word) && !(makes_thing && THINGS.contains(word));
    if all.iter().any(is_other) {
        return Some(Says::Other);
    }
    // A heading that begins with what is done names an operation: "List returned desks".
    let is_answered = match is_heading {
        true => {
            all.len() <= 4 && all.iter().take(2).any(|word| ANSWERED.contains(word))
                || matches!(all.as_slice(), [.., "response" | "responses" | "result"] if all.len() <= 3)
        }
        false => {
            has(ANSWERED)
                || all.iter().any(|word| matches!(*word, "return" | "receive"))
                || all
                    .windows(2)
                    .any(|two| two == ["comes", "back"] || two == ["you", "get"])
        }
    };
    if is_answered {
        return Some(Says::Response);
    }
    if has(SENT) || all.contains(&"body") {
        return Some(Says::Other);
    }
    let ends = [all.first(), all.last()].into_iter().flatten();
    let is_object = match is_heading {
        true => all.len() <= 5 && ends.into_iter().any(|word| TITLES.contains(word)),
        false => has(OBJECTS),
    };
    let is_described = !is_heading && (has(&["contains", "has", "have", "consists", "with"]));
    if !is_object && !is_described {
        return None;
    }
    Some(Says::Object(name_in(words)))
}

/// Whether a block of code next to a list, in its section, shows what is sent: below a request, or words for one.
fn is_beside_request(
    layout: &Layout<'_>,
    mentions: &Mentions,
    (block, end): (usize, usize),
) -> bool {
    let section = layout.section(block);
    let is_code = |at: &usize| {
        let own = layout.blocks.get(*at);
        own.is_some_and(|own| matches!(own.kind, Kind::Code(_)))
    };
    let is_near = |at: &usize| layout.section(*at) == section;
    let before = (0..block).rev().take(12).take_while(is_near).find(is_code);
    let behind = (end..layout.blocks.len())
        .take(3)
        .take_while(is_near)
        .find(is_code);
    let requests = &mentions.requests;
    let at = requests.partition_point(|mention| mention.block < end);
    let is_around = |at: usize| {
        let mention = requests.get(at)?;
        let around = layout.sections.get(layout.section(mention.block))?;
        Some(around.blocks.contains(&block))
    };
    // In a section on a thing, before any request, what is shown is the thing.
    let is_below_request = at.checked_sub(1).and_then(is_around).unwrap_or(false)
        || is_around(at).unwrap_or(false)
            && requests
                .get(at)
                .is_some_and(|own| layout.section(own.block) == section);
    let is_sent = |at: usize| match is_below_request {
        true => !shows_answer(layout, mentions, at),
        false => side_of(layout, at) == Some(false),
    };
    before.into_iter().chain(behind).any(is_sent)
}

/// Whether the last block of code before a list, in its section, shows what comes back.
fn is_behind_answer(layout: &Layout<'_>, mentions: &Mentions, block: usize) -> Option<()> {
    let section = layout.section(block);
    let before = layout.blocks.get(..block)?.iter().enumerate().rev();
    let mut before = before
        .take(12)
        .take_while(|(at, _)| layout.section(*at) == section);
    let (at, _) = before.find(|(_, own)| matches!(own.kind, Kind::Code(_)))?;
    shows_answer(layout, mentions, at).then_some(())
}

/// Whether the first block of code behind a list, in its section, shows what comes back.
fn is_before_answer(layout: &Layout<'_>, mentions: &Mentions, end: usize) -> Option<()> {
    let section = layout.section(end.checked_sub(1)?);
    let behind = layout.blocks.iter().enumerate().skip(end).take(3);
    let mut behind = behind.take_while(|(at, _)| layout.section(*at) == section);
    let (at, _) = behind.find(|(_, own)| matches!(own.kind, Kind::Code(_)))?;
    shows_answer(layout, mentions, at).then_some(())
}

/// Whether a block of code is a response, by its status line, or data by the words before it.
fn shows_answer(layout: &Layout<'_>, mentions: &Mentions, block: usize) -> bool {
    let all = &mentions.answers;
    let at = all.partition_point(|answer| answer.block < block);
    let is_answer = all.get(at).is_some_and(|answer| answer.block == block);
    let Some(Kind::Code(code)) = layout.blocks.get(block).map(|own| &own.kind) else {
        return false;
    };
    let text = code.text.as_deref();
    let text = text.unwrap_or_else(|| layout.page.slice(code.body));
    let is_data = text.trim_start().starts_with(['{', '[']);
    is_answer || is_data && side_of(layout, block) == Some(true)
}

/// Whether words above a list say that it is not of all members.
pub(super) fn is_open(layout: &Layout<'_>, block: usize) -> bool {
    let above = label(layout, block).or_else(|| {
        let before = layout.blocks.get(block.checked_sub(1)?)?;
        before.words()
    });
    above.is_some_and(|words| says_open(&words.text))
}

/// Whether words say that others than those that are listed are there, too.
pub(super) fn says_open(words: &str) -> bool {
    let lower = words.to_lowercase();
    OPEN.iter().any(|word| lower.contains(word))
}
