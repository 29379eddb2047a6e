//! The library's public surface as text: what `lib.rs` exports, followed to where it is written. One
//! line an item, without what stands in bodies; attributes that bind a user stay.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, UseTree, Visibility};

/// The surface of a crate, by the paths of its files below `src`.
pub(crate) fn of(files: &BTreeMap<&str, &syn::File>) -> String {
    let mut text = String::new();
    for item in &files["lib.rs"].items {
        let Item::Use(export) = item else { continue };
        if !matches!(export.vis, Visibility::Public(_)) {
            continue;
        }
        let mut names = Vec::new();
        exported(&export.tree, Vec::new(), &mut names);
        for (path, name) in names {
            let lines = written(files, &path, &name);
            assert!(!lines.is_empty(), "{name} is not found");
            for line in lines {
                text.push_str(&line);
                text.push('\n');
            }
            text.push('\n');
        }
    }
    text
}

/// The names that a tree exports, each with the modules on the way.
fn exported(tree: &UseTree, path: Vec<String>, names: &mut Vec<(Vec<String>, String)>) {
    match tree {
        UseTree::Path(part) => {
            let path = [path, vec![part.ident.to_string()]].concat();
            exported(&part.tree, path, names);
        }
        UseTree::Name(name) => names.push((path, name.ident.to_string())),
        UseTree::Group(group) => {
            for tree in &group.items {
                exported(tree, path.clone(), names);
            }
        }
        UseTree::Rename(_) | UseTree::Glob(_) => panic!("the face exports by name"),
    }
}

/// The item of a name and its methods: in the named module, or in any file of that module's folder
/// that it exports the name from.
fn written(files: &BTreeMap<&str, &syn::File>, path: &[String], name: &str) -> Vec<String> {
    let module = path.join("/");
    let own = |file: &str| {
        let folder = file.strip_suffix("/mod.rs");
        let file = folder.or(file.strip_suffix(".rs")).unwrap_or_default();
        file == module
            || file
                .strip_prefix(&module)
                .is_some_and(|f| f.starts_with('/'))
    };
    let mut lines = Vec::new();
    for (_, file) in files.iter().filter(|(file, _)| own(file)) {
        for item in &file.items {
            lines.extend(item_lines(item, name));
        }
    }
    lines
}

fn item_lines(item: &Item, name: &str) -> Vec<String> {
    match item {
        Item::Fn(item) if item.sig.ident == name => {
            vec![line(&item.attrs, "pub ", &tidied(&item.sig))]
        }
        Item::Struct(item) if item.ident == name => {
            let generics = &item.generics;
            let mut lines = vec![line(
                &item.attrs,
                "pub struct ",
                &shown(&item.ident, generics),
            )];
            if let Fields::Named(fields) = &item.fields {
                let public = fields.named.iter();
                for field in public.filter(|f| matches!(f.vis, Visibility::Public(_))) {
                    let ident = field.ident.to_token_stream();
                    lines.push(format!("    pub {ident}: {}", tidied(&field.ty)));
                }
            }
            lines
        }
        Item::Enum(item) if item.ident == name => {
            let generics = &item.generics;
            let mut lines = vec![line(
                &item.attrs,
                "pub enum ",
                &shown(&item.ident, generics),
            )];
            for variant in &item.variants {
                let fields = variant.fields.iter().map(|field| {
                    let name = field.ident.as_ref().map(|ident| format!("{ident}: "));
                    format!("{}{}", name.unwrap_or_default(), tidied(&field.ty))
                });
                let fields: Vec<String> = fields.collect();
                lines.push(match fields.as_slice() {
                    [] => format!("    {}", variant.ident),
                    fields => format!("    {} ({})", variant.ident, fields.join(", ")),
                });
            }
            lines
        }
        Item::Impl(item) if tidied(&item.self_ty).split('<').next() == Some(name) => {
            if let Some((_, of, _)) = &item.trait_ {
                return vec![format!("impl {} for {name}", tidied(of))];
            }
            let items = item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(item) if matches!(item.vis, Visibility::Public(_)) => {
                    Some(line(&item.attrs, "    pub ", &tidied(&item.sig)))
                }
                _ => None,
            });
            items.collect()
        }
        // A type that a macro writes is shown by the macro's input: its variants.
        Item::Macro(item) if tidied(&item.mac.tokens).contains(&format!("enum {name} ")) => {
            vec![format!("pub enum {name} (written by a macro)")]
        }
        _ => Vec::new(),
    }
}

fn shown(ident: &syn::Ident, generics: &syn::Generics) -> String {
    format!("{ident}{}", tidied(generics))
}

/// An item's line, behind the attributes that bind whoever uses it.
fn line(attributes: &[Attribute], before: &str, item: &str) -> String {
    let binding = attributes.iter().filter(|attribute| {
        let path = attribute.path();
        path.is_ident("non_exhaustive") || path.is_ident("must_use") || path.is_ident("derive")
    });
    let indent = before.len() - before.trim_start().len();
    let binding: Vec<String> = binding
        .map(|attribute| {
            let text = tidied(attribute);
            text.split(" =")
                .next()
                .unwrap_or_default()
                .trim_end_matches(']')
                .to_owned()
                + "]"
        })
        .collect();
    let binding = binding.join(" ");
    let space = if binding.is_empty() { "" } else { " " };
    let (margin, before) = before.split_at(indent);
    format!("{margin}{binding}{space}{before}{item}")
}

/// Tokens as people write them, near enough to be read.
fn tidied(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (" ::", "::"),
        (":: ", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" :", ":"),
        ("# [", "#["),
        (" [", "["),
        ("[ ", "["),
        (" ]", "]"),
        ("' ", "'"),
    ] {
        text = text.replace(from, to);
    }
    text
}
