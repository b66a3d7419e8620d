//! Specialist assessments on both engines: as whoever may ask and answer, and as those who may not.

use access::{
    Actor, Role,
    actions::ViewSpecialist,
    consent::{Agreement, LegalBasis, store as consents},
};
use commissioning::{
    orders::{
        actions::{Input as OrderInput, place_order},
        model::OrderKind,
    },
    providers::{
        model::{Price, Provider},
        store::{NewProvider, put},
    },
};
use kernel::{Pence, ProviderKind, kinds::Organisation};
use testkit::{Caller, Desk, both};

use super::*;
use crate::{
    specialist::{model::Conflict, store::Show},
    testing::{ELEVEN, Home, call, day, family, send},
};

const GOALS: &str = "What keeps the sleep so short\nWhether therapy would help now";

/// A provider that sells this.
async fn provider(desk: &Desk, code: &str, sells: &str) -> Id<Organisation> {
    let id = Id::random();
    let (code, sells) = (code.to_owned(), sells.to_owned());
    desk.db
        .write("a provider", move |w| {
            let provider = Provider {
                id,
                name: format!("The {code}"),
                kind: ProviderKind::Independent,
                approval: Approval::Approved,
            };
            let new = NewProvider { provider, code: code.clone(), region: String::new(), approved_on: None };
            let price = Price {
                provider: id,
                therapy: sells.clone(),
                per_session: Pence::pounds(900),
                minutes: 60,
                from: day("2026-04-01"),
            };
            put(w, &new, &[price])
        })
        .await
        .unwrap();
    id
}

fn input(provider: Id<Organisation>, why: &str) -> Asked {
    Asked { provider, goals: GOALS.into(), due: day("2027-01-15"), why: why.into() }
}

async fn asks(desk: &Desk, who: &Actor, case: Id<Case>, input: Asked) -> Result<Specialist> {
    desk.act(who, move |act| ask(act, case, &input)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_takes_it_learns_the_name_when_agreed_and_reports_beside_the_assessment() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let clinic = provider(&desk, "clinic", "specialist-assessment").await;
        let rival = provider(&desk, "rival", "specialist-assessment").await;
        let (seller, other) = (desk.provider(clinic).await, desk.provider(rival).await);
        let case = family(&desk, ELEVEN).await.id;
        let s = asks(&desk, &worker, case, input(clinic, "")).await.unwrap();
        assert!(s.conflicts.is_empty(), "it sells assessments alone");
        let twice = asks(&desk, &worker, case, input(clinic, "")).await.unwrap_err();
        assert_eq!(twice.code(), "specialist.asked");

        let path = format!("/specialist-assessments/{}", s.id);
        let page = send(&desk, &seller, &path, None).await.text;
        assert!(page.contains("sleep so short") && !page.contains("Robin"), "no name yet");
        assert!(!send(&desk, &other, &path, None).await.text.contains("sleep"), "somebody else’s");

        let id = s.id;
        let early = desk.act(&worker, move |act| share_names(act, id, 1)).await.unwrap_err();
        assert_eq!(early.code(), "specialist.state", "before the provider has taken it");
        desk.act(&seller, move |act| answer(act, id, 1, State::Accepted, "From January")).await.unwrap();
        let refused = desk.act(&worker, move |act| share_names(act, id, 2)).await.unwrap_err();
        assert_eq!(refused.code(), "sharing.no-ground", "the family was not asked");
        let (agency, now) = (desk.agency(), desk.now);
        let agreed = Agreement {
            id: Id::random(),
            agency,
            name: "Clinics".into(),
            to: Recipient::one(RecipientKind::Provider, clinic),
            purposes: vec![purposes::CONTACT_BY_PROVIDER.into()],
            shares: vec![DataKind::Contact],
            basis: LegalBasis::PublicTask,
            reference: "7".into(),
            from: day("2026-01-01"),
            until: None,
            made: now,
            made_by: None,
            ended: None,
            ended_by: None,
            ended_why: String::new(),
            version: 1,
        };
        desk.db.write("an agreement", move |w| consents::add_agreement(w, &agreed)).await.unwrap();
        desk.act(&worker, move |act| share_names(act, id, 2)).await.unwrap();
        let again = desk.act(&worker, move |act| share_names(act, id, 3)).await.unwrap_err();
        assert_eq!(again.code(), "specialist.named");
        assert!(send(&desk, &seller, &path, None).await.text.contains("Robin"));
        assert!(!send(&desk, &other, &path, None).await.text.contains("Robin"));

        let stale = desk.act(&seller, move |act| report(act, id, 2, ("Long", "Theraplay"))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let none = desk.act(&other, move |act| report(act, id, 3, ("Long", "Theraplay"))).await;
        assert_eq!(none.unwrap_err(), Error::NotFound);
        desk.act(&seller, move |act| {
            report(act, id, 3, ("Sleep is short since March.", "Theraplay\nA sleep diary"))
        })
        .await
        .unwrap();
        let page = send(&desk, &worker, &format!("/cases/{case}/specialist-assessments"), None).await.text;
        assert!(page.contains("A sleep diary") && page.contains("Report received"));
        assert!(!page.contains("Conflict of interest"));
        let again = desk.act(&seller, move |act| report(act, id, 4, ("Another", "More"))).await.unwrap_err();
        assert_eq!(again.code(), "specialist.state", "a report is not written over");
        assert!(
            !send(&desk, &seller, &path, None).await.text.contains("Robin"),
            "the name goes with the work"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interest_is_flagged_before_asking_and_stands_beside_the_report() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let both_sides = provider(&desk, "both", "ddp").await;
        let case = family(&desk, ELEVEN).await.id;
        let order = OrderInput {
            provider: both_sides,
            therapy: "ddp".into(),
            sessions: 4,
            starts_on: day("2026-11-23"),
            kind: OrderKind::CallOff,
            application: None,
        };
        desk.act(&worker, move |act| place_order(act, case, &order)).await.unwrap();
        let wrong = asks(&desk, &worker, case, input(both_sides, " ")).await.unwrap_err();
        let Error::Invalid(Invalid(found)) = wrong else { panic!("{wrong}") };
        assert_eq!(found.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["why"]);
        let s = asks(&desk, &worker, case, input(both_sides, "The only one within an hour")).await.unwrap();
        assert_eq!(s.conflicts, [Conflict::DeliversNow, Conflict::WouldDeliver]);
        let id = s.id;
        desk.act(&worker, move |act| enter_report(act, id, 1, ("By post", "More DDP"))).await.unwrap();
        let page = send(&desk, &worker, &format!("/cases/{case}/specialist-assessments"), None).await.text;
        assert!(page.contains("Conflict of interest") && page.contains("within an hour"));
        // The provider reads neither the flag nor why it was chosen.
        let seller = desk.provider(both_sides).await;
        let page = send(&desk, &seller, &format!("/specialist-assessments/{id}"), None).await.text;
        assert!(page.contains("More DDP") && !page.contains("Conflict") && !page.contains("within an hour"));
        let machine = Caller::Browser(seller);
        let api = call(&desk, &machine, &format!("/specialist-assessments/{id}"), None).await.text;
        assert!(!api.contains("within an hour"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_late_is_found_and_only_by_those_whose_it_is() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let clinic = provider(&desk, "clinic", "specialist-assessment").await;
        let case = family(&desk, ELEVEN).await.id;
        let theirs = family(&desk, Home { elsewhere: true, ..ELEVEN }).await.id;
        let none = asks(&desk, &worker, theirs, input(clinic, "")).await.unwrap_err();
        assert_eq!(none, Error::NotFound);
        let surname = Asked { goals: "What Robin Marsh needs".into(), ..input(clinic, "") };
        let told = asks(&desk, &worker, case, surname).await.unwrap_err();
        assert!(matches!(told, Error::Invalid(Invalid(e)) if e[0].field == "goals"), "a surname");
        let id = asks(&desk, &worker, case, input(clinic, "")).await.unwrap().id;
        let seller = desk.provider(clinic).await;
        let stranger = desk.stranger(Role::SocialWorker).await;
        let count = async |who: &Actor, on: &str, show| {
            let at = format!("{on}T10:00:00Z").parse().unwrap();
            desk.act_at(at, who, move |act| Ok(store::list(act, show, None, None)?.items.len()))
                .await
                .unwrap()
        };
        for who in [&worker, &seller] {
            assert_eq!(count(who, "2027-01-15", Show::Open).await, 1);
            assert_eq!(count(who, "2027-01-15", Show::Late).await, 0, "due today");
            assert_eq!(count(who, "2027-01-16", Show::Late).await, 1);
        }
        assert_eq!(count(&stranger, "2027-01-16", Show::All).await, 0);
        let late =
            desk.act_at("2027-01-16T10:00:00Z".parse().unwrap(), &worker, |act| crate::late_reports(act));
        assert_eq!(late.await.unwrap(), 1);
        desk.act(&worker, move |act| withdraw(act, id, 1, "The family moved")).await.unwrap();
        assert_eq!(count(&worker, "2027-01-16", Show::Late).await, 0);
        assert_eq!(count(&worker, "2027-01-16", Show::All).await, 1);
        let duty = desk.worker(Role::DutyWorker).await;
        let no = desk.look(&duty, move |look| look.one::<ViewSpecialist, SpecialistAsk>(id).map(drop)).await;
        assert_eq!(no.unwrap_err(), Error::Forbidden);
    }
}
