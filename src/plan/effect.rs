//! Which requests end, empty or reshape the service as a whole: by what the page says of an operation, and
//! by the method and the words of the path. A path that names a thing of the service (a placeholder, a
//! number) is said of that thing; a safe method changes nothing (RFC 9110 §9.2.1).

use super::{Case, Scope, Step};
use crate::protocol::Method;
use crate::protocol::path::PathTemplate;
use crate::table::fixture::Fixture;
use crate::table::{Documented, Effect};

/// What a word must be said of to have its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Anything: the word says enough.
    Anything,
    /// The service itself, or many things of it.
    Many,
    /// The service itself: nothing else is named.
    Service,
    /// A part of a cluster.
    Cluster,
    /// Who may call.
    Access,
}

/// Words that say what is done, in lower case, with what they must be said of.
const VERBS: &[(&str, Of, Effect)] = &[
    ("erase", Of::Anything, Effect::Empties),
    ("flush", Of::Anything, Effect::Empties),
    ("prune", Of::Anything, Effect::Empties),
    ("purge", Of::Anything, Effect::Empties),
    ("truncate", Of::Anything, Effect::Empties),
    ("wipe", Of::Anything, Effect::Empties),
    ("clean", Of::Many, Effect::Empties),
    ("clear", Of::Many, Effect::Empties),
    ("drop", Of::Many, Effect::Empties),
    ("reset", Of::Many, Effect::Empties),
    ("reload", Of::Service, Effect::Empties),
    ("restore", Of::Service, Effect::Empties),
    ("exit", Of::Service, Effect::Ends),
    ("failover", Of::Service, Effect::Ends),
    ("halt", Of::Service, Effect::Ends),
    ("kill", Of::Service, Effect::Ends),
    ("poweroff", Of::Service, Effect::Ends),
    ("quit", Of::Service, Effect::Ends),
    ("reboot", Of::Service, Effect::Ends),
    ("reinitialize", Of::Service, Effect::Ends),
    ("restart", Of::Service, Effect::Ends),
    ("shutdown", Of::Service, Effect::Ends),
    ("stop", Of::Service, Effect::Ends),
    ("switchover", Of::Service, Effect::Ends),
    ("terminate", Of::Service, Effect::Ends),
    ("demote", Of::Cluster, Effect::Ends),
    ("evict", Of::Cluster, Effect::Ends),
    ("init", Of::Cluster, Effect::Ends),
    ("join", Of::Cluster, Effect::Ends),
    ("leave", Of::Cluster, Effect::Ends),
    ("promote", Of::Cluster, Effect::Ends),
    ("setup", Of::Cluster, Effect::Ends),
    ("disable", Of::Access, Effect::Ends),
    ("enable", Of::Access, Effect::Ends),
];

/// Words of a path that name no other thing than the service, and how it is done.
const OF_SERVICE: &[&str] = &[
    "action",
    "actions",
    "actuator",
    "admin",
    "agent",
    "all",
    "api",
    "app",
    "application",
    "cluster",
    "command",
    "commands",
    "control",
    "daemon",
    "force",
    "gracefully",
    "immediately",
    "instance",
    "internal",
    "manage",
    "management",
    "node",
    "now",
    "ops",
    "process",
    "rest",
    "safe",
    "server",
    "service",
    "system",
];

/// Words of a path that name a part of a cluster.
const OF_CLUSTER: &[&str] = &[
    "agent",
    "cluster",
    "node",
    "nodes",
    "peer",
    "peers",
    "quorum",
    "raft",
    "replica",
    "replicas",
    "replication",
    "standby",
    "swarm",
];

/// Words of a path that name who may call.
const OF_ACCESS: &[&str] = &[
    "acl",
    "auth",
    "authentication",
    "authorization",
    "security",
    "tls",
];

/// Words before a placeholder that names a server of the service.
const NODES: &[&str] = &["node", "nodes"];

/// The method of a request that takes away what is on a path.
const DELETE: &str = "DELETE";

/// The method of a request that replaces what is on a path.
const PUT: &str = "PUT";

/// Says of each case of an operation what it does to the service as a whole: by its operation, whose
/// refusals a service may serve, or by any of its requests.
pub(super) fn mark(scope: &Scope<'_>, fixtures: &[Fixture], cases: &mut [Case]) {
    let releases = |fixture: &Fixture| fixture.released_by.as_ref() == Some(&scope.operation.id);
    let of = |method: &Method, path: &PathTemplate| {
        let effect = of_words(method, path);
        let gives_back = || fixtures.iter().any(releases);
        effect
            .or_else(|| of_delete(method, path, scope.documented).filter(|_| !gives_back()))
            .or_else(|| of_put(method, path, scope.documented))
    };
    let said = scope.operation.described.effect.as_ref();
    let said = said.and_then(|row| row.readings().iter().map(|reading| reading.value).max());
    let routes = scope.routes();
    let paths = routes
        .iter()
        .filter_map(|route| of(scope.method(), route.path.path()));
    let own = paths.chain(said).max();
    let is_known = |step: &&Step| {
        let plan = &step.plan;
        plan.method == *scope.method() && routes.iter().any(|route| route.path == plan.path)
    };
    let is_contained = is_contained(scope, fixtures);
    for case in cases {
        let steps = case.steps.iter().filter(|step| !is_known(step));
        let sent = steps.filter_map(|step| of(&step.plan.method, step.plan.path.path()));
        case.effect = sent.chain(own).max();
        if is_contained {
            case.effect = case.effect.map(|effect| effect.min(Effect::Empties));
        }
    }
}

/// Whether a user says that what an operation does is taken back: it makes what a fixture gives back, gives it back, or
/// is about that alone. The service is then what it was when the next case is sent.
fn is_contained(scope: &Scope<'_>, fixtures: &[Fixture]) -> bool {
    let id = &scope.operation.id;
    let names = scope.operation.placeholders();
    fixtures.iter().any(|fixture| {
        let is_given_back = fixture.released_by.as_ref();
        is_given_back.is_some_and(|by| {
            fixture.produced_by == *id || by == id || names.contains(&fixture.variable)
        })
    })
}

/// What the words of a path say, where they name nothing but the service or what is all of a kind.
fn of_words(method: &Method, path: &PathTemplate) -> Option<Effect> {
    let mut segments = segments(method, path)?;
    let last = joined(segments.pop()?);
    let meant = VERBS.iter().filter(|(verb, of, _)| {
        let own = last.iter().filter(|word| word != verb);
        let others = segments.iter().flatten().chain(own);
        let mut others = others.map(String::as_str);
        let is_of_service = |word: &str| OF_SERVICE.contains(&word) || is_version(word);
        last.iter().any(|word| word == verb)
            && match of {
                Of::Anything => true,
                Of::Many => others.all(|word| is_of_service(word) || is_plural(word)),
                Of::Service => others.all(is_of_service),
                Of::Cluster => others.any(|word| OF_CLUSTER.contains(&word)),
                Of::Access => others.any(|word| OF_ACCESS.contains(&word)),
            }
    });
    meant.map(|(_, _, effect)| *effect).max()
}

/// Words of which two may be one verb: `shut-down`.
fn joined(words: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        let both = joined.last().map(|before| format!("{before}{word}"));
        let is_verb = |both: &String| VERBS.iter().any(|(verb, _, _)| verb == both);
        match (both.filter(is_verb), joined.last_mut()) {
            (Some(both), Some(before)) => *before = both,
            (Some(_) | None, _) => joined.push(word),
        }
    }
    joined
}

/// A DELETE that names no member of a collection takes away all of them.
fn of_delete(method: &Method, path: &PathTemplate, documented: &Documented<'_>) -> Option<Effect> {
    let segments = segments(method, path).filter(|_| method.as_str() == DELETE)?;
    let says_many = |words: &Vec<String>| words.last().is_some_and(|word| is_plural(word));
    let takes_all = match segments.as_slice() {
        [] => true,
        // A name below many is that of one of them, whatever its end: `/readers/james`.
        [.., before, _] if says_many(before) => false,
        [.., last] => says_many(last),
    };
    (takes_all || documented.is_collection(path)).then_some(Effect::Empties)
}

/// A PUT on what a GET lists and a POST adds to replaces all of it (RFC 9110 §9.3.4).
fn of_put(method: &Method, path: &PathTemplate, documented: &Documented<'_>) -> Option<Effect> {
    segments(method, path).filter(|_| method.as_str() == PUT)?;
    let is_documented = |method| documented.documents(method, path);
    let is_list = documented.is_collection(path) || !is_singular(path);
    (is_list && is_documented("GET") && is_documented("POST")).then_some(Effect::Empties)
}

/// Whether the last word of a path is one for one thing.
fn is_singular(path: &PathTemplate) -> bool {
    let last = path.as_str().trim_end_matches('/').rsplit('/').next();
    let words = last.map(words).unwrap_or_default();
    !words.last().is_some_and(|word| is_plural(word))
}

/// The words of a path, segment by segment; none where its method is safe, or where it names one thing
/// of the service.
fn segments(method: &Method, path: &PathTemplate) -> Option<Vec<Vec<String>>> {
    if method.is_safe() {
        return None;
    }
    let mut segments: Vec<Vec<String>> = Vec::new();
    for segment in path
        .with_every_placeholder("{}")
        .split('/')
        .filter(|s| !s.is_empty())
    {
        if segment == "{}" && segments.last().is_some_and(|before| names_node(before)) {
            continue;
        }
        let words = words(segment);
        let digits =
            |word: &String| word.contains(|c: char| c.is_ascii_digit()) && !is_version(word);
        if segment.contains("{}") || words.iter().any(digits) {
            return None;
        }
        segments.push(words);
    }
    Some(segments)
}

fn names_node(words: &[String]) -> bool {
    matches!(words, [word] if NODES.contains(&word.as_str()))
}

/// The words of a segment in lower case: `force-leave`, `__flush__`, `shutDown`.
fn words(segment: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in segment.chars() {
        let is_part = c.is_alphanumeric() || c == '.';
        if !is_part || c.is_uppercase() && after_lower {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| is_part) {
            word.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `v1`, `v1.24`, `v2beta1`: a number that names no thing.
fn is_version(word: &str) -> bool {
    let number = word.strip_prefix('v').unwrap_or_default();
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let rest = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    number.starts_with(|c: char| c.is_ascii_digit()) && matches!(rest, "" | "alpha" | "beta" | "rc")
}

/// Whether a word is one for many, as far as its end says.
fn is_plural(word: &str) -> bool {
    word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::{is_version, of_delete, of_words, words};
    use crate::protocol::Method;
    use crate::protocol::target::RequestTarget;
    use crate::table::{Documented, Effect};

    fn effect(request: &str) -> Option<Effect> {
        let (method, path) = request.split_once(' ').unwrap();
        let (method, path) = (
            Method::new(method).unwrap(),
            RequestTarget::new(path).unwrap(),
        );
        let documented = Documented::of(&[], &[]);
        of_words(&method, path.path()).or_else(|| of_delete(&method, path.path(), &documented))
    }

    #[test]
    fn what_is_said_of_the_whole_service_is_told_from_what_is_said_of_one_thing() {
        let ends = Some(Effect::Ends);
        let empties = Some(Effect::Empties);
        let requests = [
            ("PUT /-/quit", ends),
            ("POST /_restart", ends),
            ("POST /api/v1/admin/shutdown", ends),
            ("POST /v1/actions/shut-down-process", ends),
            ("POST /server/powerOff", ends),
            ("POST /node/{node}/_restart", ends),
            ("PUT /v1/agent/force-leave", ends),
            ("POST /cluster_setup", ends),
            ("PUT /v2/auth/enable", ends),
            ("DELETE /v2beta1/auth/enable", ends),
            ("POST /-/reload", empties),
            ("PUT /api/v1.24/admin/wipe", empties),
            ("POST /v1/__flush__", empties),
            ("POST /loans/prune", empties),
            ("POST /loans/clear", empties),
            ("POST /resetAllLoans", empties),
            ("DELETE /", empties),
            ("DELETE /shelves", empties),
            ("DELETE /v1/shelves?confirm=true", empties),
            // One thing is named.
            ("POST /desks/{id}/restart", None),
            ("POST /desks/{id}/wipe", None),
            ("POST /desks/7/stop", None),
            ("DELETE /desks/7/shelves", None),
            ("DELETE /desks/{id}/shelves", None),
            ("DELETE /shelf('{id}')", None),
            ("POST /player/stop", None),
            ("POST /password/reset", None),
            ("POST /reset-password", None),
            ("POST /reader/leave", None),
            ("POST /reminders/enable", None),
            ("DELETE /session", None),
            ("DELETE /v1/readers/james", None),
            ("DELETE /status", None),
            // A safe method changes nothing.
            ("GET /-/quit", None),
            ("HEAD /shelves", None),
            // Another word that has one of them in it.
            ("POST /stopwords", None),
            ("POST /resetters", None),
        ];
        for (request, expected) in requests {
            assert_eq!(effect(request), expected, "{request}");
        }
    }

    #[test]
    fn words_are_split_where_their_case_or_a_mark_says_so() {
        assert_eq!(words("forceLeave_now-2"), ["force", "leave", "now", "2"]);
        assert_eq!(words("__Ünder__"), ["ünder"]);
        assert_eq!(words("-"), [""; 0]);
    }

    #[test]
    fn a_version_is_no_thing() {
        for version in ["v1", "v1.24", "v2beta1", "v10rc2"] {
            assert!(is_version(version), "{version}");
        }
        for other in ["v", "7", "vbeta", "v1a", "1.24", "version"] {
            assert!(!is_version(other), "{other}");
        }
    }
}
