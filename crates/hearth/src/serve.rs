//! The server: one router made of every room's routes, the headers that every answer
//! carries, and an end that lets requests finish.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{ConnectInfo, RawPathParams},
    http::{HeaderMap, HeaderValue, header},
    routing::{MethodFilter, MethodRouter, on},
};
use futures_util::FutureExt;
use http_body_util::{BodyExt, Limited};
use kernel::{Error, Result};
use page::{App, Ctx, Method, Request, Response, Route};
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
}

/// The whole service as a router. `behind_proxy` says that the last address in
/// `X-Forwarded-For` was written by a proxy of ours.
pub fn router(app: Arc<App>, behind_proxy: bool) -> Router {
    let server = Arc::new(Server {
        app,
        meters: Mutex::new(Meters::new()),
        behind_proxy,
        uploads: Semaphore::new(UPLOADS_AT_ONCE),
    });
    let mut by_path: BTreeMap<&'static str, MethodRouter> = BTreeMap::new();
    for route in crate::rooms::routes() {
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
        router = router.route(path, endpoint);
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

async fn answer(
    server: Arc<Server>,
    route: Arc<Route>,
    params: Vec<(String, String)>,
    request: axum::extract::Request,
) -> Response {
    let start = Instant::now();
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0);
    let (head, body) = request.into_parts();
    // Files are large: those who send more than a few at once take turns.
    let _room = match route.uploads {
        Some(_) => server.uploads.acquire().await.ok(),
        None => None,
    };
    let body = Limited::new(body, route.uploads.unwrap_or(LARGEST_BODY)).collect().await;
    let too_large = body.is_err();
    let request = Request {
        path: head.uri.path().to_owned(),
        params,
        query: head.uri.query().unwrap_or_default().to_owned(),
        body: body.map(|b| b.to_bytes().to_vec()).unwrap_or_default(),
        origin: origin(&head.headers, from, server.behind_proxy),
        headers: head.headers,
    };
    let (ctx, found) = Ctx::open(server.app.clone(), route.clone(), request).await;
    let failure = ctx.failure();
    let outcome = match found {
        Err(Error::SignIn) => Err(Error::SignIn),
        // A body that was not read holds no word of the session either, so this comes first.
        _ if too_large => Err(Error::field(
            "body",
            match route.uploads {
                None => "This is too long to send. Shorten it and try again.",
                Some(_) => "This file is too large. Choose a smaller one, or send it in parts.",
            },
        )),
        Err(error) => Err(error),
        Ok(()) => AssertUnwindSafe((route.handler)(ctx))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(Error::Internal("a handler panicked".into()))),
    };
    let mut response = match outcome {
        Ok(response) => response,
        Err(error) => failure.respond(&error),
    };
    protect(response.headers_mut());
    let labels =
        Labels { method: route.method.as_str(), route: route.path, status: response.status().as_u16() };
    let meters = server.meters.lock().unwrap_or_else(PoisonError::into_inner);
    meters.requests.get_or_create(&labels).inc();
    meters.seconds.get_or_create(&labels).observe(start.elapsed().as_secs_f64());
    drop(meters);
    response
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

/// Headers of every answer: nothing is kept by shared caches, framed by other sites, or
/// run that is not ours.
fn protect(headers: &mut HeaderMap) {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    // A file for saving says for itself that nothing in it may run.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers
        .insert("permissions-policy", HeaderValue::from_static("camera=(), microphone=(), geolocation=()"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
}

/// Serves until SIGTERM or Ctrl-C, then lets requests finish.
pub async fn run(
    app: Arc<App>,
    listen: &str,
    behind_proxy: bool,
    ready: impl FnOnce(SocketAddr),
) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|e| Error::Internal(format!("cannot listen on {listen}: {e}")))?;
    let address = listener.local_addr().map_err(|e| Error::internal("the listening address", e))?;
    let service = router(app.clone(), behind_proxy).into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    tokio::spawn(crate::housekeeping::run(app.clone(), stopped.clone()));
    tokio::spawn(crate::housekeeping::watch_keys(app.clone(), stopped.clone()));
    let mail = tokio::spawn(crate::mail::run(app, stopped.clone()));
    ready(address);
    let mut told = stopped.clone();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        // The channel only closes when the process ends anyway.
        let _ = told.wait_for(|stop| *stop).await;
    });
    let serving = tokio::spawn(async move { serving.await });
    asked_to_stop().await?;
    tracing::info!("stopping");
    let _ = stop.send(true);
    let ended = tokio::time::timeout(LAST_REQUESTS, serving).await;
    if ended.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    // The mail job ends between two messages; one that hangs is sent again at the next start.
    let _ = tokio::time::timeout(Duration::from_secs(1), mail).await;
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
