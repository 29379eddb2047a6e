//! Fixtures that are proposed from pages alone, and what a run makes of them.

use super::wire::serve;
use super::{Contract, TOKEN, bakes, cards, desks, program, reminder, slips};

fn learn(contract: &Contract) -> (tempfile::TempDir, i32, String) {
    let folder = contract.folder();
    let (code, out, err) = program::run(folder.path(), Some(TOKEN), &["learn"]);
    (folder, code, out + &err)
}

#[test]
fn what_a_person_would_write_is_proposed_and_serves_a_run() {
    for contract in [
        bakes::CONTRACT,
        cards::CONTRACT,
        desks::CONTRACT,
        slips::CONTRACT,
    ] {
        let parsed = |text: &str| text.parse::<toml::Table>().expect(text);
        let written = parsed(contract.fixtures.expect("fixtures"));
        let contract = Contract {
            fixtures: None,
            ..contract
        };
        let (folder, code, said) = learn(&contract);
        assert_eq!(code, 0, "{said}");
        let path = folder.path().join("specs/fixtures.toml");
        let proposed = std::fs::read_to_string(&path).expect(&said);
        assert_eq!(parsed(&proposed), written, "{proposed}");
        let (code, out, err) = program::run(folder.path(), None, &["accept"]);
        assert_eq!(code, 0, "{out}{err}");
        let ran = contract.run(folder.path(), &serve((contract.service)()), &[]);
        assert_eq!(ran.code, 0, "{}", ran.screen);
        // What is there is never written over, and lacks nothing.
        let (code, out, err) = program::run(folder.path(), None, &["learn"]);
        assert_eq!(code, 2, "{out}{err}");
        assert!(err.contains("is there already"), "{err}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), proposed);
        let (code, out, _) = program::run(folder.path(), None, &["learn", "--out", "-"]);
        assert_eq!((code, out.as_str()), (3, ""));
    }
}

#[test]
fn what_no_page_says_how_to_make_stays_open() {
    let contract = Contract {
        fixtures: None,
        ..reminder::CONTRACT
    };
    let (folder, code, said) = learn(&contract);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains("open: {reader}: no POST /readers is documented"),
        "{said}"
    );
    assert!(!folder.path().join("specs/fixtures.toml").exists());
}
