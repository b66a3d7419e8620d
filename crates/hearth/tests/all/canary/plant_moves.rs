//! The first family moves to the area of the second agency, and its case is handed over, disputed and settled: it stays. The second agency, which
//! read it meanwhile, meets nothing of it any more.

use access::{
    consent::{Agreement, DataKind, LegalBasis, Recipient, RecipientKind, purposes, store as consents},
    teamwork::HandoverIn,
};
use kernel::{Id, kinds};
use serde_json::json;
use teamwork::moves::{actions as steps, store::NewHome};

use super::{
    marks::What,
    world::{World, actor, agency_of},
};
use crate::house::House;

/// Hampshire is in the area of the second agency.
const THERE: &str = "850";

/// For the first family of the first agency.
pub async fn plant(house: &House, world: &mut World) {
    let case: Id<kinds::Case> = world.ids["cases"][0].parse().unwrap();
    let worker = actor(house, world, "asocialworker").await;
    let today = kernel::local_date(house.desk.now);
    let day = |days| kernel::Calendar::england().add_days(today, days);

    // One that was a mistake, and one that holds.
    let wrong = steps::Moved {
        council: THERE.into(),
        on: day(-3),
        home: NewHome { address: world.put("a1", What::Moved, "wrongroad"), postcode: String::new() },
    };
    let made = house.desk.act(&worker, move |act| steps::record(act, case, &wrong)).await.unwrap();
    let undone = steps::Undone { version: 1, why: world.put("a1", What::Moved, "notmoved") };
    house.desk.act(&worker, move |act| steps::undo(act, made, &undone)).await.unwrap();
    let moved = steps::Moved {
        council: THERE.into(),
        on: day(-2),
        home: NewHome { address: world.put("a1", What::Moved, "newroad"), postcode: "SO14 2AA".into() },
    };
    let made = house.desk.act(&worker, move |act| steps::record(act, case, &moved)).await.unwrap();
    world.id("moves", &json!(made.to_string()));

    let agreement = agreement(house);
    house.desk.db.write("an agreement", move |w| consents::add_agreement(w, &agreement)).await.unwrap();
    let (manager, theirs) =
        (actor(house, world, "ateammanager").await, actor(house, world, "bdutyworker").await);
    let offer = steps::Offer { summary: world.put("a1", What::HandedOver, "takeover") };
    let h = house.desk.act(&manager, move |act| steps::offer(act, case, &offer)).await.unwrap();
    let (id, there): (_, Id<HandoverIn>) = (h.id, h.id.cast());
    for word in ["handovers-out", "handovers-in"] {
        world.id(word, &json!(id.to_string()));
    }
    let no = steps::Dispute { version: h.version, why: world.put("a1", What::Moved, "notours") };
    let h = house.desk.act(&theirs, move |act| steps::dispute(act, there, &no)).await.unwrap();
    let words = world.put("a1", What::HandedOver, "agreedon");
    let said = steps::Proposal { version: h.version, stays: true, words };
    let h = house.desk.act(&manager, move |act| steps::propose_out(act, id, &said)).await.unwrap();
    let version = h.version;
    house.desk.act(&theirs, move |act| steps::agree_in(act, there, version)).await.unwrap();
}

fn agreement(house: &House) -> Agreement {
    Agreement {
        id: Id::new(house.desk.now),
        agency: agency_of(house, 'a'),
        name: "Agencies that hand over".into(),
        to: Recipient::one(RecipientKind::Agency, agency_of(house, 'b')),
        purposes: vec![purposes::WORK_WITH_AGENCY.into()],
        shares: vec![DataKind::Contact, DataKind::Plan, DataKind::Assessment],
        basis: LegalBasis::PublicTask,
        reference: "Test".into(),
        from: kernel::local_date(house.desk.now),
        until: None,
        made: house.desk.now,
        made_by: None,
        ended: None,
        ended_by: None,
        ended_why: String::new(),
        version: 1,
    }
}
