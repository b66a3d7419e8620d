//! The figures that real actions keep agree with a count of the rows, from first contact
//! to a paid invoice and a closed case; a figure that was tampered with is found.

use access::{Act, Actor, Role};
use casework::{
    cases::{actions::step_level, levels::Standing, store as cases},
    front_door::{
        actions::{Allocation, To, allocate_enquiry, hold_advice_call, record_enquiry},
        model::{Asker, Enquiry},
    },
};
use commissioning::{
    delivery::{actions::add_session, model::Outcome as Held},
    invoices::{
        actions::{Input as NewInvoice, send_invoice},
        model::Line,
    },
    orders::actions::{Answer, answer_order},
    providers::{
        model::{Approval, Price, Provider},
        store::{self as providers, NewProvider},
    },
};
use funding::{
    allocations::actions::{Input as Letter, record_allocation},
    applications::{
        actions::{Decide, decide_application, order_approved, release_unspent, send_application},
        model::{Content, Outcome, State},
        store::{self as applications, Application},
    },
    payments::actions::pay_invoice,
    schemes::{AskKind, scheme_on},
};
use kernel::{Channel, FinancialYear, LegalRoute, Level, Pence, ProviderKind, Rater, Reference, kinds};
use outcomes::goals::{actions::rate_goals, model::Score, store as goals};
use testkit::Desk;

use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) struct People {
    duty: Actor,
    pub(crate) social: Actor,
    manager: Actor,
    finance: Actor,
    seller: Actor,
    pub(crate) provider: Id<Organisation>,
}

pub(crate) async fn people(desk: &Desk) -> People {
    let provider = Id::from_parts(1_700_000_000_000, [10; 10]);
    desk.db
        .write("a provider", move |w| {
            let new = NewProvider {
                provider: Provider {
                    id: provider,
                    name: "Willow Therapies".into(),
                    kind: ProviderKind::SupportAgency,
                    approval: Approval::Approved,
                },
                code: "willow".into(),
                region: String::new(),
                approved_on: Some(day("2025-04-01")),
            };
            let price = Price {
                provider,
                therapy: "theraplay".into(),
                per_session: Pence::pounds(120),
                minutes: 60,
                from: day("2026-04-01"),
            };
            providers::put(w, &new, &[price])
        })
        .await
        .unwrap();
    let finance = desk.worker(Role::FinanceOfficer).await;
    let letter = Letter {
        year: FinancialYear(2026),
        amount: Pence::pounds(50_000),
        letter: "GRANT-1".into(),
        note: None,
    };
    desk.act(&finance, move |act| record_allocation(act, &letter)).await.unwrap();
    People {
        duty: desk.worker(Role::DutyWorker).await,
        social: desk.worker(Role::SocialWorker).await,
        manager: desk.worker(Role::TeamManager).await,
        finance,
        seller: desk.provider(provider).await,
        provider,
    }
}

/// A call that becomes a case.
pub(crate) async fn opened(desk: &Desk, people: &People) -> Id<kinds::Case> {
    let enquiry = Enquiry {
        asker: Some(Asker::AdoptiveParent),
        first_name: "Alex".into(),
        last_name: "Marsh".into(),
        phone: "01632 960123".into(),
        council: "881".into(),
        child_first_name: "Robin".into(),
        child_last_name: "Marsh".into(),
        born: Some(day("2016-05-02")),
        route: Some(LegalRoute::Adoption),
        ordered: Some(day("2018-02-01")),
        story: "School is getting harder every week.".into(),
        ..Enquiry::new(Channel::Phone)
    };
    let made = desk.act(&people.duty, move |act| record_enquiry(act, &enquiry)).await.unwrap();
    let id = made.id;
    let called = desk.act(&people.duty, move |act| hold_advice_call(act, id, 1, "Listened")).await.unwrap();
    let allocation = Allocation {
        version: called.version,
        to: To::NewFamily,
        coordinator: people.social.account(),
        level: Some(Level::Targeted),
        first: "Robin".into(),
        last: "Marsh".into(),
        born: Some(day("2016-05-02")),
        route: Some(LegalRoute::Adoption),
        ordered: Some(day("2018-02-01")),
        why: "They need more than advice".into(),
        checked: true,
    };
    desk.act(&people.duty, move |act| allocate_enquiry(act, id, &allocation)).await.unwrap().1
}

/// An application that is sent and approved; its words are of no matter here.
async fn approved(desk: &Desk, people: &People, case: Id<kinds::Case>) -> Id<kinds::Application> {
    let id: Id<kinds::Application> = Id::new(desk.now);
    let (now, provider, social) = (desk.now, people.provider, people.social.account());
    let case = desk
        .look(&people.social, move |look| cases::load(look, &look.one::<access::actions::ViewCase, _>(case)?))
        .await
        .unwrap();
    let application = Application {
        id,
        reference: Reference::new("AP"),
        agency: desk.agency(),
        case: case.id,
        family: case.family,
        child: case.child,
        council: case.council.clone(),
        route: case.route,
        rule: scheme_on(desk_day(desk)).unwrap().id.clone(),
        kind: AskKind::Therapy,
        therapy: "theraplay".into(),
        provider,
        provider_kind: ProviderKind::SupportAgency,
        sessions: 10,
        price: Pence::pounds(120),
        starts_on: day("2026-11-23"),
        ends_on: day("2027-03-31"),
        repeat: false,
        state: State::Draft,
        content: Content {
            age: 10,
            has_ehcp: false,
            level: Level::Targeted,
            assessed_on: day("2026-11-10"),
            needs: Vec::new(),
            outcomes: Vec::new(),
            passages: Vec::new(),
            checked: None,
        },
        created: now,
        created_by: social,
        created_role: "social-worker".into(),
        sent: None,
        sent_by: None,
        decided: None,
        decided_by: None,
        decision: None,
        paid: Pence::ZERO,
        released: Pence::ZERO,
        version: 1,
    };
    let values = applications::values(desk.db.keys(), &application).unwrap();
    desk.db.bulk(move |bulk| bulk.row("application", applications::COLUMNS, &values)).await.unwrap();
    desk.act(&people.social, move |act| send_application(act, id, 1)).await.unwrap();
    desk.act(&people.finance, move |act| {
        decide_application(act, id, &Decide { version: 2, outcome: Outcome::Approved, reason: None })
    })
    .await
    .unwrap();
    id
}

fn desk_day(desk: &Desk) -> Date {
    local_date(desk.now)
}

async fn later<T: Send + 'static>(
    desk: &Desk,
    at: &str,
    who: &Actor,
    work: impl Fn(&Act<'_>) -> Result<T> + Send + Sync + 'static,
) -> T {
    desk.act_at(at.parse().unwrap(), who, work).await.unwrap()
}

async fn rate(desk: &Desk, who: &Actor, case: Id<kinds::Case>, at: &str, rater: Rater, score: i64) {
    let goal = desk.look(who, move |look| goals::of_case(look, case)).await.unwrap().set.all()[0].id;
    let on = local_date(at.parse().unwrap());
    let input = rate_goals::Input { rater, on, scores: vec![(goal, Score::new(score).unwrap())] };
    later(desk, at, who, move |act| rate_goals::run(act, case, &input)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_the_whole_journey_agree_with_its_rows() {
    for desk in testkit::both(crate::schema()).await {
        let people = people(&desk).await;
        let case = opened(&desk, &people).await;
        let application = approved(&desk, &people, case).await;
        let order = desk.act(&people.manager, move |act| order_approved(act, application)).await.unwrap();
        let december = "2026-12-02T10:00:00Z";
        later(&desk, december, &people.seller, move |act| answer_order(act, order, Answer::Accept, None))
            .await;
        let mut lines = Vec::new();
        for on in ["2026-11-26", "2026-12-01"] {
            let on = day(on);
            let made = later(&desk, december, &people.seller, move |act| {
                add_session(act, order, on, Some(Held::Held), None)
            })
            .await;
            lines.push(Line { session: made.session.id, day: on, amount: Pence::pounds(120) });
        }
        let invoice = NewInvoice { number: "W-1".into(), lines, total: Pence::pounds(240) };
        let invoice =
            later(&desk, december, &people.seller, move |act| send_invoice(act, order, &invoice)).await;
        let id = invoice.invoice.id;
        later(&desk, "2026-12-20T10:00:00Z", &people.finance, move |act| pay_invoice(act, id)).await;
        for (at, rater, score) in [
            ("2026-11-20T10:00:00Z", Rater::Parent, 3),
            ("2026-11-20T10:00:00Z", Rater::Child, 4),
            ("2026-12-10T10:00:00Z", Rater::Parent, 6),
            ("2026-12-10T11:00:00Z", Rater::Parent, 7),
            ("2027-01-15T10:00:00Z", Rater::Parent, 5),
        ] {
            rate(&desk, &people.social, case, at, rater, score).await;
        }
        let now = desk
            .look(&people.social, move |look| {
                cases::load(look, &look.one::<access::actions::ViewCase, _>(case)?)
            })
            .await
            .unwrap();
        let step = step_level::Input {
            version: now.version,
            to: Standing::Intensive,
            reason: "Things got harder".into(),
        };
        later(&desk, "2027-01-20T10:00:00Z", &people.manager, move |act| step_level::run(act, case, &step))
            .await;

        assert_eq!(desk.db.read(differences).await.unwrap(), Vec::new());
        let agency = desk.agency();
        let counted = desk.db.read(move |r| count(r, agency)).await.unwrap();
        let total = |measure: &str| {
            counted.iter().filter(|(p, _)| p.measure == measure).map(|(_, n)| *n).sum::<i64>()
        };
        for (measure, expected) in [
            (measure::ENQUIRIES, 1),
            (measure::BY_CHANNEL, 1),
            (measure::OPENED, 1),
            (measure::AT_LEVEL, 1),
            (measure::APPLICATIONS, 2),
            (measure::APPLIED, 120_000),
            (measure::COMMITTED, 120_000),
            (measure::PAID, 24_000),
            (measure::PAID_BY_KIND, 24_000),
            (measure::HELD, 2),
            (measure::CHANGE_SUM, 2),
            (measure::CHANGE_COUNT, 1),
        ] {
            assert_eq!(total(measure), expected, "{measure}");
        }
        assert!(total(measure::KEPT) >= 1);

        // The picture shows the same.
        let page = crate::ROOMS.visitor(&desk, Role::TeamManager).await.page("/agency").await;
        assert!(page.contains("£1,200") && page.contains("£240") && page.contains("+2.0"));

        every_figure_opens(&desk).await;
        close_and_give_back(&desk, &people, case, application, order).await;
        assert_eq!(desk.db.read(differences).await.unwrap(), Vec::new());
    }
}

/// The rows behind each figure are there, and only for who may list them.
async fn every_figure_opens(desk: &Desk) {
    let manager = crate::ROOMS.visitor(desk, Role::TeamManager).await;
    for (query, rows) in [
        ("figure=enquiries&month=2026-11", 1),
        ("figure=enquiries&month=2026-12", 0),
        ("figure=enquiries&year=2026-27&part=phone&council=881", 1),
        ("figure=cases-opened&year=2026-27", 1),
        ("figure=level&part=intensive", 1),
        ("figure=level&part=targeted", 0),
        ("figure=promises-kept&part=advice-call&year=2026-27", 1),
        ("figure=sent&year=2026-27&part=theraplay", 1),
        ("figure=approved&year=2026-27", 1),
        ("figure=refused&year=2026-27", 0),
        ("figure=committed&year=2026-27", 1),
        ("figure=paid&month=2026-12", 1),
        ("figure=paid-by-kind&part=asa&year=2026-27", 1),
        ("figure=held&month=2026-11&part=theraplay", 1),
        ("figure=held&year=2026-27", 2),
        ("figure=missed&year=2026-27", 0),
        ("figure=goals&part=parent&year=2026-27", 1),
        ("figure=goals&part=child&year=2026-27", 0),
        ("figure=promises-late&year=2026-27", 0),
    ] {
        let csv = manager.page(&format!("/agency/rows.csv?{query}")).await;
        assert_eq!(csv.lines().count() - 1, rows, "{query}: {csv}");
        manager.page(&format!("/agency/rows?{query}")).await;
    }
    let page = manager.page("/agency/rows?figure=committed&year=2026-27").await;
    assert!(page.contains("£1,200") && page.contains("href=\"/applications/"));
    let duty = crate::ROOMS.visitor(desk, Role::DutyWorker).await;
    assert_eq!(duty.get("/agency/rows?figure=paid").await.0.as_u16(), 403);
    assert_eq!(duty.get("/agency/rows?figure=nothing").await.0.as_u16(), 404);
    assert_eq!(duty.get("/agency/rows?figure=enquiries&month=soon").await.0.as_u16(), 422);
}

/// The order ends early, what is over is given back, and the case is closed.
async fn close_and_give_back(
    desk: &Desk,
    people: &People,
    case: Id<kinds::Case>,
    application: Id<kinds::Application>,
    order: Id<kinds::Order>,
) {
    let february = "2027-02-01T10:00:00Z";
    later(desk, february, &people.seller, move |act| {
        commissioning::orders::actions::complete_order(act, order)
    })
    .await;
    later(desk, february, &people.social, move |act| release_unspent(act, application)).await;
    let now = desk
        .look(&people.social, move |look| cases::load(look, &look.one::<access::actions::ViewCase, _>(case)?))
        .await
        .unwrap();
    let step =
        step_level::Input { version: now.version, to: Standing::Closed, reason: "They are well".into() };
    later(desk, february, &people.manager, move |act| step_level::run(act, case, &step)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_that_does_not_agree_is_found() {
    use store::figure::Figure;
    for desk in testkit::both(crate::schema()).await {
        let people = people(&desk).await;
        opened(&desk, &people).await;
        let agency = desk.agency();
        desk.db
            .write("a mistake", move |w| {
                let add = |measure, on: &str, council, part, amount| {
                    Figure { agency, measure, day: day(on), council, part }.add(w, amount)
                };
                add(measure::ENQUIRIES, "2026-11-20", "881", "", -1)?;
                add(measure::PAID, "2026-12-20", "", "ddp", 5)?;
                // Running balances are compared over all months, so that a move between two is no mistake.
                add(measure::AT_LEVEL, "2026-08-20", "", "targeted", 1)?;
                add(measure::AT_LEVEL, "2026-09-20", "", "targeted", -1)
            })
            .await
            .unwrap();
        let found = desk.db.read(differences).await.unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|d| (d.place.measure.as_str(), d.place.month.as_str(), d.kept, d.counted))
            .collect();
        assert_eq!(told, [("enquiries", "2026-11", 0, 1), ("money-paid", "2026-12", 5, 0)]);
    }
}
