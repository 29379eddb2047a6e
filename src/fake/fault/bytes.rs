//! Faults of the wire and of time: the right answer, wrongly written.

use std::time::Duration;

use super::{Effect, Fault, Ground, Part, Site, site};
use crate::check::CheckCode;
use crate::table::{Response, ResponseBody};

/// How late a late answer is.
pub(crate) const DELAY: Duration = Duration::from_millis(1500);

/// How an answer is written wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    /// Bytes follow the response at once.
    BytesAfter,
    /// Bytes come on the connection before the response after this one.
    StaleBytes,
    /// `Content-Length: 0` where none is allowed.
    LengthWithout,
    /// `Content-Length: 2` and two bytes where none is allowed.
    LengthWith,
    /// `Transfer-Encoding: chunked` with an empty body where none is allowed.
    Chunked,
    /// Fewer bytes than announced.
    Short,
    /// More bytes than announced.
    Long,
    /// The connection ends in the status line.
    CutInStatusLine,
    /// The connection ends in the header section.
    CutInHeaders,
    /// The connection ends in a chunk of the content.
    CutInBody,
    /// The connection ends before the answer.
    NoAnswer,
    /// Bytes stand before the status line.
    BytesBefore,
    /// A whole response follows the response.
    SecondResponse,
    /// A chunk has no size.
    BadChunk,
    /// Lines end with LF alone.
    BareLf,
    /// Two Content-Lengths that differ.
    TwoLengths,
    /// A header holds a NUL byte.
    Nul,
    /// An interim response comes first.
    Interim,
    /// The answer is HTTP/1.0.
    OldVersion,
    /// The header section has no end.
    EndlessHead,
    /// The head comes late.
    LateHead,
    /// The content comes late.
    SlowBody,
    /// The content comes for ever, a byte at a time.
    EndlessBody,
    /// Nothing comes.
    Never,
}

impl Wire {
    pub(super) fn is_of_time(self) -> bool {
        matches!(
            self,
            Self::LateHead | Self::SlowBody | Self::EndlessBody | Self::Never
        )
    }
}

const fn fault(
    code: &'static str,
    meaning: &'static str,
    caught_by: CheckCode,
    sites: fn(&Ground<'_>) -> Vec<Site>,
    wire: Wire,
) -> Fault {
    Fault {
        code,
        meaning,
        caught_by,
        sites,
        effect: Effect::Wire(wire),
    }
}

const AFTER: CheckCode = CheckCode::NoBytesAfterResponse;
const FRAMING: CheckCode = CheckCode::NoFramingOn204;
const COMPLETE: CheckCode = CheckCode::ResponseComplete;
const HEAD: CheckCode = CheckCode::HeadWellFormed;
const LIMIT: CheckCode = CheckCode::ResponseWithinLimit;

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "bytes-after-204",
        "two bytes follow a 204",
        AFTER,
        no_content,
        Wire::BytesAfter,
    ),
    fault(
        "stale-bytes",
        "two bytes stand before the next response on a kept connection",
        AFTER,
        ordinary,
        Wire::StaleBytes,
    ),
    fault(
        "length-on-204",
        "a 204 has Content-Length: 0",
        FRAMING,
        no_content,
        Wire::LengthWithout,
    ),
    fault(
        "length-and-bytes-on-204",
        "a 204 has Content-Length: 2 and two bytes of content",
        FRAMING,
        no_content,
        Wire::LengthWith,
    ),
    fault(
        "chunked-204",
        "a 204 is chunked",
        FRAMING,
        no_content,
        Wire::Chunked,
    ),
    fault(
        "short-body",
        "content ends before its Content-Length",
        COMPLETE,
        content,
        Wire::Short,
    ),
    fault(
        "long-body",
        "content goes on after its Content-Length",
        AFTER,
        content,
        Wire::Long,
    ),
    fault(
        "cut-in-status-line",
        "the connection ends in the status line",
        COMPLETE,
        ordinary,
        Wire::CutInStatusLine,
    ),
    fault(
        "cut-in-headers",
        "the connection ends in the header section",
        COMPLETE,
        ordinary,
        Wire::CutInHeaders,
    ),
    fault(
        "cut-in-body",
        "the connection ends in a chunk",
        COMPLETE,
        content,
        Wire::CutInBody,
    ),
    fault(
        "closed-without-answer",
        "the connection ends before the answer",
        COMPLETE,
        ordinary,
        Wire::NoAnswer,
    ),
    fault(
        "bad-chunk",
        "a chunk of the content has no size",
        COMPLETE,
        content,
        Wire::BadChunk,
    ),
    fault(
        "bytes-before-status-line",
        "two bytes stand before the status line",
        HEAD,
        ordinary,
        Wire::BytesBefore,
    ),
    fault(
        "second-response",
        "a whole response follows the response",
        AFTER,
        ordinary,
        Wire::SecondResponse,
    ),
    fault(
        "bare-lf",
        "the lines of a head end with LF alone",
        HEAD,
        ordinary,
        Wire::BareLf,
    ),
    fault(
        "two-content-lengths",
        "a response has two Content-Lengths that differ",
        HEAD,
        content,
        Wire::TwoLengths,
    ),
    fault(
        "nul-in-header",
        "a header holds a NUL byte",
        HEAD,
        ordinary,
        Wire::Nul,
    ),
    fault(
        "endless-head",
        "the header section has no end",
        CheckCode::HeadWithinBounds,
        ordinary,
        Wire::EndlessHead,
    ),
    fault(
        "interim-response",
        "an interim response that nobody asked for comes first",
        CheckCode::NoUnaskedInterimResponse,
        ordinary,
        Wire::Interim,
    ),
    fault(
        "old-http-version",
        "an HTTP/1.1 request is answered with HTTP/1.0",
        CheckCode::CurrentHttpVersion,
        ordinary,
        Wire::OldVersion,
    ),
    fault(
        "late-head",
        "the head comes late",
        LIMIT,
        ordinary,
        Wire::LateHead,
    ),
    fault(
        "slow-body",
        "the content comes late",
        LIMIT,
        content,
        Wire::SlowBody,
    ),
    fault(
        "endless-body",
        "the content has no end",
        LIMIT,
        content,
        Wire::EndlessBody,
    ),
    fault(
        "never-answers",
        "nothing comes",
        LIMIT,
        ordinary,
        Wire::Never,
    ),
];

/// The response of an ordinary call.
fn ordinary(ground: &Ground<'_>) -> Vec<Site> {
    sites(ground, |_| true)
}

fn no_content(ground: &Ground<'_>) -> Vec<Site> {
    sites(ground, |response| {
        response.status == crate::protocol::Status::NO_CONTENT
    })
}

fn content(ground: &Ground<'_>) -> Vec<Site> {
    match ground.has_no_content() {
        true => Vec::new(),
        false => sites(ground, |response| response.body == ResponseBody::Content),
    }
}

fn sites(ground: &Ground<'_>, wanted: fn(&Response) -> bool) -> Vec<Site> {
    let rows = ground.responses().into_iter();
    let rows = rows.filter(|(_, response, _)| response.when.is_none() && wanted(response));
    rows.map(|(at, _, row)| site(row, Part::Response(at)))
        .collect()
}
