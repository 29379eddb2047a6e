//! Words that documentation uses, one column of data a language.
//!
//! Anchors and annotations go before words; words are compared in lower case.

mod languages;
mod levels;
mod phrases;
mod spoken;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::described::Account;
use languages::LANGUAGES;
pub(crate) use levels::{Level, answer, closing_presence, presence};
use phrases::Phrases;
pub(crate) use spoken::Languages;

/// A section of a page that describes one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The request lines.
    Request,
    /// The request headers.
    Headers,
    /// The request body.
    RequestBody,
    /// What a success answers.
    Response,
    /// Example requests and responses.
    Example,
    /// Who may call the operation.
    Permissions,
    /// Parameters of the path, those of functions among them.
    PathParameters,
    /// Parameters of the query.
    QueryParameters,
    /// Error responses.
    Errors,
    /// Remarks and links for people.
    Prose,
    /// Everything else.
    Other,
}

/// The words of one language.
pub(crate) struct Language {
    /// Its BCP 47 tag.
    pub tag: &'static str,
    /// Whether its words were measured on a corpus of pages.
    pub is_measured: bool,
    sections: &'static [(Section, &'static [&'static str])],
    conditional: &'static [&'static str],
    optional: &'static [&'static str],
    required: &'static [&'static str],
    /// Words between a header's name and its level, as in "X is required".
    is: &'static [&'static str],
    no_request_body: &'static [&'static str],
    /// That it may be left out, which is more often said of one that there is none of.
    request_body_not_needed: &'static [&'static str],
    json_request_body: &'static [&'static str],
    other_request_body: &'static [&'static str],
    empty_response: &'static [&'static str],
    /// Words that turn a promise of content into its opposite.
    nothing: &'static [&'static str],
    /// A sentence by itself that says there is none.
    none: &'static [&'static str],
    response_content: &'static [&'static str],
    /// The word for a header, before or after its name.
    header: &'static [&'static str],
    /// The head of a table's column of names.
    name_column: &'static [&'static str],
    /// The head of a table's column of types.
    type_column: &'static [&'static str],
    /// Words of a sentence that takes back what it names.
    not_supported: &'static [&'static str],
    /// Words for the URL of the request as the place of parameters.
    in_url: &'static [&'static str],
    /// Words that make a promise one that need not be kept.
    if_available: &'static [&'static str],
    /// Words of a sentence that speaks of what is left out.
    left_out: &'static [&'static str],
    /// Words of a remark on a defect, or on how it is for the time being.
    for_now: &'static [&'static str],
    accounts: Accounts,
    /// The scheme `Bearer`, translated.
    bearer: &'static [&'static str],
    /// Header names that translators translate.
    header_names: &'static [(&'static str, &'static str)],
}

/// Words for those on whose behalf a caller calls.
struct Accounts {
    delegated: &'static [&'static str],
    /// Of a delegated account: that it is not an organisation's.
    personal: &'static [&'static str],
    application: &'static [&'static str],
}

/// Anchors that survive translation.
const ANCHORS: &[(&str, Section)] = &[
    ("http-request", Section::Request),
    ("http-requests", Section::Request),
    ("request-headers", Section::Headers),
    ("optional-request-headers", Section::Headers),
    ("request-body", Section::RequestBody),
    ("response", Section::Response),
    ("example", Section::Example),
    ("examples", Section::Example),
    ("permissions", Section::Permissions),
    ("prerequisites", Section::Permissions),
    ("path-parameters", Section::PathParameters),
    ("function-parameters", Section::PathParameters),
    ("query-parameters", Section::QueryParameters),
    ("optional-query-parameters", Section::QueryParameters),
    ("odata-query-parameters", Section::QueryParameters),
    ("error-responses", Section::Errors),
    ("error-response", Section::Errors),
    ("errors", Section::Errors),
    ("error-handling", Section::Errors),
    ("exceptions", Section::Errors),
    ("see-also", Section::Prose),
    ("remarks", Section::Prose),
    ("next-steps", Section::Prose),
    ("related-content", Section::Prose),
];

/// The section that a heading opens, by its anchor, else by its words.
#[must_use]
pub(crate) fn section(anchor: Option<&str>, words: &str) -> Section {
    if let Some(anchor) = anchor {
        let mut anchors = ANCHORS.iter();
        let known = anchors.find(|(name, section)| {
            let rest = anchor.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || may_go_on(*section) && rest.starts_with('-'))
        });
        return known.map_or(Section::Other, |(_, section)| *section);
    }
    let words = words.to_lowercase();
    let words = words.trim();
    let mut named = SectionName::like(words).filter(|named| {
        let rest = words.strip_prefix(named.name);
        rest.is_some_and(|rest| {
            rest.is_empty() || may_go_on(named.section) && !rest.starts_with(char::is_alphanumeric)
        })
    });
    named.next().map_or(Section::Other, |named| named.section)
}

/// A heading of a section, in one of the languages.
struct SectionName {
    name: &'static str,
    section: Section,
}

impl SectionName {
    /// Those that begin as some words do, in the order of the languages.
    fn like(words: &str) -> impl Iterator<Item = &'static Self> {
        /// Every one by its first character.
        static ALL: LazyLock<HashMap<Option<char>, Vec<SectionName>>> = LazyLock::new(|| {
            let mut all: HashMap<_, Vec<_>> = HashMap::new();
            let sections = LANGUAGES.iter().flat_map(|language| language.sections);
            for (section, names) in sections {
                for name in *names {
                    let section = *section;
                    let named = SectionName { name, section };
                    all.entry(name.chars().next()).or_default().push(named);
                }
            }
            all
        });
        ALL.get(&words.chars().next()).into_iter().flatten()
    }
}

/// Whether a heading announces a response, as "Response 3" does among examples.
#[must_use]
pub(crate) fn opens_response(words: &str) -> bool {
    let words = words.trim().to_lowercase();
    SectionName::like(&words).any(|named| {
        let rest = words.strip_prefix(named.name);
        let begins = rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
        named.section == Section::Response && begins
    })
}

/// "HTTP request (to upload a file)" and "Example 1: a new file" say which one they are.
fn may_go_on(section: Section) -> bool {
    matches!(section, Section::Request | Section::Example)
}

/// A sentence as it is spoken, to ask it several questions.
pub(crate) struct Sentence {
    words: String,
    languages: Languages,
}

impl Languages {
    /// A sentence of a page that is read in these languages.
    #[must_use]
    pub(crate) fn sentence(self, text: &str) -> Sentence {
        Sentence {
            words: spoken(text),
            languages: self,
        }
    }
}

macro_rules! says {
    ($($(#[doc = $doc:literal])* $name:ident: $phrases:ident,)*) => {
        impl Sentence {
            $(
                $(#[doc = $doc])*
                #[must_use]
                pub(crate) fn $name(&self) -> bool {
                    static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(|l| [l.$phrases]));
                    PHRASES.is_in(&self.words, self.languages)
                }
            )*
        }
    };
}

says! {
    /// Whether a sentence says that there is no request body.
    says_no_request_body: no_request_body,
    /// Whether a sentence says that a request body is not needed.
    says_request_body_not_needed: request_body_not_needed,
    /// Whether a sentence says that the request body is JSON.
    says_json_request_body: json_request_body,
    /// Whether a sentence says that the request body is not JSON.
    says_other_request_body: other_request_body,
    /// Whether a sentence says that a response has no body.
    says_empty_response: empty_response,
    /// Whether a sentence speaks of what is in a response's body.
    says_response_content: response_content,
    /// Whether a sentence takes back what it speaks of.
    says_nothing: nothing,
    /// Whether a text speaks of a header.
    says_header: header,
    /// Whether a text says that something is not supported.
    says_not_supported: not_supported,
    /// Whether a sentence speaks of what is provided in the request's URL.
    says_in_url: in_url,
    /// Whether a sentence promises something only where there is such a thing.
    says_if_available: if_available,
    /// Whether a sentence says that something is left out.
    says_left_out: left_out,
    /// Whether a remark speaks of a defect, or of how it is for the time being.
    says_for_now: for_now,
}

/// A sentence as it is spoken, in lower case: without the targets of links, addresses, code that is no
/// status, and markup; a line's end is a space.
fn spoken(text: &str) -> String {
    let text = without_targets(text.to_lowercase());
    let mut words = String::with_capacity(text.len());
    let parts: Vec<&str> = text.split('`').collect();
    for (index, part) in parts.iter().enumerate() {
        // A sign without its other is none of code.
        let is_code = index % 2 == 1 && index + 1 < parts.len();
        if is_code && !part.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        for c in part.chars() {
            match c {
                '*' | '[' | ']' | '\\' => {}
                '\u{2019}' => words.push('\''),
                c if c.is_whitespace() => {
                    if !words.ends_with(' ') {
                        words.push(' ');
                    }
                }
                c => words.push(c),
            }
        }
    }
    words
}

/// A text with spaces, as many bytes, for the targets of its links and for addresses.
fn without_targets(mut text: String) -> String {
    for (first, mark, ends) in [
        (b']', "](", &[')'][..]),
        (b':', "://", &[' ', '\n', ')', '>', '`', '|']),
    ] {
        if !text.as_bytes().contains(&first) {
            continue;
        }
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find(mark)) {
            let start = from + at + mark.len();
            let rest = text.get(start..).unwrap_or_default();
            let end = rest.find(ends).map_or(text.len(), |at| start + at);
            text.replace_range(start..end, &" ".repeat(end - start));
            from = end;
        }
    }
    text
}

/// Words between two names that are needed together.
const JOINING: &[&str] = &[
    " and ", " plus ", " и ", " und ", " et ", " y ", " e ", "和", "及", "と", "+",
];

/// Whether what stands between two names says that both are needed.
#[must_use]
pub(crate) fn joins(between: &str) -> bool {
    let between = format!(" {} ", between.trim().to_lowercase());
    !between.contains([',', ';']) && JOINING.iter().any(|word| between.contains(word))
}

/// Whether a sentence is no more than the word for none.
#[must_use]
pub(crate) fn is_none(text: &str, spoken: Languages) -> bool {
    let text = text
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let mut words = spoken.each().flat_map(|language| language.none);
    words.any(|word| *word == text)
}

/// Whether the head of a table's column calls it that of parameters or properties.
#[must_use]
pub(crate) fn is_name_column(head: &str) -> bool {
    let head = head.to_lowercase();
    let mut words = LANGUAGES.iter().flat_map(|language| language.name_column);
    words.any(|word| *word == head)
}

/// Whether the head of a table's column calls it that of types.
#[must_use]
pub(crate) fn is_type_column(head: &str) -> bool {
    let head = head.to_lowercase();
    let mut words = LANGUAGES.iter().flat_map(|language| language.type_column);
    words.any(|word| *word == head)
}

/// Whether the head of a table's column calls it that of levels, as in `Required?`.
#[must_use]
pub(crate) fn is_level_column(head: &str) -> bool {
    let head = head.to_lowercase();
    let mut words = LANGUAGES.iter().flat_map(|language| language.required);
    words.any(|word| head.starts_with(word))
}

/// On whose behalf a caller calls, by the words of a permission table.
#[must_use]
pub(crate) fn account(text: &str) -> Option<Account> {
    let text = text.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let mut found = LANGUAGES.iter().filter_map(|language| {
        let Accounts {
            delegated,
            personal,
            application,
        } = &language.accounts;
        match (any(delegated), any(personal), any(application)) {
            (true, false, _) => Some(Account::Delegated),
            (true, true, _) => Some(Account::Personal),
            (false, _, true) => Some(Account::Application),
            (false, _, false) => None,
        }
    });
    found.next()
}

/// The first language in which the words of a heading are those of a section.
#[must_use]
pub(crate) fn language_of(heading: &str) -> Option<&'static Language> {
    let heading = heading.trim().to_lowercase();
    LANGUAGES.iter().find(|language| {
        let mut sections = language.sections.iter();
        sections.any(|(_, names)| names.contains(&heading.as_str()))
    })
}

/// Whether a word is the translated scheme `Bearer`.
#[must_use]
pub(crate) fn is_translated_bearer(word: &str, spoken: Languages) -> bool {
    let word = word.to_lowercase();
    let mut words = spoken.each().flat_map(|language| language.bearer);
    words.any(|known| *known == word)
}

/// The header that a translated name stands for. A name of other letters than those that are sent is a
/// translated one whatever the page's language is.
#[must_use]
pub(crate) fn translated_header(name: &str, spoken: Languages) -> Option<&'static str> {
    let name = name.to_lowercase();
    let spoken = if name.is_ascii() {
        spoken
    } else {
        Languages::ALL
    };
    let names = spoken.each().flat_map(|language| language.header_names);
    let mut found = names.filter(|(translated, _)| *translated == name);
    found.next().map(|(_, original)| *original)
}

#[cfg(test)]
mod tests {
    use super::{Section, section};
    use crate::table::described::Account;

    #[test]
    fn accounts_are_told_apart_in_every_language() {
        let cases = [
            (
                "Delegated (work or school account)",
                Some(Account::Delegated),
            ),
            (
                "Delegated (personal Microsoft account)",
                Some(Account::Personal),
            ),
            ("Application", Some(Account::Application)),
            (
                "Делегированные (личная учетная запись Майкрософт)",
                Some(Account::Personal),
            ),
            ("委派（工作或学校帐户）", Some(Account::Delegated)),
            ("应用程序", Some(Account::Application)),
            ("Reader", None),
        ];
        for (text, expect) in cases {
            assert_eq!(super::account(text), expect, "{text}");
        }
    }

    #[test]
    fn an_anchor_goes_before_words() {
        assert_eq!(
            section(Some("request-body"), "Response"),
            Section::RequestBody
        );
        assert_eq!(section(None, "Request Headers"), Section::Headers);
        assert_eq!(section(Some("bookshelves"), "Response"), Section::Other);
        assert_eq!(
            section(Some("http-request-to-renew"), "HTTP"),
            Section::Request
        );
        assert_eq!(section(Some("responses-seen"), "Response"), Section::Other);
        assert_eq!(section(None, "HTTP request (to renew)"), Section::Request);
        assert_eq!(section(None, "Example 1: a book"), Section::Example);
        assert_eq!(section(None, "Response body"), Section::Other);
    }
}
