//! The pages as people meet them: every page draws, and what was typed is never lost.

use std::sync::Arc;

use access::{Actor, Role};
use http_body_util::BodyExt;
use kernel::{Clock, Error, Level, Need, Weight};
use page::{App, Ctx, Fields, Request, Route};
use testkit::Desk;

use crate::assessment::actions::{
    complete,
    save::{self, Which},
    start,
    tests::{full, open_case},
};

/// What a browser was answered.
pub(crate) struct Seen {
    /// The status.
    pub status: u16,
    /// Where it was sent on to.
    pub to: String,
    /// The page.
    pub html: String,
}

/// Asks for a page, or sends a form, as somebody who is signed in.
pub(crate) async fn visit(
    desk: &Desk,
    who: &Actor,
    path: &str,
    form: Option<&[(&str, &str)]>,
) -> Result<Seen, Error> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let method = if form.is_some() { page::Method::Post } else { page::Method::Get };
    let (route, params) = crate::routes()
        .into_iter()
        .filter(|route| route.method == method)
        .filter_map(|route| matched(&route, path).map(|params| (route, params)))
        .min_by_key(|(_, params)| params.len())
        .unwrap_or_else(|| panic!("no route {path}"));
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let body = form.unwrap_or_default().iter().map(|(k, v)| format!("{}={}", encode(k), encode(v)));
    let mut request = Request {
        path: path.to_owned(),
        params,
        query: query.to_owned(),
        body: body.collect::<Vec<_>>().join("&").into_bytes(),
        headers: Default::default(),
        origin: "test".into(),
    };
    // Pages that send letters say where the service is, which on this machine is what the request says.
    request.headers.insert("host", "localhost".parse().unwrap());
    let app = App { db: desk.db.clone(), clock: Clock::Fixed(desk.now), demo: false, nav: Vec::new() };
    let handler = route.handler.clone();
    let (mut ctx, _) = Ctx::open(Arc::new(app), Arc::new(route), request).await;
    ctx.actor = who.clone();
    let response = handler(ctx).await?;
    let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let html = response.into_body().collect().await.unwrap().to_bytes();
    Ok(Seen { status, to: to.unwrap_or_default(), html: String::from_utf8(html.to_vec()).unwrap() })
}

fn matched(route: &Route, path: &str) -> Option<Vec<(String, String)>> {
    let (pattern, parts): (Vec<&str>, Vec<&str>) =
        (route.path.split('/').collect(), path.split('/').collect());
    let same = pattern.len() == parts.len()
        && pattern.iter().zip(&parts).all(|(p, part)| p.starts_with('{') || p == part);
    same.then(|| {
        let named = pattern.iter().zip(&parts).filter(|(p, _)| p.starts_with('{'));
        named.map(|(p, part)| (p.trim_matches(['{', '}']).to_owned(), (*part).to_owned())).collect()
    })
}

/// A page with one main heading, these words, and no label without its field.
pub(crate) fn shows(seen: &Seen, words: &[&str]) {
    assert_eq!(seen.html.matches("<h1").count(), 1, "one main heading");
    for word in words {
        assert!(seen.html.contains(word), "no '{word}' in {}", seen.html);
    }
    for target in seen.html.split("for=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(seen.html.contains(&format!("id=\"{target}\"")), "no field {target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assessment_is_walked_from_start_to_paper() {
    let desk = testkit::sqlite(crate::schema()).await;
    let worker = desk.worker(Role::SocialWorker).await;
    let case = desk.act(&worker, open_case).await.unwrap();
    let overview = format!("/cases/{case}/assessment");
    shows(&visit(&desk, &worker, &overview, None).await.unwrap(), &["Start the assessment", "Robin Example"]);
    let started = visit(&desk, &worker, &overview, Some(&[])).await.unwrap();
    assert_eq!((started.status, started.to.as_str()), (303, overview.as_str()));
    shows(&visit(&desk, &worker, &overview, None).await.unwrap(), &["0 of 16 parts are done", "Not started"]);

    let draft = desk.act(&worker, move |act| start::run(act, case)).await.unwrap();
    let part = |code: &str| format!("/assessments/{}/part/{code}", draft.id);
    for code in ["health", "education", "voice", "understanding", "needs", "level"] {
        shows(&visit(&desk, &worker, &part(code), None).await.unwrap(), &["Save and go on"]);
    }
    let sent = [("version", "1"), ("health", "Sleeps <b>badly</b>."), ("then", "next")];
    let saved = visit(&desk, &worker, &part("health"), Some(&sent)).await.unwrap();
    assert_eq!((saved.status, saved.to), (303, part("attachment")));
    shows(
        &visit(&desk, &worker, &part("health"), None).await.unwrap(),
        &["Sleeps &lt;b&gt;badly&lt;/b&gt;.", "Before this part is done"],
    );

    // Somebody else saved first: both sides stand on the page, and the newer version may now be saved over.
    let late = [("version", "1"), ("health", "Sleeps well.")];
    let clash = visit(&desk, &worker, &part("health"), Some(&late)).await.unwrap();
    assert_eq!(clash.status, 422);
    shows(&clash, &["Sleeps well.", "Sleeps &lt;b&gt;badly", "name=\"version\" value=\"2\""]);
    let wrong = [("version", "2"), ("needs.fasd", "huge"), ("no-needs", "kept words")];
    let refused = visit(&desk, &worker, &part("needs"), Some(&wrong)).await.unwrap();
    assert_eq!(refused.status, 422);
    shows(&refused, &["kept words", "id=\"needs.fasd-error\"", "href=\"#needs.fasd\""]);

    let check = format!("/assessments/{}/check", draft.id);
    shows(&visit(&desk, &worker, &check, None).await.unwrap(), &["When nothing is missing any more"]);
    let complete = format!("/assessments/{}/complete", draft.id);
    let early = visit(&desk, &worker, &complete, Some(&[("version", "2")])).await.unwrap();
    assert_eq!(early.status, 422);
    shows(&early, &["There is a problem"]);
    let stale = visit(&desk, &worker, &complete, Some(&[("version", "1")])).await.unwrap();
    shows(&stale, &["Somebody saved a part after you opened this page"]);

    let id = draft.id;
    let needs = [(Need::Fasd, Weight::Some)];
    desk.act(&worker, move |act| save::run(act, id, &full(2, &needs, Level::Targeted), Which::Sent))
        .await
        .unwrap();
    shows(&visit(&desk, &worker, &check, None).await.unwrap(), &["Complete the assessment"]);
    let done = visit(&desk, &worker, &complete, Some(&[("version", "3")])).await.unwrap();
    assert_eq!((done.status, done.to), (303, format!("/assessments/{id}")));
    shows(
        &visit(&desk, &worker, &format!("/assessments/{id}"), None).await.unwrap(),
        &["Foetal alcohol", "What the framework suggests: targeted support", "Print this assessment"],
    );
    let duty = desk.worker(Role::DutyWorker).await;
    shows(&visit(&desk, &duty, &overview, None).await.unwrap(), &["Complete assessments", "Targeted"]);
    let again =
        visit(&desk, &worker, &part("health"), Some(&[("version", "4"), ("health", "x")])).await.unwrap();
    shows(&again, &["already complete"]);
    let other = desk.stranger(Role::SocialWorker).await;
    assert_eq!(visit(&desk, &other, &check, None).await.map(|seen| seen.status), Err(Error::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_do_the_same_by_json() {
    let desk = testkit::sqlite(crate::schema()).await;
    let worker = desk.worker(Role::SocialWorker).await;
    let case = desk.act(&worker, open_case).await.unwrap();
    let draft = desk.act(&worker, move |act| start::run(act, case)).await.unwrap();
    let json = r#"{"version": 1, "health": "Grows well.", "health-asked": ["parents", "health"],
                   "needs": {"fasd": "strong", "school": "some"}, "signals": ["first-year"], "level": "targeted"}"#;
    let fields = Fields::json(json.as_bytes()).unwrap();
    let saved = desk.act(&worker, move |act| save::run(act, draft.id, &fields, Which::Sent)).await.unwrap();
    assert_eq!(saved.needs(), [(Need::Fasd, Weight::Strong), (Need::School, Weight::Some)]);
    assert_eq!(saved.findings.answers.domains["health"].asked.len(), 2);
    assert_eq!(saved.level(), Some(Level::Targeted));
    let shown = visit(&desk, &worker, &format!("/api/v1/assessments/{}", draft.id), None).await.unwrap();
    for words in ["\"state\":\"draft\"", "\"need\":\"fasd\"", "\"missing\":[{", "\"detailed\":true"] {
        assert!(shown.html.contains(words), "no {words} in {}", shown.html);
    }
    let list = visit(&desk, &worker, &format!("/api/v1/assessments?case={case}"), None).await.unwrap();
    assert!(list.html.starts_with("{\"items\":[{") && list.html.ends_with("\"next\":null}"), "{}", list.html);
    let none = visit(&desk, &worker, "/api/v1/assessments", None).await;
    assert_eq!(none.map(|seen| seen.status).unwrap_err().code(), "invalid");
    let version = Fields::filled([("version", "2")]);
    let early = desk.act(&worker, move |act| complete::run(act, draft.id, &version)).await;
    assert_eq!(early.unwrap_err().code(), "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_completes_or_signs_is_told_that_nobody_saw_the_child() {
    const UNSEEN: &str = "Nobody who wrote this saw the child";
    let desk = testkit::sqlite(crate::schema()).await;
    let worker = desk.worker(Role::SocialWorker).await;
    let manager = desk.worker(Role::TeamManager).await;
    let case = desk.act(&worker, open_case).await.unwrap();
    let id = desk.act(&worker, move |act| start::run(act, case)).await.unwrap().id;
    let whole = full(1, &[(Need::Fasd, Weight::Some)], Level::Targeted);
    let mut sent: Vec<(String, String)> = whole.sent().to_vec();
    sent.retain(|(name, _)| !matches!(name.as_str(), "heard" | "child-words"));
    for (name, value) in [
        ("heard", "access-refused"),
        ("heard-reason", "They feared it would unsettle her."),
        ("heard-on", "2026-11-17"),
    ] {
        sent.push((name.into(), value.into()));
    }
    let fields = Fields::filled(sent);
    desk.act(&worker, move |act| save::run(act, id, &fields, Which::Sent)).await.unwrap();
    let check = visit(&desk, &worker, &format!("/assessments/{id}/check"), None).await.unwrap();
    shows(&check, &[UNSEEN, "Complete the assessment"]);
    let version = Fields::filled([("version", "2")]);
    desk.act(&worker, move |act| complete::run(act, id, &version)).await.unwrap();
    shows(&visit(&desk, &manager, &format!("/assessments/{id}/signature"), None).await.unwrap(), &[UNSEEN]);
    shows(&visit(&desk, &worker, &format!("/assessments/{id}"), None).await.unwrap(), &[UNSEEN]);
    let family = visit(&desk, &worker, &format!("/assessments/{id}?for=family"), None).await.unwrap();
    assert!(!family.html.contains(UNSEEN), "{}", family.html);
}
