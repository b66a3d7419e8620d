//! Turning 18 on both engines: at the boundary of the birthday, what each side sees before and after, and every way round it.

use access::{
    Actor, Role,
    actions::{
        AnswerMessages, HandleSubjectAccess, HoldOwnRecord, MakeComplaint, PrepareAdulthood, SeeOwnPage,
        SeeSharedRecord, ViewCase, ViewConsent, WriteMessages,
    },
    consent::{Answer, ConsentState, GivenBy, store as consents},
    own_records::{self, Purpose},
    seals,
    sign_in::{invitations, keeper::At, people as accounts},
};
use casework::{
    cases::{list, store as cases},
    messages::{actions::write, store as messages},
    of_age::{
        model::{StepKind, Wish},
        store as age_store,
    },
    people::store as people,
    young_people::{actions::say, model::Readers, store as young_people},
};
use kernel::{Date, Error, Result, Timestamp, kinds};

use super::{
    actions::{invite, step, take, undo},
    job,
};
use crate::{
    consent::{
        actions::ask_consent,
        testing::{World, d, t, worlds},
    },
    retention,
    subject_access::{
        actions as subject_access,
        model::{Choice, Proof},
        store as copies,
    },
};

async fn born(w: &World, day: Option<Date>) {
    let (case, child) = (w.case, w.child);
    w.desk
        .act(&w.worker, move |act| {
            people::correct(act, &act.one::<PrepareAdulthood, kinds::Case>(case)?, child, |p| p.born = day)
        })
        .await
        .unwrap();
}

async fn version(w: &World) -> i64 {
    let case = w.case;
    w.desk
        .look(&w.worker, move |look| {
            Ok(cases::load(look, &look.one::<PrepareAdulthood, kinds::Case>(case)?)?.version)
        })
        .await
        .unwrap()
}

async fn try_it(w: &World, who: &Actor, at: &str, why: &str) -> Result<()> {
    let (case, input) = (w.case, take::Input { version: version(w).await, why: why.into() });
    w.desk.act_at(t(at), who, move |act| take::run(act, case, &input)).await
}

async fn sees_the_case(w: &World, who: &Actor) -> Result<()> {
    let (case, who) = (w.case, w.desk.again(who).await);
    w.desk.look(&who, move |look| look.one::<ViewCase, kinds::Case>(case).map(drop)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_birthday_does_it_by_itself_in_england_and_not_a_moment_before() {
    for w in worlds().await {
        // Born on 29 February 2008: in 2026 the birthday begins with 1 March.
        born(&w, Some(d("2008-02-29"))).await;
        assert_eq!(job::run(&w.desk.db, t("2026-02-28T23:59:59Z")).await.unwrap(), 0);
        assert_eq!(sees_the_case(&w, &w.parent).await, Ok(()));
        assert_eq!(job::run(&w.desk.db, t("2026-03-01T00:00:00Z")).await.unwrap(), 1);
        assert_eq!(sees_the_case(&w, &w.parent).await, Err(Error::NotFound));
        assert_eq!(sees_the_case(&w, &w.worker).await, Ok(()), "whoever supports them goes on");
        assert_eq!(job::run(&w.desk.db, t("2026-03-01T01:00:00Z")).await.unwrap(), 0, "once");
    }
    for w in worlds().await {
        // In summer the day begins at 23:00 of UTC.
        born(&w, Some(d("2008-07-10"))).await;
        assert_eq!(job::run(&w.desk.db, t("2026-07-09T22:59:59Z")).await.unwrap(), 0);
        assert_eq!(job::run(&w.desk.db, t("2026-07-09T23:00:00Z")).await.unwrap(), 1);
    }
    for w in worlds().await {
        born(&w, None).await;
        assert_eq!(
            job::run(&w.desk.db, t("2040-01-01T00:00:00Z")).await.unwrap(),
            0,
            "nobody is of age by a guess"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_then_on_the_parents_see_nothing_of_it_and_the_adult_sees_all_of_their_own() {
    for w in worlds().await {
        born(&w, Some(d("2008-11-20"))).await;
        let young = w.desk.young_person(w.family, w.child).await;
        let case = w.case;
        w.desk
            .act(&young, move |act| {
                say::run(act, &say::Input { words: "Only for my worker".into(), readers: Readers::Team })?;
                write::run(act, case, "As a young person")
            })
            .await
            .unwrap();
        w.desk.act(&w.parent, move |act| write::run(act, case, "As a parent")).await.unwrap();
        assert_eq!(job::run(&w.desk.db, t("2026-11-20T09:30:00Z")).await.unwrap(), 1);

        let parent = w.desk.again(&w.parent).await;
        let write = w.desk.look(&parent, move |look| look.mine::<WriteMessages>(case).map(drop)).await;
        assert_eq!(write.unwrap_err(), Error::NotFound);
        let left = w
            .desk
            .look(&parent, |look| {
                let grant = look.own::<SeeOwnPage>()?;
                Ok((own_records::left(look, &grant)?.len(), list::of_family(look, &grant)?.len()))
            })
            .await
            .unwrap();
        assert_eq!(left, (1, 0), "they are told that it left, and see no case");
        let theirs = w.desk.look(&parent, |look| look.own_case::<HoldOwnRecord>().map(drop)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound, "a parent holds nobody's record");

        let adult = w.desk.again(&young).await;
        assert_eq!((adult.role(), adult.adult()), (Some(Role::FamilyMember), Some(w.child)));
        assert!(adult.family().is_some() && adult.family() != parent.family() && adult.person().is_none());
        let own = w
            .desk
            .look(&adult, move |look| {
                look.one::<ViewCase, kinds::Case>(case)?;
                let said = young_people::as_adult(look, &look.own_case::<HoldOwnRecord>()?)?;
                let thread = messages::own(look, &look.mine::<WriteMessages>(case)?)?.unwrap();
                let words = messages::messages(look, &thread, None)?.items;
                Ok((said[0].words.clone(), words.len(), words[0].words.clone()))
            })
            .await
            .unwrap();
        assert_eq!(own, ("Only for my worker".to_owned(), 1, "As a young person".to_owned()));
        let threads = w
            .desk
            .look(&w.worker, move |look| {
                messages::of_case(look, &look.one::<AnswerMessages, kinds::Case>(case)?)
            })
            .await
            .unwrap();
        assert_eq!(threads.len(), 2, "the team reads both");
    }
}

/// The sealed name of an account.
async fn name_of(w: &World, account: kernel::Id<kinds::Account>) -> Vec<u8> {
    let sql = ::store::Sql { name: "test", text: "SELECT name FROM account WHERE id = $1" };
    w.desk.db.read(move |r| r.row(sql, &[account.into()])?.get(0)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_without_a_case_is_kept_from_the_adults_and_goes_with_the_last_record_of_it() {
    for (w, another) in worlds().await.into_iter().chain(worlds().await).zip([true, true, false, false]) {
        born(&w, Some(d("2008-11-20"))).await;
        let (case, parent) = (w.case, w.parent.account().unwrap());
        assert_eq!(job::run(&w.desk.db, t("2026-11-20T00:00:00Z")).await.unwrap(), 1);
        let page = w.read(&w.worker, &format!("/cases/{case}/invite-family")).await;
        assert!(page.contains("End access") && page.contains(&parent.to_string()), "{page}");
        let at = At::Case(case);
        let stranger = w.desk.stranger(Role::SocialWorker).await;
        let theirs = w.desk.act(&stranger, move |act| accounts::end_kept(act, at, parent)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        w.desk.act(&w.worker, move |act| accounts::end_kept(act, at, parent)).await.unwrap();

        // Somebody else who grew up there may have a record of their own.
        let (home, agency, person) = (w.family, w.desk.agency(), w.parent_person);
        if another {
            let new = own_records::New { person, agency, from: home, to: home, age_why: "" };
            w.desk.act(&w.worker, move |act| own_records::take(act, &new)).await.unwrap();
        }
        let (then, called) = (t("2119-06-02T10:00:00Z"), name_of(&w, parent).await);
        let close = ::store::Sql {
            name: "test",
            text: "UPDATE support_case SET status = 'closed', closed_at = opened_at WHERE id = $1",
        };
        w.desk.db.write("close", move |w| w.execute(close, &[case.into()])).await.unwrap();
        retention::job::run(&w.desk.db, then).await.unwrap();
        let made = w
            .desk
            .act_at(then, &w.worker, move |act| retention::actions::propose_destruction(act, case, "Old"))
            .await
            .unwrap();
        let say = retention::actions::Decide { version: 1, destroy: true, why: "Nobody needs it".into() };
        w.desk
            .act_at(then, &w.manager, move |act| retention::actions::decide_destruction(act, made.id, &say))
            .await
            .unwrap();
        let names = ::store::Sql {
            name: "test",
            text: "SELECT count(*) FROM identity i JOIN person p ON p.id = i.person_id WHERE p.family_id = $1",
        };
        let left: i64 = w.desk.db.read(move |r| r.row(names, &[home.into()])?.get(0)).await.unwrap();
        assert_eq!((left > 0, name_of(&w, parent).await == called), (another, another), "{left}");
    }
}

/// How many messages wait for somebody.
async fn mails(w: &World, to: &Actor) -> usize {
    let me = to.account().unwrap().to_string();
    let sql = ::store::Sql { name: "test", text: "SELECT key FROM message" };
    let rows = w.desk.db.read(move |r| r.query(sql, &[])).await.unwrap();
    rows.iter().filter(|row| row.get::<String>(0).unwrap().ends_with(&me)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_parents_agreed_to_ends_on_the_day_and_their_requests_wait_for_the_adult() {
    for w in worlds().await {
        w.no_agreements().await;
        w.says(Answer::Given).await;
        born(&w, Some(d("2008-11-20"))).await;
        let mut own = w.asked(Answer::Given);
        (own.by, own.by_name) = (Some(GivenBy::Adult), "Robin Marsh".into());
        let (case, child) = (w.case, w.child);
        let copy = subject_access::Input {
            person: child,
            asked_by: "Her mother".into(),
            proof: Proof::Known,
            proof_note: String::new(),
            received: Some(d("2026-11-18")),
        };
        let asked = w
            .desk
            .act_at(t("2026-11-19T09:00:00Z"), &w.worker, move |act| {
                subject_access::record_request(act, case, &copy)
            })
            .await
            .unwrap();
        assert!(w.place().await.is_ok(), "the gate is open by the parent's yes");
        assert_eq!(job::run(&w.desk.db, t("2026-11-20T00:00:00Z")).await.unwrap(), 1);
        assert_eq!(w.place().await.unwrap_err().code(), "sharing.no-ground");
        let ended = w
            .desk
            .look(&w.worker, move |look| {
                consents::of_case(look, &look.one::<ViewConsent, kinds::Case>(case)?)
            })
            .await
            .unwrap();
        assert_eq!(ended[0].state(d("2026-11-20")), ConsentState::Ended);
        assert!(ended[0].note.contains("Ended when the person became an adult"), "{}", ended[0].note);
        let page = w.read(&w.worker, &format!("/cases/{case}/of-age")).await;
        assert!(page.contains("Ask them anew"), "{page}");
        // Nor is it begun again by what a parent is said to have answered the day before.
        let mut late = w.asked(Answer::Given);
        (late.by, late.on) = (Some(GivenBy::Parent), Some(d("2026-11-19")));
        let late = w.desk.act(&w.worker, move |act| ask_consent(act, case, &late)).await.unwrap_err();
        assert!(matches!(&late, Error::Invalid(i) if i.0[0].field == "given_by"), "{late:?}");
        // What they say themselves opens it again.
        w.desk.act(&w.worker, move |act| ask_consent(act, case, &own)).await.unwrap();
        assert!(w.place().await.is_ok());

        // The mother's request is not released before the adult was asked.
        let id = asked.id;
        assert!(w.read(&w.worker, &format!("/subject-access/{id}")).await.contains("Ask the adult"));
        w.desk.act(&w.manager, move |act| subject_access::prepare_request(act, id, 1)).await.unwrap();
        for p in w
            .desk
            .look(&w.worker, move |look| copies::passages(look, &look.one::<HandleSubjectAccess, _>(id)?))
            .await
            .unwrap()
            .into_iter()
            .filter(|p| p.marked)
        {
            let say = subject_access::Decide { choice: Choice::Keep, reason: String::new() };
            w.desk
                .act(&w.worker, move |act| subject_access::decide_passage(act, id, p.id, &say))
                .await
                .unwrap();
        }
        let give = |asked_adult| {
            let end = subject_access::End { version: 2, words: "By post".into(), asked_adult };
            w.desk.act(&w.other_manager, move |act| subject_access::release_request(act, id, &end))
        };
        assert_eq!(give(false).await.unwrap_err().code(), "copy.of-age");
        give(true).await.unwrap();
    }
}

/// A world whose young person signs in and is an adult by now; gives the account.
async fn grown(w: &World) -> Actor {
    born(w, Some(d("2008-11-20"))).await;
    let young = w.desk.young_person(w.family, w.child).await;
    job::run(&w.desk.db, t("2026-11-20T00:00:00Z")).await.unwrap();
    w.desk.again(&young).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adult_lets_a_parent_see_one_thing_and_takes_it_back() {
    for w in worlds().await {
        let (adult, case, parent) = (grown(&w).await, w.case, w.parent.account().unwrap());
        let may = |purpose: Purpose| {
            let (desk, who) = (&w.desk, w.parent.clone());
            async move {
                desk.look(&who, move |look| look.shown_to_me::<SeeSharedRecord>(case, purpose).map(drop))
                    .await
            }
        };
        for purpose in Purpose::ALL {
            assert_eq!(may(*purpose).await, Err(Error::NotFound), "nothing, unless they say so");
        }
        let allow = |account, purposes: &'static [Purpose]| {
            let (desk, who) = (&w.desk, adult.clone());
            async move {
                desk.act(&who, move |act| {
                    own_records::allow(act, &act.own_case::<HoldOwnRecord>()?, account, purposes)
                })
                .await
            }
        };
        allow(parent, &[Purpose::Appointments]).await.unwrap();
        assert_eq!(
            (may(Purpose::Appointments).await, may(Purpose::Plan).await),
            (Ok(()), Err(Error::NotFound))
        );
        assert_eq!(sees_the_case(&w, &w.parent).await, Err(Error::NotFound), "the record itself stays shut");
        let shown = w.desk.look(&w.parent, own_records::shown).await.unwrap();
        assert_eq!((shown.len(), shown[0].purposes.as_slice()), (1, &[Purpose::Appointments][..]));
        allow(parent, &[Purpose::Plan]).await.unwrap();
        assert_eq!(
            (may(Purpose::Appointments).await, may(Purpose::Plan).await),
            (Err(Error::NotFound), Ok(()))
        );
        allow(parent, &[]).await.unwrap();
        assert_eq!(may(Purpose::Plan).await, Err(Error::NotFound), "it holds at once");

        // Nobody else can be let in, and nobody says it in their name.
        let stranger = w.desk.relative(w.family).await;
        let other = w.worker.account().unwrap();
        assert_eq!(allow(other, &[Purpose::Plan]).await, Err(Error::NotFound));
        let by_parent = w
            .desk
            .act(&stranger, move |act| {
                own_records::allow(act, &act.own_case::<HoldOwnRecord>()?, parent, &[Purpose::Plan])
            })
            .await;
        assert_eq!(by_parent, Err(Error::NotFound));
        allow(parent, &[Purpose::Plan]).await.unwrap();
        let by_other = w
            .desk
            .look(&stranger, move |look| look.shown_to_me::<SeeSharedRecord>(case, Purpose::Plan).map(drop))
            .await;
        assert_eq!(by_other, Err(Error::NotFound), "one parent's sight is not the other's");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_birth_date_a_person_decides_and_a_mistake_is_put_right() {
    for w in worlds().await {
        born(&w, Some(d("2016-05-04"))).await;
        let early = try_it(&w, &w.worker, "2026-11-20T09:30:00Z", "She looks older").await;
        assert_eq!(early.unwrap_err().code(), "of-age.not-yet");
        born(&w, None).await;
        let unsaid = try_it(&w, &w.worker, "2026-11-20T09:30:00Z", "").await;
        assert!(matches!(unsaid.unwrap_err(), Error::Invalid(_)), "a person decides and says how they know");
        for who in [&w.parent, &w.desk.worker(Role::DutyWorker).await] {
            assert_eq!(try_it(&w, who, "2026-11-20T09:30:00Z", "So").await.unwrap_err(), Error::Forbidden);
        }
        let stranger = w.desk.stranger(Role::SocialWorker).await;
        assert_eq!(try_it(&w, &stranger, "2026-11-20T09:30:00Z", "So").await.unwrap_err(), Error::NotFound);
        let (case, stale) =
            (w.case, take::Input { version: version(&w).await - 1, why: "Her passport".into() });
        let said = w.desk.act(&w.worker, move |act| take::run(act, case, &stale)).await;
        assert_eq!(said.unwrap_err(), Error::Stale);
        let young = w.desk.young_person(w.family, w.child).await;
        try_it(&w, &w.worker, "2026-11-20T09:30:00Z", "Her passport says 2007").await.unwrap();
        let again = try_it(&w, &w.worker, "2026-11-20T09:31:00Z", "Her passport says 2007").await;
        assert_eq!(again.unwrap_err().code(), "of-age.done");
        assert_eq!(sees_the_case(&w, &w.parent).await, Err(Error::NotFound));

        // Without a birth date one worker's word does not put it back.
        let alone = w.desk.act(&w.worker, move |act| undo::run(act, case, "She says she is 17")).await;
        assert_eq!(alone.unwrap_err().code(), "of-age.manager");
        assert!(w.read(&w.worker, &format!("/cases/{case}/of-age")).await.contains("a team manager decides"));
        assert!(w.read(&w.manager, &format!("/cases/{case}/of-age")).await.contains("Put the record back"));
        // The passport was another's. While the record says 18 nothing goes back.
        let back = |why: &'static str| w.desk.act(&w.worker, move |act| undo::run(act, case, why));
        born(&w, Some(d("2007-01-01"))).await;
        assert_eq!(back("It was her cousin’s passport").await.unwrap_err().code(), "of-age.is-adult");
        born(&w, Some(d("2010-01-01"))).await;
        assert!(matches!(back("no").await.unwrap_err(), Error::Invalid(_)));
        let before = (mails(&w, &young).await, mails(&w, &w.manager).await);
        back("It was her cousin’s passport").await.unwrap();
        let after = (mails(&w, &young).await, mails(&w, &w.manager).await);
        assert_eq!(after, (before.0 + 1, before.1 + 1), "the adult and the manager hear of it");
        assert_eq!(sees_the_case(&w, &w.parent).await, Ok(()), "as it was");
        let restored = w.desk.again(&young).await;
        assert_eq!((restored.role(), restored.person()), (Some(Role::YoungPerson), Some(w.child)));
        assert_eq!(back("It was her cousin’s passport").await.unwrap_err().code(), "of-age.not-own");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_stays_with_whoever_made_it() {
    use teamwork::complaints::{actions as steps, model::About, store};
    for w in worlds().await {
        born(&w, None).await;
        let young = w.desk.young_person(w.family, w.child).await;
        let case = w.case;
        let says = |words: &str| steps::Input {
            about: About::Delay,
            words: words.into(),
            wish: String::new(),
            recorded: None,
        };
        let (theirs, own) = (says("From a parent"), says("From the young person"));
        let made = w.desk.act(&w.parent, move |act| steps::make(act, case, &theirs)).await.unwrap();
        w.desk.act(&young, move |act| steps::make(act, case, &own)).await.unwrap();
        let of = async |who: &Actor| {
            let who = w.desk.again(who).await;
            let read = |look: &access::Look<'_>| match look.actor().role() {
                Some(Role::YoungPerson) => store::of_young(look, &look.own_case::<MakeComplaint>()?),
                _ => store::own(look, &look.own::<MakeComplaint>()?),
            };
            let all = w.desk.look(&who, read).await.unwrap();
            all.into_iter().map(|c| c.words).collect::<Vec<_>>()
        };
        try_it(&w, &w.worker, "2026-11-20T09:30:00Z", "Her passport says 2007").await.unwrap();
        assert_eq!(of(&w.parent).await, ["From a parent"]);
        assert_eq!(of(&young).await, ["From the young person"]);
        let (parent, id) = (w.desk.again(&w.parent).await, made.id);
        w.desk.act(&parent, move |act| steps::withdraw(act, id, 1)).await.unwrap();

        born(&w, Some(d("2010-01-01"))).await;
        w.desk.act(&w.worker, move |act| undo::run(act, case, "It was her cousin’s passport")).await.unwrap();
        assert_eq!(of(&w.parent).await, ["From a parent"]);
        assert_eq!(of(&young).await, ["From the young person"], "it came back with them");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sealed_stays_sealed_for_the_same_people() {
    for w in worlds().await {
        born(&w, Some(d("2008-11-20"))).await;
        let (case, manager) = (w.case, w.manager.account().unwrap());
        let new = seals::New {
            kind: seals::SealKind::Threat,
            reason: "To be tried".into(),
            readers: vec![manager, w.worker.account().unwrap()],
        };
        w.desk.act(&w.manager, move |act| seals::seal(act, case, &new).map(drop)).await.unwrap();
        let outsider = w.desk.worker(Role::SocialWorker).await;
        assert_eq!(sees_the_case(&w, &outsider).await, Err(Error::NotFound));
        assert_eq!(job::run(&w.desk.db, t("2026-11-20T00:00:00Z")).await.unwrap(), 1);
        assert_eq!(sees_the_case(&w, &outsider).await, Err(Error::NotFound), "not for a moment");
        assert_eq!(
            (sees_the_case(&w, &w.worker).await, sees_the_case(&w, &w.manager).await),
            (Ok(()), Ok(()))
        );
        // Back again: the household's own seal covers it.
        born(&w, Some(d("2010-01-01"))).await;
        w.desk.act(&w.worker, move |act| undo::run(act, case, "A wrong birth date")).await.unwrap();
        assert_eq!(sees_the_case(&w, &outsider).await, Err(Error::NotFound));
        assert_eq!(sees_the_case(&w, &w.worker).await, Ok(()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_adult_is_invited_once_it_is_sure_that_it_is_them_and_nobody_else_is() {
    for w in worlds().await {
        born(&w, Some(d("2008-11-20"))).await;
        let case = w.case;
        let ask = |how: &'static str| {
            let input = invite::Input { email: "robin@example.org".into(), how: how.into() };
            w.desk.act(&w.worker, move |act| invite::run(act, case, &input))
        };
        assert_eq!(ask("Met her, saw her passport").await.unwrap_err().code(), "of-age.not-own");
        job::run(&w.desk.db, t("2026-11-20T00:00:00Z")).await.unwrap();
        let guest = invitations::Guest { email: "ines@example.org".into(), name: "Ines".into() };
        let parent = w.desk.act(&w.worker, move |act| invitations::family(act, case, &guest).map(drop)).await;
        assert_eq!(parent.unwrap_err().code(), "invitation.own-record", "a parent is not let in by a worker");
        assert!(matches!(ask("x").await.unwrap_err(), Error::Invalid(_)));

        let wish = |wish: Option<Wish>| {
            let input = step::Input { step: StepKind::Account, wish, note: String::new() };
            w.desk.act(&w.worker, move |act| step::run(act, case, &input))
        };
        assert!(matches!(wish(None).await.unwrap_err(), Error::Invalid(_)));
        wish(Some(Wish::No)).await.unwrap();
        assert_eq!(ask("Met her, saw her passport").await.unwrap_err().code(), "of-age.no-account");
        wish(Some(Wish::Yes)).await.unwrap();
        let made = ask("Met her, saw her passport").await.unwrap();
        assert_eq!(ask("Met her, saw her passport").await.unwrap_err().code(), "invitation.waits");
        let now: Timestamp = w.desk.now;
        let account = w
            .desk
            .db
            .write("take it up", move |db| {
                let found = invitations::open(db, &made.secret, now)?.unwrap();
                invitations::accept(db, &found, Some("a hash".into()), None, "test", now)
            })
            .await
            .unwrap();
        assert_eq!(account.role, Role::FamilyMember);
        let seen = w.desk.db.read(move |r| access::accounts::by_id(r, account.id)).await.unwrap();
        assert!(seen.family.is_some() && seen.family != Some(w.family));
        assert_eq!(ask("Met her, saw her passport").await.unwrap_err().code(), "invitation.has-account");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_from_before_the_birthday_lets_nobody_into_the_old_household() {
    for w in worlds().await {
        born(&w, Some(d("2008-11-21"))).await;
        let (case, child) = (w.case, w.child);
        let guest = invitations::Guest { email: "robin@example.org".into(), name: "Robin".into() };
        let made = w
            .desk
            .act(&w.worker, move |act| invitations::young_person(act, case, child, &guest, ""))
            .await
            .unwrap();
        job::run(&w.desk.db, t("2026-11-21T00:00:00Z")).await.unwrap();
        let now = t("2026-11-21T08:00:00Z");
        let open =
            w.desk.db.read(move |r| invitations::open(r, &made.secret, now).map(|i| i.is_none())).await;
        assert!(open.unwrap(), "the link ended with the day");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_say_what_happens_and_who_comes_next() {
    for w in worlds().await {
        let path = format!("/cases/{}/of-age", w.case);
        born(&w, Some(d("2009-03-02"))).await;
        let page = w.read(&w.worker, &path).await;
        assert!(page.contains("turns 18 on <strong>2 March 2027</strong>"), "{page}");
        assert!(page.contains("2 April 2026") && page.contains("Late"), "{page}");
        let wrong = w.send(&w.worker, &format!("{path}/steps"), Some("step=support&note=")).await;
        assert!(wrong.status == 422 && wrong.text.contains("Say who supports them from 18 on"));
        let done = w.send(&w.worker, &format!("{path}/steps"), Some("step=told&note=Talked+about+it")).await;
        assert_eq!(done.status, 303);
        assert!(w.read(&w.worker, &path).await.contains("Talked about it"));
        let list = w.read(&w.worker, "/turning-18").await;
        assert!(list.contains("Robin Marsh") && list.contains("1 of 6"));
        let file = w.read(&w.worker, "/turning-18.csv").await;
        assert!(file.contains("2027-03-02") && !file.contains("Robin"), "{file}");
        assert_eq!(w.send(&w.parent, &path, None).await.status, 403);
    }
}

/// Every table of the house that names a family and a case goes with the record, or is named here with the reason.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_missing_from_the_list_because_many_are_of_the_same_years() {
    for w in worlds().await {
        born(&w, Some(d("2008-12-01"))).await;
        let (agency, made) = (w.desk.agency(), w.desk.now);
        let before: Vec<(people::NewPerson, cases::Case)> = (0..=age_store::AT_ONCE)
            .map(|n| {
                let mut tail = [7; 10];
                tail[6..].copy_from_slice(&n.to_be_bytes());
                let child = people::NewPerson {
                    id: kernel::Id::from_parts(1_600_000_000_000, tail),
                    agency,
                    family: Some(kernel::Id::from_parts(1_600_000_000_000, tail)),
                    kind: people::PersonKind::Child,
                    first: "Kit".into(),
                    last: "Hollin".into(),
                    // Of a year that is read, and of age for too long to be shown.
                    born: Some(d("2007-12-31")),
                    contact: people::Contact::default(),
                    sex: None,
                    ethnicity: None,
                    council: "881".into(),
                    made,
                };
                let case = cases::Case {
                    id: kernel::Id::from_parts(1_600_000_000_000, tail),
                    reference: kernel::Reference::new("CA"),
                    agency,
                    family: child.family.unwrap(),
                    child: child.id,
                    enquiry: None,
                    council: "881".into(),
                    route: kernel::LegalRoute::Adoption,
                    order_date: None,
                    level: kernel::Level::Targeted,
                    state: cases::CaseState::Open,
                    coordinator: None,
                    opened: made,
                    closed: None,
                    version: 1,
                };
                (child, case)
            })
            .collect();
        let keys = w.desk.db.keys();
        let step = |table: &'static str, columns: &'static str, rows: Vec<Vec<::store::Value>>| {
            w.desk.db.bulk(move |b| rows.iter().try_for_each(|values| b.row(table, columns, values)))
        };
        let of = |make: &dyn Fn(&people::NewPerson, &cases::Case) -> Vec<::store::Value>| {
            before.iter().map(|(child, case)| make(child, case)).collect::<Vec<_>>()
        };
        let families = of(&|p, c| people::family_values(c.family, agency, &p.council, made));
        step("family", people::FAMILY_COLUMNS, families).await.unwrap();
        step("person", people::PERSON_COLUMNS, of(&|p, _| people::person_values(p))).await.unwrap();
        let identities = of(&|p, _| people::identity_values(keys, p.id.cast(), p).unwrap());
        step("identity", people::IDENTITY_COLUMNS, identities).await.unwrap();
        let all = of(&|_, c| cases::values(keys, c).unwrap());
        step("support_case", cases::COLUMNS, all).await.unwrap();
        let list = w.read(&w.worker, "/turning-18").await;
        assert!(list.contains("Robin") && !list.contains("Hollin"), "{list}");
        // The job goes through them in parts too, and takes nobody twice.
        assert_eq!(job::run(&w.desk.db, w.desk.now).await.unwrap(), before.len());
        assert_eq!(job::run(&w.desk.db, w.desk.now).await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_names_the_case_is_left_behind() {
    let stays = ["contact_after"];
    let moved: String = super::moved::ALL.iter().map(|sql| sql.text).collect();
    for table in tables_of_case_and_family() {
        let goes = moved.contains(&format!("UPDATE {table} SET family_id"));
        assert!(
            goes != stays.contains(&table.as_str()),
            "{table}: does it go with the record at 18, or stay?"
        );
    }
}

fn tables_of_case_and_family() -> Vec<String> {
    let mut tables = Vec::new();
    for migration in crate::schema() {
        for part in migration.sql.split("CREATE TABLE ").skip(1) {
            let body = part.split(") {strict}").next().unwrap();
            if body.contains("\n    case_id ") && body.contains("\n    family_id ") {
                tables.push(part.split_whitespace().next().unwrap().to_owned());
            }
        }
    }
    assert!(tables.len() > 10, "{tables:?}");
    tables
}
