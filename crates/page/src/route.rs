//! Routes: a path, what it needs, and the one shape of handler, boxed once here so that
//! two hundred pages do not make two hundred copies of the framework.

use std::{future::Future, pin::Pin, sync::Arc};

use access::Action;
use kernel::Result;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{Ctx, Fields, Response};

/// A handler, boxed.
pub type Handler = Arc<dyn Fn(Ctx) -> Pin<Box<dyn Future<Output = Result<Response>> + Send>> + Send + Sync>;

/// The two methods that Hearth uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Changes.
    Post,
}

impl Method {
    /// The method's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
        }
    }
}

/// The schema of an answer: its name and how it is made.
pub type AnswerSchema = fn() -> (String, RefOr<Schema>, Vec<(String, RefOr<Schema>)>);

/// One route.
#[derive(Clone)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with `{id}` for parts that vary.
    pub path: &'static str,
    /// The actions whose grants the handler may ask for; empty where anybody may come.
    pub grants: Vec<&'static str>,
    /// Whether anybody may come without signing in.
    pub public: bool,
    /// Whether it never even asks who comes: files, health.
    pub anonymous: bool,
    /// Whether it reads or writes personal data.
    pub personal: bool,
    /// The largest body, in bytes, where it takes files; a form's usual limit elsewhere.
    pub uploads: Option<usize>,
    /// One line for the API description and `hearth routes`.
    pub about: &'static str,
    /// The parser of its body, run on nothing to describe itself.
    pub body: Option<fn(&mut Fields)>,
    /// The schema of its answer.
    pub answer: Option<AnswerSchema>,
    /// What runs.
    pub handler: Handler,
}

impl Route {
    /// A route that reads.
    pub fn get<F, Fut>(path: &'static str, handler: F) -> Self
    where
        F: Fn(Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Response>> + Send + 'static,
    {
        Self::new(Method::Get, path, Arc::new(move |ctx| Box::pin(handler(ctx))))
    }

    /// A route that changes something.
    pub fn post<F, Fut>(path: &'static str, handler: F) -> Self
    where
        F: Fn(Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Response>> + Send + 'static,
    {
        Self::new(Method::Post, path, Arc::new(move |ctx| Box::pin(handler(ctx))))
    }

    fn new(method: Method, path: &'static str, handler: Handler) -> Self {
        Route {
            method,
            path,
            grants: Vec::new(),
            public: false,
            anonymous: false,
            personal: false,
            uploads: None,
            about: "",
            body: None,
            answer: None,
            handler,
        }
    }

    /// Names an action whose grant the handler asks for. Several: any one of them lets a
    /// person in, and the handler asks for the grant of what it does.
    pub fn needs<A: Action>(mut self) -> Self {
        self.grants.push(A::NAME);
        self
    }

    /// Anybody may come.
    pub fn public(mut self) -> Self {
        self.public = true;
        self
    }

    /// Anybody may come, and nobody is asked who they are.
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self.public()
    }

    /// It reads or writes personal data.
    pub fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    /// It takes files (`multipart/form-data`), with a body of at most this many bytes.
    pub fn uploads(mut self, limit: usize) -> Self {
        self.uploads = Some(limit);
        self
    }

    /// One line that says what it is for.
    pub fn about(mut self, text: &'static str) -> Self {
        self.about = text;
        self
    }

    /// The parser of its body.
    pub fn body(mut self, parser: fn(&mut Fields)) -> Self {
        self.body = Some(parser);
        self
    }

    /// The schema of its answer.
    pub fn answers<T: ToSchema + PartialSchema>(mut self) -> Self {
        self.answer = Some(|| {
            let mut inner = Vec::new();
            T::schemas(&mut inner);
            (T::name().into_owned(), T::schema(), inner)
        });
        self
    }

    /// Whether it belongs to the API.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.path)
    }
}
