//! The pages of a plan as a worker and a family meet them.

use access::Role;
use kernel::{Error, Id, kinds};
use store::statements;

use crate::{
    assessment::{
        actions::tests::open_case,
        pages::tests::{shows, visit},
    },
    plan::{actions::draft, store as plans},
};

statements! { FAMILY = "SELECT family_id FROM support_case WHERE id = $1"; }

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_walked_from_its_draft_to_the_fridge() {
    let desk = testkit::sqlite(crate::schema()).await;
    let worker = desk.worker(Role::SocialWorker).await;
    let me = worker.account().unwrap().to_string();
    let case = desk.act(&worker, open_case).await.unwrap();
    let overview = format!("/cases/{case}/plan");
    shows(&visit(&desk, &worker, &overview, None).await.unwrap(), &["Write the first plan", "no plan yet"]);
    let begun = visit(&desk, &worker, &overview, Some(&[])).await.unwrap();
    assert_eq!(begun.status, 303);
    let edit = begun.to;
    let plan = edit.trim_end_matches("/edit").to_owned();
    shows(&visit(&desk, &worker, &edit, None).await.unwrap(), &["Add an action", "Save and check"]);
    shows(
        &visit(&desk, &worker, &plan, None).await.unwrap(),
        &["Before this can be the current plan", "#coordinator"],
    );

    let mut form = vec![
        ("version", "1"),
        ("summary", "Calmer <mornings>"),
        ("coordinator", me.as_str()),
        ("add-need", "school"),
        ("add-need-weight", "strong"),
        ("escalation", "Call the duty line."),
        ("review-on-day", "19"),
        ("review-on-month", "2"),
        ("review-on-year", "2027"),
        ("do", "add-action"),
    ];
    let added = visit(&desk, &worker, &edit, Some(&form)).await.unwrap();
    assert_eq!((added.status, added.to.as_str()), (303, format!("{edit}#actions.0.what").as_str()));
    let page = visit(&desk, &worker, &edit, None).await.unwrap();
    shows(
        &page,
        &[
            "Calmer &lt;mornings&gt;",
            "needs.school.words",
            "Add another action",
            "Remove action 1",
            "value=\"19\"",
        ],
    );

    // A mistake in one field loses nothing of the others, nor the row that was added.
    form.retain(|(name, _)| !matches!(*name, "version" | "do" | "add-need" | "add-need-weight"));
    form.extend([
        ("version", "2"),
        ("needs.school.weight", "strong"),
        ("needs.school.words", "Mornings are hard"),
        ("actions.0.what", "A quiet start"),
        ("actions.0.owner", "school"),
        ("actions.0.owner-name", "Designated teacher"),
        ("actions.0.due-day", "31"),
        ("actions.0.due-month", "2"),
        ("actions.0.due-year", "2027"),
    ]);
    let wrong = visit(&desk, &worker, &edit, Some(&form)).await.unwrap();
    assert_eq!(wrong.status, 422);
    shows(&wrong, &["A quiet start", "Mornings are hard", "value=\"31\"", "href=\"#actions.0.due\""]);
    for (name, value) in &mut form {
        match *name {
            "actions.0.due-day" => *value = "18",
            "version" => *value = "1",
            _ => {}
        }
    }
    let clash = visit(&desk, &worker, &edit, Some(&form)).await.unwrap();
    shows(&clash, &["Somebody saved this draft", "What is saved now", "name=\"version\" value=\"2\""]);
    form.retain(|(name, _)| *name != "version");
    form.extend([("version", "2"), ("do", "check")]);
    let saved = visit(&desk, &worker, &edit, Some(&form)).await.unwrap();
    assert_eq!((saved.status, saved.to.as_str()), (303, plan.as_str()));
    shows(
        &visit(&desk, &worker, &plan, None).await.unwrap(),
        &["Make this the current plan", "18 February 2027"],
    );
    let current = visit(&desk, &worker, &format!("{plan}/current"), Some(&[("version", "3")])).await.unwrap();
    assert_eq!((current.status, current.to.as_str()), (303, overview.as_str()));
    shows(
        &visit(&desk, &worker, &overview, None).await.unwrap(),
        &["Write a new version", "Say what became of it", "Social worker"],
    );

    // A manager reads it and answers: with words when it goes back.
    let manager = desk.worker(Role::TeamManager).await;
    shows(&visit(&desk, &worker, &plan, None).await.unwrap(), &["Second signature", "Not signed yet"]);
    shows(
        &visit(&desk, &manager, "/plan-signatures", None).await.unwrap(),
        &["Version 1", "Sign or send back"],
    );
    let asked = format!("{plan}/signature");
    shows(&visit(&desk, &manager, &asked, None).await.unwrap(), &["Do you sign this plan?", "A quiet start"]);
    let mute = [("version", "4"), ("answer", "send-back"), ("words", "")];
    let mute = visit(&desk, &manager, &asked, Some(&mute)).await.unwrap();
    assert_eq!(mute.status, 422);
    shows(&mute, &["Say what should be changed", "href=\"#words\""]);
    let signed = visit(&desk, &manager, &asked, Some(&[("version", "4"), ("answer", "sign")])).await.unwrap();
    assert_eq!((signed.status, signed.to.as_str()), (303, plan.as_str()));
    shows(
        &visit(&desk, &worker, &plan, None).await.unwrap(),
        &["Second signature", "Signed", "Team manager"],
    );
    shows(
        &visit(&desk, &manager, "/plan-signatures", None).await.unwrap(),
        &["No plan waits for a signature."],
    );
    let list = visit(&desk, &manager, "/api/v1/plan-signatures", None).await.unwrap();
    assert_eq!(list.html, "{\"items\":[],\"next\":null}");

    let stored = desk.look(&worker, move |look| plans::current(look, case)).await.unwrap().unwrap();
    let action = format!("{plan}/actions/{}", stored.content.actions[0].id);
    shows(&visit(&desk, &worker, &action, None).await.unwrap(), &["What became of it?", "A quiet start"]);
    let silent = visit(&desk, &worker, &action, Some(&[("version", "4"), ("state", "done")])).await.unwrap();
    assert_eq!(silent.status, 422);
    shows(&silent, &["Say what happened and what difference it made", "href=\"#happened\""]);
    let done = [("version", "4"), ("state", "done"), ("happened", "He goes in by the garden.")];
    assert_eq!(visit(&desk, &worker, &action, Some(&done)).await.unwrap().status, 303);

    let next = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
    shows(
        &visit(&desk, &worker, &format!("/plans/{}", next.id), None).await.unwrap(),
        &["What changed since version 1", "Next review"],
    );
    let removed = [("version", "1"), ("actions.0.id", ""), ("do", "remove actions.0")];
    let gone = visit(&desk, &worker, &format!("/plans/{}/edit", next.id), Some(&removed)).await.unwrap();
    assert_eq!(gone.to, format!("/plans/{}/edit#actions-end", next.id));

    // The family reads the plan that holds, in plain words and in large print, and no draft.
    let family = desk
        .look(&worker, move |look| look.row(FAMILY, &[case.into()])?.get::<Id<kinds::Family>>(0))
        .await
        .unwrap();
    let parent = desk.relative(family).await;
    let words = ["Support plan for Robin", "Who to call", "He goes in by the garden.", "Large print"];
    for path in [overview, plan.clone(), format!("{plan}/print")] {
        let seen = visit(&desk, &parent, &path, None).await.unwrap();
        shows(&seen, &words);
        assert!(!seen.html.contains("Say what became of it"));
    }
    let large = visit(&desk, &parent, &format!("{plan}/print?large=yes"), None).await.unwrap();
    shows(&large, &["app-large-print", "Ordinary print"]);
    let draft = visit(&desk, &parent, &format!("/plans/{}/print", next.id), None).await;
    assert_eq!(draft.map(|seen| seen.status), Err(Error::NotFound));
    let list = visit(&desk, &parent, &format!("/api/v1/plans?case={case}"), None).await.unwrap();
    assert_eq!(list.html.matches("\"number\"").count(), 1, "{}", list.html);
}
