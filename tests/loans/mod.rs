//! The small part of the shipped specification that tests spoil, rename and prove in full: the pages
//! and tables of loans and sessions, which have fixtures, contradictions and every kind of row.

use std::path::Path;

/// Copies `specs` and `snapshots` of loans and sessions into a folder, with words replaced.
pub(crate) fn copy_loans_and_sessions(folder: &Path, words: &[(&str, &str)]) {
    for part in ["specs", "specs/families", "snapshots"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(part)).unwrap() {
            let entry = entry.unwrap();
            let mut name = entry.file_name().to_string_lossy().into_owned();
            let stem = name.split('.').next().unwrap_or_default().to_owned();
            let is_own = is_own(&stem) || ["decisions", "fixtures", "graph"].contains(&&*stem);
            if !entry.file_type().unwrap().is_file() || !is_own {
                continue;
            }
            let mut text = std::fs::read_to_string(entry.path()).unwrap();
            if stem == "decisions" {
                text = own_decisions(&text);
            }
            for (from, with) in words {
                // The dialect's name is a word of the form.
                text = text.replace("dialect = \"graph\"", "dialect = \"\u{1}\"");
                text = text.replace(from, with).replace('\u{1}', "graph");
                name = name.replace(from, with);
            }
            std::fs::write(folder.join(part).join(name), text).unwrap();
        }
    }
}

fn is_own(id: &str) -> bool {
    id.starts_with("loan-") || id.ends_with("session")
}

/// The decisions on those tables: one on a row that is not there stops a run.
fn own_decisions(decisions: &str) -> String {
    let own = |block: &&str| {
        let row = block.split("row = \"").nth(1).unwrap_or_default();
        row.split('/').next().is_some_and(is_own)
    };
    let blocks = decisions.split("[[decision]]").skip(1).filter(own);
    blocks.map(|block| format!("[[decision]]{block}")).collect()
}
