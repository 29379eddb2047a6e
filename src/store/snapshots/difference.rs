//! Request shapes as they are stored: the ordinary request once, then each case as its difference
//! from it, line by line as `diff` shows one; and back to whole requests.
//!
//! `>` is another request line, `-` takes away the next such line, `+` adds a line after the one
//! before it (or at the end, where it comes first), and an unchanged line stands only where it says
//! the place of the next `+`.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::plan::{CaseId, When};

/// Begins the ordinary request.
const ORDINARY: &str = "# the ordinary request";

/// Says that a step sends the ordinary request.
const SAME: &str = "= the ordinary request";

/// Says that a step's request follows as a whole.
const WHOLE: &str = "= another request";

/// Begins a further step that is always sent.
const THEN: &str = "# then";

const AFTER_REFUSAL: &str = "# after a refusal only";

const AFTER_SERVER_ERROR: &str = "# after a 5xx only";

/// The marker of a step that follows a success.
const AFTER_SUCCESS: &str = "# after a 2xx only";

/// The request shapes of one operation's cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shapes {
    /// The cases, in the order of the plan.
    pub cases: Vec<CaseShape>,
}

/// The request shapes of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CaseShape {
    /// The case's id.
    pub id: CaseId,
    /// What is sent, in order.
    pub steps: Vec<StepShape>,
}

/// The shape of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StepShape {
    /// Whether it is sent at all.
    pub when: When,
    /// The request line, the fields, the content.
    pub text: String,
}

impl Shapes {
    /// Every request as a whole.
    #[must_use]
    pub(super) fn whole(&self) -> String {
        let mut text = String::new();
        for case in &self.cases {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&format!("## {}", case.id));
            for step in &case.steps {
                text.push('\n');
                if step.when != When::Always {
                    text.push_str(marker(step.when));
                    text.push('\n');
                }
                text.push_str(&step.text);
            }
        }
        text
    }

    /// The stored form: [`expand`] gives the same shapes back.
    #[must_use]
    pub(super) fn short(&self) -> String {
        let ordinary: Vec<&str> = self.ordinary().split('\n').collect();
        let mut lines = vec![ORDINARY.to_owned()];
        lines.extend(block(&ordinary));
        for case in &self.cases {
            lines.push(format!("## {}", case.id));
            for (place, step) in case.steps.iter().enumerate() {
                if place > 0 || step.when != When::Always {
                    lines.push(marker(step.when).to_owned());
                }
                let step: Vec<&str> = step.text.split('\n').collect();
                lines.extend(difference(&ordinary, &step));
            }
        }
        lines.join("\n")
    }

    /// The request that others differ from: that of `as-documented`, or else the first.
    fn ordinary(&self) -> &str {
        let mut cases = self.cases.iter();
        let case = cases.find(|case| case.id.is_ordinary());
        let case = case.or(self.cases.first());
        let step = case.and_then(|case| case.steps.first());
        step.map_or("", |step| &step.text)
    }
}

fn marker(when: When) -> &'static str {
    match when {
        When::Always => THEN,
        When::AfterRefusal => AFTER_REFUSAL,
        When::AfterServerError => AFTER_SERVER_ERROR,
        When::AfterSuccess => AFTER_SUCCESS,
    }
}

/// Lines as a block: indented, so that no line of a request's content looks like one of the form.
fn block(lines: &[&str]) -> Vec<String> {
    let said = lines.iter().rposition(|line| !line.is_empty());
    let indented = |(place, line): (usize, &&str)| match line.is_empty() {
        // Empty lines after a block are none of it.
        true if Some(place) < said => String::new(),
        _ => format!("  {line}"),
    };
    lines.iter().enumerate().map(indented).collect()
}

/// What a request has that the ordinary one has not: the shortest that gives it back.
fn difference(ordinary: &[&str], step: &[&str]) -> Vec<String> {
    if ordinary == step {
        return vec![SAME.to_owned()];
    }
    let mut lines = changes(ordinary, &[&ordinary[..1], &step[1..]].concat());
    if ordinary[0] != step[0] {
        lines.insert(0, signed('>', step[0]));
    }
    let borrowed: Vec<&str> = lines.iter().map(String::as_str).collect();
    if lines.len() <= step.len() && applied(ordinary, &borrowed).is_ok_and(|lines| lines == step) {
        return lines;
    }
    let whole = std::iter::once(WHOLE.to_owned());
    whole.chain(block(step)).collect()
}

/// The lines that go and come from one request to another.
fn changes(old: &[&str], new: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut last = None;
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (gone, come) = (op.old_range(), op.new_range());
        if matches!(op, DiffOp::Equal { .. }) {
            last = gone.last();
            continue;
        }
        let at_the_end = gone.end == old.len() && lines.is_empty();
        if let (true, Some(last), false) = (gone.is_empty(), last, at_the_end) {
            lines.extend(block(&old[last..=last]));
        }
        lines.extend(old[gone].iter().map(|line| signed('-', line)));
        lines.extend(new[come].iter().map(|line| signed('+', line)));
        last = None;
    }
    lines
}

fn signed(sign: char, line: &str) -> String {
    if line.is_empty() {
        sign.to_string()
    } else {
        format!("{sign} {line}")
    }
}

/// The shapes of a stored form.
///
/// # Errors
/// When it is not of that form, in a sentence.
pub(super) fn expand(text: &str) -> Result<Shapes, String> {
    let mut lines = text.lines().peekable();
    if lines.next() != Some(ORDINARY) {
        return Err(format!("expected `{ORDINARY}` as the first line"));
    }
    let mut block = || {
        let mut block = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with('#')) {
            block.push(line);
        }
        while block.last() == Some(&"") {
            block.pop();
        }
        (block, lines.next())
    };
    let (ordinary, mut heading) = block();
    let ordinary = unindented(&ordinary)?;
    let mut shapes = Shapes::default();
    while let Some(line) = heading {
        let (difference, next) = block();
        heading = next;
        let mut when = When::Always;
        if let Some(id) = line.strip_prefix("## ") {
            let (id, steps) = (CaseId(id.to_owned()), Vec::new());
            shapes.cases.push(CaseShape { id, steps });
            if difference.is_empty() && next.is_some_and(|next| !next.starts_with("## ")) {
                continue;
            }
        } else {
            when = when_of(line)?;
        }
        let text = request(&ordinary, &difference)?.join("\n");
        let case = shapes.cases.last_mut();
        let case = case.ok_or_else(|| format!("`{line}` stands in no case"))?;
        case.steps.push(StepShape { when, text });
    }
    Ok(shapes)
}

fn when_of(line: &str) -> Result<When, String> {
    let all = [
        When::Always,
        When::AfterRefusal,
        When::AfterServerError,
        When::AfterSuccess,
    ];
    let when = all.into_iter().find(|when| marker(*when) == line);
    when.ok_or_else(|| format!("expected a case or a step, but found `{line}`"))
}

/// The lines of a request from what is stored of it.
fn request<'a>(ordinary: &[&'a str], stored: &[&'a str]) -> Result<Vec<&'a str>, String> {
    match stored.split_first() {
        None => Err("a case or step says no request".to_owned()),
        Some((&SAME, [])) => Ok(ordinary.to_vec()),
        Some((&WHOLE, rest)) => unindented(rest),
        Some(_) => applied(ordinary, stored),
    }
}

fn unindented<'a>(lines: &[&'a str]) -> Result<Vec<&'a str>, String> {
    let text = |line: &&'a str| match line.strip_prefix("  ") {
        Some(text) => Ok(text),
        None if line.is_empty() => Ok(*line),
        None => Err(format!("expected an indented line, but found `{line}`")),
    };
    lines.iter().map(text).collect()
}

/// The ordinary request's lines with a difference applied to them.
fn applied<'a>(ordinary: &[&'a str], difference: &[&'a str]) -> Result<Vec<&'a str>, String> {
    if let Some((line, difference)) = difference.split_first()
        && let Some(request_line) = line.strip_prefix("> ")
    {
        let mut lines = applied(ordinary, difference)?;
        let first = lines.first_mut().ok_or("the ordinary request is empty")?;
        *first = request_line;
        return Ok(lines);
    }
    let mut lines = Vec::new();
    let mut rest = ordinary;
    for (place, line) in difference.iter().enumerate() {
        let (sign, text) = match line.split_at_checked(1) {
            Some(parts) => parts,
            None if line.is_empty() => (" ", ""),
            None => (*line, ""),
        };
        let text = text.strip_prefix(' ').unwrap_or(text);
        if sign == "+" {
            if place == 0 {
                lines.append(&mut rest.to_vec());
                rest = &[];
            }
            lines.push(text);
            continue;
        }
        if !matches!(sign, "-" | " ") {
            return Err(format!(
                "expected a line of a difference, but found `{line}`"
            ));
        }
        // A tool that strips spaces at the end of a line does not change which line is meant.
        let is_meant = |line: &&str| line.trim_end() == text.trim_end();
        let found = rest.iter().position(is_meant);
        let found = found.ok_or_else(|| format!("the ordinary request has no line `{text}`"))?;
        let kept = if sign == "-" { found } else { found + 1 };
        lines.extend(&rest[..kept]);
        rest = &rest[found + 1..];
    }
    lines.extend(rest);
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::{CaseShape, Shapes, StepShape, expand};
    use crate::plan::{CaseId, When};

    const ORDINARY: &str = "POST /a\nb: 1\nc: 2\n\n{\n  \"d\": 3\n}";

    /// How the steps of a case beside the ordinary one are stored; they come back as they were.
    fn check(steps: &[(When, &str)], expect: &str) {
        let case = |id: &str, steps: &[(When, &str)]| CaseShape {
            id: CaseId(id.to_owned()),
            steps: steps
                .iter()
                .map(|(when, text)| StepShape {
                    when: *when,
                    text: (*text).to_owned(),
                })
                .collect(),
        };
        let shapes = Shapes {
            cases: vec![
                case("a/as-documented", &[(When::Always, ORDINARY)]),
                case("a/other", steps),
            ],
        };
        let short = shapes.short();
        assert!(
            short.ends_with(&format!("\n## a/other\n{expect}")),
            "{short}"
        );
        assert_eq!(expand(&short).as_ref(), Ok(&shapes), "{short}");
    }

    #[test]
    fn a_case_is_stored_as_its_difference_and_comes_back_whole() {
        let one = |text: &str, expect: &str| check(&[(When::Always, text)], expect);
        one(ORDINARY, "= the ordinary request");
        one("POST /a\nc: 2\n\n{\n  \"d\": 3\n}", "- b: 1");
        one(
            "PUT /a\nb: 1\nc: \n\n{\n  \"d\": 3\n}",
            "> PUT /a\n- c: 2\n+ c: ",
        );
        one(
            "POST /a\nb: 1\nb: 1\nc: 2\n\n{\n  \"d\": 3\n}",
            "  b: 1\n+ b: 1",
        );
        one(
            "POST /a\nb: 1\nc: 2\n\n{\n  \"d\": 3\n}\n\n## e\n# then",
            "+\n+ ## e\n+ # then",
        );
        one(
            "GET /f\n\n= the ordinary request\n## x",
            "= another request\n  GET /f\n\n  = the ordinary request\n  ## x",
        );
        one("GET /f\n\n", "= another request\n  GET /f\n  \n  ");
    }

    #[test]
    fn each_step_says_when_it_is_sent() {
        check(
            &[
                (When::Always, ORDINARY),
                (When::Always, "POST /a\nb: 1\nc: 2"),
                (When::AfterRefusal, ORDINARY),
            ],
            "= the ordinary request\n# then\n= another request\n  POST /a\n  b: 1\n  c: 2\n\
             # after a refusal only\n= the ordinary request",
        );
        check(
            &[(When::AfterServerError, ORDINARY)],
            "# after a 5xx only\n= the ordinary request",
        );
    }

    #[test]
    fn what_is_not_of_the_form_is_refused() {
        let start = "# the ordinary request\n  GET /a\n\n";
        for (text, expect) in [
            ("## a/b\nGET /a", "expected `# the ordinary request`"),
            (&format!("{start}## a/b\n- c: d"), "no line `c: d`"),
            (
                &format!("{start}## a/b\né: d"),
                "expected a line of a difference",
            ),
            (
                &format!("{start}## a/b\n* c: d"),
                "expected a line of a difference",
            ),
            (&format!("{start}## a/b\n"), "says no request"),
            (
                &format!("{start}# then\n= the ordinary request"),
                "in no case",
            ),
            (
                &format!("{start}## a/b\n= the ordinary request\n# now\n+ c: d"),
                "a case or a step",
            ),
        ] {
            let error = expand(text).unwrap_err();
            assert!(error.contains(expect), "{error}");
        }
    }
}
