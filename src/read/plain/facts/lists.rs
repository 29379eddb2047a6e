//! What a section of its own says of the parameters of all lists ("Lists", "Paging"), for the operations that refer to
//! it, and the filter that a list says it has besides.

use std::ops::Range;
use std::sync::Arc;

use super::super::declare::Declared;
use super::super::parameters;
use super::super::statuses::{Stated, sentences};
use super::Source;
use super::stated::state;
use crate::read::{Facts, ListOf, MemberList};
use crate::table::Presence;
use crate::table::described::ParameterPlace;
use crate::text::document::{Kind, Prose, Style};

/// A section that says something of all lists.
#[derive(Debug)]
pub(super) struct Lists {
    title: String,
    pub(super) blocks: Range<usize>,
    /// Whether it says that it speaks of all of them.
    is_of_all: bool,
}

/// The words of which the heading of such a section has one.
const TITLES: &[&str] = &[
    "list",
    "listing",
    "lists",
    "paginated",
    "pagination",
    "paging",
];

/// The words that such a heading may have besides.
const BESIDES: &[&str] = &[
    "all",
    "and",
    "collections",
    "common",
    "cursors",
    "filtering",
    "filters",
    "of",
    "parameters",
    "query",
    "results",
    "sorting",
];

/// Words before lists by which all of them are meant, and words that may stand between.
const ALL: &[&str] = &[
    "all", "any", "both", "each", "every", "four", "five", "six", "the", "these", "three", "two",
];
const BETWEEN: &[&str] = &[
    "four", "five", "its", "of", "our", "six", "the", "these", "three", "two",
];

/// Words for lists, and for the operations that give them.
const LISTS: &[&str] = &["collections", "list", "listing", "listings", "lists"];

/// What lists do, where all of them are meant.
const DO: &[&str] = &[
    "accept",
    "answer",
    "are",
    "come",
    "give",
    "have",
    "return",
    "share",
    "support",
    "take",
    "understand",
    "work",
];

/// The words before the title of a section that is referred to.
const REFERS: &[&str] = &[
    "also", "in", "on", "per", "section", "see", "to", "under", "with",
];

/// What says that another way is meant.
const OTHERWISE: &[&str] = &[
    "but not",
    "doesn't",
    "except",
    "isn't",
    "not paged",
    "unlike",
    "without",
];

/// What stands before the name of a filter.
const FILTER: &[&str] = &[
    "filter is",
    "filter is called",
    "filter parameter is",
    "query parameter",
];

/// The most such sections, and the most that is read of one.
const MOST: usize = 8;
const LONGEST: usize = 60;

impl Source<'_> {
    /// The parameters that the page says its lists have, of an operation that refers to that.
    pub(super) fn parameters_of_lists(
        &self,
        own: &Declared,
        scope: &Range<usize>,
        facts: &mut Facts,
    ) {
        if self.method(own) != "GET" || self.is_shared(own) || own.row.is_some() {
            return;
        }
        let is_list = self.is_list(own);
        let mut found = Facts {
            requests: facts.requests.clone(),
            ..Facts::default()
        };
        let meant = self.lists_meant(scope, is_list);
        for block in meant.iter().flat_map(|lists| lists.blocks.clone()) {
            parameters::read_shared(self.layout, block, &mut found);
            self.said_of_lists(block, &mut found);
        }
        if is_list || !meant.is_empty() {
            self.filters(scope, &mut found);
        }
        for claim in found.parameters {
            let is_same = |other: &str| other == claim.value.name;
            let mut known = facts.parameters.iter();
            // What is called required here would have to be sent with every list.
            let is_required = claim.value.presence == Presence::Required;
            if !is_required && !known.any(|other| is_same(&other.value.name)) {
                facts.parameters.push(claim);
            }
        }
    }

    /// The members that the page says what its lists come in has, of an operation that refers to that.
    pub(super) fn members_of_lists(
        &self,
        own: &Declared,
        scope: &Range<usize>,
    ) -> Vec<Arc<MemberList>> {
        if self.method(own) != "GET" || self.is_shared(own) || own.row.is_some() {
            return Vec::new();
        }
        let meant = self.lists_meant(scope, self.is_list(own)).into_iter();
        let all = meant.flat_map(|lists| self.contents.of_scope(&lists.blocks));
        all.filter(|list| list.of == ListOf::Response).collect()
    }

    /// What the page says that its lists are answered with, of an operation that refers to that and states no success of
    /// its own.
    pub(super) fn statuses_of_lists(
        &self,
        own: &Declared,
        scope: &Range<usize>,
        facts: &mut Facts,
    ) {
        let is_stated = facts.statuses.iter().any(|claim| claim.status.is_success());
        if self.method(own) != "GET" || self.is_shared(own) || own.row.is_some() {
            return;
        }
        let meant = self.lists_meant(scope, self.is_list(own)).into_iter();
        let blocks = meant.flat_map(|lists| lists.blocks.clone());
        let said: Vec<Stated> = blocks
            .flat_map(|block| {
                let all = self.statements(block, None);
                let own = all.iter().map(|statement| statement.stated.clone());
                own.collect::<Vec<Stated>>()
            })
            .collect();
        let mut successes = said.iter().filter(|own| own.status.is_success());
        let first = successes.next().map(|own| own.status);
        let is_one = successes.all(|own| Some(own.status) == first);
        for stated in &said {
            if stated.status.is_error() || stated.status.is_success() && is_one && !is_stated {
                state(stated.clone(), facts);
            }
        }
    }

    /// Whether the heading of an operation says that it lists something.
    pub(super) fn is_list(&self, own: &Declared) -> bool {
        let heading = self.layout.headings(own.block).next();
        heading.is_some_and(|heading| {
            let lower = heading.text.to_lowercase();
            let mut words = lower.split(|c: char| !c.is_alphanumeric());
            let first = words.find(|word| !word.is_empty()).unwrap_or_default();
            ["list", "listing", "lists"].contains(&first)
        })
    }

    /// The sections on lists that the words around an operation refer to, or that are of all.
    pub(super) fn lists_meant(&self, scope: &Range<usize>, is_list: bool) -> Vec<&Lists> {
        let all = self.lists.get_or_init(|| self.sections_on_lists()).iter();
        all.filter(|lists| {
            let is_apart = scope.start >= lists.blocks.end || lists.blocks.start >= scope.end;
            is_apart && (is_list && lists.is_of_all || self.refers(scope, &lists.title))
        })
        .collect()
    }

    /// The sections of the page that speak of lists, and of no operation.
    fn sections_on_lists(&self) -> Vec<Lists> {
        let blocks = &self.layout.blocks;
        let level = |block: usize| match blocks.get(block).map(|own| &own.kind) {
            Some(Kind::Heading { level, .. }) => Some(*level),
            _ => None,
        };
        let mut found = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let (Some(own), Some(words)) = (level(at), block.words()) else {
                continue;
            };
            if !is_title(&words.text) {
                continue;
            }
            let ends = |other: &usize| level(*other).is_some_and(|other| other <= own);
            let end = (at + 1..blocks.len()).take(LONGEST).find(ends);
            let end = end.unwrap_or_else(|| blocks.len().min(at + 1 + LONGEST));
            let requests = &self.mentions.requests;
            let first = requests.partition_point(|mention| mention.block < at);
            if requests
                .get(first)
                .is_some_and(|mention| mention.block < end)
            {
                continue;
            }
            let mut prose = blocks[at + 1..end].iter().filter(|own| own.is_prose());
            let is_of_all =
                prose.any(|own| own.words().is_some_and(|words| is_of_all(&words.text)));
            found.push(Lists {
                title: words.text.trim().to_owned(),
                blocks: at + 1..end,
                is_of_all,
            });
            if found.len() == MOST {
                break;
            }
        }
        found
    }

    /// Whether the words around an operation refer to a section.
    fn refers(&self, scope: &Range<usize>, title: &str) -> bool {
        let blocks = self.layout.blocks.get(scope.clone()).unwrap_or_default();
        let words = blocks.iter().filter(|block| block.is_prose());
        words.filter_map(|block| block.words()).any(|words| {
            let mut said = sentences(&words.text).into_iter();
            said.any(|(_, sentence)| refers_to(sentence, title))
        })
    }

    /// What prose says that lists take: "Lists take `limit`, 1 to 50, and `cursor`".
    fn said_of_lists(&self, block: usize, found: &mut Facts) {
        let Some(words) = self.layout.blocks.get(block).filter(|own| own.is_prose()) else {
            return;
        };
        let Some(words) = words.words() else { return };
        let speaks_of_parameters = words.text.contains("parameter");
        for (start, sentence) in sentences(&words.text) {
            if speaks_of_parameters {
                self.said_of_one(block, (words, start..start + sentence.len()), found);
            }
            let lower = sentence.to_lowercase();
            let taken = [
                "lists take ",
                "lists accept ",
                "list takes ",
                "list accepts ",
            ];
            let at = taken.iter().find_map(|verb| lower.find(verb));
            let is_choice = lower.contains("one of") || lower.contains(" or `");
            let Some(at) = at.filter(|_| !is_choice && lower.len() == sentence.len()) else {
                continue;
            };
            let part = start + at..start + sentence.len();
            self.names(block, (words, part), ParameterPlace::Query, found);
        }
    }

    /// What a sentence says of the parameter that it begins with: "`limit` is the most that a page has, 1 to 50".
    fn said_of_one(&self, block: usize, (words, own): (&Prose, Range<usize>), found: &mut Facts) {
        let text = words.text.get(own.clone()).unwrap_or_default();
        let start = own.start + (text.len() - text.trim_start().len());
        let mut runs = words.runs_within(own.clone());
        let first = runs.find(|run| run.range.start == start && run.style == Style::Code);
        let Some(range) = first.map(|run| run.range.clone()) else {
            return;
        };
        let name = words.text.get(range.clone()).unwrap_or_default();
        let behind = words.text.get(range.end..own.end).unwrap_or_default();
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name && behind.starts_with(" is ") {
            let name = Prose::new(name, words.span(range.clone()), Style::Code);
            let said = Prose::new(behind, words.span(range.end..own.end), Style::Plain);
            let query = ParameterPlace::Query;
            parameters::name_in_prose(self.layout, block, (&name, &said), query, found);
        }
    }

    /// Takes the names that are set apart in a part of words, each with what stands behind it.
    pub(super) fn names(
        &self,
        block: usize,
        (words, part): (&Prose, Range<usize>),
        place: ParameterPlace,
        found: &mut Facts,
    ) {
        let runs = words.runs_within(part.clone());
        let marked: Vec<Range<usize>> = runs
            .filter(|run| run.style != Style::Plain)
            .map(|run| run.range.clone())
            .collect();
        for (at, range) in marked.iter().enumerate() {
            let name = words.text.get(range.clone()).unwrap_or_default();
            if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
                continue;
            }
            let end = marked.get(at + 1).map_or(part.end, |next| next.start);
            let text = words.text.get(range.end..end).unwrap_or_default();
            let name = Prose::new(name, words.span(range.clone()), Style::Code);
            let said = Prose::new(text, words.span(range.end..end), Style::Plain);
            parameters::name_in_prose(self.layout, block, (&name, &said), place, found);
        }
    }

    /// The filter that the words around a list say it has.
    fn filters(&self, scope: &Range<usize>, found: &mut Facts) {
        for block in scope.clone() {
            let own = self.layout.blocks.get(block).filter(|own| own.is_prose());
            let Some(words) = own.and_then(|own| own.words()) else {
                continue;
            };
            for (start, sentence) in sentences(&words.text) {
                let part = start..start + sentence.len();
                let mut runs = words.runs_within(part.clone());
                let Some(run) = runs.find(|run| run.style != Style::Plain) else {
                    continue;
                };
                let before = words.text.get(start..run.range.start).unwrap_or_default();
                let before = before.trim_end_matches(['`', ' ', '\n']).to_lowercase();
                let name = words.text.get(run.range.clone()).unwrap_or_default();
                let is_name = name.starts_with(|c: char| c.is_ascii_lowercase());
                if is_name && FILTER.iter().any(|said| before.ends_with(said)) {
                    let name = Prose::new(name, words.span(run.range.clone()), Style::Code);
                    let said = Prose::new(sentence, words.span(part), Style::Plain);
                    let query = ParameterPlace::Query;
                    parameters::name_in_prose(self.layout, block, (&name, &said), query, found);
                }
            }
        }
    }
}

/// Whether words speak of all lists: "the three lists work alike", "every list operation", "lists take".
fn is_of_all(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(at, word)| {
        if !LISTS.contains(word) {
            return false;
        }
        let before = || words.iter().take(at).rev();
        let last = before().next();
        let first = before().find(|word| !BETWEEN.contains(*word));
        let is_all = [last, first]
            .into_iter()
            .flatten()
            .any(|word| ALL.contains(word));
        let is_one = last.is_some_and(|word| ["a", "each", "every", "any"].contains(word));
        let is_many = word.ends_with('s');
        let behind = words.get(at + 1).copied().unwrap_or_default();
        let is_of_operations = matches!(behind, "calls" | "endpoints" | "operations" | "requests");
        is_all && (is_many || is_one || is_of_operations)
            || (is_many || is_of_operations) && is_done(&words, at, behind)
    })
}

/// Whether words behind those for lists say what they do: "lists take", "list operations share".
fn is_done(words: &[&str], at: usize, behind: &str) -> bool {
    let second = words.get(at + 2).copied().unwrap_or_default();
    DO.contains(&behind) || !LISTS.contains(&behind) && words[at] == "list" && DO.contains(&second)
}

/// Whether a heading is one of a section on lists.
fn is_title(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let words = words.into_iter().filter(|word| !word.is_empty());
    let mut has_one = false;
    for word in words {
        match (TITLES.contains(&word), BESIDES.contains(&word)) {
            (true, _) => has_one = true,
            (false, true) => {}
            (false, false) => return false,
        }
    }
    has_one
}

/// Whether a sentence refers to a section by its title: "see Lists", "paged as under Lists".
fn refers_to(sentence: &str, title: &str) -> bool {
    let lower = sentence.to_lowercase();
    if OTHERWISE.iter().any(|said| lower.contains(said)) {
        return false;
    }
    sentence.match_indices(title).any(|(at, _)| {
        let before = sentence.get(..at).unwrap_or_default();
        let behind = sentence.get(at + title.len()..).unwrap_or_default();
        let word = before
            .split(|c: char| !c.is_alphanumeric())
            .rfind(|word| !word.is_empty())
            .map(str::to_lowercase);
        let is_word = !behind.starts_with(|c: char| c.is_alphanumeric());
        is_word && word.is_some_and(|word| REFERS.contains(&word.as_str()))
    })
}
