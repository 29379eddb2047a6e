//! The fake on a loopback port, through wiremock: one mock that answers everything.

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::answer::{Answer, Asked, Model};

/// A running fake; it stops when it is dropped.
pub struct FakeServer {
    server: MockServer,
}

impl FakeServer {
    /// Starts a fake on a free port of 127.0.0.1.
    pub async fn start(model: Model) -> Self {
        let server = MockServer::builder()
            .disable_request_recording()
            .start()
            .await;
        let mock = Mock::given(any()).respond_with(Front { model });
        mock.mount(&server).await;
        Self { server }
    }

    /// Its base URL.
    #[must_use]
    pub fn base(&self) -> String {
        self.server.uri()
    }
}

struct Front {
    model: Model,
}

impl Respond for Front {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let headers = request.headers.iter();
        let asked = Asked {
            method: request.method.as_str(),
            path: &decoded(request.url.path()),
            headers: headers
                .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
                .collect(),
            body: &request.body,
        };
        template(self.model.answer(&asked))
    }
}

/// The path with `%20` and the braces of templates decoded: what templates are written in.
fn decoded(path: &str) -> String {
    path.replace("%20", " ")
        .replace("%7B", "{")
        .replace("%7D", "}")
}

fn template(answer: Answer) -> ResponseTemplate {
    let mut template = ResponseTemplate::new(answer.status.code());
    let mut content_type = String::new();
    for (name, value) in answer.headers {
        if name.eq_ignore_ascii_case("content-type") {
            content_type = value;
        } else {
            template = template.insert_header(name, value);
        }
    }
    match answer.body {
        Some(body) => template.set_body_raw(body, &content_type),
        None => template,
    }
}
