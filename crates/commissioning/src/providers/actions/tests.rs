//! From a name to an order, on both engines.

use access::{Actor, Role};
use kernel::{Date, Error, Id, Pence, ProviderKind, kinds::Organisation};

use super::*;
use crate::{
    orders::actions::place_order,
    providers::{
        model::{Approval, Price},
        store,
        vetting::{RegisteredBody, Vetting},
    },
    testing::{World, worlds},
};

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn rowan() -> NewName {
    NewName { name: "Rowan & Oak, Therapies".into(), kind: ProviderKind::SupportAgency, region: None }
}

fn seen() -> Vetting {
    Vetting {
        body: RegisteredBody::Ofsted,
        registration: "SC012345".into(),
        insured_until: d("2027-03-31"),
        safeguarding_on: d("2026-10-01"),
    }
}

fn price(provider: Id<Organisation>, from: &str) -> Price {
    Price {
        provider,
        therapy: "theraplay".into(),
        per_session: Pence::pounds(95),
        minutes: 60,
        from: d(from),
    }
}

async fn step(
    w: &World,
    who: &Actor,
    id: Id<Organisation>,
    step: Step,
    version: i64,
) -> kernel::Result<Approval> {
    w.desk.act(who, move |act| step_provider(act, id, step, version)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_is_added_priced_approved_and_ordered_from() {
    for w in worlds().await {
        let commissioner = w.desk.worker(Role::Commissioner).await;
        let add = |act: &access::Act<'_>| add_provider(act, &rowan(), &seen());
        for role in [Role::SocialWorker, Role::TeamManager, Role::FinanceOfficer, Role::Administrator] {
            let other = w.desk.worker(role).await;
            assert_eq!(w.desk.act(&other, add).await.unwrap_err(), Error::Forbidden, "{role:?}");
        }
        let id = w.desk.act(&commissioner, add).await.unwrap();
        assert!(
            matches!(w.desk.act(&commissioner, add).await, Err(Error::Invalid(_))),
            "one name, one provider"
        );

        let mut input = w.input(4);
        input.provider = id;
        let case = w.case;
        let order = move |act: &access::Act<'_>| place_order(act, case, &input);
        let approve = step(&w, &commissioner, id, Step::Approve, 1).await;
        assert_eq!(approve.unwrap_err().code(), "provider.price");
        let set = move |from: &'static str| move |act: &access::Act<'_>| set_price(act, &price(id, from));
        w.desk.act(&commissioner, set("2026-11-01")).await.unwrap();
        assert_eq!(w.desk.act(&w.worker, order.clone()).await.unwrap_err().code(), "provider.approval");
        assert!(matches!(w.desk.act(&commissioner, set("2026-11-01")).await, Err(Error::Invalid(_))));
        w.desk.act(&commissioner, set("2027-04-01")).await.unwrap();
        assert_eq!(step(&w, &commissioner, id, Step::Approve, 7).await.unwrap_err(), Error::Stale);
        assert_eq!(step(&w, &commissioner, id, Step::Approve, 1).await.unwrap(), Approval::Approved);
        let placed = w.desk.act(&w.worker, order.clone()).await.unwrap();
        assert_eq!(placed.order.price, Pence::pounds(95));

        step(&w, &commissioner, id, Step::Suspend, 2).await.unwrap();
        assert_eq!(w.desk.act(&w.worker, order.clone()).await.unwrap_err().code(), "provider.approval");
        step(&w, &commissioner, id, Step::Reinstate, 3).await.unwrap();
        let kept = w.desk.look(&commissioner, move |r| store::kept(r, id)).await.unwrap().unwrap();
        assert_eq!(kept.approved_on, Some(d("2026-11-20")));

        // Six months on the insurance has ended: no new order until the renewal is seen.
        let later = "2027-05-04T09:30:00Z".parse().unwrap();
        let mut spring = w.input(4);
        (spring.provider, spring.starts_on) = (id, d("2027-05-10"));
        let order = move |act: &access::Act<'_>| place_order(act, case, &spring);
        assert_eq!(
            w.desk.act_at(later, &w.worker, order.clone()).await.unwrap_err().code(),
            "provider.vetting"
        );
        let renewed = Vetting { insured_until: d("2028-03-31"), ..seen() };
        w.desk.act_at(later, &commissioner, move |act| vet_provider(act, id, &renewed)).await.unwrap();
        w.desk.act_at(later, &w.worker, order).await.unwrap();

        step(&w, &commissioner, id, Step::Leave, 4).await.unwrap();
        assert_eq!(step(&w, &commissioner, id, Step::Approve, 5).await.unwrap_err().code(), "provider.state");
        let nobody = Id::from_parts(9, [9; 10]);
        assert_eq!(step(&w, &commissioner, nobody, Step::Leave, 1).await.unwrap_err(), Error::NotFound);
    }
}
