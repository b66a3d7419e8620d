//! The log as a whole, on both engines: what is written when, how it is sealed, what is
//! found, and who may read what.

use std::sync::atomic::{AtomicU32, Ordering};

use access::{
    Actor, Look, Role,
    actions::{EditPlan, StepCase, ViewAudit, ViewCase, ViewOwnLooks},
    audit::{
        Checkpoint, Deed,
        report::{self, Filter, Line, Page, Subject},
        seal::{self, Sealed},
        verify::{self, Finding},
    },
};
use casework::{
    cases::store::{self as cases, CaseState},
    people::store::{self as people, Contact, NewPerson, PersonKind},
};
use kernel::{
    Error, Id, LegalRoute, Level, Reference, Result, Timestamp,
    kinds::{Case, Family},
};
use testkit::Desk;

use super::read::{self, Query};

/// A case of the desk's agency, put there by a load, so that its making leaves no line.
pub(super) async fn open_case(desk: &Desk) -> (Id<Case>, Id<Family>) {
    let (agency, now) = (desk.agency(), desk.now);
    let (family, case) = (Id::new(now), Id::new(now));
    let child = NewPerson {
        id: Id::new(now),
        agency,
        family: Some(family),
        kind: PersonKind::Child,
        first: "Robin".into(),
        last: "Marsh".into(),
        born: None,
        contact: Contact::default(),
        sex: None,
        ethnicity: None,
        council: "881".into(),
        made: now,
    };
    let record = cases::Case {
        id: case,
        reference: Reference::new("CA"),
        agency,
        family,
        child: child.id,
        enquiry: None,
        council: "881".into(),
        route: LegalRoute::Adoption,
        order_date: None,
        level: Level::Targeted,
        state: CaseState::Open,
        coordinator: None,
        opened: now,
        closed: None,
        version: 1,
    };
    let keys = desk.db.keys();
    let rows = [
        ("family", people::FAMILY_COLUMNS, people::family_values(family, agency, "881", now)),
        ("person", people::PERSON_COLUMNS, people::person_values(&child)),
        ("identity", people::IDENTITY_COLUMNS, people::identity_values(keys, Id::new(now), &child).unwrap()),
        ("support_case", cases::COLUMNS, cases::values(keys, &record).unwrap()),
    ];
    let load = move |bulk: &mut store::Bulk<'_>| {
        rows.iter().try_for_each(|(table, columns, values)| bulk.row(table, columns, values))
    };
    desk.db.bulk(load).await.unwrap();
    (case, family)
}

const ALL: Page = Page { after: None, lines: report::MOST };

/// Every sealed line about a family, newest first, as a command reads it.
async fn lines_of(desk: &Desk, family: Id<Family>) -> Vec<Line> {
    assert!(matches!(seal::all(&desk.db, desk.now).await.unwrap().1, Sealed::Lines(_)));
    let filter = Filter::default();
    desk.look(&access::audit::desk(), move |look| {
        report::at_desk(look, Subject::Family(family), &filter, ALL)
    })
    .await
    .unwrap()
}

fn told(lines: &[Line]) -> Vec<(String, Option<Deed>)> {
    lines.iter().rev().filter(|l| l.action != "audit.report").map(|l| (l.action.clone(), l.deed)).collect()
}

fn line(action: &str, deed: Deed) -> (String, Option<Deed>) {
    (action.into(), Some(deed))
}

async fn open(desk: &Desk, who: &Actor, id: Id<Case>) -> Result<()> {
    desk.look(who, move |look| look.one::<ViewCase, _>(id).map(drop)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_look_leaves_its_line() {
    for desk in testkit::both(crate::schema()).await {
        let (id, family) = open_case(&desk).await;
        let stranger = desk.stranger(Role::SocialWorker).await;
        let relative = desk.relative(Id::new(desk.now)).await;
        for who in [&stranger, &relative] {
            assert_eq!(open(&desk, who, id).await, Err(Error::NotFound));
        }
        // A change that is refused is a look too.
        let tried = desk.act(&stranger, move |act| act.one::<StepCase, _>(id).map(drop)).await;
        assert_eq!(tried, Err(Error::NotFound));
        let lines = lines_of(&desk, family).await;
        let refused = |action| line(action, Deed::Refused);
        assert_eq!(told(&lines), [refused("case.view"), refused("case.view"), refused("case.step")]);
        assert!(lines.iter().filter(|l| l.deed == Some(Deed::Refused)).all(|l| l.object == Some(id.cast())));
        assert_eq!(lines.last().unwrap().actor, stranger.account());

        // What is not there, and what the role may never do, stand in the log of whoever tried.
        let worker = desk.worker(Role::SocialWorker).await;
        assert_eq!(open(&desk, &worker, Id::new(desk.now)).await, Err(Error::NotFound));
        let analyst = desk.worker(Role::NationalAnalyst).await;
        assert_eq!(open(&desk, &analyst, id).await, Err(Error::Forbidden));
        seal::all(&desk.db, desk.now).await.unwrap();
        let filter = Filter::default();
        let account = analyst.account().unwrap();
        let lines = desk
            .look(&access::audit::desk(), move |look| {
                report::at_desk(look, Subject::Worker(account), &filter, ALL)
            })
            .await
            .unwrap();
        assert_eq!(told(&lines), [refused("case.view")]);
        assert_eq!((lines[0].object, lines[0].reason.as_deref()), (None, Some("the role does not allow it")));
        assert!(verify::verify(&desk.db, desk.now, None).await.unwrap().is_whole());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_outlive_a_change_that_was_undone_and_changes_do_not() {
    for desk in testkit::both(crate::schema()).await {
        let (id, family) = open_case(&desk).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let refused = desk
            .act(&worker, move |act| {
                act.one::<StepCase, _>(id)?.note(act, "level: targeted -> intensive")?;
                Err::<(), _>(Error::Stale)
            })
            .await;
        assert_eq!(refused, Err(Error::Stale));
        let panicked = desk
            .act(&worker, move |act| -> Result<()> {
                act.one::<ViewCase, _>(id)?;
                panic!("on purpose")
            })
            .await;
        assert!(matches!(panicked, Err(Error::Internal(_))));
        let kept = desk
            .act(&worker, move |act| act.one::<StepCase, _>(id)?.note(act, "level: targeted -> universal"));
        kept.await.unwrap();
        let lines = lines_of(&desk, family).await;
        let look = |action| line(action, Deed::Look);
        assert_eq!(
            told(&lines),
            [look("case.step"), look("case.view"), look("case.step"), line("case.step", Deed::Change)]
        );
        let change = lines.iter().find(|l| l.deed == Some(Deed::Change)).unwrap();
        assert_eq!(change.change.as_deref(), Some("level: targeted -> universal"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_runs_again_writes_its_look_once() {
    let desk = testkit::postgres(crate::schema()).await;
    let (id, family) = open_case(&desk).await;
    let worker = desk.worker(Role::SocialWorker).await;
    static TRIES: AtomicU32 = AtomicU32::new(0);
    let tried = |last: Result<()>| {
        desk.act(&worker, move |act| {
            act.one::<StepCase, _>(id)?;
            if TRIES.fetch_add(1, Ordering::SeqCst) < 3 { Err(Error::Busy) } else { last.clone() }
        })
    };
    tried(Ok(())).await.unwrap();
    TRIES.store(0, Ordering::SeqCst);
    assert_eq!(tried(Err(Error::Stale)).await, Err(Error::Stale));
    let look = || line("case.step", Deed::Look);
    assert_eq!(told(&lines_of(&desk, family).await), [look(), look()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sealers_take_turns_and_number_every_line_once() {
    for desk in testkit::both(crate::schema()).await {
        let (id, _) = open_case(&desk).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let (first, second) = (Id::new(desk.now), Id::new(desk.now));
        let later: Timestamp = "2026-11-20T09:31:00Z".parse().unwrap();
        open(&desk, &worker, id).await.unwrap();
        let turn = |who, clock, most| seal::turn(&desk.db, who, desk.now, clock, most);
        assert_eq!(turn(first, desk.now, 10).await, Ok(Sealed::Lines(1)));
        assert_eq!(turn(first, desk.now, 10).await, Ok(Sealed::Lines(0)), "nothing waits");
        open(&desk, &worker, id).await.unwrap();
        assert_eq!(turn(second, desk.now, 10).await, Ok(Sealed::NotOurs));
        assert_eq!(turn(second, later, 10).await, Ok(Sealed::Lines(1)), "the lease ran out");
        open(&desk, &worker, id).await.unwrap();
        assert_eq!(turn(first, later, 10).await, Ok(Sealed::NotOurs));
        seal::give_up(&desk.db, second).await.unwrap();
        assert_eq!(turn(first, later, 10).await, Ok(Sealed::Lines(1)));

        // Looks and sealers all at once: commands seal without a lease.
        let looks: Vec<_> = (0..8)
            .map(|_| {
                let (db, worker, now) = (desk.db.clone(), worker.clone(), desk.now);
                tokio::spawn(async move {
                    for _ in 0..15 {
                        let who = worker.clone();
                        db.read(move |r| Look::new(r, &who, now, "test").one::<ViewCase, _>(id).map(drop))
                            .await
                            .unwrap();
                        seal::now(&db, now, 4).await.unwrap();
                    }
                })
            })
            .collect();
        for task in looks {
            task.await.unwrap();
        }
        let report = verify::verify(&desk.db, desk.now, None).await.unwrap();
        assert_eq!((report.lines, report.found), (123, 0), "{:?} {report:?}", desk.db.engine());
        assert!(report.checkpoints > 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_kept_elsewhere_is_held_against_the_log() {
    for desk in testkit::both(crate::schema()).await {
        let (id, _) = open_case(&desk).await;
        let worker = desk.worker(Role::SocialWorker).await;
        assert_eq!(desk.db.read(seal::newest_checkpoint).await, Ok(None));
        for _ in 0..3 {
            open(&desk, &worker, id).await.unwrap();
            seal::all(&desk.db, desk.now).await.unwrap();
        }
        let kept = desk.db.read(seal::newest_checkpoint).await.unwrap().unwrap();
        assert_eq!((kept.number, kept.is_signed()), (3, true));
        let kept = Checkpoint::parse(&kept.to_string()).unwrap();
        open(&desk, &worker, id).await.unwrap();
        let with = |outside: Checkpoint| verify::verify(&desk.db, desk.now, Some(outside));
        let report = with(kept.clone()).await.unwrap();
        assert_eq!((report.lines, report.were_waiting, report.found), (4, 1, 0));
        let longer = Checkpoint { number: 9, ..kept.clone() };
        let report = with(longer).await.unwrap();
        assert_eq!(report.findings, [Finding::Shortened { last: 4, was: 9 }]);
        let other = Checkpoint { chain: [1; 32], ..kept.clone() };
        assert_eq!(with(other).await.unwrap().findings, [Finding::Rewritten { number: 3 }]);
        let foreign = Checkpoint { public_key: [9; 32], ..kept };
        assert!(matches!(with(foreign).await, Err(Error::Internal(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_another_key_nothing_can_be_told_and_nothing_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("log.db").display());
    let now: Timestamp = "2026-11-20T09:30:00Z".parse().unwrap();
    let with = async |key: u8| {
        let keys = store::Keys::from_master(&[key; 32]).unwrap();
        let db = store::Db::connect(&address, keys).await.unwrap();
        db.migrate(crate::schema()).await.unwrap();
        let who = access::audit::desk();
        db.read(move |r| {
            let look = Look::new(r, &who, now, "test");
            let family = Subject::Family(Id::from_parts(1, [1; 10]));
            report::at_desk(&look, family, &Filter::default(), ALL).map(drop)
        })
        .await
        .unwrap();
        db
    };
    let ours = with(1).await;
    assert!(verify::verify(&ours, now, None).await.unwrap().is_whole());
    let theirs = with(2).await;
    assert!(matches!(verify::verify(&theirs, now, None).await, Err(Error::Internal(_))));
    assert_eq!(seal::all(&theirs, now).await, Ok((0, Sealed::Broken)));
    // The line that was written with the other key is not a line of this log.
    let report = verify::verify(&ours, now, None).await.unwrap();
    assert!(matches!(report.findings[..], [Finding::Altered { number: 2, .. }]), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_reads_what_is_theirs_and_no_name_that_is_not() {
    for desk in testkit::both(crate::schema()).await {
        let (id, family) = open_case(&desk).await;
        let (other, _) = open_case(&desk).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let stranger = desk.stranger(Role::TeamManager).await;
        let parent = desk.relative(family).await;
        let manager = desk.worker(Role::TeamManager).await;
        open(&desk, &worker, id).await.unwrap();
        desk.act(&worker, move |act| act.one::<StepCase, _>(other)?.note(act, "level: a -> b"))
            .await
            .unwrap();
        assert_eq!(open(&desk, &stranger, id).await, Err(Error::NotFound));
        open(&desk, &parent, id).await.unwrap();
        seal::all(&desk.db, desk.now).await.unwrap();

        let seen = async |who: &Actor, query: Query| {
            desk.look(who, move |look| read::of_agency(look, &query, ALL)).await
        };
        let all = seen(&manager, Query::default()).await.unwrap();
        assert_eq!(all.len(), 5, "{all:?}");
        let names: Vec<&str> = all.iter().map(|s| s.who.as_str()).collect();
        assert!(names.contains(&"Social worker 0"), "a colleague by name: {names:?}");
        assert!(
            names.contains(&"Team manager") && names.contains(&"Family member"),
            "others by role: {names:?}"
        );
        assert!(all.iter().all(|s| s.ours && s.cases.len() == 1));
        let refused = seen(&manager, Query { deed: Some(Deed::Refused), ..Query::default() }).await.unwrap();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].organisation, "Adopt South");
        let mine = Query { worker: worker.account(), action: "case.view".into(), ..Query::default() };
        assert_eq!(seen(&manager, mine).await.unwrap().len(), 1);
        let day = |text: &str| Some(text.parse().unwrap());
        let before = Query { to: day("2026-11-19"), ..Query::default() };
        assert_eq!(seen(&manager, before).await.unwrap().len(), 0);
        let from = Query { from: day("2026-11-20"), to: day("2026-11-20"), ..Query::default() };
        assert!(seen(&manager, from).await.unwrap().len() >= 5);

        // The other agency sees its own worker's try, and nothing of the record.
        let tried = Query { worker: stranger.account(), ..Query::default() };
        let theirs = seen(&stranger, tried).await.unwrap();
        let theirs: Vec<_> = theirs.iter().filter(|s| s.line.deed == Some(Deed::Refused)).collect();
        assert_eq!(theirs.len(), 1);
        assert!(!theirs[0].ours && theirs[0].cases.is_empty());
        let not_theirs = Query { worker: worker.account(), ..Query::default() };
        assert_eq!(seen(&stranger, not_theirs).await.unwrap().len(), 0);

        // A case's list, for its own agency alone; not for its own worker without the right to the log.
        let looks = async |who: &Actor| {
            desk.look(who, move |look| read::of_case(look, id, &Query::default(), ALL)).await
        };
        assert_eq!(looks(&manager).await.unwrap().len(), 3);
        assert_eq!(looks(&stranger).await.unwrap_err(), Error::NotFound);
        assert_eq!(looks(&worker).await.unwrap_err(), Error::Forbidden);

        // The family's own, and nobody else's.
        let own = async |who: &Actor| {
            desk.look(who, move |look| report::of_own(look, &look.own::<ViewOwnLooks>()?, ALL)).await
        };
        assert!(own(&parent).await.unwrap().iter().all(|l| l.family == Some(family)));
        assert!(own(&parent).await.unwrap().len() >= 3);
        let outsider = desk.relative(Id::new(desk.now)).await;
        assert_eq!(own(&outsider).await.unwrap().len(), 0);
        assert_eq!(own(&manager).await.unwrap_err(), Error::Forbidden);
        let desk_report = desk.look(&manager, move |look| {
            report::at_desk(look, Subject::Family(family), &Filter::default(), ALL)
        });
        assert_eq!(desk_report.await.unwrap_err(), Error::Forbidden);
        // A manager may know what changed; an administrator may not.
        let administrator = desk.worker(Role::Administrator).await;
        let may = async |who: &Actor| {
            desk.look(who, |look| {
                look.agency::<ViewAudit>()?;
                Ok(read::may_see_changes(look))
            })
            .await
        };
        assert!(may(&manager).await.unwrap());
        assert!(!may(&administrator).await.unwrap());
        let plan = desk.look(&administrator, |look| look.agency::<EditPlan>().map(drop)).await;
        assert_eq!(plan, Err(Error::Forbidden));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_report_hold_every_line_once_in_order() {
    for desk in testkit::both(crate::schema()).await {
        let (id, _) = open_case(&desk).await;
        let worker = desk.worker(Role::SocialWorker).await;
        for _ in 0..23 {
            open(&desk, &worker, id).await.unwrap();
        }
        seal::all(&desk.db, desk.now).await.unwrap();
        let account = worker.account().unwrap();
        let (mut after, mut numbers) = (None, Vec::new());
        loop {
            let page = Page { after, lines: 5 };
            let lines = desk
                .look(&access::audit::desk(), move |look| {
                    report::at_desk(look, Subject::Worker(account), &Filter::default(), page)
                })
                .await
                .unwrap();
            let Some(last) = lines.last() else { break };
            after = Some((last.at, last.id));
            numbers.extend(lines.iter().map(|l| l.number));
        }
        assert_eq!(numbers, (1..=23).rev().collect::<Vec<i64>>());
    }
}
