//! Asking, answering, withdrawing and the gate they open and shut, on both engines.

use ::store::outbox;
use access::{
    Role,
    actions::{ShareToSafeguard, ViewConsent},
    consent::{Answer, BasisKind, DataKind, GivenBy, RecipientKind, rule, store},
};
use kernel::{Error, Id};

use super::*;
use crate::consent::testing::{d, worlds};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_to_a_provider_without_a_ground_and_a_consent_is_one() {
    for w in worlds().await {
        w.no_agreements().await;
        let no = w.place().await.unwrap_err();
        assert_eq!(no.code(), rule::NO_GROUND);
        assert!(
            no.to_string().contains("Willow Therapies") && no.to_string().contains("Consent and sharing")
        );
        w.says(Answer::Asked).await;
        assert_eq!(w.place().await.unwrap_err().code(), rule::NO_GROUND, "an asking is no consent");
        w.says(Answer::Given).await;
        w.place().await.unwrap();
        let (case, worker) = (w.case, w.worker.clone());
        let shared = w
            .desk
            .look(&worker, move |look| store::disclosures(look, &look.one::<ViewConsent, _>(case)?))
            .await
            .unwrap();
        assert_eq!(shared.len(), 1, "what was refused left nothing behind");
        assert_eq!((shared[0].basis, shared[0].shares.len()), (BasisKind::Consent, 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_consent_stops_the_next_order_even_under_an_agreement() {
    for w in worlds().await {
        let given = w.says(Answer::Given).await;
        w.place().await.unwrap();
        let take = |version| Taken { version, why: "We want a rest".into() };
        let stale = w.desk.act(&w.parent, move |act| withdraw_consent(act, given.id, &take(9))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let taken =
            w.desk.act(&w.parent, move |act| withdraw_consent(act, given.id, &take(1))).await.unwrap();
        assert!(taken.withdrawn.is_some() && taken.withdrawn_why == "We want a rest");
        assert_eq!(taken.withdrawn_role.as_deref(), Some("family-member"));
        assert_eq!(w.place().await.unwrap_err().code(), rule::SAID_NO);
        let twice = w.desk.act(&w.parent, move |act| withdraw_consent(act, given.id, &take(2))).await;
        assert_eq!(twice.unwrap_err().code(), "consent.over");
        // It stands there still, with all that was said.
        let (case, worker) = (w.case, w.worker.clone());
        let all = w
            .desk
            .look(&worker, move |look| store::of_case(look, &look.one::<ViewConsent, _>(case)?))
            .await
            .unwrap();
        assert_eq!((all.len(), all[0].answer, all[0].given_name.as_str()), (1, Answer::Given, "Ines Marsh"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_answers_for_itself_and_a_stranger_finds_nothing() {
    for w in worlds().await {
        let asked = w.says(Answer::Asked).await;
        let yes = |by| Said {
            version: 1,
            answer: Answer::Given,
            by,
            name: String::new(),
            note: String::new(),
            until: Some(d("2027-03-31")),
        };
        let other = w.desk.relative(Id::from_parts(9, [9; 10])).await;
        let stranger = w.desk.stranger(Role::TeamManager).await;
        for who in [&other, &stranger] {
            let said = w.desk.act(who, move |act| answer_consent(act, asked.id, &yes(GivenBy::Parent))).await;
            assert_eq!(said.unwrap_err(), Error::NotFound);
        }
        let finance = w.desk.worker(Role::FinanceOfficer).await;
        let said =
            w.desk.act(&finance, move |act| answer_consent(act, asked.id, &yes(GivenBy::Parent))).await;
        assert_eq!(said.unwrap_err(), Error::Forbidden);
        // The child is ten: not a young person of sixteen.
        let said =
            w.desk.act(&w.parent, move |act| answer_consent(act, asked.id, &yes(GivenBy::YoungPerson))).await;
        assert!(matches!(said.unwrap_err(), Error::Invalid(_)));
        let said = w
            .desk
            .act(&w.parent, move |act| answer_consent(act, asked.id, &yes(GivenBy::Parent)))
            .await
            .unwrap();
        assert_eq!((said.answer, said.until), (Answer::Given, Some(d("2027-03-31"))));
        let again =
            w.desk.act(&w.parent, move |act| answer_consent(act, asked.id, &yes(GivenBy::Parent))).await;
        assert_eq!(again.unwrap_err().code(), "consent.answered");
        let (case, input) = (w.case, w.asked(Answer::Given));
        let asked = w.desk.act(&w.parent, move |act| ask_consent(act, case, &input)).await;
        assert_eq!(asked.unwrap_err(), Error::Forbidden, "a family does not record askings");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn safety_goes_past_a_no_is_told_to_the_managers_and_hidden_from_the_family() {
    for w in worlds().await {
        w.says(Answer::Refused).await;
        assert_eq!(w.place().await.unwrap_err().code(), rule::SAID_NO);
        let (case, provider) = (w.case, w.provider);
        let safety = Safety {
            kind: RecipientKind::Provider,
            provider: Some(provider),
            name: String::new(),
            shares: vec![DataKind::Need, DataKind::Sessions],
            reason: "He said he would not be there tomorrow".into(),
        };
        let made = w.desk.act(&w.worker, move |act| share_to_safeguard(act, case, &safety)).await.unwrap();
        assert_eq!(made.until.duration_since(made.at).as_hours(), 72);
        w.place().await.unwrap();
        let mail = w
            .desk
            .db
            .read({
                let now = w.desk.now;
                move |r| outbox::due(r, now, 50)
            })
            .await
            .unwrap();
        assert_eq!(mail.len(), 2, "each of the two managers is told");
        assert!(mail.iter().all(|m| !m.body.contains("tomorrow")
            && !m.body.contains("Robin")
            && !m.body.contains("Willow")));
        let shared = w
            .desk
            .look(&w.parent, move |look| store::disclosures(look, &look.one::<ViewConsent, _>(case)?))
            .await
            .unwrap();
        assert!(shared.is_empty());
        let theirs = w
            .desk
            .look(&w.parent, move |look| look.one::<ShareToSafeguard, kernel::kinds::Case>(case).map(|_| ()))
            .await;
        assert_eq!(theirs.unwrap_err(), Error::Forbidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_ask_answer_and_withdraw() {
    for w in worlds().await {
        let base = format!("/cases/{}/consent", w.case);
        let empty = w.read(&w.worker, &base).await;
        assert!(empty.contains("not asked for anything yet") && empty.contains("Robin Marsh"));
        assert!(w.read(&w.parent, "/my/consent").await.contains("You were not asked for anything yet"));
        let form = w.read(&w.worker, &format!("{base}/new")).await;
        assert!(form.contains("Willow Therapies") && form.contains("without your names"));
        let said = w
            .send(
                &w.worker,
                &format!("{base}/new"),
                Some("purpose=work-with-school&answer=given&name=Elm+School"),
            )
            .await;
        assert_eq!(said.status, 422);
        assert!(said.text.contains("Choose who answered") && said.text.contains("value=\"Elm School\""));
        let whole = "purpose=work-with-school&answer=asked&name=Elm+School";
        assert_eq!(
            w.send(&w.worker, &format!("{base}/new"), Some(whole)).await.to.as_deref(),
            Some(base.as_str())
        );
        let mine = w.read(&w.parent, "/my/consent").await;
        assert!(mine.contains("Waiting for an answer") && mine.contains("Elm School"));
        let path =
            format!("/my/consent/{}", mine.split("/my/consent/").nth(1).unwrap().split('"').next().unwrap());
        assert!(w.read(&w.parent, &path).await.contains("A no changes nothing"));
        let yes = "version=1&answer=given&given_by=parent";
        assert_eq!(w.send(&w.parent, &format!("{path}/answer"), Some(yes)).await.status, 303);
        let page = w.read(&w.parent, &path).await;
        assert!(page.contains("What it stops") && page.contains("We stop talking with the school"));
        assert_eq!(w.send(&w.parent, &format!("{path}/withdraw"), Some("version=2")).await.status, 303);
        assert!(w.read(&w.worker, &base).await.contains("Withdrawn on"));
        let csv = w.read(&w.worker, &format!("{base}.csv")).await;
        assert!(
            csv.lines()
                .nth(1)
                .unwrap()
                .starts_with("work-with-school,school,Elm School,given,withdrawn,parent,online,2026-11-20")
        );
        assert_eq!(w.send(&w.parent, &base, None).await.to.as_deref(), Some("/my/consent"));
    }
}
