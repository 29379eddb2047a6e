//! The codes of findings, each with the texts that `explain` prints. Every example is found to
//! have its code by a test of derivation.

use super::Severity;

macro_rules! finding_codes {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident = $code:literal, $severity:ident {
            source: $source:literal,
            example: $example:literal,
            advice: $advice:literal,
        }
    )*) => {
        /// What is wrong with a page; the kebab-case code is stable and never reused.
        #[non_exhaustive]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode { $($(#[doc = $doc])* $name,)* }

        impl FindingCode {
            /// Every code, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable kebab-case code.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What a finding of this code means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*).trim_ascii(),)* }
            }

            /// How bad a finding of this code is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// Whose rule the page does not keep: its grammar's, an RFC's, or its own.
            #[must_use]
            pub fn source(self) -> &'static str {
                match self { $(Self::$name => $source,)* }
            }

            /// Lines of a page that have this finding.
            #[must_use]
            pub fn example(self) -> &'static str {
                match self { $(Self::$name => $example,)* }
            }

            /// What to write instead.
            #[must_use]
            pub fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice,)* }
            }
        }
    };
}

finding_codes! {
    /// The page has no section on a request, a response or their parts: it documents no operation.
    PageOfProse = "page-of-prose", Note {
        source: "the page grammar: an operation has a section on its request",
        example: "# About loans\n\
                  \n\
                  A loan lasts four weeks.",
        advice: "Nothing, where the page explains a concept. A page that documents an operation has \
                 its request line in a code block under \"HTTP request\".",
    }
    /// An example of content has a member that the list of its members lacks.
    MemberNotListed = "member-not-listed", Note {
        source: "the page's own words",
        example: "## Response\n\
                  \n\
                  Returns `200 OK` and what came of the loan.\n\
                  \n\
                  | Property | Type | Description |\n\
                  |----------|------|-------------|\n\
                  | ticket | String | The loan's ticket. |\n\
                  | book | String | What was lent. |\n\
                  | days | Int32 | How long. |\n\
                  \n\
                  ## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ```http\n\
                  HTTP/1.1 200 OK\n\
                  Content-Type: application/json\n\
                  \n\
                  {\"ticket\": \"T-1\", \"book\": \"821\", \"days\": 28, \"shelf\": 4}\n\
                  ```",
        advice: "List the member with its type, or leave it out of the example.",
    }
    /// An example of content shows a member otherwise than the list of its members describes it.
    MemberShownOtherwise = "member-shown-otherwise", Warning {
        source: "the page's own words",
        example: "## Response\n\
                  \n\
                  Returns `200 OK` and what came of the loan.\n\
                  \n\
                  | Property | Type | Description |\n\
                  |----------|------|-------------|\n\
                  | ticket | String | The loan's ticket. |\n\
                  | days | Int32 | How long. |\n\
                  \n\
                  ## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ```http\n\
                  HTTP/1.1 200 OK\n\
                  Content-Type: application/json\n\
                  \n\
                  {\"ticket\": \"T-1\", \"days\": \"28\"}\n\
                  ```",
        advice: "Show what the service sends, and describe it so.",
    }
    /// A command calls a request that fits nothing the page documents.
    RequestShownNotDocumented = "request-shown-not-documented", Note {
        source: "the page's own manner: what it declares in one, it only shows in another",
        example: "## List desks\n\
                  \n\
                  `GET /desks`\n\
                  \n\
                  ```sh\n\
                  curl https://desks.example.com/shelves/7\n\
                  ```",
        advice: "Document the request as the page documents its others, where it is one of them. A page whose \
                 commands are all there is says its requests nowhere: name method and path beside each.",
    }
    /// The page documents no endpoint: no request line was found, or none was read.
    NoEndpoint = "no-endpoint", Warning {
        source: "the page grammar: an operation is a request line in a code block",
        example: "## <a name=\"http-request\"></a>HTTP request\n\
                  \n\
                  Hand the ticket in at the desk, and the loan ends.\n\
                  \n\
                  ## Response\n\
                  \n\
                  `204 No Content`",
        advice: "Write the request line, such as `POST /me/shelves/{id}/loans/end`, in a code \
                 block under \"HTTP request\". A page that documents no operation is not for \
                 `derive` and `lint`.",
    }
    /// A line has a method and a path, as operations are written, and became neither an operation nor a
    /// part of one.
    RequestLineNotRead = "request-line-not-read", Warning {
        source: "the page itself: every line that looks like an operation is read, or told",
        example: "## HTTP request\n\
                  ```http\n\
                  GET /loans/{id}\n\
                  ```\n\
                  ## Response\n\
                  `200 OK`\n\
                  ## See also\n\
                  - `DELETE /loans/{id}` ends the loan",
        advice: "Write it where the page's dialect reads operations, as `lint` says beside the line, or \
                 name the dialect with `--dialect`. Where it is no operation of this page, allow the \
                 finding with a comment. Until then no case is made of it, and nothing is said of what \
                 the page does not document on that path.",
    }
    /// The request section and an example name different methods.
    MethodContradicted = "method-contradicted", Error {
        source: "the page itself: its request section against its examples",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ## Example\n\
                  ```http\n\
                  DELETE /loans/end\n\
                  ```",
        advice: "Name the method that the service takes in both places. Until then, choose one \
                 in decisions.toml.",
    }
    /// An example's path is not one of the paths of the request section.
    PathContradicted = "path-contradicted", Error {
        source: "the page itself: its request section against its examples",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ## Example\n\
                  ```http\n\
                  POST https://lending.example.com/v2/me/shelves/7/loans/end\n\
                  ```",
        advice: "List every path in full in the request section, and use one of them in each \
                 example. Until then, choose in decisions.toml.",
    }
    /// An example sends a listed path by an alias or with more segments after it, and the request
    /// section lists no such path.
    ExamplePathUnlisted = "example-path-unlisted", Warning {
        source: "the page itself: its request section against its examples",
        example: "## HTTP request\n\
                  ```http\n\
                  GET /users/{id}/loans\n\
                  ```\n\
                  ## Example\n\
                  ```http\n\
                  GET https://lending.example.com/v2/me/loans/$count\n\
                  ```\n\
                  ## Example\n\
                  ```http\n\
                  GET https://lending.example.com/v2/me/loans\n\
                  ```",
        advice: "List the path under the request section, so that a reader who looks it up finds it. \
                 Until then, choose in decisions.toml whether there is such a path.",
    }
    /// An example writes a listed path another way: a key in parentheses, a type cast, arguments.
    PathWrittenOtherwise = "path-written-otherwise", Note {
        source: "OData URL Conventions 4.01, §4.3, §4.5.3 and §4.11: one resource has several URLs",
        example: "## HTTP request\n\
                  ```http\n\
                  GET /shelves/{id}\n\
                  ```\n\
                  ## Example\n\
                  ```http\n\
                  GET https://lending.example.com/v2/shelves('7')\n\
                  ```",
        advice: "Write the path as the request section does, or list the other form, too. Until then, \
                 choose in decisions.toml whether there is such a path.",
    }
    /// Places differ in whether a header is required, optional or required on a condition.
    HeaderPresenceContradicted = "header-presence-contradicted", Error {
        source: "the page itself: its header table against its sentences, names being compared \
                 without case (RFC 9110 §5.1)",
        example: "## Request headers\n\
                  | Name        | Description               |\n\
                  |:------------|:--------------------------|\n\
                  | loan-ticket | Names the loan. Optional. |\n\
                  \n\
                  Keep in mind that the loan-ticket header is required.",
        advice: "State the level once, in the header table, and take it out of the other place. \
                 Until then, choose one in decisions.toml.",
    }
    /// Places differ in what the request body is, such as none in the prose and one in an example.
    RequestBodyContradicted = "request-body-contradicted", Error {
        source: "the page itself: its section on the request body against its examples",
        example: "## Request body\n\
                  Do not supply a request body for this method.\n\
                  ## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  \n\
                  {}\n\
                  ```",
        advice: "Document the body, or leave it out of the example. Until then, choose in \
                 decisions.toml; a body that the service takes as well is listed under `tolerate`.",
    }
    /// The page says that no request body is needed, and its example sends an empty object.
    RequestBodyAmbiguous = "request-body-ambiguous", Warning {
        source: "the page itself: its section on the request body against its examples",
        example: "## Request body\n\
                  No request body is required.\n\
                  ## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  Content-Type: application/json\n\
                  \n\
                  { }\n\
                  ```",
        advice: "Say whether a body may be sent, and send one in the example only if so. Until then, \
                 choose in decisions.toml.",
    }
    /// The prose and an example document different success statuses.
    StatusContradicted = "status-contradicted", Error {
        source: "the page itself: its response section against its examples",
        example: "## Response\n\
                  If the loan was running, this method returns `204 No Content`.\n\
                  ## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ```http\n\
                  HTTP/1.1 200 OK\n\
                  ```",
        advice: "Write the status that the service answers in both places. Until then, choose one \
                 in decisions.toml.",
    }
    /// The prose promises no response body and an example shows one.
    ResponseBodyContradicted = "response-body-contradicted", Error {
        source: "the page itself: its response section against its examples",
        example: "## Response\n\
                  Returns `200 OK`. It does not return anything in the response body.\n\
                  ## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ```http\n\
                  HTTP/1.1 200 OK\n\
                  \n\
                  {\"days\": 28}\n\
                  ```",
        advice: "Leave the body out of the example, or say in the response section what it is. \
                 Until then, choose in decisions.toml.",
    }
    /// `Content-Length: 0` stands above a body.
    ContentLengthContradicted = "content-length-contradicted", Error {
        source: "RFC 9110 §8.6",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  Content-Length: 0\n\
                  \n\
                  {}\n\
                  ```",
        advice: "Leave out the Content-Length line, which every client writes by itself, or the \
                 body.",
    }
    /// The page promises what HTTP forbids, such as a Content-Length on a 204.
    HttpForbids = "http-forbids", Error {
        source: "RFC 9110 §8.6 (no Content-Length on a 204), §15.3.5 (no content after a 204)",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ```http\n\
                  HTTP/1.1 204 No Content\n\
                  Content-Length: 0\n\
                  ```",
        advice: "Leave the line or the body out of the example, or document another status. The \
                 service is not held to it, but to HTTP.",
    }
    /// An example omits a header that the page requires (credentials are exempt).
    ExampleMissesHeader = "example-misses-header", Error {
        source: "the page itself: what it requires against its examples",
        example: "## Request headers\n\
                  | Name        | Description               |\n\
                  |:------------|:--------------------------|\n\
                  | loan-ticket | Names the loan. Required. |\n\
                  \n\
                  ## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```",
        advice: "Add the header to the example, as in `loan-ticket: {ticket}`: a reader who \
                 copies it is refused. Where it can be left out, call it optional.",
    }
    /// A row has more cells than its table has columns; of a header table it was recovered.
    TableRowMalformed = "table-row-malformed", Warning {
        source: "the page grammar: a row a line, a cell a column; Markdown drops the cells beyond \
                 the last column",
        example: "## Request headers\n\
                  | Name          | Description               |\n\
                  |:--------------|:--------------------------|\n\
                  | Authorization | Bearer {token}. Required. | | loan-ticket | Names the loan. |",
        advice: "Start a new line for each row. A `|` that belongs to a cell is written `\\|`.",
    }
    /// A header is listed twice.
    HeaderListedTwice = "header-listed-twice", Warning {
        source: "the page grammar: a header has one row, names being compared without case (RFC \
                 9110 §5.1)",
        example: "## Request headers\n\
                  | Name        | Description                         |\n\
                  |:------------|:------------------------------------|\n\
                  | Loan-Ticket | Decides whether a receipt is given. |\n\
                  | loan-ticket | Was printed when the loan began.    |",
        advice: "Keep one row that says all of it.",
    }
    /// A header's name was translated; it was recovered through the lexicon.
    HeaderNameTranslated = "header-name-translated", Warning {
        source: "the page grammar: a header is listed under the name that is sent (RFC 9110 §5.1)",
        example: "## Request headers\n\
                  | Имя         | Описание                      |\n\
                  |:------------|:------------------------------|\n\
                  | Авторизация | Bearer {token}. Обязательный. |",
        advice: "Write the name as it is sent, here `Authorization`, in every language, and keep \
                 it from the translator, as back-ticks often do.",
    }
    /// A header's name is not a field name and was left out.
    HeaderNameUnreadable = "header-name-unreadable", Warning {
        source: "RFC 9110 §5.1: a field name is a token, without spaces",
        example: "## Request headers\n\
                  | Name       | Description               |\n\
                  |:-----------|:--------------------------|\n\
                  | the ticket | Names the loan. Required. |",
        advice: "Write the name as it is sent, such as `loan-ticket`, alone in its cell. Until \
                 then nothing that the row says is put to the test.",
    }
    /// An annotation is not JSON.
    AnnotationNotJson = "annotation-not-json", Warning {
        source: "the page grammar: an annotation is a JSON object (RFC 8259) in an HTML comment",
        example: "<!-- { \"blockType\": \"request\", \"name\": \"end_loan\", } -->",
        advice: "Leave out the comma before a closing brace, and write a line break in a string \
                 as `\\n`. What could be repaired was read; other tools may skip the block.",
    }
    /// A fence is never closed.
    FenceUnterminated = "fence-unterminated", Warning {
        source: "the page grammar: a code block ends with a fence like the one that opened it",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  \n\
                  The desk prints nothing.",
        advice: "Close the block with as many back-ticks as opened it, on a line of their own: \
                 all that follows was taken for code.",
    }
    /// An HTML comment is never closed.
    CommentUnterminated = "comment-unterminated", Warning {
        source: "the page grammar: an HTML comment ends with `-->`",
        example: "<!-- To the editor: is the ticket still printed?",
        advice: "Close the comment with `-->`: all that follows is lost to readers, too.",
    }
    /// A response example has no request before it.
    ResponseWithoutRequest = "response-without-request", Warning {
        source: "the page grammar: an example response belongs to the request before it",
        example: "## Example\n\
                  ```http\n\
                  HTTP/1.1 204 No Content\n\
                  ```",
        advice: "Show the request that it answers, above it. The response promises nothing \
                 without one.",
    }
    /// A request example has no response.
    RequestWithoutResponse = "request-without-response", Warning {
        source: "the page grammar: an example request is followed by its response",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```",
        advice: "Show the response below it, at least its status line, such as `HTTP/1.1 204 No \
                 Content`.",
    }
    /// An example is not an HTTP message.
    ExampleUnreadable = "example-unreadable", Warning {
        source: "RFC 9112 §3 (request line), §4 (status line)",
        example: "## Example\n\
                  <!-- { \"blockType\": \"response\" } -->\n\
                  ```http\n\
                  204 No Content\n\
                  ```",
        advice: "Begin the block with a line such as `GET /me/shelves` or `HTTP/1.1 204 No \
                 Content`. A block that is not HTTP is annotated as `ignored`.",
    }
    /// An annotation calls a request a response, or the reverse; the block was read for what it is.
    AnnotationMislabels = "annotation-mislabels", Warning {
        source: "the annotation's blockType, and the first line of the block after it",
        example: "## Example\n\
                  <!-- { \"blockType\": \"response\" } -->\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```",
        advice: "Write `request` for a block that begins with a request line, and `response` for one \
                 that begins with a status line.",
    }
    /// An example's header lines follow a blank line; they were read as headers.
    ExampleHeadersAfterBlankLine = "example-headers-after-blank-line", Note {
        source: "RFC 9112 §2.1: a blank line ends the header section",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  \n\
                  loan-ticket: T-1\n\
                  ```",
        advice: "Leave the blank line between the request line and the headers out.",
    }
    /// A status line lacks its HTTP version; its code was read all the same.
    StatusLineMalformed = "status-line-malformed", Note {
        source: "RFC 9112 §4",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  <!-- { \"blockType\": \"response\" } -->\n\
                  ```http\n\
                  HTTP 204 No Content\n\
                  ```",
        advice: "Write the line as it is sent, such as `HTTP/1.1 204 No Content`.",
    }
    /// A JSON body of an example does not parse.
    ExampleBodyNotJson = "example-body-not-json", Warning {
        source: "RFC 8259, where Content-Type or the first character says that the body is JSON",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  Content-Type: application/json\n\
                  \n\
                  {\"ticket\": T-1}\n\
                  ```",
        advice: "Write JSON that parses, so that readers can copy it: names and texts in double \
                 quotes, no comma before a closing brace, no `...` for what was left out.",
    }
    /// An example's body follows its headers without a blank line.
    ExampleBlankLineMissing = "example-blank-line-missing", Note {
        source: "RFC 9112 §2.1",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  loan-ticket: T-1\n\
                  {}\n\
                  ```",
        advice: "Put a blank line between the header lines and the body.",
    }
    /// Header lines stand in the block that lists the request lines.
    RequestBlockHasHeaders = "request-block-has-headers", Note {
        source: "the page grammar: the block under \"HTTP request\" lists request lines alone",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  loan-ticket: {ticket}\n\
                  ```",
        advice: "List the header under the request headers, with its level.",
    }
    /// An annotation has no code block directly after it.
    AnnotationWithoutBlock = "annotation-without-block", Warning {
        source: "the page grammar: an annotation stands directly before the block it speaks of",
        example: "## Example\n\
                  <!-- { \"blockType\": \"response\" } -->\n\
                  \n\
                  ## See also",
        advice: "Put the annotation directly before its code block, or leave it out.",
    }
    /// A name in a table of parameters or properties is not one that is sent; its row was left out.
    ParameterNameUnreadable = "parameter-name-unreadable", Warning {
        source: "the page grammar: the first column holds the name as it is sent",
        example: "## Request body\n\
                  | Property     | Type   | Description     |\n\
                  |:-------------|:-------|:----------------|\n\
                  | <the reader> | String | Who borrows it. |",
        advice: "Write the name as it stands in the path, the query or the JSON.",
    }
    /// The text of another file is shown where facts are stated; it was not read.
    IncludeNotRead = "include-not-read", Note {
        source: "the page grammar: `[!INCLUDE [words](path)]` stands for the text of a file",
        example: "## Request headers\n\
                  [!INCLUDE [headers](../includes/headers.md)]",
        advice: "Derive from pages whose includes are put in their places; what such a text says is \
                 not held against the service.",
    }
    /// A comment is meant to allow a finding, and allows none.
    AllowanceUnused = "allowance-unused", Warning {
        source: "the page grammar: `<!-- as-documented allow CODE: reason -->` speaks of the block \
                 after it",
        example: "<!-- as-documented allow path-contradicted: shown short -->\n\
                  ## HTTP request",
        advice: "Take the comment out where the page was mended. Else name a finding's code and a \
                 reason, right before the block that has the finding's first place; \
                 `allow-on-page` speaks of the whole page.",
    }
    /// Two example requests of a page have one name.
    ExampleNameRepeated = "example-name-repeated", Warning {
        source: "the annotations' names, by which responses and tests find their request",
        example: "## Example\n\
                  <!-- { \"blockType\": \"request\", \"name\": \"end_loan\" } -->\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  <!-- { \"blockType\": \"request\", \"name\": \"end_loan\" } -->\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```",
        advice: "Give each example request a name of its own.",
    }
    /// An example sends or answers a body without saying what kind it is.
    ExampleContentTypeMissing = "example-content-type-missing", Warning {
        source: "RFC 9110 §8.3: a message with content says its type",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  \n\
                  {\"ticket\": \"T-1\"}\n\
                  ```",
        advice: "Add the line that is sent, such as `Content-Type: application/json`.",
    }
    /// A table of names stands under a heading that no section is known by, and was not read.
    TableNotRead = "table-not-read", Note {
        source: "the page grammar: headers, parameters and properties stand in sections of their own",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ## What else to send\n\
                  | Name        | Description |\n\
                  |:------------|:------------|\n\
                  | loan-ticket | Required.   |",
        advice: "Use the heading of a section, such as \"Request headers\", \"Query parameters\" or \
                 \"Request body\": what the table says is not held against the service.",
    }
    /// The request section shows a literal id where a placeholder belongs.
    RequestHasLiteralId = "request-has-literal-id", Warning {
        source: "the page itself: a request section shows what every request has, an example one of them",
        example: "## HTTP request\n\
                  ```http\n\
                  GET /shelves/4f2b8c1e-0d3a-4b5c-9e6f-7a8b9c0d1e2f/loans\n\
                  ```",
        advice: "Write a placeholder, such as `{id}`. A reader who copies the line asks for a thing that \
                 is not theirs.",
    }
    /// The page shows two versions of the service.
    VersionContradicted = "version-contradicted", Warning {
        source: "the page itself: its requests against each other and against its responses",
        example: "## Example\n\
                  ```http\n\
                  GET https://lending.example.com/v1.0/loans\n\
                  ```\n\
                  ```http\n\
                  GET https://lending.example.com/beta/loans\n\
                  ```",
        advice: "Show one version. A reader cannot tell which of them has what the page documents.",
    }
    /// A method whose content has no meaning is documented with content.
    ContentWithoutMeaning = "content-without-meaning", Warning {
        source: "RFC 9110 §9.3.1 and §9.3.5: content of a GET or a DELETE has no defined semantics",
        example: "## HTTP request\n\
                  ```http\n\
                  GET /loans\n\
                  ```\n\
                  ## Request body\n\
                  Supply a JSON representation of the loan.",
        advice: "Put what is sent into the query, or document another method: proxies drop or refuse such \
                 content.",
    }
    /// A request without content is documented to need a Content-Type.
    ContentTypeWithoutContent = "content-type-without-content", Warning {
        source: "RFC 9110 §8.3: a Content-Type is that of the message's content",
        example: "## HTTP request\n\
                  ```http\n\
                  GET /loans\n\
                  ```\n\
                  ## Request headers\n\
                  | Name         | Description                 |\n\
                  |:-------------|:----------------------------|\n\
                  | Content-Type | application/json. Required. |",
        advice: "Take the header out of the table. What the caller wants to be answered in is `Accept`.",
    }
    /// A status line has the reason phrase of another status.
    ReasonOfAnotherStatus = "reason-of-another-status", Warning {
        source: "RFC 9110 §15: each status has a reason phrase of its own",
        example: "## Example\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ```http\n\
                  HTTP/1.1 204 OK\n\
                  ```",
        advice: "Write the phrase of the status, or the status that was meant: one of the two is wrong.",
    }
    /// The line below a table's head has another number of cells: it is no table.
    TableDelimiterMalformed = "table-delimiter-malformed", Warning {
        source: "GitHub Flavored Markdown §4.10: the delimiter row has as many cells as the head",
        example: "## Request headers\n\
                  | Name | Description |\n\
                  |:-----|\n\
                  | loan-ticket | Required. |",
        advice: "Give the line as many cells as the head has. Until then the table is shown as prose, and \
                 nothing of it is read.",
    }
    /// The page is read by words of a language that were never held against pages in it.
    LanguageUnmeasured = "language-unmeasured", Note {
        source: "the lexicon: each language says whether its words were measured on a corpus",
        example: "## Requête HTTP\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ## Réponse\n\
                  `204 No Content`",
        advice: "Look through what `derive --json` reads in the page. Anchors, annotations and code \
                 blocks are read alike in every language; sentences are read by their words.",
    }
    /// A description for machines is neither YAML nor JSON, and nothing of it was read.
    DescriptionNotRead = "description-not-read", Error {
        source: "YAML 1.2 and RFC 8259",
        example: "openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans: {get: {responses: {200: {description: The loans.}}}",
        advice: "Mend the line that is marked. What stands in the file is not held against the \
                 service until then.",
    }
    /// A text of a description is written as YAML forbids it, and was read all the same.
    DescriptionRepaired = "description-repaired", Warning {
        source: "YAML 1.2 §7.3: a quoted text goes on in lines that are indented deeper than its key",
        example: "openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans:\n\
                  \x20   get: {responses: {200: {description: The loans.}}}\n\
                  \x20   description: \"What is\n\
                  \x20   lent.\"",
        advice: "Indent the further lines. Older parsers take the text as it is, others refuse the \
                 whole document.",
    }
    /// A key stands twice in one mapping of a description.
    KeyRepeated = "key-repeated", Error {
        source: "YAML 1.2 §3.2.1.1: the keys of a mapping are unique; RFC 8259 §4",
        example: "openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans:\n\
                  \x20   get: {responses: {200: {description: The loans.}}}\n\
                  \x20   get: {responses: {204: {description: There is none.}}}",
        advice: "Keep one of the two. Tools differ in which of them they take; here it is the first.",
    }
    /// A reference, or the name of a security scheme, leads to nothing in the document.
    ReferenceUnresolved = "reference-unresolved", Error {
        source: "OpenAPI: a `$ref` names what stands in a document (RFC 6901)",
        example: "openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans:\n\
                  \x20   get: {responses: {200: {$ref: '#/components/responses/Loans'}}}",
        advice: "Name what is there, or add it. What it was to say is not held against the service.",
    }
    /// A reference names another file, which is not read.
    ReferenceNotRead = "reference-not-read", Note {
        source: "OpenAPI: a `$ref` may name another document",
        example: "openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans: {$ref: 'loans.yaml#/loans'}",
        advice: "Put the files together into one, or read this as what it is: what stands there is \
                 not held against the service.",
    }
    /// A path of a description is no path template.
    PathNotReadable = "path-not-readable", Error {
        source: "OpenAPI: a path begins with a slash, and names stand in braces",
        example: "openapi: 3.0.3\n\
                  paths:\n\
                  \x20 loans: {get: {responses: {200: {description: The loans.}}}}",
        advice: "Write the path from the slash on, such as `/loans/{ticket}`.",
    }
    /// A name in braces in a path is no parameter of the operation.
    PathParameterUndeclared = "path-parameter-undeclared", Warning {
        source: "OpenAPI: each name of a path template is a parameter with `in: path`",
        example: "openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans/{ticket}: {get: {responses: {200: {description: The loan.}}}}",
        advice: "Add the parameter to the operation or its path item.",
    }
    /// A path parameter of an operation has no place in its path.
    PathParameterNotInPath = "path-parameter-not-in-path", Error {
        source: "OpenAPI: the name of a path parameter stands in its path template",
        example: "openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans:\n\
                  \x20   get:\n\
                  \x20     parameters: [{name: ticket, in: path, required: true}]\n\
                  \x20     responses: {200: {description: The loan.}}",
        advice: "Write the name in braces into the path, or take the parameter out.",
    }
    /// Two operations of a description have one id.
    OperationIdRepeated = "operation-id-repeated", Error {
        source: "OpenAPI: an `operationId` is unique among all operations",
        example: "openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans:\n\
                  \x20   get: {operationId: loans, responses: {200: {description: The loans.}}}\n\
                  \x20   post: {operationId: loans, responses: {201: {description: A loan.}}}",
        advice: "Give each operation an id of its own. Until then both go by method and path here.",
    }
    /// A page documents an operation that the description does not have.
    OperationNotDescribed = "operation-not-described", Warning {
        source: "the page against the description that `lint --against` names",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans/end:\n\
                  \x20   delete: {responses: {204: {description: It has ended.}}}",
        advice: "Describe the operation, or take it out of the page. One of the two is behind the service.",
    }
    /// The description has an operation that no page documents.
    OperationNotOnPage = "operation-not-on-page", Note {
        source: "the page against the description that `lint --against` names",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /shelves:\n\
                  \x20   get: {responses: {200: {description: The shelves.}}}",
        advice: "Document it, where it is for readers.",
    }
    /// A page promises another success status than the description, or another body with it.
    ResponseNotAsDescribed = "response-not-as-described", Error {
        source: "the page against the description that `lint --against` names",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ## Response\n\
                  `204 No Content`\n\n\
                  openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans/end:\n\
                  \x20   post: {responses: {200: {description: It has ended.}}}",
        advice: "See what the service answers, and mend the other.",
    }
    /// A page says of a header whether it must be sent, and the description says otherwise.
    HeaderNotAsDescribed = "header-not-as-described", Error {
        source: "the page against the description that `lint --against` names",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ## Request headers\n\
                  |Name|Description|\n\
                  |:---|:----------|\n\
                  |x-reader|Required.|\n\n\
                  openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans/end:\n\
                  \x20   post:\n\
                  \x20     parameters: [{name: x-reader, in: header}]\n\
                  \x20     responses: {204: {description: It has ended.}}",
        advice: "Say the same in both.",
    }
    /// A page says of a parameter or property whether it must be sent, and the description says otherwise.
    ParameterNotAsDescribed = "parameter-not-as-described", Error {
        source: "the page against the description that `lint --against` names",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ## Optional query parameters\n\
                  |Name|Type|Description|\n\
                  |:---|:---|:----------|\n\
                  |desk|String|Which desk. Optional.|\n\n\
                  openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans/end:\n\
                  \x20   post:\n\
                  \x20     parameters: [{name: desk, in: query, required: true}]\n\
                  \x20     responses: {204: {description: It has ended.}}",
        advice: "Say the same in both.",
    }
    /// A page says of the request body what it is, and the description says otherwise.
    RequestBodyNotAsDescribed = "request-body-not-as-described", Error {
        source: "the page against the description that `lint --against` names",
        example: "## HTTP request\n\
                  ```http\n\
                  POST /loans/end\n\
                  ```\n\
                  ## Request body\n\
                  Do not supply a request body for this method.\n\n\
                  openapi: 3.0.3\n\
                  paths:\n\
                  \x20 /loans/end:\n\
                  \x20   post:\n\
                  \x20     requestBody: {required: true, content: {application/json: {}}}\n\
                  \x20     responses: {204: {description: It has ended.}}",
        advice: "Say the same in both.",
    }
    /// No success status is documented.
    StatusUnstated = "status-unstated", Warning {
        source: "the page grammar: the response section names the status, or an example shows it",
        example: "## Response\n\
                  If the loan was running, it has ended now.",
        advice: "Name the status in the response section, such as `204 No Content`. What is not \
                 stated is not put to the test.",
    }
}
