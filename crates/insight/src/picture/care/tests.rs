//! How support began and in whose hands it is: the figures agree with the rows that they open, on both engines.

use ::store::{Sql, figure::Figure as Kept};
use access::Role;
use kernel::{Date, Id, Timestamp, kinds::Case};
use testkit::Desk;

use crate::picture::model::measure;

const HOME: Sql = Sql {
    name: "test",
    text: "INSERT INTO family (id, agency_id, council, created_at) VALUES ($1, $2, '881', 0)",
};
const CHILD: Sql = Sql {
    name: "test",
    text: "INSERT INTO person (id, agency_id, family_id, kind, council, created_at, version) VALUES ($1, $2, $1, 'child', '881', 0, 1)",
};
const ENQUIRY: Sql = Sql {
    name: "test",
    text: "INSERT INTO enquiry (id, reference, agency_id, council, channel, asker, status, risk, safeguarding_at, received_at, details, story, version)
           VALUES ($1, $2, $3, '881', 'phone', 'parent', 'allocated', $4, $5, 0, $1, $1, 1)",
};
const CASE: Sql = Sql {
    name: "test",
    text: "INSERT INTO support_case (id, reference, agency_id, family_id, child_id, enquiry_id, council, route, level, status, coordinator_id,
             opened_at, version) VALUES ($1, $2, $3, $1, $1, $1, '881', 'adoption', 'targeted', 'open', $4, $5, 1)",
};
const AGAIN: Sql = Sql {
    name: "test",
    text: "INSERT INTO level_change (id, agency_id, case_id, from_level, to_level, reason, at) VALUES ($1, $2, $3, 'closed', 'targeted', $1, $4)",
};
const OFFER: Sql = Sql {
    name: "test",
    text: "INSERT INTO stage_offer (id, agency_id, family_id, case_id, stage, falls_on, falls_by, falls_at, status, answered_at, by_family, version)
           VALUES ($1, $2, $3, $3, 'post-16', '2027-01-01', '2027-01-01', 0, 'taken-up', $4, 1, 1)",
};
const HAND_OFF: Sql = Sql {
    name: "test",
    text: "INSERT INTO coordinator_change (id, agency_id, case_id, from_id, to_id, at) VALUES ($1, $2, $3, $3, $3, $4)",
};

fn t(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A case of the desk's agency, opened then, after a first contact of this risk.
async fn case(
    desk: &Desk,
    reference: &'static str,
    opened: &str,
    risk: i64,
    worry: bool,
    named: bool,
) -> Id<Case> {
    let (id, agency, opened) = (Id::<Case>::random(), desk.agency(), t(opened));
    desk.db
        .write("a case", move |w| {
            w.execute(HOME, &[id.into(), agency.into()])?;
            w.execute(CHILD, &[id.into(), agency.into()])?;
            let worry = worry.then_some(opened);
            let enquiry =
                [id.into(), format!("E{reference}").into(), agency.into(), risk.into(), worry.into()];
            w.execute(ENQUIRY, &enquiry)?;
            let coordinator = named.then_some(id);
            w.execute(
                CASE,
                &[id.into(), reference.into(), agency.into(), coordinator.into(), opened.into()],
            )?;
            let day = kernel::local_date(opened);
            Kept { agency, measure: measure::OPENED, day, council: "881", part: "" }.add(w, 1)
        })
        .await
        .unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_began_ahead_in_need_and_in_a_crisis_opens_its_rows() {
    for desk in testkit::both(crate::schema()).await {
        case(&desk, "NEED", "2026-10-01T09:00:00Z", 1, false, true).await;
        case(&desk, "RISK", "2026-10-02T09:00:00Z", 0, false, false).await;
        case(&desk, "WORRY", "2026-10-03T09:00:00Z", 2, true, true).await;
        let back = case(&desk, "BACK", "2020-10-01T09:00:00Z", 2, false, true).await;
        let ahead = case(&desk, "AHEAD", "2020-10-02T09:00:00Z", 2, false, true).await;
        let agency = desk.agency();
        desk.db
            .write("what came of them", move |w| {
                for (case, at) in [(back, "2026-09-01T09:00:00Z"), (ahead, "2026-09-02T09:00:00Z")] {
                    w.execute(AGAIN, &[Id::<()>::random().into(), agency.into(), case.into(), t(at).into()])?;
                }
                let taken = [
                    Id::<()>::random().into(),
                    agency.into(),
                    ahead.into(),
                    t("2026-08-20T09:00:00Z").into(),
                ];
                w.execute(OFFER, &taken)?;
                let day = Date::constant(2026, 8, 20);
                Kept { agency, measure: measure::TAKEN_UP, day, council: "", part: "post-16" }.add(w, 1)?;
                let handed =
                    [Id::<()>::random().into(), agency.into(), back.into(), t("2026-06-02T09:00:00Z").into()];
                w.execute(HAND_OFF, &handed)?;
                let day = Date::constant(2026, 6, 2);
                Kept { agency, measure: measure::HAND_OFFS, day, council: "881", part: "" }.add(w, 1)
            })
            .await
            .unwrap();
        let manager = crate::ROOMS.visitor(&desk, Role::TeamManager).await;
        let csv = manager.page("/agency.csv").await;
        for line in [
            "began,part,offers-taken-up,From an offer made ahead,began,1,count,shown",
            "began,part,opened-in-need,\"In need: the family came, or was referred\",began,1,count,shown",
            "began,part,opened-again,Opened again,began,1,count,shown",
            // One of three cases, one that came back and one offer: five in all.
            "began,total,,All support that began,began,5,count,shown",
            "began,total,,All support that began,ahead,20.00,percent,shown",
            "coordination,total,,All levels,named,4,count,shown",
            "coordination,total,,All levels,named-share,80.00,percent,shown",
            // Open for a year: two, of which one was handed over in June.
            "coordination,total,,All levels,same,1,count,shown",
            "coordination,total,,All levels,same-share,50.00,percent,shown",
            "coordination,total,,All levels,hand-offs,1,count,shown",
        ] {
            assert!(csv.contains(line), "{line}\n{csv}");
        }
        for (figure, wanted) in [
            ("offers-taken-up", &["AHEAD"][..]),
            ("opened-in-need", &["NEED"]),
            ("opened-in-crisis", &["RISK", "WORRY"]),
            ("opened-again", &["BACK"]),
            ("coordinated", &["AHEAD", "BACK", "NEED", "WORRY"]),
            ("uncoordinated", &["RISK"]),
            ("same-coordinator", &["AHEAD"]),
            ("hand-offs", &["BACK"]),
        ] {
            let rows = manager.page(&format!("/agency/rows.csv?figure={figure}&year=2026-27")).await;
            let mut found: Vec<&str> =
                rows.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
            found.sort_unstable();
            assert_eq!(found, wanted, "{figure}");
        }
        let page = manager.page("/agency").await;
        for tile in ["Began from an offer ahead", "With a named coordinator", "20%", "80%"] {
            assert!(page.contains(tile), "{tile}");
        }
        // The year before has none of it, and its page still opens.
        let before = manager.page("/agency.csv?year=2025-26").await;
        assert!(before.contains("began,total,,All support that began,began,0,count,shown"));
        assert_eq!(
            desk.db
                .read(move |r| crate::recount::differences_of(r, agency))
                .await
                .unwrap()
                .iter()
                .filter(|d| [measure::TAKEN_UP, measure::HAND_OFFS].contains(&d.place.measure.as_str()))
                .count(),
            0
        );
    }
}
