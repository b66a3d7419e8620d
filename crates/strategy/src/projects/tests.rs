//! Projects on both engines: written, learnt from, ended once, and nobody else's.

use access::{Act, Role};
use kernel::{Date, Error};

use super::{
    actions,
    model::{NoteKind, rule},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_project_says_what_was_learnt_before_it_ends() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let starts = Date::constant(2026, 4, 1);
        let start = move |act: &Act<'_>| {
            actions::start_project(
                act,
                ("Evening drop-in", "Parents who meet early ask for less later"),
                starts,
            )
        };
        let project = desk.act(&manager, start).await.unwrap();
        let id = project.id;
        let note = |kind, words: &'static str| move |act: &Act<'_>| actions::add_note(act, id, kind, words);
        desk.act(&manager, note(NoteKind::Measure, "Families who come twice")).await.unwrap();
        let end = move |act: &Act<'_>| actions::end_project(act, id, 1);
        assert_eq!(desk.act(&manager, end).await.unwrap_err().code(), rule::LEARNT);
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(desk.act(&stranger, note(NoteKind::Result, "No")).await.unwrap_err(), Error::NotFound);
        assert_eq!(desk.act(&stranger, end).await.unwrap_err(), Error::NotFound);
        desk.act(&manager, note(NoteKind::Learning, "It needs a creche")).await.unwrap();
        let stale = move |act: &Act<'_>| actions::end_project(act, id, 4);
        assert_eq!(desk.act(&manager, stale).await.unwrap_err(), Error::Stale);
        desk.act(&manager, end).await.unwrap();
        assert_eq!(desk.act(&manager, end).await.unwrap_err().code(), rule::ENDED);
        assert_eq!(
            desk.act(&manager, note(NoteKind::Measure, "More")).await.unwrap_err().code(),
            rule::ENDED
        );
        let social = desk.worker(Role::SocialWorker).await;
        assert_eq!(desk.act(&social, start).await.unwrap_err(), Error::Forbidden);

        let reader = crate::ROOMS.visitor(&desk, Role::SocialWorker).await;
        let page = reader.page(&format!("/projects/{id}")).await;
        for part in [
            "Evening drop-in",
            "Parents who meet early",
            "Families who come twice",
            "It needs a creche",
            "Ended",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("Add to it"));
        assert!(reader.page("/projects").await.contains("Evening drop-in"));
        assert!(reader.page("/projects.csv").await.contains("learning,It needs a creche"));
        let all = crate::ROOMS.machine(&desk, Role::Commissioner).await.json("/api/v1/projects").await;
        assert_eq!(all["items"][0]["notes"].as_array().unwrap().len(), 2);
    }
}
