//! What became of each block of a page: a fact, a finding, or of no use here, with the reason.
//! No heading, code block, table row, comment or include is left out without a line; paragraphs, from
//! which facts are read by sentences, have none.

use super::FindingCode;
use crate::text::page::Span;

macro_rules! words {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $doc:literal])* $variant:ident = $word:literal,)* }) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name { $($(#[doc = $doc])* $variant,)* }

        impl $name {
            /// The words that reports use.
            #[must_use]
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

words! {
    /// A kind of block that a coverage has a line for.
    Counted {
        /// A heading.
        Heading = "heading",
        /// A code block.
        Fence = "code block",
        /// A line of a table, its head among them.
        Row = "table row",
        /// An HTML comment, most often an annotation.
        Comment = "comment",
        /// A paragraph that stands for the text of another file.
        Include = "include",
        /// An element of MDX or of HTML.
        Component = "component",
        /// A directive.
        Directive = "directive",
        /// A field of a field list.
        Field = "field",
        /// A call of a template language.
        Call = "template call",
        /// What no reader of blocks knows.
        Other = "other block",
        /// A description for machines as a whole.
        Document = "document",
        /// A path of a description, or a webhook.
        PathItem = "path item",
        /// An operation of a description, or what it calls back.
        Operation = "operation",
        /// A response of a description's operation.
        Response = "response",
    }
}

words! {
    /// What a block says, where it became a fact.
    Topic {
        /// It opens a section that facts are read from.
        Section = "section",
        /// Request lines.
        RequestLines = "request lines",
        /// A request header.
        Header = "request header",
        /// A parameter of the path or the query, or a property of the request body.
        Parameter = "parameter",
        /// A success response.
        Response = "response",
        /// A member of content that responses have.
        Member = "member of content",
        /// An error response.
        Error = "error response",
        /// Who may call the operation.
        Permission = "permission",
        /// An example request.
        ExampleRequest = "example request",
        /// An example response.
        ExampleResponse = "example response",
        /// What the block after it is.
        Annotation = "annotation",
    }
}

words! {
    /// Why a block is of no use here.
    Unused {
        /// The page's title names it for people; ids come from the file's name.
        Title = "the title",
        /// A tab: what is below it says itself what it is.
        Tab = "a tab",
        /// A heading inside examples or inside a section that goes on.
        Division = "a division of the section it stands in",
        /// A section for people: remarks, links, next steps.
        Prose = "prose, or in a section of prose",
        /// A heading that no language's words know, and what stands below it.
        UnknownSection = "under a heading that no section is known by",
        /// The head of a table: the rows are read by it.
        TableHead = "the head of a table",
        /// A table or a code block in a section that is read for other things.
        OutOfPlace = "in a section that is read for other things",
        /// Code of a programming language.
        ClientCode = "code in a programming language",
        /// JSON by itself: a resource, or a part of a message.
        Resource = "data without a request or status line",
        /// A request of an example that is not to the service the page documents.
        OtherService = "a message between others than the caller and the service",
        /// An annotation of the page as a whole.
        OfThePage = "an annotation of the whole page",
        /// A comment that is no annotation.
        Remark = "a remark that is not shown",
        /// A permission of somebody whom no language's words know.
        UnknownAccount = "a permission of an account that is not known",
        /// A row whose cells are empty.
        Empty = "empty",
        /// Text of another file with examples in programming languages.
        IncludedCode = "included code in a programming language",
        /// Text of another file with a remark for people.
        IncludedProse = "included prose",
        /// A request that is shown and fits nothing that the page documents.
        Shown = "shown, not documented",
        /// An element, a directive or a call that names no request and states nothing.
        Markup = "markup that states nothing of a request",
        /// What is left out whatever stands in it, such as front matter or a rule.
        Skipped = "not read",
        /// Something of the document's other parts, such as a template after it.
        OtherPart = "a part of the document that documents no request",
        /// What the service sends to others.
        Callback = "a request that the service makes itself",
        /// A response that is what any other is.
        Default = "the response of every other status",
        /// A response of a range of statuses.
        Range = "a range of statuses, of which none is promised",
        /// A response that an ordinary request does not meet.
        Conditional = "a status that an ordinary request does not meet",
        /// More than is read of one document.
        TooMuch = "more than is read of one document",
    }
}

/// Whose blocks an account is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counting {
    /// Those of Markdown, line by line as the annotated dialects need them.
    Markdown,
    /// Those of a document in whatever markup.
    Document,
    /// The nodes of a description for machines.
    Description,
}

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// It is a fact, or a part of one.
    Fact(Topic),
    /// It could not be read as what it is meant to be.
    Finding(FindingCode),
    /// It says nothing about how the service answers.
    None(Unused),
}

/// One line of a coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The kind of block.
    pub block: Counted,
    /// Where it stands.
    pub span: Span,
    /// What became of it.
    pub used: Use,
}
