//! Drop-ins on both engines: published, booked by anybody, moved and cancelled with a link, held, and made an enquiry.

use access::{
    Actor, Role,
    actions::{BookDropIns, HoldDropIns, ViewDropIns, ViewEnquiry},
    links::Secret,
};
use jiff::SignedDuration;
use kernel::{Error, PromiseKind, PromiseState, Timestamp, kinds};
use testkit::{Desk, both};

use super::{
    actions::{self, Attendance, Booker, Input, Made},
    model::{Audience, Booked, DropIn, Way, rule},
    store::{self, bookings},
};
use crate::{
    cases::testing::open_case,
    front_door::{
        guard,
        model::{Asker, Enquiry, SafeTo},
        store as enquiries,
    },
    promises, schema,
    testing::{call, send, told},
};

fn session(day: &str) -> Input {
    Input {
        way: Way::Place,
        place: "12 Hill Street".into(),
        audience: Audience::Everyone,
        about: String::new(),
        day: day.parse().unwrap(),
        time: "14:00".into(),
        minutes: 45,
        slots: 2,
        places: 1,
        weeks: 1,
        holidays: false,
    }
}

async fn published(desk: &Desk, who: &Actor, input: Input) -> Vec<DropIn> {
    desk.act(who, move |act| actions::publish(act, &input)).await.unwrap().sessions
}

fn anybody() -> Booker {
    Booker::Public { origin: "192.0.2.7".into() }
}

async fn book(
    desk: &Desk,
    who: &Actor,
    booker: Booker,
    d: &DropIn,
    slot: i64,
    told: Enquiry,
) -> kernel::Result<Made> {
    let id = d.id;
    desk.act(who, move |act| actions::book(act, &booker, (id, slot), &told, Some("https://hearth.example")))
        .await
}

async fn letters(desk: &Desk) -> Vec<String> {
    let far = desk.now.checked_add(SignedDuration::from_hours(9000)).unwrap();
    let due = desk.db.read(move |r| ::store::outbox::due(r, far, 50)).await.unwrap();
    due.into_iter().map(|letter| letter.body).collect()
}

async fn taken(desk: &Desk, d: &DropIn) -> Vec<i64> {
    let (id, public) = (d.id, Actor::public());
    desk.look(&public, move |look| Ok(store::slots(look, id)?.iter().map(|s| s.taken).collect()))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_books_the_same_day_and_the_link_moves_and_cancels_it() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        // 25 December 2026 is a Friday: that week is left out, and said.
        let series = Input { weeks: 6, ..session("2026-11-20") };
        let made = desk.act(&duty, move |act| actions::publish(act, &series)).await.unwrap();
        assert_eq!((made.sessions.len(), made.left_out.len()), (5, 1));
        let today = made.sessions[0].clone();
        let public = Actor::public();
        let writes = Enquiry { email: "jo@example.org".into(), safe: Some(SafeTo::Open), ..told() };
        let first = book(&desk, &public, anybody(), &today, 0, writes).await.unwrap();
        assert_eq!(first.booking.starts, "2026-11-20T14:00:00Z".parse::<Timestamp>().unwrap());
        let letter = letters(&desk).await.join("\n");
        assert!(letter.contains(&format!("https://hearth.example/drop-in/booked/{}", first.link.as_str())));
        assert!(!letter.contains("Joanne") && !letter.contains("School"), "it names nobody: {letter}");
        let full = book(&desk, &public, anybody(), &today, 0, told()).await.unwrap_err();
        assert_eq!(full.code(), rule::FULL);
        assert_eq!(
            book(&desk, &public, anybody(), &today, 2, told()).await.map(|m| m.booking),
            Err(Error::NotFound)
        );

        let (link, to, next) = (first.link.clone(), today.id, made.sessions[1].id);
        let moved = desk.act(&public, {
            let link = link.clone();
            move |act| actions::move_to(act, &actions::of_link(act, &link)?, 1, (next, 1))
        });
        assert_eq!(moved.await, Ok(()));
        assert_eq!(
            (taken(&desk, &today).await, taken(&desk, &made.sessions[1]).await),
            (vec![0, 0], vec![0, 1])
        );
        let stale = desk.act(&public, {
            let link = link.clone();
            move |act| actions::cancel(act, &actions::of_link(act, &link)?, 1)
        });
        assert_eq!(stale.await, Err(Error::Stale));
        let cancelled = desk.act(&public, {
            let link = link.clone();
            move |act| actions::cancel(act, &actions::of_link(act, &link)?, 2)
        });
        assert_eq!(cancelled.await, Ok(()));
        assert_eq!(taken(&desk, &made.sessions[1]).await, [0, 0]);
        let again =
            desk.act(&public, move |act| actions::move_to(act, &actions::of_link(act, &link)?, 3, (to, 0)));
        assert_eq!(again.await.unwrap_err().code(), rule::OVER);
        // A link that never was, or is for something else, is as if there were none.
        let odd = Secret::sent("odd");
        let none = desk.act(&public, move |act| actions::cancel(act, &actions::of_link(act, &odd)?, 1));
        assert_eq!(none.await, Err(Error::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_want_the_last_place_at_once_one_has_it() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let days = published(&desk, &duty, Input { weeks: 4, ..session("2026-11-20") }).await;
        let public = Actor::public();
        for d in &days {
            let both = tokio::join!(
                book(&desk, &public, anybody(), d, 0, told()),
                book(&desk, &duty, Booker::Worker { case: None }, d, 0, told()),
            );
            let won = [both.0.is_ok(), both.1.is_ok()];
            assert_eq!(won.iter().filter(|w| **w).count(), 1, "{both:?}");
            let lost = both.0.err().or(both.1.err()).unwrap();
            assert!(lost.code() == rule::FULL || lost == Error::Busy, "{lost:?}");
            assert_eq!(taken(&desk, d).await, [1, 0]);
        }
        // Two bookings that want to move to one place at once: one of them moves, and no place is lost.
        let spare =
            published(&desk, &duty, Input { slots: 3, time: "15:45".into(), ..session("2026-11-20") })
                .await
                .remove(0);
        let one = book(&desk, &public, anybody(), &spare, 0, told()).await.unwrap();
        let two = book(&desk, &public, anybody(), &spare, 1, told()).await.unwrap();
        let step = |made: Made| {
            let (id, public, desk) = (spare.id, Actor::public(), &desk);
            async move {
                desk.act(&public, move |act| {
                    actions::move_to(act, &actions::of_link(act, &made.link)?, 1, (id, 2))
                })
                .await
            }
        };
        let both = tokio::join!(step(one), step(two));
        assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|w| **w).count(), 1, "{both:?}");
        assert_eq!(taken(&desk, &spare).await.iter().sum::<i64>(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_becomes_an_enquiry_without_being_told_again() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let d = published(&desk, &duty, session("2026-11-20")).await.remove(0);
        let made = book(&desk, &Actor::public(), anybody(), &d, 0, told()).await.unwrap();
        let id = made.booking.id;
        let came = Attendance { version: 1, outcome: Booked::Came, note: "He hides before school.".into() };
        let early = desk.act(&duty, {
            let came = came.clone();
            move |act| actions::attend(act, id, &came)
        });
        assert_eq!(early.await.unwrap_err().code(), rule::EARLY);
        let after: Timestamp = "2026-11-20T14:30:00Z".parse().unwrap();
        // A slip is put right.
        let missed = Attendance { outcome: Booked::Missed, note: String::new(), ..came.clone() };
        desk.act_at(after, &duty, move |act| actions::attend(act, id, &missed)).await.unwrap();
        let came = Attendance { version: 2, ..came };
        desk.act_at(after, &duty, move |act| actions::attend(act, id, &came)).await.unwrap();
        let stranger = desk.stranger(Role::DutyWorker).await;
        assert_eq!(
            desk.act_at(after, &stranger, move |act| actions::make_enquiry(act, id, 3)).await.map(|r| r.id),
            Err(Error::NotFound)
        );
        let record = desk.act_at(after, &duty, move |act| actions::make_enquiry(act, id, 3)).await.unwrap();
        let enquiry = record.id;
        let (kept, promised, booking) = desk
            .look(&duty, move |look| {
                let grant = look.one::<ViewEnquiry, kinds::Enquiry>(enquiry)?;
                let booking = bookings::load(look, &look.one::<ViewDropIns, _>(id)?)?;
                Ok((enquiries::load(look, &grant)?, promises::of_enquiry(look, &grant)?, booking))
            })
            .await
            .unwrap();
        assert!(kept.enquiry.story.starts_with("School mornings are very hard."));
        assert!(kept.enquiry.story.ends_with("He hides before school."));
        // The visit was the call; the assessment is promised.
        let states: Vec<_> = promised.iter().map(|p| (p.kind, p.state(after))).collect();
        assert_eq!(
            states,
            // The assessment counts from the visit, which was before the enquiry.
            [(PromiseKind::Assessment, PromiseState::Open), (PromiseKind::AdviceCall, PromiseState::Kept)]
        );
        assert_eq!(
            (booking.enquiry, booking.told.first_name.as_str(), booking.note.as_str()),
            (Some(enquiry), "", "")
        );
        let twice =
            desk.act_at(after, &duty, move |act| actions::make_enquiry(act, id, 4)).await.unwrap_err();
        assert_eq!(twice.code(), rule::ENQUIRY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_books_for_itself_and_a_worker_for_a_case() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let case = open_case(&desk, 1, duty.account()).await;
        let parent = desk.relative(case.family).await;
        let d = published(&desk, &duty, session("2026-11-20")).await.remove(0);
        let made = book(&desk, &parent, Booker::Family, &d, 0, told()).await.unwrap();
        assert_eq!(made.booking.family, Some(case.family));
        let twice = book(&desk, &parent, Booker::Family, &d, 1, told()).await.unwrap_err();
        assert_eq!(twice.code(), rule::TWICE);
        let reference = Some(case.reference.to_string().to_lowercase());
        let worker = Booker::Worker { case: reference.clone() };
        assert_eq!(book(&desk, &duty, worker, &d, 1, told()).await.unwrap_err().code(), rule::TWICE);
        let odd = Booker::Worker { case: Some("CA-NONE".into()) };
        assert!(
            matches!(book(&desk, &duty, odd, &d, 1, told()).await, Err(Error::Invalid(i)) if i.of("case").is_some())
        );
        let stranger = desk.stranger(Role::DutyWorker).await;
        let theirs = book(&desk, &stranger, Booker::Worker { case: None }, &d, 1, told()).await;
        assert_eq!(theirs.map(|m| m.booking), Err(Error::NotFound));

        let id = made.booking.id;
        let other = open_case(&desk, 2, duty.account()).await;
        let other = desk.relative(other.family).await;
        let cancel = move |act: &access::Act<'_>| actions::cancel(act, &act.one::<BookDropIns, _>(id)?, 1);
        assert_eq!(desk.act(&other, cancel).await, Err(Error::NotFound), "another family's");
        // Of another of the same family nothing is told: not that they have a time, nor when, and they keep it.
        let partner = desk.relative(case.family).await;
        let theirs = book(&desk, &partner, Booker::Family, &d, 1, told()).await.unwrap().booking;
        let page = send(&desk, &partner, "/my/drop-ins", None).await.text;
        assert!(page.contains(&theirs.id.to_string()) && !page.contains(&id.to_string()), "{page}");
        let path = format!("/my/drop-in-bookings/{id}/cancel");
        assert_eq!(send(&desk, &partner, &path, Some("version=1")).await.status, 404);
        // A birth relative joins no adoptive family's record, however a worker types it.
        let birth = Enquiry { asker: Some(Asker::BirthRelative), ..told() };
        let walled = Booker::Worker { case: Some(case.reference.to_string()) };
        let error = book(&desk, &duty, walled, &d, 1, birth).await.unwrap_err();
        assert_eq!(error.code(), "walls.birth-relative");
        assert_eq!(desk.act(&stranger, cancel).await, Err(Error::NotFound), "another agency's");
        let hold = desk
            .act(&parent, move |act| act.one::<HoldDropIns, access::front_door::DropInBooking>(id).map(drop));
        assert_eq!(hold.await, Err(Error::Forbidden));
        let page = send(&desk, &parent, "/my/drop-ins", None).await;
        assert!(page.status == 200 && page.text.contains("Your times"), "{}", page.text);
        assert_eq!(desk.act(&parent, cancel).await, Ok(()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_booked_by_those_it_is_for_and_its_link_lasts_as_long_as_the_booking() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let families = Input { audience: Audience::Families, ..session("2026-11-20") };
        let mine = published(&desk, &duty, families).await.remove(0);
        let relative = Enquiry { asker: Some(Asker::BirthRelative), ..told() };
        let public = Actor::public();
        let error = book(&desk, &public, anybody(), &mine, 0, relative.clone()).await.unwrap_err();
        assert_eq!(error.code(), rule::AUDIENCE);
        let series = published(&desk, &duty, Input { weeks: 5, ..session("2026-11-20") }).await;
        let made = book(&desk, &public, anybody(), &series[0], 0, relative).await.unwrap();
        let (link, to, last) = (made.link.clone(), mine.id, series[4].clone());
        let into = desk.act(&public, {
            let link = link.clone();
            move |act| actions::move_to(act, &actions::of_link(act, &link)?, 1, (to, 0))
        });
        assert_eq!(into.await.unwrap_err().code(), rule::AUDIENCE, "nor by moving");
        let offered = send(&desk, &duty, &format!("/drop-in/booked/{}", link.as_str()), None).await.text;
        let time = |session: &DropIn, slot: i64| format!("value=\"{}:{slot}\"", session.id);
        assert!(
            offered.contains(&time(&series[0], 1)) && offered.contains(&time(&series[1], 0)),
            "{offered}"
        );
        for other in [time(&mine, 0), time(&series[0], 0)] {
            assert!(!offered.contains(&other), "{other} is for others, or booked: {offered}");
        }
        let id = last.id;
        let moved = desk.act(&public, {
            let link = link.clone();
            move |act| actions::move_to(act, &actions::of_link(act, &link)?, 1, (id, 0))
        });
        assert_eq!(moved.await, Ok(()));
        let days = |n: i64| SignedDuration::from_hours(24 * n);
        for (at, works) in [(days(34), true), (days(36), false)] {
            let (at, link) = (last.starts.checked_add(at).unwrap(), link.clone());
            let open = desk.act_at(at, &public, move |act| actions::of_link(act, &link).map(drop));
            assert_eq!(open.await.is_ok(), works);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_of_a_known_family_is_theirs_and_its_clock_began_with_the_visit() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let case = open_case(&desk, 1, duty.account()).await;
        let d = published(&desk, &duty, session("2026-11-20")).await.remove(0);
        let worker = Booker::Worker { case: Some(case.reference.to_string()) };
        let id = book(&desk, &duty, worker, &d, 0, told()).await.unwrap().booking.id;
        let came = Attendance { version: 1, outcome: Booked::Came, note: String::new() };
        let after: Timestamp = "2026-11-20T14:30:00Z".parse().unwrap();
        desk.act_at(after, &duty, move |act| actions::attend(act, id, &came)).await.unwrap();
        let later = after.checked_add(SignedDuration::from_hours(24 * 10)).unwrap();
        let record = desk.act_at(later, &duty, move |act| actions::make_enquiry(act, id, 2)).await.unwrap();
        assert_eq!(record.family, Some(case.family), "hidden where the family is sealed");
        let enquiry = record.id;
        let promised = desk
            .look(&duty, move |look| {
                promises::of_enquiry(look, &look.one::<ViewEnquiry, kinds::Enquiry>(enquiry)?)
            })
            .await
            .unwrap();
        let assessment = promised.iter().find(|p| p.kind == PromiseKind::Assessment).unwrap();
        assert_eq!(assessment.made, d.starts, "four weeks from the visit, not from the click");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_called_off_is_told_and_old_words_are_forgotten() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let d = published(&desk, &duty, session("2026-11-20")).await.remove(0);
        let writes = Enquiry { email: "jo@example.org".into(), safe: Some(SafeTo::Open), ..told() };
        book(&desk, &Actor::public(), anybody(), &d, 0, writes).await.unwrap();
        let rung = book(&desk, &Actor::public(), anybody(), &d, 1, told()).await.unwrap().booking;
        let id = d.id;
        let social = desk.stranger(Role::SocialWorker).await;
        assert_eq!(desk.act(&social, move |act| actions::call_off(act, id, 1)).await, Err(Error::NotFound));
        let to_ring = desk.act(&duty, move |act| actions::call_off(act, id, 1)).await.unwrap();
        assert_eq!(to_ring.iter().map(|b| b.id).collect::<Vec<_>>(), [rung.id]);
        assert!(letters(&desk).await.iter().any(|l| l.contains("does not take place")));
        assert_eq!(
            desk.act(&duty, move |act| actions::call_off(act, id, 1)).await.map(drop),
            Err(Error::Stale)
        );
        let closed = book(&desk, &Actor::public(), anybody(), &d, 1, told()).await.unwrap_err();
        assert_eq!(closed.code(), rule::CLOSED);

        let (soon, late) = (desk.now, "2027-06-20T00:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(desk.db.write("test", move |w| bookings::forget_old(w, soon)).await, Ok(0));
        assert_eq!(desk.db.write("test", move |w| bookings::forget_old(w, late)).await, Ok(2));
        let gone =
            desk.look(&duty, move |look| bookings::load(look, &look.one::<ViewDropIns, _>(rung.id)?)).await;
        assert_eq!(gone.unwrap().told.phone, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_take_what_people_type_and_floods_are_slowed() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let form = "way=place&place=12+Hill+Street&audience=everyone&day-day=20&day-month=11&day-year=2026&time=14%3A00&minutes=30&slots=3";
        assert_eq!(send(&desk, &duty, "/drop-ins/new", Some(form)).await.status, 303);
        let past = form.replace("14%3A00", "09%3A00");
        let said = send(&desk, &duty, "/drop-ins/new", Some(&past)).await;
        assert!(said.status == 422 && said.text.contains("This time is past"));
        let long = form.replace("minutes=30", "minutes=180").replace("slots=3", "slots=24");
        assert!(send(&desk, &duty, "/drop-ins/new", Some(&long)).await.text.contains("longer than 12 hours"));
        let sunday = form.replace("day-day=20", "day-day=22");
        assert!(
            send(&desk, &duty, "/drop-ins/new", Some(&sunday))
                .await
                .text
                .contains("weekend or a bank holiday")
        );

        let key = desk.machine(Role::DutyWorker, desk.agency()).await;
        let list = call(&desk, &key, "/api/v1/drop-ins", None).await.json();
        let time = list["items"][0]["times"][1]["time"].as_str().unwrap().to_owned();
        assert_eq!(list["items"][0]["times"][1]["starts"], "2026-11-20T14:30:00Z");
        let page = send(&desk, &duty, &format!("/drop-ins/book?time={time}"), None).await;
        assert!(page.text.contains("12 Hill Street"));
        let who = format!(
            "time={time}&asker=adopted-adult&first-name=Ada&last-name=Bell&phone=0113+496+0000&council=881"
        );
        let blank = send(&desk, &duty, "/drop-ins/book", Some(&who)).await;
        assert!(blank.status == 422 && blank.text.contains("Say in a sentence or two"), "{}", blank.text);
        let said = send(&desk, &duty, "/drop-ins/book", Some(&format!("{who}&story=My+records"))).await;
        assert_eq!(said.status, 303, "{}", said.text);
        let day = send(&desk, &duty, "/drop-ins/day?on=2026-11-20", None).await.text;
        assert!(day.contains("14:30 Ada Bell"), "{day}");
        assert!(!send(&desk, &duty, "/drop-ins/day.csv?on=2026-11-20", None).await.text.contains("Ada"));
        let booked = call(&desk, &key, "/api/v1/drop-in-bookings?on=2026-11-20", None).await.json();
        let id = booked["items"][0]["id"].as_str().unwrap().to_owned();
        assert!(
            send(&desk, &duty, &format!("/drop-in-bookings/{id}"), None).await.text.contains("My records")
        );
        let early = call(
            &desk,
            &key,
            &format!("/api/v1/drop-in-bookings/{id}/attendance"),
            Some(r#"{"version": 1, "outcome": "came"}"#),
        )
        .await;
        assert_eq!(early.status, 409, "{}", early.text);
        let gone =
            call(&desk, &key, &format!("/api/v1/drop-in-bookings/{id}/cancel"), Some(r#"{"version": 1}"#))
                .await
                .json();
        assert_eq!(gone["status"], "cancelled");

        // So many an hour from one address, as the public form has it; nobody knows from the answer who is known.
        let d = published(&desk, &duty, Input { places: 20, time: "16:00".into(), ..session("2026-11-20") })
            .await
            .remove(0);
        for _ in 0..guard::MOST {
            book(&desk, &Actor::public(), anybody(), &d, 0, told()).await.unwrap();
        }
        let flood = book(&desk, &Actor::public(), anybody(), &d, 0, told()).await.unwrap_err();
        assert!(matches!(flood, Error::TooMany { seconds: 1.. }), "{flood:?}");
    }
}
