//! Noise at every door: bytes from outside that no program of ours would send. They may be
//! refused, and nothing else: no panic, no error of the operator's kind, nothing kept.
//!
//! Some dozens of each in a short run; `make fuzz` runs as many as `HEARTH_FUZZ` says.

use axum::{
    body::Body,
    http::{HeaderValue, Request, header},
};
use page::{Cursor, Fields};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use crate::house;

fn config(few: u32) -> ProptestConfig {
    let cases = std::env::var("HEARTH_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(few);
    // What fails is shown by the test itself; no file is written beside the sources.
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..300)
}

/// Words like those of a form, with its own names among them, so that parsers get past their doors.
fn typed(names: Vec<String>) -> impl Strategy<Value = Vec<(String, String)>> {
    let value = prop_oneof![
        ".{0,40}",
        "[0-9]{0,12}",
        "-?[0-9]{1,25}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        Just("yes".to_owned())
    ];
    proptest::collection::vec((proptest::sample::select(names), value), 0..25)
}

#[test]
fn every_form_and_every_json_body_takes_noise() {
    for route in hearth::rooms::routes().into_iter().filter_map(|r| r.body.map(|body| (r, body))) {
        let (route, parse) = route;
        let mut empty = Fields::default();
        parse(&mut empty);
        let mut names: Vec<String> = empty.asked().iter().map(|asked| asked.name.clone()).collect();
        names.extend(["version".to_owned(), "born-day".to_owned(), "actions.0.what".to_owned()]);
        let mut runner = TestRunner::new(config(24));
        runner
            .run(&(bytes(), typed(names)), |(noise, typed)| {
                parse(&mut Fields::form(&noise));
                if let Ok(mut fields) = Fields::json(&noise) {
                    parse(&mut fields);
                }
                parse(&mut Fields::filled(typed.clone()));
                let object: serde_json::Map<String, serde_json::Value> =
                    typed.into_iter().map(|(name, value)| (name, value.into())).collect();
                let text = serde_json::to_vec(&object).unwrap();
                parse(&mut Fields::json(&text).unwrap());
                Ok(())
            })
            .unwrap_or_else(|e| panic!("{route:?}: {e}"));
    }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn json_of_any_shape_is_read_or_refused(depth in 0_usize..200, noise in bytes()) {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
        let _ = Fields::json(deep.as_bytes());
        let _ = Fields::json(&[b"{\"a\":".as_slice(), &noise, b"}"].concat());
    }

    #[test]
    fn cursors_dates_and_ids_take_noise(text in ".{0,60}", digits in "[0-9.:_-]{0,60}") {
        for text in [&text, &digits] {
            let _ = Cursor::parse(text);
            let _ = text.parse::<kernel::Date>();
            let _ = text.parse::<kernel::Id<kernel::kinds::Case>>();
            let _ = Fields::filled([("when-day", text.as_str()), ("when-month", text), ("when-year", text)]).date_parts("when");
        }
    }
}

/// Cookies, tokens, keys, queries and bodies as anybody may send them.
#[tokio::test(flavor = "multi_thread")]
async fn headers_queries_and_bodies_of_noise_are_answered() {
    let house = house::House::open(testkit::sqlite(hearth::rooms::migrations()).await);
    let token = house.token(access::Role::TeamManager).await;
    let mut runner = TestRunner::new(config(0));
    let cases = config(150).cases;
    let words = (bytes(), bytes(), "[ -~]{0,80}");
    for n in 0..cases {
        let (noise, body, query) = words.new_tree(&mut runner).unwrap().current();
        let value = HeaderValue::from_bytes(&noise).unwrap_or(HeaderValue::from_static("\u{7e}"));
        let query: String =
            query.chars().filter(|c| !c.is_whitespace() && !"<>\"#\\^`{|}".contains(*c)).collect();
        let request = match n % 5 {
            0 => Request::get(format!("/enquiries?after={query}")).header(header::COOKIE, value),
            1 => Request::get(format!("/api/v1/cases?after={query}")).header(header::AUTHORIZATION, value),
            2 => Request::post("/api/v1/enquiries")
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .header("idempotency-key", value),
            3 => Request::post("/ask").header(header::COOKIE, value),
            _ => Request::get(format!("/api/v1/enquiries?after={query}&{query}"))
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .header("x-forwarded-for", value),
        };
        let Ok(request) = request.body(Body::from(body)) else { continue };
        let what = format!("{request:?}");
        let said = house.send(request).await;
        assert!(!said.status.is_server_error(), "{what}: {} {}", said.status, said.text);
    }
}
