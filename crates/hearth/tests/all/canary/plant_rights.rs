//! Plants what a family asks about its data: something to be put right, a complaint, a copy of what is held; and
//! how records are kept: a hold, and a proposal to destroy one.

use access::{Role, actions::HandleSubjectAccess, rights::SubjectRequest};
use kernel::{Id, kinds::Enquiry};
use serde_json::json;
use trust::{retention, subject_access};

use super::{
    marks::What,
    world::{World, actor, agency_of, get, post, send, text, token},
};
use crate::house::House;

const OWN: &str = "a1";

/// For the first family.
pub async fn plant(house: &House, world: &mut World) {
    let case = world.ids["cases"][0].clone();
    put_right(house, world, &case).await;
    complained(house, world, &case).await;
    copied(house, world, &case).await;
    kept(house, world, &case).await;
}

async fn put_right(house: &House, world: &mut World, case: &str) {
    let worker = token(house, Role::SocialWorker, Some(agency_of(house, 'a'))).await;
    // One that is decided and one that waits.
    for (quoted, wanted, why) in
        [("quoted", "wanted", "wantedwhy"), ("quotedtoo", "wantedtoo", "wantedwhytoo")]
    {
        let words = [quoted, wanted, why].map(|field| world.put(OWN, What::Correction, field));
        let body =
            json!({"case": case, "what": "words", "quoted": words[0], "wanted": words[1], "why": words[2]});
        let made = post(house, &worker, "/api/v1/corrections", body).await;
        let id = world.id("corrections", &made["id"]);
        if quoted == "quoted" {
            let why = world.put(OWN, What::Correction, "decidedwhy");
            let body = json!({"version": made["version"], "put_right": "yes", "why": why});
            post(house, &worker, &format!("/api/v1/corrections/{id}/decision"), body).await;
        }
    }
}

async fn complained(house: &House, world: &mut World, case: &str) {
    let worker = token(house, Role::SocialWorker, Some(agency_of(house, 'a'))).await;
    let manager = token(house, Role::TeamManager, Some(agency_of(house, 'a'))).await;
    let mut put = |field| world.put(OWN, What::Complaint, field);
    let body = json!({"case": case, "complainant": put("complainant"), "words": put("complaint")});
    let (how, answered) = (put("acknowledged"), put("answered"));
    let made = post(house, &worker, "/api/v1/data-complaints", body).await;
    let id = world.id("data-complaints", &made["id"]);
    let path = format!("/api/v1/data-complaints/{id}");
    let body = json!({"version": made["version"], "how": how});
    let made = post(house, &manager, &format!("{path}/acknowledgement"), body).await;
    let body = json!({"version": made["version"], "outcome": "upheld", "words": answered});
    post(house, &manager, &format!("{path}/outcome"), body).await;
}

/// Two copies: one is released, one waits to be read.
async fn copied(house: &House, world: &mut World, case: &str) {
    let worker = token(house, Role::SocialWorker, Some(agency_of(house, 'a'))).await;
    let manager = actor(house, world, "ateammanager").await;
    for (asked, proof, given) in [("askedby", "proof", true), ("askedbytoo", "prooftoo", false)] {
        let (asked, proof) = (world.put(OWN, What::Copy, asked), world.put(OWN, What::Copy, proof));
        let person = world.ids["people"][0].clone();
        let body = json!({"case": case, "person": person, "asked_by": asked, "proof": "documents", "proof_note": proof});
        let made = post(house, &worker, "/api/v1/subject-requests", body).await;
        let id = world.id("subject-access", &made["id"]);
        let path = format!("/subject-access/{id}");
        send(
            house,
            world,
            "asocialworker",
            &format!("{path}/prepare"),
            &format!("version={}", made["version"]),
        )
        .await;
        let request: Id<SubjectRequest> = id.parse().unwrap();
        let passages = house.desk.look(&manager, move |look| {
            subject_access::store::passages(look, &look.one::<HandleSubjectAccess, SubjectRequest>(request)?)
        });
        let passages = passages.await.unwrap();
        assert!(passages.iter().any(|p| p.words.contains("zqa1child")), "the copy holds the record");
        if !given {
            world.ids.entry("passages").or_default().push(passages[0].id.to_string());
            let why = world.put(OWN, What::Copy, "extended");
            send(house, world, "asocialworker", &format!("{path}/extend"), &format!("version=2&why={why}"))
                .await;
            let removed = world.put(OWN, What::Copy, "removed");
            let body = format!("choice=remove&reason={removed}");
            send(house, world, "asocialworker", &format!("{path}/passages/{}", passages[0].id), &body).await;
            continue;
        }
        let marked: Vec<_> = passages.iter().filter(|p| p.marked).map(|p| p.id).collect();
        let kept = house.desk.act(&manager, move |act| {
            let keep = subject_access::actions::Decide {
                choice: subject_access::model::Choice::Keep,
                reason: String::new(),
            };
            marked.iter().try_for_each(|id| subject_access::actions::decide_passage(act, request, *id, &keep))
        });
        kept.await.unwrap();
        let words = world.put(OWN, What::Copy, "handedover");
        let body = format!("version=2&read=yes&words={words}");
        send(house, world, "ateammanager", &format!("{path}/release"), &body).await;
    }
}

/// A hold on the case, lifted and set again; and a first contact whose destruction was proposed after its time,
/// and refused, and proposed again.
async fn kept(house: &House, world: &mut World, case: &str) {
    world.ids.entry("case").or_default().push(case.to_owned());
    let path = format!("/retention/case/{case}");
    for (what, field) in [("hold", "hold"), ("lift", "lifted"), ("hold", "holdagain")] {
        let reason = world.put(OWN, What::Keeping, field);
        send(house, world, "asocialworker", &path, &format!("do={what}&reason={reason}")).await;
    }
    let duty = token(house, Role::DutyWorker, Some(agency_of(house, 'a'))).await;
    let body = json!({
        "channel": "phone", "asker": "adoptive-parent", "first-name": world.put("apassing", What::Said, "passing"),
        "last-name": world.put("apassing", What::Said, "passingby"), "phone": "0113 496 0009", "contact-by": "phone",
        "safe": "open", "council": "881", "story": world.put("apassing", What::Said, "passingstory"),
    });
    let made = post(house, &duty, "/api/v1/enquiries", body).await;
    let enquiry = text(&made["id"]);
    let why = world.put("apassing", What::Said, "passingwhy");
    let step = json!({"did": "close", "because": "not-wanted", "why": why, "version": made["version"]});
    post(house, &duty, &format!("/api/v1/enquiries/{enquiry}/triage"), step).await;
    get(house, &duty, &format!("/api/v1/enquiries/{enquiry}")).await;
    world.ids.entry("enquiry").or_default().push(enquiry.clone());
    let (worker, manager) =
        (actor(house, world, "asocialworker").await, actor(house, world, "ateammanager").await);
    let then: kernel::Timestamp = "2033-01-10T10:00:00Z".parse().unwrap();
    for (field, decided) in [("proposed", Some("notdestroyed")), ("proposedagain", None)] {
        let reason = world.put("apassing", What::Keeping, field);
        let id: Id<Enquiry> = enquiry.parse().unwrap();
        let made = house
            .desk
            .act_at(then, &worker, move |act| retention::actions::propose_destruction(act, id, &reason));
        let made = made.await.unwrap();
        world.ids.entry("destructions").or_default().push(made.id.to_string());
        if let Some(field) = decided {
            let why = world.put("apassing", What::Keeping, field);
            let no = retention::actions::Decide { version: 1, destroy: false, why };
            let done = house.desk.act_at(then, &manager, move |act| {
                retention::actions::decide_destruction(act, made.id, &no).map(|_| ())
            });
            done.await.unwrap();
        }
    }
}
