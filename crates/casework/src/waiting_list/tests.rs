//! The waiting list on both engines: what is on it, in which order, for whom, and what the weeks say.

use access::{
    Actor, Role,
    actions::{ListCases, ListEnquiries},
    seals::{self, New, SealKind},
};
use kernel::Id;
use page::{PAGE_ROWS, Rows};
use testkit::{Desk, both};

use super::{
    model::{self, Outlook},
    store::{self, Waiting, What},
};
use crate::{
    cases::testing::open_case,
    front_door::{
        actions::{record_enquiry, triage_enquiry},
        model::{Closing, Enquiry, Outcome, RiskLevel, Warning},
    },
    schema,
    testing::{ago, call, send, told},
};

async fn came(desk: &Desk, who: &Actor, hours: i64, enquiry: Enquiry) -> Id<kernel::kinds::Enquiry> {
    desk.act_at(ago(desk, hours), who, move |act| record_enquiry(act, &enquiry)).await.unwrap().id
}

async fn closed(desk: &Desk, who: &Actor, hours: i64, id: Id<kernel::kinds::Enquiry>) {
    let close = Outcome::Close { because: Closing::Answered };
    desk.act_at(ago(desk, hours), who, move |act| triage_enquiry(act, id, 1, &close, "Answered"))
        .await
        .unwrap();
}

async fn waiting(desk: &Desk, who: &Actor, risk: Option<RiskLevel>) -> Vec<Waiting> {
    desk.look(who, move |look| {
        let grant = look.agency::<ListEnquiries>()?;
        let cases = look.agency::<ListCases>()?;
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let Rows { items, next } = store::page(look, &grant, Some(&cases), risk, after)?;
            assert!(items.len() <= PAGE_ROWS);
            all.extend(items);
            after = next;
            if after.is_none() {
                return Ok(all);
            }
        }
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_wait_comes_first_page_after_page_and_nobody_twice() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        for n in 0..70_i64 {
            let mut enquiry = told();
            if n % 5 == 0 {
                enquiry.warnings = [Warning::Missing].into();
            }
            // Some came at the same instant.
            came(&desk, &duty, 500 + n / 3, enquiry).await;
        }
        let settled = came(&desk, &duty, 900, told()).await;
        closed(&desk, &duty, 899, settled).await;
        // A case that nobody coordinates waits too; one that somebody does, does not.
        let case = open_case(&desk, 1, None).await;
        open_case(&desk, 2, duty.account()).await;
        // One whose coordinator has left waits since that day, not since it was opened.
        let gone = desk.worker(Role::SocialWorker).await.account();
        let left = open_case(&desk, 3, gone).await;
        let day = desk.now.checked_sub(jiff::SignedDuration::from_hours(30)).unwrap();
        let end = ::store::Sql { name: "test", text: "UPDATE account SET disabled_at = $2 WHERE id = $1" };
        desk.db.write("test", move |w| w.change(end, &[gone.into(), day.into()])).await.unwrap();
        let mut all = waiting(&desk, &duty, None).await;
        let at = all.iter().position(|w| matches!(w.what, What::Case { id, .. } if id == left.id)).unwrap();
        assert_eq!(all.remove(at).wait.since, day);
        assert_eq!(all.len(), 71);
        assert!(all.is_sorted_by_key(|w| w.wait.since));
        let mut once: Vec<String> = all.iter().map(|w| w.reference.to_string()).collect();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), 71);
        assert!(all.iter().any(|w| matches!(w.what, What::Case { id, .. } if id == case.id)));
        let high = waiting(&desk, &duty, Some(RiskLevel::High)).await;
        assert_eq!(high.len(), 14);
        assert!(high.iter().all(|w| w.wait.risk == Some(RiskLevel::High)));

        let stranger = desk.stranger(Role::DutyWorker).await;
        assert!(waiting(&desk, &stranger, None).await.is_empty());
        // A family that is sealed from whoever asks is not there, and not counted.
        let manager = desk.worker(Role::TeamManager).await;
        let sealing = New {
            kind: SealKind::ALL[0],
            reason: "A colleague's own family".into(),
            readers: vec![manager.account().unwrap()],
        };
        let id = case.id;
        desk.act(&manager, move |act| seals::seal(act, id, &sealing)).await.unwrap();
        assert_eq!(waiting(&desk, &duty, None).await.len(), 71);
        assert_eq!(waiting(&desk, &manager, None).await.len(), 72);
        let counted = desk.look(&duty, |look| Ok(super::glance(look)?.unwrap())).await.unwrap();
        assert_eq!((counted.length, counted.more, counted.alarms), (71, false, 14));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_weeks_are_measured_and_the_forecast_follows_them() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        let day = 24;
        // Two came and three left in each of the eight weeks before; five came long before and wait.
        for _ in 0..16 {
            came(&desk, &duty, 100 * day, told()).await;
        }
        let mut old: Vec<_> = waiting(&desk, &duty, None).await;
        for week in 0..8 {
            let hours = (week * 7 + 3) * day;
            for _ in 0..2 {
                came(&desk, &duty, hours, Enquiry { retold: Some(if week == 0 { 6 } else { 0 }), ..told() })
                    .await;
            }
            let What::Enquiry { id, .. } = old.pop().unwrap().what else { panic!("an enquiry") };
            closed(&desk, &duty, hours - 1, id).await;
        }
        let weeks =
            desk.look(&duty, |look| store::weeks(look, &look.agency::<ListEnquiries>()?)).await.unwrap();
        assert_eq!(weeks.len(), model::WEEKS);
        let last = &weeks[weeks.len() - 8..];
        assert!(last.iter().all(|w| (w.came, w.allocated, w.settled) == (2, 0, 1)), "{weeks:?}");
        assert_eq!(weeks[0].came + weeks[0].left(), 0);
        assert_eq!(
            model::outlook(24, last, desk.now.to_zoned(jiff::tz::TimeZone::UTC).date()),
            Outlook::Grows(1.0)
        );
        let retold =
            desk.look(&duty, |look| store::retold(look, &look.agency::<ListEnquiries>()?)).await.unwrap();
        assert_eq!((retold.asked, retold.before, retold.many, retold.services), (16, 2, 2, 12));

        let page = send(&desk, &duty, "/waiting-list", None).await;
        assert_eq!(page.status, 200);
        for words in ["It grows", "more allocations a week", "2 of 16 (13%)", "28 days"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let past = send(&desk, &duty, "/waiting-list?by-day=1&by-month=1&by-year=2020", None).await;
        assert!(past.status == 422 && past.text.contains("Enter a day after today"));
        let file = send(&desk, &duty, "/waiting-list.csv?risk=", None).await.text;
        assert_eq!(file.lines().count(), 25);
        assert!(!file.contains("Marsh"), "the file names nobody");
        let file = send(&desk, &duty, "/waiting-list-weeks.csv", None).await.text;
        assert!(file.lines().last().unwrap().ends_with(",2,0,1"), "{file}");

        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let said = call(&desk, &key, "/api/v1/waiting-list/forecast?by=2027-01-15", None).await.json();
        assert_eq!(
            (&said["outlook"], &said["length"], &said["more_a_week"]),
            (&"grows".into(), &24.into(), &4.into())
        );
        assert_eq!(said["likely"], serde_json::Value::Null);
        let list = call(&desk, &key, "/api/v1/waiting-list?risk=low", None).await.json();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["next"]), (24, &serde_json::Value::Null));
        assert_eq!(call(&desk, &key, "/api/v1/waiting-list?risk=odd", None).await.status, 422);
        let stranger = desk.stranger(Role::TeamManager).await;
        assert!(send(&desk, &stranger, "/waiting-list", None).await.text.contains("Nobody waits here"));
        let finance = desk.worker(Role::FinanceOfficer).await;
        assert_eq!(send(&desk, &finance, "/waiting-list", None).await.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_is_read_from_its_own_index() {
    for desk in both(schema()).await {
        let duty = desk.worker(Role::DutyWorker).await;
        for n in 0..30 {
            let id = came(&desk, &duty, 300 + n, told()).await;
            if n % 3 > 0 {
                closed(&desk, &duty, 200 + n, id).await;
            }
            open_case(&desk, n.unsigned_abs(), duty.account().filter(|_| n % 3 > 0)).await;
        }
        if !matches!(desk.db.engine(), ::store::Engine::Sqlite) {
            // PostgreSQL reads a table of thirty rows whole, and is right to.
            continue;
        }
        let (agency, me): (::store::Value, ::store::Value) = (desk.agency().into(), duty.account().into());
        let seen = [me.clone(), 0_i64.into(), desk.now.into()];
        let page = [vec![agency.clone(), i64::MIN.into(), me, (-1_i64).into(), 51_i64.into()], seen.to_vec()]
            .concat();
        let counted = [vec![agency.clone(), 2_001_i64.into()], seen.to_vec()].concat();
        let weeks = vec![agency, 0_i64.into(), desk.now.into()];
        for (sql, params, index) in [
            (store::ENQUIRIES, page.clone(), "enquiry_waiting"),
            (store::CASES, page.clone(), "case_waiting"),
            (store::LEFT_CASES, page, "case_coordinator"),
            (store::ENQUIRY_WAITS, counted.clone(), "enquiry_waiting"),
            (store::CASE_WAITS, counted.clone(), "case_waiting"),
            (store::LEFT_WAITS, counted, "case_coordinator"),
            (store::CAME, weeks.clone(), "enquiry_received"),
            (store::LEFT, weeks, "enquiry_ended"),
        ] {
            let plan = desk.db.explain(sql, params).await.unwrap().join("\n");
            assert!(plan.contains(&format!("INDEX {index} ")), "{}: {plan}", sql.name);
        }
    }
}
