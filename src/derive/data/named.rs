//! Content that words call by the name of an object: what the page lists of that object, and shows of it wherever it
//! does.

use vec1::Vec1;

use super::examples::{Examples, attached, is_of_elements};
use super::lists::lists_of;
use super::{Deriver, Made};
use crate::protocol::Status;
use crate::read::{Extent, NamedContent, Surety};
use crate::table::data::{Basis, Held, JsonKind, Member, MemberPath, Null, Token};

/// What one text shows of an object.
struct Sight<'a> {
    examples: Examples<'a>,
    /// Where the object stands in it.
    at: MemberPath,
}

/// Where the objects stand in the content, and how sure that is.
struct Standing {
    /// The places from the whole down to each object, with what each is.
    places: Vec<(MemberPath, JsonKind)>,
    surety: Surety,
}

impl<'a> Deriver<'a> {
    /// What words call the content of a status, where they agree: what is said leaves no room for what is guessed, and of
    /// two things nobody knows which it is.
    pub(super) fn named_content(
        &self,
        status: Option<Status>,
        is_only: bool,
    ) -> Option<&'a NamedContent> {
        let all = self.facts.named.iter();
        let own = all.filter(|own| match own.status {
            Some(_) => status.is_none() || own.status == status,
            None => is_only,
        });
        let own: Vec<&NamedContent> = own.collect();
        let surety = own.iter().map(|own| own.surety).max()?;
        let mut surest = own.into_iter().filter(|own| own.surety == surety);
        let first = surest.next()?;
        let is_one = |own: &NamedContent| own.extent == Extent::One;
        let agree = |own: &NamedContent| own.list == first.list && is_one(own) == is_one(first);
        (surest.all(agree) && !is_of_elements(&first.list)).then_some(first)
    }

    /// The members of content that words name, and whether there is content for sure; none where the operation shows or
    /// lists itself what its content is.
    pub(super) fn of_named(
        &self,
        named: Option<&'a NamedContent>,
        examples: &Examples<'a>,
        status: Option<Status>,
        is_only: bool,
    ) -> Option<(Vec<Made>, bool)> {
        let named = named?;
        let is_told =
            !examples.all.is_empty() || !lists_of(self.facts, examples, status, is_only).is_empty();
        if is_told {
            return None;
        }
        let sights: Vec<Sight<'a>> = named
            .shown
            .iter()
            .filter_map(|text| sight(text, named))
            .collect();
        let standing = standing(named, &sights);
        let basis = match standing.surety.min(named.surety) {
            Surety::Said => Basis::Said,
            Surety::Guessed => Basis::Shown,
        };
        let mut made: Vec<Made> = Vec::new();
        for (path, kind) in &standing.places {
            made.push(Made {
                member: Member {
                    kinds: vec![*kind],
                    ..Member::at(path.clone(), basis)
                },
                places: vec![named.span],
            });
        }
        let (base, _) = standing.places.last()?;
        let mut listed = named.list.members.iter();
        let has_optional = listed.any(|claim| claim.value.presence == Held::Optional);
        for claim in &named.list.members {
            let mut member = claim.value.clone();
            member.path = base.join(&claim.value.path);
            if member.path.is_too_long() {
                continue;
            }
            member.presence = match (presence(&claim.value, &sights), has_optional) {
                // "Required" may be said of what is sent.
                (Held::Always, true) if sights.is_empty() => Held::Expected,
                (other, _) => other,
            };
            hold_against(&mut member, &claim.value.path, &sights);
            // Where it stands elsewhere, nothing is said of it.
            if named.surety == Surety::Guessed {
                guess(&mut member);
            }
            made.push(Made {
                member,
                places: vec![claim.span, named.span],
            });
        }
        Some((made, named.surety == Surety::Said))
    }
}

/// Where a text shows the object that words name.
fn sight<'a>(text: &'a crate::read::Text, named: &NamedContent) -> Option<Sight<'a>> {
    let examples = Examples::of(vec![text]);
    let lists = [std::sync::Arc::clone(&named.list)];
    let (at, _) = attached(&examples, &lists).into_iter().next()?;
    Some(Sight { examples, at })
}

/// Where what words name stands in the content: as the page shows it elsewhere, or as the words alone have it.
fn standing(named: &NamedContent, sights: &[Sight<'_>]) -> Standing {
    let is_many = named.extent != Extent::One;
    let is_each = |sight: &&Sight<'_>| sight.at.tokens().contains(&Token::Each);
    let alike: Vec<&MemberPath> = sights
        .iter()
        .filter(|own| is_each(own) == is_many)
        .map(|own| &own.at)
        .collect();
    let plain = match is_many {
        true => MemberPath::WHOLE.each(),
        false => MemberPath::WHOLE,
    };
    let wrapped = Vec1::try_from_vec(alike).ok().and_then(|alike| {
        let first = alike.first();
        let is_same = alike.iter().all(|own| own == first) && **first != plain;
        let is_plain = is_many == (first.tokens().last() == Some(&Token::Each));
        (is_same && is_plain).then(|| (*first).clone())
    });
    let (base, surety) = match (wrapped, named.extent) {
        (Some(base), _) => (base, Surety::Guessed),
        (None, Extent::Many) => (plain, Surety::Guessed),
        (None, Extent::One | Extent::Array) => (plain, Surety::Said),
    };
    let mut places = Vec::new();
    let mut path = MemberPath::WHOLE;
    for token in base.tokens() {
        let kind = match token {
            Token::Each => JsonKind::List,
            Token::Name(_) => JsonKind::Object,
        };
        places.push((path.clone(), kind));
        path = path.with(token.clone());
    }
    places.push((path, JsonKind::Object));
    Standing { places, surety }
}

/// Whether a member is there: as its list says, and as every sight of the object shows.
fn presence(member: &Member, sights: &[Sight<'_>]) -> Held {
    let mut is_seen = false;
    for sight in sights {
        let path = sight.at.join(&member.path);
        let around = path
            .split()
            .and_then(|(around, _)| sight.examples.get(&around));
        match sight.examples.get(&path) {
            Some(own) if own.is_in_all => is_seen |= !own.is_null || member.null == Null::Allowed,
            None if around.is_none() => {}
            Some(_) | None => return lessened(member.presence),
        }
    }
    match (member.presence, is_seen) {
        (Held::Expected, true) => Held::Always,
        (other, _) => other,
    }
}

/// What is left of a level that something shows otherwise.
fn lessened(presence: Held) -> Held {
    match presence {
        Held::Optional => Held::Optional,
        Held::Always | Held::Expected | Held::Shown | Held::Unstated => Held::Unstated,
    }
}

/// Takes back what a list says of a member and a sight of it shows otherwise.
fn hold_against(member: &mut Member, path: &MemberPath, sights: &[Sight<'_>]) {
    for sight in sights {
        let Some(own) = sight.examples.get(&sight.at.join(path)) else {
            continue;
        };
        if !own.kinds.iter().all(|kind| member.may_show(*kind)) {
            member.kinds.clear();
            member.format = None;
        }
        if own.is_null {
            member.null = Null::Allowed;
        }
        if !own.texts.iter().all(|text| member.values.contains(text)) {
            member.values.clear();
        }
        let fits =
            |format: &crate::table::data::Format| own.texts.iter().all(|text| format.fits(text));
        member.format = member.format.filter(fits);
    }
}

/// What is left of what a list says where it may be of another thing.
fn guess(member: &mut Member) {
    member.basis = Basis::Shown;
    if member.presence == Held::Always {
        member.presence = Held::Expected;
    }
    if member.null == Null::Forbidden {
        member.null = Null::Unstated;
    }
}
