//! The grammar by which a sentence speaks for all requests, and the words by which it speaks for some of them only.

use super::{Said, singular};
use crate::protocol::Method;
use crate::read::plain::spellings::REQUESTS;
use crate::read::plain::target;

/// Words by which a sentence means each of what it names.
const EACH: &[&str] = &["all", "any", "each", "every"];

/// Words between "all" and the noun that leave none out.
const OF_ALL: &[&str] = &[
    "api", "client", "http", "https", "incoming", "of", "our", "rest", "restful", "single", "the",
    "these", "web", "your",
];

/// What may stand behind the noun without leaving any out.
const GOES_ON: &[&str] = &[
    "unless",
    "ask",
    "asks",
    "authenticate",
    "authenticates",
    "bear",
    "bears",
    "come",
    "comes",
    "contain",
    "demand",
    "demands",
    "go",
    "goes",
    "identifies",
    "identify",
    "pass",
    "passes",
    "present",
    "presents",
    "provide",
    "provides",
    "supply",
    "supplies",
    "must",
    "need",
    "needs",
    "require",
    "requires",
    "have",
    "has",
    "are",
    "is",
    "will",
    "return",
    "returns",
    "respond",
    "responds",
    "answer",
    "answers",
    "result",
    "results",
    "carry",
    "expect",
    "expects",
    "always",
    "carries",
    "contains",
    "include",
    "includes",
    "send",
    "sends",
    "take",
    "takes",
    "shall",
    "use",
    "uses",
    "using",
    "via",
    "by",
    "as",
    "through",
    "and",
    "yield",
    "give",
    "get",
    "produce",
    "generate",
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
    /// Whether its sentence begins with it.
    begins: bool,
}

/// Whether nothing in a sentence takes back that it speaks for all. What other words note otherwise is read where they
/// stand.
pub(super) fn is_unreserved(lower: &str) -> bool {
    let words = format!(" {} ", lower.trim().replace("if successful", ""));
    let words = match otherwise(&words) {
        Some(range) => format!("{}{}", &words[..range.start], &words[range.end..]),
        None => words,
    };
    !RESERVES.iter().any(|word| words.contains(word))
}

/// Where a sentence in lower case leaves it to others to say otherwise: "unless noted otherwise".
fn otherwise(lower: &str) -> Option<std::ops::Range<usize>> {
    let phrases = NOTED.iter().flat_map(|noted| {
        [
            format!("unless {noted} otherwise"),
            format!("unless otherwise {noted}"),
            format!("if not {noted} otherwise"),
            format!("if not otherwise {noted}"),
            format!("where not {noted} otherwise"),
        ]
    });
    let mut found = phrases.filter_map(|phrase| {
        let at = lower.find(&phrase)?;
        Some(at..at + phrase.len())
    });
    found.next()
}

/// Words for saying something.
const NOTED: &[&str] = &[
    "described",
    "documented",
    "indicated",
    "marked",
    "mentioned",
    "noted",
    "said",
    "specified",
    "stated",
];

/// Words that may stand before the noun of such a sentence.
const BY_DEFAULT: &[&str] = &[
    "all",
    "api",
    "if",
    "not",
    "otherwise",
    "the",
    "unless",
    "where",
];

/// Whether a sentence in lower case says that it speaks of its page: "all endpoints on this page".
pub(super) fn names_page(lower: &str) -> bool {
    OF_PAGE.iter().any(|words| lower.contains(words))
}

/// Words for all that a page documents.
const OF_PAGE: &[&str] = &[
    "in this document",
    "of this document",
    "in this reference",
    "on this page",
    "of this page",
    "described here",
    "documented here",
    "listed here",
];

/// The phrase of a sentence that means all requests, all of some methods, or all that succeed.
pub(super) fn subject(said: &Said<'_>) -> Option<Subject> {
    let words = words_of(said.sentence.text);
    let is_default = otherwise(&said.sentence.lower).is_some();
    let mut all = words.iter().enumerate();
    all.find_map(|(at, (_, word))| {
        let lower = word.to_lowercase();
        let is_noun = REQUESTS.contains(&lower.as_str())
            || matches!(lower.as_str(), "response" | "responses");
        let own = is_noun.then(|| phrase(&words, at, said.title)).flatten();
        // "Unless noted otherwise, requests …" means each of them.
        let by_default = || {
            let is_plural = is_noun && word.ends_with('s') && !lower.starts_with("response");
            let mut before = words.iter().take(at).map(|(_, word)| word.to_lowercase());
            let is_bare = before
                .all(|word| BY_DEFAULT.contains(&word.as_str()) || NOTED.contains(&word.as_str()));
            (is_default && is_plural && is_bare).then_some(Subject {
                succeeds: false,
                is_each: true,
                methods: Vec::new(),
                begins: true,
            })
        };
        let own = own.or_else(by_default)?;
        goes_on(&words, at, own.succeeds, said).then_some(own)
    })
}

/// Whether a sentence means each answer of the service: "All responses carry", "in every answer".
pub(super) fn means_each_answer(said: &Said<'_>) -> bool {
    let words = words_of(said.sentence.text);
    words.iter().enumerate().any(|(at, (_, word))| {
        let lower = word.to_lowercase();
        let is_noun = [
            "answer",
            "answers",
            "replies",
            "reply",
            "response",
            "responses",
        ]
        .contains(&lower.as_str());
        let own = is_noun
            .then(|| phrase_before(&words, at, said.title))
            .flatten();
        own.is_some_and(|own| own.is_each && own.methods.is_empty())
            && goes_on(&words, at, false, said)
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

/// The words before a noun, where they mean all that it names.
fn phrase(words: &[(usize, &str)], noun: usize, title: &[String]) -> Option<Subject> {
    let own = phrase_before(words, noun, title)?;
    let (_, word) = words.get(noun)?;
    let is_of_response = word.to_lowercase().starts_with("response");
    let is_bare = word.ends_with('s') && (own.succeeds || !own.methods.is_empty() && own.begins);
    let means_all = own.is_each && (!is_of_response || own.succeeds) || is_bare;
    means_all.then_some(own)
}

/// The words before a noun, back to what means each, or to where nothing of it stands any more.
fn phrase_before(words: &[(usize, &str)], noun: usize, title: &[String]) -> Option<Subject> {
    let mut own = Subject {
        succeeds: false,
        is_each: false,
        methods: Vec::new(),
        begins: false,
    };
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
    own.begins = at == 0;
    words.get(noun).map(|_| own)
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
    for made in [
        "that you make ",
        "that you send ",
        "you make ",
        "you send ",
        "made ",
        "sent ",
        "issued ",
    ] {
        behind = behind.strip_prefix(made).unwrap_or(behind);
    }
    for described in ["described ", "documented ", "listed ", "shown "] {
        let here = behind.strip_prefix(described);
        behind = here.map_or(behind, |rest| rest.strip_prefix("here ").unwrap_or(rest));
    }
    let to = ["to ", "against ", "of ", "on ", "in ", "for ", "with "];
    if let Some(rest) = to.iter().find_map(|word| behind.strip_prefix(word)) {
        return is_of_service(rest, said.title) || is_place(behind);
    }
    let next = behind
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let ends =
        behind.is_empty() || behind.starts_with(['.', ':', ',', ';', '(', '-', '–', '—', '→']);
    // "With every request, send …" is no list of what is left out.
    let first = words.first().map(|(_, word)| word.to_lowercase());
    let is_led = first
        .is_some_and(|word| ["along", "for", "in", "on", "to", "with"].contains(&word.as_str()));
    ends && (succeeds || is_led || !behind.starts_with(',')) || GOES_ON.contains(&next)
}

/// Whether words name the service or the page as a whole: "the desk API", "this page".
fn is_of_service(words: &str, title: &[String]) -> bool {
    let words = words.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let mut words = words.filter(|word| !word.is_empty());
    let is_article = words
        .next()
        .is_some_and(|word| ["our", "the", "this"].contains(&word));
    let mut named = words.skip_while(|word| {
        ["http", "rest", "web"].contains(word) || title.iter().any(|own| own == singular(word))
    });
    let is_whole = named.next().is_some_and(|word| WHOLE.contains(&word));
    is_article && is_whole
}

/// Words for a service as a whole, and for a page of it.
pub(super) const WHOLE: &[&str] = &[
    "api",
    "document",
    "interface",
    "page",
    "reference",
    "server",
    "service",
];

/// Whether words say in which header something stands, and leave no request out.
fn is_place(behind: &str) -> bool {
    behind.starts_with("in the ") && behind.len() < 60 && behind.contains("header")
}
