//! Several claims on the content of errors: those that say no more than another one say nothing.

use crate::read::{Claim, ForAll};

/// The most claims on errors that are held against each other.
const MOST_CLAIMS: usize = 64;

/// Claims without those on errors that say no more than another one.
pub(in super::super) fn joined(claims: Vec<Claim<ForAll>>) -> Vec<Claim<ForAll>> {
    let of = |claim: &Claim<ForAll>| match &claim.value {
        ForAll::ErrorBody {
            members,
            content_type,
        } => Some((members.clone(), content_type.clone())),
        _ => None,
    };
    let mut count = 0;
    let is_kept = |claim: &Claim<ForAll>| {
        count += usize::from(of(claim).is_some());
        of(claim).is_none() || count <= MOST_CLAIMS
    };
    let claims: Vec<Claim<ForAll>> = claims.into_iter().filter(is_kept).collect();
    let all: Vec<_> = claims.iter().map(of).collect();
    let says_more = |at: usize, (members, kind): &(Vec<String>, String)| {
        all.iter().enumerate().any(|(other, own)| {
            let Some((others, others_kind)) = own else {
                return false;
            };
            let has_all = members.iter().all(|member| others.contains(member));
            let is_more = others.len() > members.len() || others == members && other < at;
            has_all && is_more && (kind.is_empty() || kind == others_kind)
        })
    };
    let kept = claims.iter().zip(&all).enumerate();
    let kept = kept.filter(|(at, (_, own))| !own.as_ref().is_some_and(|own| says_more(*at, own)));
    kept.map(|(_, (claim, _))| claim.clone()).collect()
}
