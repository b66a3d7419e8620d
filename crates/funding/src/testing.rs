//! A small world for tests: families with an assessed need and a plan in use, a provider with a
//! price, and an agency with money. It is loaded in bulk, through the same values that the actions
//! write, as the demo does.

use std::collections::BTreeSet;

use access::{Act, Actor, Role, actions::ViewCase};
use casework::{
    assessment::{
        self,
        model::{Conclusion, Findings},
        store::Assessment,
    },
    cases::store::{self as cases, Case, CaseState},
    people::store::{self as people, Contact, NewPerson, PersonKind},
    plan::{
        self,
        model::{Action, ActionState, OwnerKind, PlanContent, PlanNeed},
        store::Plan,
    },
    promises, timeline,
};
use commissioning::{
    delivery::{actions::add_session, model::Outcome as Held},
    invoices::{
        actions::{Input as Bill, send_invoice},
        model::Line,
    },
    orders::actions::{Answer, answer_order},
    providers::{
        model::{Approval, Price, Provider},
        store::{self as providers, NewProvider},
    },
};
use kernel::{
    Date, FinancialYear, Id, LegalRoute, Level, Need, Pence, ProviderKind, Reference, Result, Weight,
    kinds::{self, Family, Organisation},
};
use store::{Column, Sql, Value};
use testkit::Desk;
pub(crate) use testkit::{Caller, Said};

use crate::{
    allocations::actions::{Input as Letter, record_allocation},
    applications::{
        actions::{Decide, Input, decide_application, draft_application, mend_words, send_application},
        model::Outcome,
        store::{self as applications, Application},
    },
};

const FIGURES: Sql = Sql {
    name: "FIGURES",
    text: "SELECT measure, part, amount FROM figure WHERE agency_id = $1 ORDER BY measure, part",
};
const JOB_LINES: Sql =
    Sql { name: "JOB_LINES", text: "SELECT id, detail FROM audit_line WHERE action = $1 ORDER BY id" };
const SUM: Sql =
    Sql { name: "SUM", text: "SELECT CAST(COALESCE(sum(amount_pence), 0) AS BIGINT) FROM ledger_line" };
const UNEQUAL: Sql = Sql {
    name: "UNEQUAL",
    text: "SELECT a.code FROM ledger_account a
           WHERE a.balance_pence <> (SELECT CAST(COALESCE(sum(l.amount_pence), 0) AS BIGINT) FROM ledger_line l WHERE l.account_id = a.id)",
};

/// The price of a session.
pub(crate) const PRICE: Pence = Pence::pounds(100);

pub(crate) struct World {
    pub desk: Desk,
    pub case: Id<kinds::Case>,
    pub provider: Id<Organisation>,
    pub worker: Actor,
    pub manager: Actor,
    pub finance: Actor,
    pub seller: Actor,
}

pub(crate) fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn id<T>(n: u8) -> Id<T> {
    Id::from_parts(1_700_000_000_000, [n; 10])
}

/// The world on each engine, with `money` allocated for 2026-27.
pub(crate) async fn worlds(money: Pence) -> Vec<World> {
    let mut worlds = Vec::new();
    for desk in testkit::both(crate::schema()).await {
        worlds.push(world(desk, money).await);
    }
    worlds
}

async fn world(desk: Desk, money: Pence) -> World {
    let provider = NewProvider {
        provider: Provider {
            id: id(10),
            name: "Willow Therapies".into(),
            kind: ProviderKind::SupportAgency,
            approval: Approval::Approved,
        },
        code: "willow".into(),
        region: String::new(),
        approved_on: Some(d("2025-04-01")),
    };
    let prices = ["ddp", "specialist-assessment"].map(|therapy| Price {
        provider: id(10),
        therapy: therapy.into(),
        per_session: PRICE,
        minutes: 60,
        from: d("2026-04-01"),
    });
    desk.db.write("a provider", move |w| providers::put(w, &provider, &prices)).await.unwrap();
    let letter = Letter { year: FinancialYear(2026), amount: money, letter: "GRANT-1".into(), note: None };
    let finance = desk.worker(Role::FinanceOfficer).await;
    desk.act(&finance, move |act| record_allocation(act, &letter)).await.unwrap();
    let case = family(&desk, 1, LegalRoute::Adoption, "2015-06-01").await;
    World {
        case,
        provider: id(10),
        worker: desk.worker(Role::SocialWorker).await,
        manager: desk.worker(Role::TeamManager).await,
        finance,
        seller: desk.provider(id(10)).await,
        desk,
    }
}

/// A family of a child and a parent with a case, an assessment and a plan.
pub(crate) async fn family(desk: &Desk, n: u8, route: LegalRoute, born: &str) -> Id<kinds::Case> {
    let (agency, now) = (desk.agency(), desk.now);
    let (household, case): (Id<Family>, Id<kinds::Case>) = (id(100 + n), id(120 + n));
    let person = |m: u8, kind, first: &str, born: &str| NewPerson {
        id: id(m),
        agency,
        family: Some(household),
        kind,
        first: first.into(),
        last: "Okafor".into(),
        born: Some(d(born)),
        contact: Contact::default(),
        sex: None,
        ethnicity: None,
        council: "881".into(),
        made: now,
    };
    let child = person(140 + n, PersonKind::Child, "Zoë", born);
    let parent = person(160 + n, PersonKind::Adult, "Anne-Marie", "1980-02-03");
    let record = Case {
        id: case,
        reference: Reference::new("CA"),
        agency,
        family: household,
        child: child.id,
        enquiry: None,
        council: "881".into(),
        route,
        order_date: None,
        level: Level::Targeted,
        state: CaseState::Open,
        coordinator: None,
        opened: now,
        closed: None,
        version: 1,
    };
    let assessed = "2026-10-15T10:00:00Z".parse().unwrap();
    let assessment = Assessment {
        own: None,
        id: id(180 + n),
        agency,
        case,
        framework: "2026.1".into(),
        state: assessment::model::State::Complete,
        findings: Findings {
            conclusion: Conclusion {
                needs: vec![(Need::School, Weight::Some), (Need::Trauma, Weight::Severe)],
                level: Some(Level::Targeted),
                ..Conclusion::default()
            },
            signals: BTreeSet::new(),
            ..Findings::default()
        },
        author: None,
        started: assessed,
        completed: Some(assessed),
        version: 1,
    };
    let plan = Plan {
        id: id(200 + n),
        agency,
        case,
        number: 1,
        state: plan::model::State::Current,
        content: PlanContent {
            needs: vec![PlanNeed {
                need: Need::Trauma,
                weight: Weight::Severe,
                words: "Zoë wakes at night and calls for Anne-Marie".into(),
            }],
            actions: vec![Action {
                id: id(220 + n),
                what: "Therapy together every week".into(),
                need: Some(Need::Trauma),
                owner: OwnerKind::Agency,
                owner_name: "The team".into(),
                due: None,
                state: ActionState::Open,
                happened: String::new(),
            }],
            ..PlanContent::new(Level::Targeted)
        },
        author: None,
        created: assessed,
        current_from: Some(assessed),
        current_to: None,
        version: 1,
    };
    let keys = desk.db.keys();
    let mut rows =
        vec![("family", people::FAMILY_COLUMNS, people::family_values(household, agency, "881", now))];
    for (m, person) in [(240, child), (5, parent)] {
        rows.push(("person", people::PERSON_COLUMNS, people::person_values(&person)));
        let values = people::identity_values(keys, id(m - n), &person).unwrap();
        rows.push(("identity", people::IDENTITY_COLUMNS, values));
    }
    rows.push(("support_case", cases::COLUMNS, cases::values(keys, &record).unwrap()));
    let values = assessment::store::values(keys, &assessment).unwrap();
    rows.push(("assessment", assessment::store::COLUMNS, values));
    rows.push(("plan", plan::store::COLUMNS, plan::store::values(keys, &plan).unwrap()));
    for (table, columns, values) in rows {
        desk.db.bulk(move |bulk| bulk.row(table, columns, &values)).await.unwrap();
    }
    case
}

impl World {
    /// What a worker would choose.
    pub fn input(&self, therapy: &str, sessions: u32) -> Input {
        Input {
            therapy: therapy.into(),
            provider: self.provider,
            sessions,
            starts_on: d("2026-12-01"),
            ends_on: d("2027-06-30"),
            has_ehcp: false,
            urgent: None,
        }
    }

    pub async fn drafted(&self, case: Id<kinds::Case>, therapy: &str, sessions: u32) -> Application {
        let input = self.input(therapy, sessions);
        self.desk
            .act(&self.worker, move |act| {
                let id = draft_application(act, case, &input)?;
                Ok(applications::written(act, id)?.application)
            })
            .await
            .unwrap()
    }

    /// A draft with its words mended.
    pub async fn clean(&self, case: Id<kinds::Case>, therapy: &str, sessions: u32) -> Application {
        let a = self.drafted(case, therapy, sessions).await;
        self.desk
            .act(&self.worker, move |act| {
                mend_words(act, a.id, a.version)?;
                Ok(applications::written(act, a.id)?.application)
            })
            .await
            .unwrap()
    }

    pub async fn send(&self, a: &Application) -> Result<Application> {
        let (id, version) = (a.id, a.version);
        self.desk
            .act(&self.worker, move |act| {
                send_application(act, id, version)?;
                Ok(applications::written(act, id)?.application)
            })
            .await
    }

    /// A sent application for the case of the world.
    pub async fn sent(&self, therapy: &str, sessions: u32) -> Application {
        self.send(&self.clean(self.case, therapy, sessions).await).await.unwrap()
    }

    pub async fn decide(&self, who: &Actor, a: &Application, outcome: Outcome) -> Result<Application> {
        let (id, version) = (a.id, a.version);
        let reason = (outcome == Outcome::Refused).then(|| "No evidence for it".to_owned());
        self.desk
            .act(who, move |act| {
                decide_application(act, id, &Decide { version, outcome, reason: reason.clone() })?;
                Ok(applications::written(act, id)?.application)
            })
            .await
    }

    /// An approved application for the case of the world.
    pub async fn approved(&self, therapy: &str, sessions: u32) -> Application {
        let sent = self.sent(therapy, sessions).await;
        self.decide(&self.manager, &sent, Outcome::Approved).await.unwrap()
    }

    /// Something that the provider does in January.
    pub async fn as_seller<T: Send + 'static>(
        &self,
        work: impl Fn(&Act<'_>) -> Result<T> + Send + Sync + 'static,
    ) -> Result<T> {
        self.desk.act_at("2027-01-20T09:30:00Z".parse().unwrap(), &self.seller, work).await
    }

    /// The provider accepts an order, holds sessions on these days and sends one invoice for them.
    pub async fn delivered(
        &self,
        order: Id<kinds::Order>,
        days: &[&str],
        number: &str,
    ) -> Id<kinds::Invoice> {
        let days: Vec<Date> = days.iter().map(|day| d(day)).collect();
        let number = number.to_owned();
        let _ = self.as_seller(move |act| answer_order(act, order, Answer::Accept, None)).await;
        self.as_seller(move |act| {
            let mut lines = Vec::new();
            for day in &days {
                let held = add_session(act, order, *day, Some(Held::Held), None)?;
                lines.push(Line { session: held.session.id, day: *day, amount: PRICE });
            }
            let total = lines.iter().map(|l| l.amount).sum();
            Ok(send_invoice(act, order, &Bill { number: number.clone(), lines, total })?.invoice.id)
        })
        .await
        .unwrap()
    }

    /// Every figure as `measure part amount`.
    pub async fn figures(&self) -> Vec<String> {
        let agency: Value = self.desk.agency().into();
        let read = move |r: &store::Read<'_>| {
            r.query(FIGURES, &[agency])?
                .iter()
                .map(|row| {
                    let (measure, part): (String, String) = (row.get(0)?, row.get(1)?);
                    Ok(format!("{measure} {part} {}", row.get::<i64>(2)?))
                })
                .collect()
        };
        self.desk.db.read(read).await.unwrap()
    }

    /// What the audit log says of the runs of a job, in the order of the alphabet.
    pub async fn job_lines(&self, job: &'static str) -> Vec<String> {
        let read = move |r: &store::Read<'_>| {
            let rows = r.query(JOB_LINES, &[job.into()])?;
            rows.iter()
                .map(|row| {
                    let detail = row.get::<Vec<u8>>(1)?;
                    r.open(Column::new("audit_line.detail"), row.get::<Id<()>>(0)?, &detail)
                })
                .collect::<Result<Vec<String>>>()
        };
        let lines = self.desk.db.read(read).await.unwrap();
        let mut lines: Vec<String> = lines
            .iter()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["change"].to_string())
            .collect();
        lines.sort();
        lines
    }

    /// What the whole ledger adds up to, and the accounts whose balance is not the sum of their lines.
    pub async fn ledger_is_true(&self) {
        let read = |r: &store::Read<'_>| {
            let unequal: Result<Vec<String>> = r.query(UNEQUAL, &[])?.iter().map(|row| row.get(0)).collect();
            Ok((r.row(SUM, &[])?.get::<Pence>(0)?, unequal?))
        };
        assert_eq!(self.desk.db.read(read).await.unwrap(), (Pence::ZERO, Vec::new()));
    }

    pub async fn totals(&self) -> crate::ledger::store::Totals {
        self.desk
            .look(&self.finance, |look| {
                crate::ledger::store::totals(look, &look.agency()?, FinancialYear(2026))
            })
            .await
            .unwrap()
    }

    /// The promises of the world's case.
    pub async fn promises(&self) -> Vec<promises::Promise> {
        let case = self.case;
        let read = move |look: &access::Look<'_>| promises::of_case(look, &look.one::<ViewCase, _>(case)?);
        self.desk.look(&self.worker, read).await.unwrap()
    }

    /// The words of the case's timeline, in the order of the alphabet: the clock stands still.
    pub async fn timeline(&self) -> Vec<String> {
        let case = self.case;
        let read =
            move |look: &access::Look<'_>| timeline::of_case(look, &look.one::<ViewCase, _>(case)?, None);
        let events = self.desk.look(&self.worker, read).await.unwrap().items;
        let mut words: Vec<String> = events.into_iter().map(|event| event.words).collect();
        words.sort();
        words
    }
}

impl World {
    /// A token for somebody's role and organisation.
    pub async fn machine(&self, role: Role, organisation: Id<Organisation>) -> Caller {
        self.desk.machine(role, organisation).await
    }

    /// Sends a request to the routes of this crate and of commissioning at `at`: a form's body, JSON for
    /// the API, or nothing to read.
    pub async fn request(&self, at: &str, who: &Caller, path: &str, body: Option<&str>) -> Said {
        let routes = [crate::routes(), commissioning::routes()].concat();
        self.desk.request((routes, crate::nav()), at, who, path, body).await
    }
}
