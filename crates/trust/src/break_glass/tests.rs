//! Emergency access on both engines.

use access::{
    Actor, Look, Role,
    actions::{EditPlan, ReviewEmergencyAccess, StepCase, ViewAudit},
    audit::report,
    emergency::{self, Ask, Verdict},
    seals::{self, New, SealKind},
};
use jiff::SignedDuration;
use kernel::{
    Error, Id, Result,
    kinds::{Case, Emergency},
};

use crate::world::{World, worlds};

async fn ask(w: &World, who: &Actor, reference: &str) -> Result<Id<Emergency>> {
    let input = Ask { reference: reference.into(), reason: "A neighbour heard screaming".into() };
    w.desk.act(who, move |act| emergency::ask(act, &input)).await
}

async fn waiting(w: &World, who: &Actor) -> usize {
    let count = |look: &Look<'_>| emergency::waiting(look, &look.agency::<ReviewEmergencyAccess>()?);
    w.desk.look(who, count).await.unwrap()
}

async fn review(w: &World, who: &Actor, id: Id<Emergency>) -> Result<()> {
    w.desk
        .act(who, move |act| emergency::review(act, id, Verdict::Justified, "Spoke to her: right to ask"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn emergency_access_opens_one_record_to_read_for_an_hour_and_is_reviewed_by_another() {
    for w in worlds().await {
        let now = w.desk.now;
        let at = |minutes| now.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        // A role that opens no case, a worker who is shut out by a seal, and one who is shut out by nothing.
        assert_eq!(w.opens(&w.finance, now).await, Err(Error::Forbidden));
        let case = w.case;
        let named = w.desk.worker(Role::TeamManager).await;
        let new = New {
            kind: SealKind::Colleague,
            reason: "Her own family".into(),
            readers: vec![named.account().unwrap()],
        };
        w.desk.act(&w.manager, move |act| seals::seal(act, case, &new)).await.unwrap();
        assert_eq!(w.opens(&w.duty, now).await, Err(Error::NotFound));
        // The demo's own uses wait for a review too.
        let of_demo =
            [waiting(&w, &named).await, waiting(&w, &w.administrator).await, waiting(&w, &w.manager).await];
        let stranger = w.desk.stranger(Role::DutyWorker).await;
        assert_eq!(ask(&w, &w.administrator, &w.reference).await, Err(Error::Forbidden));

        let id = ask(&w, &w.duty, &format!(" {} ", w.reference.to_lowercase())).await.unwrap();
        assert_eq!(w.opens(&w.duty, now).await, Ok(()));
        assert_eq!(w.opens(&w.duty, at(59)).await, Ok(()));
        assert_eq!(w.opens(&w.duty, at(60)).await, Err(Error::NotFound), "an hour is over");
        assert_eq!(w.opens(&w.worker, now).await, Err(Error::NotFound), "it is the asker's alone");
        assert_eq!(
            w.desk.act(&w.duty, move |act| act.one::<StepCase, Case>(case).map(|_| ())).await,
            Err(Error::Forbidden)
        );
        let money = ask(&w, &w.finance, &w.reference).await.unwrap();
        assert_eq!(w.opens(&w.finance, now).await, Ok(()));
        assert_eq!(
            w.desk.act(&w.finance, move |act| act.one::<EditPlan, Case>(case).map(|_| ())).await,
            Err(Error::Forbidden),
            "it changes nothing"
        );
        // Another agency's reference is nobody's reference.
        let theirs = ask(&w, &stranger, &w.reference).await.unwrap();
        assert_eq!(w.opens(&stranger, now).await, Err(Error::NotFound));
        let found = w.desk.look(&stranger, move |look| emergency::own(look, theirs)).await.unwrap();
        assert_eq!((found.case, found.family), (None, None));
        assert_eq!(
            w.desk.look(&w.worker, move |look| emergency::own(look, id)).await.err(),
            Some(Error::NotFound)
        );

        // Told at once: the managers who may know of the record, and administrators. Not the unnamed manager.
        assert_eq!((w.mails(&named).await, w.mails(&w.administrator).await), (2, 2));
        assert_eq!(w.mails(&w.manager).await, 0);
        assert_eq!(waiting(&w, &named).await - of_demo[0], 2);
        assert_eq!(waiting(&w, &w.administrator).await - of_demo[1], 2);
        assert_eq!(waiting(&w, &w.manager).await, of_demo[2]);

        // Reviewed by somebody else, once.
        assert_eq!(review(&w, &w.duty, id).await, Err(Error::Forbidden));
        assert_eq!(review(&w, &w.manager, id).await, Err(Error::NotFound));
        let strange = w.desk.stranger(Role::TeamManager).await;
        assert_eq!(review(&w, &strange, id).await, Err(Error::NotFound));
        review(&w, &named, id).await.unwrap();
        assert_eq!(review(&w, &named, id).await.unwrap_err().code(), "emergency.reviewed");
        review(&w, &w.administrator, money).await.unwrap();
        assert_eq!(waiting(&w, &named).await, of_demo[0]);
        let own = ask(&w, &named, &w.reference).await.unwrap();
        assert_eq!(review(&w, &named, own).await.unwrap_err().code(), "emergency.own");
        assert_eq!(waiting(&w, &named).await, of_demo[0], "one's own waits for somebody else");

        // Every look says by what right.
        access::audit::seal::now(&w.desk.db, now, 10_000).await.unwrap();
        let lines = move |look: &Look<'_>| {
            let grant = look.one::<ViewAudit, Case>(case)?;
            report::of_case(
                look,
                &grant,
                &report::Filter::default(),
                report::Page { after: None, lines: 500 },
            )
        };
        let said = format!("{:?}", w.desk.look(&named, lines).await.unwrap());
        assert!(said.matches("by emergency access").count() >= 3, "{said}");
        assert!(said.contains("A neighbour heard screaming") && said.contains("emergency.use"), "{said}");
        let unnamed = w.desk.look(&w.manager, lines).await;
        assert_eq!(unnamed.err(), Some(Error::NotFound), "the log of a sealed record is sealed too");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_of_nobody_is_answered_and_told_alike_and_few_can_be_tried() {
    for w in worlds().await {
        let of_demo = waiting(&w, &w.manager).await;
        let nobodys = ask(&w, &w.duty, "CA-2345-6789").await.unwrap();
        let somebodys = ask(&w, &w.duty, &w.reference).await.unwrap();
        assert_eq!(w.mails(&w.manager).await, 2, "both are told");
        assert_eq!(waiting(&w, &w.manager).await - of_demo, 2);
        let found = w.desk.look(&w.duty, move |look| emergency::own(look, nobodys)).await.unwrap();
        assert_eq!((found.case, found.ends), (None, emergency::ends(w.desk.now)));
        assert!(
            w.desk.look(&w.duty, move |look| emergency::own(look, somebodys)).await.unwrap().case.is_some()
        );
        for _ in 2..emergency::A_DAY {
            ask(&w, &w.duty, "CA-2345-6789").await.unwrap();
        }
        assert_eq!(ask(&w, &w.duty, &w.reference).await.unwrap_err().code(), "emergency.too-many");
        let tomorrow = w.desk.now.checked_add(SignedDuration::from_hours(24)).unwrap();
        let again = Ask { reference: w.reference.clone(), reason: "Once more".into() };
        w.desk.act_at(tomorrow, &w.duty, move |act| emergency::ask(act, &again)).await.unwrap();
    }
}
