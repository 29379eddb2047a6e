//! The sources held to the house's rules: which room may know which, how long things grow, what is
//! documented, and what other crates see.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot read the sources has failed"
)]

mod surface;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, Visibility};

/// The rooms, from the ground up: each may import those before it.
const ROOMS: &[&str] = &[
    "text", "protocol", "table", "read", "derive", "plan", "check", "store", "send", "fake",
    "report", "app",
];

/// The most lines of a file, its tests left out.
const LONGEST_FILE: usize = 450;

/// Files that are longer, each with its reason: one that no longer is fails the test.
const LONG_FILES: &[(&str, &str)] = &[
    ("read/finding_code.rs", "a table of data"),
    ("read/lexicon/languages.rs", "a table of data"),
];

/// The most lines of a function, from its name to its last brace.
const LONGEST_FUNCTION: usize = 60;

/// A source file, by its path below `src`, without what only tests see.
struct Source {
    path: String,
    text: String,
    file: syn::File,
}

impl Source {
    /// The room, or nothing for the face and the program.
    fn room(&self) -> Option<&str> {
        let room = self.path.split('/').next().unwrap_or_default();
        ROOMS.contains(&room).then_some(room)
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let sources = paths.into_iter().map(|path| {
        let below = path.strip_prefix(&root).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut file = syn::parse_file(&text).expect("Rust");
        file.items.retain(|item| !is_test(attributes(item)));
        Source {
            path: below.to_str().unwrap().replace('\\', "/"),
            text,
            file,
        }
    });
    // A file of tests is one that only a test module names.
    let is_tests = |path: &str| {
        path.split('/')
            .any(|part| part == "tests" || part == "tests.rs")
    };
    sources.filter(|source| !is_tests(&source.path)).collect()
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let tokens = attribute.meta.to_token_stream().to_string();
        tokens.starts_with("cfg") && tokens.contains("test")
    })
}

/// The rooms that tokens name after `crate::`, those of a group among them.
fn named_rooms(tokens: TokenStream, rooms: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => named_rooms(group.stream(), rooms),
            TokenTree::Ident(name) if name == "crate" => match tokens.get(at + 3) {
                Some(TokenTree::Ident(room)) => {
                    rooms.insert(room.to_string());
                }
                Some(TokenTree::Group(group)) => {
                    let firsts = group.stream().to_string();
                    let firsts = firsts.split(',').filter_map(|part| part.split(':').next());
                    rooms.extend(firsts.map(|room| room.trim().to_owned()));
                }
                _ => {}
            },
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    let mut arrows: BTreeSet<(String, String)> = BTreeSet::new();
    for source in sources() {
        let Some(room) = source.room() else { continue };
        let floor = |room: &str| ROOMS.iter().position(|other| *other == room);
        let mut named = BTreeSet::new();
        named_rooms(source.file.to_token_stream(), &mut named);
        for other in named.iter().filter(|other| *other != room) {
            match floor(other) {
                Some(below) if Some(below) < floor(room) => {
                    arrows.insert((room.to_owned(), other.clone()));
                }
                Some(_) => wrong.push(format!("{} imports {other}", source.path)),
                None => wrong.push(format!("{} names no room: {other}", source.path)),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // What this reads, it reads: the conductor knows the ground.
    assert!(arrows.contains(&("app".to_owned(), "send".to_owned())));
    println!("{} rooms, {} arrows", ROOMS.len(), arrows.len());
}

#[test]
fn every_file_lies_in_a_room() {
    let outside = sources()
        .into_iter()
        .filter(|source| source.room().is_none());
    let outside: Vec<String> = outside.map(|source| source.path).collect();
    assert_eq!(outside, ["fuzzing.rs", "lib.rs", "main.rs"]);
}

#[test]
fn no_file_is_long_without_a_reason() {
    let long = sources().into_iter().filter_map(|source| {
        // Tests stand last.
        let own = source
            .text
            .split("\n#[cfg(test)]\n")
            .next()
            .unwrap_or_default();
        (own.lines().count() > LONGEST_FILE).then_some(source.path)
    });
    let listed = LONG_FILES.iter().map(|(path, _)| (*path).to_owned());
    assert_listed(long.collect(), listed.collect());
}

/// The functions of a file that are long, by path and name.
struct Functions<'a> {
    path: &'a str,
    long: BTreeSet<String>,
}

impl Functions<'_> {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let lines = block.span().end().line - signature.span().start().line + 1;
        if lines > LONGEST_FUNCTION {
            self.long
                .insert(format!("{}: {}", self.path, signature.ident));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}

#[test]
fn no_function_is_long() {
    let mut long = BTreeSet::new();
    for source in &sources() {
        let mut functions = Functions {
            path: &source.path,
            long: BTreeSet::new(),
        };
        functions.visit_file(&source.file);
        long.extend(functions.long);
    }
    assert!(long.is_empty(), "{long:#?}");
}

/// The items of a file that others see and nobody describes, by path and name.
struct Documented<'a> {
    path: &'a str,
    bare: BTreeSet<String>,
}

impl Documented<'_> {
    fn add(&mut self, visibility: &Visibility, attributes: &[Attribute], name: &dyn ToString) {
        let described = attributes
            .iter()
            .any(|attribute| attribute.path().is_ident("doc"));
        let wide = match visibility {
            Visibility::Public(_) => true,
            Visibility::Restricted(to) => to.path.is_ident("crate"),
            Visibility::Inherited => false,
        };
        if wide && !described {
            self.bare
                .insert(format!("{}: {}", self.path, name.to_string()));
        }
    }
}

impl<'ast> Visit<'ast> for Documented<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.vis, &item.attrs, &item.sig.ident);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.add(&item.vis, &item.attrs, &item.ident);
        for field in item.fields.iter().filter(|field| field.ident.is_some()) {
            let name = format!("{}.{}", item.ident, field.ident.as_ref().unwrap());
            self.add(&field.vis, &field.attrs, &name);
        }
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.add(&item.vis, &item.attrs, &item.ident);
        for variant in &item.variants {
            let name = format!("{}::{}", item.ident, variant.ident);
            self.add(&item.vis, &variant.attrs, &name);
        }
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.add(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.add(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.add(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.add(&item.vis, &item.attrs, &item.ident);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.vis, &item.attrs, &item.sig.ident);
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.add(&item.vis, &item.attrs, &item.ident);
    }
}

#[test]
fn whatever_another_room_sees_is_documented() {
    let mut bare = BTreeSet::new();
    for source in &sources() {
        let mut documented = Documented {
            path: &source.path,
            bare: BTreeSet::new(),
        };
        documented.visit_file(&source.file);
        bare.extend(documented.bare);
        let begins = source.text.starts_with("//! ");
        assert!(begins, "{} does not say what it is", source.path);
    }
    assert!(bare.is_empty(), "{bare:#?}");
}

/// What is found is what is listed: a list grows with a reason, and shrinks as soon as it can.
fn assert_listed(found: BTreeSet<String>, listed: BTreeSet<String>) {
    let unlisted: Vec<&String> = found.difference(&listed).collect();
    assert!(unlisted.is_empty(), "not listed: {unlisted:#?}");
    let mended: Vec<&String> = listed.difference(&found).collect();
    assert!(mended.is_empty(), "to be taken from the list: {mended:#?}");
}

/// What other crates see, as text: a change of it is seen in a review.
#[test]
fn the_public_surface_is_the_one_that_was_looked_at() {
    let sources = sources();
    let files: BTreeMap<&str, &syn::File> = sources
        .iter()
        .map(|source| (source.path.as_str(), &source.file))
        .collect();
    let surface = surface::of(&files);
    for foreign in ["libtest_mimic", "tokio", "toml", "clap"] {
        assert!(!surface.contains(foreign), "{foreign} shows\n{surface}");
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/face"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("surface", surface));
}
