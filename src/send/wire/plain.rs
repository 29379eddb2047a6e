//! The ordinary client where no proxy stands before the target: each request on a connection of its own, and nothing
//! said of the wire, which is the probe's to judge.

use reqwest::Url;
use tokio::time::Instant;

use super::connection::{LENIENT_HEAD_BYTES, Seen};
use super::{Observation, Target};
use crate::protocol::request::Request;

impl Target {
    /// Sends one request on a new connection and reads its response to the end.
    pub(in crate::send) async fn plainly(&self, request: &Request, url: &Url) -> Seen {
        let started = Instant::now();
        let mut seen = match self.connect(started + self.timeout).await {
            Ok(mut fresh) => {
                fresh.longest_head = LENIENT_HEAD_BYTES;
                self.ask(fresh, request, url, false).await.0
            }
            Err(failure) => Seen {
                before: Vec::new(),
                begun: false,
                response: Err(failure),
                observation: Observation::default(),
                elapsed: started.elapsed(),
            },
        };
        seen.elapsed = started.elapsed();
        if let Ok(received) = &mut seen.response {
            for (name, _) in &mut received.headers {
                name.make_ascii_lowercase();
            }
        }
        seen
    }
}
