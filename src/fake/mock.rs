//! The fake on a loopback port: through wiremock, one mock that answers everything, or through the
//! TCP writer where a fault needs it.

use std::sync::{Mutex, PoisonError};

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::answer::{Answer, Asked, Front, decoded};
use super::model::Model;
use super::state::State;
use super::tcp::WireServer;

/// A running fake; it stops when it is dropped.
pub(crate) struct FakeServer {
    server: Server,
}

enum Server {
    Mock(MockServer),
    Wire(WireServer),
}

impl FakeServer {
    /// Starts a fake on a free port of 127.0.0.1, through the front that its faults need.
    ///
    /// # Errors
    /// When there is no port.
    pub(crate) async fn start(model: Model) -> std::io::Result<Self> {
        let front = model.front();
        Self::start_behind(front, model).await
    }

    /// Starts a fake on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no port.
    pub(crate) async fn start_behind(front: Front, model: Model) -> std::io::Result<Self> {
        let server = match front {
            Front::Wire => Server::Wire(WireServer::start(model).await?),
            Front::Mock => {
                let server = MockServer::builder()
                    .disable_request_recording()
                    .start()
                    .await;
                let state = Mutex::default();
                let mock = Mock::given(any()).respond_with(Responder { model, state });
                mock.mount(&server).await;
                Server::Mock(server)
            }
        };
        Ok(Self { server })
    }

    /// Its base URL.
    #[must_use]
    pub(crate) fn base(&self) -> String {
        match &self.server {
            Server::Mock(server) => server.uri(),
            Server::Wire(server) => server.base(),
        }
    }
}

struct Responder {
    model: Model,
    state: Mutex<State>,
}

impl Respond for Responder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let headers = request.headers.iter();
        let asked = Asked {
            method: request.method.as_str(),
            path: &decoded(request.url.path()),
            query: request.url.query().unwrap_or_default(),
            headers: headers
                .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
                .collect(),
            body: &request.body,
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        template(self.model.answer(&mut state, &asked))
    }
}

fn template(answer: Answer) -> ResponseTemplate {
    let mut template = ResponseTemplate::new(answer.status.code());
    if let Some(body) = answer.body {
        template = template.set_body_bytes(body);
    }
    for (name, value) in answer.headers {
        template = template.append_header(name, value);
    }
    template
}
