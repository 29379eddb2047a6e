//! The words by which a sentence speaks for all requests, and those by which it speaks for some of them only.

use super::{Said, singular};
use crate::protocol::Method;
use crate::read::plain::target;

/// Words of headings of what a service has as a whole.
pub(super) const GENERAL: &[&str] = &[
    "about",
    "access",
    "api",
    "apis",
    "auth",
    "authenticate",
    "authenticating",
    "authentication",
    "authorisation",
    "authorization",
    "authorizing",
    "base",
    "basics",
    "bearer",
    "call",
    "calling",
    "calls",
    "code",
    "codes",
    "common",
    "considerations",
    "create",
    "creating",
    "data",
    "content",
    "convention",
    "conventions",
    "credential",
    "credentials",
    "default",
    "defaults",
    "details",
    "doc",
    "documentation",
    "docs",
    "endpoint",
    "endpoints",
    "error",
    "errors",
    "format",
    "formats",
    "general",
    "generate",
    "getting",
    "global",
    "guide",
    "handling",
    "header",
    "headers",
    "home",
    "http",
    "https",
    "index",
    "info",
    "information",
    "interface",
    "intro",
    "introduction",
    "json",
    "key",
    "keys",
    "login",
    "media",
    "method",
    "methods",
    "note",
    "notes",
    "objects",
    "obtain",
    "obtaining",
    "overview",
    "parameters",
    "path",
    "paths",
    "prerequisites",
    "principles",
    "protocol",
    "readme",
    "ref",
    "reference",
    "request",
    "requests",
    "required",
    "resources",
    "requirements",
    "response",
    "responses",
    "rest",
    "restful",
    "root",
    "rules",
    "schema",
    "security",
    "server",
    "service",
    "sign",
    "signing",
    "standard",
    "start",
    "started",
    "status",
    "statuses",
    "success",
    "successful",
    "token",
    "tokens",
    "types",
    "uri",
    "url",
    "urls",
    "usage",
    "use",
    "using",
    "verb",
    "verbs",
    "version",
    "versioning",
    "versions",
    "web",
    "works",
];

/// Words of headings that say nothing of what is spoken of.
pub(super) const SMALL: &[&str] = &[
    "a", "all", "an", "and", "by", "for", "how", "in", "it", "of", "on", "or", "our", "s", "the",
    "this", "to", "v", "v1", "v2", "v3", "with", "your",
];

/// Words of headings of what is no request to the service, or of a part of it.
pub(super) const NOT_THE_SERVICE: &[&str] = &[
    "admin",
    "callback",
    "changelog",
    "changes",
    "deprecat",
    "example",
    "internal",
    "legacy",
    "migrat",
    "release",
    "tutorial",
    "upgrad",
    "websocket",
    "webhook",
];

/// Names of pages that are about a service whatever their title is.
pub(super) const OPENING_PAGES: &[&str] = &["index", "intro", "introduction", "overview", "readme"];

/// So many blocks of a page without headings may speak for all.
pub(super) const OPENING_BLOCKS: usize = 8;

/// Words by which a sentence means each of what it names.
const EACH: &[&str] = &["all", "every", "each"];

/// Nouns for requests.
const REQUESTS: &[&str] = &[
    "request",
    "requests",
    "call",
    "calls",
    "endpoint",
    "endpoints",
    "operation",
    "operations",
    "method",
    "methods",
    "route",
    "routes",
];

/// Words between "all" and the noun that leave none out.
const OF_ALL: &[&str] = &[
    "of", "the", "your", "our", "these", "api", "http", "https", "rest", "restful", "web",
    "client", "incoming",
];

/// What may stand behind the noun without leaving any out.
const GOES_ON: &[&str] = &[
    "must", "need", "needs", "require", "requires", "have", "has", "are", "is", "will", "return",
    "returns", "respond", "responds", "answer", "answers", "result", "results", "carry", "expect",
    "expects", "always", "carries", "contains", "include", "includes", "send", "sends", "take",
    "takes", "shall", "use", "uses", "using", "via", "by", "as", "through", "and", "yield", "give",
    "get", "produce", "generate",
];

/// Words by which a sentence speaks of some only, or promises nothing.
const RESERVES: &[&str] = &[
    " most",
    " some ",
    " may ",
    " might ",
    " can ",
    " could ",
    " usually",
    " generally",
    " in general",
    " typically",
    " normally",
    " often",
    " should",
    " except",
    " unless",
    " depend",
    " not ",
    "n't",
    " if ",
    " when ",
    " either",
    " optional",
    " recommend",
    " other than",
    " but ",
    " only ",
    " no longer",
    " almost",
    " whether ",
    " sometimes",
    " deprecated",
    " previously",
    " instead",
    " subsequent",
    " wants ",
    " would ",
];

/// What a sentence says of all requests, as far as its subject goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    /// Whether it says that they succeed.
    pub succeeds: bool,
    /// Whether it means each of them, and not requests as such.
    pub is_each: bool,
    /// The methods that it names before the noun.
    pub methods: Vec<Method>,
}

/// Whether nothing in a sentence takes back that it speaks for all.
pub(super) fn is_unreserved(lower: &str) -> bool {
    let words = format!(" {} ", lower.trim().replace("if successful", ""));
    !RESERVES.iter().any(|word| words.contains(word))
}

/// The phrase of a sentence that means all requests, all of some methods, or all that succeed.
pub(super) fn subject(said: &Said<'_>) -> Option<Subject> {
    let words = words_of(said.sentence.text);
    let mut all = words.iter().enumerate();
    all.find_map(|(at, (_, word))| {
        let lower = word.to_lowercase();
        let is_noun = REQUESTS.contains(&lower.as_str())
            || matches!(lower.as_str(), "response" | "responses");
        let own = is_noun.then(|| phrase(&words, at, said.title)).flatten()?;
        goes_on(&words, at, own.succeeds, said).then_some(own)
    })
}

/// The words of a text with where each begins.
fn words_of(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_of_word = c.is_alphanumeric() || c == '-' || c == '_';
        match (start, is_of_word) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    words
}

/// The words before a noun, back to what means each, or to where nothing of it stands any more.
fn phrase(words: &[(usize, &str)], noun: usize, title: &[String]) -> Option<Subject> {
    let mut own = Subject {
        succeeds: false,
        is_each: false,
        methods: Vec::new(),
    };
    let is_plural = words.get(noun)?.1.ends_with('s');
    let mut at = noun;
    while let Some((_, word)) = at.checked_sub(1).and_then(|before| words.get(before)) {
        let lower = word.to_lowercase();
        if let Some(method) = target::method(word, false) {
            own.methods.insert(0, method);
        } else if lower == "successful" {
            own.succeeds = true;
        } else if EACH.contains(&lower.as_str()) {
            own.is_each = true;
            break;
        } else if !leaves_none_out(&lower, title, &own.methods) {
            break;
        }
        at -= 1;
    }
    let is_of_response = words.get(noun)?.1.to_lowercase().starts_with("response");
    let begins = at == 0;
    let is_bare = is_plural && (own.succeeds || !own.methods.is_empty() && begins);
    let means_all = own.is_each && (!is_of_response || own.succeeds) || is_bare;
    means_all.then_some(own)
}

/// Whether a word before the noun leaves no request out: the page's own subject, or what joins its methods, too.
fn leaves_none_out(word: &str, title: &[String], methods: &[Method]) -> bool {
    let joins = matches!(word, "and" | "or") && !methods.is_empty();
    joins || OF_ALL.contains(&word) || title.iter().any(|own| own == singular(word))
}

/// Whether what stands behind the noun leaves no request out.
fn goes_on(words: &[(usize, &str)], noun: usize, succeeds: bool, said: &Said<'_>) -> bool {
    let Some((start, word)) = words.get(noun) else {
        return false;
    };
    let behind = said
        .sentence
        .lower
        .get(start + word.len()..)
        .unwrap_or_default();
    let mut behind = behind.trim_start();
    for made in ["made ", "sent ", "issued "] {
        behind = behind.strip_prefix(made).unwrap_or(behind);
    }
    let to = ["to ", "against ", "of ", "on ", "in ", "for ", "with "];
    if let Some(rest) = to.iter().find_map(|word| behind.strip_prefix(word)) {
        let service = ["the", "this", "our"].iter().find_map(|article| {
            let rest = rest.strip_prefix(article)?.strip_prefix(' ')?;
            let rest = ["rest ", "http ", "web "]
                .iter()
                .find_map(|kind| rest.strip_prefix(kind))
                .unwrap_or(rest);
            ["api", "server", "service", "interface"]
                .iter()
                .find_map(|name| rest.strip_prefix(name))
        });
        // "in the `Authorization` header" says where, and leaves none out.
        let place = said
            .sentence
            .lower
            .get(start + word.len()..)
            .unwrap_or_default();
        let is_place = place.trim_start().starts_with("in the ")
            && place.len() < 60
            && place.contains("header");
        let is_of_service = service
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '\''));
        return is_of_service || is_place;
    }
    let next = behind
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let ends =
        behind.is_empty() || behind.starts_with(['.', ':', ',', ';', '(', '-', '–', '—', '→']);
    ends && (succeeds || !behind.starts_with(',')) || GOES_ON.contains(&next)
}
