//! Dialects: how a kind of documentation writes its facts. Reading cannot fail: whatever is
//! unreadable becomes a finding.

pub(crate) mod allowed;
pub(crate) mod causes;
pub(crate) mod coverage;
mod delimiter;
pub(crate) mod done;
mod facts;
mod finding;
mod finding_code;
mod for_all;
pub(crate) mod graph;
pub(crate) mod lexicon;
pub(crate) mod member;
mod message;
pub(crate) mod openapi;
pub(crate) mod ordered;
pub(crate) mod plain;
pub(crate) mod registry;
pub(crate) mod states;
mod unread;

pub(crate) use facts::{
    BlankLine, Claim, ExampleClaim, Extent, Facts, HeaderClaim, HeaderPlace, ListOf, MemberList,
    Message, NamedContent, RequestLine, ResponseClaim, StatusClaim, Surety, Text,
};
pub(crate) use finding::MOST_FINDINGS;
pub use finding::{Finding, Place, Severity};
pub use finding_code::FindingCode;
pub(crate) use for_all::ForAll;
pub(crate) use unread::{Unread, unread};

use crate::text::page::{Page, Span};
use coverage::{Counting, Entry};

/// What the pages of a dialect take for granted of its services, as data: how paths are written another
/// way, where the members of a collection stand, how a page says what it is.
#[derive(Debug)]
pub(crate) struct Conventions {
    /// Words by which a page claims to document an operation, whatever its sections are.
    pub marks_of_operation: &'static [&'static str],
    /// What a path's segment begins with that names the type of what stands before it.
    pub casts: &'static [&'static str],
    /// Whether a key in parentheses is a segment of its own, and a function's documented arguments may
    /// be left out with them.
    pub keys_in_parentheses: bool,
    /// Segments that stand for longer ones, in lower case, with `{x}` for a placeholder.
    pub aliases: &'static [Alias],
    /// Last segments, in lower case, that are another view of what stands before them; the first is that
    /// of its number, which every collection has.
    pub views: &'static [&'static str],
    /// The member of a JSON object that holds the members of a collection.
    pub list_member: Option<&'static str>,
    /// Where a page is to show an operation for it to be read, as advice to its author.
    pub shows_operation: &'static str,
}

/// A path that another one stands for.
#[derive(Debug)]
pub(crate) struct Alias {
    /// What is written, such as `/mine`.
    pub short: &'static str,
    /// What it stands for, such as `/readers/{x}`.
    pub long: &'static str,
}

/// What came of reading a page.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// What it says, by parts.
    pub parts: Vec<Part>,
    /// What is wrong with how it says it.
    pub findings: Vec<Finding>,
    /// What became of each of its blocks, in order.
    pub coverage: Vec<Entry>,
    /// Where it names a method with a path and means none of its own operations: the requests of an
    /// example that is another's, an index of other pages, client code. What stands in `parts` is left
    /// out.
    pub elsewhere: Vec<Span>,
    /// What it says of all requests, in order.
    pub for_all: Vec<Claim<ForAll>>,
    /// What its dialect takes for granted.
    pub conventions: &'static Conventions,
}

/// What a page says of some of its operations: all of them, or those of one named request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    /// What sets its operations apart from those of other parts, as a part of their ids.
    pub name: Option<String>,
    /// What is said.
    pub facts: Facts,
}

/// A way of writing reference pages.
pub(crate) trait Dialect: Sync + std::fmt::Debug {
    /// The name that tables carry.
    fn name(&self) -> &'static str;

    /// Whose blocks its account is of.
    fn counting(&self) -> Counting;

    /// Whether a page has the marks of this dialect. A page of another make may have a mark by chance:
    /// the dialects that come before it are asked first.
    fn recognises(&self, page: &Page) -> bool;

    /// What a page says, what is wrong with how it says it, and what became of each of its blocks.
    fn read(&self, page: &Page) -> Reading;
}

/// Every dialect, that of the most particular marks first. The last one reads what none recognises: its
/// findings say what the page lacks.
pub(crate) const DIALECTS: [&dyn Dialect; 4] = [
    &openapi::OpenApi,
    &registry::Registry,
    &graph::Graph,
    &plain::Plain,
];

/// The dialect that was asked for by its name, if one was.
pub(crate) type Asked = Option<&'static dyn Dialect>;

/// The dialect to read a page in: the one that was asked for, else the first that recognises it.
pub(crate) fn dialect_of(page: &Page, asked: Asked) -> &'static dyn Dialect {
    let [.., last] = DIALECTS;
    let recognises = |dialect: &&dyn Dialect| dialect.recognises(page);
    let recognised = || DIALECTS.into_iter().find(recognises);
    asked.or_else(recognised).unwrap_or(last)
}

/// A name that no dialect has.
#[derive(Debug, thiserror::Error)]
#[error(
    "no dialect is called `{}`; there are {}",
    .0.escape_debug(),
    DIALECTS.map(|dialect| dialect.name()).join(", ")
)]
pub(crate) struct UnknownDialect(String);

/// The dialect of a name.
///
/// # Errors
/// When there is none.
pub(crate) fn dialect(name: &str) -> Result<&'static dyn Dialect, UnknownDialect> {
    let mut dialects = DIALECTS.into_iter();
    let found = dialects.find(|dialect| dialect.name() == name);
    found.ok_or_else(|| UnknownDialect(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{dialect, dialect_of};
    use crate::text::page::Page;

    #[test]
    fn a_page_is_read_in_the_first_dialect_that_recognises_it_or_the_one_asked_for() {
        let pages = [
            ("---\ndoc_type: apiPageType\n---\n# Loan\n", "graph", true),
            (
                "# Loan\n\n## <a name=\"http-request\"></a>Q\n",
                "graph",
                true,
            ),
            (
                "# Loan\n\n## HTTP request\n\n```\nGET /a\n```\n\n## Response\n",
                "graph",
                true,
            ),
            ("# Loan\n\n### HTTP Request\n\n`GET /a`\n", "plain", true),
            ("<!-- { \"blockType\": \"request\" } -->\n", "graph", true),
            ("#### GET Loan\n\n###### On Success: OK\n", "registry", true),
            ("#### GET /loans\n", "plain", true),
            ("# A page of prose\n", "plain", true),
        ];
        for (text, name, is_recognised) in pages {
            let page = Page::new("a.md", text);
            assert_eq!(dialect_of(&page, None).name(), name, "{text}");
            let recognised = dialect(name).unwrap().recognises(&page);
            assert_eq!(recognised, is_recognised, "{text}");
            let asked = dialect("registry").ok();
            assert_eq!(dialect_of(&page, asked).name(), "registry");
        }
    }

    #[test]
    fn an_unknown_dialect_is_told_with_those_that_there_are() {
        let told = dialect("wiki").map(|d| d.name()).unwrap_err().to_string();
        assert_eq!(
            told,
            "no dialect is called `wiki`; there are openapi, registry, graph, plain"
        );
    }
}
