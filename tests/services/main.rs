//! Services that are wrong in exactly one way, over three contracts, and correct ones of many manners: what a
//! run says of each is the test of the verdict itself.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod bakes;
mod cards;
mod conduct;
mod correct;
mod desks;
mod disguise;
mod errands;
mod jobs;
mod learn;
mod manner;
mod packets;
mod parcels;
#[path = "../program/mod.rs"]
mod program;
mod promises;
mod reminder;
mod scans;
mod search;
mod signing_in;
mod slips;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use wire::{Asked, Reply, Service, serve};

/// The credential of every run.
pub(crate) const TOKEN: &str = "reader/7+desk\"north\"&8";

/// A page, what is said beside it, and a service that keeps to it.
pub(crate) struct Contract {
    pub name: &'static str,
    pub page: &'static str,
    /// A line of the page that is not there for this service.
    pub unsaid: &'static str,
    pub fixtures: Option<&'static str>,
    pub family: Option<&'static str>,
    pub variables: &'static [&'static str],
    pub service: fn() -> Service,
}

/// When a fault is caught.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Seen {
    /// In either mode.
    Always,
    /// Only where our reading counts, and where what may change the service is sent.
    Strict,
    /// By default, too, once what may change the service is sent.
    Intrusive,
    /// In either mode as an error: there is no verdict on the service.
    NoVerdict,
    /// In no mode, since nothing is wrong.
    Green,
}

/// How a service departs from the right one: what is asked, and the right one, which may be asked or not.
pub(crate) type Bend = fn(&Asked, &mut dyn FnMut(&Asked) -> Reply) -> Reply;

/// One way to be wrong.
pub(crate) struct Fault {
    pub name: &'static str,
    /// The check whose diagnostic comes first, in each mode that shows one.
    pub first: &'static str,
    pub seen: Seen,
    pub bend: Bend,
}

/// An entry of a contract's faults.
pub(crate) const fn fault(
    name: &'static str,
    first: &'static str,
    seen: Seen,
    bend: Bend,
) -> Fault {
    Fault {
        name,
        first,
        seen,
        bend,
    }
}

impl Contract {
    fn wrong(&self, bend: Bend) -> Service {
        let mut right = (self.service)();
        Box::new(move |asked| bend(asked, &mut right))
    }

    /// A folder with the contract's tables and snapshots.
    fn folder(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        let page = format!("{}.md", self.name);
        assert!(self.page.contains(self.unsaid), "{}", self.unsaid);
        std::fs::write(at.join(&page), self.page.replace(self.unsaid, "")).unwrap();
        run_in(at, &["derive", &page]);
        if let Some(fixtures) = self.fixtures {
            std::fs::write(at.join("specs/fixtures.toml"), fixtures).unwrap();
        }
        if let Some(family) = self.family {
            let table = at.join(format!("specs/{}.toml", self.name));
            let text = std::fs::read_to_string(&table).unwrap();
            let dialect = "dialect = \"plain\"\n";
            assert!(text.contains(dialect), "{text}");
            let text = text.replace(dialect, &format!("{dialect}family = \"errors\"\n"));
            std::fs::write(table, text).unwrap();
            std::fs::create_dir_all(at.join("specs/families")).unwrap();
            std::fs::write(at.join("specs/families/errors.toml"), family).unwrap();
        }
        let (code, said) = run_in(at, &["accept"]);
        assert_eq!(code, 0, "{said}");
        folder
    }

    fn run(&self, folder: &Path, base: &str, mode: &[&str]) -> Ran {
        let mut arguments = vec!["run", "--target", base];
        for variable in self.variables {
            arguments.extend(["--var", variable]);
        }
        arguments.extend(mode);
        let (code, screen) = run_in(folder, &arguments);
        Ran { code, screen }
    }
}

/// The exit code, and what was printed, of a command in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let (code, out, error) = program::run(folder, Some(TOKEN), arguments);
    (code, out + &error)
}

/// What came of a run.
struct Ran {
    code: i32,
    screen: String,
}

impl Ran {
    /// The codes of the diagnostics, in the order of the screen.
    fn codes(&self) -> Vec<&str> {
        let lines = self.screen.lines();
        let codes = lines.filter_map(|line| {
            let rest = line.strip_prefix("error[")?;
            rest.split(']').next()
        });
        codes.collect()
    }
}

impl Ran {
    /// The violations of more than our own reading.
    fn accused(&self) -> Vec<&str> {
        let parts = self.screen.split("\n\n");
        let accused = parts.filter(|part| part.starts_with("error["));
        let accused = accused.filter(|part| !part.contains("our reading, which no page states"));
        accused.filter_map(|part| part.lines().next()).collect()
    }
}

const DEFAULT: &[&str] = &[];
const INTRUSIVE: &[&str] = &["--intrusive"];
const STRICT: &[&str] = &["--strict", "--intrusive"];

/// How many runs go on at once: they wait more than they work.
const SEVERAL: usize = 24;

/// Does something with each of many things, several at a time.
fn each<T: Sync>(things: &[T], act: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..SEVERAL {
            scope.spawn(|| {
                while let Some(thing) = things.get(next.fetch_add(1, Ordering::Relaxed)) {
                    act(thing);
                }
            });
        }
    });
}

/// What a fault comes to in a mode: an exit code and the first diagnostic.
fn wanted(fault: &Fault, mode: &[&str]) -> (i32, Option<&'static str>) {
    let caught = (1, Some(fault.first));
    let is_intrusive = mode.contains(&"--intrusive");
    let is_strict = mode.contains(&"--strict");
    match fault.seen {
        Seen::Always => caught,
        Seen::Intrusive if is_intrusive => caught,
        Seen::Strict if is_strict => caught,
        Seen::Intrusive | Seen::Strict | Seen::Green => (0, None),
        Seen::NoVerdict => (4, None),
    }
}

/// Runs a contract's faults in each mode and tells what came otherwise than it should.
fn otherwise(contract: &Contract, faults: &[Fault]) -> BTreeMap<String, String> {
    let folder = contract.folder();
    let told = Mutex::new(BTreeMap::new());
    each(faults, |fault| {
        for mode in [DEFAULT, INTRUSIVE, STRICT] {
            // What is caught by default is so with more that is sent.
            if mode == INTRUSIVE && fault.seen == Seen::Always {
                continue;
            }
            let base = serve(contract.wrong(fault.bend));
            let ran = contract.run(folder.path(), &base, mode);
            let came = (ran.code, ran.codes().first().copied());
            let wanted = wanted(fault, mode);
            if came != wanted {
                let what = format!("{} {}", fault.name, mode.join(" "));
                let how = format!("{came:?} instead of {wanted:?}\n{}", ran.screen);
                told.lock().unwrap().insert(what, how);
            }
        }
    });
    told.into_inner().unwrap()
}

/// Faults that are not caught as they should be, and correct services that are accused, each a gap to be closed: one that is fails the test until its line
/// goes.
const GAPS: &[&str] = &[];

/// Holds what came otherwise than it should, among services of these names, to the gaps that are known.
fn assert_known<'a>(names: impl Iterator<Item = &'a str>, told: &BTreeMap<String, String>) {
    let names: BTreeSet<&str> = names.collect();
    let named = |what: &str| what.split(' ').next().unwrap_or_default().to_owned();
    let came: BTreeSet<String> = told.keys().map(|what| named(what)).collect();
    let own = GAPS.iter().filter(|gap| names.contains(**gap));
    let own: BTreeSet<String> = own.map(|gap| (*gap).to_owned()).collect();
    assert_eq!(came, own, "{}", listed(told));
}

#[test]
fn right_services_are_green() {
    for contract in [
        reminder::CONTRACT,
        desks::CONTRACT,
        scans::CONTRACT,
        packets::CONTRACT,
    ] {
        let folder = contract.folder();
        for mode in [DEFAULT, INTRUSIVE, STRICT] {
            let ran = contract.run(folder.path(), &serve((contract.service)()), mode);
            assert_eq!(ran.code, 0, "{} {mode:?}\n{}", contract.name, ran.screen);
        }
    }
}

#[test]
fn no_correct_service_is_accused() {
    let told = Mutex::new(BTreeMap::new());
    each(correct::SERVICES, |service| {
        let folder = service.contract.folder();
        for mode in [INTRUSIVE, STRICT] {
            let base = serve(service.contract.wrong(service.bend));
            let ran = service.contract.run(folder.path(), &base, mode);
            let code = match service.seen {
                Seen::Strict if mode == STRICT => 1,
                Seen::NoVerdict => 4,
                Seen::Always | Seen::Intrusive | Seen::Strict | Seen::Green => 0,
            };
            let accused = ran.accused();
            if !accused.is_empty() || ran.code != code {
                let what = format!("{} {}", service.name, mode.join(" "));
                told.lock()
                    .unwrap()
                    .insert(what, format!("{} {accused:?}\n{}", ran.code, ran.screen));
            }
        }
    });
    let told = told.into_inner().unwrap();
    assert_known(correct::SERVICES.iter().map(|service| service.name), &told);
}

#[test]
fn each_fault_of_an_action_is_caught() {
    let told = otherwise(&reminder::CONTRACT, reminder::FAULTS);
    assert_known(reminder::FAULTS.iter().map(|fault| fault.name), &told);
}

#[test]
fn each_fault_of_things_that_are_made_and_removed_is_caught() {
    let told = otherwise(&desks::CONTRACT, desks::FAULTS);
    assert_known(desks::FAULTS.iter().map(|fault| fault.name), &told);
}

#[test]
fn each_fault_of_a_file_that_is_sent_is_caught() {
    let told = otherwise(&scans::CONTRACT, scans::FAULTS);
    assert_known(scans::FAULTS.iter().map(|fault| fault.name), &told);
}

#[test]
fn a_pass_that_took_more_than_one_attempt_says_so_everywhere() {
    let throttled = correct::SERVICES.iter();
    let mut throttled = throttled.filter(|service| service.name == "throttles-every-second");
    let contract = &throttled.next().unwrap().contract;
    let folder = contract.folder();
    let reports = ["--report", "json=ran.json", "--report", "junit=ran.xml"];
    let ran = contract.run(folder.path(), &serve((contract.service)()), &reports);
    assert_eq!(ran.code, 0, "{}", ran.screen);
    let said = "passed when sent again, as the service asked or since a connection was lost or a credential ended: ";
    assert!(ran.screen.contains(said), "{}", ran.screen);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    // How many it takes hangs on what else is sent meanwhile.
    let xml = read("ran.xml");
    let (_, told) = xml.split_once("sent again: ").unwrap();
    let (attempts, _) = told.split_once(" attempts").unwrap();
    assert!(attempts.parse::<u64>().unwrap() > 1, "{attempts}");
    let json: serde_json::Value = serde_json::from_str(&read("ran.json")).unwrap();
    let cases = json["cases"].as_array().unwrap();
    let attempts = cases
        .iter()
        .flat_map(|case| case["exchanges"].as_array().unwrap());
    let counts = attempts.filter_map(|exchange| exchange["attempts"].as_u64());
    assert!(counts.max() > Some(1));
    assert!(json["summary"]["sent_again"].as_u64().unwrap() > 0);
    // Whoever asks for no second attempt gets none, and no case is held.
    let ran = contract.run(
        folder.path(),
        &serve((contract.service)()),
        &["--retries", "0"],
    );
    assert_eq!((ran.code, ran.codes()), (4, Vec::new()), "{}", ran.screen);
}

fn listed(told: &BTreeMap<String, String>) -> String {
    let lines = told.iter().map(|(what, how)| format!("\n== {what}: {how}"));
    lines.collect()
}
