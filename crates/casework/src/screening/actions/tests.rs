//! Screenings on both engines, as the people who may and as those who may not.

use access::{Actor, Role, actions::ViewAssessment};
use kernel::kinds;
use page::Fields;
use testkit::Desk;

use super::*;
use crate::{
    assessment::{
        actions::{
            complete,
            save::{self, Which},
            start,
            tests::{full, open_case},
        },
        pages::tests::{shows, visit},
    },
    screening::form,
};

fn sdq(on: &str) -> NewScreening {
    let fields = [
        ("tool", "sdq"),
        ("by", "parents"),
        ("who", "His mother"),
        ("on", on),
        ("why", "To see whether worry hides behind anger"),
        ("scale.emotional", "6"),
        ("scale.conduct", "4"),
        ("scale.hyperactivity", "5"),
        ("scale.peer", "3"),
        ("scale.prosocial", "8"),
    ];
    form::screening(&mut Fields::filled(fields)).unwrap()
}

async fn draft(desk: &Desk, worker: &Actor) -> Id<kinds::Assessment> {
    desk.act(worker, |act| start::run(act, open_case(act)?)).await.unwrap().id
}

async fn all(desk: &Desk, who: &Actor, id: Id<kinds::Assessment>) -> Vec<Screening> {
    desk.look(who, move |look| {
        store::of_assessment(look, &look.one::<ViewAssessment, kinds::Assessment>(id)?)
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_stands_in_a_draft_with_the_childs_age_and_never_changes_the_suggestion() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let id = draft(&desk, &worker).await;
        let before = desk
            .look(&worker, move |look| {
                let a = assessments::load(look, &look.one::<ViewAssessment, kinds::Assessment>(id)?)?;
                Ok(a.findings.suggested(a.framework()?))
            })
            .await
            .unwrap();
        let new = desk.act(&worker, move |act| record(act, id, &sdq("2026-11-19"))).await.unwrap();
        assert_eq!((new.content.total, new.content.months), (18, Some(127)));
        assert_eq!(all(&desk, &worker, id).await, std::slice::from_ref(&new));
        let after = desk
            .look(&worker, move |look| {
                let a = assessments::load(look, &look.one::<ViewAssessment, kinds::Assessment>(id)?)?;
                Ok(a.findings.suggested(a.framework()?))
            })
            .await
            .unwrap();
        assert_eq!(before, after, "no score decides");
        for wrong in ["2026-11-21", "2015-01-01"] {
            let refused = desk.act(&worker, move |act| record(act, id, &sdq(wrong))).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong}");
        }
        let one = new.id;
        let out = desk.act(&worker, move |act| stand(act, id, one, 1, Standing::Out)).await.unwrap();
        assert_eq!((out.standing, out.version), (Standing::Out, 2));
        let stale = desk.act(&worker, move |act| stand(act, id, one, 1, Standing::Kept)).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_recorded_in_a_complete_assessment_or_in_that_of_others() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let id = draft(&desk, &worker).await;
        let own = desk.act(&worker, move |act| record(act, id, &sdq("2026-11-19"))).await.unwrap().id;
        let stranger = desk.stranger(Role::SocialWorker).await;
        let theirs = desk.act(&stranger, move |act| record(act, id, &sdq("2026-11-19"))).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let duty = desk.worker(Role::DutyWorker).await;
        let duty = desk.act(&duty, move |act| record(act, id, &sdq("2026-11-19"))).await;
        assert_eq!(duty.unwrap_err(), Error::Forbidden);
        let other = draft(&desk, &worker).await;
        let crossed = desk.act(&worker, move |act| stand(act, other, own, 1, Standing::Out)).await;
        assert_eq!(crossed.unwrap_err(), Error::NotFound);

        let whole = full(1, &[(kernel::Need::School, kernel::Weight::Some)], kernel::Level::Targeted);
        desk.act(&worker, move |act| save::run(act, id, &whole, Which::Sent)).await.unwrap();
        let version = Fields::filled([("version", "2")]);
        desk.act(&worker, move |act| complete::run(act, id, &version)).await.unwrap();
        for late in [
            desk.act(&worker, move |act| record(act, id, &sdq("2026-11-19"))).await,
            desk.act(&worker, move |act| stand(act, id, own, 1, Standing::Out)).await,
        ] {
            assert_eq!(late.unwrap_err().code(), "assessment.complete");
        }
        assert_eq!(all(&desk, &worker, id).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_ask_for_the_scores_and_show_what_they_can_not_say() {
    let desk = testkit::sqlite(crate::schema()).await;
    let worker = desk.worker(Role::SocialWorker).await;
    let id = draft(&desk, &worker).await;
    let at = format!("/assessments/{id}/screenings");
    shows(
        &visit(&desk, &worker, "/screening-tools", None).await.unwrap(),
        &["Goodman", "a poor indicator of change"],
    );
    shows(&visit(&desk, &worker, &at, None).await.unwrap(), &["No screening tool was used yet."]);
    let asked = visit(&desk, &worker, &format!("{at}?tool=sdq"), None).await.unwrap();
    shows(&asked, &["Emotional symptoms", "Fill it in on paper", "What it can not say"]);
    let unsure = visit(&desk, &worker, &format!("{at}?tool=bac-c"), None).await.unwrap();
    shows(&unsure, &["Score, 0 to 40 (not confirmed)"]);
    let wrong = [
        ("tool", "sdq"),
        ("by", "parents"),
        ("on", "2026-11-19"),
        ("why", "kept words"),
        ("scale.peer", "12"),
    ];
    let refused = visit(&desk, &worker, &at, Some(&wrong)).await.unwrap();
    assert_eq!(refused.status, 422);
    shows(&refused, &["kept words", "Problems with other children: enter the score, from 0 to 10"]);
    let right = [
        ("tool", "sdq"),
        ("by", "parents"),
        ("on", "2026-11-19"),
        ("why", "To see what hides behind anger"),
        ("scale.emotional", "6"),
        ("scale.conduct", "4"),
        ("scale.hyperactivity", "5"),
        ("scale.peer", "3"),
        ("scale.prosocial", "8"),
    ];
    assert_eq!(visit(&desk, &worker, &at, Some(&right)).await.unwrap().status, 303);
    let said = "18, on a scale from 0 to 40: a cause for concern";
    shows(&visit(&desk, &worker, &at, None).await.unwrap(), &[said, "decides nothing"]);
    let part = visit(&desk, &worker, &format!("/assessments/{id}/part/feelings"), None).await.unwrap();
    shows(&part, &[said, "a poor indicator of change"]);
    let whole = visit(&desk, &worker, &format!("/assessments/{id}"), None).await.unwrap();
    shows(&whole, &[said]);
    let csv = visit(&desk, &worker, &format!("{at}.csv"), None).await.unwrap();
    assert!(csv.html.contains("sdq,parents,2026-11-19,127,18"), "{}", csv.html);
    let api = visit(&desk, &worker, &format!("/api/v1{at}"), None).await.unwrap();
    assert!(api.html.contains("\"total\":18") && api.html.contains("\"fits\":true"), "{}", api.html);
    let tools = visit(&desk, &worker, "/api/v1/screening-tools", None).await.unwrap();
    assert!(tools.html.contains("\"licence\":"), "{}", tools.html);
}
