//! How long it takes to read, derive and lint pages, as a ratio to reading the same bytes: on pages
//! of our own, once as many and twice as many, and on those of a folder that `PAGES` names.
//!
//! `cargo bench --bench read`

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and cannot go on without its pages"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use as_documented::{Page, derive};

/// Rounds, of which the fastest of each kind counts; the kinds take turns.
const ROUNDS: usize = 7;

fn pages_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of pages");
    let mut pages: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.sort();
    pages
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let started = Instant::now();
    std::hint::black_box(work());
    started.elapsed()
}

fn plain_read(pages: &[PathBuf]) -> usize {
    pages
        .iter()
        .map(|path| std::fs::read(path).expect("a page").len())
        .sum()
}

fn derived(pages: &[PathBuf]) -> usize {
    pages
        .iter()
        .map(|path| derive(&Page::read(path).expect("a page")).findings.len())
        .sum()
}

fn measure(what: &str, pages: &[PathBuf]) -> Duration {
    let bytes = plain_read(pages);
    let mut fastest = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        fastest[0] = fastest[0].min(timed(|| plain_read(pages)));
        fastest[1] = fastest[1].min(timed(|| derived(pages)));
    }
    let [read, derive] = fastest.map(|time| time.as_secs_f64());
    let megabytes = f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6;
    println!(
        "{what}: {} pages, {megabytes:.1} MB: read {:.1} ms, read and derived {:.1} ms, ratio {:.1}, {:.0} MB/s",
        pages.len(),
        read * 1e3,
        derive * 1e3,
        derive / read,
        megabytes / derive,
    );
    fastest[1]
}

fn main() {
    let own = pages_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("specs"));
    let folder = tempfile::tempdir().expect("a folder");
    let copies = |count: usize| -> Vec<PathBuf> {
        let mut copies = Vec::new();
        for number in 0..count {
            for page in &own {
                let name = format!(
                    "{number}-{}",
                    page.file_name().unwrap_or_default().display()
                );
                let copy = folder.path().join(name);
                std::fs::copy(page, &copy).expect("a copy");
                copies.push(copy);
            }
        }
        copies
    };
    let once = measure("own pages", &copies(200));
    let twice = measure("twice as many", &copies(400));
    println!(
        "twice the pages take {:.2} times the time",
        twice.as_secs_f64() / once.as_secs_f64()
    );
    let Some(folder) = std::env::var_os("PAGES") else {
        println!("skipped: PAGES names no folder of pages");
        return;
    };
    let pages = pages_in(Path::new(&folder));
    let once = measure("PAGES", &pages);
    let memory = peak_memory();
    let twice = measure("PAGES twice over", &[pages.clone(), pages].concat());
    println!(
        "twice the pages take {:.2} times the time",
        twice.as_secs_f64() / once.as_secs_f64()
    );
    match (memory, peak_memory()) {
        (Some(before), Some(after)) => {
            println!("memory at its peak: {before} kB, and {after} kB with twice the pages");
        }
        _ => println!("skipped: this system does not say how much memory was used"),
    }
}

/// The most memory that this process has held, in kB, where the system says so (Linux).
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
