//! Overviews: tables and lists of requests that have their own places elsewhere on the page. They declare nothing of
//! these, and what stands around them is said of no operation: "The following paths exist".

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::super::mentions::{Carrier, Mention};
use super::{Declaring, has_number, key};
use crate::text::document::Kind;

/// The most segments of a base that an overview writes, or leaves out.
const LONGEST_BASE: usize = 3;

/// The most operations that a block is held against.
const MOST_LISTED: usize = 400;

/// So many requests at least differ by a base from those that are declared elsewhere.
const LEAST_BASED: usize = 2;

/// A stretch of blocks with what it names.
struct Overview {
    /// Its blocks: a table, or the items of a list.
    blocks: Range<usize>,
    /// The operations that were declared in it and have another place, with the operation of that place.
    moved: Vec<(usize, usize)>,
    /// Those that have it behind a base, or before it.
    based: Vec<(usize, usize, String)>,
    /// What only it names besides other methods of the same path: `HEAD` and `OPTIONS`.
    companions: Vec<usize>,
    /// The places of such requests that nothing was made of.
    unread: Vec<usize>,
}

impl Declaring<'_> {
    /// Makes mentions of what tables and lists name that is declared elsewhere.
    pub(super) fn overviews(&mut self) {
        let regions = self.regions();
        let based = self.based();
        let mut gone = BTreeSet::new();
        let mut listed = BTreeSet::new();
        let mut blocks = BTreeSet::new();
        let mut added = Vec::new();
        for region in regions {
            let Some(own) = self.overview(region, &based, &gone) else {
                continue;
            };
            blocks.extend(own.blocks.clone());
            gone.extend(own.moved.iter().map(|(from, _)| *from));
            gone.extend(own.based.iter().map(|(from, ..)| *from));
            // Without its base, what is only listed would go to another path.
            match own.based.is_empty() {
                true => listed.extend(own.companions.iter().copied()),
                false => gone.extend(own.companions.iter().copied()),
            }
            self.merge(&own);
            for index in own.unread {
                self.found.shown.retain(|shown| *shown != index);
                match own.based.is_empty() {
                    true => added.push(index),
                    false => self.found.elsewhere.push(index),
                }
            }
        }
        if blocks.is_empty() {
            return;
        }
        for index in added {
            if let Some(mention) = self.mentions.get(index) {
                let before = self.found.operations.len();
                self.add(index, mention);
                listed.extend(before..self.found.operations.len());
            }
        }
        let all = std::mem::take(&mut self.found.operations);
        for (at, mut own) in all.into_iter().enumerate() {
            own.is_listed = listed.contains(&at);
            if !gone.contains(&at) {
                self.found.operations.push(own);
            }
        }
        self.found.overviews = blocks;
        self.regroup();
        let operations = self.found.operations.iter();
        for own in operations.filter(|own| self.found.overviews.contains(&own.block)) {
            self.groups.list(own.block, own.group, own.is_listed);
        }
    }

    /// The tables and lists of a page, in order.
    fn regions(&self) -> Vec<Range<usize>> {
        let blocks = self.layout.blocks;
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            let mut end = at + 1;
            if self.layout.is_item(at) {
                let goes_on = |next: usize| {
                    let other = blocks.get(next);
                    other.is_some_and(|other| {
                        other.depth > block.depth
                            || other.depth == block.depth && self.layout.is_item(next)
                    })
                };
                while goes_on(end) {
                    end += 1;
                }
                found.push(at..end);
            } else if matches!(block.kind, Kind::Table(_)) {
                found.push(at..end);
            }
            at = end;
        }
        found
    }

    /// What a stretch of blocks names as an overview does: most of it has its own place in other sections.
    fn overview(
        &self,
        blocks: Range<usize>,
        based: &HashMap<usize, Vec<(usize, String)>>,
        gone: &BTreeSet<usize>,
    ) -> Option<Overview> {
        let mut here = BTreeSet::new();
        let mut named = BTreeSet::new();
        let mut twice = BTreeMap::new();
        for (_, mention) in self.named_in(&blocks) {
            let same = self.keys.get(&key(mention)).into_iter().flatten().copied();
            let mut same = same.filter(|own| !gone.contains(own));
            let (own, others): (Vec<usize>, Vec<usize>) =
                same.by_ref().partition(|own| self.stands_in(*own, &blocks));
            let other = others.into_iter().find(|own| self.is_apart(*own, &blocks));
            here.extend(own.iter().copied());
            if let Some(other) = other {
                match own.is_empty() {
                    true => drop(named.insert(other)),
                    false => twice.extend(own.into_iter().map(|own| (own, other))),
                }
            }
        }
        // Of two tables with the same requests, the one whose requests stand in several sections is the overview.
        if self.is_one_section(twice.values()) {
            twice.clear();
        }
        here.retain(|own| !twice.contains_key(own));
        named.extend(twice.values().copied());
        let based = self.based_here(&here, based, &blocks, gone);
        here.retain(|own| !based.iter().any(|(from, ..)| from == own));
        named.extend(based.iter().map(|(_, to, _)| *to));
        let others = Others::new(self, &named, based.first().map(|(.., base)| base.as_str()));
        let first = |own: &usize| self.found.operations[*own].first(self.mentions);
        let companions = here.iter().copied();
        let companions: Vec<usize> = companions.filter(|own| others.have(first(own))).collect();
        here.retain(|own| !companions.contains(own));
        let is_overview = !named.is_empty() && 2 * here.len() <= named.len();
        if !is_overview {
            return None;
        }
        let unread = self
            .named_in(&blocks)
            .filter(|(_, mention)| !self.keys.contains_key(&key(mention)) && others.have(mention));
        let unread = unread.map(|(index, _)| index).collect();
        Some(Overview {
            blocks,
            moved: twice.into_iter().collect(),
            based,
            companions,
            unread,
        })
    }

    /// What names requests in a stretch of blocks otherwise than by a client's command.
    fn named_in(&self, blocks: &Range<usize>) -> impl Iterator<Item = (usize, &Mention)> {
        let from = self.mentions.partition_point(|m| m.block < blocks.start);
        let to = self.mentions.partition_point(|m| m.block < blocks.end);
        let own = self.mentions.get(from..to).unwrap_or_default().iter();
        let own = own
            .enumerate()
            .map(move |(at, mention)| (from + at, mention));
        own.filter(|(_, mention)| mention.carrier != Carrier::Client)
    }

    fn stands_in(&self, operation: usize, blocks: &Range<usize>) -> bool {
        blocks.contains(&self.found.operations[operation].block)
    }

    fn is_one_section<'o>(&self, operations: impl Iterator<Item = &'o usize>) -> bool {
        let sections = operations.map(|own| self.section_of(*own));
        sections.collect::<BTreeSet<usize>>().len() < 2
    }

    fn section_of(&self, operation: usize) -> usize {
        self.layout.section(self.found.operations[operation].block)
    }

    /// Whether the section of an operation does not hold a stretch of blocks.
    fn is_apart(&self, operation: usize, blocks: &Range<usize>) -> bool {
        let section = &self.layout.sections[self.section_of(operation)];
        !section.blocks.contains(&blocks.start)
    }

    /// The operations that differ from others by a base that only the one or the other writes: each with those
    /// others, and the base.
    fn based(&self) -> HashMap<usize, Vec<(usize, String)>> {
        let mut found: HashMap<usize, Vec<(usize, String)>> = HashMap::new();
        for (at, own) in self.found.operations.iter().enumerate() {
            let (method, shape) = key(own.first(self.mentions));
            for (base, rest) in bases(&shape) {
                let same = self.keys.get(&(method.clone(), rest.to_owned()));
                for other in same.into_iter().flatten() {
                    found.entry(at).or_default().push((*other, base.to_owned()));
                    found.entry(*other).or_default().push((at, base.to_owned()));
                }
            }
        }
        found
    }

    /// Whether a block opens a section, with a request that an index writes with another base.
    pub(super) fn opens_listed(&self, mention: &Mention) -> bool {
        if mention.carrier != Carrier::Block || has_number(mention) {
            return false;
        }
        let (method, shape) = key(mention);
        let operations = self.found.operations.iter().enumerate().take(MOST_LISTED);
        let mut listed = operations.filter(|(_, own)| {
            let first = own.first(self.mentions);
            let other = key(first).1;
            let mut all = bases(&other).chain(bases(&shape));
            let is_same = all.any(|(_, rest)| rest == shape || rest == other);
            first.line.method.as_str() == method && is_same
        });
        let declared = OnceCell::new();
        let declared = || declared.get_or_init(|| self.blocks_declared());
        listed.any(|(at, _)| self.anchors(at, mention, declared()))
    }

    /// Those of some operations that differ by one base from what stands elsewhere.
    fn based_here(
        &self,
        here: &BTreeSet<usize>,
        based: &HashMap<usize, Vec<(usize, String)>>,
        blocks: &Range<usize>,
        gone: &BTreeSet<usize>,
    ) -> Vec<(usize, usize, String)> {
        let mut by_base: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
        for own in here {
            let others = based.get(own).into_iter().flatten();
            let others = others.filter(|(other, _)| {
                !gone.contains(other)
                    && !self.stands_in(*other, blocks)
                    && self.is_apart(*other, blocks)
            });
            for (other, base) in others {
                by_base
                    .entry(base)
                    .or_default()
                    .entry(*own)
                    .or_insert(*other);
            }
        }
        let most = by_base.into_iter().max_by_key(|(_, pairs)| pairs.len());
        let most = most.filter(|(_, pairs)| {
            let are_rows = pairs
                .values()
                .all(|to| self.found.operations[*to].row.is_some());
            pairs.len() >= LEAST_BASED && !(are_rows && self.is_one_section(pairs.values()))
        });
        let pairs = most.map(|(base, pairs)| {
            let pairs = pairs.into_iter();
            pairs.map(move |(own, other)| (own, other, base.to_owned()))
        });
        pairs.into_iter().flatten().collect()
    }

    /// Gives what an overview names to the operations that it means.
    fn merge(&mut self, own: &Overview) {
        for (from, to) in &own.moved {
            let (mentions, examples) = self.taken(*from);
            let to = &mut self.found.operations[*to];
            to.mentions.extend(mentions);
            to.examples.extend(examples);
        }
        for (from, to, base) in &own.based {
            let (mentions, examples) = self.taken(*from);
            self.found.elsewhere.extend(mentions);
            let path =
                |operation: usize| key(self.found.operations[operation].first(self.mentions)).1;
            let writes = path(*from).len() > path(*to).len();
            for (index, before) in examples {
                let before = match writes {
                    true => Some(format!("{before}{base}")),
                    false => before.strip_suffix(base.as_str()).map(str::to_owned),
                };
                match before {
                    Some(before) => self.found.operations[*to].examples.push((index, before)),
                    None => self.found.elsewhere.push(index),
                }
            }
        }
        if !own.based.is_empty() {
            for companion in &own.companions {
                let (mentions, examples) = self.taken(*companion);
                self.found.elsewhere.extend(mentions);
                let examples = examples.into_iter().map(|(index, _)| index);
                self.found.elsewhere.extend(examples);
            }
        }
    }

    fn taken(&self, operation: usize) -> (Vec<usize>, Vec<(usize, String)>) {
        let own = &self.found.operations[operation];
        (own.mentions.to_vec(), own.examples.clone())
    }
}

/// The paths that an overview names, with the base by which it writes them otherwise than the rest of the page.
struct Others<'b> {
    paths: BTreeSet<String>,
    base: Option<&'b str>,
}

impl<'b> Others<'b> {
    fn new(declaring: &Declaring<'_>, named: &BTreeSet<usize>, base: Option<&'b str>) -> Self {
        let first = |own: &usize| declaring.found.operations[*own].first(declaring.mentions);
        Self {
            paths: named.iter().map(|own| key(first(own)).1).collect(),
            base,
        }
    }

    /// Whether a request is one that HTTP has besides others of the same path, and the path is among these.
    fn have(&self, mention: &Mention) -> bool {
        let (method, path) = key(mention);
        let is_based = |base: &str| {
            let bare = path.strip_prefix(base);
            bare.is_some_and(|bare| self.paths.contains(bare))
                || self.paths.contains(&format!("{base}{path}"))
        };
        matches!(method.as_str(), "HEAD" | "OPTIONS")
            && (self.paths.contains(&path) || self.base.is_some_and(is_based))
    }
}

/// The bases that a path can begin with, each with what follows: they name an API, or a version of one.
fn bases(shape: &str) -> impl Iterator<Item = (&str, &str)> {
    let cuts = shape.match_indices('/').skip(1).take(LONGEST_BASE);
    let cuts = cuts.map(|(at, _)| shape.split_at(at));
    cuts.filter(|(base, rest)| rest.len() > 1 && is_base(base))
}

fn is_base(path: &str) -> bool {
    let is_version = |part: &str| {
        let number = part.strip_prefix('v').unwrap_or_default();
        number.starts_with(|c: char| c.is_ascii_digit())
    };
    !path.contains('{')
        && path
            .split('/')
            .any(|part| part == "api" || is_version(part))
}
