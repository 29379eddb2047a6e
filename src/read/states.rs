//! Words beside an error by which an operation is refused while its thing is in some states: "the loan has to be
//! `approved`", "closed desks cannot be booked". What may mean another thing is not read.

mod frame;
mod outcome;
mod part;
mod plainly;
mod tokens;

use super::done::of_status;
use crate::protocol::Status;
use crate::protocol::words::words_of;
use frame::{Frame, frame};
pub(crate) use outcome::outcome;
use plainly::plainly;
use tokens::{Token, parts};

/// The statuses by which services refuse what a thing is in no state for (RFC 9110 §15.5).
const OF_STATE: &[u16] = &[400, 403, 409, 410, 412, 422, 423];

/// A member of a thing by which it says in which state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateMember {
    /// Its name.
    pub name: String,
    /// All of its values, in the order of the page; none where it is true or false.
    pub values: Vec<String>,
}

/// The states of a member in which an operation is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The member.
    pub member: String,
    /// The states, in the order of the page.
    pub states: Vec<String>,
}

/// Whether words beside an error of a status may say such a thing at all.
#[must_use]
pub(crate) fn may_say(status: Status) -> bool {
    OF_STATE.contains(&status.code())
}

/// The states in which words beside an error say that it is answered, for a thing that is called by some nouns and has
/// these members; none where they say it of no member, or could be of several.
#[must_use]
pub(crate) fn refused(
    status: Status,
    words: &str,
    nouns: &[String],
    members: &[StateMember],
) -> Option<Refused> {
    if !may_say(status) {
        return None;
    }
    let own = plainly(of_status(status, words));
    let parts = parts(&own);
    let otherwise = says_otherwise(&own);
    let mut found = members.iter().filter_map(|member| {
        let forms = forms(member);
        let mut said = parts
            .iter()
            .filter_map(|part| frame(part, &forms, nouns, &member.name, otherwise));
        let frame = said.next()?;
        // Two parts that speak of states may be two conditions of one refusal.
        let is_only = said.next().is_none();
        Some((member, frame.filter(|_| is_only)))
    });
    let (member, frame) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let states = states(member, &frame?)?;
    Some(Refused {
        member: member.name.clone(),
        states,
    })
}

/// The words of each value of a member; of one that is true or false those of its name.
fn forms(member: &StateMember) -> Vec<Vec<String>> {
    match member.values.as_slice() {
        [] => {
            let mut words = words_of(&member.name);
            if words.len() > 1 && words.first().is_some_and(|first| first == "is") {
                words.remove(0);
            }
            vec![words]
        }
        values => values.iter().map(|value| words_of(value)).collect(),
    }
}

/// The values that a frame says.
fn states(member: &StateMember, frame: &Frame) -> Option<Vec<String>> {
    let is_in = |at: &usize| frame.states.contains(at);
    if member.values.is_empty() {
        let is_true = frame.is_refused_in == frame::In::These;
        return Some(vec![is_true.to_string()]);
    }
    let count = member.values.len();
    // Values in the order of the alphabet need not come one after the other.
    let is_ordered = count < 3 || member.values.windows(2).any(|two| two[0] > two[1]);
    let is_of_order = matches!(frame.is_refused_in, frame::In::Earlier | frame::In::Later);
    if is_of_order && !is_ordered {
        return None;
    }
    let first = frame.states.iter().min().copied()?;
    let last = frame.states.iter().max().copied()?;
    let taken: Vec<usize> = match frame.is_refused_in {
        frame::In::These => (0..count).filter(is_in).collect(),
        frame::In::Others => (0..count).filter(|at| !is_in(at)).collect(),
        frame::In::Later => (last + 1..count).collect(),
        frame::In::Earlier => (0..first).collect(),
    };
    let states = taken
        .iter()
        .filter_map(|at| member.values.get(*at).cloned());
    (!taken.is_empty() && taken.len() < count).then(|| states.collect())
}

/// Whether words say that their one status is answered otherwise.
fn says_otherwise(words: &str) -> bool {
    let parts = parts(words);
    let all: Vec<&Token> = parts.iter().flatten().collect();
    let is_code = |token: &&&Token| {
        let is_digit = token.text.bytes().all(|byte| byte.is_ascii_digit());
        token.text.len() == 3 && is_digit
    };
    let says = all
        .iter()
        .any(|token| matches!(token.text.as_str(), "otherwise" | "else"));
    says && all.iter().filter(is_code).count() == 1
}

#[cfg(test)]
mod tests {
    use super::{Refused, StateMember, refused};
    use crate::protocol::Status;

    fn member(name: &str, values: &[&str]) -> StateMember {
        StateMember {
            name: name.to_owned(),
            values: values.iter().map(|&value| value.to_owned()).collect(),
        }
    }

    fn members() -> Vec<StateMember> {
        vec![
            member(
                "state",
                &["requested", "approved", "in_progress", "shipped", "closed"],
            ),
            member("colour", &["white", "green"]),
            member("archived", &[]),
        ]
    }

    fn read(words: &str) -> Option<Refused> {
        let nouns = ["loan", "loans"].map(str::to_owned);
        refused(Status::new(409).unwrap(), words, &nouns, &members())
    }

    #[test]
    fn the_states_in_which_it_is_refused_are_read() {
        let not_approved = "requested in_progress shipped closed";
        for (words, states) in [
            (
                "The loan has to be `approved`, otherwise `409`.",
                not_approved,
            ),
            ("the loan must be approved (409)", not_approved),
            ("409 -- the loan is not approved", not_approved),
            ("409 if the loan isn't `approved`", not_approved),
            ("409 unless the loan is approved", not_approved),
            (
                "A loan that is not approved cannot be shipped (409)",
                not_approved,
            ),
            (
                "Only approved loans can be shipped; 409 Conflict otherwise",
                not_approved,
            ),
            (
                "Can only be called while the loan is approved; 409 otherwise",
                not_approved,
            ),
            (
                "409: only loans in state `approved` can be shipped",
                not_approved,
            ),
            ("409 if its `state` is not `approved`", not_approved),
            ("409 if the state is other than approved", not_approved),
            (
                "409 when the status of the loan is not approved",
                not_approved,
            ),
            (
                "the loan cannot be shipped unless it is approved",
                not_approved,
            ),
            ("409 Conflict - not approved", not_approved),
            (
                "409 -- the loan is no longer requested",
                "approved in_progress shipped closed",
            ),
            (
                "the loan is not approved any more",
                "in_progress shipped closed",
            ),
            ("the loan is not approved yet", "requested"),
            (
                "Returns 409 if the loan is already in progress or closed",
                "in_progress closed",
            ),
            ("409 if the loan is already shipped", "shipped"),
            ("the loan was already shipped", "shipped"),
            ("closed loans cannot be changed: 409", "closed"),
            ("A shipped loan can no longer be changed (409)", "shipped"),
            ("409 for closed loans", "closed"),
            (
                "the loan must not be `shipped` or `closed`",
                "shipped closed",
            ),
            (
                "409 -- the loan was shipped, and can not be withdrawn any more",
                "shipped",
            ),
            ("the loan cannot be changed once it is shipped", "shipped"),
            ("409 - loan already closed", "closed"),
            ("409 if the loan is archived", "true"),
            ("Archived loans cannot be changed (409)", "true"),
            ("409 if the loan is not archived", "false"),
            ("409 if it is in the `shipped` state", "shipped"),
            (
                "the loan must be `requested` or `approved`",
                "in_progress shipped closed",
            ),
            ("A `shipped` loan stays, `409` `wrong_state`", "shipped"),
            (
                "If the loan is already `approved` or `shipped`, that is a `409` `wrong_state`",
                "approved shipped",
            ),
            (
                "A loan that is `requested` (nobody looked at it) or already `shipped` is refused with `409` `wrong_state`",
                "requested shipped",
            ),
            ("Once the loan is closed you get a `409`", "closed"),
            (
                "If the loan is closed, the answer is 409 with the problem code `wrong-state`",
                "closed",
            ),
            (
                "In any state other than `approved` the answer is 409",
                not_approved,
            ),
            (
                "Only works while the loan is approved; 409 otherwise",
                not_approved,
            ),
            ("Shipped loans are final: 409 `is-shipped`", "shipped"),
            (
                "For a closed loan we answer `409` (`wrong-state`)",
                "closed",
            ),
        ] {
            let found = read(words).map(|own| own.states.join(" "));
            assert_eq!(found.unwrap_or_default(), states, "{words}");
        }
    }

    #[test]
    fn what_may_mean_another_thing_is_not_read() {
        for words in [
            "409 Conflict",
            "409 if the desk is closed",
            "409 if its desk is closed",
            "409 if the loan's desk is closed",
            "409 if the loan is closed and the caller is no librarian",
            "409 if the loan is closed, unless `force` is set",
            "409 if the loan was closed by another reader",
            "409 if the loan was not approved",
            "409 if the loan has not been approved",
            "the loan must have been approved",
            "the loan must be approved or overdue (409)",
            "the loan must be approved, overdue or lost (409)",
            "the loan cannot be approved",
            "409 if the loan cannot be closed",
            "the loan can be changed while it is approved (409)",
            "409 if it is approved, otherwise 204",
            "a closed desk cannot be booked",
            "Only librarians can change closed loans (409)",
            "Only librarians can change a loan while it is closed (409)",
            "the parent loan is closed",
            "409 if another loan is in progress",
            "409 if a request is in progress",
            "409 if the loan is closed while it has copies",
            "409 until the loan is approved",
            "409 if the copy is missing the loan is closed",
            "the loan is closed, it is white",
            "409 if the loan is green or white",
            "404 if the loan is closed, or 409 if the copy is lent",
            "you must be approved",
            "409 if the loan is closed for more than 3 days",
            "a running loan must not be closed",
            "an approved loan cannot be shipped unless it is closed",
            "409 if the loan is not closed or the desk is taken",
            "A closed loan (unless you force it) is refused with 409",
            "In any state other than `lost` the answer is 409",
            "A desk that is closed is refused with 409",
        ] {
            assert_eq!(read(words), None, "{words}");
        }
        let nouns = ["loan".to_owned()];
        let alphabet = [member("state", &["archived", "draft", "published"])];
        for words in [
            "the loan is not published yet",
            "the loan is no longer archived",
        ] {
            assert_eq!(
                refused(Status::new(409).unwrap(), words, &nouns, &alphabet),
                None,
                "{words}"
            );
        }
        let read = |code| {
            let status = Status::new(code).unwrap();
            refused(status, "the loan is closed", &nouns, &members())
        };
        assert_eq!(read(404), None);
        assert!(read(422).is_some());
        // Two members have the value.
        let two = [
            member("state", &["open", "closed"]),
            member("desk", &["closed", "lent"]),
        ];
        let status = Status::new(409).unwrap();
        assert_eq!(refused(status, "the loan is closed", &nouns, &two), None);
    }
}
