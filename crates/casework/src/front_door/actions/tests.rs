//! The way of an enquiry, on both engines.

use std::collections::BTreeMap;

use access::{
    Actor, Role,
    actions::{ListEnquiries, ViewCase, ViewEnquiry},
    organisations,
};
use jiff::SignedDuration;
use kernel::{
    Channel, Date, Error, Id, LegalRoute, Level, PromiseKind, PromiseState, Result, Timestamp,
    kinds::{self, Case, Organisation},
};
use page::Rows;
use store::{outbox, statements};
use testkit::Desk;

use super::*;
use crate::{
    cases,
    front_door::{
        model::{Asker, Closing, ContactBy, Outcome, RiskLevel, SafeTo, Warning},
        store::{Filter, Waiting},
    },
    promises::Promise,
    timeline,
};

statements! {
    TEAM = "INSERT INTO team (id, agency_id, name, made_at, ended_at, version) VALUES ($1, $2, $3, 1, $4, 1)";
    FIGURES = "SELECT measure, council, part, CAST(sum(amount) AS BIGINT) FROM figure WHERE agency_id = $1
               GROUP BY measure, council, part";
}

fn story() -> Enquiry {
    Enquiry {
        asker: Some(Asker::AdoptiveParent),
        first_name: "Joanne".into(),
        last_name: "<script>alert(1)</script>".into(),
        phone: "0113 496 0000".into(),
        email: "jo@example.org".into(),
        contact_by: Some(ContactBy::Phone),
        safe: Some(SafeTo::Open),
        council: "881".into(),
        postcode: "CM1 1AA".into(),
        child_first_name: "Robin".into(),
        child_last_name: "Ashgrove".into(),
        born: Some(Date::constant(2015, 3, 4)),
        route: Some(LegalRoute::Adoption),
        ordered: Some(Date::constant(2017, 6, 1)),
        story: "School mornings are very hard.".into(),
        retold: Some(3),
        ..Enquiry::new(Channel::Phone)
    }
}

async fn record(desk: &Desk, who: &Actor, enquiry: Enquiry) -> Record {
    desk.act(who, move |act| record_enquiry(act, &enquiry)).await.unwrap()
}

async fn queue(desk: &Desk, who: &Actor, filter: Filter) -> Vec<Waiting> {
    desk.look(who, move |look| {
        let grant = look.agency::<ListEnquiries>()?;
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let Rows { items, next } = rows::list(look, &grant, &filter, after)?;
            all.extend(items);
            after = next;
            if after.is_none() {
                return Ok(all);
            }
        }
    })
    .await
    .unwrap()
}

async fn promises_of(desk: &Desk, who: &Actor, id: Id<kinds::Enquiry>) -> Vec<Promise> {
    desk.look(who, move |look| promises::of_enquiry(look, &look.one::<ViewEnquiry, kinds::Enquiry>(id)?))
        .await
        .unwrap()
}

async fn figures(desk: &Desk, agency: Id<Organisation>) -> BTreeMap<(String, String, String), i64> {
    desk.db
        .read(move |r| {
            let rows = r.query(FIGURES, &[agency.into()])?;
            rows.iter().map(|row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))).collect()
        })
        .await
        .unwrap()
}

fn new_family(record: &Record, coordinator: &Actor) -> Allocation {
    let e = &record.enquiry;
    Allocation {
        version: record.version,
        to: To::NewFamily,
        coordinator: coordinator.account(),
        level: Some(Level::Targeted),
        first: e.child_first_name.clone(),
        last: e.child_last_name.clone(),
        born: e.born,
        route: e.route,
        ordered: e.ordered,
        why: "Needs an assessment".into(),
        checked: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_form_goes_to_the_agency_that_answers_and_confirms_without_a_word_of_the_story() {
    for desk in testkit::both(crate::schema()).await {
        let public = Actor::public();
        let sent = desk.act(&public, |act| submit_enquiry(act, "192.0.2.1", &story())).await.unwrap();
        assert_eq!(sent.agency, desk.agency());
        assert_eq!(sent.due, desk.now.checked_add(SignedDuration::from_hours(72)).unwrap());

        // The placing council's agency answers for three years from the order.
        let young = Enquiry {
            born: Some(Date::constant(2024, 1, 1)),
            ordered: Some(Date::constant(2025, 6, 1)),
            placing_council: "850".into(),
            safe: Some(SafeTo::Quiet),
            ..story()
        };
        let sent = desk.act(&public, move |act| submit_enquiry(act, "192.0.2.1", &young)).await.unwrap();
        assert_eq!(sent.agency, desk.other_agency());

        let mail =
            desk.db.read(move |r| outbox::due(r, "2026-11-21T00:00:00Z".parse().unwrap(), 10)).await.unwrap();
        assert_eq!(mail.len(), 1, "only who said that it is safe is written to");
        assert_eq!(mail[0].to, "jo@example.org");
        for told in ["Joanne", "script", "Robin", "Ashgrove", "School"] {
            assert!(!mail[0].body.contains(told) && !mail[0].subject.contains(told), "{told}");
        }

        // Where the installation serves one agency, everything comes to it.
        let home = testkit::OTHER_AGENCY;
        desk.db.write("home", move |w| organisations::set(w, "home-agency", home)).await.unwrap();
        let sent = desk.act(&public, |act| submit_enquiry(act, "192.0.2.1", &story())).await.unwrap();
        assert_eq!(sent.agency, desk.other_agency());

        let nowhere = Enquiry { council: "999".into(), ..story() };
        let error =
            desk.act(&public, move |act| submit_enquiry(act, "192.0.2.1", &nowhere)).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(invalid) if invalid.of("council").is_some()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_from_one_network_wait_and_others_do_not() {
    for desk in testkit::both(crate::schema()).await {
        let public = Actor::public();
        let send = async |at: Timestamp, from: &'static str| {
            desk.act_at(at, &public, move |act| submit_enquiry(act, from, &story())).await.map(|_| ())
        };
        for _ in 0..guard::MOST {
            send(desk.now, "2001:db8:1:2::1").await.unwrap();
        }
        let later = desk.now.checked_add(SignedDuration::from_mins(20)).unwrap();
        assert_eq!(send(later, "2001:db8:1:2::ffff").await, Err(Error::TooMany { seconds: 2400 }));
        send(later, "2001:db8:1:3::1").await.unwrap();
        send(desk.now.checked_add(guard::WINDOW).unwrap(), "2001:db8:1:2::1").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_risk_first_then_age_page_after_page() {
    for desk in testkit::both(crate::schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        for n in 0..60_i64 {
            let at = desk.now.checked_add(SignedDuration::from_secs(n / 3)).unwrap();
            let mut enquiry = Enquiry { retold: None, ..story() };
            if n % 4 == 0 {
                enquiry.warnings = [Warning::Missing].into();
            }
            desk.act_at(at, &duty, move |act| record_enquiry(act, &enquiry)).await.unwrap();
        }
        let all = queue(&desk, &duty, Filter::State(State::New)).await;
        assert_eq!(all.len(), 60);
        assert!(all[..15].iter().all(|w| w.risk == RiskLevel::High));
        let order: Vec<_> = all.iter().map(|w| (rows::risk_rank(w.risk), w.received, w.id)).collect();
        assert!(order.is_sorted());
        let mut once: Vec<_> = all.iter().map(|w| w.id).collect();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), 60);
        assert_eq!(all[0].clock.map(|c| c.kind), Some(PromiseKind::AdviceCall));
        assert_eq!(all[0].enquiry.last_name, "<script>alert(1)</script>");

        let month = |text: &str, council: &str| Filter::month(text, council, None).unwrap();
        assert_eq!(queue(&desk, &duty, month("2026-11", "")).await.len(), 60);
        assert_eq!(queue(&desk, &duty, month("2026-11", "881")).await.len(), 60);
        assert!(queue(&desk, &duty, month("2026-11", "883")).await.is_empty());
        assert!(queue(&desk, &duty, month("2026-10", "")).await.is_empty());
        assert!(queue(&desk, &duty, month("2026-12", "")).await.is_empty());
        let by = |channel| Filter::month("2026-11", "", Some(channel)).unwrap();
        assert_eq!(queue(&desk, &duty, by(Channel::Phone)).await.len(), 60);
        assert!(queue(&desk, &duty, by(Channel::Web)).await.is_empty());
        let stranger = desk.stranger(Role::DutyWorker).await;
        assert!(queue(&desk, &stranger, Filter::State(State::New)).await.is_empty());
        let figures = figures(&desk, desk.agency()).await;
        let key = |measure: &str, council: &str, part: &str| {
            (measure.to_owned(), council.to_owned(), part.to_owned())
        };
        assert_eq!(figures[&key(measures::ENQUIRIES, "881", "")], 60);
        assert_eq!(figures[&key(measures::ENQUIRIES_BY_CHANNEL, "881", "phone")], 60);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn advice_keeps_one_promise_and_starts_the_next_and_strangers_see_nothing() {
    for desk in testkit::both(crate::schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let id = record(&desk, &duty, story()).await.id;
        let advise = |version| {
            move |act: &Act<'_>| triage_enquiry(act, id, version, &Outcome::Advise, "Talked of mornings")
        };

        for (who, error) in [
            (desk.stranger(Role::DutyWorker).await, Error::NotFound),
            (desk.worker(Role::SocialWorker).await, Error::Forbidden),
            (desk.worker(Role::FinanceOfficer).await, Error::Forbidden),
            (Actor::public(), Error::SignIn),
        ] {
            assert_eq!(desk.act(&who, advise(1)).await.map(|r| r.id), Err(error));
        }
        let error =
            desk.act(&duty, move |act| triage_enquiry(act, id, 1, &Outcome::Advise, " ")).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(invalid) if invalid.of("why").is_some()));

        let late = desk.now.checked_add(SignedDuration::from_hours(80)).unwrap();
        let advised = desk.act_at(late, &duty, advise(1)).await.unwrap();
        assert_eq!((advised.state, advised.version), (State::Advised, 2));
        assert_eq!(desk.act(&duty, advise(1)).await.map(|r| r.id), Err(Error::Stale));
        let again = desk.act(&duty, advise(2)).await.unwrap_err();
        assert_eq!(again.code(), "enquiry.triage");

        let promised = promises_of(&desk, &duty, id).await;
        let states: Vec<_> = promised.iter().map(|p| (p.kind, p.state(late))).collect();
        assert_eq!(
            states,
            [
                (PromiseKind::AdviceCall, PromiseState::KeptLate),
                (PromiseKind::Assessment, PromiseState::Open)
            ]
        );
        assert_eq!(promised[1].made, late);

        let close = Outcome::Close { because: Closing::Answered };
        let closed =
            desk.act(&duty, move |act| triage_enquiry(act, id, 2, &close, "All is well")).await.unwrap();
        assert_eq!(closed.state, State::Closed);
        assert_eq!(closed.history.len(), 2);
        assert!(promises_of(&desk, &duty, id).await[1].withdrawn);
        assert!(queue(&desk, &duty, Filter::State(State::New)).await.is_empty());
        assert_eq!(queue(&desk, &duty, Filter::State(State::Closed)).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enquiry_becomes_a_case_and_the_next_one_of_the_same_child_is_seen() {
    for desk in testkit::both(crate::schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let first = record(&desk, &duty, story()).await;
        let input = new_family(&first, &manager);

        // Impossible dates and what is missing are told beside their fields, and nothing is half-saved.
        // A name left out is no mistake: it stays as the family told it.
        let id = first.id;
        let bad = Allocation {
            born: Some(Date::constant(2018, 1, 1)),
            level: None,
            coordinator: None,
            first: String::new(),
            why: String::new(),
            ..input.clone()
        };
        let error = desk.act(&duty, move |act| allocate_enquiry(act, id, &bad)).await.unwrap_err();
        let Error::Invalid(invalid) = error else { panic!("{error:?}") };
        let fields: Vec<_> = invalid.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["why", "ordered", "coordinator", "level"]);
        let foreign =
            Allocation { coordinator: desk.stranger(Role::SocialWorker).await.account(), ..input.clone() };
        let error = desk.act(&duty, move |act| allocate_enquiry(act, id, &foreign)).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(invalid) if invalid.of("coordinator").is_some()));

        let (allocated, case) = desk.act(&duty, move |act| allocate_enquiry(act, id, &input)).await.unwrap();
        assert_eq!((allocated.state, allocated.case), (State::Allocated, Some(case)));
        let (opened, people, lines) = desk
            .look(&manager, move |look| {
                let grant = look.one::<ViewCase, Case>(case)?;
                let opened = cases::store::load(look, &grant)?;
                let people = crate::people::store::of_family(look, opened.family)?;
                Ok((opened, people, timeline::of_case(look, &grant, None)?.items))
            })
            .await
            .unwrap();
        assert_eq!(opened.order_date, first.enquiry.ordered);
        assert_eq!(opened.coordinator, manager.account());
        let mut names: Vec<_> = people.iter().map(|p| p.name()).collect();
        names.sort();
        assert_eq!(names, ["Joanne <script>alert(1)</script>", "Robin Ashgrove"]);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines.iter().filter(|l| l.family_sees).count(), 1);

        // The call is still owed; once held, the assessment is promised for the case.
        let held = desk.act(&duty, move |act| hold_advice_call(act, id, 2, "")).await.unwrap();
        assert_eq!(held.history.len(), 2);
        let twice = desk.act(&duty, move |act| hold_advice_call(act, id, 3, "")).await.unwrap_err();
        assert_eq!(twice.code(), "enquiry.call");
        let promised = promises_of(&desk, &duty, id).await;
        assert!(promised.iter().all(|p| p.case == Some(case)));
        assert_eq!(promised.len(), 2);
        let kept = desk
            .act(&manager, move |act| promises::keep(act, case.cast(), PromiseKind::Assessment, act.now()))
            .await;
        assert_eq!(kept, Ok(true), "the assessment of the case keeps it");

        // Somebody rings again about the same child, with the name as it sounds.
        let again = Enquiry { child_last_name: "Ashgroove".into(), first_name: "Anne".into(), ..story() };
        let second = record(&desk, &duty, again).await;
        let (known, alike) = desk
            .look(&duty, {
                let second = second.clone();
                move |look| {
                    let grant = look.agency::<ListEnquiries>()?;
                    Ok((possible(look, &second.enquiry)?, rows::alike(look, &grant, &second)?))
                }
            })
            .await
            .unwrap();
        assert!(known[0].likeness.is_likely());
        assert_eq!(known[0].cases[0].id, case);
        assert_eq!(alike.len(), 1);
        assert!(alike[0].reasons.contains(&"Same phone number"));
        let id = second.id;
        let fresh = new_family(&second, &manager);
        let unlooked = fresh.clone();
        let error = desk.act(&duty, move |act| allocate_enquiry(act, id, &unlooked)).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(invalid) if invalid.of("to").is_some()));
        let join = Allocation { to: To::Case(case), coordinator: None, level: None, ..fresh.clone() };
        let (joined, same) = desk.act(&duty, move |act| allocate_enquiry(act, id, &join)).await.unwrap();
        assert_eq!((same, joined.family), (case, Some(opened.family)));

        // A twin: the worker has looked, and it is a new case in the same family.
        let twin = record(&desk, &duty, Enquiry { child_first_name: "Rowan".into(), ..story() }).await;
        let (id, family) = (twin.id, opened.family);
        let input = Allocation { to: To::Family(family), checked: true, ..new_family(&twin, &manager) };
        let (_, other) = desk.act(&duty, move |act| allocate_enquiry(act, id, &input)).await.unwrap();
        assert_ne!(other, case);
        let figures = figures(&desk, desk.agency()).await;
        let key = |measure: &str, council: &str, part: &str| {
            (measure.to_owned(), council.to_owned(), part.to_owned())
        };
        assert_eq!(figures[&key(crate::cases::measures::OPENED, "881", "")], 2);
        assert_eq!(figures[&key(crate::cases::measures::AT_LEVEL, "", "targeted")], 2);
        assert_eq!(figures[&key(measures::STORIES_RETOLD, "881", "")], 9);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_agencys_family_person_or_case_is_as_if_it_were_not_there() {
    for desk in testkit::both(crate::schema()).await {
        let stranger = desk.stranger(Role::DutyWorker).await;
        let theirs = record(&desk, &stranger, story()).await;
        let (id, input) = (theirs.id, new_family(&theirs, &stranger));
        let (done, case) = desk.act(&stranger, move |act| allocate_enquiry(act, id, &input)).await.unwrap();
        let child = desk
            .look(&stranger, move |look| {
                Ok(cases::store::load(look, &look.one::<ViewCase, Case>(case)?)?.child)
            })
            .await
            .unwrap();

        let duty = desk.worker(Role::DutyWorker).await;
        let own = record(&desk, &duty, story()).await;
        let known = desk.look(&duty, move |look| possible(look, &story())).await.unwrap();
        assert!(known.is_empty());
        let family = done.family.unwrap();
        for to in [To::Case(case), To::Family(family), To::Person(child)] {
            let (id, input) = (own.id, Allocation { to, ..new_family(&own, &duty) });
            let refused = desk.act(&duty, move |act| allocate_enquiry(act, id, &input)).await;
            assert_eq!(refused.map(|(_, case)| case), Err(Error::NotFound), "{to}");
        }
        let id = theirs.id;
        let look: Result<Record> = desk
            .look(&duty, move |look| rows::load(look, &look.one::<ViewEnquiry, kinds::Enquiry>(id)?))
            .await;
        assert_eq!(look.map(|r| r.id), Err(Error::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_concern_is_marked_at_any_time_and_the_first_mark_stays() {
    for desk in testkit::both(crate::schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let id = record(&desk, &duty, story()).await.id;
        let blank = desk.act(&duty, move |act| mark_safeguarding(act, id, 1, " ")).await.unwrap_err();
        assert!(matches!(blank, Error::Invalid(invalid) if invalid.of("concern").is_some()));
        let marked = desk.act(&duty, move |act| mark_safeguarding(act, id, 1, "A bruise")).await.unwrap();
        let later = desk.now.checked_add(SignedDuration::from_hours(5)).unwrap();
        let again =
            desk.act_at(later, &duty, move |act| mark_safeguarding(act, id, 2, "More")).await.unwrap();
        assert_eq!(again.safeguarding, marked.safeguarding);
        assert_eq!(again.safeguarding, Some(desk.now));
        assert_eq!(again.history.len(), 2);
        assert!(queue(&desk, &duty, Filter::State(State::New)).await[0].safeguarding.is_some());
    }
}

const EMAIL: &str = "From: Maya Okoro <maya@example.org>\r\nSubject: Nights\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nNights are hard.\r\n\
    --x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--x--\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_email_is_taken_into_the_duty_queue_once() {
    for desk in testkit::both(crate::schema()).await {
        let (agency, other) = (desk.agency(), desk.other_agency());
        let operator = access::audit::desk();
        let takes = async |agency: Id<Organisation>, council: &'static str, bytes: &'static [u8]| {
            desk.act(&operator, move |act| take_email(act, agency, council, bytes)).await
        };
        let Took::New(reference, hung) = takes(agency, "", EMAIL.as_bytes()).await.unwrap() else {
            panic!("it is new")
        };
        assert_eq!(hung, 1);
        assert_eq!(takes(agency, "", EMAIL.as_bytes()).await.unwrap(), Took::Before(reference.clone()));
        let duty = desk.worker(Role::DutyWorker).await;
        let queue = desk.look(&duty, |look| store_list(look, State::New)).await.unwrap();
        assert_eq!(queue.len(), 1, "the same message twice changes nothing");
        let (id, shown) = (queue[0].id, &queue[0].enquiry);
        assert_eq!((shown.first_name.as_str(), shown.email.as_str()), ("Maya", "maya@example.org"));
        assert_eq!(queue[0].channel, Channel::Email);
        assert!(queue[0].clock.is_some(), "a call is promised");
        let whole = desk
            .look(&duty, move |look| rows::load(look, &look.one::<ViewEnquiry, kinds::Enquiry>(id)?))
            .await
            .unwrap();
        assert!(whole.enquiry.story.contains("not in this record: a.pdf"), "{}", whole.enquiry.story);
        assert!(!whole.enquiry.may_write(), "nobody knows yet whether it is safe to answer");

        // Another agency's mailbox is another; what cannot be read changes nothing.
        assert!(matches!(takes(other, "", EMAIL.as_bytes()).await.unwrap(), Took::New(..)));
        assert_eq!(takes(agency, "", b"%PDF").await.unwrap_err().code(), "email.form");
        let unsure = takes(agency, "999", EMAIL.replace("<1@", "<2@").leak().as_bytes()).await.unwrap_err();
        assert!(matches!(unsure, Error::Invalid(_)));
        assert_eq!(desk.look(&duty, |look| store_list(look, State::New)).await.unwrap().len(), 1);
    }
}

/// The agency's queue in a state.
fn store_list(look: &access::Look<'_>, state: State) -> Result<Vec<Waiting>> {
    Ok(rows::list(look, &look.agency::<ListEnquiries>()?, &Filter::State(state), None)?.items)
}

#[tokio::test(flavor = "multi_thread")]
async fn duty_puts_an_enquiry_in_a_teams_queue_and_it_stays_in_the_duty_queue() {
    use crate::front_door::team_queue;

    for desk in testkit::both(crate::schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let (agency, other) = (desk.agency(), desk.other_agency());
        let [east, over, theirs]: [Id<kinds::Team>; 3] = [Id::random(), Id::random(), Id::random()];
        desk.db
            .write("teams", move |w| {
                w.execute(TEAM, &[east.into(), agency.into(), "East".into(), None::<i64>.into()])?;
                w.execute(TEAM, &[over.into(), agency.into(), "Over".into(), 2_i64.into()])?;
                w.execute(TEAM, &[theirs.into(), other.into(), "Theirs".into(), None::<i64>.into()])
            })
            .await
            .unwrap();
        let one = record(&desk, &duty, story()).await;
        record(&desk, &duty, story()).await;
        let id = one.id;
        let puts = async |who: &Actor, version: i64, team: Option<Id<kinds::Team>>| {
            desk.act(who, move |act| team_queue::put(act, id, version, team)).await
        };
        for wrong in [over, theirs] {
            let refused = puts(&duty, 1, Some(wrong)).await.unwrap_err();
            assert!(matches!(refused, Error::Invalid(_)), "one that has ended, and another agency’s");
        }
        assert_eq!(puts(&duty, 1, Some(east)).await.unwrap(), 2);
        assert_eq!(puts(&duty, 1, None).await.unwrap_err(), Error::Stale);
        let worker = desk.worker(Role::SocialWorker).await;
        assert_eq!(puts(&worker, 2, None).await.unwrap_err(), Error::Forbidden);
        let stranger = desk.stranger(Role::DutyWorker).await;
        assert_eq!(puts(&stranger, 2, None).await.unwrap_err(), Error::NotFound);
        let queue = async |filter: Filter| {
            desk.look(&duty, move |look| {
                Ok(rows::list(look, &look.agency::<ListEnquiries>()?, &filter, None)?.items)
            })
            .await
            .unwrap()
        };
        let found = queue(Filter::Team(State::New, east)).await;
        assert_eq!((found.len(), found[0].id), (1, id));
        assert_eq!(queue(Filter::State(State::New)).await.len(), 2, "nothing is lost to duty");
        assert_eq!(puts(&duty, 2, None).await.unwrap(), 3);
        assert!(queue(Filter::Team(State::New, east)).await.is_empty());
        desk.act(&duty, move |act| {
            triage_enquiry(act, id, 3, &Outcome::Close { because: Closing::ALL[0] }, "Asked twice")
        })
        .await
        .unwrap();
        assert_eq!(puts(&duty, 4, Some(east)).await.unwrap_err().code(), "enquiry.queue");
    }
}
