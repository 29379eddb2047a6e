//! What was sent is there when the thing is read: an answer that says so and keeps nothing is the error that no status
//! shows.

use serde_json::{Map, Value};

use super::before::{Before, is_kept_copy, is_same, sent};
use super::parsed::{Parsed, in_words};
use super::{Breach, Check, CheckCode, Judge, Judgement, OF_CONTENT};
use crate::plan::{Authority, Demand, Kept, Manner, Rest};
use crate::protocol::exchange::Received;
use crate::table::data::Format;
use crate::table::made::is_volatile;

pub(super) const CHECK: Check = Check {
    code: CheckCode::ChangeIsKept,
    rule: "a thing that was made or changed has the values that were sent when it is read",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for a member that the page documents as sent and as read, where it is as it was before or is not there; and \
             for a boolean, a number or one of a few documented values",
        ),
        (
            Authority::Family,
            "for a member that the page of the whole API documents so",
        ),
        (
            Authority::Assumed,
            "for a value that is a third one, and for what a PATCH did not send",
        ),
    ],
    example: concat!(
        "sent    PATCH /me/shelves/7 with {\"colour\": \"red\"}, which is answered with 200 OK\n",
        "sent    GET /me/shelves/7\n",
        "answer  200 OK\n",
        "        Content-Type: application/json\n",
        "\n",
        "        {\"shelf\": 7, \"colour\": \"green\"}",
    ),
    advice: "Store what was taken before the answer says so, or refuse what cannot be stored. Where it is stored later, \
             answer 202; where a member is not for callers to set, say so on the page.",
    yields_to: OF_CONTENT,
    judge: Judge::Compared(judge),
};

fn judge(demand: &Demand, response: &Received, parsed: &Parsed, before: &Before<'_>) -> Judgement {
    let success = match demand {
        Demand::Kept(success, _) | Demand::RestKept(success, _) => success,
        _ => return Judgement::NotApplicable,
    };
    let json = parsed.json(response).and_then(Value::as_object);
    let json = json.filter(|_| success.has(response.status) && !is_kept_copy(response));
    let judged = json.and_then(|now| match demand {
        Demand::Kept(_, kept) => of_sent(kept, now, before),
        Demand::RestKept(_, rest) => of_rest(rest, now, before),
        _ => None,
    });
    judged.unwrap_or(Judgement::NotApplicable)
}

/// What became of a member that was sent.
enum Became {
    Same,
    Lost,
    Other,
}

fn of_sent(kept: &Kept, now: &Map<String, Value>, before: &Before<'_>) -> Option<Judgement> {
    let making = before.making(&kept.maker)?;
    let sent = match kept.by {
        Some(step) => before.sent(step)?,
        None => sent(making)?,
    };
    let wanted = sent.get(&kept.member).filter(|own| !own.is_null())?;
    let there = |object: &Map<String, Value>| {
        let own = object.get(&kept.member);
        own.filter(|own| !own.is_null()).cloned()
    };
    let was = kept.before.and_then(|step| there(&before.read(step)?));
    let is = there(now);
    let became = match &is {
        None => Became::Lost,
        Some(is) if is_same(wanted, is) => Became::Same,
        Some(is) => {
            let is_as_it_was = was.as_ref().is_some_and(|was| is_same(was, is));
            let was_right = was.as_ref().is_some_and(|was| is_same(wanted, was));
            match is_as_it_was || was_right {
                true => Became::Lost,
                false => Became::Other,
            }
        }
    };
    let is_broken = match (became, kept.manner) {
        (Became::Same, _) => false,
        (Became::Lost, Manner::Any | Manner::Lost)
        | (Became::Other, Manner::Any | Manner::Other) => true,
        (Became::Lost, Manner::Other) | (Became::Other, Manner::Lost) => return None,
    };
    let shown = is.as_ref().map_or("nothing".to_owned(), in_words);
    Some(Judgement::from_rule(!is_broken, || Breach {
        message: format!(
            "`{}` was sent as {}, and is {shown} when the thing is read",
            kept.member,
            in_words(wanted)
        ),
        expected: in_words(wanted),
        actual: shown.clone(),
    }))
}

fn of_rest(rest: &Rest, now: &Map<String, Value>, before: &Before<'_>) -> Option<Judgement> {
    before.making(&rest.maker)?;
    let sent = before.sent(rest.by)?;
    let was = before.read(rest.before)?;
    let is_time = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| Format::DateTime.fits(text))
    };
    let others = was.iter().filter(|(name, value)| {
        !sent.contains_key(*name) && !is_volatile(name, "id") && !is_time(value)
    });
    let mut others = others.peekable();
    others.peek()?;
    let nothing = Value::Null;
    let mut changed = others.filter_map(|(name, value)| {
        let is = now.get(name).unwrap_or(&nothing);
        (!is_same(value, is)).then_some((name, value, is))
    });
    let changed = changed.next();
    let Some((name, value, is)) = changed else {
        return Some(Judgement::Held);
    };
    Some(Judgement::Broken(Breach {
        message: format!(
            "`{name}` was not sent, was {} before and is {} afterwards",
            in_words(value),
            in_words(is)
        ),
        expected: in_words(value),
        actual: in_words(is),
    }))
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::super::tests::{Is, MAKER, Trial, exchange};
    use crate::plan::{Demand, Kept, Manner, Rest, Success};
    use crate::table::OperationId;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let maker = |name: &str| OperationId(name.to_owned());
        let kept = |member: &str, manner, body: &str, is| {
            let kept = Kept {
                member: member.to_owned(),
                maker: maker(MAKER),
                by: Some(1),
                before: Some(0),
                manner,
            };
            let demand = Demand::Kept(Success::Any, Arc::new(kept));
            (demand, exchange(200, &[], body), is)
        };
        let made = |maker, body: &str, is| {
            let kept = Kept {
                member: "colour".to_owned(),
                maker,
                by: None,
                before: None,
                manner: Manner::Any,
            };
            let demand = Demand::Kept(Success::Any, Arc::new(kept));
            (demand, exchange(200, &[], body), is)
        };
        let rest = |body: &str, is| {
            let rest = Rest {
                maker: maker(MAKER),
                by: 1,
                before: 0,
            };
            let demand = Demand::RestKept(Success::Any, Arc::new(rest));
            (demand, exchange(200, &[], body), is)
        };
        vec![
            kept("colour", Manner::Lost, "{\"colour\": \"RED\"}", Is::Held),
            kept(
                "colour",
                Manner::Lost,
                "{\"colour\": \"green\"}",
                Is::Broken,
            ),
            kept("colour", Manner::Lost, "{}", Is::Broken),
            kept("colour", Manner::Lost, "{\"colour\": \"#f00\"}", Is::Silent),
            kept(
                "colour",
                Manner::Other,
                "{\"colour\": \"#f00\"}",
                Is::Broken,
            ),
            kept(
                "colour",
                Manner::Other,
                "{\"colour\": \"green\"}",
                Is::Silent,
            ),
            kept("colour", Manner::Any, "{\"colour\": \"#f00\"}", Is::Broken),
            kept("places", Manner::Any, "{\"places\": 12}", Is::Silent),
            kept("colour", Manner::Any, "[]", Is::Silent),
            made(maker(MAKER), "{\"colour\": \"blue\"}", Is::Held),
            made(maker(MAKER), "{\"colour\": \"green\"}", Is::Broken),
            made(maker("another"), "{\"colour\": \"green\"}", Is::Silent),
            rest("{\"colour\": \"red\", \"places\": 12}", Is::Held),
            rest("{\"colour\": \"red\", \"places\": 0}", Is::Broken),
            rest("{\"colour\": \"red\"}", Is::Broken),
            (Demand::NoServerError, exchange(200, &[], "{}"), Is::Silent),
        ]
    }
}
