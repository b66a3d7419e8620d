//! Answers: pages, redirects, JSON, files, and how an error looks to a person and to a
//! machine.

use axum::http::{HeaderValue, StatusCode, header};
use kernel::{Error, Result};
use maud::Markup;

/// An HTTP answer.
pub type Response = axum::http::Response<Body>;
/// Its body.
pub type Body = axum::body::Body;

/// A whole HTML document.
pub(crate) fn html(status: StatusCode, document: Markup) -> Response {
    with(status, "text/html; charset=utf-8", document.into_string())
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, value: &serde_json::Value) -> Response {
    with(status, "application/json", value.to_string())
}

/// A redirect after a change.
pub fn see_other(to: &str) -> Result<Response> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let to = HeaderValue::from_str(to).map_err(|e| Error::internal("a redirect", e))?;
    response.headers_mut().insert(header::LOCATION, to);
    Ok(response)
}

/// An answer with this status, kind and body.
pub fn with(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The status of an error.
pub(crate) fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::SignIn => StatusCode::UNAUTHORIZED,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Stale => StatusCode::CONFLICT,
        Error::Refused { .. } => StatusCode::CONFLICT,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// An error as `application/problem+json` (RFC 9457), with a stable `code`.
pub fn problem(error: &Error) -> Response {
    let status = status(error);
    let mut body = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "code": error.code(),
        "detail": error.to_string(),
    });
    if let (Error::Invalid(invalid), Some(map)) = (error, body.as_object_mut()) {
        map.insert("errors".into(), serde_json::json!(invalid));
    }
    let mut response = with(status, "application/problem+json", body.to_string());
    retry_after(&mut response, error);
    response
}

/// A problem that is no error of a room.
pub(crate) fn problem_of(status: StatusCode, code: &str, detail: &str) -> Response {
    let body = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "code": code,
        "detail": detail,
    });
    with(status, "application/problem+json", body.to_string())
}

/// Says when to come back, where that is known.
pub(crate) fn retry_after(response: &mut Response, error: &Error) {
    let seconds = match error {
        Error::TooMany { seconds } => *seconds,
        Error::Busy => 1,
        _ => return,
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
}
