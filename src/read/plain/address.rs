//! What pages write before a path for the address of the service: a URL's scheme and host, one's own machine, or
//! a placeholder.

/// The length of `scheme://host:port`, or of a placeholder for it such as `{baseUrl}` or `<host>:8080`.
pub(super) fn base_length(text: &str) -> usize {
    let schemes = ["https://", "http://", "ws://", "wss://", "{scheme}://"];
    if let Some(scheme) = schemes.iter().find(|scheme| text.starts_with(**scheme)) {
        let host = &text[scheme.len()..];
        let mut depth = 0_u32;
        let end = host.find(|c: char| {
            match c {
                '<' | '{' | '[' | '(' => depth += 1,
                '>' | '}' | ']' | ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && (c == '/' || c == '?' || c.is_whitespace() || c == '`')
        });
        return scheme.len() + end.unwrap_or(host.len());
    }
    if let Some(length) = local_host(text) {
        return length;
    }
    // A placeholder that stands for the base: `{{url}}/desks`, `$HOST/desks`, `{server}:80/desks`.
    let marks = [("{{", "}}"), ("${", "}"), ("{", "}"), ("<", ">")];
    let marked = marks.iter().find_map(|(open, close)| {
        let inside = text.strip_prefix(open)?;
        let end = inside.find(close)?;
        says_base(&inside[..end]).then_some(open.len() + end + close.len())
    });
    // A word in upper case that says so: `SITE_ROOT/desks`.
    let word = || {
        let end = text.find('/')?;
        let is_upper = |c: char| c.is_ascii_uppercase() || c == '_';
        let name = &text[..end];
        (!name.is_empty() && name.chars().all(is_upper) && says_base(name)).then_some(end)
    };
    let shell = || {
        let name = text.strip_prefix('$')?;
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        says_base(&name[..end]).then_some(1 + end)
    };
    let length = marked.or_else(shell).or_else(word).unwrap_or(0);
    let port = text[length..].strip_prefix(':').filter(|_| length > 0);
    let port = port.map_or(0, |port| {
        1 + port.len() - port.trim_start_matches(|c: char| c.is_ascii_digit()).len()
    });
    length + port
}

/// The length of the name of one's own machine with a port, which pages write without a scheme:
/// `localhost:8080/desks`.
fn local_host(text: &str) -> Option<usize> {
    let hosts = ["localhost:", "127.0.0.1:", "0.0.0.0:"];
    let host = hosts.iter().find(|host| text.starts_with(**host))?;
    let rest = &text[host.len()..];
    let port = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let ends = rest[port..].starts_with(|c: char| !c.is_alphanumeric()) || rest.len() == port;
    (port > 0 && ends).then_some(host.len() + port)
}

/// Whether a placeholder's name is that of a service's address.
fn says_base(name: &str) -> bool {
    let name: String = name
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    [
        "url", "host", "server", "base", "endpoint", "hostname", "root", "domain", "address",
    ]
    .iter()
    .any(|word| name.ends_with(word))
}
