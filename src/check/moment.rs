//! Answers that tell of the moment, of the connection or of what stands between, and nothing of the request.

use crate::plan::Step;
use crate::protocol::exchange::Received;

/// Why an answer is no verdict, in words; `None` where it is one, also because the status is documented.
pub(super) fn of_the_moment(step: &Step, response: &Received) -> Option<String> {
    let status = response.status;
    if !status.is_of_the_moment() || step.documents(status) {
        return None;
    }
    let after = response.header("retry-after").unwrap_or_default();
    let says = match status.code() {
        502 | 504 => {
            "by which what stands before the service says that it got no answer from it".to_owned()
        }
        421 => "which says that the connection was meant for another server".to_owned(),
        _ if after.is_empty() => "which asks to come again later".to_owned(),
        _ => format!("which asks to come again later (Retry-After: {after})"),
    };
    Some(format!(
        "the service answered {status}, {says}, and nothing of this request"
    ))
}
