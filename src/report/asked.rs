//! Which credentials pages ask for, in words, where a run was given none.

use std::collections::BTreeMap;

use super::safe::sanitize;
use crate::table::{Credential, CredentialPlace, SpecTable};

/// The most places that are named.
const MOST_NAMED: usize = 4;

/// Where requests of these tables carry the caller's credential, in a sentence; nothing where none does.
pub(super) fn asked_for(tables: &[SpecTable]) -> String {
    let operations = tables.iter().flat_map(|table| &table.operations);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for credential in operations.flat_map(|operation| operation.credentials()) {
        *places.entry(in_words(&credential)).or_default() += 1;
    }
    if places.is_empty() {
        return String::new();
    }
    let named = places.iter().take(MOST_NAMED).map(|(place, count)| {
        let operations = if *count == 1 {
            "operation"
        } else {
            "operations"
        };
        format!("{place} ({count} {operations})")
    });
    let named: Vec<String> = named.collect();
    format!(
        "the documentation has a credential in {}; give it by a variable, a file or a command, or as `[auth.NAME]` of \
         as-documented.toml\n",
        sanitize(&named.join(", "))
    )
}

/// Where a credential stands and how it is written.
fn in_words(credential: &Credential<'_>) -> String {
    match credential.place {
        CredentialPlace::Header(name) => format!("the header `{name}: {}`", credential.template),
        CredentialPlace::Query(name) => {
            format!("the query parameter `{name}={}`", credential.template)
        }
        CredentialPlace::Cookie(name) => format!("the cookie `{name}={}`", credential.template),
    }
}

#[cfg(test)]
mod tests {
    use super::asked_for;
    use crate::derive::derive;
    use crate::text::page::Page;

    #[test]
    fn a_credential_is_named_with_its_place_and_how_many_need_it() {
        let page = "# Desks\n\n## List desks\n\n```http\nGET /desks HTTP/1.1\nAuthorization: Bearer abc\n```\n\nReturns `200`.\n\n\
                    ## Status\n\n`GET /status`\n\nReturns `200`.\n";
        let tables: Vec<_> = derive(&Page::new("desks.md", page))
            .table
            .into_iter()
            .collect();
        let said = asked_for(&tables);
        assert!(
            said.contains("the header `Authorization: Bearer {token}` (1 operation)"),
            "{said}"
        );
        assert_eq!(asked_for(&[]), "");
    }
}
