//! What is sent again: a request that the service says it did not process, and an idempotent one whose connection was
//! lost before a byte of its answer came; once also one of which no byte came in time.

use std::time::{Duration, SystemTime};

use super::pace::Turn;
use crate::check::verdict::Worth;
use crate::protocol::exchange::{Exchange, Failure, Received};

/// The first pause where the service asks for none; each after it is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The most times that a pause is doubled.
const MOST_DOUBLINGS: u32 = 7;

/// One sending of a request.
pub(super) struct Attempt {
    /// What was sent and what came.
    pub(super) exchange: Exchange,
    /// Whether the answer came as far as is seen: its head behind the ordinary client, its status line behind the
    /// probe.
    pub(super) begun: bool,
}

/// Why a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// The service asks for a pause, whose length it may say.
    Throttled(Option<Duration>),
    /// It was not processed, for a reason of its own.
    Unprocessed,
    /// Nobody knows whether it was processed, and it does no harm to process it twice (RFC 9110 §9.2.2).
    Lost,
    /// The same where nothing came in time: it is waited for twice, and no longer.
    Stalled,
}

/// How often a request was sent, how often of these it was told to wait, and the one of which nobody knows whether it
/// was processed.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    pub(super) sent: u32,
    pub(super) told_to_wait: u32,
    stalled: u32,
    lost: Option<Exchange>,
}

/// What is to become of an attempt: the pause after which the request is sent again, or none where it is not. A pause
/// that the service asks for is kept by the pace.
pub(super) fn pause_after(
    attempt: &mut Attempt,
    attempts: &mut Attempts,
    turn: &Turn<'_>,
    worth: Worth,
) -> Option<Duration> {
    attempts.sent += 1;
    attempt.exchange.attempts = attempts.sent;
    let exchange = &attempt.exchange;
    let reason = reason(attempt, SystemTime::now()).filter(|_| worth == Worth::Nothing);
    if !matches!(reason, Some(Reason::Throttled(_))) && exchange.response.is_ok() {
        turn.came_through();
    }
    let pause = backed_off(attempts.sent, fastrand::f64());
    let Some(reason) = reason else {
        if worth != Worth::Right {
            attempts.put_back(&mut attempt.exchange);
        }
        return None;
    };
    let again = match reason {
        Reason::Throttled(asked) => {
            attempts.told_to_wait += 1;
            let is_worth_it = turn.is_worth_waiting(asked.unwrap_or(pause));
            is_worth_it.then_some(Duration::ZERO)
        }
        Reason::Unprocessed | Reason::Lost => Some(pause),
        Reason::Stalled => {
            attempts.stalled += 1;
            (attempts.stalled == 1).then_some(Duration::ZERO)
        }
    };
    let again = again.filter(|_| attempts.sent <= turn.retries());
    let is_lost =
        matches!(reason, Reason::Lost | Reason::Stalled) && !attempt.exchange.sent.method.is_safe();
    if again.is_some() && is_lost {
        attempts.lost = Some(attempt.exchange.clone());
    }
    again
}

impl Attempts {
    /// Does not count the last: it is made anew at once.
    pub(super) fn take_back(&mut self) {
        self.sent -= 1;
    }

    /// Puts the lost sending of a request that changes something in the place of an error that came of it when it was
    /// sent again, where the error may be of what the first had done.
    fn put_back(&mut self, last: &mut Exchange) {
        let is_of_first = last
            .response
            .as_ref()
            .is_ok_and(|response| response.status.is_of_what_was_done());
        if let Some(lost) = self.lost.take().filter(|_| is_of_first) {
            *last = Exchange {
                attempts: self.sent,
                ..lost
            };
        }
    }
}

fn reason(attempt: &Attempt, now: SystemTime) -> Option<Reason> {
    match &attempt.exchange.response {
        Ok(response) => {
            let asked = pause_asked(response, now);
            match response.status.code() {
                // RFC 6585 §4.
                429 => Some(Reason::Throttled(asked)),
                // RFC 9110 §15.6.4, §15.5.9; RFC 8470 §5.2.
                503 if asked.is_some() => Some(Reason::Throttled(asked)),
                408 | 425 if asked.is_some() => Some(Reason::Throttled(asked)),
                408 | 425 => Some(Reason::Unprocessed),
                _ => None,
            }
        }
        Err(failure) => {
            let is_idempotent = attempt.exchange.sent.method.is_idempotent();
            let reason = match failure {
                Failure::Cut(..) => Some(Reason::Lost),
                Failure::TimedOut(_) => Some(Reason::Stalled),
                _ => None,
            };
            reason.filter(|_| is_idempotent && !attempt.begun)
        }
    }
}

/// The pause that a response asks for: seconds, which may have a fraction, or a date (RFC 9110 §10.2.3), which is
/// compared with the service's own where that is said.
pub(super) fn pause_asked(response: &Received, now: SystemTime) -> Option<Duration> {
    let text = response.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        let is_long = seconds >= u32::MAX.into();
        let seconds = if is_long { u32::MAX.into() } else { seconds };
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = |text: &str| httpdate::parse_http_date(text.trim()).ok();
    let then = date(text)?;
    let now = response.header("date").and_then(date).unwrap_or(now);
    Some(then.duration_since(now).unwrap_or_default())
}

/// The pause after so many attempts where none is asked for: twice as long each time, of which a random half or more
/// is kept, so that those who were sent away together do not come back together.
fn backed_off(attempts: u32, random: f64) -> Duration {
    let doublings = attempts.saturating_sub(1).min(MOST_DOUBLINGS);
    let whole = FIRST_PAUSE * 2_u32.pow(doublings);
    whole.mul_f64(0.5 + random / 2.0)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, SystemTime};

    use super::{backed_off, pause_asked};
    use crate::check::tests::exchange;
    use crate::check::verdict::Worth;
    use crate::protocol::exchange::{Exchange, Failure};
    use crate::protocol::masked::Masked;
    use crate::protocol::request::{Framing, Request, Spelling};
    use crate::protocol::{Method, Status};
    use crate::send::pace::Manners;
    use crate::send::{Target, TargetOptions};

    #[test]
    fn a_pause_is_in_seconds_or_until_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770);
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let check = |headers: &[(&str, &str)], seconds: Option<f64>| {
            let response = exchange(429, headers, "").response.unwrap();
            let pause = pause_asked(&response, now);
            assert_eq!(pause, seconds.map(Duration::from_secs_f64), "{headers:?}");
        };
        check(&[], None);
        check(&[("Retry-After", "")], None);
        check(&[("Retry-After", "soon")], None);
        check(&[("Retry-After", "-1")], None);
        check(&[("retry-after", " 3 ")], Some(3.0));
        check(&[("Retry-After", "0.5")], Some(0.5));
        check(&[("Retry-After", "1e300")], Some(4_294_967_295.0));
        check(&[("Retry-After", date)], Some(7.0));
        // The service's own clock goes before ours.
        let own = ("Date", "Sun, 06 Nov 1994 08:49:35 GMT");
        check(&[("Retry-After", date), own], Some(2.0));
        let past = ("Date", "Sun, 06 Nov 1994 09:00:00 GMT");
        check(&[("Retry-After", date), past], Some(0.0));
    }

    #[test]
    fn pauses_that_nobody_asks_for_grow_and_differ() {
        for (attempts, random, expect) in
            [(1, 0.0, 125), (1, 1.0, 250), (2, 1.0, 500), (4, 0.5, 1500)]
        {
            assert_eq!(backed_off(attempts, random), Duration::from_millis(expect));
        }
        assert_eq!(backed_off(u32::MAX, 1.0), Duration::from_secs(32));
    }

    /// A server that answers each request, on a connection of its own, with the next of these bytes and from then on
    /// with the last; where there are none, it closes without a word. Also how many requests it got.
    fn server(answers: &'static [&'static str]) -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]);
                let at = counted
                    .fetch_add(1, Ordering::SeqCst)
                    .min(answers.len() - 1);
                let _ = stream.write_all(answers[at].as_bytes());
            }
        });
        (base, count)
    }

    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const THROTTLED: &str = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const SOON: &str = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0.01\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const DOWN: &str =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const SLOW: &str =
        "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const LATER: &str = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3600\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const GONE: &str = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const LOST: &str = "";
    const BROKEN_OFF: &str = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshelf";

    fn request(method: &str) -> Request {
        Request {
            method: Method::new(method).unwrap(),
            path: Masked::plain("/shelves/7"),
            headers: Vec::new(),
            content: None,
            spelling: Spelling::Lower,
            framing: Framing::Computed,
            omits_accept: false,
        }
    }

    /// What came in the end, by the client and by the probe, and how many requests each took.
    fn sent(
        method: &str,
        answers: &'static [&'static str],
        worth: fn(&Exchange) -> Worth,
    ) -> [(Result<u16, Failure>, u32, usize); 2] {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let options = TargetOptions {
            manners: Manners {
                retries: 2,
                rate: None,
            },
            ..TargetOptions::default()
        };
        let request = request(method);
        let told = |exchange: Exchange, count: &AtomicUsize| {
            let status = exchange.response.map(|response| response.status.code());
            (status, exchange.attempts, count.load(Ordering::SeqCst))
        };
        let (base, count) = server(answers);
        let target = Target::new(&base, &options).unwrap();
        let one = runtime.block_on(target.exchange(&request, worth)).unwrap();
        let one = told(one, &count);
        let (base, count) = server(answers);
        let target = Target::new(&base, &options).unwrap();
        let mut exchanges = Vec::new();
        let requests = [request];
        let goes_on = |_, _: Status| true;
        let probe = target.probe(&requests, goes_on, |_, e| worth(e), &mut exchanges);
        runtime.block_on(probe).unwrap();
        [one, told(exchanges.remove(0), &count)]
    }

    #[test]
    fn a_connection_that_ends_right_after_an_answer_loses_no_request() {
        // Nothing says that it ends.
        const KEPT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (base, count) = server(&[KEPT]);
        let target = Target::new(&base, &TargetOptions::default()).unwrap();
        let requests: Vec<Request> = (0..20).map(|_| request("POST")).collect();
        let mut exchanges = Vec::new();
        let probe = target.probe(&requests, |_, _| true, |_, _| Worth::Right, &mut exchanges);
        runtime.block_on(probe).unwrap();
        let came = exchanges.iter().filter(|own| own.response.is_ok()).count();
        assert_eq!((came, count.load(Ordering::SeqCst)), (20, 20));
    }

    #[test]
    fn what_was_not_processed_is_sent_again_whatever_the_method() {
        for method in ["GET", "POST", "PATCH", "DELETE"] {
            for (answers, attempts) in [
                (&[OK] as &[&str], 1),
                (&[THROTTLED, OK], 2),
                (&[SOON, THROTTLED, OK], 3),
                (&[SLOW, OK], 2),
            ] {
                for (status, told, got) in sent(method, answers, |_| Worth::Nothing) {
                    let expect = (Ok(200), attempts, attempts as usize);
                    assert_eq!((status, told, got), expect, "{method} {answers:?}");
                }
            }
        }
    }

    #[test]
    fn what_may_have_been_processed_is_sent_again_where_it_does_no_harm() {
        for (method, attempts) in [
            ("GET", 2),
            ("PUT", 2),
            ("DELETE", 2),
            ("POST", 1),
            ("PATCH", 1),
        ] {
            for (status, told, got) in sent(method, &[LOST, OK], |_| Worth::Nothing) {
                assert_eq!((told, got), (attempts, attempts as usize), "{method}");
                assert_eq!(status.is_ok(), attempts == 2, "{method}");
            }
        }
        // What is gone may be so by the first.
        for (method, is_told) in [("GET", true), ("DELETE", false), ("PUT", false)] {
            for (status, told, got) in sent(method, &[LOST, GONE], |_| Worth::Nothing) {
                assert_eq!((told, got, status.is_ok()), (2, 2, is_told), "{method}");
            }
        }
        // Once the answer has begun, another look at it is the verdict's to take.
        for (status, _, got) in sent("GET", &[BROKEN_OFF, OK], |_| Worth::Nothing) {
            assert!(status.is_err() && got == 1, "{status:?}");
        }
    }

    /// A server that keeps its first connections waiting, and answers those after them.
    fn stalling(stalls: usize) -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        std::thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]);
                if counted.fetch_add(1, Ordering::SeqCst) >= stalls {
                    let _ = stream.write_all(OK.as_bytes());
                } else {
                    kept.push(stream);
                }
            }
        });
        (base, count)
    }

    #[test]
    fn what_does_not_come_in_time_is_waited_for_once_more_where_that_does_no_harm() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let sent = |method: &str, stalls: usize, timeout: Duration| {
            let (base, count) = stalling(stalls);
            let manners = Manners {
                retries: 2,
                rate: None,
            };
            let options = TargetOptions {
                timeout,
                manners,
                ..TargetOptions::default()
            };
            let target = Target::new(&base, &options).unwrap();
            let request = request(method);
            let exchange = target.exchange(&request, |_| Worth::Nothing);
            let exchange = runtime.block_on(exchange).unwrap();
            (
                exchange.response.is_ok(),
                exchange.attempts,
                count.load(Ordering::SeqCst),
            )
        };
        let short = Duration::from_millis(100);
        for (method, attempts) in [("GET", 2), ("DELETE", 2), ("POST", 1)] {
            let stalled = sent(method, 9, short);
            assert_eq!(stalled, (false, attempts, attempts as usize), "{method}");
        }
        // However long the machine takes for the second.
        let came = (0..10).any(|turn| sent("GET", 1, short * 2_u32.pow(turn)) == (true, 2, 2));
        assert!(came);
    }

    #[test]
    fn what_asks_for_no_pause_or_for_a_long_one_is_not_asked_again() {
        for (answers, status) in [(&[DOWN, OK] as &[&str], 503), (&[LATER, OK], 429)] {
            for sent in sent("GET", answers, |_| Worth::Nothing) {
                assert_eq!(sent, (Ok(status), 1, 1));
            }
        }
        // What is documented is an answer.
        for sent in sent("GET", &[THROTTLED, OK], |_| Worth::Right) {
            assert_eq!(sent, (Ok(429), 1, 1));
        }
    }

    #[test]
    fn a_service_that_throttles_everything_is_given_up() {
        for sent in sent("POST", &[THROTTLED], |_| Worth::Nothing) {
            assert_eq!(sent, (Ok(429), 3, 3));
        }
        let (base, count) = server(&[SOON]);
        let manners = Manners {
            retries: 2,
            rate: None,
        };
        let options = TargetOptions {
            manners,
            ..TargetOptions::default()
        };
        let target = Target::new(&base, &options).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let requests = [(); 50].map(|()| request("GET"));
        for request in &requests {
            let exchange = runtime
                .block_on(target.exchange(request, |_| Worth::Nothing))
                .unwrap();
            assert_eq!(exchange.response.unwrap().status.code(), 503);
        }
        // Once nothing came through, nobody waits for it any more.
        assert_eq!(count.load(Ordering::SeqCst), 50 + 2);
    }
}
