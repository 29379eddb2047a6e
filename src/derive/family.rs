//! What pages say of all requests, as the families of the operations that they speak for: those of the page itself,
//! or, of a page without any, those of its folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vec1::vec1;

use super::Derived;
use crate::protocol::template::{TOKEN_PLACEHOLDER, slug};
use crate::protocol::{HeaderName, Method};
use crate::read::ForAll;
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::family::{ErrorBody, Family, FamilyHeader, FamilyParameter, FamilySuccess};
use crate::table::words::Word as _;
use crate::table::{Citation, HeaderRule, Operation, OperationId, Presence, RowId, RowRef};
use crate::text::page::Page;

/// Pages that speak for all requests, and those that they speak for.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    voices: Vec<Voice>,
    /// The families so far, by the folder that was given and the page or the folder below it that they are of.
    families: BTreeMap<(Option<PathBuf>, String), Family>,
    /// The ids that are taken.
    taken: BTreeSet<String>,
}

/// A page with what it says of all requests.
#[derive(Debug)]
struct Voice {
    /// Which of the folders that were given it was found in; none where it was named by itself.
    root: Option<PathBuf>,
    /// Its path.
    page: String,
    sha256: String,
    /// Whether it documents operations, and speaks for these.
    has_operations: bool,
    said: Vec<(ForAll, Citation)>,
}

/// One thing that is said, with the page that says it.
#[derive(Debug, Clone)]
struct Said<'a> {
    says: &'a ForAll,
    cites: &'a Citation,
    voice: &'a Voice,
}

impl Voices {
    /// Nobody yet; families of these ids are there already.
    pub(crate) fn beside(taken: impl Iterator<Item = String>) -> Self {
        Self {
            taken: taken.collect(),
            ..Self::default()
        }
    }

    /// Takes a page; `root` is the folder that was given and holds it.
    pub(crate) fn add(&mut self, root: Option<&Path>, page: &Page, derived: &Derived) {
        if derived.for_all.is_empty() {
            return;
        }
        self.voices.push(Voice {
            root: root.map(Path::to_owned),
            page: page.path().to_owned(),
            sha256: page.sha256().to_owned(),
            has_operations: derived.table.is_some(),
            said: derived.for_all.clone(),
        });
    }

    /// The id of the family of a page's operations; none where nobody speaks for them. Operations that are served
    /// without a credential are named in it.
    pub(crate) fn family(
        &mut self,
        root: Option<&Path>,
        page: &str,
        operations: &[Operation],
        open: &[OperationId],
    ) -> Option<String> {
        let said = said(&self.voices, root, page);
        let of = speaks_for(&said, page)?;
        let key = (root.map(Path::to_owned), of.path().to_owned());
        let taken = &mut self.taken;
        let known = self.families.entry(key);
        let family = known.or_insert_with(|| family(free_id(&of, taken), &said));
        let own = operations.iter();
        let own = own.filter(|own| open.contains(&own.id) || gives_credential(own));
        let open: Vec<OperationId> = own.map(|own| own.id.clone()).collect();
        for header in &mut family.headers {
            if header.row.first().value.is_credential() {
                header.except.extend(open.iter().cloned());
            }
        }
        for parameter in &mut family.parameters {
            parameter.except.extend(open.iter().cloned());
        }
        Some(family.id.clone())
    }

    /// The families that operations were given.
    pub(crate) fn into_families(self) -> Vec<Family> {
        self.families.into_values().collect()
    }
}

impl Voice {
    fn said(&self) -> impl Iterator<Item = Said<'_>> {
        let rows = self
            .said
            .iter()
            .filter(|(says, _)| !matches!(says, ForAll::Base(_)));
        rows.map(|(says, cites)| Said {
            says,
            cites,
            voice: self,
        })
    }
}

/// What is said of a page's operations, by itself first and then by the nearest folder; of what the pages of a
/// folder say differently nothing.
fn said<'a>(voices: &'a [Voice], root: Option<&Path>, page: &str) -> Vec<Said<'a>> {
    let own = |voice: &&Voice| {
        voice.root.as_deref() == root && voice.page == page && voice.has_operations
    };
    let mut kept: Vec<Said<'a>> = Vec::new();
    let mut levels: Vec<Vec<&Voice>> = vec![voices.iter().filter(own).collect()];
    let mut folder = page;
    while root.is_some() && !folder.is_empty() {
        folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_here = |voice: &&Voice| {
            let (above, _) = voice.page.rsplit_once('/').unwrap_or_default();
            voice.root.as_deref() == root && !voice.has_operations && above == folder
        };
        levels.push(voices.iter().filter(is_here).collect());
    }
    for level in levels {
        let speaking = level.into_iter();
        let all: Vec<Said<'a>> = speaking.flat_map(Voice::said).collect();
        for said in &all {
            let is_open = all.iter().any(|other| said.says.contradicts(other.says));
            let is_said = kept.iter().any(|other| said.says.is_of_same(other.says));
            if !is_open && !is_said {
                kept.push(said.clone());
            }
        }
    }
    kept
}

/// What is spoken for, by its path.
#[derive(Debug, Clone, Copy)]
enum SpokenFor<'a> {
    Page(&'a str),
    Folder(&'a str),
}

impl<'a> SpokenFor<'a> {
    fn path(self) -> &'a str {
        match self {
            Self::Page(path) | Self::Folder(path) => path,
        }
    }
}

/// What is spoken for: the page that speaks for itself, else the folder of the nearest page that speaks for it.
fn speaks_for<'a>(said: &[Said<'a>], page: &'a str) -> Option<SpokenFor<'a>> {
    if said.iter().any(|said| said.voice.has_operations) {
        return Some(SpokenFor::Page(page));
    }
    let pages = said.iter().map(|said| said.voice.page.as_str());
    let folders = pages.map(|page| page.rsplit_once('/').map_or("", |(folder, _)| folder));
    let nearest = folders.max_by_key(|folder| folder.len());
    nearest.map(SpokenFor::Folder)
}

/// An id that no family has yet; it is taken from now on.
fn free_id(of: &SpokenFor<'_>, taken: &mut BTreeSet<String>) -> String {
    let name = match of {
        SpokenFor::Page(page) => {
            let stem = page.rsplit_once('.').map_or(*page, |(stem, _)| stem);
            slug(&format!("of {stem}"))
        }
        SpokenFor::Folder(folder) => slug(folder),
    };
    let id = format!("all-requests-{name}");
    let id = id.trim_end_matches('-').to_owned();
    let mut unique = id.clone();
    let mut number = 1;
    while !taken.insert(unique.clone()) {
        number += 1;
        unique = format!("{id}-{number}");
    }
    unique
}

/// The family of what is said.
fn family(id: String, said: &[Said<'_>]) -> Family {
    let mut family = Family {
        id,
        ..Family::default()
    };
    for said in said {
        add(&mut family, said);
    }
    // The first that speaks of a method holds.
    family
        .successes
        .sort_by_key(|success| success.methods.is_empty());
    family
}

/// Adds one thing as a row.
fn add(family: &mut Family, said: &Said<'_>) {
    let reference = |row: &str| {
        Arc::new(RowRef {
            id: RowId(format!("{}/{row}", family.id)),
            page: said.voice.page.clone(),
            sha256: Some(said.voice.sha256.clone()),
            cites: vec1![said.cites.clone()],
            is_of_family: true,
        })
    };
    match said.says {
        ForAll::Success { methods, status } => {
            let names: Vec<String> = methods.iter().map(|m| m.as_str().to_lowercase()).collect();
            let row = if names.is_empty() {
                "success".to_owned()
            } else {
                format!("success/{}", names.join("-"))
            };
            family.successes.push(FamilySuccess {
                reference: reference(&row),
                methods: methods.clone(),
                status: *status,
            });
        }
        ForAll::Header {
            name,
            value,
            presence,
        } => {
            let reference = reference(&format!("header/{}", name.lower()));
            let rule = rule(name, value.as_deref(), *presence);
            family.headers.push(FamilyHeader::of(reference, rule));
        }
        ForAll::Parameter {
            name,
            place,
            presence,
        } => {
            let reference = reference(&format!("{}/{}", place.word(), slug(name)));
            let parameter = of_caller(name, *place, *presence);
            family
                .parameters
                .push(FamilyParameter::of(reference, parameter));
        }
        ForAll::CredentialRefused(status) => {
            family.credential = Some((reference("credential"), *status));
        }
        ForAll::ErrorBody {
            members,
            content_type,
        } => {
            let body = ErrorBody {
                members: members.clone(),
                content_type: content_type.clone(),
            };
            family.error_body = Some((reference("error-body"), body));
        }
        ForAll::Base(_) => {}
    }
}

/// What is said of a header.
fn rule(name: &HeaderName, value: Option<&str>, presence: Presence) -> HeaderRule {
    HeaderRule {
        name: name.clone(),
        presence,
        value: value.map(str::to_owned),
        condition: None,
    }
}

/// A parameter that carries the caller's credential.
fn of_caller(name: &str, place: ParameterPlace, presence: Presence) -> Parameter {
    Parameter {
        value: Some(TOKEN_PLACEHOLDER.to_owned()),
        presence,
        ..Parameter::named(name.to_owned(), place)
    }
}

/// Words of paths by which a credential is asked for.
const GIVES: &[&str] = &[
    "auth",
    "authenticate",
    "login",
    "oauth",
    "register",
    "signin",
    "signup",
    "token",
    "tokens",
];

/// Whether an operation is one by which a credential is obtained: it cannot need one.
fn gives_credential(operation: &Operation) -> bool {
    let paths = operation.paths.iter().flat_map(|row| &row.first().value);
    let mut lasts = paths.map(|path| {
        let path = path.path().as_str().to_lowercase();
        let mut parts = path.rsplit('/').filter(|part| !part.starts_with('{'));
        let last = parts.next().unwrap_or_default();
        last.replace(['-', '_'], "")
    });
    let is_post = Method::new("POST").is_ok_and(|post| *operation.method.effective() == post);
    is_post && lasts.any(|last| GIVES.contains(&last.as_str()))
}

#[cfg(test)]
mod tests {
    use super::Voices;
    use crate::derive::derive;
    use crate::protocol::Status;
    use crate::text::page::Page;

    #[test]
    fn pages_of_one_stem_speak_each_for_itself() {
        let mut voices = Voices::default();
        let pages = [("desks.md", '#', 200), ("desks.adoc", '=', 202)].map(|(path, mark, status)| {
            let text = format!(
                "{mark} Desks\n\nAll successful requests return {status}.\n\n{mark}{mark} All\n\n`GET /desks`\n"
            );
            Page::new(path, text)
        });
        for page in &pages {
            voices.add(None, page, &derive(page));
        }
        let ids = pages.map(|page| voices.family(None, page.path(), &[], &[]));
        let named = ["all-requests-of-desks", "all-requests-of-desks-2"];
        assert_eq!(ids, named.map(|id| Some(id.to_owned())));
        let families = voices.into_families().into_iter();
        let mut statuses: Vec<u16> = families
            .flat_map(|family| family.successes)
            .filter_map(|success| success.status.map(Status::code))
            .collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 202]);
    }
}
