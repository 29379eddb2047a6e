//! The pace of all requests to one target: a pause that the service asks for is kept by all of them, those that had to
//! wait go first after it, and one at a time until answers come through again. It knows nothing of what is asked.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// The longest pause that is kept: who asks for a longer one has said that now is no time for this.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The longest that pauses may take of a run, together.
const LONGEST_PAUSES: Duration = Duration::from_secs(300);

/// How many requests go at a time where no limit is needed any more.
const WIDEST: usize = 64;

/// How a target is treated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Manners {
    /// How many times a request is sent again at most.
    pub retries: u32,
    /// How many requests are sent in a time, at most.
    pub rate: Option<Rate>,
}

/// How many requests are sent in a time at most, kept as the time from one to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate(Duration);

/// A text that is no rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a rate such as `10/s`, `0.5/s` or `100/min`, but found `{0}`")]
pub(crate) struct RateError(String);

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let wrong = || RateError(text.to_owned());
        let (count, unit) = text.split_once('/').ok_or_else(wrong)?;
        let unit = match unit.trim() {
            "s" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            _ => return Err(wrong()),
        };
        let count: f64 = count.trim().parse().map_err(|_| wrong())?;
        let between = Duration::try_from_secs_f64(unit / count).map_err(|_| wrong())?;
        // One a day is none at all for a run.
        let is_rate = !between.is_zero() && between <= Duration::from_secs(86_400);
        is_rate.then_some(Self(between)).ok_or_else(wrong)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let a_second = 1.0 / self.0.as_secs_f64();
        write!(f, "{}/s", (a_second * 1e6).round() / 1e6)
    }
}

/// The pace of one target, shared by all that send to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    manners: Manners,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Clone, Default)]
struct State {
    /// When the pause ends that everybody keeps.
    opens_at: Option<Instant>,
    /// How many pauses there were: an answer to what was sent before the last says nothing of it.
    pauses: u64,
    /// How many of them since something came through.
    fruitless: u32,
    /// How long they took, together.
    paused: Duration,
    /// How many requests go at a time; none, where any number does.
    window: Option<usize>,
    /// How many came through since the window was last widened.
    came_through: usize,
    in_flight: usize,
    /// Whether what is in flight goes alone.
    is_alone: bool,
    /// When the rate allows the next.
    next_at: Option<Instant>,
    waiting: BTreeSet<Place>,
    places: u64,
}

/// A place among those that wait: who was told to wait most often goes first, then who came first.
type Place = (Reverse<u32>, u64);

enum Admission {
    /// Now, after so many pauses.
    Now(u64),
    /// Not before a time.
    At(Instant),
    /// Not before something has changed.
    Later,
}

impl State {
    fn admit(&mut self, place: Place, now: Instant, rate: Option<Rate>) -> Admission {
        if let Some(opens_at) = self.opens_at.filter(|opens_at| *opens_at > now) {
            return Admission::At(opens_at);
        }
        // What was told to wait goes alone: that others go as well may be why.
        let was_sent_away = |(times, _): &Place| times.0 > 0;
        let is_alone = self.waiting.first().is_some_and(was_sent_away);
        let window = if is_alone { Some(1) } else { self.window };
        if window.is_some_and(|window| self.in_flight >= window) || self.is_alone {
            return Admission::Later;
        }
        let is_ordered = window.is_some() || rate.is_some();
        if is_ordered && self.waiting.first() != Some(&place) {
            return Admission::Later;
        }
        if let Some(Rate(between)) = rate {
            if let Some(next_at) = self.next_at.filter(|next_at| *next_at > now) {
                return Admission::At(next_at);
            }
            // What a timer was late by is caught up with; what nobody asked for is not.
            let due = self.next_at.unwrap_or(now);
            let is_late = now.saturating_duration_since(due) < between;
            self.next_at = Some(if is_late { due } else { now } + between);
        }
        self.waiting.remove(&place);
        self.is_alone = is_alone;
        self.in_flight += 1;
        Admission::Now(self.pauses)
    }

    fn came_through(&mut self, pauses_before: u64) {
        if pauses_before != self.pauses {
            return;
        }
        self.fruitless = 0;
        let Some(window) = self.window else { return };
        self.came_through += 1;
        if self.came_through >= window {
            self.came_through = 0;
            self.window = Some(window + 1).filter(|window| *window < WIDEST);
        }
    }

    /// Notes that the service asks to wait; whether that is worth it.
    fn pause(&mut self, pauses_before: u64, pause: Duration, now: Instant, retries: u32) -> bool {
        let opens_at = now + pause.min(LONGEST_PAUSE);
        let from = self.opens_at.map_or(now, |opens_at| opens_at.max(now));
        let more = opens_at.saturating_duration_since(from);
        let is_new = pauses_before == self.pauses;
        if is_new {
            self.fruitless += 1;
        }
        let is_worth_it = pause <= LONGEST_PAUSE
            && self.fruitless <= retries
            && self.paused + more <= LONGEST_PAUSES;
        if !is_worth_it {
            // Nothing gets through: who waits learns that sooner.
            self.window = None;
            return false;
        }
        self.opens_at = Some(from + more);
        self.paused += more;
        if is_new {
            self.pauses += 1;
            self.window = Some(1);
            self.came_through = 0;
        }
        true
    }
}

impl Pace {
    pub(super) fn new(manners: Manners) -> Self {
        Self(Arc::new(Shared {
            manners,
            ..Shared::default()
        }))
    }

    /// The place of a request that was told to wait so many times, among those that wait for their turn.
    pub(super) fn place(&self, told_to_wait: u32) -> Waiting<'_> {
        self.0.place(told_to_wait)
    }
}

impl<'a> Waiting<'a> {
    /// Waits until its request may be sent.
    pub(super) async fn turn(self) -> Turn<'a> {
        let (shared, place) = (self.shared, self.place);
        loop {
            let changed = shared.changed.notified();
            let now = Instant::now();
            let admission = shared.state().admit(place, now, shared.manners.rate);
            match admission {
                Admission::Now(pauses_before) => {
                    drop(self);
                    return Turn {
                        shared,
                        pauses_before,
                    };
                }
                Admission::At(when) => tokio::select! {
                    () = tokio::time::sleep_until(when) => {}
                    () = changed => {}
                },
                Admission::Later => changed.await,
            }
        }
    }
}

impl Shared {
    fn place(&self, told_to_wait: u32) -> Waiting<'_> {
        let mut state = self.state();
        state.places += 1;
        let place = (Reverse(told_to_wait), state.places);
        state.waiting.insert(place);
        Waiting {
            shared: self,
            place,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and tells those that wait.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state();
        let result = change(&mut state);
        let is_waited = !state.waiting.is_empty();
        drop(state);
        if is_waited {
            self.changed.notify_waiters();
        }
        result
    }
}

/// A place that is given up when this is dropped.
#[must_use]
pub(super) struct Waiting<'a> {
    shared: &'a Shared,
    place: Place,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.shared
            .change(|state| state.waiting.remove(&self.place));
    }
}

/// The turn of a request; it ends when this is dropped.
#[must_use]
pub(super) struct Turn<'a> {
    shared: &'a Shared,
    pauses_before: u64,
}

impl<'a> Turn<'a> {
    /// Ends the turn, and gives the place of the same request for another after a pause of its own. Where there is none,
    /// it has its place before others are let by: what was sent away goes first.
    pub(super) async fn again(self, told_to_wait: u32, pause: Duration) -> Waiting<'a> {
        let shared = self.shared;
        if pause.is_zero() {
            return shared.place(told_to_wait);
        }
        drop(self);
        tokio::time::sleep(pause).await;
        shared.place(told_to_wait)
    }
}

impl Turn<'_> {
    /// How many times a request is sent again at most.
    pub(super) fn retries(&self) -> u32 {
        self.shared.manners.retries
    }

    /// The service answered, and not that it should be asked later.
    pub(super) fn came_through(&self) {
        let pauses = self.pauses_before;
        self.shared.change(|state| state.came_through(pauses));
    }

    /// The service asks for a pause; whether to wait for its end is worth it.
    #[must_use]
    pub(super) fn is_worth_waiting(&self, pause: Duration) -> bool {
        let (pauses, retries) = (self.pauses_before, self.shared.manners.retries);
        self.shared
            .change(|state| state.pause(pauses, pause, Instant::now(), retries))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.shared.change(|state| {
            state.in_flight -= 1;
            state.is_alone = false;
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Admission, LONGEST_PAUSE, Manners, Pace, Rate, State};

    #[test]
    fn a_rate_is_a_number_in_a_time() {
        let read = |text: &str| text.parse::<Rate>().map(|rate| rate.to_string());
        for (text, shown) in [
            ("10/s", "10/s"),
            ("0.5/s", "0.5/s"),
            ("600/min", "10/s"),
            ("1 / s", "1/s"),
            ("3600/h", "1/s"),
        ] {
            assert_eq!(read(text).unwrap(), shown);
        }
        for text in [
            "", "10", "0/s", "-1/s", "inf/s", "nan/s", "1e300/s", "10/d", "1e-9/s",
        ] {
            let said = read(text).unwrap_err().to_string();
            assert!(said.contains("such as `10/s`"), "{said}");
        }
    }

    /// A state with this many places that wait.
    fn waiting(told_to_wait: &[u32]) -> State {
        let mut state = State::default();
        for times in told_to_wait {
            state.places += 1;
            state
                .waiting
                .insert((std::cmp::Reverse(*times), state.places));
        }
        state
    }

    fn admitted(state: &mut State, now: Instant) -> Vec<u32> {
        let mut admitted = Vec::new();
        for place in state.waiting.clone() {
            if matches!(state.admit(place, now, None), Admission::Now(_)) {
                admitted.push(place.0.0);
            }
        }
        admitted
    }

    #[test]
    fn a_pause_is_kept_by_all_and_those_that_waited_go_first_and_alone() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        assert_eq!(admitted(&mut waiting(&[0, 0, 0]), now), [0, 0, 0]);
        let mut state = waiting(&[0, 0, 1, 0]);
        assert_eq!(admitted(&mut state.clone(), now), [1]);
        assert!(state.pause(0, second, now, 2));
        // What was sent before the pause is told to wait as well: that is no other pause.
        assert!(state.pause(0, second, now, 2));
        assert_eq!((state.pauses, state.paused), (1, second));
        assert_eq!(admitted(&mut state, now), [0; 0]);
        assert_eq!(admitted(&mut state, now + second), [1]);
        state.in_flight = 0;
        state.is_alone = false;
        // An answer to what was sent before says nothing of what goes now.
        state.came_through(0);
        assert_eq!(state.window, Some(1));
        state.came_through(1);
        assert_eq!(admitted(&mut state, now + second), [0, 0]);
        // It goes alone also where any number may go.
        let mut state = waiting(&[0]);
        state.in_flight = 1;
        state.is_alone = true;
        assert_eq!(admitted(&mut state, now), [0; 0]);
    }

    #[test]
    fn pauses_end_where_nothing_comes_through_or_they_are_long() {
        let now = Instant::now();
        let pause = Duration::from_secs(9);
        let mut state = State::default();
        assert!(state.pause(0, pause, now, 2) && state.pause(1, pause, now, 2));
        assert!(!state.pause(2, pause, now, 2));
        assert_eq!(state.window, None);
        state.came_through(2);
        assert!(state.pause(2, pause, now, 2));
        assert!(!state.pause(3, LONGEST_PAUSE * 2, now, 2));
        // All that a run waits is bounded.
        let mut state = State::default();
        let mut now = now;
        let mut pauses = 0;
        while state.pause(state.pauses, LONGEST_PAUSE, now, 2) && pauses < 1000 {
            state.came_through(state.pauses);
            now += LONGEST_PAUSE;
            pauses += 1;
        }
        assert_eq!(pauses, 5);
        assert!(
            !State::default().pause(0, pause, now, 0),
            "no retries, no pause"
        );
    }

    #[tokio::test]
    async fn a_rate_is_kept_by_all_that_send() {
        let manners = Manners {
            retries: 0,
            rate: Some("100/s".parse().unwrap()),
        };
        let pace = Pace::new(manners);
        let started = std::time::Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..11 {
            let pace = pace.clone();
            tasks.spawn(async move { drop(pace.place(0).turn().await) });
        }
        while tasks.join_next().await.is_some() {}
        assert!(started.elapsed() >= Duration::from_millis(100));
        assert!(pace.0.state().waiting.is_empty());
        assert_eq!(pace.0.state().in_flight, 0);
    }

    #[tokio::test]
    async fn what_was_sent_away_is_before_all_that_were_not() {
        let pace = Pace::new(Manners {
            retries: 2,
            rate: None,
        });
        let first = pace.place(0).turn().await;
        let other = pace.place(0);
        assert!(first.is_worth_waiting(Duration::ZERO));
        let again = first.again(1, Duration::ZERO).await;
        let late = tokio::time::timeout(Duration::from_millis(1), other.turn()).await;
        assert!(late.is_err());
        drop(again.turn().await);
    }

    #[tokio::test]
    async fn who_no_longer_waits_leaves_its_place() {
        let pace = Pace::new(Manners {
            retries: 2,
            rate: None,
        });
        let first = pace.place(0).turn().await;
        assert!(first.is_worth_waiting(Duration::from_secs(30)));
        let given_up = tokio::time::timeout(Duration::from_millis(1), pace.place(1).turn()).await;
        assert!(given_up.is_err());
        assert!(pace.0.state().waiting.is_empty());
    }
}
