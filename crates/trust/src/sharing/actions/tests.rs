//! Recording and ending agreements, and looking at exceptions, on both engines.

use access::{
    Role,
    actions::{ReviewExceptions, ViewSharing},
    consent::{Answer, DataKind, LegalBasis, RecipientKind, purposes, rule, store},
};
use kernel::{Error, Invalid};
use page::Fields;

use super::*;
use crate::consent::{
    actions::{Safety, share_to_safeguard},
    testing::{World, d, worlds},
};

fn input(w: &World) -> Input {
    Input {
        name: "Willow's data schedule".into(),
        kind: RecipientKind::Provider,
        provider: Some(w.provider),
        purposes: vec![purposes::ARRANGE_SUPPORT.into()],
        shares: vec![DataKind::Need, DataKind::Sessions],
        basis: LegalBasis::PublicTask,
        reference: "DSA/2026/4".into(),
        from: d("2026-11-20"),
        until: Some(d("2026-12-31")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_opens_the_gate_until_it_is_ended() {
    for w in worlds().await {
        w.no_agreements().await;
        assert_eq!(w.place().await.unwrap_err().code(), rule::NO_GROUND);
        let new = input(&w);
        let made = w.desk.act(&w.administrator, move |act| make_agreement(act, &new)).await.unwrap();
        w.place().await.unwrap();
        let listed = w
            .desk
            .look(&w.worker, |look| store::agreements(look, &look.agency::<ViewSharing>()?))
            .await
            .unwrap();
        assert!(listed.contains(&made));
        let end = |version| End { version, on: None, why: "Not renewed".into() };
        let stale = w.desk.act(&w.administrator, move |act| end_agreement(act, made.id, &end(7))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        w.desk.act(&w.administrator, move |act| end_agreement(act, made.id, &end(1))).await.unwrap();
        assert_eq!(w.place().await.unwrap_err().code(), rule::NO_GROUND);
        let again = w.desk.act(&w.administrator, move |act| end_agreement(act, made.id, &end(2))).await;
        assert_eq!(again.unwrap_err().code(), "sharing.over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_administrator_of_the_agency_makes_and_ends_agreements() {
    for w in worlds().await {
        for who in [&w.manager, &w.worker, &w.parent] {
            let new = input(&w);
            let made = w.desk.act(who, move |act| make_agreement(act, &new)).await;
            assert_eq!(made.unwrap_err(), Error::Forbidden);
        }
        let new = input(&w);
        let made = w.desk.act(&w.administrator, move |act| make_agreement(act, &new)).await.unwrap();
        let stranger = w.desk.stranger(Role::Administrator).await;
        let end = End { version: 1, on: None, why: "x".into() };
        let ended = w.desk.act(&stranger, move |act| end_agreement(act, made.id, &end)).await;
        assert_eq!(ended.unwrap_err(), Error::NotFound);
        let unknown = Input { provider: Some(kernel::Id::from_parts(1, [77; 10])), ..input(&w) };
        let made = w.desk.act(&w.administrator, move |act| make_agreement(act, &unknown)).await;
        assert!(matches!(made.unwrap_err(), Error::Invalid(_)));
    }
}

#[test]
fn the_form_asks_for_everything_and_fits_purposes_to_the_kind() {
    let wrong: Invalid = fields(&mut Fields::default()).unwrap_err();
    let asked: Vec<&str> = wrong.0.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(asked, ["name", "recipient", "purposes", "shares", "basis", "reference", "from"]);
    let mut school = Fields::form(
        b"name=A&recipient=school&purposes=apply-to-fund&shares=need&basis=public-task&reference=R&from=2026-11-20&until=2026-11-19",
    );
    let wrong = fields(&mut school).unwrap_err();
    assert!(wrong.of("purposes").is_some() && wrong.of("until").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_is_looked_at_by_a_manager_who_did_not_decide_it() {
    for w in worlds().await {
        let case = w.case;
        let safety = |name: &str| Safety {
            kind: RecipientKind::Other,
            provider: None,
            name: name.into(),
            shares: vec![DataKind::Safety],
            reason: "A threat was made".into(),
        };
        let input = safety("Police");
        let mine = w.desk.act(&w.manager, move |act| share_to_safeguard(act, case, &input)).await.unwrap();
        let seen = |version| Seen { version, note: "It was right".into() };
        let own = w.desk.act(&w.manager, move |act| review_exception(act, mine.id, &seen(1))).await;
        assert_eq!(own.unwrap_err().code(), "sharing.own");
        let stranger = w.desk.stranger(Role::TeamManager).await;
        let theirs = w.desk.act(&stranger, move |act| review_exception(act, mine.id, &seen(1))).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let done =
            w.desk.act(&w.other_manager, move |act| review_exception(act, mine.id, &seen(1))).await.unwrap();
        assert!(done.seen.is_some() && done.seen_note == "It was right");
        let twice = w.desk.act(&w.other_manager, move |act| review_exception(act, mine.id, &seen(2))).await;
        assert_eq!(twice.unwrap_err().code(), "sharing.seen");
        let all = w
            .desk
            .look(&w.manager, |look| store::exceptions(look, &look.agency::<ReviewExceptions>()?))
            .await
            .unwrap();
        assert_eq!(all.len(), 1);
        let list = w.read(&w.manager, "/sharing/exceptions").await;
        assert!(list.contains("Looked at") && list.contains("Police"));
        assert!(
            w.read(&w.manager, &format!("/sharing/exceptions/{}", mine.id))
                .await
                .contains("A threat was made")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_record_list_and_end_an_agreement_and_warn_of_what_is_missing() {
    for w in worlds().await {
        let list = w.read(&w.worker, "/sharing").await;
        assert!(
            list.contains("Approved providers")
                && !list.contains("Record an agreement")
                && !list.contains("No agreement covers")
        );
        w.no_agreements().await;
        assert!(w.read(&w.worker, "/sharing").await.contains("No agreement covers"));
        assert!(w.read(&w.administrator, "/sharing/new").await.contains("Ask your data protection officer"));
        let body = "name=Fund+2026&recipient=fund&purposes=apply-to-fund&shares=need&shares=age&basis=public-task&reference=R1\
                    &from-day=20&from-month=11&from-year=2026&until-day=1&until-month=12&until-year=2026";
        let made = w.send(&w.administrator, "/sharing/new", Some(body)).await;
        let path = made.to.unwrap();
        assert!(w.read(&w.administrator, "/sharing").await.contains("ends on 1 December 2026 (11 days)"));
        assert!(w.read(&w.worker, &path).await.contains("Public task"));
        let wrong = w.send(&w.administrator, &format!("{path}/end"), Some("version=1")).await;
        assert!(wrong.status == 422 && wrong.text.contains("Say why it ends"));
        assert_eq!(
            w.send(&w.administrator, &format!("{path}/end"), Some("version=1&why=Done")).await.status,
            303
        );
        assert!(w.read(&w.worker, "/sharing.csv").await.contains("Fund 2026,fund,"));
        w.says(Answer::Given).await;
    }
}
