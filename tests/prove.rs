//! The proof on the shipped tables, and on the same tables with every name changed.

#![expect(clippy::expect_used, reason = "a test that cannot start has failed")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use as_documented::check::CHECKS;
use as_documented::fake::fault::faults;
use as_documented::prove::{Proof, prove};
use as_documented::report::matrix;
use as_documented::spec::load::load;

fn proof(specs: &Path) -> Proof {
    let spec = load(&[PathBuf::from(specs)]).expect("tables");
    let runtime = as_documented::run::runtime().expect("a runtime");
    runtime.block_on(prove(&spec, "")).expect("a proof")
}

/// The proof on the shipped tables, made once.
static SHIPPED: LazyLock<Proof> = LazyLock::new(|| proof(&specs()));

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("specs")
}

#[test]
fn every_fault_is_named_by_its_check_and_by_no_other() {
    let proof = &*SHIPPED;
    assert!(proof.holds(), "{}", matrix::render(proof, 200));
    for (fault, attempts) in &proof.faults {
        assert!(!attempts.is_empty(), "{} has no place", fault.code);
        for attempt in attempts {
            let at = &attempt.placed.site.row;
            assert_eq!(attempt.named, [fault.caught_by], "{} at {at}", fault.code);
        }
    }
    assert_eq!(proof.used.len(), CHECKS.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/proof"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("wide", matrix::render(proof, 200));
        insta::assert_snapshot!("narrow", matrix::render(proof, 80));
    });
    let longest = matrix::render(proof, 80);
    assert!(longest.lines().all(|line| line.chars().count() <= 80));
    let json: serde_json::Value = serde_json::from_str(&matrix::render_json(proof)).unwrap();
    assert_eq!(json["holds"], true);
}

/// Nothing that is proven hangs on a name: the shipped tables with other words for every path,
/// header, variable and operation give the same matrix.
#[test]
fn the_proof_does_not_hang_on_names() {
    let words = [
        ("workbook", "ledger"),
        ("Workbook", "Ledger"),
        ("session", "voucher"),
        ("Session", "Voucher"),
        ("loan", "lease"),
        ("Loan", "Lease"),
        ("ticket", "docket"),
        ("shelves", "drawers"),
        ("drive", "attic"),
        ("graph", "chart"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("specs");
    std::fs::create_dir_all(to.join("families")).unwrap();
    for part in ["", "families"] {
        for entry in std::fs::read_dir(specs().join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "toml") {
                continue;
            }
            let mut text = std::fs::read_to_string(&path).unwrap();
            let mut name = path.file_name().unwrap().to_string_lossy().into_owned();
            for (from, with) in words {
                // The dialect's name is a word of the form.
                text = text.replace("dialect = \"graph\"", "dialect = \"\u{1}\"");
                text = text.replace(from, with).replace('\u{1}', "graph");
                name = name.replace(from, with);
            }
            std::fs::write(to.join(part).join(name), text).unwrap();
        }
    }
    let renamed = proof(&to);
    assert!(renamed.holds(), "{}", matrix::render(&renamed, 200));
    let named = |proof: &Proof| -> Vec<(&str, Vec<Vec<&str>>)> {
        let faults = proof.faults.iter();
        faults
            .map(|(fault, attempts)| {
                let mut named: Vec<Vec<&str>> = attempts.iter().map(|a| a.named.clone()).collect();
                named.sort();
                (fault.code, named)
            })
            .collect()
    };
    assert_eq!(named(&renamed), named(&SHIPPED));
}

#[test]
fn every_fault_names_a_check_and_every_check_has_a_fault() {
    let faults = faults();
    for (index, fault) in faults.iter().enumerate() {
        let known = CHECKS.iter().any(|check| check.code == fault.caught_by);
        assert!(known, "{} is caught by no check there is", fault.code);
        let twice = faults[..index].iter().any(|other| other.code == fault.code);
        assert!(!twice, "{} twice", fault.code);
    }
    for check in CHECKS {
        let shown = faults.iter().any(|fault| fault.caught_by == check.code);
        assert!(shown, "{} has no fault", check.code);
    }
}
