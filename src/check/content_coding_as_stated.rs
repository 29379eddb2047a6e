//! Content is coded as its Content-Encoding says (RFC 9110 §8.4).

use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, Rfc, Step};
use crate::protocol::exchange::{CODINGS, Received};

pub(super) const CHECK: Check = Check {
    code: CheckCode::ContentCodingAsStated,
    rule: "content whose Content-Encoding says gzip, deflate or br is coded so, and text in gzip says so; another coding \
           is not judged",
    source: Rfc::CODING.0,
    authorities: &[(Authority::Http, "")],
    example: concat!(
        "answer  200 OK\n",
        "        Content-Type: application/json\n",
        "        Content-Encoding: gzip\n",
        "\n",
        "        {\"id\": 17}",
    ),
    advice: "Take the field off where nothing was coded: a proxy that decodes content, or a handler that sends \
             what was stored beside its fields, leaves it there.",
    yields_to: &[CheckCode::ResponseComplete, CheckCode::BodyAsDocumented],
    judge: Judge::Response(judge),
};

/// What content in gzip begins with (RFC 1952 §2.3.1), and no text does.
const GZIP: &[u8] = b"\x1f\x8b";

fn judge(demand: &Demand, _step: &Step, response: &Received) -> Judgement {
    let codings = response.codings();
    let is_read = *demand == Demand::Coded && !response.body.is_empty();
    if !is_read || !codings.iter().all(|own| CODINGS.contains(&own.as_str())) {
        return Judgement::NotApplicable;
    }
    if codings.is_empty() {
        let is_text = |own: String| own.starts_with("text/") || own.ends_with("json");
        return match response.media_type().is_some_and(is_text) {
            true => Judgement::from_rule(!response.body.starts_with(GZIP), || Breach {
                message: "the content is coded with gzip and does not say so".to_owned(),
                expected: "Content-Encoding: gzip".to_owned(),
                actual: response.in_words(),
            }),
            false => Judgement::NotApplicable,
        };
    }
    Judgement::from_rule(!response.has_unread_coding, || Breach {
        message: format!(
            "the content says that it is coded with {} and is not",
            codings.join(", ")
        ),
        expected: format!("content in {}", codings.join(", ")),
        actual: response.in_words(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{Is, Trial, exchange};
    use crate::plan::Demand;
    use crate::protocol::exchange::Exchange;

    const JSON: (&str, &str) = ("Content-Type", "application/json");

    /// An answer whose content begins as gzip does.
    fn gzip(headers: &[(&str, &str)]) -> Exchange {
        let mut came = exchange(200, headers, "");
        if let Ok(response) = &mut came.response {
            response.body = super::GZIP.to_vec();
        }
        came
    }

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let trial = |coding: &str, body: &str, is_unread: bool, is: Is| {
            let mut came = exchange(200, &[("Content-Encoding", coding)], body);
            if let Ok(response) = &mut came.response {
                response.has_unread_coding = is_unread;
            }
            (Demand::Coded, came, is)
        };
        vec![
            trial("gzip", "{}", false, Is::Held),
            trial("GZIP", "{}", true, Is::Broken),
            trial("gzip, br", "{}", true, Is::Broken),
            trial("zstd", "(\u{b5}/", true, Is::Silent),
            trial("identity", "{}", false, Is::Silent),
            trial("gzip", "", false, Is::Silent),
            (Demand::Coded, exchange(200, &[JSON], "{}"), Is::Held),
            (Demand::Coded, gzip(&[JSON]), Is::Broken),
            (
                Demand::Coded,
                gzip(&[("Content-Type", "application/gzip")]),
                Is::Silent,
            ),
        ]
    }
}
