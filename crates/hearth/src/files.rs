//! What is served to anybody without a question: styles, scripts, fonts, and whether the
//! service is well.

use axum::http::{HeaderValue, StatusCode, header};
use kernel::{Error, Result};
use page::{Ctx, Response, Route, assets, with};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/assets/{file}", asset).anonymous().about("Styles, scripts and fonts"),
        Route::get("/health", health).anonymous().about("Whether the process answers"),
        Route::get("/ready", ready).anonymous().about("Whether the database answers and is up to date"),
    ]
}

async fn asset(ctx: Ctx) -> Result<Response> {
    let found = assets::find(&ctx.request.path).ok_or(Error::NotFound)?;
    let packed = ctx
        .request
        .headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("gzip"))
        .then_some(found.gzip)
        .flatten();
    let mut response = with(StatusCode::OK, found.content_type, packed.unwrap_or(found.bytes));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(assets::CACHE_CONTROL));
    if packed.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    Ok(response)
}

async fn health(_: Ctx) -> Result<Response> {
    Ok(with(StatusCode::OK, "text/plain; charset=utf-8", "ok\n"))
}

async fn ready(ctx: Ctx) -> Result<Response> {
    match ctx.app.db.pending(crate::rooms::migrations()).await {
        Ok(0) => Ok(with(StatusCode::OK, "text/plain; charset=utf-8", "ready\n")),
        Ok(_) => Ok(with(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", "migrations wait\n")),
        Err(_) => Ok(with(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", "no database\n")),
    }
}
