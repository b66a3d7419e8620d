//! What a handler has in its hands, and how its work becomes one transaction and one answer.

use std::{pin::Pin, sync::Arc};

use access::{Act, Actor, Look, answers::Once, sessions};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::{Clock, Error, Id, Reference, Result, Timestamp, local_date};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use store::Db;

use crate::{Fields, NavItem, Response, Route, Upload, kit, multipart, respond};

/// Name of the hidden field that makes a form count once however often it is sent.
pub const ONCE: &str = "_once";
const CSRF: &str = "csrf";
const NEWS: &str = "hearth_news";

/// What the whole service shares.
pub struct App {
    /// The database.
    pub db: Db,
    /// Where time comes from.
    pub clock: Clock,
    /// Whether every person here is made up: a fact of the database, not a flag.
    pub demo: bool,
    /// Links of the navigation.
    pub nav: Vec<NavItem>,
}

/// One request, read.
#[derive(Debug)]
pub struct Request {
    /// The path, without the query.
    pub path: String,
    /// The parts of the path that vary, by name.
    pub params: Vec<(String, String)>,
    /// The query as sent.
    pub query: String,
    /// The body as sent.
    pub body: Vec<u8>,
    /// The headers.
    pub headers: HeaderMap,
    /// From where: a network address.
    pub origin: String,
}

impl Request {
    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .flat_map(|v| v.split(';'))
            .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
    }

    /// News of what was just done, kept for the next page in a cookie. Only words that the
    /// code itself says are shown: see [`Answer::saying`].
    pub(crate) fn news(&self) -> Option<String> {
        let code = self.cookie(NEWS)?;
        percent_encoding::percent_decode_str(code).decode_utf8().ok().map(|t| t.chars().take(200).collect())
    }

    /// Forgets the news once it has been shown.
    pub(crate) fn spend_news(&self, response: &mut Response) {
        if self.cookie(NEWS).is_some() {
            let gone = "hearth_news=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";
            response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static(gone));
        }
    }
}

/// What a change answers. It is kept, so that the same request again gets the same answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// See this page next; the words are said there once. No personal data in either.
    See {
        /// The path.
        to: String,
        /// What was done.
        news: Option<String>,
    },
    /// Something was made: 201 with this body.
    Made(serde_json::Value),
    /// Something was done: 200 with this body.
    Done(serde_json::Value),
}

impl Answer {
    /// See this page next.
    pub fn see(to: impl Into<String>) -> Self {
        Answer::See { to: to.into(), news: None }
    }

    /// And say this there, once. Fixed words only: they travel in a cookie.
    pub fn saying(self, words: &'static str) -> Self {
        match self {
            Answer::See { to, .. } => Answer::See { to, news: Some(words.to_owned()) },
            other => other,
        }
    }

    /// Something was made: 201 with this as JSON.
    pub fn made(body: &impl Serialize) -> Result<Self> {
        to_json(body).map(Answer::Made)
    }

    /// Something was done: 200 with this as JSON.
    pub fn done(body: &impl Serialize) -> Result<Self> {
        to_json(body).map(Answer::Done)
    }

    fn respond(self) -> Result<Response> {
        match self {
            Answer::Made(body) => Ok(respond::json(StatusCode::CREATED, &body)),
            Answer::Done(body) => Ok(respond::json(StatusCode::OK, &body)),
            Answer::See { to, news } => {
                let mut response = respond::see_other(&to)?;
                if let Some(news) = news {
                    let text =
                        percent_encoding::utf8_percent_encode(&news, percent_encoding::NON_ALPHANUMERIC);
                    let cookie = format!("{NEWS}={text}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
                    let cookie = HeaderValue::from_str(&cookie).map_err(|e| Error::internal("news", e))?;
                    response.headers_mut().append(header::SET_COOKIE, cookie);
                }
                Ok(response)
            }
        }
    }
}

fn to_json(body: &impl Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(body).map_err(|e| Error::internal("an answer", e))
}

/// Work that changes things, of any form: what is around it is compiled once.
type Acting = Box<dyn Fn(&Act<'_>) -> Result<Answer> + Send + Sync>;
type Responding<'a> = Pin<Box<dyn Future<Output = Result<Response>> + Send + 'a>>;

/// A request on its way through the house.
pub struct Ctx {
    /// What the service shares.
    pub app: Arc<App>,
    /// Who asks.
    pub actor: Actor,
    /// The request.
    pub request: Request,
    /// The time of the request.
    pub now: Timestamp,
    /// The route that was taken.
    pub route: Arc<Route>,
    csrf: String,
}

impl Ctx {
    /// A request that is there as a whole: [`Ctx::arrive`] and [`Ctx::take_in`] one after the other.
    ///
    /// # Errors
    /// Theirs.
    pub async fn open(app: Arc<App>, route: Arc<Route>, mut request: Request) -> (Self, Result<()>) {
        let body = std::mem::take(&mut request.body);
        let (mut ctx, mut found) = Ctx::arrive(app, route, request).await;
        let taken = ctx.take_in(body);
        if found.is_ok() {
            found = taken;
        }
        (ctx, found)
    }

    /// Finds out who asks, by an API token for the API and by the session's cookie elsewhere, and whether they may
    /// come. The body of the request need not be there yet: nobody's files are taken in who may not send them.
    ///
    /// # Errors
    /// [`Error::SignIn`] when the route needs somebody and nobody is there; [`Error::Forbidden`] when a form
    /// came from another site, or the role may not.
    pub async fn arrive(app: Arc<App>, route: Arc<Route>, request: Request) -> (Self, Result<()>) {
        let now = app.clock.now();
        let mut ctx = Ctx { app, actor: Actor::public(), request, now, route, csrf: String::new() };
        let mut found = ctx.find_actor().await.and_then(|()| ctx.check());
        if found == Err(Error::Forbidden) && !ctx.role_may() {
            found = ctx.turned_away().await.and(found);
        }
        (ctx, found)
    }

    /// Takes the body, which may have been long in coming.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when a signed-in person's form does not carry their session's word.
    pub fn take_in(&mut self, body: Vec<u8>) -> Result<()> {
        self.request.body = body;
        self.now = self.app.clock.now();
        let signed_in = self.actor.role().is_some();
        if self.is_form() && signed_in && self.fields()?.raw(CSRF) != self.csrf {
            return Err(Error::Forbidden);
        }
        Ok(())
    }

    /// Whether the role may take this route at all.
    fn role_may(&self) -> bool {
        // What reads may be opened by emergency access, for which the grant of the record decides.
        let reads = self.route.method == crate::Method::Get;
        let may = |action: &&'static str| {
            if reads {
                self.actor.may_come(action)
            } else {
                self.actor.reach(action) != access::permissions::Reach::None
            }
        };
        self.route.public || self.route.grants.is_empty() || self.route.grants.iter().any(may)
    }

    /// Writes in the audit log that somebody's role did not let them in.
    async fn turned_away(&self) -> Result<()> {
        let Some(action) = self.route.grants.first().copied() else { return Ok(()) };
        self.read(move |look| access::audit::turned_away(look, action)).await
    }

    async fn find_actor(&mut self) -> Result<()> {
        if self.route.anonymous {
            return Ok(());
        }
        let now = self.now;
        let found = if self.route.is_api() {
            let Some(token) = self.bearer() else { return Ok(()) };
            self.app.db.read(move |r| access::tokens::actor(r, &token, now)).await?
        } else {
            let Some(token) = self.session() else { return Ok(()) };
            self.csrf = token.form_word(self.app.db.keys());
            let agent = self.agent().map(str::to_owned);
            let found = move |r: &store::Read<'_>| {
                let actor = sessions::actor_in(r, &token, agent.as_deref(), now)?;
                actor.map(|actor| access::delegations::load(r, actor, now)).transpose()
            };
            self.app.db.read(found).await?
        };
        if let Some(actor) = found {
            self.actor = actor;
        }
        Ok(())
    }

    /// Whether it is a form of a page, which carries its session's word.
    fn is_form(&self) -> bool {
        self.route.method == crate::Method::Post && !self.route.is_api()
    }

    fn check(&self) -> Result<()> {
        // A form must come from this site: browsers say so themselves.
        let site = self.request.headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
        if self.is_form() && !matches!(site, None | Some("same-origin" | "none")) {
            return Err(Error::Forbidden);
        }
        if self.route.public {
            return Ok(());
        }
        self.actor.role().ok_or(Error::SignIn)?;
        if self.role_may() { Ok(()) } else { Err(Error::Forbidden) }
    }

    fn bearer(&self) -> Option<String> {
        let value = self.request.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        value.strip_prefix("Bearer ").map(|t| t.trim().to_owned())
    }

    /// How the browser names itself.
    pub fn agent(&self) -> Option<&str> {
        self.request.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok())
    }

    /// The session's token, if there is a cookie.
    pub fn session(&self) -> Option<sessions::Token> {
        self.request.cookie("hearth_session").map(sessions::Token::from_cookie)
    }

    /// The word that forms of this session carry.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The id in the path under this name; anything else is as if it were not there.
    pub fn id<T>(&self, name: &str) -> Result<Id<T>> {
        self.param(name)?.parse()
    }

    /// The part of the path under this name.
    pub fn param(&self, name: &str) -> Result<&str> {
        let found = self.request.params.iter().find(|(k, _)| k == name);
        found.map(|(_, v)| v.as_str()).ok_or(Error::NotFound)
    }

    /// The fields of the body: JSON for the API, a form elsewhere, and a form with files where
    /// the route takes them.
    pub fn fields(&self) -> Result<Fields> {
        if let Some(boundary) = self.boundary() {
            Ok(Fields::parts(&multipart::parts(&self.request.body, boundary)?))
        } else if self.route.is_api() {
            Fields::json(&self.request.body)
        } else {
            Ok(Fields::form(&self.request.body))
        }
    }

    fn boundary(&self) -> Option<&str> {
        self.route.uploads?;
        let kind = self.request.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        multipart::boundary(kind)
    }

    /// The file that was sent under a name; nothing when none was chosen.
    pub fn upload(&self, name: &str) -> Result<Option<Upload>> {
        let Some(boundary) = self.boundary() else { return Ok(None) };
        let parts = multipart::parts(&self.request.body, boundary)?;
        Ok(parts.iter().filter(|p| p.name == name).find_map(Upload::of))
    }

    /// Every file that was sent under a name, for a field that takes more than one.
    pub fn all_uploads(&self, name: &str) -> Result<Vec<Upload>> {
        let Some(boundary) = self.boundary() else { return Ok(Vec::new()) };
        let parts = multipart::parts(&self.request.body, boundary)?;
        Ok(parts.iter().filter(|p| p.name == name).filter_map(Upload::of).collect())
    }

    /// The fields of the query.
    pub fn query(&self) -> Fields {
        Fields::form(self.request.query.as_bytes())
    }

    /// The day of the request in England.
    pub fn today(&self) -> kernel::Date {
        local_date(self.now)
    }

    /// Runs work that only reads.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Look<'_>) -> Result<T> + Send + 'static,
    {
        let (actor, now, origin) = (self.actor.clone(), self.now, self.request.origin.clone());
        self.app.db.read(move |r| work(&Look::new(r, &actor, now, &origin))).await
    }

    /// Runs work that changes things, as one transaction with its audit lines and
    /// messages. Sent again with the same key, it is done once and answered alike.
    pub async fn act<F>(&self, name: &'static str, work: F) -> Result<Response>
    where
        F: Fn(&Act<'_>) -> Result<Answer> + Send + Sync + 'static,
    {
        let once = self.once()?;
        self.act_once(name, once, Box::new(work)).await
    }

    /// The same for work that may be done again and again, such as keeping a draft: the form's
    /// key is left for the sending of the form itself.
    pub async fn act_again<F>(&self, name: &'static str, work: F) -> Result<Response>
    where
        F: Fn(&Act<'_>) -> Result<Answer> + Send + Sync + 'static,
    {
        self.act_once(name, None, Box::new(work)).await
    }

    /// Boxed, since what is awaited across crates is otherwise compiled again in each of them.
    fn act_once(&self, name: &'static str, once: Option<Once>, work: Acting) -> Responding<'_> {
        Box::pin(async move {
            let (actor, now, origin) = (self.actor.clone(), self.now, self.request.origin.clone());
            let answer: Answer = self
                .app
                .db
                .write(name, move |w| {
                    let act = Act::new(w, &actor, now, &origin);
                    let Some(once) = &once else { return work(&act) };
                    if let Some(before) = once.before(&act)? {
                        return serde_json::from_str(&before)
                            .map_err(|e| Error::internal("a kept answer", e));
                    }
                    let answer = work(&act)?;
                    let kept = serde_json::to_string(&answer).map_err(|e| Error::internal("an answer", e))?;
                    once.keep(&act, &kept)?;
                    Ok(answer)
                })
                .await?;
            answer.respond()
        })
    }

    fn once(&self) -> Result<Option<Once>> {
        let key = if self.route.is_api() {
            let Some(value) = self.request.headers.get("idempotency-key") else { return Ok(None) };
            value.to_str().unwrap_or_default().to_owned()
        } else {
            self.fields()?.raw(ONCE).to_owned()
        };
        if key.is_empty() {
            return Ok(None);
        }
        if key.len() > 200 {
            return Err(Error::field("Idempotency-Key", "Use 200 characters or fewer"));
        }
        let mut request = [self.route.path.as_bytes(), self.request.path.as_bytes()].concat();
        match self.boundary() {
            None => request.extend_from_slice(&self.request.body),
            // Each sending has another boundary between the same parts.
            Some(boundary) => {
                for part in multipart::parts(&self.request.body, boundary)? {
                    for words in [part.name.as_bytes(), part.file.unwrap_or_default().as_bytes(), part.bytes]
                    {
                        request.extend_from_slice(&(words.len() as u64).to_be_bytes());
                        request.extend_from_slice(words);
                    }
                }
            }
        }
        Ok(Some(Once { key, request }))
    }

    /// A form that is sent to `action`, with the hidden fields every form needs. `fields`
    /// is what was typed before, so that a form shown again counts as the same one.
    pub fn form(&self, action: &str, fields: &Fields, body: Markup) -> Markup {
        html! {
            // Hearth says what is wrong in its own words, so the browser's own check is off.
            form method="post" action=(action) novalidate { (self.hidden(fields)) (body) }
        }
    }

    /// The same form, for one that carries files.
    pub fn upload_form(&self, action: &str, fields: &Fields, body: Markup) -> Markup {
        html! {
            form method="post" action=(action) enctype="multipart/form-data" novalidate { (self.hidden(fields)) (body) }
        }
    }

    /// The hidden fields that every form needs: for forms that a component draws itself.
    pub fn hidden(&self, fields: &Fields) -> Markup {
        let before = fields.raw(ONCE);
        let once = if before.is_empty() {
            format!("{}{}", Reference::new("f"), Reference::new(""))
        } else {
            before.to_owned()
        };
        html! { (kit::csrf_field(&self.csrf)) (kit::hidden(ONCE, &once)) }
    }

    /// JSON, for the API's answers to reads.
    pub fn json(&self, body: &impl Serialize) -> Result<Response> {
        Ok(respond::json(StatusCode::OK, &to_json(body)?))
    }

    /// What is needed to answer an error after the handler has taken this away.
    pub fn failure(&self) -> Failure {
        Failure(Ctx {
            app: self.app.clone(),
            actor: self.actor.clone(),
            request: Request {
                path: self.request.path.clone(),
                params: Vec::new(),
                query: String::new(),
                body: Vec::new(),
                headers: HeaderMap::new(),
                origin: String::new(),
            },
            now: self.now,
            route: self.route.clone(),
            csrf: self.csrf.clone(),
        })
    }
}

/// How an error looks to whoever asked: a problem for machines, a page for people, and
/// for people who are not signed in, the way to sign in.
pub struct Failure(pub(crate) Ctx);

impl Failure {
    /// The answer.
    pub fn respond(&self, error: &Error) -> Response {
        let ctx = &self.0;
        if let Error::Internal(message) = error {
            tracing::error!(route = ?ctx.route, message, "a request failed");
        }
        if ctx.route.is_api() {
            return respond::problem(error);
        }
        if *error == Error::SignIn && ctx.route.method == crate::Method::Get {
            let to: String = form_urlencoded::byte_serialize(ctx.request.path.as_bytes()).collect();
            if let Ok(response) = respond::see_other(&format!("/sign-in?to={to}")) {
                return response;
            }
        }
        ctx.error_page(error)
    }
}

/// Runs work that waits for a disk or another machine away from the threads that answer.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let panicked = |_| Error::Internal("work beside a request panicked".into());
    tokio::task::spawn_blocking(work).await.map_err(panicked)?
}
