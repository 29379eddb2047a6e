//! What a run would send: `--dry-run`.

use super::gathered;
use super::notes::listed;
use super::safe::sanitize;
use super::terminal::wanting;

/// A case that would be sent.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    /// Its id.
    pub id: String,
    /// Its first request: the method with the path, values in the place of placeholders as far as they are given and may
    /// be shown.
    pub request: String,
    /// How many requests follow it, where the first is answered so that they do.
    pub more: usize,
    /// The requests by which it obtains what it needs, each with the placeholder that it fills.
    pub before: Vec<String>,
}

/// All that a run would send, and to whom.
#[derive(Debug, Clone)]
pub(crate) struct DryRun<'a> {
    /// The target's base URL; none for the embedded fake.
    pub target: Option<&'a str>,
    /// The cases that would be sent, in their order.
    pub planned: Vec<Planned>,
    /// The cases that would not, each with the reason.
    pub skipped: Vec<(String, String)>,
    /// The values for want of which that is so, each with how many cases it keeps back.
    pub missing: Vec<(String, usize)>,
    /// What is amiss with what a run was told, in sentences.
    pub warnings: Vec<String>,
}

/// Renders it, ending in a line break.
#[must_use]
pub(crate) fn render(run: &DryRun<'_>) -> String {
    let ids = run.planned.iter().map(|own| own.id.chars().count());
    let width = ids.max().unwrap_or(0);
    let mut text = String::new();
    let mut requests = 0;
    for own in &run.planned {
        requests += 1 + own.more + own.before.len();
        let more = match own.more {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let before = match own.before.as_slice() {
            [] => String::new(),
            before => format!(", after {}", before.join(", ")),
        };
        let request = sanitize(&format!("{}{more}{before}", own.request));
        text.push_str(&format!("{:width$}  {request}\n", sanitize(&own.id)));
    }
    if !run.planned.is_empty() {
        text.push('\n');
    }
    let skipped = run
        .skipped
        .iter()
        .map(|(id, reason)| (reason.as_str(), id.clone()));
    let skips = gathered(skipped);
    for (reason, cases) in &skips {
        let cases = listed(cases);
        text.push_str(&format!("skipped: {}\n  {cases}\n", sanitize(reason)));
    }
    if !skips.is_empty() {
        text.push('\n');
    }
    for warning in &run.warnings {
        text.push_str(&format!("warning: {}\n", sanitize(warning)));
    }
    let target = run.target.unwrap_or("the embedded fake");
    text.push_str(&format!(
        "{} of {} cases would be sent to {}, in {requests} requests at most beside those that give back what was \
         obtained; nothing was sent\n",
        run.planned.len(),
        run.planned.len() + run.skipped.len(),
        sanitize(target)
    ));
    if !run.missing.is_empty() {
        text.push_str(&wanting(&run.missing));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{DryRun, Planned, render};

    #[test]
    fn what_would_be_sent_is_told_in_its_order_and_harmless() {
        let planned = Planned {
            id: "desk/as-documented".to_owned(),
            request: "POST /desks/\x1b[2J".to_owned(),
            more: 1,
            before: vec!["GET /desks for {id}".to_owned()],
        };
        let run = DryRun {
            target: None,
            planned: vec![planned],
            skipped: vec![("desk/method-put".to_owned(), "it could hurt".to_owned())],
            missing: vec![("id".to_owned(), 2)],
            warnings: vec!["no loaded table has {desk}\x07".to_owned()],
        };
        let expect = "desk/as-documented  POST /desks/\\u{1b}[2J, and 1 more, after GET /desks for {id}\n\n\
                      skipped: it could hurt\n  desk/method-put\n\n\
                      warning: no loaded table has {desk}\\u{7}\n\
                      1 of 2 cases would be sent to the embedded fake, in 3 requests at most beside those that give back \
                      what was obtained; nothing was sent\n";
        let text = render(&run);
        assert!(text.starts_with(expect), "{text}");
        assert!(text.contains("--var id=… frees 2 cases"), "{text}");
    }
}
