//! The types of JSON content: the members that lists name, held against those that examples show.
//!
//! A list is of the object in an example that has its names. Where the two say different things of a member, that is
//! a finding, and nothing of it is judged.

mod examples;
mod lists;
mod named;

use std::collections::HashMap;
use std::sync::Arc;

use vec1::{Vec1, vec1};

use super::{Deriver, MOST_CITES, Scope};
use crate::protocol::Status;
use crate::protocol::content::media_type;
use crate::protocol::encoding::{Part, Value};
use crate::read::{Claim, FindingCode, ListOf, MemberList, Text};
use crate::table::data::shown::{MOST_MEMBERS, Shown};
use crate::table::data::{Basis, DataType, Held, JsonKind, Member, MemberPath, Null, Token};
use crate::table::{Content, Response, ResponseBody, Row, RowId};
use crate::text::page::Span;
use examples::{Examples, is_of_elements, names};
use lists::{lists_of, whole_of};

/// The most names that an example has beside those of a list, for each to be a finding.
const MOST_UNLISTED: usize = 2;

/// A member on its way to a row, with the places that say it.
struct Made {
    member: Member,
    places: Vec<Span>,
}

impl<'a> Deriver<'a> {
    /// Gives the responses with content the types of it.
    pub(super) fn data(&mut self, scope: &Scope<'a>, responses: &mut [Row<Response>]) {
        let with_content = responses.iter().filter(|row| is_json(row.effective()));
        let is_only = with_content.count() == 1;
        for row in responses {
            let status = row.effective().status;
            let examples = Examples::of(self.content_of(scope, status, is_only));
            let named = self.named_content(Some(status), is_only);
            let (made, is_sure) = match self.of_named(named, &examples, Some(status), is_only) {
                Some(made) => made,
                None => (self.members(scope, &examples, Some(status), is_only), true),
            };
            let Some(first) = responses_id(scope, status, row.id.0.ends_with("/response")) else {
                continue;
            };
            let Some(data) = self.typed(&first, made) else {
                continue;
            };
            if let [reading] = row.readings_mut()
                && is_json(&reading.value)
            {
                reading.value.data = Some(data);
                if is_sure {
                    reading.value.body = ResponseBody::Content;
                }
            }
        }
    }

    /// The content of a success, where nobody states its status.
    pub(super) fn content(
        &mut self,
        scope: &Scope<'a>,
        responses: &[Row<Response>],
    ) -> Option<Row<Content>> {
        if !responses.is_empty() {
            return None;
        }
        let texts = self.facts.shown_content.iter().map(|(_, text)| text);
        let examples = Examples::of(texts.collect());
        let named = self.named_content(None, true);
        let made = match self.of_named(named, &examples, None, true) {
            Some((made, _)) => made,
            None => self.members(scope, &examples, None, true),
        };
        let data = self.typed(&scope.id, made)?;
        let mut cites = data.members.first()?.cites();
        let said = self.facts.media_type.as_ref();
        cites.extend(said.map(|said| self.cite(said.span)));
        let content_type = said.map(|said| said.value.clone());
        Some(Row::settled(
            scope.row_id("content"),
            Content { data, content_type },
            cites,
        ))
    }

    /// The content that examples show for a status.
    fn content_of(&self, scope: &Scope<'a>, status: Status, is_only: bool) -> Vec<&'a Text> {
        let answers = scope.examples.iter().flat_map(|example| &example.responses);
        let answers = answers.filter(|answer| answer.status == status);
        let answers = answers.filter(|answer| {
            let stated = answer.message.header("content-type");
            stated.is_none_or(|(own, _)| media_type(own).ends_with("json"))
        });
        let mut texts: Vec<&Text> = answers
            .filter_map(|own| own.message.body.as_ref())
            .collect();
        let alone = self
            .facts
            .shown_content
            .iter()
            .filter(|(own, _)| match own {
                Some(own) => *own == status,
                None => is_only,
            });
        for (_, text) in alone {
            if !texts
                .iter()
                .any(|other| other.span.start == text.span.start)
            {
                texts.push(text);
            }
        }
        texts
    }

    /// The members of content of a status.
    fn members(
        &mut self,
        scope: &Scope<'a>,
        examples: &Examples<'a>,
        status: Option<Status>,
        is_only: bool,
    ) -> Vec<Made> {
        let attached = lists_of(self.facts, examples, status, is_only);
        let mut made: Vec<Made> = examples
            .all
            .iter()
            .map(|own| self.of_example(examples, own))
            .collect();
        let mut at: HashMap<MemberPath, usize> = examples.at.clone();
        for (node, list) in &attached {
            if let Some(at) = at.get(node).filter(|_| !is_of_elements(list)) {
                // What members are listed of is an object, as the example has it.
                made[*at].member.basis = Basis::Said;
            }
            for claim in &list.members {
                let path = node.join(&claim.value.path);
                if path.is_too_long() || made.len() >= MOST_MEMBERS {
                    continue;
                }
                let told = self.of_list(examples, &path, claim);
                match at.get(&path) {
                    Some(at) => made[*at] = told,
                    None => {
                        at.insert(path, made.len());
                        made.push(told);
                    }
                }
            }
            self.close(examples, node, list, &mut made, &at);
        }
        let is_schema = |(_, list): &(MemberPath, &MemberList)| matches!(list.of, ListOf::Whole(_));
        if examples.all.is_empty() && !attached.iter().any(is_schema) {
            match may_be_list(scope) {
                // Its members may be those of the elements, wherever they stand.
                true => made
                    .iter_mut()
                    .for_each(|own| own.member.presence = Held::Unstated),
                false => made.splice(0..0, whole_of(&attached)).for_each(drop),
            }
        }
        made.retain(|own| says_anything(&own.member));
        made
    }

    /// What an example says of a place by itself.
    fn of_example(&self, examples: &Examples<'a>, own: &Shown) -> Made {
        let mut member = own.member();
        if member.path == MemberPath::WHOLE {
            member.basis = Basis::Said;
        }
        let places = self.places(examples, own);
        Made { member, places }
    }

    fn places(&self, examples: &Examples<'a>, own: &Shown) -> Vec<Span> {
        let places = own.places.iter().filter_map(|(example, at)| {
            let text = examples.texts.get(*example)?;
            // What was read was trimmed.
            let lead = text.text.len() - text.text.trim_start().len();
            let start = text.place(self.page, lead + at);
            let name = own
                .path
                .tokens()
                .iter()
                .rev()
                .find_map(|token| match token {
                    Token::Name(name) => Some(name.len() + 2),
                    Token::Each => None,
                });
            let end = start + name.unwrap_or(1);
            Some(Span::new(start, end.min(text.span.end.max(start))))
        });
        places.take(MOST_CITES).collect()
    }

    /// What a list says of a member, held against what examples show of it.
    fn of_list(
        &mut self,
        examples: &Examples<'a>,
        path: &MemberPath,
        claim: &Claim<Member>,
    ) -> Made {
        let mut member = claim.value.clone();
        member.path = path.clone();
        let says_null = member.null == Null::Allowed;
        let shown = examples.get(path);
        if let Some(own) = shown {
            self.hold_against(examples, own, &mut member, claim.span);
        }
        let around = path.split().and_then(|(around, _)| {
            let around = examples.get(&around)?;
            Some(around.kinds.contains(&JsonKind::Object))
        });
        member.presence = match (member.presence, shown, around) {
            (Held::Optional, _, _) => Held::Optional,
            (Held::Always, Some(own), _) if own.is_in_all => Held::Always,
            (Held::Always, _, None) => Held::Always,
            // What is shown as `null` is there, where the list says that it may be.
            (Held::Expected, Some(own), _) if own.is_in_all && (!own.is_null || says_null) => {
                Held::Always
            }
            (Held::Expected, None, None) => Held::Expected,
            (Held::Always | Held::Expected | Held::Shown | Held::Unstated, _, _) => Held::Unstated,
        };
        Made {
            member,
            places: vec![claim.span],
        }
    }

    /// Takes back what a list says of a member and an example shows otherwise.
    fn hold_against(
        &mut self,
        examples: &Examples<'a>,
        own: &Shown,
        member: &mut Member,
        said: Span,
    ) {
        let mut wrong: Option<(String, String)> = None;
        let other = own.kinds.iter().find(|kind| !member.may_show(**kind));
        if let Some(other) = other {
            wrong = Some((member.kinds_in_words(), other.said().to_owned()));
            member.kinds.clear();
            member.format = None;
        }
        if own.is_null && member.null == Null::Forbidden {
            wrong = wrong.or_else(|| Some(("not null".to_owned(), "null".to_owned())));
        }
        if own.is_null {
            member.null = Null::Allowed;
        }
        let unlisted = own.texts.iter().find(|text| !member.values.contains(text));
        if let Some(unlisted) = unlisted.filter(|_| !member.values.is_empty()) {
            let listed = format!("one of {}", member.values.join(", "));
            wrong = wrong.or_else(|| Some((listed, format!("`{}`", short(unlisted)))));
            member.values.clear();
        }
        if member
            .format
            .is_some_and(|format| !own.texts.iter().all(|text| format.fits(text)))
        {
            member.format = None;
        }
        if let (Some((told, other)), Some(place)) = (wrong, self.places(examples, own).first()) {
            let name = name_of(&member.path);
            self.finding(
                FindingCode::MemberShownOtherwise,
                format!("`{name}` is {told} by its description, and {other} in the example"),
                vec1![(said, told.clone()), (*place, format!("{other} here"))],
                "describe and show it in one way",
            );
        }
    }

    /// Marks the object that a complete list describes as one without other members, and reports those that an example
    /// shows nevertheless.
    fn close(
        &mut self,
        examples: &Examples<'a>,
        node: &MemberPath,
        list: &MemberList,
        made: &mut [Made],
        at: &HashMap<MemberPath, usize>,
    ) {
        if !list.is_complete || matches!(list.of, ListOf::Whole(_)) || is_of_elements(list) {
            return;
        }
        let listed: Vec<&str> = names(list).collect();
        let unlisted = examples.all.iter().filter(|own| {
            let around = own.path.split();
            around.is_some_and(|(around, last)| {
                let is_listed =
                    matches!(last, Token::Name(name) if listed.contains(&name.as_str()));
                around == *node && *last != Token::Each && !is_listed
            })
        });
        let unlisted: Vec<&Shown> = unlisted.collect();
        let listed_and_shown = listed
            .iter()
            .filter(|name| examples.at.contains_key(&node.member(name)));
        let known = listed_and_shown.count();
        if unlisted.is_empty() && known > 0 {
            if let Some(at) = at.get(node) {
                made[*at].member.is_closed = true;
            }
            return;
        }
        let is_list_of_it = known >= 3 && known * 10 >= listed.len() * 7;
        if unlisted.len() > MOST_UNLISTED || !is_list_of_it {
            return;
        }
        let said = list.members.first().map(|claim| claim.span);
        for own in unlisted {
            let places = self.places(examples, own);
            if let (Some(said), Some(place)) = (said, places.first()) {
                let name = name_of(&own.path);
                self.finding(
                    FindingCode::MemberNotListed,
                    format!("the example has `{name}`, which the list of its members lacks"),
                    vec1![
                        (*place, "not listed".to_owned()),
                        (said, "the list".to_owned())
                    ],
                    "list the member, or leave it out of the example",
                );
            }
        }
    }

    /// A type of members, the one that there is where another response has the same.
    fn typed(&mut self, id: &str, made: Vec<Made>) -> Option<Arc<DataType>> {
        if made.is_empty() {
            return None;
        }
        let mut rows = Vec::new();
        let mut key = String::new();
        for Made { member, places } in made {
            let cites: Vec<_> = places.iter().map(|place| self.cite(*place)).collect();
            let Ok(mut cites) = Vec1::try_from_vec(cites) else {
                continue;
            };
            cites.dedup();
            key.push_str(&format!("{member:?} {cites:?}\n"));
            let path = Value::raw(member.path.to_string()).within(Part::Segments);
            let row = RowId(format!("{id}/member{path}"));
            rows.push(Row::settled(row, member, cites));
        }
        let members = rows;
        let id = id.to_owned();
        let data = self
            .types
            .entry(key)
            .or_insert_with(|| Arc::new(DataType { id, members }));
        Some(Arc::clone(data))
    }
}

/// The id of the type that a response has: that of its operation, and where it is not the first its status.
fn responses_id(scope: &Scope<'_>, status: Status, is_first: bool) -> Option<String> {
    Some(match is_first {
        true => scope.id.clone(),
        false => format!("{}/{}", scope.id, status.code()),
    })
}

/// Whether an operation may give a list, as its path has it: `GET /desks`.
fn may_be_list(scope: &Scope<'_>) -> bool {
    scope.requests.iter().any(|line| {
        let path = line.path.path().as_str().trim_end_matches('/');
        let last = path.rsplit('/').next().unwrap_or_default();
        line.method.as_str() == "GET" && last.ends_with('s')
    })
}

/// Whether a response has content that may be JSON.
fn is_json(response: &Response) -> bool {
    let is_json = response.content_type.as_ref();
    let is_json = is_json.is_none_or(|own| media_type(own).ends_with("json"));
    let has_content = response.body != ResponseBody::Empty && !response.status.forbids_content();
    has_content && is_json && response.status.is_success()
}

/// Whether anything is said of a member that could be judged.
fn says_anything(member: &Member) -> bool {
    !member.kinds.is_empty()
        || matches!(member.presence, Held::Always | Held::Expected)
        || !member.values.is_empty()
        || member.basis == Basis::Said
}

/// A path as people write it: `items[].id`.
fn name_of(path: &MemberPath) -> String {
    let mut name = String::new();
    for token in path.tokens() {
        match token {
            Token::Each => name.push_str("[]"),
            Token::Name(own) if name.is_empty() => name.push_str(own),
            Token::Name(own) => {
                name.push('.');
                name.push_str(own);
            }
        }
    }
    short(&name).to_owned()
}

/// No more of a text than a line has room for.
fn short(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= 60);
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}
