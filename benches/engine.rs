//! How long runs of one or two programs take against a plain server on this machine, and their processor time: a few
//! thousand cases at once, and 480 where each answer takes 200 ms. The programs take turns; medians are printed, and
//! of two their ratio.
//!
//! `cargo bench --bench engine -- PROGRAM [OTHER]`

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and cannot go on without its server"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Turns of each program.
const TURNS: usize = 5;

/// How many operations a page has.
const A_PAGE: usize = 20;

/// A page with operations, each answered with an empty 204.
fn page(operations: std::ops::Range<usize>) -> String {
    let mut page = "# Shelves\n\n".to_owned();
    for n in operations {
        page.push_str(&format!(
            "## Dust shelf {n}\n\n`POST /shelves/{n}/dust`\n\nReturns `204`.\n\n"
        ));
    }
    page
}

fn serve(latency: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || converse(&stream, latency));
        }
    });
    base
}

/// Answers each request of a connection; whether there is another.
fn converse(stream: &TcpStream, latency: Duration) -> Option<()> {
    let mut writer = stream;
    let mut reader = BufReader::new(stream);
    stream.set_nodelay(true).ok()?;
    loop {
        let (mut line, mut length, mut closes) = (String::new(), 0, false);
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let served = line.starts_with("POST ");
        loop {
            line.clear();
            reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            closes |= lower.starts_with("connection: close");
            if line == "\r\n" {
                break;
            }
        }
        reader.read_exact(&mut vec![0; length]).ok()?;
        std::thread::sleep(latency);
        let answer: &[u8] = if served {
            b"HTTP/1.1 204 No Content\r\n\r\n"
        } else {
            b"HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\nContent-Length: 0\r\n\r\n"
        };
        writer.write_all(answer).ok()?;
        if closes {
            return None;
        }
    }
}

/// The processor time of all children that have ended, in seconds.
fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    // Behind the name: cutime and cstime are the 14th and 15th, in hundredths.
    fields[13..15]
        .iter()
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// The wall and processor time of one run, in seconds, and what it said last of its cases.
fn run(program: &str, folder: &Path, base: &str, more: &[&str]) -> (f64, f64, String) {
    let before = processor_time();
    let started = Instant::now();
    let output = Command::new(program)
        .args([
            "run",
            "--spec",
            "specs",
            "--target",
            base,
            "--report",
            "junit=ran.xml",
        ])
        .args(more)
        .current_dir(folder)
        .stderr(Stdio::null())
        .output()
        .expect("the program");
    let wall = started.elapsed().as_secs_f64();
    let screen = String::from_utf8_lossy(&output.stdout);
    let counts = screen
        .lines()
        .find(|line| line.contains(" passed, "))
        .unwrap_or_default();
    (wall, processor_time() - before, counts.to_owned())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn compare(programs: &[String], operations: usize, latency: Duration, more: &[&str]) {
    let folder = std::env::temp_dir().join(format!("as-documented-engine-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("pages")).expect("a folder");
    for first in (0..operations).step_by(A_PAGE) {
        let file = folder.join(format!("pages/shelves-{first}.md"));
        std::fs::write(file, page(first..first + A_PAGE)).expect("a page");
    }
    let derived = Command::new(&programs[0])
        .args(["derive", "pages"])
        .current_dir(&folder)
        .output();
    assert!(
        derived.expect("the program").status.success(),
        "the page is read"
    );
    let base = serve(latency);
    let mut times = vec![(Vec::new(), Vec::new()); programs.len()];
    let mut counts = String::new();
    for turn in 0..TURNS * programs.len() {
        let at = turn % programs.len();
        let (wall, processor, said) = run(&programs[at], &folder, &base, more);
        times[at].0.push(wall);
        times[at].1.push(processor);
        counts = said;
    }
    println!(
        "{operations} operations, {} ms, {}: {counts}",
        latency.as_millis(),
        more.join(" ")
    );
    let times: Vec<(f64, f64)> = times
        .into_iter()
        .map(|(w, p)| (median(w), median(p)))
        .collect();
    for (program, (wall, processor)) in programs.iter().zip(&times) {
        println!("  {wall:.3} s wall, {processor:.2} s processor: {program}");
    }
    if let [one, other] = times[..] {
        println!(
            "  the first takes {:.2} of the other's wall, {:.2} of its processor time",
            one.0 / other.0,
            one.1 / other.1
        );
    }
    let _ = std::fs::remove_dir_all(folder);
}

fn main() {
    let programs: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    if programs.is_empty() {
        println!("expected one program, or two");
        return;
    }
    compare(&programs, 5000, Duration::ZERO, &["/as-documented"]);
    compare(&programs, 1000, Duration::ZERO, &[]);
    compare(
        &programs,
        480,
        Duration::from_millis(200),
        &["/as-documented"],
    );
}
