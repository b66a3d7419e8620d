//! The pages, asked as a browser asks them: without script.

use std::sync::Arc;

use access::{Actor, Role, sessions, tokens};
use http_body_util::BodyExt;
use kernel::Clock;
use page::{App, Ctx, Method, Request, Response};
use testkit::Desk;

use crate::front_door::guard;

struct Browser<'a> {
    desk: &'a Desk,
    app: Arc<App>,
    /// A machine's token.
    token: Option<String>,
    /// Cookie and form word of somebody signed in.
    who: Option<(String, String)>,
}

struct Seen {
    status: u16,
    to: String,
    text: String,
}

impl<'a> Browser<'a> {
    fn public(desk: &'a Desk) -> Self {
        let app = App { db: desk.db.clone(), clock: Clock::Fixed(desk.now), demo: false, nav: crate::nav() };
        Browser { desk, app: Arc::new(app), who: None, token: None }
    }

    async fn machine(desk: &'a Desk, role: Role) -> Self {
        let (agency, now) = (desk.agency(), desk.now);
        let made = desk.db.write("a token", move |w| tokens::create(w, role, Some(agency), "test", 30, now));
        Browser { token: Some(made.await.unwrap()), ..Browser::public(desk) }
    }

    /// Sends JSON to the API.
    async fn json(&self, path: &str, body: serde_json::Value) -> (u16, serde_json::Value) {
        let seen = self.send(Method::Post, path, body.to_string()).await;
        (seen.status, serde_json::from_str(&seen.text).unwrap())
    }

    async fn of(desk: &'a Desk, who: &Actor) -> Self {
        let (account, now) = (who.account().unwrap(), desk.now);
        let token = desk.db.write("a session", move |w| sessions::start(w, account, now)).await.unwrap();
        let who = (format!("hearth_session={}", token.as_str()), token.form_word(desk.db.keys()));
        Browser { who: Some(who), ..Browser::public(desk) }
    }

    async fn get(&self, path: &str) -> Seen {
        self.send(Method::Get, path, String::new()).await
    }

    async fn post(&self, path: &str, body: &str) -> Seen {
        let word = self.who.as_ref().map_or("", |(_, word)| word);
        self.send(Method::Post, path, format!("csrf={word}&{body}")).await
    }

    async fn send(&self, method: Method, address: &str, body: String) -> Seen {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |pattern: &str| {
            let pattern: Vec<&str> = pattern.split('/').collect();
            pattern.len() == parts.len()
                && pattern.iter().zip(&parts).all(|(p, part)| p == part || p.starts_with('{'))
        };
        let mut routes: Vec<_> =
            crate::routes().into_iter().filter(|r| r.method == method && fits(r.path)).collect();
        routes.sort_by_key(|r| r.path.matches('{').count());
        let route = Arc::new(routes.into_iter().next().unwrap_or_else(|| panic!("no route {address}")));
        let params = route
            .path
            .split('/')
            .zip(&parts)
            .filter_map(|(p, v)| Some((p.strip_prefix('{')?.strip_suffix('}')?.to_owned(), (*v).to_owned())))
            .collect();
        let mut request = Request {
            path: path.into(),
            params,
            query: query.into(),
            body: body.into_bytes(),
            headers: Default::default(),
            origin: "192.0.2.9".into(),
        };
        if let Some((cookie, _)) = &self.who {
            request.headers.insert("cookie", cookie.parse().unwrap());
        }
        if let Some(token) = &self.token {
            request.headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        let (ctx, found) = Ctx::open(self.app.clone(), route.clone(), request).await;
        let failure = ctx.failure();
        let answer = match found {
            Ok(()) => (route.handler)(ctx).await,
            Err(error) => Err(error),
        };
        let response: Response = answer.unwrap_or_else(|error| failure.respond(&error));
        let status = response.status().as_u16();
        let to = response.headers().get("location").map_or("", |v| v.to_str().unwrap()).to_owned();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Seen { status, to, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    async fn waiting(&self) -> usize {
        let duty = self.desk.worker(Role::DutyWorker).await;
        let list = Browser::of(self.desk, &duty).await.get("/enquiries.csv").await;
        list.text.lines().count() - 1
    }
}

/// The hidden fields of a page's form, as a browser would send them.
fn hidden(page: &str) -> String {
    let fields = page.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        let value = rest.split_once("\">").unwrap().0;
        let value =
            value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        format!("{name}={}", encoded(&value))
    });
    fields.filter(|f| !f.starts_with("csrf=")).collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn has(page: &Seen, what: &str) {
    assert!(page.text.contains(what), "no {what:?} in {} {}", page.status, page.text);
}

/// Walks the form to its last page.
async fn walk(browser: &Browser<'_>) -> Seen {
    has(&browser.get("/ask").await, "999");
    let mut page = browser.get("/ask/start").await;
    for (question, typed) in [
        ("Who are you?", "asker=adoptive-parent"),
        ("What is your name?", "first-name=%3Cscript%3Ealert(1)%3C%2Fscript%3E&last-name=Ashgrove"),
        ("How can we reach you?", "phone=0113+496+0000&email=jo%40example.org&contact-by=phone&safe=open"),
        ("interpreter", "interpreter=no&language=Polish"),
        ("Where does the family live?", "council=881&postcode=CM1+1AA"),
        (
            "Who is the support for?",
            "child-first-name=Robin&child-last-name=Ashgrove&born-day=4&born-month=3&born-year=2015",
        ),
        ("How did the child come", "route=adoption"),
        ("When was the order made?", "ordered-day=1&ordered-month=6&ordered-year=2017"),
        ("Which council placed", "placing-council="),
        ("What would you like help with?", "story=School+mornings&warnings=violence&warnings=out-of-school"),
    ] {
        has(&page, question);
        assert_eq!(page.status, 200);
        page = browser.post("/ask", &format!("{}&{typed}", hidden(&page.text))).await;
    }
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_writes_once_and_sends_twice() {
    for desk in testkit::both(crate::schema()).await {
        let browser = Browser::public(&desk);
        let check = walk(&browser).await;
        for told in
            ["Check your answers", "&lt;script&gt;alert(1)", "1 June 2017", "Essex", "Violence or threats"]
        {
            has(&check, told);
        }
        assert!(!check.text.contains("<script>alert") && !check.text.contains("Polish"));

        // One answer is changed with a button, and the way leads back to all of them.
        let change = browser.post("/ask", &format!("{}&change=child", hidden(&check.text))).await;
        has(&change, "value=\"2015\"");
        let typed = "child-first-name=Robin&child-last-name=Ashgrove&born-day=30&born-month=2&born-year=2015";
        let wrong = browser.post("/ask", &format!("{}&{typed}", hidden(&change.text))).await;
        assert_eq!(wrong.status, 422);
        has(&wrong, "Enter a real date");
        has(&wrong, "value=\"30\"");
        let typed = "child-first-name=Robin&child-last-name=Ashgrove&born-day=3&born-month=2&born-year=2015";
        let check = browser.post("/ask", &format!("{}&{typed}", hidden(&wrong.text))).await;
        has(&check, "3 February 2015");

        let send = hidden(&check.text);
        let robot = browser.post("/ask", &format!("{send}&website=http%3A%2F%2Fspam")).await;
        assert_eq!(robot.status, 422);
        assert_eq!(browser.waiting().await, 0);
        let sent = browser.post("/ask", &send).await;
        let again = browser.post("/ask", &send).await;
        assert_eq!((sent.status, &sent.to), (303, &again.to));
        assert!(sent.to.starts_with("/ask/sent?reference=EN-"));
        assert_eq!(browser.waiting().await, 1);
        let done = browser.get(&sent.to).await;
        for told in ["EN-", "Adopt East will contact you by", "23 November 2026 at 9:30am", "within 4 weeks"]
        {
            has(&done, told);
        }
        assert!(!done.text.contains("Robin") && !sent.to.contains("Robin"));
        assert_eq!(browser.get(&sent.to.replace("mail=yes", "mail=no")).await.status, 404);

        // The limit says what to do, and nothing that was typed is lost.
        let another = |n: u32| send.replacen("_once=", &format!("_once={n}"), 1);
        for n in 1..guard::MOST {
            assert_eq!(browser.post("/ask", &another(n)).await.status, 303, "{n}");
        }
        let stop = browser.post("/ask", &another(guard::MOST)).await;
        assert_eq!(stop.status, 429);
        has(&stop, "Your answers are still here");
        has(&stop, "School mornings");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_answers_are_told_on_the_last_page_too() {
    let desk = testkit::sqlite(crate::schema()).await;
    let browser = Browser::public(&desk);
    let check = walk(&browser).await;
    let send = hidden(&check.text)
        .replace("ordered-year=2017", "ordered-year=2014")
        .replace("council=881", "council=xyz");
    let page = browser.post("/ask", &send).await;
    assert_eq!(page.status, 422);
    has(&page, "The order is dated before the child was born");
    has(&page, "href=\"#ordered\"");
    let send = send.replace("ordered-year=2014", "ordered-year=2017");
    let page = browser.post("/ask", &send).await;
    has(&page, "Choose a council from the list");
    assert_eq!(browser.post("/ask", "story=only").await.to, "/ask");
    assert_eq!(browser.waiting().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_worker_records_looks_and_decides() {
    for desk in testkit::both(crate::schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let browser = Browser::of(&desk, &duty).await;
        has(&browser.get("/enquiries").await, "No enquiries are waiting");
        let typed = "channel=referral&asker=professional&first-name=Pat&last-name=Quill&works-for=Hill+School&phone=01134960001\
                     &council=881&child-first-name=Robin&child-last-name=Ashgrove&born-day=4&born-month=3&born-year=2015\
                     &route=adoption&story=Was+missing&warnings=missing&retold=2";
        let wrong = browser.post("/enquiries/new", &typed.replace("works-for=Hill+School", "x=")).await;
        assert_eq!(wrong.status, 422);
        has(&wrong, "Enter the workplace");
        has(&wrong, "Was missing");
        let made = browser.post("/enquiries/new", typed).await;
        assert_eq!(made.status, 303);
        let id = made.to.trim_start_matches("/enquiries/").to_owned();
        let page = browser.get(&made.to).await;
        for told in [
            "Pat Quill",
            "Hill School",
            "The child goes missing.",
            "2 other services",
            "Consider the safeguarding path",
            "Advice call",
        ] {
            has(&page, told);
        }
        let list = browser.get("/enquiries?status=new").await;
        has(&list, "High risk");
        has(&list, "3 days left");
        has(&browser.get("/enquiries?month=2026-11").await, "Enquiries received in November 2026");
        let csv = browser.get("/enquiries.csv?month=2026-11").await;
        assert!(csv.text.contains(",referral,professional,881,advice-call,") && !csv.text.contains("Quill"));

        for (path, heading) in [
            ("advise", "Advice was given"),
            ("signpost", "Signpost"),
            ("close", "Close this enquiry"),
            ("call-held", "The advice call was held"),
            ("safeguarding", "Mark a safeguarding concern"),
            ("allocate", "Nobody of this name"),
        ] {
            has(&browser.get(&format!("/enquiries/{id}/{path}")).await, heading);
        }
        let concern = browser
            .post(&format!("/enquiries/{id}/safeguarding"), "version=1&concern=Missing+overnight")
            .await;
        assert_eq!(concern.to, made.to);
        has(&browser.get(&made.to).await, "Safeguarding path");
        let stale =
            browser.post(&format!("/enquiries/{id}/signpost"), "version=1&to=Helpline&why=Nights").await;
        assert_eq!(stale.status, 422);
        has(&stale, "Somebody changed this record");
        has(&stale, "Helpline");
        has(&stale, "name=\"version\" value=\"2\"");
        let allocate = format!("/enquiries/{id}/allocate");
        let lacking = browser.post(&allocate, "version=2&to=new").await;
        assert_eq!(lacking.status, 422);
        has(&lacking, "Choose who will coordinate this case");
        let account = duty.account().unwrap();
        let good = format!(
            "_once=k1&version=2&to=new&child-first-name=Robin&child-last-name=Ashgrove&born=2015-03-04&route=adoption\
             &level=intensive&coordinator={account}&why=Needs+help+now"
        );
        let case = browser.post(&allocate, &good).await;
        assert!(case.to.starts_with("/cases/"), "{}", case.text);
        assert_eq!(browser.post(&allocate, &good).await.to, case.to, "sent twice, done once");
        has(&browser.get(&made.to).await, "Open the case");

        let search = browser.post("/people", "name=Ashgroove").await;
        for told in ["Robin Ashgrove", "4 March 2015", case.to.as_str()] {
            has(&search, told);
        }
        assert_eq!(browser.post("/people", "name=x").await.status, 422);
        has(&browser.post("/people", "postcode=LS1+4AP").await, "Nobody was found");

        let stranger = Browser::of(&desk, &desk.stranger(Role::TeamManager).await).await;
        assert_eq!(stranger.get(&made.to).await.status, 404);
        assert_eq!(stranger.get(&allocate).await.status, 404);
        let finance = Browser::of(&desk, &desk.worker(Role::FinanceOfficer).await).await;
        assert_eq!(finance.get(&made.to).await.status, 403);
        let social = Browser::of(&desk, &desk.worker(Role::SocialWorker).await).await;
        has(&social.get(&made.to).await, "The duty team decides");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_do_the_same_by_the_same_rules() {
    use serde_json::json;
    for desk in testkit::both(crate::schema()).await {
        let duty = Browser::machine(&desk, Role::DutyWorker).await;
        let (status, wrong) =
            duty.json("/api/v1/enquiries", json!({"channel": "phone", "born": "2030-01-01"})).await;
        assert_eq!((status, &wrong["code"]), (422, &json!("invalid")));
        let fields: Vec<_> =
            wrong["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["asker", "first-name", "last-name", "phone", "council", "born", "story"]);

        let enquiry = json!({
            "channel": "email", "asker": "special-guardian", "first-name": "Ola", "last-name": "Marsh",
            "email": "ola@example.org", "council": "881", "child-first-name": "Kit", "child-last-name": "Marsh",
            "born": "2016-05-05", "route": "sgo", "ordered": "2019-01-02", "story": "Help",
            "warnings": ["violence", "placement-at-risk"], "retold": 4, "interpreter": true, "language": "Polish",
        });
        let (status, made) = duty.json("/api/v1/enquiries", enquiry).await;
        assert_eq!((status, &made["risk"]), (201, &json!("high")));
        let id = made["id"].as_str().unwrap();
        let read = |seen: Seen| -> serde_json::Value { serde_json::from_str(&seen.text).unwrap() };
        let list = read(duty.get("/api/v1/enquiries?status=new").await);
        assert_eq!((&list["items"][0]["id"], &list["next"]), (&made["id"], &json!(null)));
        let whole = read(duty.get(&format!("/api/v1/enquiries/{id}")).await);
        assert_eq!((&whole["language"], &whole["retold"]), (&json!("Polish"), &json!(4)));
        assert_eq!(whole["promises"][0]["kind"], "advice-call");

        let triage = format!("/api/v1/enquiries/{id}/triage");
        let (status, said) =
            duty.json(&triage, json!({"did": "advise", "version": 1, "why": "Talked"})).await;
        assert_eq!((status, &said["status"]), (200, &json!("advised")));
        let (status, said) =
            duty.json(&triage, json!({"did": "advise", "version": 1, "why": "Talked"})).await;
        assert_eq!((status, &said["code"]), (409, &json!("stale")));
        let worker = desk.worker(Role::SocialWorker).await.account().unwrap().to_string();
        let allocate = json!({
            "did": "allocate", "version": 2, "to": "new", "child-first-name": "Kit", "child-last-name": "Marsh",
            "born": "2016-05-05", "route": "sgo", "ordered": "2019-01-02", "level": "intensive",
            "coordinator": worker, "why": "Home may not last",
        });
        let (status, said) = duty.json(&triage, allocate).await;
        assert_eq!(status, 200, "{said}");
        assert!(said["case"].is_string());
        let (_, found) =
            duty.json("/api/v1/people/search", json!({"name": "kit marsh", "born": "2016-05-05"})).await;
        assert_eq!(found["items"][0]["cases"][0]["id"], said["case"]);
        let home = read(duty.get(&format!("/api/v1/people?case={}", said["case"].as_str().unwrap())).await);
        assert_eq!(home["items"][0]["cases"][0]["id"], said["case"]);
        assert!(home["items"][0]["likeness"].is_null());
        // A name in an address would stay in logs.
        assert_eq!(duty.get("/api/v1/people?name=kit%20marsh").await.status, 409);
        assert_eq!(duty.get("/api/v1/people").await.status, 422);
        let (status, found) = duty.json("/api/v1/people/search", json!({"name": "Marsch"})).await;
        assert_eq!((status, found["items"].as_array().unwrap().len()), (200, 2));

        let finance = Browser::machine(&desk, Role::FinanceOfficer).await;
        assert_eq!(finance.json(&triage, json!({})).await.0, 403);
        assert_eq!(Browser::public(&desk).get(&format!("/api/v1/enquiries/{id}")).await.status, 401);
        assert_eq!(duty.get("/api/v1/enquiries/nonsense").await.status, 404);
        assert_eq!(duty.get("/api/v1/enquiries?month=2026-13").await.status, 422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_form_is_saved_and_gone_on_with() {
    for desk in testkit::both(crate::schema()).await {
        let anybody = Browser::public(&desk);
        let typed = "step=name&do=keep&asker=adoptive-parent&first-name=Ada&last-name=Bell&evil=1";
        let saved = anybody.post("/ask", typed).await;
        assert_eq!(saved.status, 200, "{}", saved.text);
        let code =
            saved.text.split("Your code<br><strong>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        // The link of a letter shows nothing by itself.
        let plain = code.replace('-', "");
        let opened = anybody.get(&format!("/ask/later/{plain}")).await;
        assert!(opened.status == 200 && !opened.text.contains("Ada"), "{}", opened.text);
        let wrong = anybody.post("/ask/later", "code=AAAA-AAAA-AAAA-AAAA").await;
        assert!(wrong.status == 422 && wrong.text.contains("We have no answers for this code"));
        let back = anybody.post("/ask/later", &format!("code={}", code.to_lowercase())).await;
        assert_eq!(back.status, 200);
        // It goes on at the first page that is not answered, with what was answered along.
        for part in [
            "How can we reach you",
            "name=\"first-name\" value=\"Ada\"",
            &format!("name=\"draft\" value=\"{code}\""),
        ] {
            assert!(back.text.contains(part), "{part}: {}", back.text);
        }
        assert!(!back.text.contains("evil"));
        // What cannot be kept is not lost: the page comes back with it, and says why.
        let story = "x".repeat(100_000) + "+the+end";
        let long = format!("{typed}&story={story}&child-first-name={}", "y".repeat(110_000));
        let kept = anybody.post("/ask", &long).await;
        assert!(kept.status == 422 && kept.text.contains("x the end"), "{}", kept.status);
        for _ in 0..crate::front_door::guard::MOST {
            anybody.post("/ask", typed).await;
        }
        let flood = anybody.post("/ask", typed).await;
        assert!(flood.status == 429 && flood.text.contains("Your answers are still here"), "{}", flood.text);
        assert!(flood.text.contains("value=\"Ada\""), "{}", flood.text);
    }
}
