//! Names of things as headings and sentences have them, brought to one form: "The Parcels" and "a parcel object" name
//! the same.

use std::ops::Range;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, or a part of one that is written together.
    Word(Noun),
    /// A mark that ends or divides.
    Stop(char),
}

/// A word, its number taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Noun {
    /// It, in lower case.
    pub lower: String,
    /// What is left of it without its number, which is no word, but the same for one and for many.
    pub stem: String,
    /// Where it stands.
    pub range: Range<usize>,
}

impl Noun {
    fn new(text: &str, range: Range<usize>) -> Self {
        let lower = text.to_lowercase();
        let stem = stem(&lower);
        Self { lower, stem, range }
    }

    /// Whether it is one of many.
    pub(super) fn is_plural(&self) -> bool {
        self.lower.len() > 3 && self.lower.ends_with('s') && !has_no_number(&self.lower)
    }
}

impl Token {
    /// The word that it is, in lower case.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(noun) => Some(&noun.lower),
            Self::Stop(_) => None,
        }
    }
}

/// Words that end with an `s` and are of one.
fn has_no_number(word: &str) -> bool {
    let ends = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    ends || matches!(word, "series" | "species" | "news")
}

/// What one and many of a thing share.
fn stem(word: &str) -> String {
    let bare = match word.strip_suffix('s') {
        Some(bare) if bare.len() > 2 && !has_no_number(word) => bare,
        Some(_) | None => word,
    };
    let bare = bare
        .strip_suffix('e')
        .filter(|own| own.len() > 2)
        .unwrap_or(bare);
    match bare.strip_suffix('y').filter(|own| own.len() > 2) {
        Some(bare) => format!("{bare}i"),
        None => bare.to_owned(),
    }
}

/// The most of a text that is looked through, in bytes.
const LONGEST: usize = 600;

/// The words and marks of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let end = text
        .char_indices()
        .map(|(at, _)| at)
        .find(|at| *at > LONGEST);
    let text = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    let mut tokens = Vec::new();
    let mut start: Option<usize> = None;
    let mut last = ' ';
    let mut all = text.char_indices().peekable();
    while let Some((at, c)) = all.next() {
        let next = all.peek().map_or(' ', |(_, next)| *next);
        let is_joined = matches!(c, '\'' | '’') && last.is_alphanumeric() && next.is_alphanumeric();
        let is_hump = c.is_uppercase() && last.is_lowercase();
        if let Some(from) = start.filter(|_| is_hump || !(c.is_alphanumeric() || is_joined)) {
            let word = text.get(from..at).unwrap_or_default();
            tokens.push(Token::Word(Noun::new(word, from..at)));
            start = None;
        }
        let is_word = c.is_alphanumeric() || is_joined;
        if is_word {
            start = start.or(Some(at));
        } else if !(c.is_whitespace() || matches!(c, '_' | '`' | '*' | '"' | '“' | '”')) {
            let is_hyphen = c == '-' && last.is_alphanumeric() && next.is_alphanumeric();
            if !is_hyphen {
                tokens.push(Token::Stop(c));
            }
        }
        last = c;
    }
    if let Some(from) = start {
        let word = text.get(from..).unwrap_or_default();
        tokens.push(Token::Word(Noun::new(word, from..text.len())));
    }
    tokens
}

/// Words beside a name that are none.
const FILLERS: &[&str] = &[
    "a",
    "all",
    "an",
    "and",
    "any",
    "are",
    "as",
    "attribute",
    "attributes",
    "based",
    "basic",
    "below",
    "by",
    "carries",
    "carry",
    "common",
    "comprises",
    "consist",
    "consists",
    "contain",
    "contains",
    "core",
    "data",
    "definition",
    "described",
    "describes",
    "details",
    "element",
    "elements",
    "entity",
    "entities",
    "each",
    "every",
    "exactly",
    "field",
    "fields",
    "following",
    "format",
    "has",
    "have",
    "having",
    "holds",
    "in",
    "includes",
    "info",
    "information",
    "is",
    "it",
    "its",
    "json",
    "key",
    "keys",
    "list",
    "listed",
    "lists",
    "look",
    "looks",
    "like",
    "made",
    "member",
    "members",
    "model",
    "models",
    "named",
    "object",
    "objects",
    "of",
    "one",
    "properties",
    "property",
    "record",
    "reference",
    "representation",
    "representations",
    "represented",
    "represents",
    "resource",
    "resources",
    "schema",
    "shape",
    "shown",
    "shows",
    "single",
    "structure",
    "table",
    "that",
    "the",
    "their",
    "them",
    "these",
    "they",
    "this",
    "those",
    "type",
    "types",
    "up",
    "use",
    "used",
    "uses",
    "with",
];

/// Words by which a heading names what is done, and no thing.
const VERBS: &[&str] = &[
    "about",
    "add",
    "authentication",
    "can",
    "change",
    "changes",
    "check",
    "conventions",
    "create",
    "creating",
    "delete",
    "deleting",
    "edit",
    "errors",
    "fetch",
    "find",
    "for",
    "from",
    "get",
    "getting",
    "how",
    "if",
    "introduction",
    "list",
    "listing",
    "modify",
    "overview",
    "patch",
    "post",
    "put",
    "read",
    "reading",
    "remove",
    "replace",
    "retrieve",
    "search",
    "send",
    "set",
    "show",
    "store",
    "to",
    "update",
    "updating",
    "what",
    "when",
    "where",
    "you",
    "your",
    "must",
    "may",
    "not",
    "request",
    "requests",
    "response",
    "responses",
    "return",
    "returns",
    "error",
];

/// The most words of a name.
pub(super) const MOST_WORDS: usize = 3;

/// The name of a thing in words that say nothing else, in the form in which names are compared; what a heading that
/// begins with what is done names is none.
pub(super) fn name_in(text: &str) -> Option<String> {
    let tokens = tokens(text);
    let words: Vec<&Noun> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Word(noun) => Some(noun),
            Token::Stop(_) => None,
        })
        .collect();
    let first = words.first()?;
    let is_done = VERBS.contains(&first.lower.as_str()) && words.len() > 1;
    let named: Vec<&&Noun> = words
        .iter()
        .filter(|noun| !FILLERS.contains(&noun.lower.as_str()))
        .collect();
    let is_other = |noun: &&&Noun| {
        let is_verb =
            VERBS.contains(&noun.lower.as_str()) && words.len() > 1 && !is_thing(&noun.lower);
        is_verb
            || noun.lower.contains(['\'', '’'])
            || noun.lower.bytes().all(|b| b.is_ascii_digit())
    };
    if is_done && !is_thing(&first.lower) || named.iter().any(is_other) {
        return None;
    }
    let stems: Vec<&str> = named.iter().map(|noun| noun.stem.as_str()).collect();
    (1..=MOST_WORDS)
        .contains(&stems.len())
        .then(|| stems.join(" "))
}

/// Words for what is done that are names of things as well.
fn is_thing(word: &str) -> bool {
    matches!(
        word,
        "reading" | "post" | "store" | "set" | "check" | "list" | "change" | "listing" | "search"
    )
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn one_and_many_of_a_thing_have_one_name() {
        for (text, other) in [
            ("The parcel object", "Parcels"),
            (
                "A gauge is represented by the following attributes",
                "gauges",
            ),
            ("LoanItem", "Loan items"),
            ("Fields of an entry", "Entries"),
            ("Statuses", "Status object"),
            ("Box attributes", "the boxes"),
            ("Representation of a reading", "Readings"),
            ("The JSON representation of a cache", "caches"),
        ] {
            let name = name_in(text);
            assert!(
                name.is_some() && name == name_in(other),
                "{text}: {name:?}, {:?}",
                name_in(other)
            );
        }
        for text in [
            "Get a parcel",
            "How to send",
            "The fields",
            "",
            "What you get back",
            "Create parcel",
        ] {
            assert_eq!(name_in(text), None, "{text}");
        }
    }
}
