//! Files of somebody who may not send them are turned away at the door: not a byte of them is read, and they take
//! no turn from those who may.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use access::Role;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use futures_util::{StreamExt, future, stream};
use hearth::serve::{Rate, Rates, Settings};

use crate::house::{self, House, Said};

/// A file of about ten million bytes that counts how often somebody asks for a part of it.
fn file(asked: &Arc<AtomicUsize>) -> Body {
    let asked = asked.clone();
    let parts = stream::iter(0..160).map(move |_| {
        asked.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::io::Error>(vec![b'a'; 64 << 10])
    });
    Body::from_stream(parts)
}

fn request(path: &str, who: (header::HeaderName, String), body: Body) -> Request<Body> {
    Request::post(path)
        .header(who.0, who.1)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(body)
        .unwrap()
}

/// Sends a large file; gives the answer, and how many parts of it were read.
async fn sent(house: &House, path: &str, who: (header::HeaderName, String)) -> (Said, usize) {
    let asked = Arc::new(AtomicUsize::new(0));
    let said = house.send(request(path, who, file(&asked))).await;
    (said, asked.load(Ordering::Relaxed))
}

fn nothing() -> String {
    kernel::Id::<()>::from_parts(1, [1; 10]).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_only_from_somebody_who_may_send_it() {
    for house in house::both().await {
        let id = nothing();
        let routes: Vec<_> = hearth::rooms::routes().into_iter().filter(|r| r.uploads.is_some()).collect();
        assert!(routes.len() >= 2, "{routes:?}");
        let worker = house.token(Role::SocialWorker).await;
        // An administrator sends no file anywhere.
        let outsiders = house.token(Role::Administrator).await;
        let outsider = house.session(&house.desk.worker(Role::Administrator).await).await.0;
        for route in &routes {
            let path: String = route
                .path
                .split('/')
                .skip(1)
                .map(|part| format!("/{}", if part.starts_with('{') { id.as_str() } else { part }))
                .collect();
            let bearer = |token: &str| (header::AUTHORIZATION, format!("Bearer {token}"));
            let cookie = |cookie: &str| (header::COOKIE, cookie.to_owned());
            // Nobody, a key or a session that is none, and a role that may not.
            let strangers = if route.is_api() {
                vec![cookie(""), bearer("hearth_NONE"), bearer(&outsiders)]
            } else {
                vec![cookie(""), cookie("hearth_session=NONE"), cookie(&outsider)]
            };
            for who in strangers {
                let (said, read) = sent(&house, &path, who.clone()).await;
                let kept_out = matches!(said.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
                    || said.to.as_deref().is_some_and(|to| to.starts_with("/sign-in"));
                assert!(kept_out, "{route:?} to {who:?}: {} {}", said.status, said.told());
                assert_eq!(read, 0, "{route:?} read a file of {who:?}");
            }
            // Whoever may is read, and only then told what is wrong with it.
            if route.is_api() {
                let (said, read) = sent(&house, &path, bearer(&worker)).await;
                assert!(!said.status.is_success(), "{route:?}: {}", said.told());
                assert_eq!(read, 160, "{route:?}");
            }
        }
    }
}

/// More uploads of nobody than there are turns, none of which ends: somebody who may send has a turn all the same.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_a_turn_from_those_who_may_send() {
    let house = House::open(testkit::sqlite(hearth::rooms::migrations()).await);
    let path = format!("/api/v1/cases/{}/documents", nothing());
    let worker = house.token(Role::SocialWorker).await;
    let unending = || Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let nobody = (header::AUTHORIZATION, "Bearer hearth_NONE".to_owned());
    let all = (0..20).map(|_| house.send(request(&path, nobody.clone(), unending())));
    let said = future::join_all(all).await;
    assert!(said.iter().all(|s| s.status == StatusCode::UNAUTHORIZED));
    let (said, read) = sent(&house, &path, (header::AUTHORIZATION, format!("Bearer {worker}"))).await;
    assert!(!said.status.is_success() && read == 160, "{} {read}", said.status);
}

/// Whoever asks faster than they may is told so before their file is read.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_somebody_who_asks_too_fast_is_not_read() {
    let rate = Rate { burst: 1, per_second: 0 };
    let rates = Rates { person: rate, machine: rate, address: rate };
    let desk = testkit::sqlite(hearth::rooms::migrations()).await;
    let house = House::open_with(desk, Settings { behind_proxy: false, rates: Some(rates) });
    let path = format!("/api/v1/cases/{}/documents", nothing());
    let worker = house.token(Role::SocialWorker).await;
    let (said, read) = sent(&house, &path, (header::AUTHORIZATION, format!("Bearer {worker}"))).await;
    assert_eq!((said.status, read), (StatusCode::TOO_MANY_REQUESTS, 0), "{}", said.told());
}
