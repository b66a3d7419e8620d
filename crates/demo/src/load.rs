//! Loading: one thread tells stories and makes rows of them, another writes.

use std::{collections::BTreeMap, sync::mpsc};

use access::{
    Actor, Role, accounts,
    accounts::{Account, NewAccount},
    audit, organisations, seals,
};
use casework::{
    assessment::{signatures as signed_off, store as assessments},
    cases::{levels, store as cases},
    contributions::store as contributions,
    front_door::store as enquiries,
    people::store as people,
    plan::{model::State as PlanState, signatures, store as plans},
    promises, timeline,
};
use commissioning::{
    delivery::store as sessions, invoices::store as invoices, orders::store as orders,
    providers::store as providers,
};
use funding::applications::store as applications;
use kernel::{Error, Id, LegalRoute, Result, kinds};
use outcomes::goals::{model::GoalKind, store as goals};
use store::{Db, Keys, Value};
use strategy::community::Cast;

use crate::{
    Progress, Report, Size,
    birth::{Adopted, Chosen},
    days,
    dice::Dice,
    figures::Figures,
    kin::Kin,
    money::{Books, limits_of},
    of_age::OfAge,
    room::Room,
    rows::{Message, Out},
    shares,
    story::{BEFORE, CaseStory, Home, Sort, Story, Subject, Teller},
    tables,
    watched::Watch,
    world::World,
    young::YoungPeople,
};

/// Family accounts of each agency.
const FAMILY_ACCOUNTS: u32 = 8;
/// Batches that may wait to be written.
const AHEAD: usize = 8;
/// Stories between two words of progress.
const STEP: usize = 500;

/// Fills the database with the world's stories.
///
/// # Errors
/// An operator's message when a row is refused; nothing is kept then.
pub async fn load(
    db: &Db,
    size: Size,
    world: World,
    progress: impl FnMut(Progress) + Send + 'static,
) -> Result<Report> {
    let (sender, receiver) = mpsc::sync_channel(AHEAD);
    let maker = {
        let db = db.clone();
        std::thread::Builder::new()
            .name("demo-stories".into())
            .spawn(move || Maker::new(&world, db.keys(), sender).make(size, progress))
            .map_err(|e| Error::internal("no thread for the demo", e))?
    };
    let written = db
        .bulk(move |bulk| {
            for message in receiver {
                match message {
                    Message::Rows(rows) => {
                        for (table, values) in rows {
                            bulk.row(table.name, table.columns, &values)?;
                        }
                    }
                    Message::End => return Ok(true),
                }
            }
            Err(Error::Internal(BROKE_OFF.into()))
        })
        .await;
    let made = maker.join().map_err(|_| Error::Internal("the demo's stories broke off".into()))?;
    match (written, made) {
        (Ok(_), made) => made,
        // The writer only says that rows broke off; the maker knows why.
        (Err(Error::Internal(why)), Err(because)) if why == BROKE_OFF => Err(because),
        (Err(error), _) => Err(error),
    }
}

const BROKE_OFF: &str = "the demo's rows broke off";

struct Maker<'w> {
    world: &'w World,
    keys: &'w Keys,
    out: Out,
    books: Books,
    figures: Figures,
    dice: Dice,
    watching: Dice,
    identity_keys: Vec<(i64, [u8; 16])>,
    enquiry_keys: Vec<(i64, [u8; 16])>,
    family_accounts: BTreeMap<usize, u32>,
    children: u64,
    chosen: Chosen,
    applications: BTreeMap<i16, u64>,
    sealed: bool,
    young: YoungPeople,
    team: crate::team::Chosen,
    of_age: OfAge,
    kin: Kin,
    moves: crate::moves::Chosen,
}

impl<'w> Maker<'w> {
    fn new(world: &'w World, keys: &'w Keys, sender: mpsc::SyncSender<Message>) -> Self {
        Maker {
            world,
            keys,
            out: Out::new(sender),
            books: Books::default(),
            figures: Figures::default(),
            dice: Dice::new(world.seed, "rows", 0),
            watching: Dice::new(world.seed, "watched", 0),
            identity_keys: Vec::new(),
            enquiry_keys: Vec::new(),
            family_accounts: BTreeMap::new(),
            children: 0,
            chosen: Chosen::default(),
            applications: BTreeMap::new(),
            sealed: false,
            young: YoungPeople::default(),
            team: crate::team::Chosen::default(),
            of_age: OfAge::default(),
            kin: Kin::default(),
            moves: crate::moves::Chosen::default(),
        }
    }

    fn make(mut self, size: Size, mut progress: impl FnMut(Progress)) -> Result<Report> {
        self.places()?;
        let subjects = subjects(self.world);
        let mut teller = Teller::new(self.world, size)?;
        for (done, subject) in subjects.iter().enumerate() {
            if done % STEP == 0 {
                progress(Progress { done, of: subjects.len(), rows: self.out.count() });
            }
            let story = teller.tell(*subject)?;
            self.story(&story, subject.sort)?;
        }
        let pairs = self.chosen.write(&mut self.out, self.keys, self.world)?;
        let mut room = Room::new(&mut self.out, self.keys, self.world, &mut self.figures)?;
        crate::connected::write(&mut room, pairs)?;
        crate::finding::write(&mut room)?;
        crate::teams::write(&mut room)?;
        crate::front::write(&mut room)?;
        self.young.write(&mut room)?;
        self.team.write(&mut room)?;
        self.of_age.write(&mut room)?;
        let mut second_records = self.kin.write(&mut room)?;
        let (arrived, keys) = self.moves.write(&mut room)?;
        self.children += arrived;
        second_records.extend(keys);
        self.books.close(&mut self.out, self.keys, &mut self.dice, self.world)?;
        keep_keys(&mut self.identity_keys, second_records);
        // Keys are random numbers: in order, they go into their index at its end.
        for (table, mut keys) in
            [(tables::IDENTITY_KEY, self.identity_keys), (tables::ENQUIRY_KEY, self.enquiry_keys)]
        {
            keys.sort_unstable();
            keys.dedup();
            for (key, id) in keys {
                self.out.keyed(table, vec![key.into(), id.as_slice().into()])?;
            }
        }
        for row in self.figures.rows() {
            self.out.row(tables::FIGURE, row, &[])?;
        }
        progress(Progress { done: subjects.len(), of: subjects.len(), rows: self.out.count() });
        let (digest, rows) = self.out.finish()?;
        Ok(Report { digest, rows, children: self.children, applications: self.applications })
    }

    /// Providers, prices and accounts.
    fn places(&mut self) -> Result<()> {
        for (place, story) in self.world.providers.iter().enumerate() {
            let new = providers::NewProvider {
                provider: story.provider.clone(),
                code: story.code.clone(),
                region: story.region.clone(),
                approved_on: Some(days::date(story.approved)),
            };
            let o = new.organisation();
            let values: Vec<Value> = vec![
                o.id.into(),
                o.kind.into(),
                o.code.into(),
                o.name.into(),
                o.region.into(),
                o.note.into(),
            ];
            self.out.row(tables::ORGANISATION, values, &[])?;
            self.out.row(tables::PROVIDER, providers::values(&new), &[])?;
            let (seen, at, mut dice) = story.vetted(self.world, place);
            let vetting = providers::vetting_values(dice.id(at), story.provider.id, &seen, at, None);
            self.out.row(tables::PROVIDER_VETTING, vetting, &[])?;
            for price in story.list() {
                self.out.row(tables::PRICE, providers::price_values(&price), &[])?;
            }
        }
        for new in &self.world.accounts {
            account(&mut self.out, self.keys, new, self.world)?;
        }
        Ok(())
    }

    fn story(&mut self, story: &Story, sort: Sort) -> Result<()> {
        self.figures.count(story);
        let record = &story.enquiry;
        let details = json(&record.enquiry)?;
        let history = json(&record.history)?;
        self.out.row(tables::ENQUIRY, enquiries::values(self.keys, record)?, &[&details, &history])?;
        keep_keys(&mut self.enquiry_keys, enquiries::key_values(self.keys, record));
        for promise in &story.promises {
            self.out.row(tables::PROMISE, promises::values(promise), &[])?;
        }
        let Some(home) = &story.home else { return Ok(()) };
        let parent = self.home(story, home, sort)?;
        let sealed_before = self.sealed;
        for case in &home.cases {
            self.case(story.agency, case)?;
            let child = home.people.iter().find(|(_, person)| person.id == case.case.child);
            if let (LegalRoute::Adoption, Some(born)) = (case.case.route, child.and_then(|(_, c)| c.born)) {
                let adults = home.people.iter().filter(|(_, p)| p.kind == people::PersonKind::Adult);
                self.chosen.consider(story.agency, || Adopted {
                    agency: story.agency,
                    child: case.case.child,
                    born,
                    opened: case.case.opened,
                    family: home.family,
                    case: case.case.id,
                    coordinator: case.case.coordinator,
                    called: child.map(|(_, c)| c.first.clone()).unwrap_or_default(),
                    adults: adults.map(|(_, p)| p.first.clone()).collect(),
                });
            }
        }
        for case in &home.cases {
            let child = home.people.iter().find(|(_, person)| person.id == case.case.child);
            let born = child.and_then(|(_, c)| c.born);
            let rhythm = crate::rhythm::rows(self.world, case, born, sort == Sort::Shown)?;
            for (table, row) in rhythm.rows {
                self.out.row(table, row, &[])?;
            }
            self.figures.promises(&rhythm.promises);
            for promise in &rhythm.promises {
                self.out.row(tables::PROMISE, promises::values(promise), &[])?;
            }
            for (stage, on) in &rhythm.taken_up {
                self.figures.taken_up(case.case.agency, stage, *on);
            }
        }
        // What a household has had is noted once, in the record of its first case.
        if let Some(first) = home.cases.first() {
            for row in crate::early::rows(self.world, first)? {
                self.out.row(tables::EARLY_SUPPORT_PART, row, &[])?;
            }
            crate::hard::put(&mut self.out, self.keys, self.world, first)?;
            let child = home.people.iter().find(|(_, person)| person.id == first.case.child);
            crate::assess::put(&mut self.out, self.keys, self.world, first, child.and_then(|(_, c)| c.born))?;
            self.team.consider(self.world, story.agency, first);
        }
        if sort == Sort::Shown
            && let Some(case) = home.cases.first()
        {
            for consent in crate::sharing::consents(&case.case)? {
                let texts =
                    [consent.to.name.as_str(), &consent.given_name, &consent.note, &consent.withdrawn_why];
                self.out.row(
                    tables::CONSENT,
                    access::consent::store::values(self.keys, &consent)?,
                    &texts,
                )?;
            }
            if let (0, Some(finance)) = (story.agency, self.world.agencies[story.agency].staff.finance) {
                let mut watch = self.watch();
                watch.looks(story.agency, &case.case)?;
                const WHY: &str = "The therapist rang the office: the family did not come, and nobody else could be reached.";
                watch.emergency(finance, Role::FinanceOfficer, &case.case, WHY)?;
            }
        }
        if sort == Sort::Family && story.agency == 0 && !self.sealed {
            self.seal(story.agency, home)?;
        }
        if self.sealed == sealed_before {
            self.young.consider(self.world, story.agency, home, parent);
            self.of_age.consider(self.world, story.agency, home);
            self.kin.consider(self.world, story.agency, home);
            self.moves.consider(self.world, story.agency, home);
        }
        Ok(())
    }

    fn watch(&mut self) -> Watch<'_> {
        Watch { out: &mut self.out, keys: self.keys, dice: &mut self.watching, world: self.world }
    }

    /// One family is sealed: a colleague's own. The manager and the case's coordinator are named, and
    /// nobody else sees that there is such a case.
    fn seal(&mut self, agency: usize, home: &Home) -> Result<()> {
        let open = home.cases.iter().find(|c| c.case.state == cases::CaseState::Open && !c.funded.is_empty());
        let staff = &self.world.agencies[agency].staff;
        let (Some(story), Some(manager)) = (open, staff.manager) else { return Ok(()) };
        let Some(coordinator) = story.case.coordinator else { return Ok(()) };
        self.sealed = true;
        let (id, at) = (self.dice.id(self.world.now), self.world.now);
        const WHY: &str = "The child's mother works in the finance team of one of our councils.";
        const READER_WHY: &str = "Works on the case";
        let values = seals::values(
            self.keys,
            id,
            story.case.agency,
            home.family,
            seals::SealKind::Colleague,
            WHY,
            Some(manager),
            at,
        )?;
        self.out.row(tables::SEAL, values, &[WHY])?;
        for reader in [manager, coordinator] {
            let row = self.dice.id(at);
            let values = seals::reader_values(self.keys, row, id, reader, READER_WHY, Some(manager), at)?;
            self.out.row(tables::SEAL_READER, values, &[READER_WHY])?;
        }
        let duty = staff.duty.first().copied();
        const URGENT: &str =
            "The mother rang the duty line and said that her son had run away. I did not know the family.";
        duty.map_or(Ok(()), |duty| self.watch().emergency(duty, Role::DutyWorker, &story.case, URGENT))
    }

    /// Writes a household, and gives the account of the parent who signs in, where one does.
    fn home(&mut self, story: &Story, home: &Home, sort: Sort) -> Result<Option<Id<kinds::Account>>> {
        let agency = story.enquiry.agency;
        self.out.row(
            tables::FAMILY,
            people::family_values(home.family, agency, &story.council, home.made),
            &[],
        )?;
        for (identity, new) in &home.people {
            self.out.row(tables::PERSON, people::person_values(new), &[])?;
            let born = new.born.map(|d| d.to_string()).unwrap_or_default();
            let texts = [
                new.first.as_str(),
                &new.last,
                &born,
                &new.contact.address,
                &new.contact.postcode,
                &new.contact.phone,
                &new.contact.email,
            ];
            self.out.row(tables::IDENTITY, people::identity_values(self.keys, *identity, new)?, &texts)?;
            keep_keys(&mut self.identity_keys, people::key_values(self.keys, *identity, new));
        }
        let planned = home.cases.iter().any(|c| c.plans.iter().any(|p| p.state == PlanState::Current));
        let made = self.family_accounts.entry(story.agency).or_default();
        if sort == Sort::Shown || (planned && *made < FAMILY_ACCOUNTS) {
            *made += 1;
            if let Some((_, parent)) = home.people.first() {
                // The account made first is the one that the demo signs in as.
                let at = if sort == Sort::Shown { days::at(days::day(FIRST_ACCOUNT), 0) } else { home.made };
                let account = Account {
                    id: self.dice.id(at),
                    name: format!("{} {}", parent.first, parent.last),
                    role: access::Role::FamilyMember,
                    agency: None,
                    family: Some(home.family),
                    provider: None,
                };
                let id = account.id;
                let new =
                    NewAccount { account, email: parent.contact.email.clone(), password: None, demo: true };
                self::account(&mut self.out, self.keys, &new, self.world)?;
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn case(&mut self, agency: usize, story: &CaseStory) -> Result<()> {
        let (keys, case) = (self.keys, &story.case);
        self.children += 1;
        let ordered = case.order_date.map(|d| d.to_string()).unwrap_or_default();
        self.out.row(tables::CASE, cases::values(keys, case)?, &[&ordered])?;
        for step in &story.moves {
            self.out.row(tables::LEVEL_CHANGE, levels::values(keys, step)?, &[&step.reason])?;
        }
        for a in &story.assessments {
            self.out.row(tables::ASSESSMENT, assessments::values(keys, a)?, &[&json(&a.findings)?])?;
            if a.completed.is_some() {
                for need in assessments::need_values(a) {
                    self.out.row(tables::ASSESSED_NEED, need, &[])?;
                }
            }
        }
        for s in &story.signed_off {
            let values = signed_off::values(keys, case.agency, case.id, s)?;
            self.out.row(tables::ASSESSMENT_SIGNATURE, values, &[&s.words])?;
        }
        for k in &story.contributions {
            let words = [json(&k.ask)?, json(&k.answer)?, k.words.clone(), json(&k.took)?];
            self.out.row(
                tables::CONTRIBUTION,
                contributions::values(keys, k)?,
                &words.each_ref().map(String::as_str),
            )?;
        }
        for plan in &story.plans {
            self.out.row(tables::PLAN, plans::values(keys, plan)?, &[&json(&plan.content)?])?;
            if plan.state != PlanState::Current {
                continue;
            }
            for action in &plan.content.actions {
                let done = action.state != casework::plan::model::ActionState::Open;
                let settled = action.due.filter(|_| done).map(|day| days::at(days::day(day), 700));
                self.out.row(tables::PLAN_ACTION, plans::action_values(plan, action, settled), &[])?;
            }
        }
        if let Some(handed) = &story.handed {
            self.out.row(tables::COORDINATOR_CHANGE, plans::hand_off_values(handed), &[])?;
        }
        for signature in &story.signatures {
            let values = signatures::values(keys, case.agency, case.id, signature)?;
            self.out.row(tables::PLAN_SIGNATURE, values, &[&signature.words])?;
            if let Some(author) = signature.asked_by {
                self.out.row(tables::PLAN_WRITER, vec![signature.thing.into(), author.into()], &[])?;
            }
        }
        for goal in &story.goals {
            let words = if let GoalKind::Own(words) = &goal.kind { words.as_str() } else { "" };
            self.out.row(tables::GOAL, goals::goal_values(keys, case.agency, goal)?, &[words])?;
        }
        for rating in &story.ratings {
            self.out.row(tables::RATING, goals::rating_values(rating), &[])?;
        }
        for promise in &story.promises {
            self.out.row(tables::PROMISE, promises::values(promise), &[])?;
        }
        for told in &story.told {
            let event = timeline::NewEvent {
                agency: case.agency,
                case: case.id,
                kind: told.kind,
                words: &told.words,
                link: told.link.as_deref(),
                family_sees: told.family_sees,
            };
            let values = timeline::values(keys, told.id, told.at, told.actor, told.role, &event)?;
            self.out.row(tables::EVENT, values, &[&told.words])?;
        }
        self.money(agency, story)?;
        let at = self.world.now;
        let line = audit::NewLine {
            id: self.dice.id(at),
            at,
            actor: &Actor::system("demo"),
            agency: Some(case.agency),
            family: Some(case.family),
            action: "case.load",
            kind: "case",
            object: Some(case.id.cast()),
            deed: audit::Deed::Change,
            detail: "made up by the demo",
        };
        let line = audit::values(keys, &line)?;
        self.out.row(tables::AUDIT_LINE, line, &[])
    }

    fn money(&mut self, agency: usize, story: &CaseStory) -> Result<()> {
        let keys = self.keys;
        let finance = self.world.agencies[agency].staff.finance;
        for f in &story.funded {
            let a = &f.application;
            *self.applications.entry(f.year).or_default() += 1;
            let texts = [json(&a.content)?, a.decision.clone().unwrap_or_default()];
            self.out.row(tables::APPLICATION, applications::values(keys, a)?, &[&texts[0], &texts[1]])?;
            if let Some(order) = &f.order {
                let reason = order.reason.as_deref().unwrap_or_default();
                self.out.row(tables::ORDER, orders::values(keys, order)?, &[reason])?;
            }
            for session in &f.sessions {
                self.out.row(tables::SESSION, sessions::values(keys, session)?, &[])?;
            }
            for bill in &f.bills {
                let query = bill.query.as_deref().unwrap_or_default();
                self.out.row(tables::INVOICE, invoices::values(keys, bill)?, &[query])?;
                for line in &bill.invoice.lines {
                    self.out.row(tables::INVOICE_LINE, invoices::line_values(&bill.invoice, line), &[])?;
                }
            }
            self.books.keep(&mut self.out, keys, &mut self.dice, f, finance)?;
        }
        limits_of(&mut self.out, story.case.child, &story.funded)
    }
}

/// Before any other account: the first story is told of April 2017.
const FIRST_ACCOUNT: kernel::Date = kernel::Date::constant(2017, 3, 1);

pub fn account(out: &mut Out, keys: &Keys, new: &NewAccount, world: &World) -> Result<()> {
    out.row(tables::ACCOUNT, accounts::values(keys, new, world.now)?, &[&new.email, &new.account.name])
}

fn keep_keys(list: &mut Vec<(i64, [u8; 16])>, keys: Vec<[Value; 2]>) {
    for key in keys {
        if let [Value::Int(key), Value::Bytes(id)] = key
            && let Ok(id) = id.try_into()
        {
            list.push((key, id));
        }
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal("a made-up record", e))
}

/// Everybody that a story is told of, in the order of first contact.
fn subjects(world: &World) -> Vec<Subject> {
    let began = days::day(kernel::Date::constant(2017, 4, 1));
    let middle = days::day(kernel::Date::constant(2021, 4, 1));
    let mut subjects = Vec::new();
    for (place, agency) in world.agencies.iter().enumerate() {
        let mut dice = Dice::new(world.seed, "subjects", place as u64);
        if place == 0 {
            let received = world.workdays.on_or_after(world.today - 230);
            subjects.push(Subject { received, agency: 0, number: u32::MAX, sort: Sort::Shown });
        }
        // 1.29 children to a family: see Teller::household.
        let families = agency.children * 100 / 129;
        let mut draw = |number: u32, sort: Sort| {
            let received = if dice.percent(BEFORE.unsigned_abs()) {
                dice.within(began..=middle - 1)
            } else {
                dice.within(middle..=world.today - 1)
            };
            let received = world.workdays.on_or_after(received).min(world.today - 1);
            subjects.push(Subject { received, agency: place, number, sort });
        };
        (0..families).for_each(|number| draw(number, Sort::Family));
        (0..families * shares::QUESTIONS / 100).for_each(|number| draw(number, Sort::Question));
        // Some that wait now: fresh, nearly due and late, whatever the day.
        for number in 0..6 + agency.children / 300 {
            let received = world.today - 1 - i32::try_from(number % 6).unwrap_or(0);
            subjects.push(Subject { received, agency: place, number, sort: Sort::Waiting });
        }
    }
    subjects.sort_unstable();
    subjects
}

/// Who talks in the community of practice: people of the agency that is shown, and one from elsewhere.
fn cast(world: &World) -> Result<Option<Cast>> {
    let [agency, others @ ..] = world.agencies.as_slice() else { return Ok(None) };
    let staff = &agency.staff;
    let (Some((worker, _)), Some(manager), Some(commissioner)) =
        (staff.social.first(), staff.manager, staff.commissioner)
    else {
        return Ok(None);
    };
    let of_role = |role| world.accounts.iter().map(|new| &new.account).find(move |a| a.role == role);
    let neighbour = others.iter().find_map(|a| a.staff.commissioner.map(|id| (id, Some(a.id))));
    let shipped = organisations::shipped()?;
    Ok(Some(Cast {
        agency: agency.id,
        region: shipped.iter().find(|o| o.id == agency.id).map(|o| o.region.clone()).unwrap_or_default(),
        worker: (*worker, Some(agency.id)),
        manager: (manager, Some(agency.id)),
        commissioner: (commissioner, Some(agency.id)),
        elsewhere: neighbour.or(of_role(Role::NationalAnalyst).map(|a| (a.id, None))),
        provider: of_role(Role::Provider).map(|a| (a.id, a.provider)),
    }))
}

/// Puts the places in, and says what kind of database this is.
pub async fn places(db: &Db, size: Size, world: &World) -> Result<()> {
    let assumed = world.assumed.clone();
    let (agencies, now) = (world.agencies.clone(), world.now);
    let home = matches!(size, Size::Tiny | Size::Agency).then(|| world.agencies[0].code.clone());
    let agreements: Vec<_> =
        world.agencies.iter().flat_map(|a| crate::sharing::agreements(a.id, world.now)).collect();
    let cast = cast(world)?;
    db.write("the demo's places", move |w| {
        organisations::put_shipped(w)?;
        assumed.iter().try_for_each(|m| organisations::put_membership(w, m))?;
        if let Some(code) = &home {
            organisations::set(w, "home-agency", code)?;
        }
        agreements.iter().try_for_each(|a| access::consent::store::add_agreement(w, a))?;
        for agency in &agencies {
            let name = organisations::by_id(w, agency.id)?.name;
            crate::directory::plant(w, agency, &name, now)?;
            crate::early::offers(w, agency.id, now)?;
            crate::hard::protocol(w, agency.id, agency.staff.manager, kernel::local_date(now), now)?;
        }
        if let Some(cast) = &cast {
            strategy::community::plant(w, cast, now)?;
        }
        organisations::set(w, "demo", "yes")
    })
    .await
}
