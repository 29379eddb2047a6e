//! The head of an HTTP/1.1 response out of the bytes of a connection (RFC 9112): what it says, and
//! what of it is not as HTTP wants it. Pure; a head that breaks a rule is still read where it can
//! be.

use std::borrow::Cow;

use crate::protocol::{Method, Status};

/// The most headers of a response that are read.
pub(super) const MAX_HEADERS: usize = 1024;

/// How the end of a response's content is found (RFC 9112 §6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// There is no content, whatever the fields say.
    None,
    /// This many bytes.
    Length(usize),
    /// Chunks.
    Chunked,
    /// Everything until the connection ends.
    UntilClose,
}

/// A response's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: Status,
    pub(super) version: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) framing: Framing,
    pub(super) persistent: bool,
    /// The reason phrase, where it is another than the registered one.
    pub(super) reason: Option<String>,
}

/// Why a head cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeadError {
    /// It has more headers than are read.
    TooMany,
    /// It has no status line, or one that cannot be read.
    NotHttp(String),
}

/// One past the head that starts at the beginning of `bytes`, once its blank line is there; also
/// where lines end with a bare LF.
pub(super) fn head_end(bytes: &[u8]) -> Option<usize> {
    let mut lines = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    lines.find_map(|(at, _)| match bytes.get(at + 1..) {
        Some([b'\n', ..]) => Some(at + 2),
        Some([b'\r', b'\n', ..]) => Some(at + 3),
        _ => None,
    })
}

/// How many headers of a response there is room for at first: most have fewer.
const FEW_HEADERS: usize = 32;

/// Reads a whole head, as the answer to a request of this method.
///
/// # Errors
/// When it has no status line, one that cannot be read, or too many headers.
pub(super) fn read_head(bytes: &[u8], asked: &Method) -> Result<Head, HeadError> {
    // A NUL or a bare CR, which the parser does not forgive, is read as the space it stands for to
    // the recipients that do (RFC 9110 §5.5).
    let is_meant_as_space =
        |at: usize| bytes[at] == 0 || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    let mut read = Cow::Borrowed(bytes);
    for at in (0..bytes.len()).filter(|at| is_meant_as_space(*at)) {
        read.to_mut()[at] = b' ';
    }
    let mut few = [httparse::EMPTY_HEADER; FEW_HEADERS];
    match read_into(&mut few, &read, asked) {
        Err(HeadError::TooMany) => {
            read_into(&mut [httparse::EMPTY_HEADER; MAX_HEADERS], &read, asked)
        }
        read => read,
    }
}

/// Reads a head that has no more headers than there is room for.
fn read_into<'a>(
    fields: &mut [httparse::Header<'a>],
    bytes: &'a [u8],
    asked: &Method,
) -> Result<Head, HeadError> {
    let mut response = httparse::Response::new(fields);
    httparse::ParserConfig::default()
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .parse_response(&mut response, bytes)
        .map_err(|error| match error {
            httparse::Error::TooManyHeaders => HeadError::TooMany,
            other => HeadError::NotHttp(other.to_string()),
        })?;
    let code = response.code.unwrap_or_default();
    let status =
        Status::new(code).ok_or_else(|| HeadError::NotHttp(format!("{code} is no status code")))?;
    let headers: Vec<(String, String)> = response
        .headers
        .iter()
        .map(|field| {
            let value = String::from_utf8_lossy(field.value).trim().to_owned();
            (field.name.to_owned(), value)
        })
        .collect();
    let version = format!("HTTP/1.{}", response.version.unwrap_or_default());
    let reason = response.reason.filter(|own| Some(*own) != status.reason());
    Ok(Head {
        framing: framing(&headers, status, asked),
        persistent: is_persistent(&headers, &version),
        status,
        version,
        headers,
        reason: reason.map(str::to_owned),
    })
}

fn values<'a>(headers: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    headers
        .iter()
        .filter(|(other, _)| other.eq_ignore_ascii_case(name))
        .flat_map(|(_, value)| value.split(','))
        .map(str::trim)
        .collect()
}

fn framing(headers: &[(String, String)], status: Status, asked: &Method) -> Framing {
    if status.forbids_content() || asked.is_head() {
        return Framing::None;
    }
    let codings = values(headers, "transfer-encoding");
    if let Some(last) = codings.last() {
        return if last.eq_ignore_ascii_case("chunked") {
            Framing::Chunked
        } else {
            Framing::UntilClose
        };
    }
    match values(headers, "content-length").first() {
        Some(length) => length.parse().map_or(Framing::UntilClose, Framing::Length),
        None => Framing::UntilClose,
    }
}

fn is_persistent(headers: &[(String, String)], version: &str) -> bool {
    let options = values(headers, "connection");
    let says = |option: &str| options.iter().any(|o| o.eq_ignore_ascii_case(option));
    if version == "HTTP/1.0" {
        says("keep-alive")
    } else {
        !says("close")
    }
}

/// What of a whole head breaks a rule that a sender must keep, with the rule's section.
pub(super) fn defects(bytes: &[u8], headers: &[(String, String)]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |defect: &str| {
        if !found.iter().any(|other| other == defect) {
            found.push(defect.to_owned());
        }
    };
    for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let text = match line {
            [text @ .., b'\r', b'\n'] => text,
            [text @ .., b'\n'] => {
                add("a line ends with LF alone (RFC 9112 §2.2)");
                text
            }
            text => text,
        };
        if text.contains(&b'\r') {
            add("a line holds a bare CR (RFC 9112 §2.2)");
        }
        if text.contains(&0) {
            add("a header holds a NUL byte (RFC 9110 §5.5)");
        }
        if number == 0 || text.is_empty() {
            continue;
        }
        let name = text.split(|byte| *byte == b':').next().unwrap_or_default();
        if matches!(text.first(), Some(b' ' | b'\t')) {
            add("a header is folded over two lines (RFC 9112 §5.2)");
        } else if name.len() == text.len() {
            add("a line of the header section has no colon (RFC 9112 §5)");
        } else if matches!(name.last(), Some(b' ' | b'\t') | None) {
            add("a header's name is not followed by its colon (RFC 9112 §5.1)");
        }
    }
    let lengths = values(headers, "content-length");
    if lengths.iter().any(|length| *length != lengths[0]) {
        // What is not a number could be anything, and is not repeated.
        let digits =
            |length: &&str| length.len() < 20 && length.bytes().all(|b| b.is_ascii_digit());
        let shown = if lengths.iter().all(digits) {
            format!(": {}", lengths.join(" and "))
        } else {
            String::new()
        };
        found.push(format!("its Content-Lengths differ{shown} (RFC 9112 §6.3)"));
    } else if lengths
        .first()
        .is_some_and(|length| !length.bytes().all(|b| b.is_ascii_digit()) || length.is_empty())
    {
        found.push("its Content-Length is not a number (RFC 9110 §8.6)".to_owned());
    }
    if !lengths.is_empty() && !values(headers, "transfer-encoding").is_empty() {
        let both = "it has both Content-Length and Transfer-Encoding (RFC 9112 §6.2)";
        found.push(both.to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Framing, defects, head_end, read_head};
    use crate::protocol::Method;

    fn check(head: &str, framing: Framing, persistent: bool, wrong: &[&str]) {
        assert_eq!(head_end(head.as_bytes()), Some(head.len()), "{head:?}");
        let read = read_head(head.as_bytes(), &Method::new("POST").unwrap()).unwrap();
        assert_eq!(read.framing, framing, "{head:?}");
        assert_eq!(read.persistent, persistent, "{head:?}");
        let found = defects(head.as_bytes(), &read.headers);
        assert_eq!(found.len(), wrong.len(), "{head:?}: {found:?}");
        for (found, wrong) in found.iter().zip(wrong) {
            assert!(found.contains(wrong), "{head:?}: {found}");
        }
    }

    #[test]
    fn a_head_says_where_its_content_ends() {
        use Framing::{Chunked, Length, None, UntilClose};
        check(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
            Length(5),
            true,
            &[],
        );
        check(
            "HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\n",
            Length(5),
            true,
            &[],
        );
        check(
            "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
            None,
            true,
            &[],
        );
        check(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            Chunked,
            true,
            &[],
        );
        check(
            "HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n",
            UntilClose,
            false,
            &[],
        );
        check(
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            Length(0),
            false,
            &[],
        );
        let kept = "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n";
        check(kept, Length(0), true, &[]);
    }

    #[test]
    fn a_head_that_breaks_a_rule_is_read_and_named() {
        use Framing::{Chunked, Length, None};
        check(
            "HTTP/1.1 204 No Content\nA: b\n\n",
            None,
            true,
            &["LF alone"],
        );
        check(
            "HTTP/1.1 204 No Content\r\nA: b\0c\r\n\r\n",
            None,
            true,
            &["NUL"],
        );
        check(
            "HTTP/1.1 204 No Content\r\nA : b\r\n\r\n",
            None,
            true,
            &["its colon"],
        );
        check(
            "HTTP/1.1 204 No Content\r\nnonsense\r\n\r\n",
            None,
            true,
            &["no colon"],
        );
        check(
            "HTTP/1.1 204 No Content\r\nA: b\r\n c\r\n\r\n",
            None,
            true,
            &["folded"],
        );
        let two = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n";
        check(two, Length(5), true, &["differ: 5 and 6"]);
        let both = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n";
        check(both, Chunked, true, &["both"]);
    }

    #[test]
    fn what_is_no_head_is_an_error() {
        for bytes in ["HTTP/1.1 xx\r\n\r\n", "HTTP/1.1 099 No\r\n\r\n", "\r\n\r\n"] {
            assert!(read_head(bytes.as_bytes(), &Method::new("GET").unwrap()).is_err());
        }
        assert_eq!(head_end(b"HTTP/1.1 200 OK\r\nA: b\r\n"), None);
    }
}
