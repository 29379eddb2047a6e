//! `explain`: what a check, a finding or a fault means, who says so, and what to do about it.

use crate::check::{CHECKS, Check};
use crate::fake::fault::faults;
use crate::plan::Authority;
use crate::read::FindingCode;
use crate::table::fixture::FIXTURES;
use similar::get_close_matches;

use super::{CommandResult, print};
use crate::app::cli::ExplainArguments;

/// How like a code a word must be to be taken for a misspelling of it, from 0 to 1.
const LIKENESS: f32 = 0.6;

/// All that there is to say of one code.
struct Explanation {
    code: &'static str,
    /// A few words after the code, such as `a finding (error)`.
    kind: String,
    /// One sentence.
    meaning: String,
    /// Who says so, not a sentence.
    authority: String,
    /// A few lines that break the rule.
    example: String,
    /// Full sentences.
    advice: &'static str,
}

/// Prints what a code means, or all codes there are.
pub(crate) fn explain(arguments: &ExplainArguments) -> CommandResult {
    let Some(code) = &arguments.code else {
        print(&list())?;
        return Ok(0);
    };
    let mut all = checks().chain(findings()).chain(fault_explanations());
    match all.find(|explanation| explanation.code == code) {
        Some(explanation) => {
            print(&render(&explanation))?;
            Ok(0)
        }
        None => Err(unknown(code).into()),
    }
}

fn checks() -> impl Iterator<Item = Explanation> {
    CHECKS.iter().map(|check| Explanation {
        code: check.code.as_str(),
        kind: "a check".to_owned(),
        meaning: sentence(check.rule),
        authority: authority(check),
        example: check.example.to_owned(),
        advice: check.advice,
    })
}

fn findings() -> impl Iterator<Item = Explanation> {
    FindingCode::ALL.iter().map(|finding| Explanation {
        code: finding.as_str(),
        kind: format!("a finding ({})", finding.severity().as_str()),
        meaning: finding.meaning().to_owned(),
        authority: finding.source().to_owned(),
        example: finding.example().to_owned(),
        advice: finding.advice(),
    })
}

fn fault_explanations() -> impl Iterator<Item = Explanation> {
    faults().into_iter().filter_map(|fault| {
        let check = CHECKS.iter().find(|check| check.code == fault.caught_by)?;
        let limit = if fault.is_of_time() {
            " --max-response-time 1s --timeout 3s"
        } else {
            ""
        };
        let strict = if check
            .authorities
            .iter()
            .any(|(who, _)| *who == Authority::Assumed)
        {
            " --strict"
        } else {
            ""
        };
        Some(Explanation {
            code: fault.code,
            kind: format!("a fault, which {} names", check.code),
            meaning: sentence(fault.meaning),
            authority: authority(check),
            example: format!("as-documented run --fault {}{limit}{strict}", fault.code),
            advice: check.advice,
        })
    })
}

fn render(explanation: &Explanation) -> String {
    let example: String = explanation
        .example
        .lines()
        .map(|line| format!("    {line}").trim_end().to_owned() + "\n")
        .collect();
    format!(
        "{}: {}\n{}\nauthority: {}\nexample:\n{example}what to do: {}\n",
        explanation.code,
        explanation.kind,
        explanation.meaning,
        explanation.authority,
        explanation.advice
    )
}

fn list() -> String {
    let mut text = String::new();
    let mut add = |title: &str, explanations: &mut dyn Iterator<Item = Explanation>| {
        text.push_str(&format!("{title}\n"));
        for explanation in explanations {
            text.push_str(&format!(
                "  {:30} {}\n",
                explanation.code, explanation.meaning
            ));
        }
    };
    add("checks (of the service)", &mut checks());
    add("findings (of the page)", &mut findings());
    add("faults (of the embedded fake)", &mut fault_explanations());
    text
}

/// A rule with a capital and a full stop.
fn sentence(rule: &str) -> String {
    let mut letters = rule.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}

/// Everyone who makes the check's demand, and of which requests.
fn authority(check: &Check) -> String {
    let said = check.authorities.iter().map(|(authority, requests)| {
        let who = who(*authority, check.source);
        if requests.is_empty() {
            who
        } else {
            format!("{who}, {requests}")
        }
    });
    said.collect::<Vec<_>>().join("; ")
}

fn who(authority: Authority, source: &str) -> String {
    match authority {
        Authority::Documented => "the page".to_owned(),
        Authority::Family => "the errors page of the family".to_owned(),
        Authority::Http if source.is_empty() => "HTTP".to_owned(),
        Authority::Configured if source.is_empty() => FIXTURES.to_owned(),
        Authority::Http | Authority::Configured => source.to_owned(),
        Authority::ServerError | Authority::Disclosure => format!("{source}, and no promise"),
        Authority::Assumed => {
            let see = if source.is_empty() {
                String::new()
            } else {
                format!("; see {source}")
            };
            format!(
                "our own reading, which no page states (noted, and a failure only with --strict{see})"
            )
        }
    }
}

/// The message for a code that there is not, with the nearest that there is.
fn unknown(code: &str) -> String {
    let all = checks().chain(findings()).chain(fault_explanations());
    let codes: Vec<&str> = all.map(|explanation| explanation.code).collect();
    let near = get_close_matches(code, &codes, 1, LIKENESS)
        .first()
        .copied();
    let within = |other: &&str| !code.is_empty() && other.contains(code);
    let near = near.or_else(|| codes.iter().copied().find(within));
    let advice = match near {
        Some(near) => format!("did you mean `{near}`? `as-documented explain` lists all"),
        None => "`as-documented explain` lists them".to_owned(),
    };
    format!("no check, finding or fault is called `{code}`; {advice}")
}

#[cfg(test)]
mod tests {
    use super::{checks, fault_explanations, findings, render, unknown};

    #[test]
    fn every_code_is_explained_once_and_in_full() {
        let mut codes = Vec::new();
        for explanation in checks().chain(findings()).chain(fault_explanations()) {
            let code = explanation.code;
            assert!(!codes.contains(&code), "{code} twice");
            codes.push(code);
            for sentence in [explanation.meaning.as_str(), explanation.advice] {
                assert!(sentence.len() > 1 && sentence.ends_with('.'), "{code}");
            }
            for words in [&explanation.authority, &explanation.example] {
                assert!(!words.trim().is_empty(), "{code}");
                assert_eq!(words, words.trim(), "{code}");
            }
        }
    }

    #[test]
    fn an_explanation_says_who_says_so_and_what_to_do() {
        let allow = checks().find(|e| e.code == "allow-on-405").unwrap();
        assert_eq!(
            render(&allow),
            "allow-on-405: a check\n\
             A 405 carries Allow.\n\
             authority: RFC 9110 §15.5.6\n\
             example:\n    \
                 sent    GET /me/shelves/7/loans/renew\n    \
                 answer  405 Method Not Allowed, without Allow\n\
             what to do: Add Allow with the methods that the path takes, such as `Allow: POST`. \
             It may be empty where the path takes none.\n"
        );
        let credential = checks().find(|e| e.code == "credential-refused").unwrap();
        assert_eq!(
            credential.authority,
            "the errors page of the family, where it documents a status for a bad credential; \
             the page, where it lists 401, and 403 for another caller's; our own reading, which no page states (noted, and a failure only with --strict), \
             where none does"
        );
    }

    #[test]
    fn a_misspelt_code_is_answered_with_the_nearest() {
        for (asked, near) in [
            ("alow-on-405", "allow-on-405"),
            ("status-documented", "status-as-documented"),
            ("echoed", "secret-not-echoed"),
        ] {
            let said = unknown(asked);
            assert!(said.contains(&format!("`{near}`?")), "{said}");
        }
        assert!(!unknown("xyzzy").contains("did you mean"));
        assert!(!unknown("").contains("did you mean"));
    }
}
