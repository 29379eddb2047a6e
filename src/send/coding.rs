//! Content codings (RFC 9110 §8.4): a service may choose one that nobody asked for (§12.5.3), so that content
//! is decoded before anything is said of it.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::protocol::exchange::{MAX_BODY_BYTES, Received};

/// The most codings that are taken off, one after the other.
const MOST_CODINGS: usize = 4;

/// Takes the codings off a response's content, as far as they are known; at one that is not, or that breaks off
/// before it gave anything, the content stays as it is and says so.
pub(super) fn decode(received: &mut Received) {
    let listed = received.codings();
    if received.body.is_empty() {
        return;
    }
    for (taken, coding) in listed.iter().rev().enumerate() {
        let decoded = match taken < MOST_CODINGS {
            true => decoded(&received.body, coding),
            false => None,
        };
        let Some((content, is_whole)) = decoded else {
            received.has_unread_coding = true;
            return;
        };
        received.body_length = content.len();
        received.body = content;
        received.body_truncated |= !is_whole;
    }
}

/// The content without a coding, at most [`MAX_BODY_BYTES`] of it, and whether that is all of it.
fn decoded(content: &[u8], coding: &str) -> Option<(Vec<u8>, bool)> {
    match coding {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(content)),
        // Some take the name for what it says, without the format around it (RFC 9110 §8.4.1.2).
        "deflate" => read(ZlibDecoder::new(content)).or_else(|| read(DeflateDecoder::new(content))),
        "br" => read(brotli_decompressor::Decompressor::new(content, 4096)),
        _ => None,
    }
}

fn read(decoder: impl Read) -> Option<(Vec<u8>, bool)> {
    let mut content = Vec::new();
    let limit = MAX_BODY_BYTES as u64;
    let ended = decoder.take(limit + 1).read_to_end(&mut content);
    let is_whole = ended.is_ok() && content.len() <= MAX_BODY_BYTES;
    content.truncate(MAX_BODY_BYTES);
    (ended.is_ok() || !content.is_empty()).then_some((content, is_whole))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::decode;
    use crate::protocol::Status;
    use crate::protocol::exchange::{MAX_BODY_BYTES, Received};

    fn received(coding: &str, body: Vec<u8>) -> Received {
        Received {
            status: Status::new(200).unwrap(),
            headers: vec![("Content-Encoding".to_owned(), coding.to_owned())],
            body_length: body.len(),
            body,
            body_truncated: false,
            has_unread_coding: false,
            reason: None,
            echoes: Vec::new(),
        }
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn codings_are_taken_off_from_the_last_to_the_first() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(b"a desk").unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(b"a desk").unwrap();
        let brotli = b"\x8b\x02\x80a desk\x03".to_vec();
        for (coding, body) in [
            ("GZIP", gzip(b"a desk")),
            ("identity, gzip , x-gzip", gzip(&gzip(b"a desk"))),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("br", brotli),
        ] {
            let mut response = received(coding, body);
            decode(&mut response);
            assert_eq!(
                String::from_utf8_lossy(&response.body),
                "a desk",
                "{coding}"
            );
            assert_eq!(response.body_length, 6, "{coding}");
            assert!(!response.has_unread_coding, "{coding}");
        }
    }

    #[test]
    fn what_cannot_be_decoded_stays_and_says_so() {
        for (coding, body) in [
            ("x-desk", b"a desk".to_vec()),
            ("gzip", b"a desk".to_vec()),
            ("br, x-desk", b"a desk".to_vec()),
        ] {
            let mut response = received(coding, body);
            decode(&mut response);
            assert_eq!(response.body, b"a desk", "{coding}");
            assert!(response.has_unread_coding, "{coding}");
        }
    }

    #[test]
    fn no_content_is_decoded_beyond_what_is_kept() {
        let bomb = gzip(&vec![0; 64 * MAX_BODY_BYTES]);
        assert!(bomb.len() < MAX_BODY_BYTES);
        let mut response = received("gzip", bomb);
        decode(&mut response);
        assert_eq!(response.body.len(), MAX_BODY_BYTES);
        assert!(response.body_truncated);
    }
}
