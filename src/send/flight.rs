//! Sends what goes before all other cases; see [`super::preflight`].

use std::sync::Arc;
use std::time::Duration;

use super::engine::execute_fresh;
use super::ordinary::Ordinary;
use super::preflight::{Outlook, outlook};
use super::sender::Sender;
use crate::check::verdict::Verdict;

/// How long after a target was not reached it is tried once more.
const PAUSE: Duration = Duration::from_millis(250);

/// Sends the cases that go before all others, until they say what is to be expected; why nothing else is sent, where
/// that is so.
pub(super) async fn fly(sender: &Sender) -> Option<String> {
    let first = sender.preflight.first();
    let ordinaries = first.iter().filter_map(|id| sender.ordinaries.get(id));
    let first: Vec<Arc<Ordinary>> = ordinaries.collect();
    let mut verdicts: Vec<&Verdict> = Vec::new();
    for (at, ordinary) in first.iter().enumerate() {
        let is_last = at + 1 == first.len();
        let Ordinary {
            case, assignment, ..
        } = &**ordinary;
        let send = || execute_fresh(sender, Arc::clone(case), assignment);
        let mut doubted = None;
        let came = ordinary.verdict.get_or_init(async || {
            let mut came = send().await;
            let seen = outlook(&[verdicts.as_slice(), &[&came]].concat(), is_last);
            if seen != Outlook::Doubtful {
                return came;
            }
            tokio::time::sleep(PAUSE).await;
            // What came of it counts the second time.
            let unreleased = std::mem::take(&mut came.unreleased);
            doubted = Some(came);
            let mut second = send().await;
            second.unreleased.extend(unreleased);
            second
        });
        let came = came.await;
        let doubted: Vec<&Verdict> = doubted.iter().collect();
        let all = [verdicts.as_slice(), &doubted, &[came]].concat();
        verdicts.push(came);
        match outlook(&all, is_last) {
            Outlook::Closed(why) => return Some(why),
            Outlook::Clear | Outlook::Doubtful => return None,
            Outlook::Open => {}
        }
    }
    None
}
