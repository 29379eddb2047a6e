//! The words by which decisions and outputs name a reading.

use crate::protocol::Method;
use crate::protocol::target::RequestTarget;
use crate::table::{
    Account, ErrorResponse, Example, HeaderRule, Parameter, ParameterPlace, Permission, Presence,
    RequestBody, Response, ResponseBody, Shape,
};

/// A value that can be named in one line; two readings of a row never share a name.
pub(crate) trait Said {
    /// The name.
    fn said(&self) -> String;
}

impl Said for Method {
    fn said(&self) -> String {
        self.to_string()
    }
}

impl Said for String {
    fn said(&self) -> String {
        self.clone()
    }
}

impl Said for Vec<RequestTarget> {
    fn said(&self) -> String {
        if self.is_empty() {
            return "no such path".to_owned();
        }
        let paths: Vec<String> = self.iter().map(ToString::to_string).collect();
        paths.join(" or ")
    }
}

impl Said for Presence {
    fn said(&self) -> String {
        let word = match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Conditional => "conditional",
            Self::Unstated => "unstated",
        };
        word.to_owned()
    }
}

impl Said for HeaderRule {
    fn said(&self) -> String {
        self.presence.said()
    }
}

impl Said for RequestBody {
    fn said(&self) -> String {
        let word = match self {
            Self::None => "none",
            Self::EmptyObject => "empty-object",
            Self::Json => "json",
            Self::Other => "other",
        };
        word.to_owned()
    }
}

impl Said for ResponseBody {
    fn said(&self) -> String {
        let word = match self {
            Self::Empty => "empty",
            Self::Content => "content",
            Self::Unstated => "unstated",
        };
        word.to_owned()
    }
}

impl Said for Response {
    fn said(&self) -> String {
        format!("{} {}", self.status.code(), self.body.said())
    }
}

impl Said for Example {
    fn said(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

impl Said for Shape {
    fn said(&self) -> String {
        let word = match self {
            Self::Object => "object",
            Self::Collection => "collection",
            Self::Stream => "stream",
        };
        word.to_owned()
    }
}

impl Said for ParameterPlace {
    fn said(&self) -> String {
        let word = match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Cookie => "cookie",
            Self::Body => "body",
        };
        word.to_owned()
    }
}

impl Said for Account {
    fn said(&self) -> String {
        let word = match self {
            Self::Delegated => "delegated",
            Self::Personal => "personal",
            Self::Application => "application",
        };
        word.to_owned()
    }
}

impl Said for Parameter {
    fn said(&self) -> String {
        match &self.kind {
            Some(kind) => format!("{} {kind}", self.presence.said()),
            None => self.presence.said(),
        }
    }
}

impl Said for ErrorResponse {
    fn said(&self) -> String {
        match &self.code {
            Some(code) => format!("{} {code}", self.status.code()),
            None => self.status.code().to_string(),
        }
    }
}

impl Said for Permission {
    fn said(&self) -> String {
        match self.names.as_slice() {
            [] => "none".to_owned(),
            names => names.join(" or "),
        }
    }
}
