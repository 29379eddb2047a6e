//! How much is sent at a time, and that no verdict depends on it.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::wire::{Asked, Reply, Service, serve};
use super::{Contract, TOKEN, desks, program, reminder};

/// The service behind something that throttles, hurries and loses what it sees for the first time, and lets by what
/// comes again.
fn troubled(mut right: Service) -> Service {
    let mut seen = BTreeSet::new();
    Box::new(move |asked| {
        let Asked {
            method,
            path,
            headers,
            body,
            ..
        } = asked;
        let key = format!("{method} {path} {headers:?} {body:?}");
        let kind = key.bytes().map(usize::from).sum::<usize>() % 6;
        if !seen.insert(key) {
            return right(asked);
        }
        let is_idempotent = matches!(&**method, "GET" | "HEAD" | "PUT" | "DELETE");
        match kind {
            0 => Reply::new(429).with("Retry-After", "0"),
            1 => Reply::new(503).with("Retry-After", "0"),
            2 => Reply::new(408).last(),
            3 | 4 if is_idempotent => Reply::new(200).spoilt(|_| Vec::new()),
            _ => right(asked),
        }
    })
}

/// What a run says of each case, without times and attempts.
fn verdicts(contract: &Contract, service: Service, jobs: &str, seed: &str) -> String {
    let folder = contract.folder();
    let mode = ["--strict", "--intrusive", "--jobs", jobs, "--shuffle", seed];
    let mode = [&mode[..], &["--report", "json=ran.json"]].concat();
    let ran = contract.run(folder.path(), &serve(service), &mode);
    let text = std::fs::read_to_string(folder.path().join("ran.json")).expect(&ran.screen);
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let cases = json["cases"].as_array_mut().unwrap();
    for case in &mut *cases {
        let case = case.as_object_mut().unwrap();
        case.retain(|key, _| key != "elapsed_ms" && key != "exchanges");
        // What the elements of a list are is put to the test where there are some by then.
        let held = case
            .get_mut("rows_held")
            .and_then(|held| held.as_array_mut());
        let is_of_element = |row: &serde_json::Value| row.as_str().unwrap().contains("/*");
        held.into_iter()
            .for_each(|held| held.retain(|row| !is_of_element(row)));
    }
    serde_json::to_string_pretty(&cases).unwrap()
}

#[test]
fn verdicts_depend_on_no_order_no_number_of_jobs_and_no_lost_connection() {
    let wrong = |contract: &Contract| -> Service {
        let mut right = (contract.service)();
        Box::new(move |asked| {
            let reply = right(asked);
            if reply.status == 204 {
                reply.under(200)
            } else {
                reply
            }
        })
    };
    for contract in [reminder::CONTRACT, desks::CONTRACT] {
        for service in [|own: &Contract| (own.service)(), wrong] {
            let first = verdicts(&contract, service(&contract), "1", "0");
            for (seed, jobs) in [("1", "1"), ("2", "8"), ("3", "64")] {
                for own in [service(&contract), troubled(service(&contract))] {
                    let other = verdicts(&contract, own, jobs, seed);
                    let lines = first.lines().zip(other.lines());
                    let differing: Vec<_> = lines.filter(|(own, other)| own != other).collect();
                    assert_eq!(differing, [], "{} with {jobs} jobs", contract.name);
                    assert_eq!(first.len(), other.len(), "{}", contract.name);
                }
            }
        }
    }
}

/// A service with shelves that answers nothing before so many requests are in flight, and how many of them it had at
/// most.
fn slow(wanted: usize) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let most = Arc::new(AtomicUsize::new(0));
    let kept = Arc::clone(&most);
    let now = Arc::new(AtomicUsize::new(0));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            std::thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let asked = Instant::now();
                while most.load(Ordering::SeqCst) < wanted && asked.elapsed().as_secs() < 20 {
                    std::thread::sleep(Duration::from_millis(5));
                }
                // Time for one more than there should be.
                std::thread::sleep(Duration::from_millis(100));
                now.fetch_sub(1, Ordering::SeqCst);
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            });
        }
    });
    (base, kept)
}

#[test]
fn as_much_is_in_flight_as_jobs_say_and_by_default_enough_for_a_network() {
    let folder = tempfile::tempdir().unwrap();
    let section =
        |n: usize| format!("## Dust shelf {n}\n\n`POST /shelves/{n}/dust`\n\nReturns `204`.\n\n");
    let page: String = (0..40).map(section).collect();
    std::fs::write(
        folder.path().join("shelves.md"),
        format!("# Shelves\n\n{page}"),
    )
    .unwrap();
    for (more, most) in [
        (&["--jobs", "1"] as &[&str], 1),
        (&["--jobs", "3"], 3),
        (&[], 32),
    ] {
        let (base, seen) = slow(most);
        let filter = if most == 1 {
            "shelves-1-dust"
        } else {
            "as-documented"
        };
        let arguments = ["run", "--spec", "shelves.md", "--target", &base, filter];
        let arguments = [&arguments[..], more].concat();
        let (code, out, err) = program::run(folder.path(), Some(TOKEN), &arguments);
        assert_eq!(code, 0, "{out}{err}");
        assert_eq!(seen.load(Ordering::SeqCst), most, "{more:?}\n{out}");
    }
}
