//! Where a description says that its paths begin: `servers`, or `schemes`, `host` and `basePath`.

use super::Reader;
use crate::text::page::Span;
use crate::text::tree::View;

/// What stands before the paths of an operation.
#[derive(Debug, Clone, Default)]
pub(super) struct Base {
    /// A whole URL, which a target replaces, and where it stands.
    pub url: Option<(String, Span)>,
    /// Where no host is named, the path that is a part of every path.
    pub prefix: String,
}

impl<'t> Reader<'t> {
    /// The base of an operation: its own, that of its path, or that of the document.
    pub(super) fn base(&self, item: View<'t>, operation: View<'t>) -> Base {
        if self.is_swagger {
            return self.base_of_swagger();
        }
        let lists = [operation, item, self.root].map(|holder| holder.get("servers"));
        let mut servers = lists
            .into_iter()
            .flatten()
            .filter_map(|list| list.items().next());
        let Some(server) = servers.next() else {
            return Base::default();
        };
        let Some(url) = server.get("url") else {
            return Base::default();
        };
        let text = with_variables(url.text().unwrap_or_default(), server.get("variables"));
        let text = text.trim_end_matches('/');
        if text.contains("://") {
            Base {
                url: Some((text.to_owned(), url.span())),
                prefix: String::new(),
            }
        } else {
            Base {
                url: None,
                // Any other relative URL begins where the document lies, which it does not say.
                prefix: if text.starts_with('/') {
                    text.to_owned()
                } else {
                    String::new()
                },
            }
        }
    }

    fn base_of_swagger(&self) -> Base {
        let text = |key: &str| self.root.get(key).and_then(View::text).unwrap_or_default();
        let prefix = text("basePath").trim_end_matches('/');
        let prefix = if prefix.starts_with('/') { prefix } else { "" };
        let schemes = self.root.get("schemes");
        let scheme = schemes.and_then(|list| list.items().find_map(View::text));
        match (self.root.get("host"), scheme) {
            (Some(host), Some(scheme)) if !text("host").is_empty() => Base {
                url: Some((format!("{scheme}://{}{prefix}", text("host")), host.span())),
                prefix: String::new(),
            },
            (Some(_) | None, _) => Base {
                url: None,
                prefix: prefix.to_owned(),
            },
        }
    }
}

/// A URL with the defaults of its variables in their places.
fn with_variables(url: &str, variables: Option<View<'_>>) -> String {
    let mut text = String::new();
    let mut rest = url;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        let variable = variables.and_then(|variables| variables.get(name));
        match variable.and_then(|variable| variable.get("default")?.text()) {
            Some(value) => text.push_str(value),
            None => text.push_str(&format!("{{{name}}}")),
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}
