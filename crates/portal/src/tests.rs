//! A family's pages as they are asked for: through the routes, on both engines.

use std::sync::Arc;

use access::{Actor, Role, actions::ViewCase, organisations, sessions};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use casework::{
    birth_families::{
        actions as births,
        model::{BirthKind, Entry},
    },
    cases::store::{self as cases, Case, CaseState},
    people::{side::Identity, store as people},
    promises::{self, About, NewPromise},
    timeline::{self, EventKind, NewEvent},
};
use http_body_util::BodyExt;
use kernel::{Clock, Error, Id, LegalRoute, Level, PromiseKind, Rater, Reference, Result, Timestamp};
use outcomes::goals::{
    model::CommonGoal,
    store::{self as goals, common_id},
};
use page::{App, Ctx, Method, Request};
use testkit::Desk;

/// Opens a case for a family with one child of this name, with a promise that is late.
async fn family(desk: &Desk, name: &'static str) -> Case {
    let opened: Timestamp = "2026-11-01T09:00:00Z".parse().unwrap();
    let agency = desk.agency();
    let family = Id::new(opened);
    let child = people::NewPerson {
        id: Id::new(opened),
        agency,
        family: Some(family),
        kind: people::PersonKind::Child,
        first: name.into(),
        last: "Marsh".into(),
        born: None,
        contact: people::Contact::default(),
        sex: None,
        ethnicity: None,
        council: "881".into(),
        made: opened,
    };
    let case = Case {
        id: Id::new(opened),
        reference: Reference::new("CA"),
        agency,
        family,
        child: child.id,
        enquiry: None,
        council: "881".into(),
        route: LegalRoute::Adoption,
        order_date: None,
        level: Level::Targeted,
        state: CaseState::Open,
        coordinator: desk.worker(Role::SocialWorker).await.account(),
        opened,
        closed: None,
        version: 1,
    };
    let promise = NewPromise {
        id: Id::new(opened),
        about: About { agency, case: Some(case.id), enquiry: None, thing: case.id.cast() },
        kind: PromiseKind::Assessment,
        made: opened,
        due: "2026-11-18T23:59:59Z".parse().unwrap(),
        kept: None,
        withdrawn: None,
    };
    let keys = desk.db.keys();
    let line = |words: &str, family_sees| {
        let event = NewEvent {
            agency,
            case: case.id,
            kind: EventKind::Case,
            words,
            link: Some("/cases"),
            family_sees,
        };
        timeline::values(keys, Id::new(opened), opened, None, "duty-worker", &event).unwrap()
    };
    let rows = [
        ("family", people::FAMILY_COLUMNS, people::family_values(family, agency, "881", opened)),
        ("person", people::PERSON_COLUMNS, people::person_values(&child)),
        (
            "identity",
            people::IDENTITY_COLUMNS,
            people::identity_values(keys, Id::new(opened), &child).unwrap(),
        ),
        ("support_case", cases::COLUMNS, cases::values(keys, &case).unwrap()),
        ("promise", promises::COLUMNS, promises::values(&promise)),
        ("event", timeline::COLUMNS, line("We opened a case for you", true)),
        ("event", timeline::COLUMNS, line("Between colleagues", false)),
    ];
    // One load each: a later row leans on an earlier one.
    for (table, columns, values) in rows {
        desk.db.bulk(move |b| b.row(table, columns, &values)).await.unwrap();
    }
    case
}

/// What a request was answered with.
struct Said {
    status: StatusCode,
    to: String,
    text: String,
}

/// Takes the route `path` (a pattern) with these parts, as somebody or nobody.
async fn take(
    desk: &Desk,
    who: Option<&Actor>,
    (method, path): (Method, &str),
    params: &[(&str, String)],
    body: &str,
) -> Result<Said> {
    let route = crate::routes().into_iter().find(|r| r.method == method && r.path == path).unwrap();
    let (mut headers, mut sent) = (HeaderMap::new(), body.to_owned());
    if let Some(account) = who.and_then(Actor::account) {
        let now = desk.now;
        let token = desk.db.write("a session", move |w| sessions::start(w, account, now)).await.unwrap();
        sent = format!("{body}&csrf={}", token.form_word(desk.db.keys()));
        let cookie = format!("hearth_session={}", token.as_str());
        headers.insert(header::COOKIE, HeaderValue::from_str(&cookie).unwrap());
    }
    let app = App { db: desk.db.clone(), clock: Clock::Fixed(desk.now), demo: false, nav: crate::nav() };
    let request = Request {
        path: path.into(),
        params: params.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        query: String::new(),
        body: sent.into_bytes(),
        headers,
        origin: "test".into(),
    };
    let handler = route.handler.clone();
    let (ctx, allowed) = Ctx::open(Arc::new(app), Arc::new(route), request).await;
    allowed?;
    let response = handler(ctx).await?;
    let to = response.headers().get(header::LOCATION).map_or("", |v| v.to_str().unwrap()).to_owned();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    Ok(Said { status, to, text: String::from_utf8_lossy(&bytes).into_owned() })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_sees_its_own_support_and_nobody_elses() {
    for desk in testkit::both(commissioning::schema()).await {
        let mine = family(&desk, "Robin").await;
        let theirs = family(&desk, "Wren").await;
        let me = desk.relative(mine.family).await;
        let said = take(&desk, Some(&me), (Method::Get, "/my"), &[], "").await.unwrap();
        assert_eq!(said.status, StatusCode::OK);
        for expected in [
            "Robin Marsh",
            "2 days late, and we are sorry",
            "We opened a case for you",
            "Rate now",
            "Adopt East",
            "href=\"/my/consent\"",
            "href=\"/my/looks\"",
            "href=\"/my/rights\"",
        ] {
            assert!(said.text.contains(expected), "{expected} is not in {}", said.text);
        }
        for hidden in ["Wren", "Between colleagues", "href=\"/cases"] {
            assert!(!said.text.contains(hidden), "{hidden}");
        }
        let id = |case: &Case| vec![("id", case.id.to_string())];
        for path in ["/my/cases/{id}/timeline", "/my/cases/{id}/goals"] {
            assert!(take(&desk, Some(&me), (Method::Get, path), &id(&mine), "").await.is_ok(), "{path}");
            let refused = take(&desk, Some(&me), (Method::Get, path), &id(&theirs), "").await.err();
            assert_eq!(refused, Some(Error::NotFound), "{path}");
        }
        // Workers have pages of their own; a provider has none here.
        let worker = desk.worker(Role::SocialWorker).await;
        let provider = desk.provider(Id::from_parts(9, [9; 10])).await;
        for who in [&worker, &provider] {
            let refused = take(&desk, Some(who), (Method::Get, "/my"), &[], "").await.err();
            assert_eq!(refused, Some(Error::Forbidden));
        }
        assert_eq!(take(&desk, None, (Method::Get, "/my"), &[], "").await.err(), Some(Error::SignIn));
    }
}

/// Somebody before adoption, recorded by a worker.
async fn birth_relative(
    desk: &Desk,
    first: &'static str,
    phone: &'static str,
) -> Id<kernel::kinds::BirthPerson> {
    let worker = desk.worker(Role::SocialWorker).await;
    let contact = people::Contact { phone: phone.into(), ..people::Contact::default() };
    let identity = Identity::new(first, "Quill", None, contact);
    let entry = Entry { kind: BirthKind::Parent, identity };
    let (_, id) = desk.act(&worker, move |act| births::record_birth_family(act, &entry)).await.unwrap();
    let words = format!("Hello {first}, please call us.");
    let written = births::Written { words, tell: false };
    desk.act(&worker, move |act| births::write_message(act, id, &written)).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_birth_relative_sees_their_own_details_and_messages_and_nothing_else() {
    for desk in testkit::both(commissioning::schema()).await {
        let theirs = family(&desk, "Robin").await;
        let ada = birth_relative(&desk, "Ada", "0113 496 0001").await;
        birth_relative(&desk, "Ben", "0113 496 0002").await;
        let me = desk.relative_by_birth(ada).await;
        let said = take(&desk, Some(&me), (Method::Get, "/my"), &[], "").await.unwrap();
        assert_eq!(said.status, StatusCode::OK);
        for expected in ["Ada Quill", "0113 496 0001", "Hello Ada, please call us."] {
            assert!(said.text.contains(expected), "{expected} is not in {}", said.text);
        }
        let family_id = theirs.family.to_string();
        for hidden in ["Robin", "Marsh", "Ben", "0113 496 0002", family_id.as_str(), "/my/cases"] {
            assert!(!said.text.contains(hidden), "{hidden}");
        }
        // No page of a family opens to them, with its own id or with theirs.
        for id in [theirs.id.to_string(), ada.to_string()] {
            for path in ["/my/cases/{id}/timeline", "/my/cases/{id}/goals"] {
                let refused =
                    take(&desk, Some(&me), (Method::Get, path), &[("id", id.clone())], "").await.err();
                assert_eq!(refused, Some(Error::NotFound), "{path}");
            }
        }
        // A family's page says nothing of birth relatives.
        let adopter = desk.relative(theirs.family).await;
        let said = take(&desk, Some(&adopter), (Method::Get, "/my"), &[], "").await.unwrap();
        for hidden in ["Quill", "0113 496 000", "please call us"] {
            assert!(!said.text.contains(hidden), "{hidden}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn goals_are_rated_one_question_a_page() {
    const QUESTION: &str = "/my/cases/{id}/goals/{rater}/{goal}";
    for desk in testkit::both(commissioning::schema()).await {
        let mine = family(&desk, "Robin").await;
        let me = desk.relative(mine.family).await;
        let [first, second] = [CommonGoal::Family, CommonGoal::School].map(|g| common_id(mine.id, g));
        let at = |goal: Id<kernel::kinds::Goal>| {
            vec![("id", mine.id.to_string()), ("rater", "child".to_owned()), ("goal", goal.to_string())]
        };
        let begun =
            take(&desk, Some(&me), (Method::Get, "/my/cases/{id}/goals/{rater}"), &at(first), "").await;
        assert_eq!(begun.unwrap().to, format!("/my/cases/{}/goals/child/{first}", mine.id));
        let asked = take(&desk, Some(&me), (Method::Get, QUESTION), &at(first), "").await.unwrap();
        assert!(asked.text.contains(CommonGoal::Family.question(Rater::Child)), "{}", asked.text);
        for wrong in ["", "score=11", "score=x"] {
            let said = take(&desk, Some(&me), (Method::Post, QUESTION), &at(first), wrong).await.unwrap();
            assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(said.text.contains("Choose a number from 0 to 10"));
        }
        let next = take(&desk, Some(&me), (Method::Post, QUESTION), &at(first), "score=3").await.unwrap();
        assert_eq!(next.to, format!("/my/cases/{}/goals/child/{second}", mine.id));
        let last = take(&desk, Some(&me), (Method::Post, QUESTION), &at(second), "score=7").await.unwrap();
        assert_eq!(last.to, format!("/my/cases/{}/goals", mine.id));
        let id = mine.id;
        let kept =
            desk.look(&me, move |look| goals::of_granted(look, &look.one::<ViewCase, _>(id)?)).await.unwrap();
        let numbers: Vec<_> =
            [first, second].iter().map(|g| kept.latest(*g, Rater::Child).unwrap().1.number()).collect();
        assert_eq!(numbers, [3, 7]);
        let stranger = desk.relative(Id::from_parts(8, [8; 10])).await;
        let refused = take(&desk, Some(&stranger), (Method::Post, QUESTION), &at(first), "score=1").await;
        assert_eq!(refused.err(), Some(Error::NotFound));
        let nonsense =
            vec![("id", mine.id.to_string()), ("rater", "dog".to_owned()), ("goal", first.to_string())];
        let refused = take(&desk, Some(&me), (Method::Get, QUESTION), &nonsense, "").await;
        assert_eq!(refused.err(), Some(Error::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_for_everybody_say_whom_to_ask() {
    let desk = testkit::sqlite(commissioning::schema()).await;
    for path in ["/help", "/help/words", "/accessibility", "/cookies", "/privacy"] {
        let said = take(&desk, None, (Method::Get, path), &[], "").await.unwrap();
        assert_eq!(said.status, StatusCode::OK, "{path}");
        assert_eq!(said.text.matches("<h1").count(), 1, "{path}");
    }
    let help = || take(&desk, None, (Method::Get, "/help"), &[], "");
    assert!(help().await.unwrap().text.contains("Ask your agency"));
    desk.db
        .write("contact", |w| organisations::set(w, crate::about::CONTACT, "Call 01234 <567>"))
        .await
        .unwrap();
    let said = help().await.unwrap();
    assert!(said.text.contains("Call 01234 &lt;567&gt;") && said.text.contains("72 hours"));
}

/// The pages that a parent can open in their own case: everything that could show what a young person keeps to themselves.
const OF_A_PARENT: &[&str] =
    &["/my/cases/{id}/timeline", "/my/cases/{id}/goals", "/my/messages/{id}", "/my/cases/{id}/review"];

#[tokio::test(flavor = "multi_thread")]
async fn a_young_person_has_a_page_of_their_own_and_what_they_keep_private_is_not_their_parents() {
    for desk in testkit::both(commissioning::schema()).await {
        let mine = family(&desk, "Robin").await;
        let (parent, young) =
            (desk.relative(mine.family).await, desk.young_person(mine.family, mine.child).await);
        let id = vec![("id", mine.id.to_string())];
        let home = take(&desk, Some(&young), (Method::Get, "/my"), &[], "").await.unwrap();
        for expected in [
            "Hello Robin",
            "My worker",
            "What they promised",
            "My plan",
            "Childline",
            "href=\"/my/words\"",
            "hearth-exit",
        ] {
            assert!(home.text.contains(expected), "{expected} is not in {}", home.text);
        }
        // Nothing of the family's own pages, and no name in the title.
        for hidden in ["/my/consent", "/my/looks", "/my/rights", "/timeline", "We opened a case for you"] {
            assert!(!home.text.contains(hidden), "{hidden}");
        }
        assert!(home.text.contains("<title>My page –"), "{}", home.text);

        let words = "words=I+am+scared+of+Mondays&readers=team";
        let said = take(&desk, Some(&young), (Method::Post, "/my/words"), &[], words).await.unwrap();
        assert_eq!(said.to, "/my/words");
        let shared = "words=I+want+to+see+Nan&readers=family";
        take(&desk, Some(&young), (Method::Post, "/my/words"), &[], shared).await.unwrap();
        let goal = common_id(mine.id, CommonGoal::School);
        let rated = format!("score-{goal}=1&private=yes");
        let kept = take(&desk, Some(&young), (Method::Post, "/my/goals"), &[], &rated).await.unwrap();
        assert_eq!(kept.to, "/my/goals");
        let message = "words=Secret+from+them";
        let sent =
            take(&desk, Some(&young), (Method::Post, "/my/messages/{id}"), &id, message).await.unwrap();
        assert_eq!(sent.to, format!("/my/messages/{}", mine.id));
        let asks = "words=&why=My+worker+never+comes";
        take(&desk, Some(&young), (Method::Post, "/my/cases/{id}/review"), &id, asks).await.unwrap();

        let own = take(&desk, Some(&young), (Method::Get, "/my/words"), &[], "").await.unwrap();
        assert!(
            own.text.contains("I am scared of Mondays")
                && own.text.contains("we have to tell people who can help")
        );
        let goals_page = take(&desk, Some(&young), (Method::Get, "/my/goals"), &[], "").await.unwrap();
        assert!(goals_page.text.contains("Only my workers"), "{}", goals_page.text);

        let first = take(&desk, Some(&parent), (Method::Get, "/my"), &[], "").await.unwrap();
        assert!(first.text.contains("I want to see Nan"), "what was meant for them is there");
        let mut pages = vec![first];
        for path in OF_A_PARENT {
            pages.push(take(&desk, Some(&parent), (Method::Get, path), &id, "").await.unwrap());
        }
        for page in &pages {
            for hidden in [
                "scared of Mondays",
                "Secret from them",
                "My worker never comes",
                "is at 1 out of 10",
                "1 out of 10 on",
            ] {
                assert!(!page.text.contains(hidden), "{hidden} is in {}", page.text);
            }
        }
        // The parent is told that a review was asked for, and not by whom.
        assert!(pages[1].text.contains("A review of the support plan was asked for"));
        // The worker sees the rating that the parent does not.
        let worker = desk.worker(Role::SocialWorker).await;
        let case = mine.id;
        let all = desk.look(&worker, move |look| goals::of_case(look, case)).await.unwrap();
        let theirs = desk.look(&parent, move |look| goals::of_case(look, case)).await.unwrap();
        assert_eq!((all.ratings.len(), all.private.len(), theirs.ratings.len()), (1, 1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_young_person_opens_nothing_of_their_family_and_nothing_of_another_young_person() {
    for desk in testkit::both(commissioning::schema()).await {
        let mine = family(&desk, "Robin").await;
        let theirs = family(&desk, "Wren").await;
        let young = desk.young_person(mine.family, mine.child).await;
        for case in [&mine, &theirs] {
            let id = vec![("id", case.id.to_string())];
            for path in ["/my/cases/{id}/timeline", "/my/cases/{id}/goals"] {
                let refused = take(&desk, Some(&young), (Method::Get, path), &id, "").await.err();
                assert_eq!(refused, Some(Error::Forbidden), "{path}");
            }
        }
        let id = vec![("id", theirs.id.to_string())];
        for (method, path) in [
            (Method::Get, "/my/messages/{id}"),
            (Method::Post, "/my/messages/{id}"),
            (Method::Post, "/my/messages/{id}/read"),
            (Method::Get, "/my/cases/{id}/review"),
            (Method::Post, "/my/cases/{id}/review"),
        ] {
            let refused = take(&desk, Some(&young), (method, path), &id, "words=x&why=x").await.err();
            assert_eq!(refused, Some(Error::NotFound), "{path}");
        }
        // A goal of another child is not theirs to rate.
        let astray = format!("score-{}=5&private=no", common_id(theirs.id, CommonGoal::School));
        let refused = take(&desk, Some(&young), (Method::Post, "/my/goals"), &[], &astray).await.err();
        assert_eq!(refused, Some(Error::NotFound));
        // Their list of threads is their own thread.
        let list = take(&desk, Some(&young), (Method::Get, "/my/messages"), &[], "").await.unwrap();
        assert_eq!(list.to, format!("/my/messages/{}", mine.id));
        // A parent has no way to a young person's pages.
        let parent = desk.relative(mine.family).await;
        for path in ["/my/words", "/my/goals"] {
            let refused = take(&desk, Some(&parent), (Method::Get, path), &[], "").await.err();
            assert_eq!(refused, Some(Error::Forbidden), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_member_sees_what_was_promised_and_their_own_messages() {
    for desk in testkit::both(commissioning::schema()).await {
        let mine = family(&desk, "Robin").await;
        let (parent, other) = (desk.relative(mine.family).await, desk.relative(mine.family).await);
        let worker = desk.worker(Role::SocialWorker).await;
        let (case, account) = (mine.id, parent.account().unwrap());
        desk.act(&worker, move |act| {
            access::members::set_sight(
                act,
                case,
                account,
                access::members::Sight::Limited,
                "Court order of May",
            )
        })
        .await
        .unwrap();
        let page = take(&desk, Some(&parent), (Method::Get, "/my"), &[], "").await.unwrap();
        assert!(page.text.contains("2 days late, and we are sorry"), "{}", page.text);
        for hidden in
            ["Robin", "We opened a case for you", "goals", "Court order", "/my/looks", "/my/consent"]
        {
            assert!(!page.text.contains(hidden), "{hidden} is in {}", page.text);
        }
        let id = vec![("id", mine.id.to_string())];
        for path in ["/my/cases/{id}/timeline", "/my/cases/{id}/goals", "/my/cases/{id}/review"] {
            let refused = take(&desk, Some(&parent), (Method::Get, path), &id, "").await.err();
            assert_eq!(refused, Some(Error::Forbidden), "{path}");
        }
        let written =
            take(&desk, Some(&parent), (Method::Post, "/my/messages/{id}"), &id, "words=Hello").await;
        assert_eq!(written.unwrap().status, StatusCode::SEE_OTHER);
        // That a record left is told to them too, and what an adult lets them see is theirs to see.
        let (person, agency, home) = (mine.child, mine.agency, mine.family);
        desk.act(&worker, move |act| {
            let new = access::own_records::New { person, agency, from: home, to: home, age_why: "" };
            access::own_records::take(act, &new)
        })
        .await
        .unwrap();
        let page = take(&desk, Some(&parent), (Method::Get, "/my"), &[], "").await.unwrap();
        assert!(page.text.contains("is an adult now"), "{}", page.text);
        let before = take(&desk, Some(&parent), (Method::Get, "/my/shown/{id}"), &id, "").await.err();
        assert_eq!(before, Some(Error::NotFound), "nothing was chosen yet");
        let robin = desk.relative(home).await;
        let own = robin.account().unwrap();
        let now = desk.now;
        let place = access::members::Place { person: Some(person), ..Default::default() };
        desk.db
            .write("their own", move |w| access::members::put(w, own, place, "", None, now))
            .await
            .unwrap();
        let robin = desk.again(&robin).await;
        desk.act(&robin, move |act| {
            let grant = act.own_case::<access::actions::HoldOwnRecord>()?;
            access::own_records::allow(act, &grant, account, &[access::own_records::Purpose::Promises])
        })
        .await
        .unwrap();
        let page = take(&desk, Some(&parent), (Method::Get, "/my"), &[], "").await.unwrap();
        assert!(page.text.contains("What Robin lets you see"), "{}", page.text);
        let seen = take(&desk, Some(&parent), (Method::Get, "/my/shown/{id}"), &id, "").await.unwrap();
        assert!(seen.text.contains("What was promised"), "{}", seen.text);
        // Nobody limits the adult in it.
        let refused = desk
            .act(&worker, move |act| {
                access::members::set_sight(
                    act,
                    case,
                    own,
                    access::members::Sight::Limited,
                    "For peace at home",
                )
            })
            .await;
        assert_eq!(refused.unwrap_err().code(), "place.own");
        // The other parent sees what families see, and nothing of that message.
        let whole = take(&desk, Some(&other), (Method::Get, "/my"), &[], "").await.unwrap();
        assert!(whole.text.contains("Robin Marsh"));
        let theirs = take(&desk, Some(&other), (Method::Get, "/my/messages/{id}"), &id, "").await.unwrap();
        assert!(theirs.text.contains("Nothing was written yet"));
    }
}
