//! HTML within a page: its tags, with their attributes, and its text, each with where it stands. What its
//! elements mean is not known here.

use std::borrow::Cow;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::page::Span;

/// One piece of a stretch of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A start tag.
    Open {
        /// Its name in lower case; as written, it stands one byte behind the span's start.
        name: String,
        /// Its attributes by name, in lower case, with entities resolved, each value with its place.
        attributes: Vec<(String, String, Span)>,
        /// Whether it ends in `/>`.
        is_empty: bool,
        /// Where, from `<` to `>`.
        span: Span,
    },
    /// An end tag.
    Close {
        /// Its name in lower case.
        name: String,
        /// Where.
        span: Span,
    },
    /// Text between tags, with entities resolved.
    Text {
        /// The text, white space included.
        text: String,
        /// Where, as it is written.
        span: Span,
    },
    /// A comment.
    Comment {
        /// Where.
        span: Span,
    },
}

/// The pieces of a stretch of HTML that begins at a byte of the page. Whatever is not well-formed is read
/// as browsers read it (WHATWG HTML, §13.2.5).
#[must_use]
pub(crate) fn pieces(html: &str, start: usize) -> Vec<Piece> {
    let html = &*bounded(html);
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let place = |span: &html5gum::Span<usize>| {
        let end = boundary(html, span.end);
        Span::new(start + boundary(html, span.start).min(end), start + end)
    };
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut pieces: Vec<Piece> = Vec::new();
    let tokens = Tokenizer::new_with_emitter(html, emitter);
    for Ok(token) in tokens {
        match token {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter();
                let attributes = attributes
                    .map(|(name, value)| (words(name), words(&value.value), place(&value.span)));
                pieces.push(Piece::Open {
                    name: words(&tag.name),
                    attributes: attributes.collect(),
                    is_empty: tag.self_closing,
                    span: place(&tag.span),
                });
            }
            Token::EndTag(tag) => pieces.push(Piece::Close {
                name: words(&tag.name),
                span: place(&tag.span),
            }),
            Token::String(string) => {
                let own = place(&string.span);
                match pieces.last_mut() {
                    Some(Piece::Text { text, span }) => {
                        text.push_str(&words(&string.value));
                        span.end = own.end.max(span.end);
                    }
                    Some(_) | None => pieces.push(Piece::Text {
                        text: words(&string.value),
                        span: own,
                    }),
                }
            }
            Token::Comment(comment) => pieces.push(Piece::Comment {
                span: place(&comment.span),
            }),
            Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    pieces
}

/// The most attributes of one tag that are read. The tokenizer calls itself once for each.
const MOST_ATTRIBUTES: usize = 200;

/// The text with spaces in the place of what a tag has behind its first attributes. Where a value begins and a
/// tag ends is as browsers have it (WHATWG HTML, §13.2.5.32 to §13.2.5.39).
fn bounded(html: &str) -> Cow<'_, str> {
    if html.matches('=').count() <= MOST_ATTRIBUTES {
        return Cow::Borrowed(html);
    }
    let mut bytes = html.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let opens = bytes[at] == b'<'
            && bytes
                .get(at + 1)
                .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/');
        at += 1;
        if !opens {
            continue;
        }
        let mut attributes = 0;
        while at < bytes.len() && bytes[at] != b'>' {
            if bytes[at] != b'=' {
                if attributes > MOST_ATTRIBUTES {
                    bytes[at] = b' ';
                }
                at += 1;
                continue;
            }
            attributes += 1;
            let value = at;
            at += 1;
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            match bytes.get(at).copied() {
                Some(mark @ (b'"' | b'\'')) => {
                    let length = bytes[at + 1..].iter().position(|b| *b == mark);
                    at = length.map_or(bytes.len(), |length| at + length + 2);
                }
                Some(_) | None => {
                    let ends = |b: &u8| b.is_ascii_whitespace() || *b == b'>';
                    let length = bytes[at..].iter().position(ends);
                    at = length.map_or(bytes.len(), |length| at + length);
                }
            }
            if attributes > MOST_ATTRIBUTES {
                bytes[value..at].fill(b' ');
            }
        }
    }
    // Only whole values and single bytes of names are blanked; what is no longer UTF-8 is not read.
    String::from_utf8(bytes).map_or_else(|_| Cow::Borrowed(""), Cow::Owned)
}

/// The last place at or before a byte that begins a character.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn a_tag_of_many_attributes_is_read_as_far_as_is_bounded() {
        for attribute in ["a=\"b\" ", "a='b'", "é=\">\" ", "a= \"b\"c=d "] {
            let html = format!("x<p {}>y", attribute.repeat(50_000));
            let found = pieces(&html, 0);
            let words = |piece: &Piece| matches!(piece, Piece::Text { text, .. } if text == "y");
            assert!(found.iter().any(words), "{attribute}");
        }
    }

    #[test]
    fn pieces_stand_where_they_are_written() {
        let html = "é<Route a='x &amp; y' b>GET &lt;id&gt;</Route><br/><!-- c -->";
        let start = 10;
        let shown: Vec<String> = pieces(html, start)
            .into_iter()
            .map(|piece| {
                let raw =
                    |span: crate::text::page::Span| &html[span.start - start..span.end - start];
                match piece {
                    Piece::Open {
                        name,
                        attributes,
                        is_empty,
                        span,
                    } => format!(
                        "<{name} {:?} {is_empty} {}",
                        attributes
                            .iter()
                            .map(|(n, v, _)| format!("{n}={v}"))
                            .collect::<Vec<_>>(),
                        raw(span)
                    ),
                    Piece::Close { name, span } => format!("/{name} {}", raw(span)),
                    Piece::Text { text, span } => format!("{text} = {}", raw(span)),
                    Piece::Comment { span } => format!("! {}", raw(span)),
                }
            })
            .collect();
        assert_eq!(
            shown,
            [
                "é = é",
                "<route [\"a=x & y\", \"b=\"] false <Route a='x &amp; y' b>",
                "GET <id> = GET &lt;id&gt;",
                "/route </Route>",
                "<br [] true <br/>",
                "! <!-- c -->",
            ]
        );
    }
}
