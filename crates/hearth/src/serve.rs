//! The server: one router made of every room's routes, what every answer carries, what is refused before any
//! room is asked, and an end that lets requests finish.

mod headers;
mod limits;
mod listen;

pub use limits::{Rate, Rates};

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, RawPathParams},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    routing::{MethodFilter, MethodRouter, on},
};
use futures_util::FutureExt;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use kernel::{Error, Result};
use limits::Limits;
use page::{App, Ctx, Failure, Method, Request, Response, Route};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::Registry,
};
use tokio::sync::Semaphore;

/// The largest body of a form or an API call, in bytes.
const LARGEST_BODY: usize = 256 * 1024;
/// Bodies with files that are held in memory at the same time.
const UPLOADS_AT_ONCE: usize = 4;
/// How long a body may take to come: a minute for the slowest telephone to send the longest form.
const BODY_TIME: Duration = Duration::from_secs(60);
/// How long requests may take to finish after SIGTERM.
const LAST_REQUESTS: Duration = Duration::from_secs(8);

/// What is measured of each request. The route is its pattern, so that no id is told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: &'static str,
    status: u16,
}

struct Meters {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram, fn() -> Histogram>,
}

impl Meters {
    fn new() -> Self {
        let requests = Family::default();
        let seconds = Family::new_with_constructor(times as fn() -> Histogram);
        let mut registry = Registry::with_prefix("hearth");
        registry.register("requests", "Requests answered", requests.clone());
        registry.register("request_seconds", "Time to answer", seconds.clone());
        Meters { registry, requests, seconds }
    }
}

fn times() -> Histogram {
    Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5])
}

struct Server {
    app: Arc<App>,
    meters: Mutex<Meters>,
    behind_proxy: bool,
    uploads: Semaphore,
    limits: Option<Limits>,
}

/// How a node is reached, and how fast one may ask.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// A proxy of ours stands before it: the last address in `X-Forwarded-For` and `X-Forwarded-Proto` are its.
    pub behind_proxy: bool,
    /// How fast one may ask; without, as fast as one can.
    pub rates: Option<Rates>,
}

/// The whole service as a router, without limits on how fast one may ask.
pub fn router(app: Arc<App>, behind_proxy: bool) -> Router {
    router_with(app, Settings { behind_proxy, rates: None })
}

/// The whole service as a router.
pub fn router_with(app: Arc<App>, settings: Settings) -> Router {
    let server = Arc::new(Server {
        app,
        meters: Mutex::new(Meters::new()),
        behind_proxy: settings.behind_proxy,
        uploads: Semaphore::new(UPLOADS_AT_ONCE),
        limits: settings.rates.map(Limits::new),
    });
    let mut by_path: BTreeMap<&'static str, MethodRouter> = BTreeMap::new();
    let mut taken: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
    for route in crate::rooms::routes() {
        taken.entry(route.path).or_default().push(route.method.as_str());
        let filter = match route.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
        };
        let path = route.path;
        let (server, route) = (server.clone(), Arc::new(route));
        let endpoint = on(filter, move |params: RawPathParams, request: axum::extract::Request| {
            let (server, route) = (server.clone(), route.clone());
            let params = params.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
            answer(server, route, params, request)
        });
        let merged = by_path.remove(path).map_or(endpoint.clone(), |before| before.merge(endpoint));
        by_path.insert(path, merged);
    }
    let missing = Arc::new(Route::get("/{*rest}", |_| async { Err(Error::NotFound) }).public());
    let metering = server.clone();
    let mut router = Router::new();
    for (path, endpoint) in by_path {
        // Nobody is asked who they are: there is nothing to be had.
        let route = Route { path, ..Route::get("/{*rest}", |_| async { Err(Error::NotFound) }).anonymous() };
        let (server, route) = (server.clone(), Arc::new(route));
        let allowed = taken.get(path).map_or_else(String::new, |methods| methods.join(", "));
        let allowed = HeaderValue::from_str(&allowed).unwrap_or(HeaderValue::from_static("GET"));
        let otherwise = move |request: axum::extract::Request| {
            wrong_method(server.clone(), route.clone(), allowed.clone(), request)
        };
        router = router.route(path, endpoint.fallback(otherwise));
    }
    router.route("/metrics", axum::routing::get(move || metrics(metering.clone()))).fallback(
        move |request: axum::extract::Request| answer(server.clone(), missing.clone(), Vec::new(), request),
    )
}

async fn metrics(server: Arc<Server>) -> Response {
    let meters = server.meters.lock().unwrap_or_else(PoisonError::into_inner);
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = encode(&mut text, &meters.registry);
    page::with(axum::http::StatusCode::OK, "application/openmetrics-text; version=1.0.0; charset=utf-8", text)
}

/// Why a request is turned away before any room is asked.
enum TurnedAway {
    Large,
    Slow,
    Fast(u64),
}

impl TurnedAway {
    fn respond(&self, failure: &Failure) -> Response {
        match self {
            TurnedAway::Large => failure.turn_away(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "This is too long to send",
                "Nothing was saved. Go back, shorten what you wrote, and send it again.",
            ),
            TurnedAway::Slow => failure.turn_away(
                StatusCode::REQUEST_TIMEOUT,
                "too-slow",
                "Your answers did not arrive in time",
                "Nothing was saved. The connection was too slow: go back and send it again.",
            ),
            TurnedAway::Fast(seconds) => failure.too_fast(*seconds),
        }
    }
}

/// Reads a body that is neither too large nor too slow. One that says beforehand how large it is is not read.
async fn read_body(headers: &HeaderMap, body: Body, most: usize) -> Result<Vec<u8>, TurnedAway> {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|length| length > most) {
        return Err(TurnedAway::Large);
    }
    let read = tokio::time::timeout(BODY_TIME, Limited::new(body, most).collect()).await;
    match read {
        Ok(Ok(body)) => Ok(body.to_bytes().to_vec()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(TurnedAway::Large),
        // It broke off, or never came.
        Ok(Err(_)) | Err(_) => Err(TurnedAway::Slow),
    }
}

async fn answer(
    server: Arc<Server>,
    route: Arc<Route>,
    params: Vec<(String, String)>,
    request: axum::extract::Request,
) -> Response {
    let start = Instant::now();
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0);
    let (head, body) = request.into_parts();
    let https = headers::over_https(&head.headers, server.behind_proxy);
    let request = Request {
        path: head.uri.path().to_owned(),
        params,
        query: head.uri.query().unwrap_or_default().to_owned(),
        body: Vec::new(),
        origin: origin(&head.headers, from, server.behind_proxy),
        headers: head.headers,
    };
    let (mut ctx, mut found) = Ctx::arrive(server.app.clone(), route.clone(), request).await;
    let failure = ctx.failure();
    let too_fast = server.limits.as_ref().and_then(|limits| limits.take(&ctx, start).err());
    let (mut turned_away, mut _room) = (None, None);
    // Files of somebody who may not send them are not read at all. A form is: a browser that is answered while it
    // still sends shows its own error, and whoever was signed out meanwhile would not be told so.
    if route.uploads.is_none() || (found.is_ok() && too_fast.is_none()) {
        // Files are large: those who send more than a few at once take turns.
        if route.uploads.is_some() {
            _room = server.uploads.acquire().await.ok();
        }
        match read_body(&ctx.request.headers, body, route.uploads.unwrap_or(LARGEST_BODY)).await {
            Ok(body) => {
                let taken = ctx.take_in(body);
                found = found.and(taken);
            }
            Err(why) => turned_away = Some(why),
        }
    }
    let response = match turned_away.or(too_fast.map(TurnedAway::Fast)) {
        Some(why) => why.respond(&failure),
        None => {
            let outcome = match found {
                Err(error) => Err(error),
                Ok(()) => AssertUnwindSafe((route.handler)(ctx))
                    .catch_unwind()
                    .await
                    .unwrap_or_else(|_| Err(Error::Internal("a handler panicked".into()))),
            };
            outcome.unwrap_or_else(|error| failure.respond(&error))
        }
    };
    server.finish(route.method.as_str(), route.path, https, start, response)
}

/// A page or a problem for a method that no room takes at a path.
async fn wrong_method(
    server: Arc<Server>,
    route: Arc<Route>,
    allowed: HeaderValue,
    request: axum::extract::Request,
) -> Response {
    let start = Instant::now();
    let https = headers::over_https(request.headers(), server.behind_proxy);
    let request = Request {
        path: request.uri().path().to_owned(),
        params: Vec::new(),
        query: String::new(),
        body: Vec::new(),
        origin: String::new(),
        headers: HeaderMap::new(),
    };
    let (ctx, _) = Ctx::open(server.app.clone(), route.clone(), request).await;
    let mut response = ctx.failure().turn_away(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "This page does not work like that",
        "Open it from a link or a form of this service, not by another way.",
    );
    response.headers_mut().insert(header::ALLOW, allowed);
    server.finish("other", route.path, https, start, response)
}

impl Server {
    /// What every answer carries, and what is measured of it.
    fn finish(
        &self,
        method: &'static str,
        route: &'static str,
        https: bool,
        start: Instant,
        mut response: Response,
    ) -> Response {
        headers::protect(response.headers_mut(), https);
        let labels = Labels { method, route, status: response.status().as_u16() };
        let meters = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        meters.requests.get_or_create(&labels).inc();
        meters.seconds.get_or_create(&labels).observe(start.elapsed().as_secs_f64());
        drop(meters);
        response
    }
}

fn origin(headers: &HeaderMap, from: Option<SocketAddr>, behind_proxy: bool) -> String {
    let forwarded = headers.get("x-forwarded-for").filter(|_| behind_proxy);
    let said = forwarded.and_then(|v| v.to_str().ok()).and_then(|v| v.rsplit(',').next()).map(str::trim);
    match (said, from) {
        (Some(said), _) => said.chars().take(45).collect(),
        (None, Some(from)) => from.ip().to_string(),
        (None, None) => "unknown".into(),
    }
}

/// Serves until SIGTERM or Ctrl-C, then lets requests finish.
pub async fn run(
    app: Arc<App>,
    listen: &str,
    settings: Settings,
    ready: impl FnOnce(SocketAddr),
) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|e| Error::Internal(format!("cannot listen on {listen}: {e}")))?;
    let address = listener.local_addr().map_err(|e| Error::internal("the listening address", e))?;
    let service = router_with(app.clone(), settings);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    tokio::spawn(crate::housekeeping::run(app.clone(), stopped.clone()));
    tokio::spawn(crate::housekeeping::watch_keys(app.clone(), stopped.clone()));
    let sealer = tokio::spawn(crate::sealer::run(app.clone(), stopped.clone()));
    let mail = tokio::spawn(crate::mail::run(app, stopped.clone()));
    ready(address);
    let room = listen::Room::usual(settings.behind_proxy);
    let serving = tokio::spawn(listen::serve(listener, service, room, stopped.clone()));
    asked_to_stop().await?;
    tracing::info!("stopping");
    let _ = stop.send(true);
    let ended = tokio::time::timeout(LAST_REQUESTS, serving).await;
    if ended.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    // The mail job ends between two messages; one that hangs is sent again at the next start.
    let _ = tokio::time::timeout(Duration::from_secs(1), mail).await;
    // Audit lines that the sealer leaves behind are sealed at the next start.
    let _ = tokio::time::timeout(Duration::from_secs(1), sealer).await;
    Ok(())
}

async fn asked_to_stop() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate()).map_err(|e| Error::internal("signals", e))?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|e| Error::internal("signals", e))?;
    tokio::select! {
        _ = term.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
