//! Boards on both engines: what was said waits until it is answered, once, by the agency's own people.

use access::{Act, Role};
use kernel::{Date, Error};

use super::{
    actions::{self, Said},
    model::Partner,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_waits_until_something_is_done() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let held = Date::constant(2026, 10, 14);
        let table = [Partner::Health, Partner::Adopters];
        let meet = move |act: &Act<'_>| actions::record_meeting(act, "Partnership board", held, &table);
        let meeting = desk.act(&manager, meet).await.unwrap();
        let said = |by: Partner, due: Date| Said {
            said: "Waits for therapy are too long".into(),
            by,
            due: Some(due),
        };
        let say = |said: Said| move |act: &Act<'_>| actions::record_point(act, meeting.id, &said);
        let due = Date::constant(2026, 11, 1);
        for bad in [said(Partner::Education, due), said(Partner::Adopters, Date::constant(2026, 10, 1))] {
            assert!(matches!(desk.act(&manager, say(bad)).await.unwrap_err(), Error::Invalid(_)));
        }
        let point = desk.act(&manager, say(said(Partner::Adopters, due))).await.unwrap();

        let reader = crate::ROOMS.visitor(&desk, Role::SocialWorker).await;
        let list = reader.page("/boards").await;
        assert!(list.contains("Waits for therapy are too long") && list.contains("Late"));
        assert!(!list.contains("Record a meeting"));

        let stranger = desk.stranger(Role::TeamManager).await;
        let answer = move |act: &Act<'_>| actions::answer_point(act, point.id, 1, "Two therapists more");
        assert_eq!(desk.act(&stranger, answer).await.unwrap_err(), Error::NotFound);
        assert_eq!(
            desk.act(&stranger, say(said(Partner::Adopters, due))).await.unwrap_err(),
            Error::NotFound
        );
        let social = desk.worker(Role::SocialWorker).await;
        assert_eq!(desk.act(&social, answer).await.unwrap_err(), Error::Forbidden);
        let stale = move |act: &Act<'_>| actions::answer_point(act, point.id, 7, "Two therapists more");
        assert_eq!(desk.act(&manager, stale).await.unwrap_err(), Error::Stale);
        desk.act(&manager, answer).await.unwrap();
        assert_eq!(desk.act(&manager, answer).await.unwrap_err().code(), "board.done");

        assert!(!reader.page("/boards").await.contains("Waits for therapy are too long"));
        assert!(reader.page(&format!("/boards/{}", meeting.id)).await.contains("Two therapists more"));
        assert!(
            reader
                .page("/boards.csv")
                .await
                .contains("adopters,Waits for therapy are too long,2026-11-01,Two therapists more")
        );
        let commissioner = crate::ROOMS.machine(&desk, Role::Commissioner).await;
        let all = commissioner.json("/api/v1/board-meetings").await;
        assert_eq!(all["items"][0]["points"][0]["done"], "Two therapists more");
        assert_eq!(reader.get(&format!("/boards/{}", point.id)).await.0.as_u16(), 404);
        assert_eq!(
            crate::ROOMS.visitor(&desk, Role::FinanceOfficer).await.get("/boards").await.0.as_u16(),
            403
        );
    }
}
