//! Places, waiting lists and attendance on both engines.

use access::{
    Act, Actor, Role,
    actions::{ManageGroups, ViewGroups},
};
use casework::promises;
use kernel::{Error, Id, PromiseKind, Result, Timestamp};
use testkit::{Desk, both};

use super::*;
use crate::{
    groups::{
        job,
        model::{Booking, Group, Outcome, Pool, Sort, State},
        store,
    },
    testing::{day, family, send},
};

struct World {
    desk: Desk,
    manager: Actor,
    group: Group,
}

fn input(places: i64) -> Input {
    Input {
        sort: Sort::Workshop,
        name: "Sleep workshop".into(),
        about: "How to get through the night".into(),
        service: None,
        places,
        hold_hours: 48,
    }
}

fn session(on: &str) -> SessionInput {
    SessionInput {
        day: day(on),
        time: "18:30".into(),
        minutes: 90,
        place: "Elm Hall".into(),
        online: false,
        facilitator: "Rowan".into(),
    }
}

async fn worlds(places: i64) -> Vec<World> {
    let mut all = Vec::new();
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let plan = move |act: &Act<'_>| plan_group(act, &input(places), &session("2026-12-01"));
        let group = desk.act(&manager, plan).await.unwrap();
        all.push(World { desk, manager, group });
    }
    all
}

impl World {
    async fn parent(&self) -> Actor {
        let (family, _) = family(&self.desk, false).await;
        self.desk.relative(family).await
    }

    async fn book(&self, who: &Actor, wait: bool) -> Result<Booking> {
        let id = self.group.id;
        let wish = Wish { who: "Sam".into(), needs: "A quiet corner".into(), wait, case: None };
        self.desk.act(who, move |act| book(act, id, &wish)).await
    }

    async fn cancel(&self, who: &Actor, id: Id<access::offers::Booking>) -> Result<Booking> {
        // As their page does, with the version that stands.
        let version = {
            const VERSION: ::store::Sql =
                ::store::Sql { name: "test", text: "SELECT version FROM group_booking WHERE id = $1" };
            self.desk.db.read(move |r| r.row(VERSION, &[id.into()])?.get::<i64>(0)).await.unwrap()
        };
        let stale = self.desk.act(who, move |act| cancel_booking(act, id, version + 1)).await;
        assert!(matches!(stale, Err(Error::Stale | Error::NotFound | Error::Refused { .. })), "{stale:?}");
        self.desk.act(who, move |act| cancel_booking(act, id, version)).await
    }

    async fn state(&self, who: &Actor, id: Id<access::offers::Booking>) -> (State, Option<Timestamp>) {
        let found = self
            .desk
            .look(who, move |look| store::booking(look, &look.one::<access::actions::BookGroups, _>(id)?));
        let found = found.await.unwrap();
        (found.state, found.held_until)
    }

    async fn pool(&self) -> Pool {
        let (id, agency, now) = (self.group.id, self.desk.agency(), self.desk.now);
        self.desk.db.read(move |r| store::load(r, agency, id, now)).await.unwrap().pool
    }

    async fn letters(&self) -> Vec<(String, String)> {
        let later = self.desk.now.checked_add(jiff::SignedDuration::from_hours(24 * 400)).unwrap();
        let due = self.desk.db.read(move |r| ::store::outbox::due(r, later, 100)).await.unwrap();
        due.into_iter().map(|m| (m.subject, m.body)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_freed_place_is_held_for_whoever_waited_longest_and_that_is_a_promise() {
    for w in worlds(1).await {
        let (first, second, third) = (w.parent().await, w.parent().await, w.parent().await);
        let one = w.book(&first, false).await.unwrap();
        assert_eq!(one.state, State::Booked);
        assert_eq!(w.book(&second, false).await.unwrap_err().code(), "group.full");
        let two = w.book(&second, true).await.unwrap();
        let three = w.book(&third, true).await.unwrap();
        assert_eq!((two.state, three.state), (State::Waiting, State::Waiting));
        assert_eq!(w.book(&second, true).await.unwrap_err().code(), "group.twice");
        assert!(w.letters().await.is_empty());

        w.cancel(&first, one.id).await.unwrap();
        let until = "2026-11-22T09:30:00Z".parse().unwrap();
        assert_eq!(w.state(&second, two.id).await, (State::Offered, Some(until)));
        assert_eq!(w.state(&third, three.id).await.0, State::Waiting);
        assert_eq!(w.pool().await, Pool { places: 1, taken: 1 });
        let letters = w.letters().await;
        assert_eq!(letters.len(), 1);
        assert!(
            letters[0].1.contains("22 November 2026 at 9:30am") && !letters[0].1.contains("Sleep"),
            "{letters:?}"
        );
        let promised =
            w.desk.look(&w.manager, |look| promises::open(look, &look.agency()?, None)).await.unwrap().items;
        assert_eq!((promised.len(), promised[0].kind, promised[0].due), (1, PromiseKind::PlaceHeld, until));

        // A newcomer comes after those who wait, although the first has left.
        let fourth = w.parent().await;
        assert_eq!(w.book(&fourth, false).await.unwrap_err().code(), "group.full");

        // Not answered in time: the job gives it to the next, once, and the promise was kept.
        let late = "2026-11-22T09:30:01Z".parse().unwrap();
        assert_eq!(job::run(&w.desk.db, "2026-11-22T09:30:00Z".parse().unwrap()).await.unwrap(), 0);
        assert_eq!(job::run(&w.desk.db, late).await.unwrap(), 1);
        assert_eq!(job::run(&w.desk.db, late).await.unwrap(), 0);
        assert_eq!(w.state(&second, two.id).await.0, State::Lapsed);
        assert_eq!(w.state(&third, three.id).await.0, State::Offered);
        let said = w.desk.act_at(late, &second, move |act| answer_offer(act, two.id, true)).await;
        assert_eq!(said.unwrap_err().code(), "group.not-held");
        let taken = w.desk.act_at(late, &third, move |act| answer_offer(act, three.id, true)).await.unwrap();
        assert_eq!(taken.state, State::Booked);
        assert_eq!(w.pool().await, Pool { places: 1, taken: 1 });
        let open = w.desk.look(&w.manager, |look| promises::open(look, &look.agency()?, None)).await.unwrap();
        assert!(open.items.is_empty(), "both promises are kept");
        assert_eq!(w.letters().await.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_or_leaves_gives_the_place_on() {
    for w in worlds(1).await {
        let (first, second, third) = (w.parent().await, w.parent().await, w.parent().await);
        let one = w.book(&first, false).await.unwrap();
        let (two, three) = (w.book(&second, true).await.unwrap(), w.book(&third, true).await.unwrap());
        w.cancel(&first, one.id).await.unwrap();
        let no = w.desk.act(&second, move |act| answer_offer(act, two.id, false)).await.unwrap();
        assert_eq!(no.state, State::Declined);
        assert_eq!(w.state(&third, three.id).await.0, State::Offered);
        w.cancel(&third, three.id).await.unwrap();
        assert_eq!(w.pool().await, Pool { places: 1, taken: 0 });
        assert_eq!(w.cancel(&third, three.id).await.unwrap_err().code(), "group.over");
        // Who left may come again.
        assert_eq!(w.book(&first, false).await.unwrap().state, State::Booked);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_never_get_the_last_place() {
    for w in worlds(3).await {
        let mut parents = Vec::new();
        for _ in 0..12 {
            parents.push(w.parent().await);
        }
        let id = w.group.id;
        let tries = parents.iter().map(|who| {
            let (db, who, now) = (w.desk.db.clone(), who.clone(), w.desk.now);
            tokio::spawn(async move {
                let wish = Wish { who: "Sam".into(), needs: String::new(), wait: false, case: None };
                for _ in 0..50 {
                    let (who, wish) = (who.clone(), wish.clone());
                    let done =
                        db.write("race", move |w| book(&Act::new(w, &who, now, "test"), id, &wish)).await;
                    if !matches!(done, Err(Error::Busy)) {
                        return done;
                    }
                }
                panic!("too busy to book")
            })
        });
        let mut booked = 0;
        for one in tries.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(booking) => {
                    assert_eq!(booking.state, State::Booked);
                    booked += 1;
                }
                Err(error) => assert_eq!(error.code(), "group.full"),
            }
        }
        assert_eq!(booked, 3, "{:?}", w.desk.db.engine());
        assert_eq!(w.pool().await, Pool { places: 3, taken: 3 });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_shared_between_agencies_and_families_are_not() {
    for w in worlds(3).await {
        let id = w.group.id;
        let (theirs, _) = family(&w.desk, true).await;
        let elsewhere = w.desk.relative(theirs).await;
        assert_eq!(w.book(&elsewhere, true).await.unwrap_err(), Error::NotFound);
        let share = move |places| move |act: &Act<'_>| share_places(act, id, testkit::OTHER_AGENCY, places);
        let stranger = w.desk.stranger(Role::TeamManager).await;
        assert_eq!(w.desk.act(&stranger, share(1)).await.unwrap_err(), Error::NotFound);
        assert_eq!(w.desk.act(&w.manager, share(4)).await.unwrap_err().code(), "group.taken");
        w.desk.act(&w.manager, share(2)).await.unwrap();
        assert_eq!(w.pool().await, Pool { places: 1, taken: 0 });
        let theirs = w.book(&elsewhere, false).await.unwrap();
        assert_eq!(theirs.state, State::Booked);
        // The guests' manager sees the group and their own families; the host sees that a place is taken.
        assert_eq!(w.desk.act(&stranger, share(1)).await.unwrap_err().code(), "group.host");
        let seen = |who: Actor| {
            let desk = &w.desk;
            async move {
                desk.look(&who, move |look| {
                    let grant = look.agency::<ViewGroups>()?;
                    let group = store::load(look, grant.agency(), id, look.now())?;
                    Ok((store::bookings(look, &grant, id)?.len(), group.pool, store::pools(look, id)?.len()))
                })
                .await
                .unwrap()
            }
        };
        assert_eq!(seen(stranger.clone()).await, (1, Pool { places: 2, taken: 1 }, 2));
        assert_eq!(seen(w.manager.clone()).await, (0, Pool { places: 1, taken: 0 }, 2));
        assert_eq!(w.cancel(&w.manager, theirs.id).await.unwrap_err(), Error::NotFound);
        let mine = w.parent().await;
        assert_eq!(w.cancel(&mine, theirs.id).await.unwrap_err(), Error::NotFound);
        // What is taken cannot be taken back; the rest can.
        assert_eq!(w.desk.act(&w.manager, share(0)).await.unwrap_err().code(), "group.taken");
        w.desk.act(&w.manager, share(1)).await.unwrap();
        assert_eq!(w.pool().await.places, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_books_for_a_family_by_its_case_and_more_places_go_to_those_who_wait() {
    for w in worlds(1).await {
        let id = w.group.id;
        let worker = w.desk.worker(Role::DutyWorker).await;
        let (_, reference) = family(&w.desk, false).await;
        let (_, foreign) = family(&w.desk, true).await;
        let for_case = |case: Option<String>| {
            let wish = Wish { who: "The Marsh family".into(), needs: String::new(), wait: true, case };
            move |act: &Act<'_>| book(act, id, &wish)
        };
        for wrong in [None, Some("CA-0000-0000".to_owned()), Some(foreign)] {
            let refused = w.desk.act(&worker, for_case(wrong)).await.unwrap_err();
            assert!(refused.to_string().contains("reference of one of your cases"), "{refused}");
        }
        let booked = w.desk.act(&worker, for_case(Some(reference.to_lowercase()))).await.unwrap();
        assert_eq!((booked.state, booked.account), (State::Booked, None));
        let waiting = w.parent().await;
        let two = w.book(&waiting, true).await.unwrap();
        let change = |version, places| move |act: &Act<'_>| change_group(act, id, version, &input(places));
        assert_eq!(w.desk.act(&worker, change(1, 2)).await.unwrap_err(), Error::Forbidden);
        assert_eq!(w.desk.act(&w.manager, change(1, 0)).await.unwrap_err().code(), "group.taken");
        assert_eq!(w.desk.act(&w.manager, change(5, 2)).await.unwrap_err(), Error::Stale);
        w.desk.act(&w.manager, change(1, 2)).await.unwrap();
        assert_eq!(w.state(&waiting, two.id).await.0, State::Offered);
        // The end of a group ends what is held and who waits, and keeps who is booked.
        w.desk.act(&w.manager, move |act| end_group(act, id, 2)).await.unwrap();
        assert_eq!(w.state(&waiting, two.id).await.0, State::Ended);
        assert_eq!(w.state(&worker, booked.id).await.0, State::Booked);
        assert_eq!(w.book(&w.parent().await, true).await.unwrap_err().code(), "group.closed");
        let open = w.desk.look(&w.manager, |look| promises::open(look, &look.agency()?, None)).await.unwrap();
        assert!(open.items.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attendance_is_taken_of_ones_own_families_from_the_day_on() {
    for w in worlds(5).await {
        let (id, parent) = (w.group.id, w.parent().await);
        let booking = w.book(&parent, false).await.unwrap().id;
        let waiting = Id::random();
        let sessions = w
            .desk
            .look(&w.manager, move |look| {
                let grant = look.agency::<ManageGroups>()?;
                store::sessions(look, &store::load(look, grant.agency(), id, look.now())?)
            })
            .await
            .unwrap();
        let session = sessions[0].id;
        assert_eq!(sessions[0].facilitator, "Rowan");
        let came = move |who, outcome| move |act: &Act<'_>| take_attendance(act, session, &[(who, outcome)]);
        let early = w.desk.act(&w.manager, came(booking, Outcome::Came)).await;
        assert_eq!(early.unwrap_err().code(), "group.early");
        let day = "2026-12-01T20:00:00Z".parse().unwrap();
        let stranger = w.desk.stranger(Role::TeamManager).await;
        let theirs = w.desk.act_at(day, &stranger, came(booking, Outcome::Came)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let nobody = w.desk.act_at(day, &w.manager, came(waiting, Outcome::Came)).await;
        assert!(matches!(nobody.unwrap_err(), Error::Invalid(_)));
        w.desk.act_at(day, &w.manager, came(booking, Outcome::Missed)).await.unwrap();
        w.desk.act_at(day, &w.manager, came(booking, Outcome::Came)).await.unwrap();
        let sheet = w
            .desk
            .look(&w.manager, move |look| {
                store::attendance(look, &look.agency::<ManageGroups>()?, id, session)
            })
            .await
            .unwrap();
        assert_eq!((sheet.len(), sheet[0].outcome, sheet[0].who.as_str()), (1, Some(Outcome::Came), "Sam"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_plan_book_wait_answer_and_cancel() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let wrong = send(&desk, &manager, "/groups/new", Some("name=X&time=soon")).await;
        assert!(
            wrong.status == 422
                && wrong.text.contains("such as 18:30")
                && wrong.text.contains("what sort of group")
        );
        let form = "sort=workshop&name=Sleep&about=Nights&places=1&hold_hours=48&day=2026-12-01&time=18:30&minutes=90&place=Elm+Hall&facilitator=Rowan";
        let made = send(&desk, &manager, "/groups/new", Some(form)).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let at = made.to.unwrap();
        let id = at.rsplit('/').next().unwrap().to_owned();
        let (first, second) = {
            let (a, _) = family(&desk, false).await;
            let (b, _) = family(&desk, false).await;
            (desk.relative(a).await, desk.relative(b).await)
        };
        let mine = format!("/my/groups/{id}");
        assert!(send(&desk, &first, "/my/groups", None).await.text.contains("1 place free"));
        assert!(send(&desk, &first, &mine, Some("who=")).await.text.contains("Enter who comes"));
        assert_eq!(send(&desk, &first, &mine, Some("who=Us")).await.to.as_deref(), Some("/my/groups"));
        assert!(send(&desk, &second, &mine, None).await.text.contains("Join the waiting list"));
        let full = send(&desk, &second, &mine, Some("who=We")).await;
        assert!(full.status == 422 && full.text.contains("The last place has just gone"));
        assert_eq!(send(&desk, &second, &mine, Some("who=We&wait=yes")).await.status, 303);
        let page = send(&desk, &first, "/my/groups", None).await.text;
        assert!(page.contains("name=\"version\" value=\"1\""));
        let booking = page.split("/my/bookings/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        assert_eq!(
            send(&desk, &second, &format!("/my/bookings/{booking}/cancel"), Some("version=1")).await.status,
            404
        );
        assert_eq!(
            send(&desk, &first, &format!("/my/bookings/{booking}/cancel"), Some("version=1")).await.status,
            303
        );
        let held = send(&desk, &second, "/my/groups", None).await.text;
        assert!(held.contains("We hold it for you until 22 November 2026 at 9:30am"), "{held}");
        let offered = held.split("/my/bookings/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let answer = format!("/my/bookings/{offered}/answer");
        assert!(send(&desk, &second, &answer, Some("")).await.text.contains("whether you take the place"));
        assert_eq!(send(&desk, &second, &answer, Some("yes=yes")).await.status, 303);
        let staff = send(&desk, &manager, &at, None).await.text;
        assert!(staff.contains("We") && staff.contains("1 of 1 taken") && staff.contains("Adopt East"));
        let csv = send(&desk, &manager, &format!("{at}/bookings.csv"), None).await.text;
        assert!(csv.contains("We,Booked"), "{csv}");
        let sheet = staff.split("/group-sessions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let sheet = send(&desk, &manager, &format!("/group-sessions/{sheet}"), None).await.text;
        assert!(sheet.contains("from the day of the session on"));
        assert!(send(&desk, &manager, "/groups.csv", None).await.text.contains("Sleep"));
        let shared =
            send(&desk, &manager, &format!("{at}/places"), Some("agency=adopt-south&shared=9")).await;
        assert!(shared.status == 422 && shared.text.contains("of your own places are free"));
    }
}
